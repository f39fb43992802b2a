"""Shifts and what stays: the arithmetic by hand and by PyTorch."""

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnlab.experiments.invariance import (
    POOLINGS,
    equivariance_error,
    feature_map,
    max_blur_pool2d,
    mean_changes,
    moved_along,
    pool_map,
    relative_change,
    shifted_view,
)
from cnnlab.images import photograph
from cnnlab.kernels import KERNELS, binomial

CAMERA = photograph("camera", 48, grey=True)
SCENE = np.arange(20 * 22).reshape(20, 22)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, 0), (-3, 1), (8, -8)])
def test_a_scene_shows_what_a_moved_camera_would(down, right):
    view = shifted_view(SCENE, down, right, "scene")
    np.testing.assert_array_equal(view, SCENE[8 - down : 12 - down, 8 - right : 14 - right])
    middle = SCENE[8:12, 8:14]
    around = shifted_view(SCENE, down, right, "circular")
    np.testing.assert_array_equal(around, np.roll(np.roll(middle, down, 0), right, 1))
    zeros = shifted_view(SCENE, down, right, "zeros")
    for i, j in np.ndindex(4, 6):
        inside = 0 <= i - down < 4 and 0 <= j - right < 6
        assert zeros[i, j] == (middle[i - down, j - right] if inside else 0)


def by_torch(images, size, mode):
    """Max-blur pooling by PyTorch's pads, pools and convolutions."""
    x = torch.tensor(images, dtype=torch.float64)[:, None]
    mode = "constant" if mode == "zeros" else mode
    highest = functional.max_pool2d(functional.pad(x, (0, size - 1, 0, size - 1), mode), size, 1)
    row = torch.ones(1, dtype=torch.float64)
    for _ in range(2 * size - 2):
        row = (functional.pad(row, (0, 1)) + functional.pad(row, (1, 0))) / 2
    padded = functional.pad(highest, (size - 1,) * 4, mode)
    return functional.conv2d(padded, torch.outer(row, row)[None, None], stride=size)[:, 0].numpy()


@pytest.mark.parametrize(("size", "share"), [(2, 0.50), (4, 0.62), (8, 0.76)])
def test_of_the_finest_wave_the_blur_lets_through_what_its_description_says(size, share):
    kernel = binomial(2 * size - 1)
    wave = np.cos(np.pi * (np.arange(len(kernel)) - size + 1) / size)
    assert kernel.sum(axis=0) @ wave == pytest.approx(share, abs=0.005)
    assert f"{share:.0%}" in max_blur_pool2d.__doc__


@pytest.mark.parametrize("mode", ["zeros", "circular", "reflect", "replicate"])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_blur_pooling_is_pytorchs(size, mode):
    images = np.random.default_rng(0).integers(0, 9, (3, 8, 9))
    expected = by_torch(images, size, mode)
    np.testing.assert_allclose(max_blur_pool2d(images, size, mode), expected, atol=1e-12)


def test_feature_maps_are_the_positive_part_of_pytorchs():
    images = np.random.default_rng(0).normal(size=(2, 7, 8))
    kernel = np.random.default_rng(1).normal(size=(3, 5))
    found = functional.conv2d(
        torch.tensor(images)[:, None], torch.tensor(kernel)[None, None], stride=2, padding=(1, 2)
    )
    expected = found[:, 0].clamp(min=0).numpy()
    np.testing.assert_allclose(feature_map(images, kernel, stride=2), expected, atol=1e-12)


