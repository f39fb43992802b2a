"""What a reader has answered, kept in the reader's browser: the scripts that show it."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["setup"]

YOURS = "book/yours"  # the page that shows all of it


def setup(app: Sphinx) -> None:
    """Give every page the ticks in its contents, and the page `book/yours` its script."""
    app.connect("html-page-context", _link_scripts)


def _link_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    app.add_js_file("contents.js", loading_method="defer")
    if page == YOURS:
        app.add_js_file("yours.js", loading_method="defer")
