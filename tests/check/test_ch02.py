"""The checker of chapter 2 knows right answers from wrong ones."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch02
from cnnlab.experiments.locality import pixel_correlation


def by_hand(image, d):
    a, b = (pixels - pixels.mean() for pixels in (image[:-d], image[d:]))
    return (a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum())


def rows_for_columns(image, d):
    pairs = [
        (image[i, j], image[i + d, j])
        for i in range(image.shape[1] - d)
        for j in range(image.shape[0])
    ]
    return np.corrcoef(np.transpose(pairs))[0, 1]


def for_squares(image, d):
    n = len(image)
    pairs = [(image[i, j], image[i + d, j]) for i in range(n - d) for j in range(n)]
    return np.corrcoef(np.transpose(pairs))[0, 1]


def flattened_by_rows(image, d):
    flat, step = image.ravel(), image.shape[0] * d
    return np.corrcoef(flat[:-step], flat[step:])[0, 1]


def about_one_mean(image, d):
    a, b = image[:-d] - image.mean(), image[d:] - image.mean()
    return (a * b).mean() / image.var()


def about_its_mean(image, d):
    return cosine(image - image.mean(), d)


def cosine(image, d):
    a, b = image[:-d], image[d:]
    return (a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum())


def without_a_root(image, d):
    a, b = (pixels - pixels.mean() for pixels in (image[:-d], image[d:]))
    return (a * b).sum() / ((a**2).sum() * (b**2).sum())


def by_mean_products(image, d):
    a, b = image[:-d], image[d:]
    return ((a * b).mean() - a.mean() * b.mean()) / (a.std() * b.std())


def column_by_column(image, d):
    return np.mean([by_hand(column, d) for column in image.T])


@pytest.mark.parametrize(
    "function",
    [
        lambda image, d: by_mean_products(image.astype(float), d),
        lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel())[0, 1],
        by_hand,
        lambda image, d: np.float32(by_hand(image, d)),
        lambda image, d: np.float16(by_hand(image, d)),
        lambda image, d: np.corrcoef(image[d:].flat, image[: len(image) - d].flat)[1][0],
    ],
)
def test_right_correlations(function):
    assert_right(ch02.correlation_downwards(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda image, d: pixel_correlation(image, 0, d), "along the rows: d columns apart"),
        (
            lambda image, d: np.corrcoef(image[:, :-d].flat, image[:, d:].flat)[0, 1],
            "along the rows: d columns apart",
        ),
        (lambda image, d: np.mean(image[:-d] * image[d:]), "is the mean of the products"),
        (lambda image, d: np.cov(image[:-d].flat, image[d:].flat)[0, 1], "is the covariance"),
        (lambda image, d: np.cov(image[:-d].flat, image[d:].flat, ddof=0)[0, 1], "the covariance"),
        (about_one_mean, "from the whole image"),
        (about_its_mean, "That subtracts the mean of the whole image."),
        (cosine, "That is without the means"),
        (without_a_root, "leaves out the root"),
        # Right but for photographs, whose products do not fit into their type.
        (by_mean_products, "These pixels are integers of 8 bits"),
        (column_by_column, "is the mean of the columns' correlations"),
        (lambda image, d: np.corrcoef(image[:-d], image[d:])[0, 1], "of the first two rows"),
        (lambda image, d: by_hand(image[:-1], d), "leaves out the last pairs"),
        (lambda image, d: by_hand(image[:, :-d], d), "leaves out the last columns"),
        (lambda image, d: pixel_correlation(image, d, d), "goes d columns to the right, too"),
        (lambda image, d: by_hand(image, 1), "the correlation of pixels one row apart"),
        (
            lambda image, d: np.corrcoef(image.flat, np.roll(image, d, axis=0).flat)[0, 1],
            "That has the rows that `np.roll` brings round",
        ),
        (lambda image, d: np.corrcoef(image[:-d].flat, image[d:].flat)[0, 0], "take entry [0, 1]"),
        (lambda image, d: -by_hand(image, d), "which is wrong."),
        (
            lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel()),
            "]], where one number should be.",
        ),
        (lambda image, d: np.corrcoef(image[:d].ravel(), image[d:].ravel())[0, 1], "it fails"),
        (rows_for_columns, "it fails: IndexError"),
        (for_squares, "it fails: IndexError"),
        (flattened_by_rows, "d = 3 it gives"),
    ],
)
def test_wrong_correlations(function, message):
    assert_wrong(ch02.correlation_downwards(function), message)


def test_a_teachers_case_may_have_any_distance():
    cases = [(np.array([[1, 2], [5, 3], [4, 4]]), d) for d in (0, -1, 1)]
    assert_wrong(ch02.correlation_downwards(lambda image, d: 0.5, cases), "d = 0 it gives")
    assert_right(ch02.correlation_downwards(lambda image, d: pixel_correlation(image, d, 0), cases))
