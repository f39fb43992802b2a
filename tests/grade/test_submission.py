"""What students hand in gets its points and a reason, whatever it does."""

import json
import linecache
import shutil
from typing import Any

import nbformat
import pytest
from exercises import WITH_EXERCISES
from submissions import asked, filled_in, solutions
from verdicts import CHECKERS

import cnnlab.check.run
from cnnlab.check.verdict import Wrong
from cnnlab.grade import process, submission
from cnnlab.grade.submission import grade
from cnnlab.grade.worker import is_known

pytestmark = pytest.mark.slow  # each answer is run by a Python of its own

CHAPTER = "03_receptive_fields"
FIELD = "ch03.field_size"
RIGHT = solutions(CHAPTER)


@pytest.fixture(autouse=True)
def few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cnnlab.check.run, "SECONDS", 1.0)


def said(code: str, exercise: str = FIELD, chapter: str = CHAPTER, hidden: bool = False) -> str:
    """Return the verdict on an exercise into whose cell a student wrote code."""
    only = asked(chapter)
    only["exercises"] = {exercise: only["exercises"][exercise]}
    result = grade(filled_in(chapter, {exercise: code}), only)[exercise]
    return repr(result.hidden if hidden else result.book)


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_right_answers_get_all_points(chapter: str) -> None:
    for name, result in grade(filled_in(chapter, solutions(chapter)), asked(chapter)).items():
        assert result.book.right, (name, result)
        assert result.hidden.right, (name, result)


def test_an_empty_notebook_is_not_answered() -> None:
    for result in grade(filled_in(CHAPTER, {}), asked(CHAPTER)).values():
        assert repr(result.book).startswith("Not answered yet.")
        assert not result.hidden.right


def test_three_dots_name_the_students_function() -> None:
    told = "Not answered yet. Put your answer in place of the three dots of `field_size`."
    assert said("def field_size(layers): return ...") == told


def test_half_is_half() -> None:
    half = grade(filled_in(CHAPTER, {FIELD: RIGHT[FIELD]}), asked(CHAPTER))
    assert [result.book.right for result in half.values()] == [True, False]


def test_knowing_only_the_books_cases_earns_half() -> None:
    code = """
known = {"[(5, 1)]": 5, "[(3, 1), (5, 1)]": 7, "[(3, 2), (2, 4)]": 5, "[(3, 1), (2, 2), (3, 1)]": 8}
def field_size(layers):
    return known.get(str(layers), 55)
"""
    assert said(code).startswith("Right.")
    assert said(code, hidden=True).startswith("Not yet. For layers = ")


@pytest.mark.parametrize("chapter", ["01_linear_layers", "11_pooling"])
def test_a_mistake_is_named_as_in_the_book(chapter: str) -> None:
    """The checker that is called in the notebook says the same of the same function."""
    code = {
        "01_linear_layers": ("ch01.most_outputs", "most_outputs", "lambda m, b: b // (16 * m)"),
        "11_pooling": ("ch11.max_pool", "my_max_pool", "lambda x, k: [[1], [2, 3]]"),
    }
    exercise, name, wrong = code[chapter]
    assert said(f"{name} = {wrong}", exercise, chapter) == repr(CHECKERS[exercise](eval(wrong)))


FAILS = """\
def field_size(layers):
    size = 1
    return size + undefined
"""


def test_a_failure_is_reported_as_in_the_book_with_the_line() -> None:
    names: dict[str, Any] = {}
    linecache.cache["a cell"] = (len(FAILS), None, FAILS.splitlines(keepends=True), "a cell")
    exec(compile(FAILS, "a cell", "exec"), names)
    told = said(FAILS)
    assert told == repr(CHECKERS[FIELD](names["field_size"]))
    assert (
        "has the cell that defines it not been run? The line is `return size + undefined`" in told
    )


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        (
            "def field_size(layers)\n    return 3",
            "SyntaxError: expected ':'. The line is `def field_size(layers)`.",
        ),
        (
            "sizes = None\nfield_size = sizes[0]",
            "is not subscriptable. The line is `field_size = sizes[0]`.",
        ),
        ("field_size = int('three')", "'three'. The line is `field_size = int('three')`."),
    ],
)
def test_a_cell_that_fails_is_reported_with_the_students_line(code: str, ending: str) -> None:
    assert said(code).endswith(ending)


