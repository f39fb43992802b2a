"""Shapes on a plane, and the two ways to write them: as SVG, and as pixels.

Few kinds of shapes, with nothing left to a style sheet, are read alike by every program that takes
SVG. Pixels are Pillow's, with the letters that come with Matplotlib.
"""

import math
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial"
_FINER = 2  # each pixel is the mean of a block this many a side


@dataclass(frozen=True)
class Look:
    """How a shape is painted: colours as ``#rrggbb``, or None for nothing."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Lines:
    """Runs of straight lines, each through some points; a closed one returns to its start."""

    runs: tuple[tuple[Point, ...], ...]
    look: Look
    closed: bool = False


@dataclass(frozen=True)
class Disc:
    """A disc around a point."""

    centre: Point
    radius: float
    look: Look


@dataclass(frozen=True)
class Words:
    """A line of text: its middle's height, and where it starts, ends or has its middle."""

    place: Point
    text: str
    size: float
    colour: str
    anchor: str = "start"
    bold: bool = False
    upright: bool = False  # read from below


@dataclass(frozen=True)
class Bitmap:
    """A picture's file with its upper left corner at a place; its pixels keep their edges."""

    place: Point
    size: Point
    href: str  # a data: address


Part = Lines | Disc | Words | Bitmap


@dataclass(frozen=True)
class Drawing:
    """Shapes, those later in the list on top, on a ground of one colour."""

    width: float
    height: float
    parts: Sequence[Part]
    ground: str
    title: str = ""

    def svg(self) -> str:
        """Return the drawing as the text of an SVG file."""
        size = f'width="{_short(self.width)}" height="{_short(self.height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
            f' viewBox="0 0 {_short(self.width)} {_short(self.height)}"'
            f' font-family="{_FONTS}">\n<title>{escape(self.title)}</title>\n'
            f'<rect {size} fill="{self.ground}"/>\n'
            + "\n".join(_svg(part) for part in self.parts)
            + "\n</svg>\n"
        )

    def pixels(self, scale: float = 1.0) -> "Image":
        """Return the drawing as a Pillow image, with `scale` pixels for each unit."""
        from PIL import Image, ImageDraw

        width, height = (math.ceil(scale * n) for n in (self.width, self.height))
        canvas = Image.new("RGB", (_FINER * width, _FINER * height), self.ground)
        brush = ImageDraw.Draw(canvas, "RGBA")
        for part in self.parts:
            _paint(canvas, brush, part, _FINER * scale)
        return canvas.reduce(_FINER)


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg(part: Part) -> str:
    match part:
        case Lines():
            end = "z" if part.closed else ""
            d = "".join(
                "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in run) + end
                for run in part.runs
            )
            return f'<path d="{d}"{_svg_look(part.look)}/>'
        case Disc():
            x, y = map(_short, part.centre)
            return f'<circle cx="{x}" cy="{y}" r="{_short(part.radius)}"{_svg_look(part.look)}/>'
        case Bitmap():
            (x, y), (width, height) = map(_short, part.place), map(_short, part.size)
            return (
                f'<image x="{x}" y="{y}" width="{width}" height="{height}"'
                ' preserveAspectRatio="none" style="image-rendering:pixelated"'
                f' href="{part.href}"/>'
            )
    x, y = map(_short, part.place)
    # Not every program knows dominant-baseline: a third of the letters' size is the way down.
    turned = f' transform="rotate(-90 {x} {y})"' if part.upright else ""
    bold = ' font-weight="600"' if part.bold else ""
    return (
        f'<text x="{x}" y="{y}" dy="0.35em" font-size="{_short(part.size)}"'
        f' text-anchor="{part.anchor}" fill="{part.colour}"{bold}{turned}>'
        f"{escape(part.text)}</text>"
    )


def _svg_look(look: Look) -> str:
    said = f' fill="{look.fill or "none"}"'
    if look.fill and look.fill_opacity < 1:
        said += f' fill-opacity="{look.fill_opacity:.3g}"'
    if look.stroke:
        said += f' stroke="{look.stroke}" stroke-width="{_short(look.width)}"'
        if look.stroke_opacity < 1:
            said += f' stroke-opacity="{look.stroke_opacity:.3g}"'
        if look.dashed:
            said += f' stroke-dasharray="{_short(3 * look.width)}"'
    return said


