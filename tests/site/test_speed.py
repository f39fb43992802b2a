"""Pages show soon and stay where they are: what a browser waits for, and what moves.

Nothing is timed. What makes a page slow on a slow line is counted: files that the browser awaits
before it shows anything, and parts that jump when something comes late.
"""

from typing import Any

import pytest
from places import HTML, site_pages
from playwright.sync_api import Browser, Page, Route

PHONE, DESKTOP = {"width": 360, "height": 720}, {"width": 1280, "height": 960}
MOST_BLOCKING = 50_000  # bytes, compressed
MOST_SHIFT = 0.1  # of https://web.dev/articles/cls, which calls this good

# The widgets' script comes when the page has been shown, as on a slow line. Then the whole page
# passes by. All shifts are summed, not the worst second of them alone.
WATCH = """async () => {
  let shift = 0;
  // At the side the theme's contents unfold as one reads: that is meant.
  const inArticle = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest("article");
  const watch = (list) => {
    for (const entry of list.getEntries()) if (entry.sources.some(inArticle)) shift += entry.value;
  };
  new PerformanceObserver(watch).observe({ type: "layout-shift", buffered: true });
  const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await shown();
  await new Promise((done) => {
    const script = document.createElement("script");
    script.async = true;
    script.src = document.querySelector("script[src*='cnnlab.js']").src + "&late";
    script.onload = done;
    document.head.append(script);
  });
  for (let top = 0; top < document.body.scrollHeight; top += 3 * innerHeight) {
    await shown();
    scrollTo(0, top);
  }
  await shown();
  const loaded = performance.getEntriesByType("resource");
  const blocking = loaded.filter((file) => file.renderBlockingStatus === "blocking");
  return {
    shift,
    bytes: blocking.reduce((sum, file) => sum + file.encodedBodySize, 0),
    scripts: document.querySelectorAll("script[src]:not([defer], [async])").length,
    blocking: blocking.map((file) => file.name).filter((name) => !/\\.css\\b/.test(name)),
  };
}"""


def delay_widgets(route: Route) -> None:
    if route.request.url.endswith("late"):
        route.continue_()
    else:
        route.abort()


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_makes_its_reader_wait_or_moves(
    site: str, page: Page, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page.route("**/cnnlab.js*", delay_widgets)
    faults: dict[str, Any] = {}
    for path in site_pages():
        name = path.relative_to(HTML).as_posix()
        page.goto(f"{site}/{name}")
        seen = page.evaluate(WATCH)
        if (
            seen["shift"] >= MOST_SHIFT
            or not 0 < seen["bytes"] <= MOST_BLOCKING
            or seen["scripts"]
            or seen["blocking"]
        ):
            faults[name] = seen
    assert faults == {}


@pytest.mark.browser
def test_a_page_is_dark_before_its_scripts_have_come(site: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{site}/book/05_convolution.html")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert max(map(int, background.removeprefix("rgb(").removesuffix(")").split(", "))) < 64
