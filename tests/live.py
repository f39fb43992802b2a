"""Open a notebook in a running JupyterLab and run its cells, as a student would."""

import time

import nbformat
from conftest import Lab
from playwright.sync_api import Page


def open_notebook(page: Page, lab: Lab, name: str, cells: list[str]) -> None:
    """Write a notebook of code `cells` and open it."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, lab.folder / name)
    # JupyterLab may ask something of its own accord, and waits until it is answered.
    dialog = page.locator("dialog.jp-Dialog")
    page.add_locator_handler(dialog, lambda: dialog.locator("button.jp-mod-accept").click())
    page.goto(lab.url(name))


def run_cell(page: Page, number: int) -> None:
    """Run a cell with the keyboard, and wait until it has finished."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    deadline = time.monotonic() + 120
    while not any(sign.isdigit() for sign in prompt.inner_text()):
        assert time.monotonic() < deadline, "the cell did not finish within two minutes"
        if "*" not in prompt.inner_text():
            # Not running: at first JupyterLab may not listen yet, so the keys are pressed again.
            cell.locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1000)
