"""Locality: how alike two pixels a given distance apart are."""

from collections.abc import Callable
from typing import Any

import traitlets
from numpy.typing import NDArray

from cnnlab.experiments.locality import pixel_correlation, shuffle_pixels
from cnnlab.images import PHOTOGRAPHS, photograph
from cnnlab.widgets.base import WIDGET_LIMITS, Matrices, OneOf, Whole, Widget, one_of, usual
from cnnlab.widgets.frames import card, grey_picture, number, settings, stage, unborn

SIDE = WIDGET_LIMITS["locality"]["image"]
_DOTS = 500  # pairs that are drawn; every pair is counted
_FIRST_SPOT = 0.2  # where a pair is marked, as a share of the photograph's sides
_SIDE, _LEFT, _BOTTOM = 240, 34, 34  # a square plot, and room for the numbers at its axes
_STEPS = {"right": (0, 1), "down": (1, 0), "diagonal": (1, 1)}


class Locality(Widget):
    """The correlation of pixels against their distance, on real photographs.

    Parameters
    ----------
    photograph : str
        The name of one of `images`.
    distance : int
        How far apart the pixels of a pair lie, at least 1. A distance beyond the end of the curve
        counts as its end.
    reach : int
        The greatest distance, at which the curve ends; it ends before if the image does.
    direction : {"right", "down", "diagonal"}
        Where the second pixel of a pair lies, seen from the first.
    shuffled : bool
        Whether the pixels are shuffled first, in an order that is always the same.
    images : dict of str to array_like, shape (H, W)
        Grey images of 0 to 255 to choose from. By default all of `cnnlab.images.PHOTOGRAPHS`,
        shrunk to 48 × 48 pixels.

    Examples
    --------
    >>> from cnnlab.widgets import Locality
    >>> widget = Locality(photograph="coffee", distance=1)
    >>> round(widget.correlation, 2)
    0.92
    >>> widget.shuffled = True
    >>> abs(widget.correlation) < 0.1
    True
    """

    photograph = traitlets.Unicode().tag(sync=True)
    distance = Whole(1, min=1).tag(sync=True)
    reach = Whole(40, min=1).tag(sync=True)
    direction = OneOf(list(_STEPS), "right").tag(sync=True)
    shuffled = traitlets.Bool(False).tag(sync=True)
    images = Matrices(SIDE)

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return {name: photograph(name, size=SIDE, grey=True) for name in PHOTOGRAPHS}

    @traitlets.default("photograph")
    def _first_photograph(self) -> str:
        return usual("camera", self.images)

    @traitlets.validate("photograph")
    def _known_photograph(self, proposal: dict[str, Any]) -> str:
        return one_of("photograph", proposal["value"], self.images)

    @property
    def correlation(self) -> float:
        """What `cnnlab.experiments.locality.pixel_correlation` gives for the settings."""
        return self._correlation(min(self.distance, self._farthest))

    @property
    def _image(self) -> NDArray[Any]:
        image = self.images[one_of("photograph", self.photograph, self.images)]
        return shuffle_pixels(image) if self.shuffled else image

    @property
    def _farthest(self) -> int:
        """How far the curve goes: two rows or columns of pairs are left, if there are as many."""
        rows, columns = self._image.shape
        farthest: int = min(self.reach, rows - 2, columns - 2)
        return max(1, farthest)

    def _correlation(self, distance: int) -> float:
        down, right = (distance * step for step in _STEPS[self.direction])
        return pixel_correlation(self._image, down, right)

    def __repr__(self) -> str:
        shuffled = ", shuffled" if self.shuffled else ""
        return f"Locality({self.photograph!r}, distance {self.distance} {self.direction}{shuffled})"

    def first_frame(self) -> str:
        """Return the photograph, its pairs of pixels, the curve, and the correlation in words."""
        distance = min(self.distance, self._farthest)
        rows, columns = self._image.shape
        pairs, count = self._pairs_plot(distance)
        apart = f"<strong>{distance}</strong> {'pixel' if distance == 1 else 'pixels'} apart"
        correlation = f"{self.correlation:z.2f}".replace("-", "−")
        size = "pixels shuffled" if self.shuffled else f"{rows} × {columns}"
        slider = f'<input type="range"><span class="cnnlab-value">{distance}</span>'
        return card(
            stage(
                ("Photograph", grey_picture(self._image), size),
                ("Pairs", pairs, f"{count:,} of them"),
                ("Correlation", self._curve_plot(distance), f"at distance {distance}"),
            ),
            unborn("cnnlab-transport", f"<label>Distance in pixels</label>{slider}"),
            f'<p class="cnnlab-total">Correlation of pixels {apart}: '
            f"<strong>{correlation}</strong>{self._marked_pair(distance)}</p>",
            settings(
                {
                    "Image": self.photograph,
                    "Direction": self.direction,
                    "Shuffle the pixels": self.shuffled,
                }
            ),
            look="cnnlab-locality",
        )

    def _marked_pair(self, distance: int) -> str:
        """Return the values of the pair that is marked until a reader points at another."""
        step = _STEPS[self.direction]
        first = [
            min(int(_FIRST_SPOT * side), side - 1 - distance * one)
            for side, one in zip(self._image.shape, step, strict=True)
        ]
        row, column = (at + distance * one for at, one in zip(first, step, strict=True))
        values = number(self._image[*first]), number(self._image[row, column])
        return f'<span class="cnnlab-note"> (the marked pair: {" and ".join(values)})</span>'

    def _pairs_plot(self, distance: int) -> tuple[str, int]:
        down, right = (distance * step for step in _STEPS[self.direction])
        rows, columns = self._image.shape
        first = self._image[: rows - down, : columns - right].ravel()
        second = self._image[down:, right:].ravel()
        skip = max(1, first.size // _DOTS)
        axes, place = _axes(("first pixel", 0, 255), ("second pixel", 0, 255))
        # A line without length, but with round ends, is a dot.
        dots = "".join(
            "M{:.0f} {:.0f}h0".format(*place(a, b))
            for a, b in zip(first[::skip], second[::skip], strict=True)
        )
        label = f"{first.size:,} pairs of pixels, the second against the first"
        return _plot(f'{axes}<path class="cnnlab-locality-dots" d="{dots}"/>', label), first.size

    def _curve_plot(self, distance: int) -> str:
        correlations = [self._correlation(d) for d in range(self._farthest + 1)]
        axes, place = _axes(("distance in pixels", 0, self._farthest), ("correlation", -1, 1))
        points = " ".join("{:.1f},{:.1f}".format(*place(d, c)) for d, c in enumerate(correlations))
        x, y = place(distance, correlations[distance])
        return _plot(
            f'{axes}<polyline class="cnnlab-line" points="{points}"/>'
            f'<circle class="cnnlab-now" cx="{x:.1f}" cy="{y:.1f}" r="6"/>',
            f"The correlation at distances from 0 to {self._farthest}",
        )


_Axis = tuple[str, float, float]  # its name, its lowest and its highest value


def _axes(
    horizontal: _Axis, vertical: _Axis
) -> tuple[str, Callable[[float, float], tuple[float, float]]]:
    """Draw the axes of a square plot; return them, and the way to find where a point goes."""
    (name_x, low_x, high_x), (name_y, low_y, high_y) = horizontal, vertical
    end = _LEFT + _SIDE

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + (x - low_x) / (high_x - low_x) * _SIDE,
            _SIDE - (y - low_y) / (high_y - low_y) * _SIDE,
        )

    zero = place(low_x, max(0, low_y))[1]
    labels = (
        (number(low_x), "start", f'x="{_LEFT}" y="{_SIDE + 16}"'),
        (number(high_x), "end", f'x="{end}" y="{_SIDE + 16}"'),
        (number(low_y), "end", f'x="{_LEFT - 5}" y="{_SIDE}"'),
        (number(high_y), "end", f'x="{_LEFT - 5}" y="12"'),
        (name_x, "middle", f'x="{_LEFT + _SIDE / 2:g}" y="{_SIDE + 30}"'),
        (name_y, "middle", f'transform="translate({_LEFT - 20} {_SIDE / 2:g}) rotate(-90)"'),
    )
    lines = f"M{_LEFT} 0V{_SIDE}H{end}M{_LEFT} {zero:g}H{end}"
    texts = "".join(f'<text text-anchor="{a}" {where}>{text}</text>' for text, a, where in labels)
    return f'<path class="cnnlab-axis" d="{lines}"/>{texts}', place


def _plot(drawing: str, label: str) -> str:
    box = f"-16 -10 {_SIDE + _LEFT + 26} {_SIDE + _BOTTOM + 18}"
    return (
        f'<svg class="cnnlab-plot" viewBox="{box}" role="img" aria-label="{label}">{drawing}</svg>'
    )
