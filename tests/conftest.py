"""What tests in a browser share: the built site, a JupyterLab, and a browser that sees no other."""

import gc
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser as local_browser
import lab
import pytest
import serve
from hypothesis import settings
from live import Notebook, running_lab
from places import HTML, ROOT, site_pages
from playwright.sync_api import Browser, BrowserContext, Page, expect
from traffic import Traffic, asked_of_others
from xdist.scheduler import LoadScopeScheduling

# What is imported and collected stays: looking for garbage less often saves a quarter of the time
# until the first test.
gc.set_threshold(50_000)
# Only benchmarks ask how long something takes: a busy machine breaks no test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
expect.set_options(timeout=20_000)
# anywidget gives up after two seconds: a widget that took longer to load hears nothing from Python.
MORE_TIME = """
const timeout = AbortSignal.timeout;
AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, 30 * milliseconds);
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--built-notebooks",
        action="store_true",
        help="hold notebooks to the outputs of the site's build, instead of running them (--nbval)",
    )
    parser.addoption("--strict-skips", action="store_true", help="fail if any test was skipped")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--built-notebooks"):
        import built_notebooks  # which takes longer to import than all else here

        config.pluginmanager.register(built_notebooks)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it at the end."""
    items.sort(key=lambda item: not _takes_long(item))


def _takes_long(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("browser")) or item.path.name == "test_frontend.py"


class InOneProcess(LoadScopeScheduling):
    """What pytest-xdist gives to one process: a file, a page of the site, or all of JupyterLab.

    For the front end it is one module: together they would be the longest test without a browser.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file.endswith("test_frontend.py"):
            return nodeid
        page = re.search(r"\[([\w/]+\.html)", test)
        for_jupyterlab = "in_jupyterlab" in test or file.endswith("test_written_notebooks.py")
        return page[1] if page else "JupyterLab" if for_jupyterlab else file


def pytest_xdist_auto_num_workers() -> int:
    """Start one process for each core, but not more browsers than most machines have memory for."""
    return min(4, os.cpu_count() or 1)


def pytest_xdist_setupnodes() -> None:
    """Let the processes multiply with one thread each: more of them would wait for each other."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InOneProcess:
    return InOneProcess(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and session.config.getoption("--strict-skips") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {
        "executable_path": local_browser.find(),
        "args": local_browser.arguments(),
    }


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Return the address of the built site, served on this machine."""
    if not site_pages():
        pytest.fail("There is no site. Build it: `make book SERVE=0`. `make test` does.", False)
    with serve.serving(HTML) as address:
        yield address


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """Return a context whose pages may ask this machine alone: a test fails if they try more."""
    foreign = asked_of_others(context)
    yield context
    assert foreign == [], "the page asked other hosts"


@pytest.fixture
def traffic(page: Page) -> Traffic:
    """Return the page's requests, for a test that waits for them."""
    return Traffic(page)


@pytest.fixture
def problems(traffic: Traffic) -> list[str]:
    """Return a list that fills with what goes wrong on the page: errors and failed requests."""
    return traffic.problems


@pytest.fixture(scope="session")
def written() -> Path:
    """Return the folder of the notebooks that `make lab` opens, written afresh."""
    write = "import lab, sys; sys.exit(lab.write())"
    subprocess.run([sys.executable, "-c", write], cwd=ROOT / "tools", check=True)
    return lab.WRITTEN


@pytest.fixture(scope="session")
def open_notebook(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    with running_lab(tmp_path_factory.mktemp("jupyterlab")) as running:
        context = browser.new_context(viewport={"width": 1280, "height": 960})
        context.add_init_script(MORE_TIME)
        yield Notebook(context.new_page(), running)
        context.close()


@pytest.fixture
def notebook(open_notebook: Notebook) -> Iterator[Notebook]:
    """Return the one notebook in JupyterLab; a test fails if anything goes wrong in it."""
    open_notebook.traffic.problems.clear()
    yield open_notebook
    assert open_notebook.traffic.problems == []
