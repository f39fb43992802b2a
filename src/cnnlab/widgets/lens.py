"""The lens: a kernel on a whole photograph, and the waves of what goes in and what comes out."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.conv import conv2d
from cnnlab.experiments.spectrum import fast_share, kernel_response, spectrum
from cnnlab.images import photograph, shrink, to_grey, to_nchw
from cnnlab.kernels import KERNELS, binomial
from cnnlab.pool import avg_pool2d, max_pool2d
from cnnlab.shapes import padding_amounts
from cnnlab.widgets.base import (
    LIMITS,
    WIDGET_LIMITS,
    Matrices,
    Matrix,
    OneOf,
    Whole,
    Widget,
    between,
    given,
    one_of,
    usual,
)
from cnnlab.widgets.frames import (
    as_factor,
    card,
    chosen,
    colour_grid,
    file_picture,
    number,
    settings,
    sum_of,
    titled,
    unborn,
    weights,
)
from cnnlab.widgets.picture_file import picture_url, read_picture
from cnnlab.widgets.pytorch import FUNCTIONAL, call, program, unless

_LIMITS = WIDGET_LIMITS["lens"]
SIDE = _LIMITS["side"]
CHANNELS = ("red", "green", "blue")
STRIDES = tuple(_LIMITS["stride"])  # after which the side is a power of two, as its spectrum needs
POOLINGS = ("none", "max", "average")
_FRAME_SIDE = 128  # of the first frame's pictures: enough to be looked at
_WHITE, _DECADES = 12.75, 3.5  # the amplitude that is white, and from there to black
_PATCH = 32  # pixels: the standard deviation of the stripes' patch
_CSS = "cnnlab-lens"
_FILE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*")


class _Photographs(traitlets.TraitType[dict[str, str], Mapping[str, ArrayLike]]):
    """A trait that holds named photographs, as the addresses of small files."""

    def validate(self, obj: Any, value: Any) -> dict[str, str]:
        """Return the photographs' files, made of arrays where these are given."""
        if not isinstance(value, Mapping) or not value:
            raise traitlets.TraitError(f"images must be a dict of names and arrays, got {value!r}")
        return {str(name): _file_of(str(name), image) for name, image in value.items()}


def _file_of(name: str, image: Any) -> str:
    if isinstance(image, str) and _FILE.fullmatch(image):
        return image
    levels = np.asarray(image)
    if levels.dtype != np.uint8 or levels.shape not in {(SIDE, SIDE), (SIDE, SIDE, 3)}:
        raise traitlets.TraitError(
            f"images[{name!r}] must have dtype uint8 and shape ({SIDE}, {SIDE}, 3) or "
            f"({SIDE}, {SIDE}), got {levels.dtype} and {levels.shape}"
        )
    return picture_url(levels)


@cache
def _photographs() -> dict[str, str]:
    """Return the files of the lens's own pictures, made once."""
    images = {
        "astronaut": photograph("astronaut", SIDE),
        "brick": photograph("brick", SIDE),
        "stripes": stripes(104, 24),
    }
    return {name: picture_url(image) for name, image in images.items()}


