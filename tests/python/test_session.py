"""The page's Python, run here: what cells put out, and what becomes of errors and widgets."""

import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import comm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.lib.pretty import pretty
from places import ROOT

from session.data import bring_when_opened
from session.session import Session

Messages = list[dict[str, Any]]


def run(*sources: str) -> Messages:
    """Run cells named 0, 1, … in a new session; return what was put out."""
    posted: Messages = []
    session = Session(posted.append, [{"id": str(i), "source": s} for i, s in enumerate(sources)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", session.stdout)
        patch.setattr(sys, "stderr", session.stderr)
        for number in range(len(sources)):
            session.plan(str(number), {})
            session.run(number, str(number))
    return [message["output"] for message in posted if message["type"] == "output"]


def printed(outputs: Messages, stream: str = "stdout") -> str:
    return "".join(o["text"] for o in outputs if o.get("name") == stream)


def shown(source: str) -> list[str]:
    outputs = run(source)
    return [o["data"]["text/plain"] for o in outputs if o["output_type"] == "execute_result"]


def error(*sources: str) -> dict[str, Any]:
    return run(*sources)[-1]


@pytest.mark.parametrize(
    "source",
    [
        "class Kind(type):\n    __name__ = property(lambda _: 1 / 0)\n"
        "class Strange(Exception, metaclass=Kind): pass\nraise Strange",
        "raise SyntaxError('x', ('cell-0', 'one', 1, 'x'))",
        "error = SyntaxError('x')\nerror.text = 5\nraise error",
        "raise ModuleNotFoundError(name=5)",
    ],
)
def test_an_error_that_cannot_be_reported_does_not_end_python(source: str) -> None:
    outputs = run(source, "print(1)")
    assert outputs[0]["evalue"] == "it cannot be shown: looking at it raises another error"
    assert printed(outputs) == "1\n"


@pytest.mark.parametrize(
    "source",
    [
        "class Strange:\n    __class__ = property(lambda _: 1 / 0)\nx = Strange()",
        "class Strange(dict):\n    def values(self): raise KeyError\nx = Strange()",
    ],
)
def test_a_value_that_answers_as_it_likes_does_not_end_python(source: str) -> None:
    assert printed(run(source, "print(1)")) == "1\n"


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("x = 3\nx + 1", ["4"]),
        ("1; 2", ["2"]),
        ("3;", []),
        ("3;  # nothing; to show", []),
        ("'a;'", ["'a;'"]),
        ("None", []),
        ("x = 3", []),
        ("if True:\n    3", []),
        ("", []),
        ("# nothing", []),
        ("def f(): ...\nf", ["<function __main__.f()>"]),
        (">>> x = 2\n>>> for i in range(1):\n...     x += i\n>>> x", ["2"]),
        ("import asyncio\nawait asyncio.sleep(0.001, 'woken')", ["'woken'"]),
        ("async def f(): return 3\nx = await f()\nx", ["3"]),
    ],
)
def test_a_last_expression_is_shown(source: str, result: list[str]) -> None:
    assert shown(source) == result


def test_a_cell_s_code_is_warned_of_by_its_own_run_alone() -> None:
    one = "def one(x):\n    '\\d'\n    return x is 1"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run("0", one, "one(1)")
    assert [(warning.filename, warning.lineno) for warning in caught] == [
        ("cell-1", 2),
        ("cell-1", 3),
    ]


def test_the_last_value_goes_by_an_underscore_unless_the_reader_has_one() -> None:
    results = [o["data"]["text/plain"] for o in run("6 * 7", "_ + 1", "_ = 5", "8", "_")]
    assert results == ["42", "43", "8", "5"]


def test_a_question_mark_asks_for_help() -> None:
    asked, called = printed(run("len?")), printed(run("help(len)"))
    assert "Return the number of items" in asked
    assert asked == called


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner) | st.tuples(inner),
    max_leaves=60,
)


