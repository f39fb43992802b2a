"""Shifts of an image: how well the feature map moves along, and what pooling changes."""

import math
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.experiments.invariance import (
    BORDERS,
    POOLINGS,
    feature_map,
    pool_map,
    relative_change,
    shifted_view,
)
from cnnlab.images import digit, photograph, shift
from cnnlab.kernels import KERNELS
from cnnlab.padding import PaddingMode
from cnnlab.widgets.base import (
    WIDGET_LIMITS,
    Matrices,
    Matrix,
    OneOf,
    Whole,
    Widget,
    between,
    given,
)
from cnnlab.widgets.frames import (
    card,
    chosen,
    fields,
    grey_picture,
    number,
    settings,
    signed_picture,
    titled,
    unborn,
)

_LIMITS = WIDGET_LIMITS["shift"]
MARGIN = _LIMITS["margin"]  # pixels of the scene around the picture, and so the largest shift
_SHIFTS = range(-MARGIN, MARGIN + 1)
_NO_ERROR = 1e-9  # of rounding there may be one
_CSS = "cnnlab-shift"
_BORDER_WORDS = {
    "zeros": "zeros come in",
    "circular": "circular",
    "scene": "rest of scene",
}
_POOLING_WORDS = {"max": "maximum", "average": "average", "blur": "max, blur"}
_TITLES = (
    *("Shifted image", "Feature map", "Pooled map"),
    *("Original image", "Moved along", "Left in place"),
    *("Change", "Error", "Change"),
)
_NOTES = (
    *("", "of the shifted image", "of the shifted image"),
    *("", "the original’s feature map", "the original’s pooled map"),
)


