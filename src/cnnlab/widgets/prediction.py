"""A question whose answer is a number, or a few."""

from collections.abc import Sequence
from html import escape
from typing import Any

import traitlets

from cnnlab.widgets.base import Widget
from cnnlab.widgets.frames import card, unborn


class Prediction(Widget):
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

    question = traitlets.Unicode().tag(sync=True)
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

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.question!r})"

    def first_frame(self) -> str:
        """Return the question, with the place of its answer."""
        box = '<input type="text"><button type="button">Check</button>'
        answer = unborn("cnnlab-prediction-answer", box)
        asked = f"<form><label>{escape(self.question)}</label>{answer}</form>"
        return card(asked, '<p class="cnnlab-reply"></p>', look="cnnlab-question")