@examples()
@given(
    down=st.integers(-8, 8),
    right=st.integers(-8, 8),
    size=st.sampled_from([1, 2, 4]),
    pooling=st.sampled_from(POOLINGS),
)
def test_on_a_circle_whole_windows_move_the_pooled_map(down, right, size, pooling):
    def pooled(down, right):
        view = shifted_view(CAMERA, down, right, "circular")
        found = feature_map(view, KERNELS["sobel_y"], padding_mode="circular")
        return pool_map(found, size, pooling, "circular")

    down, right = down // size * size, right // size * size
    moved = np.roll(pooled(0, 0), (down // size, right // size), axis=(0, 1))
    np.testing.assert_allclose(pooled(down, right), moved, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(("size", "reach"), [(2, 4), (2, 5), (3, 7), (3, 6), (4, 10)])
@pytest.mark.parametrize("pooling", ["max", "average"])
def test_wider_windows_keep_their_middles(pooling, size, reach):
    images = np.random.default_rng(0).normal(size=(2, 12, 12))
    before = (reach - size) // 2  # where both ends cannot be alike, the far one has a pixel more
    found = pool_map(images, size, pooling, "circular", reach)
    assert found.shape == pool_map(images, size, pooling).shape
    of_window = np.max if pooling == "max" else np.mean
    for i, j in np.ndindex(*found.shape[1:]):
        rows, columns = (np.arange(reach) - before + size * n for n in (i, j))
        window = images[:, rows[:, None] % 12, columns % 12]
        np.testing.assert_allclose(found[:, i, j], of_window(window, axis=(1, 2)))


def test_moving_along_is_exact_where_nothing_is_finer_than_the_outputs():
    x = np.arange(32)
    wave = [np.cos(2 * np.pi * 3 * (x - shift) / 32) for shift in (0, 5, -2.6)]
    for found, right in ((wave[1], 5), (wave[2], -2.6)):
        np.testing.assert_allclose(moved_along([wave[0]], right)[0], found, atol=1e-12)
    odd = np.random.default_rng(0).normal(size=(2, 3, 9))
    np.testing.assert_allclose(moved_along(odd, 4), np.roll(odd, 4, axis=-1), atol=1e-12)
    np.testing.assert_allclose(moved_along(moved_along(odd, 0.3), -0.3), odd, atol=1e-12)


def test_a_stride_errs_only_on_what_it_cannot_show():
    broad, fine = (
        np.cos(2 * np.pi * f * np.arange(32) / 32) * np.ones((4, 1)) + mean
        for f, mean in ((3, 7), (13, -2))
    )

    def every_second(x):
        return x[:, :, ::2]

    # The fine wave's 13 cycles look like 3 in the other direction: moved along by a half, it is
    # off by 2·|sin(π/2)|.
    errors = equivariance_error(every_second, [broad, fine], 2)
    np.testing.assert_allclose(errors, [0, 2], atol=1e-12)
    blurred = [broad, 0.5 * fine + 0.25 * (np.roll(fine, 1, 1) + np.roll(fine, -1, 1))]
    mixed = equivariance_error(every_second, [broad + fine, sum(blurred)], 2)
    assert mixed[1] < 0.2 * mixed[0]


def test_changes_are_set_against_those_between_maps():
    maps = np.random.default_rng(0).normal(size=(4, 6, 7))
    same, others = mean_changes(maps, maps * 1.1)
    assert same == pytest.approx(0.1)
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    expected = [relative_change(maps[i], maps[j]) for i, j in pairs]
    assert others == pytest.approx(np.mean(expected))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ([3, 4], [0, 4], 0.6),
        ([1], [1], 0),
        ([0, 0], [0, 0], 0),
        ([0], [2], np.inf),
        ([3e200, 4e200], [0, 4e200], 0.6),
        ([3e-200, 4e-200], [0, 4e-200], 0.6),
    ],
)
def test_the_change_is_relative_to_what_was_there(before, after, change):
    assert relative_change(before, after) == pytest.approx(change)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: shifted_view(np.ones((16, 40)), 0, 0), ValueError, r"more than 16 .*\(16, 40\)"),
        (lambda: shifted_view(SCENE, 9, 0), ValueError, r"a shift by \(9, 0\) leaves the scene"),
        (lambda: shifted_view(SCENE, 0, 0, "wrap"), ValueError, "border must be one of zeros, "),
        (lambda: shifted_view(SCENE, 0, 0, margin=0.5), TypeError, "margin must be an integer"),
        (lambda: shifted_view(SCENE, 0.5, 0), TypeError, "down must be an integer, got 0.5"),
        (lambda: feature_map(SCENE, [[1, 1]]), ValueError, r"odd sizes .*got shape \(1, 2\)"),
        (lambda: pool_map(SCENE, 2, "median"), ValueError, "pooling must be one of max, average"),
        (lambda: pool_map(SCENE, 2, reach=1), ValueError, "reach must be at least size, 2, got 1"),
        (lambda: pool_map(SCENE, 2, reach=43), ValueError, r"reach must be at most 42 .* got 43"),
        (lambda: pool_map(SCENE, 2, "blur", reach=4), ValueError, "reach must not be given"),
        (lambda: mean_changes([[[1]]], [[[1]]]), ValueError, "at least two"),
        (lambda: moved_along([[1, 2]], "x"), TypeError, "right must be"),
        (lambda: equivariance_error(np.abs, SCENE[None], 1), ValueError, "stride must be at le"),
        (
            lambda: equivariance_error(np.abs, SCENE.T[None], 21),
            ValueError,
            "stride must be at most the images' 20 columns, got 21",
        ),
        (lambda: max_blur_pool2d(SCENE, 0), ValueError, "size must be at least 1, got 0"),
        (
            lambda: relative_change([1, 2], [1]),
            ValueError,
            r"the same shape, got \(2,\) and \(1,\)",
        ),
    ],
)
def test_what_cannot_be_shifted_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_stacks_may_be_empty():
    images = np.zeros((0, 2, 8, 8))
    assert feature_map(images, KERNELS["sobel_x"], 2).shape == (0, 2, 4, 4)
    assert shifted_view(images, 1, 0, margin=2).shape == (0, 2, 4, 4)
    for pooling in POOLINGS:
        assert pool_map(images, 2, pooling).shape == (0, 2, 4, 4)


@pytest.mark.parametrize("operation", [lambda x: x[:1, :, ::2], lambda x: x])
def test_maps_of_another_count_or_width_are_refused(operation):
    with pytest.raises(ValueError, match="operation must return 3 maps of 2 columns"):
        equivariance_error(operation, np.ones((3, 4, 4)), 2)


def test_an_error_is_no_share_of_maps_that_do_not_vary():
    flat = np.full((1, 4, 4), 0.1)
    with pytest.raises(ValueError, match="operation must return maps that are not constant"):
        equivariance_error(lambda x: x[:, :, ::2], flat, 2)
