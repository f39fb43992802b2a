"""Winograd's minimal filtering: 36 products where the definition needs 144, for 3×3 kernels.

Polynomials can be multiplied by their values: evaluate both at enough points, multiply point by
point, interpolate. Correlation is the transpose of that, so that a tile of m × m outputs comes
from (m + 2) × (m + 2) products instead of 9·m²:

    Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A

with g the kernel and d the tile's inputs. The products sum over the input channels, which makes
each of the 36 positions a matrix product of its own. A bilinear map has simple gradients: the same
matrices, transposed.

**Accuracy.** The transforms add and subtract, so that errors are relative to the largest value in a
tile, not in a window. Measured on normally distributed numbers with 48 to 512 channels: in float32
the largest error is 7e-6 to 1.3e-5 of the results' standard deviation (directly: 1.5e-6 to 2e-6),
in float64 less than 1e-13. The points matter: with the usual 0, ±1, ±2 and ∞ in place of our
0, ±3/4, ±3/2 and ∞ it is four times as large. An infinity or NaN would spread over its tile:
`cnnlab.fast` then computes directly.

References
----------
Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
Barabasz, Anderson, Soodhalter and Gregg, "Error analysis and improving the accuracy of Winograd
convolution for deep neural networks", 2020 (on the choice of points).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from cnnlab.arrays import Array
from cnnlab.pieces import cut, pieces
from cnnlab.shapes import Geometry

TILE = 4
"""m: each tile has 4 × 4 outputs."""

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: a few megabytes."""

FEWEST_TILES = 64
"""Tiles per piece at least, however many channels: fewer make thin products."""

KERNEL = 3
POINTS = (0, 3 / 4, -3 / 4, 3 / 2, -3 / 2)


@cache
def transforms(dtype: np.dtype[Any]) -> tuple[Array, Array, Array]:
    """Return Aᵀ, G and Bᵀ for both axes at once: the Kronecker square of each.

    The rows of G and A evaluate polynomials of degree 2 and m − 1 at the points (at infinity:
    their highest coefficient); Bᵀ is the transpose of the interpolation, a Vandermonde inverse.

    Returns
    -------
    at : ndarray, shape (m², (m + 2)²)
    g : ndarray, shape ((m + 2)², 9)
    bt : ndarray, shape ((m + 2)², (m + 2)²)
    """

    def evaluate(coefficients: int) -> Array:
        at_infinity = np.eye(coefficients)[-1:]
        return np.vstack([np.vander(POINTS, coefficients, increasing=True), at_infinity])

    matrices = evaluate(TILE).T, evaluate(KERNEL), np.linalg.inv(evaluate(TILE + KERNEL - 1)).T
    at, g, bt = (np.kron(matrix, matrix).astype(dtype) for matrix in matrices)
    return at, g, bt


def tiles(slide: Geometry) -> tuple[int, int]:
    """Count the tiles that cover an output, down and across."""
    return -(-slide.output[0] // TILE), -(-slide.output[1] // TILE)


def _transformed_input(
    x: Array, slide: Geometry, c_out: int
) -> Iterator[tuple[slice, slice, Array]]:
    """Yield, piece by piece: the images, the rows of tiles, and Bᵀ d B: (36, C, tiles)."""
    n, c = x.shape[:2]
    down, across = tiles(slide)
    (top, _), (left, _) = slide.padding
    edge = TILE + KERNEL - 1
    bt = transforms(x.dtype)[2]
    tile_size = edge**2 * (c + c_out)
    for images, band in pieces(n, down, across * tile_size, max(BUDGET, FEWEST_TILES * tile_size)):
        rows = band.stop - band.start
        part = cut(
            x,
            images,
            band.start * TILE - top,
            -left,
            (rows - 1) * TILE + edge,
            (across - 1) * TILE + edge,
        )
        windows = np.lib.stride_tricks.sliding_window_view(part, (edge, edge), axis=(2, 3))
        windows = windows[:, :, ::TILE, ::TILE].transpose(4, 5, 1, 0, 2, 3)
        count = len(part) * rows * across
        yield images, band, (bt @ windows.reshape(edge**2, c * count)).reshape(edge**2, c, count)


def forward(x: Array, weight: Array, slide: Geometry) -> Array:
    """Compute `conv2d` with 3×3 kernels, stride 1, zero padding and one group."""
    n, c_out, c_in = len(x), *weight.shape[:2]
    height, width = slide.output
    across = tiles(slide)[1]
    at, g, _ = transforms(x.dtype)
    kernels = (g @ weight.reshape(c_out * c_in, 9).T).reshape(-1, c_out, c_in)
    y = np.empty((n, c_out, height, width), dtype=x.dtype)
    for images, band, inputs in _transformed_input(x, slide, c_out):
        products = kernels @ inputs
        outputs = at @ products.reshape(len(kernels), -1)
        outputs = outputs.reshape(TILE, TILE, c_out, images.stop - images.start, -1, across)
        lined_up = outputs.transpose(3, 2, 4, 0, 5, 1)  # images, C_out, tile, row, tile, column
        part = y[images, :, band.start * TILE : band.stop * TILE]
        whole = lined_up.reshape(*part.shape[:2], -1, across * TILE)
        part[...] = whole[:, :, : part.shape[2], :width]
    return y


def weight_gradient(grad: Array, x: Array, slide: Geometry) -> Array:
    """Compute the gradient for the weight: Gᵀ [ (A dY Aᵀ) (Bᵀ d B)ᵀ ] G, summed over the tiles."""
    c_out, c_in = grad.shape[1], x.shape[1]
    across = tiles(slide)[1]
    at, g, _ = transforms(x.dtype)
    grad_kernels = np.zeros((len(g), c_out, c_in), dtype=x.dtype)
    for images, band, inputs in _transformed_input(x, slide, c_out):
        rows = band.stop - band.start
        part = cut(grad, images, band.start * TILE, 0, rows * TILE, across * TILE)
        part = part.reshape(len(part), c_out, rows, TILE, across, TILE).transpose(3, 5, 1, 0, 2, 4)
        outputs = at.T @ part.reshape(TILE**2, -1)
        grad_kernels += outputs.reshape(len(g), c_out, -1) @ inputs.swapaxes(1, 2)
    return (g.T @ grad_kernels.reshape(len(g), c_out * c_in)).T.reshape(c_out, c_in, 3, 3)
