"""Borders are judged by what really lies beyond the edge."""

import numpy as np
import pytest

from cnnlab.experiments.borders import border_errors, side_means
from cnnlab.images import photograph

MODES = ("zeros", "reflect", "replicate", "circular")
SIDES = ("top", "bottom", "left", "right")
BOX = np.full((5, 5), 1 / 25)


def test_each_side_is_its_own_outermost_line():
    image = np.zeros((4, 5))
    image[0] += 1
    image[-1] += 2
    image[:, 0] += 5
    image[:, -1] += 10
    assert side_means(image) == {
        "top": pytest.approx(1 + 15 / 5),
        "bottom": pytest.approx(2 + 15 / 5),
        "left": pytest.approx(5 + 3 / 4),
        "right": pytest.approx(10 + 3 / 4),
    }


def test_a_border_that_is_what_lies_there_makes_no_error():
    stripes = np.tile([0, 1, 2, 1], (12, 5))  # even about every peak, and repeating
    flat = np.full((12, 20), 7)
    for mode in MODES[1:]:
        assert max(border_errors(flat, BOX, mode).values()) == pytest.approx(0, abs=1e-12)
    errors = border_errors(stripes, BOX, "circular")
    assert max(errors.values()) == pytest.approx(0, abs=1e-12)
    assert min(border_errors(flat, BOX, "zeros").values()) > 1


def test_the_error_is_that_of_a_window_by_hand():
    image = np.arange(49.0).reshape(7, 7)
    ones = np.ones((3, 3))
    # Without the true pixels above, the first row of the inner 5 × 5 lacks those three of row 0;
    # its corners lack two more.
    missing = [image[0, j : j + 3].sum() for j in range(5)]
    missing[0] += image[1, 0] + image[2, 0]
    missing[-1] += image[1, 6] + image[2, 6]
    assert border_errors(image, ones, "zeros")["top"] == pytest.approx(np.mean(missing))
    # Of a row of three, the left column lacks the true pixel on its left, and no other.
    errors = border_errors(image, ones[:1], "zeros")
    assert errors["left"] == pytest.approx(image[:, 0].mean())
    assert errors["top"] == pytest.approx((image[0, 0] + image[0, -1]) / 5)


def test_circular_lets_the_opposite_side_of_a_photograph_leak_in():
    camera, grass = (photograph(name, size=72, grey=True) for name in ("camera", "grass"))
    for side in SIDES:
        error = {mode: border_errors(camera, BOX, mode)[side] for mode in MODES}
        assert error["circular"] > 2 * max(error["reflect"], error["replicate"])
    # Where all sides are alike, it does as well as any.
    errors = {mode: np.mean(list(border_errors(grass, BOX, mode).values())) for mode in MODES}
    assert errors["circular"] < 2 * errors["reflect"]


@pytest.mark.parametrize(
    ("image", "kernel", "message"),
    [
        (np.ones(3), np.ones((1, 1)), "image must"),
        (np.ones((9, 9)), np.ones((2, 3)), "odd sides"),
        (np.ones((3, 9)), np.ones((3, 3)), "larger than the kernel"),
    ],
)
def test_what_cannot_be_judged_is_refused(image, kernel, message):
    with pytest.raises(ValueError, match=message):
        border_errors(image, kernel, "zeros")
