"""The book as plain notebooks: what Jupyter, VS Code and Colab can show without the book's site.

They know Markdown, but not the book's numbers, its glossary, or folded hints. So Sphinx
resolves all that, as for the site, and this builder writes it as Markdown around the code cells,
which stay as they are.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from docutils import nodes
from myst_nb.core.render import get_mime_priority
from nbformat import NotebookNode, v4
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import NoUri
from sphinx.util.math import get_node_equation_number
from sphinx_markdown_builder.builder import MarkdownBuilder
from sphinx_markdown_builder.contexts import (
    IndentContext,
    SubContext,
    SubContextParams,
    TableContext,
    TitleContext,
    WrappedContext,
)
from sphinx_markdown_builder.escape import escape_html_quote, escape_markdown_chars
from sphinx_markdown_builder.translator import MarkdownTranslator

from cnnlab.widgets.base import ASLEEP

__all__ = ["NotebookBuilder", "NotebookTranslator", "setup"]

FOLDER = "book/"  # the notebooks are written as if they stood there
GLOSSARY = "book/glossary"
ON_THE_SITE_ALONE = (
    "book/api",
    "book/gallery",
    "book/grade",
    "book/hand_out",
    "book/hub",
    "book/lecture",
    "book/serve",
    "book/teach",
    "book/yours",
    "genindex",
)  # and what is below them
WAKE = (
    "*Begin with **Run → Run All Cells** (in Colab: **Runtime → Run all**). The widgets sleep "
    "until the notebook runs, and do so again when you open it anew.*"
)
# Without one, Jupyter asks which kernel a page of text should have.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    # Without it nbconvert calls a script .txt, until Jupyter has saved the notebook.
    "language_info": {"name": "python", "file_extension": ".py"},
}
# The smallest PNG there is. A figure has its number and caption only if there is a picture.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
_HIDDEN = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
_PARAGRAPH = SubContextParams(prefix_eol=2, suffix_eol=2)


def setup(app: Sphinx) -> None:
    """Register the builder, and prepare notebooks for it as they are read."""
    app.setup_extension("myst_nb")
    app.setup_extension("sphinx_markdown_builder")
    app.add_builder(NotebookBuilder)
    app.connect("config-inited", _choose_outputs)
    app.connect("source-read", _with_pictures)
    app.connect("build-finished", _offer_downloads)


def _choose_outputs(app: Sphinx, config: Config) -> None:
    # MyST-NB asks which form of an output a builder takes. This one takes none, but may not say so.
    config["nb_mime_priority_overrides"] = [
        *config["nb_mime_priority_overrides"],
        *((NotebookBuilder.name, kind, n) for n, kind in enumerate(get_mime_priority("html", []))),
    ]


def _with_pictures(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put a pixel in place of each figure: no code runs for these notebooks."""
    if app.builder.name != NotebookBuilder.name or not _is_notebook(app.env.doc2path(docname)):
        return
    notebook = nbformat.reads(source[0], as_version=4)
    picture = v4.new_output("display_data", {"image/png": PIXEL})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [picture] if "figure" in cell.metadata.get("mystnb", {}) else []
    source[0] = nbformat.writes(notebook)


