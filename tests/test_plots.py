"""The figures show what they are given, in the book's style."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt

from cnnlab.figure_layout import SIGNED, grid_shape
from cnnlab.plots import figure, show_images, show_volumes
from cnnlab.style import FIGURE_WIDTH, PALETTE


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_images_are_drawn_with_their_numbers_and_titles():
    show_images([[[1, 2], [3, -4]], np.zeros((20, 20))], ["small", "large"], signed=[True, False])
    small, large = plt.gcf().axes
    assert [text.get_text() for text in small.texts] == ["1", "2", "3", "−4"]
    assert [text.get_position() for text in small.texts] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert len(large.texts) == 0
    assert (small.get_title(), large.get_title()) == ("small", "large")
    assert small.images[0].get_clim() == (-4, 4), "zero is in the middle"
    np.testing.assert_array_equal(small.images[0].get_array(), [[1, 2], [3, -4]])


def test_numbers_of_four_digits_are_written_out():
    show_images([[[6830, 1172.6], [-999.7, 2.5e7]]])
    written = [text.get_text() for text in plt.gca().texts]
    assert written == ["6830", "1173", "−1000", "2.5e+07"]


def test_a_few_strong_edges_leave_no_large_signed_image_pale():
    edges = np.random.default_rng(0).normal(size=(40, 40))
    edges[20, 20] = -500
    show_images([edges, np.zeros((20, 20)), [[1, -500]]], signed=True)
    limits = [axis.images[0].get_clim() for axis in plt.gcf().axes]
    assert limits[0][1] == -limits[0][0] == pytest.approx(np.percentile(np.abs(edges), 99))
    assert limits[1:] == [(-1, 1), (-500, 500)]


def test_a_rectangle_of_pixels_can_be_framed():
    show_images([np.zeros((8, 8))] * 2, frame=(2, 1, 4, 5))
    for axis in plt.gcf().axes:
        box = axis.patches[-1]
        assert (box.get_x(), box.get_y()) == (0.5, 1.5)  # the corner of pixel (2, 1)
        assert (box.get_width(), box.get_height()) == (5, 4)
        assert not any(patch.get_fill() for patch in axis.patches), "pixels stay in sight"


def test_several_rectangles_can_be_framed():
    show_images([np.zeros((8, 8))], frame=[(0, 0, 8, 8), (1, 1, 6, 6)])
    inner = plt.gca().patches[-1]
    assert (inner.get_x(), inner.get_width()) == (0.5, 6)
    assert len(plt.gca().patches) == 3  # with the image's own rim


def test_numbers_can_be_left_out():
    show_images([[[1, 2], [3, 4]]], numbers=False)
    assert len(plt.gca().texts) == 0


def test_colour_images_and_limits():
    colour = np.zeros((3, 3, 3), dtype=np.uint8)
    show_images([colour, [[2, 4]]], limits=(0, 8))
    first, second = plt.gcf().axes
    assert first.images[0].get_array().shape == (3, 3, 3)
    assert second.images[0].get_clim() == (0, 8)


def test_more_images_than_columns_wrap():
    show_images([[[1]]] * 5, columns=2)
    assert grid_shape(plt.gcf()) == (3, 2)
    assert all(axis.images for axis in plt.gcf().axes)


@pytest.mark.slow
def test_numbers_are_legible_or_there_are_fewer_columns():
    board = np.arange(144).reshape(12, 12)
    show_images([board] * 4, columns=4)
    assert grid_shape(plt.gcf()) == (2, 2)
    assert min(text.get_fontsize() for axis in plt.gcf().axes for text in axis.texts) >= 7
    show_images([board] * 4, columns=4, numbers=False)
    assert grid_shape(plt.gcf()) == (1, 4)


def test_small_images_are_drawn_to_one_scale():
    show_images([np.ones((8, 8)), np.ones((3, 3))])
    plt.gcf().canvas.draw()
    large, small = (
        axis.transData.transform([[1, 1]]) - axis.transData.transform([[0, 0]])
        for axis in plt.gcf().axes
    )
    np.testing.assert_allclose(large, small)
    assert large[0, 0] > 0 > large[0, 1], "columns go to the right, rows down"
    show_images([np.ones((8, 8)), np.ones((3, 3))], one_scale=False)
    assert [np.ptp(axis.get_xlim()) for axis in plt.gcf().axes] == [8, 3]


@pytest.mark.parametrize(("asked", "alike"), [(None, False), (True, True), (False, False)])
def test_large_images_are_each_as_large_as_there_is_room_unless_asked(asked, alike):
    show_images([np.ones((2, 40)), np.ones((2, 20))], one_scale=asked)
    sizes = [np.ptp(axis.get_xlim()) for axis in plt.gcf().axes]
    assert sizes == ([40, 40] if alike else [40, 20])


def test_grey_goes_from_black_to_white_and_few_pixels_keep_their_edges():
    show_images([[[2, 4]], [[-1, 3]], np.ones((2, 49))])
    above, below, wide = (axis.images[0] for axis in plt.gcf().axes)
    assert above.get_cmap()([0.0, 1.0]).tolist() == [[0, 0, 0, 1], [1, 1, 1, 1]]
    assert above.get_clim() == (0, 4), "black is 0, not the lowest above it"
    assert below.get_clim() == (-1, 3)
    assert [image.get_interpolation() for image in (above, wide)] == ["none", "antialiased"]


def test_signed_colours_are_the_palettes():
    light = PALETTE["light"]
    ends = [mpl.colors.to_hex(SIGNED(x)) for x in (0.0, 1.0)]
    assert ends == [light["negative"], light["positive"]]
    assert sum(SIGNED(0.5)[:3]) == pytest.approx(3, abs=0.02), "zero is white"


def test_a_figure_is_as_wide_as_the_text():
    made, axes = figure(2, 3, height=1)
    assert tuple(made.get_size_inches()) == (FIGURE_WIDTH, 2)
    assert axes.shape == (2, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "images must hold at least one image"),
        (([[[1]]], ["a", "b"]), "one for each image: images has 1, titles has 2"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        show_images(*arguments)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"images": [[1, 2, 3]]}, r"images must have shapes .* got \(3,\); for a single image, "),
        ({"images": np.ones((101, 8, 3))}, r"at most 100 images, got 101; .* the list \[image\]"),
        ({"images": [np.ones((3, 3, 2))]}, r"images must have shapes .* got \(3, 3, 2\)"),
        ({"frame": (1, 2, 3)}, r"frame must be \(row, column, rows, columns\)"),
        ({"limits": (0, 1, 2)}, "limits must be two numbers"),
        ({"limits": (2, 1)}, "limits must begin with the lower one"),
    ],
)
def test_images_frames_and_limits_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        show_images(**({"images": [[[1]]]} | wrong))


@pytest.mark.parametrize("rows", [[(1, 2, 3)], {"a": []}, {"a": [(2, 3)]}, {"a": (1, 2, 3)}])
def test_volumes_need_titles_and_three_sizes(rows):
    with pytest.raises(TypeError, match="rows must hold"):
        show_volumes(rows)


def test_volumes_are_drawn_to_one_scale():
    show_volumes({"before": [(4, 20, 30), (8, 20, 30)], "after": [(8, 10, 15)]})
    before, after = plt.gcf().axes
    assert [axis.get_title() for axis in (before, after)] == ["before", "after"]
    assert before.get_xlim() == after.get_xlim()
    assert before.get_ylim() == after.get_ylim()
    assert [axis.get_aspect() for axis in (before, after)] == [1, 1]
    blocks = [[face.get_xy() for face in axis.patches] for axis in (before, after)]
    near, side, top = blocks[0][0:3]
    for face in (side, top):
        np.testing.assert_allclose(face[2] - face[1], face[3] - face[0])
    assert (side[2] > side[1]).all(), "what is behind is drawn further up, and to the right"
    assert max(face[:, 0].max() for face in blocks[0][:3]) < blocks[0][3][:, 0].min(), "no overlap"
    corners = np.concatenate([face for drawn in blocks for face in drawn])
    for across, (low, high) in enumerate((before.get_xlim(), before.get_ylim())):
        assert low < corners[:, across].min() < corners[:, across].max() < high, "all is in sight"
    assert np.ptp(near, axis=0).tolist() == [30, 20]
    depth = np.linalg.norm(side[2] - side[1])
    assert depth == pytest.approx(4 / 2)
    assert np.linalg.norm(blocks[0][4][2] - blocks[0][4][1]) == pytest.approx(8 / 2)
    assert np.ptp(blocks[1][0], axis=0).tolist() == [15, 10]
    assert [text.get_text() for text in after.texts] == ["8 ×\n10 × 15"]


@pytest.mark.parametrize("dtype", [float, bool, np.uint8, np.int8])
def test_signed_numbers_of_any_kind_have_one_depth_on_either_side(dtype):
    largest = 1 if dtype is bool else np.iinfo(np.int8).min if dtype is np.int8 else 100
    show_images([np.array([[0, largest]], dtype)], signed=True)
    assert plt.gca().images[0].get_clim() == (-abs(largest), abs(largest))
