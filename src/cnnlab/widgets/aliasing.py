"""Aliasing by hand: what is left of a wave or a picture when pixels are left out."""

import math
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.correlate import correlate2d
from cnnlab.experiments.aliasing import Wave, alias, energy_after_stride
from cnnlab.kernels import binomial
from cnnlab.widgets.base import WIDGET_LIMITS, Matrices, OneOf, Real, Whole, Widget, between, one_of
from cnnlab.widgets.frames import card, colour, grey_picture, number, settings, titled

_VIEWS = ("wave", "stripes")
_LIMITS = WIDGET_LIMITS["aliasing"]
_LEAST, _MOST = _LIMITS["image"]  # pixels along each side
_SIDE = 64  # of the picture of stripes, as in math/aliasing.mjs
_DARK, _STRIPES, _SPOT, _SPOT_WIDTH = 90, 55, 100, 9
_WIDTH, _HEIGHT, _LENGTH, _EDGE = 480, 168, 32, 14  # of the plot, as in wave.mjs
_MIDDLE, _RISE, _AXIS, _FINE = 66, 50, 132, 8
_BAR = 20  # the height of the bar, as in energy.mjs
_CSS = "cnnlab-aliasing"


class Aliasing(Widget):
    """A wave or a picture of which every `stride`-th pixel is kept, and what these pixels show.

    Parameters
    ----------
    view : str
        "wave", "stripes" (in two dimensions, with a soft bright spot that stays true at every
        stride), or the name of one of `images`.
    period : float
        Pixels from crest to crest, 2 to 16.
    phase : int
        Where in its cycle the wave begins, 0 to 359 degrees.
    angle : int
        By how much the stripes are turned from vertical, 0 to 179 degrees.
    stride : int
        From 1 to 6.
    blur_size : {1, 3, 5, 7, 9}
        The size of the binomial kernel that blurs before the stride; 1 is none.
    images : dict of str to array_like, shape (H, W)
        Grey images of 0 to 255 to look at, 16 to 160 pixels along each side.

    Examples
    --------
    >>> from cnnlab.widgets import Aliasing
    >>> widget = Aliasing(view="stripes", period=3.2, stride=4)
    >>> round(widget.seen_period, 6)
    16.0
    >>> f"{widget.false_share:.2f}"
    '0.61'
    >>> widget.blur_size = 3
    >>> f"{widget.false_share:.2f}"
    '0.13'
    """

    view = traitlets.Unicode("wave").tag(sync=True)
    period = Real(3.2, **between(_LIMITS["period"])).tag(sync=True)
    phase = Whole(0, **between(_LIMITS["phase"])).tag(sync=True)
    angle = Whole(0, **between(_LIMITS["angle"])).tag(sync=True)
    stride = Whole(4, **between(_LIMITS["stride"])).tag(sync=True)
    blur_size = OneOf((1, 3, 5, 7, 9), 1).tag(sync=True)
    images = Matrices(_MOST)

    @traitlets.default("images")
    def _no_images(self) -> dict[str, NDArray[Any]]:
        return {}

    @traitlets.validate("view")
    def _known_view(self, proposal: dict[str, Any]) -> str:
        return one_of("view", proposal["value"], (*_VIEWS, *self.images))

    @traitlets.validate("images")
    def _large_images(self, proposal: dict[str, Any]) -> dict[str, NDArray[Any]]:
        images: dict[str, NDArray[Any]] = proposal["value"]
        for name, image in images.items():
            if min(image.shape) < _LEAST:
                raise traitlets.TraitError(
                    f"images[{name!r}] must have at least {_LEAST} × {_LEAST} pixels, "
                    f"got shape {image.shape}"
                )
        return images

    @property
    def wave(self) -> Wave:
        """Cycles per pixel downwards and to the right."""
        turned = 0.0 if self.view == "wave" else math.radians(self.angle)
        return math.sin(turned) / self.period, math.cos(turned) / self.period

    @property
    def seen_period(self) -> float:
        """The period that the kept pixels show, in pixels; infinite if they show no wave."""
        length = math.hypot(*alias(self.wave, self.stride))
        return self.stride / length if length else math.inf

    @property
    def energies(self) -> tuple[float, float]:
        """True and false energy of the kept pixels, as shares of what is kept without a blur.

        For a picture they are those of `cnnlab.experiments.aliasing.energy_after_stride`. A wave is
        all true or all false, and its energy is the square of its height; none where it is 0 at
        every kept pixel.
        """
        if self.view == "wave":
            left = 0.0 if self._kept_at_zero else self._gain**2
            return (left, 0.0) if self._stays(1 / self.period) else (0.0, left)
        true, false = energy_after_stride(self._blurred, self.stride)
        whole = sum(energy_after_stride(self._sharp, self.stride))
        return (true / whole, false / whole) if whole > 1e-9 else (0.0, 0.0)

    @property
    def false_share(self) -> float:
        """The share of the remaining energy that is false; NaN if none remains."""
        true, false = self.energies
        return false / (true + false) if true + false > 1e-9 else math.nan

    @property
    def _kept_at_zero(self) -> bool:
        """Whether the wave, before a blur and after, is 0 at every kept pixel."""
        return {0.0, 0.5}.issuperset(alias(self.wave, self.stride)) and self.phase % 180 == 90

    @property
    def _gain(self) -> float:
        """What the blur leaves of the wave's height."""
        weights = binomial(self.blur_size).sum(axis=0)
        reach = np.arange(self.blur_size) - self.blur_size // 2
        return float(weights @ np.cos(2 * np.pi * reach / self.period))

    @property
    def _sharp(self) -> NDArray[Any]:
        return self._striped if self.view == "stripes" else self.images[self.view]

    @property
    def _striped(self) -> NDArray[Any]:
        down, right = self.wave
        y, x = np.mgrid[:_SIDE, :_SIDE]
        middle = (_SIDE - 1) / 2
        spot = np.exp(-((y - middle) ** 2 + (x - middle) ** 2) / (2 * _SPOT_WIDTH**2))
        stripes = np.cos(2 * np.pi * (down * y + right * x) + math.radians(self.phase))
        return np.asarray(_DARK + _STRIPES * stripes + _SPOT * spot)

    @property
    def _blurred(self) -> NDArray[Any]:
        return correlate2d(self._sharp, binomial(self.blur_size), 1, "same", 1, "reflect")

    def _stays(self, frequency: float) -> bool:
        return round(self.stride * abs(frequency), 12) <= 0.5

    def __repr__(self) -> str:
        return (
            f"Aliasing({self.view}, period {number(self.period)}, stride {self.stride}, "
            f"{_blur_name(self.blur_size)})"
        )

    def first_frame(self) -> str:
        """Return the wave or the two pictures, the energy as a bar, and both in words."""
        share = self.false_share
        said = (
            "Nothing is left."
            if math.isnan(share)
            else f"Share of false energy: <strong>{_percent(share)}</strong>."
        )
        facts = self._words()
        words = f'<p class="cnnlab-total {_CSS}-facts">{facts}</p>' if facts else ""
        return card(
            self._plot() if self.view == "wave" else self._pictures(),
            self._bar(),
            f'<p class="cnnlab-total {_CSS}-share">{said}</p>',
            words,
            settings(self._set()),
            look=_CSS,
        )

    def _set(self) -> dict[str, object]:
        of_waves = {"Period": f"{number(self.period)} pixels", "Phase": f"{self.phase}°"}
        if self.view == "stripes":
            of_waves["Angle"] = f"{self.angle}°"
        return {
            "View": self.view,
            **(of_waves if self.view in _VIEWS else {}),
            "Stride": self.stride,
            "Blur before the stride": "none"
            if self.blur_size == 1
            else f"{self.blur_size} × {self.blur_size}",
        }

    def _plot(self) -> str:
        frequency, left = 1 / self.period, self._gain
        moved = round(frequency * self.stride, 12)
        part = moved - math.ceil(moved - 0.5)  # of a cycle, from dot to dot; half a cycle forwards
        at = np.arange(_LENGTH * _FINE + 1) / _FINE
        curves = {
            "sharp": None if self.blur_size == 1 else (frequency, 1.0),
            "wave": (frequency, left),
            "seen": (part / self.stride, left),
        }
        lines = "".join(
            f'<polyline class="{_CSS}-{name}" points="{self._curve(at, *curve)}"/>'
            for name, curve in curves.items()
            if curve
        )
        kept = np.arange(0, _LENGTH + 1, self.stride)
        dots = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{_CSS}-dot"/>'
            for x, y in self._points(kept, frequency, left)
        )
        drawing = (
            f'<svg class="cnnlab-plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
            f' aria-label="A wave with a period of {number(self.period)} pixels">{_axis()}'
            f"{lines}{dots}</svg>"
        )
        thin = "thin" if self.blur_size == 1 else "thin (dashed: before the blur)"
        note = f"{thin}; a dot on {_every(self.stride)}; thick: the broadest wave through the dots"
        return titled("Wave", drawing, "aliasing-plot", note)

    def _curve(self, at: NDArray[Any], frequency: float, height: float) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self._points(at, frequency, height))

    def _points(
        self, at: NDArray[Any], frequency: float, height: float
    ) -> list[tuple[float, float]]:
        """Return where the wave is at some pixels, in the drawing's units."""
        values = height * np.cos(2 * np.pi * frequency * at + math.radians(self.phase))
        return list(zip(_across(at), _MIDDLE - _RISE * values, strict=True))

    def _pictures(self) -> str:
        image = self._blurred
        kept = image[:: self.stride, :: self.stride]
        notes = (
            f"{_size(image)}, {_blur_name(self.blur_size)}",
            f"{_size(kept)}, stride {self.stride}",
        )
        return (
            '<div class="cnnlab-stage">'
            f"{titled('Picture', grey_picture(image), 'aliasing-picture', notes[0])}"
            f"{titled('Kept', grey_picture(kept), 'aliasing-kept', notes[1])}</div>"
        )

    def _bar(self) -> str:
        true, false = self.energies
        wide = [_WIDTH * min(1.0, share) for share in (true, false)]
        words = f"true {_percent(true)}", f"false {_percent(false)}"
        of_what = " of what is kept without a blur"
        drawing = (
            f'<svg class="cnnlab-plot" viewBox="-1 -1 {_WIDTH + 2} {_BAR + 2}" role="img"'
            f' aria-label="{", ".join(words)}{of_what}">'
            f'<rect width="{wide[0]:.1f}" height="{_BAR}" class="{_CSS}-true"/>'
            f'<rect x="{wide[0]:.1f}" width="{wide[1]:.1f}" height="{_BAR}" class="{_CSS}-false"/>'
            f'<rect width="{_WIDTH}" height="{_BAR}" class="{_CSS}-whole"/></svg>'
        )
        keys = ", ".join(
            f'<span class="{_CSS}-key-{kind}">{text}</span>'
            for kind, text in zip(("true", "false"), words, strict=True)
        )
        return (
            f'<figure class="cnnlab-figure {_CSS}-energy" style="--row:2"><figcaption>'
            f'<strong>Energy</strong> <span class="cnnlab-note">{keys}{of_what}</span>'
            f"</figcaption>{drawing}</figure>"
        )

    def _words(self) -> str:
        if self.view not in _VIEWS:
            return ""
        seen = alias(self.wave, self.stride)
        if self.view == "stripes":
            before = f"Stripes with a period of {number(self.period)} pixels at "
            before += f"{_degrees(self.wave)}°"
            if math.isinf(self.seen_period) or self._kept_at_zero:
                return f"{before} leave no stripes."
            if all(map(self._stays, self.wave)):
                return f"{before} stay what they are.{_at_the_limit(seen)}"
            after = f"{number(self.seen_period)} pixels at {_degrees(seen)}°"
            return f"{before} become stripes with a period of {after}.{_at_the_limit(seen)}"
        moved = math.floor(100 * self.stride / self.period + 0.5) / 100
        cycles = f"{number(moved)} cycle{'' if moved == 1 else 's'}"
        said = f"From dot to dot the wave moves on by {cycles}. "
        if math.isnan(self.false_share):
            return f"{said}All dots are in the middle: nothing is left of the wave."
        if math.isinf(self.seen_period):
            return f"{said}All dots are at the same height."
        fate = (
            "is the wave itself"
            if self._stays(1 / self.period)
            else f"has a period of {number(self.seen_period)} pixels"
        )
        return f"{said}The wave through the dots {fate}.{_at_the_limit(seen)}"


