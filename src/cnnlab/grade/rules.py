"""Rules of an exercise: what its answer does without, and whether it must have a loop.

They are held against the text of the exercise's cell, and, since a name can be had in many ways,
against the calls that run. A rule is the dotted name of a package or of a function in it.
"""

import ast
import sys
from collections.abc import Iterable, Mapping
from types import FrameType
from typing import Any

from cnnlab.grade.cells import bound, nodes

__all__ = ["Watch", "broken_in_text", "has_loop", "origins", "sentence"]

# What `logging` prints goes to the stream that stood for stderr when the cells were run.
PRINTING = "cnnlab.check.run._Cut"
LOOPS = (ast.For, ast.While, ast.comprehension)


def sentence(used: str, rule: str) -> str:
    """Say which rule is broken, and by what.

    Examples
    --------
    >>> sentence("cnnlab.correlate2d", "cnnlab")
    'It uses `cnnlab.correlate2d`: this exercise is to be solved without `cnnlab`.'
    """
    return f"It uses `{used}`: this exercise is to be solved without `{rule}`."


def broken_in_text(cell: str, without: Iterable[str], names: Mapping[str, str]) -> str | None:
    """Say which rule the text of a cell breaks; `names` are what the notebook imports.

    Examples
    --------
    >>> broken_in_text("def f(x): return np.pad(x, 1)", ["numpy.pad"], {"np": "numpy"})
    'It uses `numpy.pad`: this exercise is to be solved without `numpy.pad`.'
    """
    names = {**names, **origins([cell])}
    for node in nodes(cell):
        used = _dotted(node, names)
        for rule in without:
            if used and _falls_under(used, rule) and not used.startswith("cnnlab.check"):
                return sentence(used, rule)
    return None


def has_loop(code: str) -> bool:
    """Say whether code has a loop, or a comprehension.

    Examples
    --------
    >>> has_loop("sum(n for n in x)"), has_loop("x.sum()")
    (True, False)
    """
    return any(isinstance(node, LOOPS) for node in nodes(code))


def origins(cells: Iterable[str]) -> dict[str, str]:
    """Return what the names that cells import stand for, but not those that cells also assign.

    Examples
    --------
    >>> origins(["import numpy as np", "from cnnlab import pad, conv2d", "conv2d = 3"])
    {'np': 'numpy', 'pad': 'cnnlab.pad'}
    """
    imported, assigned = {}, set()
    for node in (node for cell in cells for node in nodes(cell)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                imported[bound(alias)] = alias.name if alias.asname else bound(alias)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imported[bound(alias)] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned.add(node.id)
        elif isinstance(node, ast.FunctionDef):
            assigned.add(node.name)
        elif isinstance(node, ast.arg):
            assigned.add(node.arg)
    return {name: origin for name, origin in imported.items() if name not in assigned}


def _dotted(node: ast.AST, names: Mapping[str, str]) -> str | None:
    after: list[str] = []
    while isinstance(node, ast.Attribute):
        after.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in names:
        return ".".join([names[node.id], *after])
    return None


def _falls_under(used: str, rule: str) -> bool:
    """Say whether a dotted name is in the package of a rule, or has the last name of a rule.

    A function that a package offers may come from a module deeper inside it.
    """
    package, *path = rule.split(".")
    first, *parts = used.split(".")
    if first != package:
        return False
    return parts[: len(path)] == path or parts[-1:] == path[-1:]


class Watch:
    """See which rule the calls inside a `with` break; a package may call itself."""

    def __init__(self, without: Iterable[str]) -> None:
        self.without = tuple(without)
        self.broken: str | None = None
        self.fault: Exception | None = None

    def __enter__(self) -> "Watch":
        if self.without:
            sys.setprofile(self._event)
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        # Where Python has no room for one more call, the watch cannot be called either.
        if self.without and not raised and sys.getprofile() != self._event:
            self.broken = "It stops the watch over what it calls."
        sys.setprofile(None)

    def _event(self, frame: FrameType, event: str, _: Any) -> None:
        try:
            if event == "call" and frame.f_globals is not globals():
                self._see(frame)
        except RecursionError:
            raise
        except Exception as error:  # raised from here, it would end the watch
            self.fault = error

    def _see(self, frame: FrameType) -> None:
        module = _module(frame)
        package = module.partition(".")[0]
        if package == _module(frame.f_back).partition(".")[0]:
            return
        name = frame.f_code.co_qualname.partition(".")[0]
        inside, told = f"{module}.{name}", f"{package}.{name}"
        if name.startswith("<"):
            inside = told = module
        if inside == PRINTING:
            return
        for rule in self.without:
            if _falls_under(inside, rule):
                self.broken = sentence(told, rule)


def _module(frame: FrameType | None) -> str:
    return str(frame.f_globals.get("__name__", "")) if frame else ""
