"""Exercises: solutions stay out of sight, and no cell hangs on what the student writes."""

import ast
from itertools import pairwise
from typing import Any

import pytest
from exercises import CHAPTERS, WITH_EXERCISES, answers, code_cells, is_solution, names_in
from verdicts import CHECKERS

PROMPTS = {"code_prompt_hide": "Hide the solution", "code_prompt_show": "Show the solution"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_cell_uses_what_the_student_writes(chapter: str) -> None:
    cells = code_cells(chapter)
    for number, exercise in enumerate(cells):
        for _, name in () if is_solution(exercise) else answers(exercise):
            used = [cell.source for cell in cells[number + 1 :] if name in names_in(cell)]
            assert used == [], name


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_solution_shows_nothing_and_overwrites_nothing(chapter: str) -> None:
    for cell in filter(is_solution, code_cells(chapter)):
        first, *_ = cell.source.splitlines()
        assert first == "# One solution", cell.source  # what JupyterLab shows of the folded cell
        assert cell.outputs == []
        assert "hide-cell" in cell.metadata.get("tags", []), cell.source
        assert cell.metadata.get("mystnb", {}) == PROMPTS, cell.source
        *body, last = ast.parse(cell.source).body
        assert isinstance(last, ast.Assert)
        defined = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        assert all(name.endswith("_solution") for name in defined)


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_an_exercise_imports_what_its_answer_takes(chapter: str) -> None:
    """So a student can go on with it in a kernel that has run nothing above."""
    solved: dict[str, Any] = {}  # an answer may be used in the exercise below it
    for exercise, solution in pairwise(code_cells(chapter)):
        if is_solution(solution):
            names = dict(solved)
            exec(exercise.source, names)
            exec(solution.source, names)
            solved |= {name: names[name] for name in names if name.endswith("_solution")}


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_each_checker_has_one_exercise_and_one_solution(chapter: str) -> None:
    exercises, solutions = [], []
    for cell in code_cells(chapter):
        called = [name for name, _ in answers(cell)]
        (solutions if is_solution(cell) else exercises).extend(called)
    module = f"ch{WITH_EXERCISES.index(chapter):02}."
    checkers = [name.removeprefix(module) for name in CHECKERS if name.startswith(module)]
    assert sorted(exercises) == sorted(checkers), "the exercises, and the checkers"
    assert sorted(solutions) == sorted(checkers), "the solutions, and the checkers"


def test_each_checker_is_of_a_chapter() -> None:
    modules = {f"ch{number:02}" for number, _ in enumerate(WITH_EXERCISES)}
    assert {name.partition(".")[0] for name in CHECKERS} <= modules


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_question_carries_its_working(chapter: str) -> None:
    for cell in code_cells(chapter):
        for call in ast.walk(ast.parse(cell.source)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Prediction":
                given = {keyword.arg for keyword in call.keywords}
                assert given >= {"answer", "hint", "working"}, ast.unparse(call)[:100]
