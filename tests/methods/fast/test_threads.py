"""Layers computed in threads: the same numbers, however many there are, and no traces left."""

import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest
from fast_layers import LAYERS, layer_of, passes, tune
from threadpoolctl import threadpool_info, threadpool_limits

import cnnlab
from cnnlab.methods.fast import threads

PIECES = list(range(10))


def add(pieces, total):
    total += len(pieces)


def products_threads():
    """Return the threads of a product in NumPy; other libraries may have brought their own."""
    return {each["num_threads"] for each in threadpool_info() if "numpy" in each["filepath"]}


def with_threads(count, x, weight, options):
    with threadpool_limits(count, user_api="blas"):
        return passes(x, weight, **options)


@pytest.mark.slow
@pytest.mark.parametrize("way", LAYERS)
def test_any_number_of_threads_gives_the_same_to_the_last_bit(monkeypatch, way):
    tune(monkeypatch, budget=5000)  # so that small layers have several pieces
    layer = layer_of(way, np.float32)
    alone = with_threads(1, *layer)
    for count in (2, 3, 4, 7):
        for ours, theirs in zip(with_threads(count, *layer), alone, strict=True):
            assert np.array_equal(ours, theirs)


def test_a_single_piece_with_several_blocks_of_channels_gives_the_same_to_the_last_bit():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((4, 150, 14, 14), np.float32)
    weight = rng.standard_normal((140, 150, 3, 3), np.float32)
    alone = with_threads(1, x, weight, {"padding": 1})
    for ours, theirs in zip(with_threads(2, x, weight, {"padding": 1}), alone, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_as_many_threads_work_as_a_product_would_have(count):
    seen, meeting = set(), threading.Barrier(min(count, threads.PARTS), timeout=20)

    def compute(_):
        if threading.get_ident() not in seen:
            seen.add(threading.get_ident())
            meeting.wait()  # so that none of them can do the work of all
        assert products_threads() == {1}

    with threadpool_limits(count, user_api="blas"):
        threads.in_parallel(compute, PIECES)
        assert products_threads() == {count}
    assert len(seen) == min(count, threads.PARTS)
    assert threading.get_ident() in seen  # the caller works, too


def test_one_piece_leaves_all_threads_to_the_product():
    seen = []

    def compute(_):
        seen.append((threading.get_ident(), products_threads()))

    with threadpool_limits(2, user_api="blas"):
        threads.in_parallel(compute, PIECES[:1])
    assert seen == [(threading.get_ident(), {2})]


@pytest.mark.parametrize("who", ["the caller", "another"])
def test_an_error_reaches_the_caller_after_all_have_stopped(who):
    caller, both, going = threading.get_ident(), threading.Barrier(2, timeout=20), []

    def compute(_):
        going.append(1)
        both.wait()
        if (threading.get_ident() == caller) == (who == "the caller"):
            going.pop()
            raise ZeroDivisionError("as planned")
        threading.Event().wait(0.2)
        going.pop()

    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ZeroDivisionError, match="as planned"):
            threads.in_parallel(compute, PIECES[:2])
        assert not going
        assert products_threads() == {2}
        assert threads.sum_in_parallel(add, PIECES, (1,), np.dtype(int)) == 10


def test_two_callers_at_once_leave_the_number_of_threads_as_it_was():
    """The second finds the first one at work, and works alone."""
    inside, done = threading.Event(), threading.Event()

    def slow(_):
        inside.set()
        assert done.wait(20)

    with threadpool_limits(2, user_api="blas"):
        first = threading.Thread(target=threads.in_parallel, args=(slow, PIECES))
        first.start()
        assert inside.wait(20)
        seen = set()
        threads.in_parallel(lambda _: seen.add(threading.get_ident()), PIECES)
        assert seen == {threading.get_ident()}
        done.set()
        first.join()
        assert products_threads() == {2}


def test_no_warning_escapes_from_a_thread(monkeypatch):
    tune(monkeypatch, budget=5000)
    x = np.full((3, 48, 15, 17), 1e308)
    with threadpool_limits(2, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("error")
        y = cnnlab.conv2d(x, np.ones((70, 48, 3, 3)), padding=1)
    assert np.isinf(y).all()


LAYER = """
import os, sys
if "alone" in sys.argv:
    sys.modules["threadpoolctl"] = None  # as if it were not installed
import numpy as np
import cnnlab
x, weight = np.ones((8, 64, 20, 20)), np.ones((64, 64, 5, 5))
def right():
    return (cnnlab.conv2d(x, weight) == 64 * 25).all()
"""


def run(script, *arguments):
    command = [sys.executable, "-c", LAYER + script, *arguments]
    return subprocess.run(command, timeout=60).returncode


def test_without_threadpoolctl_the_caller_does_everything():
    script = """
import threading
sys.exit(0 if right() and threading.active_count() == 1 else 1)
"""
    assert run(script, "alone") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork to be tested")
@pytest.mark.slow
def test_a_forked_process_has_threads_of_its_own():
    script = """
from threadpoolctl import threadpool_limits
with threadpool_limits(2, user_api="blas"):
    right()
    child = os.fork()
    fine = right()  # would wait for ever for threads that only the parent has
    if child == 0:
        os._exit(7 if fine else 1)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(script) == 7


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "right()"])
def test_after_the_main_thread_has_ended_the_caller_does_everything(before):
    """Python then starts no threads: neither for one still running, nor for an atexit handler."""
    script = f"""
import atexit, threading
from threadpoolctl import threadpool_limits
threadpool_limits(3, user_api="blas")
{before}
def late():
    threading.main_thread().join()
    if not right():
        os._exit(1)
threading.Thread(target=late).start()
atexit.register(lambda: os._exit(7 if right() else 1))
"""
    assert run(script) == 7


def test_no_thread_works_on_after_one_could_not_be_started(monkeypatch):
    """What waits for a thread in vain must not be done later, when its arrays are another's."""
    threads._pool.cache_clear()
    start, done, before = threading.Thread.start, [], set(threading.enumerate())

    def start_one(thread):
        if set(threading.enumerate()) - before:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_one)
    with threadpool_limits(4, user_api="blas"):
        threads.in_parallel(done.extend, PIECES)
        assert sorted(done) == PIECES
        assert not set(threading.enumerate()) - before
        threads.in_parallel(done.extend, PIECES)
    assert sorted(done) == sorted(2 * PIECES)
