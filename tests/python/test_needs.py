"""Which cells a cell needs, and which packages."""

import ast
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from in_worker import outputs, texts
from notebooks import all_notebooks

import cnnlab
from cnnlab import variants
from session.cells import Cell
from session.facts import facts_of
from session.history import History
from session.packages import _imports, _imports_of, imported_modules
from session.session import Session


def plan(*sources: str, ran: str = "", asked: int = -1, live: str = "") -> list[int]:
    """Return which cells the asked one needs after some, named by their digits, have run."""
    cells = [Cell(str(i), source) for i, source in enumerate(sources)]
    history = History()
    for digit in ran:
        history.ran(cells, cells[int(digit)], live)
    return [int(cell) for cell in history.plan(cells, cells[asked].id, live)]


@pytest.mark.parametrize(
    ("sources", "needed"),
    [
        (["x = 1", "y = 2", "x"], [0, 2]),
        (["x = 1", "x = 2", "x"], [1, 2]),
        (["x = [1]", "x.append(2)", "x"], [0, 1, 2]),
        (["x = [1]", "x.index(1)", "x"], [0, 2]),
        (["x = [1]", "x[0] = 2", "x"], [0, 1, 2]),
        (["x = 1", "x += 1", "x"], [0, 1, 2]),
        (["x = 1", "if x: x = 2", "x"], [0, 1, 2]),
        (["x = 1", "if 1: x = 2\nelse: x = 3", "x"], [1, 2]),
        (["x = 1", "for x in []: pass", "x"], [0, 1, 2]),
        (["x = 1", "[x for x in (1, 2)]", "x"], [0, 2]),
        (["x = 1", "print(x)", "x"], [0, 2]),
        (["x = [1]", "row = x[0:]", "row[0] = 3", "x"], [0, 1, 2, 3]),
        (["n = 1", "def f(): return n", "n = 2", "f()"], [1, 2, 3]),
        (["n = 1", "def f(): return n", "g = f", "n = 2", "g()"], [0, 1, 2, 3, 4]),
        (["x = [1]", "def f(a): a[0] = 2", "f(x)", "x"], [0, 1, 2, 3]),
        (["x = [1]", "def f(a): return a[0]", "f(x)", "x"], [0, 3]),
        (["seen = []", "def f(): seen.append(1)", "f()", "seen"], [0, 1, 2, 3]),
        (["import numpy as np", "np.zeros(2)"], [1]),
        (["import numpy as np", "np = 3", "np"], [1, 2]),
        (["import numpy as np\nr = np.random.default_rng(0)", "r.normal()", "r"], [0, 1, 2]),
        (["import numpy as np", "np.random.seed(0)", "np.random.rand()"], [1, 2]),
        (
            ["from cnnlab.network import Linear\nm = Linear(2, 2, rng=0)", "m.forward(x)", "m"],
            [0, 1, 2],
        ),
        (["x = 1", "broken(", "x"], [0, 2]),
        (["x", "x = 1"], [1]),
        (["a, *b = 1, 2", "b"], [0, 1]),
        (["class A:\n    def f(self): return n", "n = 1", "a = A()", "a.f()"], [0, 1, 2, 3]),
        (["with open('f') as f: x = 1", "x"], [0, 1]),
        (["try:\n    x = 1\nexcept E: pass", "x"], [0, 1]),
        (["x = 1", "(y := x + 1)", "y"], [0, 1, 2]),
        (["x = 1", "del x", "x"], [0, 1, 2]),
    ],
)
def test_cells_above_are_needed_for_what_they_do(sources: list[str], needed: list[int]) -> None:
    assert plan(*sources) == needed


TRAINING = (
    "from cnnlab.network import Linear\nimport numpy as np\nx, y = np.eye(3), np.arange(3)",
    "model = Linear(3, 3, rng=0)",
    "from cnnlab.experiments.training import train\ntrain(model, x, y)",
    "model.weight",
)


def test_training_changes_the_network_alone() -> None:
    assert plan(*TRAINING) == [0, 1, 2, 3]
    assert plan(*TRAINING[:3], "x") == [0, 3]


@pytest.mark.parametrize(
    ("ran", "asked", "needed"),
    [
        ("0", 1, [1]),  # what has run need not run again
        ("01", 2, [2]),
        ("0", 2, [1, 2]),
        ("0122", 2, [2]),
        ("11", 2, [0, 1, 2]),  # without the first, the second did something else
        ("0112", 2, [0, 1, 2]),  # once too often
        ("01", 1, [0, 1]),  # x is 2 by now
        ("0123", 2, [0, 1, 2]),  # a cell below has bound x anew
    ],
)
def test_what_has_run_is_not_run_again(ran: str, asked: int, needed: list[int]) -> None:
    assert plan("x = 1", "x += 1", "print(x)", "x = 7", ran=ran, asked=asked) == needed


