"""Run what a student wrote, and read the result. Whatever happens, there is a verdict.

A learner's code may loop for ever, end Python, print without end, change its arguments, or return
anything at all. All of it is run by `result_of`, and all that it returns is read by `numbers_in`;
both raise `Wrong` with a sentence for the student. A keyboard interrupt is the student's own, and
passes through.
"""

import contextlib
import copy
import io
import linecache
import math
import re
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any, TextIO

import numpy as np
from numpy.ma import MaskedArray, is_masked
from numpy.typing import NDArray

from cnnlab.check.verdict import Unanswered, Wrong

__all__ = [
    "Call",
    "Elsewhere",
    "failure",
    "numbers_in",
    "refuse_masks",
    "result_of",
    "safely",
    "shown",
]

SECONDS = 5.0  # for one call: a right answer takes milliseconds for each case
CHARACTERS = 2000  # of what one call prints
NUMBERS = 10**6  # in one result: far more than any answer has
LONGEST = 100  # characters of a value or an error in a message
# What Python and NumPy say of slips of beginners, and what was probably meant.
_PRODUCT = "A product needs its sign: `d * (k - 1)`, not `d(k - 1)`."
_MEANT = {
    r"'(int|float)' object is not callable": _PRODUCT,
    r"setting an array element with a sequence\.": (
        "A whole array stands where one number should be: is a sum or a maximum missing?"
    ),
    r"setting an array element with a sequence\. .* inhomogeneous shape .*": (
        "These are of unequal sizes: does a window hang over the edge, where a slice is cut short?"
    ),
    r"Cannot cast .* from dtype\('float\d+'\) to dtype\('u?int\d+'\) .*": (
        "An array of integers holds no fractions: use one of floats."
    ),
}
_LIBRARIES = {"cnnlab", "numpy", "scipy", "torch"}  # whose functions a student may hand over
# Whose lines run before a student's own.
_OURS = {__name__, contextlib.__name__, "cnnlab.grade.worker"}


class Elsewhere(Exception):
    """What failed in a student's own process: the message is what `failure` said of it there."""


def result_of(function: Any, *arguments: Any, subject: str) -> Any:
    """Return what a student's function gives for copies of the arguments.

    `subject` is that of the sentence that says what is wrong, such as ``"For size = 3 it"``.
    """
    return Call(function, arguments, subject).result


class Call:
    """A call of a student's function with copies of the arguments: what it gives, and changes."""

    def __init__(self, function: Any, arguments: Sequence[Any], subject: str) -> None:
        if not callable(function):
            raise Wrong(
                f"This should be a function; it is {shown(function)}. "
                "Give its name alone, without parentheses."
            )
        self._given, self._own = arguments, copy.deepcopy(arguments)
        self._subject = subject
        with safely(subject):
            self.result = function(*self._own)
        if self.result is ...:
            raise Unanswered(getattr(function, "__name__", ""))
        if self.result is None:
            raise Wrong(f"{subject} returns nothing: is its `return` missing?")

    def hold_to_copies(self, names: Sequence[str]) -> None:
        """Raise `Wrong` if the function has changed an array that it was given.

        Call it once the result is right: a wrong one matters first. A list may be
        used up, since whoever calls the function sees that it is empty.
        """
        with safely(self._subject):
            changed = [
                f"`{name}`"
                for name, given, own in zip(names, self._given, self._own, strict=True)
                if isinstance(given, np.ndarray) and not np.array_equal(given, own)
            ]
        if changed:
            raise Wrong(
                f"{self._subject} gives the right result, but changes what it is given, "
                f"{' and '.join(changed)}: work on a copy."
            )


