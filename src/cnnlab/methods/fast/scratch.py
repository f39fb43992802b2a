"""Divide a batch into pieces whose intermediate results stay in the cache; lend memory for them."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

import numpy as np

from cnnlab.checks import Array

Piece = tuple[slice, slice]
"""Neighbouring images of a batch, and a band of rows of each."""


def divide_batch(images: int, rows: int, row_size: int, budget: int) -> list[Piece]:
    """Divide a batch into pieces of about `budget` numbers.

    Several whole images make a piece if they fit; else a band of rows of one image does. There are
    as few pieces as the budget allows, but an even number if there are several, for two threads to
    share. All are of about one size.

    Parameters
    ----------
    images, rows : int
        The batch to divide.
    row_size : int
        Numbers of scratch that one row needs.
    budget : int
        Numbers of scratch that a piece should need at most. A piece has at least one row.

    Returns
    -------
    list of (images, rows) : (slice, slice)

    Examples
    --------
    >>> divide_batch(3, 2, row_size=10, budget=40)
    [(slice(0, 2, None), slice(0, 2, None)), (slice(2, 3, None), slice(0, 2, None))]
    >>> [band for _, band in divide_batch(1, 5, row_size=10, budget=30)]
    [slice(0, 3, None), slice(3, 5, None)]
    """
    if not rows:
        return []
    rows_that_fit = _rows_that_fit(row_size, budget)
    if rows_that_fit >= rows:
        return [(several, slice(0, rows)) for several in divide(images, rows_that_fit // rows)]
    bands = divide(rows, rows_that_fit)
    return [(slice(image, image + 1), band) for image in range(images) for band in bands]


def count_pieces(images: int, rows: int, row_size: int, budget: int) -> int:
    """Count the pieces of `divide_batch` without making them: there may be very many.

    Examples
    --------
    >>> count_pieces(3, 2, row_size=10, budget=40), count_pieces(1, 5, row_size=10, budget=30)
    (2, 2)
    """
    if not rows:
        return 0
    rows_that_fit = _rows_that_fit(row_size, budget)
    if rows_that_fit >= rows:
        return _count_parts(images, rows_that_fit // rows)
    return images * _count_parts(rows, rows_that_fit)


def _rows_that_fit(row_size: int, budget: int) -> int:
    return max(1, budget // max(1, row_size))


def divide(count: int, most: int) -> list[slice]:
    """Divide a range into about as few parts as `most` allows, and about equal ones.

    Several parts are an even number of parts, if they can be, for two threads to share.

    Examples
    --------
    >>> divide(10, 4)
    [slice(0, 3, None), slice(3, 6, None), slice(6, 8, None), slice(8, 10, None)]
    """
    parts = _count_parts(count, most)
    sizes = [count // parts + (part < count % parts) for part in range(parts)]
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def _count_parts(count: int, most: int) -> int:
    parts = -(-count // most)
    return parts + parts % 2 if 1 < parts < count else parts


class _Spare(threading.local):
    """Each thread's memory that nothing uses now."""

    def __init__(self) -> None:
        self.buffers: list[Array] = []


_spare = _Spare()

KEEP_AT_MOST = 2**23
"""Bytes per buffer: eight megabytes. What a huge layer needed goes back to the system."""


class Memory:
    """Memory for one intermediate result of each piece, kept from one piece to the next."""

    def __init__(self, dtype: np.dtype[Any], buffer: Array) -> None:
        self._dtype, self.buffer = dtype, buffer

    def __call__(self, *shape: int) -> Array:
        """Return an array to be filled, over the one before; larger ones get fresh memory."""
        size = math.prod(shape) * self._dtype.itemsize
        if size > self.buffer.size:
            self.buffer = np.empty(size, np.uint8)
        return self.buffer[:size].view(self._dtype).reshape(shape)

    def copy(self, array: Array) -> Array:
        """Return a copy that lies in memory in the order of its axes."""
        copied = self(*array.shape)
        copied[...] = array
        return copied


@contextmanager
def borrow(dtype: np.dtype[Any], count: int) -> Iterator[list[Memory]]:
    """Lend memory for some intermediate results.

    It is kept for the thread's next call: the system hands out fresh memory page by page, and
    clears it, which can take longer than a piece's arithmetic.

    Examples
    --------
    >>> with borrow(np.dtype(float), 2) as (windows, products):
    ...     first, second, third = windows(2, 3), windows(5), products(5)
    >>> first.shape, second.shape, np.shares_memory(first, second), np.shares_memory(second, third)
    ((2, 3), (5,), True, False)
    """
    # Last out, first in: so that the same call finds each buffer where it was before.
    buffers, nothing = _spare.buffers, np.empty(0, np.uint8)
    lent = [Memory(dtype, buffers.pop() if buffers else nothing) for _ in range(count)]
    try:
        yield lent
    finally:
        buffers.extend(
            memory.buffer for memory in reversed(lent) if memory.buffer.size <= KEEP_AT_MOST
        )


def crop(
    x: Array, images: slice, top: int, left: int, height: int, width: int, memory: Memory
) -> Array:
    """Crop some images to a rectangle, with zeros where it reaches past them.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    images : slice
    top, left : int
        The rectangle's first row and column, in x's coordinates; negative in the padding.
    height, width : int
    memory : Memory
        Where the rectangle goes if it cannot be a view.

    Returns
    -------
    ndarray, shape (images, C, height, width)
        A view of `x` if nothing reaches past it.

    Examples
    --------
    >>> x = np.arange(1, 5).reshape(1, 1, 2, 2)
    >>> with borrow(x.dtype, 1) as (memory,):
    ...     crop(x, slice(0, 1), -1, 1, 3, 2, memory)
    array([[[[0, 0],
             [2, 0],
             [4, 0]]]])
    """
    inside = []
    for first, length, size in ((top, height, x.shape[2]), (left, width, x.shape[3])):
        start = min(max(first, 0), size)
        inside.append(slice(start, max(start, min(first + length, size))))
    part = x[images, :, inside[0], inside[1]]
    if part.shape[2:] == (height, width):
        return part
    cropped = memory(*part.shape[:2], height, width)
    row, column = inside[0].start - top, inside[1].start - left
    last_row, last_column = row + part.shape[2], column + part.shape[3]
    cropped[:, :, :row] = cropped[:, :, last_row:] = 0
    cropped[:, :, row:last_row, :column] = cropped[:, :, row:last_row, last_column:] = 0
    cropped[:, :, row:last_row, column:last_column] = part
    return cropped


def spaced_rows(memory: Memory, *shape: int) -> Array:
    """Return scratch for a matrix product; its rows may have gaps between them.

    Rows that begin a multiple of 64 numbers apart would all compete for the same few places in the
    cache, since a place is chosen by the last bits of the address.

    Examples
    --------
    >>> with borrow(np.dtype(float), 1) as (memory,):
    ...     [spaced_rows(memory, 3, width).strides[0] // 8 for width in (64, 65)]
    [80, 65]
    """
    width = shape[-1]
    return memory(*shape[:-1], width + (0 if width % 64 else 16))[..., :width]
