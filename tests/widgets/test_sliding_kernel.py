"""The sliding kernel as its readers use it."""

import re

import numpy as np
import pytest
from alone import alone, change_every_control, heights, looks, set_traits, traits_of
from keyboard import names_reached
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect

from cnnlab import convolve2d, correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS
from cnnlab.widgets import SlidingKernel

PAGE = "book/widgets/sliding_kernel.html"


@pytest.fixture
def widget(page: Page) -> Locator:
    return alone(page, SlidingKernel())


def written_output(widget: Locator) -> list[list[float | None]]:
    """Return the numbers written in the output's cells; a cell not reached yet is None."""
    texts = widget.locator(".cnnlab-output .cnnlab-values text").all_text_contents()
    columns = int(output_grid(widget).get_attribute("aria-label").split()[4])
    numbers = [float(text.replace("−", "-")) if text else None for text in texts]
    return [numbers[i : i + columns] for i in range(0, len(numbers), columns)]


def choose(widget: Locator, **settings: str) -> None:
    for label, value in settings.items():
        widget.get_by_label(label.replace("_", " "), exact=True).select_option(value)


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
    assert shown == ["digit 3", "sobel_x", "3 × 3", "full", "zeros", "1", "1"]
    turned = SlidingKernel(kernel=[[1, 2]], flip=True).first_frame()
    assert re.findall(r'cnnlab-weight"[^>]*>(\d)<', turned) == ["1", "2", "2", "1"]


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    many = SlidingKernel(flip=True, kernel=np.ones((5, 5)), padding=((1, 2), (0, 0)))
    for made in (SlidingKernel(padding=1, position=19), many):
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
    cell(widget, 13).hover()
    expected = correlate2d(digit(3), KERNELS["sobel_x"])[2, 1]
    expect(widget.locator(".cnnlab-total")).to_contain_text(f"output[2, 1] = {expected:g}")
    products = widget.locator(".cnnlab-terms li span:first-child").all_text_contents()
    values = [float(text.split(" = ")[1].replace("−", "-")) for text in products]
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
def test_the_keyboard_reaches_everything(widget: Locator, page: Page):
    output_grid(widget).focus()
    for key in ("Control+Home", "ArrowRight", "ArrowRight", "ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 4] = ")
    expect(widget.locator(".cnnlab-spoken")).to_contain_text("row 1, column 4")
    reached = names_reached(widget)  # with Tab alone
    assert reached >= {"Image", "Kernel size", "Stride", "Dilation", "Border", "Flip the kernel"}


@pytest.mark.browser
def test_reduced_motion_steps_instead_of_playing(page: Page):
    page.emulate_media(reduced_motion="reduce")
    widget = alone(page, SlidingKernel())
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
    for nonsense in ("many", "", "1e999"):
        middle.fill(nonsense)
        middle.press("Enter")
        expect(widget.get_by_role("alert")).to_contain_text(f"“{nonsense}” is not a number")
        assert traits_of(page, "kernel") == [[[0, 0, 0], [0, -2.5, 0], [0, 0, 0]]]


@pytest.mark.browser
def test_settings_that_do_not_fit_are_explained_and_can_be_undone(widget: Locator):
    choose(widget, Kernel_size="7", Dilation="3")
    expect(widget.get_by_role("alert")).to_contain_text(
        "the kernel spans 19 pixels (size 7, dilation 3), but the padded image has only 8"
    )
    expect(widget.locator(".cnnlab-weight input")).to_have_count(49)  # the kernel can be seen
    choose(widget, Dilation="1")
    expect(widget.get_by_role("alert")).to_be_hidden()
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
    cell(widget, 0).hover()
    widget.get_by_label("Weight in row 0, column 0").fill("nonsense")
    widget.get_by_label("Weight in row 0, column 0").press("Enter")
    assert looks(widget) != first
    widget.get_by_role("button", name="Reset").click()
    page.mouse.move(0, 0)
    assert looks(widget) == first
    assert traits_of(page, *SlidingKernel.own_traits()) == state
    assert problems == []


# --- A reader's own image -------------------------------------------------------------------------


@pytest.mark.browser
def test_a_picture_of_ones_own_becomes_the_input(widget: Locator, tmp_path):
    from PIL import Image

    picture = np.zeros((48, 96, 3), dtype=np.uint8)
    picture[:, 48:] = (255, 255, 255)
    Image.fromarray(picture).save(tmp_path / "half.png")
    widget.get_by_label("Your own picture").set_input_files(tmp_path / "half.png")
    expect(widget.locator(".cnnlab-input .cnnlab-note")).to_have_text("24 × 24")
    row = widget.locator(".cnnlab-input .cnnlab-values text").all_text_contents()[:24]
    assert row == ["0"] * 12 + ["255"] * 12
    (tmp_path / "no.png").write_text("not a picture")
    widget.get_by_label("Your own picture").set_input_files(tmp_path / "no.png")
    expect(widget.get_by_role("alert")).to_contain_text("“no.png” could not be opened")


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
    widget.get_by_label("Brush value").fill("")
    canvas.press(" ")
    expect(widget.get_by_role("alert")).to_contain_text("The brush value must be a number")
    np.testing.assert_array_equal(written_output(widget), expected)


# --- On the site ----------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_link_carries_the_setting(page: Page, site: str, problems):
    page.goto(f"{site}/{PAGE}")
    widget = page.get_by_role("group", name="Sliding kernel")
    choose(widget, Kernel="emboss", Padding="2", Stride="2")
    widget.get_by_label("Flip the kernel").check()
    cell(widget, 7).hover()
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
@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("stride=0", "stride must be a whole number of at least 1, not 0"),
        ("kernel=@nothing", "there is no kernel named “nothing”"),
        ("image=<img src=x onerror=alert(1)>", "cut off or misspelt"),
    ],
)
def test_a_bad_link_is_explained_and_runs_nothing(site: str, page: Page, fragment, message):
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{site}/{PAGE}#widget-sliding_kernel&{fragment}")
    alert = page.locator(".cnnlab-widget").first.get_by_role("alert")
    expect(alert).to_contain_text(message)
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
def test_weights_stay_apart_on_a_phone_and_can_be_read_in_full(widget: Locator, page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    choose(widget, Kernel="box_blur")
    weights = widget.locator(".cnnlab-weight input")
    weight = widget.get_by_label("Weight in row 0, column 1")
    expect(weight).to_have_value(".111")
    expect(weight).to_have_attribute("title", "0.111111")
    fits = "boxes => boxes.every((box) => box.scrollWidth <= box.clientWidth)"
    assert weights.evaluate_all(fits)
    weight.focus()
    expect(weight).to_have_value("0.1111")
    assert weights.evaluate_all(fits)
    weight.press("Tab")
    expect(weight).to_have_value(".111")
    expect(widget.get_by_label("Kernel", exact=True)).to_have_value("box_blur")  # not changed


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
    expect(widget.get_by_label("Weight in row 1, column 1")).to_have_value("-1")
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
