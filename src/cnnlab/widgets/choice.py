"""A question with sentences to choose from, each with its own reply."""

from collections.abc import Mapping
from html import escape
from typing import Any

import traitlets

from cnnlab.tables import unbroken
from cnnlab.widgets.base import Whole, Widget
from cnnlab.widgets.frames import card


class Choice(Widget):
    """A question with sentences to choose from, each with its own reply.

    Parameters
    ----------
    question : str
    replies : mapping of str to str
        The reply to each choice: why it is right, or where it goes wrong.
    right : str
        The choice that is right.

    Raises
    ------
    TypeError
        If `replies` is not a mapping.
    ValueError
        If `right` is not one of the choices.

    Examples
    --------
    >>> from cnnlab.widgets import Choice
    >>> Choice("1 + 1?", {"2": "Two ones.", "3": "That is 1 + 2."}, right="2")
    Choice('1 + 1?')
    """

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    replies = traitlets.List(traitlets.Unicode()).tag(sync=True)
    right = Whole(min=0).tag(sync=True)
    chosen = Whole(-1, min=-1).tag(sync=True)

    def __init__(self, question: str, replies: Mapping[str, str], right: str) -> None:
        if not isinstance(replies, Mapping) or not replies:
            raise TypeError(f"replies must map each choice to its reply, got {replies!r}")
        if right not in replies:
            raise ValueError(f"right must be one of the choices {list(replies)}, got {right!r}")
        super().__init__(
            question=question,
            choices=list(replies),
            replies=list(replies.values()),
            right=list(replies).index(right),
        )

    @traitlets.validate("choices", "replies")
    def _check_sentences(self, proposal: Any) -> list[str]:
        sentences: list[str] = proposal["value"]
        if not sentences:
            raise traitlets.TraitError(
                f"{proposal['trait'].name} must hold at least one sentence, got {sentences!r}"
            )
        return sentences

    @traitlets.validate("right", "chosen")
    def _check_number(self, proposal: Any) -> int:
        number, count = int(proposal["value"]), len(self.choices)
        if 0 < count <= number:
            raise traitlets.TraitError(
                f"{proposal['trait'].name} must be the number of a choice, at most {count - 1}, "
                f"got {number}"
            )
        return number

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.question!r})"

    def first_frame(self) -> str:
        """Return the question and its choices, each with a box that cannot be ticked."""
        lines = "".join(
            f'<label class="cnnlab-choice-line"><input type="radio" disabled>'
            f"<span>{unbroken(escape(choice))}</span></label>"
            for choice in self.choices
        )
        legend = f"<legend>{unbroken(escape(self.question))}</legend>"
        asked = f"<fieldset>{legend}<div>{lines}</div></fieldset>"
        return card(asked, '<p class="cnnlab-reply"></p>', look="cnnlab-question")
