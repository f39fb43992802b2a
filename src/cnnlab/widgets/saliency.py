"""Which pixels a digit's score depends on: occlusion, gradient and Grad-CAM side by side."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.checks import Array
from cnnlab.images import split_digits
from cnnlab.network import Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion
from cnnlab.widgets.base import Matrices, Matrix, OneOf, Whole, Widget
from cnnlab.widgets.draw_digit import (
    DIGITS,
    MOST_INK,
    SIDE,
    as_drawing,
    as_drawings,
    packed_reader,
    with_article,
)
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    chosen,
    grey_grid,
    settings,
    signed_grid,
    titled,
)
from cnnlab.widgets.packed import unpack_network

PATCHES = (1, 3, 5)
FILLS = {0: "paper", 5: "grey", MOST_INK: "ink"}  # as in form.mjs
"""What a patch is filled with. Grey is about the mean of the digits' pixels."""

_CSS = "cnnlab-saliency"


class Reader(traitlets.TraitType[list[dict[str, Any]], Any]):
    """A trait that holds a network with maps that reads digits, packed for a page."""

    info_text = "a network"

    def validate(self, obj: Any, value: Any) -> list[dict[str, Any]]:
        """Return the packed network, tried on an empty image."""
        layers = packed_reader("network", value)
        if not rectified_maps(layers):
            raise traitlets.TraitError(
                "network must have a ReLU on maps, before Flatten: Grad-CAM needs it"
            )
        return layers


