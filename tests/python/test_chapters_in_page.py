"""Every cell of the book says the same in a page as in Jupyter, with no other host to ask."""

from pathlib import Path

import nbformat
import pytest
from in_worker import InWorker, outputs, texts
from notebooks import all_notebooks
from places import ROOT
from playwright.sync_api import Page

# Times differ from machine to machine, and nbval leaves them out as well.
TIMES = "nbval-ignore-output"
NOTEBOOKS: dict[str, list[Path]] = {}
for path in all_notebooks():
    page = path.relative_to(ROOT).with_suffix(".html")
    # The widgets' pages are short: one start of Python will do for all.
    first = "book/widgets/channels.html" if page.parent.name == "widgets" else page.as_posix()
    NOTEBOOKS.setdefault(first, []).append(path)


@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_says_what_its_notebook_says(page: Page, site: str, name: str) -> None:
    notebooks = [nbformat.read(path, 4) for path in NOTEBOOKS[name]]
    cells = [cell for book in notebooks for cell in book.cells if cell.cell_type == "code"]
    worker = InWorker(page, site, name, cells)
    for cell in cells:
        messages = worker.run(cell.id)
        assert messages[-1]["type"] == "done", messages[-1]
        plan = next(message["cells"] for message in messages if message["type"] == "plan")
        assert plan == [cell.id], "from the top, a cell needs nothing else"
        assert messages[-1]["ok"], outputs(messages)
        if TIMES not in cell.metadata.get("tags", []):
            assert texts(outputs(messages)) == texts(cell.outputs), cell.source
