"""The edition for a class: no solution and no answer is in its files, and all else is there."""

import ast
import json
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import hand_out as command
import nbformat
import pytest
from exercises import CHAPTERS, WITH_EXERCISES, answers, code_cells, is_solution
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from packaging.version import Version

import cnnlab.handed_out
from cnnlab.handed_out import CellsAbove, NotThisOne, ask, require
from cnnlab_book.hand_out import hand_out, questions

VERSION = "0.1.0+2027.spring"


@cache
def of_book(name: str) -> NotebookNode:
    """A page of the book before it runs: its code and its cells' ids are the plain notebook's."""
    page = nbformat.read(CHAPTERS[name], 4)
    for cell in code_of(page):
        cell.outputs = []
    return page


@cache
def handed(name: str) -> NotebookNode:
    return hand_out(of_book(name), name, VERSION)


@cache
def asked(name: str) -> dict[str, str]:
    return questions(of_book(name), name)


def texts(code: str) -> set[str]:
    """The sentences in code: in hints, answers, and replies."""
    nodes = ast.walk(ast.parse(code))
    strings = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {text for text in strings if text.count(" ") > 4}


def exercises(notebook: NotebookNode) -> list[str]:
    return [c.metadata.cnnlab.exercise for c in notebook.cells if "cnnlab" in c.metadata]


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_solution_and_no_answer_is_in_the_file(name: str) -> None:
    file = nbformat.writes(handed(name))
    assert "_solution" not in file
    assert "Show the solution" not in file
    shown = "\n".join(cell.source for cell in code_of(handed(name)))
    assert not re.search(r"\b(Prediction|Choice|Guess|guesses|because)\b", shown)
    for code in asked(name).values():
        for text in texts(code):
            assert json.dumps(text, ensure_ascii=False)[1:-1] not in file


@pytest.mark.parametrize("name", CHAPTERS)
def test_everything_else_is_there(name: str) -> None:
    book, file = of_book(name), handed(name)
    nbformat.validate(file)
    kept = {cell.id: cell.source for cell in file.cells}
    for cell in book.cells:
        if f"{name}/{cell.id}" in asked(name):
            assert kept[cell.id] == f'ask("{name}/{cell.id}", globals())'
        elif not is_solution(cell) and "remove-cell" not in cell.metadata.get("tags", []):
            gone = cell.id not in kept
            assert gone == ("make_pooled_solution" in cell.source)  # what the solution is good for
            assert gone or kept[cell.id] == cell.source
    order = [cell.id for cell in book.cells if cell.id in kept]
    assert [cell.id for cell in file.cells if cell.id != "require"] == order


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_cell_misses_a_name_that_was_left_out(name: str) -> None:
    kept = [asked(name).get(f"{name}/{cell.id}", cell.source) for cell in code_of(handed(name))]
    here = {cell.id for cell in handed(name).cells}
    gone = [cell.source for cell in code_of(of_book(name)) if cell.id not in here]
    assert names(gone, ast.Store) & names(kept, ast.Load) <= names(kept, ast.Store)


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_text_points_at_a_folded_cell_that_was_left_out(name: str) -> None:
    text = "\n".join(cell.source for cell in handed(name).cells if cell.cell_type == "markdown")
    assert not re.search(r"folded (cell|figure|table) above|solution above", text)


def code_of(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def names(sources: Iterable[str], use: type[ast.expr_context]) -> set[str]:
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, use)}


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_question_is_one(name: str) -> None:
    for code in asked(name).values():
        assert isinstance(ast.parse(code).body[-1], ast.Expr)


def test_every_exercise_has_the_name_of_its_checker() -> None:
    names = [name for chapter in WITH_EXERCISES for name in exercises(handed(chapter))]
    solved = [
        f"ch{number:02}.{checker}"
        for number, chapter in enumerate(WITH_EXERCISES)
        for cell in code_cells(chapter)
        if is_solution(cell)
        for checker, _ in answers(cell)
    ]
    assert names == solved
    assert len(set(names)) == len(names) > 20


def test_the_same_page_gives_the_same_bytes_and_stays_as_it_is() -> None:
    page = of_book("05_convolution")
    before = nbformat.writes(page)
    first = nbformat.writes(hand_out(page, "05_convolution", VERSION))
    assert first == nbformat.writes(hand_out(page, "05_convolution", VERSION))
    assert nbformat.writes(page) == before
    assert json.loads(first)["metadata"]["cnnlab"] == {
        "notebook": "05_convolution",
        "version": VERSION,
    }


