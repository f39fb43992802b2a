"""Static SVG of grids of numbers: a widget's first frame, for readers without JavaScript."""

import re
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from itertools import accumulate, pairwise
from struct import pack
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.images import to_grey
from cnnlab.kernels import KERNEL_NAMES
from cnnlab.style import PALETTE

UNIT = 40  # one cell's side, in the drawing's own units
_MOST_COLUMNS_WITH_NUMBERS = 12  # in narrower cells they would be too small to read


class Rectangle(NamedTuple):
    """A block of cells: its first row and column, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


def grey_grid(
    values: NDArray[Any],
    window: Rectangle | None = None,
    crossed: NDArray[np.bool_] | None = None,
    seen: NDArray[Any] | None = None,
) -> str:
    """Draw an image: every pixel in its own grey, from 0 or the lowest value to white.

    Pixels not `seen` yet are empty cells.
    """
    values = values.astype(float)
    low = min(values.min(), 0.0)
    levels = np.floor(255 * (values - low) / (_white(values) - low) + 0.5).astype(int)
    looks: list[str | None] = [f'fill="rgb({v},{v},{v})"' for v in levels.flat]
    inks = [ink_on(level) for level in levels.flat]
    return _grid(_texts(values), _where(looks, seen), inks, window, crossed)


def counted(count: int, noun: str) -> str:
    """Write a count as the page does.

    Examples
    --------
    >>> counted(1, "window"), counted(1600, "pixel")
    ('1 window', '1,600 pixels')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _rows_and_columns(rows: int, columns: int) -> str:
    return f"{counted(rows, 'row')} and {counted(columns, 'column')}"


def ink_on(level: float) -> str:
    """Return the ink that is most legible on a grey from 0 to 255, as in `grid.mjs`."""
    return "#000" if level >= _INK_TURNS + 0.5 else "#fff"


_INK_TURNS = 117  # on this grey black and white ink have the same contrast
_WHITES = (1, 9, 16, 255)  # of shares, of ten greys, of the digits' ink, and of photographs


def _white(values: NDArray[Any]) -> float:
    """Return the value to be drawn white: what such an image could hold, as in `grid.mjs`."""
    high: float = values.max()
    whites = _WHITES if (values == np.rint(values)).all() else _WHITES[:1]
    return next((white for white in whites if high <= white), high)


def signed_grid(
    values: NDArray[Any],
    window: Rectangle | None = None,
    seen: NDArray[Any] | None = None,
    crossed: NDArray[np.bool_] | None = None,
    most: float | None = None,
) -> str:
    """Draw signed numbers: orange above zero, blue below; cells not `seen` yet are empty.

    The deepest colours stand for `most`, by default the largest number.
    """
    shares = np.abs(values) / (most or np.abs(values).max() or 1)
    looks: list[str | None] = [
        f'fill="{colour("negative" if value < 0 else "positive")}" fill-opacity="{share:.2g}"'
        for value, share in zip(values.flat, shares.flat, strict=True)
    ]
    inks = [colour("ink")] * values.size
    return _grid(_texts(values), _where(looks, seen), inks, window, crossed)


def colour_grid(values: NDArray[Any], colours: NDArray[Any]) -> str:
    """Draw numbers on grounds of red, green and blue (rows, columns, 3) from 0 to 255."""
    levels = np.rint(colours).astype(int).reshape(-1, 3)
    looks: list[str | None] = [f'fill="rgb({r},{g},{b})"' for r, g, b in levels]
    inks = [ink_on(level) for level in to_grey(colours.astype(float)).flat]
    return _grid(_texts(values), looks, inks, None)


def _where(looks: list[str | None], seen: NDArray[Any] | None) -> list[str | None]:
    """Return looks with none for the cells that are not seen."""
    if seen is None:
        return looks
    return [look if shown else None for look, shown in zip(looks, seen.flat, strict=True)]


