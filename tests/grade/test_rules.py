"""Rules are those of the exercises' texts, and are held against the text of a cell."""

import re
import sys
from contextlib import suppress

import numpy as np
import pytest
from exercises import CHAPTERS, WITH_EXERCISES
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from submissions import handed_out

from cnnlab.grade.assignment import exercise_table
from cnnlab.grade.rules import Watch, broken_in_text, has_loop, origins

IMPORTS = ["import numpy as np\nfrom cnnlab import conv2d, pad", "import cnnlab.correlate as c"]
ASKED = re.compile(r"(?:[Ww]ithout|[Dd]o not use|except|but not|and without) `([\w.]+)`")


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_the_table_has_the_rules_that_the_texts_state(chapter: str) -> None:
    table = exercise_table()
    text = ""
    for cell in handed_out(chapter).cells:
        if cell.cell_type == "markdown":
            text = cell.source.rpartition("### Exercise")[2].partition("Hint")[0]
        elif exercise := cell.metadata.get("cnnlab", {}).get("exercise"):
            rules = {rule.rpartition(".")[2] for rule in table.get(exercise, {}).get("without", [])}
            asked = {name.rpartition(".")[2] for name in ASKED.findall(text)}
            assert rules >= asked, exercise
            assert all(rule.startswith(tuple(asked)) for rule in rules), exercise  # or a part of it
            assert table.get(exercise, {}).get("loop", False) == ("with loops" in text), exercise


def test_every_row_of_the_table_is_an_exercise() -> None:
    named = {
        cell.metadata["cnnlab"]["exercise"]
        for chapter in CHAPTERS
        for cell in handed_out(chapter).cells
        if "cnnlab" in cell.metadata
    }
    assert {*exercise_table()} <= named


@pytest.mark.parametrize(
    ("cell", "used"),
    [
        ("def f(x): return conv2d(x, x)", "cnnlab.conv2d"),
        ("def f(x): return c.correlate2d(x, x)", "cnnlab.correlate.correlate2d"),
        ("def f(x):\n    import cnnlab as lab\n    return lab.conv2d(x, x)", "cnnlab.conv2d"),
        ("from cnnlab.padding import pad as p\nf = p", "cnnlab.padding.pad"),
        ("def f(x): return np.pad(x, 1)", "numpy.pad"),
    ],
)
def test_what_a_cell_uses_is_known_by_any_name(cell: str, used: str) -> None:
    said = broken_in_text(cell, ["cnnlab", "numpy.pad"], origins([*IMPORTS, cell]))
    assert said is not None
    assert said.startswith(f"It uses `{used}`: ")


@pytest.mark.parametrize(
    "cell",
    [
        "def f(x): return np.roll(x, 1)",
        "from cnnlab.check import ch05 as check\ncheck.convolve(f)",
        "def f(pad): return pad + 1",  # the student's own name
        "def f(x):\n    conv2d = x + 1\n    return conv2d",
        "def conv2d(x): return x + 1\nf = conv2d",
        "import cnnlab",
        "def f(:",
    ],
)
def test_what_a_cell_does_not_use_breaks_no_rule(cell: str) -> None:
    names = origins([*IMPORTS, cell])
    assert broken_in_text(cell, ["cnnlab", "numpy.pad"], names) is None


@pytest.mark.parametrize(
    ("cell", "loops"),
    [
        ("def f(x):\n    for i in x: pass", True),
        ("def f(x):\n    while x: x = x[1:]", True),
        ("def f(x): return sum(n for n in x)", True),
        ("def f(x): return x.sum()", False),
    ],
)
def test_loops(cell: str, loops: bool) -> None:
    assert has_loop(cell) is loops


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("scipy.signal", "import scipy.signal as s\nf = s.convolve2d"),
        ("scipy.signal", "from scipy import signal\nf = signal.windows.hann"),
        ("scipy.signal", "import scipy\nf = scipy.signal"),
        ("scipy.signal.convolve2d", "from scipy.signal import convolve2d as f"),
        ("numpy.lib.stride_tricks.sliding_window_view", "f = np.lib.stride_tricks.{}"),
        (
            "numpy.lib.stride_tricks.sliding_window_view",
            "from numpy.lib.stride_tricks import {}\nf = {}",
        ),
    ],
)
def test_a_rule_may_have_a_package_inside_another(rule: str, cell: str) -> None:
    cell = cell.replace("{}", rule.rpartition(".")[2]) + "\nf"
    assert broken_in_text(cell, [rule], origins([*IMPORTS, cell]))
    assert not broken_in_text("f = np.signal.lib(scipy)", [rule], origins(IMPORTS))


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("numpy.lib.stride_tricks.sliding_window_view", True),
        ("numpy.lib", True),
        ("numpy.lib.pad", False),
        ("scipy.lib", False),
    ],
)
def test_a_rule_about_a_package_inside_another_holds_for_calls(rule: str, broken: bool) -> None:
    with Watch([rule]) as watch:
        sliding_window_view(np.zeros(3), 2)
    assert (watch.broken is not None) is broken


def test_what_a_package_calls_of_itself_is_its_own() -> None:
    with Watch(["numpy.lib.stride_tricks.as_strided"]) as watch:
        sliding_window_view(np.zeros(3), 2)
        assert watch.broken is None
        as_strided(np.zeros(3), (2,), (8,))
        assert watch.broken is not None


def test_a_watch_does_not_see_itself_and_ends() -> None:
    with Watch(["cnnlab"]) as watch:
        assert sys.getprofile() is not None
    assert watch.broken is None
    assert sys.getprofile() is None


def test_code_that_ends_a_watch_breaks_the_rule_unless_python_itself_did() -> None:
    with Watch(["cnnlab"]) as watch:
        sys.setprofile(None)
    assert watch.broken == "It stops the watch over what it calls."
    with suppress(RecursionError), Watch(["cnnlab"]) as watch:
        sys.setprofile(None)
        raise RecursionError
    assert watch.broken is None
    with Watch([]) as watch:
        sys.setprofile(None)
    assert watch.broken is None


def test_a_fault_of_the_watch_is_not_the_students() -> None:
    with Watch([3]) as watch:  # type: ignore[list-item]
        sliding_window_view(np.zeros(3), 2)
    assert isinstance(watch.fault, AttributeError)
    assert watch.broken is None


def test_a_chain_of_attributes_may_be_long() -> None:
    assert broken_in_text("f = np" + ".a" * 1500, ["cnnlab"], {"np": "numpy"}) is None
