"""The sliding kernel: convolution, one window at a time."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.correlate import convolve2d, correlate2d
from cnnlab.images import digit, photograph
from cnnlab.kernels import KERNELS
from cnnlab.padding import PADDING_MODES, pad
from cnnlab.shapes import padding_amounts
from cnnlab.widgets.base import Matrices, Matrix, PaddingTrait, Widget
from cnnlab.widgets.frames import Rectangle, grey_grid, row_of_figures, signed_grid

MOST_PIXELS = 64
MOST_WEIGHTS = 11


def example_images() -> dict[str, NDArray[Any]]:
    """Return the images that the widget offers: small enough to see every pixel."""
    return {
        "digit 3": digit(3),
        "digit 8": digit(8),
        "astronaut": photograph("astronaut", size=32, grey=True, crop=(10, 130, 190, 190)),
        "cameraman": photograph("camera", size=32, grey=True, crop=(40, 130, 220, 220)),
        "cup of coffee": photograph("coffee", size=32, grey=True),
    }


class SlidingKernel(Widget):
    """A kernel that slides over an image, with every product written out.

    In Jupyter each trait works in both directions: set it in Python and the picture changes; move
    the picture and the trait changes. On the book's site the same widget runs without Python.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At most 64 × 64 pixels. By default a handwritten digit.
    kernel : array_like, shape (kH, kW)
        At most 11 × 11 weights. By default Sobel's kernel for vertical edges.
    stride, dilation : int
        At least 1, the same for rows and columns.
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        As `cnnlab.correlate2d` takes it.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the border holds.
    flip : bool
        Turn the kernel by 180° first: True convolves, False cross-correlates.
    position : int
        The output cell that the window stands at, counted row by row from 0.
    playing : bool
        Whether the kernel moves by itself.
    speed : float
        Output cells a second, 0.5 to 64. Up to 4, the products are added one at a time.
    images, kernels : dict of str to array_like
        What the widget offers to choose from.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made: a kernel larger than
        the padded image, say. (Later such a setting is explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import SlidingKernel
    >>> widget = SlidingKernel(image=[[1, 2], [3, 4]], kernel=[[1, -1]])
    >>> widget
    SlidingKernel(image 2 × 2, kernel 1 × 2, stride 1, padding 'valid')
    >>> widget.output
    array([[-1],
           [-1]])
    """

    image = Matrix(MOST_PIXELS)
    kernel = Matrix(MOST_WEIGHTS)
    stride = traitlets.Int(1, min=1).tag(sync=True)
    padding = PaddingTrait("valid").tag(sync=True)
    padding_mode = traitlets.Enum(PADDING_MODES, "zeros").tag(sync=True)
    dilation = traitlets.Int(1, min=1).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    position = traitlets.Int(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Float(1.0, min=0.5, max=64.0).tag(sync=True)
    images = Matrices(MOST_PIXELS)
    kernels = Matrices(MOST_WEIGHTS)

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
        return digit(3)

    @traitlets.default("kernels")
    def _default_kernels(self) -> dict[str, NDArray[Any]]:
        return dict(KERNELS)

    @traitlets.default("kernel")
    def _default_kernel(self) -> NDArray[Any]:
        return KERNELS["sobel_x"]

    @property
    def output(self) -> NDArray[Any]:
        """What the settings give: `cnnlab.convolve2d` with `flip`, else `cnnlab.correlate2d`."""
        operation = convolve2d if self.flip else correlate2d
        result: NDArray[Any] = operation(
            self.image,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )
        return result

    def __repr__(self) -> str:
        image, kernel = (" × ".join(map(str, m.shape)) for m in (self.image, self.kernel))
        flip = ", flipped" if self.flip else ""
        return (
            f"SlidingKernel(image {image}, kernel {kernel}{flip}, "
            f"stride {self.stride}, padding {self.padding!r})"
        )

    def first_frame(self) -> str:
        """Return input, kernel and output as SVG, with the window at `position`."""
        amounts = padding_amounts(
            self.padding, self.kernel.shape, stride=self.stride, dilation=self.dilation
        )
        padded = pad(self.image, amounts, self.padding_mode)
        output = self.output
        row, column = divmod(min(self.position, output.size - 1), output.shape[1])
        spans = [self.dilation * (k - 1) + 1 for k in self.kernel.shape]
        window = Rectangle(row * self.stride, column * self.stride, *spans)
        seen = np.arange(output.size).reshape(output.shape) <= self.position
        return row_of_figures(
            ("Input", grey_grid(padded, window)),
            ("Kernel", signed_grid(self.kernel[::-1, ::-1] if self.flip else self.kernel)),
            ("Output", signed_grid(output, Rectangle(row, column, 1, 1), seen)),
        )
