"""The form in which notebooks are kept in git."""

import ast
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import installation
import nbformat
import notebooks
import pytest
from nbformat import v4
from nbval.plugin import get_sanitize_patterns
from places import ROOT

WIDGET = '<div class="cnnlab-widget" data-state="{}">\n<svg></svg><div>a</div>\n</div>'


@pytest.fixture
def fresh() -> nbformat.NotebookNode:
    """Return a notebook as an editor saves it after a run."""
    cell = v4.new_code_cell("widget", execution_count=7, metadata={"tags": ["hide-input"]})
    cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    cell.outputs = [
        v4.new_output("stream", name="stdout", text="array at 0x7f12a4b0c9d0\n"),
        v4.new_output("execute_result", {"text/plain": "4"}, execution_count=7),
        v4.new_output("display_data", {"image/png": "aGk="}),
        v4.new_output("display_data", {"image/png": "aGk=", "text/plain": "<Figure>"}),
        v4.new_output(
            "display_data",
            {
                "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                "text/html": WIDGET,
                "text/plain": "SlidingKernel()",
            },
        ),
    ]
    metadata = {"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {"state": {}}}
    return v4.new_notebook(cells=[v4.new_markdown_cell("# Title"), cell], metadata=metadata)


def test_text_outputs_stay_and_nothing_volatile_does(fresh: nbformat.NotebookNode) -> None:
    identities = [cell.id for cell in fresh.cells]
    notebook = notebooks.normalised(fresh)
    assert notebook.metadata == notebooks.NOTEBOOK_METADATA
    assert [cell.id for cell in notebook.cells] == identities
    cell = notebook.cells[1]
    assert cell.execution_count == 1
    assert cell.metadata == {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
    assert cell.outputs[0].text == "array at 0x0\n"
    assert [output.data for output in cell.outputs[1:]] == [
        {"text/plain": "4"},
        {"text/plain": "<Figure>"},
        {"text/html": '<div class="cnnlab-widget"></div>', "text/plain": "SlidingKernel()"},
    ]
    nbformat.validate(notebook)


def test_a_solution_is_folded_away_in_jupyterlab() -> None:
    solution = v4.new_code_cell("answer = 42", metadata={"tags": ["hide-cell"]})
    exercise = v4.new_code_cell("answer = ...", metadata={"jupyter": {"source_hidden": True}})
    notebook = notebooks.normalised(v4.new_notebook(cells=[solution, exercise]))
    assert notebook.cells[0].metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert "jupyter" not in notebook.cells[1].metadata


def test_what_was_printed_in_pieces_is_one_output() -> None:
    pieces = [("stdout", "a\n"), ("stdout", "b\n"), ("stderr", "c\n"), ("stdout", "d\n")]
    outputs = [v4.new_output("stream", name=name, text=text) for name, text in pieces]
    cell = v4.new_code_cell("", outputs=outputs)
    joined = notebooks.normalised(v4.new_notebook(cells=[cell])).cells[0].outputs
    assert [output.text for output in joined] == ["a\nb\n", "c\n", "d\n"]


def test_a_pasted_picture_is_not_dropped_without_a_word(tmp_path: Path) -> None:
    cell = v4.new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {"image/png": ""}})
    path = tmp_path / "chapter.ipynb"
    nbformat.write(v4.new_notebook(cells=[cell]), path)
    before = path.read_bytes()
    result = run(path)
    assert result.returncode != 0
    assert b"holds a pasted picture" in result.stderr
    assert path.read_bytes() == before


