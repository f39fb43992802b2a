"""Visit a page of the site as its readers do, and note all that the tests ask about it.

Nothing is timed. What makes a page slow on a slow line is counted: files that the browser awaits
before it shows anything, and parts that jump when something comes late.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from traffic import DRAWN, Traffic, asked_of_others

DESKTOP = {"width": 1280, "height": 960}
PHONE = {"width": 320, "height": 640}  # the narrowest that WCAG asks for
WIDGETS = "*/_static/core.js*"  # no widget draws itself before this has come

# From here on parts of the article may not move. At the side the theme's contents unfold as one
# reads: that is meant.
WATCH = """() => {
  window.shifts = {};
  const inArticle = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest("article");
  // All shifts are summed, not the worst second of them alone.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const moved = entry.sources.find(inArticle)?.node;
      const name = moved && (moved.outerHTML ?? moved.textContent).slice(0, 100);
      if (moved) window.shifts[name] = (window.shifts[name] ?? 0) + entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  return new Promise((shown) =>
    new PerformanceObserver(shown).observe({ type: "paint", buffered: true }));
}"""
# The whole page passes by, so that what waits to come into view comes.
PASS_BY = """async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let top = 0; top < document.body.scrollHeight; top += 3 * innerHeight) {
    scrollTo(0, top);
    await drawn();
  }
  scrollTo(0, 0);
  await document.fonts.ready;
  await drawn();
}"""
LOOK = """async () => {
  // Words of prose that end on another line than they began on. Code and what it prints may.
  const brokenWords = (article) => {
    const walker = document.createTreeWalker(article ?? document.body, NodeFilter.SHOW_TEXT);
    const broken = [];
    for (let node; (node = walker.nextNode()); ) {
      if (node.parentElement.closest(".highlight, math, .cnnlab-widget")) continue;
      for (const { 0: word, index } of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = [...range.getClientRects()].filter(({ width }) => width);
        if (new Set(lines.map(({ top }) => Math.round(top / 4))).size > 1) broken.push(word);
      }
    }
    return broken;
  };
  const loaded = performance.getEntriesByType("resource");
  const blocking = loaded.filter((file) => file.renderBlockingStatus === "blocking");
  const formulas = [...document.querySelectorAll("math")];
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    files: [location.href, ...loaded.map((file) => file.name)],
    blocking: [
      ...blocking.map((file) => file.name),
      ...all("script[src]:not([defer])").filter(({ async }) => !async).map(({ src }) => src),
    ],
    shifts: window.shifts,
    width: document.documentElement.scrollWidth,
    formulas: formulas.length,
    formula_fonts: (await document.fonts.load('16px "STIX Two Math"')).length,
    // A fraction as flat as a line of text would mean that the browser sets no MathML.
    flat_formulas: formulas.filter((m) => !m.getBoundingClientRect().height)
                           .map((m) => m.textContent),
    broken_formulas: all("merror, .math code").map((part) => part.textContent),
    download: document.querySelector("a.btn-download-source-button")?.href ?? null,
    signatures: all("dt.sig").map((part) => part.innerText),
    broken_words: brokenWords(document.querySelector("article")),
    widgets: all(".cnnlab-widget").length,
    broken_widgets: all(".cnnlab-widget")
      .filter((place) => place.querySelector(":scope > .cnnlab") === null ||
        place.querySelector("[role=alert]")?.checkVisibility())
      .map((place) => place.outerHTML.slice(0, 300)),
  };
}"""
# A page must meet WCAG, and a widget every rule that axe knows. Contrast takes axe longer than all
# the rest: it is asked of one text of each look, which is its size and what lies behind it.
AXE = """async ([wcag, only]) => {
  const looks = new Map();
  const look = (part) => {
    if (!part) return "";
    if (!looks.has(part)) {
      const { color, backgroundColor, backgroundImage, opacity } = getComputedStyle(part);
      const own = [color, backgroundColor, backgroundImage, opacity];
      looks.set(part, [look(part.parentElement), ...own].join("|"));
    }
    return looks.get(part);
  };
  const texts = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const part = node.parentElement;
    const { fontSize, fontWeight } = getComputedStyle(part);
    const key = [look(part), fontSize, fontWeight].join("|");
    const shown = part.checkVisibility({ visibilityProperty: true }) && part.clientHeight !== 1;
    if (node.data.trim() && shown && !texts.has(key)) texts.set(key, part);
  }
  for (const part of texts.values()) part.dataset.look = "";
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
  const { violations } = await axe.run({ resultTypes: ["violations"], runOnly: only ?? undefined });
  for (const part of texts.values()) delete part.dataset.look;
  const inWidget = (node) => document.querySelector(node.target[0])?.closest(".cnnlab-widget");
  return violations.flatMap((rule) =>
    rule.nodes
      .filter((node) => rule.tags.some((tag) => wcag.includes(tag)) || inWidget(node))
      .map(({ html, failureSummary: why }) =>
        `${rule.id}: ${html.slice(0, 120)} (${why.slice(0, 200)})`));
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # the others find the same in the dark
# Its colours fade in.
SHOW_THEME = """async (theme) => {
  document.documentElement.dataset.theme = theme;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.all(fading.map(({ finished }) => finished));
}"""
# What is as bright in the dark as paper. Pictures may be.
BRIGHT = """() => [...document.querySelectorAll("body :not(img)")].filter((part) => {
  const { backgroundColor: colour, visibility, opacity } = getComputedStyle(part);
  const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
  const { width, height } = part.getBoundingClientRect();
  const seen = part.checkVisibility() && visibility === "visible" && opacity > 0.5 && alpha > 0.5;
  return seen && width > 100 && height > 20 && Math.min(red, green, blue) > 200;
}).map((part) => part.cloneNode().outerHTML.slice(0, 200))"""


