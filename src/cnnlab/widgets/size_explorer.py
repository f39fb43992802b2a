"""The size explorer: padding, stride and dilation, forwards and transposed."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import pair
from cnnlab.conv import conv_transpose2d
from cnnlab.correlate import correlate2d
from cnnlab.images import digit, photograph
from cnnlab.padding import PADDING_MODES, pad
from cnnlab.shapes import padding_amounts
from cnnlab.widgets.base import AxisPair, Matrices, Matrix, PaddingTrait, Widget
from cnnlab.widgets.frames import Rectangle, grey_grid, row_of_figures, signed_grid
from cnnlab.windows import times_seen

MOST_PIXELS = 16
MOST_WEIGHTS = 7
FIRST_SIZE = 8  # rows and columns that are used to begin with, of an image that has more


def example_images() -> dict[str, NDArray[Any]]:
    """Return the images that the widget offers: small whole numbers, easy to add up."""
    coffee = photograph("coffee", size=MOST_PIXELS, grey=True, crop=(50, 130, 300, 300))
    return {
        "cup of coffee": np.rint(coffee * (9 / 255)).astype(int),
        "four digits": np.block([[digit(3), digit(8)], [digit(0), digit(5)]]),
    }


class SizeExplorer(Widget):
    """Padding, stride and dilation: how large the output is, and which pixels no window reaches.

    With `transposed` the way is turned round: each input pixel stamps the kernel, times its
    value, onto the output, and overlaps add up. In Jupyter each trait works in both directions.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At most 16 × 16 pixels. By default a photograph in ten grey levels.
    kernel : array_like, shape (kH, kW)
        At most 7 × 7 weights. By default 3 × 3 ones.
    size : int or (int, int)
        How many rows and columns of the image are used, from its upper left corner. By default
        all, but at most 8.
    stride, dilation : int or (int, int)
        At least 1.
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        Added to the input, or, with `transposed`, cut off the output.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the border holds. A transposed convolution has no border to fill.
    transposed : bool
        Whether the operation is the transposed convolution.
    output_padding : int or (int, int)
        Rows and columns added at the end of a transposed convolution's output.
    counting : bool
        Show in how many windows each pixel lies, instead of its value.
    position : int
        Where the window stands: an output cell of the convolution, an input cell of the
        transposed one, counted row by row from 0.
    playing : bool
        Whether the window moves by itself.
    speed : float
        Positions a second, 0.5 to 64.
    images : dict of str to array_like
        What the widget offers to choose from.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made. (Later such a setting is
        explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import SizeExplorer
    >>> widget = SizeExplorer(size=8, kernel=[[1, 1, 1]] * 3, stride=2)
    >>> widget
    SizeExplorer(convolution, 8 × 8 to 3 × 3)
    >>> widget.unreached  # the last row and the last column
    15
    >>> SizeExplorer(image=[[1, 2]], kernel=[[1, 10]], stride=2, transposed=True).output
    array([[ 1, 10,  2, 20]])
    """

    image = Matrix(MOST_PIXELS)
    kernel = Matrix(MOST_WEIGHTS)
    size = AxisPair().tag(sync=True)
    stride = AxisPair().tag(sync=True)
    padding = PaddingTrait("valid").tag(sync=True)
    padding_mode = traitlets.Enum(PADDING_MODES, "zeros").tag(sync=True)
    dilation = AxisPair().tag(sync=True)
    transposed = traitlets.Bool(False).tag(sync=True)
    output_padding = AxisPair(0, minimum=0).tag(sync=True)
    counting = traitlets.Bool(False).tag(sync=True)
    position = traitlets.Int(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Float(1.0, min=0.5, max=64.0).tag(sync=True)
    images = Matrices(MOST_PIXELS)

    def __init__(
        self, image: ArrayLike | None = None, kernel: ArrayLike | None = None, **traits: Any
    ) -> None:
        given: dict[str, Any] = {"image": image, "kernel": kernel}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **traits)
        _ = self.output  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return example_images()

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return example_images()["cup of coffee"]

    @traitlets.default("kernel")
    def _default_kernel(self) -> NDArray[Any]:
        return np.ones((3, 3), dtype=int)

    @traitlets.default("size")
    def _default_size(self) -> tuple[int, int]:
        height, width = self.image.shape
        return min(height, FIRST_SIZE), min(width, FIRST_SIZE)

    @property
    def input(self) -> NDArray[Any]:
        """The part of the image that is used."""
        height, width = pair("size", self.size)
        if height > self.image.shape[0] or width > self.image.shape[1]:
            raise ValueError(
                f"size {height} × {width} is more than the image of shape {self.image.shape} has"
            )
        part: NDArray[Any] = self.image[:height, :width]
        return part

    @property
    def output(self) -> NDArray[Any]:
        """What the settings give: `cnnlab.correlate2d`, or else `cnnlab.conv_transpose2d`."""
        result: NDArray[Any]
        if self.transposed:
            result = self._stamped(self.input, self.kernel)
            whole = self.image.dtype.kind == "i" and self.kernel.dtype.kind == "i"
            return np.rint(result).astype(int) if whole else result
        result = correlate2d(
            self.input,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )
        return result

    def _stamped(self, image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
        result: NDArray[Any] = conv_transpose2d(
            image[None, None],
            kernel[None, None],
            stride=self.stride,
            padding=self.padding,
            output_padding=self.output_padding,
            dilation=self.dilation,
        )[0, 0]
        return result

    @property
    def times_seen(self) -> NDArray[Any]:
        """How many windows have a weight on each pixel, or how many stamps each output gets.

        Copies in the border do not count for the pixels that they copy.
        """
        if self.transposed:
            return self._stamped(np.ones_like(self.input), np.ones_like(self.kernel)).astype(int)
        return times_seen(
            self.input.shape, self.kernel.shape, self.stride, self.padding, self.dilation
        )

    @property
    def unreached(self) -> int:
        """The number of pixels that no window reaches."""
        return int((self.times_seen == 0).sum())

    def __repr__(self) -> str:
        sizes = " to ".join(" × ".join(map(str, m.shape)) for m in (self.input, self.output))
        way = "transposed convolution" if self.transposed else "convolution"
        return f"SizeExplorer({way}, {sizes})"

    def first_frame(self) -> str:
        """Return input, kernel and output as SVG, with the window at `position`."""
        stride, dilation = pair("stride", self.stride), pair("dilation", self.dilation)
        amounts = padding_amounts(self.padding, self.kernel.shape, stride, dilation)
        (top, _), (left, _) = amounts
        output = self.output
        places = self.input if self.transposed else output
        row, column = divmod(min(self.position, places.size - 1), places.shape[1])
        spans = [d * (k - 1) + 1 for k, d in zip(self.kernel.shape, dilation, strict=True)]
        window = Rectangle(row * stride[0], column * stride[1], *spans)
        place = Rectangle(row, column, 1, 1)
        unseen = self.times_seen == 0
        if self.transposed:
            # The output alone, without what the padding cuts off: the window may hang over it.
            window = window._replace(row=window.row - top, column=window.column - left)
            shown = (grey_grid(self.input, place), signed_grid(output, window, crossed=unseen))
        else:
            padded = pad(self.input, amounts, self.padding_mode)
            seen = np.arange(output.size).reshape(output.shape) <= self.position
            shown = (
                grey_grid(padded, window, pad(unseen, amounts) > 0),
                signed_grid(output, place, seen),
            )
        return row_of_figures(
            ("Input", shown[0]), ("Kernel", signed_grid(self.kernel)), ("Output", shown[1])
        )
