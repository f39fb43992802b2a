"""The notebooks that `make lab` writes: plain Markdown around the book's own code."""

import json
import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import lab
import nbformat
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from nbconvert.exporters import ScriptExporter
from packaging.requirements import Requirement
from places import ROOT

from cnnlab_book.hand_out import hand_out

BOOK = ROOT / "book"
MARKDOWN = MarkdownIt("commonmark").enable("table")
MYST = re.compile(r"\{[\w:-]+\}`|^ *(:::|```)\s*\{|^\([\w-]+\)=|^\{[.#]", re.MULTILINE)

pytestmark = pytest.mark.slow


def notebooks(folder: Path) -> dict[str, nbformat.NotebookNode]:
    return {
        path.relative_to(folder).as_posix(): nbformat.read(path, as_version=4)
        for path in folder.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }


def text(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def tokens(notebook: nbformat.NotebookNode) -> Iterator[Token]:
    for token in MARKDOWN.parse(text(notebook)):
        yield token
        yield from token.children or []


def code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_every_notebook_is_written_with_its_own_code(written: Path) -> None:
    books, plain = notebooks(BOOK), notebooks(written)
    assert set(plain) == set(books) | {
        f"{page}.ipynb" for page in ("errata", "glossary", "notation", "references", "run")
    }
    for name, notebook in books.items():
        assert code(plain[name]) == code(notebook), name
        assert plain[name].metadata.kernelspec.name == "python3"


def test_no_markup_of_the_book_is_left(written: Path) -> None:
    assert MYST.search("{term}`kernel`")
    assert MYST.search(":::{dropdown} Hint")
    for name, notebook in notebooks(written).items():
        assert MYST.findall(text(notebook)) == [], name


def test_no_notebook_takes_itself_for_the_site(written: Path) -> None:
    for name, notebook in notebooks(written).items():
        assert re.findall(r"this site|here in the page|page was built", text(notebook)) == [], name


def test_every_hint_is_folded(written: Path) -> None:
    plain, hints = notebooks(written), 0
    for name, notebook in notebooks(BOOK).items():
        folded = len(re.findall(r"^:::\{dropdown\}", text(notebook), re.MULTILINE))
        assert len(re.findall("^<details>$", text(plain[name]), re.MULTILINE)) == folded, name
        hints += folded
    assert hints > 30


def test_every_figure_has_its_caption_below_it(written: Path) -> None:
    plain, figures = notebooks(written), 0
    for name in notebooks(BOOK):
        cells = plain[name].cells
        for number, cell in enumerate(cells):
            if cell.cell_type == "code" and "figure" in cell.metadata.get("mystnb", {}):
                assert re.search(r"\*\*Fig\. \d", cells[number + 1].source), (name, cell.source)
                figures += 1
    assert figures > 20


def test_every_link_leads_somewhere(written: Path) -> None:
    plain = notebooks(written)
    places = {name: anchors(notebook) for name, notebook in plain.items()}
    links = 0
    for name, notebook in plain.items():
        for token in tokens(notebook):
            href = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
            if not href or "://" in href or href.startswith("#widget-"):
                continue  # what sets a widget is tried on the widget: see test_widget_settings.py
            page, _, anchor = unquote(href).partition("#")
            target = (written / name).parent / page if page else written / name
            found = target.resolve().relative_to(written.resolve()).as_posix()
            assert found in plain, (name, href)
            assert not anchor or anchor in places[found], (name, href)
            links += 1
    assert links > 400


def anchors(notebook: nbformat.NotebookNode) -> set[str]:
    """Return what links can lead to: headings as JupyterLab names them, and written anchors."""
    markdown = MARKDOWN.parse(text(notebook))
    headings = {
        after.content.replace(" ", "-")
        for token, after in pairwise(markdown)
        if token.type == "heading_open"
    }
    return headings | set(re.findall(r'<a id="([^"]+)">', text(notebook)))


def test_numbers_are_those_of_the_site(written: Path) -> None:
    chapter = text(notebooks(written)["05_convolution.ipynb"])
    assert "# 5. Convolution and cross-correlation" in chapter
    assert re.search(
        r'<a id="equation-eq-correlation"></a>\s+\$\$[^$]*\\tag\{5\.1\}\s+\$\$', chapter
    )
    sheet = text(notebooks(written)["cheatsheet.ipynb"])
    assert "[(5.1)](05_convolution.ipynb#equation-eq-correlation)" in sheet


def test_a_term_says_what_it_means(written: Path) -> None:
    chapter = text(notebooks(written)["05_convolution.ipynb"])
    assert re.search(r'\[kernel\]\(glossary\.ipynb#kernel "[^"]+ weights [^"]+"\)', chapter)


def test_nothing_is_given_away_before_the_first_run(written: Path) -> None:
    for name, notebook in notebooks(written).items():
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                assert "Run All Cells" in output.data["text/html"], name
            if {"hide-cell", "remove-input"} & set(cell.metadata.get("tags", [])):
                assert cell.metadata.jupyter.source_hidden, name


def test_a_class_gets_them_without_solutions(written: Path) -> None:
    for name, notebook in notebooks(written).items():
        handed = hand_out(notebook, name.removesuffix(".ipynb"), "0.1.0")
        nbformat.validate(handed)
        assert "_solution" not in nbformat.writes(handed), name
        assert len({cell.id for cell in handed.cells}) == len(handed.cells), name


def notebook_of(text: str, **outputs: object) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": [text], **outputs}]})


def test_what_a_reader_has_changed_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "book", tmp_path / "notebooks"
    (source / "widgets").mkdir(parents=True)
    first, second = source / "01.ipynb", source / "widgets" / "shift.ipynb"
    mine = target / "01.ipynb"
    for path in (first, second):
        path.write_text(notebook_of("as written"))
    assert lab.bring(source, target) == []
    assert (target / "widgets" / "shift.ipynb").read_text() == notebook_of("as written")
    for changed in (notebook_of("with an answer"), "no notebook any more"):
        mine.write_text(changed)
        first.write_text(notebook_of("as written"))
        assert lab.bring(source, target) == []  # the book has nothing new to offer
        for path in (first, second):
            path.write_text(notebook_of("corrected"))
        assert lab.bring(source, target) == ["01.ipynb"]
        assert mine.read_text() == changed
        assert (target / "widgets" / "shift.ipynb").read_text() == notebook_of("corrected")
    mine.rename(target / "my-01.ipynb")
    assert lab.bring(source, target) == []
    assert mine.read_text() == notebook_of("corrected")
    assert set(json.loads((target / lab.NOTE).read_text())) == {"01.ipynb", "widgets/shift.ipynb"}


def test_what_a_reader_has_only_run_gets_the_books_corrections(tmp_path: Path) -> None:
    source, target = tmp_path / "book", tmp_path / "notebooks"
    source.mkdir()
    book, mine = source / "01.ipynb", target / "01.ipynb"
    book.write_text(notebook_of("as written"))
    lab.bring(source, target)
    run = notebook_of("as written", outputs=["a picture"], execution_count=3)
    mine.write_text(run)
    assert lab.bring(source, target) == []
    assert mine.read_text() == run  # nothing new: what was computed stays
    book.write_text(notebook_of("corrected"))
    assert lab.bring(source, target) == []
    assert mine.read_text() == notebook_of("corrected")


def test_a_reader_is_told_which_notebooks_were_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book, mine = tmp_path / "book", tmp_path / "notebooks"
    for folder, text in ((book, "corrected"), (mine, "with an answer")):
        folder.mkdir()
        (folder / "01.ipynb").write_text(notebook_of(text))
    for name, value in (("ROOT", tmp_path), ("WRITTEN", book), ("TARGET", mine)):
        monkeypatch.setattr(lab, name, value)
    monkeypatch.setattr(lab, "write", lambda: False)
    monkeypatch.setattr("sys.argv", ["lab.py"])
    assert lab.main() == 0
    where = "The notebooks are in notebooks.\n"
    kept = "Kept, since you changed them: 01.ipynb. Rename yours to get the book's.\n"
    assert capsys.readouterr().out == where + kept
    (mine / "01.ipynb").rename(mine / "my-01.ipynb")
    assert lab.main() == 0
    assert capsys.readouterr().out == where


def test_a_branch_holds_the_notebooks_and_its_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, folder = tmp_path / "repository", tmp_path / "repository" / "_build" / "plain"
    folder.mkdir(parents=True)
    monkeypatch.setattr(lab, "ROOT", repository)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a teacher")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "teacher@example.edu")
    lab.git("init", "--quiet", ".")
    (repository / ".gitignore").write_text("_build/")
    (folder / "01.ipynb").write_text("first")
    assert (
        lab.commit(folder, "notebooks") == "notebooks has the notebooks: git push origin notebooks"
    )
    assert lab.commit(folder, "notebooks") == "notebooks is up to date."
    (folder / "01.ipynb").write_text("second")
    lab.commit(folder, "notebooks")
    assert lab.git("ls-tree", "-r", "--name-only", "notebooks") == "01.ipynb"
    assert lab.git("show", "notebooks:01.ipynb") == "second"
    assert lab.git("show", "notebooks~1:01.ipynb") == "first"
    assert lab.git("status", "--short") == "?? .gitignore"
    here = lab.git("symbolic-ref", "--short", "HEAD")
    with pytest.raises(ValueError, match=f"{here} is checked out"):
        lab.commit(folder, here)
    assert lab.git("branch", "--list", here) == ""


def test_where_git_fails_no_traceback_hides_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    nobody = {"COUNT": "1", "KEY_0": "user.useConfigOnly", "VALUE_0": "true", "GLOBAL": os.devnull}
    for name, value in nobody.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    lab.git("init", "--quiet", ".")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "01.ipynb").write_text("first")
    with pytest.raises(SystemExit, match="git commit-tree failed, as it says above"):
        lab.commit(tmp_path / "plain", "notebooks")
    assert "user.name" in capfd.readouterr().err


@pytest.mark.parametrize("source", ["", "git+https://github.com/teacher/cnnlab@main"])
def test_binder_is_told_where_cnnlab_is_if_that_is_known(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lab.py", "--branch", "notebooks"])
    monkeypatch.setattr(lab, "WRITTEN", tmp_path)
    monkeypatch.setattr(lab, "write", lambda: False)
    monkeypatch.setattr(lab, "commit", lambda folder, branch: f"{branch} is up to date.")
    monkeypatch.setattr(lab, "pip_source", lambda: source)
    assert lab.main() == 0
    said = capsys.readouterr().out
    assert "notebooks is up to date." in said
    written = tmp_path / "requirements.txt"
    if source:
        cnnlab, jupyterlab = map(Requirement, written.read_text().splitlines())
        assert (cnnlab.name, cnnlab.url, jupyterlab.name) == ("cnnlab", source, "jupyterlab")
    else:
        assert not written.exists()
        assert "Binder will not find cnnlab" in said


def test_nbconvert_knows_that_a_notebook_is_python(written: Path) -> None:
    _, resources = ScriptExporter().from_filename(str(written / "05_convolution.ipynb"))
    assert resources["output_extension"] == ".py"
