"""Which cells to run again: those whose work is not in the session's variables, and is needed.

Every name has a past: the cells that have written it since it was last bound anew, each in the
words and with the values that it had. Running all of the page from its top would give each name a
certain past. A cell can run when the pasts of what it uses are these.

A widget is live: its reader moves it by hand, too, so that no run would make it what it was. It has
to be the one that was made for the page as it is now, and what the cells above do to it has to be
done; more may have been. To make it anew would undo what the reader did.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from session.cells import Cell
from session.facts import Facts, facts_of

__all__ = ["History"]


class _Write(NamedTuple):
    """A run of a cell: in what words, and with what pasts of the names that it used."""

    cell: str
    meaning: int


_Past = tuple[_Write, ...]
_State = dict[str, _Past]


class History:
    """What has been run in a session."""

    def __init__(self) -> None:
        self._state: _State = {}

    def plan(
        self, cells: Sequence[Cell], asked: str, live: Collection[str] = frozenset()
    ) -> list[str]:
        """Return the cells to run, in order, so that the asked one runs as from the page's top.

        `live` has the names of the widgets.

        Examples
        --------
        >>> cells = [Cell("a", "x = 1"), Cell("b", "print('no')"), Cell("c", "x + 1")]
        >>> History().plan(cells, "c")
        ['a', 'c']
        """
        facts = _facts(cells)
        above = [*itertools.takewhile(lambda cell: cell.id != asked, cells)]
        target = next(cell for cell in cells if cell.id == asked)
        wanted = _from_top([*above, target], facts, live)
        chosen: set[str] = {asked}
        while True:
            missing = self._missing([*above, target], facts, wanted, chosen, live) - chosen
            if not missing:
                return [cell.id for cell in [*above, target] if cell.id in chosen]
            chosen |= missing

    def ran(self, cells: Sequence[Cell], cell: Cell, live: Collection[str] = frozenset()) -> None:
        """Note that a cell has run. If it has failed, it would fail the same way again."""
        _apply(self._state, cell, _facts(cells)[cell.id], live)

    def _missing(
        self,
        cells: Sequence[Cell],
        facts: Mapping[str, Facts],
        wanted: Mapping[str, _State],
        chosen: set[str],
        live: Collection[str],
    ) -> set[str]:
        """Return the cells that the chosen ones lack, were they run now."""
        state, missing = dict(self._state), set[str]()
        for cell in cells:
            if cell.id not in chosen:
                continue
            for name in facts[cell.id].uses:
                past, present = wanted[cell.id].get(name, ()), state.get(name, ())
                missing |= {write.cell for write in _lacking(past, present, name in live)}
            _apply(state, cell, facts[cell.id], live)
        return missing


def _lacking(past: _Past, present: _Past, is_live: bool) -> _Past:
    """Return the writes that a name's present state lacks."""
    if is_live and present[:1] == past[:1]:
        return tuple(write for write in past if write not in present)
    return past[len(present) :] if present == past[: len(present)] else past


def _facts(cells: Sequence[Cell]) -> dict[str, Facts]:
    return dict(zip((c.id for c in cells), facts_of(c.source for c in cells), strict=True))


def _from_top(
    cells: Sequence[Cell], facts: Mapping[str, Facts], live: Collection[str]
) -> dict[str, _State]:
    """Return the pasts that each cell finds when the page is run from its top."""
    state: _State = {}
    found = {}
    for cell in cells:
        found[cell.id] = dict(state)
        _apply(state, cell, facts[cell.id], live)
    return found


def _apply(state: _State, cell: Cell, facts: Facts, live: Collection[str]) -> None:
    pasts = tuple(
        (name, state.get(name, ())[: 1 if name in live else None]) for name in sorted(facts.uses)
    )
    write = _Write(cell.id, hash((cell.source, pasts)))
    for name in facts.defines:
        state[name] = (write,)
    for name in facts.changes:
        state[name] = (*state.get(name, ()), write)