IN_PLACE = """
import numpy as np

def my_convolve(image, kernel):
    kernel[:] = kernel[::-1, ::-1].copy()
    rows, columns = kernel.shape
    result = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + rows, j : j + columns] * kernel).sum()
    return result
"""
MASKED = IN_PLACE.replace("return result", "return np.ma.array(result, mask=True)")


def test_what_a_function_changes_or_masks_is_found_from_outside() -> None:
    where = "ch05.convolve", "05_convolution"
    assert "changes what it is given, `kernel`: work on a copy." in said(IN_PLACE, *where)
    assert said(IN_PLACE.replace("kernel[:] =", "kernel ="), *where).startswith("Right.")
    assert "it gives a numpy.ma.MaskedArray, where numbers should be" in said(MASKED, *where)


MUTE = "class Mute(Exception):\n    def __str__(self): raise SystemExit"
MUTER = "import __main__\n__main__.failure = None"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def field_size(layers):\n    while True: pass", "it is still running after 1 seconds"),
        (
            "def field_size(layers):\n    while True:\n        try: pass\n        except: pass",
            "still",
        ),
        ("def field_size(layers): exit()", "it ends Python instead of returning"),
        ("import os\ndef field_size(layers): os._exit(0)", "It ends Python"),
        ("import os\nos._exit(0)", "Running your cells ends Python"),
        ("def field_size(layers): return 1 / 0", "it fails: ZeroDivisionError: division by zero."),
        ("def field_size(layers): return nothing", "it fails: NameError: name 'nothing'"),
        (f"{MUTE}\ndef field_size(layers): raise Mute", "it fails: Mute: (its message fails, too)"),
        (f"{MUTE}\n{MUTER}\ndef field_size(layers): raise Mute", "it fails: Mute."),
        ("def field_size(layers): pass", "it returns nothing"),
        ("def field_size(layers): return bytearray(10**11)", "it fails: MemoryError."),
        ("def field_size(layers): return range(10**9)", "gives 1,000,000,000 numbers"),
        ("def field_size(layers): return {'size': 3}", "it gives {'size': 3}, where numbers"),
        ("def field_size(layers): return (n for n in layers)", "it gives a generator, where"),
        ("def field_size(layers", "Its cell fails: SyntaxError"),
        ("def size_of_field(layers): return 3", "There is no `field_size`: the exercise asks"),
        ("field_size = 3", "This should be a function; it is 3."),
    ],
)
def test_each_failure_has_its_reason(code: str, reason: str) -> None:
    assert reason in said(code)


def test_time_is_up_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", 1.5)
    assert "Running your cells takes more than 1.5 seconds in all" in said(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    )


def test_what_a_student_imports_costs_this_exercise_alone() -> None:
    code = f"import unittest.__main__\n{RIGHT[FIELD]}"
    result = grade(filled_in(CHAPTER, RIGHT | {FIELD: code}), asked(CHAPTER))
    assert "There is no `field_size`" in repr(result[FIELD].book)
    assert result["ch03.dilations"].hidden.right


@pytest.mark.parametrize(
    ("module", "known"),
    [
        ("numpy", True),
        ("scipy.signal", True),
        ("math", True),
        ("numpy.__main__", False),
        ("collections.abc", False),
        ("unittest", False),
        ("antigravity", False),
    ],
)
def test_no_module_of_a_students_choice_is_imported_with_rights(module: str, known: bool) -> None:
    assert is_known(module) is known


def test_an_end_before_the_cells_costs_this_exercise_alone() -> None:
    too_long = "#" * 2**24
    with (
        pytest.raises(Wrong, match="Preparing your cells ends Python"),
        process.answer([too_long], "field_size", []),
    ):
        pass


def test_where_no_python_starts_the_grader_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="cannot start"):
        said(RIGHT[FIELD])


DEEP = "one = 1" + " + 0" * 1500


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (f"{DEEP}\n{RIGHT[FIELD]}", "Right."),
        (f"import numpy as np\n{RIGHT[FIELD]}\nif False:\n    np{'.a' * 1500}", "Right."),
        (f"field_size = {'(' * 10_000}", "Its cell fails: SyntaxError"),
        ("def field_size(layers): return field_size(layers)", "it fails: RecursionError"),
    ],
)
def test_deep_code_is_graded(code: str, reason: str) -> None:
    assert reason in said(code)


