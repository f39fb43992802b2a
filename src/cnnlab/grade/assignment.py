"""What a grader must know of a handed-out notebook: exercises, points, rules, the hidden seed."""

import ast
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.resources import files
from typing import Any

from cnnlab.check.verdict import Verdict
from cnnlab.grade.cells import Notebook, checked_name

__all__ = ["assignment", "checker", "exercise_table"]

NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
ASKED = re.compile(r'ask\("(.*)", globals\(\)\)')
DEFAULTS = {"points": 1, "without": [], "loop": False}


def exercise_table(teachers: str = "") -> dict[str, dict[str, Any]]:
    r"""Return points and rules of the exercises, changed by what a teacher's own file says.

    Examples
    --------
    >>> exercise_table('["ch05.convolve"]\npoints = 3')["ch05.convolve"]
    {'points': 3, 'without': ['cnnlab'], 'loop': True}
    """
    book = tomllib.loads(files("cnnlab.grade").joinpath("exercises.toml").read_text("utf-8"))
    own = tomllib.loads(teachers)
    for name, row in own.items():
        checker(name)
        if not isinstance(row, dict):
            raise ValueError(f'{name} = {row!r}: its points and rules must stand below ["{name}"].')
        for key, value in row.items():
            if wanted := _wanted(key, value):
                raise ValueError(f"{name} has {key} = {value!r}; {wanted}")
    return {
        name: DEFAULTS | book.get(name, {}) | own.get(name, {}) for name in sorted({*book, *own})
    }


def _wanted(key: str, value: Any) -> str:
    """Return what a row should have in place of this value, or nothing if the value will do."""
    match key:
        case "points":
            right = type(value) in (int, float) and 0 <= value < math.inf
            return "" if right else "points are a number, 0 or more."
        case "without":
            names = value if isinstance(value, list) else [value]
            right = value is names and all(isinstance(n, str) and NAME.fullmatch(n) for n in names)
            return "" if right else 'it should be a list of names such as ["numpy.pad"].'
        case "loop":
            return "" if isinstance(value, bool) else "it should be true or false."
    return "a row has points, without and loop."


def checker(name: str) -> Callable[..., Verdict]:
    """Return the checker of an exercise, as in ``"ch03.field_size"``."""
    module, _, function = name.partition(".")
    try:
        check: Callable[..., Verdict] = getattr(import_module(f"cnnlab.check.{module}"), function)
        # The module of a chapter also has what it imports, and functions that serve its checkers.
        if check.__module__ == f"cnnlab.check.{module}" and hasattr(check, "__wrapped__"):
            return check
    except (ImportError, AttributeError):
        pass
    raise ValueError(f"There is no exercise {name!r}.")


def assignment(
    notebook: str, questions: Mapping[str, str], table: Mapping[str, Any], seed: int
) -> dict[str, Any]:
    """Return all that a grader must know of a handed-out notebook, as JSON can hold it.

    `questions` have the code of the cells that only ask by a name: an answer may use what it
    imports.
    """
    handed_out = Notebook(notebook)
    exercises = {}
    for name, cell in handed_out.exercises.items():
        asked = [checked_name(statement) for statement in ast.parse(cell).body]
        exercises[name] = {
            "title": handed_out.headings[name],
            "name": next(filter(None, asked)),
            **table.get(name, DEFAULTS),
        }
    return {
        "notebook": handed_out.name,
        "version": handed_out.version,
        "seed": seed,
        "book": [
            questions.get(match[1], "") if (match := ASKED.match(cell)) else cell
            for cell in handed_out.code
            if cell not in handed_out.exercises.values()
        ],
        "exercises": exercises,
    }
