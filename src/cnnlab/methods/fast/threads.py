"""Compute pieces of a layer in up to four threads, if a matrix product would have as many.

NumPy releases the GIL while it copies, adds and multiplies, so that threads do these things side
by side. A matrix product alone uses all cores too; but copies do not, nor do small products.

The number of threads is the matrix product's own: OMP_NUM_THREADS or OPENBLAS_NUM_THREADS set it
when NumPy is loaded, threadpoolctl's `threadpool_limits` for a while. Within a part each product
has one thread. That takes threadpoolctl, which scikit-learn brings along; without it, or where no
threads can start (in a browser, or when the main one has ended), everything happens in turn, as
does anything that a part itself would compute in parallel.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cache, partial
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from cnnlab.checks import Array
from cnnlab.methods.fast.scratch import borrow

T = TypeVar("T")

PARTS = 4
"""The most parts a layer is split into, hence the most threads, however many there could be.

With a fixed number, sums over the parts are the same to the last bit with any number of threads.
"""

_busy = Lock()


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
    """Return threads that wait for work: starting them takes as long as a small layer."""
    return ThreadPoolExecutor(threads, "cnnlab")


if hasattr(os, "register_at_fork"):  # a forked process has none of them
    os.register_at_fork(after_in_child=_pool.cache_clear)


def _deal(pieces: list[T]) -> list[list[T]]:
    """Deal the pieces to a few parts, at least one."""
    return [pieces[first::PARTS] for first in range(max(1, min(PARTS, len(pieces))))]


def _run(tasks: list[Callable[[], None]]) -> None:
    """Run a few tasks side by side if there are threads for them, else in turn."""
    waiting = deque(tasks)

    def run_waiting() -> None:
        while True:
            try:
                task = waiting.popleft()  # one at a time, with or without a GIL
            except IndexError:
                return
            task()

    library = _matrix_library()
    # The limit on products holds for the whole program: another thread of the user's that came
    # here meanwhile would take it for the number of threads, and set it for good.
    if len(tasks) < 2 or not library or not _busy.acquire(blocking=False):
        run_waiting()
        return
    try:
        counts = [each["num_threads"] for each in library.info()]
        threads = min(*counts, len(tasks)) if counts else 1
        with library.limit(limits=1):
            helpers = _start(threads - 1, run_waiting)
            try:
                run_waiting()
            finally:
                wait(helpers)  # if one has failed, the others still use the caller's arrays
            for helper in helpers:
                helper.result()  # raises what was raised there
    finally:
        _busy.release()


def _start(threads: int, run: Callable[[], None]) -> list[Future[None]]:
    """Let threads run this, as many as can: none where the program is about to end."""
    started: list[Future[None]] = []
    if threads:
        pool = _pool(threads)
        try:
            for _ in range(threads):
                started.append(pool.submit(copy_context().run, run))
        except RuntimeError:
            # What was submitted last may still be waiting for a thread: none may be left
            # that works on after the caller has gone.
            pool.shutdown(cancel_futures=True)
            _pool.cache_clear()
    return [future for future in started if not future.cancelled()]


def in_parallel(compute: Callable[[list[T]], None], pieces: list[T]) -> None:
    """Let threads compute parts of a list of pieces.

    Parameters
    ----------
    compute : callable
        Takes a list of pieces. Calls with different pieces must not write to the same memory.
    pieces : list

    Examples
    --------
    >>> seen = []
    >>> in_parallel(seen.extend, [1, 2, 3])
    >>> sorted(seen)
    [1, 2, 3]
    """
    _run([partial(compute, part) for part in _deal(pieces)])


def sum_in_parallel(
    add: Callable[[list[T], Array], None],
    pieces: list[T],
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
) -> Array:
    """Let threads add up parts of a list of pieces, and add up their sums.

    Always in the same order, so that the sum is the same to the last bit.

    Parameters
    ----------
    add : callable
        Takes a list of pieces, which may be empty, and an array of zeros, to which it adds.
    pieces : list
    shape, dtype
        Of that array, and the result.

    Examples
    --------
    >>> def add(numbers, total):
    ...     total += sum(numbers)
    >>> sum_in_parallel(add, [1, 2, 3, 4, 5], (2,), np.dtype(int))
    array([15, 15])
    """
    parts = _deal(pieces)
    total: Array = np.zeros(shape, dtype)
    with borrow(dtype, 1) as (memory,):
        others = memory(len(parts) - 1, *shape)
        others.fill(0)
        sums = [total, *others]
        _run([partial(add, part, each) for part, each in zip(parts, sums, strict=True)])
        for other in others:
            total += other
    return total
