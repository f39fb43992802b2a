"""The wiring of channels, as its readers see and handle it."""

import re

import pytest
from alone import (
    alone,
    change_every_control,
    every_trait_is_seen,
    heights,
    looks,
    reset_puts_back,
    set_traits,
    traits_of,
)
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.network import Flatten, Linear, Sequential
from cnnlab.widgets import DrawDigit, ParameterCounter, Wiring


@pytest.mark.parametrize(
    ("trait", "value"),
    [("in_channels", 0), ("out_channels", 17), ("kernel_size", 2), ("groups", 0), ("chosen", -2)],
)
def test_a_trait_refuses_what_cannot_be_drawn(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(Wiring(), trait, value)


def test_counts_by_hand():
    depthwise = Wiring(in_channels=4, out_channels=4, groups=4, kernel_size=3)
    assert depthwise.costs[0].parameters == 4 * 9 + 4
    separable = Wiring(in_channels=4, out_channels=6, kernel_size=3, separable=True)
    assert [cost.parameters for cost in separable.costs] == [4 * 9 + 4, 6 * 4 + 6]
    assert separable.full_cost.multiply_adds == 6 * 4 * 9 * 14 * 14
    with pytest.raises(ValueError, match="groups"):
        _ = Wiring(in_channels=4, out_channels=6, groups=4).costs


def test_readers_without_javascript_get_the_wires_and_what_they_cost():
    frame = Wiring(in_channels=2, out_channels=3).first_frame()
    assert frame.count('class="cnnlab-wiring-node"') == 5
    line = re.search(r'<path d="([^"]*)" fill="none"', frame)
    assert line
    assert line[1].count("M") == 6
    assert "Each line is a table of weights: 6 of 3 × 3." in frame
    assert "<td>57</td><td>57</td><td>100%" in frame
    assert "groups" in Wiring(in_channels=2, out_channels=3, groups=2)._repr_html_()


@pytest.mark.browser
def test_pointing_at_a_channel_lights_its_lines_and_a_click_pins_it(page: Page):
    widget = alone(page, Wiring(in_channels=4, out_channels=4, groups=2))
    lit = widget.locator(".cnnlab-wiring-line.cnnlab-wiring-lit")
    nodes = widget.locator(".cnnlab-wiring-node")
    nodes.nth(4).hover()  # the first output
    expect(lit).to_have_count(2)
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
    nodes.nth(4).click()
    page.mouse.move(0, 0)
    expect(lit).to_have_count(2)
    assert traits_of(page, "chosen") == [4]
    nodes.nth(4).click()
    assert traits_of(page, "chosen") == [-1]
    nodes.nth(4).click(position={"x": -15, "y": 5}, force=True)  # beside it, as a finger does
    assert traits_of(page, "chosen") == [4]


@pytest.mark.browser
def test_keys_walk_through_the_channels_and_say_what_is_joined(page: Page):
    widget = alone(page, Wiring(in_channels=4, out_channels=8, separable=True))
    picture = widget.get_by_role("grid")
    picture.focus()
    drawing = picture.element_handle()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert traits_of(page, "chosen") == [4 + 1]
    words = "Middle channel 1: reads 1 channel, with 9 weights and a bias, and goes to 8 channels."
    expect(picture.get_by_role("gridcell")).to_have_accessible_name(words)
    # A drawing that takes the place of the focused one is read from its name on, at every key.
    assert drawing.evaluate("(drawing) => drawing.isConnected")
    page.keyboard.press("Escape")
    assert traits_of(page, "chosen") == [-1]
    expect(picture).to_be_focused()
    set_traits(page, kernel_size=5)
    expect(widget.get_by_role("status").filter(has_text="5 × 5")).to_have_count(1)


@pytest.mark.browser
def test_a_wiring_is_one_change_and_other_counts_never_leave_it_undrawn(page: Page):
    widget = alone(page, Wiring(in_channels=8, out_channels=8))
    wiring = widget.get_by_label("Wiring", exact=True)
    wiring.select_option("separable")
    assert page.evaluate("saved.at(-1)") == {"separable": True}
    wiring.select_option("depthwise")
    assert page.evaluate("saved.at(-1)") == {"groups": 8, "separable": False}
    row = widget.get_by_role("row", name="Parameters")
    # Eight kernels of 3 × 3 with a bias; in full, of 8 × 3 × 3.
    expect(row.get_by_role("cell")).to_have_text(["80", "584", "13.7%"])
    bar = row.locator(".cnnlab-wiring-bar")
    share = bar.evaluate("bar => bar.style.getPropertyValue('--share')")
    assert float(share) == pytest.approx(80 / 584)
    widget.get_by_label("Channels out", exact=True).select_option("6")
    assert traits_of(page, "groups", "out_channels") == [1, 6]
    expect(widget.get_by_role("alert")).to_be_hidden()
    set_traits(page, groups=4)
    expect(widget.get_by_role("alert")).to_contain_text("4 does not divide 6")
    wiring.select_option("2 groups")
    expect(widget.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    values = {
        "in_channels": 4,
        "out_channels": 4,
        "kernel_size": 5,
        "groups": 2,
        "separable": True,
        "height": 28,
        "width": 28,
        "chosen": 1,
    }
    every_trait_is_seen(page, Wiring(), values)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("make", "bar"),
    [
        (Wiring, ".cnnlab-wiring-bar"),
        (ParameterCounter, ".cnnlab-parameter-counter-bar"),
        (
            lambda: DrawDigit({"linear": Sequential(Flatten(), Linear(64, 10, rng=0))}),
            ".cnnlab-draw-digit-bar",
        ),
    ],
)
def test_bars_keep_their_ground_where_colours_are_forced(page: Page, make, bar):
    page.emulate_media(forced_colors="active")
    drawn = alone(page, make()).locator(bar).first
    ground = drawn.evaluate("(bar) => getComputedStyle(bar).backgroundImage")
    assert ground.startswith("linear-gradient"), ground
    expect(drawn).to_have_css("forced-color-adjust", "none")


@pytest.mark.browser
def test_reset_puts_every_setting_back(page: Page):
    widget = alone(page, Wiring(groups=2, chosen=3))
    first = looks(widget)
    change_every_control(widget)
    reset_puts_back(widget, first)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("traits", [{}, {"separable": True, "in_channels": 3}])
def test_the_first_frame_keeps_its_place(page: Page, width, traits):
    frame, live = heights(page, Wiring(**traits), width)
    assert abs(frame - live) < 8


@pytest.mark.browser
def test_lines_of_words_keep_apart_in_a_phones_letters(page: Page):
    page.set_viewport_size({"width": 320, "height": 740})
    picture = alone(page, Wiring(separable=True)).locator(".cnnlab-wiring-picture")
    count, kernel = picture.get_by_text("between"), picture.get_by_text("depthwise")
    lines = [float(text.get_attribute("y") or 0) for text in (count, kernel)]
    letters = kernel.evaluate("(text) => parseFloat(getComputedStyle(text).fontSize)")
    assert lines[1] - lines[0] > letters
