"""Make a book to print from the built site: `python tools/pdf.py [site] [book.pdf]`.

Chromium prints one page that holds all chapters, with the widgets' first frames in place of the
widgets. It prints twice: the first time, with nothing painted, tells on which page everything
stands, and the second has these numbers in the contents and in the index.

Sphinx can make one page of a book, too (`singlehtml`). But it writes no index, and does not keep
the chapters' names apart: links to Exercises, or to an index's first word, all lead to chapter 1.
"""

import argparse
import gc
import posixpath
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag
from command_line import Parser
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
import browser  # noqa: E402

# What helps only at a screen: the reference, how to run, teach and serve, and widgets alone.
LEFT_OUT = (
    *("book/api", "book/grade", "book/hand_out", "book/hub", "book/lecture", "book/run"),
    *("book/serve", "book/teach", "book/widgets/"),
)
ON_SCREEN_ONLY = "script, noscript, .headerlink, .copybtn, .genindex-jumpbox"
# Every chapter has these: the contents need not list them.
IN_EVERY_CHAPTER = {"Exercises", "Key points", "Read further"}
COVER = """<div class="cover"><img src="_static/logo.svg" alt=""><h1>cnnlab</h1>
<p>Convolution and pooling layers, moved by hand</p>
<p>The widgets of this book move on its website.</p></div>"""
WRITE_NUMBERS = """pages => {
  const write = (links, number) => {
    for (const link of document.querySelectorAll(links))
      number(link, pages[link.getAttribute("href").slice(1)]);
  };
  write(".book-contents a", (link, page) => link.after(page));
  write(".genindextable a[href^='#']", (link, page) => link.append(` ${page}`));
}"""


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    build = ROOT / "_build"
    parser = Parser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("site", nargs="?", type=Path, default=build / "html")
    parser.add_argument("book", nargs="?", type=Path, default=build / "cnnlab.pdf")
    return parser.parse_args()


def main() -> None:
    """Print the site into a PDF."""
    asked = arguments()
    site, target = asked.site.resolve(), asked.book.resolve()
    gc.disable()  # it would look for garbage among a million objects that all stay in use
    book = assembled(site)
    print_out, pages = printed(book, site)
    pdf = PdfWriter(BytesIO(print_out), incremental=True)
    add_bookmarks(pdf, book, pages)
    target.parent.mkdir(parents=True, exist_ok=True)
    pdf.write(target)
    print(f"{target}: {len(pdf.pages)} pages")


def assembled(site: Path) -> BeautifulSoup:
    """Return one HTML document with every page of the site at `site`, in the order of contents."""
    names = [name for name in parse_toc_yaml(ROOT / "_toc.yml") if not name.startswith(LEFT_OUT)]
    pages = {name: page_of_book(site, name) for name in names}
    style = (ROOT / "tools" / "pdf.css").read_text(encoding="utf-8")
    book = BeautifulSoup(
        f"""<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">
        <title>cnnlab: convolution and pooling layers</title>{sheets(pages.values())}
        <style>{style}</style></head><body>{COVER}<nav class="book-contents"><h1>Contents</h1>
        <ul>{contents(pages)}</ul></nav></body></html>""",
        "html.parser",
    )
    found(book, "body").extend([found(page, "article") for page in pages.values()])
    lead_nowhere_else(book)
    return book


def page_of_book(site: Path, name: str) -> BeautifulSoup:
    """Return a page of the site, as paper needs it and with addresses that hold in the book."""
    page = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    for tag in page.select(ON_SCREEN_ONLY):
        tag.decompose()
    for details in page.select("details"):
        details["open"] = ""  # on paper they cannot be opened
        for title in details.select(".expanded"):
            title.string = "Solution"  # not "Hide the solution"
    for tag in page.select("[id]"):
        tag["id"] = place(name, str(tag["id"]))
    for link in page.select("a[href]"):
        address, fragment = urldefrag(str(link["href"]))
        if "://" not in address and not address.startswith("mailto:"):
            there = in_site(name, address).removesuffix(".html") if address else name
            link["href"] = f"#{place(there, unquote(fragment))}"
    for picture in page.select("img"):
        picture["loading"] = "eager"  # no one scrolls to it
        picture["src"] = in_site(name, str(picture["src"]))
    for sheet in page.select("link[rel=stylesheet]"):
        sheet["href"] = in_site(name, str(sheet["href"]))
    found(page, "article")["id"] = place(name)
    return page


