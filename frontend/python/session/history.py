"""Which cells to run again: those whose work is not in the session's variables, and is needed.

Every name has a past: the cells that have written it since it was last bound anew, each in the
words and with the values that it had. Running all of the page from its top would give each name a
certain past. A cell can run when the pasts of what it uses are these.
"""

import itertools
from collections.abc import Mapping, Sequence
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

    def plan(self, cells: Sequence[Cell], asked: str) -> list[str]:
        """Return the cells to run, in order, so that the asked one runs as from the page's top.

        Examples
        --------
        >>> cells = [Cell("a", "x = 1"), Cell("b", "print('no')"), Cell("c", "x + 1")]
        >>> History().plan(cells, "c")
        ['a', 'c']
        """
        facts = _facts(cells)
        above = [*itertools.takewhile(lambda cell: cell.id != asked, cells)]
        target = next(cell for cell in cells if cell.id == asked)
        wanted = _from_top([*above, target], facts)
        chosen: set[str] = {asked}
        while True:
            missing = self._missing([*above, target], facts, wanted, chosen) - chosen
            if not missing:
                return [cell.id for cell in [*above, target] if cell.id in chosen]
            chosen |= missing

    def ran(self, cells: Sequence[Cell], cell: Cell) -> None:
        """Note that a cell has run. If it has failed, it would fail the same way again."""
        _apply(self._state, cell, _facts(cells)[cell.id])

    def _missing(
        self,
        cells: Sequence[Cell],
        facts: Mapping[str, Facts],
        wanted: Mapping[str, _State],
        chosen: set[str],
    ) -> set[str]:
        """Return the cells that the chosen ones lack, were they run now."""
        state, missing = dict(self._state), set[str]()
        for cell in cells:
            if cell.id not in chosen:
                continue
            for name in facts[cell.id].uses:
                past, present = wanted[cell.id].get(name, ()), state.get(name, ())
                begun = len(present) if present == past[: len(present)] else 0
                missing |= {write.cell for write in past[begun:]}
            _apply(state, cell, facts[cell.id])
        return missing


def _facts(cells: Sequence[Cell]) -> dict[str, Facts]:
    return dict(zip((c.id for c in cells), facts_of(c.source for c in cells), strict=True))


def _from_top(cells: Sequence[Cell], facts: Mapping[str, Facts]) -> dict[str, _State]:
    """Return the pasts that each cell finds when the page is run from its top."""
    state: _State = {}
    found = {}
    for cell in cells:
        found[cell.id] = dict(state)
        _apply(state, cell, facts[cell.id])
    return found


def _apply(state: _State, cell: Cell, facts: Facts) -> None:
    pasts = tuple((name, state.get(name, ())) for name in sorted(facts.uses))
    write = _Write(cell.id, hash((cell.source, pasts)))
    for name in facts.defines:
        state[name] = (write,)
    for name in facts.changes:
        state[name] = (*state.get(name, ()), write)
