"""The size explorer: padding, stride and dilation, forwards and transposed."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import pair
from cnnlab.conv import conv_transpose2d
from cnnlab.correlate import correlate2d
from cnnlab.images import digit, photograph
from cnnlab.padding import PADDING_MODES, pad
from cnnlab.shapes import padding_amounts, transposed_size
from cnnlab.widgets.base import (
    LIMITS,
    WIDGET_LIMITS,
    AxisPair,
    Matrices,
    Matrix,
    OneOf,
    PaddingTrait,
    Real,
    Whole,
    Widget,
    between,
    check_drawable,
    check_padded,
    given,
)
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    chosen,
    counted,
    equation,
    grey_grid,
    number,
    settings,
    signed_grid,
    titled,
    transport,
    unborn,
    weights,
)
from cnnlab.widgets.pytorch import FUNCTIONAL, NN, border, call, program, unless
from cnnlab.windows import times_seen

_LIMITS = WIDGET_LIMITS["size_explorer"]
FIRST_SIZE = 8  # rows and columns that are used to begin with, of an image that has more

_MOST_COUNTS = 4  # different counts that are listed one by one

# As in stage.mjs: the least width of a cell with a number, of one to type in, and room for all.
_LEAST, _EDITED, _ROOM = 20, 24, 530

_CSS = "cnnlab-size-explorer"


def example_images() -> dict[str, NDArray[Any]]:
    """Return the images that the widget offers: small whole numbers, easy to add up."""
    coffee = photograph("coffee", size=_LIMITS["image"], grey=True, crop=(50, 130, 300, 300))
    return {
        "cup of coffee": np.rint(coffee * (9 / 255)).astype(int),
        "four digits": np.block([[digit(3), digit(8)], [digit(0), digit(5)]]),
    }


class SizeExplorer(Widget):
    """Padding, stride and dilation: how large the output is, and which pixels no window reaches.

    With `transposed` the direction is reversed: each input pixel stamps the kernel, times its
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
        transposed one, counted row by row from 0. A number beyond the last stands for the last.
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

    image = Matrix(_LIMITS["image"])
    kernel = Matrix(_LIMITS["kernel"])
    size = AxisPair().tag(sync=True)
    stride = AxisPair().tag(sync=True)
    padding = PaddingTrait("valid").tag(sync=True)
    padding_mode = OneOf(PADDING_MODES, "zeros").tag(sync=True)
    dilation = AxisPair().tag(sync=True)
    transposed = traitlets.Bool(False).tag(sync=True)
    output_padding = AxisPair(0, minimum=0).tag(sync=True)
    counting = traitlets.Bool(False).tag(sync=True)
    position = Whole(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Real(1.0, **between(LIMITS["speed"])).tag(sync=True)
    images = Matrices(_LIMITS["image"])

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
        if self.transposed:
            return self._stamped(self.input, self.kernel, self.padding)
        amounts = self._amounts
        check_padded(self.input.shape, amounts)
        result: NDArray[Any] = correlate2d(
            self.input,
            self.kernel,
            stride=self.stride,
            padding=amounts,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )
        return result

    @property
    def _amounts(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return padding_amounts(self.padding, self.kernel.shape, self.stride, self.dilation)

    def _stamped(self, image: NDArray[Any], kernel: NDArray[Any], padding: Any) -> NDArray[Any]:
        steps, holes = pair("stride", self.stride), pair("dilation", self.dilation)
        added = pair("output_padding", self.output_padding, 0)
        check_drawable(
            "the canvas",
            *map(transposed_size, image.shape, kernel.shape, steps, (0, 0), added, holes),
        )
        result: NDArray[Any] = conv_transpose2d(
            image[None, None],
            kernel[None, None],
            stride=self.stride,
            padding=padding,
            output_padding=self.output_padding,
            dilation=self.dilation,
        )[0, 0]
        whole = all(np.issubdtype(array.dtype, np.integer) for array in (image, kernel))
        return np.rint(result).astype(int) if whole else result

    @property
    def positions(self) -> int:
        """How many places the window, or the stamp, has."""
        return int((self.input if self.transposed else self.output).size)

    @property
    def times_seen(self) -> NDArray[Any]:
        """How many windows have a weight on each pixel, or how many stamps each output gets.

        Copies in the border do not count for the pixels that they copy.
        """
        return self._counted(self.padding)

    def _counted(self, padding: Any) -> NDArray[Any]:
        if self.transposed:
            ones = np.ones_like(self.input, dtype=int), np.ones_like(self.kernel, dtype=int)
            return self._stamped(*ones, padding)
        return times_seen(self.input.shape, self.kernel.shape, self.stride, padding, self.dilation)

    @property
    def unreached(self) -> int:
        """The number of pixels that no window reaches."""
        return int((self.times_seen == 0).sum())

    def pytorch_code(self) -> str:
        """Return the layer that gives `output`: ``nn.Conv2d``, or ``nn.ConvTranspose2d``."""
        kernel = self.kernel.shape
        stride, dilation = pair("stride", self.stride), pair("dilation", self.dilation)
        amounts = padding_amounts(self.padding, kernel, stride, dilation)
        shared = {
            "kernel_size": unless(0, kernel),
            "stride": unless(1, stride),
        }
        first = f"# x: the image, {(1, 1, *self.input.shape)}"
        (top, bottom), (left, right) = amounts
        alike = (top, left) == (bottom, right)
        own = unless(0, (top, left)) if alike else None
        if self.transposed:
            layer = call(
                "nn.ConvTranspose2d",
                *(1, 1),
                **shared,
                padding=own,
                output_padding=unless(0, pair("output_padding", self.output_padding, 0)),
                dilation=unless(1, dilation),
                bias=False,
            )
            kept = "" if alike else f"[..., {_kept(top, bottom)}, {_kept(left, right)}]"
            return program([NN], first, f"layer = {layer}", f"y = layer(x){kept}")
        x = "x" if alike else border("x", amounts, self.padding_mode)[0]
        mode = None if own is None or self.padding_mode == "zeros" else f'"{self.padding_mode}"'
        layer = call(
            "nn.Conv2d",
            *(1, 1),
            **shared,
            padding=own,
            dilation=unless(1, dilation),
            padding_mode=mode,
            bias=False,
        )
        imports = [NN] if alike else [NN, FUNCTIONAL]
        return program(imports, first, f"layer = {layer}", f"y = layer({x})")

    def __repr__(self) -> str:
        way = "transposed convolution" if self.transposed else "convolution"
        try:
            sizes = " to ".join(_by(m.shape) for m in (self.input, self.output))
        except ValueError:  # settings that do not fit: the widget itself says which
            sizes = "no output"
        return f"SizeExplorer({way}, {sizes})"

    def first_frame(self) -> str:
        """Return kernel, input and output with the window at `position`, and what is to be said."""
        frame = _Frame(self)
        return card(
            frame.stage(),
            transport(),
            f'<div class="{_CSS}-facts">{frame.facts()}</div>',
            settings(frame.settings()),
            look=_CSS,
            code=True,
        )


def _kept(before: int, after: int) -> str:
    """Write the slice that cuts this much off the two ends of an axis."""
    return f"{before or ''}:{-after or ''}"


class _Frame:
    """The parts of a first frame: what frontend/widgets/size_explorer draws and says to begin with.

    As there, the canvas is where windows lie: the padded input, or the output of a transposed
    convolution before the padding is cut off. A place is one window: an output, or an input.
    """

    def __init__(self, widget: SizeExplorer) -> None:
        self.widget = widget
        self.kernel_size = widget.kernel.shape
        self.stride, self.dilation = (
            pair("stride", widget.stride),
            pair("dilation", widget.dilation),
        )
        self.amounts = widget._amounts
        rows, columns = (
            d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True)
        )
        self.span = rows, columns
        self.places = widget.input if widget.transposed else widget.output
        self.index = min(widget.position, self.places.size - 1)
        self.place: tuple[int, int] = divmod(self.index, self.places.shape[1])
        self.times = pad(widget.times_seen, self.amounts)
        self.canvas = self._canvas()

    def _canvas(self) -> NDArray[Any]:
        """Return the padded input, or what has been stamped so far."""
        widget = self.widget
        if not widget.transposed:
            return pad(widget.input, self.amounts, widget.padding_mode)
        seen = np.arange(self.places.size).reshape(self.places.shape) <= self.index
        return widget._stamped(widget.input * seen, widget.kernel, 0)

    # ---- figures -------------------------------------------------------------------------------

    def stage(self) -> str:
        """Return kernel, input and output, all with cells of one size."""
        grids = [self._canvas_grid(), self._places_grid()]
        shapes = [self.canvas.shape, self.places.shape]
        if self.widget.transposed:
            grids, shapes = grids[::-1], shapes[::-1]
        notes = self._sizes()
        (rows, wide), (high, columns) = shapes
        span = self.span[1]
        counts = {
            **{"kernel": span, "input": wide, "output": columns, "rows": max(rows, high)},
            **{"down": self.dilation[0], "right": self.dilation[1]},
        }
        above = _EDITED * span + _LEAST * (wide + columns) > _ROOM
        return equation(
            titled("Kernel", weights(self.widget.kernel), "kernel", notes[1]),
            titled("Input", grids[0], "input", notes[0]),
            titled("Output", grids[1], "output", notes[2]),
            "⋆<sup>T</sup>" if self.widget.transposed else "⋆",
            "".join(f"--{name}:{count};" for name, count in counts.items()),
            f"{_CSS}-above" if above else "",
        )

    def _canvas_grid(self) -> str:
        row, column = (i * s for i, s in zip(self.place, self.stride, strict=True))
        window = Rectangle(row, column, *self.span)
        unseen = pad(self.widget.times_seen == 0, self.amounts) > 0
        if self.widget.counting:
            return signed_grid(self.times, window, crossed=unseen)
        draw = signed_grid if self.widget.transposed else grey_grid
        return draw(self.canvas, window, crossed=unseen)

    def _places_grid(self) -> str:
        place = Rectangle(*self.place, 1, 1)
        if self.widget.counting:  # each place is one window, or one stamp
            return signed_grid(np.ones_like(self.places), place)
        if self.widget.transposed:
            return grey_grid(self.places, place)
        seen = np.arange(self.places.size).reshape(self.places.shape) <= self.index
        return signed_grid(self.places, place, seen)

    def _sizes(self) -> tuple[str, str, str]:
        widget = self.widget
        canvas, used, result = map(
            _by, (self.canvas.shape, widget.input.shape, widget.output.shape)
        )
        kernel, span = _by(self.kernel_size), _by(self.span)
        return (
            used if widget.transposed or used == canvas else f"{used}, padded to {canvas}",
            kernel if kernel == span else f"{kernel}, spread over {span}",
            f"{canvas}, cut to {result}" if widget.transposed and result != canvas else result,
        )

    # ---- words ---------------------------------------------------------------------------------

    def facts(self) -> str:
        """Return what is said about the place, the sizes, and the pixels that are not reached."""
        hint = unborn("cnnlab-note", "Point at a pixel.")
        formulas = "".join(self._formulas())
        return (
            f"<p>{self._place_in_words()}</p>{hint}"
            f'<div class="{_CSS}-formulas">{formulas}</div><p>{self._reach_in_words()}</p>'
        )

    def _place_in_words(self) -> str:
        value = number(self.places[self.place], 5)
        axes = zip(
            ("row", "column"),
            *(self.place, self.stride, self.dilation, self.kernel_size, self.amounts),
            strict=True,
        )
        where = ", ".join(
            _lines(axis, [i * s + k * d - before for k in range(size)])
            for axis, i, s, d, size, (before, _) in axes
        )
        if self.widget.counting:
            value, how = "1", f" {'stamp' if self.widget.transposed else 'window'}: {where}"
        elif self.widget.transposed:
            how = f": the stamp {value} × kernel was added on {where}"
        else:
            how = f", the sum of {counted(self.widget.kernel.size, 'product')}: {where}"
        row, column = self.place
        name = f"{'input' if self.widget.transposed else 'output'}[{row}, {column}]"
        return f'<span class="cnnlab-name">{name}</span> = <strong>{value}</strong>{how}'

    def _formulas(self) -> Iterator[str]:
        widget = self.widget
        yield f'<p class="cnnlab-note">{_FORMULAS[widget.transposed]}</p>'
        extra = pair("output_padding", widget.output_padding, 0)
        axes = list(
            zip(
                *(widget.input.shape, widget.output.shape, self.kernel_size, self.stride),
                *(self.dilation, self.amounts, extra if widget.transposed else (0, 0)),
                strict=True,
            )
        )
        alike = axes[0] == axes[1]
        names = ("Rows and columns",) if alike else ("Rows", "Columns")
        for name, numbers in zip(names, axes, strict=False):
            yield f"<p>{name}: {_worked_out(widget.transposed, *numbers)}</p>"

    def _reach_in_words(self) -> str:
        times = self.widget.times_seen
        window, pixel, lies_in = (
            ("stamp", "output pixel", "gets")
            if self.widget.transposed
            else ("window", "pixel", "lies in")
        )
        different = sorted(set(times[times > 0].tolist()))
        plural = "" if different == [1] else "s"
        counts = (
            f"{different[0]} to {different[-1]}"
            if len(different) > _MOST_COUNTS
            else _listed([str(n) for n in different], "or")
        )
        often = f"{lies_in} {counts} {window}{plural}."
        missed = self.widget.unreached
        if not missed:
            return f"Every {pixel} is reached. Each pixel {often}"
        lines = [
            _lines(axis, np.flatnonzero(~times.any(axis=other)).tolist())
            for axis, other in (("row", 1), ("column", 0))
        ]
        others = f"Each of the others {often}" if different else ""
        return (
            f'<span class="cnnlab-icon"></span><strong> No {window} reaches '
            f"{missed} of {counted(times.size, pixel)}</strong>: "
            f"{' and '.join(filter(None, lines))}. {others}"
        )

    # ---- settings ------------------------------------------------------------------------------

    def settings(self) -> dict[str, object]:
        """Return what is set, by the names of the controls."""
        widget = self.widget
        pairs: dict[str, Any] = {
            "Input size": pair("size", widget.size),
            "Kernel size": self.kernel_size,
            "Stride": self.stride,
            "Padding": _both(0 if widget.padding == "valid" else widget.padding),
            "Output padding": pair("output_padding", widget.output_padding, 0),
            "Dilation": self.dilation,
        }
        apart = any(rows != columns for rows, columns in pairs.values())
        shown = {label: _axes(label, values, apart) for label, values in pairs.items()}
        kind: dict[str, object] = {"Border": widget.padding_mode}
        return {
            "Operation": "transposed" if widget.transposed else "convolution",
            "Image": chosen(widget.images, widget.image),
            **shown["Input size"],
            "Weights": chosen(_fills(self.kernel_size), widget.kernel),
            **shown["Kernel size"],
            **shown["Stride"],
            **shown["Padding"],
            **(shown["Output padding"] if widget.transposed else kind),
            **shown["Dilation"],
            "Rows and columns separately": apart,
            "Count how often each pixel is seen": widget.counting,
        }


_FORMULAS = {
    False: "⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1",
    True: "(H − 1)·s − 2p + d·(k − 1) + 1 + output padding",
}


def _worked_out(
    transposed: bool,
    size: int,
    result: int,
    kernel: int,
    stride: int,
    dilation: int,
    amounts: tuple[int, int],
    extra: int,
) -> str:
    """Return the formula of a size with its numbers."""
    before, after = amounts
    padding = f"2·{before}" if before == after else f"{before} + {after}"
    spread = f"{dilation}·({kernel} − 1)"
    if transposed:
        cut = padding if before == after else f"({padding})"
        text = f"({size} − 1)·{stride} − {cut} + {spread} + 1 + {extra}"
        return f"{text} = <strong>{result}</strong>"
    room = size + before + after - dilation * (kernel - 1) - 1
    text = f"⌊({size} + {padding} − {spread} − 1) / {stride}⌋ + 1 = ⌊{room} / {stride}⌋ + 1"
    rest = f'<span class="cnnlab-note"> remainder {room % stride}</span>' if stride > 1 else ""
    return f"{text} = <strong>{result}</strong>{rest}"


def _by(shape: Sequence[int]) -> str:
    """Write a size as a reader does: 3 × 4."""
    return " × ".join(map(str, shape))


def _listed(items: Sequence[str], last: str) -> str:
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def _lines(axis: str, lines: Sequence[int]) -> str:
    """Write "row 7", "rows 2 to 4", "columns 0, 2 and 4" or "rows 0, 3, … 18"."""
    texts = [number(line) for line in lines]
    if len(lines) < 2:
        return "".join(f"{axis} {text}" for text in texts)
    step = lines[1] - lines[0]
    even = all(line == lines[0] + i * step for i, line in enumerate(lines))
    if even and step == 1 and len(lines) > 2:
        return f"{axis}s {texts[0]} to {texts[-1]}"
    if even and len(lines) > 4:
        return f"{axis}s {texts[0]}, {texts[1]}, … {texts[-1]}"
    return f"{axis}s {_listed(texts, 'and')}"


def _both(value: Any) -> tuple[Any, Any]:
    rows, columns = value if isinstance(value, tuple | list) else (value, value)
    return rows, columns


def _axes(label: str, values: Sequence[Any], apart: bool) -> dict[str, object]:
    rows, columns = (
        "0 (valid)" if label == "Padding" and value == 0 else value for value in values
    )
    if not apart:
        return {label: rows}
    named = {f"{label}, rows": rows}
    # A word is for both.
    return named if isinstance(values[0], str) else named | {f"{label}, columns": columns}


def _fills(shape: tuple[int, ...]) -> dict[str, NDArray[Any]]:
    """Return the kernels of this size that the widget knows by name."""
    rows, columns = ([math.comb(n - 1, k) for k in range(n)] for n in shape)
    return {
        "all 1": np.ones(shape),
        "1, 2, 3, …": np.arange(1, math.prod(shape) + 1).reshape(shape),
        "binomial": np.outer(rows, columns),
    }
