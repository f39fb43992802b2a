"""Layers that take each fast way, for the tests of all of them; the memory that a call takes."""

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import pytest

import cnnlab
from cnnlab.methods.fast import bands, depthwise, rows, threads, winograd

T = TypeVar("T")

LAYERS: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    # way: images, kernels, options
    "winograd": ((2, 64, 31, 33), (70, 64, 3, 3), {"padding": 1}),
    "bands": ((5, 3, 40, 60), (8, 3, 5, 5), {"padding": 2}),
    "depthwise": ((3, 8, 20, 21), (8, 1, 5, 5), {"padding": 2, "groups": 8}),
    "rows": ((3, 24, 24, 25), (20, 24, 5, 5), {"padding": 2}),
    "one product": ((6, 40, 12, 13), (30, 40, 1, 1), {"padding": 0}),
    "im2col": ((2, 2, 7, 8), (4, 2, 3, 3), {"padding": 1}),
}


def layer_of(way: str, dtype: Any) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Return images, kernels and options of a layer that takes this way."""
    images, kernels, options = LAYERS[way]
    rng = np.random.default_rng(1)
    x, weight = (rng.standard_normal(shape).astype(dtype) for shape in (images, kernels))
    return x, weight, options


def passes(x: np.ndarray, weight: np.ndarray, **options: Any) -> list[np.ndarray]:
    """Compute a layer's output and gradients."""
    y = cnnlab.conv2d(x, weight, **options)
    return [y, *cnnlab.conv2d_backward(np.cos(y), x, weight, **options)]


def tune(patch: pytest.MonkeyPatch, budget: int, block: int = 64) -> None:
    """Let layers have pieces of this size, and Winograd's method blocks of this many channels."""
    for module in (winograd, bands, depthwise, rows):
        patch.setattr(module, "BUDGET", budget)
    patch.setattr(winograd, "FEWEST_TILES", 1)
    patch.setattr(winograd, "BLOCK", block)


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
