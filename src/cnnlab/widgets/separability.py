"""Separability: how well a window's maximum and its average tell a feature from noise."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.experiments.pooling import OPERATIONS, Operation, best_threshold
from cnnlab.experiments.pooling import accuracy as formula_accuracy
from cnnlab.experiments.pooling import pooled_below as formula
from cnnlab.practice.draws import Draws
from cnnlab.widgets.base import WIDGET_LIMITS, OneOf, Real, Whole, Widget, between
from cnnlab.widgets.frames import UNIT, card, counted, number, settings

RESPONSE = 4  # how much brighter the feature makes a pixel, as in separability.mjs
_LIMITS = WIDGET_LIMITS["separability"]
_LEAST, _MOST = _LIMITS["side"]
_BARS, _TAIL = 24, 0.001
_LEFT, _RIGHT, _TOP, _BOTTOM = 10, 290, 8, 108  # of the histograms, in the drawing's own units
_FIRST, _STEP, _LOWEST, _HIGHEST = 72, 26, 140, 10  # of the shares
_NAMES: dict[Operation, str] = {"max": "Maximum", "average": "Average"}
_FILLS = {"pixel": "one pixel", "row": "a row", "window": "all pixels"}
_CSS = "cnnlab-separability"


class Separability(Widget):
    """Windows of noise with and without a feature, and what their maximum and average become.

    Half of the windows hold the feature, which makes pixels brighter by 4. The pooled numbers of
    both kinds make two histograms, and a threshold between them classifies most windows
    correctly: by the formulas of `cnnlab.experiments.pooling`.

    Parameters
    ----------
    side : int
        Side of the window in pixels, 1 to 16.
    noise : float
        The standard deviation of the noise, 0.5 to 6.
    fill : {"pixel", "row", "window"}
        Which pixels of the window the feature makes brighter: one, a row, or all.
    seed : int
        Which two windows are shown, 0 to 999.

    Examples
    --------
    >>> from cnnlab.widgets import Separability
    >>> widget = Separability(side=4)
    >>> {name: f"{share:.0%}" for name, share in widget.accuracies.items()}
    {'max': '93%', 'average': '69%'}
    >>> widget.fill, widget.noise = "window", 4
    >>> {name: f"{share:.0%}" for name, share in widget.accuracies.items()}
    {'max': '83%', 'average': '98%'}
    """

    side = Whole(8, min=_LEAST, max=_MOST).tag(sync=True)
    noise = Real(1.0, **between(_LIMITS["noise"])).tag(sync=True)
    fill = OneOf(tuple(_FILLS), "pixel").tag(sync=True)
    seed = Whole(0, **between(_LIMITS["seed"])).tag(sync=True)

    @property
    def windows(self) -> dict[str, NDArray[Any]]:
        """The two windows that are shown, of shape (side, side): without and with the feature."""
        draws, shape = Draws(self.seed), (self.side, self.side)
        absent, present = (
            np.reshape([self.noise * _normal(draws) for _ in range(self.side**2)], shape)
            for _ in range(2)
        )
        return {"absent": absent, "present": present + RESPONSE * self._mask}

    @property
    def thresholds(self) -> dict[str, float]:
        """The thresholds on maximum and average that classify most windows correctly."""
        feature = self._feature(self.side)
        return {name: self.noise * best_threshold(name, *feature) for name in OPERATIONS}

    @property
    def accuracies(self) -> dict[str, float]:
        """The share of windows that these thresholds classify correctly."""
        return {name: self._right(name, self.side) for name in OPERATIONS}

    def pooled_below(self, value: float, operation: Operation, *, present: bool) -> float:
        """Return the share of the windows of one kind whose pooled number is at most a value."""
        side, response, places = self._feature(self.side)
        return formula(value / self.noise, operation, side, response if present else 0, places)

    def histograms(self, operation: Operation) -> tuple[float, float, NDArray[Any], NDArray[Any]]:
        """Return a pool's histograms: where they begin and end, and the shares of both kinds."""
        reach = RESPONSE + 9 * self.noise

        def quantile(share: float, present: bool) -> float:
            low, high = -reach, reach
            for _ in range(60):
                middle = (low + high) / 2
                beyond = self.pooled_below(middle, operation, present=present) > share
                low, high = (low, middle) if beyond else (middle, high)
            return low

        low, high = quantile(_TAIL, False), quantile(1 - _TAIL, True)
        edges = np.linspace(low, high, _BARS + 1)
        absent, present = (
            np.diff([self.pooled_below(edge, operation, present=is_) for edge in edges])
            for is_ in (False, True)
        )
        return low, high, absent, present

    @property
    def _mask(self) -> NDArray[np.bool_]:
        """The pixels of the window that is shown in which the feature is."""
        rows, columns = np.indices((self.side, self.side))
        mask: NDArray[np.bool_] = np.full(rows.shape, True)
        if self.fill != "window":
            mask &= rows == self.side // 2
        if self.fill == "pixel":
            mask &= columns == self.side // 3
        return mask

    def _feature(self, side: int) -> tuple[int, float, int]:
        """Return what the formulas take: the response is in standard deviations of the noise."""
        places = {"pixel": 1, "row": side, "window": side * side}[self.fill]
        return side, RESPONSE / self.noise, places

    def _right(self, operation: Operation, side: int) -> float:
        return formula_accuracy(operation, *self._feature(side))

    def __repr__(self) -> str:
        size = f"{self.side} × {self.side}"
        return f"Separability({size}, noise {number(self.noise)}, {self.fill!r})"

    def first_frame(self) -> str:
        """Return both windows, their pools' histograms, and the shares classified correctly."""
        windows = self.windows
        figures = [
            _figure(
                _swatch(kind) + title,
                f"maximum {_short(window.max())}, average {_short(window.mean())}",
                look,
                self._window(window, present=kind == "present"),
            )
            for (kind, window), title, look in zip(
                windows.items(),
                ("Without the feature", "With the feature"),
                ("without", "with"),
                strict=True,
            )
        ]
        shares = self.accuracies
        shown = {
            "max": [window.max() for window in windows.values()],
            "average": [window.mean() for window in windows.values()],
        }
        figures += [
            _figure(
                title,
                f"{_percent(shares[name])} classified correctly",
                name,
                self._histograms(name, shown[name]),
            )
            for name, title in _NAMES.items()
        ]
        keys = _key("max", "maximum") + _key("average", "average")
        note = f"by the best threshold: {keys}"
        figures.append(_figure("Classified correctly", note, "shares", self._shares()))
        by_max, by_average = (f"<strong>{_percent(shares[name])}</strong>" for name in OPERATIONS)
        values = {
            "Window": f"{self.side} × {self.side} pixels",
            "Noise": number(self.noise),
            "The feature fills": _FILLS[self.fill],
        }
        return card(
            f'<div class="{_CSS}-stage">{"".join(figures)}</div>',
            f'<p class="cnnlab-total">A threshold on the maximum tells {by_max} of the windows '
            f"right, one on the average {by_average}.</p>",
            settings(values),
            look=_CSS,
        )

    def _window(self, window: NDArray[Any], *, present: bool) -> str:
        """Draw a window, its largest pixel framed and the feature's pixels dotted."""
        low, span = -2 * self.noise, RESPONSE + 4 * self.noise
        levels = np.rint(255 * np.clip((window - low) / span, 0, 1)).astype(int)
        cells = "".join(
            f'<path d="M{j * UNIT} {i * UNIT}h{UNIT}v{UNIT}h-{UNIT}z"'
            f' fill="rgb({level},{level},{level})"/>'
            for (i, j), level in np.ndenumerate(levels)
        )
        dots = "".join(
            _dot(UNIT * (j + 0.5), UNIT * (i + 0.5), "present")
            for i, j in np.argwhere(self._mask & present)
        )
        i, j = np.unravel_index(window.argmax(), window.shape)
        frame = (
            f'<rect class="cnnlab-window" x="{j * UNIT}" y="{i * UNIT}" width="{UNIT}"'
            f' height="{UNIT}" rx="3"/>'
        )
        side = self.side * UNIT + 6
        return (
            f'<svg class="cnnlab-grid" viewBox="-3 -3 {side} {side}" role="img"'
            f' aria-label="{counted(self.side, "row")} of {counted(self.side, "pixel")}">'
            f"{cells}{dots}{frame}</svg>"
        )

    def _histograms(self, operation: Operation, shown: list[float]) -> str:
        low, high, *histograms = self.histograms(operation)
        threshold, most = (
            self.thresholds[operation],
            max(histogram.max() for histogram in histograms),
        )
        wide = (_RIGHT - _LEFT) / _BARS

        def x(value: float) -> float:
            return _LEFT + (_RIGHT - _LEFT) * (value - low) / (high - low)

        bars = ""
        for histogram, kind in zip(histograms, ("absent", "present"), strict=True):
            tops = [_BOTTOM - (_BOTTOM - _TOP) * share / most for share in histogram]
            d = "".join(
                f"M{_LEFT + i * wide:.4g} {_BOTTOM}V{top:.4g}h{wide:.4g}V{_BOTTOM}z"
                for i, top in enumerate(tops)
            )
            bars += f'<path class="{_CSS}-{kind}" d="{d}"/>'
        dots = "".join(
            _dot(min(_RIGHT, max(_LEFT, x(value))), _BOTTOM, kind)
            for value, kind in zip(shown, ("absent", "present"), strict=True)
        )
        ticks = "".join(
            f'<text x="{x(value):.4g}" y="128" text-anchor="{_anchor(x(value))}">'
            f"{_short(value)}</text>"
            for value in (low, threshold, high)
        )
        return (
            '<svg class="cnnlab-plot" viewBox="0 0 300 140" role="img"'
            f' aria-label="{_NAMES[operation]}, with and without the feature">{bars}'
            f'<path class="cnnlab-axis" d="M{_LEFT} {_BOTTOM}H{_RIGHT}"/>'
            f'<path class="{_CSS}-threshold" d="M{x(threshold):.4g} 0V{_BOTTOM + 6}"/>'
            f"{dots}{ticks}</svg>"
        )

    def _shares(self) -> str:
        sides = range(_LEAST, _MOST + 1)
        lines, dots = "", ""
        for name in OPERATIONS:
            heights = [
                _LOWEST - (_LOWEST - _HIGHEST) * (2 * self._right(name, side) - 1) for side in sides
            ]
            points = " ".join(
                f"{_FIRST + (side - 1) * _STEP},{y:.4g}"
                for side, y in zip(sides, heights, strict=True)
            )
            lines += f'<polyline class="cnnlab-line {_CSS}-{name}-line" points="{points}"/>'
            dots += (
                f'<circle class="cnnlab-now" cx="{_FIRST + (self.side - 1) * _STEP}"'
                f' cy="{heights[self.side - 1]:.4g}" r="6"/>'
            )
        end = _FIRST + (_MOST - 1) * _STEP
        ticks = "".join(
            f'<text x="{_FIRST + (side - 1) * _STEP}" y="{_LOWEST + 19}" text-anchor="middle">'
            f"{side}</text>"
            for side in (1, 2, 4, 8, 16)
        )
        return (
            '<svg class="cnnlab-plot" viewBox="0 0 494 180" role="img"'
            ' aria-label="Classified correctly in windows of 1 to 16 pixels a side">'
            f'<path class="cnnlab-axis" d="M{_FIRST} {_HIGHEST}V{_LOWEST}H{end}"/>'
            f'<text x="{_FIRST - 6}" y="{_HIGHEST + 7}" text-anchor="end">100%</text>'
            f'<text x="{_FIRST - 6}" y="{_LOWEST + 5}" text-anchor="end">50%</text>{ticks}'
            f'<text x="{_FIRST + 7.5 * _STEP:g}" y="{_LOWEST + 37}" text-anchor="middle">'
            f"side of the window (pixels)</text>{lines}{dots}</svg>"
        )


