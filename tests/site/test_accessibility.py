"""Every page of the site passes axe-core, in light and in dark, with its widgets alive."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from places import HTML, site_pages
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page, context=None, **options) -> list[str]:
    found = Axe().run(page, context, options).response["violations"]
    return [
        f"{v['id']}: {node['html'][:120]} ({node['failureSummary'][:200]})"
        for v in found
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_meet_wcag_and_widgets_every_rule(site: str, page: Page, theme: str):
    page.emulate_media(color_scheme=theme)
    faults = {}
    for path in site_pages():
        url = f"{site}/{path.relative_to(HTML).as_posix()}"
        page.goto(url)
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        found = violations(page, runOnly={"type": "tag", "values": WCAG})
        if page.locator(".cnnlab-widget").count():
            found += violations(page, {"include": [[".cnnlab-widget"]]})
        if found:
            faults[url] = found
    assert faults == {}


def test_axe_sees_a_fault(site: str, page: Page):
    # Were it blind, the test above would prove nothing.
    page.goto(f"{site}/search.html")
    page.evaluate(
        "document.querySelector('article, main').append(document.createElement('button'))"
    )
    assert any(v.startswith("button-name") for v in violations(page))
