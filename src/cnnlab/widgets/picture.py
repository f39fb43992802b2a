"""A widget's picture: the first frame's figures and words, laid out without a browser.

A row of figures stands above the words that follow it, as in the frame. Controls are left out.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby

from cnnlab.style import PALETTE
from cnnlab.widgets.drawing import Bitmap, Disc, Drawing, Lines, Look, Part, Point, Words
from cnnlab.widgets.markup import Node, parse

LICENCE = "© the cnnlab authors · CC BY 4.0 · creativecommons.org/licenses/by/4.0"
COLOURS = PALETTE["light"]

_WIDTH, _MARGIN = 880.0, 20.0
_GAP, _BETWEEN = 14.0, 4.0  # after a picture, and between lines of words
_TEXT, _NOTE, _LINE = 14.0, 12.0, 19.0  # sizes of letters, and from line to line
_LETTER, _BOLD = 0.56, 0.66  # an average letter's width, as a share of its size
_GRID_SCALE = 0.8  # of drawings in their own units: a cell of 40 has 32 pixels
_PIXELS = 190.0  # the width of a picture of many pixels
_UNREAD = 330.0  # the most width of a drawing without numbers
_SIDE = 32.0  # of a kernel's weight
_SIGN = 26.0  # the width of a sign between figures
_STRIP = 60.0  # the height of a line with small pictures
_NARROWEST = 120.0  # of a caption
_SMALLEST = 0.5  # smaller than this, figures are not drawn side by side
_LEFT_OUT = {
    *("cnnlab-unborn", "cnnlab-settings", "cnnlab-more", "cnnlab-own", "cnnlab-foot"),
    *("cnnlab-transport", "cnnlab-spoken", "cnnlab-field", "cnnlab-hint"),
}
_LICENCE_LINE = Words((_MARGIN, 0), LICENCE, 10.0, COLOURS["muted"])
_LEAVES = {"p", "li", "legend", "label", "summary", "tr"}


@dataclass
class _Block:
    """Parts that take up a rectangle, with its upper left corner at (0, 0)."""

    width: float = 0.0
    height: float = 0.0
    parts: list[Part] = field(default_factory=list)
    words: bool = False

    def put(self, other: "_Block", x: float, y: float, scale: float = 1.0) -> None:
        """Put another block at a place, and grow to hold it."""
        self.parts += [_moved(part, x, y, scale) for part in other.parts]
        self.width = max(self.width, x + scale * other.width)
        self.height = max(self.height, y + scale * other.height)


def _moved(part: Part, x: float, y: float, scale: float) -> Part:
    def there(point: Point) -> Point:
        return x + scale * point[0], y + scale * point[1]

    match part:
        case Lines():
            return replace(part, runs=tuple(tuple(map(there, run)) for run in part.runs))
        case Disc():
            return replace(part, centre=there(part.centre), radius=scale * part.radius)
        case Bitmap():
            wide, high = part.size
            return replace(part, place=there(part.place), size=(scale * wide, scale * high))
    return replace(part, place=there(part.place), size=scale * part.size)


def picture(frame: str, css: str, title: str) -> Drawing:
    """Draw a first frame.

    Parameters
    ----------
    frame : str
        The HTML that a widget's `first_frame` returns.
    css : str
        The widget's style sheet, for the looks that the frame only names.
    title : str
        What the picture is called where it cannot be seen.
    """
    page = _Block()
    y, after_words = _MARGIN - _BETWEEN, True
    for block in _blocks(parse(frame), css):
        y += _BETWEEN if block.words and after_words else _GAP
        page.put(block, _MARGIN, y)
        y, after_words = y + block.height, block.words
    width = max(_reach(part) for part in page.parts) + _MARGIN
    return Drawing(width, y, page.parts, COLOURS["surface"], title)


def captioned(drawings: Sequence[Drawing], captions: Sequence[str]) -> list[Drawing]:
    """Give each drawing words above it, in as much room as the longest of them need."""
    width = _width(drawings) - 2 * _MARGIN
    heads = [_lines(caption, _TEXT, bold=True, width=width) for caption in captions]
    down = max(head.height for head in heads) + _BETWEEN
    return [
        replace(
            drawing,
            height=down + drawing.height,
            parts=[
                *(_moved(part, _MARGIN, _MARGIN, 1.0) for part in head.parts),
                *(_moved(part, 0, down, 1.0) for part in drawing.parts),
            ],
        )
        for drawing, head in zip(drawings, heads, strict=True)
    ]


def licensed(drawings: Sequence[Drawing]) -> list[Drawing]:
    """Give drawings one size, and the licence at the foot of each."""
    y = max(drawing.height for drawing in drawings) + _GAP
    width, height = _width(drawings), y + _MARGIN
    foot = replace(_LICENCE_LINE, place=(_MARGIN, y))
    return [
        replace(drawing, width=width, height=height, parts=[*drawing.parts, foot])
        for drawing in drawings
    ]


def _width(drawings: Sequence[Drawing]) -> float:
    """Return the one width that all drawings get: as wide as the widest, and as the licence."""
    return max(_reach(_LICENCE_LINE) + _MARGIN, *(drawing.width for drawing in drawings))


def _reach(part: Part) -> float:
    """Return how far a part reaches to the right."""
    match part:
        case Lines():
            return max(x for run in part.runs for x, _ in run)
        case Disc():
            return part.centre[0] + part.radius
        case Bitmap():
            return part.place[0] + part.size[0]
    share = {"start": 1.0, "middle": 0.5, "end": 0.0}[part.anchor]
    return part.place[0] + share * _wide(part.text, part.size, part.bold)


def _wide(text: str, size: float, bold: bool = False) -> float:
    return (_BOLD if bold else _LETTER) * size * len(text)


# ---- what stands below each other --------------------------------------------------------------


def _blocks(node: Node, css: str) -> Iterator[_Block]:
    """Yield what is drawn of an element, in reading order."""
    if _LEFT_OUT & set(node.classes):
        return
    if node.tag == "table":
        yield _table(node)
    elif "cnnlab-terms" in node.classes:
        yield _terms(node)
    elif "cnnlab-weights" in node.classes:
        yield _weights(node)
    elif node.tag in _LEAVES and any(part.tag == "svg" for part in node.walk()):
        yield _strip(node, css)
    elif node.tag in _LEAVES:
        yield from _paragraph(node)
    elif any(child.tag == "figure" for child in node.elements):
        yield from _rows(node, css)
    elif node.tag == "svg":
        yield _scaled_svg(node, css)
    else:
        for child in node.elements:
            yield from _blocks(child, css)


def _paragraph(node: Node) -> Iterator[_Block]:
    text = _seen(node).text()
    if text:
        yield _lines(text, _NOTE if "cnnlab-note" in node.classes else _TEXT)


def _seen(node: Node) -> Node:
    """Return an element without what is left out of it."""
    children = [
        child if isinstance(child, str) else _seen(child)
        for child in node.children
        if isinstance(child, str) or not _LEFT_OUT & set(child.classes)
    ]
    return Node(node.tag, node.attributes, children)


def _lines(text: str, size: float, *, bold: bool = False, width: float = _WIDTH) -> _Block:
    """Write a text, broken into lines where it is too wide."""
    letters = max(8, int(width / _wide("n", size, bold)))
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, letters)]
    step = _LINE * size / _TEXT
    colour = COLOURS["muted" if size < _TEXT else "ink"]
    parts: list[Part] = [
        Words((0, step * (i + 0.5)), line, size, colour, bold=bold) for i, line in enumerate(lines)
    ]
    widest = max(_wide(line, size, bold) for line in lines)
    return _Block(widest, step * len(lines), parts, words=True)


def _terms(node: Node) -> _Block:
    """Write the products of a sum in as many columns as the kernel has."""
    columns = int(node.style("--columns") or 1)
    texts = [[text for part in term.elements if (text := part.text())] for term in node.elements]
    most = max((len("  ".join(parts)) for parts in texts), default=0)
    stacked = columns * _wide("n" * (most + 3), _NOTE) > _WIDTH
    across = max(len(part) for parts in texts for part in parts) if stacked else most
    room = min(_WIDTH / columns, _wide("n" * (across + 3), _NOTE))
    high = 15.0 * (max(map(len, texts)) if stacked else 1) + 7
    table = _Block()
    for i, parts in enumerate(texts):
        cell = _Block(room, high, [_box(room, high, Look(None, COLOURS["line"]))])
        ends = [(part, 15.0 * j + 11) for j, part in enumerate(parts)]
        for j, (text, y) in enumerate(ends):
            last = not stacked and j and j == len(parts) - 1
            x = (
                room - 6
                if last
                else 6 + (0 if stacked else _wide("  ".join([*parts[:j], ""]), _NOTE))
            )
            colour = COLOURS["muted" if j else "ink"]
            words = Words((x, y if stacked else high / 2), text, _NOTE, colour)
            cell.parts.append(replace(words, anchor="end") if last else words)
        table.put(cell, room * (i % columns), high * (i // columns))
    return table


def _table(node: Node) -> _Block:
    """Write a table with columns as wide as their longest text."""
    rows = [
        [cell.text().replace("\n", " ") for cell in row.elements]
        for row in node.walk()
        if row.tag == "tr"
    ]
    widths = [max(_wide(text, _NOTE) for text in texts) + 14 for texts in zip(*rows, strict=True)]
    scale = min(1.0, _WIDTH / sum(widths))
    table = _Block()
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            x, y = scale * sum(widths[:j]), _LINE * (i + 0.5)
            words = Words((x, y), text, scale * _NOTE, COLOURS["ink"], bold=i == 0)
            table.parts.append(words)
        line = (0, _LINE * (i + 1)), (scale * sum(widths), _LINE * (i + 1))
        table.parts.append(Lines((line,), Look(None, COLOURS["line"])))
    return _Block(scale * sum(widths), _LINE * len(rows), table.parts)


# ---- figures side by side ----------------------------------------------------------------------


def _rows(stage: Node, css: str) -> Iterator[_Block]:
    """Yield the figures of a stage row by row, and what else stands in it."""
    shown = [child for child in stage.elements if not _LEFT_OUT & set(child.classes)]
    for row, members in groupby(shown, _row_of):
        if row is None:
            for member in members:
                yield from _blocks(member, css)
        else:
            yield from _side_by_side(list(members), css)


def _row_of(node: Node) -> str | None:
    """Return the row of a figure or of a sign; nothing else has one."""
    if node.tag != "figure" and "cnnlab-operator" not in node.classes:
        return None
    return node.style("--row") or "1"


def _side_by_side(members: list[Node], css: str) -> Iterator[_Block]:
    """Lay figures and the signs between them in a row, all drawn to one scale, or in two rows."""
    drawings = [_drawn(m, css) if m.tag == "figure" else _sign(m) for m in members]
    room = _WIDTH - _GAP * len(members)
    scale = min(1.0, room / (sum(drawing.width for drawing in drawings) or 1))
    if scale < _SMALLEST and len(members) > 1:
        middle = (len(members) + 1) // 2
        yield from _side_by_side(members[:middle], css)
        yield from _side_by_side(members[middle:], css)
        return
    captions = [
        _caption(m, max(_NARROWEST, scale * drawing.width))
        for m, drawing in zip(members, drawings, strict=True)
    ]
    top = max(caption.height for caption in captions) + 6
    middle_line = top + scale * max(drawing.height for drawing in drawings) / 2
    row, x = _Block(), 0.0
    for member, drawing, caption in zip(members, drawings, captions, strict=True):
        row.put(caption, x, 0)
        row.put(drawing, x, top if member.tag == "figure" else middle_line, scale)
        x += max(scale * drawing.width, caption.width) + _GAP
    yield row


def _sign(node: Node) -> _Block:
    """Write a sign between figures, its middle at height 0."""
    text = node.text()
    words = [Words((_SIGN / 2, 0), text, 22.0, COLOURS["muted"], "middle")] if text else []
    return _Block(_SIGN if text else 0, 0, [*words])


def _caption(figure: Node, width: float) -> _Block:
    """Write a figure's title, and its note below."""
    block = _Block()
    captions = [child for child in figure.elements if child.tag == "figcaption"]
    for child in (part for caption in captions for part in caption.elements):
        bold = child.tag == "strong"
        size = _TEXT if bold else _NOTE
        if text := _seen(child).text():
            block.put(_lines(text, size, bold=bold, width=width), 0, block.height)
    return block


