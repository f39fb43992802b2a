"""Layers shared among threads: the same numbers, however many there are, and no traces left."""

import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest
from fast_layers import LAYERS
from threadpoolctl import threadpool_info, threadpool_limits

import cnnlab
from cnnlab.methods import fast
from cnnlab.methods.fast import bands, depthwise, rows, threads, winograd
from cnnlab.methods.fast.scratch import pieces
from cnnlab.shapes import resolve_geometry

TEN = pieces(10, 1, row_size=1, budget=1)


def count(some, total):
    total += len(some)


def products_threads():
    """Return the threads of a product in NumPy; other libraries may have brought their own."""
    return {each["num_threads"] for each in threadpool_info() if "numpy" in each["filepath"]}


@pytest.fixture
def small_pieces(monkeypatch):
    """Let small layers have several pieces."""
    monkeypatch.setattr(winograd, "FEWEST_TILES", 1)
    for module in (winograd, bands, depthwise, rows):
        monkeypatch.setattr(module, "BUDGET", 5000)


@pytest.mark.parametrize("way", LAYERS)
def test_any_number_of_threads_gives_the_same_to_the_last_bit(small_pieces, monkeypatch, way):
    shape, kernels, options = LAYERS[way]
    rng = np.random.default_rng(1)
    x = rng.standard_normal(shape, np.float32)
    weight = rng.standard_normal(kernels, np.float32)
    settings = [options.get(name, default) for name, default in (("stride", 1), ("padding", 0))]
    geometry = resolve_geometry(shape[2:], kernels[2:], *settings)
    groups = options.get("groups", 1)
    assert fast.choose(shape[0], shape[1], kernels[0], geometry, groups) == way
    grad = rng.standard_normal((shape[0], kernels[0], *geometry.output), np.float32)

    shared = []
    parts = threads._parts

    def recorded(some):
        if isinstance(some[0], tuple):  # pieces, not channels
            shared.append(len(some))
        return parts(some)

    monkeypatch.setattr(threads, "_parts", recorded)

    def run(count):
        with threadpool_limits(count, user_api="blas"):
            return (
                cnnlab.conv2d(x, weight, **options),
                *cnnlab.conv2d_backward(grad, x, weight, **options),
            )

    alone = run(1)
    assert all(count > 1 for count in shared)
    assert len(shared) >= 3  # forward and two gradients
    for count in (2, 3, 4, 7):
        for a, b in zip(run(count), alone, strict=True):
            assert np.array_equal(a, b)


def test_winograd_shares_the_channels_of_a_single_piece(monkeypatch):
    """And no product wakes the threads of OpenBLAS, which would compete with ours for a while."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal((4, 150, 14, 14), np.float32)
    weight = rng.standard_normal((140, 150, 3, 3), np.float32)
    assert len(winograd._pieces(4, 150, 140, resolve_geometry((14, 14), 3, 1, 1))) == 1
    limits, shared = set(), []
    matmul, parts = np.matmul, threads._parts

    def run(count):
        with threadpool_limits(count, user_api="blas"):
            y = cnnlab.conv2d(x, weight, padding=1)
            return [y, *cnnlab.conv2d_backward(y, x, weight, padding=1)]

    def limited(*matrices, **options):
        limits.update(products_threads())
        return matmul(*matrices, **options)

    alone = run(1)
    monkeypatch.setattr(np, "matmul", limited)
    monkeypatch.setattr(threads, "_parts", lambda some: shared.append(len(some)) or parts(some))
    for a, b in zip(run(2), alone, strict=True):
        assert np.array_equal(a, b)
    assert limits == {1}
    # Three times channels in and out, and sums of channels.
    assert sum(count > 1 for count in shared) >= 6


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_as_many_threads_work_as_a_product_would_have(count):
    seen, meeting = set(), threading.Barrier(min(count, threads.PARTS), timeout=20)

    def work(some):
        if threading.get_ident() not in seen:
            seen.add(threading.get_ident())
            meeting.wait()  # so that none of them can do the work of all
        assert products_threads() == {1}

    with threadpool_limits(count, user_api="blas"):
        threads.share(work, TEN)
        assert products_threads() == {count}
    assert len(seen) == min(count, threads.PARTS)
    assert threading.get_ident() in seen  # the caller works, too


def test_one_piece_leaves_all_threads_to_the_product():
    seen = []
    with threadpool_limits(2, user_api="blas"):
        threads.share(lambda _: seen.append((threading.get_ident(), products_threads())), TEN[:1])
    assert seen == [(threading.get_ident(), {2})]


@pytest.mark.parametrize("who", ["the caller", "another"])
def test_an_error_reaches_the_caller_after_all_have_stopped(who):
    caller, both, going = threading.get_ident(), threading.Barrier(2, timeout=20), []

    def work(some):
        going.append(1)
        both.wait()
        if (threading.get_ident() == caller) == (who == "the caller"):
            going.pop()
            raise ZeroDivisionError("as planned")
        threading.Event().wait(0.2)
        going.pop()

    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ZeroDivisionError, match="as planned"):
            threads.share(work, TEN[:2])
        assert not going
        assert products_threads() == {2}
        assert threads.share_sum(count, TEN, (1,), np.dtype(int)) == 10


def test_two_callers_at_once_leave_the_number_of_threads_as_it_was():
    """The second finds the first one sharing, and works alone."""
    inside, done = threading.Event(), threading.Event()

    def slow(some):
        inside.set()
        assert done.wait(20)

    with threadpool_limits(2, user_api="blas"):
        first = threading.Thread(target=threads.share, args=(slow, TEN))
        first.start()
        assert inside.wait(20)
        seen = set()
        threads.share(lambda some: seen.add(threading.get_ident()), TEN)
        assert seen == {threading.get_ident()}
        done.set()
        first.join()
        assert products_threads() == {2}


def test_no_warning_escapes_from_a_thread(small_pieces):
    x = np.full((3, 48, 15, 17), 1e308)
    with threadpool_limits(2, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("error")
        y = cnnlab.conv2d(x, np.ones((70, 48, 3, 3)), padding=1)
    assert np.isinf(y).all()


def test_without_threadpoolctl_the_caller_does_everything(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    threads._matrix_library.cache_clear()
    try:
        seen = []
        threads.share(lambda some: seen.append((threading.get_ident(), len(some))), TEN)
    finally:
        threads._matrix_library.cache_clear()
    assert seen == [(threading.get_ident(), count) for count in (3, 3, 2, 2)]


@pytest.mark.skipif(not hasattr(threads.os, "fork"), reason="there is no fork to be tested")
def test_a_forked_process_has_threads_of_its_own():
    script = """
import os, sys
from threadpoolctl import threadpool_info, threadpool_limits
from cnnlab.methods.fast import threads
from cnnlab.methods.fast.scratch import pieces
ten = pieces(10, 1, row_size=1, budget=1)
with threadpool_limits(2, user_api="blas"):
    threads.share(len, ten)
    child = os.fork()
    threads.share(len, ten)  # would wait for ever for threads that only the parent has
    if child == 0:
        os._exit(7)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 7
