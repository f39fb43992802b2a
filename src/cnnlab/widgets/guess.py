"""A guess that stands alone, before a figure or a table."""

from typing import Any

from cnnlab.widgets.base import Widget


class Guess(Widget):
    """A question to answer before what follows shows it.

    Parameters
    ----------
    guess : dict
        A question of `cnnlab.widgets.guesses`. Any other widget takes one, too, and asks it on its
        own drawing.

    Raises
    ------
    ValueError
        If there is no question.

    Examples
    --------
    >>> from cnnlab.widgets import Guess, guesses
    >>> widget = Guess(guesses.number("6 × 7?", 42, hint="Add.", because="7 + 7 + …"))
    >>> widget
    Guess('6 × 7?')
    """

    def __init__(self, guess: dict[str, Any], **traits: Any) -> None:
        if not guess:
            raise ValueError("guess must be a question of cnnlab.widgets.guesses, got none")
        super().__init__(guess=guess, **traits)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.guess['question']!r})"

    def first_frame(self) -> str:
        """Return nothing: the question stands before it."""
        return ""
