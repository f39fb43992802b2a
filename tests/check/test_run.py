"""A student's code is run so that it can do no harm, and its results are read as they are meant."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from cnnlab.check import run
from cnnlab.check.run import Call, failure, numbers_in, result_of, shown
from cnnlab.check.verdict import Unanswered, Wrong


def endless() -> None:
    while True:
        pass


@contextlib.contextmanager
def stopped_in(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    with pytest.raises(Wrong, match=r"It is still running after 0\.1 seconds"):
        yield
    assert time.monotonic() - start < seconds


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time; a debugger, or what measures coverage, has as much as it wants."""
    if sys.gettrace():
        pytest.skip("the time is not limited while a trace function is set")
    monkeypatch.setattr(run, "SECONDS", 0.1)


@pytest.mark.usefixtures("short")
def test_an_endless_loop_is_stopped() -> None:
    for function in (endless, lambda: time.sleep(60)):
        with stopped_in(10):
            result_of(function, subject="It")


def slow_to_free(calls: list[int]) -> Any:
    """Build a list without end, in a place where it is freed as soon as the loop is stopped."""

    def without_end() -> Iterator[float]:
        while True:
            yield len(calls) * 1.5

    return list(without_end())


@pytest.mark.slow
@pytest.mark.parametrize("alarm", [True, False])
@pytest.mark.usefixtures("short")
def test_what_is_slow_to_free_does_not_get_out(
    monkeypatch: pytest.MonkeyPatch, alarm: bool
) -> None:
    monkeypatch.setattr(run, "SECONDS", 1)
    if not alarm:
        monkeypatch.delattr(signal, "setitimer", raising=False)
    with pytest.raises(Wrong, match="It is still running after 1 seconds"):
        result_of(slow_to_free, [1], subject="It")


@pytest.mark.usefixtures("short")
def test_the_loop_is_stopped_where_no_alarm_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)  # Windows
    with stopped_in(10):
        result_of(endless, subject="It")
    assert sys.gettrace() is None


def test_code_that_ends_in_time_is_left_alone_where_no_alarm_rings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    before = sys.gettrace()
    assert result_of(lambda n: sum(range(n)), 4, subject="It") == 6
    assert sys.gettrace() is before


def test_a_debugger_goes_on_where_no_alarm_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    before = sys.gettrace()

    def debugger(*_: Any) -> None: ...

    sys.settrace(debugger)
    try:
        assert result_of(sys.gettrace, subject="It") is debugger
        assert sys.gettrace() is debugger
    finally:
        sys.settrace(before)