@dataclass(frozen=True)
class Visit:
    """What was seen of a page at one width, when all had been loaded and had passed by."""

    problems: list[str]
    foreign: list[str]  # asked of other hosts
    files: list[str]  # of the page, itself included
    blocking: list[str]  # files that the browser awaits before it shows anything
    shifts: dict[str, float]  # how much moved, and what, as Cumulative Layout Shift counts
    width: int
    formulas: int
    formula_fonts: int
    flat_formulas: list[str]
    broken_formulas: list[str]
    download: str | None
    signatures: list[str]
    broken_words: list[str]
    widgets: int
    broken_widgets: list[str]  # not drawn, or in their place a message
    violations: dict[str, list[str]]  # of axe's rules, in each theme
    bright: list[str]  # parts that are not dark in the dark theme


def visit(browser: Browser, url: str, size: dict[str, int], *, axe: bool) -> Visit:
    """Visit a page for the first time; its widgets come late, as on a slow line."""
    context = browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce")
    foreign = asked_of_others(context)
    page = context.new_page()
    traffic = Traffic(page)
    with _widgets_late(page):
        page.goto(url, wait_until="commit")
        page.evaluate(WATCH)
        page.evaluate(DRAWN)
    traffic.settle()
    page.evaluate(PASS_BY)
    traffic.settle()
    seen = page.evaluate(LOOK)
    violations, bright = _in_both_themes(page) if axe else ({}, [])
    context.close()
    return Visit(
        problems=traffic.problems, foreign=foreign, violations=violations, bright=bright, **seen
    )


@contextmanager
def _widgets_late(page: Page) -> Iterator[None]:
    """Hold one file back, and no other: a route of Playwright's would stop each on its way."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Fetch.enable", {"patterns": [{"urlPattern": WIDGETS}]})
    yield
    devtools.detach()  # lets it go


def _in_both_themes(page: Page) -> tuple[dict[str, list[str]], list[str]]:
    page.evaluate(AXE_SCRIPT)
    light = page.evaluate(AXE, [WCAG, None])
    page.emulate_media(color_scheme="dark")
    page.evaluate(SHOW_THEME, "dark")
    return {"light": light, "dark": page.evaluate(AXE, [WCAG, OF_COLOUR])}, page.evaluate(BRIGHT)
