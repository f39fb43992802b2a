"""A finger that scrolls the page changes nothing on its way; a tap or a sideways move does."""

from collections.abc import Callable, Iterator

import pytest
from alone import alone, traits_of
from finger import swipe
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from cnnlab.widgets import (
    Guess,
    LearnedWeights,
    Locality,
    ParameterCounter,
    ReceptiveField,
    SideView,
    guesses,
)
from cnnlab.widgets.base import Widget

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(has_touch=True, viewport={"width": 400, "height": 500})
    yield context.new_page()
    context.close()


@pytest.fixture
def session(phone: Page) -> Iterator[CDPSession]:
    session = phone.context.new_cdp_session(phone)
    yield session
    session.detach()


PARTS: dict[str, tuple[Callable[[], Widget], str, int]] = {
    "a map": (ReceptiveField, ".cnnlab-receptive-field-map", 1),
    "the photograph under a field": (ReceptiveField, ".cnnlab-receptive-field-map", 0),
    "a photograph": (Locality, ".cnnlab-locality-photograph", 0),
    "dots": (Locality, "svg.cnnlab-plot", 0),
    "a curve": (Locality, "svg.cnnlab-plot", 1),
    "connections": (lambda: ParameterCounter(layer="shared"), "svg [data-cell='12']", 0),
    "a slider": (SideView, "input[type=range]", 0),
    "a slider in a field": (LearnedWeights, "input[type=range]", 0),
}


# Without what is spoken: of a slider that has been put back, that is where it stands.
WORDS_SEEN = """(widget) => {
  const spoken = widget.querySelector("p.cnnlab-spoken");
  if (spoken) spoken.hidden = true;
  const words = widget.innerText;
  if (spoken) spoken.hidden = false;
  return words;
}"""


@pytest.mark.parametrize(("make", "part", "number"), PARTS.values(), ids=PARTS)
def test_scrolling_the_page_sets_nothing(phone, session, make, part, number):
    widget = make()
    shown = alone(phone, widget)
    names = [name for name in widget.own_traits() if name != "images"]
    before, words = traits_of(phone, *names), shown.evaluate(WORDS_SEEN)
    touched = shown.locator(part).nth(number)
    assert swipe(touched, session, down=-10, start=(0.9, 0.4)) > 40
    assert traits_of(phone, *names) == before
    assert shown.evaluate(WORDS_SEEN) == words


@pytest.mark.parametrize("number", [0, 1])
def test_a_tap_and_a_finger_sideways_pick_in_a_map(phone, session, number):
    shown = alone(phone, ReceptiveField())
    field = shown.locator(".cnnlab-receptive-field-map").nth(number)
    [before] = traits_of(phone, "picked")
    field.tap(position={"x": 30, "y": 30})
    [tapped] = traits_of(phone, "picked")
    assert tapped != before
    assert swipe(field, session, right=12, start=(0.1, 0.1)) == 0
    assert traits_of(phone, "picked") != [tapped]


def test_a_finger_sideways_moves_a_slider(phone, session):
    shown = alone(phone, SideView())
    slider = shown.get_by_role("slider").first
    slider.scroll_into_view_if_needed()
    before = slider.input_value()
    assert swipe(slider, session, right=-2, start=(0.9, 0.5)) == 0
    assert slider.input_value() != before


def sketch() -> Guess:
    curve = guesses.curve(
        "How?",
        [0, 1, 2],
        [5.0, 6.0, 9.0],
        limits=(0, 10),
        labels=("x", "y"),
        tolerance=1,
        hint="So.",
        because="So.",
    )
    return Guess(curve)


def test_a_curve_is_sketched_by_taps_and_sideways_and_not_by_scrolling(phone, session):
    shown: Locator = alone(phone, sketch())
    plot = shown.get_by_role("slider")
    phone.evaluate("document.body.style.paddingBlock = '600px'")  # there is something to scroll
    assert swipe(plot, session, down=-10, start=(0.5, 0.6)) > 40
    shown.get_by_role("button", name="Check").tap()
    expect(shown).to_contain_text("Set every point of the curve first.")
    assert swipe(plot, session, right=25, start=(0.15, 0.3)) == 0
    plot.tap(position={"x": 330, "y": 60})
    value = plot.get_attribute("aria-valuenow")
    plot.tap(position={"x": 200, "y": 100})
    expect(plot).not_to_have_attribute("aria-valuenow", str(value))
    shown.get_by_role("button", name="Check").tap()
    expect(shown).not_to_contain_text("Set every point of the curve first.")
