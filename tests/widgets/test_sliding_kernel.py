"""The sliding kernel as its readers use it: on the site without Python, and live in JupyterLab."""

import numpy as np
import pytest
from keyboard import names_reached
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect

from cnnlab import convolve2d, correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS
from cnnlab.widgets import SlidingKernel

pytestmark = pytest.mark.browser

CHAPTER = "book/05_convolution.html"


@pytest.fixture
def widget(site: str, page: Page) -> Locator:
    page.goto(f"{site}/{CHAPTER}")
    found = page.get_by_role("group", name="Sliding kernel")
    expect(found).to_be_visible()
    return found


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


def test_playing_fills_the_output_with_cnnlabs_numbers(widget: Locator, problems):
    choose(widget, Kernel="emboss", Padding='"valid"')
    widget.get_by_label("Speed").fill("6")
    widget.get_by_role("button", name="Back to the start").click()
    before = written_output(widget)
    assert before[0][0] is not None
    assert before[0][1] is None
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    np.testing.assert_array_equal(written_output(widget), correlate2d(digit(3), KERNELS["emboss"]))
    assert problems == []


def test_slow_playing_adds_one_product_after_another(widget: Locator):
    widget.get_by_label("Speed").fill("-1")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    expect(widget.locator(".cnnlab-total")).to_contain_text("4 of 9 products added")
    assert widget.locator(".cnnlab-terms .cnnlab-waiting").count() <= 5
    widget.get_by_role("button", name="Pause").click()
    expect(widget.locator(".cnnlab-total")).to_contain_text("9 products added up")


def test_every_setting_changes_the_output_as_cnnlab_says(widget: Locator):
    widget.get_by_label("Flip the kernel").check()
    choose(widget, Kernel="corner", Padding="2", Border="reflect", Stride="2", Dilation="2")
    output_grid(widget).press("Control+End")
    expected = convolve2d(
        digit(3), KERNELS["corner"], padding=2, padding_mode="reflect", stride=2, dilation=2
    )
    np.testing.assert_array_equal(written_output(widget), expected)


def test_pointing_at_an_output_shows_its_window_and_sum(widget: Locator):
    choose(widget, Kernel="sobel_x", Padding='"valid"')
    cell(widget, 13).hover()
    expected = correlate2d(digit(3), KERNELS["sobel_x"])[2, 1]
    expect(widget.locator(".cnnlab-total")).to_contain_text(f"output[2, 1] = {expected:g}")
    products = widget.locator(".cnnlab-terms li span:first-child").all_text_contents()
    values = [float(text.split(" = ")[1].replace("−", "-")) for text in products]
    np.testing.assert_array_equal(
        values, (digit(3)[2:5, 1:4] * KERNELS["sobel_x"]).ravel(), "in reading order"
    )
    window = widget.locator(".cnnlab-input .cnnlab-window").bounding_box()
    first = widget.locator(".cnnlab-input [data-cell='17']").bounding_box()  # row 2, column 1
    assert window["x"] == pytest.approx(first["x"], abs=2)
    assert window["y"] == pytest.approx(first["y"], abs=2)


def test_the_keyboard_reaches_everything(widget: Locator, page: Page):
    choose(widget, Padding='"valid"')
    output = output_grid(widget)
    output.focus()
    for key in ("Control+Home", "ArrowRight", "ArrowRight", "ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 4] = ")
    expect(widget.locator(".cnnlab-spoken")).to_contain_text("row 1, column 4")
    # Every control can be reached with Tab alone.
    reached = names_reached(widget)
    assert reached >= {"Image", "Kernel size", "Stride", "Dilation", "Border", "Flip the kernel"}


