"""A notebook's cells as the grader reads them: which are exercises, and what is to be run."""

import ast
import builtins
import copy
import json
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from textwrap import dedent
from typing import Any

__all__ = [
    "Notebook",
    "Unreadable",
    "bound",
    "checked_name",
    "cleaned",
    "defines",
    "definition",
    "home",
    "imported_modules",
    "nodes",
    "program",
    "without_magics",
]


# What parsing can raise: the last two where brackets are nested too deeply.
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef)


class Unreadable(Exception):
    """What was handed in cannot be graded; the message says why, in a sentence."""


class Notebook:
    """The code cells of a notebook: `exercises` has those of the exercises by their names."""

    def __init__(self, text: str) -> None:
        try:
            notebook = json.loads(text)
            cells = [(cell, _source(cell)) for cell in notebook["cells"]]
            about = notebook["metadata"].get("cnnlab", {})
            self.name, self.version = about.get("notebook"), about.get("version")
            self.code = [
                source
                for cell, source in cells
                # The first cell, which asks for the version, is not the same in every term.
                if cell["cell_type"] == "code" and "import ask, require" not in source
            ]
            copies = [
                (cell["metadata"]["cnnlab"]["exercise"], source)
                for cell, source in cells
                if "exercise" in cell["metadata"].get("cnnlab", {})
            ]
            # Of several copies the last counts, but none with the dots where another has an answer.
            self.exercises = dict(sorted(copies, key=lambda pair: not _is_blank(pair[1])))
            self.headings = dict(_headings(cells))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unreadable("This file is not a notebook that Jupyter can open.") from None


def _is_blank(source: str) -> bool:
    """Say whether the dots still stand for an answer, and not for axes, as in ``x[..., 0]``."""
    return any(
        isinstance(node, ast.Return | ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
        for node in nodes(source)
    )


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _headings(cells: list[tuple[dict[str, Any], str]]) -> Iterator[tuple[str, str]]:
    """Yield each exercise's name and the heading above it."""
    heading = ""
    for cell, source in cells:
        if cell["cell_type"] == "markdown":
            for found in re.finditer(r"^#+ +(.*\S)", source, re.MULTILINE):
                heading = found[1]
        elif name := cell["metadata"].get("cnnlab", {}).get("exercise"):
            yield name, heading


def program(notebook: Notebook, exercise: str, book: Sequence[str], answer: str = "") -> list[str]:
    """Return what is to be run for an exercise: its cell, and before it what that needs.

    Of all other cells, the `book`'s and a student's own, only the statements that define a needed
    name are included: some cells train networks, and some may never end. Statements below the
    exercise are included where nothing above it defines the name. The `answer` may also stand in
    another cell, whether the exercise's own still has its dots, has something else, or is gone.
    """
    written = notebook.exercises.get(exercise, "")
    mine = cleaned(written)
    # It is not among the code if a student turned it into text.
    here = [*notebook.code, written].index(written)
    above, below = (
        [cleaned(cell) for cell in cells if cell not in book]
        for cells in (notebook.code[:here], notebook.code[here:])
    )
    earlier, later = (
        {statement: code for cell in cells if cell != mine for statement, code in _statements(cell)}
        for cells in ([*map(cleaned, book), *above], below)
    )
    if _is_blank(mine) and defines((cell for cell in (*above, *below) if cell != mine), answer):
        mine = ""
    needed = _free_names(mine) | _changed_names(mine)
    if not defines([mine], answer):
        needed |= {answer}
    return [*_needed_parts(earlier, later, needed), mine]


def definition(cells: Sequence[str], answer: str) -> str:
    """Return the text that defines an answer, with what it needs, but without tests of it."""
    statements = {
        statement: code
        for cell in cells
        for statement, code in _statements(cell)
        if not isinstance(statement, ast.Assert | ast.Expr)
    }
    return "\n".join(_needed_parts(statements, {}, {answer}))


def home(cells: Sequence[str], answer: str) -> Sequence[str]:
    """Return the cells where an answer stands: that of the exercise, the last, or else all."""
    return cells[-1:] if defines(cells[-1:], answer) else cells


def defines(cells: Iterable[str], name: str) -> bool:
    r"""Say whether a statement of the cells defines a name.

    Examples
    --------
    >>> defines(["side = 3", "def size(x):\n    rows = x"], "rows")
    False
    """
    return any(name in _defined(statement) for cell in cells for statement, _ in _statements(cell))


def _needed_parts(
    earlier: Mapping[ast.stmt, str], later: Mapping[ast.stmt, str], names: set[str]
) -> list[str]:
    """Return the code of the statements that make names, and in turn of those that they need."""
    statements = {**earlier, **later}
    functions = {s.name: s for s in statements if isinstance(s, ast.FunctionDef)}
    made = {s: _defined(s) | _set_by_calls(s, functions) for s in statements}
    # A call may change a variable that it is given, but no module and no function.
    fixed = {*dir(builtins)}.union(*(made[s] for s in statements if isinstance(s, DEFINITIONS)))
    changed = {s: made[s] | (_given(s) - fixed) for s in statements}
    known = {*dir(builtins)}.union(*(made[s] for s in earlier))
    parts: list[str] = []
    needed: set[str] = set()
    more = names | {"*"}  # from math import *
    while more != needed:
        needed = more
        missing = needed - known - {"*"}
        below = missing and missing | {"*"}
        wanted = {**dict.fromkeys(earlier, needed), **dict.fromkeys(later, below)}
        parts = [
            _part(s, code, wanted[s]) for s, code in statements.items() if changed[s] & wanted[s]
        ]
        more = needed.union(*map(_free_names, parts))
    return parts


def _part(statement: ast.stmt, code: str, needed: set[str]) -> str:
    """Return a statement's code; of imports only those that are needed."""
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return code
    part = copy.copy(statement)
    part.names = [alias for alias in part.names if bound(alias) in needed]
    return ast.unparse(part)


def bound(alias: ast.alias) -> str:
    """Return the name that an import binds: `scipy` for ``import scipy.signal``."""
    return alias.asname or alias.name.partition(".")[0]


def _defined(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds, or whose value it changes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    defined = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(name, ast.Store()):
                defined.add(name)
            case ast.FunctionDef(name) | ast.ClassDef(name):  # in an `if` or `try`
                defined.add(name)
            case ast.Import(names) | ast.ImportFrom(_, names):
                defined |= {bound(alias) for alias in names}
            case (
                ast.Subscript(changed, _, ast.Store() | ast.Del())  # table[3][4] = 5
                | ast.Attribute(changed, _, ast.Store() | ast.Del())  # settings.side = 5
                | ast.Expr(ast.Call(ast.Attribute(changed)))  # settings.table.append(5)
            ):
                defined |= _root(changed)
    return defined


def _given(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives to calls of which it keeps no result."""
    given: set[str] = set()
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return given
    for node in ast.walk(statement):
        match node:
            case ast.Expr(ast.Call(ast.Name("print"))):
                pass
            case ast.Expr(ast.Call(_, arguments, keywords)):
                values = [*arguments, *(keyword.value for keyword in keywords)]
                inside = (node for value in values for node in ast.walk(value))
                given |= {node.id for node in inside if isinstance(node, ast.Name)}
    return given


def _set_by_calls(statement: ast.stmt, functions: Mapping[str, ast.stmt]) -> set[str]:
    """Return the names that are `global` in the functions that a statement calls."""
    names: set[str] = set()
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return names
    for node in ast.walk(statement):
        match node:
            case ast.Call(ast.Name(called)) if called in functions:
                inside = ast.walk(functions[called])
                names = names.union(*(n.names for n in inside if isinstance(n, ast.Global)))
    return names


def _root(node: ast.AST) -> set[str]:
    """Return the name in front of all dots and brackets, if there is one."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _free_names(cell: str) -> set[str]:
    """Return the names that a cell uses without defining them, built-in ones included."""
    try:
        whole = symtable.symtable(cell, "cell", "exec")
    except NO_PYTHON:
        return set()
    defined = {symbol.get_name() for symbol in whole.get_symbols() if symbol.is_assigned()}
    defined |= {symbol.get_name() for symbol in whole.get_symbols() if symbol.is_imported()}
    used, tables = set(), [whole]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_declared_global()  # side += 1
            or (symbol.is_referenced() and (table is whole or symbol.is_global()))
        }
    return used - defined


def _changed_names(cell: str) -> set[str]:
    """Return the names that a cell changes, as by ``side += 1`` or ``side = side + 1``."""
    changed = set()
    for statement, _ in _statements(cell):
        match statement:
            case ast.AugAssign(ast.Name(name)):
                changed.add(name)
            case ast.Assign([ast.Name(name)], value):
                if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(value)):
                    changed.add(name)
    return changed


def _statements(cell: str) -> Iterator[tuple[ast.stmt, str]]:
    """Yield a cell's statements, each with its code: unparsing could recurse too deeply."""
    module = next(nodes(cell), ast.Module([], []))
    lines = cell.encode(errors="replace").splitlines(keepends=True)
    for statement in module.body:  # type: ignore[attr-defined]
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(node.lineno for node in decorators)])
        code = lines[first - 1 : statement.end_lineno]
        code[-1] = code[-1][: statement.end_col_offset]
        code[0] = code[0][statement.col_offset :]
        yield statement, b"".join(code).decode()