@pytest.mark.slow
@given(NESTED)
def test_values_are_written_as_ipython_writes_them(value: object) -> None:
    posted: Messages = []
    output = Session(posted.append, []).shell.result(value)
    assert output is None if value is None else output["data"]["text/plain"] == pretty(value)  # type: ignore[index]


def test_without_its_terminal_ipython_writes_the_same() -> None:
    values = [[*range(60)], {"name " * 4: np.arange(30), "b": [1.5] * 20}, "a\nb", {3, 1, 2}]
    code = f"""
import json, sys
import numpy as np
from numpy import array
from session.session import start
told = []
session = start(told.append, [])
for value in {values!r}:
    told.append(session.shell.result(value)["data"]["text/plain"])
from IPython.display import HTML
display(HTML("<b>bold</b>"))
assert told.pop()["output"]["data"]["text/html"] == "<b>bold</b>"
assert not {{"prompt_toolkit", "pygments", "jedi", "stack_data"}} & sys.modules.keys()
sys.__stdout__.write(json.dumps(told))
"""
    path = str(ROOT / "frontend" / "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [pretty(value) for value in values]


def test_what_is_printed_comes_in_order_and_before_results() -> None:
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='\\r')\n4"
    outputs = run(source)
    assert [o["name"] for o in outputs[:-1]] == [*["stdout"] * 2, *["stderr"] * 2, *["stdout"] * 2]
    assert "".join(o["text"] for o in outputs[:-1]) == "a\nb\nc\r"
    assert outputs[-1]["data"]["text/plain"] == "4"


def test_many_lines_come_in_few_messages() -> None:
    outputs = run("for i in range(10_000): print(i)")
    assert printed(outputs) == "".join(f"{i}\n" for i in range(10_000))
    assert len(outputs) < 1000


def test_names_live_on_and_functions_see_them() -> None:
    assert printed(run("n = 2\ndef f(): return n", "n = 5", "print(f())")) == "5\n"


def test_figures_are_shown_in_all_variants_and_closed() -> None:
    outputs = run("from cnnlab.plots import show_images\nshow_images([[[1, 2]]])", "3")
    figure = outputs[0]
    assert figure["data"]["image/svg+xml"].startswith("<?xml")
    assert figure["data"]["text/plain"].startswith("<Figure size")
    assert list(figure["metadata"]["image/svg+xml"]["variants"]) == [
        "dark wide",
        "light narrow",
        "dark narrow",
    ]
    assert len(outputs) == 2


def test_a_figure_that_is_not_the_books_is_shown_as_it_is() -> None:
    drawn = "import matplotlib.pyplot as plt\nplt.figure().add_axes((0, 0, 1, 1)).plot([1, 2]);"
    (figure,) = run(drawn)
    assert figure["data"]["image/svg+xml"].startswith("<?xml")
    assert figure["metadata"] == {}


def test_a_figure_too_large_for_a_page_says_so() -> None:
    (said,) = run("import matplotlib.pyplot as plt\nplt.figure(figsize=(200, 100)).subplots();")
    assert "200 × 100 inches" in said["data"]["text/plain"]
    assert "image/svg+xml" not in said["data"]


def test_a_value_that_cannot_be_shown_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: Messages = []
    source = "class A:\n    def __repr__(self): raise ValueError('no')\nA()"
    session = Session(posted.append, [{"id": "a", "source": source}])
    monkeypatch.setattr("IPython.core.formatters.get_ipython", lambda: session.shell)
    assert not session.run(1, "a")
    assert not posted[-1]["ok"]


BOOK = ["from math import pi, tau as check", "x = pi", "y = check / 2"]


