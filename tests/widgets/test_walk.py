"""Guided walks: what Python refuses, and what a reader meets step by step."""

import numpy as np
import pytest
import traitlets
from alone import alone, set_traits, traits_of, writings
from on_page import on_page
from playwright.sync_api import Locator, Page, Route, expect

from cnnlab.widgets import SizeExplorer, SlidingKernel, step

browser = pytest.mark.browser

WALK = [
    step("Set the stride to 2.", until={"stride": 2}, stride=1, size=8),
    step("Move the window.", until="position"),
    step("Now the dilation is 2.", dilation=2, stride=1),
    step("What is the last output?"),
]


def test_a_step_holds_what_it_says_sets_and_waits_for():
    assert step("Look.") == {"say": "Look."}
    assert step("Do.", until={"stride": 2}, size=4) == {
        "say": "Do.",
        "set": {"size": 4},
        "until": {"stride": 2},
    }
    assert step("Move.", until="position")["until"] == ["position"]
    assert step("Move.", until=["down", "right"])["until"] == ["down", "right"]
    with pytest.raises(ValueError, match="say must be text"):
        step("")
    with pytest.raises(TypeError, match="until must be a list, got 3"):
        step("Wait.", until=3)


def test_a_walk_holds_values_as_json_can():
    walk = [step("Look.", kernel=np.eye(2), size=(4, 4)), step("Do.", until={"padding": "same"})]
    held = SizeExplorer(walk=walk).walk
    assert held[0]["set"] == {"kernel": [[1.0, 0.0], [0.0, 1.0]], "size": 4}
    assert held[1]["until"] == {"padding": "same"}


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (step("Look.", strid=2), TypeError, "Did you mean 'stride'"),
        (step("Look.", stride=0), traitlets.TraitError, "at least 1"),
        (step("Look.", until={"colour": 2}), TypeError, "no trait 'colour'"),
        (step("Look.", until={"stride": 0}), traitlets.TraitError, "at least 1"),
        (step("Look.", image="@moon"), ValueError, "no image named 'moon'"),
        (step("Look.", until="colour"), TypeError, "no trait 'colour'"),
        ({"stride": 2}, TypeError, r"walk must hold steps as step\(...\) makes them"),
    ],
)
def test_what_a_widget_does_not_have_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        SizeExplorer(walk=[given])
    widget = SizeExplorer()
    with pytest.raises(error, match=message):
        widget.walk = [given]


def test_without_a_script_the_steps_are_a_folded_list():
    html = SizeExplorer(walk=[step("Is 1 < 2?"), step("Yes.")])._repr_html_()
    assert "<li>Is 1 &lt; 2?</li><li>Yes.</li></ol></details>" in html
    assert "cnnlab-steps" not in SizeExplorer()._repr_html_()


def bar(page: Page) -> Locator:
    return page.get_by_role("group", name="Guided walk")


def said(page: Page) -> Locator:
    return bar(page).locator(".cnnlab-walk-said")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def walking(page: Page, **settings: object) -> Locator:
    """Open the walk of a widget."""
    widget = on_page(page, SizeExplorer(walk=WALK, **settings))
    press(page, "Walk through it")
    expect(said(page)).to_have_text("Set the stride to 2.")
    return widget


@browser
def test_a_widget_without_a_walk_offers_none(page: Page) -> None:
    on_page(page, SizeExplorer())
    expect(page.get_by_role("button", name="Walk through it")).to_be_hidden()


@browser
def test_a_step_waits_until_the_reader_has_done_what_it_asks(page: Page) -> None:
    widget = walking(page)
    go_on = bar(page).get_by_role("button", name="Next")
    expect(go_on).to_be_focused()
    expect(go_on).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_have_text("Set the stride to 2.")
    expect(bar(page).get_by_role("status")).to_have_text("First do what this step asks.")
    # Pressed again, it is said again.
    assert writings(bar(page).get_by_role("status"), lambda: page.keyboard.press("ArrowRight")) == 1
    widget.get_by_label("Stride", exact=True).select_option("3")
    expect(go_on).to_have_attribute("aria-disabled", "true")
    widget.get_by_label("Stride", exact=True).select_option("2")
    expect(bar(page).get_by_role("status")).to_have_text("Done.")
    expect(go_on).not_to_have_attribute("aria-disabled", "true")
    go_on.click()
    expect(said(page)).to_have_text("Move the window.")
    expect(bar(page).get_by_role("status")).to_have_text("Your turn.")
    press(page, "One step forward")
    expect(bar(page).get_by_role("status")).to_have_text("Done.")


