"""What the HTML of Docutils lacks."""

import re
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

from cnnlab.tables import unbroken

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Write pictures, names in code, references and folded cells in our own way."""
    app.setup_extension("myst_nb")  # which writes folded cells first
    app.add_node(nodes.image, override=True, html=(_visit_image, None))
    app.add_node(nodes.Text, override=True, html=(_visit_text, None))
    app.add_node(nodes.citation, override=True, html=(_visit_citation, None))
    folded = (_visit_folded, depart_HideCellInput)
    app.add_node(HideCodeCellNode, override=True, html=folded)


def _visit_image(self: HTML5Translator, node: nodes.image) -> None:
    # If a picture's size is known before it loads, nothing below it moves.
    size = get_image_size(str(Path(self.builder.srcdir) / node["uri"]))
    node["loading"] = "lazy"
    type(self).visit_image(self, node)
    if size is not None and "width" not in node and "height" not in node:
        width, height = size
        self.body[-1] = self.body[-1].replace(
            "<img ", f'<img width="{width}" height="{height}" ', 1
        )


def _visit_text(self: HTML5Translator, node: nodes.Text) -> None:
    start = len(self.body)
    type(self).visit_Text(self, node)
    # Docstrings hold names between single backticks, too.
    is_name = self.protect_literal_text or isinstance(node.parent, nodes.title_reference)
    self.body[start:] = map(with_breaks if is_name else unbroken, self.body[start:])


def with_breaks(html: str) -> str:
    """Let a line end after the dots and underscores of a name: else a phone breaks its words.

    Examples
    --------
    >>> with_breaks("cnnlab.conv.conv2d_backward(0.5)")
    'cnnlab.<wbr>conv.<wbr>conv2d_<wbr>backward(0.5)'
    """
    return re.sub(r"(?<=\w)([._])(?=[A-Za-z])", r"\1<wbr>", html)


def _visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    # Docutils gives a citation a role that ARIA has dropped, in a list that holds more than items.
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div class="citation-list">\n')
    self.body.append(self.starttag(node, "div", CLASS="citation"))


def _visit_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    # Without MyST-NB's label, a fold's name is its text: someone who speaks to the browser says
    # that, and a screen reader tells what is folded.
    start = len(self.body)
    visit_HideCellInput(self, node)
    self.body[start:] = [
        re.sub(r'<summary aria-label="[^"]*">', "<summary>", html) for html in self.body[start:]
    ]
