"""What a handed-out notebook calls: it asks its questions, and requires its own cnnlab.

The code of the questions is in `handed_out.json`. Only the wheel that was handed out with the
notebooks has it: no answer is in a notebook's file.
"""

import ast
import json
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

__all__ = ["CellsAbove", "NotThisOne", "ask", "require"]

QUESTIONS = Path(__file__).with_suffix(".json")
AGAIN = "In the folder of its README.md: pip install -r requirements.txt. Then restart the kernel."


class _Sentence(RuntimeError):
    def _render_traceback_(self) -> list[str]:
        """Tell Jupyter to show the sentence alone."""
        return [str(self)]


class NotThisOne(_Sentence):
    """The notebook and the installed cnnlab were not handed out together."""


class CellsAbove(_Sentence):
    """A question needs what cells above it define, and they have not run."""


def require(version: str) -> None:
    """Raise unless this cnnlab is the one that a notebook was handed out with.

    Parameters
    ----------
    version : str
        With a term, as in ``"0.1.0+2027.spring"``; without one, any term's cnnlab will do.

    Raises
    ------
    NotThisOne
        If another version is installed.

    Examples
    --------
    >>> from cnnlab.handed_out import NotThisOne, require
    >>> try:
    ...     require("0.0.1")
    ... except NotThisOne as reason:
    ...     print(str(reason).partition(",")[0])
    This notebook is for cnnlab 0.0.1
    """
    installed = installed_version("cnnlab")
    if version not in (installed, installed.partition("+")[0]):
        raise NotThisOne(
            f"This notebook is for cnnlab {version}, but {installed} is installed. {AGAIN}"
        )


def ask(name: str, names: dict[str, Any]) -> Any:
    """Run the code of a question, and return the question for the notebook to show.

    Parameters
    ----------
    name : str
        The notebook and the cell, as in ``"03_receptive_fields/c3second"``.
    names : dict
        The notebook's `globals()`: the code uses them, and adds its own.

    Returns
    -------
    Widget
        What the last line of the code makes.

    Raises
    ------
    NotThisOne
        If the installed cnnlab has no questions, or none of this name.
    CellsAbove
        If the code uses a name that the notebook has not defined yet.
    """
    if not QUESTIONS.exists():
        raise NotThisOne(
            f"The questions are in the cnnlab that was handed out; another is installed. {AGAIN}"
        )
    code = json.loads(QUESTIONS.read_text(encoding="utf-8")).get(name)
    if code is None:
        raise NotThisOne(
            f"There is no question {name!r}: the cell was changed. Take it from a fresh copy."
        )
    *before, last = ast.parse(code, name).body
    if not isinstance(last, ast.Expr):
        raise TypeError(f"{name} must end in a question")
    try:
        exec(compile(ast.Module(before, []), name, "exec"), names)
        return eval(compile(ast.Expression(last.value), name, "eval"), names)
    except NameError as error:  # of code that the student cannot see
        raise CellsAbove(
            f"This question needs {error.name}, which a cell above it defines. Choose "
            "Run → Run All Above Selected Cell, then run this cell."
        ) from None
