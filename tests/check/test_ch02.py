"""The checker of chapter 2 knows right answers from wrong ones."""

import numpy as np
import pytest

from cnnlab.check import ch02
from cnnlab.experiments.locality import pixel_correlation


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda image, d: ..., "Not answered yet"),
        (lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel())[0, 1], "Right"),
        (lambda image, d: pixel_correlation(image, 0, d), "Not yet. For image = "),
        (lambda image, d: np.mean(image[:-d] * image[d:]), "Not yet. For image = "),
        (lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel()), "has shape (2, 2)"),
    ],
)
def test_the_checker_knows_right_from_wrong(function, message):
    assert message in repr(ch02.correlation_downwards(function))
