"""The side view of a stack, as its readers see and handle it."""

import numpy as np
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

from cnnlab.widgets import SideView


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers must hold 1 to 4 layers, got 0"),
        ([3] * 5, "layers must hold 1 to 4 layers, got 5"),
        ([6], "the kernel of layers\\[0\\] must be at most 5, got 6"),
        ([3, (3, 0)], "the stride of layers\\[1\\]"),
        ([(3, 1, 1, 1)], r"layers\[0\] must be \(kernel, stride, dilation\), got \(3, 1, 1, 1\)"),
        ([2.5], r"the kernel of layers\[0\] must be an integer, got 2.5"),
        (3, "layers must be a list, got 3"),
    ],
)
def test_a_stack_that_cannot_be_is_refused(layers, message):
    with pytest.raises(TraitError, match=message):
        SideView(layers=layers)


def test_layers_may_be_an_array():
    assert SideView(layers=np.array([3, 2])).layers == [[3, 1, 1], [2, 1, 1]]
    assert SideView(layers=np.array([[3, 2]])).layers == [[3, 2, 1]]


def test_a_window_wider_than_its_input_is_refused():
    with pytest.raises(ValueError, match="layer 2 does not fit"):
        SideView(size=6, layers=[(3, 2), 3])


def test_fields_by_hand():
    widget = SideView(layers=[3, (3, 2), 3], layer=3, unit=1)
    assert [tuple(field) for field in widget.fields] == [(3, 1, 1.0), (5, 2, 2.0), (9, 2, 4.0)]
    assert widget.sizes == [24, 22, 10, 8]
    assert widget.seen == list(range(2, 11))
    assert SideView(layers=[(3, 1, 4)]).seen == [0, 4, 8]
    assert SideView(layer=4, unit=99).seen == [19, 20, 21, 22, 23]  # the last of the last layer


def test_a_skip_by_hand():
    widget = SideView(layers=[(3, 2), 5], layer=2, unit=1, skip=5)
    assert widget.apart == 0
    assert widget.seen == list(range(2, 13))
    widget.skip = 11  # of unit 0: unit 1 reads pixel 13
    assert widget.seen == [*range(2, 13), 13]
    assert widget.apart == 6
    assert "The skip reads pixel 13, 6 pixels right of the middle." in widget.first_frame()
    widget.layer = 1  # whose units have no skip
    assert widget.seen == [2, 3, 4]
    assert "stroke-dasharray" not in widget.first_frame()
    assert [SideView(layers=[(2, 2)], skip=skip).apart for skip in (0, 1)] == [-0.5, 0.5]
    assert SideView().apart is None


def test_a_skip_beyond_the_last_pixel_is_refused_with_the_rule():
    # Units 0 to 5 of the last layer are 2 pixels apart: the last of 21 pixels is 20 = 10 + 5 · 2.
    message = (
        "through the skip, unit 5 of layer 2 would read pixel 21, but the last pixel is 20: "
        "skip must be at most 10, got 11"
    )
    assert SideView(size=21, layers=[(3, 2), 5], skip=10).apart == 5
    with pytest.raises(ValueError, match=message):
        SideView(size=21, layers=[(3, 2), 5], skip=11)
    widget = SideView(size=21, layers=[(3, 2), 5], layer=1)
    widget.skip = 11
    assert message in widget._repr_html_()
    with pytest.raises(ValueError, match=message):
        widget.pytorch_code()
    with pytest.raises(TraitError, match="skip"):
        widget.skip = -1


def test_readers_without_javascript_get_the_dots_and_the_lengths():
    frame = SideView(size=10, layers=[3], unit=2).first_frame()
    assert frame.count("<circle") == 10 + 8
    assert "Unit 2 of layer 1 sees pixels 2 to 4. Its field is 3 pixels wide, the next" in frame
    one = SideView(size=7, layers=[5, 3], layer=2, unit=0).first_frame()
    assert "Its field is 7 pixels wide, and its middle is at pixel 3." in one


@pytest.mark.browser
def test_pointing_near_a_unit_lights_what_it_reads_and_a_click_stays(page: Page):
    widget = alone(page, SideView(layers=[3, 3]))
    lit = widget.locator(".cnnlab-side-view-lit")
    expect(lit).to_have_count(1 + 3)
    dot = widget.locator(".cnnlab-side-view-dot").nth(24 + 22 + 5)  # layer 2, unit 5
    box = dot.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + 12)  # near it
    expect(lit).to_have_count(1 + 3 + 5)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(0, 0)
    expect(lit).to_have_count(1 + 3 + 5)
    assert traits_of(page, "layer", "unit") == [2, 5]
    expect(widget).to_contain_text("Unit 5 of layer 2 sees pixels 5 to 9.")
    for text in ("size 5", "jump 1", "start 2"):
        expect(widget.get_by_text(text, exact=True)).to_be_visible()