def _offer_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Let the site's button download notebooks of this kind, not the book's own."""
    site = app.builder
    if exception is not None or not isinstance(site, StandaloneHTMLBuilder):
        return
    # References are resolved by the builder that the application names.
    app.builder = builder = NotebookBuilder(app, app.env)
    builder.outdir = Path(site.outdir) / "_sources" / FOLDER
    try:
        pages = [page for page in app.env.found_docs if _is_notebook(app.env.doc2path(page))]
        builder.prepare_writing(set(pages))
        for page in pages:
            builder.write_doc(page, app.env.get_and_resolve_doctree(page, builder))
    finally:
        app.builder = site


def _is_notebook(path: str | Path) -> bool:
    return Path(path).suffix == ".ipynb"


class NotebookTranslator(MarkdownTranslator):  # type: ignore[misc]
    """Writes a page as Markdown, each cell by itself."""

    def __init__(self, document: nodes.document, builder: "NotebookBuilder") -> None:
        super().__init__(document, builder)
        self._texts: dict[int, SubContext] = {-1: self.ctx}
        self._captions: dict[int, SubContext] = {}

    def texts(self) -> dict[int, str]:
        """Return the Markdown of each cell that has any, by the cell's index (-1 for a page)."""
        return _made(self._texts)

    def captions(self) -> dict[int, str]:
        """Return the captions that belong below code cells, by the cells' indices."""
        return _made(self._captions)

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Go on in the cell that the node comes from."""
        parent = node.parent
        if isinstance(parent, nodes.document | nodes.section) and not isinstance(
            node, nodes.section
        ):
            # MyST-NB counts a cell's lines from 10,000 times its number. What a docstring says has
            # lines of its own.
            line = next((part.line for part in [*node.findall(), parent] if part.line), None) or 0
            if line >= 10_000:
                self._ctx_queue[0] = self._texts.setdefault(line // 10_000 - 1, SubContext())
        super().dispatch_visit(node)

    # ---- code cells, and what else is a container

    def visit_container(self, node: nodes.container) -> None:
        """Leave out code cells but for their captions, and fold hints."""
        if node.get("nb_element") == "cell_code":
            self._ctx_queue[0] = self._captions.setdefault(node["cell_index"], SubContext())
            for figure in node.findall(nodes.figure):
                self._caption(figure)
            raise nodes.SkipNode
        if node.get("design_component") == "dropdown":
            title = node[0].astext() if node["has_title"] else "More"
            self.add(f"<details>\n<summary>{title}</summary>", prefix_eol=2, suffix_eol=2)
            for part in node[1:] if node["has_title"] else node:
                part.walkabout(self)
            self.add("</details>", prefix_eol=2, suffix_eol=2)
            raise nodes.SkipNode

    def _caption(self, figure: nodes.figure) -> None:
        for caption in figure.findall(nodes.caption):
            number = self.builder.fignumbers.get("figure", {}).get(figure["ids"][0])
            if number:
                label = self.config.numfig_format["figure"] % ".".join(map(str, number))
                self._add_anchor(figure["ids"][0])
                self.add(f"**{label}** ", prefix_eol=1)
            for part in caption:
                part.walkabout(self)

    # ---- text

    def visit_Text(self, node: nodes.Text) -> None:
        """Escape what Markdown would take for HTML or mathematics, too."""
        text = node.astext()
        if self.status.escape_text:
            text = escape_markdown_chars(text).replace("<", r"\<").replace("$", r"\$")
        self.add(text)

    def visit_title(self, node: nodes.title) -> None:
        """Give chapters the numbers that the site gives them; a box's title is no heading."""
        if isinstance(node.parent, nodes.Admonition):
            self._push_context(WrappedContext("**", params=_PARAGRAPH))
            return
        super().visit_title(node)
        number = self.builder.sec_numbers.get("", ()) if self.status.section_level == 1 else ()
        if number:
            self.add(f"{'.'.join(map(str, number))}. ")

    depart_title = MarkdownTranslator._pop_context

    def visit_reference(self, node: nodes.reference) -> None:
        """Show what a term means while the mouse is over it."""
        url, title = self._fetch_ref_uri(node), ""
        page, _, anchor = url.partition("#")
        if anchor in self.builder.terms:
            term, meaning = self.builder.terms[anchor]
            url = f"{page}#{_heading(term)}"
            title = f' "{escape_html_quote(meaning)}"' if meaning else ""
        self._push_context(WrappedContext("[", f"]({url}{title})"))

    depart_reference = MarkdownTranslator._pop_context

    def visit_target(self, node: nodes.target) -> None:
        """Leave out the places that the index leads to: there is none."""
        if not str(node.get("refid", "")).startswith("index-"):
            super().visit_target(node)

    # ---- mathematics

    def visit_math(self, node: nodes.math) -> None:
        """Write a formula between dollars; in a table, a stroke would end the cell."""
        latex = node.astext()
        if any(isinstance(context, TableContext) for context in self._ctx_queue):
            latex = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        self.add(f"${latex}$")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        """Write a formula with the number that it has on the site."""
        tag = ""
        if node.get("number"):
            self._add_anchor(node["ids"][0])
            tag = rf" \tag{{{get_node_equation_number(self, node)}}}"
        self.add(f"$$\n{node.astext().strip()}{tag}\n$$", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    # ---- lists of words and of sources, and boxes

    def visit_term(self, node: nodes.term) -> None:
        """Make a term of the glossary a heading, which links can lead to, and others bold."""
        if node["ids"]:
            self._push_context(TitleContext(3))
        else:
            is_bold = isinstance(node[0], nodes.strong)
            self._push_context(WrappedContext("" if is_bold else "**", params=_PARAGRAPH))

    def depart_term(self, node: nodes.term) -> None:
        """Write a parameter's type after it."""
        types = [n.astext() for n in node.parent if isinstance(n, nodes.classifier)]
        if types:
            self.add(f" : {', '.join(map(escape_markdown_chars, types))}")
        self._pop_context()

    def visit_classifier(self, node: nodes.classifier) -> None:
        """Leave it out: its term says it already."""
        raise nodes.SkipNode

    def visit_comment(self, node: nodes.comment) -> None:
        """Leave it out: it is not for readers."""
        raise nodes.SkipNode

    def visit_definition(self, node: nodes.definition) -> None:
        """Set off what a term means."""
        self._push_context(IndentContext("> ", empty=True, params=_PARAGRAPH))

    depart_definition = MarkdownTranslator._pop_context

    def visit_citation(self, node: nodes.citation) -> None:
        """Write a source with what links lead to."""
        for anchor in node["ids"]:
            self._add_anchor(anchor)
        for part in node[1:]:  # the first is its label
            part.walkabout(self)
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.Element) -> None:
        """Set off a box, below its own title or the name of its kind."""
        self._push_context(IndentContext("> ", empty=True, params=_PARAGRAPH))
        if not isinstance(node[0], nodes.title):
            self.add(f"**{node.tagname.capitalize()}**", suffix_eol=2)

    depart_admonition = MarkdownTranslator._pop_context
    visit_note = visit_tip = visit_hint = visit_warning = visit_admonition
    depart_note = depart_tip = depart_hint = depart_warning = depart_admonition


