"""Every page of the site, visited once at a desktop's width and once at a narrow phone's."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import serve
from places import HTML, address_in_site, site_pages
from playwright.sync_api import Browser
from site_visits import DESKTOP, PHONE, Visit, visit
from traffic import sent

from cnnlab_book.widgets import FRONTEND

pytestmark = pytest.mark.browser

PAGES = [address_in_site(path) for path in site_pages()] or ["no page"]
# As sent, compressed: in all, before anything is shown, and of the front end's scripts.
MOST_BYTES, MOST_BLOCKING_BYTES, MOST_SCRIPT_BYTES = 600_000, 50_000, 60_000
MOST_SHIFT = 0.1  # of https://web.dev/articles/cls, which calls this good


@pytest.fixture(
    scope="module", params=[address_in_site(path) for path in site_pages()] or ["no page"]
)
def name(request: pytest.FixtureRequest, site: str) -> str:
    page: str = request.param
    return page


@pytest.fixture(scope="module")
def visits(site: str, browser: Browser, name: str) -> dict[str, Visit]:
    return {
        "desktop": visit(browser, f"{site}/{name}", DESKTOP, axe=True),
        "phone": visit(browser, f"{site}/{name}", PHONE, axe=False),
    }


@pytest.fixture
def desktop(visits: dict[str, Visit]) -> Visit:
    return visits["desktop"]


@pytest.fixture(params=["desktop", "phone"])
def either(request: pytest.FixtureRequest, visits: dict[str, Visit]) -> Visit:
    return visits[request.param]


def test_nothing_fails_and_no_other_host_is_asked(either: Visit) -> None:
    assert (either.problems, either.foreign) == ([], [])


def test_a_first_visit_is_light(desktop: Visit) -> None:
    # The page's own pictures come when the reader comes to them.
    weights = {file: sent(file, HTML) for file in desktop.files if "/_images/" not in file}
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_its_widgets_are_light(desktop: Visit) -> None:
    """What is loaded when a reader asks for it does not count: the visit presses nothing."""
    own = {path.name for path in FRONTEND.glob("*.js")}
    scripts = {
        file: sent(file, HTML) for file in desktop.files if Path(urlsplit(file).path).name in own
    }
    assert sum(scripts.values()) <= MOST_SCRIPT_BYTES, scripts


def test_it_is_shown_soon(either: Visit) -> None:
    assert [file for file in either.blocking if urlsplit(file).path[-4:] != ".css"] == []
    assert 0 < sum(sent(file, HTML) for file in either.blocking) <= MOST_BLOCKING_BYTES


def test_it_stays_where_it_is(either: Visit) -> None:
    assert sum(either.shifts.values()) < MOST_SHIFT, either.shifts


def test_it_does_not_scroll_sideways_on_a_phone(visits: dict[str, Visit]) -> None:
    assert visits["phone"].width <= PHONE["width"]


def test_mathematics_is_set_in_the_sites_own_font(desktop: Visit, name: str) -> None:
    assert desktop.formulas == (HTML / name).read_text(encoding="utf-8").count("<math")
    if desktop.formulas:
        assert desktop.formula_fonts == 1
    assert (desktop.flat_formulas, desktop.broken_formulas) == ([], [])


def test_a_notebook_can_be_downloaded(desktop: Visit, name: str) -> None:
    notebook = f"_sources/{name.removesuffix('.html')}.ipynb"
    if (HTML / notebook).exists():
        assert desktop.download is not None
        assert urlsplit(desktop.download).path == f"/{notebook}"


def test_signatures_name_their_parameters(desktop: Visit, name: str) -> None:
    reference = ("/widgets/" in name and not name.endswith("index.html")) or "/api/" in name
    assert desktop.signatures or not reference
    assert [text for text in desktop.signatures if "kwargs" in text] == []


def test_no_word_is_broken(desktop: Visit) -> None:
    assert desktop.broken_words == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_meets_wcag_and_its_widgets_every_rule(desktop: Visit, theme: str) -> None:
    assert desktop.violations[theme] == []


def test_it_is_dark_in_the_dark(desktop: Visit) -> None:
    assert desktop.bright == []


def test_every_widget_is_drawn(either: Visit, name: str) -> None:
    html = (HTML / name).read_text(encoding="utf-8")
    assert either.widgets == len(re.findall('<div[^>]* class="cnnlab-widget"', html))
    assert either.broken_widgets == []


def test_the_book_has_chapters_formulas_and_widgets(site: str) -> None:
    # If no page were found, or none with a formula, the tests above would prove nothing.
    texts = {path.stem: path.read_text(encoding="utf-8") for path in site_pages()}
    assert sum(name[:2].isdigit() for name in texts) == 13
    assert "<math" in texts["05_convolution"]
    assert "cnnlab-widget" in texts["05_convolution"]


# A page with every fault: if one of them goes unseen, a test above is blind to it.
FAULTY = """<!DOCTYPE html>
<html lang="en"><head><title>Faults</title><meta charset="utf-8">
<link rel="stylesheet" href="style.css"><script src="slow.js"></script>
<style>html[data-theme="dark"] .dark { color: #222; background: black }</style></head>
<body><main><h1>Faults</h1><article>
<p style="width: 2000px; height: 500px">wide</p>
<math></math> <math><merror><mtext>\\nonsense</mtext></merror></math>
<button></button> <p class="dark">unreadable</p>
<p style="width: 1ch; overflow-wrap: anywhere">broken</p>
<div class="cnnlab-widget"><h2></h2></div>
<div class="cnnlab-widget"><p class="cnnlab" role="alert">This cannot be shown.</p></div>
<div style="background: white; height: 50px">paper</div>
</article></main><script defer src="_static/core.js"></script></body></html>"""
LATE = """
const tall = document.createElement("p");
tall.style.height = "500px";
document.querySelector("article").prepend(tall);
console.error("told");
setTimeout(() => { throw new Error("thrown"); });
fetch("no-such-file");
fetch("https://example.org/far").catch(() => {});
"""


def test_the_visit_sees_every_fault(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "core.js").write_text(LATE)
    (tmp_path / "slow.js").write_text("")
    (tmp_path / "style.css").write_text("p { color: black }")
    (tmp_path / "faulty.html").write_text(FAULTY)
    with serve.serving(tmp_path) as address:
        seen = visit(browser, f"{address}/faulty.html", PHONE, axe=True)
    problems = "\n".join(seen.problems)
    assert "console: told" in problems
    assert "script: thrown" in problems
    assert f"404: {address}/no-such-file" in problems
    assert "failed: https://example.org/far" in problems
    assert seen.foreign == ["https://example.org/far"]
    assert set(seen.blocking) == {f"{address}/style.css", f"{address}/slow.js"}
    assert f"{address}/_static/core.js" in seen.files
    assert sent(f"{address}/slow.js", tmp_path) < sent(f"{address}/style.css", tmp_path)
    assert sum(seen.shifts.values()) >= MOST_SHIFT
    assert seen.width >= 2000
    assert (seen.formulas, len(seen.flat_formulas), len(seen.broken_formulas)) == (2, 1, 1)
    assert (seen.widgets, len(seen.broken_widgets)) == (2, 2)
    assert "broken" in seen.broken_words
    assert seen.bright == ['<div style="background: white; height: 50px"></div>']
    light, dark = ({fault.split(":")[0] for fault in seen.violations[t]} for t in ("light", "dark"))
    assert light >= {"button-name", "empty-heading"}  # WCAG's, and a rule for widgets alone
    assert dark - light == {"color-contrast"}
