"""Where occlusion, the gradient and Grad-CAM mislead: on single digits, and how often."""

from collections.abc import Callable
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import Array, as_real_array, check_finite, finite_number, whole_number
from cnnlab.experiments.locality import pearson
from cnnlab.images import split_digits
from cnnlab.network import Sequential
from cnnlab.network.attribution import (
    check_network,
    checked_class,
    enlarge,
    grad_cam,
    input_gradient,
    occlusion,
)

__all__ = [
    "Cases",
    "Change",
    "Pair",
    "Slope",
    "class_maps",
    "how_often",
    "mean_correlation",
    "misleading_cases",
    "missing_ink",
    "peak_costs",
    "spare_patches",
    "wrong_signs",
    "wrong_slope",
]

Pixel = tuple[int, int]

_INK, _PAPER = 1.0, 0.0
_PATCH = 3


class Change(NamedTuple):
    """A pixel of paper that is inked: what the score loses, and which digit is read then."""

    pixel: Pixel
    cost: float
    read: int


class Pair(NamedTuple):
    """Two patches: what the score loses by each and by both, and which digit is read then."""

    first: Pixel
    second: Pixel
    costs: tuple[float, float]
    cost: float
    read: int


class Slope(NamedTuple):
    """A pixel of ink that is wiped: the score's change by its gradient, and the true one."""

    pixel: Pixel
    expected: float
    found: float


class Cases(NamedTuple):
    """A digit for each way to be misled, and what happens there."""

    missing: tuple[Array, Change]
    spare: tuple[Array, Pair]
    slope: tuple[Array, Slope]
    peak: tuple[Array, dict[str, float]]


def missing_ink(network: Sequential, image: ArrayLike, label: int) -> Change | None:
    """Find the pixel of bare paper that, inked, turns a digit into another.

    Covering that pixel with paper changes nothing, so that occlusion with paper cannot find it.

    Parameters
    ----------
    network : Sequential
        From (N, 1, 8, 8) to ten scores each.
    image : array_like, shape (1, 8, 8)
        A digit that it reads right, from 0 to 1.
    label : int

    Returns
    -------
    Change or None
        The one that leaves the right score farthest below another; None if no pixel is enough.

    Raises
    ------
    ValueError
        If `label` is not one of the ten classes, the network reads another, or `image` holds NaN or
        ∞.
    TypeError
        If `network` is not a `Sequential`, `image` does not hold real numbers, or `label` is not an
        integer.

    Examples
    --------
    >>> from cnnlab.network import Flatten, Linear
    >>> network = Sequential(Flatten(), Linear(2, 2, bias=False, rng=0))
    >>> network.parameters()[0][:] = [[1, 0], [0, 2]]  # a score for each of two pixels
    >>> missing_ink(network, [[[1.0, 0.0]]], label=0)
    Change(pixel=(0, 1), cost=0.0, read=1)
    """
    image, label, score = _asked(network, image, label)
    places = np.argwhere(image[0] == _PAPER)
    if not len(places):
        return None
    inked = np.repeat(image[None], len(places), axis=0)
    inked[np.arange(len(places)), 0, *places.T] = _INK
    scores = network(inked)
    worst = int(_lead(scores, label).argmin())
    if scores[worst].argmax() == label:
        return None
    cost = score - float(scores[worst, label])
    return Change(_pixel(places[worst]), cost, int(scores[worst].argmax()))


