"""Letters can be read and what is pressed can be hit, in every widget, on phones and wider."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from alone import alone
from playwright.sync_api import Page, expect
from traffic import DRAWN

from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.widgets import (
    Aliasing,
    Channels,
    DrawDigit,
    Guess,
    Im2Col,
    LearnedWeights,
    Lens,
    Locality,
    NetworkBuilder,
    ParameterCounter,
    PixelGuess,
    Pooling,
    ReceptiveField,
    Saliency,
    Separability,
    Sharing,
    Shift,
    SideView,
    SizeCalculator,
    SizeExplorer,
    SlidingKernel,
    Strip,
    Wiring,
    guesses,
)

LEGIBLE = 8.9  # pixels of the screen: nine, less what is rounded
FINGER = 23.9


def cnn() -> Sequential:
    convolution = Conv2d(1, 8, 3, padding=1, rng=0)
    return Sequential(convolution, ReLU(), MaxPool2d(2), Flatten(), Linear(128, 10, rng=1))


DIGIT = np.arange(64).reshape(8, 8) % 17
SIZES = "Which of " + ", ".join(f"{k} × {k}" for k in range(1, 24)) + "?"
QUESTION = guesses.choice(SIZES, {SIZES: SIZES, "none": "It is."}, "none")
PICTURES = guesses.choice(
    "Which is it?",
    {"this": "It is.", "that": "It is not."},
    "this",
    pictures=[DIGIT, DIGIT.T],
)

WIDGETS = {
    "aliasing": Aliasing,
    "a choice of sizes": lambda: Guess(guess=QUESTION),
    "channels": Channels,
    "channels, long weights": lambda: Channels(weight=np.full((2, 3, 3, 3), 0.0721)),
    "a choice of pictures": lambda: Guess(guess=PICTURES),
    "draw digit": lambda: DrawDigit({"CNN": cnn()}),
    "im2col": Im2Col,
    "learned weights": LearnedWeights,
    "lens": Lens,
    "locality": Locality,
    "network builder": NetworkBuilder,
    "parameter counter": ParameterCounter,
    "pixel guess": PixelGuess,
    "pooling": Pooling,
    "receptive field": ReceptiveField,
    "saliency": lambda: Saliency(cnn()),
    "separability": Separability,
    "sharing": Sharing,
    "shift": Shift,
    "side view": SideView,
    "size calculator": SizeCalculator,
    "size explorer": SizeExplorer,
    "size explorer, 14 × 14": lambda: SizeExplorer(size=14),
    "sliding kernel": SlidingKernel,
    "strip": Strip,
    "strip, thinned": lambda: Strip(stride=4),
    "wiring": Wiring,
}
# How large letters are, as drawn; a box in a drawing has them as large as the drawing.
LETTERS = """(widget) => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const scale = (element) => {
    let drawing = element.ownerSVGElement;
    for (let box; (box = drawing?.closest("foreignObject")); ) drawing = box.ownerSVGElement;
    return drawing ? drawing.getScreenCTM().d : 1;
  };
  const all = [];
  const walk = document.createTreeWalker(widget, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: element, textContent } = walk.currentNode;
    if (!textContent.trim() || !seen(element) || element.closest("option, pattern")) continue;
    if (element.getBoundingClientRect().width > 1)
      all.push([parseFloat(getComputedStyle(element).fontSize) * scale(element), textContent]);
  }
  for (const box of widget.querySelectorAll("input"))
    if (seen(box)) all.push([parseFloat(getComputedStyle(box).fontSize), box.value]);
  return all;
}"""
# Whatever is pressed, with its label; a box that only scrolls is none.
TARGETS = """(widget) => [...widget.querySelectorAll(
    "button, a[href], input, select, summary, [role=slider]",
  )]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .map((part) => {
    const pressed = [part, part.closest("label")].filter(Boolean);
    const boxes = pressed.map((one) => one.getBoundingClientRect());
    const side = (name) => Math.max(...boxes.map((box) => box[name]));
    return [Math.min(side("width"), side("height")), part.outerHTML.slice(0, 80)];
  })"""

# Sizes, 16 × 16, that stand in two lines of a caption, a question or a cell of a table.
BROKEN = r"""(widget) => {
  const broken = [];
  const walk = document.createTreeWalker(widget, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { currentNode: text } = walk;
    if (!text.parentElement.closest("figcaption, label, th, td, .cnnlab-guess-question")) continue;
    for (const { 0: size, index } of text.data.matchAll(/\d+(\s×\s\d+)+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + size.length);
      const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
      if (new Set(tops).size > 1) broken.push(size);
    }
  }
  return broken;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [300, 340])  # less than a phone's: the site's margins are wider
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_letters_can_be_read_and_targets_be_hit(page: Page, make, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    widget = alone(page, make())
    page.evaluate(DRAWN)  # by then the grids have seen how wide they are
    assert [letters for letters in widget.evaluate(LETTERS) if letters[0] < LEGIBLE] == []
    assert [target for target in widget.evaluate(TARGETS) if target[0] < FINGER] == []
    assert widget.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_letters_can_be_read_at_any_width(page: Page, make):
    widget = alone(page, make())
    for width in (420, 580, 768, 1000):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate(DRAWN)
        small = [letters for letters in widget.evaluate(LETTERS) if letters[0] < LEGIBLE]
        assert small == [], width


# What is covered while its widget asks: it would stand alone in its row.
COVERED = {
    "learned-weights-accuracy": (LearnedWeights, "curve"),
    "correlation": (Locality, "curve"),
    "lens-loupe": (Lens, "output"),
    "pooling-gradient": (partial(Pooling, show_gradient=True), "output"),
    "separability-average": (Separability, "output"),
    "separability-shares": (Separability, "shares"),
}


# At any width.
ALONE = {
    "parameter-counter-counted": (ParameterCounter, "shares"),
    "parameter-counter-told": (ParameterCounter, "shares"),
    "parameter-counter-response > div > p:last-child": (ParameterCounter, "shares"),
    "sharing > .cnnlab-total": (Sharing, "untied"),
    "side-view > .cnnlab-total": (SideView, "measures"),
    "size-explorer .cnnlab-output .cnnlab-grid": (SizeExplorer, "size"),
}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "width"), [*((part, 340) for part in COVERED), *((part, 1000) for part in ALONE)]
)
def test_what_is_covered_leaves_no_hole(page: Page, part: str, width: int):
    make, cover = (COVERED | ALONE)[part]
    page.set_viewport_size({"width": width, "height": 740})
    ask = guesses.number("How many?", 7, hint="Look.", because="Seven.", cover=[cover])
    alone(page, make(guess=ask))
    covered = page.locator(f".cnnlab-{part}")
    expect(covered).to_be_hidden()
    assert covered.evaluate("(part) => part.getBoundingClientRect().height") == 0
    page.get_by_role("button", name="Show me").click()
    expect(covered).to_be_visible()


