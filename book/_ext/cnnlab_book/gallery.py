"""The gallery: a card for each page of the folder that the directive ``gallery`` names.

A card takes all from its page: the title, the first paragraph, and the first pictures of the first
widget. So a new page needs no line here.
"""

import posixpath
from html import escape
from itertools import islice

from docutils import nodes
from lxml.html import HtmlElement, document_fromstring, tostring
from sphinx.application import Sphinx
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
    content = app.env.get_doctree(page)
    pictures = "".join(_pictures(content))
    return (
        f'<a class="cnnlab-card" href="{escape(address)}"><strong>{escape(title)}</strong>'
        f"<span>{escape(_first_paragraph(content))}</span>"
        f'<div class="cnnlab-card-pictures">{pictures}</div></a>'
    )


def _first_paragraph(content: nodes.document) -> str:
    paragraph = next(iter(content.findall(nodes.paragraph)), None)
    return paragraph.astext() if paragraph else ""


def _pictures(content: nodes.document) -> list[str]:
    for node in content.findall(nodes.raw):
        if 'class="cnnlab-widget"' in node.astext():
            tags = document_fromstring(node.astext()).iter("*")
            pictures = (tag for tag in tags if _is_picture(tag))
            return [
                tostring(picture, encoding="unicode", with_tail=False)
                for picture in islice(pictures, PICTURES)
            ]
    return []


def _is_picture(tag: HtmlElement) -> bool:
    grid = tag.tag == "svg" and "cnnlab-grid" in tag.classes
    return grid or "cnnlab-weights" in tag.classes
