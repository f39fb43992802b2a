"""Whatever an answer is, returns or raises: every checker has a verdict, and it is not right."""

import contextlib
import inspect
import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from verdicts import CHECKERS, assert_wrong

from cnnlab.check import run
from cnnlab.check.verdict import Verdict

OF_FUNCTIONS = {
    name: check
    for name, check in CHECKERS.items()
    if "function" in inspect.signature(check).parameters
}


class Hostile:
    """Raises at whatever is asked of it."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise ArithmeticError("no")

    __repr__ = __str__ = __eq__ = __array__ = __len__ = __iter__ = __bool__ = __float__ = _refuse
    __getitem__ = __add__ = __sub__ = __lt__ = __le__ = __gt__ = __ge__ = __index__ = _refuse
    __hash__ = None  # type: ignore[assignment]

    @property
    def detach(self) -> Any:
        raise ArithmeticError("no")


class Liar(np.ndarray):
    """An array that is equal to everything."""

    def __eq__(self, other: object) -> Any:
        return True

    def __repr__(self) -> str:
        raise ArithmeticError("no")


class Tracked:
    """A tensor that needs a gradient, as far as NumPy is concerned."""

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


class Speechless(Exception):
    def __str__(self) -> str:
        raise ArithmeticError("no")


def itself() -> list[Any]:
    ring: list[Any] = []
    ring.append(ring)
    return ring


def deep() -> list[Any]:
    nest: list[Any] = []
    for _ in range(10_000):
        nest = [nest]
    return nest


VALUES = {
    "nothing": None,
    "text": "24",
    "empty text": "",
    "bytes": b"\x00",
    "truth": True,
    "a set": {1, 2},
    "a dict": {"answer": 1},
    "an empty list": [],
    "ragged rows": [[1, 2], [3]],
    "ragged arrays": [np.zeros(2), np.zeros((2, 2))],
    "dots in a list": [[...]],
    "nothing in a list": [[None, 1], [2, 3]],
    "text in a list": [[1, "two"], [3, 4]],
    "NaN": float("nan"),
    "infinity": float("inf"),
    "an array of NaN": np.full((3, 3), np.nan),
    "an imaginary number": 2j,
    "complex weights": np.full((1, 3, 1, 1), 1j),
    "a huge number": 10**400,
    "a longer number": 10**5000,
    "a huge array": np.broadcast_to(1.0, (10**6, 10**6)),
    "nine axes": np.zeros((1,) * 9),
    "dates": np.array(["2026-01-01"], dtype="datetime64[D]"),
    "records": np.zeros(3, dtype=[("a", int)]),
    "objects": np.array([object()] * 3),
    "a function": abs,
    "a class": dict,
    "an instance": object(),
    "a module": np,
    "an exception": ValueError("no"),
    "hostile": Hostile(),
    "hostile in a list": [Hostile(), Hostile()],
    "a liar": np.zeros((3, 3)).view(Liar),
    "a tensor that needs a gradient": Tracked(),
    "a list of itself": itself(),
    "a deep list": deep(),
    "a generator": (n for n in [24]),
    "an endless iterator": itertools.repeat(1),
}


@pytest.mark.parametrize("name", CHECKERS)
def test_nonsense_for_an_answer(name: str) -> None:
    for kind, value in VALUES.items():
        assert_wrong(CHECKERS[name](value), "", kind)


@pytest.mark.parametrize("name", OF_FUNCTIONS)
def test_nonsense_for_a_result(name: str) -> None:
    for kind, value in VALUES.items():
        assert_wrong(OF_FUNCTIONS[name](lambda *_, value=value: value), "", kind)


def raises(error: BaseException) -> Callable[..., Any]:
    def function(*_: Any) -> Any:
        raise error

    return function


def endless(*_: Any) -> Any:
    while True:
        pass


def deaf(*_: Any) -> Any:
    while True:
        with contextlib.suppress(Exception):
            sorted(map(str, range(100)))


def flood(*_: Any) -> Any:
    while True:
        print("and on " * 100)


def deeper(*arguments: Any) -> Any:
    return deeper(*arguments)


FUNCTIONS = {
    "no arguments": (lambda: 1, "fails: TypeError"),
    "an error": (raises(ZeroDivisionError("by zero")), "fails: ZeroDivisionError: by zero"),
    "no message": (raises(AssertionError()), "fails: AssertionError"),
    "a message that fails": (raises(Speechless()), "fails: Speechless: (its message fails"),
    "the end of Python": (raises(SystemExit(0)), "ends Python"),
    "the end of a generator": (raises(GeneratorExit()), "fails: GeneratorExit"),
    "the end of an iterator": (raises(StopIteration()), "fails: StopIteration"),
    "no end of calls": (deeper, "fails: RecursionError"),
    "no memory": (lambda *_: np.zeros((10**6, 10**9)), "fails: "),
    "no return": (lambda *_: None, "returns nothing: is its `return` missing?"),
    "an endless loop": (endless, "is still running"),
    "a loop that is deaf to errors": (deaf, "is still running"),
    "a flood": (flood, "is still running"),
}


@pytest.mark.parametrize(("function", "message"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_that_does_not_return(
    function: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.gettrace() and message == "is still running":
        pytest.skip("the time is not limited while a trace function is set")
    monkeypatch.setattr(run, "SECONDS", 0.05)
    for name, check in OF_FUNCTIONS.items():
        assert_wrong(check(function), message, name)


@pytest.mark.parametrize("name", CHECKERS)
def test_three_dots_are_not_an_answer_yet(name: str) -> None:
    check = CHECKERS[name]
    for untouched in (..., *([lambda *_: ...] if name in OF_FUNCTIONS else [])):
        verdict = check(untouched)
        assert repr(verdict) == "Not answered yet. Put your answer in place of the three dots."
        assert verdict.right is False


def test_an_interrupt_is_the_students_own() -> None:
    for check in OF_FUNCTIONS.values():
        with pytest.raises(KeyboardInterrupt):
            check(raises(KeyboardInterrupt()))


def test_a_verdict_shows_its_word() -> None:
    assert repr(Verdict(True, "So it is.")) == "Right. So it is."
    assert repr(Verdict(False, "It is not.")) == "Not yet. It is not."
