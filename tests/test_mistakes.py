"""The usual wrong answers: what they are, and that the right one is never among them."""

import itertools
import re
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


IMAGE = [[9, 1, 2, 3], [4, 5, 6, 7], [1, 2, 3, 8], [0, 1, 2, 3]]
PATCH, KERNEL = [[1, 2], [3, 4]], [[1, -2], [0, 5]]
# Every number by hand; where two slips of a question lead to one number, another question has it.
BY_HAND: list[tuple[list[mistakes.Mistake], dict[Any, str]]] = [
    (
        mistakes.output_size(20, 4, 3, 2),  # (24 − 4) / 3 + 1, rounded down: 7
        {6: "some of the padding", 20 / 3 + 1: "round the quotient down", 8: "rounds up"}
        | {10: "before the padding", 21: "every position"},
    ),
    (mistakes.output_size(20, 4, 1, 2), {19: "at one end only", 17: "leaves the padding out"}),
    (mistakes.output_size(20, 3, 1, 0, 3), {18: "leaves out the dilation", 12: "span d · k"}),
    (
        mistakes.output_size(20, 5, other_size=30, other_kernel_size=9),
        {22: "the other axis", 12: "kernel's columns for its rows"},
    ),
    (mistakes.output_size(17, 9, 4), {4: "size divided by the stride"}),
    (mistakes.output_size(224, 11, 4, 2), {56: "divided by the stride, or rounds up"}),  # 55
    (mistakes.output_size(225, 7, 2, 3), {112: "divided by the stride, or leaves out"}),  # 113
    (
        mistakes.linear_parameters(12, 5, channels=3),  # 60 weights and 5 biases
        {60: "without the biases", 61: "one bias in all", 25: "counts one channel"}
        | {72: "a bias for each input", 17: "adds inputs and outputs"},
    ),
    (
        mistakes.linear_memory(12, 5, channels=3),  # 65 · 16 bytes
        {260: "That is 4 bytes for each", 520: "without Adam", 780: "12 bytes for each"}
        | {2080: "for float64", 400: "counts one channel", 960: "without the biases"},
    ),
    (
        mistakes.locally_connected((2, 3), 7),
        {42: "without the biases", 43: "one bias in all", 7: "one window for all"}
        | {21: "one side of the window"},
    ),
    (
        mistakes.saved_by_sharing((2, 3), 4, 10),  # 280 − 28
        {280: "the untied layer", 28: "how much more", 216: "without the biases"}
        | {63: "for one kernel"},
    ),
    (
        mistakes.parameters(4, 6, 3, 2),  # 6 · (2 · 9 + 1)
        {108: "without the biases", 109: "one bias in all", 222: "without the groups"}
        | {57: "divides the outputs, too", 60: "one input channel", 19: "a single kernel"}
        | {120: "each table of a kernel", 42: "one row of the window"},
    ),
    (
        mistakes.parameters(8, 8, 3, 8),  # 8 · 10, and with one output of a group left, 10
        {10: "a single kernel: all outputs stay"},
    ),
    (
        mistakes.multiply_adds((8, 8), 4, 6, 3, groups=2),  # 108 weights at 36 positions
        {108 * 64: "every pixel of the input", 216 * 36: "without the groups"}
        | {54 * 36: "one input channel", 18 * 36: "one output channel"}
        | {108: "Those are the weights", 109 * 36 + 5 * 36: "counts the biases"},
    ),
    (
        mistakes.one_output(PATCH, KERNEL, 6),  # 1 − 4 + 0 + 20, and 6
        {9: "flips the kernel: cross-correlation", 17: "without the bias"}
        | {21: "rows for its columns", 31: "minus signs", 10: "adds up the pixels"},
    ),
    (
        mistakes.one_output(PATCH, KERNEL, 6, flip=True),  # 5 + 0 − 6 + 4, and 6
        {23: "without the flip", 11: "upside down only", 21: "left to right only"}
        | {17: "by 90°", 15: "by 90°", 3: "without the bias"},
    ),
    (
        mistakes.receptive_field([(3, 2), (5, 3), (4, 1, 0, 2)]),  # 1 + 2 + 2 · 4 + 6 · 6
        {13: "every stride were 1", 65: "a layer's own stride", 55: "since a pixel is there"}
        | {46: "is 1 short", 12: "times the strides before", 60: "multiplies the kernel sizes"}
        | {7: "last layer's own window", 29: "without the dilation"},
    ),
    (
        mistakes.transposed_size(5, 5, 3, 1, 1, 2),  # 4 · 3 + 9 − 2 + 1
        {23: "one stride too far", 24: "adds the padding", 22: "leaves the padding on"}
        | {21: "at one end only", 19: "or without the + 1", 15: "size times the stride"}
        | {12: "without the kernel", 16: "without the dilation"},
    ),
    (mistakes.transposed_size(7, 4, 2, 1), {3: "goes the other way", 13: "leaves out the + 1"}),
    (mistakes.transposed_size(7, 6, 3, 1, 2), {22: "without the output padding."}),
    (mistakes.transposed_size(7, 3, 2, 1), {14: "size times the stride"}),  # or cut at one end
    (
        mistakes.leftover(20, 3, 4, 1),  # of 22 rows 19 are in windows, of which there are 5
        {2: "divided by the stride", 1: "how many more rows", 19: "below the first window"}
        | {5: "number of windows"},
    ),
    (mistakes.leftover(21, 3, 4, 1), {2: "leaves the border out"}),
    (
        mistakes.padding(20, 24, 7, other_kernel_size=3),  # (4 + 6) / 2
        {10: "both sides together", 3: "rows for its columns", 5.5: "the whole kernel"}
        | {2: "half the difference", 4: "difference in size alone"},
    ),
    (
        mistakes.flat_index((3, 4, 5), (1, 2, 3)),  # 20 + 10 + 3
        {34: "counts from 1", 31: "height for the width", 13: "within the channel"}
        | {40: "the channels of a pixel together"},
    ),
    (mistakes.flat_index((3, 4, 5), (1, 1, 3)), {33: "column by column"}),
    (
        mistakes.flat_distance((4, 9), 2, 3),  # 18 + 3
        {5: "in the image", 11: "height for the width", 18: "goes down only"}
        | {14: "column by column"},
    ),
    (
        mistakes.im2col_shape((7, 9), 2, 3, 2, 2),  # 5 · 6 windows of 18 numbers
        {(18, 30): "the other way round", (30, 9): "for one channel", (63, 18): "every pixel"}
        | {(99, 18): "every position", (12, 18): "leaves the padding out"}
        | {(20, 18): "at one end only"},
    ),
    (
        mistakes.copies((6, 6), 3, 1, (0, 1)),  # 1 · 2
        {9: "well inside", 1: "one axis only", 3: "adds down and across"},
    ),
    (mistakes.copies((7, 7), 3, 2, (2, 2)), {9: "That is with stride 1", 1: "Windows overlap"}),
    (
        mistakes.pool(IMAGE, 2, 2, (1, 1), average=False),  # the largest of 3 8 2 3
        {4: "other kind of pooling", 6: "begins in the row and column", 9: "counts from 1"},
    ),
    (mistakes.pool(IMAGE, 2, 2, (0, 1), average=False), {9: "of the whole image"}),
    (
        mistakes.pool(IMAGE, 2, 2, (1, 1), average=True),
        {8: "other kind of pooling", 16: "is the sum"},
    ),
    (
        mistakes.pool_gradient([[8, 4], [2, 6]], IMAGE, 2, 2, (2, 3), average=False),
        {0: "is the largest of a window", 1.5: "shares the gradient among"},
    ),
    (
        mistakes.pool_gradient([[8, 4], [2, 6]], IMAGE, 2, 2, (2, 2), average=False),
        {6: "this one is not the largest"},
    ),
    (
        mistakes.pool_gradient([[8, 4], [2, 6]], IMAGE, 2, 2, (2, 3), average=True),
        {0: "an average sends every pixel", 6: "the whole gradient"},
    ),
    (
        mistakes.pool_gradient(
            [[1, 2], [4, 8]], [[1, 2, 3], [4, 9, 5], [6, 7, 8]], 2, 1, (1, 1), average=False
        ),
        {1: "from one window", 8: "largest of the gradients"},
    ),
    (
        mistakes.shift([2, 3], 12),
        {12: "shift of the input", 72: "multiplies by the strides", 4: "last stride alone"}
        | {6: "first stride alone", 2.4: "adds the strides"},
    ),
    (
        mistakes.smallest_shift([(3, 2), (3, 3), (2, 2)]),  # 2 · 3 · 2
        {7: "adds the strides", 3: "the largest stride", 6: "leaves the last stride out"}
        | {13: "the receptive field", 1: "a part of an output"},
    ),
]


@pytest.mark.parametrize(("slips", "wanted"), BY_HAND)
def test_each_slip_has_the_number_that_it_leads_to_and_its_own_reply(
    slips: list[mistakes.Mistake], wanted: dict[Any, str]
) -> None:
    replies = {tuple(wrong) if isinstance(wrong, list) else wrong: reply for wrong, reply in slips}
    for wrong, words in wanted.items():
        assert words in replies[wrong], wrong


def test_without_a_stride_no_reply_speaks_of_one():
    for padding in (0, 1):
        replies = dict(mistakes.output_size(9, 4, padding=padding))
        assert "input's own size" in replies[9]
        assert not any("stride" in reply for reply in replies.values())


def test_no_padding_is_told_what_the_kernel_takes_and_not_of_a_difference_that_is_none() -> None:
    assert dict(mistakes.padding(28, 28, 5))[0] == "Without padding, the kernel takes k − 1 away."


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


def test_replies_use_the_words_that_chapters_have_by_then() -> None:
    """A tap comes in chapter 10, after most of the questions; a slice of a kernel is its table."""
    replies = [reply for slips in mistakes.REPLIES.values() for reply in slips.values()]
    assert [reply for reply in replies if re.search(r"\b(tap|slice)s?\b", reply)] == []
