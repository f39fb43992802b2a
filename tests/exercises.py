"""The book's exercises: their cells, and the mistakes that the tests of their checkers know."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import nbformat
from places import ROOT

CHAPTERS = {path.stem: path for path in sorted((ROOT / "book").glob("*.ipynb"))}
# The checkers of the welcome page are those of chapter 0.
WITH_EXERCISES = ["index", *(name for name in CHAPTERS if name[:2].isdigit())]


@cache
def code_cells(chapter: str) -> list[Any]:
    notebook = nbformat.read(CHAPTERS[chapter], 4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_solution(cell: Any) -> bool:
    return cell.cell_type == "code" and any(n.endswith("_solution") for _, n in answers(cell))


def answers(cell: Any) -> Iterator[tuple[str, str]]:
    """Give the checkers that a cell calls, and the name of what they check."""
    for call in ast.walk(ast.parse(cell.source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            owner = call.func.value
            if isinstance(owner, ast.Name) and owner.id == "check":
                assert isinstance(call.args[0], ast.Name)
                yield call.func.attr, call.args[0].id


def names_in(cell: Any) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}


def solutions(chapter: str) -> str:
    """Return a chapter's solutions as code: a dict RIGHT has them by the names of their checkers.

    Of the other cells, only the imports go with them.
    """
    cells = code_cells(chapter)
    solved = [cell for cell in cells if is_solution(cell)]
    needed = {name for cell in solved for name in names_in(cell)}
    imports = [line for cell in cells for line in _imports(cell, needed)]
    right = [f"{check!r}: {name}" for cell in solved for check, name in answers(cell)]
    written = [*imports, *(cell.source for cell in solved)]
    return "\n".join([*written, f"RIGHT = {{{', '.join(right)}}}"])


def _imports(cell: Any, names: set[str]) -> Iterator[str]:
    for node in ast.parse(cell.source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [alias for alias in node.names if (alias.asname or alias.name) in names]
            if node.names:
                yield ast.unparse(node)


def mistakes(chapter: str) -> str:
    """Return what the tests of a chapter's checkers hold to be wrong, as code.

    A dict WRONG has lists of answers by the names of their checkers. What needs SciPy, which no
    page has, is left out.
    """
    file = ROOT / "tests" / "check" / f"test_ch{WITH_EXERCISES.index(chapter):02}.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tests = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    helpers = [node for node in tree.body if node not in tests]
    wrong = [_item(test) for test in tests if test.name.startswith("test_wrong_")]
    return "\n".join([*_for_a_page(helpers), f"WRONG = {{{', '.join(wrong)}}}"])


def _item(test: Any) -> str:
    """Return the item of WRONG that a test gives: its cases are an answer and a message each."""
    (parametrize,), (statement,) = test.decorator_list, test.body
    checker = statement.value.args[0].func.attr  # of assert_wrong(ch05.convolve(…), …)
    cases = ", ".join(_for_a_page(parametrize.args[1].elts))
    return f"{checker!r}: [answer for answer, _ in [{cases}]]"


def _for_a_page(nodes: Iterable[ast.AST]) -> Iterator[str]:
    written = map(ast.unparse, nodes)
    return (code for code in written if not re.search(r"\b(pytest|verdicts|scipy|signal)\b", code))
