"""Every cell of the book says the same in a page as in Jupyter, with no other host to ask."""

import nbformat
import pytest
from in_worker import InWorker, outputs, texts
from notebooks import all_notebooks
from places import ROOT
from playwright.sync_api import Page

# Times differ from machine to machine, and nbval leaves them out as well.
TIMES = "nbval-ignore-output"
NOTEBOOKS = {
    path.relative_to(ROOT).with_suffix(".html").as_posix(): path for path in all_notebooks()
}


@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_says_what_its_notebook_says(page: Page, site: str, name: str) -> None:
    cells = [c for c in nbformat.read(NOTEBOOKS[name], 4).cells if c.cell_type == "code"]
    if not cells:
        return
    worker = InWorker(page, site, name.removesuffix(".html"), cells)
    for cell in cells:
        messages = worker.run(cell.id)
        assert messages[-1]["type"] == "done", messages[-1]
        plan = next(message["cells"] for message in messages if message["type"] == "plan")
        assert plan == [cell.id], "from the top, a cell needs nothing else"
        assert messages[-1]["ok"], outputs(messages)
        if TIMES not in cell.metadata.get("tags", []):
            assert texts(outputs(messages)) == texts(cell.outputs), cell.source
