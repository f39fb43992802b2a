"""Python in the site's pages: each code cell of the book can be run where it stands."""

import json
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from bs4 import BeautifulSoup
from places import HTML, ROOT, address_in_site, site_pages

from cnnlab_book.python_files import CACHE, TABLE, table_files

FOLDER = HTML / "_static" / "python"
# Python 3.12's, hash-based and not compared with a source.
BYTECODE = (3531).to_bytes(2, "little") + b"\r\n\x01\x00\x00\x00"
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
    assert all((FOLDER / file.name).exists() for file in table_files("core", "packages", "index"))
    sizes = json.loads((FOLDER / "files.json").read_text(encoding="utf-8"))["sizes"]
    there = {path for path in FOLDER.rglob("*") if path.is_file()}
    there -= {FOLDER / "files.json", *(FOLDER / "pages").rglob("*")}
    there -= set((FOLDER / "hand_out").rglob("*"))
    assert {FOLDER / Path(name) for name in sizes} == there


def test_archives_have_bytecode_in_place_of_sources_and_all_else_that_a_page_uses() -> None:
    left_out = TABLE["left_out"]
    archives = [file.name for file in table_files("core", "packages", "index")]
    for name in archives:
        if not name.endswith((".whl", ".zip")):
            continue
        with ZipFile(CACHE / name) as before, ZipFile(FOLDER / name) as after:
            meant = {
                path: before.read(path)
                for path in before.namelist()
                if not (path.endswith("/") or any(fnmatch(path, p) for p in left_out))
            }
            found = {path: after.read(path) for path in after.namelist()}
        modules = {path for path in meant if path.endswith(".py")}
        assert found.keys() == {f"{path}c" if path in modules else path for path in meant}
        assert {found[f"{path}c"][:8] for path in modules} <= {BYTECODE}
        changed = [path for path in meant.keys() - modules if meant[path] != found[path]]
        assert changed in ([], ["matplotlib/fontlist.json"])


def test_the_book_says_how_much_a_reader_fetches() -> None:
    sizes = json.loads((FOLDER / "files.json").read_text(encoding="utf-8"))["sizes"]
    packages = json.loads((FOLDER / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    files = {name: sizes[package["file_name"]] for name, package in packages.items()}
    core = sizes["cnnlab.zip"] + sizes["worker.mjs"]
    core += sum(sizes[file.name] for file in table_files("core"))
    # Archives are compressed. WebAssembly is not: a server sends a third of it.
    core -= 0.65 * sizes["pyodide.asm.wasm"]
    first = core + sum(files[name] for name in ("numpy", "ipython", "traitlets", "decorator"))
    everything = core + sum(files.values())
    text = (ROOT / "book" / "run.md").read_text(encoding="utf-8")
    told = f"some {first / 1e6:.0f} MB, or {everything / 1e6:.0f} MB where"
    assert told in " ".join(text.split())
    assert everything < 25e6
