"""Pooling: each window of the image becomes one number, and the gradient's way back."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.correlate import correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS
from cnnlab.padding import pad
from cnnlab.pool import (
    avg_pool2d,
    avg_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    lse_pool2d,
    lse_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnnlab.widgets.base import Matrices, Matrix, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    grey_grid,
    grey_picture,
    row_of_figures,
    signed_grid,
    signed_picture,
)
from cnnlab.widgets.sliding_kernel import MOST_PIXELS, example_images

_MOST_NUMBERED = 12  # pixels a side: in more, a number does not fit its cell


class Pooling(Widget):
    """Max, average, Lᵖ and log-sum-exp pooling, one window at a time, forwards and backwards.

    In Jupyter each trait works in both directions: set it in Python and the picture changes; move
    the picture and the trait changes. On the book's site the same widget runs without Python.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At most 64 × 64 pixels. By default a handwritten digit.
    operation : {"max", "average", "lp", "lse"}
        Which number a window becomes.
    kernel_size : int
        The window's rows and columns.
    stride : int
        By default the kernel size, so that windows touch and do not overlap.
    padding : int
        Border on all sides, at most half the kernel size.
    p : float
        The power of "lp", 1 to 128.
    normalise : bool
        Whether "lp" takes the mean of the powers, as the average does, or their sum, which is the
        norm that `cnnlab.lp_pool2d` gives.
    temperature : float
        That of "lse", 0.01 to 1024.
    show_gradient : bool
        Whether to show where a gradient of 1 at every output goes.
    position : int
        The output cell whose window is shown, counted row by row from 0.
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
    >>> from cnnlab.widgets import Pooling
    >>> widget = Pooling(image=[[1, 2, 0, 1], [4, 3, 1, 0]])
    >>> widget
    Pooling('max', image 2 × 4, kernel_size 2, stride 2, padding 0)
    >>> widget.output
    array([[4, 1]])
    >>> widget.input_gradient  # of the two ones, the first
    array([[0., 0., 0., 1.],
           [1., 0., 0., 0.]])
    """

    image = Matrix(MOST_PIXELS)
    operation = traitlets.Enum(("max", "average", "lp", "lse"), "max").tag(sync=True)
    kernel_size = traitlets.Int(2, min=1).tag(sync=True)
    stride = traitlets.Int(2, min=1).tag(sync=True)
    padding = traitlets.Int(0, min=0).tag(sync=True)
    p = traitlets.Float(3.0, min=1.0, max=128.0).tag(sync=True)
    normalise = traitlets.Bool(True).tag(sync=True)
    temperature = traitlets.Float(2.0, min=0.01, max=1024.0).tag(sync=True)
    show_gradient = traitlets.Bool(False).tag(sync=True)
    position = traitlets.Int(0, min=0).tag(sync=True)
    images = Matrices(MOST_PIXELS)

    def __init__(self, image: ArrayLike | None = None, **traits: Any) -> None:
        given = {} if image is None else {"image": image}
        if "kernel_size" in traits:
            given["stride"] = traits["kernel_size"]
        super().__init__(**given | traits)
        _ = self.output  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        edges = correlate2d(digit(3), KERNELS["sobel_x"], padding="same")
        return example_images() | {"edges of the digit 3": edges}

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return digit(3)

    @property
    def output(self) -> NDArray[Any]:
        """What the settings give, by the pools of `cnnlab`."""
        windows = (self.kernel_size, self.stride, self.padding)
        result: NDArray[Any]
        match self.operation:
            case "max":
                result = max_pool2d(self.image, *windows)
            case "average":
                result = avg_pool2d(self.image, *windows)
            case "lp":
                result = lp_pool2d(self.image, self.p, *windows) / self._divisor
            case _:
                result = lse_pool2d(self.image, *windows, temperature=self.temperature)
        return result

    @property
    def input_gradient(self) -> NDArray[Any]:
        """What each pixel gets when every output gets a gradient of 1."""
        windows = (self.kernel_size, self.stride, self.padding)
        ones = np.ones(self.output.shape)
        match self.operation:
            case "max":
                return max_pool2d_backward(ones, self.image, *windows)
            case "average":
                return avg_pool2d_backward(ones, self.image, *windows)
            case "lp":
                return lp_pool2d_backward(ones / self._divisor, self.image, self.p, *windows)
            case _:
                return lse_pool2d_backward(ones, self.image, *windows, temperature=self.temperature)

    @property
    def _divisor(self) -> float:
        """What turns the norm of a window into the mean of that power."""
        divisor: float = self.kernel_size ** (2 / self.p) if self.normalise else 1.0
        return divisor

    def __repr__(self) -> str:
        image = " × ".join(map(str, self.image.shape))
        return (
            f"Pooling({self.operation!r}, image {image}, kernel_size {self.kernel_size}, "
            f"stride {self.stride}, padding {self.padding})"
        )

    def first_frame(self) -> str:
        """Return input, output and, if wanted, the gradient as SVG, with one window marked."""
        output = self.output
        row, column = divmod(min(self.position, output.size - 1), output.shape[1])
        window = Rectangle(row * self.stride, column * self.stride, *[self.kernel_size] * 2)
        most = max(abs(self.image).max(), abs(output).max()) or 1

        def draw(values: NDArray[Any], frame: Rectangle | None = None) -> str:
            if self.image.min() < 0:
                return signed_grid(values, frame)
            # A number in every pixel, or one picture of them all where there are many.
            small = max(self.image.shape) <= _MOST_NUMBERED
            return grey_grid(values, frame) if small else grey_picture(255 * values / most, frame)

        figures = [
            ("Input", draw(pad(self.image, ((self.padding,) * 2,) * 2), window)),
            ("Output", draw(output, Rectangle(row, column, 1, 1))),
        ]
        if self.show_gradient:
            signed = signed_grid if max(self.image.shape) <= _MOST_NUMBERED else signed_picture
            figures.append(("Gradient", signed(self.input_gradient)))
        return row_of_figures(*figures)
