"""The checkers of the chapter on receptive fields know right from wrong, and say why."""

import pytest

from cnnlab.check import ch03


def field_size(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return size


def own_stride_first(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda layers: ..., "Not answered yet"),
        (field_size, "Right. 6 cases"),
        (own_stride_first, "Not yet. For layers = [[3, 2]] it gives 5, which is wrong"),
        (
            lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers),
            "For layers = [[3, 1], [2, 2], [3, 1]] it gives 6, which is wrong",
        ),
        (lambda layers: layers[0][0], "For layers = [[3, 1], [3, 1]] it gives 3"),
        (lambda layers: layers[9], "it fails: IndexError"),
        (17, "This should be a function"),
    ],
)
def test_the_size_of_a_field(function, message):
    assert message in repr(ch03.field_size(function))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (..., "Not answered yet"),
        ((1, 2, 4, 8), "Right. The field is 31 pixels wide"),
        ([1, 3, 9, 1], "Right. The field is 29 pixels wide"),
        ((1, 2, 3, 4), "Not yet. The field is 21 pixels wide; it should be at least 27"),
        ((2, 4, 8, 16), "only 31 of them are seen: pixel 1 of it is left out"),
        ((1, 1, 1, 12), "pixel 7 of it is left out"),
        ((1, 2, 4), "there are 3"),
        ((), "there are 0"),
        ((1, 2, 4, 0), "four whole numbers of at least 1"),
        ((1, 2, 4, 8.0), "four whole numbers of at least 1"),
        (8, "four whole numbers"),
    ],
)
def test_dilations_without_gaps(answer, message):
    assert message in repr(ch03.dilations(answer))
