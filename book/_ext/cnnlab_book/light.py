"""Pages that show soon on a slow line, and stay where they are: what a browser waits for is little.

A browser shows nothing before the style sheets are there, nor while a script in the head is on its
way; and what stands below a picture moves when the picture comes, unless its size is known. The
theme and the extensions bring twelve style sheets with 5,000 rules, most of them for things that
the book has not, and as many scripts. None of them has an option for less.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import lightningcss
from sphinx.util.images import get_image_size

from cnnlab_book.fonts import write_subset

__all__ = ["lightened"]

SHEET = "book.min.css"  # all style sheets in one, in the folder _static

# The theme draws its icons with a web font. Its script of 1.5 MB is for icons of one's own, which
# the book has not.
_NEVER = ("fontawesome",)
# The theme loads the search everywhere, for results while one types; ours come on a page.
_ON_THE_SEARCH_PAGE = ("searchtools", "language_data", "searchindex", "sphinx_highlight")
# Classes that scripts put together out of parts, so that no script has them as a word.
_PUT_TOGETHER = ("bs-", "cnnlab-")

# Asks for the font of cnnlab_book.mathematics, but not where a page is a file: there browsers
# take <link rel="preload"> for a request to another host.
_EARLY = (
    '<script>if (location.protocol !== "file:") document.head.append(Object.assign('
    'document.createElement("link"), {rel: "preload", as: "font", type: "font/woff2", '
    'crossOrigin: "", href: `${document.documentElement.dataset.content_root}'
    "_static/stix-two-math.woff2`}));</script>"
)

_SCRIPT = r'<script [^>]*src="[^"]*/?(?:{})\.js[^"]*"[^>]*></script>\s*'
_HURRIED = re.compile(r'<link rel="preload" as="script"[^>]*>\s*')  # before the style sheet
_WAITLESS = re.compile(r"<script (?![^>]*\b(?:defer|async)\b)(?=[^>]*\bsrc=)")
_SOURCE = re.compile(r'<script [^>]*src="(?:\.\./)*([^"?]+)')
_LINK = re.compile(r'<link (?=[^>]*"stylesheet")[^>]*href="((?:\.\./)*)_static/([^"?]+)[^>]*>\s*')
_PICTURE = re.compile(
    r'<img (?![^>]*\b(?:width|height)=)([^>]*\bsrc="(?:\.\./)*([^":]+)"[^>]*?)/?>'
)
_NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
_SYMBOL = re.compile(r"[.#]([A-Za-z_][\w-]*)")
_IMPORT = re.compile(r'@import "([^"]+)";')
_URL = re.compile(r"""url\(["']?(?!data:)([^"')]+)["']?\)""")


def lightened(site: Path, pages: list[str]) -> list[str]:
    """Return `pages` with one style sheet, which is written into `site`, and all else after it.

    Pages that have been through this before come out as they were but for the sheet's digest.
    """
    pages = [_with_sized_pictures(_with_scripts_that_wait(page), site) for page in pages]
    pages = [_with_early_mathematics(page) for page in pages]
    sheets = max((_sheets(page) for page in pages), key=len)
    if sheets in ([], [SHEET]):  # no page was written: they have all that they need
        return pages
    static = site / "_static"
    joined = "\n".join(_sheet(static / name, static) for name in sheets)
    used = _names_in_use(site, pages)
    unused = {
        name for name in set(_SYMBOL.findall(joined)) - used if not name.startswith(_PUT_TOGETHER)
    }
    # The theme's sheets have mistakes, over which a browser passes, too.
    small = lightningcss.process_stylesheet(joined, error_recovery=True, unused_symbols=unused)
    small = _with_small_icons(small, static)
    (static / SHEET).write_text(small, encoding="utf-8")
    digest = hashlib.sha256(small.encode()).hexdigest()[:8]
    return [_with_one_sheet(page, digest) for page in pages]


def _with_scripts_that_wait(page: str) -> str:
    """Return `page` without scripts that it does not need, and with `defer` on the others.

    Examples
    --------
    >>> _with_scripts_that_wait('<script src="a.js"></script>')
    '<script defer src="a.js"></script>'
    >>> _with_scripts_that_wait('<script src="searchindex.js"></script>')
    ''
    """
    searches = 'id="search-results"' in page
    unneeded = _NEVER if searches else _NEVER + _ON_THE_SEARCH_PAGE
    page = re.sub(_SCRIPT.format("|".join(unneeded)), "", page)
    if searches:
        # The highlighter looks whether the search is there. It no longer waits for the whole page.
        highlighter = re.search(_SCRIPT.format("sphinx_highlight"), page)
        if highlighter:
            page = page.replace(highlighter[0], "")
            page = re.sub(_SCRIPT.format("searchtools"), rf"\g<0>{highlighter[0]}", page)
    return _WAITLESS.sub("<script defer ", _HURRIED.sub("", page))


def _with_sized_pictures(page: str, site: Path) -> str:
    """Return `page` with every picture's size, and figures that load when they come near."""

    def sized(match: re.Match[str]) -> str:
        attributes, name = match.groups()
        size = get_image_size(str(site / name))
        if size is None:
            return match[0]
        lazy = 'loading="lazy" ' if name.startswith("_images/") else ""
        return f'<img {attributes.rstrip()} width="{size[0]}" height="{size[1]}" {lazy}/>'

    return _PICTURE.sub(sized, page)


def _with_early_mathematics(page: str) -> str:
    """Return `page` with its formulas' font asked for at once: they are wider in any other."""
    first = _LINK.search(page)
    if first is None or "<math" not in page or _EARLY in page:
        return page
    return f"{page[: first.start()]}{_EARLY}\n{page[first.start() :]}"


def _sheets(page: str) -> list[str]:
    """Return the style sheets of `page`, as paths in the folder ``_static``."""
    return [name for _, name in _LINK.findall(page)]


def _sheet(path: Path, static: Path) -> str:
    """Return a style sheet with its imports in place, and with addresses as seen from `static`."""
    here = posixpath.dirname(path.relative_to(static).as_posix())

    def imported(match: re.Match[str]) -> str:
        return _sheet(static / posixpath.normpath(posixpath.join(here, match[1])), static)

    def moved(match: re.Match[str]) -> str:
        return f'url("{posixpath.normpath(posixpath.join(here, match[1]))}")'

    text = _URL.sub(moved, path.read_text(encoding="utf-8"))
    return _IMPORT.sub(imported, text)


def _names_in_use(site: Path, pages: Iterable[str]) -> set[str]:
    """Return all classes and identifiers of `pages`, and all words of their scripts."""
    names: set[str] = set()
    scripts: set[str] = set()
    for page in pages:
        names.update(*map(str.split, _NAMES.findall(page)))
        scripts.update(_SOURCE.findall(page))
    for script in scripts:
        names.update(re.findall(r"[\w-]+", (site / script).read_text(encoding="utf-8")))
    return names


def _with_small_icons(sheet: str, static: Path) -> str:
    """Return `sheet` with the theme's fonts of icons cut down to the icons that it names."""
    for name in set(re.findall(r"vendor/[\w/.-]*\.woff2", sheet)):
        small = posixpath.basename(name)
        write_subset(static / name, static / small, set(sheet))
        sheet = sheet.replace(name, small)
    return sheet


def _with_one_sheet(page: str, digest: str) -> str:
    first = _LINK.search(page)
    if first is None:
        return page
    link = f'<link rel="stylesheet" href="{first[1]}_static/{SHEET}?v={digest}" />\n'
    return page[: first.start()] + link + _LINK.sub("", page[first.end() :])
