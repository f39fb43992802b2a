"""The sliding kernel as its readers use it."""

import re

import numpy as np
import pytest
from alone import alone, change_every_control, choose, draw, heights, looks, set_traits, traits_of
from cell_numbers import cell_numbers, number
from finger import swipe
from keyboard import names_reached
from late_pictures import hold_pictures, let_pictures_come
from live import Notebook
from placed import place_states
from playwright.sync_api import Browser, Locator, Page, expect
from traitlets import TraitError

from cnnlab import convolve2d, correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS
from cnnlab.widgets import SlidingKernel
from cnnlab.widgets.sliding_kernel import CONTROLS, example_images

PAGE = "book/widgets/sliding_kernel.html"


@pytest.fixture
def widget(page: Page) -> Locator:
    return alone(page, SlidingKernel())


def written_output(widget: Locator) -> list[list[float | None]]:
    """Return the numbers written in the output's cells; a cell not reached yet is None."""
    numbers = cell_numbers(widget.locator(".cnnlab-output"))
    columns = int(output_grid(widget).get_attribute("aria-label").split()[4])
    return [numbers[i : i + columns] for i in range(0, len(numbers), columns)]


def output_grid(widget: Locator) -> Locator:
    return widget.get_by_role("grid", name="Output")


def cell(widget: Locator, index: int) -> Locator:
    return widget.locator(f".cnnlab-output [data-cell='{index}']")


# --- The first frame ------------------------------------------------------------------------------


def test_the_first_frame_writes_the_sum_and_the_settings():
    frame = SlidingKernel(
        image=[[1, 2.5, 0], [3, 4, 1]], kernel=[[1, -2]], position=1, padding=((0, 0), (1, 0))
    ).first_frame()
    assert "1 × 1 = 1</span>" in frame
    assert "2.5 × (−2) = −5</span>" in frame
    assert "output[0, 1]</span> = <strong>−4</strong>" in frame
    assert "(2 products added up)" in frame
    assert "Rows: ⌊(2 + 2·0 − 1·(1 − 1) − 1) / 1⌋ + 1 = <strong>2</strong>" in frame
    assert "Columns: ⌊(3 + 1 + 0 − 1·(2 − 1) − 1) / 1⌋ + 1 = <strong>3</strong>" in frame
    shown = re.findall(r'cnnlab-set">([^<]*)<', SlidingKernel(padding="full").first_frame())
    assert shown == ["digit 3", "Sobel right", "3 × 3", "full", "zeros", "1", "1"]
    turned = SlidingKernel(kernel=[[1, 2]], flip=True).first_frame()
    assert re.findall(r'cnnlab-weight"[^>]*>(\d)<', turned) == ["1", "2", "2", "1"]
    grey = SlidingKernel(image=[[128] * 3] * 3).first_frame()
    assert 'fill="rgb(128,128,128)"' in grey


def test_the_first_frame_writes_a_weight_as_short_as_the_page_does():
    frame = SlidingKernel(kernel=np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256).first_frame()
    assert ">.0039<" in frame  # 1/256: three digits would not fit into the cell
    assert ">.00391<" not in frame


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    many = SlidingKernel(flip=True, kernel=np.ones((5, 5)), padding=((1, 2), (0, 0)))
    photo = SlidingKernel(image=example_images()["cameraman"], controls=["image", "kernel"])
    for made in (SlidingKernel(padding=1, position=19), many, photo):
        for width in (360, 1280):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=2), (made, width)


# --- Moving the window ----------------------------------------------------------------------------


@pytest.mark.browser
def test_playing_adds_product_after_product_and_fills_the_output(widget: Locator, problems):
    choose(widget, Kernel="emboss", Padding='"valid"')
    widget.get_by_label("Speed").fill("-1")
    widget.get_by_role("button", name="Back to the start").click()
    assert [value is None for value in written_output(widget)[0][:2]] == [False, True]
    widget.get_by_role("button", name="Play").click()
    # One of them would be seen for a seventh of a second only.
    some = re.compile(r"\b[2-8] of 9 products added")
    expect(widget.locator(".cnnlab-total")).to_contain_text(some)
    assert widget.locator(".cnnlab-terms .cnnlab-waiting").count() < 9
    widget.get_by_role("button", name="Pause").click()
    expect(widget.locator(".cnnlab-total")).to_contain_text("9 products added up")
    widget.get_by_label("Speed").fill("6")
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    np.testing.assert_array_equal(written_output(widget), correlate2d(digit(3), KERNELS["emboss"]))
    assert problems == []