def test_a_weight_can_be_edited_and_nonsense_is_explained(widget: Locator):
    choose(widget, Kernel="identity", Padding='"valid"')
    middle = widget.get_by_label("Weight in row 1, column 1")
    middle.fill("-2.5")
    middle.press("Enter")
    output_grid(widget).press("Control+End")
    np.testing.assert_allclose(written_output(widget), -2.5 * digit(3)[1:-1, 1:-1])
    expect(widget.get_by_label("Kernel", exact=True)).to_have_value("")  # none of the named ones
    middle.fill("many")
    middle.press("Enter")
    expect(widget.get_by_role("alert")).to_contain_text("“many” is not a number")


def test_settings_that_do_not_fit_are_explained_and_can_be_undone(widget: Locator):
    choose(widget, Padding='"valid"', Kernel_size="7", Dilation="3")
    expect(widget.get_by_role("alert")).to_contain_text(
        "the kernel spans 19 pixels (size 7, dilation 3), but the padded image has only 8"
    )
    choose(widget, Dilation="1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    assert np.shape(written_output(widget)) == (2, 2)


def test_reduced_motion_steps_instead_of_playing(site: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/{CHAPTER}")
    widget = page.get_by_role("group", name="Sliding kernel")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Next").click()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[0, 1]")
    page.wait_for_timeout(500)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[0, 1]")


def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    page.goto(f"{site}/{CHAPTER}")
    page.evaluate(
        """async (site) => {
             const { mountAll } = await import(`${site}/_static/cnnlab.mjs`);
             const place = document.querySelector("article h1");
             for (const state of [
               '{"widget":"slide","image":[[1,2],[3]],"kernel":[[1]]}',
               '{"widget":"nothing"}',
               '{not json',
             ]) {
               const element = document.createElement("div");
               element.className = "cnnlab-widget malformed";
               element.dataset.state = state;
               place.before(element);
             }
             mountAll();
           }""",
        site,
    )
    alerts = page.locator(".malformed [role=alert]")
    expect(alerts).to_have_count(3)
    expect(alerts.nth(0)).to_contain_text("every row of image must have 2 numbers")
    expect(alerts.nth(1)).to_contain_text("there is no widget named nothing")
    expect(alerts.nth(2)).to_contain_text("This widget cannot be shown: Expected property name")
    assert problems == []


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


def test_a_link_carries_the_setting(widget: Locator, page: Page, site: str):
    choose(widget, Kernel="emboss", Padding="2", Stride="2")
    widget.get_by_label("Flip the kernel").check()
    cell(widget, 7).hover()
    widget.get_by_role("button", name="Link to this setting").click()
    link = page.url
    assert link.startswith(f"{site}/{CHAPTER}#cnnlab-0&")
    page.goto("about:blank")
    page.goto(link)
    for label, value in {"Kernel": "emboss", "Padding": "2", "Stride": "2"}.items():
        expect(widget.get_by_label(label, exact=True)).to_have_value(value)
    expect(widget.get_by_label("Flip the kernel")).to_be_checked()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 2] = ")


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("stride=0", "stride must be a whole number of at least 1, not 0"),
        ("kernel=[[1],[2,3]]", "every row of kernel must have 1 numbers"),
        ("kernel=@nothing", "there is no kernel named “nothing”"),
        ("kernel=@constructor", "there is no kernel named “constructor”"),
        ("padding=100000000", "at most 128 each way can be drawn"),
        ("onclick=alert(1)", "the link sets “onclick”, which this widget does not have"),
        ("__proto__=1", "the link sets “__proto__”"),
        ("image=<img src=x onerror=alert(1)>", "cannot be shown"),
        ("stride=%E0%A4%A", "cannot be shown"),
        ("images=7", "the link sets “images” to 7, which is not of its kind"),
        ("flip=[]", "the link sets “flip”"),
    ],
)
def test_a_bad_link_is_explained_and_runs_nothing(site: str, page: Page, fragment, message):
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&{fragment}")
    alert = page.locator(".cnnlab-widget").first.get_by_role("alert")
    expect(alert).to_contain_text(message)
    assert page.locator(".cnnlab-widget img").count() == 0
    expect(page.get_by_role("group", name="Question").first).to_be_visible()  # the page goes on