def spare_patches(
    network: Sequential, image: ArrayLike, label: int, most: float = 0.1
) -> Pair | None:
    """Find two patches of 3 × 3 pixels that can each be covered, but not both.

    Occlusion with one patch makes little of either: the network needs one of the two strokes.

    Parameters
    ----------
    network, image, label
        As for `missing_ink`.
    most : float
        The share of the score that each alone may cost; the digit must still be read right.

    Returns
    -------
    Pair or None
        Of patches centred on ink that do not overlap, the pair that leaves the right score
        farthest below another; None if the digit is read right without any two.

    Raises
    ------
    ValueError
        If `label` is not one of the ten classes, the network reads another, or `image` holds NaN or
        ∞.
    TypeError
        If `network` is not a `Sequential`, `image` does not hold real numbers, or `label` is not an
        integer.

    Examples
    --------
    Ink on the left or on the right will do, so that either stroke can be covered:

    >>> from cnnlab.network import Flatten, Linear, ReLU
    >>> first, last = Linear(4, 2, rng=0), Linear(2, 2, rng=0)
    >>> first.weight[:], first.bias[:] = [1, 0, 0, 1], [0, -1]
    >>> last.weight[:], last.bias[:] = [[2, -2], [0, 0]], [0, 1]
    >>> network = Sequential(Flatten(), first, ReLU(), last)
    >>> spare_patches(network, [[[1.0, 0.0, 0.0, 1.0]]], label=0)
    Pair(first=(0, 0), second=(0, 3), costs=(0.0, 0.0), cost=2.0, read=1)
    """
    image, label, score = _asked(network, image, label)
    most = finite_number("most", most)
    centres = [_pixel(at) for at in np.argwhere(image[0] > _PAPER)]
    if not centres:
        return None
    scores = network(np.array([_covered(image, at) for at in centres]))
    costs = score - scores[:, label]
    spare = (scores.argmax(axis=1) == label) & (np.abs(costs) < most * score)
    pairs = [
        pair
        for pair in combinations(np.flatnonzero(spare).tolist(), 2)
        if max(abs(a - b) for a, b in zip(*(centres[i] for i in pair), strict=True)) >= _PATCH
    ]
    if not pairs:
        return None
    both = network(np.array([_covered(image, *(centres[i] for i in pair)) for pair in pairs]))
    worst = int(_lead(both, label).argmin())
    if both[worst].argmax() == label:
        return None
    first, second = pairs[worst]
    alone = float(costs[first]), float(costs[second])
    cost = score - float(both[worst, label])
    return Pair(centres[first], centres[second], alone, cost, int(both[worst].argmax()))


def wrong_signs(network: Sequential, image: ArrayLike, label: int) -> NDArray[np.bool_]:
    """Say for each pixel with ink whether wiping it moves the score against its gradient.

    Parameters
    ----------
    network, image, label
        As for `missing_ink`.

    Returns
    -------
    ndarray of bool, shape (pixels with ink,)

    Raises
    ------
    ValueError
        If `label` is not one of the ten classes, the network reads another, or `image` holds NaN or
        ∞.
    TypeError
        If `network` is not a `Sequential`, `image` does not hold real numbers, or `label` is not an
        integer.

    Examples
    --------
    A score that is 0.5 at ink 1, where it grows with the ink, but 2 at ink 0:

    >>> from cnnlab.network import Flatten, Linear, ReLU
    >>> first, last = Linear(1, 2, rng=0), Linear(2, 2, bias=False, rng=0)
    >>> first.weight[:], first.bias[:], last.weight[:] = [[1], [-1]], [-0.5, 0.5], [[1, 4], [0, 0]]
    >>> wrong_signs(Sequential(Flatten(), first, ReLU(), last), [[[1.0]]], label=0)
    array([ True])
    """
    image, label, _ = _asked(network, image, label)
    expected, found = _wiped(network, image, label)
    return np.asarray(expected * found < 0)


