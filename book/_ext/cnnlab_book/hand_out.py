"""A page's plain notebook as a class gets it: with no solution and no answer in the file.

The book's notebooks are the one source. The wheel that is handed out with the file carries the code
of its questions, which `cnnlab.handed_out` runs. `tools/hand_out.py` writes both.
"""

import copy
import re
from collections.abc import Iterator

from nbformat import NotebookNode, v4

__all__ = ["hand_out", "questions"]

FIRST = """\
# This notebook and cnnlab were handed out together.
try:
    from cnnlab.handed_out import ask, require
except ImportError:
    raise ImportError(
        "The cnnlab of this notebook is not installed. In the folder of its README.md: "
        "pip install -r requirements.txt. Then restart the kernel."
    ) from None

require("{version}")"""
_SOLUTION = re.compile(r"\w_solution\b")  # also what is done with one
_QUESTION = re.compile(r"\b(Prediction|Choice|Guess|guess)\b")
_CHECKERS = re.compile(r"^from cnnlab\.check import (\w+) as check$", re.MULTILINE)
_CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)


def hand_out(notebook: NotebookNode, name: str, version: str) -> NotebookNode:
    """Return the notebook of a page as a class gets it.

    Solutions and the book's own tests are left out. A question is asked by its name: its answer and
    the replies are in the installed package. As ``cnnlab``, the metadata of an exercise's cell name
    its checker, as in ``{"exercise": "ch03.field_size"}``. Cells keep their ids.

    Parameters
    ----------
    notebook : NotebookNode
        The plain notebook of the page, as `cnnlab_book.jupyter` writes it.
    name : str
        The page, as in ``"03_receptive_fields"`` or ``"widgets/shift"``.
    version : str
        The version of cnnlab that it needs: with a term, as in ``"0.1.0+2027.spring"``, or of any
        term, as in ``"0.1.0"``.
    """
    checkers = _checkers(notebook)
    cells = []
    for cell in map(copy.deepcopy, _kept(notebook)):
        if _asks(cell):
            cell.source = f'ask("{_question(name, cell)}", globals())'
        elif cell.cell_type == "code" and (called := _CHECK.search(cell.source)):
            cell.metadata["cnnlab"] = {"exercise": f"{checkers}.{called[1]}"}
            cell.metadata["deletable"] = False
        cells.append(cell)
    if any(cell.cell_type == "code" for cell in cells):
        folded = {"jupyter": {"source_hidden": True}, "cellView": "form"}
        code = FIRST.format(version=version)
        cells.insert(0, v4.new_code_cell(code, id="require", metadata=folded))
    metadata = {**notebook.metadata, "cnnlab": {"notebook": name, "version": version}}
    handed: NotebookNode = v4.new_notebook(cells=cells, metadata=copy.deepcopy(metadata))
    return handed


def questions(notebook: NotebookNode, name: str) -> dict[str, str]:
    """Return the code of the questions that `hand_out` takes out, by the names that it leaves."""
    return {_question(name, cell): cell.source for cell in _kept(notebook) if _asks(cell)}


def _kept(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yield all cells but solutions, the book's tests, what installs cnnlab, and their captions."""
    gone = set()
    for cell in notebook.cells:
        is_code = cell.cell_type == "code"
        is_test = "remove-cell" in cell.metadata.get("tags", [])
        if is_code and (is_test or _SOLUTION.search(cell.source)):
            gone.add(f"{cell.id}-caption")
        elif cell.id not in gone:
            yield cell


def _asks(cell: NotebookNode) -> bool:
    """Say whether a cell asks a question. Code that the site shows is an example of how to ask."""
    is_hidden = "remove-input" in cell.metadata.get("tags", [])
    return is_hidden and cell.cell_type == "code" and bool(_QUESTION.search(cell.source))


def _question(name: str, cell: NotebookNode) -> str:
    return f"{name}/{cell.id}"


def _checkers(notebook: NotebookNode) -> str:
    """Return the module of the page's checkers, or an empty string."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    imported = _CHECKERS.search(code)
    return imported[1] if imported else ""
