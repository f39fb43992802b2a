"""How Otter-Grader grades a submission: by `cnnlab.grade`, and without running a line of it.

Otter would run a student's cells in one process with its tests. In place of them the plugin hands
it a notebook with the verdicts alone, which the tests of the archive read. Where Otter runs as
root, `tools/autograder_start.py` calls `wrap` first.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from cnnlab.check.verdict import Verdict
from cnnlab.grade.cells import Unreadable
from cnnlab.grade.submission import Result, grade, refused

__all__ = ["Grader", "wrap"]

WRAPPED = "wrapped"
LARGEST = 20 * 2**20  # bytes of a notebook


class Grader:
    """The plugin: Otter makes one for each submission, and calls its methods in turn."""

    def __init__(self, submission_path: str | None, _: object, assignment: dict[str, Any]) -> None:
        self.submission = Path(submission_path or "")
        self.assignment = assignment
        self.results: dict[str, Result] = {}

    def before_grading(self, _: object) -> None:
        """Delete all that was handed in but the notebook: an `otter.py` would be imported."""
        for path in self.submission.parent.iterdir():
            if path.is_dir() and not path.is_symlink() and path.name != "tests":
                shutil.rmtree(path)
            elif path.name not in ("tests", self.submission.name):
                path.unlink()

    def before_execution(self, _: object) -> NotebookNode:
        """Grade, and return a notebook with the verdicts in place of what was handed in."""
        try:
            self.results = grade(handed_in(self.submission), self.assignment)
        except Unreadable as why:
            self.results = refused(str(why), self.assignment)
        verdicts = {
            name: {
                "book": (result.book.right, said(result.book)),
                "hidden": (result.hidden.right, said(result.hidden)),
            }
            for name, result in self.results.items()
        }
        cell = v4.new_code_cell(f"verdicts = {verdicts!r}")
        notebook: NotebookNode = v4.new_notebook(cells=[cell])
        return notebook

    def after_grading(self, results: Any) -> None:
        """Put the checkers' sentences alone where Otter shows the lines that failed."""
        titles = {self.assignment["exercises"][name]["title"]: name for name in self.results}
        for title, test in results.results.items():
            verdicts = self.results[titles[title]]
            for case, verdict in zip(test.test_case_results, verdicts, strict=True):
                case.message = said(verdict)
                case.test_case.success_message = said(verdict)


def said(verdict: Verdict) -> str:
    r"""Return what a verdict says as text for a file: a student's error can hold half a character.

    Examples
    --------
    >>> said(Verdict(False, "It fails: ValueError: \ud83d."))
    'Not yet. It fails: ValueError: ?.'
    """
    return repr(verdict).encode(errors="replace").decode()


def wrap(folder: Path) -> None:
    """Put a notebook that Otter can read in place of whatever was handed in.

    It holds the one notebook of the folder as text, or a sentence if there is not one. In an
    unpacked zip, the notebook may lie in a folder of its own.
    """
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    chosen = [path for path in files if _is_chosen(path.relative_to(folder))]
    notebooks = [path for path in chosen if path.suffix.lower() == ".ipynb"]
    if len(notebooks) != 1:
        found = (path.relative_to(folder).as_posix() for path in notebooks or chosen)
        names = ", ".join(found) or "nothing"
        cell = v4.new_markdown_cell(f"Hand in one .ipynb file; found: {names}.")
    elif notebooks[0].stat().st_size > LARGEST:
        most = LARGEST // 2**20
        cell = v4.new_markdown_cell(f"The file has more than {most} MB: clear its outputs.")
    else:
        cell = v4.new_raw_cell(notebooks[0].read_text(encoding="utf-8", errors="replace"))
    for path in files:
        path.unlink()
    wrapper = v4.new_notebook(cells=[cell], metadata={"cnnlab": WRAPPED})
    (folder / "submission.ipynb").write_text(json.dumps(wrapper), encoding="utf-8")


def _is_chosen(path: Path) -> bool:
    """Say whether a student chose the file: macOS and Jupyter lay some of their own beside it.

    Examples
    --------
    >>> [_is_chosen(Path(name)) for name in ("week5/a.ipynb", "week5/._a.ipynb")]
    [True, False]
    """
    return not any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def handed_in(path: Path) -> str:
    """Return the text of what was handed in, out of its wrapper if it is in one."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        notebook = json.loads(text)
        if notebook["metadata"]["cnnlab"] != WRAPPED:
            return text
        cell = notebook["cells"][0]
        kind, held = cell["cell_type"], str(cell["source"])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return text
    if kind == "markdown":
        raise Unreadable(held)
    return held
