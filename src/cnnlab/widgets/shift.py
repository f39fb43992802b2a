"""Shifts of an image: the feature map moves along, the pooled map hardly stays. Measured."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.experiments.invariance import (
    BORDERS,
    POOLINGS,
    feature_map,
    pool_map,
    relative_change,
    shifted_view,
)
from cnnlab.images import digit, photograph, shift
from cnnlab.kernels import KERNELS
from cnnlab.padding import PaddingMode
from cnnlab.widgets.base import Matrices, Matrix, Widget
from cnnlab.widgets.frames import grey_picture, row_of_figures

MARGIN = 8  # pixels of the scene around the picture, and so the largest shift
_MOST_SCENE = 64
_MOST_KERNEL = 11


class Shift(Widget):
    """An image to shift, with its feature map and its pooled map, and what changes in them.

    Convolution is equivariant: the feature map of the shifted image is the shifted feature map.
    Pooling is invariant to small shifts, nearly: its map stays much as it was. The widget measures
    both, and shows where borders and strides break them.

    Parameters
    ----------
    image : array_like, shape (H, W)
        A scene of at most 64 × 64 pixels. The picture is its middle, 8 pixels from each side.
    kernel : array_like, shape (kH, kW)
        With odd sizes. The feature map keeps the positive answers only (ReLU).
    down, right : int
        The shift, from -8 to 8.
    border : {"zeros", "circular", "scene"}
        What comes in at the picture's border, see `cnnlab.experiments.invariance.shifted_view`. The
        convolution pads with the same, and with zeros for "scene".
    stride : int
        Of the convolution, 1 to 4.
    pooling : {"max", "average", "blur"}
        See `cnnlab.experiments.invariance.pool_map`.
    pool_size : int
        Rows and columns of the pooling windows, 1 to 8.
    images, kernels : dict of str to array_like
        What the widget offers to choose from.

    Examples
    --------
    >>> from cnnlab.widgets import Shift
    >>> widget = Shift(right=1)
    >>> widget.equivariance_error
    0.0
    >>> 0 < widget.invariance_error < widget.unpooled_change
    True
    """

    image = Matrix(_MOST_SCENE)
    kernel = Matrix(_MOST_KERNEL)
    down = traitlets.Int(0, min=-MARGIN, max=MARGIN).tag(sync=True)
    right = traitlets.Int(0, min=-MARGIN, max=MARGIN).tag(sync=True)
    border = traitlets.Enum(BORDERS, "zeros").tag(sync=True)
    stride = traitlets.Int(1, min=1, max=4).tag(sync=True)
    pooling = traitlets.Enum(POOLINGS, "max").tag(sync=True)
    pool_size = traitlets.Int(4, min=1, max=8).tag(sync=True)
    images = Matrices(_MOST_SCENE)
    kernels = Matrices(_MOST_KERNEL)

    def __init__(
        self, image: ArrayLike | None = None, kernel: ArrayLike | None = None, **traits: Any
    ) -> None:
        given: dict[str, Any] = {"image": image, "kernel": kernel}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **traits)
        _ = self.pooled  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        names = {"astronaut": (0, 100, 256, 256), "camera": (30, 120, 240, 240), "coffee": None}
        scenes = {f"digit {label}": np.pad(digit(label), 12) for label in (3, 8)}
        return scenes | {
            name: photograph(name, size=48, grey=True, crop=crop) for name, crop in names.items()
        }

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return np.pad(digit(3), 12)

    @traitlets.default("kernels")
    def _default_kernels(self) -> dict[str, NDArray[Any]]:
        return dict(KERNELS)

    @traitlets.default("kernel")
    def _default_kernel(self) -> NDArray[Any]:
        return KERNELS["sobel_x"]

    @property
    def view(self) -> NDArray[Any]:
        """The picture as it is shifted."""
        return shifted_view(self.image, self.down, self.right, self.border, MARGIN)

    @property
    def features(self) -> NDArray[Any]:
        """The feature map of the shifted picture."""
        return feature_map(self.view, self.kernel, self.stride, self._padding_mode)

    @property
    def pooled(self) -> NDArray[Any]:
        """The pooled map of the shifted picture."""
        return pool_map(self.features, self.pool_size, self.pooling, self._padding_mode)

    @property
    def equivariance_error(self) -> float:
        """How far `features` are from the original's, moved along (by whole outputs)."""
        original = feature_map(self._original, self.kernel, self.stride, self._padding_mode)
        # With a stride the map can move by whole outputs only: towards zero if that leaves a rest.
        steps = [int(pixels / self.stride) for pixels in (self.down, self.right)]
        if self.border == "circular":
            moved = np.roll(original, steps, axis=(0, 1))
        else:
            moved = shift(original, *steps)
        return relative_change(moved, self.features)

    @property
    def unpooled_change(self) -> float:
        """How far `features` are from the original's, left in place."""
        original = feature_map(self._original, self.kernel, self.stride, self._padding_mode)
        return relative_change(original, self.features)

    @property
    def invariance_error(self) -> float:
        """How far `pooled` is from the original's, left in place."""
        original = feature_map(self._original, self.kernel, self.stride, self._padding_mode)
        pooled = pool_map(original, self.pool_size, self.pooling, self._padding_mode)
        return relative_change(pooled, self.pooled)

    @property
    def _original(self) -> NDArray[Any]:
        return shifted_view(self.image, 0, 0, self.border, MARGIN)

    @property
    def _padding_mode(self) -> PaddingMode:
        return "circular" if self.border == "circular" else "zeros"

    def __repr__(self) -> str:
        return (
            f"Shift(down {self.down}, right {self.right}, border {self.border!r}, "
            f"stride {self.stride}, {self.pooling!r} pooling of {self.pool_size})"
        )

    def first_frame(self) -> str:
        """Return the shifted picture, its feature map and its pooled map."""
        maps = {"Shifted": self.view, "Features": self.features, "Pooled": self.pooled}
        return row_of_figures(
            *((title, grey_picture(255 * m / (m.max() or 1))) for title, m in maps.items())
        )
