"""Inside a student's process: run the cells, and answer calls of what they define.

`process` starts it as ``python -m cnnlab.grade.worker``, so that its own calls are `__main__`'s.
"""

import linecache
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from cnnlab.check.run import failure, safely
from cnnlab.check.verdict import Wrong
from cnnlab.grade.cells import imported_modules
from cnnlab.grade.channel import Channel, Operation
from cnnlab.grade.rules import Watch
from cnnlab.grade.values import first_items, packed
from cnnlab.network import Sequential

with suppress(ImportError):
    import resource

NOBODY = 65534
SECONDS = 60  # of computing, for all cells and all calls
MEMORY = 4 * 2**30
FILE = 2**20  # bytes that a file may have
TEXT = 1000  # characters of an error of the grader
# What may be imported as root: no module of a student's choice, since importing runs code.
PACKAGES = {
    *("PIL", "cnnlab", "matplotlib", "numpy", "pandas", "scipy", "skimage", "sklearn", "torch"),
}
LIBRARY = {
    *("bisect", "cmath", "collections", "contextlib", "copy", "dataclasses", "decimal", "enum"),
    *("fractions", "functools", "heapq", "itertools", "math", "numbers", "operator", "random"),
    *("re", "statistics", "string", "time", "typing"),
}


class Worker:
    """Runs a student's cells, and then does what the grader asks."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.networks: list[Sequential] = []

    def run(self) -> None:
        """Run the cells, tell what the answer is, and do what is asked until the end."""
        task = self.channel.receive_pickle()
        limit(CPU=SECONDS, AS=MEMORY)
        if is_root():
            give_up_rights(imported_modules(task["cells"]))
        limit(FSIZE=FILE, NPROC=0, CORE=0)
        self.channel.send({"ready": True})
        names, failures = run_cells(task["cells"])
        if (name := task["name"]) not in names:
            mine = [failure for cell, failure in failures.items() if name in cell]
            self.channel.send({"missing": "".join(mine[-1:])})
            return
        answer = names[name]
        if callable(answer):
            self.channel.send({"function": True})
        else:
            self._reply(partial(first_items, answer))
        while True:
            match self.channel.receive_pickle():
                case "call", *arguments:
                    self._call(answer, arguments, task["without"])
                case "forward", number, x:
                    self._reply(partial(self.networks[number], x))
                case "parameters", number:
                    self._reply(self.networks[number].parameters)

    def _call(self, function: Any, arguments: list[Any], without: list[str]) -> None:
        own = [self._operation(a) if isinstance(a, Operation) else a for a in arguments]
        watch = Watch(without)

        def watched() -> Any:
            with watch:
                return function(*own)

        self._reply(watched, watch, own)

    def _operation(self, operation: Operation) -> Any:
        """Return a function that has the grader do the operation."""

        def ask(*arguments: Any) -> Any:
            values = [packed(argument, self._keep) for argument in arguments]
            self.channel.send({"operation": operation.number, "arguments": values})
            done, result = self.channel.receive_pickle()
            if not done:
                raise RuntimeError(result)
            return result

        ask.__qualname__ = "operation"  # an error of a call has this name
        return ask

    def _reply(
        self,
        value: Callable[[], Any],
        watch: Watch | None = None,
        arguments: Sequence[Any] = (),
    ) -> None:
        """Send what `value()` gives, the error that it raises, or the rule that it breaks.

        The arrays among the arguments that it has changed are sent with the value.
        """
        arrays = {n: (a, a.copy()) for n, a in enumerate(arguments) if isinstance(a, np.ndarray)}
        try:
            reply: dict[str, Any] = {"value": packed(value(), self._keep)}
            reply["changed"] = {
                n: packed(array, self._keep)
                for n, (array, before) in arrays.items()
                if not np.array_equal(array, before)
            }
        except SystemExit:
            reply = {"ends": True}
        except BaseException as error:
            reply = {"failure": f"{type(error).__name__}."}
            with suppress(BaseException):  # such as too little memory, once more
                reply = {"failure": failure(error)}
        if watch and watch.fault:
            reply = {
                "broken": f"The grader failed, through no fault of yours: {watch.fault!r}"[:TEXT]
            }
        if watch and watch.broken:
            reply = {"broken": watch.broken}
        self.channel.send(reply)

    def _keep(self, network: Sequential) -> int:
        self.networks.append(network)
        return len(self.networks) - 1


def run_cells(cells: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Run cells one after the other; return their names, and which fail and how."""
    # A notebook has `display` without an import. Nobody looks here.
    names: dict[str, Any] = {"__name__": "__main__", "display": lambda *_, **__: None}
    failures = {}
    for number, cell in enumerate(cells):
        file = f"<cell {number}>"
        # There is no such file: the line of an error is looked up here.
        linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
        try:
            with safely("Its cell"):
                exec(compile(cell, file, "exec"), names)
        except Wrong as wrong:
            failures[cell] = str(wrong)
    return names, failures


def own_channel() -> Channel:
    """Take the two pipes for the worker alone: a student's `print` goes nowhere."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return Channel(incoming, outgoing)


def is_root() -> bool:
    """Say whether the process runs as root, as in a container."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def give_up_rights(modules: Iterable[str]) -> None:
    """Become `nobody`, once the modules that the cells will import are there.

    Python may be installed in root's home, where `nobody` can read nothing.
    """
    for module in filter(is_known, modules):
        with suppress(BaseException):
            import_module(module)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def is_known(module: str) -> bool:
    """Say whether a module may be imported before the rights are given up.

    Examples
    --------
    >>> is_known("scipy.signal"), is_known("numpy.__main__"), is_known("unittest")
    (True, False, False)
    """
    package, *inside = module.split(".")
    if package in LIBRARY:
        return not inside
    return package in PACKAGES and not any(part.startswith("__") for part in inside)


def limit(**bounds: int) -> None:
    """Bound what the process may use, where the system can."""
    for name, most in bounds.items():
        with suppress(NameError, AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


if __name__ == "__main__":
    channel = own_channel()
    with suppress(EOFError, BrokenPipeError):
        Worker(channel).run()
