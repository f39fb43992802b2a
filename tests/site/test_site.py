"""The built site in a real browser that reaches no other host."""

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serve
from fontTools.ttLib import TTFont
from places import HTML, site_pages
from playwright.sync_api import Browser, Page, Response

from cnnlab_book.mathematics import math_signs

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}  # the narrowest that WCAG asks for


def pages(site: str) -> Iterator[str]:
    for path in site_pages():
        yield f"{site}/{path.relative_to(HTML).as_posix()}"


def test_pages_load_without_an_error_or_another_host(
    site: str, page: Page, problems: list[str]
) -> None:
    faults = {}
    for url in pages(site):
        problems.clear()
        page.goto(url, wait_until="load")
        page.wait_for_load_state("networkidle")
        if problems:
            faults[url] = list(problems)
    assert faults == {}


def test_the_check_above_sees_foreign_requests_and_errors(
    site: str, page: Page, problems: list[str]
) -> None:
    # A page that does everything wrong: were these not seen, the test above would prove nothing.
    page.goto(f"{site}/search.html")
    page.evaluate(
        """async (site) => {
             console.error("told");
             setTimeout(() => { throw new Error("thrown"); });
             await fetch(`${site}/no-such-file`);
             await fetch("https://example.org/far").catch(() => {});
           }""",
        site,
    )
    page.wait_for_timeout(100)
    seen = "\n".join(problems)
    assert "console: told" in seen
    assert "script: thrown" in seen
    assert f"404: {site}/no-such-file" in seen
    assert "https://example.org/far" in seen  # the page's policy has stopped it


def test_the_site_works_from_a_folder_without_a_server(
    site: str, page: Page, problems: list[str]
) -> None:
    page.goto((HTML / "book" / "index.html").as_uri())
    page.locator(".cnnlab button").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert problems == []


def test_the_site_works_under_another_path(site: str, page: Page, problems: list[str]) -> None:
    with serve.server(HTML.parent) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        page.goto(f"{serve.address(httpd)}/{HTML.name}/")
        page.locator(".cnnlab button").first.wait_for()
        page.wait_for_load_state("networkidle")
        httpd.shutdown()
    assert problems == []


def test_no_page_scrolls_sideways_on_a_phone(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    too_wide = {}
    for url in pages(site):
        page.goto(url)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            too_wide[url] = width
    assert too_wide == {}


def test_a_first_visit_is_light(site: str, browser: Browser) -> None:
    heavy = {}
    for url in pages(site):
        context = browser.new_context()  # nothing cached
        page = context.new_page()
        weights: dict[str, int] = {}
        page.on("response", lambda r, weights=weights: weights.update({r.url: weight(r)}))
        page.goto(url, wait_until="networkidle")
        context.close()
        if sum(weights.values()) > 600_000:
            heavy[url] = weights
    assert heavy == {}


def weight(response: Response) -> int:
    """Return the bytes of a response as a server sends it, but none for the page's pictures."""
    if "/_images/" in response.url or not response.ok:
        return 0
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(gzip.compress(body))


def test_search_finds_a_page(site: str, page: Page, problems: list[str]) -> None:
    page.goto(f"{site}/search.html?q=convolution")
    result = page.locator("#search-results ul.search li a").first
    result.wait_for()
    page.wait_for_load_state("networkidle")  # leaving earlier would cancel the results' excerpts
    result.click()
    page.wait_for_load_state()
    assert page.locator("article h1").is_visible()
    assert problems == []


def test_a_reader_can_choose_the_dark(site: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site + "/index.html")
    page.wait_for_url("**/book/index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(background) != light


def test_mathematics_is_set_in_the_sites_own_font(site: str, page: Page) -> None:
    seen = 0
    for url in pages(site):
        page.goto(url)
        if page.locator("math").count() == 0:
            continue
        seen += 1
        loaded = page.evaluate("document.fonts.load('16px \"STIX Two Math\"').then(f => f.length)")
        assert loaded == 1, url
        # A fraction as flat as a line of text would mean that the browser sets no MathML.
        flat = page.evaluate(
            "[...document.querySelectorAll('math')].filter(m => !m.getBoundingClientRect().height)"
            ".map(m => m.textContent)"
        )
        assert flat == [], url
        assert page.locator("merror, .math code").count() == 0, url
    assert seen, "no page has a formula"


def test_the_font_holds_every_sign_of_the_formulas(site: str) -> None:
    glyphs = TTFont(HTML / "_static" / "stix-two-math.woff2").getBestCmap()
    signs = math_signs(path.read_text(encoding="utf-8") for path in HTML.rglob("*.html"))
    invisible = set("\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{VARIATION SELECTOR-1}\n")
    assert {sign for sign in signs - invisible if ord(sign) not in glyphs} == set()


def test_notebooks_are_there_to_download(site: str, page: Page) -> None:
    chapters = [path for path in HTML.glob("book/**/*.html") if _notebook(path).exists()]
    assert chapters
    for path in chapters:
        page.goto(f"{site}/{path.relative_to(HTML).as_posix()}")
        href = page.locator("a.btn-download-source-button").get_attribute("href")
        assert href
        assert Path(path.parent, href).resolve() == _notebook(path).resolve()


def _notebook(page: Path) -> Path:
    return (HTML / "_sources" / page.relative_to(HTML)).with_suffix(".ipynb")


def test_signatures_name_their_parameters(site: str, page: Page) -> None:
    for name in ("api", "widgets/sliding_kernel", "widgets/questions", "widgets/locality"):
        page.goto(f"{site}/book/{name}.html")
        signatures = page.locator("dt.sig").all_inner_texts()
        assert signatures
        assert [text for text in signatures if "kwargs" in text] == [], name
