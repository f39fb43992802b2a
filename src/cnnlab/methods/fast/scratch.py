"""Work in pieces, a few images or rows at a time, so that scratch arrays stay in the cache."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

import numpy as np

from cnnlab.checks import Array

Piece = tuple[slice, slice]
"""Some images of a batch, and some rows of each."""


def pieces(images: int, rows: int, row_size: int, budget: int) -> list[Piece]:
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
    >>> pieces(3, 2, row_size=10, budget=40)
    [(slice(0, 2, None), slice(0, 2, None)), (slice(2, 3, None), slice(0, 2, None))]
    >>> [band for _, band in pieces(1, 5, row_size=10, budget=30)]
    [slice(0, 3, None), slice(3, 5, None)]
    """
    fitting = max(1, budget // max(1, row_size))
    if fitting >= rows:
        return [(several, slice(0, rows)) for several in even(images, fitting // rows)]
    bands = even(rows, fitting)
    return [(slice(image, image + 1), band) for image in range(images) for band in bands]


def even(count: int, most: int) -> list[slice]:
    """Divide `count` things into about as few parts as `most` allows, and about equal ones.

    Several parts are an even number of parts, if they can be, for two threads to share.

    Examples
    --------
    >>> even(10, 4)
    [slice(0, 3, None), slice(3, 6, None), slice(6, 8, None), slice(8, 10, None)]
    """
    parts = -(-count // most)
    if 1 < parts < count:
        parts += parts % 2
    sizes = [count // parts + (part < count % parts) for part in range(parts)]
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


class _Kept(threading.local):
    """Each thread's memory that no scratch uses now."""

    def __init__(self) -> None:
        self.memory: list[Array] = []


_kept = _Kept()

KEEP_AT_MOST = 2**23
"""Bytes per array: eight megabytes. What a huge layer needed goes back to the system."""


class Scratch:
    """Memory for one intermediate result of each piece, kept from one piece to the next."""

    def __init__(self, dtype: np.dtype[Any], memory: Array) -> None:
        self._dtype, self.memory = dtype, memory

    def __call__(self, *shape: int) -> Array:
        """Return an array to be filled, over the one before; larger ones get fresh memory."""
        size = math.prod(shape) * self._dtype.itemsize
        if size > self.memory.size:
            self.memory = np.empty(size, np.uint8)
        return self.memory[:size].view(self._dtype).reshape(shape)

    def copy(self, array: Array) -> Array:
        """Return a copy that lies in memory in the order of its axes."""
        copied = self(*array.shape)
        copied[...] = array
        return copied


@contextmanager
def scratch(dtype: np.dtype[Any], count: int) -> Iterator[list[Scratch]]:
    """Lend memory for some intermediate results.

    It is kept for the thread's next call: the system hands out fresh memory page by page, and
    clears it, which can take longer than a piece's arithmetic.

    Examples
    --------
    >>> with scratch(np.dtype(float), 2) as (a, b):
    ...     first, second, third = a(2, 3), a(5), b(5)
    >>> first.shape, second.shape, np.shares_memory(first, second), np.shares_memory(second, third)
    ((2, 3), (5,), True, False)
    """
    # The last to go comes first, so that the same work finds each array where it was before.
    kept = _kept.memory
    lent = [Scratch(dtype, kept.pop() if kept else np.empty(0, np.uint8)) for _ in range(count)]
    try:
        yield lent
    finally:
        kept.extend(each.memory for each in reversed(lent) if each.memory.size <= KEEP_AT_MOST)


def cut(
    x: Array, images: slice, top: int, left: int, height: int, width: int, memory: Scratch
) -> Array:
    """Cut the same rectangle out of some images, with zeros where it reaches past them.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    images : slice
    top, left : int
        The rectangle's first row and column, in x's coordinates; negative in the padding.
    height, width : int
    memory : Scratch
        Where the rectangle goes if it cannot be a view.

    Returns
    -------
    ndarray, shape (images, C, height, width)
        A view of `x` if nothing reaches past it.

    Examples
    --------
    >>> x = np.arange(1, 5).reshape(1, 1, 2, 2)
    >>> with scratch(x.dtype, 1) as (a,):
    ...     cut(x, slice(0, 1), -1, 1, 3, 2, a)
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
    piece = memory(*part.shape[:2], height, width)
    row, column = inside[0].start - top, inside[1].start - left
    last_row, last_column = row + part.shape[2], column + part.shape[3]
    piece[:, :, :row] = piece[:, :, last_row:] = 0
    piece[:, :, row:last_row, :column] = piece[:, :, row:last_row, last_column:] = 0
    piece[:, :, row:last_row, column:last_column] = part
    return piece


def spaced(memory: Scratch, *shape: int) -> Array:
    """Return scratch for a matrix product; its rows may have gaps between them.

    Rows that begin a multiple of 64 numbers apart would all compete for the same few places in the
    cache, since a place is chosen by the last bits of the address.

    Examples
    --------
    >>> with scratch(np.dtype(float), 1) as (a,):
    ...     [spaced(a, 3, width).strides[0] // 8 for width in (64, 65)]
    [80, 65]
    """
    width = shape[-1]
    return memory(*shape[:-1], width + (0 if width % 64 else 16))[..., :width]
