"""The usual wrong answers: what they are, and that the right one is never among them."""

import itertools
from typing import Any

import numpy as np
import pytest

from cnnlab import (
    conv_cost,
    convolve2d,
    correlate2d,
    linear_cost,
    mistakes,
    output_size,
    receptive_field,
    transposed_size,
)
from cnnlab.practice import KINDS, LEVELS, problem

QUESTIONS: list[tuple[Any, list[mistakes.Mistake]]] = [
    *(
        (output_size(n, k, s, p, d), mistakes.output_size(n, k, s, p, d, other_size=n + 4))
        for n, k, s, p, d in itertools.product((9, 12), (1, 2, 3), (1, 2, 3), (0, 1, 2), (1, 2, 3))
    ),
    *(
        (transposed_size(n, k, s, p, e, d), mistakes.transposed_size(n, k, s, p, e, d))
        for n, k, s, p, d, e in itertools.product((5, 8), (3, 4), (2, 3), (0, 1), (1, 2), (0, 1))
    ),
    *(
        (receptive_field(layers)[-1].size, mistakes.receptive_field(layers))
        for layers in ([3], [1], [3, 3], [(3, 2), (3, 1)], [(2, 2, 0), (3, 1, 1, 2), (5, 2)])
    ),
    *(
        (linear_cost(m, n).parameters, mistakes.linear_parameters(m, n))
        for m, n in ((1, 1), (784, 10))
    ),
    *(
        (conv_cost((9, 9), i, o, k, groups=g).parameters, mistakes.parameters(i, o, k, g))
        for i, o, k, g in ((1, 1, 3, 1), (3, 8, (3, 5), 1), (8, 8, 3, 8), (8, 16, 3, 4))
    ),
    *(
        (
            conv_cost((9, 7), i, o, k, padding=p, groups=g).multiply_adds,
            mistakes.multiply_adds((9, 7), i, o, k, padding=p, groups=g),
        )
        for i, o, k, p, g in ((1, 1, 3, 0, 1), (3, 8, 5, 2, 1), (8, 8, 3, 0, 8))
    ),
]


@pytest.mark.parametrize(("right", "wrong"), QUESTIONS)
def test_no_mistake_is_right_or_named_twice(right: Any, wrong: list[mistakes.Mistake]):
    answers = [answer for answer, _ in wrong]
    assert right not in answers
    assert len(set(answers)) == len(answers)
    assert all(reply.startswith(("That ", "Those ", "A ")) for _, reply in wrong)


def named(slips: list[mistakes.Mistake]) -> dict[Any, str]:
    return dict(slips)


# By hand: nine rows with a border of two are thirteen, and ⌊(13 − 3) / 2⌋ + 1 = 6.
@pytest.mark.parametrize(
    ("wrong", "word"),
    [(5, "+ 1"), (4, "leaves the padding out"), (8, "before the padding"), (11, "stride skips")],
)
def test_a_slip_with_a_size_is_named(wrong: int, word: str):
    assert word in dict(mistakes.output_size(9, 3, 2, 2))[wrong]


def test_without_a_stride_no_reply_speaks_of_one():
    for padding in (0, 1):
        replies = dict(mistakes.output_size(9, 4, padding=padding))
        assert "input's own size" in replies[9]
        assert not any("stride" in reply for reply in replies.values())


def test_without_padding_no_reply_about_a_transposed_size_speaks_of_it() -> None:
    for size, kernel, stride in itertools.product((4, 7), (3, 4), (2, 3)):
        replies = dict(mistakes.transposed_size(size, kernel, stride)).values()
        assert not any("padding" in reply for reply in replies)


def test_where_no_row_is_left_over_no_reply_says_that_most_are_reached() -> None:
    assert "reach into them" in dict(mistakes.leftover(30, 5, 5))[25]


def test_the_flip_is_named_both_ways():
    image, kernel = np.arange(9.0).reshape(3, 3), np.array([[1, 0, 2], [0, 0, 0], [-1, 0, 3]])
    correlated, convolved = correlate2d(image, kernel).item(), convolve2d(image, kernel).item()
    slips = dict(mistakes.one_output(image, kernel, 0.5))
    assert "flips the kernel" in slips[convolved + 0.5]
    assert "bias" in slips[correlated]
    assert "without the flip" in dict(mistakes.one_output(image, kernel, flip=True))[correlated]


# By hand: 1 2 over 4 5, times 2 4 over 1 3, is 2 + 8 + 4 + 15; times 3 1 over 4 2, 3 + 2 + 16 + 10.
@pytest.mark.parametrize("turned", [29, 31])
def test_a_turn_by_90_degrees_is_named(turned: int) -> None:
    assert (
        "by 90°" in dict(mistakes.one_output([[1, 2], [4, 5]], [[1, 2], [3, 4]], flip=True))[turned]
    )


@pytest.mark.parametrize("total", [3 + 2 + 3 + 2 + 3, 3 + 2 + 2 * 3 + 2 * 2 + 4 * 3])
def test_a_sum_of_kernel_sizes_is_named_with_the_strides_and_without(total: int) -> None:
    slips = dict(mistakes.receptive_field([3, (2, 2), 3, (2, 2), 3]))
    assert "adds up the kernel sizes" in slips[total]


def test_every_reply_can_be_given() -> None:
    """A slip whose answer always equals another's would have its reply swallowed by it."""
    asked = [wrong for _, wrong in QUESTIONS]
    asked += [
        [(answer, reply) for answer, reply in problem(kind, seed, level=level).mistakes]
        for kind in KINDS
        for level in range(1, LEVELS + 1)
        for seed in range(30)
    ]
    given = {reply for wrong in asked for _, reply in wrong}
    assert given >= {reply for slips in mistakes.REPLIES.values() for reply in slips.values()}


def test_what_an_average_sends_is_not_explained_by_the_largest_pixel() -> None:
    replies = dict(mistakes.pool_gradient([[8]], [[1, 2], [3, 4]], 2, 2, (0, 0), average=True))
    assert "an average sends every pixel" in replies[0.0]
    assert not any("is the largest" in reply for reply in replies.values())


def test_with_a_stride_no_pixel_is_copied_as_often_as_without() -> None:
    replies = dict(mistakes.copies((8, 8), 4, 2, (0, 0)))
    assert "windows are left out" in replies[16]
    assert "well inside; this one" in dict(mistakes.copies((8, 8), 4, 1, (0, 0)))[16]


def test_where_no_window_holds_a_pixel_no_reply_says_that_windows_overlap() -> None:
    missed, held = (mistakes.copies((6, 8), 3, 2, (row, 2)) for row in (5, 2))
    assert not any("Windows overlap" in reply for _, reply in missed)
    assert "Windows overlap" in dict(held)[1]
