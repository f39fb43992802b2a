"""The widget Shift: what it measures, and its use on both hosts."""

import json

import numpy as np
import pytest
from alone import alone, change_every_control, choose, heights, looks, set_traits, show, traits_of
from live import Notebook
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.images import photograph
from cnnlab.kernels import KERNELS
from cnnlab.widgets import Shift

PAGE = "book/widgets/shift.html"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Shift(right=9), TraitError, "right"),
        (lambda: Shift(border="wrap"), TraitError, "border"),
        (lambda: Shift(image=np.ones((16, 16))), ValueError, "more than 16 rows"),
        (lambda: Shift(kernel=np.ones((2, 2))), ValueError, "odd sizes"),
    ],
)
def test_what_cannot_be_shifted_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_widget_measures_what_the_chapter_says():
    scene = photograph("astronaut", 48, grey=True)
    around = Shift(scene, right=3, down=-2, border="circular")
    assert around.equivariance_error == 0
    assert Shift(scene, right=3, border="zeros").equivariance_error > 0.1
    assert Shift(scene, right=2, border="circular", stride=2).equivariance_error == 0
    assert Shift(scene, right=1, border="circular", stride=2).equivariance_error > 0.3
    one = {"right": 1, "border": "circular"}
    assert (
        Shift(scene, pooling="blur", **one).invariance_error
        < Shift(scene, pooling="max", **one).invariance_error
        < Shift(scene, **one).unpooled_change
    )
    assert len(Shift(scene).first_frame()) < 40_000


@pytest.fixture
def widget(site: str, page: Page) -> Locator:
    page.goto(f"{site}/{PAGE}")
    found = page.get_by_role("group", name="Shift", exact=True)
    expect(found).to_be_visible()
    return found


def handle(widget: Locator) -> Locator:
    return widget.get_by_role("application")


def shares(widget: Locator) -> list[str]:
    return widget.locator(".cnnlab-shift-row-2 .cnnlab-note").all_text_contents()


@pytest.mark.browser
def test_arrow_keys_shift_and_home_puts_it_back(widget: Locator, page: Page, problems):
    handle(widget).focus()
    page.keyboard.press("Home")
    expect(widget.locator(".cnnlab-total")).to_contain_text("the pooled map differs by 0%")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(handle(widget)).to_have_accessible_name(
        "Shifted image: arrow keys shift it, Home puts it back"  # the same at every step
    )
    python = Shift(right=2, down=-1)
    expect(widget.locator(".cnnlab-total")).to_contain_text(
        f"the pooled map differs by {python.invariance_error:.0%}"
    )
    assert shares(widget)[1] == "0%"
    expect(handle(widget)).to_be_focused()
    assert problems == []


@pytest.mark.browser
def test_a_step_is_heard_by_its_length_and_its_measures(widget: Locator):
    handle(widget).press("Home")
    handle(widget).press("ArrowRight")
    pooled = Shift(right=1, down=0).invariance_error
    expect(widget.get_by_role("status").filter(has_text="pooled map")).to_have_text(
        f"1 right and 0 down; error moved along: 0%; change of the pooled map: {pooled:.0%}"
    )


@pytest.mark.browser
def test_canvases_follow_colours_that_are_forced_during_a_visit(page: Page):
    page.emulate_media(color_scheme="dark")
    widget = alone(page, Shift(right=3))
    change = widget.locator(".cnnlab-shift-row-2 canvas").first
    light = change.evaluate("(canvas) => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark", forced_colors="active")
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[change.element_handle(), light]
    )


@pytest.mark.browser
def test_the_pointer_drags_the_image_by_pixels(widget: Locator, page: Page):
    widget.get_by_role("button", name="Back to the start").click()
    handle(widget).scroll_into_view_if_needed()
    area = handle(widget).bounding_box()
    pixel = area["width"] / 16
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3.2 * pixel, y - 2.1 * pixel, steps=4)
    page.mouse.up()
    expect(widget.get_by_label("Right: 3")).to_have_value("3")
    expect(widget.get_by_label("Down: −2")).to_have_value("-2")
    page.mouse.move(x, y)  # let go: nothing is dragged any more
    expect(widget.get_by_label("Right: 3")).to_have_value("3")


@pytest.mark.browser
def test_borders_and_strides_fail_in_plain_sight(widget: Locator):
    error = widget.locator(".cnnlab-shift-row-2 .cnnlab-note").nth(1)
    choose(widget, Image="astronaut", Border="circular")
    expect(error).to_have_text("0%")
    choose(widget, Border="scene")
    expect(error).not_to_have_text("0%")
    choose(widget, Border="circular", Convolution_stride="2")
    expect(error).not_to_have_text("0%")
    widget.get_by_label("Right: 1").fill("2")
    expect(error).to_have_text("0%")
    change = widget.locator(".cnnlab-shift-row-2 .cnnlab-note").nth(2)
    expect(change).not_to_have_text("0%")


