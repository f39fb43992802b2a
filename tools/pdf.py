"""Make a book to print from the built site: `python tools/pdf.py [site] [book.pdf]`.

Chromium prints one page that holds all chapters, with the widgets' first frames in place of the
widgets. It prints twice: the first time tells on which page everything stands, and the second has
these numbers in the contents and in the index.
"""

import posixpath
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
import browser  # noqa: E402

# What helps only before a screen.
LEFT_OUT = ("book/api", "book/run", "book/teach", "book/widgets/")
INDEX = "genindex.html"
STYLE = """
@page { size: A4; margin: 20mm 18mm 22mm; }
html { font-size: 10.5pt; }
body { background: white; }
article { break-before: page; }
.cover { height: 240mm; display: flex; flex-direction: column; justify-content: center; gap: 6mm; }
.cover img { width: 40mm; }
.cover h1 { font-size: 40pt; margin: 0; }
.cover p { font-size: 14pt; margin: 0; }
.book-contents { break-before: page; }
.book-contents li { list-style: none; display: flex; gap: 1ex; }
.book-contents li::after { content: attr(data-page); order: 3; }
.book-contents li::before { content: ""; order: 2; flex: 1; border-bottom: 1px dotted; }
.book-contents li > a { order: 1; }
.book-contents ul ul { font-size: 0.92em; }
.book-contents a, article a { color: inherit; text-decoration: none; }
h1, h2, h3, dt { break-after: avoid; }
figure, img, table, .cell_input, .equation, .cnnlab-widget, .admonition { break-inside: avoid; }
pre { white-space: pre-wrap; }
.headerlink, .copybtn, .toggle-button, .genindex-jumpbox, .sd-summary-state-marker {
  display: none !important;
}
details > summary { list-style: none; }
"""
COVER = (
    "<div class='cover'><img src='_static/logo.svg' alt=''><h1>cnnlab</h1>"
    "<p>Convolution and pooling layers, moved by hand</p>"
    "<p>The widgets of this book move on its website.</p></div>"
)
FOOTER = (
    "<div style='font: 8pt sans-serif; width: 100%; text-align: center'>"
    "<span class='pageNumber'></span></div>"
)
# Every chapter has these: the contents need not say so.
SHAPE = {"Exercises", "Key points", "Read further"}


def main() -> None:
    """Print the site into a PDF."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_build" / "html").resolve()
    target = Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "_build" / "cnnlab.pdf").resolve()
    book = assembled(site)
    first = printed(book, site)
    number_pages(book, PdfReader(BytesIO(first)))
    save(printed(book, site), target)
    print(f"{target}: {len(PdfReader(target).pages)} pages")


def assembled(site: Path) -> BeautifulSoup:
    """Return one HTML document with every page of the site at `site`, in the order of contents."""
    start = _page(site, "book/index.html")
    pages = ["book/index.html"]
    for link in start.select("nav.bd-docs-nav a.reference.internal"):
        page = _in_site("book/index.html", urldefrag(str(link["href"])).url or "index.html")
        if page not in pages and not page.startswith(LEFT_OUT):
            pages.append(page)
    title = start.select_one("title")
    book = BeautifulSoup(
        f"<!DOCTYPE html><html lang='en' data-theme='light'><head><meta charset='utf-8'><title>"
        f"{title.text if title else ''}</title></head><body></body></html>",
        "html.parser",
    )
    head, body = book.select_one("head"), book.select_one("body")
    assert head is not None
    assert body is not None
    for style in start.select("link[rel=stylesheet]"):
        style["href"] = _in_site("book/index.html", str(style["href"]))
        head.append(style)
    head.append(_tag(f"<style>{STYLE}</style>"))
    body.append(_tag(COVER))
    articles = {page: _article(site, page) for page in pages}
    body.append(_contents(articles))
    body.extend(articles.values())
    _lead_nowhere_else(body)
    return book


def _page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


def _tag(html: str) -> Tag:
    tag = BeautifulSoup(html, "html.parser").find()
    assert isinstance(tag, Tag)
    return tag


def _in_site(page: str, address: str) -> str:
    """Return where `address`, written on `page`, is from the site's own folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def _article(site: Path, page: str) -> Tag:
    """Return the article of `page`, with names and addresses that hold in the whole book."""
    article = _page(site, page).select_one("article")
    assert article is not None, page
    for script in article.select("script, .prev-next-area, noscript"):
        script.decompose()
    for details in article.select("details"):
        details["open"] = ""  # nobody can open them on paper
        for title in details.select(".expanded"):
            title.string = "Solution"  # not "Hide the solution"
    for picture in article.select("img[loading]"):
        del picture["loading"]  # no one scrolls to it
    for tag in article.select("[id]"):
        tag["id"] = _name(page, str(tag["id"]))
    for tag in article.select("[src]"):
        if not str(tag["src"]).startswith("data:"):
            tag["src"] = _in_site(page, str(tag["src"]))
    for link in article.select("a[href]"):
        address, fragment = urldefrag(str(link["href"]))
        if "://" not in address and not address.startswith("mailto:"):
            there = _in_site(page, address) if address else page
            link["href"] = f"#{_name(there, unquote(fragment))}"
    # SVG refers to its own parts, and labels to their fields.
    for tag in article.find_all(True):
        for key in ("for", "aria-labelledby", "aria-describedby"):
            if key in tag.attrs:
                tag[key] = " ".join(_name(page, name) for name in str(tag[key]).split())
        for key, value in tag.attrs.items():
            if isinstance(value, str) and "url(#" in value:
                tag[key] = value.replace("url(#", f"url(#{_name(page, '')}")
            elif key in ("href", "xlink:href") and tag.name == "use":
                tag[key] = f"#{_name(page, str(value)[1:])}"
    article["id"] = _name(page, "")
    return article


