"""Mathematics as MathML, written when the site is built: browsers typeset it without any script.

We tried the alternatives on the book's own formulas. ``latex2mathml`` leaves alignments and
spacing to attributes that Chromium ignores; ``math-core`` writes MathML Core, which Chromium,
Firefox and Safari all set. KaTeX needs Node at build time and 300 KB of fonts, MathJax a script of
2.1 MB on every page. The one thing MathML needs is a font with a MATH table, the same for every
reader: STIX Two Math, from the package ``ziamath``, cut down to the characters that the book uses.
"""

import re
from collections.abc import Iterable
from html import escape, unescape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from unicodedata import normalize

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from cnnlab_book.fonts import write_subset

__all__ = ["math_signs", "setup"]

_STIX = Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")))
_LATEX = LatexToMathML(fancy_error=False)
_ITALICS = {"ℎ", *map(chr, range(0x1D434, 0x1D468)), *map(chr, range(0x1D6E2, 0x1D71C))}
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Add the renderer, and the font at the end, when every page is written."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
    app.add_post_transform(KeepTogether)
    app.connect("build-finished", _write_font)


class KeepTogether(SphinxPostTransform):
    """Keeps a formula on one line with what touches it, such as a bracket or a full stop.

    Browsers break lines even there, and no character put between the two hinders them.
    """

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Put each formula and what touches it into one element."""
        for formula in list(self.document.findall(nodes.math)):
            parent, at = formula.parent, formula.parent.index(formula)
            together = nodes.inline(classes=["cnnlab-together"])
            parent[at] = together
            if at and isinstance(text := parent[at - 1], nodes.Text):
                apart = re.sub(r"\S+\Z", "", text)
                parent[at - 1] = nodes.Text(apart)
                together += nodes.Text(text[len(apart) :])
            together += formula
            if at + 1 < len(parent) and isinstance(text := parent[at + 1], nodes.Text):
                apart = re.sub(r"\A\S+", "", text)
                parent[at + 1] = nodes.Text(apart)
                together += nodes.Text(text[: len(text) - len(apart)])


def _visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_mathml(node, display=False))
    raise nodes.SkipNode


def _visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(f'<div class="equation" tabindex="0">{_mathml(node, display=True)}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block, *, display: bool) -> str:
    source = node.astext()
    try:
        mathml = _LATEX.convert_with_local_state(_unnumbered(source), displaystyle=display)
    except LatexError as error:
        _LOG.warning("no MathML for %r: %s", source, error, location=node)
        return f"<code>{escape(source)}</code>"
    # A line over a letter is U+203E; the combining low line touches the letter in Chromium.
    return mathml.replace("\u0332", "\u203e")


def _unnumbered(latex: str) -> str:
    r"""Return `latex` without numbers of its own, since Sphinx numbers equations.

    Examples
    --------
    >>> _unnumbered(r"\begin{align} a &= b \end{align}")
    '\\begin{align*} a &= b \\end{align*}'
    >>> _unnumbered(r"a &= b \\ &= c")
    '\\begin{aligned}a &= b \\\\ &= c\\end{aligned}'
    >>> _unnumbered(r"\begin{split} a &= b \\ &= c \end{split}")
    '\\begin{aligned} a &= b \\\\ &= c \\end{aligned}'
    """
    latex = re.sub(r"\\(begin|end)\{(equation|align|gather|multline)\}", r"\\\1{\2*}", latex)
    latex = re.sub(r"\\(begin|end)\{split\}", r"\\\1{aligned}", latex)
    if r"\\" in latex and r"\begin" not in latex:
        # As Sphinx does: more than one line is an alignment.
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    return latex


def _write_font(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        pages = Path(app.outdir).rglob("*.html")
        signs = math_signs(page.read_text(encoding="utf-8") for page in pages)
        # The features are those that MathML asks for.
        target = Path(app.outdir) / "_static" / "stix-two-math.woff2"
        write_subset(_STIX, target, signs, ("ssty", "dtls", "flac"))


def math_signs(pages: Iterable[str]) -> set[str]:
    """Return the characters inside the ``<math>`` of `pages`, and the italics made from letters.

    Examples
    --------
    >>> "𝑘" in math_signs(["<p>a</p><math><mi>k</mi><mo>&lt;</mo></math>"])
    True
    """
    signs = set("√")  # drawn by <msqrt>, written in no page
    for page in pages:
        for formula in re.findall(r"<math.*?</math>", page, re.DOTALL):
            signs.update(unescape(re.sub(r"<[^>]*>", "", formula)))
    # A letter alone in an <mi> is drawn as the italic character that Unicode reduces to it.
    letters = {normalize("NFKC", sign) for sign in signs}
    return signs | {sign for sign in _ITALICS if normalize("NFKC", sign) in letters}
