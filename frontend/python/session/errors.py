"""An error as its reader needs it: what went wrong first, then the reader's own lines."""

import linecache
import sys
import traceback
from collections.abc import Iterator
from typing import Any

__all__ = ["error_output", "fallback_output"]

_MOST_LINES = 6  # a function that calls itself may have a thousand


def error_output(error: BaseException, cell_id: str) -> dict[str, Any]:
    """Return an error as an output in the notebook's format, and the reader's lines beside it.

    Parameters
    ----------
    error : BaseException
    cell_id : str
        The cell that was run. Other cells are named as such.
    """
    name, message = type(error).__name__, _message(error)
    lines = _shortened(list(_readers_lines(error)))
    traceback_lines = [f"{name}: {message}" if message else name]
    traceback_lines += (_in_words(line, cell_id) if line else "  …" for line in lines)
    return {
        "output_type": "error",
        "ename": name,
        "evalue": message,
        "traceback": traceback_lines,
        "reader_lines": [line for line in lines if line],
    }


def fallback_output() -> dict[str, Any]:
    """Return the output for an error that fails itself when it is looked at."""
    return {
        "output_type": "error",
        "ename": "Error",
        "evalue": "it cannot be shown: looking at it raises another error",
        "traceback": [],
        "reader_lines": [],
    }


def _in_words(line: dict[str, Any], cell_id: str) -> str:
    where = "" if line["cell"] == cell_id else "in another cell, "
    return f"  {where}line {line['line']}: {line['text']}"


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return _syntax(error)
    if isinstance(error, SystemExit):
        return "exit() ends Python where there is a terminal. The page's Python goes on."
    # With "Did you mean …?", as Python adds it.
    try:
        lines = list(traceback.TracebackException.from_exception(error).format_exception_only())
    except Exception:
        return "(its message fails, too)"
    kind = lines[0].strip().partition(":")[0]
    message = "".join(lines).strip().removeprefix(kind).removeprefix(": ")
    if isinstance(error, MemoryError):
        message += "the memory of the page's Python is full; Restart empties it"
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in sys.modules:
            message += (
                ". The page has NumPy, Matplotlib and cnnlab. Where you have installed "
                "more, JupyterLab has it, too"
            )
    return message


def _syntax(error: SyntaxError) -> str:
    text = (error.text or "").lstrip()
    if text.startswith(("%", "!")):
        return f"lines that begin with {text[0]} are for JupyterLab; here a cell is Python alone"
    return error.msg or ""


def _readers_lines(error: BaseException) -> Iterator[dict[str, Any]]:
    frames = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno or 1))
    for file, number in frames:
        if file.startswith("cell-"):
            text = linecache.getline(file, number).strip()
            yield {"cell": file.removeprefix("cell-"), "line": number, "text": text}


def _shortened(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first and the last lines, an empty one for what is left out between them."""
    if len(lines) <= _MOST_LINES:
        return lines
    half = _MOST_LINES // 2
    return [*lines[:half], {}, *lines[-half:]]
