"""The parameter counter: what a layer must learn, from every pixel to one shared kernel."""

import math
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.conv import conv2d, locally_connected2d
from cnnlab.costs import (
    LayerCost,
    LayerMemory,
    conv_cost,
    layer_memory,
    linear_cost,
    locally_connected_cost,
)
from cnnlab.images import photograph
from cnnlab.widgets.base import WIDGET_LIMITS, Matrix, OneOf, Real, Whole, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    counted,
    grey_grid,
    number,
    shortened,
    signed_grid,
    titled,
    unborn,
)
from cnnlab.widgets.pytorch import NN, call, program, unless
from cnnlab.widgets.small_layer import (
    DRAWN_SIDE,
    Lit,
    SmallLayer,
    connections,
    kernels,
    letter,
    small_layer,
    weight_name,
)

# Sizes so large, and no larger, that the page's JavaScript still counts every byte exactly.
_MOST = WIDGET_LIMITS["parameter_counter"]
LAYERS = {
    "linear": "Linear",
    "local": "Locally connected",
    "shared": "Shared weights",
    "features": "Many features",
}
"""The layers that the widget compares, in the order in which the parameters get fewer."""


def example_image() -> NDArray[Any]:
    """Return the edge of the cameraman's coat in ten grey levels, which are easy to add up."""
    camera = photograph("camera", size=16, grey=True, crop=(40, 130, 220, 220))
    levels: NDArray[Any] = np.rint(camera[4:9, 7:12] * (9 / 255)).astype(int)
    return levels


def _first_kernels(k_h: int, k_w: int) -> NDArray[np.float64]:
    """Return a vertical edge, a horizontal edge and a plain sum, shape (3, kH, kW)."""
    down, across = (
        np.sign(2 * np.arange(k) - k + 1.0) if k > 1 else np.ones(1) for k in (k_h, k_w)
    )
    every = np.ones((k_h, k_w))
    return np.array([every * across, every * down[:, None], every])


def _size(default: int, most: int = _MOST["size"]) -> Whole:
    return Whole(default, min=1, max=most).tag(sync=True)


