"""The worker: what it loads and tells, how its widgets speak, and how it fails."""

import re
from typing import Any

import pytest
from in_worker import InWorker, outputs, texts
from playwright.sync_api import BrowserType, Page, Route

from cnnlab.style import PALETTE

pytestmark = pytest.mark.browser
PAGE = "book/05_convolution.html"


def worker(page: Page, site: str, *sources: str) -> InWorker:
    """Start Python with cells named 0, 1, …"""
    cells = [{"id": str(i), "source": source} for i, source in enumerate(sources)]
    return InWorker(page, site, PAGE, cells)


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages if message["type"] != "progress"]


def test_a_run_tells_its_plan_its_progress_and_its_end(page: Page, site: str) -> None:
    python = worker(page, site, "import numpy as np\nx = np.eye(2)", "3", "print(x)\nx.shape")
    messages = python.run("2")
    progress = [message for message in messages if message["type"] == "progress"]
    assert progress[-1]["loaded"] == progress[-1]["total"] > 10_000_000
    assert [p["loaded"] for p in progress] == sorted(p["loaded"] for p in progress)
    assert types(messages)[:4] == ["ready", "plan", "begin", "end"]
    plan = next(message for message in messages if message["type"] == "plan")
    assert plan["cells"] == ["0", "2"]
    said = [("stdout", "[[1. 0.]\n [0. 1.]]\n"), ("execute_result", {"text/plain": "(2, 2)"})]
    assert texts(outputs(messages)) == said
    assert "progress" not in types(python.run("2"))


def test_the_reader_s_text_is_what_runs(page: Page, site: str) -> None:
    python = worker(page, site, "x = 1", "x")
    assert texts(outputs(python.run("1", **{"0": "x = 5"})))[0][1] == {"text/plain": "5"}


def test_numpy_alone_loads_nothing_else(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    worker(page, site, "from cnnlab import conv2d").run("0")
    wheels = {name.partition("-")[0] for name in asked if name.endswith(".whl")}
    assert wheels == {"numpy", "ipython", "traitlets", "decorator"}


def test_data_are_fetched_when_they_are_read(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    read = "from cnnlab.images import photograph"
    python = worker(page, site, read, "photograph('camera').shape")
    python.run("0")
    assert not any(name.endswith(".npz") for name in asked)
    assert texts(outputs(python.run("1")))[0][1] == {"text/plain": "(512, 512)"}


def test_a_reader_s_figures_are_as_the_book_s_and_end_with_show(page: Page, site: str) -> None:
    source = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nplt.plot([2])\nplt.show()"
    shown = outputs(worker(page, site, source).run("0"))
    assert [output["output_type"] for output in shown] == ["display_data"] * 2  # and no warning
    for output in shown:
        metadata = output["metadata"]["image/svg+xml"]
        assert PALETTE["light"]["ink"] in output["data"]["image/svg+xml"]
        assert PALETTE["dark"]["ink"] in metadata["variants"]["dark wide"]


def test_a_widget_s_traits_go_both_ways(page: Page, site: str) -> None:
    python = worker(
        page,
        site,
        "from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()\nw",
        "w.stride = 2",
        "print(w.kernel)",
    )
    opened = [m for m in python.run("0") if m["type"] == "comm_open"]
    assert opened[-1]["data"]["state"]["stride"] == 1
    assert opened[-1]["data"]["state"]["_esm"] == ""  # the page has the widget's script
    told = next(m for m in python.run("1") if m["type"] == "comm")
    assert told["comm_id"] == opened[-1]["comm_id"]
    assert told["data"]["state"] == {"stride": 2}
    moved = {"method": "update", "state": {"kernel": [[1, 2], [3, 4]]}, "buffer_paths": []}
    python.send(type="comm", comm_id=told["comm_id"], data=moved, buffers=[])
    assert texts(outputs(python.run("2"))) == [("stdout", "[[1 2]\n [3 4]]\n")]


def test_errors_are_told_and_python_goes_on(page: Page, site: str) -> None:
    sources = [
        "def f(): f()\nf()",
        "input('name')",
        "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
        "lenght = 1\nlength",
        "exit()",
        "3",
    ]
    python = worker(page, site, *sources)
    said = [texts(outputs(python.run(str(i)))) for i in range(len(sources))]
    starts = [
        "RecursionError: maximum recursion depth exceeded",
        "RuntimeError: input() cannot ask here",
        "ValueError: no",
        "NameError: name 'length' is not defined. Did you mean: 'lenght'?",
        "SystemExit: exit() ends Python where there is a terminal",
    ]
    for (kind, text), start in zip((cell[0] for cell in said), starts, strict=False):
        assert kind == "error"
        assert text.startswith(start)
    assert said[-1] == [("execute_result", {"text/plain": "3"})]


def test_names_are_completed(page: Page, site: str) -> None:
    python = worker(page, site, "import numpy as np")
    python.run("0")
    python.send(type="complete", request=7, code="x = np.zer + 1", cursor=10)
    answer = python.answer("completions")
    assert (answer["request"], answer["from"]) == (7, 7)
    assert {"label": "zeros", "type": "property"} in answer["options"]


@pytest.mark.parametrize("file", ["numpy-", "pyodide.asm.wasm", "cnnlab.zip", "pyodide.mjs"])
def test_a_file_that_does_not_come_is_told(page: Page, site: str, file: str) -> None:
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


def test_a_server_need_not_know_all_types(page: Page, site: str) -> None:
    def no_type(route: Route) -> None:
        response = route.fetch()
        kind = {"content-type": "application/octet-stream"}
        route.fulfill(response=response, headers=response.headers | kind)

    page.route(re.compile(r"\.(wasm|zip|whl|json)$"), no_type)
    assert worker(page, site, "1").run("0")[-1]["ok"]


def test_too_little_memory_is_told(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site: str
) -> None:
    limit = "--js-flags=--wasm-max-mem-pages=160"  # 10 MB
    arguments = [*browser_type_launch_args.get("args", []), limit]
    with browser_type.launch(**browser_type_launch_args | {"args": arguments}) as small:
        (*_, failed) = worker(small.new_page(), site, "1").run("0")
    assert (failed["type"], failed["why"]) == ("failed", "memory")


def test_a_package_that_does_not_come_is_told(page: Page, site: str) -> None:
    page.route("**/matplotlib-*", lambda route: route.abort())
    python = worker(page, site, "1", "from cnnlab.plots import figure")
    assert python.run("0")[-1]["ok"]
    failed = python.run("1")[-1]
    assert (failed["type"], failed["why"]) == ("failed", "fetch")
