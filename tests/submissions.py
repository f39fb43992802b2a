"""Notebooks as a class gets them, and as students hand them in."""

import json
from typing import Any

import nbformat
from exercises import CHAPTERS, WITH_EXERCISES, answers, code_cells, is_solution

from cnnlab.grade.assignment import assignment, exercise_table
from cnnlab_book.hand_out import hand_out, questions

VERSION = "0.1.0+2027.spring"


def handed_out(chapter: str) -> nbformat.NotebookNode:
    return hand_out(nbformat.read(CHAPTERS[chapter], 4), chapter, VERSION)


def asked(chapter: str, seed: int = 7) -> dict[str, Any]:
    """Return the chapter's assignment, as it comes out of the archive."""
    code = questions(nbformat.read(CHAPTERS[chapter], 4), chapter)
    notebook = nbformat.writes(handed_out(chapter))
    made = assignment(notebook, code, exercise_table(), seed)
    return dict(json.loads(json.dumps(made)))


def solutions(chapter: str) -> dict[str, str]:
    """Return what a student writes who solves all, by the names of the exercises."""
    number = WITH_EXERCISES.index(chapter)
    solved = {}
    for cell in filter(is_solution, code_cells(chapter)):
        [(name, _)] = answers(cell)
        body, _, _ = cell.source.rpartition("assert check.")
        solved[f"ch{number:02}.{name}"] = body.replace("_solution", "")
    return solved


def filled_in(chapter: str, written: dict[str, str]) -> str:
    """Return the text of a handed-out notebook with code in the cells of exercises."""
    notebook = handed_out(chapter)
    for cell in notebook.cells:
        name = cell.metadata.get("cnnlab", {}).get("exercise")
        if name in written:
            cell.source = written[name]
    return nbformat.writes(notebook)
