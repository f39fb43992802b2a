"""Learned weights: what a linear layer learned from digits in gravel, as pictures."""

from functools import cache
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.experiments.linear_layers import Surroundings, learn_digits, mean_weights
from cnnlab.experiments.training import mean_and_range
from cnnlab.images import digit, photograph
from cnnlab.widgets.base import WIDGET_LIMITS, Matrix, OneOf, Tensor, Whole, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    grey_picture,
    settings,
    signed_picture,
    titled,
)
from cnnlab.widgets.packed import pack_network, unpack_network

SIDES = (8, 16, 24)
AMOUNTS = (30, 100, 300, 1000)
TRAININGS = 3
_DIGIT, _INK = 8, 16  # the digits' rows and columns, and their darkest ink
_LEFT, _BOTTOM, _STEP = 70, 210, 58  # of the plot, as in plot.mjs
_CSS = "cnnlab-learned-weights"


@cache
def learned(side: int, images: int) -> dict[str, Any]:
    """Return what one linear layer learned: how much it gets right, and its packed weights.

    It was trained several times; the weights are those of the first training.
    """
    around: Surroundings = "gravel" if side > _DIGIT else "none"
    runs = [learn_digits(images, None, side, around, seed) for seed in range(TRAININGS)]
    return {
        "side": side,
        "images": images,
        "right": [round(right, 4) for _, right in runs],
        "layer": pack_network(runs[0][0])[1],
    }