class Shift(Widget):
    """An image to shift, with its feature map and its pooled map, and what changes in them.

    Convolution is equivariant: the feature map of the shifted image is the shifted feature map.
    Pooling is invariant only approximately: its map changes less than the feature map left in
    place, but it changes. The widget measures both, and shows what borders and strides break.

    Parameters
    ----------
    image : array_like, shape (H, W)
        A scene of at most 64 × 64 pixels. The picture is its middle, 8 pixels from each side.
    kernel : array_like, shape (kH, kW)
        With odd sizes. The feature map keeps the positive answers only (ReLU).
    down, right : int
        The shift, from -8 to 8.
    border : {"zeros", "circular", "scene"}
        What comes in at the picture's edge, see `cnnlab.experiments.invariance.shifted_view`. The
        convolution pads with the same, and with zeros for "scene".
    stride : int
        Of the convolution, 1 to 4.
    pooling : {"max", "average", "blur"}
        See `cnnlab.experiments.invariance.pool_map`.
    pool_size : int
        Rows and columns of the pooling windows, 1 to 8.
    images, kernels : dict of str to array_like
        What the widget offers to choose from.

    Examples
    --------
    >>> from cnnlab.widgets import Shift
    >>> widget = Shift(right=1)
    >>> widget.equivariance_error
    0.0
    >>> 0 < widget.invariance_error < widget.unpooled_change
    True
    """

    image = Matrix(_LIMITS["image"])
    kernel = Matrix(_LIMITS["kernel"])
    down = Whole(0, min=-MARGIN, max=MARGIN).tag(sync=True)
    right = Whole(0, min=-MARGIN, max=MARGIN).tag(sync=True)
    border = OneOf(BORDERS, "zeros").tag(sync=True)
    stride = Whole(1, **between(_LIMITS["stride"])).tag(sync=True)
    pooling = OneOf(POOLINGS, "max").tag(sync=True)
    pool_size = Whole(4, **between(_LIMITS["pool_size"])).tag(sync=True)
    images = Matrices(_LIMITS["image"])
    kernels = Matrices(_LIMITS["kernel"])

    def __init__(
        self, image: ArrayLike | None = None, kernel: ArrayLike | None = None, **traits: Any
    ) -> None:
        super().__init__(**given(image=image, kernel=kernel), **traits)
        _ = self.pooled  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        names = {"astronaut": (0, 100, 256, 256), "camera": (30, 120, 240, 240), "coffee": None}
        scenes = {f"digit {label}": np.pad(digit(label), 12) for label in (3, 8)}
        return scenes | {
            name: photograph(name, size=48, grey=True, crop=crop) for name, crop in names.items()
        }

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return np.pad(digit(3), 12)

    @traitlets.default("kernels")
    def _default_kernels(self) -> dict[str, NDArray[Any]]:
        return dict(KERNELS)

    @traitlets.default("kernel")
    def _default_kernel(self) -> NDArray[Any]:
        return KERNELS["sobel_x"]

    @property
    def view(self) -> NDArray[Any]:
        """The picture as it is shifted."""
        return shifted_view(self.image, self.down, self.right, self.border, MARGIN)

    @property
    def features(self) -> NDArray[Any]:
        """The feature map of the shifted picture."""
        return self._features_of(self.view)

    @property
    def pooled(self) -> NDArray[Any]:
        """The pooled map of the shifted picture."""
        return self._pooled_of(self.features)

    @property
    def equivariance_error(self) -> float:
        """How far `features` are from the original's, moved along (by whole outputs)."""
        return relative_change(self._moved, self.features)

    @property
    def unpooled_change(self) -> float:
        """How far `features` are from the original's, left in place."""
        return relative_change(self._features_of(self._original), self.features)

    @property
    def invariance_error(self) -> float:
        """How far `pooled` is from the original's, left in place."""
        return relative_change(self._pooled_of(self._features_of(self._original)), self.pooled)

    @property
    def _original(self) -> NDArray[Any]:
        return shifted_view(self.image, 0, 0, self.border, MARGIN)

    @property
    def _moved(self) -> NDArray[Any]:
        """The original's feature map, moved along."""
        original = self._features_of(self._original)
        # With a stride the map can move by whole outputs only: rounded towards zero.
        steps = [int(pixels / self.stride) for pixels in (self.down, self.right)]
        if self.border == "circular":
            return np.asarray(np.roll(original, steps, axis=(0, 1)))
        return shift(original, *steps)

    def _features_of(self, view: NDArray[Any]) -> NDArray[Any]:
        return feature_map(view, self.kernel, self.stride, self._padding_mode)

    def _pooled_of(self, features: NDArray[Any]) -> NDArray[Any]:
        return pool_map(features, self.pool_size, self.pooling, self._padding_mode)

    @property
    def _padding_mode(self) -> PaddingMode:
        return "circular" if self.border == "circular" else "zeros"

    def __repr__(self) -> str:
        return (
            f"Shift(down {self.down}, right {self.right}, border {self.border!r}, "
            f"stride {self.stride}, {self.pooling!r} pooling of {self.pool_size})"
        )

    def first_frame(self) -> str:
        """Return all maps, what they measure, and what is set."""
        button = '<button type="button">Back to the start</button>'
        by = fields({"Right": self.right, "Down": self.down}) + unborn(f"{_CSS}-back", button)
        error, unpooled, pooled = (
            f"<strong>{_percent(share)}</strong>"
            for share in (self.equivariance_error, self.unpooled_change, self.invariance_error)
        )
        return card(
            f'<div class="{_CSS}-stage">{self._pictures()}</div>',
            f'<div class="cnnlab-settings cnnlab-still {_CSS}-by">{by}</div>',
            f'<p class="cnnlab-total">{self._moving()} {error}. Left in place, it would differ by '
            f"{unpooled}, and the pooled map differs by {pooled}.</p>",
            self._curve(),
            settings(self._settings()),
            look=_CSS,
        )

    def _moving(self) -> str:
        """Say whether the feature map moves along, up to the measure of its error."""
        if self.down % self.stride or self.right % self.stride:
            return (
                f"With stride {self.stride} the feature map can move by whole outputs only: "
                "moved along, it has an error of"
            )
        if self.equivariance_error > _NO_ERROR:
            return "The feature map moves along except near the edges, where it has an error of"
        return "The feature map moves along, with an error of"

    def _pictures(self) -> str:
        """Return the maps of the shifted picture, those of the original, and what differs."""
        original = self._features_of(self._original)
        pairs = (
            (self.view, self._original),
            (self.features, self._moved),
            (self.pooled, self._pooled_of(original)),
        )
        changes = [_percent(relative_change(before, after)) for after, before in pairs]
        drawings = [grey_picture(_greys(after, after, before)) for after, before in pairs]
        drawings += [grey_picture(_greys(before, after, before)) for after, before in pairs]
        drawings += [signed_picture(after - before) for after, before in pairs]
        notes = (*_NOTES, *changes)
        return "".join(
            titled(
                *(title, drawing, f"shift-row-{i // 3}", note),
                hand="" if i else "drag it, or press arrow keys",
                row=i // 3,
            )
            for i, (title, note, drawing) in enumerate(zip(_TITLES, notes, drawings, strict=True))
        )

    def _curve(self) -> str:
        """Return how much the maps left in place change, for every shift to the right."""
        before = self._features_of(self._original)
        pooled = self._pooled_of(before)
        unpooled_changes, pooled_changes = [], []
        for right in _SHIFTS:
            view = shifted_view(self.image, self.down, right, self.border, MARGIN)
            after = self._features_of(view)
            unpooled_changes.append(relative_change(before, after))
            pooled_changes.append(relative_change(pooled, self._pooled_of(after)))
        return (
            f'<div class="{_CSS}-curve"><p class="cnnlab-note">Change of the maps left in place, '
            f"for every shift to the right: {_key(f'cnnlab-line {_CSS}-dashed', 'feature map')}"
            f"{_key('cnnlab-line', 'pooled map')}</p>"
            f"{_plot(unpooled_changes, pooled_changes, self.right)}</div>"
        )

    def _settings(self) -> dict[str, object]:
        """Return the name of each setting, and its value in words."""
        size = self.pool_size
        return {
            "Image": chosen(self.images, self.image),
            "Kernel": chosen(self.kernels, self.kernel),
            "Border": _BORDER_WORDS[self.border],
            "Convolution stride": self.stride,
            "Pooling": _POOLING_WORDS[self.pooling],
            "Pooling window": "1 (none)" if size == 1 else f"{size} × {size}",
        }


