"""A cell of code: what of it is run, and what is shown."""

import ast
import linecache
import re
import tokenize
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from types import CodeType
from typing import NamedTuple

__all__ = [
    "Cell",
    "compiled",
    "file_of",
    "only_looked_at",
    "parsed",
    "plain_python",
    "remember",
    "shows_value",
]

# Each operator of a chain, as in 1 + 1 + 1, is nested in the next. A browser's stack bears some
# thousands, and where it ends, all of Python does: no error that a cell could have comes first.
_LONGEST_CHAIN = 2000  # tokens
_TOO_LONG = "this cell has a chain of operators that is too long: give names to parts of it"

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.NEWLINE,
    tokenize.NL,
}
_PROMPT = re.compile(r"(>>>|\.\.\.) ?")
_QUESTION = re.compile(r"\?{1,2}([\w.]+)|([\w.]+)\?{1,2}")


class Cell(NamedTuple):
    """A code cell of the page, in the reader's present words."""

    id: str
    source: str


def file_of(cell_id: str) -> str:
    """Return the file name that stands for a cell in tracebacks.

    Examples
    --------
    >>> file_of("1f9b388a")
    'cell-1f9b388a'
    """
    return f"cell-{cell_id}"


def parsed(source: str, file: str = "cell") -> ast.Module:
    """Return the tree of a cell's code.

    Raises
    ------
    SyntaxError
        If it is no Python, for whatever reason: one cell that cannot be read must not end the
        others' Python.

    Examples
    --------
    >>> parsed("-" * 100_000 + "1")
    Traceback (most recent call last):
      ...
    SyntaxError: this cell has a chain of operators that is too long: give names to parts of it
    """
    try:
        if not _has_long_chain(source):
            return ast.parse(source, file)
    except ValueError as error:  # half a character, a null byte
        raise SyntaxError(str(error)) from None
    except (RecursionError, MemoryError):
        pass
    raise SyntaxError(_TOO_LONG)


def _has_long_chain(source: str) -> bool:
    length = 0
    if len(source) > _LONGEST_CHAIN:  # which hardly any cell is
        with suppress(SyntaxError, tokenize.TokenError):  # the parser says it better
            for token in tokenize.generate_tokens(StringIO(source).readline):
                ends = token.string in (",", ";") or token.type == tokenize.NEWLINE
                length = 0 if ends else length + 1
                if length > _LONGEST_CHAIN:
                    return True
    return False


@contextmanager
def only_looked_at() -> Iterator[None]:
    """Let Python not warn of code that is read and not run: the cell's own run does."""
    with warnings.catch_warnings(action="ignore"):
        yield


@only_looked_at()
def plain_python(source: str) -> str:
    """Return code without the prompts of a session that was pasted, and with `help` for `?`.

    Examples
    --------
    >>> plain_python(">>> 1 + 1"), plain_python("print?")
    ('1 + 1', 'help(print)')
    """
    try:
        parsed(source)
    except SyntaxError:
        lines = source.split("\n")
        if _PROMPT.match(lines[0]):
            lines = [_PROMPT.sub("", line, 1) if _PROMPT.match(line) else line for line in lines]
        asked = [(line, _QUESTION.fullmatch(line.strip())) for line in lines]
        lines = [f"help({match[1] or match[2]})" if match else line for line, match in asked]
        return "\n".join(lines)
    return source


def remember(cell: Cell) -> None:
    """Let tracebacks and `inspect` find a cell's lines."""
    lines = cell.source.splitlines(keepends=True)
    linecache.cache[file_of(cell.id)] = (len(cell.source), None, lines, file_of(cell.id))


def shows_value(source: str) -> bool:
    """Say whether a last expression is shown: no semicolon ends the cell.

    Examples
    --------
    >>> shows_value("1 + 1"), shows_value("1 + 1;  # quietly")
    (True, False)
    """
    tokens = list(tokenize.generate_tokens(StringIO(source).readline))
    last = next((token for token in reversed(tokens) if token.type not in _NO_CODE), None)
    return last is None or last.string != ";"


def compiled(cell: Cell) -> tuple[CodeType, CodeType | None]:
    r"""Return a cell's statements, and apart from them a last expression whose value is shown.

    Raises
    ------
    SyntaxError
        If the cell is no Python.

    Examples
    --------
    >>> statements, expression = compiled(Cell("a", "x = 2\nx + 1"))
    >>> names = {}
    >>> exec(statements, names)
    >>> eval(expression, names)
    3
    """
    tree = parsed(cell.source, file_of(cell.id))
    value = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and shows_value(cell.source):
        last = tree.body.pop()
        assert isinstance(last, ast.Expr)
        value = _compile(ast.Expression(last.value), cell, "eval")
    return _compile(tree, cell, "exec"), value


def _compile(tree: ast.Module | ast.Expression, cell: Cell, mode: str) -> CodeType:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(tree, file_of(cell.id), mode, flags=flags)
    return code
