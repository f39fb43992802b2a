"""What a pen draws becomes digits like those of the data set."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlab.images import digits
from cnnlab.strokes import count_ink, fit_strokes, ink_strokes


def test_the_pen_inks_the_dots_within_its_radius():
    rows, columns = np.mgrid[:32, :32] + 0.5
    assert_array_equal(ink_strokes([[(10.2, 7)]]), np.hypot(rows - 7, columns - 10.2) <= 2.2)
    corner = ink_strokes([[(4, 4), (4, 20), (20, 20)]])
    assert corner[18, 12] == corner[10, 4] == 1
    assert corner[4:16, 8:].sum() == 0
    assert ink_strokes([]).sum() == ink_strokes([[(99, 99)]]).sum() == 0


def test_each_pixel_counts_the_ink_of_its_block():
    strokes = [[(5, 3), (20, 28), (28, 9)]]
    ink, counted = ink_strokes(strokes), count_ink(strokes, fit=False)
    for row, column in np.ndindex(8, 8):
        block = ink[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
        assert counted[row, column] == block.sum()


@pytest.mark.parametrize("share", [0.25, 0.6, 1.5])
@pytest.mark.parametrize("middle", [(16, 16), (4, 25), (40, -10)])
def test_fitted_digits_lie_as_those_of_the_data_set(share, middle):
    seven = np.array([(-6, -14), (6, -14), (-1, 14)])
    fitted = count_ink([share * seven + middle])
    assert (fitted[[0, -1]].sum(axis=1) > 0).all(), "all rows are filled"
    images, _ = digits()
    columns = np.arange(8) + 0.5
    mass = (images.sum(axis=1) @ columns) / images.sum(axis=(1, 2))
    assert abs(mass.mean() - 4) < 0.1, "the data set's centres of mass lie in the middle"
    assert abs((fitted.sum(axis=0) @ columns) / fitted.sum() - 4) < 0.15
    assert_array_equal(images.sum(axis=2)[:, [0, -1]] > 0, True)


def test_a_wide_drawing_fills_the_columns_and_is_not_cut():
    hook = [[(2, 16), (30, 16), (30, 20)], [(29, 20), (30, 20)]]
    fitted = fit_strokes(hook)
    assert (count_ink(hook)[:, [0, -1]].sum(axis=0) > 0).all()
    points = np.concatenate(fitted)
    assert points.min() > 0
    assert points.max() < 32


def test_nothing_drawn_stays_nothing():
    assert fit_strokes([]) == []
    assert count_ink([]).sum() == count_ink([[(500, 500)]]).sum() == 0


@pytest.mark.parametrize("stroke", [[], [1, 2], [(1, 2, 3)]])
def test_what_is_no_stroke_is_refused(stroke):
    with pytest.raises(ValueError, match=r"strokes\[1\] must have shape \(points, 2\)"):
        count_ink([[(1, 2)], stroke])


def test_one_point_that_is_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"strokes\[0\] must hold finite numbers"):
        count_ink([[(1, 2), (3, float("nan"))]])