@pytest.mark.browser
def test_pointing_at_an_output_shows_its_window_and_sum(widget: Locator, page: Page):
    cell(widget, 13).click()
    expected = correlate2d(digit(3), KERNELS["sobel_x"])[2, 1]
    expect(widget.locator(".cnnlab-total")).to_contain_text(f"output[2, 1] = {expected:g}")
    products = widget.locator(".cnnlab-terms li span:first-child").all_text_contents()
    values = [number(text.split(" = ")[1]) for text in products]
    np.testing.assert_array_equal(
        values, (digit(3)[2:5, 1:4] * KERNELS["sobel_x"]).ravel(), "in reading order"
    )
    window = widget.locator(".cnnlab-input .cnnlab-window")
    pixels = widget.locator(".cnnlab-input [data-cell]")
    for corner, i in (("x", 17), ("y", 17)):  # row 2, column 1
        assert window.bounding_box()[corner] == pytest.approx(
            pixels.nth(i).bounding_box()[corner], abs=2
        )
    # A product, its weight and its pixel light up together.
    widget.locator(".cnnlab-terms li").nth(5).hover()
    expect(widget.locator(".cnnlab-terms li").nth(5)).to_have_class(re.compile("cnnlab-lit"))
    expect(widget.locator(".cnnlab-weight").nth(5)).to_have_class(re.compile("cnnlab-lit"))
    spot, pixel = widget.locator(".cnnlab-spot").bounding_box(), pixels.nth(27).bounding_box()
    assert (spot["x"], spot["y"]) == pytest.approx((pixel["x"], pixel["y"]), abs=3)
    # The hand takes the window along: its middle goes under the pointer.
    pixels.nth(9).hover()
    page.mouse.down()
    pixels.nth(45).hover()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[4, 4] = ")
    page.mouse.up()


@pytest.mark.browser
def test_each_cell_is_heard_once(widget: Locator, page: Page):
    spoken = widget.locator(".cnnlab-spoken")
    grid = output_grid(widget)
    grid.focus()
    expect(spoken).to_have_attribute("aria-live", "off")  # what the grid says, it would say again
    before = grid.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowRight")
    now = grid.get_attribute("aria-activedescendant")
    assert now != before  # another name of the same cell is not always read
    expect(grid.get_by_role("gridcell")).to_have_id(str(now))
    widget.get_by_role("button", name="One step forward").press("Enter")
    expect(spoken).to_have_attribute("aria-live", "polite")
    expect(spoken).to_contain_text("row ")
    # The slider says by itself where it is, and what comes out there.
    scrub = widget.get_by_role("slider", name="Output position")
    scrub.press("ArrowRight")
    expect(spoken).to_have_attribute("aria-live", "off")
    expect(scrub).to_have_attribute("aria-valuetext", spoken.inner_text())


@pytest.mark.browser
def test_the_keyboard_reaches_everything(widget: Locator, page: Page):
    output_grid(widget).focus()
    for key in ("Control+Home", "ArrowRight", "ArrowRight", "ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 4] = ")
    heard = output_grid(widget).get_by_role("gridcell")
    expect(heard).to_have_accessible_name(re.compile("^row 1, column 4: "))
    reached = names_reached(widget)  # with Tab alone
    assert reached >= {"Image", "Kernel size", "Stride", "Dilation", "Border", "Flip the kernel"}


@pytest.mark.browser
def test_reduced_motion_steps_instead_of_playing(page: Page):
    page.emulate_media(reduced_motion="reduce")
    widget = alone(page, SlidingKernel(speed=64))  # were it playing, a step would take 16 ms
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Next").click()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[0, 1]")
    page.wait_for_timeout(500)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[0, 1]")


# --- Settings -------------------------------------------------------------------------------------


@pytest.mark.browser
def test_every_setting_changes_the_output_as_cnnlab_says(widget: Locator):
    widget.get_by_label("Flip the kernel").check()
    choose(widget, Kernel="corner", Padding="2", Border="reflect", Stride="2", Dilation="2")
    output_grid(widget).press("Control+End")
    expected = convolve2d(
        digit(3), KERNELS["corner"], padding=2, padding_mode="reflect", stride=2, dilation=2
    )
    np.testing.assert_array_equal(written_output(widget), expected)


