"""What must be loaded before a cell can run: the modules that it imports, and those they import."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from session.cells import only_looked_at, parsed

__all__ = ["imported_modules", "source_of"]

_FOLLOWED = "cnnlab"
# cnnlab's own statements stand on lines of their own. Parsing them alone saves most of the time.
_STATEMENT = re.compile(r"^[ \t]*((?:from [\w.]+ )?import (?:\([^)]*\)|.*))", re.MULTILINE)


@only_looked_at()
def imported_modules(sources: Iterable[str]) -> set[str]:
    """Return the names of all modules that code imports, itself or by way of cnnlab.

    Code that is no Python imports nothing.

    Examples
    --------
    >>> sorted(imported_modules(["import a.b, c"]))
    ['a.b', 'c']
    >>> "numpy" in imported_modules(["from cnnlab import conv2d"])
    True
    """
    found: set[str] = set()
    new = {module for source in sources for module in _imports(source)}
    while new:
        found |= new
        new = {other for module in new for other in _imports_of(module)} - found
    return found


def source_of(module: str) -> str | None:
    """Return the source of a module of cnnlab, without importing anything; None for others."""
    path = _path(module)
    return path.read_text("utf-8") if path else None


@cache
def _path(module: str) -> Path | None:
    top, *rest = module.split(".")
    folder = _folder() if top == _FOLLOWED else None
    if folder is None:
        return None
    place = Path(folder, *rest)
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


@cache
def _folder() -> str | None:
    spec = find_spec(_FOLLOWED)
    return next(iter(spec.submodule_search_locations or ()), None) if spec else None


@cache
def _imports_of(module: str) -> frozenset[str]:
    statements = _STATEMENT.findall(source_of(module) or "")
    return frozenset(_imports("\n".join(statements)))


def _imports(source: str) -> Iterator[str]:
    try:
        tree = parsed(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _with_parents(alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _with_parents(node.module)
            if _path(node.module):  # what is imported may be a module itself
                for alias in node.names:
                    if _path(f"{node.module}.{alias.name}"):
                        yield f"{node.module}.{alias.name}"


def _with_parents(module: str) -> Iterator[str]:
    """Yield a module's name; of cnnlab's, those of the packages around it, too."""
    yield module
    while module.startswith(f"{_FOLLOWED}."):
        module = module.rpartition(".")[0]
        yield module