@pytest.mark.parametrize(
    ("changed", "asked", "expected"),
    [
        ({0: "import math"}, 1, {"cell": "0", "name": "pi", "lost": True}),
        (
            {0: "from math import pi\ncheck = None"},
            2,
            {"cell": "0", "name": "check", "lost": False},
        ),
        ({1: "check = None"}, 2, {"cell": "1", "name": "check", "lost": False}),
        ({1: "z = 3"}, 2, None),
        ({2: "y = chekc / 2"}, 2, None),
    ],
)
def test_an_error_names_the_changed_cell_that_it_may_come_from(
    changed: dict[int, str], asked: int, expected: dict[str, Any] | None
) -> None:
    posted: Messages = []
    session = Session(posted.append, [{"id": str(i), "source": s} for i, s in enumerate(BOOK)])
    sources = {str(i): changed.get(i, s) for i, s in enumerate(BOOK)}
    for number, cell in enumerate(session.plan(str(asked), sources)):
        session.run(number, cell)
    errors = [m["output"] for m in posted if m.get("output", {}).get("output_type") == "error"]
    assert [error.get("hint") for error in errors] == ([expected] if errors else [])
    assert bool(errors) == (changed != {1: "z = 3"})


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("x = 1\nx / 0", "ZeroDivisionError: division by zero", 2),
        ("x = [\n", "SyntaxError: '[' was never closed", 1),
        ("lenght = 1\nlength", "NameError: name 'length' is not defined", 2),
        ("import torch_of_the_page", "ModuleNotFoundError: No module named 'torch_of_the_page'", 1),
        ("%timeit 1", "SyntaxError: lines that begin with % are for JupyterLab", 1),
        ("exit()", "SystemExit: exit() ends Python where there is a terminal", 1),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 1),
        ("def f(): f()\nf()", "RecursionError: maximum recursion depth exceeded", 2),
        ("from cnnlab import conv2d\nconv2d(1, 2)", "ValueError: ", 2),
    ],
)
def test_errors_name_the_readers_lines_alone(source: str, message: str, line: int) -> None:
    found = error(source)
    assert found["output_type"] == "error"
    assert found["traceback"][0].startswith(message)
    assert found["reader_lines"][0]["line"] == line
    assert {entry["cell"] for entry in found["reader_lines"]} == {"0"}
    assert len(found["traceback"]) < 10


def test_an_error_leads_through_other_cells() -> None:
    found = error("def half(x):\n    return x / 0", "half(3)")
    assert found["traceback"][1:] == [
        "  line 1: half(3)",
        "  in another cell, line 2: return x / 0",
    ]


def test_completions_know_the_sessions_names() -> None:
    session = Session(lambda message: None, [{"id": "a", "source": "stride = 2\nimport math"}])
    session.run(1, "a")
    begun, options = session.complete("x = str")
    assert begun == "str"
    assert {"label": "stride", "type": "variable"} in options
    assert {"label": "str", "type": "class"} in options
    assert [o["label"] for o in session.complete("math.sq")[1]] == ["sqrt"]
    assert session.complete("3 + ") == ("", [])
    assert session.complete("nothing.here") == ("here", [])


class Talk:
    """A session whose widgets speak."""

    def __init__(self) -> None:
        self.posted: Messages = []
        cells = [{"id": str(i), "source": ""} for i in range(9)]
        self.session = Session(self.posted.append, cells)
        self.session.loaded(["comm"])
        self._count = 0

    def run(self, source: str) -> Messages:
        before = len(self.posted)
        cell = str(self._count)
        self._count += 1
        self.session.plan(cell, {cell: source})
        assert self.session.run(self._count, cell), self.posted[-2]
        return self.posted[before:]

    def of(self, name: str) -> str:
        return str(self.session.names[name].model_id)

    def told(self, messages: Messages, name: str) -> dict[str, Any]:
        """Return what the page was told of a widget."""
        told: dict[str, Any] = {}
        for message in messages:
            if message["type"].startswith("comm") and message["comm_id"] == self.of(name):
                told |= message["data"].get("state", {})
        return told

    def move(self, name: str, **state: Any) -> Messages:
        before = len(self.posted)
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.session.hear("comm", self.of(name), data)
        return self.posted[before:]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr(comm, "create_comm", comm.create_comm)  # put back afterwards
    talk = Talk()
    monkeypatch.setattr("ipywidgets.widgets.widget.get_ipython", lambda: talk.session.shell)
    return talk


