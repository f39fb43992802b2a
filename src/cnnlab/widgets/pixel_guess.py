"""Guess the pixel: one pixel of a covered photograph, guessed again as more is uncovered."""

from typing import Any, NamedTuple

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.experiments.locality import Offset, shuffle_order, surroundings
from cnnlab.images import PHOTOGRAPHS, photograph
from cnnlab.widgets.base import WIDGET_LIMITS, Matrices, Whole, Widget
from cnnlab.widgets.frames import UNIT, card, colour, grey_picture, ink_on, titled, unborn

SIDE = WIDGET_LIMITS["pixel_guess"]["image"]
CLUES = ("nothing", "one far pixel", "the 8 nearest", "the 24 nearest")
"""What a reader knows at each of the four guesses."""
FAR = 20
_REACH = 2  # how far the nearest go
_WHITE = 255
_CSS = "cnnlab-pixel-guess"
_LEFT, _LINE, _WIDTH, _TOP = 122, 26, 360, 12  # of the plot of errors


class Asked(NamedTuple):
    """A pixel to guess: the photograph's name, where it is, and how far away the far one is."""

    photograph: str
    row: int
    column: int
    far: int


class PixelGuess(Widget):
    """One pixel of a covered photograph, to be guessed four times: from more and more other pixels.

    First nothing is known, then one pixel 20 to the side, then the 8 nearest, then the 24 nearest.
    After the fourth guess the photograph is uncovered, and the four errors join those before.

    Parameters
    ----------
    round : int
        Which pixel is asked for, from 0. The photographs take turns.
    level : int
        The grey level on the slider, 0 to 255.
    levels : list of int
        What has been guessed of this pixel, at most four grey levels.
    errors : list of list of int
        For each pixel that has been guessed before, by how much the four guesses were off.
    images : dict of str to array_like, shape (H, W)
        Grey images of 0 to 255, of at least 5 × 5 pixels. By default all of
        `cnnlab.images.PHOTOGRAPHS`, shrunk to 48 × 48 pixels.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.

    Examples
    --------
    >>> from cnnlab.widgets import PixelGuess
    >>> widget = PixelGuess()
    >>> widget.asked
    Asked(photograph='astronaut', row=39, column=11, far=20)
    >>> widget.pixel, widget.known["one far pixel"]
    (38, [0])
    >>> widget.levels = [128, 100, 90, 88]
    >>> widget.off
    [90, 62, 52, 50]
    """

    round = Whole(0, min=0).tag(sync=True)
    level = Whole(128, min=0, max=_WHITE).tag(sync=True)
    levels = traitlets.List(Whole(min=0, max=_WHITE), maxlen=len(CLUES)).tag(sync=True)
    errors = traitlets.List(
        traitlets.List(Whole(min=0, max=_WHITE), minlen=len(CLUES), maxlen=len(CLUES))
    ).tag(sync=True)
    images = Matrices(SIDE)

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return {name: photograph(name, size=SIDE, grey=True) for name in PHOTOGRAPHS}

    @traitlets.validate("images")
    def _large_enough(self, proposal: dict[str, Any]) -> dict[str, NDArray[Any]]:
        images: dict[str, NDArray[Any]] = proposal["value"]
        small = [name for name, image in images.items() if min(image.shape) < 2 * _REACH + 1]
        if small or not images:
            raise traitlets.TraitError(
                f"images must hold at least one, of {2 * _REACH + 1} rows and columns or more, "
                f"got {small or images}"
            )
        return images

    @property
    def asked(self) -> Asked:
        """The pixel that is asked for: never so near to the edge that neighbours are missing."""
        names = list(self.images)
        name = names[self.round % len(names)]
        rows, columns = (side - 2 * _REACH for side in self.images[name].shape)
        place = int(shuffle_order(rows * columns)[self.round % (rows * columns)])
        row, column = (_REACH + at for at in divmod(place, columns))
        width = self.images[name].shape[1]
        far = min(FAR, width // 2)
        return Asked(name, row, column, far if column + far < width else -far)

    @property
    def pixel(self) -> int:
        """The grey level of the pixel that is asked for."""
        return self._value(self.asked, (0, 0))

    @property
    def known(self) -> dict[str, list[int]]:
        """The grey levels that each guess is made from."""
        asked = self.asked
        offsets: list[list[Offset]] = [[], [(0, asked.far)], surroundings(3), surroundings(5)]
        return {
            name: [self._value(asked, offset) for offset in each]
            for name, each in zip(CLUES, offsets, strict=True)
        }

    @property
    def off(self) -> list[int]:
        """By how much each of the `levels` is off."""
        return [abs(level - self.pixel) for level in self.levels]

    def _value(self, asked: Asked, offset: Offset) -> int:
        name, row, column, _ = asked
        return round_half(self.images[name][row + offset[0], column + offset[1]])

    def __repr__(self) -> str:
        name, row, column, _ = self.asked
        return f"PixelGuess({name!r}, row {row}, column {column}, {len(self.levels)} guesses)"

    def first_frame(self) -> str:
        """Return the photograph, what is known of it, the question, and the errors so far."""
        step, image = len(self.levels), self.images[self.asked.photograph]
        done = step == len(CLUES)
        size = f"{image.shape[0]} × {image.shape[1]}"
        picture = grey_picture(image) if done else self._covered()
        figures = (
            titled("Photograph", picture, "pixel-guess-photograph", size if done else "covered"),
            titled("Around the pixel", self._close_up(step), f"{_CSS[7:]}-near", "5 × 5"),
            titled("Far pixel", self._far_cell(step), f"{_CSS[7:]}-far", self._side()),
        )
        slider = f'<input type="range"><span class="cnnlab-value">{self.level}</span>'
        button = '<button type="button" class="cnnlab-play">' + (
            "Next pixel</button>" if done else "Guess</button>"
        )
        return card(
            f'<div class="cnnlab-stage">{"".join(figures)}</div>',
            f'<p class="cnnlab-total {_CSS}-says">{self._words()}</p>',
            unborn("cnnlab-transport", f"<label>Grey level</label>{slider}{button}"),
            titled("Your errors", self._errors_plot(), f"{_CSS[7:]}-errors", self._pixels()),
            look=_CSS,
        )

    def _side(self) -> str:
        far = self.asked.far
        return f"{abs(far)} to the {'right' if far > 0 else 'left'}"

    def _pixels(self) -> str:
        count = len(self.errors)
        return f"{count} {'pixel' if count == 1 else 'pixels'}"

    def _words(self) -> str:
        step = len(self.levels)
        if step < len(CLUES):
            return (
                f"Guess {step + 1} of {len(CLUES)}. You know <strong>{CLUES[step]}</strong>: "
                "how bright is the pixel in the middle?"
            )
        told = ", ".join(f"{off} ({name})" for name, off in zip(CLUES, self.off, strict=True))
        return f"It is <strong>{self.pixel}</strong>. Your guesses were off by {told}."

    def _covered(self) -> str:
        name, row, column, _ = self.asked
        rows, columns = self.images[name].shape
        at = f'x="{column - _REACH}" y="{row - _REACH}" width="5" height="5"'
        return _svg(
            f"-1 -1 {columns + 2} {rows + 2}",
            "cnnlab-grid",
            "a covered photograph",
            f'<rect width="{columns}" height="{rows}" fill="{colour("raised")}"'
            f' stroke="{colour("control")}" stroke-width=".2"/>'
            f'<rect {at} fill="none" stroke="{colour("accent")}" stroke-width=".5"/>',
        )

    def _close_up(self, step: int) -> str:
        reach = {2: 1, 3: 2, 4: 2}.get(step, 0)
        cells = []
        for down, right in [*surroundings(5), (0, 0)]:
            middle = (down, right) == (0, 0)
            seen = middle or max(abs(down), abs(right)) <= reach
            shown = self.pixel if middle and step == len(CLUES) else self.level
            value = shown if middle else self._value(self.asked, (down, right))
            cells.append(_cell(down + _REACH, right + _REACH, value if seen else None))
        x = _REACH * UNIT
        ring = (
            f'<rect x="{x}" y="{x}" width="{UNIT}" height="{UNIT}" fill="none"'
            f' stroke="{colour("accent")}" stroke-width="4"/>'
        )
        side = 5 * UNIT + 6
        return _svg(
            f"-3 -3 {side} {side}", "cnnlab-grid", "around the pixel", "".join(cells) + ring
        )

    def _far_cell(self, step: int) -> str:
        value = self._value(self.asked, (0, self.asked.far)) if step > 0 else None
        return _svg(
            f"-3 -3 {UNIT + 6} {UNIT + 6}", "cnnlab-grid", "the far pixel", _cell(0, 0, value)
        )

    def _errors_plot(self) -> str:
        lines = []
        for i, name in enumerate(CLUES):
            y = _TOP + _LINE * i
            each = [row[i] for row in self.errors]
            dots = "".join(f'<circle cx="{_across(off)}" cy="{y}" r="4"/>' for off in each)
            mean = f"{np.mean(each):.0f}" if each else "–"
            at = _across(float(np.mean(each))) if each else 0
            tick = f'<path class="cnnlab-now" d="M{at} {y - 9}v18"/>' if each else ""
            lines.append(
                f'<text x="0" y="{y}">{name}</text><path class="cnnlab-axis" d="M{_LEFT} {y}'
                f'H{_WIDTH - 52}"/><g class="{_CSS}-dots">{dots}</g>{tick}'
                f'<text x="{_WIDTH}" y="{y}" text-anchor="end">{mean}</text>'
            )
        y = _TOP + _LINE * len(CLUES)
        lines.append(
            f'<text x="{_LEFT}" y="{y}">0</text><text x="{_WIDTH}" y="{y}" text-anchor="end">mean'
            f'</text><text x="{_WIDTH - 52}" y="{y}" text-anchor="end">{_WHITE}</text>'
        )
        return _svg(f"0 0 {_WIDTH} {y + 14}", "cnnlab-plot", "errors", "".join(lines))


def round_half(value: float) -> int:
    """Return the nearest whole number, halves up, as JavaScript does."""
    return int(np.floor(value + 0.5))


def _across(off: float) -> float:
    return round_half(_LEFT + off / _WHITE * (_WIDTH - 52 - _LEFT))


def _cell(row: int, column: int, value: int | None) -> str:
    x, y = column * UNIT, row * UNIT
    look = colour("raised") if value is None else f"rgb({value},{value},{value})"
    text = (
        ""
        if value is None
        else f'<text x="{x + UNIT / 2:g}" y="{y + UNIT / 2:g}" fill="{ink_on(value)}"'
        f' font-size="15" text-anchor="middle" dominant-baseline="central">{value}</text>'
    )
    return (
        f'<rect x="{x}" y="{y}" width="{UNIT}" height="{UNIT}" fill="{look}"'
        f' stroke="{colour("line")}"/>{text}'
    )


def _svg(box: str, look: str, label: str, drawing: str) -> str:
    return f'<svg class="{look}" viewBox="{box}" role="img" aria-label="{label}">{drawing}</svg>'
