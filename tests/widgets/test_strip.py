"""The strip of pixels, as its readers see and handle it."""

import numpy as np
import pytest
from alone import (
    alone,
    change_every_control,
    every_trait_is_seen,
    heights,
    looks,
    reset_puts_back,
    traits_of,
)
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.widgets import Strip, guesses


@pytest.mark.parametrize(("trait", "value"), [("right", 7), ("apart", 0), ("stride", 1)])
def test_a_trait_refuses_what_cannot_be_drawn(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(Strip(), trait, value)


def test_pooled_rows_by_hand():
    strip = Strip(right=1)
    assert strip.pixels.tolist() == [0, 0, 0, 0, 0, 16, 16, 0, 0, 0, 0, 0]
    assert strip.pooled["max"].tolist() == [0, 0, 16, 16, 0, 0]
    # Maxima of 2 at the pixels 3 to 7 are 0 16 16 16 0; ¼ ½ ¼ at the even ones of them:
    assert strip.pooled["blur"].tolist() == [0, 0, 12, 12, 0, 0]
    # Windows of 4 begin at −1, 1, 3, …: those that begin at 3 and 5 hold a bright pixel.
    assert strip.pooled["wide"].tolist() == [0, 0, 16, 16, 0, 0]


def test_all_three_move_along_with_whole_outputs():
    for stride in (2, 3, 4):
        strip = Strip(right=stride, stride=stride)
        before = Strip(stride=stride).pooled
        for name, row in strip.pooled.items():
            assert (row == np.roll(before[name], 1)).all()
            assert strip.errors[name] == pytest.approx(0, abs=1e-9) or np.isnan(strip.errors[name])


def test_readers_without_javascript_get_the_rows_and_the_verdicts():
    frame = Strip(right=1).first_frame()
    assert frame.count('class="cnnlab-strip-cell"') == 2 * 12 + 3 * 2 * 6
    assert frame.count("something else") == 3
    assert "equivariance error: 3%" in frame


@pytest.mark.browser
def test_the_strip_is_moved_with_keys_and_says_what_it_is(page: Page):
    widget = alone(page, Strip())
    strip = widget.get_by_role("slider")
    strip.focus()
    page.keyboard.press("ArrowRight")
    assert traits_of(page, "right") == [1]
    expect(strip).to_have_attribute(
        "aria-valuetext", "moved by 1 pixel to the right: 0 0 0 0 0 16 16 0 0 0 0 0"
    )
    expect(widget.locator(".cnnlab-strip-max")).to_contain_text("something else")
    page.keyboard.press("ArrowRight")
    expect(widget.locator(".cnnlab-strip-max")).to_contain_text("moved by 1 output to the right")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert traits_of(page, "right") == [-6]
    expect(strip).to_be_focused()


@pytest.mark.browser
def test_the_strip_is_dragged(page: Page):
    widget = alone(page, Strip())
    box = widget.get_by_role("slider").bounding_box()
    assert box
    pixel, middle = box["width"] / 12, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 3 * pixel, middle, steps=4)
    page.mouse.up()
    assert traits_of(page, "right") == [3]
    page.mouse.move(box["x"], middle)
    assert traits_of(page, "right") == [3]


@pytest.mark.browser
def test_a_drag_across_a_drawing_selects_nothing_of_the_page(page: Page):
    box = alone(page, Strip()).get_by_role("slider").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + 3 * box["height"], steps=4)
    page.mouse.up()
    assert traits_of(page, "right") != [0]
    assert page.evaluate("String(getSelection())") == ""


@pytest.mark.browser
def test_what_becomes_of_the_rows_is_hidden_until_it_is_guessed(page: Page):
    guess = guesses.choice("?", {"a": "A.", "b": "B."}, "a", cover=["output"], then={"right": 1})
    alone(page, Strip(guess=guess))
    rows = [page.locator(f".cnnlab-strip-{name}") for name in ("max", "wide", "blur")]
    for row in rows:
        expect(row).to_have_css("display", "none")  # at any width it would leave a hole
    page.get_by_role("button", name="Show me").click()
    for row in rows:
        expect(row).to_contain_text("something else")
        expect(row).to_be_visible()


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    values = {"right": 1, "apart": 3, "stride": 3}
    every_trait_is_seen(page, Strip(), values)


@pytest.mark.browser
def test_reset_puts_every_setting_back(page: Page):
    widget = alone(page, Strip(right=2, stride=3))
    first = looks(widget)
    change_every_control(widget)
    reset_puts_back(widget, first)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 700])
def test_the_first_frame_keeps_its_place(page: Page, width):
    frame, live = heights(page, Strip(), width)
    assert abs(frame - live) < 8
