"""Locality: the measure against NumPy's, and its shuffle."""

import numpy as np
import pytest

from cnnlab.experiments import locality
from cnnlab.experiments.locality import (
    TEXTURES,
    guessing_errors,
    pixel_correlation,
    ring,
    shuffle_order,
    shuffle_pixels,
    surroundings,
    texture_squares,
)
from cnnlab.images import photograph


@pytest.mark.parametrize(
    ("down", "right", "first", "second"),
    [
        (0, 3, np.s_[:, :-3], np.s_[:, 3:]),
        (2, 0, np.s_[:-2], np.s_[2:]),
        (1, 4, np.s_[:-1, :-4], np.s_[1:, 4:]),
        (2, -1, np.s_[:-2, 1:], np.s_[2:, :-1]),
        (-2, 1, np.s_[:-2, 1:], np.s_[2:, :-1]),
        (0, -3, np.s_[:, :-3], np.s_[:, 3:]),
        (0, 0, np.s_[:], np.s_[:]),
    ],
)
def test_the_correlation_is_numpys(down, right, first, second):
    image = photograph("coffee", size=(20, 30), grey=True)
    expected = np.corrcoef(image[first].ravel(), image[second].ravel())[0, 1]
    assert pixel_correlation(image, down, right) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_the_correlation_does_not_depend_on_the_unit(unit):
    image = photograph("coffee", size=(20, 30), grey=True)
    expected = pixel_correlation(image, 0, 1)
    assert pixel_correlation(unit * image, 0, 1) == pytest.approx(expected, abs=1e-12)


def test_a_constant_image_predicts_nothing():
    assert pixel_correlation(np.ones((4, 4)), 0, 1) == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1, 2], 0, 1), ValueError, r"image must have 2 axes \(H, W\), got 1 with shape \(2,\)"),
        (([[1, 2]], 1, 0), ValueError, r"down must be less than the 1 pixels .*\(1, 2\), got 1"),
        (([[1, 2]], 0, -2), ValueError, r"right must be less than the 2 pixels .*got -2"),
        (([[1, 2]], 0, 0.5), TypeError, "right must be an integer, got 0.5"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        pixel_correlation(*arguments)


def test_a_ring_and_a_window_are_the_pixels_around():
    assert sorted(ring(1)) == sorted(surroundings(3))
    assert sorted(ring(4)) == sorted((4 * down, 4 * right) for down, right in surroundings(3))
    around = np.zeros((7, 7), int)
    for down, right in surroundings(5):
        around[3 + down, 3 + right] += 1
    assert around.sum() == 24
    assert around[1:6, 1:6].sum() == 24
    assert around[3, 3] == 0


@pytest.mark.parametrize("offsets", [[], [(0, -1)], [(2, 1), (-1, 0), (0, 2)]])
def test_guesses_are_least_squares_on_all_other_images(offsets):
    images = [np.random.default_rng(seed).normal(size=(9, 8 + seed)) for seed in range(3)]
    errors = guessing_errors(images, offsets, margin=2)
    for i, image in enumerate(images):
        clues, pixels = [], []
        for other in images[:i] + images[i + 1 :]:
            for row in range(2, other.shape[0] - 2):
                for column in range(2, other.shape[1] - 2):
                    clues.append([1, *(other[row + y, column + x] for y, x in offsets)])
                    pixels.append(other[row, column])
        weights = np.linalg.lstsq(np.array(clues), np.array(pixels), rcond=None)[0]
        squares = [
            (weights @ [1, *(image[row + y, column + x] for y, x in offsets)] - image[row, column])
            ** 2
            for row in range(2, image.shape[0] - 2)
            for column in range(2, image.shape[1] - 2)
        ]
        assert errors[i] == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-9)


def test_guesses_are_not_judged_on_what_they_learned_from():
    noise = np.random.default_rng(0).normal(size=(2, 16, 16))
    many = guessing_errors(list(noise), surroundings(9), margin=4)
    assert min(many) > 1.5 * noise.std()  # 80 weights fitted to 64 pixels of the other image


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([np.ones((5, 5))], [], 1), "images must be at least two, .*, got 1$"),
        (
            ([np.ones((5, 5))] * 2, [(0, 2)], 1),
            r"offsets must be at most the margin 1, .*\(0, 2\)",
        ),
        (([np.ones((5, 4))] * 2, [], 2), r"more than 4 rows and columns .*\(5, 4\)"),
    ],
)
def test_guesses_that_cannot_be_made_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        guessing_errors(*arguments)


def test_a_window_without_a_middle_is_refused():
    with pytest.raises(ValueError, match="side must be odd"):
        surroundings(4)


def test_shuffling_keeps_every_pixel_and_gives_all_images_one_order():
    assert sorted(shuffle_order(1000)) == list(range(1000))
    images = np.arange(24).reshape(2, 3, 4)
    shuffled = shuffle_pixels(images)
    assert sorted(shuffled[0].ravel()) == list(range(12))
    np.testing.assert_array_equal(shuffled[1], shuffled[0] + 12)
    assert (shuffled != images).any()
    assert shuffle_pixels(images[:0]).shape == (0, 3, 4)
    assert shuffle_pixels(images[:, :0]).shape == (2, 0, 4)


def test_squares_of_textures_differ_in_nothing_but_where_their_greys_lie():
    squares, labels = texture_squares(12, 40, "left", rng=0)
    assert squares.shape == (120, 1, 12, 12)
    assert labels.tolist() == [0] * 40 + [1] * 40 + [2] * 40
    greys = np.sort(squares.reshape(120, -1))
    np.testing.assert_array_equal(greys, greys[:1].repeat(120, axis=0))
    np.testing.assert_allclose([greys[0].mean(), greys[0].std()], [0, 1], atol=1e-12)
    again, _ = texture_squares(12, 40, "left", rng=0)
    np.testing.assert_array_equal(again, squares)


@pytest.mark.parametrize("half", ["left", "right"])
def test_each_square_of_a_texture_is_cut_out_of_its_half_of_its_photograph(half):
    squares, _ = texture_squares(60, 2, half, rng=0)
    for square, name in zip(squares[::2, 0], TEXTURES, strict=True):
        image = photograph(name, size=128, grey=True).astype(float)
        image = image[:, :64] if half == "left" else image[:, 64:]
        windows = np.lib.stride_tricks.sliding_window_view(image, (60, 60))
        from_dark = windows.reshape(-1, 60 * 60)[:, square.ravel().argsort()]
        assert (np.diff(from_dark) >= 0).all(axis=1).any()


def test_a_half_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="half must be one of left, right, got 'top'"):
        texture_squares(12, 1, "top", rng=0)


def test_equal_pixels_are_ordered_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = np.zeros((128, 128), np.uint8)
    monkeypatch.setattr(locality, "photograph", lambda *_, **__: flat)
    squares, _ = texture_squares(2, 2000, "left", 0)
    assert np.abs(squares.mean(axis=0)).max() < 0.1
    squares, _ = texture_squares(1, 1, "left", 0)
    assert (squares == 0).all()


def test_no_pixel_is_guessed_from_what_is_no_number():
    holed = np.ones((5, 5))
    holed[2, 2] = np.nan
    with pytest.raises(ValueError, match="images must hold finite numbers, got 1 NaN"):
        guessing_errors([holed, np.ones((5, 5))], [(0, 1)], margin=1)
