"""What a notebook says in git is held to what the site's build has computed."""

from pathlib import Path

import nbformat
import pytest
from built_notebooks import BuiltNotebook
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat import NotebookNode, v4
from nbval.plugin import NbCellError

from cnnlab_book.changes import executed_notebooks


def cell(source: str, *outputs: NotebookNode) -> NotebookNode:
    return v4.new_code_cell(source, execution_count=1, outputs=list(outputs))


def printed(text: str) -> NotebookNode:
    return v4.new_output("stream", name="stdout", text=text)


def value(text: str) -> NotebookNode:
    return v4.new_output("execute_result", {"text/plain": text}, execution_count=1)


PRINT, VALUE = "print(size)", "object()"


def compare(
    request: pytest.FixtureRequest, folder: Path, kept: list[NotebookNode]
) -> list[str | None]:
    """Say of each cell of a notebook with the cells `kept` what is wrong with it."""
    build = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Title"),
            cell(PRINT, printed("1"), printed("8\n")),
            cell(VALUE, value("<object at 0x7f12a4b0c9d0>")),
        ]
    )
    bundle = CacheBundleIn(build, "chapter.ipynb")
    get_cache(executed_notebooks(folder)).cache_notebook_bundle(bundle, check_validity=False)
    path = folder / "chapter.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("# New title"), *kept]), path)
    notebook = BuiltNotebook.from_parent(request.session, path=path)
    notebook.build = folder
    cells = list(notebook.collect())
    notebook.setup()
    return [fault(one) for one in cells]


def fault(one: pytest.Item) -> str | None:
    try:
        one.runtest()
    except NbCellError as error:
        return f"{error}\n{error.inner_traceback}"
    return None


@pytest.mark.slow
def test_the_same_outputs_pass_by_nbvals_rules(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    kept = [cell(PRINT, printed("18\n")), cell(VALUE, value("<object at 0x0>"))]
    assert compare(request, tmp_path, kept) == [None, None]


@pytest.mark.slow
def test_an_output_that_differs_fails(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kept = [cell(PRINT, printed("81\n")), cell(VALUE)]
    first, second = compare(request, tmp_path, kept)
    assert first is not None
    assert "mismatch 'stdout'" in first
    assert second is not None
    assert "Unexpected output fields from running code: {'text/plain'}" in second


@pytest.mark.slow
def test_code_that_the_build_has_not_run_fails(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    kept = [cell("print(other)", printed("18\n")), cell(VALUE, value("<object at 0x0>"))]
    with pytest.raises(pytest.fail.Exception, match="make book SERVE=0"):
        compare(request, tmp_path, kept)


@pytest.mark.slow
def test_the_build_runs_notebooks_again_when_the_package_or_the_environment_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = executed_notebooks(tmp_path)
    assert executed_notebooks(tmp_path) == before
    monkeypatch.setattr("cnnlab_book.changes.files", lambda _: tmp_path)
    package = executed_notebooks(tmp_path)
    monkeypatch.setattr("cnnlab_book.changes.distributions", list)
    assert len({before, package, executed_notebooks(tmp_path)}) == 3


def test_the_build_runs_notebooks_again_when_code_changes_or_stands_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnlab_book.changes.files", lambda _: tmp_path)
    first, second, renamed = (tmp_path / f"{name}.py" for name in ("a", "b", "c"))
    first.write_text("x = 1\n")
    second.write_text("y = 2\n")
    seen = [executed_notebooks(tmp_path)]
    second.rename(renamed)
    seen.append(executed_notebooks(tmp_path))
    first.write_text("x = 1\ny = 2\n")
    renamed.write_text("")
    seen.append(executed_notebooks(tmp_path))
    first.write_text("x = 1\ny = 3\n")
    seen.append(executed_notebooks(tmp_path))
    assert len(set(seen)) == 4
