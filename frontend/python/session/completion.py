"""What could follow what the reader has typed."""

import builtins
import keyword
import re
from rlcompleter import Completer
from types import ModuleType
from typing import Any

__all__ = ["completions"]

_MOST = 200
_BEFORE_CURSOR = re.compile(r"[^\W\d]\w*(?:\.\w*)*$|(?<=\.)$")


def completions(code: str, names: dict[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """Return the beginning of a name that code ends in, and how it could go on.

    Parameters
    ----------
    code : str
        All that stands before the cursor.
    names : dict
        The session's variables.

    Examples
    --------
    >>> completions("y = len", {})
    ('len', [{'label': 'len', 'type': 'function'}])
    >>> completions("x.re", {"x": 1.0})
    ('re', [{'label': 'real', 'type': 'property'}])
    """
    match = _BEFORE_CURSOR.search(code)
    if not match or not match[0]:
        return "", []
    dotted = match[0]
    owner, _, begun = dotted.rpartition(".")
    completer = Completer(names)
    try:
        found = completer.attr_matches(dotted) if owner else completer.global_matches(dotted)
    except Exception:  # an attribute that cannot be looked up
        return begun, []
    labels = sorted({re.match(r"[\w.]*", text)[0].rpartition(".")[2] for text in found} - {""})  # type: ignore[index]
    options = [{"label": label, "type": _kind(owner, label, names)} for label in labels[:_MOST]]
    return begun, options


def _kind(owner: str, label: str, names: dict[str, Any]) -> str:
    """Return what a name stands for, in CodeMirror's words."""
    if owner:
        return "property"
    if keyword.iskeyword(label):
        return "keyword"
    value = names.get(label, getattr(builtins, label, None))
    if isinstance(value, type):
        return "class"
    if isinstance(value, ModuleType):
        return "namespace"
    return "function" if callable(value) else "variable"
