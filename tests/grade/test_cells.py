"""What is run of a notebook: the student's code, and what it needs of the book's cells."""

import json

import pytest

from cnnlab.grade.cells import Notebook, Unreadable, definition, home, program

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
    return program(notebook(*cells, exercise=exercise), "ch01.answer", BOOK)


def test_the_books_cells_give_only_what_is_needed() -> None:
    assert run(*BOOK) == ["import numpy as np", "side = 3", BOOK[2], ANSWER]


def test_the_books_cells_may_be_deleted() -> None:
    assert run() == run(*BOOK)


def test_of_a_students_own_cells_go_along_what_makes_a_needed_value() -> None:
    own = "side = 4\nother = 5\nfor n in range(3):\n    table[n] = n\nprint(side)"
    assert run("table = {}", *BOOK, own)[-2:] == ["side = 4", ANSWER]
    with_table = "answer = table[side]"
    assert run("table = {}", own, "table.update({3: 5})", exercise=with_table) == [
        "side = 3",
        "table = {}",
        "side = 4",
        "for n in range(3):\n    table[n] = n",
        "table.update({3: 5})",
        with_table,
    ]


def test_verdicts_and_magics_are_left_out() -> None:
    with_check = "from cnnlab.check import ch01 as check\n\nanswer = y\n\ncheck.answer(answer)"
    assert run("%timeit 3\n!ls\ny = 7", exercise=with_check) == ["y = 7", "answer = y"]


def test_a_cell_that_is_not_python_is_kept_to_be_reported() -> None:
    assert run("def f(:", exercise="answer = (") == ["answer = ("]
    assert run("(" * 10_000) == run()


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
    assert program(both, "ch01.answer", []) == ["def twice(x):\n    return x + x", ANSWER]


def test_imports_and_functions_in_a_try_or_an_if_go_along_and_all_of_a_star() -> None:
    own = [
        "from math import *",
        "try:\n    import jax as np\nexcept ImportError:\n    pass",
        "if True:\n\n    def twice(x):\n        return prod([2, x])",
    ]
    assert run(*own) == ["import numpy as np", "side = 3", BOOK[2], *own, ANSWER]


def test_a_set_attribute_goes_along() -> None:
    own = ["class C:\n    pass", "C.side = 3"]
    assert run(*own, exercise="answer = C.side") == [*own, "answer = C.side"]


@pytest.mark.parametrize("exercise", ["answer += 1", "answer = answer + 1", "answer[3] = 1"])
def test_what_the_exercise_changes_goes_along(exercise: str) -> None:
    assert run("answer = 3", exercise=exercise) == ["answer = 3", exercise]


def test_other_magics_are_no_python_either() -> None:
    magics = "files = !ls\nt = %timeit -o 3\nnp.abs??\ny = 7\ny?"
    assert run(magics, exercise="answer = y") == ["y = 7", "answer = y"]


@pytest.mark.parametrize("above", ["", "\n", "  # Mine\n", "  %matplotlib inline\n"])
def test_code_that_is_set_in_is_python_to_jupyter(above: str) -> None:
    pasted = f"{above}  answer = [\n      7,\n  ]\n  check.answer(answer)"
    [ran] = run(exercise=pasted)
    assert ran.splitlines()[-3:] == ["answer = [", "    7,", "]"]


def test_what_a_function_counts_up_goes_along() -> None:
    exercise = "def answer(x):\n    global side\n    side += 1\n    return x"
    assert run("side = 4", exercise=exercise) == ["side = 3", "side = 4", exercise]


def with_below(exercise: str, *below: str) -> Notebook:
    both = notebook("side = 4", exercise=exercise)
    both.code += below
    return both


def test_what_stands_below_an_exercise_goes_along_where_nothing_above_defines_it() -> None:
    exercise = "answer = side + rows"
    both = with_below(exercise, "side = 5", "rows = 2")
    assert program(both, "ch01.answer", []) == ["side = 4", "rows = 2", exercise]


@pytest.mark.parametrize("below", ["max = 3", "def max(*x): pass", "from numpy import *"])
def test_what_python_itself_defines_is_not_looked_for_below(below: str) -> None:
    """At *Run All* the exercise has been run by then."""
    exercise = "answer = max(side, 3)"
    both = with_below(exercise, below)
    assert program(both, "ch01.answer", [], "answer") == ["side = 4", exercise]


def test_the_answer_may_stand_in_another_cell() -> None:
    both = with_below("check.answer(answer)", "answer = [[1, 2]]", "answer[0][1] = side")
    assert program(both, "ch01.answer", [], "answer") == [
        "side = 4",
        "answer = [[1, 2]]",
        "answer[0][1] = side",
        "",
    ]


