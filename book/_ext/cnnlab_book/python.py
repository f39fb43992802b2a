"""Python in the page: what a reader's browser needs to run the code cells where they stand.

Apart from one small script, nothing of it is loaded until a reader asks for it. The environment
variable ``PYTHON_IN_PAGE`` is ``0`` to build the site without it, and ``1`` to have the build fail
where its files cannot be had; by default the site is then built without it, and the build says so.
"""

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

import cnnlab
from cnnlab import images
from cnnlab_book import jupyter
from cnnlab_book.hand_out import hand_out
from cnnlab_book.python_files import Unavailable, bring, lock, table_files, write, write_file

__all__ = ["FOLDER", "SCRIPT", "code_cells", "setup", "write_package"]

_logger = logging.getLogger(__name__)
FRONTEND = Path(__file__).parents[3] / "frontend" / "dist" / "python"
FOLDER = "python"  # in _static
SCRIPT = f"{FOLDER}/python.js"
SIZES = "files.json"
COVERED = re.compile(rb"\[data-cover[^\]]*\]")  # as cnnlab.widgets.base reads it
SOURCES = {".json", ".py", ".typed"}  # what a package is made of


def setup(app: Sphinx) -> None:
    """Bring the files before pages are read, and give each page what it needs."""
    app.add_config_value("cnnlab_python", False, "html")
    # After it is known that the front end is built.
    app.connect("builder-inited", _write_files, priority=600)
    app.connect("env-updated", _write_while_pages_are_written)
    app.connect("doctree-resolved", _write_page)
    # After the plain notebooks are written.
    app.connect("build-finished", _write_hand_outs, priority=600)
    # After all style sheets of the page have become one, as those of the widgets.
    app.connect("html-page-context", _link_script, priority=950)


def _write_files(app: Sphinx) -> None:
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    app.config["cnnlab_python"] = _has_python()
    # Its scripts are on every page: all are written anew when Python comes or goes.
    app.builder.build_info = app.builder.create_build_info()
    if not app.config["cnnlab_python"]:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in FRONTEND.iterdir():
        write_file(folder / path.name, path.read_bytes())
    write_package(folder / "cnnlab.zip")
    if not (folder / "data" / "digits.npz").exists():  # the last that is written
        images.save(folder / "data")


def _write_while_pages_are_written(app: Sphinx, env: BuildEnvironment) -> None:
    """Begin to write what was brought: compiling takes some seconds of a core that is idle now."""
    if app.config["cnnlab_python"] and isinstance(app.builder, StandaloneHTMLBuilder):
        folder = Path(app.outdir) / "_static" / FOLDER
        writing = ThreadPoolExecutor(1).submit(write, folder)
        app.connect("build-finished", partial(_end_writing, writing, folder))


def _end_writing(
    writing: Future[None], folder: Path, app: Sphinx, exception: Exception | None
) -> None:
    if exception:
        return
    try:
        writing.result()
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace")
        raise ExtensionError(f"The modules of Python cannot be compiled:\n{said}") from error
    except OSError as error:  # a cache that cannot be written
        raise ExtensionError(f"Python cannot be written into the site: {error}") from error
    write_file(folder / "pyodide-lock.json", _as_json(lock(folder)))
    _tell_sizes(folder)


def _tell_sizes(folder: Path) -> None:
    """Write down how large each file is, and remove what an earlier table had."""
    known = {file.name for file in table_files("core", "packages", "index")}
    known |= {path.name for path in FRONTEND.iterdir()} | {"pyodide-lock.json", "cnnlab.zip", SIZES}
    for path in folder.iterdir():
        if path.is_file() and path.name not in known:
            path.unlink()
    paths = sorted([*folder.glob("*.*"), *folder.glob("data/*")])
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}
    sizes.pop(SIZES, None)
    write_file(folder / SIZES, _as_json({"sizes": sizes}))


def _has_python() -> bool:
    """Bring what is not built here; say whether that was wanted and possible."""
    wish = os.environ.get("PYTHON_IN_PAGE", "")
    if wish == "0":
        return False
    try:
        bring()
    except Unavailable as reason:
        told = f"The site is built without Python in the page: {reason}."
        if wish == "1":
            raise ExtensionError(told) from reason
        _logger.info(told)
        return False
    return True


def write_package(path: Path) -> None:
    """Write cnnlab as it is to be unpacked where Python finds packages.

    The page has the widgets' scripts and styles already: only what a guess can cover is kept of
    them. The same sources give the same bytes.

    Parameters
    ----------
    path : Path
        The zip file to write.
    """
    package = Path(cnnlab.__file__).parent
    scripts = package / "widgets" / "static"
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for source in sorted(package.rglob("*.*")):
            if scripts in source.parents or source.suffix in SOURCES:
                # With no date.
                name = ZipInfo(source.relative_to(package.parent).as_posix())
                content = source.read_bytes()
                if scripts in source.parents:
                    styled = source.suffix == ".css"  # a script has the same style within
                    content = b"".join(COVERED.findall(content)) if styled else b""
                file.writestr(name, content, ZIP_DEFLATED, compresslevel=9)
    write_file(path, buffer.getvalue())


def _write_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Name the cells of a page as its notebook does, and write their code for the page's Python."""
    source = Path(app.env.doc2path(page))
    if not app.config["cnnlab_python"] or app.builder.format != "html" or source.suffix != ".ipynb":
        return
    cells = nbformat.read(source, as_version=4).cells
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            container["ids"].append(f"cell-{cells[container['cell_index']].id}")
    path = Path(app.outdir) / "_static" / FOLDER / "pages" / f"{page}.json"
    write_file(path, _as_json({"cells": code_cells(cells)}))


def _write_hand_outs(app: Sphinx, exception: Exception | None) -> None:
    """Write notebooks with exercises as a class gets them: a page fills in its reader's code."""
    if exception or not app.config["cnnlab_python"]:
        return
    plain = Path(app.outdir) / "_sources" / jupyter.FOLDER
    for path in plain.rglob("*.ipynb"):
        name = path.relative_to(plain).with_suffix("").as_posix()
        notebook = hand_out(nbformat.read(path, as_version=4), name, version("cnnlab"))
        if any("exercise" in cell.metadata.get("cnnlab", {}) for cell in notebook.cells):
            target = Path(app.outdir) / "_static" / FOLDER / "hand_out" / path.name
            write_file(target, nbformat.writes(notebook).encode())


def code_cells(cells: list[nbformat.NotebookNode]) -> list[dict[str, Any]]:
    """Return what the page's Python has to know of a notebook's cells.

    Examples
    --------
    >>> code = nbformat.v4.new_code_cell("1 + 1", id="sum", metadata={"tags": ["hide-input"]})
    >>> code_cells([nbformat.v4.new_markdown_cell("Text."), code])
    [{'id': 'sum', 'source': '1 + 1', 'tags': ['hide-input']}]
    """
    return [
        {"id": cell.id, "source": cell.source, "tags": cell.metadata.get("tags", [])}
        for cell in cells
        if cell.cell_type == "code"
    ]


def _link_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if app.config["cnnlab_python"] and 'id="cell-' in context.get("body", ""):
        attributes: dict[str, Any] = {"data-page": page}
        app.add_js_file(SCRIPT, loading_method="defer", **attributes)
        app.add_css_file(f"{FOLDER}/python.css")


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
