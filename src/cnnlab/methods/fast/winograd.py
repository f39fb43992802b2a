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
the largest error is 6e-6 to 1.6e-5 of the results' standard deviation (directly: 1.6e-6 to 2.5e-6),
in float64 less than 1e-13. The points matter: with the usual 0, ±1, ±2 and ∞ in place of our
0, ±3/4, ±3/2 and ∞ it is four times as large. An infinity or NaN would spread over its tile:
`cnnlab.methods.fast` then computes directly.

References
----------
Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
Barabasz, Anderson, Soodhalter and Gregg, "Error analysis and improving the accuracy of Winograd
convolution for deep neural networks", 2020 (on the choice of points).
"""

from functools import cache, partial
from typing import Any

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import Piece, Scratch, cut, even, pieces, scratch
from cnnlab.methods.fast.threads import share, share_sum
from cnnlab.shapes import Geometry

TILE = 4
"""m: each tile has 4 × 4 outputs."""

BUDGET = 2**20
"""Numbers of scratch per piece, by the benchmark: four megabytes."""

FEWEST_TILES = 64
"""Tiles per piece at least, however many channels: fewer make thin products."""

BLOCK = 64
"""Channels at a time at most, by the benchmark.

All transformed kernels together are four times the weights, and would not stay in the cache. So
they are made block by block, and for each piece anew, which costs less than to fetch them. If there
is a single piece, threads share its blocks.
"""

KERNEL = 3
EDGE = TILE + KERNEL - 1
POINTS = (0, 3 / 4, -3 / 4, 3 / 2, -3 / 2)


@cache
def transforms(dtype: np.dtype[Any]) -> tuple[Array, Array, Array]:
    """Return Aᵀ, G and Bᵀ.

    The rows of G and A evaluate polynomials of degree 2 and m − 1 at the points (at infinity:
    their highest coefficient); Bᵀ is the transpose of the interpolation, a Vandermonde inverse.

    Returns
    -------
    at : ndarray, shape (m, m + 2)
    g : ndarray, shape (m + 2, 3)
    bt : ndarray, shape (m + 2, m + 2)
    """

    def evaluate(coefficients: int) -> Array:
        at_infinity = np.eye(coefficients)[-1:]
        return np.vstack([np.vander(POINTS, coefficients, increasing=True), at_infinity])

    matrices = evaluate(TILE).T, evaluate(KERNEL), np.linalg.inv(evaluate(EDGE)).T
    at, g, bt = (np.ascontiguousarray(matrix, dtype) for matrix in matrices)
    return at, g, bt


@cache
def _both_sides(dtype: np.dtype[Any]) -> Array:
    """Return G ⊗ G: G g Gᵀ in one product, for which the kernels need not be laid out anew."""
    g = transforms(dtype)[1]
    return np.kron(g, g)


def tiles(geometry: Geometry) -> tuple[int, int]:
    """Count the tiles that cover an output, down and across."""
    return -(-geometry.output[0] // TILE), -(-geometry.output[1] // TILE)


def _sandwich(matrix: Array, tiles: Array, memory: Scratch, out: Array) -> None:
    """Compute M t Mᵀ for every tile t: from (p, p, count) to (q, q, count).

    One axis after the other: for 6 × 6 tiles a third of the arithmetic of doing both at once.
    """
    (q, p), count = matrix.shape, tiles.shape[2]
    one = np.matmul(matrix, tiles.reshape(p, -1), out=memory(q, p * count))
    np.matmul(matrix, one.reshape(q, p, count), out=out)


def _pieces(n: int, c_in: int, c_out: int, geometry: Geometry) -> list[Piece]:
    """Divide the images, and their rows of tiles."""
    down, across = tiles(geometry)
    tile_size = EDGE**2 * (c_in + min(c_out, BLOCK))
    return pieces(n, down, across * tile_size, max(BUDGET, FEWEST_TILES * tile_size))


def _transformed_input(
    x: Array, images: slice, band: slice, geometry: Geometry, memory: Scratch
) -> Array:
    """Compute Bᵀ d B for the tiles of some images, and of a band of rows: (36, C, tiles)."""
    c, across, rows = x.shape[1], tiles(geometry)[1], band.stop - band.start
    (top, _), (left, _) = geometry.padding
    height, width = (rows - 1) * TILE + EDGE, (across - 1) * TILE + EDGE
    inputs = memory(EDGE, EDGE, c, (images.stop - images.start) * rows * across)
    bt = transforms(x.dtype)[2]

    def transform(blocks: list[slice]) -> None:
        with scratch(x.dtype, 2) as (a, b):
            for channels in blocks:
                block = x[:, channels]
                part = cut(block, images, band.start * TILE - top, -left, height, width, a)
                windows = np.lib.stride_tricks.sliding_window_view(part, (EDGE, EDGE), axis=(2, 3))
                windows = b.copy(windows[:, :, ::TILE, ::TILE].transpose(4, 5, 1, 0, 2, 3))
                results = inputs[:, :, channels].reshape(EDGE, EDGE, -1)
                _sandwich(bt, windows.reshape(EDGE, EDGE, -1), a, results)

    share(transform, even(c, BLOCK))
    return inputs.reshape(EDGE**2, c, -1)


def _transformed_kernels(block: Array, memory: Scratch) -> Array:
    """Compute G g Gᵀ for some output channels' kernels: (36, channels, C)."""
    kernels = memory(EDGE**2, *block.shape[:2])
    flat = block.reshape(-1, KERNEL**2).T
    np.matmul(_both_sides(block.dtype), flat, out=kernels.reshape(EDGE**2, -1))
    return kernels