def numbers_in(
    value: Any, subject: str, verb: str = "gives", *, kinds: str = "iufc"
) -> NDArray[Any]:
    """Return a number, an array or lists of numbers as an array of floats, or of complex numbers.

    Floats of 16 and 32 bits keep their type, which says how finely they are rounded. Tensors and
    fractions will do. Text is refused, and so are numbers under a mask and, unless `kinds`, NumPy's
    letters for types, has "b", truth values.
    """
    with safely(subject):
        # Before anything is copied: an array of stride 0 or a range may take no memory itself.
        if (count := _count(value)) > NUMBERS:
            raise Wrong(f"{subject} {verb} {count:,} numbers, which is far too many.")
        refuse_masks(value, subject, verb)
        try:
            array = np.asarray(_detached(value))
        except ValueError:
            if not isinstance(value, list | tuple):
                raise
            raise Wrong(f"{subject} {verb} {shown(value)}: {_why_ragged(value)}.") from None
        if array.dtype.kind in kinds:
            if array.dtype in (np.float16, np.float32):
                return array.copy()
            return array.astype(complex if array.dtype.kind == "c" else float)
        # Fractions and whole numbers too large for NumPy's integers are numbers, too.
        if array.dtype.kind == "O" and all(_is_number(item) for item in array.flat):
            return array.astype(float)
    raise Wrong(f"{subject} {verb} {shown(value)}, where numbers should be.")


def _why_ragged(value: Sequence[Any]) -> str:
    """Say why a list or a tuple does not make one array."""
    if all(isinstance(item, list | tuple) for item in value):
        return "rows of unequal length"
    if all(isinstance(item, np.ndarray) and item.ndim == 1 for item in value):
        return f"{len(value)} arrays of unequal length, where one should be"
    return f"{len(value)} values, where one array should be"


def refuse_masks(value: Any, subject: str, verb: str = "gives") -> None:
    """Raise `Wrong` if a mask hides numbers, since they would count as part of the result."""
    if isinstance(value, MaskedArray) and is_masked(value):
        hidden = value.size - value.count()
        raise Wrong(
            f"{subject} {verb} a masked array, with a mask over {hidden} of its {value.size} "
            "numbers: give one without a mask."
        )
    for item in value if isinstance(value, list | tuple) else ():
        refuse_masks(item, subject, verb)


def _count(value: Any) -> int:
    if hasattr(value, "shape"):
        return math.prod(value.shape)
    return len(value) if hasattr(value, "__len__") else 1


def _detached(value: Any) -> Any:
    """Return tensors without their gradients: with these, they cannot become an array."""
    if isinstance(value, list | tuple):
        return [_detached(item) for item in value]
    return value.detach() if hasattr(value, "detach") else value


def _is_number(item: Any) -> bool:
    return hasattr(item, "__float__") and not isinstance(item, np.ndarray)


def shown(value: Any) -> str:
    """Return a value as code where that is short and safe, or else what kind of thing it is.

    Examples
    --------
    >>> shown([1, 2]), shown("three"), shown(np.zeros(1000))
    ('[1, 2]', "'three'", 'a numpy.ndarray')
    """
    if _is_plain(value):
        text = repr(value.tolist() if isinstance(value, np.ndarray | np.generic) else value)
        text = re.sub(r"\n *", " ", text)  # NumPy's own line breaks, where arrays are in a tuple
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    kind = type(value)
    known = kind.__module__ in ("builtins", "__main__")
    name = kind.__name__ if known else f"{kind.__module__}.{kind.__name__}"
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


def _is_plain(value: Any, depth: int = 3) -> bool:
    """Say whether `repr` of a value is that of Python or NumPy, and does not take long."""
    if type(value) in (list, tuple, set, frozenset):
        inside = depth and len(value) <= LONGEST
        return bool(inside) and all(_is_plain(item, depth - 1) for item in value)
    if type(value) is dict:
        return _is_plain([*value, *value.values()], depth)
    if type(value) is np.ndarray:
        return value.size <= LONGEST and value.dtype.kind != "O"
    if type(value) is int:
        return value.bit_length() <= 4 * LONGEST  # Python refuses to write down very long ones
    plain = (str, bytes, bool, float, complex, type(None), type(...))
    return type(value) in plain or isinstance(value, np.generic)


@contextlib.contextmanager
def safely(subject: str) -> Iterator[None]:
    """Run a student's code: turn what it raises into `Wrong`, and stop it if it does not end."""
    try:
        with (
            contextlib.redirect_stdout(_Cut(sys.stdout)),
            contextlib.redirect_stderr(_Cut(sys.stderr)),
            _time_limit(SECONDS),
        ):
            yield
    except (Wrong, KeyboardInterrupt):
        raise
    except _TooLong:
        message = f"is still running after {SECONDS:g} seconds: does a loop never end?"
        raise Wrong(f"{subject} {message}") from None
    except SystemExit:
        raise Wrong(f"{subject} ends Python instead of returning.") from None
    except Elsewhere as error:
        raise Wrong(f"{subject} fails: {error}") from None
    except BaseException as error:
        raise Wrong(f"{subject} fails: {failure(error)}") from None


