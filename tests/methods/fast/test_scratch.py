"""Pieces of a batch, and the memory for intermediate results, which is lent to one at a time."""

import gc
import tracemalloc
import warnings
from itertools import combinations

import numpy as np
import pytest
from examples import examples
from fast_layers import LAYERS, alone, layer_of, passes
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from cnnlab.methods.fast.scratch import KEEP_AT_MOST, borrow, count_pieces, crop, divide_batch


@given(
    images=st.integers(0, 7),
    rows=st.integers(1, 9),
    row_size=st.integers(0, 20),
    budget=st.integers(1, 300),
)
@examples()
def test_pieces_cover_everything_once_within_the_budget(images, rows, row_size, budget):
    seen = np.zeros((images, rows), int)
    pieces = divide_batch(images, rows, row_size, budget)
    assert count_pieces(images, rows, row_size, budget) == len(pieces)
    for several, band in pieces:
        seen[several, band] += 1
        count = seen[several, band].size
        assert count > 0
        assert count * row_size <= budget or count == 1
    assert (seen == 1).all()


def test_pieces_are_as_few_as_the_budget_allows():
    assert len(divide_batch(10, 4, 5, 4 * 5 * 10)) == 1
    assert len(divide_batch(10, 4, 5, 4 * 5 * 5)) == 2
    bands = [band.stop - band.start for _, band in divide_batch(1, 10, 1, 4)]
    assert bands == [3, 3, 2, 2]  # four, not three: two threads share them
    bands = [band.stop - band.start for _, band in divide_batch(1, 9, 1, 8)]
    assert bands == [5, 4]  # even, not 8 and 1


@given(
    top=st.integers(-3, 6),
    left=st.integers(-3, 6),
    height=st.integers(1, 9),
    width=st.integers(1, 9),
)
@examples()
def test_crop_is_a_window_on_an_endless_field_of_zeros(top, left, height, width):
    x = np.random.default_rng(0).random((3, 2, 4, 5))
    field = np.pad(x, ((0, 0), (0, 0), (10, 20), (10, 20)))
    expected = field[1:3, :, 10 + top : 10 + top + height, 10 + left : 10 + left + width]
    with borrow(x.dtype, 1) as (memory,):
        memory(500).fill(np.nan)  # what was there before must not matter
        assert np.array_equal(crop(x, slice(1, 3), top, left, height, width, memory), expected)


def test_crop_copies_only_where_it_must():
    x = np.ones((2, 1, 4, 4))
    with borrow(x.dtype, 1) as (memory,):
        assert np.shares_memory(crop(x, slice(0, 2), 1, 1, 3, 3, memory), x)
        assert not np.shares_memory(crop(x, slice(0, 2), 1, 1, 4, 3, memory), x)


def test_memory_is_nobody_elses_while_it_is_lent():
    def nine():
        with borrow(np.dtype(float), 1) as (memory,):
            return memory(9)

    with borrow(np.dtype(float), 2) as (first, second):
        first(9), second(9)  # so that there is some to be lent again
    with borrow(np.dtype(float), 1) as (first,), borrow(np.dtype(float), 2) as (second, third):
        arrays = [first(9), second(9), third(9), alone(nine)]
        assert not any(np.shares_memory(one, two) for one, two in combinations(arrays, 2))


def test_only_memory_of_moderate_size_is_kept():
    def kept():
        tracemalloc.start()
        with borrow(np.dtype(np.uint8), 2) as memories:
            memories[0](100_000), memories[1](KEEP_AT_MOST + 1)
        del memories
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return held

    assert 100_000 <= alone(kept) < 200_000


@pytest.mark.parametrize("way", LAYERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_memory_held_before_does_not_matter(way, dtype):
    x, weight, options = layer_of(way, dtype)

    def twice():
        first = passes(x, weight, **options)
        with borrow(np.dtype(dtype), 10) as memories:
            for memory in memories:
                memory(KEEP_AT_MOST // 8).fill(np.nan)
        return zip(first, passes(x, weight, **options), strict=True)

    with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
        warnings.simplefilter("error")
        for before, after in alone(twice):
            assert np.array_equal(before, after)


@pytest.mark.slow
@pytest.mark.parametrize("way", LAYERS)
def test_memory_does_not_grow_from_call_to_call(way):
    x, weight, options = layer_of(way, np.float32)

    def held_and_peak(calls):
        tracemalloc.reset_peak()
        for _ in range(calls):
            passes(x, weight, **options)
            gc.collect()  # threadpoolctl's handles wait for the collector; they are not held
        return tracemalloc.get_traced_memory()

    def measure():
        tracemalloc.start()
        held_and_peak(3)  # Python itself keeps something of the first calls
        first, later = held_and_peak(5), held_and_peak(5)
        tracemalloc.stop()
        return first, later

    gc.freeze()  # or each collection would go through all that other tests have imported
    with threadpool_limits(1, user_api="blas"):
        (held, peak), (held_later, peak_later) = alone(measure)
    gc.unfreeze()
    assert held_later < held + 10_000  # beside arrays: what Python itself keeps
    assert peak_later < peak + 10_000