def wrong_slope(network: Sequential, image: ArrayLike, label: int) -> Slope | None:
    """Find the pixel of ink whose gradient is most wrong about what wiping it does.

    Parameters
    ----------
    network, image, label
        As for `missing_ink`.

    Returns
    -------
    Slope or None
        Of the pixels where the expected and the true change have opposite signs, the one where the
        smaller of the two is largest; None if there is no such pixel.

    Raises
    ------
    ValueError
        If `label` is not one of the ten classes, the network reads another, or `image` holds NaN or
        ∞.
    TypeError
        If `network` is not a `Sequential`, `image` does not hold real numbers, or `label` is not an
        integer.

    Examples
    --------
    The gradient 1 says that wiping the pixel takes 1 away; it adds 1.5.

    >>> from cnnlab.network import Flatten, Linear, ReLU
    >>> first, last = Linear(1, 2, rng=0), Linear(2, 2, bias=False, rng=0)
    >>> first.weight[:], first.bias[:], last.weight[:] = [[1], [-1]], [-0.5, 0.5], [[1, 4], [0, 0]]
    >>> wrong_slope(Sequential(Flatten(), first, ReLU(), last), [[[1.0]]], label=0)
    Slope(pixel=(0, 0), expected=-1.0, found=1.5)
    """
    image, label, _ = _asked(network, image, label)
    expected, found = _wiped(network, image, label)
    size = np.where(expected * found < 0, np.minimum(np.abs(expected), np.abs(found)), 0)
    if not size.any():
        return None
    worst = int(size.argmax())
    pixel = _pixel(np.argwhere(image[0] > _PAPER)[worst])
    return Slope(pixel, float(expected[worst]), float(found[worst]))


def peak_costs(network: Sequential, image: ArrayLike, label: int, layer: int) -> dict[str, float]:
    """Cover the peak of each map with a patch of 3 × 3 pixels, and see what the score loses.

    Parameters
    ----------
    network, image, label
        As for `missing_ink`.
    layer : int
        Whose maps Grad-CAM takes.

    Returns
    -------
    dict
        For "occlusion", where no patch can cost more; for "gradient", "gradient × ink" and
        "Grad-CAM"; and for "any ink": the mean over all patches that are centred on ink.

    Raises
    ------
    ValueError
        If `label` is not one of the ten classes, the network reads another, `image` has no ink or
        holds NaN or ∞, or Grad-CAM cannot take the maps of `layer`.
    TypeError
        If `network` is not a `Sequential`, `image` does not hold real numbers, or a number is not
        an integer.

    Examples
    --------
    The largest weight is on the first pixel, where there is no ink to cover:

    >>> from cnnlab.network import Flatten, Linear, MaxPool2d
    >>> network = Sequential(MaxPool2d(1), Flatten(), Linear(5, 1, bias=False, rng=0))
    >>> network.parameters()[0][:] = [[-9, 0, 3, 0, 5]]
    >>> costs = peak_costs(network, [[[0.0, 0.0, 1.0, 0.0, 0.5]]], label=0, layer=0)
    >>> costs["gradient"], costs["any ink"]
    (0.0, 2.75)
    """
    image, label, _ = _asked(network, image, label)
    if not (image[0] > _PAPER).any():
        raise ValueError(f"image must have a pixel of ink, above {_PAPER:g}, got none")
    costs = occlusion(network, image, label, _PATCH, _PAPER)
    gradient = input_gradient(network, image, label)[0]
    maps = {
        "occlusion": costs,
        "gradient": np.abs(gradient),
        "gradient × ink": gradient * image[0],
        "Grad-CAM": enlarge(grad_cam(network, image, label, layer), costs.shape),
    }
    found = {name: float(costs.flat[map_.argmax()]) for name, map_ in maps.items()}
    return found | {"any ink": float(costs[image[0] > _PAPER].mean())}


