"""What a checker says: right or not, and why."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["Unanswered", "Verdict", "Wrong", "checker"]


class Verdict:
    """Right or not, and why: what a checker returns, and what the notebook shows of it."""

    def __init__(self, right: bool | None, message: str) -> None:
        self.right = bool(right)
        self.message = message
        self._word = "Not answered yet." if right is None else "Right." if right else "Not yet."

    def __bool__(self) -> bool:
        """Say whether it is right, so that an `assert` of a verdict fails for a wrong answer."""
        return self.right

    def __repr__(self) -> str:
        return f"{self._word} {self.message}"


class Wrong(Exception):
    """The answer is not right; the message says what is wrong with it, and where."""


class Unanswered(Exception):
    """The exercise is still as the chapter left it: three dots, or a function that returns them.

    Its message is the function's name: a student who has written another function must see which of
    the two was asked for.
    """


def checker(check: Callable[..., str]) -> Callable[..., Verdict]:
    """Make a checker out of a function that returns praise, or raises `Wrong` or `Unanswered`.

    Further arguments are passed on to the function: a grader gives other cases than the book's.

    Examples
    --------
    >>> from cnnlab.check.verdict import Wrong, checker
    >>> @checker
    ... def six(answer):
    ...     if answer != 6:
    ...         raise Wrong("Count again.")
    ...     return "Six it is."
    >>> six(6)
    Right. Six it is.
    >>> six(7)
    Not yet. Count again.
    >>> six(...)
    Not answered yet. Put your answer in place of the three dots.
    """
    signature = inspect.signature(check)

    @functools.wraps(check)
    def checked(*arguments: Any, **named: Any) -> Verdict:
        answer, *cases = signature.bind(*arguments, **named).args  # by any name that `help` shows
        try:
            if answer is ...:
                raise Unanswered
            return Verdict(True, check(answer, *cases))
        except Unanswered as unanswered:
            owner = f" of `{unanswered}`" if str(unanswered).isidentifier() else ""
            return Verdict(None, f"Put your answer in place of the three dots{owner}.")
        except Wrong as wrong:
            return Verdict(False, str(wrong))

    checked.__signature__ = signature.replace(  # type: ignore[attr-defined]
        return_annotation=Verdict
    )
    return checked