@pytest.mark.parametrize("blank", ["answer = ...", "def answer(x):\n    return ..."])
def test_an_answer_in_another_cell_counts_where_the_dots_were_left(blank: str) -> None:
    """A student who runs that cell and the check sees that it is right."""
    below = with_below(blank, "answer = side")
    assert program(below, "ch01.answer", [], "answer") == ["side = 4", "answer = side", ""]
    assert program(with_below(blank), "ch01.answer", ["answer = 3"], "answer") == [blank]


def test_an_exercise_turned_into_text_is_run_all_the_same() -> None:
    both = notebook("side = 4", exercise="answer = side")
    both.code.remove("answer = side")
    assert program(both, "ch01.answer", []) == ["side = 4", "answer = side"]


def test_of_two_copies_the_last_that_is_answered_counts() -> None:
    blank = "def answer(x):\n    return ..."
    with_axes = "def answer(x):\n    return x[..., 0]"
    for sources, counts in (
        ([with_axes, blank], with_axes),
        ([with_axes, "answer = ..."], with_axes),
        ([ANSWER, blank], ANSWER),
        ([blank, ANSWER], ANSWER),
        ([ANSWER, "answer = abs"], "answer = abs"),
    ):
        cells = [
            {"cell_type": "code", "metadata": {"cnnlab": {"exercise": "ch01.answer"}}, "source": s}
            for s in sources
        ]
        read = Notebook(json.dumps({"metadata": {}, "cells": cells}))
        assert read.exercises == {"ch01.answer": counts}


def test_a_module_of_a_package_binds_the_package() -> None:
    own = ["import scipy.signal\nimport os.path", "import scipy.ndimage as nd"]
    exercise = "answer = scipy.signal.convolve(nd.grey_erosion, 3)"
    assert run(*own, exercise=exercise) == [
        "import scipy.signal",
        "import scipy.ndimage as nd",
        exercise,
    ]


@pytest.mark.parametrize(
    "own",
    [
        "table = {}\n{fill}\nfill(table)",
        "table = {}\n{fill}\nfill(n=[table])",
        "from random import shuffle\ntable = [1, 2]\nshuffle(table)",
        "class table:\n    rows = {}\ntable.rows['a'] = 1",
        "class table:\n    rows = []\ntable.rows[0].append(1)",
        "table = {}\ndel table['a']",
        "def setup():\n    global table\n    table = {}\nsetup()",
        "def setup():\n    global table\n    table = {}\nfor _ in range(3):\n    n = setup()",
    ],
)
def test_a_call_that_sets_a_needed_value_up_goes_along(own: str) -> None:
    own = own.replace("{fill}", "def fill(n):\n    n['a'] = 1")
    assert "\n".join(run(own, exercise="answer = table")) == f"{own}\nanswer = table"


def test_what_only_shows_or_tests_stays_behind() -> None:
    own = "size = 4\ndef show(x): pass\nshow(np.abs(rows))\nprint(size)\nrows = len(size)"
    exercise = "answer = [np.abs(size), show, len]"
    kept = ["import numpy as np", "size = 4", "def show(x): pass"]
    assert run(own, exercise=exercise) == [*kept, exercise]


def test_decorated_and_deep_statements_go_along_as_they_are_written() -> None:
    deep = "one = 1" + " + 0" * 1500
    assert run(f"é = 1; {deep}", exercise="answer = one") == [deep, "answer = one"]
    decorated = "@cache\n@other(3)\ndef thrice(x):\n    return '''\n  x'''"
    assert run(decorated, exercise="answer = thrice") == [decorated, "answer = thrice"]
    assert run(deep, exercise=f"check.answer(answer)\n{deep}") == [deep]


def test_the_definition_is_what_the_answer_needs_without_tests() -> None:
    mine = (
        "import numpy as np\nK = 3\nx = np.ones(3)\ndef half(x): return x / K\n"
        "def answer(x): return half(x)\n"
        "right = np.abs(x)\nassert answer(x) == right\nright.sort()\nanswer(x)"
    )
    wanted = "K = 3\ndef half(x): return x / K\ndef answer(x): return half(x)"
    assert definition(["side = 3", mine], "answer") == wanted
    assert definition([wanted, "assert answer(3)"], "answer") == wanted
    helper = "def half(x): return x / side"
    called = "def answer(x): return half(x)"
    assert definition(["side = 3", helper, called], "answer") == f"side = 3\n{helper}\n{called}"
    tried_before = "def answer(x): return np.pad(x, K)"
    assert home([tried_before, mine], "answer") == [mine]
    assert home([tried_before, "assert answer(3)"], "answer") == [tried_before, "assert answer(3)"]