def misleading_cases(network: Sequential, label: int, layer: int) -> Cases:
    """Find test digits of a class, read right, on which the three maps mislead.

    Parameters
    ----------
    network : Sequential
        From (N, 1, 8, 8) to ten scores each.
    label : int
    layer : int
        Whose maps Grad-CAM takes.

    Returns
    -------
    Cases
        The first digit with `missing_ink`, the first with `spare_patches`, the one with the worst
        `wrong_slope`, and the one where covering Grad-CAM's peak costs least compared with any ink.

    Raises
    ------
    ValueError
        If no digit of this class misleads in one of these ways.
    TypeError
        If `network` is not a `Sequential`, or `layer` is not an integer.

    Examples
    --------
    A network with random weights is misled as well. With one more pixel of ink, a 4 is read as 6:

    >>> from cnnlab.experiments.digit_networks import make_cnn
    >>> image, change = misleading_cases(make_cnn(0), label=4, layer=6).missing
    >>> float(image[0][change.pixel]), change.read
    (0.0, 6)
    """
    images = [image for image, shown in _read_right(network) if shown == label]

    def found_by(find: Callable[[Sequential, Array, int], Any]) -> list[Any]:
        each = ((image, find(network, image, label)) for image in images)
        return [case for case in each if case[1] is not None]

    missing, spare = found_by(missing_ink), found_by(spare_patches)
    slopes = found_by(wrong_slope)
    if not (missing and spare and slopes):
        raise ValueError(
            f"label must be a class with test digits that mislead in each way, got {label!r}"
        )
    peaks = [(x, peak_costs(network, x, label, layer)) for x in images]
    return Cases(
        missing[0],
        spare[0],
        max(slopes, key=lambda case: min(abs(case[1].expected), abs(case[1].found))),
        min(peaks, key=lambda case: case[1]["Grad-CAM"] - case[1]["any ink"]),
    )


def how_often(network: Sequential, layer: int, every: int = 3) -> dict[str, float]:
    """Return how often the maps mislead on test digits that are read right, in per cent.

    Parameters
    ----------
    network, layer
        As for `misleading_cases`.
    every : int
        Look only at every `every`-th digit.

    Returns
    -------
    dict
        "missing" and "spare": digits with `missing_ink` and with `spare_patches`; "slope": pixels
        of ink with `wrong_signs`; "peak": digits where covering Grad-CAM's peak costs less than a
        patch on ink does on average.

    Raises
    ------
    ValueError
        If `every` is below 1, the network reads none of these digits right, or Grad-CAM cannot take
        the maps of `layer`.
    TypeError
        If `network` is not a `Sequential`, or a number is not an integer.

    Examples
    --------
    A linear network's gradient is never wrong about a pixel. It misleads in each of the other ways.

    >>> from cnnlab.network import Flatten, Linear, MaxPool2d
    >>> network = Sequential(MaxPool2d(1), Flatten(), Linear(64, 10, rng=0, dtype=float))
    >>> [name for name, share in how_often(network, layer=0).items() if share > 0]
    ['missing', 'spare', 'peak']
    """
    cases = _read_right(network)[:: whole_number("every", every, 1)]
    if not cases:
        raise ValueError("network must read some of the test digits right, got none")
    signs = np.concatenate([wrong_signs(network, *case) for case in cases])
    peaks = [peak_costs(network, *case, layer) for case in cases]
    shares: dict[str, ArrayLike] = {
        "missing": [missing_ink(network, *case) is not None for case in cases],
        "spare": [spare_patches(network, *case) is not None for case in cases],
        "slope": signs,
        "peak": [costs["Grad-CAM"] < costs["any ink"] for costs in peaks],
    }
    return {name: 100 * float(np.asarray(share).mean()) for name, share in shares.items()}


def class_maps(network: Sequential, layer: int, every: int = 10) -> dict[str, Array]:
    """Ask on test digits which pixels the score of the right class depends on.

    Parameters
    ----------
    network, layer, every
        As for `how_often`; here the network need not read the digits right.

    Returns
    -------
    dict of str to ndarray, shape (digits, 8, 8)
        For "occlusion" with 3 × 3 pixels of paper, "gradient", and "Grad-CAM".

    Raises
    ------
    ValueError
        If `every` is below 1, or Grad-CAM cannot take the maps of `layer`.
    TypeError
        If `network` is not a `Sequential`, or a number is not an integer.

    Examples
    --------
    >>> from cnnlab.experiments.digit_networks import make_cnn
    >>> class_maps(make_cnn(0), layer=6, every=100)["Grad-CAM"].shape
    (4, 8, 8)
    """
    check_network(network)
    digits = split_digits()
    chosen = slice(None, None, whole_number("every", every, 1))
    cases = list(zip(digits.x_test[chosen], digits.y_test[chosen].tolist(), strict=True))
    size = digits.x_test.shape[2:]
    asked: dict[str, Callable[[Array, int], Array]] = {
        "occlusion": lambda image, label: occlusion(network, image, label, _PATCH, _PAPER),
        "gradient": lambda image, label: input_gradient(network, image, label)[0],
        "Grad-CAM": lambda image, label: enlarge(grad_cam(network, image, label, layer), size),
    }
    return {name: np.stack([ask(*case) for case in cases]) for name, ask in asked.items()}