@pytest.mark.browser
def test_a_setting_that_does_not_fit_is_explained_and_can_be_undone(site: str, page: Page):
    rows = json.dumps([[1] * 19] * 19, separators=(",", ":"))
    page.goto(f"{site}/{PAGE}#widget-shift&image={rows}&pool_size=1")
    widget = page.get_by_role("group", name="Shift", exact=True)
    choose(widget, Pooling_window="8")
    expect(widget.get_by_role("alert")).to_contain_text("the kernel spans 8 pixels")
    choose(widget, Pooling_window="1")
    expect(widget.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_every_trait_that_python_sets_is_seen(page: Page, problems):
    widget = alone(page, Shift())
    scene = np.random.default_rng(0).integers(0, 17, (24, 26))
    made = Shift(scene, right=-3)
    set_traits(page, image=scene.tolist(), right=-3)
    expect(widget.get_by_label("Right: −3")).to_have_value("-3")
    says = widget.locator(".cnnlab-total strong")
    for trait, value, label in (
        ("down", 2, "Down: 2"),
        ("kernel", KERNELS["laplacian"], "Kernel"),
        ("border", "scene", "Border"),
        ("stride", 2, "Convolution stride"),
        ("pooling", "blur", "Pooling"),
        ("pool_size", 2, "Pooling window"),
    ):
        setattr(made, trait, value)
        set_traits(page, **{trait: np.asarray(value).tolist()})
        shown = "laplacian" if trait == "kernel" else str(value)
        expect(widget.get_by_label(label, exact=True)).to_have_value(shown)
        measures = (made.equivariance_error, made.unpooled_change, made.invariance_error)
        expect(says).to_have_text([f"{share:.0%}" for share in measures])
    set_traits(page, images={"mine": scene.tolist()}, kernels={"ours": made.kernel.tolist()})
    expect(widget.get_by_label("Image", exact=True)).to_have_value("mine")
    expect(widget.get_by_label("Kernel", exact=True)).to_have_value("ours")
    assert problems == []


@pytest.mark.browser
def test_traits_that_change_together_are_drawn_once_and_no_error_flashes(page: Page):
    widget = alone(page, Shift(np.ones((19, 19)), pool_size=1))
    page.evaluate(
        """() => {
          window.seen = [];
          const note = (records) => seen.push(...records.map(({ target }) => target.className));
          for (const part of [".cnnlab-total", ".cnnlab-problem"]) {
            new MutationObserver(note).observe(
              document.querySelector(part), { childList: true });
          }
        }"""
    )
    # The window does not fit the old image.
    set_traits(page, pool_size=8, image=photograph("coffee", 32, grey=True).tolist(), right=1)
    expect(widget.get_by_label("Right: 1")).to_have_value("1")
    assert page.evaluate("seen") == ["cnnlab-total"]


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page, problems):
    widget = alone(page, Shift(right=2))
    state = Shift(right=2).state()
    first, start = looks(widget), {name: state[name] for name in Shift.own_traits()}
    change_every_control(widget)
    handle(widget).press("ArrowUp")
    assert all(
        value != start[name]
        for name, value in zip(start, traits_of(page, *start), strict=True)
        if name not in ("images", "kernels")
    )
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first
    assert traits_of(page, *start) == list(start.values())
    assert problems == []


@pytest.mark.browser
def test_the_first_frame_says_the_same_and_keeps_the_place(page: Page):
    scene = photograph("astronaut", 48, grey=True)
    for made in (
        Shift(right=1),
        Shift(scene, right=-8, down=3, border="scene", pooling="blur"),
        Shift(scene, right=2, border="circular", stride=2),
        Shift(scene, stride=2, pool_size=1, kernel=np.ones((1, 3))),
    ):
        for width in (360, 852):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=2), (made, width)
        texts = ("figcaption", ".cnnlab-total", ".cnnlab-plot")
        told = [texts_of(page.locator(part)) for part in texts]
        curve = page.locator(".cnnlab-plot polyline")
        drawn = [points_of(curve, i) for i in range(2)]
        shown = page.locator("select option:checked").all_text_contents()
        show(page, made.first_frame())
        assert [texts_of(page.locator(part)) for part in texts] == told
        assert page.locator(".cnnlab-set").all_text_contents()[2:] == shown
        for i in range(2):
            np.testing.assert_allclose(points_of(curve, i), drawn[i], atol=0.1)


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 852])
def test_no_two_numbers_of_the_curve_touch(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    alone(page, Shift())
    labels = page.locator(".cnnlab-plot text").evaluate_all(
        "(labels) => labels.map((label) => label.getBoundingClientRect().toJSON())"
    )
    zero, leftmost = labels[1:3]
    assert zero["bottom"] <= leftmost["top"] + 4, "a line's box is higher than its numbers"
    whole = page.locator(".cnnlab-plot").bounding_box()
    assert labels[-1]["bottom"] <= whole["y"] + whole["height"] + 1


def texts_of(parts: Locator) -> list[str]:
    return [text.strip() for text in parts.all_text_contents()]


def points_of(curve: Locator, line: int) -> list[float]:
    points = curve.nth(line).get_attribute("points")
    assert points
    return [float(number) for number in points.replace(",", " ").split()]


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import Shift\nwidget = Shift()\nwidget"
    ).get_by_role("group", name="Shift", exact=True)
    expect(widget).to_be_visible()
    notebook.run("widget.right = 4\nwidget.pooling = 'blur'")
    expect(widget.get_by_label("Right: 4")).to_have_value("4")
    expect(widget.get_by_label("Pooling", exact=True)).to_have_value("blur")
    choose(widget, Border="circular", Pooling_window="2")
    handle(widget).press("ArrowDown")
    expect(widget.get_by_label("Down: 1")).to_have_value("1")
    notebook.expect(
        "(widget.right, widget.down, widget.border, widget.pool_size)", (4, 1, "circular", 2)
    )