def _greys(values: NDArray[Any], after: NDArray[Any], before: NDArray[Any]) -> NDArray[Any]:
    """Return the greys of a map, 0 to 255, on the scale that it shares with the one below it."""
    most = max(np.abs(after).max(), np.abs(before).max()) or 1
    low = min(0, after.min())
    return np.asarray(255 * (values - low) / (most - low))


def _percent(share: float) -> str:
    if not np.isfinite(share):
        return "no measure"
    if 0 < share < 0.1:
        return f"{number(100 * share, 2)}%"
    return f"{math.floor(100 * share + 0.5)}%"


def _key(look: str, words: str) -> str:
    line = f'<svg viewBox="0 0 30 10" aria-hidden="true"><path class="{look}" d="M0 5H30"/></svg>'
    return f'<span class="{_CSS}-key">{line}{words}</span>'


def _plot(dashed: list[float], solid: list[float], right: int) -> str:
    """Draw two lines over all shifts, with dots at the present one, as the live widget does."""
    most = max(1.0, *(share for share in (*dashed, *solid) if np.isfinite(share)))
    lines, dots = "", ""
    for shares, look in ((dashed, f"cnnlab-line {_CSS}-dashed"), (solid, "cnnlab-line")):
        heights = [f"{140 - 130 * min(share, most) / most:.4g}" for share in shares]
        points = " ".join(f"{_across(x)},{y}" for x, y in zip(_SHIFTS, heights, strict=True))
        lines += f'<polyline class="{look}" points="{points}"/>'
        y = heights[right + MARGIN]
        dots += f'<circle cx="{_across(right)}" cy="{y}" r="6" class="cnnlab-now"/>'
    ticks = "".join(
        f'<text x="{_across(x)}" y="163" text-anchor="middle">{number(x)}</text>'
        for x in _SHIFTS[::4]
    )
    return (
        '<svg class="cnnlab-plot" viewBox="0 0 494 188" role="img" aria-label="The curves">'
        '<path class="cnnlab-axis" d="M72 10V140H472"/>'
        f'<text x="66" y="17" text-anchor="end">{_percent(most)}</text>'
        f'<text x="66" y="140" text-anchor="end">0</text>{ticks}'
        '<text x="272" y="184" text-anchor="middle">pixels to the right</text>'
        f"{lines}{dots}</svg>"
    )


def _across(right: int) -> int:
    return 272 + 25 * right
