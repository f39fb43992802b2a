"""Grade a notebook that a student hands in: two verdicts for each exercise, whatever it holds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnnlab.check.verdict import Verdict, Wrong
from cnnlab.grade.assignment import checker
from cnnlab.grade.cases import hidden_cases
from cnnlab.grade.cells import (
    Notebook,
    Unreadable,
    cleaned,
    defines,
    definition,
    home,
    program,
)
from cnnlab.grade.process import answer
from cnnlab.grade.rules import broken_in_text, has_loop, origins

__all__ = ["Result", "grade", "refused"]


NOT_TRIED = Verdict(False, "Hidden cases are tried once those in the book come out right.")


class Result(NamedTuple):
    """The verdicts on an answer: by the cases in the book, and by the hidden ones."""

    book: Verdict
    hidden: Verdict


def grade(text: str, assignment: Mapping[str, Any]) -> dict[str, Result]:
    """Return the result of each exercise of an assignment for the text of a notebook."""
    exercises = assignment["exercises"]
    try:
        notebook = _readable(text, assignment)
    except Unreadable as why:
        return refused(str(why), assignment)
    return {name: _result(name, notebook, assignment) for name in exercises}


def refused(why: str, assignment: Mapping[str, Any]) -> dict[str, Result]:
    """Return no points for any exercise, and why."""
    verdict = Verdict(False, why)
    return dict.fromkeys(assignment["exercises"], Result(verdict, verdict))


def _readable(text: str, assignment: Mapping[str, Any]) -> Notebook:
    """Return the notebook if it is a later state of the one that was handed out."""
    notebook, asked = Notebook(text), assignment["notebook"]
    if not notebook.exercises and not notebook.name:
        raise Unreadable(
            f"This notebook has no exercises of the book: hand in {asked}.ipynb as you received it."
        )
    if not notebook.name:
        raise Unreadable(
            "This file no longer says which notebook it is: the program that saved it left that "
            f"out. Copy your answers into {asked}.ipynb as you received it."
        )
    if notebook.name != asked:
        raise Unreadable(f"This is the notebook {notebook.name}; {asked} is to be handed in.")
    if not _fit(str(notebook.version), assignment["version"]):
        raise Unreadable(
            f"This notebook is of version {notebook.version}; {assignment['version']} is to be "
            "handed in: copy your answers into that one."
        )
    return notebook


def _fit(version: str, asked: str) -> bool:
    """Say whether two versions match: one without a term, such as 0.1.0, matches any term."""
    number, _, term = version.partition("+")
    asked_number, _, asked_term = asked.partition("+")
    return number == asked_number and (not term or not asked_term or term == asked_term)


def _result(name: str, notebook: Notebook, assignment: Mapping[str, Any]) -> Result:
    exercise = assignment["exercises"][name]
    try:
        own = (cleaned(cell) for cell in notebook.code if cell not in assignment["book"])
        if name not in notebook.exercises and not defines(own, exercise["name"]):
            raise Wrong("The cell of this exercise is missing: write into the one handed out.")
        cells = program(notebook, name, assignment["book"], exercise["name"])
        with answer(cells, exercise["name"], exercise["without"]) as given:
            check = checker(name)
            book = check(given)
            if book.right:
                _hold_to_rules(exercise, cells)
            cases = hidden_cases(name, assignment["seed"])
            hidden = check(given, cases) if book.right and cases else book
    except Wrong as wrong:
        book = Verdict(False, str(wrong))
    except RecursionError:
        book = Verdict(False, "This cell is nested too deeply to be graded.")
    return Result(book, hidden if book.right else NOT_TRIED)


def _hold_to_rules(exercise: Mapping[str, Any], cells: list[str]) -> None:
    name = exercise["name"]
    text = definition(home(cells, name), name)
    if broken := broken_in_text(text, exercise["without"], origins(cells)):
        raise Wrong(broken)
    if exercise["loop"] and not has_loop(definition(cells, name)):
        raise Wrong("It has no loop: this exercise is to be solved with loops.")