def test_a_deep_helper_in_another_cell_goes_along() -> None:
    notebook = nbformat.reads(filled_in(CHAPTER, {FIELD: f"{RIGHT[FIELD]}\none"}), 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(DEEP))
    assert grade(nbformat.writes(notebook), asked(CHAPTER))[FIELD].book.right


def test_what_python_has_no_room_for_costs_this_exercise_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(submission, "definition", deep)
    assert said(RIGHT[FIELD]) == "Not yet. This cell is nested too deeply to be graded."


def test_an_answer_may_be_tested_against_the_book() -> None:
    exercise, chapter = "ch11.max_pool", "11_pooling"
    right = solutions(chapter)[exercise]
    tested = f"""
import numpy as np
from cnnlab import max_pool2d
{right}
x = np.arange(16.0).reshape(4, 4)
wanted = max_pool2d(x, 2)
assert np.array_equal(my_max_pool(x, 2), wanted)
np.testing.assert_allclose(my_max_pool(x, 2), max_pool2d(x, 2))
"""
    assert said(tested, exercise, chapter).startswith("Right.")
    used = (
        "from cnnlab import max_pool2d\nhelp = max_pool2d\ndef my_max_pool(x, k): return help(x, k)"
    )
    assert "It uses `cnnlab.max_pool2d`" in said(used, exercise, chapter)


@pytest.mark.parametrize(
    "argument",
    [
        "np.broadcast_to(0.0, (12000, 12000))",
        "[np.broadcast_to(0.0, (12000, 12000))]",
        "['text'] * 8000",
    ],
)
def test_the_grader_does_no_operation_on_too_much(argument: str) -> None:
    code = f"import numpy as np\ndef is_equivariant(operation, x): return operation({argument})"
    verdict = said(code, "ch12.equivariance_test", "12_invariance")
    assert "numbers, which is far too many." in verdict


def test_an_operation_that_fails_raises_in_the_students_function() -> None:
    def refuse(x: Any) -> Any:
        raise ValueError(f"no operation on {x}")

    code = """
def told(operation):
    try: return operation(3)
    except Exception as error: return f"failed: {error}"
"""
    with process.answer([code], "told", []) as told:
        assert told(refuse) == "failed: no operation on 3"


def test_the_grader_makes_no_large_array_of_a_result() -> None:
    large = "np.broadcast_to(0.0, (12000, 12000))"
    code = f"import numpy as np\ndef field_size(layers): return [{large}, {large}]"
    assert "It gives 288,000,000 numbers, which is far too many." in said(code)


@pytest.mark.parametrize(
    ("code", "used"),
    [
        ("def field_size(layers): return receptive_field(layers)[-1].size", "receptive_field"),
        ("def field_size(n): return __import__('cnnlab').receptive_field(n)[-1].size", "cnnlab"),
        (
            "from importlib import import_module\n"
            "use = getattr(import_module('cnn' + 'lab'), 'receptive_field')\n"
            "def field_size(layers): return use(layers)[-1].size",
            "cnnlab.receptive_field",
        ),
        (
            "import sys\ndef field_size(layers):\n    sys.setprofile(None)\n    return 5",
            "It stops the watch",
        ),
    ],
)
def test_rules_hold_when_it_runs(code: str, used: str) -> None:
    verdict = said(code)
    assert verdict.startswith("Not yet. It ")
    assert used in verdict


def test_rules_hold_for_what_no_case_reaches() -> None:
    line = "):\n    if layers is None: return receptive_field(layers)\n"
    assert "It uses `cnnlab.receptive_field`" in said(RIGHT[FIELD].replace("):\n", line, 1))


def test_a_function_that_a_rule_allows_may_call_one_that_it_forbids() -> None:
    exercise, chapter = "ch09.layer", "09_channels"
    right = solutions(chapter)[exercise]
    assert said(right, exercise, chapter).startswith("Right.")
    forbidden = "import cnnlab as c\ndef my_layer(x, w, b): return c.conv2d(x[None], w, b)[0]"
    assert "It uses `cnnlab.conv2d`" in said(forbidden, exercise, chapter)


