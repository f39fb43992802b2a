"""The gallery: a card for each page of the folder that the directive ``gallery`` names.

A card takes all from its page: the title, the first paragraph, and the first pictures of the first
widget. So a new page needs no line here.
"""

import posixpath
from html import escape

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

__all__ = ["setup"]

PICTURES = 3  # on a card


class cards(nodes.General, nodes.Element):  # type: ignore[misc]
    """Stands for the cards until all pages have been read."""


class Gallery(SphinxDirective):
    """Put a card for each page of a folder here."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a placeholder: the pages may not have been read yet."""
        self.env.note_reread()  # a page may come or go while this one stays as it is
        folder = posixpath.join(posixpath.dirname(self.env.docname), self.arguments[0])
        return [cards(folder=folder)]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(cards)
    app.add_directive("gallery", Gallery)
    app.connect("doctree-resolved", _fill)


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(cards)):
        pages = (
            page for page in sorted(app.env.found_docs) if posixpath.dirname(page) == node["folder"]
        )
        filled = "".join(_card(app, docname, page) for page in pages)
        node.replace_self(nodes.raw("", f'<div class="cnnlab-cards">{filled}</div>', format="html"))


def _card(app: Sphinx, here: str, page: str) -> str:
    address = app.builder.get_relative_uri(here, page)
    title = app.env.titles[page].astext()
    pictures = "".join(_pictures(app.env, page))
    return (
        f'<a class="cnnlab-card" href="{escape(address)}"><strong>{escape(title)}</strong>'
        f"<span>{escape(_first_paragraph(app.env, page))}</span>"
        f'<div class="cnnlab-card-pictures">{pictures}</div></a>'
    )


def _first_paragraph(env: BuildEnvironment, page: str) -> str:
    paragraph = next(iter(env.get_doctree(page).findall(nodes.paragraph)), None)
    return paragraph.astext() if paragraph else ""


def _pictures(env: BuildEnvironment, page: str) -> list[str]:
    for node in env.get_doctree(page).findall(nodes.raw):
        if 'class="cnnlab-widget"' in node.astext():
            frame = BeautifulSoup(node.astext(), "html.parser")
            pictures = frame.select("svg.cnnlab-grid, .cnnlab-weights")
            return [str(picture) for picture in pictures[:PICTURES]]
    return []
