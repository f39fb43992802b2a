"""The parameter counter: what a layer must learn, from every pixel to one shared kernel."""

from typing import Any

import numpy as np
import traitlets

from cnnlab.shapes import (
    LayerCost,
    LayerMemory,
    conv_cost,
    layer_memory,
    linear_cost,
    locally_connected_cost,
)
from cnnlab.widgets.base import Widget
from cnnlab.widgets.drawing import Rectangle, labelled_grid, row_of_figures

MOST_PIXELS = 4096  # a side: so that the page's JavaScript still counts every byte exactly
LAYERS = {
    "linear": "Linear",
    "local": "Locally connected",
    "shared": "Shared weights",
    "features": "Many features",
}
"""The layers that the widget compares, in the order in which the parameters get fewer."""


def _size(default: int, most: int = MOST_PIXELS) -> traitlets.Int[int, int]:
    return traitlets.Int(default, min=1, max=most).tag(sync=True)


class ParameterCounter(Widget):
    """Connections drawn, and parameters and bytes counted, for four layers on one image.

    All layers look at the same grey image of H × W pixels. Point at an output, and the pixels and
    weights that it uses light up. In Jupyter each trait works in both directions.

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
    """

    widget = traitlets.Unicode("parameters", read_only=True).tag(sync=True)
    height = _size(28)
    width = _size(28)
    kernel_height = _size(5)
    kernel_width = _size(5)
    features = _size(16)
    outputs = traitlets.Int(0, min=0, max=MOST_PIXELS**2).tag(sync=True)
    layer = traitlets.Enum(list(LAYERS), "linear").tag(sync=True)
    layers = traitlets.List(traitlets.Enum(list(LAYERS)), list(LAYERS), minlen=1).tag(sync=True)
    chosen = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if self.layer not in self.layers:
            raise ValueError(f"layer must be one of layers {self.layers}, got {self.layer!r}")
        _ = self.costs  # a window that does not fit is refused at once

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
        size = f"{self.height} × {self.width} pixels"
        return f"{pictures}<p>An image of {size}:</p><ul>{counts}</ul>"