_LEVELS = 12  # shades of a signed picture, each way: few enough for long runs of one shade


def signed_picture(
    values: NDArray[Any], window: Rectangle | None = None, shades: int = _LEVELS
) -> str:
    """Draw signed numbers too many to be written: orange above zero, blue below, in a few shades.

    The colours follow the theme, as those of a PNG could not.
    """
    rows, columns = values.shape
    return (
        f'<svg class="cnnlab-grid" viewBox="-1 -1 {columns + 2} {rows + 2}" role="img"'
        f' aria-label="{_rows_and_columns(rows, columns)}">'
        f"{signed_pixels(values / (np.abs(values).max() or 1), shades)}{_frame(window)}</svg>"
    )


def signed_pixels(shares: NDArray[Any], shades: int = _LEVELS) -> str:
    """Draw signed shares of 1 as pixels, one unit each.

    Each run of pixels of one shade is a line as thick as a pixel, so that the text stays short.
    """
    levels = np.rint(shades * shares).astype(int)
    rows, columns = levels.shape
    lines: dict[int, list[str]] = {}
    for row, line in enumerate(levels):
        starts = [0, *(np.flatnonzero(np.diff(line)) + 1), columns]
        for start, end in pairwise(starts):
            lines.setdefault(int(line[start]), []).append(f"M{start} {row}h{end - start}")
    lines.pop(0, None)  # zero is the ground
    paths = "".join(
        f'<path d="{"".join(runs)}" stroke="{colour("negative" if level < 0 else "positive")}"'
        f' stroke-opacity="{abs(level) / shades:.2g}"/>'
        for level, runs in lines.items()
    )
    return (
        f'<rect width="{columns}" height="{rows}" fill="{colour("zero")}"'
        f' stroke="{colour("control")}" stroke-width=".1"/>'
        # Runs lie on the middle of their row.
        f'<g transform="translate(0 .5)" shape-rendering="crispEdges">{paths}</g>'
    )


def grey_picture(values: NDArray[Any], window: Rectangle | None = None) -> str:
    """Draw an image of many pixels, 0 black and 255 white, with a frame that may stick out."""
    return _picture(values, window)


def colour_picture(values: NDArray[Any], window: Rectangle | None = None) -> str:
    """Draw an image (rows, columns, 3) of red, green and blue from 0 to 255, with a frame."""
    return _picture(values, window)


def _picture(values: NDArray[Any], window: Rectangle | None) -> str:
    href = f"data:image/png;base64,{b64encode(_png(values)).decode()}"
    rows, columns = values.shape[:2]
    return file_picture(href, rows, columns, window)


def file_picture(href: str, rows: int, columns: int, window: Rectangle | None = None) -> str:
    """Draw the image in a file of so many pixels, with a frame."""
    return (
        f'<svg class="cnnlab-grid" viewBox="-1 -1 {columns + 2} {rows + 2}" role="img"'
        f' aria-label="{_rows_and_columns(rows, columns)}">'
        f'<image width="{columns}" height="{rows}" style="image-rendering:pixelated"'
        f' href="{href}"/>{_frame(window)}</svg>'
    )


def _frame(window: Rectangle | None) -> str:
    """Draw a window, with a line as thick on a small picture as on a large one."""
    if window is None:
        return ""
    return (
        f'<rect x="{window.column}" y="{window.row}" width="{window.columns}"'
        f' height="{window.rows}" fill="none" stroke="{colour("accent")}" stroke-width="3"'
        ' vector-effect="non-scaling-stroke"/>'
    )


def _png(values: NDArray[Any]) -> bytes:
    """Return an image of 0 to 255, grey or (rows, columns, 3), as a PNG file of 8-bit levels."""
    levels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    rows, columns = levels.shape[:2]
    kind = 2 if levels.ndim == 3 else 0  # colours, or greys
    # Each line of pixels begins with the number of its filter: 0 for none.
    lines = np.insert(levels.reshape(rows, -1), 0, 0, axis=1).tobytes()
    chunks = {
        b"IHDR": pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))
        for name, body in chunks.items()
    )


