"""Problems with fresh numbers, one at a time or as a sheet for a class."""

from html import escape
from typing import Any

import traitlets

from cnnlab.checks import as_list
from cnnlab.practice import KINDS, LEVELS, MOST_NUMBER, MOST_SEED, Problem, problem
from cnnlab.practice.wording import words_for, written
from cnnlab.tables import unbroken
from cnnlab.widgets.base import WIDGET_LIMITS, OneOf, Whole, Widget
from cnnlab.widgets.frames import card, settings, unborn


class Practice(Widget):
    """Problems with fresh numbers, one at a time or as a sheet for a class.

    The working is computed with each problem, and the reply to a wrong number names the slip that
    leads to it. After two problems in a row that were right at the first try, the next one is
    harder; after one that was missed, it is easier.

    Parameters
    ----------
    kinds : list of str
        Which kinds of problems come in turn, of `cnnlab.practice.KINDS`; by default all.
    only : str
        The one kind that the reader has chosen; "" for all of `kinds`.
    seed : int
        Makes the same problems for everybody, from 1 to 999,999. With 0, numbers are fresh after
        the first problem.
    number : int
        Which of the seed's problems is shown, from 1.
    level : int
        1 to 3: how hard the problem is.
    sheet : int
        How many problems a sheet shows at once, up to 40; 0 for one problem at a time.
    words : dict
        The words of `kinds`, for the page. They follow `kinds`.
    first : dict
        The problem that is shown first, so that the page loads what makes others only when a reader
        asks for one.

    Examples
    --------
    >>> from cnnlab.widgets import Practice
    >>> widget = Practice(["strided_size"], seed=42)
    >>> widget
    Practice(strided_size, seed 42, level 1)
    >>> widget.problem.answer
    [12]
    """

    kinds = traitlets.List(OneOf(list(KINDS)), list(KINDS), minlen=1).tag(sync=True)
    only = traitlets.Unicode().tag(sync=True)
    seed = Whole(0, min=0, max=MOST_SEED).tag(sync=True)
    number = Whole(1, min=1, max=MOST_NUMBER).tag(sync=True)
    level = Whole(1, min=1, max=LEVELS).tag(sync=True)
    sheet = Whole(0, min=0, max=WIDGET_LIMITS["practice"]["sheet"]).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    first = traitlets.Dict().tag(sync=True)

    def __init__(self, kinds: list[str] | None = None, **traits: Any) -> None:
        if kinds is not None:
            traits["kinds"] = as_list("kinds", kinds)
        super().__init__(**traits)

    def __repr__(self) -> str:
        kinds = ", ".join(self.kinds) if len(self.kinds) < len(KINDS) else "all kinds"
        return f"{type(self).__name__}({kinds}, seed {self.seed}, level {self.level})"

    @traitlets.default("words")
    def _first_words(self) -> dict[str, Any]:
        return words_for(self.kinds)

    @traitlets.default("first")
    def _first_problem(self) -> dict[str, Any]:
        asked = {"seed": self.seed, "number": self.number, "level": self.level}
        return {**asked, **self.problem._asdict()}

    @traitlets.observe("kinds")
    def _other_words(self, change: dict[str, Any]) -> None:
        self.words = words_for(change["new"])

    @traitlets.validate("only")
    def _known_kind(self, proposal: dict[str, str]) -> str:
        kind = proposal["value"]
        if kind and kind not in KINDS:
            raise traitlets.TraitError(f'only must be "" or one of {list(KINDS)}, got {kind!r}')
        return kind

    @property
    def problem(self) -> Problem:
        """The problem that is shown."""
        return self._numbered(self.number)

    @property
    def problems(self) -> list[Problem]:
        """The problems of the sheet."""
        return [self._numbered(number + 1) for number in range(self.sheet)]

    def _numbered(self, number: int) -> Problem:
        kinds = [self.only] if self.only else self.kinds
        return problem(kinds[(number - 1) % len(kinds)], self.seed, number, self.level)

    def first_frame(self) -> str:
        """Return the problem with its key folded, or the sheet."""
        chosen = {"Kind": KINDS[self.only] if self.only else "all"} if len(self.kinds) > 1 else {}
        chosen["Level"] = str(self.level)
        if self.sheet:
            return self._sheet(chosen)
        shown = self.problem
        head = f'<p class="cnnlab-note">{KINDS[shown.kind]} · level {self.level}</p>'
        buttons = "".join(
            f'<button type="button">{label}</button>'
            for label in ("Check", "Show the working", "Next")
        )
        line = unborn(
            "cnnlab-practice-answer", f'<input type="text" class="cnnlab-typed">{buttons}'
        )
        label = f"<label>{unbroken(escape(shown.question))}</label>"
        asked = f"{label}<div>{_tables(shown)}</div>{line}"
        sheet = unborn("cnnlab-practice-buttons", '<button type="button">Make a sheet</button>')
        body = (head, f"<form>{asked}</form>", _folded(_key([shown])), settings(chosen), sheet)
        return card(*body, look=_LOOK)

    def _sheet(self, chosen: dict[str, str]) -> str:
        lines = "".join(
            f"<li><p>{escape(one.question)}</p>{_tables(one)}"
            '<p class="cnnlab-practice-blank">Answer:</p></li>'
            for one in self.problems
        )
        title = f"Practice sheet · seed {self.seed} · level {self.level}"
        chosen = {**chosen, "Seed": str(self.seed), "Problems": str(self.sheet)}
        buttons = "".join(
            f'<button type="button">{label}</button>'
            for label in ("Print", "Show the key", "One at a time")
        )
        return card(
            f'<p class="cnnlab-practice-title">{title}</p>'
            f'<ol class="cnnlab-practice-problems">{lines}</ol>',
            _folded(_key(self.problems)),
            settings(chosen),
            unborn("cnnlab-practice-buttons", buttons),
            look=_LOOK,
        )


_LOOK = "cnnlab-question cnnlab-practice"


def _tables(shown: Problem) -> str:
    tables = "".join(
        f"<table><caption>{title}</caption>"
        + "".join(f"<tr>{''.join(f'<td>{written(v)}</td>' for v in row)}</tr>" for row in rows)
        + "</table>"
        for title, rows in shown.tables
    )
    return f'<div class="cnnlab-practice-tables">{tables}</div>' if tables else ""


def _key(problems: list[Problem]) -> str:
    lines = (
        f"<li><strong>{' and '.join(map(written, one.answer))}</strong> "
        f"{escape(' '.join(one.steps))}</li>"
        for one in problems
    )
    return f"<ol>{''.join(lines)}</ol>"


def _folded(key: str) -> str:
    return (
        '<details class="cnnlab-practice-folded"><summary>The answer and its working</summary>'
        f"{key}</details>"
    )