@pytest.mark.usefixtures("short")
def test_the_loop_is_stopped_outside_the_main_thread() -> None:
    messages = []

    def student() -> None:
        try:
            result_of(endless, subject="It")
        except Wrong as wrong:
            messages.append(str(wrong))

    thread = threading.Thread(target=student, daemon=True)
    thread.start()
    thread.join(60)
    assert messages == ["It is still running after 0.1 seconds: does a loop never end?"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")
def test_other_alarms_are_put_back() -> None:
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        assert result_of(lambda: 1, subject="It") == 1
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 60
        signal.raise_signal(signal.SIGALRM)
        assert rung == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("short")
def test_a_debugger_has_as_much_time_as_it_needs() -> None:
    def stepping() -> int:
        sys.settrace(lambda *_: None)
        try:
            time.sleep(0.4)
        finally:
            sys.settrace(None)
        return 1

    assert result_of(stepping, subject="It") == 1


def test_what_is_printed_is_shown_up_to_a_limit(capsys: pytest.CaptureFixture[str]) -> None:
    def talks(times: int) -> int:
        for _ in range(times):
            print("I am here.", flush=True)
            print("And here.", file=sys.stderr)
        return 1

    result_of(talks, 2, subject="It")
    printed = capsys.readouterr()
    assert printed.out == "I am here.\n" * 2
    assert printed.err == "And here.\n" * 2
    result_of(talks, 1000, subject="It")
    printed = capsys.readouterr()
    assert len(printed.out) < run.CHARACTERS + 50
    assert printed.out.endswith("… and more, which is not shown.\n")


def test_arguments_are_copies() -> None:
    given: list[Any] = [[1, [2]], np.arange(3)]

    def changes(lists: list[Any], array: Any) -> int:
        lists[1].clear()
        array[:] = 0
        return 1

    result_of(changes, *given, subject="It")
    assert given[0] == [1, [2]]
    assert given[1].tolist() == [0, 1, 2]


def test_only_arrays_must_stay_as_they_are() -> None:
    given: list[Any] = [[1, [2]], np.arange(3), np.ones(2)]

    def uses_up(lists: list[Any], array: Any, other: Any) -> int:
        lists.clear()
        return int(array.sum())

    def changes(lists: list[Any], array: Any, other: Any) -> int:
        array.shape = (3, 1)
        other[0] = 7
        return 1

    Call(uses_up, given, "It").hold_to_copies(("lists", "array", "other"))
    with pytest.raises(Wrong) as wrong:
        Call(changes, given, "It").hold_to_copies(("lists", "array", "other"))
    assert str(wrong.value) == (
        "It gives the right result, but changes what it is given, `array` and `other`: "
        "work on a copy."
    )


def test_nothing_and_three_dots() -> None:
    with pytest.raises(
        Wrong, match=r"^For size = 3 it returns nothing: is its `return` missing\?$"
    ):
        result_of(lambda: None, subject="For size = 3 it")
    with pytest.raises(Unanswered):
        result_of(lambda: ..., subject="It")


class Tensor:
    """A tensor of a library that keeps track of gradients."""

    def __init__(self, tracked: bool) -> None:
        self.tracked = tracked

    def detach(self) -> "Tensor":
        return Tensor(False)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.tracked:
            raise RuntimeError("Call detach first.")
        return np.ones(2)


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (3, 3.0),
        (np.int8(-3), -3.0),
        ([1, 2.5], [1.0, 2.5]),
        (((1, 2), (3, 4)), [[1.0, 2.0], [3.0, 4.0]]),
        ([np.float32(0.5), Fraction(1, 4), Decimal("0.125")], [0.5, 0.25, 0.125]),
        (2**64, 2.0**64),
        (range(3), [0.0, 1.0, 2.0]),
        (np.array([1 + 2j]), [1 + 2j]),
        (np.ma.array([1, 2], mask=False), [1.0, 2.0]),
        (Tensor(tracked=True), [1.0, 1.0]),
        ([Tensor(tracked=True), (Tensor(tracked=False))], [[1.0, 1.0], [1.0, 1.0]]),
    ],
)
def test_whatever_is_a_number_is_read(value: Any, numbers: Any) -> None:
    read = numbers_in(value, "It")
    assert type(read) is np.ndarray
    assert read.tolist() == numbers
    assert read.dtype.kind in "fc"


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_how_finely_numbers_are_rounded_is_kept(dtype: str) -> None:
    given = np.ones(3, dtype)
    assert numbers_in(given, "It").dtype == numbers_in(list(given), "It").dtype == dtype
    assert numbers_in(given, "It") is not given


def test_a_million_numbers_are_read() -> None:
    assert numbers_in(np.zeros(10**6, np.float16), "It").size == 10**6


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("24", "It gives '24', where numbers should be."),
        (True, "It gives True, where numbers should be."),
        ([[1, 2], [3]], "It gives [[1, 2], [3]]: rows of unequal length."),
        (
            [np.arange(1), np.arange(2)],
            "It gives [array([0]), array([0, 1])]: 2 arrays of unequal length, where one should "
            "be.",
        ),
        (
            [0, np.arange(2)],
            "It gives [0, array([0, 1])]: 2 values, where one array should be.",
        ),
        (
            [np.ones((2, 1)), np.ones(2)],
            "It gives [array([[1.], [1.]]), array([1., 1.])]: 2 values, where one array should be.",
        ),
        ({2: 1}, "It gives {2: 1}, where numbers should be."),
        ((n for n in [1]), "It gives a generator, where numbers should be."),
        (
            np.broadcast_to(1.0, (10**4, 10**4)),
            "It gives 100,000,000 numbers, which is far too many.",
        ),
        (range(10**9), "It gives 1,000,000,000 numbers, which is far too many."),
        (abs, "It gives a builtin_function_or_method, where numbers should be."),
        ([1, "two"], "It gives [1, 'two'], where numbers should be."),
        ([2**64, None], "It gives [18446744073709551616, None], where numbers should be."),
        (np.zeros(10**6 + 1), "It gives 1,000,001 numbers, which is far too many."),
        (
            np.ma.array([1.0, 2.0, 3.0], mask=[True, False, True]),
            "It gives a masked array, with a mask over 2 of its 3 numbers: "
            "give one without a mask.",
        ),
        (
            [(1, np.ma.masked), (3, 4)],
            "It gives a masked array, with a mask over 1 of its 1 numbers: "
            "give one without a mask.",
        ),
    ],
)
def test_whatever_is_not_is_named(value: Any, message: str) -> None:
    with pytest.raises(Wrong) as wrong:
        numbers_in(value, "It")
    assert str(wrong.value) == message