@pytest.mark.browser
def test_a_weight_can_be_edited_and_nonsense_is_refused(widget: Locator, page: Page):
    choose(widget, Kernel="identity")
    middle = widget.get_by_label("Weight in row 1, column 1")
    middle.fill("-2.5")
    middle.press("Enter")
    output_grid(widget).press("Control+End")
    np.testing.assert_allclose(written_output(widget), -2.5 * digit(3)[1:-1, 1:-1])
    expect(widget.get_by_label("Kernel", exact=True)).to_have_value("")  # none of the named ones
    for nonsense, said in (("many", "“many”"), ("", "An empty box"), ("1e999", "“1e999”")):
        middle.fill(nonsense)
        middle.press("Enter")
        expect(widget.get_by_role("alert")).to_contain_text(f"{said} is not a number")
        assert traits_of(page, "kernel") == [[[0, 0, 0], [0, -2.5, 0], [0, 0, 0]]]
    middle.fill("1e9")
    middle.press("Enter")
    expect(widget.get_by_role("alert")).to_have_text(
        "“1e9” is not from −1,000 to 1,000. The weight stays −2.5."
    )
    expect(middle).to_have_attribute("aria-invalid", "true")
    middle.fill("-1000")
    middle.press("Enter")
    expect(widget.get_by_role("alert")).to_be_hidden()
    assert traits_of(page, "kernel") == [[[0, 0, 0], [0, -1000, 0], [0, 0, 0]]]


@pytest.mark.browser
def test_settings_that_do_not_fit_are_explained_and_can_be_undone(widget: Locator):
    choose(widget, Kernel_size="7", Dilation="3")
    expect(widget.get_by_role("alert")).to_contain_text(
        "the kernel spans 19 pixels (size 7, dilation 3), but the padded image has only 8 "
        "(0 + 8 + 0). Choose a larger input or more padding, a smaller kernel or less dilation, "
        "or press Reset."
    )
    expect(widget.locator(".cnnlab-weight input")).to_have_count(49)  # the kernel can be seen
    for figure in ("Input", "Output"):  # and what is left of other settings is faded
        drawn = widget.get_by_role("figure", name=figure)
        expect(drawn.locator(".cnnlab-body")).to_have_css("opacity", "0.25")
        expect(drawn.locator(".cnnlab-note")).to_be_hidden()
    choose(widget, Dilation="1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    for drawn in widget.locator(".cnnlab-body").all():
        expect(drawn).to_have_css("opacity", "1")
    assert np.shape(written_output(widget)) == (2, 2)


@pytest.mark.browser
def test_what_changes_together_is_drawn_once_and_every_trait_from_outside(page: Page):
    widget = alone(page, SlidingKernel(image=np.ones((5, 5)), kernel=np.ones((3, 3))))
    page.evaluate(
        """() => {
          window.drawn = 0;
          window.said = [];
          const alert = document.querySelector("[role=alert]");
          const output = document.querySelector(".cnnlab-output .cnnlab-body");
          const watch = (element, note) =>
            new MutationObserver(note).observe(element, { childList: true });
          watch(output, () => drawn++);
          watch(alert, () => said.push(alert.textContent));
        }"""
    )
    set_traits(page, image=[[2, 3]], kernel=[[1, 1]], stride=2)  # one by one they do not fit
    assert written_output(widget) == [[5]]
    assert page.evaluate("[drawn, said.filter(Boolean)]") == [1, []]

    values = {
        "image": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        "kernel": [[1, 2], [3, 4]],
        "stride": 1,
        "padding": "full",
        "padding_mode": "replicate",
        "dilation": 2,
        "flip": True,
        "position": 3,
        "playing": True,
        "speed": 64,
        "images": {"new": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]},
        "kernels": {"new": [[1, 2], [3, 4]]},
        "controls": ["flip"],
    }
    assert list(values) == list(SlidingKernel.own_traits())
    for name, value in values.items():
        before = looks(widget)
        set_traits(page, **{name: value})
        assert looks(widget) != before, name
    set_traits(page, playing=False)
    output_grid(widget).press("Control+End")
    expected = convolve2d(
        values["image"], values["kernel"], padding="full", padding_mode="replicate", dilation=2
    )
    assert written_output(widget) == expected.tolist()


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page, problems):
    widget = alone(page, SlidingKernel(padding=1, position=19))
    first, state = looks(widget), traits_of(page, *SlidingKernel.own_traits())
    change_every_control(widget)
    cell(widget, 0).click()
    widget.get_by_label("Weight in row 0, column 0").fill("nonsense")
    widget.get_by_label("Weight in row 0, column 0").press("Enter")
    assert looks(widget) != first
    page.mouse.move(0, 0)  # or it may be over another cell when the widget is drawn anew
    widget.get_by_role("button", name="Reset").press("Enter")
    assert looks(widget) == first
    assert traits_of(page, *SlidingKernel.own_traits()) == state
    assert problems == []


