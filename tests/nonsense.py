"""Answers that are none: values, functions that never give one, and what is said of these."""

import contextlib
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np


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
    "a huge array": np.broadcast_to(np.int8(1), (40_000, 40_000)),  # no larger one has 32 bits
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