def _paint(canvas: "Image", brush: "ImageDraw", part: Part, scale: float) -> None:
    from PIL import Image

    match part:
        case Lines():
            for run in part.runs:
                _paint_run(brush, [(x * scale, y * scale) for x, y in run], part, scale)
        case Disc():
            (x, y), r = part.centre, part.radius
            box = [scale * n for n in (x - r, y - r, x + r, y + r)]
            fill, stroke = _colours(part.look)
            brush.ellipse(box, fill, stroke, max(1, round(scale * part.look.width)))
        case Bitmap():
            left, top = (round(scale * n) for n in part.place)
            right, bottom = (
                round(scale * (a + b)) for a, b in zip(part.place, part.size, strict=True)
            )
            file = b64decode(part.href.partition(",")[2])
            picture = Image.open(BytesIO(file)).convert("RGB")
            size = max(1, right - left), max(1, bottom - top)
            canvas.paste(picture.resize(size, Image.Resampling.NEAREST), (left, top))
        case Words(upright=True):
            _paint_upright(canvas, part, scale)
        case Words():
            x, y = (scale * n for n in part.place)
            font = _font(part.bold, scale * part.size)
            brush.text((x, y), part.text, part.colour, font, _ANCHORS[part.anchor])


_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


def _paint_run(brush: "ImageDraw", points: list[Point], part: Lines, scale: float) -> None:
    look, (fill, stroke) = part.look, _colours(part.look)
    if fill and len(points) > 2:
        brush.polygon(points, fill)
    if not stroke:
        return
    width = max(1, round(scale * look.width))
    path = [*points, points[0]] if part.closed else points
    if look.dashed:
        for dash in _dashes(path, 3 * scale * look.width):
            brush.line(dash, stroke, width)
    else:
        brush.line(path, stroke, width, joint="curve")
    if part.closed:  # where the line begins and ends, its corner is missing
        (x, y), half = points[0], width / 2
        brush.rectangle((x - half, y - half, x + half - 1, y + half - 1), stroke)


def _dashes(path: Sequence[Point], length: float) -> list[list[Point]]:
    """Return every second piece of this length of a path of straight lines."""
    pieces: list[list[Point]] = [[path[0]]]
    left = length
    for (x0, y0), (x1, y1) in pairwise(path):
        whole = math.dist((x0, y0), (x1, y1))
        gone = 0.0
        while whole - gone > left:
            gone += left
            at = x0 + (x1 - x0) * gone / whole, y0 + (y1 - y0) * gone / whole
            pieces[-1].append(at)
            pieces.append([at])
            left = length
        left -= whole - gone
        pieces[-1].append((x1, y1))
    return pieces[::2]


def _paint_upright(canvas: "Image", part: Words, scale: float) -> None:
    from PIL import Image, ImageDraw

    font = _font(part.bold, scale * part.size)
    left, top, right, bottom = font.getbbox(part.text)
    size = math.ceil(right - left), math.ceil(bottom - top)
    letters = Image.new("L", size)
    ImageDraw.Draw(letters).text((-left, -top), part.text, 255, font)
    letters = letters.rotate(90, expand=True)
    x, y = (scale * n for n in part.place)
    down = {"start": letters.height, "middle": letters.height / 2, "end": 0}[part.anchor]
    canvas.paste(part.colour, (round(x - letters.width / 2), round(y - down)), letters)


def _colours(look: Look) -> tuple[Any, Any]:
    """Return fill and stroke with their opacities, as Pillow takes them."""
    pairs = ((look.fill, look.fill_opacity), (look.stroke, look.stroke_opacity))
    return tuple(c and f"{c}{round(255 * opacity):02x}" for c, opacity in pairs)  # type: ignore[return-value]


def _font(bold: bool, size: float) -> Any:
    from matplotlib import get_data_path
    from PIL import ImageFont

    name = "DejaVuSans-Bold" if bold else "DejaVuSans"
    return ImageFont.truetype(f"{get_data_path()}/fonts/ttf/{name}.ttf", size)