@pytest.mark.browser
def test_terms_stay_apart_where_colours_are_forced(page: Page):
    page.emulate_media(forced_colors="active")
    term = alone(page, SlidingKernel()).locator(".cnnlab-terms li").first
    expect(term).to_have_css("border-top-style", "solid")


# Where the page is busy, a browser tells at once that it went out of sight and came back.
SIGHT = """() => {
  const own = window.IntersectionObserver;
  window.IntersectionObserver = class {
    constructor(hear) {
      window.IntersectionObserver = own;
      window.scrollAwayAndBack = () => hear([{ isIntersecting: false }, { isIntersecting: true }]);
    }
    observe() {}
    disconnect() {}
  };
}"""


def value_at_rest(scrub: Locator) -> str:
    """Return the position once it stays: the browser tells of the screen a little later."""
    for _ in range(10):
        before = scrub.input_value()
        scrub.page.wait_for_timeout(800)  # three more steps, were it playing
        if scrub.input_value() == before:
            return before
    raise AssertionError("it plays off screen")


@pytest.mark.browser
def test_playing_rests_off_screen(site: str, page: Page):
    page.goto(f"{site}/{PAGE}")
    widget = page.get_by_role("group", name="Sliding kernel").first
    scrub = widget.locator(".cnnlab-scrub")
    widget.get_by_label("Speed").fill("2")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    expect(scrub).not_to_have_value("0")
    page.get_by_role("heading", name="Its traits").evaluate("(e) => e.scrollIntoView()")
    expect(scrub).not_to_be_in_viewport()
    rested = value_at_rest(scrub)
    scrub.scroll_into_view_if_needed()
    expect(scrub).not_to_have_value(rested)


@pytest.mark.browser
def test_it_plays_where_it_is_in_sight_again(page: Page):
    page.evaluate(SIGHT)
    widget = alone(page, SlidingKernel(speed=64, playing=True))
    page.evaluate("scrollAwayAndBack()")
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)


# --- A reader's own image -------------------------------------------------------------------------


@pytest.mark.browser
def test_a_readers_own_picture_becomes_the_input(widget: Locator, tmp_path):
    from PIL import Image

    picture = np.zeros((48, 96, 3), dtype=np.uint8)
    picture[:, 48:] = (255, 255, 255)
    Image.fromarray(picture).save(tmp_path / "half.png")
    file = widget.get_by_label("Your own picture")
    file.set_input_files(tmp_path / "half.png")
    expect(widget.locator(".cnnlab-input .cnnlab-note")).to_have_text("32 × 32")
    image = traits_of(widget.page, "image")[0]
    assert image == [[0] * 16 + [255] * 16] * 32
    note = widget.get_by_text("“half.png”: its middle square, in 32 × 32 pixels.")
    expect(note).to_be_visible()
    choose(widget, Image="digit 8")
    expect(note).to_be_hidden()
    expect(file).to_have_value("")  # nor does the box say that it is shown
    file.set_input_files(tmp_path / "half.png")
    expect(note).to_be_visible()
    choose(widget, Image="digit 8")
    choose(widget, Image="")
    assert traits_of(widget.page, "image") == [image]
    expect(note).to_be_visible()
    (tmp_path / "no.png").write_text("not a picture")
    file.set_input_files(tmp_path / "no.png")
    expect(widget.get_by_role("alert")).to_contain_text("“no.png” could not be opened")


@pytest.mark.browser
@pytest.mark.parametrize("meanwhile", ["Reset", "another image", "another file"])
def test_a_picture_that_comes_too_late_is_not_taken(widget: Locator, tmp_path, meanwhile: str):
    from PIL import Image

    page = widget.page
    hold_pictures(page)
    file = widget.get_by_label("Your own picture")
    for name, grey in {"first.png": 50, "second.png": 150}.items():
        Image.new("L", (8, 8), grey).save(tmp_path / name)
    file.set_input_files(tmp_path / "first.png")
    if meanwhile == "Reset":
        widget.get_by_role("button", name="Reset").click()
    elif meanwhile == "another image":
        choose(widget, Image="digit 8")
    else:
        file.set_input_files(tmp_path / "second.png")
    before = traits_of(page, "image")
    let_pictures_come(page)
    second = [[[150] * 32] * 32]
    assert traits_of(page, "image") == (second if meanwhile == "another file" else before)


@pytest.mark.browser
@pytest.mark.parametrize("level", [128, 131])
def test_an_even_picture_keeps_its_grey(widget: Locator, tmp_path, level: int):
    drawing = tmp_path / "even.svg"
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
        f'<rect width="90" height="60" fill="rgb({level},{level},{level})"/></svg>'
    )
    widget.get_by_label("Your own picture").set_input_files(drawing)
    expect(widget.locator(".cnnlab-input .cnnlab-note")).to_have_text("32 × 32")
    pixel = widget.locator(".cnnlab-input [data-cell]").nth(40)
    expect(pixel).to_have_css("fill", f"rgb({level}, {level}, {level})")


