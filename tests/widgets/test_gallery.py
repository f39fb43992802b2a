"""What every widget must do, on its page in the gallery."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import traitlets
from keyboard import controls_missed
from placed import WIDGETS, place_states
from places import HTML, ROOT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from traffic import DRAWN

from cnnlab.widgets.base import OneOf, Real, Tensor, Whole

pytestmark = pytest.mark.browser

PAPER = {"width": 718, "height": 1000}  # A4 with margins, in CSS pixels
NONSENSE = (None, "nonsense", -1, 1.5, [], [[1, 2], [3]], {"a": 1})
# To a page anything is true or false, and anything can be shown as text; what a widget offers to
# choose from is looked at when it is chosen.
LENIENT = (traitlets.Bool, traitlets.Unicode)
HUGE = (1.1e30, -1e308)
OFFERED = {"drawings", "images", "kernels", "stacks", "weights"}

ALERTS = """(widgets) => widgets.map((widget) =>
  widget.querySelector("[role=alert]:not([hidden])")?.textContent ?? null)"""
# The theme says of each box of code whether a key reaches it, some time after the window's size
# has changed.
LOOKS = """(widget) => [
  widget.innerHTML.replaceAll(/<pre tabindex="(0|-1)"/g, "<pre"),
  ...[...widget.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
  ...[...widget.querySelectorAll("select, input")].map((control) => control.value),
]"""

VALUES = "(controls) => controls.map((control) => [control.value, control.checked])"


def opened(site: str, page: Page, name: str) -> Locator:
    page.goto(f"{site}/book/widgets/{name}.html")
    widget = page.locator(".cnnlab-widget").first
    expect(widget.get_by_role("group").first).to_be_visible()
    return widget


def test_every_widget_has_one_page_and_the_gallery_leads_to_it(site: str, page: Page):
    pages = {path.stem for path in (ROOT / "book" / "widgets").glob("*.ipynb")}
    assert pages == set(WIDGETS)
    described = [
        anchor
        for path in HTML.rglob("*.html")
        for anchor in re.findall(r'<dt [^>]*id="cnnlab\.widgets\.(\w+)"', path.read_text("utf-8"))
    ]
    assert set(described) == {cls.__name__ for cls in WIDGETS.values()}
    page.goto(f"{site}/book/gallery.html")
    cards = page.locator(".cnnlab-card")
    hrefs = cards.evaluate_all("(links) => links.map((a) => a.pathname)")
    assert sorted(Path(href).stem for href in hrefs) == sorted(WIDGETS)
    assert all(box["width"] > 30 for box in map(Locator.bounding_box, cards.locator("svg").all()))
    cards.first.click()
    expect(page.locator("article h1")).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_readers_without_javascript_see_first_frames(site: str, context: BrowserContext):
    page = context.new_page()
    for name in WIDGETS:
        page.goto(f"{site}/book/widgets/{name}.html")
        frame = page.locator(".cnnlab-widget").first
        assert frame.bounding_box()["height"] > 30, name
        assert len(frame.inner_text()) > 10, name
        for picture in frame.locator("svg:visible").all():
            assert picture.bounding_box()["width"] >= 12, name
        dead = frame.locator("button:visible, input:enabled:visible, select:visible")
        assert dead.count() == 0, name
        assert "widget" in page.locator(".cell_input").first.inner_text(), name


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_a_widget_works_on_its_page(site: str, page: Page, name: str, problems: list[str]):
    widget = opened(site, page, name)
    for fold in widget.locator("summary:visible").all():
        fold.click()
    assert controls_missed(widget) == []
    on_paper(page, widget)
    state = nonsense_is_explained_in_place(site, page, name)
    two_do_not_disturb_each_other(site, page, name, state)
    assert problems == []


def on_paper(page: Page, widget: Locator) -> None:
    """Print: the pictures are there, and no controls."""
    size = page.viewport_size
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    for controls in widget.locator(".cnnlab-transport, .cnnlab-settings, .cnnlab-foot").all():
        expect(controls).to_be_hidden()
    edges = widget.bounding_box()
    assert edges["height"] > 30
    for picture in widget.locator("svg:visible, canvas:visible").all():
        box = picture.bounding_box()
        assert box["x"] + box["width"] <= edges["x"] + edges["width"] + 1
    page.emulate_media(media="screen")
    page.set_viewport_size(size)


def edges(trait: traitlets.TraitType) -> list[object]:
    """Return values at a trait's limits, and just beyond them."""
    if isinstance(trait, Whole | Real):
        limits = [n for n in (trait.min, trait.max) if n is not None and math.isfinite(n)]
        step = 1 if isinstance(trait, Whole) else 0.001
        return [value for n in limits for value in (n - step, n, n + step)]
    if isinstance(trait, OneOf):
        whole = all(isinstance(value, int) for value in trait.values)
        return [*trait.values, *({n + 1 for n in trait.values} if whole else ())]
    if isinstance(trait, Tensor):
        larger = (np.add(trait.most, more) for more in np.eye(len(trait.most), dtype=int))
        full = np.zeros(trait.most)
        return [*(np.zeros(most).tolist() for most in larger), *((full + n).tolist() for n in HUGE)]
    return []


def nonsense_is_explained_in_place(site: str, page: Page, name: str) -> dict:
    """Put in every trait nonsense and its limits, which Python takes; return the page's state."""
    html = (HTML / "book" / "widgets" / f"{name}.html").read_text("utf-8")
    state = page.evaluate(
        "(html) => JSON.parse(new DOMParser().parseFromString(html, 'text/html')"
        ".querySelector('.cnnlab-widget').dataset.state)",
        html,
    )
    traits = {
        trait: kind
        for trait, kind in WIDGETS[name].class_traits().items()
        if trait in state and trait not in OFFERED and not isinstance(kind, LENIENT)
    }
    tried = [
        (trait, value, taken)
        for trait, kind in traits.items()
        for value in (*NONSENSE, *edges(kind))
        if not (taken := not python_refuses(name, trait, value)) or value not in NONSENSE
    ]
    assert tried
    places = place_states(site, page, name, *(state | {trait: value} for trait, value, _ in tried))
    expect(places).to_have_count(len(tried))
    alerts = places.evaluate_all(ALERTS)
    wrong = [
        (trait, str(value)[:40], alert)
        for (trait, value, taken), alert in zip(tried, alerts, strict=True)
        # What is taken may not fit the other settings, which is said in other words.
        if (f" {trait} must be" in (alert or "") if taken else alert is None)
    ]
    assert wrong == [], "refused by only one of Python and the page"
    return state


def python_refuses(name: str, trait: str, value: object) -> bool:
    cls = WIDGETS[name]
    widget = cls.__new__(cls)
    try:
        cls.class_traits()[trait]._validate(widget, value)
    except (traitlets.TraitError, TypeError, ValueError):
        return True
    return False


def two_do_not_disturb_each_other(site: str, page: Page, name: str, state: dict) -> None:
    places = place_states(site, page, name, state, state)
    first, second = places.nth(0), places.nth(1)
    ids = page.locator(".cnnlab [id]").evaluate_all("(all) => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))
    page.evaluate(DRAWN)  # what waits for the next picture has been drawn
    before, also = first.evaluate(LOOKS), second.evaluate(LOOKS)
    values = second.locator("select, input").evaluate_all(VALUES)
    use(second)
    assert second.evaluate(LOOKS) != also
    assert first.evaluate(LOOKS) == before
    second.get_by_role("button", name="Reset").click()
    page.evaluate(DRAWN)
    assert second.locator("select, input").evaluate_all(VALUES) == values


def use(widget: Locator) -> None:
    """Change something, whatever the widget has to be changed."""
    boxes, numbers = widget.locator("select:visible"), widget.locator("input[type=number]:visible")
    texts, radios = widget.get_by_role("textbox"), widget.get_by_role("radio")
    if boxes.count():
        options = boxes.first.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
        boxes.first.select_option(next(o for o in options if o != boxes.first.input_value()))
    elif numbers.count():
        numbers.first.fill("9")
        numbers.first.press("Enter")
    elif texts.count():
        texts.first.fill("7")
        widget.get_by_role("button", name="Check").click()
    elif radios.count():
        radios.last.check()
        if (show := widget.get_by_role("button", name="Show me")).count():
            show.click()  # a guess counts when it is checked
    else:
        widget.get_by_role("slider").first.press("ArrowRight")


def test_a_finger_can_point(site: str, browser: Browser):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    for name in ("sliding_kernel", "parameter_counter", "size_explorer", "im2col", "pooling"):
        widget = opened(site, page, name)
        before = widget.text_content()
        widget.locator("[role=grid]:visible").last.locator("[data-cell]").nth(1).tap()
        assert widget.text_content() != before, f"{name} says nothing else"
    context.close()
