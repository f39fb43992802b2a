"""Windows as rows, and the way back, as the Python widget has them."""

import itertools
from typing import Any

import numpy as np

from cnnlab import conv2d_backward
from cnnlab.widgets import Im2Col
from cnnlab.widgets.im2col import WAYS

SHAPES = [((1, 4, 5), (2, 1, 3, 2)), ((2, 3, 4), (1, 2, 2, 2)), ((3, 6, 3), (3, 3, 1, 3))]
PADDINGS = [0, 1, (2, 0), ((0, 1), (1, 0)), "same", "full"]


def vectors() -> list[dict[str, Any]]:
    """Return a grid of settings, some of which do not fit, each with its matrices."""
    random = np.random.default_rng(0)
    cases = []
    for image_shape, weight_shape in SHAPES:
        image = random.integers(0, 17, image_shape)
        weight = random.integers(-3, 4, weight_shape)
        for stride, padding, way in itertools.product((1, 2, 3), PADDINGS, WAYS):
            settings = {"stride": stride, "padding": padding, "way": way}
            cases.append(_case({"image": image, "weight": weight, **settings}))
    return cases


def _case(settings: dict[str, Any]) -> dict[str, Any]:
    try:
        widget = Im2Col(**settings)
    except ValueError:
        return {"settings": settings, "refused": True}
    return {
        "settings": settings,
        "columns": widget.columns,
        "kernels": widget.kernels,
        "product": widget.output.reshape(len(widget.weight), -1).T,
        "pieces": widget.pieces,
        "folded": widget.folded,
        "kernel_gradient": _kernel_gradient(widget),
    }


def _kernel_gradient(widget: Im2Col) -> Any:
    """Return what conv2d_backward gives for the kernels, as columns, by no matrix product."""
    if widget.way in ("forward", "count"):
        return None
    output = widget.output[None]
    grad = np.ones_like(output) if widget.way == "sum" else output
    _, grad_w, _ = conv2d_backward(
        grad,
        widget.image[None],
        widget.weight,
        stride=widget.stride,
        padding=widget.padding,
        method="loop",
    )
    return grad_w.reshape(len(widget.weight), -1).T