def in_site(name: str, address: str) -> str:
    """Return where `address`, written on the page `name`, is from the site's own folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def place(name: str, fragment: str = "") -> str:
    """Return what a place of the page `name` is called in the whole book."""
    return f"{name.replace('/', '-')}--{fragment}"


def found(page: BeautifulSoup, selector: str) -> Tag:
    """Return the first tag that `selector` names, which must be there."""
    tag = page.select_one(selector)
    assert tag is not None, selector
    return tag


def sheets(pages: Iterable[BeautifulSoup]) -> str:
    """Return the links to the style sheets of all `pages`, each once."""
    links = (link for page in pages for link in page.select("link[rel=stylesheet]"))
    return "".join(dict.fromkeys(map(str, links)))


def contents(pages: dict[str, BeautifulSoup]) -> str:
    """Return an entry for each page and each of its sections."""
    entries = []
    for name, page in pages.items():
        title = found(page, "article h1").decode_contents()
        entries.append(f'<li class="chapter"><a href="#{place(name)}">{title}</a></li>')
        for section in page.select("nav[aria-label=Page] > ul > li > a"):
            if section.get_text() not in IN_EVERY_CHAPTER:
                entries.append(f"<li>{section}</li>")
    return "".join(entries)


def lead_nowhere_else(book: BeautifulSoup) -> None:
    """Make links plain text if their target was left out, and drop what the index says of it."""
    names = {str(tag["id"]) for tag in book.select("[id]")}
    for link in book.select("a[href^='#']"):
        if target_of(link) not in names:
            del link["href"]
    for entry in book.select(".genindextable li:not(:has([href]))"):
        entry.decompose()


def printed(book: BeautifulSoup, site: Path) -> tuple[bytes, dict[str, int]]:
    """Return `book` as Chromium prints it, and the pages on which its links' targets stand.

    The addresses in `book` are those of the folder `site`.
    """
    file = site / "_book.html"
    file.write_text(str(book), encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            page = browser.launch(playwright).new_page(java_script_enabled=False)
            page.emulate_media(media="print")  # it need not be laid out for a screen, too
            page.goto(file.as_uri())
            page.evaluate("document.body.style.visibility = 'hidden'")
            pages = page_numbers(page.pdf(prefer_css_page_size=True))
            page.evaluate("document.body.style.visibility = ''")
            page.evaluate(WRITE_NUMBERS, pages)
            pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
            return pdf, pages
    finally:
        file.unlink()


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return the pages on which the places are that a link in `pdf` leads to."""
    reader = PdfReader(BytesIO(pdf))
    return {
        name.lstrip("/"): reader.get_destination_page_number(destination) + 1
        for name, destination in reader.named_destinations.items()
    }


def add_bookmarks(pdf: PdfWriter, book: BeautifulSoup, pages: dict[str, int]) -> None:
    """Give `pdf` the contents as bookmarks. Chromium's own say a title twice at a page's top."""
    sections = {tag["id"] for tag in book.select("section[id]")}
    chapter = None
    for link in book.select(".book-contents a"):
        section = target_of(link) in sections
        mark = pdf.add_outline_item(
            title=link.get_text(),
            page_number=pages[target_of(link)] - 1,
            parent=chapter if section else None,
        )
        chapter = chapter if section else mark


def target_of(link: Tag) -> str:
    """Return the name of the place that `link` leads to."""
    return str(link["href"]).removeprefix("#")


if __name__ == "__main__":
    main()
