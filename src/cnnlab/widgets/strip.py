"""The strip: two bright pixels that move, and what ways of pooling make of them."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.experiments.invariance import moved_along, pool_map
from cnnlab.padding import PaddingMode
from cnnlab.widgets.base import WIDGET_LIMITS, OneOf, Whole, Widget, between
from cnnlab.widgets.frames import UNIT, card, hint, ink_on, number, settings

_PIXELS, _BRIGHT, _START = 12, 16, 4  # as in strip.mjs
MOST = _PIXELS // 2
_NOTE = "above at the start, below now"
_HINT = ": drag it, or press arrow keys"
_CSS = "cnnlab-strip"


class Strip(Widget):
    """A row of pixels of which two are bright, to move, and three ways to pool it.

    The maximum, the maximum of windows that look as far as the third way does, and the maximum
    followed by a blur (`cnnlab.experiments.invariance.max_blur_pool2d`). What leaves the strip on
    one side comes in on the other.

    Parameters
    ----------
    right : int
        How far the strip has moved to the right, -6 to 6.
    apart : int
        From one bright pixel to the other, 1 to 4.
    stride : {2, 3, 4}
        Pixels for each output.

    Examples
    --------
    >>> from cnnlab.widgets import Strip
    >>> widget = Strip(right=1)
    >>> for name, pooled in widget.pooled.items():
    ...     print(f"{name:4} {pooled.astype(int)} {widget.errors[name]:.0%}")
    max  [ 0  0 16 16  0  0] 51%
    wide [ 0  0 16 16  0  0] 63%
    blur [ 0  0 12 12  0  0] 3%
    """

    right = Whole(0, min=-MOST, max=MOST).tag(sync=True)
    apart = Whole(1, **between(WIDGET_LIMITS["strip"]["apart"])).tag(sync=True)
    stride = OneOf(WIDGET_LIMITS["strip"]["stride"], 2).tag(sync=True)

    @property
    def pixels(self) -> NDArray[Any]:
        """The strip as it is now."""
        return np.roll(self._pixels_at_start, self.right)

    @property
    def pooled(self) -> dict[str, NDArray[Any]]:
        """What each way of pooling makes of it."""
        return self._pools(self.pixels)

    @property
    def verdicts(self) -> dict[str, str]:
        """Whether each row is the same as at the start, has moved, or is something else."""
        before, now = self._pools(self._pixels_at_start), self.pooled
        return {name: _verdict(_moved_by(before[name], now[name]), "output") for name in now}

    @property
    def errors(self) -> dict[str, float]:
        """How far each row is from the one at the start, moved along; NaN if all is equal.

        The measure is that of `cnnlab.experiments.invariance.equivariance_error`.
        """
        before, now = self._pools(self._pixels_at_start), self.pooled
        errors = {}
        for name, row in now.items():
            moved = moved_along(before[name][None], self.right / self.stride)[0]
            spread = float(np.linalg.norm(row - row.mean()))
            error = float(np.linalg.norm(moved - row))
            errors[name] = error / spread if spread > 1e-9 else math.nan
        return errors

    @property
    def _pixels_at_start(self) -> NDArray[Any]:
        pixels = np.zeros(_PIXELS)
        pixels[[_START, _START + self.apart]] = _BRIGHT
        return pixels

    def _pools(self, pixels: NDArray[Any]) -> dict[str, NDArray[Any]]:
        image = np.tile(pixels, (_PIXELS, 1))  # in an image of equal rows, each is pooled alike
        around: PaddingMode = "circular"
        stride = self.stride
        return {
            "max": pool_map(image, stride, "max", around)[0],
            "wide": pool_map(image, stride, "max", around, 3 * stride - 2)[0],
            "blur": pool_map(image, stride, "blur", around)[0],
        }

    def __repr__(self) -> str:
        return f"Strip(right {self.right}, apart {self.apart}, stride {self.stride})"

    def first_frame(self) -> str:
        """Return the strip and the pooled rows, each below what it was at the start."""
        s = self.stride
        before, now = self._pools(self._pixels_at_start), self.pooled
        titles = {
            "max": (f"Maximum of {s}", s),
            "wide": (f"Maximum of {3 * s - 2}", 3 * s - 2),
            "blur": (f"Maximum of {s}, then blur", 3 * s - 2),
        }
        strip = _rows(self._pixels_at_start, self.pixels)
        figures = [
            _figure("strip", "The strip", _NOTE + hint(_HINT), _verdict(self.right, "pixel"), strip)
        ]
        figures += [
            _figure(
                name,
                title,
                _note(reach, self.errors[name]),
                self.verdicts[name],
                _rows(before[name], now[name]),
            )
            for name, (title, reach) in titles.items()
        ]
        values = {"Distance between the bright pixels": self.apart, "Stride": s}
        return card(*figures, settings(values), look=_CSS)


def _moved_by(before: NDArray[Any], after: NDArray[Any]) -> int | None:
    """Return how many places a row has moved to the right, the shorter way; None if it has not."""
    ways = sorted(range(-len(before) // 2, len(before) // 2 + 1), key=lambda k: (abs(k), -k))
    return next((k for k in ways if (np.roll(before, k) == after).all()), None)


def _verdict(moved: int | None, unit: str) -> str:
    if moved is None:
        return "something else"
    if moved == 0:
        return "the same"
    many = "" if abs(moved) == 1 else "s"
    return f"moved by {abs(moved)} {unit}{many} to the {'right' if moved > 0 else 'left'}"


def _note(reach: int, error: float) -> str:
    moving = (
        "all equal: nothing can move along"
        if math.isnan(error)
        else f"equivariance error: {math.floor(100 * error + 0.5)}%"
    )
    return f"looks at {reach} pixels; {moving}"


def _figure(kind: str, title: str, note: str, verdict: str, drawing: str) -> str:
    return (
        f'<figure class="cnnlab-figure {_CSS}-{kind}"><figcaption><strong>{title}</strong>'
        f'<span class="cnnlab-note">{note}</span><span class="{_CSS}-verdict">{verdict}</span>'
        f"</figcaption>{drawing}</figure>"
    )


def _rows(before: NDArray[Any], now: NDArray[Any]) -> str:
    """Draw a row as it was, and below it as it is."""
    groups = ""
    for row, (values, look) in enumerate(((before, "start"), (now, "now"))):
        wide, y = _PIXELS * UNIT / len(values), row * UNIT
        cells, texts = "", ""
        for i, value in enumerate(values):
            level = round(255 * float(value) / _BRIGHT)
            written = number(value)
            size = min(17.0, 55 / len(written))
            cells += (
                f'<rect x="{i * wide:g}" y="{y}" width="{wide:g}" height="{UNIT}"'
                f' fill="rgb({level},{level},{level})" class="{_CSS}-cell"/>'
            )
            texts += (
                f'<text x="{(i + 0.5) * wide:g}" y="{y + UNIT / 2:g}" fill="{ink_on(level)}"'
                f' style="font-size:{size:.3g}px">{written}</text>'
            )
        groups += f'<g class="{_CSS}-{look}">{cells}{texts}</g>'
    return (
        f'<svg class="{_CSS}-rows" viewBox="-3 -3 {_PIXELS * UNIT + 6} {2 * UNIT + 6}"'
        f' role="img" aria-label="{" ".join(map(number, now))}">{groups}</svg>'
    )
