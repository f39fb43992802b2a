"""im2col: windows become rows, kernels columns, and a convolution one matrix product."""

import math
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.conv import conv2d
from cnnlab.images import digit, photograph
from cnnlab.kernels import KERNELS
from cnnlab.padding import pad
from cnnlab.shapes import Geometry, resolve_geometry
from cnnlab.widgets.base import PaddingTrait, Tensor, Tensors, Widget
from cnnlab.widgets.frames import Rectangle, grey_grid, row_of_figures, signed_grid
from cnnlab.windows import col2im, im2col

MOST_CHANNELS, MOST_KERNELS = 3, 3
MOST_PIXELS, MOST_WEIGHTS = 8, 5  # a side
MOST_ROWS, MOST_COLUMNS = 64, 36  # of the matrix of windows: what a page can still show
WAYS = ("forward", "count", "sum", "squares")


def example_images() -> dict[str, NDArray[Any]]:
    """Return the images that the widget offers, each of shape (C, H, W)."""
    coffee = photograph("coffee", size=5, crop=(100, 150, 220, 220)).transpose(2, 0, 1)
    return {
        "middle of a digit 2": digit(2)[None, 1:6, 1:6],
        "digit 3": digit(3)[None],
        "cup of coffee, red and blue": coffee[[0, 2]],
        "cup of coffee, red, green, blue": coffee[:, :4, :4],
    }


def example_weights() -> dict[str, NDArray[Any]]:
    """Return the stacks of kernels that the widget offers, each of shape (C_out, 1, kH, kW)."""
    stacks = {
        "edges: sobel_x, sobel_y": [KERNELS["sobel_x"], KERNELS["sobel_y"]],
        "one kernel: laplacian": [KERNELS["laplacian"]],
        "three: identity, emboss, corner": [KERNELS[k] for k in ("identity", "emboss", "corner")],
        "differences, 2 × 2": [[[-1, 1], [-1, 1]], [[-1, -1], [1, 1]]],
    }
    return {name: np.array(kernels)[:, None] for name, kernels in stacks.items()}


