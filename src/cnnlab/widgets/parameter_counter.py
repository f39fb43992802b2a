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
from cnnlab.widgets.base import Matrix, Real, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    grey_grid,
    number,
    signed_grid,
    titled,
    unborn,
)
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

MOST_PIXELS = 4096  # a side: so that the page's JavaScript still counts every byte exactly
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


def _size(default: int, most: int = MOST_PIXELS) -> traitlets.Int[int, int]:
    return traitlets.Int(default, min=1, max=most).tag(sync=True)


class ParameterCounter(Widget):
    """Connections drawn, and parameters and bytes counted, for four layers on one image.

    All layers look at the same grey image of H × W pixels. Point at an output, and the pixels and
    weights that it uses light up. A small layer answers to a piece of a photograph: change one of
    its weights, and as many answers change as outputs share the weight. In Jupyter each trait
    works in both directions.

    Parameters
    ----------
    height, width : int
        The image's H and W, 1 to 4096.
    kernel_height, kernel_width : int
        The window's K1 and K2, at most the image's height and width.
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
        What the small layer answers to, see `response`. By default a piece of a photograph.
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
    >>> counter = ParameterCounter(height=28, width=28, kernel_height=5, kernel_width=5)
    >>> {layer: cost.parameters for layer, cost in counter.costs.items()}
    {'linear': 452160, 'local': 14976, 'shared': 26, 'features': 416}
    >>> counter.memory["linear"].weights
    1808640
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
    kernel_height = _size(5)
    kernel_width = _size(5)
    features = _size(16)
    outputs = traitlets.Int(0, min=0, max=MOST_PIXELS**2).tag(sync=True)
    layer = traitlets.Enum(list(LAYERS), "linear").tag(sync=True)
    layers = traitlets.List(traitlets.Enum(list(LAYERS)), list(LAYERS), minlen=1).tag(sync=True)
    chosen = traitlets.Int(0, min=0).tag(sync=True)
    image = Matrix(DRAWN_SIDE)
    nudge = Real(0.0, min=-10.0, max=10.0).tag(sync=True)

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
        shared = conv_cost(shape, 1, 1, kernel)
        return {
            "linear": linear_cost(self.height * self.width, self.outputs or shared.outputs),
            "local": locally_connected_cost(shape, 1, 1, kernel),
            "shared": shared,
            "features": conv_cost(shape, 1, self.features, kernel),
        }

    @property
    def memory(self) -> dict[str, LayerMemory]:
        """The bytes that training keeps for each layer, with Adam and float32."""
        return {layer: layer_memory(cost) for layer, cost in self.costs.items()}

    @property
    def response(self) -> NDArray[Any]:
        """What the small layer answers to `image`, shape (features, H_out, W_out).

        It has at most 5 × 5 pixels and windows of 3 × 3, for larger ones cannot be drawn. All
        layers begin with the same weights, and the linear layer with zeros outside the window.
        """
        small = self._small
        (height, width), (k_h, k_w) = small.input, small.window
        x = self.image[:height, :width]
        lit, middle = small.lit(self.chosen), (k_h // 2, k_w // 2)
        first = _first_kernels(k_h, k_w)
        own = first[: small.maps] if small.shared else first[:1].repeat(small.owners, axis=0)
        own[lit.owner][middle] += self.nudge
        if small.shared:
            return np.asarray(conv2d(x[None, None], own[:, None])[0])
        if self.layer == "local":
            weight = own.reshape(*small.places, 1, 1, k_h, k_w)
            return np.asarray(locally_connected2d(x[None, None], weight)[0])
        matrix = np.zeros((len(own), height, width))
        for output, kernel in enumerate(own):
            top, left = small.corner(output)
            matrix[output, top : top + k_h, left : left + k_w] = kernel
        return np.asarray(matrix.reshape(len(own), -1) @ x.ravel()).reshape(1, *small.places)

    @property
    def _small(self) -> SmallLayer:
        """The small layer that is drawn."""
        return small_layer(
            self.layer,
            (self.height, self.width),
            (self.kernel_height, self.kernel_width),
            self.features,
            self.outputs,
        )

    def __repr__(self) -> str:
        return (
            f"ParameterCounter({self.layer!r}, image {self.height} × {self.width}, "
            f"window {self.kernel_height} × {self.kernel_width}, features {self.features})"
        )

    def first_frame(self) -> str:
        """Return the counts, the small layer with one output lit up, and the sizes."""
        small = self._small
        lit = small.lit(self.chosen)
        pictures = (
            titled("Connections", connections(small, lit), "connections", _extent(small)),
            titled("Parameters", kernels(small, lit), "parameter-counter-kernels", _drawn(small)),
        )
        return card(
            self._cards(),
            f'<div class="cnnlab-stage {_CSS}-stage">{"".join(pictures)}</div>',
            f'<p class="{_CSS}-told">{_sharing(small, lit)}</p>',
            "" if self._alone else self._responses(small, lit),
            f'<div class="{_CSS}-counted">{self._formula()}{self._meaning()}{self._bytes()}</div>',
            self._sizes(),
            look=_CSS,
        )

    @property
    def _alone(self) -> bool:
        """Whether the linear layer is alone: it has outputs to choose, and nothing to tie."""
        return self.layers == ["linear"]

    def _cards(self) -> str:
        """Return the layers to choose from, each with its number of parameters."""
        if len(self.layers) == 1:
            return ""
        counts = {layer: self.costs[layer].parameters for layer in self.layers}
        first, most = counts[self.layers[0]], max(counts.values())
        cards = "".join(
            f'<label class="{_CSS}-card{f" {_CSS}-chosen" if layer == self.layer else ""}"><span>'
            f'<input type="radio" disabled{" checked" if layer == self.layer else ""}>'
            f"{LAYERS[layer]}</span><strong>{count:,}</strong>"
            f'<span class="{_CSS}-bar" style="--share:{count / most:.4f}"></span>'
            f'<span class="cnnlab-note">{_times(first / count) if n else "parameters"}</span>'
            "</label>"
            for n, (layer, count) in enumerate(counts.items())
        )
        return f'<fieldset class="{_CSS}-choices">{cards}</fieldset>'

    def _responses(self, small: SmallLayer, lit: Lit) -> str:
        """Return the piece of a photograph, the answers to it, and what a change would do."""
        (h, w), (k_h, k_w), (top, left) = small.input, small.window, small.corner(lit.output)
        window = Rectangle(top, left, k_h, k_w)
        weight = weight_name(small, lit, top + k_h // 2, left + k_w // 2)
        sharing = math.prod(small.places) if small.shared else 1
        uses = f"{sharing} outputs share" if sharing > 1 else "Only this output uses"
        by = f"{'+' if self.nudge > 0 else ''}{number(self.nudge)}"
        note = f"weight {weight} changed" if self.nudge else "same weights in all layers"
        image = titled("Image", grey_grid(self.image[:h, :w], window), "image", "of a photograph")
        response = titled("Response", self._answers(small, lit), "parameter-counter-output", note)
        return (
            f'<div class="{_CSS}-response">{image}{response}<div><div class="cnnlab-field">'
            f"<label>Change weight {weight} by: {by}</label>{_SLIDER}</div><p>{uses} {weight}."
            '<span class="cnnlab-unborn"> Change it, and see which responses follow.</span>'
            "</p></div></div>"
        )

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
        """Return the formula for the layer's parameters, with the numbers filled in."""
        shared = self.costs["shared"]
        window, n = f"{self.kernel_height} · {self.kernel_width}", f"{shared.outputs:,}"
        inputs, outputs = f"{self.height * self.width:,}", f"{self.costs['linear'].outputs:,}"
        letters, numbers = {
            "linear": ("M·N + N", f"{inputs} · {outputs} + {outputs}"),
            "local": ("(K₁·K₂ + 1)·N", f"({window} + 1) · {n}"),
            "shared": ("K₁·K₂ + 1", f"{window} + 1"),
            "features": ("(K₁·K₂ + 1)·C<sub>out</sub>", f"({window} + 1) · {self.features:,}"),
        }[self.layer]
        count = self.costs[self.layer].parameters
        return (
            f'<p class="cnnlab-total">{letters} = {numbers} = <strong>{count:,}</strong>'
            " parameters</p>"
        )

    def _meaning(self) -> str:
        """Return what the formula's letters stand for, and how much work the layer is."""
        height, width = self.height, self.width
        lines = []
        if self.layer == "linear":
            lines.append(f"M = H·W = {height} · {width} = {height * width:,} inputs")
        if not (self._alone and self.outputs):
            differences = (
                f"({height} − {self.kernel_height} + 1) · ({width} − {self.kernel_width} + 1)"
            )
            places = self.costs["shared"].outputs
            lines.append(f"N = (H − K₁ + 1)·(W − K₂ + 1) = {differences} = {places:,} outputs")
        lines.append(f"{self.costs[self.layer].multiply_adds:,} multiply-adds for one image")
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
            sizes |= {"Outputs N": self.costs["linear"].outputs}
        else:
            sizes |= {
                "Window K₁": self.kernel_height,
                "Window K₂": self.kernel_width,
                "Features C": self.features,
            }
        fields = "".join(
            f'<div class="cnnlab-field"><label>{label}</label><span class="cnnlab-set">{value}'
            f"</span>{_SLIDER}</div>"
            for label, value in sizes.items()
        )
        return f'<div class="cnnlab-settings cnnlab-still {_CSS}-sizes">{fields}</div>'


