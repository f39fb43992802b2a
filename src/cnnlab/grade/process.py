"""A student's answer in a process of its own, which has no rights and ends when its time is up.

Where the grader is root, as in the containers of Gradescope and Otter, the process belongs to
`nobody`, who can neither read the grader's files nor stop it.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.check.run import NUMBERS, Elsewhere, safely
from cnnlab.check.verdict import Wrong
from cnnlab.grade.channel import Channel, Operation
from cnnlab.grade.values import room, unpacked
from cnnlab.grade.worker import NOBODY, SECONDS, is_root
from cnnlab.network import Sequential

__all__ = ["answer"]

LONGEST = 500  # characters of what is said of an error


@contextmanager
def answer(cells: list[str], name: str, without: list[str]) -> Iterator[Any]:
    """Run cells, and yield what they call `name`: a value, or a function that runs over there.

    Raises `Wrong` with a sentence for the student if there is no such name, and `RuntimeError` if
    not even an empty program starts.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as place, _started(place) as worker:
        try:
            worker.channel.send_pickle({"cells": cells, "name": name, "without": without})
            worker.channel.receive()  # ready
        except (EOFError, BrokenPipeError):
            if not cells:
                start = f"{sys.executable} cannot start a student's process."
                raise RuntimeError(start) from None
            with suppress(Wrong), answer([], name, without):
                pass
            worker.gone("Preparing your cells")
        yield worker.answer(name)


@contextmanager
def _started(place: str) -> Iterator["_Worker"]:
    if is_root():
        os.chown(place, NOBODY, NOBODY)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cnnlab.grade.worker"],
        cwd=place,
        env={
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HOME": place,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    worker = _Worker(process)
    try:
        yield worker
    finally:
        worker.end()


class _Worker:
    """The grader's side of a student's process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        assert process.stdin
        self.process = process
        self.channel = Channel(process.stdout, process.stdin)
        self.late = threading.Event()
        self._timer = threading.Timer(SECONDS, self._time_is_up)
        self._timer.start()

    def _time_is_up(self) -> None:
        self.late.set()
        self.process.kill()

    def end(self) -> None:
        """End the process, and what it may have started."""
        self._timer.cancel()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.communicate()

    def answer(self, name: str) -> Any:
        """Return the answer, once the cells have run."""
        try:
            told = self.channel.receive()
        except EOFError:
            self.gone("Running your cells")
        with safely("Your answer"):
            if "missing" in told:
                why = f" {told['missing']}" if told["missing"] else ""
                raise Wrong(f"There is no `{name}`: the exercise asks for this name.{why}")
            if "function" not in told:
                return self._result(told)

        def function(*arguments: Any) -> Any:
            return self.call(*arguments)

        function.__name__ = name  # a checker's sentence may have it
        return function

    def call(self, *arguments: Any) -> Any:
        """Call the student's function; do the operations among the arguments on its behalf."""
        operations = [a for a in arguments if callable(a)]
        sent = [Operation(operations.index(a)) if callable(a) else a for a in arguments]
        reply = self.ask("call", *sent)
        while "operation" in reply:
            operation = operations[reply["operation"]]
            values = [unpacked(value, self._network) for value in reply["arguments"]]
            _bound(values, "calls the operation with")
            try:
                reply = self.ask(True, operation(*map(np.asarray, values)))
            except Wrong:
                raise
            except Exception as error:
                reply = self.ask(False, str(error))
        result = self._result(reply)
        for number, changed in reply.get("changed", {}).items():
            # As if the function had been called here: the checker sees whether it changes them.
            arguments[int(number)][...] = unpacked(changed, self._network)
        return result

    def ask(self, *message: Any) -> Any:
        """Send a message, and return the reply."""
        try:
            self.channel.send_pickle(message)
            return self.channel.receive()
        except (EOFError, BrokenPipeError):
            self.gone("It")

    def gone(self, subject: str) -> NoReturn:
        """Say why the process has ended."""
        if self.late.is_set():
            raise Wrong(f"{subject} takes more than {SECONDS:g} seconds in all.")
        raise Wrong(f"{subject} ends Python, or needs too much memory.")

    def _result(self, reply: dict[str, Any]) -> Any:
        if "broken" in reply:
            raise Wrong(str(reply["broken"]))
        if "ends" in reply:
            raise SystemExit
        if "failure" in reply:
            raise Elsewhere(str(reply["failure"])[:LONGEST])
        value = unpacked(reply["value"], self._network)
        if isinstance(value, list | tuple):  # the checker refuses arrays that are too large
            _bound(value, "gives")
        return value

    def _network(self, number: int) -> Sequential:
        return _Network(self, number)


def _bound(values: Sequence[Any], verb: str) -> None:
    """Refuse what would take much memory here, outside of the limits of the student's process."""
    if (count := room(values)) > NUMBERS:
        raise Wrong(f"It {verb} {count:,} numbers, which is far too many.")


class _Network(Sequential):
    """A network in a student's process."""

    def __init__(self, worker: _Worker, number: int) -> None:
        super().__init__()
        self._worker, self._number = worker, number

    def forward(self, x: ArrayLike) -> Any:
        """Return what the network makes of x."""
        return self._worker._result(self._worker.ask("forward", self._number, np.asarray(x)))

    def parameters(self) -> list[Any]:
        """Return copies of the parameters."""
        parameters: list[Any] = self._worker._result(self._worker.ask("parameters", self._number))
        return parameters
