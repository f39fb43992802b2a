"""One small style sheet for all pages, since a browser shows nothing until it has loaded them.

The theme and the extensions bring eleven, with 5,000 rules, most of them for things that the book
does not have: 90 kB compressed.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import lightningcss
from lxml.html import HtmlElement, document_fromstring
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ExtensionError

from cnnlab_book.fonts import write_subset

__all__ = ["SHEET", "theme_sheets", "with_version", "write_sheet"]

SHEET = "book.min.css"  # in the folder _static

# Classes that scripts put together out of parts, so that no script has them as a word.
_PUT_TOGETHER = "bs-"


def theme_sheets(builder: StandaloneHTMLBuilder) -> list[str]:
    """Return the sheets that the theme's layout links by itself, where no setting reaches them."""
    macros = builder.templates.environment.get_template("static/webpack-macros.html")
    head = macros.make_module({"pathto": lambda name, _: name}).head_pre_assets()
    tags = document_fromstring(head)
    links = tags.findall(".//link[@rel='stylesheet']")
    if not links:
        raise ExtensionError(
            "The theme's style sheets are not where cnnlab_book.sheet expects them."
        )
    return [link.get("href").partition("?")[0] for link in links]


def write_sheet(site: Path, sheets: Iterable[str], pages: Iterable[HtmlElement]) -> None:
    """Write into `site` what `pages` need of the style sheets `sheets`.

    Parameters
    ----------
    site : Path
        The folder of the built site.
    sheets : iterable of str
        The paths of the style sheets in the site, in the order in which they apply.
    pages : iterable of HtmlElement
        All pages. Scripts may use any word that stands in them as the name of a class.
    """
    static = site / "_static"
    entry = static / "all.css"
    entry.write_text("".join(f'@import "../{name}";\n' for name in sheets), encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in static.rglob("*.css"))
    symbols = set(re.findall(r"[.#]([A-Za-z_][\w-]*)", sources))
    unused = {name for name in symbols - _names(site, pages) if not name.startswith(_PUT_TOGETHER)}
    # The theme's sheets have mistakes, which browsers ignore, too.
    small = lightningcss.bundle_css(str(entry), error_recovery=True, unused_symbols=unused)
    entry.unlink()
    (static / SHEET).write_text(_with_small_icons(small, static), encoding="utf-8")


def with_version(page: str, version: str) -> str:
    """Return the HTML `page` with its link leading to the sheet's `version`, to be kept as such."""
    return re.sub(rf"({re.escape(SHEET)}\?v=)\w*", rf"\g<1>{version}", page)


def _names(site: Path, pages: Iterable[HtmlElement]) -> set[str]:
    """Return all classes and identifiers of `pages`, and all words of their scripts."""
    names: set[str] = set()
    scripts: set[str] = set()
    for page in pages:
        for tag in page.iter("*"):
            names.update(tag.classes, [tag.get("id", "")])
        scripts |= {
            re.sub(r"^(\.\./)*|\?.*", "", tag.get("src"))
            for tag in page.iterfind(".//script[@src]")
        }
    for script in scripts:
        names.update(re.findall(r"[\w-]+", (site / script).read_text(encoding="utf-8")))
    return names


def _with_small_icons(sheet: str, static: Path) -> str:
    """Return `sheet` with the theme's fonts of icons cut down to the icons that it names."""
    for name in set(re.findall(r"\.\./(vendor/[\w/.-]*\.woff2)", sheet)):
        small = posixpath.basename(name)
        write_subset(static / name, static / small, set(sheet))
        sheet = sheet.replace(f"../{name}", small)
    return sheet