def test_a_picture_of_ones_own_becomes_the_input(widget: Locator, tmp_path):
    from PIL import Image

    picture = np.zeros((48, 96, 3), dtype=np.uint8)
    picture[:, 48:] = (255, 255, 255)
    Image.fromarray(picture).save(tmp_path / "half.png")
    choose(widget, Padding='"valid"')
    widget.get_by_label("Your own picture").set_input_files(tmp_path / "half.png")
    expect(widget.locator(".cnnlab-input .cnnlab-note")).to_have_text("24 × 24")
    row = widget.locator(".cnnlab-input .cnnlab-values text").all_text_contents()[:24]
    assert row == ["0"] * 12 + ["255"] * 12
    (tmp_path / "no.png").write_text("not a picture")
    widget.get_by_label("Your own picture").set_input_files(tmp_path / "no.png")
    expect(widget.get_by_role("alert")).to_contain_text("“no.png” could not be opened")


def test_pixels_can_be_painted_by_pointer_and_by_keyboard(widget: Locator, page: Page):
    choose(widget, Padding='"valid"', Kernel="identity")
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


def test_questions_answer_at_once(site: str, page: Page):
    page.goto(f"{site}/{CHAPTER}")
    question = page.get_by_role("group", name="Question").first
    question.get_by_label("Down").check()
    expect(question.get_by_role("status")).to_contain_text("Not yet. That is cross-correlation")
    question.get_by_label("Up").check()
    expect(question.get_by_role("status")).to_contain_text("Right. Turned by 180°")
    number = page.get_by_role("group", name="Question").nth(1)
    for given, reply in (("2", "Not yet. Turn the kernel"), ("1 2", "one number"), ("5", "Right.")):
        number.get_by_role("textbox").fill(given)
        number.get_by_role("button", name="Check").click()
        expect(number.get_by_role("status")).to_contain_text(reply)


def test_readers_without_javascript_see_the_first_frame(site: str, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}")
    frames = page.locator(".cnnlab-widget .cnnlab-stage svg")
    assert frames.count() == 3
    assert all(frames.nth(i).bounding_box()["width"] > 60 for i in range(3))
    context.close()


def test_python_and_the_page_move_each_other_in_jupyterlab(jupyterlab, page: Page, problems):
    open_notebook(
        page,
        jupyterlab,
        "slide.ipynb",
        [
            "from cnnlab.widgets import SlidingKernel\n"
            "image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n"
            "widget = SlidingKernel(image=image, kernel=[[1, 0], [0, 1]])\n"
            "widget",
            "widget.kernel = [[2, 0], [0, -1]]\nwidget.flip = True",
            "print('seen', widget.stride, widget.kernel.tolist(), widget.output.tolist())",
        ],
    )
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Sliding kernel")
    expect(widget).to_be_visible(timeout=60_000)
    output_grid(widget).press("Control+End")
    assert written_output(widget) == [[6, 8], [12, 14]]

    run_cell(page, 1)  # from Python to the page
    expect(widget.get_by_label("Weight in row 1, column 1")).to_have_value("-1")
    expect(widget.get_by_label("Flip the kernel")).to_be_checked()
    output_grid(widget).press("Control+End")
    image, kernel = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[2, 0], [0, -1]]
    assert written_output(widget) == convolve2d(image, kernel).tolist()

    choose(widget, Stride="2")  # from the page to Python
    weight = widget.get_by_label("Weight in row 0, column 1")
    weight.fill("5")
    weight.press("Enter")
    run_cell(page, 2)
    kernel = [[2, 5], [0, -1]]
    expected = SlidingKernel(image=image, kernel=kernel, stride=2, flip=True).output.tolist()
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(
        f"seen 2 {kernel} {expected}"
    )
    assert [p for p in problems if "cnnlab" in p] == []