class LearnedWeights(Widget):
    """The weights of a linear layer that has learned to read digits in gravel, as pictures.

    The layer has an output for each of the ten classes, and each output a weight for each pixel:
    the weights of a class are a picture. See `cnnlab.experiments.linear_layers.learn_digits`.

    Parameters
    ----------
    side : {8, 16, 24}
        Rows and columns of the images. The digit in their middle has 8 × 8 pixels.
    images : {30, 100, 300, 1000}
        How many images the layer has learned from.
    digit : int
        The class whose weights are shown, 0 to 9.
    digits : array_like, shape (10, 8, 8)
        A digit of each class, from 0 (paper) to 16 (ink).
    ground : array_like, shape (24, 24)
        Gravel to show it in, from 0 to 255.
    learned : list of dict
        For each side and number of images: "side", "images", "right" (per cent of unseen digits,
        one for each training) and "layer" (the first training's, as `pack_network` packs it).

    Examples
    --------
    >>> from cnnlab.widgets import LearnedWeights
    >>> few, many = (LearnedWeights(images=images) for images in (30, 1000))
    >>> [widget.on_digit > 2 * widget.on_gravel for widget in (few, many)]
    [False, True]
    """

    side = OneOf(SIDES, 24).tag(sync=True)
    images = OneOf(AMOUNTS, 100).tag(sync=True)
    digit = Whole(3, min=0, max=9).tag(sync=True)
    digits = Tensor(*WIDGET_LIMITS["learned_weights"]["digits"])
    ground = Matrix(max(SIDES))
    learned = traitlets.List(traitlets.Dict()).tag(sync=True)

    @traitlets.default("digits")
    def _default_digits(self) -> NDArray[Any]:
        return np.array([digit(label) for label in range(10)])

    @traitlets.default("ground")
    def _default_ground(self) -> NDArray[Any]:
        side = max(SIDES)
        return np.rint(photograph("gravel", grey=True)[:side, :side]).astype(int)

    @traitlets.default("learned")
    def _default_learned(self) -> list[dict[str, Any]]:
        return [learned(side, images) for side in SIDES for images in AMOUNTS]

    @property
    def image(self) -> NDArray[Any]:
        """A digit of the class as the layer sees it, from 0 to 255."""
        if min(self.ground.shape) < self.side:
            raise ValueError(
                f"ground must have at least {self.side} rows and columns, got {self.ground.shape}"
            )
        top = (len(self.ground) - self.side) // 2
        image = self.ground[top : top + self.side, top : top + self.side].astype(float)
        start = (self.side - _DIGIT) // 2
        if self.digit >= len(self.digits):
            raise ValueError(f"digit must be below the {len(self.digits)} digits, got {self.digit}")
        inked = 255 / _INK * self.digits[self.digit]
        image[start : start + _DIGIT, start : start + _DIGIT] = inked
        return image

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weights of the class, as a picture."""
        layer = unpack_network([self._found(self.side, self.images)["layer"]]).layers[0]
        weights: NDArray[np.float64] = layer.parameters()[0][self.digit]
        return weights.reshape(self.side, self.side)

    @property
    def right(self) -> list[float]:
        """Per cent of unseen digits that each of the training runs gets right."""
        right: list[float] = self._found(self.side, self.images)["right"]
        return right

    @property
    def on_digit(self) -> float:
        """The mean size of the class's weights on the digit."""
        return mean_weights(self.weights)[0]

    @property
    def on_gravel(self) -> float:
        """The mean size of the class's weights on the gravel; NaN without gravel."""
        return mean_weights(self.weights)[1]

    def _found(self, side: int, images: int) -> dict[str, Any]:
        for each in self.learned:
            if (each.get("side"), each.get("images")) == (side, images):
                return each
        raise ValueError(f"nothing was learned from {images} images of side {side}")

    def __repr__(self) -> str:
        return f"LearnedWeights(side {self.side}, {self.images} images, class {self.digit})"

    def first_frame(self) -> str:
        """Return the settings, an image, the class's weights, and how much is right."""
        side, start = self.side, (self.side - _DIGIT) // 2
        here = Rectangle(start, start, _DIGIT, _DIGIT)
        size = f"{side} × {side}"
        figures = (
            titled("Image", grey_picture(self.image), "input", f"class {self.digit}, {size}"),
            titled(
                "Weights",
                signed_picture(self.weights, here),
                "learned-weights-picture",
                f"class {self.digit}, digit framed",
            ),
            titled(
                "Accuracy",
                self._plot(),
                "learned-weights-accuracy",
                "unseen digits right, in %; a line for each side",
            ),
        )
        chosen = {
            "Side": f"{side} pixels",
            "Training images": self.images,
            "Class": self.digit,
        }
        accuracy, weights = self._words()
        return card(
            settings(chosen),
            f'<div class="{_CSS}-stage">{"".join(figures)}</div>',
            f'<p class="cnnlab-total {_CSS}-right">{accuracy}</p>'
            f'<p class="cnnlab-total">{weights}</p>',
            look=_CSS,
        )

    def _words(self) -> tuple[str, str]:
        mean, _, low_high = mean_and_range(self.right).partition(" ")
        accuracy = (
            f"Learned from <strong>{self.images}</strong> images of {self.side} × {self.side} "
            f"pixels: <strong>{mean}%</strong> of the unseen digits right, the mean of "
            f"{len(self.right)} training runs {low_high}."
        )
        on_digit, on_gravel = self.on_digit, self.on_gravel
        if np.isnan(on_gravel):
            rest = "on the digit. There is no gravel."
        else:
            rest = (
                f"on the digit, <strong>{on_gravel:.2f}</strong> on the gravel "
                f"(ratio {on_digit / on_gravel:.1f})."
            )
        weights = f"Mean size of these weights: <strong>{on_digit:.2f}</strong> {rest}"
        return accuracy, weights

    def _plot(self) -> str:
        """Draw how much is right against the number of images, a line for each side."""
        lines = ""
        for side in SIDES:
            heights = [_height(np.mean(self._found(side, n)["right"])) for n in AMOUNTS]
            points = " ".join(f"{_across(i)},{y:.1f}" for i, y in enumerate(heights))
            look = "cnnlab-line" if side == self.side else f"cnnlab-line {_CSS}-other"
            lines += (
                f'<polyline class="{look}" points="{points}"/>'
                f'<text x="{_across(0) - 10}" y="{heights[0] + 5:.1f}" text-anchor="end">'
                f"{side}</text>"
            )
        x = _across(AMOUNTS.index(self.images))
        low, mean, high = (
            _height(value) for value in (min(self.right), np.mean(self.right), max(self.right))
        )
        ticks = "".join(
            f'<text x="{_across(i)}" y="{_BOTTOM + 18}" text-anchor="middle">{amount}</text>'
            for i, amount in enumerate(AMOUNTS)
        )
        end = _across(len(AMOUNTS) - 1) + 20
        return (
            '<svg class="cnnlab-plot" viewBox="0 0 268 250" role="img"'
            ' aria-label="Per cent of unseen digits right, against the number of training images">'
            f'<path class="cnnlab-axis" d="M36 10V{_BOTTOM}H{end}"/>'
            f'<text x="31" y="17" text-anchor="end">100</text>'
            f'<text x="31" y="{_BOTTOM + 3}" text-anchor="end">0</text>{ticks}'
            f'<text x="150" y="{_BOTTOM + 36}" text-anchor="middle">training images</text>'
            f'{lines}<path class="{_CSS}-range" d="M{x} {low:.1f}V{high:.1f}"/>'
            f'<circle class="cnnlab-now" cx="{x}" cy="{mean:.1f}" r="6"/></svg>'
        )


def _across(i: int) -> int:
    return _LEFT + _STEP * i


def _height(percent: Any) -> float:
    return _BOTTOM - 2 * float(percent)
