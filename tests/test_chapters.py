"""What every chapter keeps to, so that a reader can follow it."""

import ast
import builtins
from pathlib import Path

import nbformat
import pytest
from places import ROOT

CHAPTERS = [ROOT / "book" / "index.ipynb", *sorted((ROOT / "book").glob("[01]*.ipynb"))]
FOLDED = {"remove-input", "remove-cell", "hide-input", "hide-cell"}
SENTENCE = (
    "The visible code uses names from folded cells: open them, or look in the notebook, to see "
    "where they come from."
)


def before_exercises(path: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    (end,) = (i for i, cell in enumerate(cells) if "## Exercises" in cell.source.splitlines())
    return cells[:end]


def names(code: str) -> tuple[set[str], set[str]]:
    """Return the names that code gives a value, and those that it reads."""
    nodes = list(ast.walk(ast.parse(code)))
    given = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    given |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    given |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            given |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return given, {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_says_where_names_come_from_that_no_cell_in_sight_defines(path: Path) -> None:
    known, said, needed = set(dir(builtins)), False, []
    for cell in before_exercises(path):
        if cell.cell_type == "markdown":
            said = said or SENTENCE in cell.source
        elif not FOLDED & set(cell.metadata.get("tags", [])):
            given, read = names(cell.source)
            unknown = read - given - known
            if unknown:
                assert said, f"{sorted(unknown)} in {cell.source[:200]}"
                needed += sorted(unknown)
            known |= given
    assert said == bool(needed)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_asks_for_three_guesses_before_its_exercises(path: Path) -> None:
    asked = sum(
        cell.source.count("guesses.") for cell in before_exercises(path) if cell.cell_type == "code"
    )
    assert asked >= 3