def marks(on: str) -> dict[str, Any]:
    """Return a question about a cell of a drawing."""
    return guesses.cells("Which?", np.eye(8, dtype=bool), on=on, hint="No.", because="Yes.")


MARKED = {
    "im2col": lambda: Im2Col(guess=marks("im2col-matrix")),
    "lens": lambda: Lens(guess=marks("lens-of-output")),
    "sharing": lambda: Sharing(guess=marks("sharing-untied")),
}


@pytest.mark.browser
@pytest.mark.parametrize("make", MARKED.values(), ids=MARKED)
def test_cells_that_are_to_be_marked_can_be_hit(page: Page, make):
    page.set_viewport_size({"width": 300, "height": 740})
    alone(page, make())
    cell = page.locator(".cnnlab-guess-cells .cnnlab-cells rect").first.bounding_box()
    assert min(cell["width"], cell["height"]) > FINGER
    assert page.evaluate("document.documentElement.scrollWidth") == 300


# What runs out of its cell or over its picture's side, and over its neighbour.
RUN_OVER = """(card) => [...card.querySelectorAll("td, th, figcaption")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""


@pytest.mark.browser
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_large_letters_are_large_and_stay_in_the_card(page: Page, make):
    page.set_viewport_size({"width": 360, "height": 740})
    widget = alone(page, make())
    before = widget.evaluate("(card) => parseFloat(getComputedStyle(card).fontSize)")
    for percent in (150, 200):
        page.evaluate("(size) => document.documentElement.style.fontSize = `${size}%`", percent)
        after = widget.evaluate("(card) => parseFloat(getComputedStyle(card).fontSize)")
        assert after == before * percent / 100
        assert widget.evaluate("(card) => card.scrollWidth - card.clientWidth") <= 1, percent
        assert widget.evaluate(RUN_OVER) == [], percent


# What readers may set who read spaced text more easily, as WCAG 2.2 has it.
SPACED = """* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_spaced_letters_stay_in_the_card(page: Page, make):
    page.set_viewport_size({"width": 360, "height": 740})
    widget = alone(page, make())
    page.add_style_tag(content=SPACED)
    assert widget.evaluate("(card) => card.scrollWidth - card.clientWidth") <= 1
    assert widget.evaluate(RUN_OVER) == []


