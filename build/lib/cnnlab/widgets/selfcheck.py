"""Questions that answer back: a choice among sentences, and a number to predict."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import traitlets

from cnnlab.widgets.base import Widget


class _Question(Widget):
    question = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.question!r})"


class Choice(_Question):
    """A question with sentences to choose from, each with its own reply.

    Parameters
    ----------
    question : str
    replies : mapping of str to str
        What is said when a choice is made: why it is right, or where it goes wrong.
    right : str
        The choice that is right.

    Raises
    ------
    ValueError
        If `right` is not one of the choices.

    Examples
    --------
    >>> from cnnlab.widgets import Choice
    >>> Choice("1 + 1?", {"2": "Two ones.", "3": "That is 1 + 2."}, right="2")
    Choice('1 + 1?')
    """

    widget = traitlets.Unicode("choiceQuestion", read_only=True).tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    replies = traitlets.List(traitlets.Unicode()).tag(sync=True)
    right = traitlets.Int().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    def __init__(self, question: str, replies: Mapping[str, str], right: str) -> None:
        if right not in replies:
            raise ValueError(f"right must be one of the choices {list(replies)}, got {right!r}")
        super().__init__(
            question=question,
            choices=list(replies),
            replies=list(replies.values()),
            right=list(replies).index(right),
        )

    def first_frame(self) -> str:
        """Return the question and its choices as a list."""
        choices = "".join(f"<li>{escape(choice)}</li>" for choice in self.choices)
        return (
            f'<div class="cnnlab cnnlab-question"><p>{escape(self.question)}</p>'
            f"<ul>{choices}</ul></div>"
        )


class Prediction(_Question):
    """A question whose answer is a number, or a few.

    Parameters
    ----------
    question : str
    answer : float or sequence of float
        Best computed by the code that the chapter teaches.
    hint : str
        What is said to a wrong answer.
    because : str
        What is said to the right one.
    tolerance : float
        How far off a number may be.

    Examples
    --------
    >>> from cnnlab.widgets import Prediction
    >>> Prediction("6 × 7?", 42, hint="Add 7 six times.", because="Six sevens.")
    Prediction('6 × 7?')
    """

    widget = traitlets.Unicode("prediction", read_only=True).tag(sync=True)
    answer = traitlets.List(traitlets.Float()).tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    because = traitlets.Unicode().tag(sync=True)
    tolerance = traitlets.Float(0.0, min=0.0).tag(sync=True)
    given = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        question: str,
        answer: float | Sequence[float],
        hint: str,
        because: str,
        tolerance: float = 0.0,
    ) -> None:
        answers: Sequence[Any] = answer if isinstance(answer, Sequence) else [answer]
        super().__init__(
            question=question,
            answer=[float(number) for number in answers],
            hint=hint,
            because=because,
            tolerance=tolerance,
        )

    def first_frame(self) -> str:
        """Return the question alone."""
        return f'<div class="cnnlab cnnlab-question"><p>{escape(self.question)}</p></div>'