_CSS = "cnnlab-parameter-counter"
_SLIDER = unborn("", '<input type="range">')


def _extent(small: SmallLayer) -> str:
    """Return how large the drawn layer is."""
    (h, w), (k_h, k_w) = small.input, small.window
    windows = "" if small.layer == "linear" else f", windows of {k_h} × {k_w}"
    return f"{'' if small.exact else 'drawn small: '}{h} × {w} pixels{windows}"


def _drawn(small: SmallLayer) -> str:
    """Return how many parameters are drawn, and how many are not."""
    more = f", and {small.hidden:,} more" if small.hidden else ""
    return f"{small.owners} × ({math.prod(small.seen)} + a bias) drawn{more}"


def _sharing(small: SmallLayer, lit: Lit) -> str:
    """Return which weights the output uses, and who else does."""
    name, count = letter(lit.owner), math.prod(small.seen)
    place = f"row {lit.row}, column {lit.column}"
    which = f"Feature {lit.owner + 1}, {place}" if small.maps > 1 else place.capitalize()
    weights = "1 weight" if count == 1 else f"weights {name}1 to {name}{count}"
    outputs = math.prod(small.places)
    whose = "No other output uses them."
    if small.shared:
        of = " of this feature" if small.layer == "features" else ""
        whose = f"All {outputs} outputs{of} use the same ones."
    return f"{which}: kernel {name}, {weights} and a bias. {whose}"


def _times(factor: float) -> str:
    """Return how a count compares with the first, which is so many times as large."""
    rounded = float(f"{max(factor, 1 / factor):.3g}")
    return f"{f'{rounded:,.10f}'.rstrip('0').rstrip('.')} times {'more' if factor < 1 else 'fewer'}"


def _in_bytes(count: int) -> str:
    """Return a number of bytes in units that are powers of 1000."""
    step = 0 if count < 1000 else min(4, int(math.log10(count) / 3))
    return f"{count / 1000**step:.3g} {['bytes', 'kB', 'MB', 'GB', 'TB'][step]}"
