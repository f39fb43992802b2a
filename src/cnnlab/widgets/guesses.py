"""Guesses: questions that a widget asks on its own drawing before it opens.

Each function here makes one question for the `guess` of a widget: a number to type, cells to mark,
a frame to put, an option to choose, options to tick, or a curve to sketch. The usual wrong answers
come with it, each with a reply that names the slip, so that the answer teaches; see
`cnnlab.mistakes`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import as_list, as_real_array, finite_number, integer
from cnnlab.tables import unbroken
from cnnlab.widgets.frames import grey_grid, signed_grid

Mistakes = Iterable[tuple[Any, str]]
Question = dict[str, Any]
Within = tuple[float, float, str]


def number(
    question: str,
    answer: ArrayLike,
    *,
    hint: str,
    because: str,
    mistakes: Mistakes = (),
    tolerance: float = 0.0,
    within: Within | None = None,
    on: str = "",
    at: tuple[int, int] | None = None,
    **shut: Any,
) -> Question:
    """Ask for a number, or a few.

    Parameters
    ----------
    question : str
    answer : array_like
        A number or a few, computed by the code that the chapter teaches.
    hint : str
        The reply to a wrong answer that is not a usual mistake.
    because : str
        The reply to the right one, and to a reader who asks to be shown.
    mistakes : iterable of (answer, str)
        Usual wrong answers, each with its reply.
    tolerance : float
        How far off a number may be.
    within : (float, float, str), optional
        The least and the largest that any answer can be, and the reply to one beyond.
    on : str
    at : (int, int), optional
        The figure and the cell of its grid that gets the question mark, if it is a cell's number.
    **shut
        `cover`, `then`: as for all guesses, see `cells`.

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If a number is not finite, the answer is not `within` its limits, or a mistake is the right
        answer.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> asked = number("How many outputs?", 6, hint="Count.", because="8 − 3 + 1.",
    ...                mistakes=[(5, "That is without the + 1.")])
    >>> asked["kind"], asked["answer"]
    ('number', [6.0])
    """
    right = numbers_in("answer", answer)
    return _asked(
        "number",
        question,
        right,
        hint,
        because,
        mistakes_in(mistakes, numbers_in),
        tolerance=tolerance_of(tolerance),
        within=limits_of(within, right),
        **(shut if at is None else shut | {"on": _text("on", on), "at": _pair("at", at)}),
    )


def cells(
    question: str,
    answer: ArrayLike,
    *,
    on: str,
    hint: str,
    because: str,
    mistakes: Mistakes = (),
    **shut: Any,
) -> Question:
    """Ask for cells of a grid to be marked.

    Parameters
    ----------
    question, hint, because
        As for `number`.
    answer : array_like of bool, shape (rows, columns)
        True for the cells to mark, on the whole grid, its border included.
    on : str
        The figure whose grid it is: "input", "output" or another that the widget draws.
    mistakes : iterable of (array_like of bool, str)
    cover : list of str
        What is hidden before the answer: "output", "input" (their numbers), "size" (the
        output as a whole, and the formula of its size), "kernel", "sum", or what else the widget
        can cover: `covers` of its class.
    then : dict of str to value
        Traits that are set when the widget opens: `{"playing": True}` plays.

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If an answer is not a 2-D array with at least one True, or a mistake is the right answer.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> cells("Which is the middle?", [[0, 0, 0], [0, 1, 0], [0, 0, 0]], on="output",
    ...       hint="Not at the edge.", because="Row 1, column 1.")["answer"]
    [4]
    """
    return _asked(
        "cells",
        question,
        _marked("answer", answer),
        hint,
        because,
        mistakes_in(mistakes, _marked),
        on=_text("on", on),
        **shut,
    )


def place(
    question: str,
    answer: tuple[int, int],
    size: tuple[int, int],
    *,
    on: str,
    hint: str,
    because: str,
    mistakes: Mistakes = (),
    **shut: Any,
) -> Question:
    """Ask for a frame of `size` cells to be put on a grid; its first cell is the answer.

    Parameters
    ----------
    question, on, hint, because, **shut
        As for `cells`.
    answer : (int, int)
        Row and column of the frame's first cell.
    size : (int, int)
        Rows and columns of the frame.
    mistakes : iterable of ((int, int), str)

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If a pair does not hold two numbers, or a mistake is the right answer.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> place("Where did it look?", (2, 4), (3, 3), on="input", hint="Twice as far.",
    ...       because="Stride 2.", mistakes=[((1, 2), "That is stride 1.")])["size"]
    [3, 3]
    """
    return _asked(
        "place",
        question,
        _pair("answer", answer),
        hint,
        because,
        mistakes_in(mistakes, _pair),
        on=_text("on", on),
        size=_pair("size", size),
        **shut,
    )


def choice(
    question: str,
    replies: Mapping[str, str],
    right: str,
    *,
    because: str = "",
    pictures: Sequence[ArrayLike] = (),
    **shut: Any,
) -> Question:
    """Ask for one of several sentences, or pictures.

    Parameters
    ----------
    question, **shut
        As for `cells`.
    replies : mapping of str to str
        Each option, and the reply to it.
    right : str
        The right option.
    because : str
        What a reader is told who asks to be shown; by default the reply to the right option.
    pictures : sequence of array_like, shape (rows, columns)
        One for each option, drawn as an image or, with negative numbers, as an output.

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If `right` is not an option, or there are not as many pictures as options.
    TypeError
        If `replies` is not a mapping, or another argument is not of its kind.

    Examples
    --------
    >>> choice("1 + 1?", {"2": "Yes.", "11": "As text, not as numbers."}, "2")["answer"]
    0
    """
    options = _labels(replies)
    if right not in options:
        raise ValueError(f"right must be one of the options {options}, got {right!r}")
    return _asked(
        "choice",
        question,
        options.index(right),
        "",
        because or replies[right],
        [],
        options=_options(replies, pictures),
        **shut,
    )


def ticks(
    question: str,
    replies: Mapping[str, str],
    right: Iterable[str],
    *,
    because: str,
    mistakes: Mistakes = (),
    pictures: Sequence[ArrayLike] = (),
    **shut: Any,
) -> Question:
    """Ask for all right options to be ticked.

    Parameters
    ----------
    question, because, pictures, **shut
        As for `choice`.
    replies : mapping of str to str
        Each option, and the reply where it is the first that is wrongly ticked or left out.
    right : iterable of str
        The options to tick, at least one.
    mistakes : iterable of (iterable of str, str)
        Usual wrong sets of options, each with its reply.

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If a label is not an option, there are not as many pictures as options, or a mistake is the
        right answer.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> ticks("Which are even?", {"2": "2 = 2 · 1.", "3": "3 is odd.", "4": "4 = 2 · 2."},
    ...       ["2", "4"], because="2 and 4.")["answer"]
    [0, 2]
    """
    options = _labels(replies)

    def ticked(name: str, wanted: Iterable[str]) -> list[int]:
        labels = as_list(name, wanted)
        unknown = [label for label in labels if label not in options]
        if unknown or not labels:
            raise ValueError(f"{name} must hold some of the options {options}, got {labels}")
        return sorted(map(options.index, labels))

    return _asked(
        "ticks",
        question,
        ticked("right", right),
        "",
        because,
        mistakes_in(mistakes, ticked),
        options=_options(replies, pictures),
        **shut,
    )


def curve(
    question: str,
    x: Sequence[Any],
    answer: ArrayLike,
    *,
    limits: tuple[float, float],
    labels: tuple[str, str],
    tolerance: float,
    hint: str,
    because: str,
    mistakes: Mistakes = (),
    **shut: Any,
) -> Question:
    """Ask for a curve to be sketched: a value at each `x`.

    Parameters
    ----------
    question, hint, because, **shut
        As for `cells`.
    x : sequence
        What is written below the points.
    answer : array_like, shape (len(x),)
        The true values, measured or computed.
    limits : (float, float)
        The lowest and the highest value of the plot.
    labels : (str, str)
        The names of x and of the values.
    tolerance : float
        How far off each point may be.
    mistakes : iterable of (array_like, str)

    Returns
    -------
    dict
        For the trait `guess` of a widget.

    Raises
    ------
    ValueError
        If there are not as many values as points, or they lie outside `limits`.
    TypeError
        If an argument is not of its kind.

    Examples
    --------
    >>> curve("How does it fall?", [0, 1, 2], [1, 0.5, 0.25], limits=(0, 1), tolerance=0.1,
    ...       labels=("pixels apart", "correlation"), hint="Faster.", because="By half.")["x"]
    ['0', '1', '2']
    """
    low, high = (finite_number("limits", limit) for limit in _two("limits", limits))
    points = as_list("x", x)

    def values(name: str, given: ArrayLike) -> list[float]:
        numbers = numbers_in(name, given)
        if len(numbers) != len(points) or not all(low <= value <= high for value in numbers):
            raise ValueError(
                f"{name} must have a value from {low:g} to {high:g} at each of the {len(points)} "
                f"points, got {numbers}"
            )
        return numbers

    across, up = (_text("labels", label) for label in _two("labels", labels))
    return _asked(
        "curve",
        question,
        values("answer", answer),
        hint,
        because,
        mistakes_in(mistakes, values),
        x=[str(at) for at in points],
        low=low,
        high=high,
        x_label=across,
        y_label=up,
        tolerance=tolerance_of(tolerance),
        **shut,
    )


def first_frame(guess: Question) -> str:
    """Return a question as it stands where no script runs, with the answer folded."""
    options = guess.get("options", [])
    pictured = any(option["picture"] for option in options)
    look = " cnnlab-guess-pictures" if pictured else ""
    lines = "".join(
        '<label class="cnnlab-choice-line"><input type="checkbox" disabled>'
        f"{_drawn(option['picture'])}<span>{unbroken(escape(option['label']))}</span></label>"
        for option in options
    )
    field = f'<fieldset class="cnnlab-guess-options{look}">{lines}</fieldset>' if lines else ""
    return (
        f'<div class="cnnlab cnnlab-question cnnlab-guess" data-guess="{guess["kind"]}">'
        f'<p class="cnnlab-guess-question">{unbroken(escape(guess["question"]))}</p>{field}'
        f'<details class="cnnlab-guess-answer"><summary>The answer</summary>'
        f"{escape(guess['because'])}</details></div>"
    )


def _asked(
    kind: str,
    question: str,
    answer: Any,
    hint: str,
    because: str,
    mistakes: list[tuple[Any, str]],
    *,
    cover: Sequence[str] = (),
    then: Mapping[str, Any] | None = None,
    **more: Any,
) -> Question:
    if then is not None and not isinstance(then, Mapping):
        raise TypeError(f"then must map traits to their values, got {then!r}")
    check_mistakes(question, answer, mistakes)
    return {
        "kind": kind,
        "question": _text("question", question),
        "answer": answer,
        "hint": _text("hint", hint),
        "because": _text("because", because),
        "mistakes": [list(mistake) for mistake in mistakes],
        "cover": as_list("cover", cover),
        "then": dict(then or {}),
        **more,
    }


def numbers_in(name: str, given: ArrayLike) -> list[float]:
    """Return the numbers of an answer, or say what is wrong with it."""
    try:
        array = np.asarray(given)
        # Texts and truth values would count as numbers: "3" as 3, True as 1.
        numbers = (array.astype(float) if array.dtype.kind in "iufO" else np.array([])).ravel()
    except (OverflowError, TypeError, ValueError):
        numbers = np.array([])
    if not (numbers.size and np.isfinite(numbers).all()):
        raise ValueError(f"{name} must be a finite number, or an array of some, got {given!r}")
    values: list[float] = numbers.tolist()
    return values


def mistakes_in(mistakes: Mistakes, read: Callable[[str, Any], Any]) -> list[tuple[Any, str]]:
    """Return usual wrong answers, each read as the right one is, or say what is wrong with them."""
    pairs = as_list("mistakes", mistakes)
    for each in pairs:
        if not (isinstance(each, tuple | list) and len(each) == 2 and isinstance(each[1], str)):
            raise ValueError(f"mistakes must hold pairs (answer, reply), got {each!r}")
    return [(read("mistakes", wrong), reply) for wrong, reply in pairs]


def check_mistakes(question: str, answer: Any, mistakes: list[tuple[Any, str]]) -> None:
    """Raise a ValueError if a mistake gives the right answer: such a question lets it pass."""
    for wrong, reply in mistakes:
        if wrong == answer:
            raise ValueError(f"the right answer is among the mistakes of {question!r}: {reply!r}")


def limits_of(within: Within | None, answer: list[float]) -> list[Any]:
    """Return what a page is told of the limits: nothing if there are none."""
    if within is None:
        return []
    if not isinstance(within, tuple | list) or len(within) != 3:
        raise ValueError(f"within must be (least, most, reply), got {within!r}")
    least, most = (finite_number("within", limit) for limit in within[:2])
    if not all(least <= number <= most for number in answer):
        raise ValueError(f"the answer must be within {least:g} and {most:g}, got {answer}")
    return [least, most, _text("within", within[2])]


def _marked(name: str, given: ArrayLike) -> list[int]:
    mask = as_real_array(name, given).astype(bool)
    if mask.ndim != 2 or not mask.any():
        raise ValueError(
            f"{name} must be a 2-D array that is True for the cells to mark, got shape {mask.shape}"
            f" with {mask.sum()} of them"
        )
    marked: list[int] = np.flatnonzero(mask).tolist()
    return marked


def _text(name: str, given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{name} must be text, got {given!r}")
    return given


def tolerance_of(given: float) -> float:
    """Return how far off a number may be, or say what is wrong with it."""
    tolerance = finite_number("tolerance", given)
    if tolerance < 0:
        raise ValueError(f"tolerance must be at least 0, got {given}")
    return tolerance


def _two(name: str, given: Any) -> list[Any]:
    values = as_list(name, given)
    if len(values) != 2:
        raise ValueError(f"{name} must be a pair, got {given!r}")
    return values


def _pair(name: str, given: tuple[int, int]) -> list[int]:
    return [integer(name, number) for number in _two(name, given)]


def _labels(replies: Mapping[str, str]) -> list[str]:
    if not isinstance(replies, Mapping):
        raise TypeError(f"replies must map each option to the reply to it, got {replies!r}")
    for reply in replies.values():
        _text("replies", reply)
    return [_text("replies", option) for option in replies]


def _options(replies: Mapping[str, str], pictures: Sequence[ArrayLike]) -> list[dict[str, Any]]:
    drawn: list[Any] = [
        as_real_array("pictures", picture, 2, "(rows, columns)").tolist()
        for picture in as_list("pictures", pictures)
    ]
    if len(drawn) not in (0, len(replies)):
        raise ValueError(
            f"pictures must be one for each of the {len(replies)} options, got {len(drawn)}"
        )
    return [
        {"label": label, "reply": reply, "picture": picture}
        for (label, reply), picture in zip(
            replies.items(), drawn or [None] * len(replies), strict=True
        )
    ]


def _drawn(picture: list[list[float]] | None) -> str:
    if picture is None:
        return ""
    values: NDArray[Any] = np.array(picture)
    return signed_grid(values) if (values < 0).any() else grey_grid(values)
