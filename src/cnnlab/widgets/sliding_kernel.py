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
from cnnlab.widgets.base import (
    LIMITS,
    WIDGET_LIMITS,
    Matrices,
    Matrix,
    OneOf,
    PaddingTrait,
    Real,
    Whole,
    Widget,
    between,
    check_padded,
    given,
)
from cnnlab.widgets.frames import (
    Rectangle,
    as_factor,
    card,
    chosen,
    equation,
    grey_grid,
    number,
    settings,
    signed_grid,
    sum_of,
    titled,
    transport,
    unborn,
    weights,
)
from cnnlab.widgets.pytorch import FUNCTIONAL, border, call, program, unless

_LIMITS = WIDGET_LIMITS["sliding_kernel"]
CONTROLS = (
    *("image", "kernel", "kernel_size", "padding", "padding_mode", "stride", "dilation", "flip"),
    "own_image",
)
_MOST_NUMBERED = 20  # columns: in more there is no room for numbers
_LEAST = 24  # pixels: a number can be read in a cell that wide
_EDITED = 28  # and a weight can be typed
_ROOM = 750  # pixels for cells side by side


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
        The output cell that the window stands at, counted row by row from 0. A number beyond the
        last stands for the last: an output that has become smaller needs no other position.
    playing : bool
        Whether the kernel moves by itself.
    speed : float
        Output cells a second, 0.5 to 64. Up to 4, the products are added one at a time.
    images, kernels : dict of str to array_like
        What the widget offers to choose from.
    controls : list of str
        The settings in sight, all by default; the others are folded under *More settings*. Names
        of traits ("image", "kernel", "padding", "padding_mode", "stride", "dilation", "flip"),
        "kernel_size" and "own_image". The formula of the output's size stands with the padding.

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

    image = Matrix(_LIMITS["image"])
    kernel = Matrix(_LIMITS["kernel"])
    stride = Whole(1, min=1).tag(sync=True)
    padding = PaddingTrait("valid").tag(sync=True)
    padding_mode = OneOf(PADDING_MODES, "zeros").tag(sync=True)
    dilation = Whole(1, min=1).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    position = Whole(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Real(1.0, **between(LIMITS["speed"])).tag(sync=True)
    images = Matrices(_LIMITS["image"])
    kernels = Matrices(_LIMITS["kernel"])
    controls = traitlets.List(OneOf(CONTROLS), list(CONTROLS)).tag(sync=True)

    def __init__(
        self, image: ArrayLike | None = None, kernel: ArrayLike | None = None, **traits: Any
    ) -> None:
        super().__init__(**given(image=image, kernel=kernel), **traits)
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
            padding=self._amounts,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )
        return result

    @property
    def positions(self) -> int:
        """How many outputs the window stands at, one after the other."""
        return int(self.output.size)

    def pytorch_code(self) -> str:
        """Return the call of ``F.conv2d`` that gives `output`."""
        x, padding = border("x", self._amounts, self.padding_mode)
        y = call(
            "F.conv2d",
            x,
            "k.flip(-2, -1)" if self.flip else "k",
            stride=unless(1, (self.stride, self.stride)),
            padding=padding,
            dilation=unless(1, (self.dilation, self.dilation)),
        )
        shapes = (
            f"# x: the image, {(1, 1, *self.image.shape)}",
            f"# k: the kernel, {(1, 1, *self.kernel.shape)}",
        )
        flipped = "  # conv2d does not turn the kernel" if self.flip else ""
        return program([FUNCTIONAL], *shapes, f"y = {y}{flipped}")

    def __repr__(self) -> str:
        flip = ", flipped" if self.flip else ""
        return (
            f"SlidingKernel(image {_shape(self.image)}, kernel {_shape(self.kernel)}{flip}, "
            f"stride {self.stride}, padding {self.padding!r})"
        )

    @property
    def _amounts(self) -> tuple[tuple[int, int], tuple[int, int]]:
        amounts = padding_amounts(
            self.padding, self.kernel.shape, stride=self.stride, dilation=self.dilation
        )
        check_padded(self.image.shape, amounts)
        return amounts

    @property
    def _cell(self) -> tuple[int, int]:
        """Row and column of the output that the window stands at."""
        rows, columns = (int(n) for n in self.output.shape)
        last: int = rows * columns - 1
        return divmod(min(self.position, last), columns)

    def first_frame(self) -> str:
        """Return the settings, the pictures with the window at `position`, and its sum."""
        sizes = f'<p class="cnnlab-sizes">{self._sizes()}</p>'
        own = unborn("cnnlab-own", _OWN_IMAGE)
        last = {"padding": sizes, "own_image": own}
        below = "".join(part for name, part in last.items() if name in self.controls)
        return card(
            self._settings([part for name, part in last.items() if name not in self.controls]),
            self._figures(),
            transport(),
            self._sum(),
            f"<div>{below}</div>",
            look="cnnlab-sliding-kernel",
            code=True,
        )

    def _figures(self) -> str:
        padded, output = pad(self.image, self._amounts, self.padding_mode), self.output
        row, column = self._cell
        spans = [self.dilation * (k - 1) + 1 for k in self.kernel.shape]
        window = Rectangle(row * self.stride, column * self.stride, *spans)
        numbered = padded.shape[1] <= _MOST_NUMBERED
        seen = np.arange(output.size).reshape(output.shape) <= self.position
        shape, whole = _shape(self.image), _shape(padded)
        note = shape if shape == whole else f"{shape}, padded to {whole}"
        result = signed_grid(output, Rectangle(row, column, 1, 1), seen | (not numbered))
        least = _LEAST if numbered else 0
        counts = {
            "kernel": self.kernel.shape[1],
            "input": padded.shape[1],
            "output": output.shape[1],
            "rows": padded.shape[0],
        }
        wide = _EDITED * counts["kernel"] + least * (counts["input"] + counts["output"])
        return equation(
            titled("Kernel", self._kernel(), "kernel", _shape(self.kernel)),
            titled("Input", grey_grid(padded, window), "input", note),
            titled("Output", result, "output", _shape(output)),
            sign="∗" if self.flip else "⋆",
            style="".join(f"--{name}:{n};" for name, n in counts.items()) + f"--least:{least}px",
            look="cnnlab-sliding-kernel-above" if wide > _ROOM else "",
        )

    def _kernel(self) -> str:
        if not self.flip:
            return weights(self.kernel)
        note = (
            '<p class="cnnlab-note cnnlab-sliding-kernel-turned">turned by 180°, as it slides:</p>'
        )
        turned = weights(self.kernel[::-1, ::-1], label="The kernel turned by 180 degrees")
        return weights(self.kernel) + note + turned

    def _sum(self) -> str:
        """Return the products of the window, each with the sum so far."""
        row, column = self._cell
        padded = pad(self.image, self._amounts, self.padding_mode)
        applied = self.kernel[::-1, ::-1] if self.flip else self.kernel
        rows, columns = applied.shape
        window = padded[row * self.stride :: self.dilation, column * self.stride :: self.dilation]
        terms = [
            (f"{number(pixel)} × {as_factor(weight)}", pixel * weight)
            for pixel, weight in zip(window[:rows, :columns].flat, applied.flat, strict=True)
        ]
        title = "pixel × weight = product, and Σ the sum so far:"
        return sum_of(
            f"output[{row}, {column}]",
            terms,
            columns,
            title=title,
            many=columns > 3,
            count="1 product" if len(terms) == 1 else f"{len(terms)} products",
        )

    def _sizes(self) -> str:
        """Return the formula of the output's size, once if both axes have the same."""
        results = [f"<strong>{n}</strong>" for n in self.output.shape]
        down, across = (
            f"{_formula(n, k, amounts, self.stride, self.dilation)} = {result}"
            for n, k, amounts, result in zip(
                self.image.shape, self.kernel.shape, self._amounts, results, strict=True
            )
        )
        if down == across:
            return f"<span>Rows and columns: {down}</span>"
        return f"<span>Rows: {down}</span><span>Columns: {across}</span>"

    def _settings(self, more: list[str]) -> str:
        """Return the settings in sight, and the others with `more` parts in the fold."""
        values: dict[str, tuple[str, object]] = {
            "image": ("Image", chosen(self.images, self.image)),
            "kernel": ("Kernel", chosen(self.kernels, self.kernel)),
            "kernel_size": ("Kernel size", _shape(self.kernel)),
            "padding": ("Padding", "none (valid)" if self.padding == "valid" else self.padding),
            "padding_mode": ("Border", self.padding_mode),
            "stride": ("Stride", self.stride),
            "dilation": ("Dilation", self.dilation),
            "flip": ("Flip the kernel", self.flip),
        }
        in_sight = settings(dict(v for name, v in values.items() if name in self.controls))
        folded = dict(v for name, v in values.items() if name not in self.controls)
        if not folded and not more:
            return in_sight
        return (
            f'{in_sight}<details class="cnnlab-more"><summary>More settings</summary>'
            f"{settings(folded)}{''.join(more)}</details>"
        )


_OWN_IMAGE = (
    '<div class="cnnlab-field"><label>Your own picture (it stays in this browser)</label>'
    '<input type="file"></div><label class="cnnlab-check">Paint on the input</label>'
)


def _shape(matrix: NDArray[Any]) -> str:
    return " × ".join(map(str, matrix.shape))


def _formula(n: int, k: int, amounts: tuple[int, int], stride: int, dilation: int) -> str:
    before, after = amounts
    around = f"2·{before}" if before == after else f"{before} + {after}"
    return f"⌊({n} + {around} − {dilation}·({k} − 1) − 1) / {stride}⌋ + 1"
