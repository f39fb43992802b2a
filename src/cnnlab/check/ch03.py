"""Checkers for the chapter on receptive fields."""

from collections.abc import Iterable
from contextlib import suppress
from functools import reduce
from itertools import accumulate, count, islice
from operator import index, mul
from typing import Any

from cnnlab import mistakes
from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.run import safely, shown
from cnnlab.check.verdict import Wrong, checker
from cnnlab.receptive_fields import receptive_field

LEAST_FIELD = 27


@checker
def field_size(function: Any, cases: Cases = ()) -> str:
    """Check a function (layers) that gives the field's size for pairs (kernel size, stride)."""
    cases = cases or [
        ([(5, 1)],),
        ([(3, 1), (5, 1)],),
        ([(3, 2), (2, 4)],),
        ([(3, 1), (2, 2), (3, 1)],),
        ([(7, 2), (3, 2), (1, 1), (3, 3), (4, 1)],),
    ]
    return compare_function(
        function,
        lambda layers: receptive_field(layers)[-1].size,
        cases,
        ("layers",),
        _field_slips,
    )


def _field_slips(layers: list[tuple[int, int]]) -> Slips:
    """List what comes out if the jump, or the way through the layers, is another."""
    kernels, strides = zip(*layers, strict=True)
    before = [1, *strides[:-1]]
    jumps = list(accumulate(before, mul))

    def size(steps: Iterable[int], jumps: Iterable[int]) -> int:
        return 1 + sum(step * jump for step, jump in zip(steps, jumps, strict=True))

    steps = [kernel - 1 for kernel in kernels]
    come_round = [strides[-1], *strides[:-1]]
    no_layer_before = (
        "That begins with the stride of the last layer, as `layers[i - 1]` does where i is 0: the "
        "first layer's jump is 1."
    )
    return [
        *mistakes.receptive_field(layers),
        (
            size(kernels, jumps),
            "That adds k jumps for each layer: from the first unit of a window to its last there "
            "are k − 1.",
        ),
        (
            size(steps, before),
            "That takes the stride of the layer before for the jump: the jump is the product of "
            "all strides before.",
        ),
        *(
            (size(steps, wrong), no_layer_before)
            for wrong in (come_round, accumulate(come_round, mul))
        ),
        (size(steps, strides), mistakes.REPLIES["receptive_field"]["own_stride"]),
        (size(steps, accumulate(before)), "That adds the strides up: the jump is their product."),
        (
            reduce(lambda size, layer: (size - 1) * layer[1] + layer[0], layers, 1),
            "That rule leads back from the last layer to the image: go through the layers in "
            "reverse.",
        ),
        (kernels[0], "That is the first layer's field: is the `return` inside the loop?"),
    ]


@checker
def dilations(answer: Any) -> str:
    """Check four dilations that see `LEAST_FIELD` pixels or more in a row, without gaps."""
    if not isinstance(answer, Iterable):
        raise Wrong(f"The answer should be four whole numbers; it is {shown(answer)}.")
    with safely("Going through your answer"):
        four = list(islice(answer, 5))
        whole = [_whole(d) for d in four]
    if len(four) != 4:
        raise Wrong(
            f"There should be four dilations; there are {len(four) if len(four) < 5 else 'more'}."
        )
    if min(whole) < 1:
        raise Wrong(
            f"The dilations should be four whole numbers of at least 1; they are {shown(four)}."
        )
    size = 1 + 2 * sum(whole)
    if size < LEAST_FIELD:
        raise Wrong(f"The field is {size} pixels wide; it should be at least {LEAST_FIELD}.")
    seen = {0}
    for dilation in whole:
        seen = {pixel + tap * dilation for pixel in seen for tap in range(3)}
    gap = next(pixel for pixel in count() if pixel not in seen)
    if gap < size:
        raise Wrong(
            f"Only {len(seen)} pixels of the field are seen: pixel {gap}, for example, is left out."
        )
    return f"The field is {size} pixels wide, and every pixel in it is seen."


def _whole(number: Any) -> int:
    """Return a whole number of whichever type, such as 8.0, as an int; else 0."""
    with suppress(TypeError):
        return index(number)
    with suppress(TypeError):
        if hasattr(number, "__float__") and float(number).is_integer():
            return int(number)
    return 0
