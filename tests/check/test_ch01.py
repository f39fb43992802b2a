"""The checkers of chapter 1: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch01


def most(inputs, budget):
    return budget // (16 * (inputs + 1))


def by_counting(inputs, budget):
    """Take as many outputs as fit, in steps of powers of two."""
    outputs = 0
    for step in (2**n for n in reversed(range(30))):
        if 16 * (inputs + 1) * (outputs + step) <= budget:
            outputs += step
    return outputs


@pytest.mark.parametrize(
    "function",
    [
        lambda m, n: 4 * 4 * (m * n + n),
        lambda m, n: 16.0 * n * (m + 1),
        lambda inputs, outputs: sum([np.int64(4 * (inputs + 1) * outputs)] * 4),
        lambda m, n: np.zeros((m + 1, n), np.float32).nbytes * 4,
    ],
)
def test_right_memory(function):
    assert_right(ch01.memory_to_train(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda m, n: 16 * m * n, "it gives 560, which is wrong. That is without the biases"),
        (lambda m, n: 4 * (m * n + n), "it gives 168, which is wrong. That is 4 bytes for each"),
        (lambda m, n: 8 * (m * n + n), "it gives 336, which is wrong. That is without Adam"),
        (lambda m, n: 16 * (m * n + m), "That has a bias for each input"),
        (lambda m, n: 16 * (m * n + 1), "That has one bias in all"),
        (lambda m, n: 16 * (m + n), "That adds inputs and outputs"),
        (lambda m, n: 128 * (m * n + n), "Those are bits"),
        (lambda m, n: 16 * (m * n + n) / 1e9, "Those are gigabytes"),
        # As many bytes as other slips give for 2 inputs and 3 outputs.
        (lambda m, n: 16 * m * n + 4 * n, "outputs = 7 it gives 588, which is wrong."),
        (lambda m, n: 4 * m * n * n, "outputs = 7 it gives 980, which is wrong."),
        (lambda m, n: 16 * (m * n + n) + (m > 3000), "it gives 49168001, which is wrong"),
        (lambda m, n: 1 / 0, "For inputs = 5, outputs = 7 it fails: ZeroDivisionError"),
        (lambda m: 16, "it fails: TypeError"),
        (16, "This should be a function; it is 16."),
    ],
)
def test_wrong_memory(function, message):
    assert_wrong(ch01.memory_to_train(function), message)


@pytest.mark.parametrize(
    "function",
    [
        most,
        by_counting,
        lambda m, b: int(b / (16 * m + 16)),
        lambda m, b: np.floor(b / (16 * m + 16)),
    ],
)
def test_right_numbers_of_outputs(function):
    assert_right(ch01.most_outputs(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda m, b: b // (16 * m), "it gives 79,719 outputs, but they need 1,001,270,640"),
        (lambda m, b: most(m, b) - 1, "it gives 79,616 outputs, but one more would fit"),
        (lambda m, b: b // (4 * (m + 1)), "outputs, but they need"),
        (lambda m, b: b / (16 * (m + 1)), "counted in whole numbers"),
        (lambda m, b: round(b / (16 * (m + 1))), "but they need"),
        (lambda m, b: b[0], "For inputs = 784 and budget = 1,000,000,000 it fails: TypeError"),
        (lambda m, b: -1, "it gives -1: there cannot be fewer than 0 outputs."),
        (lambda m, b: np.inf, "counted in whole numbers"),
        (lambda m, b: [most(m, b)], "it gives [79617], where one number should be."),
    ],
)
def test_wrong_numbers_of_outputs(function, message):
    assert_wrong(ch01.most_outputs(function), message)
