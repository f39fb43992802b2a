"""The book's Sphinx extension: all that the site needs, served by the site itself."""

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
    for name in PARTS:
        import_module(f"cnnlab_book.{name}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