def test_a_cell_that_fails_is_named_with_its_notebook(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    result = run("--execute", path)
    assert result.returncode == 1
    told = result.stderr.decode()
    assert f"{path}: An error occurred while executing the following cell" in told
    assert "ZeroDivisionError" in told
    assert "nbclient" not in told  # its own traceback is nothing to whoever writes a chapter
    assert path.read_bytes() == before


def test_a_second_pass_changes_nothing(fresh: nbformat.NotebookNode) -> None:
    once = nbformat.writes(notebooks.normalised(fresh))
    assert nbformat.writes(notebooks.normalised(nbformat.reads(once, 4))) == once


def test_cells_without_an_identity_get_the_same_one_each_time(
    fresh: nbformat.NotebookNode,
) -> None:
    older = json.loads(nbformat.writes(fresh)) | {"nbformat_minor": 4}
    for cell in older["cells"]:
        del cell["id"]
    first, second = (
        notebooks.normalised(nbformat.reads(json.dumps(older), as_version=4)) for _ in range(2)
    )
    assert [cell.id for cell in first.cells] == [cell.id for cell in second.cells]


def test_nbval_reads_the_same_rules(fresh: nbformat.NotebookNode) -> None:
    rules = (ROOT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8")
    assert list(get_sanitize_patterns(rules)) == notebooks.RULES
    assert notebooks.RULES


@pytest.mark.slow
def test_the_check_fails_on_a_notebook_as_an_editor_left_it(
    fresh: nbformat.NotebookNode, tmp_path: Path
) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(fresh, path)
    before = path.read_bytes()
    assert run("--check", path).returncode == 1
    assert path.read_bytes() == before
    assert run(path).returncode == 0
    assert run("--check", path).returncode == 0


@pytest.mark.slow
def test_execution_refreshes_the_outputs(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("print(6 * 7)")]), path)
    assert run("--execute", path).returncode == 0
    assert nbformat.read(path, 4).cells[0].outputs[0].text == "42\n"


@pytest.mark.slow
def test_nbval_holds_a_normalised_notebook_to_its_outputs(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    cells = [
        v4.new_code_cell("print('array at', hex(id(object())))"),
        v4.new_code_cell("import numpy as np\nnp.arange(3)"),
        v4.new_code_cell(
            "class Widget:\n"
            "    def __repr__(self):\n"
            "        return 'Widget()'\n"
            "    def _repr_html_(self):\n"
            f"        return {WIDGET!r}.replace('{{}}', str(id(self)))\n"
            "Widget()"
        ),
    ]
    nbformat.write(v4.new_notebook(cells=cells), path)
    assert run("--execute", path).returncode == 0

    notebook = nbformat.read(path, 4)
    notebook.cells[1].outputs[0].data["text/plain"] = "array([0, 1, 3])"
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    notebook.cells[1].outputs = []
    nbformat.write(notebooks.normalised(notebook), tmp_path / "silent.ipynb")

    settings = ("-c", ROOT / "pyproject.toml", "--nbval")
    command = [sys.executable, "-m", "pytest", *settings, tmp_path]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    failed = re.findall(r"^FAILED .*?(\w+)\.ipynb::Cell (\d) ", said, re.MULTILINE)
    assert failed == [("silent", "1"), ("wrong", "1")], said
    assert "7 passed" in said


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "tools/notebooks.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True)


def test_the_reference_describes_what_the_chapters_import() -> None:
    pages = (ROOT / "book" / "api").glob("*.md")
    reference = "".join(path.read_text(encoding="utf-8") for path in pages)
    described: set[int] = set()
    for name, chosen in re.findall(r"automodule:: (\S+)\n +:members:(.*)", reference):
        module = import_module(name)
        members = chosen.split(", ") if chosen else getattr(module, "__all__", list(vars(module)))
        described |= {id(getattr(module, member.strip())) for member in members}
    imported = imported_by_chapters()
    assert "cnnlab.conv2d" in imported
    assert [name for name, value in imported.items() if id(value) not in described] == []


def imported_by_chapters() -> dict[str, object]:
    """Return the functions and classes of cnnlab that chapters import for their readers.

    Widgets have pages of their own, checkers are called by the exercises alone, and a cell that the
    site removes tests the text.
    """
    found: dict[str, object] = {}
    for path in (ROOT / "book").glob("[01]*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", []):
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.ImportFrom):
                        found |= _from_the_package(node)
    return {name: value for name, value in found.items() if callable(value)}


def _from_the_package(node: ast.ImportFrom) -> dict[str, object]:
    name = str(node.module)
    if not name.startswith("cnnlab") or name.startswith(("cnnlab.check", "cnnlab.widgets")):
        return {}
    module = import_module(name)
    return {f"{name}.{alias.name}": getattr(module, alias.name) for alias in node.names}


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/teacher/cnnlab",
        "https://github.com/teacher/cnnlab/",
        "https://github.com/teacher/cnnlab.git",
        "git@github.com:teacher/cnnlab.git",
    ],
)
def test_colab_installs_from_the_repository_however_its_address_is_written(url: str) -> None:
    source = installation.pip_source({"url": url, "branch": "main"})
    assert source == "git+https://github.com/teacher/cnnlab@main"
    assert installation.pip_source({"url": "", "branch": "main"}) == ""