def _at_the_limit(seen: Wave) -> str:
    """Say what holds where kept pixels are now a crest and now a trough, or always the middle."""
    if 0.5 not in seen or not {0.0, 0.5}.issuperset(seen):
        return ""
    return " With two kept pixels to a period, the phase decides how much is left."


def _across(pixel: Any) -> Any:
    return _EDGE + pixel * (_WIDTH - 2 * _EDGE) / _LENGTH


def _axis() -> str:
    """Draw a mark for each pixel, and a number for every eighth."""
    numbered = range(0, _LENGTH + 1, 8)
    marks = "".join(
        f"M{_across(i):.1f} {_AXIS}v{8 if i in numbered else 4}" for i in range(_LENGTH + 1)
    )
    texts = "".join(
        f'<text x="{_across(i):g}" y="{_AXIS + 24}" text-anchor="middle">{i}</text>'
        for i in numbered
    )
    line = f"M{_across(0):g} {_AXIS}H{_across(_LENGTH):g}"
    path = f'<path class="cnnlab-axis" fill="none" stroke="{colour("control")}" d="{line}{marks}"/>'
    return f"<g>{path}{texts}</g>"


def _percent(share: float) -> str:
    return f"{math.floor(1000 * share + 0.5) / 10:.1f}%"


def _size(image: NDArray[Any]) -> str:
    return f"{image.shape[0]} × {image.shape[1]}"


def _blur_name(blur: int) -> str:
    return "no blur" if blur == 1 else f"blur {blur} × {blur}"


def _every(stride: int) -> str:
    ending = {2: "nd", 3: "rd"}.get(stride, "th")
    return "every pixel" if stride == 1 else f"every {stride}{ending} pixel"


def _degrees(wave: Wave) -> int:
    return math.floor(math.degrees(math.atan2(*wave)) + 0.5) % 180