def test_what_is_shown_is_short() -> None:
    assert shown(np.arange(3)) == "[0, 1, 2]"
    assert shown(np.float64(0.5)) == "0.5"
    assert shown("a" * 1000) == "'" + "a" * 99 + "…"
    assert shown(np.zeros((1000, 1000))) == "a numpy.ndarray"
    assert shown(object()) == "an object"
    assert shown("a" * 98) == "'" + "a" * 98 + "'"
    assert shown([[[1]]]) == "[[[1]]]"
    assert shown({1: [2]}) == "{1: [2]}"
    in_itself: list[Any] = []
    in_itself.append(in_itself)
    for long in (in_itself, [[[[1]]]], [0] * 101, [np.zeros(101)], 2**400, {1: {2: [object()]}}):
        assert shown(long) == f"a {type(long).__name__}".replace("a int", "an int")


def test_a_failure_names_the_students_own_line() -> None:
    def fails(image: Any) -> Any:
        return np.zeros(3) @ image

    with pytest.raises(
        Wrong, match=r"ValueError: .* The line is `return np\.zeros\(3\) @ image`\.$"
    ):
        result_of(fails, np.ones((2, 2)), subject="It")
    # Where the student's code has not run yet, or is not in sight, there is no line to name.
    hidden: dict[str, Any] = {}
    exec("def unseen(image): return image + None", hidden)
    for function in (lambda: 1, np.linalg.inv, hidden["unseen"]):
        with pytest.raises(Wrong) as wrong:
            result_of(function, np.ones(3), subject="It")
        assert "The line is" not in str(wrong.value)


def test_an_unknown_name_may_come_from_a_cell_that_has_not_been_run() -> None:
    def needs_numpy() -> Any:
        return nump.zeros(3)  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(Wrong, match="has the cell that defines it not been run"):
        result_of(needs_numpy, subject="It")


def test_an_error_may_have_no_message_to_tell() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise SystemExit

    def fails() -> Any:
        raise Mute

    with pytest.raises(Wrong, match=r"It fails: Mute: \(its message fails, too\)\."):
        result_of(fails, subject="It")


def test_two_values_are_not_called_rows() -> None:
    with pytest.raises(Wrong) as wrong:
        numbers_in((np.arange(4).reshape(2, 2), 1), "It")
    assert str(wrong.value) == (
        "It gives (array([[0, 1], [2, 3]]), 1): 2 values, where one array should be."
    )


MISSPELT = "Is it misspelt, or has the cell that defines it not been run?"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(), "ValueError."),
        (ValueError("no"), "ValueError: no."),
        (ValueError("No!"), "ValueError: No!"),
        (ValueError("a" * 200), f"ValueError: {'a' * 200}."),
        (ValueError("a" * 201), f"ValueError: {'a' * 200}…"),
        (NameError("name 'np' is not defined"), f"NameError: name 'np' is not defined. {MISSPELT}"),
        (
            TypeError("'int' object is not callable"),
            "TypeError: 'int' object is not callable. "
            "A product needs its sign: `d * (k - 1)`, not `d(k - 1)`.",
        ),
        (
            ValueError("setting an array element with a sequence."),
            "ValueError: setting an array element with a sequence. "
            "A whole array stands where one number should be: is a sum or a maximum missing?",
        ),
        (UnboundLocalError("n has no value"), "UnboundLocalError: n has no value."),
        (
            SyntaxError("invalid syntax", ("cell", 1, 7, "def f(:\n")),
            "SyntaxError: invalid syntax. The line is `def f(:`.",
        ),
        (
            SyntaxError("too many", ("cell", 1, 1, "x" * 101)),
            f"SyntaxError: too many. The line is `{'x' * 100}…`.",
        ),
        (
            SyntaxError("enough", ("cell", 1, 1, "x" * 100)),
            f"SyntaxError: enough. The line is `{'x' * 100}`.",
        ),
    ],
)
def test_what_failed_is_reported_in_a_sentence(error: Exception, said: str) -> None:
    assert failure(error) == said


def array_for_a_number() -> None:
    np.zeros(2)[0] = np.arange(4).reshape(2, 2)


def windows_over_the_edge() -> None:
    np.array([np.arange(4)[i : i + 2] for i in range(4)])


def fractions_into_pixels() -> None:
    pixels = np.arange(4, dtype=np.uint8)
    pixels -= pixels.mean()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        (array_for_a_number, "A whole array stands where one number should be"),
        (lambda d=2: d(3 - 1), "A product needs its sign"),
        (lambda d=0.5: d(3), "A product needs its sign"),
        (windows_over_the_edge, "does a window hang over the edge"),
        (fractions_into_pixels, "An array of integers holds no fractions"),
    ],
)
def test_what_python_says_of_a_slip_is_followed_by_what_was_meant(slip: Any, meant: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        slip()
    assert meant in failure(raised.value)
