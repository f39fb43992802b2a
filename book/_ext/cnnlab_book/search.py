"""What the search page knows about: the book's sections, its glossary, its package's names."""

import json
import re
from collections.abc import Iterable, Iterator
from copy import copy
from pathlib import Path

from bs4 import BeautifulSoup, Tag

__all__ = ["entries", "write_search_index"]

INDEX = "search_index.js"
# What is no prose: code and what it prints, widgets, pictures' scripts, links to headings.
_FURNITURE = ".cell, .highlight, .cnnlab-widget, .headerlink, nav, script, style, svg, table"
# What stands between the parts of a formula that MathML sets at different heights.
_BETWEEN = {"msup": "^", "msub": "_", "mfrac": "/"}
_NOT_ITS_OWN = "section, dt[id], dt[id] + dd, h1, h2, h3, h4, h5, h6"


def write_search_index(site: Path, pages: Iterable[tuple[Path, BeautifulSoup]]) -> None:
    """Write the index as a script, since a page opened as a file may load no other data."""
    found = [
        {
            "url": path.relative_to(site).as_posix() + anchor,
            "page": page,
            "title": title,
            "text": text,
        }
        for path, soup in pages
        for anchor, page, title, text in entries(soup)
    ]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (site / "_static" / INDEX).write_text(f"cnnlabSearch({text});\n", encoding="utf-8")


def entries(page: BeautifulSoup) -> Iterator[tuple[str, str, str, str]]:
    """Yield what can be found on a page.

    Parameters
    ----------
    page : BeautifulSoup
        A page of the book.

    Yields
    ------
    anchor, page, title, text : str
        For each section its own text, without that of the sections in it, and for each word of
        the glossary or name of the reference what is said about it.

    Examples
    --------
    >>> part = "<section id='b'><h2>Part</h2><p>Two.</p></section>"
    >>> page = f"<section id='a'><h1>Page</h1><p>One.</p>{part}</section>"
    >>> html = f"<article class='bd-article'>{page}</article>"
    >>> list(entries(BeautifulSoup(html, "html.parser")))
    [('', 'Page', 'Page', 'One.'), ('#b', 'Page', 'Part', 'Two.')]
    """
    article = page.select_one("article.bd-article")
    if article is None or article.h1 is None:
        return
    name = _text(article.h1)
    for section in article.select("section[id]"):
        heading = section.find(re.compile("^h[1-6]$"), recursive=False)
        if isinstance(heading, Tag):
            anchor = "" if heading.name == "h1" else f"#{section['id']}"
            yield anchor, name, _text(heading), _text(section, _NOT_ITS_OWN)
    for term in article.select("dt[id]"):
        meaning = term.find_next_sibling("dd")
        text = _text(meaning, "dl") if isinstance(meaning, Tag) else ""
        names = term.select(".sig-prename, .sig-name")  # of a signature, no more than these
        title = "".join(_text(part) for part in names) or _text(term, ".classifier")
        yield f"#{term['id']}", name, title, text


def _text(tag: Tag, without: str = "") -> str:
    """Return the text that a reader sees in `tag`, in one line."""
    tag = copy(tag)
    for part in tag.select(f"{_FURNITURE}, {without}" if without else _FURNITURE):
        if not part.decomposed:
            part.decompose()
    for display in tag.select("div.math"):
        display.replace_with(" … ")
    for formula in tag.select("math"):
        formula.replace_with(_in_one_line(formula))
    return " ".join(tag.get_text().split())


def _in_one_line(formula: Tag) -> str:
    """Return a formula as plain text.

    Examples
    --------
    >>> _in_one_line(BeautifulSoup("<msup><mi>C</mi><mn>2</mn></msup>", "html.parser"))
    'C^2'
    """
    if formula.name == "mspace":
        return " "
    parts = [
        _in_one_line(part) if isinstance(part, Tag) else str(part) for part in formula.children
    ]
    return _BETWEEN.get(formula.name, "").join(parts)
