"""Hold the notebooks to the outputs that the site's build has computed, without another run.

nbval compares; in place of its kernel stands the build's cache of executed notebooks. The build
runs a notebook again whenever its code, the package or the environment changes, so what the cache
holds is what a kernel would say.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_cache import get_cache
from nbformat import NotebookNode
from nbval.plugin import IPyNbFile
from places import ROOT

from cnnlab_book.changes import executed_notebooks


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != ".ipynb":
        return None
    return BuiltNotebook.from_parent(parent, path=file_path)  # type: ignore[no-any-return]


class BuiltNotebook(IPyNbFile):
    """A notebook whose cells ran when the site was built."""

    build = ROOT / "_build"

    def setup(self) -> None:
        cache = get_cache(executed_notebooks(self.build))
        try:
            _, executed = cache.merge_match_into_notebook(self.nb)
        except KeyError:
            pytest.fail(
                "The site was not built with this notebook, this package and this environment. "
                "Build it: `make book SERVE=0`. `make test` does.",
                pytrace=False,
            )
        self.kernel = PastRun(executed)
        # Only the build draws figures in all variants; nbval looks at no picture anyhow.
        self.skip_compare = (*self.skip_compare, "image/svg+xml")
        self.setup_sanitize_files()


class PastRun:
    """What nbval asks of a kernel, answered from a run that is over."""

    def __init__(self, notebook: NotebookNode) -> None:
        self._cells = iter([cell for cell in notebook.cells if cell.cell_type == "code"])
        self._messages: Iterator[dict[str, Any]] = iter(())

    def execute_cell_input(self, source: str, allow_stdin: bool | None = None) -> str:
        cell = next(cell for cell in self._cells if cell.source == source)
        self._messages = iter([*map(_message, cell.outputs), _IDLE])
        return _RUN

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        return next(self._messages)

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Return at once: the cell has run."""

    def await_idle(self, msg_id: str, timeout: float | None = None) -> None:
        """Return at once, too."""

    def is_alive(self) -> bool:
        return True

    def stop(self) -> None:
        """Nothing runs that could be stopped."""


_RUN = "the build"


def _message(output: NotebookNode) -> dict[str, Any]:
    return {
        "msg_type": output.output_type,
        "parent_header": {"msg_id": _RUN},
        "content": dict(output),
    }


_IDLE = {
    "msg_type": "status",
    "parent_header": {"msg_id": _RUN},
    "content": {"execution_state": "idle"},
}
