"""The checkers of chapter 1: what they accept, and what they say of typical mistakes."""

import pytest

from cnnlab.check import ch01


def memory(inputs, outputs):
    return 4 * 4 * (inputs * outputs + outputs)


def most(inputs, budget):
    return budget // (16 * (inputs + 1))


def test_right_answers_pass():
    assert ch01.memory_to_train(memory).right
    assert ch01.most_outputs(most).right


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda m, n: 16 * m * n, "For inputs = 1, outputs = 1 it gives 16"),  # no biases
        (lambda m, n: 4 * (m * n + n), "For inputs = 1, outputs = 1 it gives 8"),  # weights alone
        (lambda m, n: 1 / 0, "it fails: ZeroDivisionError"),
        (16, "This should be a function"),
    ],
)
def test_wrong_memory_is_shown_by_a_case(function, message):
    verdict = ch01.memory_to_train(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda m, b: b // (16 * m), "it gives 79,719 outputs, but they need 1,001,270,640"),
        (lambda m, b: most(m, b) - 1, "but one more would fit"),
        (lambda m, b: b / (16 * (m + 1)), "counted in whole numbers"),
        (lambda m, b: b[0], "For inputs = 784 and budget = 1,000,000,000 it fails"),
        (lambda m, b: -1, "counted in whole numbers"),
    ],
)
def test_a_wrong_number_of_outputs_is_explained(function, message):
    verdict = ch01.most_outputs(function)
    assert not verdict.right
    assert message in repr(verdict)


@pytest.mark.parametrize("check", [ch01.memory_to_train, ch01.most_outputs])
def test_an_untouched_exercise_is_not_answered_yet(check):
    for untouched in (..., lambda *_: ..., lambda *_: None):
        assert repr(check(untouched)).startswith("Not answered yet")
