"""Of a notebook is run what a student wrote, and of the book's cells what that needs."""

import json

import pytest

from cnnlab.grade.cells import Notebook, Unreadable, digest, program

BOOK = [
    "import numpy as np\nfrom cnnlab import pad, conv2d",
    "weights = train(1000)\nside = 3",
    "def twice(x):\n    return side * x",
]
ANSWER = "def answer(x):\n    weights = twice(np.abs(x))\n    return weights"


def notebook(*cells: str, exercise: str = ANSWER) -> Notebook:
    written = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    about = {"cnnlab": {"exercise": "ch01.answer"}}
    written.append({"cell_type": "code", "metadata": about, "source": exercise.splitlines(True)})
    return Notebook(json.dumps({"metadata": {}, "cells": written}))


def run(*cells: str, exercise: str = ANSWER) -> list[str]:
    whole = notebook(*cells, exercise=exercise)
    return program(whole, "ch01.answer", {*map(digest, BOOK)}, BOOK)


def test_the_books_cells_give_only_what_is_needed() -> None:
    assert run(*BOOK) == [
        "import numpy as np",
        "side = 3",
        "def twice(x):\n    return side * x",
        ANSWER,
    ]


def test_the_books_cells_may_be_deleted() -> None:
    assert run() == run(*BOOK)


def test_a_students_own_cell_is_run_whole() -> None:
    assert run("helper = 3\nprint(helper)", *BOOK)[-2] == "helper = 3\nprint(helper)"


def test_verdicts_and_magics_are_left_out() -> None:
    with_check = "from cnnlab.check import ch01 as check\n\nanswer = 3\n\ncheck.answer(answer)"
    assert run("%timeit 3\n!ls\ny = 7", exercise=with_check) == ["pass\npass\ny = 7", "answer = 3"]


def test_a_cell_that_is_no_python_stays_to_be_told() -> None:
    assert run("def f(:", exercise="answer = (") == ["def f(:", "answer = ("]
    assert run("(" * 10_000)[-2:] == ["(" * 10_000, ANSWER]


@pytest.mark.parametrize(
    "text",
    ["", "An essay.", "[]", "{}", '{"cells": 3, "metadata": {}}', "[" * 10**5, '{"cells": [3]}'],
)
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(Unreadable, match="not a notebook"):
        Notebook(text)


def test_the_cell_of_another_exercise_gives_only_what_is_needed() -> None:
    other = "def twice(x):\n    return x + x\n\nwhile True: pass"
    cells = [(ANSWER, "ch01.answer"), (other, "ch01.twice")]
    written = [
        {"cell_type": "code", "metadata": {"cnnlab": {"exercise": name}}, "source": cell}
        for cell, name in cells
    ]
    both = Notebook(json.dumps({"metadata": {}, "cells": written}))
    assert program(both, "ch01.answer", [], []) == ["def twice(x):\n    return x + x", ANSWER]
