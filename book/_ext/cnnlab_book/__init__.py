"""The book's Sphinx extension: all that the site needs, served by the site itself."""

from typing import Any

from sphinx.application import Sphinx

from cnnlab_book import (
    changes,
    gallery,
    index,
    jupyter,
    launch,
    markup,
    mathematics,
    outputs,
    pages,
    signatures,
    widgets,
)

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    parts = (
        changes,
        gallery,
        index,
        jupyter,
        launch,
        markup,
        mathematics,
        outputs,
        pages,
        signatures,
        widgets,
    )
    for part in parts:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