WIDGET = ("w = Widget()", "w.stride = 2", "w.flip = True", "print(w.stride)")


@pytest.mark.parametrize(
    ("ran", "asked", "needed"),
    [
        ("", 3, [0, 1, 2, 3]),
        ("0", 1, [1]),
        ("01", 1, [1]),  # again: what the reader has done by hand must stay
        ("012", 1, [1]),
        ("012", 0, [0]),
        ("0", 3, [1, 2, 3]),
        ("021", 3, [3]),
        ("01121", 3, [3]),
        ("0120", 3, [1, 2, 3]),  # a new widget
    ],
)
def test_a_widget_is_not_made_anew_for_what_was_done_to_it(
    ran: str, asked: int, needed: list[int]
) -> None:
    assert plan(*WIDGET, ran=ran, asked=asked, live="w") == needed


def test_a_widget_is_made_anew_for_what_it_is_made_of() -> None:
    sources = ("n = 1", "w = Widget(n)", "w.stride = 2", "n = 2", "w")
    assert plan(*sources, ran="0123", live="w") == [4]
    assert plan("n = 1", "w = Widget(n)", "n += 1", "w", ran="021", live="w") == [0, 1, 3]


@pytest.mark.slow
def test_a_session_knows_its_widgets() -> None:
    sources = ("from ipywidgets import IntSlider\nw = IntSlider()", "w.value = 3")
    cells = [{"id": str(number), "source": source} for number, source in enumerate(sources)]
    session = Session(lambda message: None, cells)
    assert session.plan("1", {}) == ["0", "1"]
    assert session.run(1, "0")
    assert session.run(1, "1")
    assert session.plan("1", {}) == ["1"]


def test_a_cell_runs_again_when_one_above_has_changed() -> None:
    history = History()
    before = [Cell("a", "x = 1"), Cell("b", "y = x"), Cell("c", "y")]
    for cell in before:
        history.ran(before, cell)
    after = [Cell("a", "x = 2"), *before[1:]]
    assert history.plan(after, "c") == ["a", "b", "c"]


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(Path(ast.__file__).parent.glob("[a-d]*.py")), ids=str)
def test_any_code_has_facts(path: Path) -> None:
    assert len(facts_of([path.read_text(encoding="utf-8")])) == 1


@pytest.mark.slow
def test_numpy_alone_is_loaded_where_nothing_else_is_needed() -> None:
    tops = {m.partition(".")[0] for m in imported_modules(["from cnnlab import conv2d, pad"])}
    assert "numpy" in tops
    assert not tops & {"matplotlib", "ipywidgets", "anywidget", "tqdm"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "top"),
    [
        ("from cnnlab.plots import figure", "matplotlib"),
        ("from cnnlab import plots", "matplotlib"),
        ("from cnnlab.widgets import Choice", "anywidget"),
        ("def f():\n    import matplotlib.pyplot as plt", "matplotlib"),
        ("from cnnlab.experiments.training import train", "tqdm"),
    ],
)
def test_packages_are_found_by_way_of_cnnlab(source: str, top: str) -> None:
    assert top in {module.partition(".")[0] for module in imported_modules([source])}


@pytest.mark.slow
def test_the_lines_that_import_are_all_that_a_module_imports() -> None:
    package = Path(cnnlab.__file__).parent
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).with_suffix("")
        module = ".".join(place.parts).removesuffix(".__init__")
        found, meant = _imports_of(module), set(_imports(path.read_text(encoding="utf-8")))
        assert meant <= found
        # A text that looks like such a line makes a reader wait for no package.
        assert {name.partition(".")[0] for name in found - meant} <= {"torch"}


def said_last(cells: list[Cell], run: list[str]) -> list[dict[str, Any]]:
    """Run some cells in a new session, and return what the last one put out."""
    posted: list[dict[str, Any]] = []
    session = Session(posted.append, [cell._asdict() for cell in cells])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", session.stdout)
        # Its text is looked at, and no figure.
        patch.setattr(variants, "variants", lambda figure: {"light wide": ""})
        for number, cell in enumerate(run):
            session.run(number, cell)
    return outputs([message for message in posted if message["cell"] == run[-1]])


QUICK = ("05_convolution", "06_padding", "07_stride", "09_channels")


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_a_cell_says_the_same_after_the_cells_that_it_needs_alone(name: str) -> None:
    path = next(path for path in all_notebooks() if path.stem == name)
    code = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    cells = [Cell(cell.id, cell.source) for cell in code]
    for cell in code:
        needed = History().plan(cells, cell.id)
        assert texts(said_last(cells, needed)) == texts(cell.outputs), (cell.id, needed)