def card(*parts: str, look: str = "", code: bool = False) -> str:
    """Put the parts of a first frame where the live widget has them, below each other.

    With `code` there is room for the line that shows the settings as PyTorch code.
    """
    buttons = FOOT + _button("Link to this setting") + _fold("save", "Save")
    foot = buttons + (_fold("pytorch", "As PyTorch code") if code else "")
    body = "".join(parts) + unborn("cnnlab-foot", foot)
    return (
        f'<div class="cnnlab {look}">{body}</div>' if look else f'<div class="cnnlab">{body}</div>'
    )


def problem(message: str) -> str:
    """Say what is wrong with the settings, where nothing can be drawn."""
    return card(f'<p class="cnnlab-problem">This setting does not fit: {escape(message)}.</p>')


def stage(*figures: tuple[str, str] | tuple[str, str, str]) -> str:
    """Lay drawings side by side, each with a title before it, and maybe a note after it."""
    boxes = "".join(
        titled(title, drawing, title.lower(), *note) for title, drawing, *note in figures
    )
    return f'<div class="cnnlab-stage">{boxes}</div>'


def equation(
    first: str, second: str, result: str, sign: str = "⋆", style: str = "", look: str = ""
) -> str:
    """Lay three figures side by side, with the signs between them."""
    sign, equals = (
        f'<span class="cnnlab-operator" aria-hidden="true">{s}</span>' for s in (sign, "=")
    )
    return (
        f'<div class="cnnlab-stage {look}" style="{style}">'
        f"{first}{sign}{second}{equals}{result}</div>"
    )


def weights(kernel: NDArray[Any], most: float | None = None, label: str = "") -> str:
    """Write a kernel as the table in which a script lets its weights be edited.

    With a label it is a picture, and lower: it cannot be edited.
    """
    most = most or np.abs(kernel).max() or 1
    cells = []
    for weight in kernel.flat:
        text = _weight(weight)
        sign = "negative" if weight < 0 else "positive"
        style = (
            f"--share:{abs(weight) / most:.4f};--tint:{colour(sign)};--letters:{max(3, len(text))}"
        )
        cells.append(f'<span class="cnnlab-weight" style="{style}">{text}</span>')
    columns = kernel.shape[1]
    role = f' role="img" aria-label="{escape(label)}"' if label else ""
    return f'<div class="cnnlab-weights" style="--columns:{columns}"{role}>{"".join(cells)}</div>'


def _weight(weight: float, digits: int = 3) -> str:
    """Write a weight as short as cells are narrow, as `weightText` does."""
    text = re.sub(r"^(−?)0\.", r"\1.", exact_number(weight, digits))
    return _weight(weight, 2) if len(text) > 5 and digits > 2 else text


def settings(values: Mapping[str, object], look: str = "") -> str:
    """Write what the widget is set to, each value where its control will be."""
    return f'<div class="cnnlab-settings cnnlab-still {look}">{fields(values)}</div>'


def fields(values: Mapping[str, object]) -> str:
    """Write values with their labels, each as high as a control; true and false as a tick."""
    return "".join(_field(label, value) for label, value in values.items())


def _field(label: str, value: object) -> str:
    if isinstance(value, bool):
        tick = f'<input type="checkbox" disabled{" checked" if value else ""}>'
        return f'<label class="cnnlab-check">{tick} {escape(label)}</label>'
    return (
        f'<div class="cnnlab-field"><label>{escape(label)}</label>'
        f'<span class="cnnlab-set">{escape(str(value))}</span></div>'
    )


def chosen(presets: Mapping[str, NDArray[Any]], value: NDArray[Any], other: str = "custom") -> str:
    """Return the name of the preset that has this value, or the word for any other."""
    names = (name for name, preset in presets.items() if np.array_equal(preset, value))
    return in_words(next(names, other))