def rectified_maps(layers: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of the ReLUs that come before the maps are laid out in a row."""
    kinds = [layer["type"] for layer in layers]
    end = kinds.index("flatten") if "flatten" in kinds else len(kinds)
    return [number for number, kind in enumerate(kinds[:end]) if kind == "relu"]


class Saliency(Widget):
    """Three maps that say which pixels a digit's score depends on, and where they disagree.

    See `cnnlab.network.attribution` for how they are made. A click on a pixel inks it, or wipes
    it, and so puts the maps to the test.

    Parameters
    ----------
    network : Sequential
        A trained network from (N, 1, 8, 8) to (N, 10) with convolutions, as `DrawDigit` takes it.
        Its weights are rounded to 8 bits.
    drawing : array_like, shape (8, 8)
        What it sees: 0 (paper) to 16 (ink). By default the first of the `drawings`.
    drawings : dict of str to array_like, shape (8, 8)
        Digits to choose from. By default the first test digit of each class.
    target : int
        The digit whose score is asked about.
    patch : {1, 3, 5}
        The side of the patch that covers the drawing.
    fill : {0, 5, 16}
        The ink under the patch: paper, about the mean of the digits' pixels, or full ink.
    layer : int
        The number of the ReLU whose maps Grad-CAM takes. By default the last before `Flatten`.
    pixel : list of int
        Row and column of the pixel whose numbers are written out.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.

    Examples
    --------
    >>> from cnnlab.experiments.digit_networks import make_cnn
    >>> widget = Saliency(make_cnn(0))
    >>> widget
    Saliency(score of 0, patch 3 × 3 of paper)
    >>> widget.occlusion.shape, widget.gradient.shape, widget.grad_cam.shape
    ((8, 8), (8, 8), (8, 8))
    """

    network = Reader().tag(sync=True)
    drawing = Matrix(SIDE)
    drawings = Matrices(SIDE)
    target = Whole(min=0, max=DIGITS - 1).tag(sync=True)
    patch = OneOf(PATCHES, 3).tag(sync=True)
    fill = OneOf(tuple(FILLS), 0).tag(sync=True)
    layer = Whole().tag(sync=True)
    pixel = traitlets.List(Whole(min=0, max=SIDE - 1), [3, 3], minlen=2, maxlen=2).tag(sync=True)

    def __init__(
        self, network: Sequential | list[dict[str, Any]] | None = None, **traits: Any
    ) -> None:
        super().__init__(network=network, **traits)

    @traitlets.default("drawing")
    def _default_drawing(self) -> NDArray[Any]:
        return next(iter(self.drawings.values()))

    @traitlets.default("drawings")
    def _default_drawings(self) -> dict[str, NDArray[Any]]:
        digits = split_digits()
        firsts = [int((digits.y_test == label).argmax()) for label in range(DIGITS)]
        images = np.rint(MOST_INK * digits.x_test[firsts, 0]).astype(int)
        return {with_article(label): image for label, image in enumerate(images)}

    @traitlets.default("layer")
    def _default_layer(self) -> int:
        return rectified_maps(self.network)[-1]

    @traitlets.validate("drawing")
    def _drawn_in_ink(self, proposal: dict[str, Any]) -> NDArray[Any]:
        return as_drawing("drawing", proposal["value"])

    @traitlets.validate("drawings")
    def _all_drawn_in_ink(self, proposal: dict[str, Any]) -> dict[str, NDArray[Any]]:
        drawings: dict[str, NDArray[Any]] = proposal["value"]
        if not drawings:
            raise traitlets.TraitError("drawings must hold at least one drawing")
        return as_drawings(drawings)

    @traitlets.validate("layer")
    def _with_maps(self, proposal: dict[str, Any]) -> int:
        layer: int = proposal["value"]
        known = rectified_maps(self.network)
        if layer not in known:
            raise traitlets.TraitError(f"layer must be a ReLU on maps, one of {known}, got {layer}")
        return layer

    @property
    def scores(self) -> Array:
        """The ten scores of the drawing, from the rounded network."""
        return np.asarray(self._unpacked(self._image[None])[0])

    @property
    def occlusion(self) -> Array:
        """What the score loses when the patch is centred on each pixel."""
        fill = self.fill / MOST_INK
        return occlusion(self._unpacked, self._image, self.target, self.patch, fill)

    @property
    def gradient(self) -> Array:
        """How fast the score grows with each pixel, for a pixel from paper (0) to ink (1)."""
        return np.asarray(input_gradient(self._unpacked, self._image, self.target)[0])

    @property
    def grad_cam(self) -> Array:
        """Grad-CAM of the layer, stretched over the pixels."""
        return enlarge(grad_cam(self._unpacked, self._image, self.target, self.layer), SIDE)

    @property
    def _image(self) -> Array:
        return np.asarray(self.drawing[None] / MOST_INK)

    @property
    def _unpacked(self) -> Sequential:
        return unpack_network(self.network)

    def __repr__(self) -> str:
        patch = f"patch {self.patch} × {self.patch} of {FILLS[self.fill]}"
        return f"Saliency(score of {self.target}, {patch})"

    def first_frame(self) -> str:
        """Return the settings, the drawing and its three maps, the score, and what a pixel says."""
        row, column = self.pixel
        here = Rectangle(row, column, 1, 1)
        values = {
            "Digit": chosen(self.drawings, self.drawing, "your own"),
            "Why a …": self.target,
            "Patch": f"{self.patch} × {self.patch}",
            "Filled with": FILLS[self.fill],
            "Maps of": f"convolution {rectified_maps(self.network).index(self.layer) + 1}",
        }
        notes = {
            "Occlusion": "what the score loses under the patch",
            "Gradient": "of the score, for one full pixel of ink",
            "Grad-CAM": "weighted maps, added up",
        }
        maps, scores = (self.occlusion, self.gradient, self.grad_cam), self.scores
        pixels = grey_grid(self.drawing, here)
        figures = [titled("Input", pixels, "saliency-input", hand="a click inks or wipes a pixel")]
        figures += [
            titled(name, signed_grid(_short(map_), here), "saliency-map", note)
            for (name, note), map_ in zip(notes.items(), maps, strict=True)
        ]
        score = float(scores[self.target])
        # Nothing is told before the guess is made.
        told = [] if self.guess.get("kind") else self._told(score, *(m[row, column] for m in maps))
        return card(
            f'<div class="{_CSS}-stage">{"".join(figures)}</div>',
            f'<p class="cnnlab-total">Score of {self.target}: <strong>{_fixed(score)}</strong>. '
            f"The network reads {scores.argmax()}.</p>",
            f'<ul class="{_CSS}-told">{"".join(f"<li>{line}</li>" for line in told)}</ul>',
            settings(values),
            look=_CSS,
        )

    def _told(self, score: float, lost: float, slope: float, cam: float) -> list[str]:
        """Return a line for each map about the pixel, where these are the maps' numbers."""
        (row, column), image, target = self.pixel, self._image, self.target
        network = self._unpacked
        sums = enlarge(grad_cam(network, image, target, self.layer, rectify=False), SIDE)
        other = image.copy()
        other[0, row, column] = 0 if image[0, row, column] > 0 else 1
        change = network(other[None])[0, target] - score
        by = other[0, row, column] - image[0, row, column]
        decimals = _decimals(sums)
        return [
            f"Row {row}, column {column}. With the patch there, the score is {_fixed(score - lost)}"
            f": it loses {_fixed(lost)}.",
            f"Gradient: {_fixed(slope)}. {'Wiping' if by < 0 else 'Inking'} it should change the "
            f"score by {_signed(slope * by)}, and changes it by {_signed(change)}.",
            f"The weighted maps add up to {_fixed(sums[row, column], decimals)} there. "
            f"Grad-CAM cuts them at 0 before it enlarges them: {_fixed(cam, decimals)}.",
        ]


def _fixed(value: float, decimals: int = 1) -> str:
    return f"{round(value, decimals) or 0.0:.{decimals}f}".replace("-", "−")


def _signed(change: float) -> str:
    return f"+{_fixed(change)}" if round(change, 1) > 0 else _fixed(change)


def _decimals(map_: Array) -> int:
    return 2 if np.abs(map_).max() < 1 else 1


def _short(map_: Array) -> Array:
    """Return numbers with one decimal, or with a second where all are small."""
    return np.asarray(np.round(map_, _decimals(map_)))
