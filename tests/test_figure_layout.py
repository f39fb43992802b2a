"""A figure laid out anew: its titles and numbers keep to their places, its images fill theirs."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt

from cnnlab.figure_layout import arrange, grid_shape
from cnnlab.plots import show_images
from cnnlab.style import NARROW_FIGURE_WIDTH

TITLES = ["first", "a rather long title that needs another line", "third"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "grid"), [(1, (3, 1)), (2, (2, 2)), (3, (2, 2))])
def test_titles_and_numbers_fit_and_images_fill_their_columns(columns, grid):
    show_images([10 * np.arange(64).reshape(8, 8)] * 3, TITLES)
    made = plt.gcf()
    arrange(made, NARROW_FIGURE_WIDTH, columns)
    assert grid_shape(made) == grid, "three columns would leave no room for the numbers"
    made.canvas.draw()
    high, wide = made.bbox.height / grid[0], made.bbox.width / grid[1]
    above = max(axis.title.get_window_extent().height for axis in made.axes)
    for axis in made.axes:
        assert axis.title.get_window_extent().width <= wide
        image = axis.get_window_extent()
        assert image.width == pytest.approx(image.height)
        assert 0.9 * wide < image.width < wide
        assert 0 <= high - image.height - above < 0.25 * made.dpi, "no band of paper is left"
        for number in axis.texts:
            assert number.get_window_extent().width < image.width / 8
