"""Every picture and every sentence of the learned weights, as cnnlab computes them."""

import re
from typing import Any

from cnnlab.widgets import LearnedWeights
from cnnlab.widgets.learned_weights import AMOUNTS, SIDES


def vectors() -> dict[str, Any]:
    """Return the widget's state, and what it shows for every side and number of images."""
    first = LearnedWeights()
    return {"state": first.state(), "settings": [_shown(s, a) for s in SIDES for a in AMOUNTS]}


def _shown(side: int, images: int) -> dict[str, Any]:
    widget = LearnedWeights(side=side, images=images, digit=(side + images) % 10)
    sentences = re.findall(r'<p class="cnnlab-total[^>]*>(.*?)</p>', widget.first_frame())
    return {
        "side": side,
        "images": images,
        "digit": widget.digit,
        "image": widget.image,
        "weights": widget.weights,
        "onDigit": widget.on_digit,
        "onGravel": None if side == SIDES[0] else widget.on_gravel,
        "sentences": [re.sub("<[^>]*>", "", sentence) for sentence in sentences],
    }
