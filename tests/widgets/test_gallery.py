"""What every widget must do, on its page in the gallery."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from keyboard import controls_missed
from placed import WIDGETS
from places import HTML, ROOT
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.browser

# Each page, and how its widget is named.
PAGES = {
    "sliding_kernel": "Sliding kernel",
    "locality": "Locality",
    "parameter_counter": "Parameter counter",
    "receptive_field": "Receptive field",
    "size_explorer": "Size explorer",
    "channels": "Channels",
    "im2col": "im2col",
    "pooling": "Pooling",
    "shift": "Shift",
    "draw_digit": "Draw a digit",
    "size_calculator": "Size calculator",
    "choice": "Question",
    "prediction": "Question",
}
PLAYED = ("sliding_kernel", "size_explorer", "channels", "im2col")
PAPER = {"width": 718, "height": 1000}  # A4 with margins, in CSS pixels
NONSENSE = (None, "nonsense", -1, 1.5, [], [[1, 2], [3]], {"a": 1})
SWITCHES = {"counting", "flip", "normalise", "playing", "show_gradient", "shuffled", "transposed"}
TEXTS = {"because", "hint", "question", "tolerance"}

MOUNT = """async ([site, states]) => {
  const { mountAll } = await import(`${site}/_static/cnnlab.mjs`);
  const place = document.querySelector("article");
  const made = states.map((state) => {
    const element = document.createElement("div");
    element.className = "cnnlab-widget added";
    element.dataset.state = JSON.stringify(state);
    place.append(element);
    return element;
  });
  mountAll();
  return made.map((e) => ({
    alert: e.querySelector("[role=alert]:not([hidden])")?.textContent ?? null,
    text: e.textContent.trim(),
  }));
}"""
LOOKS = """(widget) => [
  widget.innerHTML,
  ...[...widget.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
  ...[...widget.querySelectorAll("select, input")].map((control) => control.value),
]"""
CLEAR = "document.querySelectorAll('.added').forEach((e) => e.remove())"


def state_on(name: str) -> dict:
    """Return the state of the first widget of a page, as the page is served."""
    html = (HTML / "book" / "widgets" / f"{name}.html").read_text("utf-8")
    state: dict = json.loads(unescape(re.search(r'data-state="([^"]*)"', html).group(1)))
    return state


def opened(site: str, page: Page, name: str) -> Locator:
    page.goto(f"{site}/book/widgets/{name}.html")
    widget = page.get_by_role("group", name=PAGES[name], exact=True).first
    expect(widget).to_be_visible()
    return widget


def test_every_widget_has_one_page_and_the_gallery_leads_to_it(site: str, page: Page):
    notebooks = (ROOT / "book" / "widgets").glob("*.ipynb")
    assert {path.stem for path in notebooks} == set(PAGES)
    described = [
        anchor
        for path in HTML.rglob("*.html")
        for anchor in re.findall(r'<dt [^>]*id="cnnlab\.widgets\.(\w+)"', path.read_text("utf-8"))
    ]
    assert sorted(described) == sorted(cls.__name__ for cls in WIDGETS.values())
    page.goto(f"{site}/book/gallery.html")
    hrefs = page.locator("article a").evaluate_all("(links) => links.map((a) => a.pathname)")
    assert {Path(href).stem for href in hrefs} >= set(PAGES)
    for card in page.locator(".cnnlab-card").all():
        pictures = card.locator("svg")
        assert all(picture.bounding_box()["width"] > 10 for picture in pictures.all())
        card.click()
        expect(page.locator("article h1")).to_be_visible()
        page.go_back()


@pytest.mark.parametrize("name", PAGES)
def test_readers_without_javascript_see_a_first_frame(site: str, browser: Browser, name: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/book/widgets/{name}.html")
    frame = page.locator(".cnnlab-widget").first
    assert frame.bounding_box()["height"] > 30
    assert len(frame.inner_text()) > 10
    if name not in ("size_calculator", "choice", "prediction"):
        for picture in frame.locator("svg").all():
            assert picture.bounding_box()["width"] > 15
    assert "widget" in page.locator(".cell_input").first.inner_text()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_paper_shows_the_pictures_and_no_controls(site: str, page: Page, name: str):
    page.set_viewport_size(PAPER)
    widget = opened(site, page, name)
    page.emulate_media(media="print")
    for controls in widget.locator(".cnnlab-transport, .cnnlab-settings, .cnnlab-share").all():
        expect(controls).to_be_hidden()
    edges = widget.bounding_box()
    assert edges["height"] > 60 or name == "size_calculator"
    for picture in widget.locator("svg:visible, canvas:visible").all():
        box = picture.bounding_box()
        assert box["x"] + box["width"] <= edges["x"] + edges["width"] + 1


@pytest.mark.parametrize("name", PAGES)
def test_nonsense_in_any_trait_is_explained_in_place(site: str, page: Page, name: str, problems):
    state = state_on(name)
    opened(site, page, name)
    for trait in state:
        seen = page.evaluate(MOUNT, [site, [state | {trait: value} for value in NONSENSE]])
        page.evaluate(CLEAR)
        for value, place in zip(NONSENSE, seen, strict=True):
            assert place["text"], f"{trait} = {value!r} leaves an empty place"
            if value is None and trait not in SWITCHES | TEXTS:
                assert place["alert"], f"nothing is said about {trait} = None"
    assert problems == []


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_every_control(site: str, page: Page, name: str):
    widget = opened(site, page, name)
    for fold in widget.locator("summary").all():
        fold.click()
    assert controls_missed(widget) == []


@pytest.mark.parametrize("name", PAGES)
def test_two_on_a_page_do_not_disturb_each_other(site: str, page: Page, name: str, problems):
    def double(route: Route) -> None:
        html = route.fetch().text()
        place = re.search(r'<div class="cnnlab-widget" data-state="[^"]*">', html).group()
        route.fulfill(body=html.replace(place, f"{place}</div>{place}"))

    page.route(f"**/{name}.html", double)
    page.goto(f"{site}/book/widgets/{name}.html")
    first, second = (page.locator(".cnnlab-widget").nth(i) for i in range(2))
    for widget in (first, second):
        expect(widget.get_by_role("group", name=PAGES[name], exact=True)).to_be_visible()
    ids = page.locator(".cnnlab [id]").evaluate_all("(all) => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))
    before, also = first.evaluate(LOOKS), second.evaluate(LOOKS)
    use(second)
    assert second.evaluate(LOOKS) != also
    assert first.evaluate(LOOKS) == before
    assert problems == []


def use(widget: Locator) -> None:
    """Change something, whatever the widget has to be changed."""
    boxes, numbers = widget.locator("select:visible"), widget.locator("input[type=number]:visible")
    if boxes.count():
        options = boxes.first.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
        boxes.first.select_option(next(o for o in options if o != boxes.first.input_value()))
    elif numbers.count():
        numbers.first.fill("9")
        numbers.first.press("Enter")
    elif widget.get_by_role("radio").count():
        widget.get_by_role("radio").first.check()
    else:
        widget.get_by_role("textbox").first.fill("7")
        widget.get_by_role("button", name="Check").click()


@pytest.mark.parametrize("name", PLAYED)
def test_reduced_motion_steps(site: str, page: Page, name: str):
    page.emulate_media(reduced_motion="reduce")
    widget = opened(site, page, name)
    scrub = widget.locator(".cnnlab-scrub")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Next").click()
    expect(scrub).to_have_value("1")
    page.wait_for_timeout(400)  # at the least speed a step would take two seconds, at most 16 ms
    expect(scrub).to_have_value("1")


@pytest.mark.parametrize("name", PLAYED)
def test_playing_rests_off_screen(site: str, page: Page, name: str):
    widget = opened(site, page, name)
    scrub = widget.locator(".cnnlab-scrub")
    widget.get_by_label("Speed").fill("2")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    expect(scrub).not_to_have_value("0")
    page.get_by_role("heading", name="Its traits").evaluate("(e) => e.scrollIntoView()")
    expect(widget.locator(".cnnlab-scrub")).not_to_be_in_viewport()
    page.wait_for_timeout(400)  # the browser tells a little later
    rested = scrub.input_value()
    page.wait_for_timeout(800)  # three more steps, were it playing
    assert scrub.input_value() == rested
    scrub.scroll_into_view_if_needed()
    expect(scrub).not_to_have_value(rested)


@pytest.mark.parametrize(
    "name", ["sliding_kernel", "parameter_counter", "size_explorer", "im2col", "pooling"]
)
def test_a_finger_can_point(site: str, browser: Browser, name: str):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    widget = opened(site, page, name)
    before = widget.inner_html()
    widget.locator("[role=grid]:visible").last.locator("[data-cell]").nth(1).tap()
    assert widget.inner_html() != before
    context.close()