@pytest.mark.browser
def test_the_wheel_scrolls_past_the_brush_value(widget: Locator, page: Page):
    page.set_viewport_size({"width": 400, "height": 500})
    widget.get_by_label("Paint on the input").check()
    brush = widget.get_by_label("Brush value")
    brush.fill("9")
    brush.hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, -120)
    page.wait_for_function(f"scrollY < {before}")
    expect(brush).to_have_value("9")


@pytest.mark.browser
def test_pixels_can_be_painted_by_pointer_and_by_keyboard(widget: Locator, page: Page):
    choose(widget, Kernel="identity")
    widget.get_by_label("Paint on the input").check()
    widget.get_by_role("button", name="Wipe clean").click()
    widget.get_by_label("Brush value").fill("9")
    canvas = widget.locator(".cnnlab-input svg")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    pixel = box["width"] / 8
    page.mouse.move(box["x"] + 1.5 * pixel, box["y"] + 1.5 * pixel)
    page.mouse.down()
    for column in range(2, 5):
        page.mouse.move(box["x"] + (column + 0.5) * pixel, box["y"] + 1.5 * pixel)
    page.mouse.up()
    canvas.focus()
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "ArrowRight", " "):
        page.keyboard.press(key)
    expected = np.zeros((6, 6))
    expected[0, :4] = 9
    expected[1, 0] = 9
    np.testing.assert_array_equal(written_output(widget), expected)
    for value, why in (("", "is not a number"), ("-1001", "is not from −1,000 to 1,000")):
        widget.get_by_label("Brush value").fill(value)
        canvas.press(" ")
        alert = widget.get_by_role("alert")
        expect(alert).to_have_text(f"The brush value {why}: nothing is painted.")
        np.testing.assert_array_equal(written_output(widget), expected)


@pytest.mark.browser
def test_after_painting_the_kernel_is_where_it_was(widget: Locator):
    paint, total = widget.get_by_label("Paint on the input"), widget.locator(".cnnlab-total")
    cell(widget, 7).click()
    expect(total).to_contain_text("output[1, 1] = ")
    paint.check()
    expect(total).to_contain_text("output[5, 5] = ")
    paint.uncheck()
    expect(total).to_contain_text("output[1, 1] = ")
    paint.check()
    cell(widget, 35).hover()
    widget.get_by_role("button", name="Back to the start").click()
    paint.uncheck()
    expect(total).to_contain_text("output[0, 0] = ")


# --- On the site ----------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_link_carries_the_setting(page: Page, site: str, problems):
    page.goto(f"{site}/{PAGE}")
    widget = page.get_by_role("group", name="Sliding kernel")
    choose(widget, Kernel="emboss", Padding="2", Stride="2")
    widget.get_by_label("Flip the kernel").check()
    cell(widget, 7).click()
    widget.get_by_role("button", name="Link to this setting").click()
    link = page.url
    assert link.startswith(f"{site}/{PAGE}#widget-sliding_kernel&")
    page.goto("about:blank")
    page.goto(link)
    for label, value in {"Kernel": "emboss", "Padding": "2", "Stride": "2"}.items():
        expect(widget.get_by_label(label, exact=True)).to_have_value(value)
    expect(widget.get_by_label("Flip the kernel")).to_be_checked()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 2] = ")
    assert problems == []


@pytest.mark.browser
def test_a_bad_link_runs_nothing(site: str, page: Page):
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{site}/{PAGE}#widget-sliding_kernel&image=<img src=x onerror=alert(1)>")
    alert = page.locator(".cnnlab-widget").first.get_by_role("alert")
    expect(alert).to_contain_text("cut off or misspelt")
    assert page.locator(".cnnlab-widget img").count() == 0
    expect(page.get_by_role("heading", name="From Python")).to_be_visible()  # the page goes on


@pytest.mark.browser
def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    state = SlidingKernel().state()
    images = {"image": state["image"], "kernel": [[1, 2, 3]]}
    places = place_states(
        site,
        page,
        "sliding_kernel",
        state | {"image": [[1, 2], [3]]},
        {"image": None},
        "{not json",
        state | {"padding": 100_000_000} | images,
    )
    alerts = places.get_by_role("alert")
    expect(alerts).to_have_count(4)
    expect(alerts.nth(0)).to_contain_text("every row of image must have 2 numbers")
    expect(alerts.nth(1)).to_contain_text("image must be a list of rows of numbers")
    expect(alerts.nth(2)).to_contain_text("This widget cannot be shown: Expected property name")
    expect(alerts.nth(3)).to_contain_text("at most 128 each way can be drawn")
    assert problems == []


