"""Digits, moved ones, drawn ones, and a CNN that reads them, as chapter 13 trains it."""

from typing import Any

from cnnlab.experiments.digit_networks import make_cnn, train_on_digits
from cnnlab.experiments.drawn_digits import SHAPES, drawn_at, shapes_read_right
from cnnlab.images import digits, shift
from cnnlab.strokes import count_ink
from cnnlab.widgets.packed import pack_network, unpack_network

PLACES = [(1.0, (16, 16)), (0.6, (16, 16)), (0.35, (8, 8)), (0.6, (-4, 30))]
"""How large shapes are drawn, and where: the last lie half beyond the pad."""


def vectors() -> dict[str, Any]:
    """Return digits, the same moved up and right by a pixel, shapes, and a trained network."""
    images = digits()[0][::30]
    cnn = pack_network(train_on_digits(make_cnn, epochs=6)[0])
    return {
        "images": images,
        "moved": [shift(image, -1, 1) for image in images],
        "cnn": cnn,
        "shapes": [_shape(shape, *place) for place in PLACES for shape in SHAPES],
        "read": [shapes_read_right(unpack_network(cnn), 0.6, fit) for fit in (False, True)],
    }


def _shape(shape: Any, share: float, middle: tuple[float, float]) -> dict[str, Any]:
    strokes = drawn_at(shape, share, middle)
    drawings = {str(fit): count_ink(strokes, fit) for fit in (False, True)}
    return {"digit": shape.digit, "share": share, "strokes": strokes, "drawings": drawings}
