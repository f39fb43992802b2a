"""The book to print: complete, numbered, and without a broken sign."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from places import HTML, ROOT
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from sphinx_external_toc.parsing import parse_toc_yaml

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def book(site: str, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    target = tmp_path_factory.mktemp("pdf") / "cnnlab.pdf"
    subprocess.run([sys.executable, ROOT / "tools" / "pdf.py", HTML, target], check=True)
    return PdfReader(target)


@pytest.fixture(scope="module")
def texts(book: PdfReader) -> list[str]:
    """Return what each page says, read by the library that reads fastest."""
    with PdfDocument(book.stream) as pages:
        texts = [page.get_textpage().get_text_range() for page in pages]
    hyphen = "\ufffe"  # where a word is broken at the one that it has
    return [" ".join(text.replace(hyphen, "-").split()) for text in texts]


def test_it_has_every_chapter_and_an_outline(book: PdfReader) -> None:
    chapters = [Path(name).name for name in parse_toc_yaml(ROOT / "_toc.yml")]
    chapters = [name for name in chapters if name[:2].isdigit()]
    titles = [str(entry.title) for entry in book.outline if not isinstance(entry, list)]
    inner = [
        str(e.title)
        for entry in book.outline
        if isinstance(entry, list)
        for e in entry
        if not isinstance(e, list)
    ]
    assert len(chapters) > 10
    for number, _ in enumerate(chapters, 1):
        assert any(title.startswith(f"{number}. ") for title in titles + inner), number


def test_the_contents_name_the_right_pages(book: PdfReader, texts: list[str]) -> None:
    # The fast library breaks some of these lines within a word.
    contents = " ".join(" ".join(page.extract_text() for page in book.pages[1:6]).split())
    for number, title in ((5, "Convolution and cross-correlation"), (11, "Pooling")):
        after = contents.split(f"{number}. {title}", 1)[1].split()
        page = int(next(word for word in after if word.isdigit()))
        assert texts[page - 1].startswith(f"{page} {number}. {title}")


def test_the_index_names_the_right_pages(texts: list[str]) -> None:
    start = next(n for n, text in enumerate(texts, start=1) if text.startswith(f"{n} Index "))
    index = " ".join(texts[start - 1 :])
    for entry, title in (
        ("before a stride", "Blur before you stride"),
        ("start [0-9]+, \\[1\\]", "A stack: size, jump and start"),
    ):
        page = re.search(f" {entry} ([0-9]+) ", index)
        assert page is not None, entry
        assert title in texts[int(page[1]) - 1]


def test_every_page_has_its_number(texts: list[str]) -> None:
    for number, text in enumerate(texts, start=1):
        assert text.startswith(f"{number} "), number


def test_it_shows_formulas_and_first_frames_with_fonts_of_its_own(
    book: PdfReader, texts: list[str]
) -> None:
    whole = " ".join(texts)
    assert "\N{REPLACEMENT CHARACTER}" not in whole
    for said in ("Input", "Kernel", "Output", "⌊", "Solution"):
        assert said in whole
    assert "Show the solution" not in whole
    fonts = {}
    for page in book.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            fonts[str(font["/BaseFont"])] = inner.get("/FontDescriptor")
    assert any("STIX" in name for name in fonts)
    for name, descriptor in fonts.items():
        if descriptor is not None:  # a Type 3 font is embedded by its kind
            assert any(key.startswith("/FontFile") for key in descriptor.get_object()), name