def failure(error: BaseException) -> str:
    """Say what was raised, and in which line of a student's."""
    return f"{_told(error)}{_line_of(error)}"


def _line_of(error: BaseException) -> str:
    """Return a sentence with the student's line that failed, or nothing if it is not known.

    The line may call cnnlab or NumPy, and the error may come from there. Text that is not Python
    has such a line, too, though it did not run.
    """
    frames = [
        (_module(frame), frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if _module(frame) not in _OURS
    ]
    line = ""
    if not frames and isinstance(error, SyntaxError):
        line = (error.text or "").strip()
    elif frames and frames[0][0].partition(".")[0] not in _LIBRARIES:
        number = next(number for _, file, number in reversed(frames) if file == frames[0][1])
        line = linecache.getline(frames[0][1], number).strip()
    if not line:
        return ""
    return f" The line is `{line if len(line) <= LONGEST else line[:LONGEST] + '…'}`."


def _module(frame: FrameType) -> str:
    """Return the name of a frame's module, also where ``python -m`` calls it `__main__`."""
    spec = frame.f_globals.get("__spec__")
    return str(getattr(spec, "name", None) or frame.f_globals.get("__name__"))


def _told(error: BaseException) -> str:
    try:
        # Without a file's name and a number, which are not those of the cell.
        text = str(error.msg or "") if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = "(its message fails, too)"
    text = text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]}…"
    told = f"{type(error).__name__}: {text}" if text else type(error).__name__
    told = told if told.endswith((".", "…", "!", "?")) else f"{told}."
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        told += " Is it misspelt, or has the cell that defines it not been run?"
    meant = (reply for said, reply in _MEANT.items() if re.fullmatch(said, text))
    return f"{told} {next(meant, '')}".rstrip()


class _Cut(io.TextIOBase):
    """Let the first characters through to a stream, and no more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._left = CHARACTERS

    def write(self, text: str) -> int:
        if self._left > 0:
            self._stream.write(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._stream.write("\n… and more, which is not shown.\n")
        return len(text)


class _TooLong(BaseException):
    """Time is up. No `except Exception` in a student's code catches it."""


def _time_limit(seconds: float) -> contextlib.AbstractContextManager[None]:
    """Raise `_TooLong` inside once the time is up.

    In the main thread the system's alarm costs nothing; elsewhere, on Windows and in a browser,
    every line that runs looks at the clock. Neither can stop a single long call into NumPy or
    C, such as ``list(itertools.count())``, nor, except by luck, a loop that catches everything with
    a bare ``except``: for these there is the keyboard interrupt. The memory used within the time is
    not bounded: Python can limit only that of a whole process.
    """
    main = threading.current_thread() is threading.main_thread()
    if main and hasattr(signal, "setitimer") and sys.platform != "emscripten":
        return _alarm(seconds)
    return _watch(seconds)


def _is_ours(frame: FrameType | None) -> bool:
    """Say whether the code that runs cleans up after a student's.

    Time may be up here, too, since what the code has built may take long to be freed. But raised
    between two clean-ups, `_TooLong` would skip the second and get out of `safely`.
    """
    return frame is None or frame.f_globals.get("__name__") in (__name__, contextlib.__name__)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        # Stepping through the code with a debugger takes as long as it takes.
        if not _is_ours(frame) and sys.gettrace() is None:
            raise _TooLong

    handler = signal.signal(signal.SIGALRM, ring) or signal.SIG_DFL
    # It rings again and again: a bare `except` may swallow the first, or it may meet our own code.
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, 0.01)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


@contextlib.contextmanager
def _watch(seconds: float) -> Iterator[None]:
    before = sys.gettrace()
    end = time.monotonic() + seconds

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if time.monotonic() > end and not _is_ours(frame):
            raise _TooLong
        return trace

    if before is None:  # a debugger's own must stay
        sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
