"""Which pixels a score depends on: by occlusion, by the gradient and by Grad-CAM.

Each function takes a network that turns a batch of images into scores, one image, and the class
whose score is asked about, before any softmax. The network's layers remember the image afterwards.
"""

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    Array,
    as_real_array,
    check_finite,
    check_holdable,
    finite_number,
    flag,
    pair,
    whole_number,
)
from cnnlab.network.layers import Sequential
from cnnlab.shapes import Size

__all__ = ["enlarge", "grad_cam", "input_gradient", "occlusion"]


def occlusion(
    network: Sequential, image: ArrayLike, target: int, patch: int = 3, fill: float = 0.0
) -> Array:
    """Cover the image with a patch, centred on each pixel in turn, and see what the score loses.

    Parameters
    ----------
    network : Sequential
        From (N, C, H, W) to (N, classes).
    image : array_like, shape (C, H, W)
    target : int
        The class.
    patch : int
        Rows and columns of the patch, odd. At the border only its part inside the image counts.
    fill : float
        The value of the covered pixels, in all channels.

    Returns
    -------
    ndarray, shape (H, W)
        The score of the image less the score with the patch: above 0 where what is covered spoke
        for the class, below 0 where it spoke against it.

    Raises
    ------
    ValueError
        If the image does not have three axes or is not finite, the patch is even, or the class has
        no score.
    TypeError
        If an argument is not of its kind.

    References
    ----------
    Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.

    Examples
    --------
    >>> from cnnlab.network.layers import Flatten, Linear
    >>> network = Sequential(Flatten(), Linear(4, 1, bias=False, rng=0))
    >>> network.parameters()[0][:] = [[1, 2, 3, 4]]
    >>> occlusion(network, np.ones((1, 2, 2)), target=0, patch=1)
    array([[1., 2.],
           [3., 4.]])
    """
    image = _image(network, image)
    patch = whole_number("patch", patch, 1)
    reach = patch // 2
    if patch % 2 == 0:
        raise ValueError(f"patch must be odd, so that it has a pixel in its middle, got {patch}")
    fill = finite_number("fill", fill)
    _, height, width = image.shape
    covered = np.tile(image.astype(np.result_type(image, np.float32)), (height * width, 1, 1, 1))
    for number, (row, column) in enumerate(np.ndindex(height, width)):
        rows = slice(max(0, row - reach), row + reach + 1)
        columns = slice(max(0, column - reach), column + reach + 1)
        covered[number, :, rows, columns] = fill
    scores = network(image[None])
    target = checked_class("target", scores, target)
    return np.asarray(float(scores[0, target]) - network(covered)[:, target]).reshape(height, width)


def input_gradient(network: Sequential, image: ArrayLike, target: int) -> Array:
    """Return the gradient of a score with respect to the pixels.

    Parameters
    ----------
    network, image, target
        As for `occlusion`.

    Returns
    -------
    ndarray, shape (C, H, W)
        How fast the score grows with each pixel, as long as the change is small.

    Raises
    ------
    ValueError
        If the image does not have three axes or is not finite, or the class has no score.
    TypeError
        If an argument is not of its kind.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks: visualising image
    classification models and saliency maps", ICLR workshop 2014.

    Examples
    --------
    >>> from cnnlab.network.layers import Flatten, Linear
    >>> network = Sequential(Flatten(), Linear(4, 1, bias=False, rng=0))
    >>> network.parameters()[0][:] = [[1, 2, 3, 4]]
    >>> input_gradient(network, np.zeros((1, 2, 2)), target=0)
    array([[[1., 2.],
            [3., 4.]]])
    """
    scores = network(_image(network, image)[None])
    return np.asarray(network.backward(_one_score(scores, target))[0])


