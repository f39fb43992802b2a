"""Locality: the measure against NumPy's, and its shuffle."""

import numpy as np
import pytest

from cnnlab.experiments.locality import pixel_correlation, shuffle_order, shuffle_pixels
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


def test_shuffling_keeps_every_pixel_and_gives_all_images_one_order():
    assert sorted(shuffle_order(1000)) == list(range(1000))
    images = np.arange(24).reshape(2, 3, 4)
    shuffled = shuffle_pixels(images)
    assert sorted(shuffled[0].ravel()) == list(range(12))
    np.testing.assert_array_equal(shuffled[1], shuffled[0] + 12)
    assert (shuffled != images).any()
    assert shuffle_pixels(images[:0]).shape == (0, 3, 4)
    assert shuffle_pixels(images[:, :0]).shape == (2, 0, 4)
