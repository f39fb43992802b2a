"""The worker: what it loads and tells, how its widgets speak, and how it fails."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from in_worker import InWorker, outputs, texts
from playwright.sync_api import Browser, BrowserType, Page, Route
from traffic import asked_of_others

from cnnlab.style import PALETTE
from cnnlab_book.python_files import TABLE

VERSION = TABLE["packages"]["ipython"]["file"].split("-")[1]
pytestmark = pytest.mark.browser


def worker(page: Page, site: str, *sources: str) -> InWorker:
    """Start Python with cells named 0, 1, …"""
    cells = [{"id": str(i), "source": source} for i, source in enumerate(sources)]
    return InWorker(page, site, cells)


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages if message["type"] != "progress"]


# Cells of one Python, which takes longer to start than all of them take to run.
SOURCES = {
    "compiled": (  # what Python has compiled itself
        "import re, sys\n"
        "files = {getattr(m, '__file__', None) or '' for m in list(sys.modules.values())}\n"
        r"packages = r'(site-packages/(?!cnnlab|session)|\.zip/).*\.py$'"
        "\n"
        "[file for file in files if re.search(packages, file)]"
    ),
    "offered": (
        "import numpy\n[name for name in [*numpy.__all__, *dir(numpy)] if not hasattr(numpy, name)]"
    ),
    "array": "import numpy as np\nfrom cnnlab import conv2d\nx = np.eye(2)",
    "number": "3",
    "shape": "print(x)\nx.shape",
    "written": "y = 1",
    "read": "y",
    "photographs": "from cnnlab.images import photograph",
    "rocket": "photograph('rocket').shape",
    "figures": (
        "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nplt.plot([2])\nplt.show()"
    ),
    "widget": "from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()\nw",
    "stride": "w.stride = 2",
    "kernel": "print(w.kernel)",
    "endless": "def f(): f()\nf()",
    "input": "input('name')",
    "no value": "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
    "misspelt": "lenght = 1\nlength",
    "exit": "exit()",
    "bar": "from tqdm.notebook import tqdm\nsum(tqdm(range(3)))",
    "version": "import IPython\nIPython.__version__",
    "chain": "-" * 100_000 + "1",  # which would end Python if a browser parsed it
}


class Started(NamedTuple):
    """A Python and its first run, of the cell "shape"."""

    python: InWorker
    messages: list[dict[str, Any]]
    wheels: set[str]
    asked: list[str]  # the names of all files that the page has asked for until now


@pytest.fixture(scope="module")
def started(browser: Browser, site: str) -> Iterator[Started]:
    context = browser.new_context()
    foreign = asked_of_others(context)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    cells = [{"id": name, "source": source} for name, source in SOURCES.items()]
    python = InWorker(page, site, cells)
    messages = python.run("shape")
    wheels = {name.partition("-")[0] for name in asked if name.endswith(".whl")}
    yield Started(python, messages, wheels, asked)
    context.close()
    assert foreign == [], "the page asked other hosts"


@pytest.fixture
def python(started: Started) -> InWorker:
    return started.python


def test_a_run_tells_its_plan_its_progress_and_its_end(started: Started) -> None:
    messages = started.messages
    progress = [message for message in messages if message["type"] == "progress"]
    assert progress[-1]["loaded"] == progress[-1]["total"] > 10_000_000
    assert [p["loaded"] for p in progress] == sorted(p["loaded"] for p in progress)
    assert types(messages)[:4] == ["ready", "plan", "begin", "end"]
    plan = next(message for message in messages if message["type"] == "plan")
    assert plan["cells"] == ["array", "shape"]
    said = [("stdout", "[[1. 0.]\n [0. 1.]]\n"), ("execute_result", {"text/plain": "(2, 2)"})]
    assert texts(outputs(messages)) == said
    assert "progress" not in types(started.python.run("shape"))


def test_the_reader_s_text_is_what_runs(python: InWorker) -> None:
    assert texts(outputs(python.run("read", written="y = 5")))[0][1] == {"text/plain": "5"}


def test_numpy_alone_loads_nothing_else(started: Started) -> None:
    assert started.wheels == {"numpy", "ipython", "traitlets", "decorator"}


def test_data_are_fetched_when_they_are_read(started: Started) -> None:
    started.python.run("photographs")
    assert "rocket.npz" not in started.asked
    shape = texts(outputs(started.python.run("rocket")))[0][1]
    assert shape == {"text/plain": "(427, 640, 3)"}
    assert "rocket.npz" in started.asked


def test_a_reader_s_figures_are_as_the_book_s_and_end_with_show(python: InWorker) -> None:
    shown = outputs(python.run("figures"))
    assert [output["output_type"] for output in shown] == ["display_data"] * 2  # and no warning
    for output in shown:
        metadata = output["metadata"]["image/svg+xml"]
        assert PALETTE["light"]["ink"] in output["data"]["image/svg+xml"]
        assert PALETTE["dark"]["ink"] in metadata["variants"]["dark wide"]


def test_a_browser_compiles_no_package(python: InWorker) -> None:
    for cell in ("figures", "widget"):
        python.run(cell)
    assert texts(outputs(python.run("compiled")))[0][1] == {"text/plain": "[]"}


def test_numpy_has_all_that_a_star_and_help_ask_for(python: InWorker) -> None:
    assert texts(outputs(python.run("offered"))) == [("execute_result", {"text/plain": "[]"})]


def test_ipython_has_a_version(python: InWorker) -> None:
    found = texts(outputs(python.run("version")))
    assert found == [("execute_result", {"text/plain": f"'{VERSION}'"})]


def test_a_notebook_s_bar_is_one_of_text(python: InWorker) -> None:
    assert texts(outputs(python.run("bar")))[-1] == ("execute_result", {"text/plain": "3"})


def test_a_widget_s_traits_go_both_ways(python: InWorker) -> None:
    opened = [m for m in python.run("widget") if m["type"] == "comm_open"]
    assert opened[-1]["data"]["state"]["stride"] == 1
    assert opened[-1]["data"]["state"]["_esm"] == ""  # the page has the widget's script
    told = next(m for m in python.run("stride") if m["type"] == "comm")
    assert told["comm_id"] == opened[-1]["comm_id"]
    assert told["data"]["state"] == {"stride": 2}
    moved = {"method": "update", "state": {"kernel": [[1, 2], [3, 4]]}, "buffer_paths": []}
    python.send(type="comm", comm_id=told["comm_id"], data=moved, buffers=[])
    assert texts(outputs(python.run("kernel"))) == [("stdout", "[[1 2]\n [3 4]]\n")]


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("endless", "RecursionError: maximum recursion depth exceeded"),
        ("input", "RuntimeError: input() cannot ask here"),
        ("no value", "ValueError: no"),
        ("misspelt", "NameError: name 'length' is not defined. Did you mean: 'lenght'?"),
        ("exit", "SystemExit: exit() ends Python where there is a terminal"),
    ],
)
def test_errors_are_reported_and_python_goes_on(python: InWorker, cell: str, start: str) -> None:
    ((kind, text), *_) = texts(outputs(python.run(cell)))
    assert kind == "error"
    assert text.startswith(start)
    assert texts(outputs(python.run("number"))) == [("execute_result", {"text/plain": "3"})]


def test_names_are_completed(python: InWorker) -> None:
    python.send(type="complete", request=7, code="x = np.zer + 1", cursor=10)
    answer = python.answer("completions")
    assert (answer["request"], answer["from"]) == (7, 7)
    assert {"label": "zeros", "type": "property"} in answer["options"]


@pytest.mark.parametrize("file", ["numpy-", "pyodide.asm.wasm", "cnnlab.zip", "pyodide.mjs"])
def test_a_file_that_does_not_come_is_reported(page: Page, site: str, file: str) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route(f"**/{file}*", refuse)
    (*_, failed) = worker(page, site, "import numpy").run("0")
    assert (failed["type"], failed["why"]) == ("failed", "fetch")


def test_the_page_of_a_network_that_asks_to_log_in_is_no_file(page: Page, site: str) -> None:
    log_in = {"body": "<h1>Log in</h1>", "content_type": "text/html"}
    page.route("**/pyodide.asm.wasm*", lambda route: route.fulfill(**log_in))
    (*_, failed) = worker(page, site, "1").run("0")
    assert (failed["type"], failed["why"]) == ("failed", "fetch")


@pytest.mark.parametrize("file", ["numpy-", "pyodide.asm.wasm"])
def test_a_damaged_file_is_no_cut_connection(page: Page, site: str, file: str) -> None:
    kind = "application/wasm" if file.endswith("wasm") else "application/octet-stream"
    page.route(f"**/{file}*", lambda route: route.fulfill(body="damaged", content_type=kind))
    (*_, failed) = worker(page, site, "import numpy").run("0")
    assert (failed["type"], failed["why"]) == ("failed", "damaged")


def test_too_little_memory_is_reported(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site: str
) -> None:
    limit = "--js-flags=--wasm-max-mem-pages=160"  # 10 MB
    arguments = [*browser_type_launch_args.get("args", []), limit]
    with browser_type.launch(**browser_type_launch_args | {"args": arguments}) as small:
        (*_, failed) = worker(small.new_page(), site, "1").run("0")
    assert (failed["type"], failed["why"]) == ("failed", "memory")


def test_a_server_need_not_know_all_types_but_must_have_all_packages(page: Page, site: str) -> None:
    def no_type(route: Route) -> None:
        response = route.fetch()
        kind = {"content-type": "application/octet-stream"}
        route.fulfill(response=response, headers=response.headers | kind)

    page.route(re.compile(r"\.(wasm|zip|whl|json)$"), no_type)
    page.route("**/matplotlib-*", lambda route: route.abort())
    python = worker(page, site, "1", "from cnnlab.plots import figure")
    assert python.run("0")[-1]["ok"]
    failed = python.run("1")[-1]
    assert (failed["type"], failed["why"]) == ("failed", "fetch")


def test_what_was_computed_stays_when_a_package_does_not_come(page: Page, site: str) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    python = worker(page, site, "x = 41", "from ipywidgets import IntSlider\nIntSlider(value=x)")
    python.run("0")
    page.route("**/ipywidgets-*", refuse)
    failed = python.run("1")[-1]
    assert (failed["type"], failed["run"], failed["why"]) == ("failed", 2, "fetch")
    page.unroute_all()
    again = python.run("1")
    assert again[-1]["ok"]
    [plan] = [message["cells"] for message in again if message["type"] == "plan"]
    assert plan == ["1"]
    opened = [message for message in again if message["type"] == "comm_open"]
    assert [m["data"]["state"]["value"] for m in opened if "value" in m["data"]["state"]] == [41]
