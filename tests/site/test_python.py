"""Python in the site's pages: each code cell of the book can be run where it stands."""

import json
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from places import HTML, ROOT, address_in_site, site_pages

from cnnlab_book.python_files import table_files

FOLDER = HTML / "_static" / "python"
PAGES = [address_in_site(path).removesuffix(".html") for path in site_pages()] or ["no page"]


@pytest.fixture(autouse=True)
def with_python(site: str) -> None:
    if not FOLDER.exists():
        pytest.skip("this site was built without Python: PYTHON_IN_PAGE=1 make book SERVE=0")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_code_of_its_notebook(page: str) -> None:
    notebook, code = ROOT / f"{page}.ipynb", FOLDER / "pages" / f"{page}.json"
    html = BeautifulSoup((HTML / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    shown = [str(cell["id"]).removeprefix("cell-") for cell in html.select("div.cell")]
    if not notebook.exists():
        assert (shown, code.exists()) == ([], False)
        return
    cells = [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    written = json.loads(code.read_text(encoding="utf-8"))["cells"]
    assert [(cell["id"], cell["source"]) for cell in written] == [
        (cell.id, cell.source) for cell in cells
    ]
    removed = {cell.id for cell in cells if "remove-cell" in cell.metadata.get("tags", [])}
    assert shown == [cell.id for cell in cells if cell.id not in removed]
    assert len(html.select("script[src*='python/python.js']")) == bool(shown)


def test_the_site_has_the_files_of_the_table_and_its_own() -> None:
    assert all(file.is_in(FOLDER) for file in table_files("core", "packages", "index"))
    sizes = json.loads((FOLDER / "files.json").read_text(encoding="utf-8"))["sizes"]
    there = {path for path in FOLDER.rglob("*") if path.is_file()}
    there -= {FOLDER / "files.json", *(FOLDER / "pages").rglob("*")}
    there -= set((FOLDER / "hand_out").rglob("*"))
    assert {FOLDER / Path(name) for name in sizes} == there
