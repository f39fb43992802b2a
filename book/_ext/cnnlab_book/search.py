"""What the search page knows about: the book's sections, its glossary, its package's names."""

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from lxml.html import HtmlElement

__all__ = ["entries", "write_search_index"]

INDEX = "search_index.js"
# What is not prose: code and what it prints, widgets, pictures' scripts, links to headings.
_FURNITURE = {"nav", "script", "style", "svg", "table"}
_FURNITURE_CLASSES = {"cell", "highlight", "cnnlab-widget", "headerlink"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_NAME_CLASSES = {"sig-prename", "sig-name"}  # of a signature, no more than these
# What stands between the parts of a formula that MathML sets at different heights.
_BETWEEN = {"msup": "^", "msub": "_", "mfrac": "/"}


def write_search_index(site: Path, pages: Iterable[tuple[Path, HtmlElement]]) -> None:
    """Write the index as a script, since a page opened as a file may load no other data."""
    found = [
        {
            "url": path.relative_to(site).as_posix() + anchor,
            "page": page,
            "title": title,
            "text": text,
        }
        for path, tree in pages
        for anchor, page, title, text in entries(tree)
    ]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (site / "_static" / INDEX).write_text(f"cnnlabSearch({text});\n", encoding="utf-8")


def entries(page: HtmlElement) -> list[tuple[str, str, str, str]]:
    """Return what can be found on a page.

    Parameters
    ----------
    page : HtmlElement
        A page of the book.

    Returns
    -------
    list of (anchor, page, title, text) : (str, str, str, str)
        For each section its own text, without that of the sections in it, and for each word of
        the glossary or name of the reference what is said about it.

    Examples
    --------
    >>> from lxml.html import document_fromstring
    >>> part = "<section id='b'><h2>Part</h2><p>Two.</p></section>"
    >>> page = f"<section id='a'><h1>Page</h1><p>One.</p>{part}</section>"
    >>> entries(document_fromstring(f"<article class='bd-article'>{page}</article>"))
    [('', 'Page', 'Page', 'One.'), ('#b', 'Page', 'Part', 'Two.')]
    """
    article = next((tag for tag in page.iter("article") if "bd-article" in tag.classes), None)
    if article is None:
        return []
    article = _prose(article)
    heading = article.find(".//h1")
    name = "" if heading is None else _text(heading)
    # From the last to the first, each taken out: a section is read when those in it have gone.
    found = []
    for part in reversed([part for part in article.iter("section", "dt") if part.get("id")]):
        title, text = _term(part) if part.tag == "dt" else _section(part)
        anchor = "" if next(part.iterancestors("section"), None) is None else f"#{part.get('id')}"
        if title:
            found.append((anchor, name, title, text))
        part.drop_tree()
    return found[::-1]


def _prose(article: HtmlElement) -> HtmlElement:
    """Return a copy of what a reader reads, with formulas as text."""
    article = deepcopy(article)
    for part in list(article.iter("*")):
        if part.tag in _FURNITURE or not _FURNITURE_CLASSES.isdisjoint(part.classes):
            part.drop_tree()
    for part in list(article.iter("div", "math")):
        if part.tag == "math":
            _replace(part, _in_one_line(part))
        elif "math" in part.classes:
            _replace(part, " … ")
    return article


def _replace(part: HtmlElement, text: str) -> None:
    part.tail = text + (part.tail or "")
    part.drop_tree()


def _section(section: HtmlElement) -> tuple[str, str]:
    heading = next((part for part in section if part.tag in _HEADINGS), None)
    if heading is None:
        return "", ""
    title = _text(heading)
    heading.drop_tree()
    return title, _text(section)


def _term(term: HtmlElement) -> tuple[str, str]:
    """Return a word of the glossary, or a name of the reference, and what is said about it."""
    names = [part for part in term.iter("*") if not _NAME_CLASSES.isdisjoint(part.classes)]
    title = "".join(map(_text, names)) or _text(term)
    meaning = next(term.itersiblings("dd"), None)
    if meaning is None:
        return title, ""
    for parameters in list(meaning.iter("dl")):
        parameters.drop_tree()
    text = _text(meaning)
    meaning.drop_tree()
    return title, text


def _text(tag: HtmlElement) -> str:
    return " ".join(tag.text_content().split())


def _in_one_line(formula: HtmlElement) -> str:
    """Return a formula as plain text.

    Examples
    --------
    >>> from lxml.html import fragment_fromstring
    >>> _in_one_line(fragment_fromstring("<msup><mi>C</mi><mn>2</mn></msup>"))
    'C^2'
    """
    if formula.tag == "mspace":
        return " "
    parts = [formula.text]
    for part in formula:
        parts += [_in_one_line(part), part.tail]
    return _BETWEEN.get(formula.tag, "").join(filter(None, parts))