def test_a_widget_opens_with_its_state(talk: Talk) -> None:
    messages = talk.run("from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()\nw")
    opened = next(m for m in messages if m["type"] == "comm_open" and m["comm_id"] == talk.of("w"))
    assert opened["target"] == "jupyter.widget"
    assert opened["data"]["state"]["stride"] == 1
    json.dumps(opened["data"])
    result = next(m for m in messages if m["type"] == "output")["output"]["data"]
    assert result["application/vnd.jupyter.widget-view+json"]["model_id"] == talk.of("w")
    assert 'data-widget="sliding_kernel"' in result["text/html"]


def test_traits_go_both_ways(talk: Talk) -> None:
    talk.run("from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()")
    assert talk.told(talk.run("w.stride = 2"), "w") == {"stride": 2}
    talk.move("w", kernel=[[1, 0], [0, 1]])
    assert np.array_equal(talk.session.names["w"].kernel, np.eye(2))


def test_observers_print_into_the_last_cell(talk: Talk) -> None:
    talk.run("from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()")
    talk.run("w.observe(lambda change: print('now', change.new), 'flip')")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", talk.session.stdout)
        messages = talk.move("w", flip=True)
    assert "".join(m["output"]["text"] for m in messages if m["type"] == "output") == "now True\n"
    assert {m["cell"] for m in messages} == {"1"}


def test_an_error_of_an_observer_is_reported(talk: Talk) -> None:
    talk.run("from ipywidgets import IntSlider\ns = IntSlider(1)")
    talk.run("s.observe(lambda change: 1 / 0, 'value')")
    found = [m["output"] for m in talk.move("s", value=3) if m["type"] == "output"]
    assert [o["ename"] for o in found] == ["ZeroDivisionError"]


def test_plain_controls_link_and_boxes(talk: Talk) -> None:
    messages = talk.run(
        "from ipywidgets import HBox, IntSlider, link\n"
        "from cnnlab.widgets import SlidingKernel\n"
        "w, s = SlidingKernel(), IntSlider(1)\n"
        "link((s, 'value'), (w, 'stride'))\n"
        "box = HBox([s, w])\nbox"
    )
    children = [f"IPY_MODEL_{talk.of('s')}", f"IPY_MODEL_{talk.of('w')}"]
    assert talk.told(messages, "box")["children"] == children
    assert talk.told(talk.move("s", value=3), "w") == {"stride": 3}
    assert talk.session.names["w"].stride == 3


@pytest.mark.parametrize(
    ("made", "one"),
    [
        ("[IntSlider()]", "made[0]"),
        ("{'a': IntSlider()}", "made['a']"),
        ("HBox([IntSlider()])", "made.children[0]"),
    ],
)
def test_widgets_in_a_collection_stay_the_same(talk: Talk, made: str, one: str) -> None:
    talk.run(f"from ipywidgets import HBox, IntSlider\nmade = {made}")
    talk.run(f"{one}.value = 3")
    assert talk.session.plan("1", {"1": f"{one}.value = 4"}) == ["1"]


def test_a_message_for_a_closed_widget_is_let_go(talk: Talk) -> None:
    talk.run("from ipywidgets import IntSlider\ns = IntSlider(1)")
    closed = talk.of("s")
    assert any(m["type"] == "comm_close" for m in talk.run("s.close()"))
    talk.session.hear("comm", closed, {"method": "update", "state": {"value": 2}})


def test_input_says_what_to_do_instead() -> None:
    code = "from session.session import start; start(lambda m: None, []); input('x')"
    path: Path = ROOT / "frontend" / "python"
    done = subprocess.run([sys.executable, "-c", code], cwd=path, capture_output=True, text=True)
    assert done.returncode == 1


class Buffer(bytes):
    """What stands for a buffer of JavaScript's."""

    def to_bytes(self) -> bytes:
        return bytes(self)