# What is cut off at its side, though it can be scrolled. Heads of tables for screen readers may be.
SCROLLED = """(card) => [...card.querySelectorAll(":not(thead, select, input, .cnnlab-spoken)")]
  .filter((part) => getComputedStyle(part).overflowX !== "visible" && part.clientWidth > 1)
  .filter((part) => part.scrollWidth > part.clientWidth + 1)
  .map((part) => part.outerHTML.slice(0, 80))"""


@pytest.mark.browser
@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_nothing_is_cut_off_at_any_width(page: Page, make):
    widget = alone(page, make())
    for width in (340, 460, 580, 700, 820):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate(DRAWN)
        assert widget.evaluate(SCROLLED) == [], width


# How high a widget is at each value of each of its sliders.
HEIGHTS = """async (widget) => {
  const sliders = () => [...widget.querySelectorAll(".cnnlab-settings input[type=range]")];
  const heights = new Set();
  const set = async (i, value) => {
    const slider = sliders()[i];
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    heights.add(Math.round(widget.getBoundingClientRect().height));
  };
  for (const i of sliders().keys()) {
    const { value, min, max, step } = sliders()[i];
    const by = Math.max(Number(step) || 1, (max - min) / 30);
    for (let now = Number(min); now <= max; now += by) await set(i, String(now));
    await set(i, value);
  }
  return [...heights];
}"""
STILL = ["aliasing", "learned weights", "side view"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 700, 1000])
@pytest.mark.parametrize("name", STILL)
def test_nothing_below_moves_with_a_slider(page: Page, name: str, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    heights = alone(page, WIDGETS[name]()).evaluate(HEIGHTS)
    assert max(heights) - min(heights) <= 1, sorted(heights)


# Whether the theme's button “Back to top” is seen, and whether it lies on what has the focus.
UNDER_BUTTON = """() => {
  const floating = document.querySelector("#pst-back-to-top");
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  const over = bottom > floating.getBoundingClientRect().top && top < innerHeight;
  return [floating.checkVisibility(), over];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_the_button_back_to_top_does_not_lie_on_what_has_the_focus(
    page: Page, site: str, letters: str
):
    page.set_viewport_size({"width": 390, "height": 740})
    page.goto(f"{site}/book/widgets/receptive_field.html")
    page.evaluate("(size) => document.documentElement.style.fontSize = size", letters)
    page.locator(".cnnlab input").first.focus()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(100)
    page.mouse.wheel(0, -50)  # the button comes as one scrolls up
    floating = page.get_by_role("button", name="Back to top")
    expect(floating).to_be_visible()
    place = floating.bounding_box()
    assert place
    assert place["x"] > 290  # in the corner, beside a widget's buttons
    assert place["x"] + place["width"] < 390
    assert min(place["width"], place["height"]) >= 24
    for _ in range(20):
        page.keyboard.press("Tab")
        seen, covered = page.evaluate(UNDER_BUTTON)
        assert not (seen and covered), page.evaluate("document.activeElement.outerHTML")
