"""One JupyterLab with one notebook, in which tests show widgets and talk to the kernel."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import nbformat
from playwright.sync_api import Locator, Page
from servers import free_port, wait_until_it_answers
from traffic import Traffic

NOTEBOOK = "widgets.ipynb"
OF_ITS_OWN = (
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)
# All cells stay in the page, so that a test finds a widget without scrolling to it.
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}
# An author may have MyST installed. Readers have JupyterLab as it is.
DISABLED = ("@jupyterlab/apputils-extension:announcements", "jupyterlab-myst")
PAGE_CONFIG = {"disabledExtensions": dict.fromkeys(DISABLED, True)}
IS_OPEN = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
READY = """async () => {
  const { context, sessionContext } = jupyterapp.shell.currentWidget;
  await Promise.all([context.ready, sessionContext.ready]);
}"""
# It stands in a cell and runs as by Ctrl+Enter, but the tests know when it is done.
RUN_CELL = """async ([cell_type, source]) => {
  const { content } = jupyterapp.shell.currentWidget;
  content.model.sharedModel.addCell({ cell_type, source });
  content.activeCellIndex = content.widgets.length - 1;
  await jupyterapp.commands.execute("notebook:run-cell");
  return content.activeCell.model.outputs?.toJSON() ?? [];
}"""
CELLS = """() => {
  const { content } = jupyterapp.shell.currentWidget;
  return [content.widgets.length, content.activeCellIndex];
}"""
RUN = """async (code) => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const future = kernel.requestExecute({ code });
  let printed = "";
  let error = null;
  future.onIOPub = ({ content, header }) => {
    if (header.msg_type === "stream") printed += content.text;
    if (header.msg_type === "error") error = content.traceback.join("\\n");
  };
  await future.done;
  return [printed, error];
}"""


class Lab(NamedTuple):
    """A running JupyterLab and the folder it shows."""

    address: str
    token: str
    folder: Path


@contextmanager
def running_lab(home: Path) -> Iterator[Lab]:
    """Run a JupyterLab that knows nothing of its user's settings and changes none of them."""
    own = {name: home / name.lower() for name in OF_ITS_OWN}
    folder = home / "shown"
    for path in (*own.values(), folder, own["JUPYTER_CONFIG_DIR"] / "labconfig"):
        path.mkdir()
    _write(own["JUPYTER_CONFIG_DIR"] / "labconfig" / "page_config.json", PAGE_CONFIG)
    for plugin, settings in SETTINGS.items():
        _write(own["JUPYTERLAB_SETTINGS_DIR"] / f"{plugin}.jupyterlab-settings", settings)
    port, token = free_port(), secrets.token_hex(16)
    lab = Lab(f"http://127.0.0.1:{port}", token, folder)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}",
    ]
    environment = os.environ | {name: str(path) for name, path in own.items()}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            if not wait_until_it_answers(f"{lab.address}/api?token={token}", process):
                raise RuntimeError(f"JupyterLab did not start:\n{(home / 'log').read_text()}")
            yield lab
        finally:
            process.terminate()
            process.wait(20)


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page: Page, lab: Lab) -> None:
        notebook = nbformat.v4.new_notebook()
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, lab.folder / NOTEBOOK)
        self.page = page
        self.lab = lab
        self.traffic = Traffic(page)
        open_in_lab(page, lab, NOTEBOOK)

    def cells(self) -> tuple[int, int]:
        """Return how many cells there are, and which of them is chosen."""
        count, chosen = self.page.evaluate(CELLS)
        return count, chosen

    def show(self, code: str) -> Locator:
        """Run `code` in a new cell, and return what the cell shows."""
        outputs = self.page.evaluate(RUN_CELL, ["code", code])
        assert [output for output in outputs if output["output_type"] == "error"] == []
        cells = self.page.locator(".jp-Notebook .jp-CodeCell")
        return cells.nth(cells.count() - 1).locator(".jp-OutputArea")

    def write(self, text: str) -> Locator:
        """Write `text` in a new Markdown cell, and return the cell."""
        self.page.evaluate(RUN_CELL, ["markdown", text])
        return self.page.locator(".jp-Notebook .jp-MarkdownCell").last

    def run(self, code: str) -> str:
        """Run `code` in the kernel, and return what it prints."""
        printed, error = self.page.evaluate(RUN, code)
        assert error is None, error
        text: str = printed.strip()
        return text

    def expect(self, expression: str, value: object) -> None:
        """Wait until an expression has this value in Python: the page tells the kernel in time."""
        deadline = time.monotonic() + 30
        while (found := self.run(f"print(repr({expression}))")) != repr(value):
            assert time.monotonic() < deadline, f"{expression} is {found}, not {value!r}"


def open_in_lab(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook of the folder in JupyterLab, with a kernel of its own."""
    page.goto(f"{lab.address}/lab/tree/{notebook}?reset&token={lab.token}")
    page.wait_for_function(IS_OPEN, timeout=120_000)
    page.evaluate(READY)


def _write(path: Path, settings: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings), encoding="utf-8")