def _made(contexts: dict[int, SubContext]) -> dict[int, str]:
    made = {index: context.make().strip() for index, context in contexts.items()}
    return {index: text for index, text in made.items() if text}


class NotebookBuilder(MarkdownBuilder):  # type: ignore[misc]
    """Writes every page of the book, but those that only a site can show, as a notebook."""

    name = "jupyter"
    epilog = "The notebooks are in %(outdir)s."
    default_translator_class = NotebookTranslator

    def get_outdated_docs(self) -> list[str]:
        """Return all pages: what a page says depends on others."""
        return sorted(
            name for name in self.env.found_docs if not name.startswith(ON_THE_SITE_ALONE)
        )

    def write(
        self,
        build_docnames: Iterable[str] | None,
        updated_docnames: Iterable[str],
        method: str = "update",
    ) -> None:
        """Write these pages and no other, whichever were read anew."""
        pages = self.get_outdated_docs()
        super().write(pages, pages, method)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return where a page's notebook is, from the folder of all notebooks."""
        if docname.startswith(ON_THE_SITE_ALONE):
            raise NoUri
        return docname.removeprefix(FOLDER) + ".ipynb"

    def prepare_writing(self, docnames: set[str]) -> None:
        """Learn what all pages need."""
        self.terms: dict[str, tuple[str, str]] = {}
        if GLOSSARY in self.env.found_docs:  # else only some pages are built
            self.terms = _terms(self.env.get_and_resolve_doctree(GLOSSARY, self))
        self.relations = self.env.collect_relations()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the notebook of a page."""
        self.current_doc_name = docname
        self.sec_numbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        notebook = _notebook(self.env.doc2path(docname), translator)
        following = self.relations[docname][2]
        if following and not following.startswith(ON_THE_SITE_ALONE):
            link = self.get_relative_uri(docname, following)
            title = self.env.titles[following].astext()
            notebook.cells.append(_markdown("next", f"Next: [{title}]({link})"))
        path = Path(self.outdir) / self.get_target_uri(docname)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def finish(self) -> None:
        """There is nothing left to do."""


def _terms(glossary: nodes.document) -> dict[str, tuple[str, str]]:
    """Return each term and the first paragraph of its definition, by the term's anchor."""
    terms: dict[str, tuple[str, str]] = {}
    for item in glossary.findall(nodes.definition_list_item):
        (definition,) = item.findall(nodes.definition)
        meaning = " ".join(definition[0].astext().split())
        if "\\" in meaning:  # LaTeX, which no tooltip can show
            meaning = ""
        for term in item.findall(nodes.term):
            terms |= {anchor: (term.astext(), meaning) for anchor in term["ids"]}
    return terms


def _heading(text: str) -> str:
    """Return what JupyterLab calls a heading in links."""
    return quote(text.replace(" ", "-"))


def _notebook(source: str, translator: NotebookTranslator) -> NotebookNode:
    """Return a notebook with the code cells of `source` and the text of the translator."""
    texts, captions = translator.texts(), translator.captions()
    if not _is_notebook(source):
        return _notebook_of([_markdown("page", texts[-1])])
    cells = []
    for index, cell in enumerate(nbformat.read(source, as_version=4).cells):
        if cell.cell_type == "code":
            cells.append(_code(cell))
        elif index in texts:
            cells.append(_markdown(cell.id, texts[index]))
        if index in captions:
            cells.append(_markdown(f"{cell.id}-caption", captions[index]))
    if any(cell.cell_type == "code" for cell in cells):
        cells.insert(0, _markdown("wake", WAKE))
    return _notebook_of(cells)


def _notebook_of(cells: list[NotebookNode]) -> NotebookNode:
    notebook: NotebookNode = v4.new_notebook(cells=cells, metadata=METADATA)
    return notebook


def _markdown(name: str, text: str) -> NotebookNode:
    cell: NotebookNode = v4.new_markdown_cell(text, id=name)
    return cell


def _code(cell: NotebookNode) -> NotebookNode:
    """Return a code cell as it is before its first run, with a word where a widget will be."""
    is_widget = any('class="cnnlab-widget"' in str(output.get("data")) for output in cell.outputs)
    word = v4.new_output("display_data", {"text/html": f"<p>{ASLEEP}</p>"})
    metadata: dict[str, Any] = dict(cell.metadata)
    if _HIDDEN & set(metadata.get("tags", [])):
        metadata["jupyter"] = {"source_hidden": True}
        metadata["cellView"] = "form"  # the same for Colab
    outputs = [word] if is_widget else []
    fresh: NotebookNode = v4.new_code_cell(
        cell.source, id=cell.id, metadata=metadata, outputs=outputs
    )
    return fresh
