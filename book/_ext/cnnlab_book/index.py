"""The book's index, kept to the words that readers look up."""

import re

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Shorten the index when every page has been read."""
    app.connect("env-updated", _shorten_index)


def _shorten_index(app: Sphinx, env: BuildEnvironment) -> None:
    # The index is for words, functions and classes. What a class holds stands beside it in the
    # reference; hundreds of such names would hide the words.
    for entries in env.get_domain("index").entries.values():  # type: ignore[attr-defined]
        entries[:] = [
            entry
            for entry in entries
            if not re.search(r" (method|attribute|property)\)$|^module; ", entry[1])
        ]
