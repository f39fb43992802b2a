"""The memory for intermediate results: lent to one at a time, kept for the next, never seen."""

import tracemalloc
import warnings
from contextlib import suppress
from itertools import combinations

import numpy as np
import pytest
from fast_layers import LAYERS, alone, passes, peak_bytes
from threadpoolctl import threadpool_limits

import cnnlab
from cnnlab.methods.fast import scratch as pieces


def test_scratch_is_nobody_elses_while_it_is_lent():
    def nine():
        with pieces.scratch(np.dtype(float), 1) as (a,):
            return a(9)

    with pieces.scratch(np.dtype(float), 2) as (a, b):
        a(9), b(9)  # so that there is some to be lent again
    with pieces.scratch(np.dtype(float), 1) as (a,), pieces.scratch(np.dtype(float), 2) as (b, c):
        arrays = [a(9), b(9), c(9), alone(nine)]
        assert not any(np.shares_memory(one, two) for one, two in combinations(arrays, 2))


def test_scratch_is_kept_for_the_same_place_in_the_next_call_whatever_happened():
    with suppress(ZeroDivisionError), pieces.scratch(np.dtype(float), 2) as (a, b):
        first, second = a(100), b(100)
        raise ZeroDivisionError
    with pieces.scratch(np.dtype(np.float32), 2) as (a, b):
        assert a(200).dtype == np.float32
        assert np.shares_memory(a(200), first)
        assert np.shares_memory(b(200), second)


def test_huge_scratch_is_not_kept(monkeypatch):
    monkeypatch.setattr(pieces, "KEEP_AT_MOST", 800)

    def kept():
        with pieces.scratch(np.dtype(float), 2) as (a, b):
            a(100), b(101)
        return [memory.size for memory in pieces._kept.memory]

    assert alone(kept) == [800]


@pytest.mark.parametrize("way", LAYERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_scratch_held_before_does_not_matter(way, dtype):
    def twice():
        first = passes(way, dtype)
        assert len(pieces._kept.memory) > 1
        for memory in pieces._kept.memory:
            memory.fill(0xFF)  # NaN
        return zip(first, passes(way, dtype), strict=True)

    with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
        warnings.simplefilter("error")
        for a, b in alone(twice):
            assert np.array_equal(a, b)


@pytest.mark.parametrize("way", LAYERS)
def test_a_second_call_needs_no_fresh_scratch(way):
    shape, kernels, options = LAYERS[way]
    x, weight = np.ones(shape, np.float32), np.ones(kernels, np.float32)

    def run():
        return cnnlab.conv2d(x, weight, **options)

    def second():
        run()
        tracemalloc.start()
        run()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    result = run().nbytes
    with threadpool_limits(1, user_api="blas"):
        assert alone(second) - result < 0.3 * (peak_bytes(run) - result)