def _drawn(figure: Node, css: str) -> _Block:
    """Draw all that a figure holds below its caption."""
    block = _Block()
    for child in figure.elements:
        for drawing in () if child.tag == "figcaption" else _blocks(child, css):
            block.put(drawing, 0, block.height + (6 if block.height else 0))
    return block


def _strip(line: Node, css: str) -> _Block:
    """Draw a line of words and small pictures."""
    block, x = _Block(), 0.0
    for child in line.elements:
        small = [part for part in child.walk() if part.tag == "svg"]
        drawings = [_scaled_svg(part, css) for part in small] or list(_paragraph(child))
        for drawing in drawings:
            scale = min(1.0, _STRIP / drawing.height)
            block.put(drawing, x, (_STRIP - scale * drawing.height) / 2, scale)
            x += scale * drawing.width + _GAP
    return block


def _weights(table: Node) -> _Block:
    """Draw a kernel as the table of weights that the style sheet makes of it."""
    columns = int(table.style("--columns") or 1)
    block = _Block()
    for i, cell in enumerate(table.elements):
        tint, share = _colour(cell.style("--tint")), float(cell.style("--share") or 0)
        look = Look(tint, COLOURS["line"], fill_opacity=share)
        text = cell.text()
        size = min(_TEXT - 1, 1.5 * _SIDE / max(3, len(text)))
        words = Words((_SIDE / 2, _SIDE / 2), text, size, COLOURS["ink"], "middle")
        drawn = _Block(_SIDE, _SIDE, [_box(_SIDE, _SIDE, look), words])
        block.put(drawn, _SIDE * (i % columns), _SIDE * (i // columns))
    rim = Look(None, COLOURS["control"])
    block.parts.append(_box(block.width, block.height, rim))
    return block


def _box(width: float, height: float, look: Look, x: float = 0.0, y: float = 0.0) -> Lines:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Lines((corners,), look, closed=True)


# ---- drawings ----------------------------------------------------------------------------------


def _scaled_svg(node: Node, css: str) -> _Block:
    """Draw an SVG in pixels: numbers large enough to be read, and all photographs alike."""
    left, top, width, height = map(float, node.attributes["viewbox"].split())
    many = "cnnlab-grid" in node.classes and left == -1  # frames.py gives only pictures this rim
    scale = _PIXELS / width if many else _GRID_SCALE
    if not any(part.tag == "text" for part in node.walk()):  # many cells, and nothing to read
        scale = min(scale, _UNREAD / width)
    block = _Block(scale * width, scale * height)
    for child in node.elements:
        for part in _shapes(child, css, {}, scale):
            block.parts.append(_moved(part, -scale * left, -scale * top, scale))
    return block


def _shapes(node: Node, css: str, above: dict[str, str], scale: float) -> Iterator[Part]:
    """Yield the shapes of an SVG's element; `above` holds what it inherits."""
    own = {**above, **_declared(node, css), **node.attributes}
    transform = node.attributes.get("transform", "")
    (x, y), (grow,) = _told(transform, "translate", 0, 0), _told(transform, "scale", 1)
    inherited = {name: own[name] for name in _INHERITED if name in own}
    below = (_shapes(child, css, inherited, scale * grow) for child in node.elements)
    for part in chain(_shape(node, own, scale * grow), *below):
        yield _moved(part, x, y, grow)


def _told(transform: str, name: str, *default: float) -> tuple[float, ...]:
    """Return the numbers that a transformation has under a name."""
    found = re.search(rf"{name}\(([^)]*)\)", transform)
    return tuple(map(float, found[1].split())) if found else default


_INHERITED = (
    *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"),
    *("font-size", "text-anchor", "dominant-baseline"),
)


def _declared(node: Node, css: str) -> dict[str, str]:
    """Return what the style sheet says of an element's classes."""
    rules = (re.search(rf"\.{name}\s*\{{([^}}]*)\}}", css) for name in node.classes)
    pairs = (pair.split(":", 1) for rule in rules if rule for pair in rule[1].split(";"))
    return {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2}


def _shape(node: Node, own: dict[str, str], scale: float) -> Iterator[Part]:
    def read(name: str) -> float:
        return float(own.get(name, 0))

    look = _look(own, scale)
    match node.tag:
        case "rect":
            yield _box(read("width"), read("height"), look, read("x"), read("y"))
        case "circle":
            yield Disc((read("cx"), read("cy")), read("r"), look)
        case "polyline":
            numbers = [float(n) for n in re.findall(r"[-.\d]+", own["points"])]
            yield Lines((tuple(zip(numbers[::2], numbers[1::2], strict=True)),), look)
        case "path":
            yield from _path(own["d"], look)
        case "image":
            yield Bitmap((0, 0), (read("width"), read("height")), own["href"])
        case "text" if node.text():
            size = float(own.get("font-size", "15").removesuffix("px"))
            colour, anchor = look.fill or COLOURS["ink"], own.get("text-anchor", "start")
            upright = "rotate(-90)" in own.get("transform", "")
            # Letters stand on their line, or have their middle on it.
            up = 0.0 if "dominant-baseline" in own else 0.35 * size
            x, y = (read("x") - up, read("y")) if upright else (read("x"), read("y") - up)
            yield Words((x, y), node.text(), size, colour, anchor, upright=upright)


def _look(own: dict[str, str], scale: float) -> Look:
    whole = float(own.get("opacity", 1))
    width = float(own.get("stroke-width", "1").removesuffix("px"))
    return Look(
        _colour(own.get("fill", "#000000")),
        _colour(own.get("stroke", "none")),
        # Flat shapes know no scale of their own: lines get their width in pixels now.
        width if "vector-effect" in own else scale * width,
        whole * float(own.get("fill-opacity", 1)),
        whole * float(own.get("stroke-opacity", 1)),
        own.get("stroke-dasharray", "none") != "none",
    )


def _colour(text: str | None) -> str | None:
    """Return a colour as #rrggbb, in the light theme, or None for no paint."""
    if text is None or text == "none":
        return None
    if named := re.match(r"var\(--cnnlab-([\w-]+)", text):
        return COLOURS[named[1]]
    if levels := re.match(r"rgb\((\d+),\s*(\d+),\s*(\d+)\)", text):
        return "#" + "".join(f"{int(level):02x}" for level in levels.groups())
    return "#" + "".join(2 * digit for digit in text[1:]) if len(text) == 4 else text


def _path(d: str, look: Look) -> Iterator[Lines]:
    """Yield a path of straight lines: its open runs, and its closed ones."""
    runs: dict[bool, list[tuple[Point, ...]]] = {False: [], True: []}
    for run, closed in _runs(d):
        runs[closed].append(tuple(run))
    for closed, found in runs.items():
        if found:
            flat = all(len(run) < 3 for run in found)
            yield Lines(tuple(found), replace(look, fill=None) if flat else look, closed)


def _runs(d: str) -> Iterator[tuple[list[Point], bool]]:
    """Yield the points of each run of a path, and whether it returns to its start."""
    x = y = 0.0
    run: list[Point] = []
    for command, rest in re.findall(r"([MmLlHhVvz])([^MmLlHhVvz]*)", d):
        if command in "Mmz" and len(run) > 1:
            yield run, command == "z"
        if command in "Mmz":
            run = []
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        for a, b in _steps(command, numbers):
            if command.isupper():
                x, y = (x if a is None else a), (y if b is None else b)
            else:
                x, y = x + (a or 0), y + (b or 0)
            run.append((x, y))
    if len(run) > 1:
        yield run, False


def _steps(command: str, numbers: list[float]) -> Iterable[tuple[float | None, float | None]]:
    """Return how far each step of a command goes across and down, None where it does not."""
    match command.lower():
        case "h":
            return [(n, None) for n in numbers]
        case "v":
            return [(None, n) for n in numbers]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
