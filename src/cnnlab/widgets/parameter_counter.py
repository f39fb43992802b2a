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
from cnnlab.widgets.base import Matrix, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    grey_grid,
    labelled_grid,
    row_of_figures,
    signed_grid,
)

DRAWN_SIDE, DRAWN_FEATURES = 5, 3  # of the small layer that stands for a larger one
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


def _drawn_side(pixels: int, window: int) -> tuple[int, int]:
    """Return an axis of the small layer: the true one if it is small."""
    if pixels <= DRAWN_SIDE:
        return pixels, window
    return DRAWN_SIDE, DRAWN_SIDE if window == pixels else min(window, 3)


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
    nudge = traitlets.Float(0.0, min=-10.0, max=10.0).tag(sync=True)

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
        (height, k_h), (width, k_w) = (
            _drawn_side(self.height, self.kernel_height),
            _drawn_side(self.width, self.kernel_width),
        )
        x = self.image[:height, :width]
        rows, columns = height - k_h + 1, width - k_w + 1
        places, middle = rows * columns, (k_h // 2, k_w // 2)
        kernels = _first_kernels(k_h, k_w)
        if self.layer in ("shared", "features"):
            kernels = kernels[: self.features if self.layer == "features" else 1]
            kernels[min(self.chosen // places, len(kernels) - 1)][middle] += self.nudge
            return np.asarray(conv2d(x[None, None], kernels[:, None])[0])
        shape = (rows, columns)
        if self.layer == "linear" and self.outputs:
            shape = (min(self.outputs, DRAWN_SIDE), 1)
        own = kernels[:1].repeat(math.prod(shape), axis=0)
        own[min(self.chosen, len(own) - 1)][middle] += self.nudge
        if self.layer == "local":
            weight = own.reshape(rows, columns, 1, 1, k_h, k_w)
            return np.asarray(locally_connected2d(x[None, None], weight)[0])
        matrix = np.zeros((len(own), height, width))
        for number, kernel in enumerate(own):
            top, left = divmod(number % places, columns)
            matrix[number, top : top + k_h, left : left + k_w] = kernel
        return np.asarray(matrix.reshape(len(own), -1) @ x.ravel()).reshape(1, *shape)

    def __repr__(self) -> str:
        return (
            f"ParameterCounter({self.layer!r}, image {self.height} × {self.width}, "
            f"window {self.kernel_height} × {self.kernel_width}, features {self.features})"
        )

    def first_frame(self) -> str:
        """Return the connections of one output in a small layer as SVG, and the counts."""
        rows, columns = (5, 5) if self.layer == "linear" else (3, 3)
        weights = np.full((5, 5), "", dtype="<U3")
        weights[:rows, :columns] = [
            [f"A{r * columns + c + 1}" for c in range(columns)] for r in range(rows)
        ]
        kernels = list("ABCDEFGHI") if self.layer in ("linear", "local") else ["A"] * 9
        outputs = np.array(kernels).reshape(3, 3)
        costs = self.costs
        counts = "".join(
            f"<li>{LAYERS[layer]}: <strong>{costs[layer].parameters:,}</strong> parameters</li>"
            for layer in self.layers
        )
        pictures = row_of_figures(
            ("Input", labelled_grid(weights)),
            ("Output", labelled_grid(outputs, Rectangle(0, 0, 1, 1))),
        )
        if self.layers != ["linear"]:
            pictures += row_of_figures(
                ("Image", grey_grid(self.image)), ("Response", signed_grid(self.response[0]))
            )
        size = f"{self.height} × {self.width} pixels"
        return f"{pictures}<p>An image of {size}:</p><ul>{counts}</ul>"