def nodes(cell: str) -> Iterator[ast.AST]:
    """Yield all nodes of a cell, or none if it is not Python: running it will report that."""
    with suppress(*NO_PYTHON):
        yield from ast.walk(ast.parse(cell))


def imported_modules(cells: Iterable[str]) -> set[str]:
    """Return the names of the modules that cells import, and perhaps of what is in them."""
    modules = set()
    for node in (node for cell in cells for node in nodes(cell)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return modules


def without_magics(cell: str) -> str:
    r"""Return a cell without what Jupyter alone takes: its commands, and code that is all set in.

    Examples
    --------
    >>> without_magics("%matplotlib inline\nx = 7 % 4")
    'pass\nx = 7 % 4'
    >>> without_magics("  x = 7\n  y = 4")
    'x = 7\ny = 4'
    """
    try:
        ast.parse(cell)
    except NO_PYTHON:
        cell = re.sub(r"^([ \t]*)[%!?].*$", r"\1pass", dedent(cell), flags=re.MULTILINE)
        cell = re.sub(r"^([ \t]*)[\w.]+\?\??[ \t]*$", r"\1pass", cell, flags=re.MULTILINE)
        return re.sub(r"^([ \t]*\w+ *= *)[%!].*$", r"\1None", cell, flags=re.MULTILINE)
    return cell


def cleaned(cell: str) -> str:
    """Return a cell as the grader runs it."""
    return without_checks(without_magics(cell))


def without_checks(cell: str) -> str:
    """Return a cell without the calls that show a verdict: the grader makes its own."""
    if not any(nodes(cell)):
        return cell
    return "\n".join(
        code
        for statement, code in _statements(cell)
        if not checked_name(statement)
        and not (isinstance(statement, ast.ImportFrom) and statement.module == "cnnlab.check")
    )


def checked_name(statement: ast.stmt) -> str | None:
    """Return the name that a statement such as ``check.field_size(field_size)`` checks."""
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("check")), [ast.Name(name)])):
            return name
    return None
