"""The bundled images: what they hold, who made them, and that nothing is downloaded."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage
import skimage.color
import skimage.transform
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage
from sklearn.model_selection import train_test_split

from cnnlab import images
from cnnlab.images import (
    CREDITS,
    PHOTOGRAPHS,
    digit,
    digits,
    photograph,
    random_crops,
    save,
    shift,
    shrink,
    split_digits,
    to_grey,
    to_nchw,
)

OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("an image was about to be downloaded")
socket.socket.connect = socket.getaddrinfo = refuse
sys.modules["pooch"] = None  # as if it were not installed: scikit-image downloads with it
from cnnlab.images import PHOTOGRAPHS, digits, photograph
print(len(digits()[0]), *(photograph(name).shape for name in PHOTOGRAPHS))
"""


@pytest.mark.slow
def test_every_image_loads_from_the_installed_packages_alone():
    run = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("1797 (512, 512, 3) (512, 512)")


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs_are_the_files_in_the_wheel(name):
    folder = Path(skimage.__file__).parent / "data"
    (file,) = folder.glob(f"{name}.*")
    assert_array_equal(photograph(name), skimage.io.imread(file))


def test_every_image_has_its_credit():
    assert set(CREDITS) == {*PHOTOGRAPHS, "digits"}
    assert all(all(credit) for credit in CREDITS.values())
    assert {c.licence for c in CREDITS.values()} == {
        "CC0",
        "public domain",
        "no known copyright restrictions",
        "CC BY 4.0",
    }


def test_digits():
    pictures, labels = digits()
    assert pictures.shape == (1797, 8, 8)
    assert pictures.dtype == labels.dtype == np.int64
    assert (pictures.min(), pictures.max()) == (0, 16)
    assert_array_equal(np.bincount(labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_digits_are_new_arrays_each_time():
    pictures, labels = digits()
    pictures[:], labels[:] = -1, -1
    assert digits()[0].min() == 0
    assert digits()[1].min() == 0
    one = digit(1)
    one[:] = -1
    assert digit(1).min() == 0


@pytest.mark.parametrize("label", range(10))
def test_digit_picks_by_label_and_sample(label):
    pictures, labels = digits()
    assert_array_equal(digit(label), pictures[np.flatnonzero(labels == label)[0]])
    assert_array_equal(digit(label, 3), pictures[np.flatnonzero(labels == label)[3]])


def test_split_shares_no_image_and_loses_none():
    parts = split_digits(seed=3)
    pictures = np.concatenate([parts.x_train, parts.x_validation, parts.x_test]) * 16
    labels = np.concatenate([parts.y_train, parts.y_validation, parts.y_test])
    rows = np.column_stack([pictures.reshape(1797, 64).astype(int), labels])
    whole = np.column_stack([digits()[0].reshape(1797, 64), digits()[1]])
    assert_array_equal(rows[np.lexsort(rows.T)], whole[np.lexsort(whole.T)])


def test_split_is_seeded_balanced_and_scaled():
    parts, again, other = split_digits(seed=1), split_digits(seed=1), split_digits(seed=2)
    for ours, same in zip(parts, again, strict=True):
        assert_array_equal(ours, same)
    assert (parts.x_train != other.x_train).any()
    assert (parts.x_train.min(), parts.x_train.max()) == (0, 1)
    assert {x.dtype for x in parts} == {np.dtype("float32"), np.dtype("int64")}
    for labels in (parts.y_train, parts.y_validation, parts.y_test):
        assert np.bincount(labels).max() - np.bincount(labels).min() <= 0.01 * len(labels) + 1
    default = split_digits()
    assert_array_equal(default.x_test, split_digits(0, 240, 360).x_test)
    smallest = split_digits(0, 10, 10)
    assert [len(labels) for labels in smallest[1::2]] == [1777, 10, 10]


@pytest.mark.parametrize(
    ("seed", "validation", "test"),
    [*((seed, 240, 360) for seed in range(8)), (2**32 - 1, 10, 10), (5, 900, 877), (6, 11, 1000)],
)
def test_split_is_scikit_learns(seed, validation, test):
    pictures, labels = digits()
    x = pictures[:, None] / np.float32(16)
    x, x_test, y, y_test = train_test_split(
        x, labels, test_size=test, random_state=seed, stratify=labels
    )
    x, x_validation, y, y_validation = train_test_split(
        x, y, test_size=validation, random_state=seed, stratify=y
    )
    parts = split_digits(seed, validation, test)
    for ours, theirs in zip(parts, (x, y, x_validation, y_validation, x_test, y_test), strict=True):
        assert_array_equal(ours, theirs)


FROM_FILES = """
import sys
sys.modules["skimage"] = sys.modules["sklearn"] = None  # as if they were not installed
import numpy as np
from cnnlab.images import PHOTOGRAPHS, digits, photograph
images, labels = digits()
photographs = {name: photograph(name) for name in PHOTOGRAPHS}
np.savez(sys.argv[1], images=images, labels=labels, **photographs)
"""


@pytest.mark.slow
def test_saved_images_need_no_package(tmp_path):
    save(tmp_path / "data")
    environment = os.environ | {"CNNLAB_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-c", FROM_FILES, str(tmp_path / "read.npz")]
    subprocess.run(command, env=environment, check=True)
    pictures, labels = digits()
    expected = {name: photograph(name) for name in PHOTOGRAPHS}
    expected |= {"images": pictures, "labels": labels}
    with np.load(tmp_path / "read.npz") as read:
        assert set(read) == set(expected)
        for name, array in expected.items():
            assert_array_equal(read[name], array)
            assert read[name].dtype == array.dtype


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photograph_in_grey_and_small(name):
    small = photograph(name, size=16, grey=True)
    assert small.shape == (16, 16)
    assert small.dtype == np.uint8
    assert small.flags.writeable
    assert small.std() > 3  # something is left to see


def test_photograph_takes_the_centre_in_the_wanted_ratio():
    whole = photograph("chelsea")  # 300 × 451
    assert_array_equal(photograph("chelsea", size=300), whole[:, 75:375])
    assert_array_equal(photograph("chelsea", size=np.int64(300)), whole[:, 75:375])
    assert_array_equal(photograph("chelsea", size=(100, 451)), whole[100:200])
    assert_array_equal(photograph("chelsea", size=30), shrink(whole[:, 75:375], (30, 30)))
    assert photograph("chelsea", size=(1, 451)).shape == (1, 451, 3)
    assert photograph("chelsea", size=(300, 1)).shape == (300, 1, 3)


def test_photograph_crops_before_it_shrinks():
    whole = photograph("coffee")
    assert_array_equal(photograph("coffee", crop=(10, 20, 30, 40)), whole[10:40, 20:60])
    assert_array_equal(
        photograph("coffee", size=(3, 4), crop=(10, 20, 30, 40)),
        shrink(whole[10:40, 20:60], (3, 4)),
    )
    assert_array_equal(photograph("coffee", crop=(0, 0, 400, 600)), whole)


def test_photograph_in_grey_keeps_its_size():
    assert_array_equal(photograph("coffee", grey=True), to_grey(photograph("coffee")))
    assert_array_equal(photograph("camera", grey=True), photograph("camera"))


@pytest.mark.parametrize("shape", [(6, 9), (7, 5), (4, 4, 3)])
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 2), (4, 4)])
def test_shrink_is_the_mean_over_exact_blocks(shape, size):
    image = np.random.default_rng(0).normal(size=shape)
    # Repeat every pixel so often that the blocks have whole pixels, then average plainly.
    fine = image.repeat(size[0], axis=0).repeat(size[1], axis=1)
    expected = skimage.transform.downscale_local_mean(fine, (*shape[:2], *(1,) * (len(shape) - 2)))
    assert_allclose(shrink(image, size), expected, atol=1e-14)


