"""Notebooks as they are found: the chapters that `make lab` writes, and one from someone else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from live import Notebook, open_in_lab
from playwright.sync_api import Page, expect

from cnnlab.widgets import SlidingKernel

pytestmark = pytest.mark.browser


@pytest.fixture
def other_page(notebook: Notebook) -> Iterator[Page]:
    page = notebook.page.context.new_page()
    yield page
    page.close()


@pytest.mark.slow
def test_a_written_chapter_can_be_read_in_jupyterlab(
    notebook: Notebook, other_page: Page, written: Path
) -> None:
    shutil.copytree(written, notebook.lab.folder, dirs_exist_ok=True)
    open_in_lab(other_page, notebook.lab, "05_convolution.ipynb")
    chapter = other_page.locator(".jp-Notebook:visible")
    expect(chapter.locator("h1")).to_contain_text("5. Convolution and cross-correlation")
    expect(chapter.locator("mjx-container[display=true]").first).to_be_visible()
    hint = chapter.locator("details").first
    expect(hint.locator("summary")).to_have_text("Hint 1")
    expect(hint.locator("p")).to_be_hidden()
    hint.locator("summary").click()
    expect(hint.locator("p")).to_be_visible()
    solution = chapter.locator(".jp-CodeCell", has_text="# One solution").first
    expect(solution).not_to_contain_text("return")
    link = chapter.get_by_role("link", name="same padding", exact=True)
    assert "rows and columns" in (link.get_attribute("title") or "")
    link.click()
    glossary = other_page.locator(".jp-Notebook:visible h3", has_text="same padding")
    expect(glossary).to_be_visible(timeout=20_000)


def test_a_notebook_from_elsewhere_says_how_to_wake_widgets_in_jupyterlab(
    notebook: Notebook, other_page: Page
) -> None:
    data, _ = SlidingKernel()._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data)
    cell = nbformat.v4.new_code_cell("SlidingKernel()", outputs=[output], execution_count=1)
    theirs = nbformat.v4.new_notebook(cells=[cell])
    theirs.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(theirs, notebook.lab.folder / "theirs.ipynb")
    open_in_lab(other_page, notebook.lab, "theirs.ipynb")
    expect(other_page.locator(".jp-Notebook:visible .jp-OutputArea-output")).to_have_text(
        "Here is a widget. To use it, run the notebook: Run → Run All Cells.", use_inner_text=True
    )
