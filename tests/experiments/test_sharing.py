"""Learning at one place and guessing at another, by hand and where it must fail."""

import numpy as np
import pytest

from cnnlab.experiments.sharing import (
    learn_detectors,
    left_out_errors,
    place_errors,
    place_statistics,
    recovery_errors,
)


def images(rng, count, *, alike):
    """Return images in which odd columns follow from the even ones, maybe not everywhere alike."""
    x = rng.normal(size=(count, 10, 10))
    sign = np.ones(10)
    if not alike:
        sign[5:] = -1
    for column in range(1, 9, 2):
        x[..., column] = sign[column] * (x[..., column - 1] + x[..., column + 1]) / 2
    return x


def test_where_places_differ_a_kernel_cannot_move():
    rng = np.random.default_rng(0)
    alike, unlike = (
        place_errors(images(rng, 40, alike=a), images(rng, 40, alike=a), 2) for a in (True, False)
    )
    assert alike.moved < 1.1 * alike.untied
    assert alike.shared < 1.1 * alike.untied < alike.blind
    assert unlike.moved > 2 * unlike.untied
    assert unlike.shared > 1.5 * unlike.untied


def test_the_errors_are_those_of_least_squares_by_hand():
    rng = np.random.default_rng(1)
    old, new = rng.normal(size=(2, 30, 4, 4))  # four places of one window each
    errors = place_errors(old, new, 2)

    def task(x, i, j):
        window = x[:, i : i + 3, j : j + 3].reshape(len(x), 9)
        return np.column_stack([np.delete(window, 4, axis=1), np.ones(len(x))]), window[:, 4]

    corners = [(i, j) for i in range(2) for j in range(2)]
    squares = {"untied": [], "moved": []}
    for p in corners:
        weights = np.linalg.lstsq(*task(old, *p), rcond=None)[0]
        for q in corners:
            x, y = task(new, *q)
            squares["untied" if p == q else "moved"].append(((x @ weights - y) ** 2).mean())
    assert errors.untied == pytest.approx(np.sqrt(np.mean(squares["untied"])))
    assert errors.moved == pytest.approx(np.sqrt(np.mean(squares["moved"])))
    everywhere = [
        np.concatenate(parts) for parts in zip(*(task(old, *p) for p in corners), strict=True)
    ]
    weights = np.linalg.lstsq(*everywhere, rcond=None)[0]
    x, y = (np.concatenate(parts) for parts in zip(*(task(new, *p) for p in corners), strict=True))
    assert errors.shared == pytest.approx(np.sqrt(((x @ weights - y) ** 2).mean()))
    assert errors.blind == pytest.approx(np.sqrt(((y - everywhere[1].mean()) ** 2).mean()))


def test_a_shared_kernel_learns_faster_but_only_what_is_the_same_everywhere():
    rng = np.random.default_rng(2)
    seen, new = rng.normal(size=(2, 30, 16, 4))
    same, differing = rng.normal(size=4), rng.normal(size=(16, 4))
    shared, untied = recovery_errors(seen, new, same, 0.5, rng)
    assert 3 * shared < untied
    shared, untied = recovery_errors(seen, new, differing, 0.5, rng)
    assert shared > 3 * untied
    assert recovery_errors(seen, new, same, 0.5, 7) == pytest.approx(
        recovery_errors(seen, new, np.tile(same, (16, 1)), 0.5, 7)
    )


def test_each_part_is_left_out_once():
    pictures = np.random.default_rng(3).normal(size=(6, 6, 6))
    errors = left_out_errors(pictures, 2, 3)
    second = place_errors(pictures[[0, 1, 4, 5]], pictures[2:4], 2)
    assert [part[1] for part in errors] == list(second)


def test_brightness_and_differences_place_by_place():
    image = np.arange(36.0).reshape(6, 6)  # 1 to the right, 6 down
    brightness, differences = place_statistics([image, image + 10], 2)
    np.testing.assert_allclose(brightness, [[15.5, 17.5], [27.5, 29.5]])
    np.testing.assert_allclose(differences, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((2, 8, 9)), 2), r"H − 2 and W − 2 must be multiples of places=2, .*\(2, 8, 9\)"),
        ((np.ones((8, 8)), 2), r"images must have 3 axes \(N, H, W\)"),
        ((np.ones((2, 8, 8)), 1), "places must be at least 2, got 1"),
    ],
)
def test_what_cannot_be_divided_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        place_statistics(*arguments)