def mean_correlation(first: ArrayLike, second: ArrayLike) -> float:
    """Return how alike two networks' maps are: Pearson's correlation, averaged over the digits.

    This is the question of Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018. They
    ask it of a trained network and of one whose weights are drawn anew.

    Parameters
    ----------
    first, second : array_like, shape (digits, rows, columns)

    Returns
    -------
    float
        1 if each map is the other, scaled and shifted; about 0 if they have nothing in common. A
        constant map has nothing in common with any.

    Raises
    ------
    ValueError
        If the two do not have the same shape, hold no map, or one of them holds NaN or ∞.
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> mean_correlation([[[0, 1], [2, 3]]], [[[5, 7], [9, 11]]])
    1.0
    >>> mean_correlation([[[0, 1], [2, 3]]], [[[3, 2], [1, 0]]])
    -1.0
    """
    one, other = (
        as_real_array(name, maps, 3, "(digits, rows, columns)").astype(float)
        for name, maps in (("first", first), ("second", second))
    )
    if one.shape != other.shape:
        raise ValueError(
            f"first and second must have the same shape, got {one.shape} and {other.shape}"
        )
    if not len(one):
        raise ValueError(f"first and second must hold at least one map, got shape {one.shape}")
    check_finite("first", one)
    check_finite("second", other)
    pairs = zip(one, other, strict=True)
    return float(np.mean([pearson(a.ravel(), b.ravel()) for a, b in pairs]))


def _read_right(network: Sequential) -> list[tuple[Array, int]]:
    check_network(network)
    digits = split_digits()
    read = network(digits.x_test.astype(float)).argmax(axis=1)
    right = read == digits.y_test
    return list(zip(digits.x_test[right], digits.y_test[right].tolist(), strict=True))


def _asked(network: Sequential, image: ArrayLike, label: int) -> tuple[Array, int, float]:
    """Check a network and what it is asked; return the image, its class and the class's score."""
    check_network(network)
    image = as_real_array("image", image, 3, "(C, H, W)").astype(float)
    check_finite("image", image)
    scores = network(image[None])
    label = checked_class("label", scores, label)
    if (read := int(scores[0].argmax())) != label:
        raise ValueError(f"label must be what the network reads, {read}, got {label}")
    return image, label, float(scores[0, label])


def _lead(scores: Array, label: int) -> Array:
    """Return how far a class's score is above the best of the others."""
    return np.asarray(scores[:, label] - np.delete(scores, label, axis=1).max(axis=1))


def _pixel(place: Array) -> Pixel:
    row, column = place.tolist()
    return row, column


def _covered(image: Array, *centres: Pixel) -> Array:
    covered, reach = image.copy(), _PATCH // 2
    for row, column in centres:
        rows = slice(max(0, row - reach), row + reach + 1)
        columns = slice(max(0, column - reach), column + reach + 1)
        covered[:, rows, columns] = _PAPER
    return covered


def _wiped(network: Sequential, image: Array, label: int) -> tuple[Array, Array]:
    """Return how the score should change when each pixel of ink is wiped, and how it does."""
    ink = image[0] > _PAPER
    expected = -input_gradient(network, image, label)[0] * image[0]
    found = -occlusion(network, image, label, 1, _PAPER)
    return expected[ink], found[ink]
