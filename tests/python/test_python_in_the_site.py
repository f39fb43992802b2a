"""What a site with Python in its pages has, and that a site without it is unchanged."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import v4
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

import cnnlab
from cnnlab_book import python
from cnnlab_book.python_files import Unavailable

CELLS = [
    v4.new_markdown_cell("# Page", id="title"),
    v4.new_code_cell("x = 1", id="first", metadata={"tags": ["remove-cell"]}),
    v4.new_markdown_cell("Text.", id="text"),
    v4.new_code_cell("x + 1  # – two", id="second"),
    v4.new_code_cell("x + 2", id="third", metadata={"tags": ["hide-input"]}),
]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Path, str]]:
    """Return a function that builds a notebook and a page of text: the site, and what it says."""
    sources = tmp_path / "sources"
    sources.mkdir()
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    nbformat.write(v4.new_notebook(cells=CELLS, metadata=language), sources / "code.ipynb")
    (sources / "index.rst").write_text("Text\n====\n\n.. toctree::\n\n   code\n", encoding="utf-8")
    monkeypatch.setattr(python.images, "save", lambda folder: None)

    def build(
        bring: Callable[[], None] = lambda: None,
        write: Callable[[Path], None] = write_files,
    ) -> tuple[Path, str]:
        monkeypatch.setenv("PYTHON_IN_PAGE", "")
        monkeypatch.setattr(python, "bring", bring)
        monkeypatch.setattr(python, "write", write)
        monkeypatch.setattr(python, "lock", lambda folder: {})
        said = io.StringIO()
        with docutils_namespace():
            app = Sphinx(
                *(sources, None, tmp_path / "site", tmp_path / "doctrees", "html"),
                confoverrides={
                    "extensions": ["cnnlab_book"],
                    "html_theme": "sphinx_book_theme",
                    "html_math_renderer": "mathml",
                    "nb_execution_mode": "off",
                },
                status=said,
                warning=io.StringIO(),
            )
            app.build()
        return tmp_path / "site", said.getvalue()

    return build


def write_files(folder: Path) -> None:
    (folder / "pyodide.mjs").write_text("core")
    (folder / "scipy-1.0.whl").write_text("of an earlier table")


def fail_to_bring() -> None:
    raise Unavailable("nothing answers")


def fail_to_compile(folder: Path) -> None:
    raise subprocess.CalledProcessError(1, ["node"], stderr="no such file: über".encode())


def fail_to_keep(folder: Path) -> None:
    raise PermissionError(13, "Permission denied", "cache")


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.slow
def test_a_site_with_python(build: Callable[..., tuple[Path, str]]) -> None:
    site, _ = build()
    folder = site / "_static" / "python"
    # Every code cell, also what no reader sees, as the notebook has it.
    page = json.loads((folder / "pages" / "code.json").read_text(encoding="utf-8"))
    assert page["cells"] == [
        {"id": "first", "source": "x = 1", "tags": ["remove-cell"]},
        {"id": "second", "source": "x + 1  # – two", "tags": []},
        {"id": "third", "source": "x + 2", "tags": ["hide-input"]},
    ]
    assert [path.name for path in (folder / "pages").iterdir()] == ["code.json"]
    code, text = soup(site / "code.html"), soup(site / "index.html")
    assert [cell["id"] for cell in code.select("div.cell")] == ["cell-second", "cell-third"]
    (script,) = code.select("script[src*='python/python.js']")
    assert script.has_attr("defer")
    assert script["data-page"] == "code"
    assert code.select("link[href*='python/python.css']")
    assert not text.select("[src*='python.js'], [href*='python.css']")
    assert "worker-src 'self';" in str(code)
    sizes = json.loads((folder / "files.json").read_text(encoding="utf-8"))["sizes"]
    expected = {"pyodide.mjs", "pyodide-lock.json", "cnnlab.zip", "python.js", "python.css"}
    assert expected <= set(sizes)
    assert all((folder / name).stat().st_size == size for name, size in sizes.items())
    assert not (folder / "scipy-1.0.whl").exists()
    # And a second build leaves it alone.
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    build(write=lambda folder: None)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.slow
def test_a_site_without_it(build: Callable[..., tuple[Path, str]]) -> None:
    build()  # what was there goes
    site, said = build(fail_to_bring)
    assert "The site is built without Python in the page: nothing answers." in said
    assert not (site / "_static" / "python").exists()
    code = soup(site / "code.html")
    assert not code.select("[src*='python.js'], [href*='python.css'], [id^=cell-]")


@pytest.mark.slow
def test_what_cannot_be_compiled_is_reported(build: Callable[..., tuple[Path, str]]) -> None:
    with pytest.raises(ExtensionError, match="cannot be compiled:\nno such file: über"):
        build(write=fail_to_compile)


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_reported(build: Callable[..., tuple[Path, str]]) -> None:
    with pytest.raises(ExtensionError, match=r"cannot be written.*Permission denied: 'cache'"):
        build(write=fail_to_keep)


def test_it_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_IN_PAGE", "0")
    monkeypatch.setattr(python, "bring", lambda: pytest.fail("it was brought"))
    assert not python._has_python()


def test_it_can_be_insisted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_IN_PAGE", "1")
    monkeypatch.setattr(python, "bring", fail_to_bring)
    with pytest.raises(ExtensionError, match="nothing answers"):
        python._has_python()


def test_the_package_is_its_sources_and_the_same_each_time(tmp_path: Path) -> None:
    python.write_package(tmp_path / "one.zip")
    python.write_package(tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    root = Path(cnnlab.__file__).parents[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as file:
        contents = {name: file.read(name) for name in file.namelist()}
    # The page draws widgets with the site's own scripts; a guess asks what it can cover.
    scripts = {name for name in contents if name.startswith("cnnlab/widgets/static/")}
    assert contents["cnnlab/widgets/static/pooling.mjs"] == b""
    assert b"[data-cover~=output]" in contents["cnnlab/widgets/static/pooling.css"]
    assert b"[data-cover~=output]" in contents["cnnlab/widgets/static/core.css"]
    for name, content in contents.items():
        assert content == (root / name).read_bytes() or (name in scripts and len(content) < 1000)
    expected = {"__init__.py", "check/ch05.py", "practice/words.json", "widgets/base.py"}
    assert {f"cnnlab/{name}" for name in expected} < set(contents)
    assert not [name for name in contents if "__pycache__" in name]