def test_detectors_answer_where_they_have_seen_the_object_and_a_tied_one_everywhere():
    stamp, seen = np.array([[0, 1], [1, 1.0]]), np.zeros((4, 4), bool)
    seen[0, 1] = True
    tied, untied = learn_detectors(stamp, 4, seen, 500, 0.2, rng=0)
    quiet = np.zeros((5, 5))
    for row, column in np.ndindex(4, 4):
        image = quiet.copy()
        image[row : row + 2, column : column + 2] += stamp
        window = image[row : row + 2, column : column + 2]
        assert (tied * window).sum() > 0.4
        own = (untied[row, column] * window).sum()
        assert own > 0.9 if seen[row, column] else abs(own) < 0.1


def test_detectors_are_the_least_squares_of_their_own_windows():
    stamp, seen = np.eye(2), np.ones((2, 2), bool)
    _, untied = learn_detectors(stamp, 2, seen, 40, 0.5, rng=3)
    rng = np.random.default_rng(3)
    x = 0.5 * rng.normal(size=(40, 3, 3))
    y = np.zeros(40)
    for i, (row, column) in enumerate(rng.choice(np.argwhere(seen), 20)):  # the others are empty
        x[i, row : row + 2, column : column + 2] += stamp
        y[i] = (row, column) == (1, 0)
    windows = x[:, 1:3, 0:2].reshape(40, 4)
    by_hand = np.linalg.solve(windows.T @ windows, windows.T @ y)
    np.testing.assert_allclose(untied[1, 0].ravel(), by_hand, atol=1e-10)


IMAGES, WINDOWS = np.ones((3, 6, 6)), np.ones((5, 4, 3))
HOLED = np.where(np.arange(108).reshape(3, 6, 6) == 50, np.nan, IMAGES)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: place_errors(HOLED, IMAGES, 2),
            "images must hold finite numbers, got 1 NaN or infinite of 108",
        ),
        (lambda: place_errors(IMAGES, np.inf * IMAGES, 2), "new must hold finite numbers, got 108"),
        (lambda: place_errors(IMAGES[:0], IMAGES, 2), "images must hold at least one image"),
        (lambda: place_errors(IMAGES, IMAGES[:0], 2), "new must hold at least one image"),
        (lambda: place_statistics(IMAGES[:0], 2), "images must hold at least one image"),
        (lambda: left_out_errors(IMAGES, 2, 1), "parts must be at least 2, got 1"),
        (lambda: left_out_errors(IMAGES, 2, 4), "parts must be at most 3, .* got 4"),
        (
            lambda: recovery_errors(WINDOWS, WINDOWS[:, :2], np.ones(3), 0.1, 0),
            r"seen and new must have the same .* got shapes \(5, 4, 3\) and \(5, 2, 3\)",
        ),
        (
            lambda: recovery_errors(WINDOWS, WINDOWS[:0], np.ones(3), 0.1, 0),
            "seen and new must .* at least one image",
        ),
        (
            lambda: recovery_errors(WINDOWS, WINDOWS, np.ones(1), 0.1, 0),
            r"secret must have shape \(K,\) or \(P, K\), .* got \(1,\)",
        ),
        (
            lambda: recovery_errors(np.nan * WINDOWS, WINDOWS, np.ones(3), 0.1, 0),
            "seen must hold finite numbers",
        ),
        (
            lambda: recovery_errors(WINDOWS, WINDOWS, [0, 1, np.inf], 0.1, 0),
            "secret must hold finite numbers",
        ),
        (
            lambda: learn_detectors(np.ones((2, 3)), 2, np.ones((2, 2)), 9, 0.1, 0),
            r"stamp must be a square \(k, k\), got shape \(2, 3\)",
        ),
        (
            lambda: learn_detectors(np.ones((0, 0)), 2, np.ones((2, 2)), 9, 0.1, 0),
            "stamp must be a square",
        ),
        (
            lambda: learn_detectors([[np.nan]], 2, np.ones((2, 2)), 9, 0.1, 0),
            "stamp must hold finite numbers",
        ),
    ],
)
def test_what_teaches_no_kernel_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
