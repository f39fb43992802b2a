"""A session: the reader's variables, and all that goes between them and the page."""

import builtins
import itertools
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from traitlets import HasTraits

from session.awaiting import evaluated
from session.cells import Cell, compiled, plain_python, remember
from session.comms import receive, speak_with
from session.completion import completions
from session.errors import error_output, fallback_output
from session.facts import facts_of
from session.figures import show_figures
from session.hints import hint
from session.history import History
from session.packages import imported_modules
from session.platform import (
    bars_without_thread,
    numpy_without_compiler,
    print_whole_numbers_alike,
)
from session.shell import Shell, without_terminal
from session.streams import Stream

__all__ = ["Session", "start"]

Post = Callable[[dict[str, Any]], None]
_FIRST = 100  # of a collection that may have a million items


def start(post: Post, cells: Iterable[Mapping[str, Any]]) -> "Session":
    """Let all that this Python prints and shows go through a session, and return that."""
    session: Session | None = None

    def shell() -> Shell:
        assert session
        return session.shell

    without_terminal(shell)
    session = Session(post, cells, sys.modules["__main__"])
    sys.stdout, sys.stderr = session.stdout, session.stderr
    builtins.input = _no_input
    from IPython.display import display

    builtins.display = display  # type: ignore[attr-defined]
    print_whole_numbers_alike()
    numpy_without_compiler()
    return session


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() cannot ask here. Write the answer into the cell, as in name = 3")


class Session:
    """The reader's variables, and the cells that made them.

    Parameters
    ----------
    post : callable
        Sends a message to the page.
    cells : iterable of mapping
        The page's code cells in order, each with its "id" and "source".
    module : module
        Where the cells' names live.
    """

    def __init__(
        self, post: Post, cells: Iterable[Mapping[str, Any]], module: ModuleType | None = None
    ) -> None:
        self.names = vars(module or ModuleType("__main__"))
        self.shell = Shell(self._put, self._fail)
        self.stdout = Stream(lambda text: self._stream("stdout", text))
        # A bar that moves, and is overwritten by the next, goes to where errors do.
        self.stderr = Stream(lambda text: self._stream("stderr", text), terminal=True)
        self._post = post
        self._book = [Cell(cell["id"], cell["source"]) for cell in cells]
        self._cells = self._book
        self._last: Any = None
        self._went_well = True
        self._history = History()
        self._run: dict[str, Any] = {"run": 0, "cell": ""}

    def plan(self, cell: str, sources: Mapping[str, str]) -> list[str]:
        """Return which cells to run in order that a cell can run; it is the last one itself.

        Parameters
        ----------
        cell : str
            The cell that the reader asked for.
        sources : mapping of str to str
            What stands in the cells now.
        """
        self._cells = [Cell(c.id, plain_python(sources.get(c.id, c.source))) for c in self._cells]
        return self._history.plan(self._cells, cell, self._widgets())

    def modules(self, cells: Iterable[str]) -> list[str]:
        """Return the names of all modules that these cells import, itself or by way of cnnlab."""
        cells = list(cells)
        above = (line for cell in cells for line in self._imports(cell).values())
        return sorted(imported_modules([*above, *map(self._source, cells)]))

    def run(self, number: int, cell_id: str) -> bool:
        """Run a cell, sending what it puts out, and say whether it went well."""
        cell = Cell(cell_id, self._source(cell_id))
        self._run = {"run": number, "cell": cell_id}
        self._post({"type": "begin", **self._run})
        remember(cell)
        self._went_well = True
        began = time.perf_counter()
        try:
            self._execute(cell)
        except BaseException as error:
            self._fail(error)
        self._show_figures()
        self._history.ran(self._cells, cell, self._widgets())
        self.stdout.flush()
        self.stderr.flush()
        seconds = time.perf_counter() - began
        self._post({"type": "end", **self._run, "ok": self._went_well, "seconds": seconds})
        return self._went_well

    def complete(self, code: str) -> tuple[str, list[dict[str, str]]]:
        """Return the beginning of the name that code ends in, and how it could go on."""
        return completions(code, self.names)

    def loaded(self, packages: Iterable[str]) -> None:
        """Make packages that have just come ready for the page."""
        if "comm" in packages:
            speak_with(self._send)
        if "tqdm" in packages:
            bars_without_thread()

    def hear(self, kind: str, comm_id: str, data: Any = None, buffers: Any = ()) -> None:
        """Take a message of a widget in the page. What it makes Python print is the last cell's."""
        try:
            receive(kind, comm_id, data, buffers)
        except BaseException as error:
            self._fail(error)
        self._show_figures()
        self.stdout.flush()
        self.stderr.flush()

    def _widgets(self) -> set[str]:
        return {name for name, value in self.names.items() if _holds_widget(value)}

    def _imports(self, cell_id: str) -> Mapping[str, str]:
        """Return the names that a cell uses and cells above it import, each with its import."""
        facts = facts_of(cell.source for cell in self._cells)
        return next(f for f, c in zip(facts, self._cells, strict=True) if c.id == cell_id).imports

    def _source(self, cell_id: str) -> str:
        return next(cell.source for cell in self._cells if cell.id == cell_id)

    def _execute(self, cell: Cell) -> None:
        statements, expression = compiled(cell)
        for name, line in self._imports(cell.id).items():
            if name not in self.names:
                exec(line, self.names)
        evaluated(statements, self.names)
        if expression is None:
            return
        value = evaluated(expression, self.names)
        output = self.shell.result(value)
        # As in IPython: a name of the reader's own stays.
        if value is not None and self.names.get("_", self._last) is self._last:
            self.names["_"] = self._last = value
        if output:
            self._put({"type": "output", "output": output})

    def _show_figures(self) -> None:
        """Show the figures that a cell has left open, and close them."""
        try:
            show_figures(self.shell)
        except BaseException as error:
            self._fail(error)

    def _stream(self, name: str, text: str) -> None:
        self._send(
            {"type": "output", "output": {"output_type": "stream", "name": name, "text": text}}
        )

    def _fail(self, error: BaseException) -> None:
        self._went_well = False
        cell = self._run["cell"]
        try:
            output = error_output(error, cell)
            if about := hint(error, cell, self._cells, self._book):
                output["hint"] = about
        except BaseException:  # an error of the reader's own, that fails when it is looked at
            output = fallback_output()
        self._put({"type": "output", "output": output})

    def _put(self, message: dict[str, Any]) -> None:
        """Send an output, after what was printed before it."""
        self.stdout.flush()
        self.stderr.flush()
        self._send(message)

    def _send(self, message: dict[str, Any]) -> None:
        self._post(message | self._run)


def _holds_widget(value: Any) -> bool:
    """Say whether a value is a widget, or a collection that begins with some."""
    # By its type alone: a value may answer as it likes, and an error here would end Python.
    if issubclass(type(value), dict):
        value = list(itertools.islice(dict.values(value), _FIRST))
    if type(value) in (list, tuple, set):
        return any(issubclass(type(item), HasTraits) for item in itertools.islice(value, _FIRST))
    return issubclass(type(value), HasTraits)