def in_words(name: str) -> str:
    """Write the name of a preset with the kernels' names as readers know them.

    Examples
    --------
    >>> in_words("edges: sobel_x, sobel_y")
    'edges: Sobel right, Sobel down'
    """
    return re.sub(r"\w+", lambda word: KERNEL_NAMES.get(word[0], word[0]), name)


def sum_of(
    name: str,
    terms: Sequence[tuple[str, float]],
    columns: int,
    *,
    title: str = "",
    many: bool = True,
    count: str = "",
) -> str:
    """Write out the sum behind a number, each term with the sum so far, small if `many`."""
    values = [value for _, value in terms]
    lines = "".join(
        f'<li><span>{text} = {number(value)}</span><span class="cnnlab-running">'
        f"Σ {number(so_far)}</span></li>"
        for (text, value), so_far in zip(terms, accumulate(values), strict=True)
    )
    head = f'<p class="cnnlab-note">{title}</p>' if title else ""
    look = "cnnlab-terms cnnlab-many" if many else "cnnlab-terms"
    return (
        f'<div class="cnnlab-sum">{head}<ol class="{look}" style="--columns:{columns}">'
        f'{lines}</ol><p class="cnnlab-total"><span class="cnnlab-name">{escape(name)}</span> = '
        f"<strong>{number(sum(values), 5)}</strong>"
        f'<span class="cnnlab-note"> ({count or len(terms)} added up)</span></p></div>'
    )


def number(value: float, digits: int = 3) -> str:
    """Write a number as the live widget does: short, whole ones in full, and with a true minus.

    Examples
    --------
    >>> number(-2.125), number(5e-05), number(1.06e-7), number(1e21)
    ('−2.13', '0.00005', '1.06e−7', '1e21')
    """
    short = float(value) if float(value).is_integer() else shortened(value, digits)
    shortest = Decimal(repr(short or 0.0)).normalize()
    plain = _PLAIN[0] <= shortest.adjusted() < _PLAIN[1]
    return f"{shortest:{'f' if plain else 'e'}}".replace("-", "−").replace("e+", "e")


_PLAIN = (-6, 21)  # powers of ten that JavaScript writes without an exponent


def shortened(value: float, digits: int) -> float:
    """Round to so many digits as JavaScript's toPrecision does: a half goes away from zero."""
    rule = Context(prec=digits, rounding=ROUND_HALF_UP)
    return float(rule.create_decimal_from_float(float(value)))


def exact_number(value: float, digits: int = 3) -> str:
    """Write a number as a fraction where decimals would be long, as `numbers.mjs` does."""
    if not (float(value).is_integer() or float(10 * value).is_integer()):
        for divisor in range(2, 82):
            parts = round(value * divisor)
            plain = divisor <= 16 or abs(parts) == 1
            if parts and plain and abs(parts / divisor - value) < 1e-12:
                short = abs(value) > 1 and float(f"{value:.4g}") == value
                return number(value, 4) if short else f"{number(parts)}/{divisor}"
    return number(value, digits)


def as_factor(value: float) -> str:
    """Write a number as the second factor of a product: a negative one in brackets."""
    return f"({exact_number(value)})" if value < 0 else exact_number(value)


def transport() -> str:
    """Reserve the place of the player's bar."""
    button = '<button type="button"></button>'
    return unborn(
        "cnnlab-transport",
        f'{button * 2}<button type="button" class="cnnlab-play">Play</button>{button}'
        '<input type="range" class="cnnlab-scrub"><div class="cnnlab-speed"><label>Speed</label>'
        '<input type="range"><span class="cnnlab-value">1/s</span></div>',
    )


def unborn(kind: str, body: str) -> str:
    """Reserve the place of controls, which would do nothing without a script."""
    return f'<div class="{kind} cnnlab-unborn" inert>{body}</div>'


