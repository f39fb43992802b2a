"""A question whose answer is a number, or a few."""

from html import escape
from typing import Any

import traitlets
from numpy.typing import ArrayLike

from cnnlab.tables import unbroken
from cnnlab.widgets.base import Real, Widget
from cnnlab.widgets.frames import card, unborn
from cnnlab.widgets.guesses import (
    Mistakes,
    Within,
    check_mistakes,
    limits_of,
    mistakes_in,
    numbers_in,
    tolerance_of,
)


class Prediction(Widget):
    """A question whose answer is a number, or a few.

    Parameters
    ----------
    question : str
    answer : array_like
        A number or a few, best computed by the code that the chapter teaches. Of an array, the
        rows are asked for one after the other.
    hint : str
        The reply to a wrong answer that is not a usual mistake.
    because : str
        The reply to the right one; by default `working`.
    working : str
        How to get there, in a line or two: shown with the answer to a reader who gives up.
    tolerance : float
        How far off a number may be.
    mistakes : iterable of (array_like, str)
        Usual wrong answers, each with the reply that names the slip: see `cnnlab.mistakes`.
    within : (float, float, str), optional
        The least and the largest that any answer can be, and the reply to one beyond.

    Raises
    ------
    ValueError
        If `answer` or a mistake is not a finite number or an array of some, `answer` is not
        `within` its limits, or a mistake has no reply or gives the right answer.

    Notes
    -----
    One number may be written as people write it: 307,300 or 307 300, 0.92 or 0,92, 3e5, 1/9 or ½,
    with a unit or without; 307.3k is asked for again in digits. 50% is 0.5, and 50 only where
    `question` speaks of per cent. The reply says what was understood where that is not plain.
    After two wrong answers, the reader may have the right one shown.

    Examples
    --------
    >>> from cnnlab.widgets import Prediction
    >>> Prediction("6 × 7?", 42, hint="Add 7 six times.", working="7 + 7 + 7 + 7 + 7 + 7.")
    Prediction('6 × 7?')
    """

    question = traitlets.Unicode().tag(sync=True)
    answer = traitlets.List(Real()).tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    because = traitlets.Unicode().tag(sync=True)
    working = traitlets.Unicode().tag(sync=True)
    tolerance = Real(0.0, min=0.0).tag(sync=True)
    mistakes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    within: traitlets.List[Any] = traitlets.List().tag(sync=True)
    given = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        question: str,
        answer: ArrayLike,
        hint: str,
        because: str = "",
        *,
        working: str = "",
        tolerance: float = 0.0,
        mistakes: Mistakes = (),
        within: Within | None = None,
    ) -> None:
        right, wrong = numbers_in("answer", answer), mistakes_in(mistakes, numbers_in)
        check_mistakes(question, right, wrong)
        super().__init__(
            question=question,
            answer=right,
            hint=hint,
            because=because,
            working=working,
            tolerance=tolerance,
            mistakes=wrong,
            within=limits_of(within, right),
        )

    # Later changes hold to what the page takes, too.
    @traitlets.validate("answer")
    def _check_answer(self, proposal: Any) -> list[float]:
        return numbers_in("answer", proposal["value"])

    @traitlets.validate("tolerance")
    def _check_tolerance(self, proposal: Any) -> float:
        return tolerance_of(proposal["value"])

    @traitlets.validate("mistakes")
    def _check_mistakes(self, proposal: Any) -> list[list[Any]]:
        return [list(mistake) for mistake in mistakes_in(proposal["value"], numbers_in)]

    @traitlets.validate("within")
    def _check_within(self, proposal: Any) -> list[Any]:
        return limits_of(proposal["value"] or None, [])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.question!r})"

    def first_frame(self) -> str:
        """Return the question, with the place of its answer."""
        box = '<input type="text" class="cnnlab-typed"><button type="button">Check</button>'
        answer = unborn("cnnlab-prediction-answer", box)
        asked = f"<form><label>{unbroken(escape(self.question))}</label>{answer}</form>"
        return card(asked, '<p class="cnnlab-reply"></p>', look="cnnlab-question")
