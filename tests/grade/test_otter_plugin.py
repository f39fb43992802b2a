"""Otter gets verdicts in place of a student's code, and imports nothing that was handed in."""

import json
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from submissions import asked, filled_in, solutions

from cnnlab.check.verdict import Verdict
from cnnlab.grade.otter_plugin import Grader, handed_in, wrap
from cnnlab.grade.submission import Result

CHAPTER = "06_padding"


def verdicts(path: Path) -> dict[str, dict[str, tuple[bool, str]]]:
    notebook = Grader(str(path), {}, asked(CHAPTER)).before_execution(None)
    [cell] = notebook.cells
    names: dict[str, dict[str, dict[str, tuple[bool, str]]]] = {}
    exec(cell.source, names)
    return names["verdicts"]


@pytest.mark.slow
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_notebook_for_otter_has_the_verdicts_alone(tmp_path: Path, wrapped: bool) -> None:
    right = solutions(CHAPTER) | {"ch06.size": "my_size = 7"}
    path = tmp_path / "submission.ipynb"
    path.write_text(filled_in(CHAPTER, right), encoding="utf-8")
    if wrapped:
        wrap(tmp_path)
        assert nbformat.read(path, 4).cells[0].cell_type == "raw"
    assert verdicts(path) == {
        "ch06.size": {
            "book": (
                False,
                "Not yet. This should be a function; it is 7. Give its name alone, without "
                "parentheses.",
            ),
            "hidden": (
                False,
                "Not yet. Hidden cases are tried once those in the book come out right.",
            ),
        },
        "ch06.pad_reflect": {
            "book": (True, "Right. 3 cases, all as they should be."),
            "hidden": (True, "Right. 12 cases, all as they should be."),
        },
    }


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "Hand in one .ipynb file; found: nothing."),
        ({"essay.pdf": "%PDF"}, "Hand in one .ipynb file; found: essay.pdf."),
        ({"a.ipynb": "{}", "b.ipynb": "{}"}, "found: a.ipynb, b.ipynb."),
        ({"week/a.ipynb": "{}", "a.ipynb": "{}"}, "found: a.ipynb, week/a.ipynb."),
        ({".DS_Store": "", "__MACOSX/._essay.pdf": ""}, "found: nothing."),
        ({"a.ipynb": "An essay."}, "This file is not a notebook that Jupyter can open."),
        ({"a.ipynb": '{"metadata": {"otter": 3}, "cells": []}'}, "has no exercises of the book"),
    ],
)
def test_otter_can_read_whatever_was_handed_in(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    wrap(tmp_path)
    [path] = (path for path in tmp_path.rglob("*") if path.is_file())
    nbformat.validate(nbformat.read(path, 4))
    for exercise in verdicts(path).values():
        assert reason in exercise["book"][1]
        assert not exercise["hidden"][0]


@pytest.mark.parametrize("place", ["", "week 5/"])
def test_a_zip_of_macos_has_one_notebook(tmp_path: Path, place: str) -> None:
    text = filled_in(CHAPTER, {})
    beside = (f"{place}._a.ipynb", f"__MACOSX/{place}._a.ipynb", f"{place}.DS_Store")
    for name in (f"{place}a.ipynb", f"{place}.ipynb_checkpoints/a-checkpoint.ipynb", *beside):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if name == f"{place}a.ipynb" else "Mac OS X", encoding="utf-8")
    wrap(tmp_path)
    [path] = (path for path in tmp_path.rglob("*") if path.is_file())
    assert handed_in(path) == text


def test_a_file_system_may_write_the_ending_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "06_PADDING.IPYNB").write_text("A notebook.", encoding="utf-8")
    wrap(tmp_path)
    assert handed_in(tmp_path / "submission.ipynb") == "A notebook."


def test_only_the_notebook_and_the_tests_stay(tmp_path: Path) -> None:
    for name in ("otter.py", "__init__.py", "mine.ipynb", "numpy/__init__.py", "tests/01_size.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "link").symlink_to("/")
    Grader(str(tmp_path / "mine.ipynb"), {}, {}).before_grading(None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.ipynb", "tests"]
    assert [path.name for path in (tmp_path / "tests").iterdir()] == ["01_size.py"]


def test_students_read_the_checkers_sentences(tmp_path: Path) -> None:
    exercises = {"ch06.size": {"title": "Exercise 6.4"}}
    grader = Grader(str(tmp_path / "x"), {}, {"exercises": exercises})
    right, wrong = Verdict(True, "3 cases."), Verdict(False, "It fails: \ud83d.")
    grader.results = {"ch06.size": Result(right, wrong)}
    cases = [SimpleNamespace(message="Error at line 12", test_case=SimpleNamespace()) for _ in "ab"]
    results = {"Exercise 6.4": SimpleNamespace(test_case_results=cases)}
    grader.after_grading(SimpleNamespace(results=results))
    assert [case.message for case in cases] == ["Right. 3 cases.", "Not yet. It fails: ?."]


def test_the_assignment_is_what_json_can_hold() -> None:
    assert json.loads(json.dumps(asked(CHAPTER))) == asked(CHAPTER)
