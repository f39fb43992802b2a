"""Links to settings that a widget refuses: it stands there as its page has it, and says why."""

from typing import Any

import pytest
from on_page import on_page
from playwright.sync_api import Locator, Page, expect
from traffic import DRAWN

from cnnlab import widgets

pytestmark = pytest.mark.browser

SETTINGS = [
    ("SlidingKernel", 'padding="zzz"', 'padding must be "valid", "same", "full", or'),
    ("LearnedWeights", "side=9", "nothing was learned from 100 images of side 9"),
    ("NetworkBuilder", 'change="zzz"', 'there is no change "zzz"'),
    ("Locality", 'photograph="zzz"', 'no photograph named "zzz"'),
    ("ParameterCounter", 'layer="zzz"', "layer"),
    ("Channels", "channel=99", "channel"),
    ("Im2Col", "stride=0", "stride"),
    ("ReceptiveField", 'photograph="zzz"', 'no photograph named "zzz"'),
    ("SizeCalculator", "groups=7", "divide"),
    ("Sharing", "row=8", "row must be at most 7, not 8"),
    ("SideView", "size=9000000000000000", "size must be at most 40"),
    ("Aliasing", 'view="__proto__"', "view must be wave, stripes, or the name of an image"),
    ("Pooling", "kernel_size=1e6", "the kernel spans 1000000 pixels"),
    ("Pooling", "kernel_size=1e6&padding=500000", "the padded image would have 1000008 × 1000008"),
    ("SizeExplorer", "transposed=true&stride=1e6", "at most 128 each way can be drawn"),
    ("SizeExplorer", "dilation=1e99", "the kernel spans 2e+99 pixels"),
    ("Wiring", "in_channels=1e99", "in_channels must be at most 16"),
    ("Wiring", "groups=1e6", "groups must be at most 16"),
    ("SizeExplorer", "stride=0", "stride must be a whole number of at least 1, not 0"),
    ("Shift", "stride=5", "stride must be at most 4, not 5"),
]
# An address can set these as well, a link in the text cannot.
REFUSED = [
    *SETTINGS,
    ("Sharing", "ground=[[1,2],[3,4]]", "ground must be 10 × 10, not 2 × 2"),
    ("Choice", "question=[[1]]", "question must be text, not [[1]]"),
    ("Prediction", "question=-1", "question must be text, not -1"),
    ("Prediction", "given=[]", "given must be text"),
    ("Prediction", "hint=[[1]]", "hint must be text, not [[1]]"),
    ("Channels", 'kernels={"a":3}', 'kernels["a"] must be nested lists of numbers, 3 deep'),
    ("SizeExplorer", 'images={"a":3}', 'images["a"] must be a list of rows of numbers'),
    ("Sharing", 'learned={"one place":3}', "learned must hold what was seen at “one place”"),
    ("Sharing", "learned={}", "learned must hold what was learned"),
]

QUESTIONS = {
    "Choice": widgets.Choice("Which?", {"a": "No.", "b": "Yes."}, right="b"),
    "Prediction": widgets.Prediction("How many?", 6, hint="Count."),
}

LOOKS = """(card) => [...card.querySelectorAll(":scope > :not(.cnnlab-problem)")].map(
  (part) => [part.hidden, part.innerText]
)"""


def opened(page: Page, name: str, link: str) -> Locator:
    """Open a page of the site that has this widget alone, at an address that sets it."""
    widget = QUESTIONS[name] if name in QUESTIONS else getattr(widgets, name)()
    fragment = link and f"#widget-{widget.name}&{link}"
    return on_page(page, widget, fragment=fragment).locator(".cnnlab").first


def looks(card: Locator) -> list[Any]:
    """Return what a card shows, once narrow cells have hidden their numbers."""
    card.evaluate(DRAWN)
    seen: list[Any] = card.evaluate(LOOKS)
    return seen


@pytest.mark.parametrize(("name", "link", "why"), REFUSED)
def test_a_refused_link_leaves_the_widget_as_its_page_has_it(
    page: Page, name: str, link: str, why: str
) -> None:
    plain = looks(opened(page, name, ""))
    widget = opened(page, name, link)
    note = widget.get_by_role("alert").filter(visible=True)
    expect(note).to_contain_text("The link that led here cannot be followed")
    expect(note).to_contain_text(why)
    assert looks(widget) == plain


@pytest.mark.parametrize(("name", "link", "why"), SETTINGS)
def test_nor_does_a_link_in_the_text_set_it(page: Page, name: str, link: str, why: str) -> None:
    widget = getattr(widgets, name)()
    text = f"<p><a href='#widget-{widget.name}&{link}'>it</a></p>"
    card = on_page(page, widget, text).locator(".cnnlab").first
    plain = looks(card)
    page.get_by_role("link", name="it").click()
    note = page.get_by_role("paragraph").filter(has=page.get_by_role("link", name="it"))
    expect(note).to_contain_text("This link cannot be followed")
    expect(note).to_contain_text(why)
    expect(card.locator(".cnnlab-problem:visible")).to_have_count(0)
    assert looks(card) == plain