def test_a_loop_may_stand_in_another_cell() -> None:
    exercise, chapter = "ch05.convolve", "05_convolution"
    right = solutions(chapter)[exercise].replace("my_convolve", "slide")
    calls = "def my_convolve(image, kernel):\n    return slide(image, kernel)"
    notebook = nbformat.reads(filled_in(chapter, {exercise: calls}), 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(right))
    assert grade(nbformat.writes(notebook), asked(chapter))[exercise].hidden.right


@pytest.mark.parametrize("shows", ["display(layers)", "import logging; logging.warning(layers)"])
def test_what_an_answer_shows_costs_nothing(shows: str) -> None:
    inside = RIGHT[FIELD].replace("    return", f"    {shows}\n    return")
    assert said(f"{shows.replace('layers', '3')}\n{inside}").startswith("Right.")


def test_a_hostile_answer_changes_nothing_outside() -> None:
    code = """
import builtins, os, signal, sys
import cnnlab.check.ch03, cnnlab.check.verdict
cnnlab.check.verdict.Verdict.__init__ = lambda self, *_: setattr(self, "right", True)
cnnlab.check.ch03.field_size = lambda *_: "full marks"
for channel in range(3, 20):
    try: os.write(channel, b'{"score": 100}')
    except OSError: pass
class Yes:
    shape = ()
    def __eq__(self, other): return True
    def __array__(self, *_, **__): return 1 / 0
def field_size(layers):
    print("full marks")
    return Yes()
"""
    assert said(code).startswith("Not yet. ")
    assert CHECKERS[FIELD](lambda layers: 3).right is False


def test_a_signal_to_a_students_own_group_does_not_reach_the_grader() -> None:
    code = "import os\ndef leads(): return os.getpgrp() == os.getpid()"
    with process.answer([code], "leads", []) as leads:
        assert leads() is True


def test_bad_input_is_reported_in_a_sentence() -> None:
    def reason(text: str) -> str:
        [said] = {repr(result.book) for result in grade(text, asked(CHAPTER)).values()}
        return said

    assert "is not a notebook" in reason("An essay on fields.")
    other = filled_in("01_linear_layers", {})
    assert "This is the notebook 01_linear_layers; 03_receptive_fields is to be" in reason(other)
    old = filled_in(CHAPTER, RIGHT).replace("2027.spring", "2026.fall")
    assert "of version 0.1.0+2026.fall; 0.1.0+2027.spring is to be handed in" in reason(old)
    lost = json.loads(filled_in(CHAPTER, RIGHT))
    del lost["metadata"]["cnnlab"]
    assert "Copy your answers into 03_receptive_fields.ipynb" in reason(json.dumps(lost))
    assert "has no exercises of the book" in reason('{"cells": [], "metadata": {}}')


def test_a_deleted_cell_is_missed_alone() -> None:
    notebook = json.loads(filled_in(CHAPTER, RIGHT))
    kept = [
        cell for cell in notebook["cells"] if cell["metadata"].get("cnnlab") != {"exercise": FIELD}
    ]
    result = grade(json.dumps({**notebook, "cells": kept}), asked(CHAPTER))
    assert "The cell of this exercise is missing" in repr(result[FIELD].book)
    assert result["ch03.dilations"].hidden.right


def test_answers_count_in_new_cells_where_those_of_the_exercises_are_gone() -> None:
    """Some programs let a student delete any cell, merge two, or lose what they do not know."""
    notebook = json.loads(filled_in(CHAPTER, RIGHT))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    results = grade(json.dumps(notebook), asked(CHAPTER))
    assert all(result.hidden.right for result in results.values())
    blank = json.loads(filled_in(CHAPTER, {}))
    blank["cells"] = []
    for result in grade(json.dumps(blank), asked(CHAPTER)).values():
        assert "The cell of this exercise is missing" in repr(result.book)


def test_without_a_term_the_version_fits_every_term() -> None:
    notebook = filled_in(CHAPTER, RIGHT).replace("+2027.spring", "")
    assert grade(notebook, asked(CHAPTER))[FIELD].book.right


def test_a_fault_of_the_grader_is_reported_as_its_own() -> None:
    code = "import numpy as np\ndef field_size(layers): return np.roll([3], 1)"
    with (
        process.answer([code], "field_size", [3]) as given,  # type: ignore[list-item]
        pytest.raises(Wrong, match="The grader failed, through no fault of yours: AttributeError"),
    ):
        given([])