def forward(x: Array, weight: Array, geometry: Geometry) -> Array:
    """Compute `conv2d` with 3×3 kernels, stride 1, zero padding and one group."""
    n, c_out, c_in = len(x), *weight.shape[:2]
    height, width = geometry.output
    across = tiles(geometry)[1]
    at = transforms(x.dtype)[0]
    y = np.empty((n, c_out, height, width), dtype=x.dtype)

    def outputs(
        images: slice, band: slice, inputs: Array, only: Array | None, blocks: list[slice]
    ) -> None:
        with scratch(x.dtype, 3) as (a, b, c):
            for channels in blocks:
                kernels = _transformed_kernels(weight[channels], a) if only is None else only
                count, size = kernels.shape[1], kernels.shape[1] * inputs.shape[2]
                products = np.matmul(kernels, inputs, out=b(EDGE**2, count, inputs.shape[2]))
                half = np.matmul(at, products.reshape(EDGE, -1), out=c(TILE, EDGE * size))
                # The other way round, so that a tile's columns are neighbours, as in the output.
                half = half.reshape(TILE, EDGE, size).swapaxes(1, 2)
                lines = np.matmul(half, at.T, out=b(TILE, size, TILE))
                lines = lines.reshape(TILE, count, images.stop - images.start, -1, across * TILE)
                for row, line in enumerate(lines):
                    part = y[images, channels, band.start * TILE + row : band.stop * TILE : TILE]
                    part[...] = line[:, :, : part.shape[2], :width].swapaxes(0, 1)

    def work(some: list[Piece]) -> None:
        with scratch(x.dtype, 2) as (a, b):
            # A single block's kernels are worth keeping.
            only = _transformed_kernels(weight, a) if c_out <= BLOCK else None
            for images, band in some:
                inputs = _transformed_input(x, images, band, geometry, b)
                share(partial(outputs, images, band, inputs, only), even(c_out, BLOCK))

    share(work, _pieces(n, c_in, c_out, geometry))
    return y


def weight_gradient(grad: Array, x: Array, geometry: Geometry) -> Array:
    """Compute the gradient for the weight: Gᵀ [ (A dY Aᵀ) (Bᵀ d B)ᵀ ] G, summed over the tiles."""
    (n, c_out), c_in = grad.shape[:2], x.shape[1]
    across = tiles(geometry)[1]
    at, both = transforms(x.dtype)[0], _both_sides(x.dtype)

    def add(
        grad_taps: Array, images: slice, band: slice, inputs: Array, blocks: list[slice]
    ) -> None:
        rows, count = band.stop - band.start, inputs.shape[2]
        with scratch(x.dtype, 3) as (a, b, c):
            for channels in blocks:
                block = grad[:, channels]
                part = cut(block, images, band.start * TILE, 0, rows * TILE, across * TILE, a)
                part = part.reshape(*part.shape[:2], rows, TILE, across, TILE)
                values = b.copy(part.transpose(3, 5, 1, 0, 2, 4)).reshape(TILE, TILE, -1)
                outputs = c(EDGE**2, block.shape[1], count)
                _sandwich(at.T, values, a, outputs.reshape(EDGE, EDGE, -1))
                products = a(EDGE**2, block.shape[1], c_in)
                np.matmul(outputs, inputs.swapaxes(1, 2), out=products)
                taps = b(KERNEL**2, block.shape[1], c_in)
                flat = products.reshape(EDGE**2, -1)
                np.matmul(both.T, flat, out=taps.reshape(KERNEL**2, -1))
                # In memory the taps come last, as in the result.
                grad_taps[channels] += taps.transpose(1, 2, 0)

    def work(some: list[Piece], grad_taps: Array) -> None:
        with scratch(x.dtype, 1) as (a,):
            for images, band in some:
                inputs = _transformed_input(x, images, band, geometry, a)
                share(partial(add, grad_taps, images, band, inputs), even(c_out, BLOCK))

    some = _pieces(n, c_in, c_out, geometry)
    grad_weight = share_sum(work, some, (c_out, c_in, KERNEL**2), x.dtype)
    return grad_weight.reshape(c_out, c_in, KERNEL, KERNEL)
