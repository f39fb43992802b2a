"""Every cell of the book says the same in a page as in Jupyter, with no other host to ask."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from in_worker import InWorker, outputs, texts
from notebooks import all_notebooks
from places import ROOT
from playwright.sync_api import Browser
from traffic import asked_of_others

# Times differ from machine to machine, and nbval leaves them out as well.
TIMES = "nbval-ignore-output"
FORGET = """
for name in [name for name in globals() if not name.startswith("_")]:
    del globals()[name]
"""
# The build has drawn each figure for light and dark, and for wide and narrow pages. One shows that
# it can be drawn here; the test of the worker has all four.
ONE_VARIANT = """
from cnnlab import variants
variants.variants = lambda figure: {"light wide": variants._svg(figure)}
"""
NOTEBOOKS = {path.relative_to(ROOT).as_posix(): path for path in all_notebooks()}


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def worker(browser: Browser, site: str) -> Iterator[InWorker]:
    """Return one Python for all notebooks, each of which begins with a cell that forgets the last.

    A start takes longer than most of them.
    """
    cells = [
        cell
        for name, path in NOTEBOOKS.items()
        for cell in [
            {"id": name, "source": FORGET},
            *({"id": f"{name}#{cell.id}", "source": cell.source} for cell in code_cells(path)),
        ]
    ]
    context = browser.new_context()
    foreign = asked_of_others(context)
    worker = InWorker(context.new_page(), site, [{"id": "variants", "source": ONE_VARIANT}, *cells])
    assert worker.run("variants")[-1]["ok"]
    yield worker
    context.close()
    assert foreign == [], "the page asked other hosts"


@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_says_what_its_notebook_says(worker: InWorker, name: str) -> None:
    assert worker.run(name)[-1]["ok"]
    for cell in code_cells(NOTEBOOKS[name]):
        messages = worker.run(f"{name}#{cell.id}")
        assert messages[-1]["type"] == "done", messages[-1]
        plan = next(message["cells"] for message in messages if message["type"] == "plan")
        assert plan == [f"{name}#{cell.id}"], "from the top, a cell needs nothing else"
        assert messages[-1]["ok"], outputs(messages)
        if TIMES not in cell.metadata.get("tags", []):
            assert texts(outputs(messages)) == texts(cell.outputs), cell.source
