"""Notebooks as a class gets them, and as students hand them in."""

import json
from itertools import pairwise
from typing import Any

import nbformat
from exercises import CHAPTERS, WITH_EXERCISES, answers, code_cells, is_solution

from cnnlab.grade.assignment import assignment, exercise_table
from cnnlab_book.hand_out import hand_out, questions

VERSION = "0.1.0+2027.spring"


def handed_out(chapter: str) -> nbformat.NotebookNode:
    return hand_out(nbformat.read(CHAPTERS[chapter], 4), chapter, VERSION)


def asked(chapter: str) -> dict[str, Any]:
    """Return the chapter's assignment, as it comes out of the archive."""
    code = questions(nbformat.read(CHAPTERS[chapter], 4), chapter)
    notebook = nbformat.writes(handed_out(chapter))
    made = assignment(notebook, code, exercise_table(), seed=7)
    return dict(json.loads(json.dumps(made)))


def solutions(chapter: str) -> dict[str, str]:
    """Return what a student writes who solves all, by the names of the exercises.

    What the exercise's own cell imports stays above the answer.
    """
    number = WITH_EXERCISES.index(chapter)
    solved = {}
    for exercise, cell in pairwise(code_cells(chapter)):
        if is_solution(cell):
            [(name, _)] = answers(cell)
            imports = [line for line in exercise.source.splitlines() if line.startswith("import ")]
            body, _, _ = cell.source.rpartition("assert check.")
            answer = body.replace("_solution", "")
            solved[f"ch{number:02}.{name}"] = "\n".join([*imports, answer])
    return solved


def filled_in(chapter: str, written: dict[str, str]) -> str:
    """Return the text of a handed-out notebook with code in the cells of exercises."""
    notebook = handed_out(chapter)
    for cell in notebook.cells:
        name = cell.metadata.get("cnnlab", {}).get("exercise")
        if name in written:
            cell.source = written[name]
    return nbformat.writes(notebook)