def test_shrink_rounds_bytes_and_keeps_the_image():
    image = np.array([[1, 2, 255, 255]], dtype=np.uint8)
    assert_array_equal(shrink(image, (1, 2)), [[2, 255]])  # 1.5 goes to the even neighbour
    assert shrink(image, (1, 2)).dtype == np.uint8
    assert_array_equal(image, [[1, 2, 255, 255]])
    assert shrink(image.astype(int), (1, 2)).tolist() == [[1.5, 255]]


@pytest.mark.parametrize("down", [-6, -2, -1, 0, 1, 3, 9])
@pytest.mark.parametrize("right", [-5, -1, 0, 2, 4])
def test_shift_is_scipys_with_zeros(down, right):
    image = np.random.default_rng(0).integers(1, 200, (5, 4)).astype(np.uint8)
    expected = ndimage.shift(image, (down, right), order=0)
    assert_array_equal(shift(image, down, right), expected)
    stack = np.stack([image, 2 * image])[None]
    assert_array_equal(shift(stack, down, right), np.stack([expected, 2 * expected])[None])
    assert shift(image, down, right).dtype == np.uint8
    assert image.min() > 0


def test_shift_by_nothing_is_a_copy():
    image = np.ones((2, 2))
    shift(image, 0, 0)[:] = 0
    assert image.all()


def test_to_grey_agrees_with_scikit_image():
    colours = np.random.default_rng(0).random((4, 5, 3))
    assert_allclose(to_grey(colours), skimage.color.rgb2gray(colours), atol=1e-14)
    assert to_grey(np.full((1, 1, 3), 200, np.uint8)).tolist() == [[200]]


