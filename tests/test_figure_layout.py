"""A figure laid out anew: its titles and numbers keep to their places, its images fill theirs."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt

from cnnlab.figure_layout import arrange, grid_shape
from cnnlab.plots import figure, show_images
from cnnlab.style import NARROW_FIGURE_WIDTH, contrast_ratio

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


@pytest.mark.parametrize("signed", [False, True])
def test_a_number_is_legible_on_every_colour(signed):
    show_images([np.linspace(-signed, 1, 12).reshape(2, 6)], signed=signed)
    axis = plt.gca()
    (image,) = axis.images
    for text, value in zip(axis.texts, np.ravel(image.get_array()), strict=True):
        inks = text.get_color(), image.cmap(image.norm(value))
        assert contrast_ratio(*map(mpl.colors.to_hex, inks)) >= 4.5, value


def test_without_titles_no_room_is_left_for_them():
    heights = []
    for titles in ([], ["title"]):
        show_images([np.ones((4, 4))], titles)
        heights.append(plt.gcf().get_size_inches()[1])
    assert heights[0] < heights[1]


def test_what_is_written_into_a_plot_keeps_its_size():
    made, ((axis,),) = figure()
    note = axis.text(0, 0, "a note", fontsize=8)
    arrange(made, NARROW_FIGURE_WIDTH, 1)
    assert note.get_fontsize() == 8


def test_plots_keep_their_height_in_a_column_of_any_number():
    made, _ = figure(2, 2, height=2)
    arrange(made, NARROW_FIGURE_WIDTH, 1)
    assert made.get_size_inches().tolist() == [NARROW_FIGURE_WIDTH, 4 * 2]


def test_a_titles_own_colour_stays():
    made, ((axis,),) = figure()
    axis.set_title("what was measured", color="#123456")
    arrange(made, NARROW_FIGURE_WIDTH, 1)
    assert axis.title.get_color() == "#123456"


def test_numbers_too_long_for_any_column_stand_in_one():
    show_images([1e5 * np.arange(64).reshape(8, 8)] * 2)
    made = plt.gcf()
    arrange(made, NARROW_FIGURE_WIDTH / 2, 2)
    assert grid_shape(made) == (2, 1)