class Lens(Widget):
    """A kernel on each channel of a photograph of 256 × 256 pixels, and the spectra of both.

    On a page a reader can put a picture of their own, or what the camera sees, in the photograph's
    place. Neither leaves the page, and no trait holds it.

    The padding is "same" and "circular", as a spectrum takes an image: with stride 1 and neither
    ReLU nor pooling, the output's spectrum is the picture's times the kernel's response.

    Parameters
    ----------
    photograph : str
        The name of one of `images`.
    kernel : array_like, shape (kH, kW)
        At most 5 × 5 weights from -1000 to 1000.
    dilation : int
        1 to 8.
    stride : {1, 2, 4, 8}
    blur_first : bool
        Whether what the kernel makes is blurred before the stride leaves pixels out, with
        `cnnlab.kernels.binomial` of stride² + 1 weights. At stride 1 it changes nothing.
    relu : bool
        Whether negative sums become 0.
    pooling : {"none", "max", "average"}
        What comes last, in windows that do not overlap.
    pool_size : {2, 4}
    row, column : int
        The pixel that the loupe is on.
    channel : {"red", "green", "blue"}
        Whose numbers the loupe shows.
    kernels : dict of str to array_like
        What the widget offers to choose from.
    images : dict of str to array_like, shape (256, 256, 3) or (256, 256)
        Photographs of dtype uint8. They are kept as the page gets them: as PNG or, where that is
        smaller, as JPEG, which changes their pixels a little.

    Notes
    -----
    A guess on "lens-of-output" asks for cells of the output's spectrum, which is divided into
    8 × 8; what comes out can be covered as "output".

    Examples
    --------
    >>> from cnnlab.kernels import kernel
    >>> from cnnlab.widgets import Lens
    >>> widget = Lens(kernel=kernel("gaussian_blur"), stride=2)
    >>> widget.output.shape
    (3, 128, 128)
    >>> before, after = widget.fast_shares
    >>> widget.stride = 1
    >>> widget.fast_shares[1] < before / 10
    True
    """

    photograph = traitlets.Unicode().tag(sync=True)
    kernel = Matrix(_LIMITS["kernel"])
    dilation = Whole(1, **between(_LIMITS["dilation"])).tag(sync=True)
    stride = OneOf(STRIDES, 1).tag(sync=True)
    blur_first = traitlets.Bool(False).tag(sync=True)
    relu = traitlets.Bool(False).tag(sync=True)
    pooling = OneOf(POOLINGS, "none").tag(sync=True)
    pool_size = OneOf(_LIMITS["pool_size"], 2).tag(sync=True)
    row = Whole(184, min=0, max=SIDE - 1).tag(sync=True)
    column = Whole(136, min=0, max=SIDE - 1).tag(sync=True)
    channel = OneOf(CHANNELS, "green").tag(sync=True)
    kernels = Matrices(_LIMITS["kernel"])
    images = _Photographs().tag(sync=True)

    def __init__(self, kernel: ArrayLike | None = None, **traits: Any) -> None:
        super().__init__(**given(kernel=kernel), **traits)
        _ = self.photograph  # a name that is not among the images is refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, str]:
        return dict(_photographs())

    @traitlets.default("photograph")
    def _first_photograph(self) -> str:
        return usual("astronaut", self.images)

    @traitlets.validate("photograph")
    def _known_photograph(self, proposal: dict[str, Any]) -> str:
        return one_of("photograph", proposal["value"], self.images)

    @traitlets.default("kernels")
    def _default_kernels(self) -> dict[str, NDArray[Any]]:
        return {**KERNELS, "binomial_5": binomial(5)}

    @traitlets.default("kernel")
    def _default_kernel(self) -> NDArray[Any]:
        return KERNELS["gaussian_blur"]

    @traitlets.validate("kernel")
    def _moderate(self, proposal: dict[str, Any]) -> NDArray[Any]:
        kernel: NDArray[Any] = proposal["value"]
        most = LIMITS["most_typed"]
        if np.abs(kernel).max() > most:
            raise traitlets.TraitError(f"the kernel's weights must be from -{most} to {most}")
        return kernel

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The photograph's pixels, (256, 256, 3)."""
        return read_picture(self.images[one_of("photograph", self.photograph, self.images)])

    @property
    def output(self) -> NDArray[np.float64]:
        """What becomes of the picture, (3, rows, columns): `cnnlab.conv2d` comes first."""
        names = ("kernel", "dilation", "stride", "blur_first", "relu", "pooling", "pool_size")
        those = {name: getattr(self, name) for name in names}
        return np.asarray(filtered(to_nchw(self.picture), **those)[0])

    @property
    def spectra(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The spectra of the grey levels of picture and output: `cnnlab.experiments.spectrum`."""
        return spectrum(to_grey(self.picture.astype(float))), spectrum(
            to_grey(self.output.transpose(1, 2, 0))
        )

    @property
    def response(self) -> NDArray[np.float64]:
        """The factor by which the kernel changes each wave, (256, 256)."""
        return kernel_response(self.kernel, self.dilation, SIDE)

    @property
    def fast_shares(self) -> tuple[float, float]:
        """The share of the variance in fast waves, in the picture and in the output."""
        before, after = self.spectra
        return fast_share(before), fast_share(after)

    @property
    def shown_range(self) -> tuple[float, float]:
        """What is black and what is white in the output.

        It depends on the kernel alone, so that pictures can be compared. Weights that add up to 0
        have 0 in the middle.
        """
        total, size = self.kernel.sum(), np.abs(self.kernel).sum() or 1
        if total > 1e-6 * size:
            return 0.0, float(255 * total)
        if total < -1e-6 * size:
            return float(255 * total), 0.0
        most = float(255 * size / 4)  # half of what the positive weights can make
        return (0.0 if self.relu else -most), most

    def pytorch_code(self) -> str:
        """Return what gives `output`: ``F.conv2d`` with a group for each channel comes first."""
        stride, blurs = self.stride, self.blur_first and self.stride > 1
        (top, bottom), (left, right) = same_padding(self.kernel.shape, self.dilation)
        alike = {"groups": 3, "dilation": unless(1, (self.dilation, self.dilation))}
        steps = None if blurs else unless(1, (stride, stride))
        lines = [
            f"# x: the picture, {(1, 3, SIDE, SIDE)}",
            f"# k: the kernel, {(1, 1, *self.kernel.shape)}",
            _around("x", left, right, top, bottom),
            f"y = {call('F.conv2d', 'y', 'k.expand(3, -1, -1, -1)', stride=steps, **alike)}",
        ]
        if self.relu:
            lines.append("y = F.relu(y)")
        if blurs:
            most = stride**2
            lines += [
                f"blur = [math.comb({most}, i) / 2**{most} for i in range({most + 1})]",
                f"blur = torch.tensor(blur, dtype=x.dtype).expand(3, 1, 1, {most + 1})",
                _around("y", *[most // 2] * 4),
                f"y = F.conv2d(y, blur, stride=(1, {stride}), groups=3)",
                f"y = F.conv2d(y, blur.mT, stride=({stride}, 1), groups=3)",
            ]
        if self.pooling != "none":
            name = "max" if self.pooling == "max" else "avg"
            lines.append(f"y = F.{name}_pool2d(y, {self.pool_size})")
        return program([*(["import math", "import torch"] if blurs else []), FUNCTIONAL], *lines)

    def __repr__(self) -> str:
        rows, columns = self.kernel.shape
        blur = ", blur before it" if self.blur_first else ""
        relu = ", ReLU" if self.relu else ""
        pooling = "" if self.pooling == "none" else f", {self._pooling_words}"
        return (
            f"Lens({self.photograph!r}, kernel {rows} × {columns}, dilation {self.dilation}, "
            f"stride {self.stride}{blur}{relu}{pooling})"
        )

    def first_frame(self) -> str:
        """Return picture, kernel and output, their spectra, the loupe, and what is set."""
        own = unborn(
            "cnnlab-own",
            '<div class="cnnlab-field"><label>Your own picture (it stays in this browser)</label>'
            '<input type="file"></div><button type="button">Use the camera</button>'
            '<p class="cnnlab-note">.</p>',
        )
        return card(
            self._pictures(),
            self._loupe(),
            settings(
                {
                    "Picture": self.photograph,
                    "Kernel": chosen(self.kernels, self.kernel),
                    "Dilation": self.dilation,
                    "Stride": self.stride,
                    "Pooling": self._pooling_words,
                    "Loupe": self.channel,
                    "Blur before the stride": self.blur_first,
                    "ReLU": self.relu,
                }
            ),
            own,
            look=_CSS,
            code=True,
        )

    @property
    def _pooling_words(self) -> str:
        if self.pooling == "none":
            return "none"
        word = "maximum" if self.pooling == "max" else "average"
        return f"{word} {self.pool_size} × {self.pool_size}"

    def _pictures(self) -> str:
        output, (before, after), response = self.output, self.spectra, self.response
        low, high = self.shown_range
        shown = (output.transpose(1, 2, 0) - low) * (255 / (high - low))
        rows, columns = self.kernel.shape
        side = output.shape[1]
        figures = (
            ("Kernel", "kernel", f"{rows} × {columns}", weights(self.kernel)),
            ("Picture", "picture", f"{SIDE} × {SIDE}", _drawn(self.picture)),
            (
                *("Output", "output"),
                f"{side} × {side}, black {number(low)}, white {number(high)}",
                _drawn(shown),
            ),
            (
                *("Its response", "response", f"white: × {number(response.max())}"),
                _drawn(response * (255 / (response.max() or 1))),
            ),
            *(
                (
                    *("Its spectrum", f"spectrum {_CSS}-of-{name}"),
                    f"fast waves: {_percent(fast_share(amplitudes))}",
                    _drawn(255 * _brightness(amplitudes)),
                )
                for name, amplitudes in (("picture", before), ("output", after))
            ),
        )
        drawn = [
            titled(title, drawing, f"lens-{kind}", note, row=1 + (i > 2))
            for i, (title, kind, note, drawing) in enumerate(figures)
        ]
        signs = [
            f'<span class="cnnlab-operator" style="--row:{row}" aria-hidden="true">{sign}</span>'
            for row, sign in ((1, "⋆"), (1, "="), (2, "×"), (2, "="))
        ]
        order = (0, 6, 1, 7, 2, 3, 8, 4, 9, 5)
        parts = [*drawn, *signs]
        return f'<div class="{_CSS}-stage">{"".join(parts[i] for i in order)}</div>'

    def _loupe(self) -> str:
        window, channel = self._window(), CHANNELS.index(self.channel)
        pixels = window[..., channel].astype(float)
        terms = [
            (f"{number(pixel)} × {as_factor(weight)}", pixel * weight)
            for pixel, weight in zip(pixels.flat, self.kernel.flat, strict=True)
        ]
        total = float((pixels * self.kernel).sum())
        columns = self.kernel.shape[1]
        products = "1 product" if len(terms) == 1 else f"{len(terms)} products"
        written = sum_of(
            f"sum at [{self.row}, {self.column}]",
            terms,
            columns,
            title=f"{self.channel}: pixel × weight = product, and Σ the sum so far:",
            many=columns > 3,
            count=products,
        )
        grid = colour_grid(pixels, window)
        return (
            f'<div class="{_CSS}-loupe">{titled("Loupe", grid, "lens-window", self.channel)}'
            f'<div>{written}<p class="cnnlab-note {_CSS}-fate">{self._fate(total)}</p></div></div>'
        )

    def _window(self) -> NDArray[np.uint8]:
        """Return the pixels under the kernel where the loupe is, (kH, kW, 3)."""
        reach = same_padding(self.kernel.shape, self.dilation)
        at = [
            (place - before + self.dilation * np.arange(size)) % SIDE
            for place, (before, _), size in zip(
                (self.row, self.column), reach, self.kernel.shape, strict=True
            )
        ]
        return np.asarray(self.picture[at[0][:, None], at[1]])

    def _fate(self, total: float) -> str:
        """Say what becomes of the sum at the loupe."""
        said = ["ReLU makes it 0."] if self.relu and total < 0 else []
        blurs = self.blur_first and self.stride > 1
        if not blurs and (self.row % self.stride or self.column % self.stride):
            return " ".join([*said, f"Stride {self.stride} passes over this pixel."])
        if blurs:
            said.append("The blur mixes it with its neighbours.")
        step = self.stride
        if self.pooling != "none":
            step *= self.pool_size
            said.append(f"Pooling takes the {self._pooling_words}.")
        row, column = self.row // step, self.column // step
        value = self.output[CHANNELS.index(self.channel), row, column]
        return " ".join([*said, f"output[{row}, {column}] = {number(value, 5)}"])


def _around(x: str, left: int, right: int, top: int, bottom: int) -> str:
    return "y = " + call("F.pad", x, (left, right, top, bottom), mode='"circular"')


def stripes(right: int, down: int) -> NDArray[np.uint8]:
    """Return a patch of grey stripes, with so many periods on the image's width and height.

    Examples
    --------
    >>> stripes(64, 0)[128, 128:131]
    array([248, 128,   8], dtype=uint8)
    """
    rows, columns = np.indices((SIDE, SIDE)) - SIDE // 2
    waves = np.cos(2 * np.pi * (right * columns + down * rows) / SIDE)
    patch = np.exp(-(rows**2 + columns**2) / (2 * _PATCH**2))
    return np.asarray(np.rint(128 + 120 * patch * waves), dtype=np.uint8)


def filtered(
    x: ArrayLike,
    *,
    kernel: ArrayLike,
    dilation: int,
    stride: int,
    blur_first: bool,
    relu: bool,
    pooling: str,
    pool_size: int,
) -> NDArray[np.float64]:
    """Return what the settings of a `Lens` make of images (N, C, H, W), each channel alone."""
    x, kernel = np.asarray(x, dtype=np.float64), np.asarray(kernel, dtype=np.float64)
    channels, blurs = x.shape[1], blur_first and stride > 1
    x = conv2d(
        x,
        np.broadcast_to(kernel, (channels, 1, *kernel.shape)),
        stride=1 if blurs else stride,
        padding=same_padding(kernel.shape, dilation),
        dilation=dilation,
        groups=channels,
        padding_mode="circular",
    )
    if relu:
        x = np.maximum(x, 0)
    if blurs:
        x = blurred(x, stride)
    if pooling == "none":
        return x
    return max_pool2d(x, pool_size) if pooling == "max" else avg_pool2d(x, pool_size)


def same_padding(shape: Sequence[int], dilation: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return what "same" pads at stride 1, whatever the stride: (before, after) for each axis."""
    rows, columns = shape
    return padding_amounts("same", (rows, columns), 1, dilation)


def blurred(x: ArrayLike, stride: int) -> NDArray[np.float64]:
    """Blur images (N, C, H, W) with binomial weights, and keep every `stride`-th pixel.

    There are stride² + 1 weights along each axis. They leave a quarter of the fastest waves that
    the kept pixels can show, whatever the stride.

    Examples
    --------
    >>> finest = (-1.0) ** np.arange(16) * np.ones((1, 1, 16, 1))
    >>> np.abs(blurred(finest, 2)).max()
    np.float64(0.0)
    """
    x = np.asarray(x, dtype=np.float64)
    size, channels = stride**2 + 1, x.shape[1]
    row = binomial(size).sum(axis=0)
    for shape, steps in (((1, size), (1, stride)), ((size, 1), (stride, 1))):
        weight = np.broadcast_to(row.reshape(shape), (channels, 1, *shape))
        padding = (shape[0] // 2, shape[1] // 2)
        x = conv2d(x, weight, None, steps, padding, 1, channels, "circular")
    return x


def _brightness(amplitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return logarithms of amplitudes, from 0 to 1: faint waves are seen beside strong ones."""
    with np.errstate(divide="ignore"):
        levels = 1 + np.log10(amplitudes / _WHITE) / _DECADES
    return np.clip(levels, 0, 1)


def _drawn(levels: NDArray[Any]) -> str:
    """Draw a picture of levels from 0 to 255, no larger than a first frame needs."""
    small = levels.astype(float)
    side = min(len(levels), _FRAME_SIDE)
    if len(levels) > side:
        small = shrink(small, side)
    whole = np.clip(np.rint(small), 0, 255).astype(np.uint8)
    return file_picture(picture_url(whole), side, side)


def _percent(share: float) -> str:
    return f"{number(100 * share, 2)}%"