def _button(words: str) -> str:
    return f'<button type="button">{words}</button>'


def _fold(kind: str, words: str) -> str:
    return f'<details class="cnnlab-{kind}"><summary>{words}</summary></details>'


# What the foot begins with.
FOOT = _button("Reset")
FOOT_WITH_WALK = FOOT + _button("Walk through it")


def hint(words: str) -> str:
    """Say what a reader can do by hand: a saved picture leaves it out."""
    return f'<span class="cnnlab-hint">{escape(words)}</span>'


def titled(
    title: str, drawing: str, kind: str, note: str = "", *, hand: str = "", row: int = 1
) -> str:
    """Give a drawing its title; `kind` and `row` say where it goes, as the style sheet knows.

    `hand` says what a hand can do, after the note.
    """
    words = escape(note) + (hint(hand) if hand else "")
    said = f' <span class="cnnlab-note">{words}</span>' if words else ""
    return (
        f'<figure class="cnnlab-figure cnnlab-{kind}" style="--row:{row}">'
        f"<figcaption><strong>{escape(title)}</strong>{said}</figcaption>{drawing}</figure>"
    )


def colour(name: str) -> str:
    """Return the theme's colour of this name; without a style sheet, that of the light theme."""
    return f"var(--cnnlab-{name},{PALETTE['light'][name]})"


def _texts(values: NDArray[Any]) -> NDArray[np.str_]:
    texts = [number(value) for value in values.flat]
    return np.array(texts).reshape(values.shape)


def _grid(
    texts: NDArray[np.str_],
    looks: Sequence[str | None],
    inks: Sequence[str],
    window: Rectangle | None,
    crossed: NDArray[np.bool_] | None = None,
) -> str:
    """Draw the cells that have a look, their texts where there is room, crosses and a window."""
    rows, columns = texts.shape
    width, height = columns * UNIT, rows * UNIT
    cells, written = [], []
    for (row, column), look, ink in zip(np.ndindex(rows, columns), looks, inks, strict=True):
        if look is None:
            continue
        x, y = column * UNIT, row * UNIT
        cells.append(f'<path d="M{x} {y}h{UNIT}v{UNIT}h-{UNIT}z" {look}/>')
        text = escape(str(texts[row, column]))
        written.append(f'<text x="{x + UNIT // 2}" y="{y + UNIT // 2}" fill="{ink}">{text}</text>')
    lines = "".join(f"M{x} 0v{height}" for x in range(0, width + 1, UNIT))
    lines += "".join(f"M0 {y}h{width}" for y in range(0, height + 1, UNIT))
    parts = ["".join(cells), f'<path d="{lines}" stroke="{colour("line")}"/>']
    if columns <= _MOST_COLUMNS_WITH_NUMBERS:
        style = 'font-size="15" text-anchor="middle" dominant-baseline="central"'
        parts.append(f"<g {style}>{''.join(written)}</g>")
    if crossed is not None and crossed.any():
        # In a corner, to leave the number in sight.
        strokes = "".join(
            f"M{c * UNIT + 27} {r * UNIT + 4}l9 9m0-9l-9 9" for r, c in np.argwhere(crossed)
        )
        parts.append(f'<path d="{strokes}" stroke="{colour("alarm")}" stroke-width="3"/>')
    if window:
        row, column, high, wide = (UNIT * n for n in window)
        parts.append(
            f'<path d="M{column} {row}h{wide}v{high}h-{wide}z" fill="none"'
            f' stroke="{colour("accent")}" stroke-width="3" vector-effect="non-scaling-stroke"/>'
        )
    return (
        f'<svg class="cnnlab-grid" viewBox="-3 -3 {width + 6} {height + 6}" role="img"'
        f' aria-label="{_rows_and_columns(rows, columns)}">{"".join(parts)}</svg>'
    )
