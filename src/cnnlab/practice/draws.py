"""Random numbers that Python and the page draw alike."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A seeded stream of whole numbers: the generator mulberry32, the same in both languages.

    Its 32-bit state grows by a constant at each draw; what is drawn is the state, well mixed.

    Parameters
    ----------
    seed : int
        Counts modulo 2³².

    Examples
    --------
    >>> draws = Draws(42)
    >>> [draws.whole(1, 6) for _ in range(8)]
    [1, 5, 1, 6, 1, 4, 5, 6]
    """

    def __init__(self, seed: int) -> None:
        self._state = seed % 2**32

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return low + self._next() % (high - low + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        """Draw one of several things."""
        return choices[self.whole(0, len(choices) - 1)]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Draw all of several things, in any order."""
        left = list(things)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in things]

    def table(self, rows: int, columns: int, low: int, high: int) -> list[list[int]]:
        """Draw rows of whole numbers."""
        return [[self.whole(low, high) for _ in range(columns)] for _ in range(rows)]

    def _next(self) -> int:
        self._state = (self._state + 0x6D2B79F5) % 2**32
        mixed = self._state
        mixed = (mixed ^ mixed >> 15) * (mixed | 1) % 2**32
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) % 2**32
        return mixed ^ mixed >> 14
