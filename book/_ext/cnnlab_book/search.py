"""What the search page knows about: the book's sections, its glossary, its package's names."""

import json
import re
from collections.abc import Iterable
from copy import copy
from pathlib import Path

from bs4 import BeautifulSoup, Tag

__all__ = ["entries", "write_search_index"]

INDEX = "search_index.js"
# What is not prose: code and what it prints, widgets, pictures' scripts, links to headings.
_FURNITURE = ".cell, .highlight, .cnnlab-widget, .headerlink, nav, script, style, svg, table"
# What stands between the parts of a formula that MathML sets at different heights.
_BETWEEN = {"msup": "^", "msub": "_", "mfrac": "/"}


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


def entries(page: BeautifulSoup) -> list[tuple[str, str, str, str]]:
    """Return what can be found on a page.

    Parameters
    ----------
    page : BeautifulSoup
        A page of the book.

    Returns
    -------
    list of (anchor, page, title, text) : (str, str, str, str)
        For each section its own text, without that of the sections in it, and for each word of
        the glossary or name of the reference what is said about it.

    Examples
    --------
    >>> part = "<section id='b'><h2>Part</h2><p>Two.</p></section>"
    >>> page = f"<section id='a'><h1>Page</h1><p>One.</p>{part}</section>"
    >>> html = f"<article class='bd-article'>{page}</article>"
    >>> entries(BeautifulSoup(html, "html.parser"))
    [('', 'Page', 'Page', 'One.'), ('#b', 'Page', 'Part', 'Two.')]
    """
    article = page.select_one("article.bd-article")
    if article is None:
        return []
    article = _prose(article)
    name = _text(article.h1) if article.h1 else ""
    # From the last to the first, each taken out: a section is read when those in it have gone.
    found = []
    for part in reversed(article.select("section[id], dt[id]")):
        title, text = _term(part) if part.name == "dt" else _section(part)
        anchor = "" if part.find_parent("section") is None else f"#{part['id']}"
        if title:
            found.append((anchor, name, title, text))
        part.extract()
    return found[::-1]


def _prose(article: Tag) -> Tag:
    """Return a copy of what a reader reads, with formulas as text."""
    article = copy(article)
    for part in article.select(_FURNITURE):
        if not part.decomposed:
            part.decompose()
    for display in article.select("div.math"):
        display.replace_with(" … ")
    for formula in article.select("math"):
        formula.replace_with(_in_one_line(formula))
    return article


def _section(section: Tag) -> tuple[str, str]:
    heading = section.find(re.compile("^h[1-6]$"), recursive=False)
    if not isinstance(heading, Tag):
        return "", ""
    return _text(heading.extract()), _text(section)


def _term(term: Tag) -> tuple[str, str]:
    """Return a word of the glossary, or a name of the reference, and what is said about it."""
    names = term.select(".sig-prename, .sig-name")  # of a signature, no more than these
    title = "".join(map(_text, names)) or _text(term)
    meaning = term.find_next_sibling("dd")
    if not isinstance(meaning, Tag):
        return title, ""
    for parameters in meaning.find_all("dl"):
        parameters.extract()
    return title, _text(meaning.extract())


def _text(tag: Tag) -> str:
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