def test_a_file_of_data_comes_when_it_is_opened_and_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(name: str) -> Buffer:
        asked.append(name)
        if len(asked) == 1:
            raise OSError("the connection was cut")
        return Buffer(name.encode())

    bring_when_opened(str(tmp_path), ["one.npz", "two.npz"], fetch)
    with pytest.raises(OSError, match="cut"):
        (tmp_path / "one.npz").read_bytes()
    assert (tmp_path / "one.npz").read_bytes() == b"one.npz"
    assert (tmp_path / "one.npz").read_bytes() == b"one.npz"
    assert asked == ["one.npz", "one.npz"]
    with pytest.raises(FileNotFoundError):
        (tmp_path / "three.npz").read_bytes()


def test_pictures_are_sent_as_the_notebooks_format_has_them() -> None:
    source = "class Dot:\n    def _repr_png_(self): return b'dot'\nDot()"
    assert [output["data"]["image/png"] for output in run(source)] == ["ZG90"]


def test_a_function_that_calls_itself_leaves_few_lines() -> None:
    (error,) = run("def f(): f()\nf()")
    assert len(error["reader_lines"]) == 6
    assert len(error["traceback"]) == 8  # with the message, and three dots between the lines
    (error,) = run("def f(n): f(n - 1) if n else 1 / 0\nf(4)")
    assert len(error["reader_lines"]) == 6
    assert len(error["traceback"]) == 7


def test_what_the_page_has_is_said_of_a_module_that_it_lacks() -> None:
    told = "The page has NumPy, Matplotlib and cnnlab."
    assert told in error("import nowhere.at_all")["evalue"]
    for source in ("import numpy.nowhere", "raise ModuleNotFoundError(name='turtledemo')"):
        assert told not in error(source)["evalue"]


def test_no_more_memory_says_what_helps() -> None:
    (error,) = run("raise MemoryError")
    assert error["evalue"] == "the memory of the page's Python is full; Restart empties it"


@pytest.mark.parametrize(
    "source",
    [
        "(",
        "x = '\0'",
        "x = '\ud800'",  # half a character
        "def f():\n    break",  # parses, and is no Python all the same
        "x = " + "+".join(["1"] * 20_000),
        "-" * 100_000 + "1",
        "x = (\n" + "1 +\n" * 20_000,
    ],
    ids=lambda source: source[:9],
)
def test_a_cell_that_is_no_python_is_an_error_of_its_own_alone(source: str) -> None:
    cells = [{"id": str(i), "source": text} for i, text in enumerate(["v = 1", "", "v"])]
    posted: Messages = []
    session = Session(posted.append, cells)
    sources = {"1": source}
    assert session.plan("2", sources) == ["0", "2"]
    assert session.modules(["0", "2"]) == []
    assert session.run(1, "0")
    assert session.run(1, "2")
    assert session.plan("1", sources) == ["1"]
    assert session.modules(["1"]) == []
    assert not session.run(2, "1")
    said = [m["output"] for m in posted if m["type"] == "output"]
    assert [output["output_type"] for output in said] == ["execute_result", "error"]
    assert said[1]["ename"] == "SyntaxError"


def test_a_long_cell_without_a_long_chain_runs() -> None:
    assert shown(f"len({[-1] * 3000})") == ["3000"]
    assert shown("x = 0\n" + "x += 1\n" * 1000 + "x") == ["1000"]


def test_a_cell_too_deep_to_be_read_still_runs() -> None:
    long = "+".join(["1"] * 400)
    dotted = "np" + ".a" * 400
    outputs = run(long, f"import numpy as np\ndef f(): return {dotted}.f()", "np.pi < f()")
    assert [output["output_type"] for output in outputs] == ["execute_result", "error"]
    assert outputs[0]["data"]["text/plain"] == "400"
    assert outputs[1]["evalue"] == "module 'numpy' has no attribute 'a'"