def grad_cam(
    network: Sequential, image: ArrayLike, target: int, layer: int, rectify: bool = True
) -> Array:
    """Add up a layer's maps, each weighted by the mean gradient of the score over that map.

    Parameters
    ----------
    network, image, target
        As for `occlusion`.
    layer : int
        The index of the layer whose outputs are the maps, as in ``network[layer]``; usually that of
        the ReLU after the last convolution.
    rectify : bool
        Set to 0 what is below 0, as the method does. If False, what spoke against the class is
        below 0.

    Returns
    -------
    ndarray, shape (rows, columns)
        As large as the maps. `enlarge` lays it over the image.

    Raises
    ------
    ValueError
        If the image does not have three axes or is not finite, the class has no score, or there
        is no such layer before the last, or its output is no maps.
    TypeError
        If an argument is not of its kind.

    References
    ----------
    Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra, "Grad-CAM: visual explanations from deep
    networks via gradient-based localization", ICCV 2017.

    Examples
    --------
    >>> from cnnlab.network.layers import Flatten, Linear, ReLU
    >>> network = Sequential(ReLU(), Flatten(), Linear(4, 1, bias=False, rng=0))
    >>> network.parameters()[0][:] = [[1, 2, 3, 4]]
    >>> grad_cam(network, [[[0.0, 1.0], [2.0, -3.0]]], target=0, layer=0)  # mean gradient 2.5
    array([[0. , 2.5],
           [5. , 0. ]])
    """
    image = _image(network, image)
    layer = whole_number("layer", layer, 0)
    if layer >= len(network) - 1:
        raise ValueError(f"layer must come before the last, 0 to {len(network) - 2}, got {layer}")
    maps = network[: layer + 1](image[None])
    if maps.ndim != 4:
        raise ValueError(
            f"layer must give maps (C, H, W), got {layer}, {network[layer]!r}, which gives "
            f"{maps.shape[1:]}"
        )
    rest = network[layer + 1 :]
    weights = rest.backward(_one_score(rest(maps), target)).mean(axis=(2, 3))[0]
    added = np.tensordot(weights, maps[0], 1)
    return np.asarray(np.maximum(added, 0) if flag("rectify", rectify) else added)


def enlarge(values: ArrayLike, size: Size) -> Array:
    """Enlarge a map to the size of an image, by bilinear interpolation.

    Parameters
    ----------
    values : array_like, shape (rows, columns)
    size : int or (int, int)
        Rows and columns of the image.

    Returns
    -------
    ndarray, shape `size`
        Each number stands in the middle of its share of the image; beyond the outermost ones, their
        values are repeated.

    Raises
    ------
    ValueError
        If `values` does not have 2 axes, is empty, or holds NaN or ∞, or `size` is below 1.
    TypeError
        If `values` does not hold real numbers, or a number is not an integer.

    Examples
    --------
    >>> enlarge([[0, 4]], (1, 4))
    array([[0., 1., 3., 4.]])
    """
    values = as_real_array("values", values, 2, "(rows, columns)")
    if not values.size:
        raise ValueError(f"values must hold at least one number, got shape {values.shape}")
    check_finite("values", values)
    wanted = pair("size", size)
    check_holdable("size", wanted)
    down, across = (_between(n, many) for n, many in zip(values.shape, wanted, strict=True))
    return np.asarray(down @ values @ across.T)


def _between(count: int, wanted: int) -> Array:
    """Return the share of each of `count` numbers in each of the `wanted`."""
    places = (np.arange(wanted) + 0.5) * count / wanted - 0.5
    places = places.clip(0, count - 1)[:, None]
    return np.asarray(np.maximum(0, 1 - np.abs(places - np.arange(count))))


def _image(network: Sequential, image: ArrayLike) -> Array:
    """Check the network and the image, which all three take; return the image."""
    check_network(network)
    checked = as_real_array("image", image, 3, "(C, H, W)")
    check_finite("image", checked)
    return checked


def check_network(network: Sequential) -> None:
    """Raise a TypeError if `network` is not a Sequential."""
    if not isinstance(network, Sequential):
        raise TypeError(f"network must be a Sequential, got {network!r}")


def checked_class(name: str, scores: Array, number: int) -> int:
    """Return a class's number, checked against the scores that a network gives."""
    if scores.ndim != 2:
        raise ValueError(f"network must give scores of shape (N, classes), got {scores.shape}")
    number = whole_number(name, number, 0)
    if number >= scores.shape[1]:
        raise ValueError(f"{name} must be one of {scores.shape[1]} classes, got {number}")
    return number


def _one_score(scores: Array, target: int) -> Array:
    """Return the gradient of one score with respect to all of them."""
    return np.eye(scores.shape[1], dtype=scores.dtype)[[checked_class("target", scores, target)]]
