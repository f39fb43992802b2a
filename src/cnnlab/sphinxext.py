"""The book's Sphinx extension: widgets and mathematics, all served by the site itself.

Mathematics is turned into MathML when the site is built, and browsers set it without any script.
The alternatives were looked at on the book's own formulas. ``latex2mathml`` leaves alignments and
spacing to attributes that Chromium ignores; ``math-core`` writes MathML Core, which Chromium,
Firefox and Safari all set. KaTeX needs Node at build time and 300 KB of fonts, MathJax a script of
2.1 MB on every page. The one thing MathML needs is a font with a MATH table, the same for every
reader: STIX Two Math, from the package ``ziamath``, cut down to the signs that the book uses.
"""

import hashlib
import re
from collections.abc import Iterable
from copy import deepcopy
from html import escape, unescape
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from fontTools import subset
from math_core import LatexError, LatexToMathML
from myst_nb.core import render
from myst_nb.core.utils import coalesce_streams
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from cnnlab.widgets.base import module_source, style_source

__all__ = ["setup"]

_PACKAGE = Path(str(files("cnnlab")))
_STIX = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
_LATEX = LatexToMathML(fancy_error=False)
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    render.coalesce_streams = _join_streams
    app.add_config_value("cnnlab_assets", "", "html")
    app.connect("config-inited", _notice_changes)
    app.connect("builder-inited", _write_assets)
    app.connect("env-updated", _shorten_index)
    app.connect("html-page-context", _drop_widget_state)
    app.connect("build-finished", _lighten_pages)
    app.connect("build-finished", _write_font)
    app.add_css_file("cnnlab.css")
    app.add_js_file("cnnlab.js", loading_method="defer")
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    r"""Join what a cell prints, wherever the kernel cut it.

    MyST-NB does so too (``nb_merge_streams``), but begins a new line after every piece.

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> _join_streams([new_output("stream", text=text) for text in ("size", " 18")])[0].text
    'size 18\n'
    """
    joined: list[NotebookNode] = []
    for output in deepcopy(outputs):
        if joined and output.output_type == "stream" and output.name == joined[-1].get("name"):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return list(coalesce_streams(joined))


def _notice_changes(app: Sphinx, config: Config) -> None:
    # The cache of executed notebooks looks at their code alone. A change of the package must run
    # them again, too; and since the path is part of the configuration, Sphinx then reads all pages.
    cache = Path(app.outdir).parent / ".jupyter_cache" / _digest(_PACKAGE.rglob("*.py"))
    config["nb_execution_cache_path"] = str(cache)
    # A change of scripts or styles writes all pages again, and the files with them.
    static = Path(app.confdir) / "_static"
    config["cnnlab_assets"] = _digest(
        (*_PACKAGE.rglob("*.mjs"), *_PACKAGE.rglob("*.css"), *static.rglob("*"))
    )


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _write_assets(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "cnnlab.mjs").write_text(module_source(), encoding="utf-8")
    (static / "cnnlab.js").write_text(_script(module_source()), encoding="utf-8")
    (static / "cnnlab.css").write_text(style_source(), encoding="utf-8")


def _script(module: str) -> str:
    r"""Return an ES module as a plain script: a page opened as a file cannot load modules.

    Examples
    --------
    >>> print(_script("export const size = 3;\nexport default { size };"))
    (() => {
    const size = 3;
    void { size };
    })();
    """
    # Minified, a declaration need not stand at the beginning of a line.
    plain = re.sub(r"\bexport default\b", "void", module)
    plain = re.sub(r"\bexport (?=(?:async |class |const |function |let ))", "", plain)
    return f"(() => {{\n{plain}\n}})();"


def _shorten_index(app: Sphinx, env: BuildEnvironment) -> None:
    # The index is for words, functions and classes. What a class holds stands beside it in the
    # reference; hundreds of such names would hide the words.
    for entries in env.get_domain("index").entries.values():  # type: ignore[attr-defined]
        entries[:] = [
            entry
            for entry in entries
            if not re.search(r" (method|attribute|property)\)$|^module; ", entry[1])
        ]


def _drop_widget_state(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    # Execution stores the whole state of every widget, its module included, for a widget manager.
    # The site has none: a widget's HTML carries the state it needs.
    context["script_files"] = [
        script
        for script in context["script_files"]
        if getattr(script, "attributes", {}).get("type")
        != "application/vnd.jupyter.widget-state+json"
    ]


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
    """
    latex = re.sub(r"\\(begin|end)\{(equation|align|gather|multline)\}", r"\\\1{\2*}", latex)
    latex = re.sub(r"\\(begin|end)\{split\}", r"\\\1{aligned}", latex)
    if r"\\" in latex and r"\begin" not in latex:
        # As Sphinx does: more than one line is an alignment.
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    return latex


def _lighten_pages(app: Sphinx, exception: Exception | None) -> None:
    # The theme draws its icons with a web font. Its script of 1.5 MB is for icons of one's own,
    # which the book has not, and no option of the theme leaves it out.
    if exception is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            lighter = re.sub(r"<script [^>]*/fontawesome\.js[^>]*></script>", "", text)
            if lighter != text:
                page.write_text(lighter, encoding="utf-8")


def _write_font(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        pages = Path(app.outdir).rglob("*.html")
        signs = _math_signs(page.read_text(encoding="utf-8") for page in pages)
        options = subset.Options(
            flavor="woff2",
            layout_features=["ssty", "dtls", "flac"],  # the features that MathML asks for
            name_IDs=["*"],  # the licence travels with the font
            notdef_outline=True,
        )
        font = subset.load_font(str(_STIX), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(signs)))
        subsetter.subset(font)
        subset.save_font(font, str(Path(app.outdir) / "_static" / "stix-two-math.woff2"), options)


def _math_signs(pages: Iterable[str]) -> set[str]:
    """Return the characters inside the ``<math>`` of `pages`, and the italics made from letters.

    Examples
    --------
    >>> "𝑘" in _math_signs(["<p>a</p><math><mi>k</mi><mo>&lt;</mo></math>"])
    True
    """
    italic = {chr(c): chr(0x1D44E + c - ord("a")) for c in range(ord("a"), ord("z") + 1)}
    italic |= {chr(c): chr(0x1D434 + c - ord("A")) for c in range(ord("A"), ord("Z") + 1)}
    italic |= {chr(c): chr(0x1D6FC + c - ord("α")) for c in range(ord("α"), ord("ω") + 1)}
    italic |= {chr(c): chr(0x1D6E2 + c - ord("Α")) for c in range(ord("Α"), ord("Ω") + 1)}
    italic |= {"h": "ℎ", "∂": "𝜕", "ϵ": "𝜖", "ϑ": "𝜗", "ϕ": "𝜙", "ϱ": "𝜚", "ϖ": "𝜛", "∇": "𝛁"}
    signs = set("√")  # drawn by <msqrt>, written in no page
    for page in pages:
        for formula in re.findall(r"<math.*?</math>", page, re.DOTALL):
            signs.update(unescape(re.sub(r"<[^>]*>", "", formula)))
    return signs | {italic[sign] for sign in signs & italic.keys()}
