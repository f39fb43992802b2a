"""What tests in a browser share: the built site, a JupyterLab, and a browser that sees no other."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import browser as local_browser
import built_notebooks
import pytest
import serve
from places import HTML, ROOT, site_pages
from playwright.sync_api import BrowserContext, Page
from traffic import Traffic, refuse_other_hosts
from xdist.scheduler import LoadScopeScheduling


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--built-notebooks",
        action="store_true",
        help="hold notebooks to the outputs of the site's build, instead of running them (--nbval)",
    )
    parser.addoption("--strict-skips", action="store_true", help="fail if any test was skipped")
    parser.addoption("--renew-screenshots", action="store_true", help="take them afresh")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--built-notebooks"):
        config.pluginmanager.register(built_notebooks)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


class InOneProcess(LoadScopeScheduling):
    """What pytest-xdist gives to one process: the tests of a file, or of a page of the site."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        page = re.search(r"\[([\w/]+\.html)", test)
        return page[1] if page else file


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
    with serve.server(HTML) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield serve.address(httpd)
        httpd.shutdown()


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """Every page of every test may talk to this machine alone; the test fails if it tries more."""
    foreign = refuse_other_hosts(context)
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


class Lab(NamedTuple):
    """A running JupyterLab and the folder it shows, a copy of the chapters."""

    address: str
    token: str
    folder: Path

    def url(self, notebook: str) -> str:
        """Return where `notebook`, a path inside the folder, opens in a fresh workspace."""
        return f"{self.address}/lab/tree/{notebook}?reset&token={self.token}"


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run a JupyterLab that knows nothing of its user's settings and changes none of them."""
    home = tmp_path_factory.mktemp("jupyterlab")
    folder = home / "book"
    shutil.copytree(ROOT / "book", folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    own = {name: home / name.lower() for name in _JUPYTER_FOLDERS}
    for path in own.values():
        path.mkdir()
    (own["JUPYTER_CONFIG_DIR"] / "labconfig").mkdir()
    (own["JUPYTER_CONFIG_DIR"] / "labconfig" / "page_config.json").write_text(
        json.dumps({"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}})
    )
    lab = Lab(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16), folder)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--ServerApp.port={urlsplit(lab.address).port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={lab.token}",
    ]
    environment = os.environ | {name: str(path) for name, path in own.items()}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(f"{lab.address}/api?token={lab.token}", process, home / "log")
            yield lab
        finally:
            process.terminate()
            process.wait(20)


_JUPYTER_FOLDERS = (
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")