class Im2Col(Widget):
    """Windows that lift out of an image and lie down as the rows of a matrix.

    Times the kernels, which stand as columns, the matrix gives every output of a convolution in
    one product. On the way back each row returns to its window, and where windows overlap the
    pieces add up. In Jupyter each trait works in both directions.

    Parameters
    ----------
    image : array_like, shape (C, H, W) or (H, W)
        At most 3 channels of 8 × 8 pixels. By default the middle of a handwritten digit.
    weight : array_like, shape (C_out, C, kH, kW), or (kH, kW) for an image of one channel
        At most 3 kernels of 5 × 5. By default Sobel's two kernels.
    stride : int
        At least 1, the same for rows and columns.
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        Zeros, as `cnnlab.im2col` takes them.
    way : {"forward", "count", "sum", "squares"}
        Forward, or what goes back: ones, which count how often each pixel was copied; the
        gradient of the sum of all outputs; the gradient of half the sum of their squares.
    position : int
        The row of the matrix, so the window, that is on its way, from 0.
    playing : bool
        Whether the windows move by themselves.
    speed : float
        Windows a second, 0.5 to 64. Up to 4, each window is seen to fly.
    images, weights : dict of str to array_like
        What the widget offers to choose from. A stack of kernels for one channel is repeated
        for the channels of the image.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made, or the matrix has more
        than 64 rows or 36 columns. (Later such a setting is explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import Im2Col
    >>> widget = Im2Col(image=[[1, 2, 3], [4, 5, 6]], weight=[[1, 0], [0, -1]])
    >>> widget
    Im2Col(image 1 × 2 × 3, weight 1 × 1 × 2 × 2, stride 1, padding 0, 'forward')
    >>> widget.columns
    array([[1, 2, 4, 5],
           [2, 3, 5, 6]])
    >>> widget.output
    array([[[-4., -4.]]])
    >>> widget.way = "count"
    >>> widget.folded
    array([[[1., 2., 1.],
            [1., 2., 1.]]])
    """

    image = Tensor(MOST_CHANNELS, MOST_PIXELS, MOST_PIXELS)
    weight = Tensor(MOST_KERNELS, MOST_CHANNELS, MOST_WEIGHTS, MOST_WEIGHTS)
    stride = traitlets.Int(1, min=1).tag(sync=True)
    padding = PaddingTrait(0).tag(sync=True)
    way = traitlets.Enum(WAYS, "forward").tag(sync=True)
    position = traitlets.Int(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Float(0.5, min=0.5, max=64.0).tag(sync=True)
    images = Tensors(MOST_CHANNELS, MOST_PIXELS, MOST_PIXELS)
    weights = Tensors(MOST_KERNELS, MOST_CHANNELS, MOST_WEIGHTS, MOST_WEIGHTS)

    def __init__(
        self, image: ArrayLike | None = None, weight: ArrayLike | None = None, **traits: Any
    ) -> None:
        if image is not None:
            traits["image"] = _with_axes(image, 2, 1)
        if weight is not None:
            traits["weight"] = _with_axes(weight, 2, 2)
        super().__init__(**traits)
        _ = self.output  # settings that do not fit are refused at once
        rows, columns = self.columns.shape
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise ValueError(
                f"the matrix of windows may have at most {MOST_ROWS} rows and {MOST_COLUMNS} "
                f"columns to be drawn, but image {self.image.shape} and weight "
                f"{self.weight.shape} give {rows} × {columns}"
            )

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return example_images()

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return digit(2)[None, 1:6, 1:6]

    @traitlets.default("weights")
    def _default_weights(self) -> dict[str, NDArray[Any]]:
        return example_weights()

    @traitlets.default("weight")
    def _default_weight(self) -> NDArray[Any]:
        both = np.stack([KERNELS["sobel_x"], KERNELS["sobel_y"]])[:, None]
        return both.repeat(len(self.image), axis=1)

    @property
    def columns(self) -> NDArray[Any]:
        """The windows as rows, shape (H_out·W_out, C·kH·kW): `cnnlab.im2col`."""
        rows: NDArray[Any] = im2col(
            self.image[None], self.weight.shape[2:], self.stride, self.padding
        )[0]
        return rows

    @property
    def kernels(self) -> NDArray[Any]:
        """The kernels as columns, shape (C·kH·kW, C_out)."""
        return self.weight.reshape(len(self.weight), -1).T

    @property
    def output(self) -> NDArray[Any]:
        """The product of both, laid out as maps (C_out, H_out, W_out): `cnnlab.conv2d`."""
        x, w = self.image[None], self.weight
        y: NDArray[Any] = conv2d(x, w, stride=self.stride, padding=self.padding, method="im2col")[0]
        return y

    @property
    def pieces(self) -> NDArray[Any]:
        """What goes back, a row for each window: ones, or the gradient of `columns`."""
        if self.way in ("forward", "count"):
            return np.ones(self.columns.shape)
        output = self.output.reshape(len(self.weight), -1).T
        grad = output if self.way == "squares" else np.ones_like(output)
        pieces: NDArray[Any] = grad @ self.kernels.T
        return pieces

    @property
    def folded(self) -> NDArray[Any]:
        """The pieces added up where they came from, shape (C, H, W): `cnnlab.col2im`."""
        shape = (1, *self.image.shape)
        kernel = self.weight.shape[2:]
        sums: NDArray[Any] = col2im(self.pieces[None], shape, kernel, self.stride, self.padding)[0]
        return sums

    def __repr__(self) -> str:
        image, weight = (" × ".join(map(str, t.shape)) for t in (self.image, self.weight))
        return (
            f"Im2Col(image {image}, weight {weight}, stride {self.stride}, "
            f"padding {self.padding!r}, {self.way!r})"
        )

    def first_frame(self) -> str:
        """Return image, windows, kernels and product as SVG, with the windows up to `position`."""
        slide = self._geometry()
        row = min(self.position, math.prod(slide.output) - 1)
        seen = np.arange(math.prod(slide.output)) <= row
        top, left = (i * self.stride for i in divmod(row, slide.output[1]))
        window = Rectangle(top, left, *slide.kernel)
        channels = "".join(grey_grid(c, window) for c in pad(self.image, slide.padding))
        columns, product = self.columns, self.output.reshape(len(self.weight), -1).T
        shown = [np.repeat(seen, m.shape[1]).reshape(m.shape) for m in (columns, product)]
        return row_of_figures(
            ("Image", channels),
            ("Windows", signed_grid(columns, Rectangle(row, 0, 1, columns.shape[1]), shown[0])),
            ("Kernels", signed_grid(self.kernels)),
            ("Product", signed_grid(product, Rectangle(row, 0, 1, product.shape[1]), shown[1])),
        )

    def _geometry(self) -> Geometry:
        height, width = self.image.shape[1:]
        k_h, k_w = self.weight.shape[2:]
        return resolve_geometry((height, width), (k_h, k_w), self.stride, self.padding, 1)


def _with_axes(value: ArrayLike, axes: int, more: int) -> ArrayLike:
    """Put `more` axes of length 1 before an array that has only `axes`."""
    if np.ndim(value) != axes:
        return value
    return np.asarray(value)[(None,) * more]