def _name(page: str, fragment: str) -> str:
    return f"{page.removesuffix('.html').replace('/', '-')}--{fragment}"


def _contents(articles: dict[str, Tag]) -> Tag:
    contents = _tag("<nav class='book-contents'><h1>Contents</h1><ul></ul></nav>")
    outer = contents.select_one("ul")
    assert outer is not None
    for page, article in articles.items():
        title = article.select_one("h1")
        assert title is not None, page
        outer.append(_entry(_name(page, ""), title))
        sections = _tag("<ul></ul>")
        for heading in article.select("section > section > h2"):
            section = heading.parent
            name = heading.get_text().rstrip("#")
            if isinstance(section, Tag) and page != INDEX and name not in SHAPE:
                sections.append(_entry(str(section["id"]), heading))
        outer.append(sections)
    return contents


def _entry(name: str, heading: Tag) -> Tag:
    entry = _tag(f"<li><a href='#{name}'></a></li>")
    link = entry.select_one("a")
    assert link is not None
    for part in list(_tag(f"<span>{heading.decode_contents()}</span>").contents):
        if not (isinstance(part, Tag) and "headerlink" in part.get("class", [])):
            link.append(part.get_text() if isinstance(part, Tag) and part.name == "a" else part)
    return entry


def _lead_nowhere_else(body: Tag) -> None:
    """Make links plain text if their target was left out."""
    names = {str(tag["id"]) for tag in body.select("[id]")}
    for link in body.select("a[href^='#']"):
        if str(link["href"])[1:] not in names:
            entry = link.find_parent("li") if link.find_parent(class_="genindextable") else None
            if entry is not None and len(entry.select("a[href]")) == 1:
                entry.decompose()
            else:
                del link["href"]


def printed(book: BeautifulSoup, site: Path) -> bytes:
    """Return `book` as Chromium prints it; its addresses are those of the folder `site`."""
    page_file = site / "_book.html"
    page_file.write_text(str(book), encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=browser.find(), args=browser.arguments()
            )
            page = chromium.new_page(java_script_enabled=False)
            page.goto(page_file.as_uri(), wait_until="load")
            pdf = page.pdf(
                prefer_css_page_size=True,
                print_background=True,
                outline=True,
                tagged=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOTER,
            )
            chromium.close()
            return pdf
    finally:
        page_file.unlink()


def number_pages(book: BeautifulSoup, pdf: PdfReader) -> None:
    """Write into the contents and the index of `book` the pages on which `pdf` has the targets."""
    pages = {
        name.lstrip("/"): pdf.get_destination_page_number(destination) + 1
        for name, destination in pdf.named_destinations.items()
    }
    for entry in book.select(".book-contents li"):
        link = entry.select_one("a")
        if link is not None:
            entry["data-page"] = str(pages[str(link["href"])[1:]])
    for link in book.select(".genindextable a[href^='#']"):
        number = pages.get(str(link["href"])[1:])
        if number is not None:
            link.append(f" {number}")


def save(pdf: bytes, target: Path) -> None:
    """Write `pdf` with a title, so that a reader's window and catalogue name it."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.add_metadata({"/Title": "cnnlab: convolution and pooling layers"})
    target.parent.mkdir(parents=True, exist_ok=True)
    writer.write(target)


if __name__ == "__main__":
    main()
