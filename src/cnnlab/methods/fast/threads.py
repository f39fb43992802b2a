"""Share the pieces of a layer among up to four threads, if a matrix product would have as many.

NumPy lets go of Python's lock while it copies, adds and multiplies, so that threads do these things
side by side. A matrix product alone uses all cores too; but copies do not, nor do small products.

The number of threads is the matrix product's own: OMP_NUM_THREADS or OPENBLAS_NUM_THREADS set it
when NumPy is loaded, threadpoolctl's `threadpool_limits` for a while. Within a share each product
has one thread. That takes threadpoolctl, which scikit-learn brings along; without it, or where no
threads can start (in a browser, say), everything happens in turn.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cache, partial
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import scratch

T = TypeVar("T")

PARTS = 4
"""Parts that a layer is shared in at most, and so its threads, however many there could be.

So sums over the parts come out the same to the last bit with any number of threads.
"""

_sharing = Lock()


@cache
def _matrix_library() -> Any:
    """Return threadpoolctl's handle of the library that multiplies matrices, None without it."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas")


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Return threads that wait for work: to start them takes as long as a small layer."""
    return ThreadPoolExecutor(threads, "cnnlab")


if hasattr(os, "register_at_fork"):  # a forked process has none of them
    os.register_at_fork(after_in_child=_pool.cache_clear)


def _parts(pieces: list[T]) -> list[list[T]]:
    """Deal the pieces to a few parts, at least one."""
    return [pieces[first::PARTS] for first in range(max(1, min(PARTS, len(pieces))))]


def _do(tasks: list[Callable[[], None]]) -> None:
    """Do a few things side by side if there are threads for them, else in turn."""
    queue = iter(tasks)

    def run() -> None:
        for task in queue:  # whoever is free takes the next
            task()

    library = _matrix_library()
    # The limit on products holds for the whole program: another thread of the user's that shared
    # its work meanwhile would take it for the number of threads, and set it for good.
    if len(tasks) < 2 or not library or not _sharing.acquire(blocking=False):
        run()
        return
    try:
        counts = [each["num_threads"] for each in library.info()]
        threads = min(*counts, len(tasks)) if counts else 1
        with library.limit(limits=1):
            helpers = [
                _pool(threads - 1).submit(copy_context().run, run) for _ in range(threads - 1)
            ]
            try:
                run()
            finally:
                wait(helpers)  # if one has failed, the others still use the caller's arrays
            for helper in helpers:
                helper.result()  # raises what was raised there
    finally:
        _sharing.release()


def share(work: Callable[[list[T]], None], pieces: list[T]) -> None:
    """Let threads work on the parts of a list of pieces.

    Parameters
    ----------
    work : callable
        Takes a list of pieces. Works on different pieces must not write to the same memory.
    pieces : list of (images, rows)

    Examples
    --------
    >>> from cnnlab.methods.fast.scratch import pieces
    >>> seen = []
    >>> share(seen.extend, pieces(images=3, rows=1, row_size=1, budget=1))
    >>> sorted(images.start for images, _ in seen)
    [0, 1, 2]
    """
    _do([partial(work, part) for part in _parts(pieces)])


def share_sum(
    work: Callable[[list[T], Array], None],
    pieces: list[T],
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
) -> Array:
    """Let threads work on the parts of a list of pieces, and add up the results.

    Always in the same order, so that the sum is the same to the last bit.

    Parameters
    ----------
    work : callable
        Takes a list of pieces, which may be empty, and an array of zeros, to which it adds.
    pieces : list of (images, rows)
    shape, dtype
        Of that array, and the result.

    Examples
    --------
    >>> from cnnlab.methods.fast.scratch import pieces
    >>> def count(some, total):
    ...     total += len(some)
    >>> share_sum(count, pieces(10, 1, row_size=1, budget=1), (2,), np.dtype(int))
    array([10, 10])
    """
    parts = _parts(pieces)
    total: Array = np.zeros(shape, dtype)
    with scratch(dtype, 1) as (memory,):
        others = memory(len(parts) - 1, *shape)
        others.fill(0)
        _do([partial(work, part, each) for part, each in zip(parts, [total, *others], strict=True)])
        for other in others:
            total += other
    return total
