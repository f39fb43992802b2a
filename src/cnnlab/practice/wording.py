"""Problems in words: templates from `words.json`, filled with a problem's numbers."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from cnnlab.mistakes import REPLIES, Mistake

Values = Mapping[str, int | str]
Step = str | tuple[str, Values]
"""A line of the working: the key of its template, maybe with numbers of its own."""

WORDS: dict[str, Any] = json.loads((files("cnnlab.practice") / "words.json").read_text("utf-8"))


class Made(NamedTuple):
    """A problem before it is put into words: keys of templates, and the numbers that fill them.

    `rivals` are what usual slips give: where one is the answer, the problem tells nothing.
    """

    question: str
    values: Values
    answer: list[int]
    steps: Sequence[Step]
    mistakes: list[Mistake]
    tables: Sequence[tuple[str, list[list[int]]]] = ()
    rivals: Sequence[float] = ()


class Problem(NamedTuple):
    """A problem in words, with all that can be said of it.

    `tables` are grids of numbers with their titles, `answer` the numbers asked for, `steps` the
    working line by line, `mistakes` usual wrong answers with their replies, and `hint` the reply
    to any other.
    """

    kind: str
    question: str
    tables: list[tuple[str, list[list[int]]]]
    answer: list[int]
    steps: list[str]
    mistakes: list[tuple[list[float], str]]
    hint: str


def worded(kind: str, made: Made) -> Problem:
    """Put a problem into words."""
    words = WORDS["kinds"][kind]
    return Problem(
        kind=kind,
        question=filled(words["questions"][made.question], made.values),
        tables=[(WORDS["tables"][title], rows) for title, rows in made.tables],
        answer=made.answer,
        steps=[_step(step, made.values) for step in made.steps],
        mistakes=[(_listed(wrong), reply) for wrong, reply in made.mistakes],
        hint=words["hint"],
    )


def words_for(kinds: Iterable[str]) -> dict[str, Any]:
    """Return the words of these kinds of problems, for the page that makes them."""
    own = {kind: WORDS["kinds"][kind] for kind in kinds}
    replies = {slips: REPLIES[slips] for words in own.values() for slips in words["slips"]}
    return {**WORDS, "kinds": own, "replies": replies}


def _step(step: Step, values: Values) -> str:
    key, own = (step, {}) if isinstance(step, str) else step
    return filled(WORDS["steps"][key], {**values, **own})


def _listed(answer: Any) -> list[float]:
    return list(answer) if isinstance(answer, list) else [answer]


def filled(template: str, values: Values) -> str:
    """Put values where a template names them in braces; numbers as readers see them.

    Examples
    --------
    >>> filled("{M} · ({w}) pixels", {"M": 3072, "w": -1})
    '3,072 · (−1) pixels'
    """
    return re.sub(r"\{(\w+)\}", lambda name: written(values[name[1]]), template)


def written(value: int | str) -> str:
    """Write a number as readers see it: 307,300 and −2."""
    return value if isinstance(value, str) else f"{value:,}".replace("-", "−")


def factor(value: int) -> str:
    """Write a number as the second factor of a product: a negative one in brackets."""
    return f"({written(value)})" if value < 0 else written(value)