@pytest.mark.browser
def test_keys_walk_through_the_units(page: Page):
    widget = alone(page, SideView(layers=[3, (3, 2)]))
    picture = widget.get_by_role("grid")
    picture.focus()
    drawing = picture.element_handle()
    for key in ("ArrowUp", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    # A drawing that takes the place of the focused one is read from its name on, at every key.
    assert drawing.evaluate("(drawing) => drawing.isConnected")
    assert traits_of(page, "layer", "unit") == [2, 1]
    expect(picture.get_by_role("gridcell")).to_have_accessible_name(
        "Unit 1 of layer 2 sees pixels 2 to 6."
    )
    page.keyboard.press("End")
    assert traits_of(page, "unit") == [9]
    expect(picture).to_be_focused()


@pytest.mark.browser
def test_sliders_and_buttons_change_the_stack_and_a_misfit_is_explained(page: Page):
    widget = alone(page, SideView(size=8, layers=[3]))
    layer = widget.get_by_role("group", name="Layer 1")
    layer.get_by_label("stride").fill("2")
    assert traits_of(page, "layers") == [[[3, 2, 1]]]
    before = widget.bounding_box()["height"]
    layer.get_by_label("dilation").fill("4")
    expect(widget.get_by_role("alert")).to_contain_text("layer 1 does not fit")
    # The last drawing that did fit is faded, and keeps its place.
    expect(widget.locator(".cnnlab-side-view-fan")).to_have_css("opacity", "0.25")
    expect(widget.locator(".cnnlab-total")).to_be_hidden()
    assert abs(widget.bounding_box()["height"] - before) < 60
    layer.get_by_label("dilation").fill("2")
    expect(widget.get_by_role("alert")).to_be_hidden()
    remove = widget.get_by_role("button", name="Remove the last")
    expect(remove).to_be_disabled()
    layer.get_by_label("dilation").fill("1")
    widget.get_by_role("button", name="Add a layer").click()
    assert traits_of(page, "layers", "layer") == [[[3, 2, 1], [3, 1, 1]], 2]
    expect(widget.get_by_role("button", name="Add a layer")).to_be_focused()
    expect(widget.locator(".cnnlab-spoken")).to_contain_text("2 layers. Unit ")
    for _ in range(2):  # the second time there is none to remove, and the place is kept
        remove.press("Enter")
        assert traits_of(page, "layers", "layer") == [[[3, 2, 1]], 1]
        expect(remove).to_be_disabled()
        expect(remove).to_be_focused()
    expect(widget.get_by_role("alert")).to_have_text("A stack has at least one layer.")


@pytest.mark.browser
def test_a_skip_is_set_by_hand_and_what_no_pixel_has_is_refused(page: Page):
    widget = alone(page, SideView(size=21, layers=[(3, 2), 5]))
    box = widget.get_by_label("unit 0 reads pixel")
    more = widget.get_by_role("button", name="Skip: one pixel to the right")
    less = widget.get_by_role("button", name="Skip: one pixel to the left")
    dashed = widget.locator(".cnnlab-side-view-past")
    expect(dashed).to_have_count(0)
    more.focus()
    page.keyboard.press("Enter")
    assert traits_of(page, "skip", "layer") == [0, 2]
    expect(widget).to_contain_text("The skip reads pixel 0, 5 pixels left of the middle.")
    box.fill("5")
    expect(widget).to_contain_text("The skip reads pixel 5, the middle of the field.")
    start, end = [p.split() for p in str(dashed.get_attribute("d"))[1:].split("L")]
    assert start[0] == end[0]  # upright
    box.fill("11")
    expect(widget.get_by_role("alert")).to_contain_text("skip must be at most 10, not 11")
    box.press("Tab")
    expect(box).to_have_value("5")  # what was refused does not stay
    less.click()
    expect(widget.get_by_role("alert")).to_be_hidden()
    expect(widget.get_by_role("gridcell")).to_have_accessible_name(
        "Unit 0 of layer 2 sees pixels 0 to 10. The skip reads pixel 4, 1 pixel left of the middle."
    )
    set_traits(page, skip=10)
    more.click()
    expect(widget.get_by_role("alert")).to_contain_text("skip must be at most 10, not 11")
    assert traits_of(page, "skip") == [10]
    widget.get_by_role("button", name="None").click()
    assert traits_of(page, "skip") == [None]
    expect(box).to_have_value("")
    expect(dashed).to_have_count(0)
    less.click(force=True)
    none = "There is no skip. With + it begins at pixel 0."
    expect(widget.get_by_role("alert")).to_have_text(none)
    set_traits(page, skip=12)  # from outside nothing holds it back
    expect(widget.get_by_role("alert")).to_contain_text("skip must be at most 10, not 12")
    expect(widget.locator(".cnnlab-side-view-fan")).to_have_css("opacity", "0.25")
    less.click(click_count=2)
    expect(dashed).to_have_count(1)


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    values = {"size": 30, "layers": [[3, 2, 1], [2, 1, 1]], "layer": 2, "unit": 3, "skip": 1}
    every_trait_is_seen(page, SideView(), values)


@pytest.mark.browser
def test_reset_puts_every_setting_back(page: Page):
    widget = alone(page, SideView(layers=[3]))
    first = looks(widget)
    widget.get_by_role("button", name="Add a layer").click()
    change_every_control(widget)
    reset_puts_back(widget, first)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 700])
def test_the_first_frame_keeps_its_place(page: Page, width):
    frame, live = heights(page, SideView(layers=[3, 3, 3], layer=3, skip=3), width)
    assert abs(frame - live) < 8


@pytest.mark.browser
def test_controls_stay_in_the_card_in_letters_of_twice_the_size(page: Page):
    page.set_viewport_size({"width": 480, "height": 800})
    widget = alone(page, SideView())
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert widget.evaluate("(card) => card.scrollWidth <= card.clientWidth")


# The width of each drawing, from the first on, before it is painted.
WIDTHS = """() => {
  window.widths = [];
  new MutationObserver(() => {
    const picture = document.querySelector(".cnnlab-side-view-picture");
    if (picture) widths.push(picture.viewBox.baseVal.width);
  }).observe(document.documentElement, { childList: true, subtree: true });
}"""


@pytest.mark.browser
def test_its_first_drawing_fits_a_phone(page: Page):
    page.set_viewport_size({"width": 340, "height": 740})
    page.evaluate(WIDTHS)
    expect(alone(page, SideView()).get_by_role("grid")).to_be_visible()
    [width, *later] = page.evaluate("widths")
    assert width < 440
    assert set(later) <= {width}
