"""Make pages render early, and run no script but the site's own."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from lxml.html import HtmlElement, document_fromstring
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import ExtensionError

from cnnlab_book.moved import moved_paths
from cnnlab_book.policy import content_security_policy, policy_tag, with_policy
from cnnlab_book.python import FRONTEND as PYTHON
from cnnlab_book.search import write_search_index
from cnnlab_book.sheet import SHEET, theme_sheets, with_version, write_sheet
from cnnlab_book.widgets import FRONTEND

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Change pages as they are written, and again once all have been."""
    sheets: list[str] = []
    app.connect("config-inited", _use_templates)
    app.connect("builder-inited", _leave_search_to_us)
    app.connect("html-collect-pages", _search_page)
    # After other extensions have added their files.
    app.connect("html-page-context", partial(_lighten, sheets), priority=900)
    # Last: the theme writes one of its style sheets only when all pages are written.
    app.connect("build-finished", partial(_finish, sheets), priority=900)


def _use_templates(app: Sphinx, config: Config) -> None:
    config["templates_path"] = [*config["templates_path"], str(Path(__file__).parent / "templates")]


def _leave_search_to_us(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        # Sphinx's own finds no numbers, and its excerpts show menus and buttons.
        app.builder.search = False


def _search_page(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    return [("search", {}, "search.html")]


def _lighten(
    sheets: list[str],
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    for sheet in sorted(context["css_files"], key=lambda sheet: sheet.priority):
        if sheet.filename not in sheets:
            sheets.append(sheet.filename)
    context["css_files"].clear()  # they are in our single style sheet
    context["script_files"][:] = filter(_is_needed, context["script_files"])
    for script in context["script_files"]:
        if script.filename:
            script.attributes.setdefault("defer", "defer")
    context["metatags"] = policy_tag() + context.get("metatags", "")


def _is_needed(script: Any) -> bool:
    # Execution stores the whole state of every widget for a widget manager. The site has none: a
    # widget's HTML carries the state it needs.
    state = script.attributes.get("type") == "application/vnd.jupyter.widget-state+json"
    # What the theme needs for a menu of versions and for search as you type: not the book's.
    options = script.attributes.get("body", "").startswith("DOCUMENTATION_OPTIONS.")
    # Marks the words that Sphinx's search has found.
    marker = script.filename == "_static/sphinx_highlight.js"
    return not (state or options or marker)


def _finish(sheets: list[str], app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    site = Path(app.outdir)
    # Neither what the theme left in _static nor an address that a page once had is a page.
    found = set(site.rglob("*.html")) - moved_paths(app)
    paths = sorted(path for path in found if site / "_static" not in path.parents)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    pages = [document_fromstring(text) for text in texts]
    for path, page in zip(paths, pages, strict=True):
        # Jupyter Book's index.html only leads to the first page.
        if path != site / "index.html" or app.config.root_doc == "index":
            _check(path, page)
    write_search_index(site, zip(paths, pages, strict=True))
    if sheets:  # else no page was written, and the sheet of the last build has all that is needed
        write_sheet(site, [*theme_sheets(app.builder), *sheets], pages)
    version = hashlib.sha256((site / "_static" / SHEET).read_bytes()).hexdigest()[:8]
    policy = content_security_policy(pages)
    for path, text in zip(paths, texts, strict=True):
        finished = with_version(with_policy(text, policy), version)
        if finished != text:
            path.write_text(finished, encoding="utf-8")


def _check(path: Path, page: HtmlElement) -> None:
    """Fail if `page` has not gone through our templates and `_lighten`: the theme has changed."""
    ours = [*FRONTEND.glob("*.css"), *PYTHON.glob("*.css")]
    known = {SHEET, *(file.name for file in ours)}
    links = [tag.get("href") for tag in page.iterfind(".//link[@rel='stylesheet']")]
    strange = [link for link in links if link.partition("?")[0].rpartition("/")[2] not in known]
    strange += [
        tag.get("src")
        for tag in page.iterfind(".//script[@src]")
        if not {"defer", "async"} & set(tag.keys())
    ]
    if strange or not any(SHEET in link for link in links):
        raise ExtensionError(
            f"{path} makes its reader wait for {', '.join(strange) or 'no style sheet at all'}. "
            "See cnnlab_book/pages.py and cnnlab_book/templates: the theme may have changed."
        )
