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
    "winograd": ((3, 48, 15, 17), (70, 48, 3, 3), {"padding": 1}),
    "bands": ((5, 3, 30, 31), (8, 3, 3, 3), {"padding": 1}),
    "depthwise": ((3, 8, 20, 21), (8, 1, 3, 3), {"padding": 1, "groups": 8}),
    "rows": ((6, 16, 12, 13), (10, 16, 5, 5), {"stride": 2, "padding": 2}),
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
    """Let layers have pieces of this size, and Winograd's method blocks of so many channels."""
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