# The words of the first step when its place comes into the page, and when they come.
PLACED = """() => {
  window.words = [];
  const look = () => {
    const said = document.querySelector(".cnnlab-walk-said");
    if (said && words.at(-1) !== said.textContent) words.push(said.textContent);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


# What is said a frame after the walk has been opened: too soon to be listened to.
OPEN = """async () => {
  [...document.querySelectorAll("button")].find((b) => b.textContent === "Walk through it").click();
  await new Promise(requestAnimationFrame);
  return document.querySelector(".cnnlab-walk-said").textContent;
}"""
LEAVE = "() => document.querySelector('.cnnlab-walk button[aria-label^=Leave]').click()"
# Open it, and leave it before its first step is set.
OPEN_AND_LEAVE = """() => new Promise((left) => {
  new MutationObserver((_, observer) => {
    const leave = document.querySelector(".cnnlab-walk button[aria-label^=Leave]");
    if (!leave) return;
    observer.disconnect();
    leave.click();
    left();
  }).observe(document.body, { childList: true, subtree: true });
  [...document.querySelectorAll("button")].find((b) => b.textContent === "Walk through it").click();
})"""


@browser
def test_the_first_step_is_announced_each_time(page: Page) -> None:
    on_page(page, SizeExplorer(walk=WALK))
    page.evaluate(PLACED)
    for _ in range(2):
        press(page, "Walk through it")
        expect(said(page)).to_have_text("Set the stride to 2.")
        page.keyboard.press("Escape")
    # A place is not listened to that comes with its words.
    assert page.evaluate("words") == ["", "Set the stride to 2."] * 2
    for _ in range(2):
        assert page.evaluate(OPEN) == ""
        page.evaluate(LEAVE)  # before anything is said
        page.wait_for_timeout(300)
    page.evaluate(OPEN_AND_LEAVE)
    page.wait_for_timeout(300)
    assert page.evaluate(OPEN) == ""
    expect(said(page)).to_have_text("Set the stride to 2.")


PRESS_TWICE = """() => {
  const next = [...document.querySelectorAll("button")].find((b) => b.textContent === "Next");
  for (let i = 0; i < 2; i++) next.click();
}"""


@browser
def test_each_step_begins_with_its_own_settings_however_fast_one_goes(page: Page) -> None:
    on_page(page, SizeExplorer(walk=[step(f"Stride {n}.", stride=n) for n in (1, 2, 3)]))
    press(page, "Walk through it")
    expect(said(page)).to_have_text("Stride 1.")
    page.evaluate(PRESS_TWICE)
    expect(said(page)).to_have_text("Stride 2.")
    press(page, "Next")
    expect(said(page)).to_have_text("Stride 3.")
    press(page, "Back")
    expect(said(page)).to_have_text("Stride 2.")
    expect(page.get_by_label("Stride", exact=True)).to_have_value("2")


GREY = """() => {
  const button = document.body.appendChild(document.createElement("button"));
  button.disabled = true;
  return getComputedStyle(button).color;
}"""


@browser
def test_what_waits_is_grey_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    widget = alone(page, SizeExplorer(walk=WALK))
    widget.get_by_role("button", name="Walk through it").click()
    waiting = widget.get_by_role("button", name="Next")
    expect(waiting).to_have_attribute("aria-disabled", "true")
    grey = page.evaluate(GREY)
    expect(waiting).to_have_css("color", grey)


@browser
def test_what_a_step_sets_is_not_what_it_waits_for(page: Page) -> None:
    smaller = step("Change the size, or the stride.", until=["size", "stride"], size=6)
    widget = on_page(page, SizeExplorer(size=9, walk=[smaller, step("The end.")]))
    press(page, "Walk through it")
    size = widget.get_by_label("Input size", exact=True)
    expect(size).to_have_value("6")
    expect(bar(page).get_by_role("status")).to_have_text("Your turn.")
    size.select_option("8")
    expect(bar(page).get_by_role("status")).to_have_text("Done.")


@browser
def test_a_step_sets_and_back_puts_back(page: Page) -> None:
    widget = walking(page)
    dilation = widget.get_by_label("Dilation", exact=True)
    press(page, "Show me")
    expect(widget.get_by_label("Stride", exact=True)).to_have_value("2")
    press(page, "Next")
    press(page, "Skip")
    expect(said(page)).to_have_text("Now the dilation is 2.")
    expect(dilation).to_have_value("2")
    expect(widget.locator(".cnnlab-lit-now label")).to_have_text(["Stride", "Dilation"])
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_have_text("Move the window.")
    expect(dilation).to_have_value("1")
    expect(widget.get_by_label("Stride", exact=True)).to_have_value("2")
    page.keyboard.press("ArrowRight")  # what was done once is not asked again
    expect(said(page)).to_have_text("Now the dilation is 2.")


@browser
def test_it_begins_as_the_page_has_the_widget_and_escape_puts_back_the_readers_settings(
    page: Page,
) -> None:
    widget = on_page(page, SizeExplorer(walk=WALK, padding=1))
    padding = widget.get_by_label("Padding", exact=True)
    padding.select_option("2")
    press(page, "Walk through it")
    expect(padding).to_have_value("1")
    press(page, "Show me")
    page.keyboard.press("Escape")
    expect(bar(page)).to_have_count(0)
    expect(padding).to_have_value("2")
    expect(widget.get_by_label("Stride", exact=True)).to_have_value("1")
    expect(page.get_by_role("button", name="Walk through it")).to_be_focused()


@browser
def test_whoever_finishes_stays_where_the_walk_has_led(page: Page) -> None:
    widget = walking(page)
    press(page, "Show me")
    press(page, "Next")
    press(page, "Skip")
    press(page, "Next")
    press(page, "Finish")
    expect(bar(page)).to_have_count(0)
    expect(widget.get_by_label("Dilation", exact=True)).to_have_value("2")
    press(page, "Walk through it")
    expect(said(page)).to_have_text("Set the stride to 2.")
    expect(widget.get_by_label("Dilation", exact=True)).to_have_value("1")


@browser
def test_reset_ends_the_walk(page: Page) -> None:
    walking(page)
    press(page, "Reset")
    expect(bar(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Walk through it")).to_be_visible()


@browser
def test_keys_elsewhere_in_the_widget_are_not_the_walks(page: Page) -> None:
    widget = walking(page)
    press(page, "Show me")
    widget.get_by_label("Stride", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("Set the stride to 2.")


@browser
def test_a_walk_that_does_not_come_says_so_and_may_be_asked_for_again(page: Page) -> None:
    on_page(page, SizeExplorer(walk=WALK))
    script = "**/walk.js*"
    page.route(script, lambda route: route.abort())
    start = page.get_by_role("button", name="Walk through it")
    foot = page.locator(".cnnlab-foot")
    start.click()
    expect(foot.get_by_text("The walk cannot be shown: ")).to_be_visible()
    page.unroute(script)
    start.click()
    expect(said(page)).to_have_text("Set the stride to 2.")
    page.keyboard.press("Escape")
    expect(foot.get_by_text("The walk cannot be shown: ")).to_have_count(0)


START_TWICE = """() => {
  const buttons = [...document.querySelectorAll("button")];
  const start = buttons.find((b) => b.textContent === "Walk through it");
  for (let i = 0; i < 2; i++) start.click();
}"""


@browser
def test_a_walk_that_comes_late_opens_once_and_not_after_reset(page: Page) -> None:
    on_page(page, SizeExplorer(walk=WALK))
    held: list[Route] = []
    page.route("**/walk.js*", lambda route: held.append(route))
    with page.expect_request("**/walk.js*"):
        press(page, "Walk through it")
    press(page, "Reset")
    held[0].fallback()
    page.wait_for_function("cnnlab['walk/index']")
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(bar(page)).to_have_count(0)
    page.evaluate(START_TWICE)
    expect(said(page)).to_have_text("Set the stride to 2.")
    expect(bar(page)).to_have_count(1)


# As JupyterLab does: the page stands still, and what scrolls is a panel of it.
IN_A_PANEL = (
    """(main) => Object.assign(main.style, { height: "100vh", overflow: "auto", margin: 0 })"""
)
# Whether the top of what has the focus lies above the bar.
ABOVE_THE_BAR = """() => {
  const [focused, bar] = [document.activeElement, document.querySelector(".cnnlab-walk")];
  if (bar.contains(focused) || !bar.closest(".cnnlab").contains(focused)) return true;
  return focused.getBoundingClientRect().top < bar.getBoundingClientRect().top;
}"""


@browser
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_bar_does_not_lie_on_what_has_the_focus_wherever_it_scrolls(page: Page, key: str):
    page.set_viewport_size({"width": 640, "height": 450})
    walking(page)
    page.locator("main").evaluate(IN_A_PANEL)
    bar(page).get_by_role("button").last.focus()
    for _ in range(25):
        page.keyboard.press(key)
        assert page.evaluate(ABOVE_THE_BAR), page.evaluate("document.activeElement.outerHTML")


@browser
def test_full_screen_shows_the_widget_as_large_as_fits(page: Page) -> None:
    page.set_viewport_size({"width": 1600, "height": 1000})
    widget = walking(page)
    before = widget.locator(".cnnlab-figure").first.bounding_box()
    press(page, "Full screen")
    expect(page.locator(".cnnlab-widget:fullscreen")).to_have_count(1)
    page.wait_for_function("document.querySelector('.cnnlab').style.zoom > 1")
    after = widget.locator(".cnnlab-figure").first.bounding_box()
    assert before
    assert after
    assert after["width"] > 1.1 * before["width"]
    expect(bar(page)).to_be_in_viewport(ratio=0.99)
    # What the pointer points at is still what lies under it.
    widget.locator(".cnnlab-output [data-cell='4']").click()
    expect(widget.get_by_role("status").filter(has_text="output[0, 4] = ")).to_have_count(1)
    press(page, "Leave, and put back the settings (Esc)")
    expect(page.locator(":fullscreen")).to_have_count(0)
    page.wait_for_function("!document.querySelector('.cnnlab').style.zoom")


@browser
def test_where_full_screen_is_refused_the_walk_says_so(page: Page, problems: list[str]) -> None:
    walking(page)
    page.evaluate(
        "() => void (Element.prototype.requestFullscreen = () => Promise.reject(new TypeError()))"
    )
    press(page, "Full screen")
    expect(bar(page).get_by_role("status")).to_have_text("The browser does not allow it here.")
    assert problems == []


@browser
def test_presets_go_by_their_names(page: Page) -> None:
    walk = [step("Four.", image="@four digits", until={"image": "@cup of coffee"})]
    widget = on_page(page, SizeExplorer(walk=walk))
    press(page, "Walk through it")
    image = widget.get_by_label("Image", exact=True)
    expect(image).to_have_value("four digits")
    expect(bar(page).get_by_role("status")).to_have_text("Your turn.")
    image.select_option("cup of coffee")
    expect(bar(page).get_by_role("status")).to_have_text("Done.")


@browser
def test_in_jupyterlabs_bundle_python_is_told(page: Page) -> None:
    alone(page, SlidingKernel(walk=[step("Now 2.", stride=2), step("Set 3.", until={"stride": 3})]))
    press(page, "Walk through it")
    page.wait_for_function("model.get('stride') === 2")
    press(page, "Next")
    set_traits(page, stride=3)  # from Python, too
    expect(bar(page).get_by_role("status")).to_have_text("Done.")
    page.keyboard.press("Escape")
    assert traits_of(page, "stride") == [1]