def _normal(draws: Draws) -> float:
    """Return a normally distributed number from two uniform ones (Box–Muller)."""
    u, v = (draws.whole(1, 10**6) / 10**6 for _ in range(2))
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def _figure(title: str, note: str, kind: str, drawing: str) -> str:
    return (
        f'<figure class="cnnlab-figure {_CSS}-{kind}"><figcaption><strong>{title}</strong> '
        f'<span class="cnnlab-note">{note}</span></figcaption>'
        f'<div class="cnnlab-body">{drawing}</div></figure>'
    )


def _swatch(kind: str) -> str:
    return (
        f'<svg class="{_CSS}-swatch" viewBox="0 0 10 10" aria-hidden="true">'
        f'<path class="{_CSS}-{kind}" d="M0 0H10V10H0z"/></svg>'
    )


def _dot(x: float, y: float, kind: str) -> str:
    return f'<circle class="{_CSS}-{kind}" cx="{x:.4g}" cy="{y:.4g}" r="6"/>'


def _key(name: str, words: str) -> str:
    line = (
        '<svg viewBox="0 0 30 10" aria-hidden="true">'
        f'<path class="cnnlab-line {_CSS}-{name}-line" d="M0 5H30"/></svg>'
    )
    return f'<span class="{_CSS}-key">{line}{words}</span>'


def _anchor(x: float) -> str:
    return "start" if x < _LEFT + 20 else "end" if x > _RIGHT - 20 else "middle"


def _percent(share: float) -> str:
    return f"{math.floor(100 * share + 0.5)}%"


def _short(value: float) -> str:
    """Write a number with one decimal, as the live widget does."""
    return f"{value:z.1f}".replace("-", "−")
