"""The small layer that stands for one too large to be drawn, and how it looks as SVG."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from cnnlab.widgets.frames import UNIT, colour, counted

DRAWN_SIDE, DRAWN_FEATURES = 5, 3  # more connections than these give cannot be told apart
_BETWEEN = 2.4 * UNIT  # input and outputs
_MAP_GAP = 10
_WEIGHT, _GAP = 12, 8  # the side of a weight where all are drawn, and the room between kernels


class Lit(NamedTuple):
    """An output and its place, the owner of its kernel, and the first row and column it reads."""

    output: int
    row: int
    column: int
    owner: int
    top: int
    left: int


class SmallLayer(NamedTuple):
    """A layer of the parameter counter, with an input of at most 5 × 5 pixels."""

    layer: str
    input: tuple[int, int]
    window: tuple[int, int]
    places: tuple[int, int]
    maps: int
    hidden: int  # kernels that are not drawn
    listed: bool  # whether the outputs are a list, not laid out like the image
    exact: bool  # whether it is the layer itself

    @property
    def seen(self) -> tuple[int, int]:
        """The rows and columns that an output looks at."""
        return self.input if self.layer == "linear" else self.window

    @property
    def shared(self) -> bool:
        """Whether the outputs of a map use one kernel."""
        return self.layer in ("shared", "features")

    @property
    def owners(self) -> int:
        """How many kernels there are."""
        return self.maps if self.shared else math.prod(self.places)

    def owner(self, output: int) -> int:
        """Return whose kernel an output uses."""
        return output // math.prod(self.places) if self.shared else output

    def corner(self, output: int) -> tuple[int, int]:
        """Return where the window begins that an output answers to."""
        (h, w), (k_h, k_w) = self.input, self.window
        down, across = h - k_h + 1, w - k_w + 1
        return divmod(output % math.prod(self.places) % (down * across), across)

    def lit(self, chosen: int) -> Lit:
        """Return the chosen output, or the last one."""
        output = min(chosen, self.maps * math.prod(self.places) - 1)
        row, column = divmod(output % math.prod(self.places), self.places[1])
        top, left = (0, 0) if self.layer == "linear" else (row, column)
        return Lit(output, row, column, self.owner(output), top, left)


def small_layer(
    layer: str, shape: tuple[int, int], window: tuple[int, int], features: int, outputs: int
) -> SmallLayer:
    """Return the layer itself where it is small, and a smaller one of its kind where it is not."""
    axes = [_axis(n, k) for n, k in zip(shape, window, strict=True)]
    (h, k_h), (w, k_w) = axes
    fixed = layer == "linear" and outputs > 0
    maps = min(features, DRAWN_FEATURES) if layer == "features" else 1
    return SmallLayer(
        layer,
        input=(h, w),
        window=(k_h, k_w),
        places=(min(outputs, DRAWN_SIDE), 1) if fixed else (h - k_h + 1, w - k_w + 1),
        maps=maps,
        hidden=features - maps if layer == "features" else 0,
        listed=fixed,
        exact=((h, w), (k_h, k_w)) == (shape, window) and (not fixed or outputs <= DRAWN_SIDE),
    )


def _axis(pixels: int, window: int) -> tuple[int, int]:
    if pixels <= DRAWN_SIDE:
        return pixels, window
    return DRAWN_SIDE, DRAWN_SIDE if window == pixels else min(window, 3)


def letter(owner: int) -> str:
    """Return what a kernel is called."""
    return chr(ord("A") + owner)


def connections(small: SmallLayer, lit: Lit) -> str:
    """Draw the input with the weights of one output, and lines from its pixels to it."""
    (h, w), (rows, columns) = small.input, small.places
    side = UNIT if small.maps == 1 else 0.62 * UNIT
    pitch = rows * side + _MAP_GAP
    maps_height = small.maps * pitch - _MAP_GAP
    height = max(h * UNIT, maps_height)
    left, top, first = w * UNIT + _BETWEEN, (height - maps_height) / 2, (height - h * UNIT) / 2
    outputs = [
        (left + j * side, top + m * pitch + i * side)
        for m in range(small.maps)
        for i in range(rows)
        for j in range(columns)
    ]
    end_x, end_y = outputs[lit.output]
    pixels, lines = [], []
    for i in range(h):
        for j in range(w):
            x, y = j * UNIT, first + i * UNIT
            word = weight_name(small, lit, i, j)
            pixels.append(_cell(x, y, UNIT, lit.owner if word else None, word))
            if word:
                # Lines begin where what is read ends, or they would run through the names.
                edge = (lit.left + small.seen[1]) * UNIT
                share = (edge - x - UNIT / 2) / (end_x - x - UNIT / 2)
                start = y + UNIT / 2 + share * (end_y + side / 2 - y - UNIT / 2)
                lines.append(f"M{edge} {start:.5g}L{end_x:g} {end_y + side / 2:g}")
    cells = [
        _cell(x, y, side, small.owner(index), letter(small.owner(index)))
        for index, (x, y) in enumerate(outputs)
    ]
    path = (
        f'<path d="{"".join(lines)}" stroke="{colour("accent")}" stroke-width="1.5" opacity="0.6"/>'
    )
    parts = [*pixels, path, *cells, _frame(end_x, end_y, side, side)]
    return _svg(left + columns * side, height, parts, "Outputs")


def weight_name(small: SmallLayer, lit: Lit, row: int, column: int) -> str:
    """Return the name of the weight that the lit output has on a pixel, if it has one."""
    (rows, columns), i, j = small.seen, row - lit.top, column - lit.left
    inside = 0 <= i < rows and 0 <= j < columns
    return f"{letter(lit.owner)}{i * columns + j + 1}" if inside else ""


def kernels(small: SmallLayer, lit: Lit) -> str:
    """Draw each kernel once, with its bias, over the linear layer's weights that are dropped."""
    (h, w), (rows, columns) = small.input, small.seen
    count = max(small.owners, 0 if small.listed else math.prod(small.places))
    # Kernels stand as the outputs that own them do; outputs in one column make a square.
    across = small.places[1] if small.places[1] > 1 else math.ceil(math.sqrt(count))
    pitch_x, pitch_y = (w + 1) * _WEIGHT + _GAP, h * _WEIGHT + _GAP
    rooms = [(k % across * pitch_x, k // across * pitch_y) for k in range(count)]
    dropped = "".join("".join(_ruling(x, y, h, w)) for x, y in rooms)
    wide, high = columns * _WEIGHT, rows * _WEIGHT
    corners, blocks = [], []
    for owner, (x, y) in enumerate(rooms[: small.owners]):
        right, bottom = x + w * _WEIGHT, y + h * _WEIGHT
        bias = f'<circle cx="{right + 7}" cy="{bottom - 5}" r="4.5" {_look(owner)}/>'
        if small.layer == "local":  # a kernel stands where its window does
            top, left = small.corner(owner)
            x, y = x + left * _WEIGHT, y + top * _WEIGHT
        corners.append((x, y))
        blocks.append(
            f'{bias}<rect x="{x}" y="{y}" width="{wide}" height="{high}" {_look(owner)}/>'
            f'<path d="{"".join(_ruling(x, y, rows, columns))}" stroke="{colour("control")}"'
            ' stroke-width="0.5"/>' + _word(x + wide / 2, y + high / 2, 15, letter(owner))
        )
    return _svg(
        min(count, across) * pitch_x,
        math.ceil(count / across) * pitch_y,
        [
            f'<path d="{dropped}" stroke="{colour("line")}" stroke-dasharray="1 2"/>',
            *blocks,
            _frame(*corners[lit.owner], wide, high),
        ],
        f"{counted(small.owners, 'table')} of {rows} × {columns} weights and a bias",
    )


def _ruling(x: int, y: int, rows: int, columns: int) -> Iterator[str]:
    for c in range(columns + 1):
        yield f"M{x + c * _WEIGHT} {y}v{rows * _WEIGHT}"
    for r in range(rows + 1):
        yield f"M{x} {y + r * _WEIGHT}h{columns * _WEIGHT}"


def _cell(x: float, y: float, side: float, owner: int | None, word: str) -> str:
    area = f'x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}"'
    text = _word(x + side / 2, y + side / 2, min(16, side * 0.55), word) if word else ""
    return f"<rect {area} {_look(owner)}/>{text}"


def _look(owner: int | None) -> str:
    """Return the colour of a kernel; the live widget has patterns, too."""
    names = ("positive", "negative", "raised")
    fill = colour("zero" if owner is None else names[owner % len(names)])
    return f'fill="{fill}" stroke="{colour("control")}"'


def _word(x: float, y: float, size: float, word: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour("ink")}" font-size="{size:g}"'
        f' text-anchor="middle" dominant-baseline="central">{word}</text>'
    )


def _frame(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="none"'
        f' stroke="{colour("accent")}" stroke-width="3"/>'
    )


def _svg(width: float, height: float, parts: list[str], label: str) -> str:
    return (
        f'<svg class="cnnlab-grid" viewBox="-3 -3 {width + 6:g} {height + 6:g}" role="img"'
        f' aria-label="{label}">{"".join(parts)}</svg>'
    )