def test_a_caption_goes_with_its_cell() -> None:
    cells = [
        nbformat.v4.new_code_cell("f_solution = 1", id="one"),
        nbformat.v4.new_markdown_cell("**Fig. 1** The solution", id="one-caption"),
        nbformat.v4.new_code_cell("f = 1", id="two"),
        nbformat.v4.new_markdown_cell("**Fig. 2**", id="two-caption"),
    ]
    file = hand_out(nbformat.v4.new_notebook(cells=cells), "page", VERSION)
    assert [cell.id for cell in file.cells] == ["require", "two", "two-caption"]


@pytest.mark.parametrize(
    ("wanted", "installed", "fits"),
    [
        ("0.1.0", "0.1.0", True),
        ("0.1.0", "0.1.0+2027.spring", True),
        ("0.1.0+2027.spring", "0.1.0+2027.spring", True),
        ("0.1.0+2027.spring", "0.1.0+2026.fall", False),
        ("0.1.0+2027.spring", "0.1.0", False),
        ("0.1.0", "0.1.1", False),
    ],
)
def test_a_notebook_wants_its_own_cnnlab(
    monkeypatch: pytest.MonkeyPatch, wanted: str, installed: str, fits: bool
) -> None:
    monkeypatch.setattr(cnnlab.handed_out, "installed_version", lambda _: installed)
    if fits:
        require(wanted)
        return
    with pytest.raises(NotThisOne) as caught:
        require(wanted)
    (line,) = caught.value._render_traceback_()
    assert line.startswith(f"This notebook is for cnnlab {wanted}, but {installed} is installed. ")


def test_a_question_uses_the_notebooks_names_and_adds_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    carried = tmp_path / "handed_out.json"
    monkeypatch.setattr(cnnlab.handed_out, "QUESTIONS", carried)
    with pytest.raises(NotThisOne, match=r"^The questions are in the cnnlab that was handed out"):
        ask("page/one", {})
    carried.write_text(json.dumps({"page/one": "double = 2 * side\n[double for _ in range(side)]"}))
    names = {"side": 2}
    assert ask("page/one", names) == [4, 4]
    assert names["double"] == 4
    with pytest.raises(NotThisOne, match=r"^There is no question 'page/two'"):
        ask("page/two", names)


@pytest.mark.parametrize("code", ["double = 2 * side\ndouble", "[side]"])
def test_a_question_asks_for_the_cells_above_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    carried = tmp_path / "handed_out.json"
    monkeypatch.setattr(cnnlab.handed_out, "QUESTIONS", carried)
    carried.write_text(json.dumps({"page/one": code}))
    with pytest.raises(CellsAbove) as caught:
        ask("page/one", {})
    (line,) = caught.value._render_traceback_()
    assert line.startswith("This question needs side, which a cell above it defines. Choose Run → ")


@pytest.mark.slow
def test_the_wheel_has_what_the_notebook_asks_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = "06_padding"
    wheel = command.build_wheel(tmp_path, VERSION, asked(name))
    with ZipFile(tmp_path / wheel) as file:
        file.extractall(tmp_path / "installed")
        assert "cnnlab/widgets/static/sliding_kernel.mjs" in file.namelist()
    inherited = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'installed'}{os.pathsep}{inherited}")

    notebook = run(handed(name), tmp_path)
    outputs = {cell.id: cell.outputs for cell in code_of(notebook)}
    for question in asked(name):
        (shown,) = outputs[question.partition("/")[2]]
        assert "application/vnd.jupyter.widget-view+json" in shown.data
    for cell in notebook.cells:
        if "cnnlab" in cell.metadata:
            (said,) = cell.outputs
            assert said.data["text/plain"].startswith("Not answered yet.")

    other = hand_out(of_book(name), name, "0.1.0+2026.fall")
    with pytest.raises(CellExecutionError):
        run(other, tmp_path)
    ((sentence,),) = (output.traceback for output in other.cells[0].outputs)
    wanted, here = "0.1.0+2026.fall", VERSION
    assert sentence.startswith(f"This notebook is for cnnlab {wanted}, but {here} is installed.")


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    return NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()


def test_the_version_of_a_term_is_written_as_pip_writes_it() -> None:
    for term in ("2027-spring", "2027-01", "007.2"):
        version = command.version_of(term)
        assert version == str(Version(version)), term


def test_a_term_is_used_for_one_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    commits = {"HEAD": "2222", "refs/tags/cnnlab-2027-spring^{}": "1111"}
    monkeypatch.setattr(command.lab, "git", lambda *words, **_: commits.get(words[-1], ""))
    command.refuse_another("cnnlab-2027-fall")
    with pytest.raises(ValueError, match=r"Name a correction 2027-spring\.2"):
        command.refuse_another("cnnlab-2027-spring")
    commits["HEAD"] = "1111"
    command.refuse_another("cnnlab-2027-spring")
