"""Layers that take each fast way, for the tests of all of them; the memory that a call takes."""

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

import cnnlab
from cnnlab.methods.fast import threads

T = TypeVar("T")

LAYERS = {  # way, images, kernels, options
    "winograd": ((3, 48, 15, 17), (70, 48, 3, 3), {"padding": 1}),
    "bands": ((5, 3, 30, 31), (8, 3, 3, 3), {"padding": 1}),
    "depthwise": ((3, 8, 20, 21), (8, 1, 3, 3), {"padding": 1, "groups": 8}),
    "rows": ((6, 16, 12, 13), (10, 16, 5, 5), {"stride": 2, "padding": 2}),
}


def alone(run: Callable[[], T]) -> T:
    """Run in a thread of its own, which has no memory from earlier calls, nor have its helpers."""
    threads._pool.cache_clear()
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(run).result()


def peak_bytes(run: Callable[[], object]) -> int:
    """Return the most memory that NumPy held for a call, its result included."""
    tracemalloc.start()
    alone(run)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def passes(way: str, dtype: type) -> list[np.ndarray]:
    """Compute a layer's output and gradients."""
    shape, kernels, options = LAYERS[way]
    rng = np.random.default_rng(1)
    x, weight = (rng.standard_normal(size).astype(dtype) for size in (shape, kernels))
    y = cnnlab.conv2d(x, weight, **options)
    return [y, *cnnlab.conv2d_backward(np.cos(y), x, weight, **options)]
