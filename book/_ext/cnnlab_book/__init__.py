"""The book's Sphinx extension: all that the site needs, served by the site itself."""

from typing import Any

from sphinx.application import Sphinx

from cnnlab_book import assets, gallery, index, launch, mathematics, outputs, pages, signatures

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    for part in (assets, gallery, index, launch, mathematics, outputs, pages, signatures):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
