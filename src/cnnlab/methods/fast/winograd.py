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
0, ±3/4, ±3/2 and ∞ it is four times as large. An infinity or NaN would spread over its tile, and
so would the errors of a pixel or a weight much larger than the others: `cnnlab.methods.fast` then
computes directly.

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
from cnnlab.methods.fast.scratch import Memory, Piece, borrow, crop, divide, divide_batch
from cnnlab.methods.fast.threads import in_parallel, sum_in_parallel
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


def count_tiles(geometry: Geometry) -> tuple[int, int]:
    """Count the tiles that cover an output, down and across."""
    return -(-geometry.output[0] // TILE), -(-geometry.output[1] // TILE)


def forward(x: Array, weight: Array, geometry: Geometry) -> Array:
    """Compute `conv2d` with 3×3 kernels, stride 1, zero padding and one group."""
    n, c_out, c_in = len(x), *weight.shape[:2]
    y = np.empty((n, c_out, *geometry.output), dtype=x.dtype)

    def compute(pieces: list[Piece]) -> None:
        with borrow(x.dtype, 2) as (kernel_memory, input_memory):
            # The kernels of a single block are worth keeping from piece to piece.
            kept = _transformed_kernels(weight, kernel_memory) if c_out <= BLOCK else None
            for piece in pieces:
                inputs = _transformed_inputs(x, piece, geometry, input_memory)
                write = partial(_write_outputs, y, piece, inputs, weight, kept)
                in_parallel(write, divide(c_out, BLOCK))

    in_parallel(compute, divide_batch(*division(n, c_in, c_out, geometry)))
    return y


def _write_outputs(
    y: Array,
    piece: Piece,
    inputs: Array,
    weight: Array,
    kept_kernels: Array | None,
    blocks: list[slice],
) -> None:
    """Compute Aᵀ [kernels ⊙ inputs] A for a piece and some blocks of output channels."""
    images, band = piece
    width, tiles = y.shape[3], inputs.shape[2]
    tiles_across = -(-width // TILE)
    at = transforms(y.dtype)[0]
    with borrow(y.dtype, 3) as (kernel_memory, product_memory, half_memory):
        for channels in blocks:
            if kept_kernels is None:
                kernels = _transformed_kernels(weight[channels], kernel_memory)
            else:
                kernels = kept_kernels
            c = kernels.shape[1]
            products = np.matmul(kernels, inputs, out=product_memory(EDGE**2, c, tiles))
            half = half_memory(TILE, EDGE * c * tiles)
            np.matmul(at, products.reshape(EDGE, -1), out=half)
            # The other way round, so that a tile's columns are neighbours, as in the output.
            half = half.reshape(TILE, EDGE, c * tiles).swapaxes(1, 2)
            outputs = np.matmul(half, at.T, out=product_memory(TILE, c * tiles, TILE))
            by_row = outputs.reshape(
                TILE, c, images.stop - images.start, band.stop - band.start, tiles_across * TILE
            )
            for row, of_all_tiles in enumerate(by_row):
                part = y[images, channels, band.start * TILE + row : band.stop * TILE : TILE]
                part[...] = of_all_tiles[:, :, : part.shape[2], :width].swapaxes(0, 1)


def weight_gradient(grad: Array, x: Array, geometry: Geometry) -> Array:
    """Compute the gradient for the weight: Gᵀ [ (A dY Aᵀ) (Bᵀ d B)ᵀ ] G, summed over the tiles."""
    (n, c_out), c_in = grad.shape[:2], x.shape[1]

    def add(pieces: list[Piece], grad_taps: Array) -> None:
        with borrow(x.dtype, 1) as (input_memory,):
            for piece in pieces:
                inputs = _transformed_inputs(x, piece, geometry, input_memory)
                add_blocks = partial(_add_taps, grad_taps, piece, inputs, grad)
                in_parallel(add_blocks, divide(c_out, BLOCK))

    shape = c_out, c_in, KERNEL**2
    grad_weight = sum_in_parallel(
        add, divide_batch(*division(n, c_in, c_out, geometry)), shape, x.dtype
    )
    return grad_weight.reshape(c_out, c_in, KERNEL, KERNEL)


def _add_taps(
    grad_taps: Array, piece: Piece, inputs: Array, grad: Array, blocks: list[slice]
) -> None:
    """Add the gradient of a piece for the kernels of some blocks of output channels."""
    images, band = piece
    rows, tiles_across, c_in = band.stop - band.start, -(-grad.shape[3] // TILE), inputs.shape[1]
    at, both = transforms(grad.dtype)[0], _both_sides(grad.dtype)
    with borrow(grad.dtype, 3) as (product_memory, tap_memory, output_memory):
        for channels in blocks:
            block = grad[:, channels]
            c = block.shape[1]
            top, height, width = band.start * TILE, rows * TILE, tiles_across * TILE
            part = crop(block, images, top, 0, height, width, product_memory)
            by_tile = part.reshape(*part.shape[:2], rows, TILE, tiles_across, TILE)
            by_tile = tap_memory.copy(by_tile.transpose(3, 5, 1, 0, 2, 4))
            outputs = output_memory(EDGE, EDGE, c * inputs.shape[2])
            _sandwich(at.T, by_tile.reshape(TILE, TILE, -1), product_memory, outputs)
            products = product_memory(EDGE**2, c, c_in)
            outputs = outputs.reshape(EDGE**2, c, -1)
            np.matmul(outputs, inputs.swapaxes(1, 2), out=products)
            taps = tap_memory(KERNEL**2, c * c_in)
            np.matmul(both.T, products.reshape(EDGE**2, c * c_in), out=taps)
            # In memory the taps come last, as in the result.
            grad_taps[channels] += taps.reshape(KERNEL**2, c, c_in).transpose(1, 2, 0)


def division(n: int, c_in: int, c_out: int, geometry: Geometry) -> tuple[int, int, int, int]:
    """Return by what `divide_batch` divides the images, and their rows of tiles."""
    tiles_down, tiles_across = count_tiles(geometry)
    tile_size = EDGE**2 * (c_in + min(c_out, BLOCK))
    budget = max(BUDGET, FEWEST_TILES * tile_size)
    return n, tiles_down, tiles_across * tile_size, budget


def _transformed_inputs(x: Array, piece: Piece, geometry: Geometry, memory: Memory) -> Array:
    """Compute Bᵀ d B for all tiles of a piece: (36, C, tiles)."""
    (images, band), c, tiles_across = piece, x.shape[1], count_tiles(geometry)[1]
    rows, ((top, _), (left, _)) = band.stop - band.start, geometry.padding
    first_row = band.start * TILE - top
    height, width = (rows - 1) * TILE + EDGE, (tiles_across - 1) * TILE + EDGE
    inputs = memory(EDGE, EDGE, c, (images.stop - images.start) * rows * tiles_across)
    bt = transforms(x.dtype)[2]

    def transform(blocks: list[slice]) -> None:
        with borrow(x.dtype, 2) as (crop_memory, tile_memory):
            for channels in blocks:
                block = x[:, channels]
                part = crop(block, images, first_row, -left, height, width, crop_memory)
                windows = np.lib.stride_tricks.sliding_window_view(part, (EDGE, EDGE), axis=(2, 3))
                tiles = windows[:, :, ::TILE, ::TILE].transpose(4, 5, 1, 0, 2, 3)
                tiles = tile_memory.copy(tiles).reshape(EDGE, EDGE, -1)
                results = inputs[:, :, channels].reshape(EDGE, EDGE, -1)
                _sandwich(bt, tiles, crop_memory, results)

    in_parallel(transform, divide(c, BLOCK))
    return inputs.reshape(EDGE**2, c, -1)


def _transformed_kernels(block: Array, memory: Memory) -> Array:
    """Compute G g Gᵀ for some output channels' kernels: (36, channels, C)."""
    kernels = memory(EDGE**2, *block.shape[:2])
    flat = block.reshape(-1, KERNEL**2).T
    np.matmul(_both_sides(block.dtype), flat, out=kernels.reshape(EDGE**2, -1))
    return kernels


def _sandwich(matrix: Array, tiles: Array, memory: Memory, out: Array) -> None:
    """Compute M t Mᵀ for every tile t: from (p, p, count) to (q, q, count).

    One axis after the other: for 6 × 6 tiles a third of the arithmetic of doing both at once.
    """
    (q, p), count = matrix.shape, tiles.shape[2]
    half = np.matmul(matrix, tiles.reshape(p, -1), out=memory(q, p * count))
    np.matmul(matrix, half.reshape(q, p, count), out=out)