@pytest.mark.browser
def test_weights_stay_apart_on_a_phone_and_are_fractions(widget: Locator, page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    choose(widget, Kernel="box blur")
    expect(widget.get_by_label("Kernel", exact=True)).to_have_value("box_blur")
    weights = widget.locator(".cnnlab-weight input")
    weight = widget.get_by_label("Weight in row 0, column 1")
    expect(weight).to_have_value("1/9")
    expect(weight).to_have_attribute("title", "0.111111")
    expect(widget.locator(".cnnlab-terms")).to_contain_text("× 1/9 = ")
    assert weights.evaluate_all("boxes => boxes.every((box) => box.scrollWidth <= box.clientWidth)")
    choose(widget, Kernel="laplacian")
    middle = widget.get_by_label("Weight in row 1, column 1")
    expect(middle).to_have_value("−4")
    expect(middle).to_have_attribute("title", "")  # a screen reader would say it twice


@pytest.mark.browser
@pytest.mark.parametrize("how", ["Tab", "click"])
def test_a_weight_is_selected_and_replaced_by_what_is_typed(widget: Locator, page: Page, how: str):
    choose(widget, Kernel="box_blur")
    weight = widget.get_by_label("Weight in row 0, column 1")
    if how == "Tab":
        widget.get_by_label("Weight in row 0, column 0").focus()
        page.keyboard.press("Tab")
    else:
        weight.click()
    expect(weight).to_have_value("1/9")  # as it was
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    expect(weight).to_have_value("5")
    assert traits_of(page, "kernel")[0][0] == [1 / 9, 5, 1 / 9]
    weight.fill("-1/9")
    weight.press("Enter")
    expect(weight).to_have_value("−1/9")
    assert traits_of(page, "kernel")[0][0][1] == -1 / 9


@pytest.mark.browser
def test_a_complaint_goes_when_the_old_weight_is_put_back(widget: Locator):
    weight = widget.get_by_label("Weight in row 0, column 0")
    for text, wrong in (("abc", True), ("-1", False)):
        weight.fill(text)
        weight.press("Enter")
        expect(widget.get_by_role("alert")).to_be_visible(visible=wrong)
    expect(weight).to_have_attribute("aria-invalid", "false")


@pytest.mark.browser
def test_weights_that_a_smaller_size_cuts_off_come_back(widget: Locator, page: Page):
    for size in "13", "23", "5173":
        for k in size:
            choose(widget, Kernel_size=k)
        assert traits_of(page, "kernel") == [KERNELS["sobel_x"].tolist()], size
    choose(widget, Kernel_size="1")
    weight = widget.get_by_label("Weight in row 0, column 0")
    weight.fill("7")
    weight.press("Enter")
    choose(widget, Kernel_size="3")
    assert traits_of(page, "kernel") == [[[-1, 0, 1], [-2, 7, 2], [-1, 0, 1]]]
    # Another kernel is none that was cut off.
    choose(widget, Kernel="corner")
    choose(widget, Kernel_size="5")
    assert traits_of(page, "kernel") == [np.pad(KERNELS["corner"], 1).tolist()]


@pytest.mark.browser
def test_a_readers_own_image_can_be_chosen_again(page: Page):
    widget = alone(page, SlidingKernel(image=[[1, 2, 3]] * 3))
    choose(widget, Image="digit 3")
    choose(widget, Image="")
    assert traits_of(page, "image") == [[[1, 2, 3]] * 3]
    expect(widget.get_by_label("Image", exact=True).locator("option:checked")).to_have_text(
        "custom"
    )


# --- What can be seen -----------------------------------------------------------------------------

NUMBERS = """(widget) => [...widget.querySelectorAll(".cnnlab-values text")].filter(
  (text) => text.textContent).map((text) => [text.getBoundingClientRect().width,
  parseFloat(getComputedStyle(text).fontSize), text.checkVisibility()])"""
CELLS = """(widget) => ["input", "output"].map((name) =>
  widget.querySelector(`.cnnlab-${name} [data-cell]`).getBoundingClientRect().width)"""
CUT = """(widget) => [...widget.querySelectorAll(".cnnlab-sum, .cnnlab-terms, .cnnlab-terms li")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent)"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 740, 1000])
def test_numbers_can_be_read_at_every_width_and_with_every_padding(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    widget = alone(page, SlidingKernel(kernel=4 * KERNELS["sobel_x"]))  # down to −224
    for size in ("3", "7"):
        choose(widget, Kernel_size=size)
        for padding in ("1", "2", "3", '"same"', '"full"'):
            choose(widget, Padding=padding)
            output_grid(widget).press("Control+End")
            page.evaluate("() => new Promise(requestAnimationFrame)")
            side, other = widget.evaluate(CELLS)
            assert side == pytest.approx(other, abs=0.5)  # one size
            for drawn, font, seen in widget.evaluate(NUMBERS):
                assert seen, (size, padding)
                assert font * side / 40 >= 8, (size, padding)  # 40 of its units are a cell
                assert drawn < side, (size, padding)  # within its cell
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_titles_stand_at_one_height_and_kernel_cells_have_the_size_of_pixels(page: Page):
    page.set_viewport_size({"width": 1000, "height": 900})
    widget = alone(page, SlidingKernel(padding=1))
    titles = widget.locator("figcaption")
    assert titles.all_inner_texts()[0].startswith("Kernel")  # k ⋆ x
    assert len({box["y"] for box in map(Locator.bounding_box, titles.all())}) == 1
    pixel = widget.locator(".cnnlab-input [data-cell]").first.bounding_box()
    weight = widget.locator(".cnnlab-weight").first.bounding_box()
    assert weight["width"] == pytest.approx(pixel["width"], abs=1)
    assert weight["height"] == pytest.approx(pixel["height"], abs=1)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 740, 1000])
def test_no_product_and_no_sum_is_cut_off(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    image = example_images()["astronaut"]
    widget = alone(page, SlidingKernel(image=image, position=470))
    for kernel in (KERNELS["sobel_y"], 1 / 7 - 2 * np.ones((7, 7)), np.ones((11, 11))):
        set_traits(page, kernel=kernel.tolist())
        assert widget.evaluate(CUT) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_moves_while_it_plays_or_as_settings_change(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    widget = alone(page, SlidingKernel(padding=1))
    heights = set()
    for _ in range(24):
        widget.get_by_role("button", name="One step forward").click()
        heights.add(widget.bounding_box()["height"])
    assert max(heights) - min(heights) < 1
    place = "(box) => [box.offsetLeft, box.offsetTop]"
    places = [box.evaluate(place) for box in widget.locator("select").all()]
    for settings in (
        {"Image": "cameraman"},
        {"Kernel_size": "7", "Padding": '"full"'},
        {"Stride": "2", "Dilation": "3", "Border": "circular"},
    ):
        choose(widget, **settings)
        assert [box.evaluate(place) for box in widget.locator("select").all()] == places


@pytest.mark.browser
def test_a_photograph_shows_its_whole_output_at_once(widget: Locator):
    choose(widget, Image="cameraman")
    expect(widget.locator(".cnnlab-output .cnnlab-empty")).to_have_count(0)
    # Playing begins where the window is, on top of it.
    widget.locator(".cnnlab-scrub").fill("400")
    widget.get_by_role("button", name="Play").click()
    widget.get_by_role("button", name="Pause").click()
    assert int(widget.locator(".cnnlab-scrub").input_value()) >= 400
    expect(widget.locator(".cnnlab-output .cnnlab-empty")).to_have_count(0)
    choose(widget, Image="digit 3")
    widget.get_by_role("button", name="Back to the start").click()
    expect(widget.locator(".cnnlab-output .cnnlab-empty")).not_to_have_count(0)


@pytest.mark.browser
def test_pointing_looks_and_a_click_stays(widget: Locator, page: Page):
    total = widget.locator(".cnnlab-total")
    cell(widget, 13).click()
    cell(widget, 20).hover()
    expect(total).to_contain_text("output[3, 2] = ")
    assert traits_of(page, "position") == [13]
    widget.get_by_role("button", name="Play").hover()
    expect(total).to_contain_text("output[2, 1] = ")
    assert written_output(widget)[3][2] is None  # it was a look


@pytest.mark.browser
def test_a_setting_leaves_the_window_where_it_is(widget: Locator):
    cell(widget, 13).click()
    choose(widget, Padding='"full"')
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[4, 3] = ")
    choose(widget, Padding="1", Stride="2")
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[2, 1] = ")


@pytest.mark.browser
def test_settings_can_be_folded(page: Page):
    widget = alone(page, SlidingKernel(controls=["image", "kernel"]))
    expect(widget.locator("select:visible")).to_have_count(2)
    expect(widget.get_by_text("Rows and columns: ")).to_be_hidden()
    widget.get_by_text("More settings").click()
    expect(widget.locator("select:visible")).to_have_count(7)
    for name in ("Rows and columns: ", "Paint on the input"):
        expect(widget.get_by_text(name)).to_be_visible()
    choose(widget, Padding="1")
    expect(widget.get_by_text("⌊(8 + 2·1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 8")).to_be_visible()
    set_traits(page, controls=list(CONTROLS))
    expect(widget.get_by_text("More settings")).to_be_hidden()
    with pytest.raises(TraitError):
        SlidingKernel(controls=["images"])


@pytest.mark.browser
def test_a_finger_scrolls_up_and_down_and_takes_the_window_sideways(browser: Browser):
    context = browser.new_context(has_touch=True, viewport={"width": 400, "height": 500})
    page = context.new_page()
    widget = alone(page, SlidingKernel(controls=[], position=0))
    session = context.new_cdp_session(page)
    total = widget.locator(".cnnlab-total")

    def swiped(pixel: int, right: int = 0, down: int = 0) -> float:
        at = widget.locator(f".cnnlab-input [data-cell='{pixel}']")
        return swipe(at, session, right, down)

    for pixel in (8 * 6 + 1, 8 * 2 + 1):  # beside the window and on it
        assert swiped(pixel, down=-10) > 40
        expect(total).to_contain_text("output[0, 0] = ")
    widget.locator(".cnnlab-input [data-cell='49']").tap()
    expect(total).to_contain_text("output[5, 0] = ")
    assert swiped(8 * 2 + 1, right=35) == 0
    expect(total).to_contain_text("output[1, 5] = ")
    context.close()


@pytest.mark.browser
def test_the_window_stays_in_sight_where_the_input_is_wider_than_a_phone(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    for kernel in (np.ones((3, 3)), np.ones((7, 7))):
        widget = alone(page, SlidingKernel(kernel=kernel.tolist(), padding="full", position=0))
        rows, columns = np.array(written_output(widget)).shape
        for position in (columns - 1, 0, rows * columns - 1):
            set_traits(page, position=position)
            for mark in (".cnnlab-input .cnnlab-window", ".cnnlab-output .cnnlab-window"):
                page.wait_for_function(IN_SIGHT, arg=mark, timeout=5000)
    assert widget.locator(".cnnlab-input .cnnlab-body").evaluate(
        "(box) => box.scrollWidth > box.clientWidth"
    )


IN_SIGHT = """(mark) => {
  const [inner, outer] = [document.querySelector(mark), document.querySelector(mark).closest(
    ".cnnlab-body")].map((element) => element.getBoundingClientRect());
  return inner.left >= outer.left - 3 && inner.right <= outer.right + 3;
}"""


@pytest.mark.browser
def test_first_settings_that_do_not_fit_show_a_square_kernel_and_why(page: Page):
    made = SlidingKernel()
    alone(page, made)
    widget = draw(page, made, made.state() | {"padding": "zzz"})
    expect(widget.get_by_role("alert").filter(visible=True)).to_contain_text(
        'padding must be "valid", "same", "full", or'
    )
    boxes = [weight.bounding_box() for weight in widget.locator(".cnnlab-weight").all()]
    lefts, tops = ({round(box[side]) for box in boxes if box} for side in ("x", "y"))
    assert len(lefts) == len(tops) == 3


# --- In JupyterLab --------------------------------------------------------------------------------


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import SlidingKernel\n"
        "image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n"
        "widget = SlidingKernel(image=image, kernel=[[1, 0], [0, 1]])\n"
        "widget"
    ).get_by_role("group", name="Sliding kernel")
    expect(widget).to_be_visible()
    output_grid(widget).press("Control+End")
    assert written_output(widget) == [[6, 8], [12, 14]]

    notebook.run("widget.kernel = [[2, 0], [0, -1]]\nwidget.flip = True")
    expect(widget.get_by_label("Weight in row 1, column 1")).to_have_value("−1")
    expect(widget.get_by_label("Flip the kernel")).to_be_checked()
    output_grid(widget).press("Control+End")
    image, kernel = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[2, 0], [0, -1]]
    assert written_output(widget) == convolve2d(image, kernel).tolist()

    choose(widget, Stride="2")
    weight = widget.get_by_label("Weight in row 0, column 1")
    weight.fill("5")
    weight.press("Enter")
    kernel = [[2, 5], [0, -1]]
    output = SlidingKernel(image=image, kernel=kernel, stride=2, flip=True).output.tolist()
    notebook.expect(
        "(widget.stride, widget.kernel.tolist(), widget.output.tolist())", (2, kernel, output)
    )
