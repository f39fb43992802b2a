"""The book's Sphinx extension: all that the site needs, served by the site itself."""

import gc
from importlib import import_module
from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup"]

PARTS = (
    "changes",
    "execution",
    "gallery",
    "index",
    "jupyter",
    "launch",
    "lecture",
    "markup",
    "mathematics",
    "memory",
    "moved",
    "outputs",
    "pages",
    "python",
    "signatures",
    "text_links",
    "widgets",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    # A book is millions of objects that stay. With Python's own threshold, looking for garbage
    # among them after every 700 new ones is a third of a build's work.
    gc.set_threshold(50_000)
    for name in PARTS:
        import_module(f"cnnlab_book.{name}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
