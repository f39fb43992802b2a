"""Which changed cell above an error may come from."""

import builtins
from collections.abc import Sequence
from typing import Any

from session.cells import Cell
from session.facts import bindings, facts_of

__all__ = ["hint"]


def hint(
    error: BaseException, cell_id: str, cells: Sequence[Cell], book: Sequence[Cell]
) -> dict[str, Any] | None:
    """Return the nearest cell above that the reader has changed, and the name it may be about.

    The name is one that the failing cell uses and the book defines above it. Either no cell gives
    it any more, or the changed cell gives another thing by it.

    Examples
    --------
    >>> book = [Cell("a", "x = [1]"), Cell("b", "x[0]")]
    >>> hint(TypeError(), "b", [Cell("a", "x = None"), book[1]], book)
    {'cell': 'a', 'name': 'x', 'lost': False}
    >>> hint(NameError(name="x"), "b", [Cell("a", "y = 1"), book[1]], book)
    {'cell': 'a', 'name': 'x', 'lost': True}
    """
    place = next((i for i, cell in enumerate(cells) if cell.id == cell_id), 0)
    pairs = list(zip(cells, book, strict=True))[:place]
    by_book = [bindings(theirs.source) for _, theirs in pairs]
    in_book = {name for bound in by_book for name in bound}
    missing = getattr(error, "name", None) if isinstance(error, NameError) else None
    facts = facts_of(cell.source for cell in cells)[place] if cells else None
    used = (facts.uses | facts.imports.keys() if facts else set()) - vars(builtins).keys()
    for (ours, theirs), before in reversed(list(zip(pairs, by_book, strict=True))):
        if ours.source == theirs.source:
            continue
        now = bindings(ours.source)
        if missing in before and missing not in now:
            return {"cell": ours.id, "name": missing, "lost": True}
        for name in sorted(used & in_book & now.keys()):
            if missing is None and now[name] != before.get(name):
                return {"cell": ours.id, "name": name, "lost": False}
    return None