class ParameterCounter(Widget):
    """Connections drawn, and parameters and bytes counted, for four layers on one image.

    All layers look at the same image of H × W pixels. Point at an output, and the pixels and
    weights that it uses light up. A small layer responds to a piece of a photograph: change one of
    its weights, and as many answers change as outputs share the weight. In Jupyter each trait
    works in both directions.

    Parameters
    ----------
    height, width : int
        The image's H and W, 1 to 4096.
    channels : int
        Its channels C, 1 to 16: 1 for a grey image, 3 for colour. One channel is drawn.
    kernel_height, kernel_width : int
        The window's k_H and k_W, at most the image's height and width.
    features : int
        How many features the last layer learns, C_out, 1 to 4096.
    outputs : int
        How many outputs N the linear layer has. 0, the default, means as many as the window has
        places in the image, so that all layers can be compared.
    layer : {"linear", "local", "shared", "features"}
        The layer that is drawn.
    layers : list of str
        The layers to choose from, of the same four.
    chosen : int
        The output of the drawing that is lit up, counted from 0, feature by feature.
    image : array_like, shape (5, 5)
        What the small layer responds to, see `response`. By default a piece of a photograph.
    nudge : float
        How much is added to the weight that the chosen output has on the middle of its window,
        -10 to 10.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the window does not fit into the image when the widget is made, or `layer` is not one
        of `layers`. (Later a window that does not fit is explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import ParameterCounter
    >>> counter = ParameterCounter(height=28, width=28, kernel_height=3, kernel_width=3)
    >>> {layer: cost.parameters for layer, cost in counter.costs.items()}
    {'linear': 530660, 'local': 6760, 'shared': 10, 'features': 160}
    >>> counter.memory["linear"].weights
    2122640
    >>> counter.layer, before = "local", counter.response
    >>> counter.nudge = 1.0
    >>> int((counter.response != before).sum())
    1
    >>> counter.layer = "shared"  # now all nine outputs share the weight
    >>> int((counter.response != before).sum())
    9
    """

    height = _size(28)
    width = _size(28)
    channels = _size(1, _MOST["channels"])
    kernel_height = _size(3)
    kernel_width = _size(3)
    features = _size(16)
    outputs = Whole(0, min=0, max=_MOST["size"] ** 2).tag(sync=True)
    layer = OneOf(list(LAYERS), "linear").tag(sync=True)
    layers = traitlets.List(OneOf(list(LAYERS)), list(LAYERS), minlen=1).tag(sync=True)
    chosen = Whole(0, min=0).tag(sync=True)
    image = Matrix(DRAWN_SIDE)
    nudge = Real(0.0, min=-_MOST["nudge"], max=_MOST["nudge"]).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if self.layer not in self.layers:
            raise ValueError(f"layer must be one of layers {self.layers}, got {self.layer!r}")
        _ = self.costs  # a window that does not fit is refused at once

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return example_image()

    @traitlets.validate("image")
    def _image_of_the_drawing(self, proposal: dict[str, Any]) -> NDArray[Any]:
        image: NDArray[Any] = proposal["value"]
        if image.shape != (DRAWN_SIDE, DRAWN_SIDE):
            raise traitlets.TraitError(
                f"image must have shape {(DRAWN_SIDE, DRAWN_SIDE)}, got {image.shape}"
            )
        return image

    @property
    def costs(self) -> dict[str, LayerCost]:
        """What each layer costs, as `cnnlab` counts it."""
        shape, kernel = (self.height, self.width), (self.kernel_height, self.kernel_width)
        shared = conv_cost(shape, self.channels, 1, kernel)
        return {
            "linear": linear_cost(self._inputs, self.outputs or shared.outputs),
            "local": locally_connected_cost(shape, self.channels, 1, kernel),
            "shared": shared,
            "features": conv_cost(shape, self.channels, self.features, kernel),
        }

    @property
    def _inputs(self) -> int:
        """How many numbers the image has."""
        return self.channels * self.height * self.width

    @property
    def memory(self) -> dict[str, LayerMemory]:
        """The bytes that training each layer takes, with Adam and float32."""
        return {layer: layer_memory(cost) for layer, cost in self.costs.items()}

    @property
    def response(self) -> NDArray[Any]:
        """How the small layer responds to `image`, shape (features, H_out, W_out).

        It has at most 5 × 5 pixels and windows of 3 × 3, since larger ones cannot be drawn. All
        layers begin with the same weights, and the linear layer with zeros outside the window.
        """
        return self._answer(self._kernels(self.nudge))

    @property
    def weights(self) -> NDArray[Any]:
        """The weights of the small layer's chosen output, as they lie on the pixels it reads."""
        own: NDArray[Any] = self._kernels(self.nudge)[self._small.lit(self.chosen).owner]
        return own

    def _answer(self, own: NDArray[Any]) -> NDArray[Any]:
        """Return the responses of the small layer with these kernels."""
        small = self._small
        x = self.image[: small.input[0], : small.input[1]]
        if small.shared:
            return np.asarray(conv2d(x[None, None], own[:, None])[0])
        if self.layer == "local":
            weight = own.reshape(*small.places, 1, 1, *small.window)
            return np.asarray(locally_connected2d(x[None, None], weight)[0])
        return np.asarray(own.reshape(len(own), -1) @ x.ravel()).reshape(1, *small.places)

    def _kernels(self, nudge: float) -> NDArray[np.float64]:
        """Return the weights of each kernel; a linear layer's cover the whole small image."""
        small = self._small
        k_h, k_w = small.window
        first = _first_kernels(k_h, k_w)
        own = first[: small.maps] if small.shared else first[:1].repeat(small.owners, axis=0)
        own[small.lit(self.chosen).owner, k_h // 2, k_w // 2] += nudge
        if self.layer != "linear":
            return own
        whole = np.zeros((len(own), *small.input))
        for output, kernel in enumerate(own):
            top, left = small.corner(output)
            whole[output, top : top + k_h, left : left + k_w] = kernel
        return whole

    @property
    def _small(self) -> SmallLayer:
        """The small layer that is drawn."""
        _ = self.costs  # refuses a window that does not fit, as one set later may not
        return small_layer(
            self.layer,
            (self.height, self.width),
            (self.kernel_height, self.kernel_width),
            self.features,
            self.outputs,
        )

    def pytorch_code(self) -> str:
        """Return the chosen layer: ``nn.Linear`` or ``nn.Conv2d``."""
        if self.layer == "local":
            return "# PyTorch has no layer for locally connected windows."
        first = f"# x: the image, {(1, self.channels, self.height, self.width)}"
        if self.layer == "linear":
            layer = call("nn.Linear", self._inputs, self.costs["linear"].outputs)
            return program([NN], first, f"layer = {layer}", "y = layer(x.flatten(1))")
        features = 1 if self.layer == "shared" else self.features
        size = unless(0, (self.kernel_height, self.kernel_width))
        layer = call("nn.Conv2d", self.channels, features, kernel_size=size)
        return program([NN], first, f"layer = {layer}", "y = layer(x)")

    def __repr__(self) -> str:
        return (
            f"ParameterCounter({self.layer!r}, image {self.height} × {self.width}, "
            f"window {self.kernel_height} × {self.kernel_width}, features {self.features})"
        )

    def first_frame(self) -> str:
        """Return the counts, the sizes, and the small layer with one output lit up."""
        small = self._small
        lit = small.lit(self.chosen)
        own, drawn = kernels(small, lit), _kernels_drawn(small)
        pictures = (
            titled("Connections", connections(small, lit), "connections", _extent(small)),
            titled("Parameters", own, "parameter-counter-kernels", drawn),
        )
        return card(
            self._cards(),
            self._sizes(),
            f'<div class="cnnlab-stage {_CSS}-stage">{"".join(pictures)}</div>',
            f'<p class="{_CSS}-told">{_sharing(small, lit)}</p>',
            "" if self._alone else self._responses(small, lit),
            f'<div class="{_CSS}-counted">{self._formula()}{self._meaning()}{self._bytes()}</div>',
            look=_CSS,
            code=True,
        )

    @property
    def _alone(self) -> bool:
        """Whether the linear layer is alone: it has outputs to choose, and nothing to tie."""
        return self.layers == ["linear"]

    def _cards(self) -> str:
        """Return the layers to choose from, each with its number of parameters."""
        if len(self.layers) == 1:
            return ""
        costs = {layer: self.costs[layer] for layer in self.layers}
        first, most = costs[self.layers[0]], max(cost.parameters for cost in costs.values())
        cards = "".join(
            f'<label class="{_CSS}-card{f" {_CSS}-chosen" if layer == self.layer else ""}"><span>'
            f'<input type="radio" disabled{" checked" if layer == self.layer else ""}>'
            f"{LAYERS[layer]}</span><strong>{cost.parameters:,}</strong>"
            f'<span class="{_CSS}-bar" style="--share:{cost.parameters / most:.4f}"></span>'
            f'<span class="cnnlab-note">{_times(cost, first) if n else "parameters"}</span>'
            f'<span class="cnnlab-note">for {_outputs(cost.outputs)}</span>'
            "</label>"
            for n, (layer, cost) in enumerate(costs.items())
        )
        compared = "Times fewer than the first layer would have for as many outputs."
        return (
            f'<fieldset class="{_CSS}-choices"><div class="{_CSS}-cards">{cards}</div>'
            f'<p class="cnnlab-note">{compared}</p></fieldset>'
        )

    def _responses(self, small: SmallLayer, lit: Lit) -> str:
        """Return the weights, a piece of a photograph, the answers, and what a change would do."""
        (h, w), (k_h, k_w), (top, left) = small.input, small.window, small.corner(lit.output)
        read = Rectangle(lit.top, lit.left, *small.seen)
        weight = weight_name(small, lit, top + k_h // 2, left + k_w // 2)
        sharing = math.prod(small.places) if small.shared else 1
        uses = f"{sharing} outputs share" if sharing > 1 else "Only this output uses"
        by = f"{'+' if self.nudge > 0 else ''}{number(self.nudge)}"
        whose = f"{'of output' if self.layer == 'linear' else 'kernel'} {letter(lit.owner)}"
        weights = titled("Weights", signed_grid(self.weights), "parameter-counter-weights", whose)
        image = titled("Image", grey_grid(self.image[:h, :w], read), "image", "of a photograph")
        response = titled(
            "Response", self._answers(small, lit), "parameter-counter-output", self._changed()
        )
        return (
            f'<div class="{_CSS}-response">{weights}{image}{response}<div>'
            f'<div class="cnnlab-field"><label>Change weight {weight} by: {by}</label>{_SLIDER}'
            '</div><p class="cnnlab-note">A response is the sum of weight times pixel; the bias is '
            f'0.</p><p role="status">{uses} {weight}.'
            '<span class="cnnlab-unborn"> Change it, and see which responses follow.</span>'
            "</p></div></div>"
        )

    def _changed(self) -> str:
        """Return how many responses the nudge has changed."""
        after, before = self.response, self._answer(self._kernels(0.0))
        return f"{(after != before).sum() or 'none'} of {after.size} changed"

    def _answers(self, small: SmallLayer, lit: Lit) -> str:
        """Return a grid of answers for each feature."""
        answers = self.response
        most = float(np.abs(answers).max())
        feature = lit.output // math.prod(small.places)
        marks = [
            Rectangle(lit.row, lit.column, 1, 1) if n == feature else None
            for n in range(len(answers))
        ]
        grids = (signed_grid(a, mark, most=most) for a, mark in zip(answers, marks, strict=True))
        return f'<div class="cnnlab-body">{"".join(grids)}</div>'

    def _formula(self) -> str:
        """Return the formula for the parameters with the numbers filled in, and what is drawn."""
        window = f"{'C·' if self.channels > 1 else ''}{_K_H}·{_K_W}"
        letters = {
            "linear": "M·N + N",
            "local": f"({window} + 1)·N",
            "shared": f"{window} + 1",
            "features": f"({window} + 1)·{_C_OUT}",
        }[self.layer]
        count, numbers = self._counted()
        return (
            f'<p class="cnnlab-total">{letters} = {numbers} = <strong>{count:,}</strong>'
            f' parameters</p><p class="{_CSS}-drawn">{self._drawn(count)}</p>'
        )

    def _counted(self) -> tuple[int, str]:
        """Return the number of parameters, and the formula's numbers."""
        channels = f"{self.channels} · " if self.channels > 1 else ""
        window = f"{channels}{self.kernel_height:,} · {self.kernel_width:,}"
        inputs, outputs = f"{self._inputs:,}", f"{self.costs['linear'].outputs:,}"
        numbers = {
            "linear": f"{inputs} · {outputs} + {outputs}",
            "local": f"({window} + 1) · {self.costs['shared'].outputs:,}",
            "shared": f"{window} + 1",
            "features": f"({window} + 1) · {self.features:,}",
        }
        return self.costs[self.layer].parameters, numbers[self.layer]

    def _drawn(self, count: int) -> str:
        """Return the same formula for the small layer that is drawn."""
        small = self._small
        drawn = ParameterCounter(
            height=small.input[0],
            width=small.input[1],
            kernel_height=small.window[0],
            kernel_width=small.window[1],
            features=small.maps,
            outputs=small.places[0] if small.listed else 0,
            layer=self.layer,
            image=self.image,
        )
        parameters, numbers = drawn._counted()
        if parameters == count:
            return "All of them are drawn above."
        return f"The small layer drawn above: {numbers} = {parameters:,}."

    def _meaning(self) -> str:
        """Return what the formula's letters stand for, and how much work the layer is."""
        cost, places = self.costs[self.layer], self.costs["shared"].outputs
        lines = []
        if self.layer == "linear":
            letters, channels = (
                ("C·H·W", f"{self.channels} · ") if self.channels > 1 else ("H·W", "")
            )
            product = f"{channels}{self.height:,} · {self.width:,}"
            lines.append(f"M = {letters} = {product} = {counted(self._inputs, 'input')}")
        if self.layer == "linear" and self.outputs:
            lines.append(f"N = {_outputs(self.outputs)}")
        else:
            differences = (
                f"({self.height:,} − {self.kernel_height:,} + 1)"
                f" · ({self.width:,} − {self.kernel_width:,} + 1)"
            )
            what = "place" if self.layer == "features" else "output"
            letters = f"N = (H − {_K_H} + 1)·(W − {_K_W} + 1)"
            lines.append(f"{letters} = {differences} = {counted(places, what)}")
        if self.layer == "features":
            product = f"{self.features:,} · {places:,}"
            lines.append(f"{_C_OUT}·N = {product} = {_outputs(cost.outputs)}")
        lines.append(f"{counted(cost.multiply_adds, 'multiply-add')} for one image")
        return f'<p class="cnnlab-sizes">{"".join(f"<span>{line}</span>" for line in lines)}</p>'

    def _bytes(self) -> str:
        """Return the memory that training this layer takes."""
        memory = self.memory[self.layer]
        parts = {
            "weights and biases": memory.weights,
            "+ gradients": memory.gradients,
            "+ Adam’s state": memory.optimizer,
            "= to train, in float32": memory.weights + memory.gradients + memory.optimizer,
        }
        items = "".join(
            f'<li><span class="cnnlab-note">{name}</span><strong>{_in_bytes(count)}</strong></li>'
            for name, count in parts.items()
        )
        return f'<ul class="{_CSS}-memory">{items}</ul>'

    def _sizes(self) -> str:
        """Return the sizes, each with room for its slider."""
        sizes = {"Rows H": self.height, "Columns W": self.width}
        if self._alone:
            sizes |= {"Channels C": self.channels, "Outputs N": self.costs["linear"].outputs}
        else:
            sizes |= {
                f"Window {_K_H}": self.kernel_height,
                f"Window {_K_W}": self.kernel_width,
            }
        if "features" in self.layers:
            sizes |= {f"Features {_C_OUT}": self.features}
        fields = "".join(
            f'<div class="cnnlab-field"><label>{label}</label><span class="cnnlab-set">{value}'
            f"</span>{_SLIDER}</div>"
            for label, value in sizes.items()
        )
        return f'<div class="cnnlab-settings cnnlab-still {_CSS}-sizes">{fields}</div>'


_CSS = "cnnlab-parameter-counter"
_K_H, _K_W, _C_OUT = "k<sub>H</sub>", "k<sub>W</sub>", "C<sub>out</sub>"
_SLIDER = unborn("", '<input type="range">')


def _extent(small: SmallLayer) -> str:
    """Return how large the drawn layer is."""
    (h, w), (k_h, k_w) = small.input, small.window
    windows = "" if small.layer == "linear" else f", windows of {k_h} × {k_w}"
    return f"{'' if small.exact else 'drawn small: '}{h} × {w} pixels{windows}"


def _kernels_drawn(small: SmallLayer) -> str:
    """Return how many parameters are drawn, and how many are not."""
    more = f", and {small.hidden:,} more" if small.hidden else ""
    return f"{small.owners} × ({math.prod(small.seen)} + a bias) drawn{more}"


def _sharing(small: SmallLayer, lit: Lit) -> str:
    """Return which weights the output uses, and who else does."""
    name, count = letter(lit.owner), math.prod(small.seen)
    place = f"output {name}" if small.listed else f"row {lit.row}, column {lit.column}"
    which = f"Feature {lit.owner + 1}, {place}" if small.maps > 1 else place[0].upper() + place[1:]
    kernel = "" if small.layer == "linear" else f"kernel {name}, "
    weights = "1 weight" if count == 1 else f"weights {name}1 to {name}{count}"
    outputs = math.prod(small.places)
    whose = "No other output uses them."
    if small.shared and outputs > 1:
        of = " of this feature" if small.layer == "features" else ""
        whose = f"All {outputs} outputs{of} use the same ones."
    return f"{which}: {kernel}{weights} and a bias. {whose}"


def _outputs(count: int) -> str:
    return counted(count, "output")


def _times(cost: LayerCost, first: LayerCost) -> str:
    """Return how the parameters for each output compare with the first layer's."""
    factor = first.parameters * cost.outputs / (first.outputs * cost.parameters)
    if factor == 1:
        return "as many"
    rounded = shortened(max(factor, 1 / factor), 3)
    return f"{f'{rounded:,.10f}'.rstrip('0').rstrip('.')} times {'more' if factor < 1 else 'fewer'}"


def _in_bytes(count: int) -> str:
    """Return a number of bytes in units that are powers of 1000."""
    step = 0 if count < 1000 else min(4, int(math.log10(count) / 3))
    rounded = shortened(count / 1000**step, 3)
    return f"{f'{rounded:,.2f}'.rstrip('0').rstrip('.')} {['bytes', 'kB', 'MB', 'GB', 'TB'][step]}"