def test_to_nchw_moves_axes_and_nothing_else():
    image = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    moved = to_nchw(image)
    assert moved.shape == (1, 4, 2, 3)
    assert moved.dtype == image.dtype
    assert all(moved[0, c, i, j] == image[i, j, c] for i, j, c in np.ndindex(2, 3, 4))
    assert_array_equal(to_nchw(image[None]), moved)
    assert_array_equal(to_nchw(image[..., 1]), moved[:, 1:2])
    moved[:] = 0
    assert image.max() == 23


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: digit([1, 2]), r"label must be an integer, got \[1, 2\]"),
        (lambda: digit(1.5), "label must be an integer, got 1.5"),
        (lambda: digit(8, 1.5), "sample must be an integer, got 1.5"),
        (lambda: shift(np.ones((2, 2)), 1.5, 0), "down must be an integer, got 1.5"),
        (lambda: photograph("camera", size=4.5), r"size must be one integer or a pair .* got 4.5"),
        (lambda: photograph("camera", grey="no"), "grey must be True or False, got 'no'"),
        (lambda: split_digits(validation=240.0), "validation must be an integer, got 240.0"),
    ],
)
def test_numbers_of_another_kind_are_refused(call, message):
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: digit(10), "label must be a whole number from 0 to 9, got 10"),
        (lambda: digit(8, 174), "sample must be 0 to 173: there are 174 images of the digit 8"),
        (lambda: digit(8, -1), "sample must be 0 to 173.*got -1"),
        (lambda: split_digits(test=1790), "validation=240 and test=1790 leave -233"),
        (lambda: split_digits(test=9), "at least 10 of the 1797 images.*test=9"),
        (lambda: split_digits(validation=9), "at least 10 of the 1797 images: validation=9"),
        (lambda: photograph("lena"), "name must be one of astronaut, .*, got 'lena'"),
        (lambda: photograph("digits"), "name must be one of .*, got 'digits'"),
        (lambda: photograph("camera", size=513), r"size .* the image's \(512, 512\), got \(513"),
        (lambda: photograph("camera", size=0), "size must be at least 1, got 0"),
        (lambda: photograph("camera", size=(-2, 4)), "size must be at least 1, got -2"),
        (lambda: photograph("camera", crop=(0, 0, 9)), r"crop must be \(top, left, .* got"),
        (lambda: photograph("camera", crop=(0, 0, 513, 9)), r"crop .* 512 × 512 .*513, 9\)"),
        (lambda: photograph("camera", crop=(0, 504, 9, 9)), r"crop .* inside the photograph"),
        (lambda: photograph("camera", crop=(-1, 0, 9, 9)), r"crop .* inside the photograph"),
        (lambda: photograph("camera", crop=(0, -1, 9, 9)), r"crop .* inside the photograph"),
        (lambda: photograph("camera", crop=(0, 0, 0, 9)), r"crop .* inside the photograph"),
        (lambda: photograph("camera", crop=(0, 0, 9, 0)), r"crop .* inside the photograph"),
        (lambda: shrink(np.ones(3), (1, 1)), r"image must have shape .* got \(3,\)"),
        (lambda: shrink(np.ones((2, 3)), (2, 4)), r"image's \(2, 3\), got \(2, 4\)"),
        (lambda: shift(np.ones(3), 1, 1), r"images must have at least 2 axes .* \(3,\)"),
        (lambda: to_grey(np.ones((3, 3))), r"shape \(H, W, 3\), got \(3, 3\)"),
        (lambda: to_grey(np.ones((3, 3, 4))), r"shape \(H, W, 3\), got \(3, 3, 4\)"),
        (lambda: to_nchw(np.ones(3)), r"image must have shape .* got \(3,\)"),
    ],
)
def test_errors_name_the_argument_and_the_value(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "module", "message"),
    [
        (lambda: photograph("camera"), "skimage.data", r"photograph\(\) needs scikit-image"),
        (digits, "sklearn.datasets", r"digits\(\) needs scikit-learn"),
    ],
)
def test_a_missing_package_names_the_extra(monkeypatch, call, module, message):
    images._load_digits.cache_clear()
    images._read.cache_clear()
    images._cut_out.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match=message + r'.*pip install "cnnlab\[images\]"'):
        call()


# --- random cuts ---


@pytest.mark.parametrize("shape", [(7, 9), (7, 9, 3)])
def test_every_cut_lies_in_the_image_and_every_place_comes_up(shape):
    image = np.arange(np.prod(shape), dtype=np.uint16).reshape(shape)
    cuts = random_crops(image, 5, 400, rng=3)
    assert cuts.shape == (400, 5, 5, *shape[2:])
    assert cuts.dtype == image.dtype
    places = {image[r : r + 5, c : c + 5].tobytes() for r in range(3) for c in range(5)}
    assert {cut.tobytes() for cut in cuts} == places
    assert_array_equal(cuts, random_crops(image, 5, 400, rng=3), "the same seed, the same cuts")
    cuts[:] = 0
    assert image.any()


@pytest.mark.parametrize(
    ("image", "side", "count", "message"),
    [
        (np.zeros(5), 1, 1, r"image must have shape \(H, W\) or \(H, W, C\), got \(5,\)"),
        (np.zeros((4, 6)), 5, 1, "side must be at most 4 to be cut out .* 4 × 6 pixels, got 5"),
        (np.zeros((4, 6)), 0, 1, "side must be at least 1, got 0"),
        (np.zeros((4, 6)), 2, 0, "count must be at least 1, got 0"),
    ],
)
def test_a_cut_that_cannot_be_made_is_explained(image, side, count, message):
    with pytest.raises(ValueError, match=message):
        random_crops(image, side, count, rng=0)


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_shrink_refuses_what_has_no_mean(odd):
    with pytest.raises(ValueError, match="image must hold finite numbers"):
        shrink([[odd, 1.0], [2.0, 3.0]], 1)
