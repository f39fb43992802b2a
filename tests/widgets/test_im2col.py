"""The im2col widget: its matrices against `cnnlab`, and how readers move it in a browser."""

import re

import numpy as np
import pytest
from alone import alone, heights, looks, set_traits, show, traits_of
from cell_numbers import cell_numbers, number
from live import Notebook
from placed import place
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab import col2im, conv2d, conv2d_backward, im2col
from cnnlab.images import digit
from cnnlab.widgets import Im2Col


def image_and_weight(image, weight):
    random = np.random.default_rng(len(image) + sum(image) + sum(weight))
    return random.integers(0, 17, image), random.integers(-3, 4, weight)


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (1, "same"), (3, "full")])
def test_it_shows_cnnlabs_matrices(stride, padding):
    image, weight = image_and_weight((2, 5, 6), (3, 2, 2, 3))
    widget = Im2Col(image, weight, stride=stride, padding=padding)
    keywords = {"stride": stride, "padding": padding}
    y = conv2d(image[None], weight, **keywords, method="loop")
    np.testing.assert_array_equal(widget.columns, im2col(image[None], (2, 3), **keywords)[0])
    np.testing.assert_allclose(widget.output, y[0])
    np.testing.assert_allclose(widget.columns @ widget.kernels, y.reshape(3, -1).T)
    for way, grad in (("sum", np.ones_like(y)), ("squares", y)):
        widget.way = way
        grad_x, grad_w, _ = conv2d_backward(grad, image[None], weight, **keywords, method="loop")
        np.testing.assert_allclose(widget.folded, grad_x[0], err_msg=way)
        np.testing.assert_allclose(widget.kernel_gradient.T.reshape(weight.shape), grad_w)
    widget.way = "count"
    ones = np.ones((1, *widget.columns.shape))
    np.testing.assert_array_equal(widget.folded, col2im(ones, (1, 2, 5, 6), (2, 3), **keywords)[0])


def test_a_grey_image_and_a_single_kernel_need_no_axes_of_length_one():
    widget = Im2Col(digit(3)[:4], [[1, -1]])
    assert widget.image.shape == (1, 4, 8)
    assert widget.weight.shape == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("image", np.zeros((2, 9, 3)), r"image must have at most 3 × 8 × 8 .*\(2, 9, 3\)$"),
        ("image", np.zeros((8, 7, 3)), r"channels come first: image.transpose\(2, 0, 1\)$"),
        ("image", np.zeros((4, 4)), r"image must be a 3-D array"),
        ("image", np.full((1, 2, 2), np.nan), "finite"),
        ("weight", np.zeros((4, 1, 2, 2)), r"weight must have at most 3 × 3 × 5 × 5"),
        ("stride", 0, "stride"),
        ("padding", -1, "padding"),
        ("way", "sideways", "way"),
        ("position", -1, "position"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(Im2Col(), trait, value)


def test_what_does_not_fit_is_refused_when_the_widget_is_made():
    with pytest.raises(TraitError, match="image must be a 3-D array"):
        Im2Col([[1, 2], [3]])
    with pytest.raises(ValueError, match="weight must have the shape"):
        Im2Col(np.ones((2, 4, 4)), np.ones((1, 3, 2, 2)))
    with pytest.raises(ValueError, match="kernel_size 5 with dilation 1 covers 5 pixels"):
        Im2Col(np.ones((4, 4)), np.ones((5, 5)))
    told = "would have 81 × 9 numbers; at most 64 × 36 can be drawn"
    with pytest.raises(ValueError, match=told):
        Im2Col(np.ones((8, 8)), np.ones((3, 3)), padding=((2, 1), (1, 2)))


def test_what_is_too_large_to_be_drawn_is_refused_before_it_is_computed():
    widget = Im2Col()
    widget.padding = 100_000
    with pytest.raises(ValueError, match="at most 64 × 36 can be drawn"):
        _ = widget.columns
    assert "at most 64 × 36 can be drawn" in widget._repr_html_()


def test_the_first_frame_is_small_and_shows_the_rows_up_to_the_position():
    frame = Im2Col(np.arange(1, 10).reshape(3, 3), [[1, 0], [0, 1]], position=1)._repr_html_()
    assert len(frame) < 40_000
    windows, product = (
        frame.split(f">{title}<", 1)[1] for title in ("Windows, one a row", "Product")
    )
    texts = re.compile(r">(\d+)</text>")
    assert texts.findall(windows.split(">Product<")[0]) == list("12452356")
    assert texts.findall(product.split("The product")[0]) == ["6", "8"]
    assert "it gives output [0, 1]" in frame
    assert re.findall(r"Σ (\d+)", frame) == ["2", "2", "2", "8"]


def test_photographs_have_ten_steps_of_brightness_so_that_their_numbers_fit():
    for name, image in Im2Col().images.items():
        if "coffee" in name:
            assert image.dtype.kind == "i"
            assert 0 <= image.min() < 3 < 6 < image.max() <= 9


# --- the page -------------------------------------------------------------------------------------


def put(site: str, page: Page, widget: Im2Col) -> Locator:
    """Put a widget on a page of the site, as in a chapter."""
    return place(site, page, widget).get_by_role("group", name="im2col")


def written(widget: Locator, part: str, rows: int) -> np.ndarray:
    """Return the numbers written in a part's cells; an empty cell is NaN."""
    numbers = np.array(cell_numbers(widget.locator(f".cnnlab-im2col-{part}")), float)
    return numbers.reshape(rows, -1)


def cell(widget: Locator, part: str, index: int) -> Locator:
    return widget.locator(f".cnnlab-im2col-{part} [data-cell='{index}']")


def told(widget: Locator) -> Locator:
    return widget.locator(".cnnlab-im2col-told")


@pytest.mark.browser
def test_playing_lays_all_windows_down_and_fills_the_product(site: str, page: Page, problems):
    made = Im2Col(position=1, speed=64.0)
    widget = put(site, page, made)
    assert np.isnan(written(widget, "matrix", 9)[2:]).all()
    np.testing.assert_array_equal(
        written(widget, "product", 9)[:2], made.output.reshape(2, -1).T[:2]
    )
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    np.testing.assert_array_equal(written(widget, "matrix", 9), made.columns)
    np.testing.assert_array_equal(written(widget, "product", 9), made.output.reshape(2, -1).T)
    np.testing.assert_array_equal(written(widget, "maps", 6), made.output.reshape(6, 3))
    assert problems == []


@pytest.mark.browser
def test_a_window_is_seen_to_fly_before_its_row_is_written(site: str, page: Page):
    widget = put(site, page, Im2Col(position=2, speed=0.5))
    sky = widget.locator(".cnnlab-im2col-sky")
    expect(sky).to_be_hidden()
    widget.get_by_role("button", name="Play").click()
    expect(sky).to_be_visible()
    assert sky.locator("text").all_text_contents() == [
        f"{v}" for v in im2col(digit(2)[None, None, 1:6, 1:6], 3)[0, 2]
    ]
    assert np.isnan(written(widget, "matrix", 9)[2]).all()
    widget.get_by_role("button", name="Pause").click()
    expect(sky).to_be_hidden()
    assert not np.isnan(written(widget, "matrix", 9)[2]).any()


@pytest.mark.browser
def test_a_cell_says_where_its_number_comes_from(site: str, page: Page):
    image = digit(2)[1:6, 1:6]
    made = Im2Col()
    widget = put(site, page, made)
    cell(widget, "matrix", 4 * 9 + 5).hover()  # window (1, 1), tap (1, 2): pixel (2, 3)
    expect(told(widget)).to_have_text(
        f"Row 4, column 5. Pixel [2, 3] = {image[2, 3]}: the matrix holds 6 copies of it."
    )
    assert widget.locator(".cnnlab-im2col-matrix .cnnlab-spot").count() == 6
    spot = widget.locator(".cnnlab-im2col-image .cnnlab-spot").bounding_box()
    pixel = cell(widget, "image", 2 * 5 + 3).bounding_box()
    assert (spot["x"], spot["y"]) == pytest.approx((pixel["x"], pixel["y"]), abs=3)
    expect(widget.locator(".cnnlab-terms .cnnlab-lit")).to_contain_text(f"{image[2, 3]} × 2")
    cell(widget, "image", 0).hover()
    expect(told(widget)).to_have_text("Pixel [0, 0] = 0: the matrix holds one copy of it.")
    assert widget.locator(".cnnlab-im2col-matrix .cnnlab-spot").count() == 1
    cell(widget, "product", 2 * 5 + 1).hover()
    expect(widget.locator(".cnnlab-total")).to_contain_text(
        f"product[5, 1] = {made.output[1, 1, 2]:g}".replace("-", "−")
    )
    terms = widget.locator(".cnnlab-terms li span:nth-child(2)").all_text_contents()
    values = [number(term.removeprefix("= ")) for term in terms]
    np.testing.assert_array_equal(values, made.columns[5] * made.kernels[:, 1])


@pytest.mark.browser
def test_on_the_way_back_the_rows_add_up(site: str, page: Page, problems):
    for way in ("count", "sum", "squares"):
        the_rows_add_up(site, page, way)
    assert problems == []


def the_rows_add_up(site: str, page: Page, way: str) -> None:
    image, weight = image_and_weight((2, 4, 4), (2, 2, 2, 2))
    made = Im2Col(image, weight, way="forward", speed=64.0)
    widget = put(site, page, made)
    widget.get_by_label("Direction").select_option(way)
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    made.way = way
    np.testing.assert_allclose(written(widget, "matrix", 9), made.pieces)
    np.testing.assert_allclose(written(widget, "image", 8), made.folded.reshape(8, 4))
    cell(widget, "image", 5).last.hover()  # row 1, column 1 of channel 1
    total = f"{made.folded[1, 1, 1]:g}".replace("-", "−")
    expect(widget.locator(".cnnlab-total")).to_contain_text(f"of this pixel = {total} (4 added up)")
    widget.get_by_role("button", name="Back to the start").click()  # only the first row is back
    expected = np.zeros((2, 4, 4))
    expected[:, :2, :2] = made.pieces[0].reshape(2, 2, 2)
    np.testing.assert_allclose(written(widget, "image", 8), expected.reshape(8, 4))


@pytest.mark.browser
def test_windows_add_up_to_the_kernels_gradient(page: Page, problems):
    image, weight = image_and_weight((2, 4, 4), (2, 2, 2, 2))
    made = Im2Col(image, weight, way="kernels", position=8, speed=64.0)
    widget = alone(page, made)
    gradient = made.kernel_gradient
    np.testing.assert_allclose(written(widget, "kernels", 8), gradient)
    np.testing.assert_allclose(written(widget, "maps", 8), gradient.T.reshape(8, 2))
    np.testing.assert_array_equal(written(widget, "matrix", 9), made.columns)
    cell(widget, "kernels", 5 * 2 + 1).hover()  # weight 5 of kernel 1
    expect(told(widget)).to_contain_text("Row 5 of Cᵀ times column 1 of G.")
    total = f"{gradient[5, 1]:g}".replace("-", "−")
    expect(widget.locator(".cnnlab-total")).to_have_text(f"∂L/∂K[5, 1] = {total} (9 added up)")
    terms = widget.locator(".cnnlab-terms li span:nth-child(2)").all_text_contents()
    values = [number(term.removeprefix("= ")) for term in terms]
    output = made.output.reshape(2, -1)
    np.testing.assert_array_equal(values, made.columns[:, 5] * output[1])
    for part, index in (("matrix", 5), ("product", 1)):  # whole columns are framed
        frames = widget.locator(f".cnnlab-im2col-{part} .cnnlab-window").all()
        boxes = [frame.bounding_box() for frame in frames if frame.is_visible()]
        top = cell(widget, part, index).bounding_box()
        assert any(
            box["x"] == pytest.approx(top["x"], abs=3) and box["height"] > 8.5 * top["height"]
            for box in boxes
        ), part
    set_traits(page, position=0)  # the first window's share alone
    expected = np.outer(made.columns[0], output[:, 0])
    np.testing.assert_allclose(written(widget, "kernels", 8), expected)
    kernels = widget.get_by_role("grid", name="Kernels’ gradient")
    kernels.focus()
    page.keyboard.press("Control+End")
    expect(widget.locator(".cnnlab-total")).to_contain_text("∂L/∂K[7, 1]")
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    expect(widget.locator(".cnnlab-total")).to_contain_text("∂L/∂K[7, 1]")
    assert problems == []


@pytest.mark.browser
def test_the_border_is_told_apart_and_its_gradient_cut_off(site: str, page: Page):
    widget = put(site, page, Im2Col(padding=1, position=24))
    cell(widget, "matrix", 0).hover()
    expect(told(widget)).to_have_text(
        "Row 0, column 0. A zero of the border: the matrix holds one copy of it."
    )
    widget.get_by_label("Direction").select_option("sum")
    cell(widget, "image", 0).hover()
    expect(told(widget)).to_contain_text("and its gradient is cut off")


@pytest.mark.browser
def test_the_keyboard_moves_in_every_part(site: str, page: Page):
    widget = put(site, page, Im2Col())
    matrix = widget.get_by_role("grid", name="Windows, one a row")
    matrix.focus()
    for key in ("Control+End", "ArrowUp", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(told(widget)).to_contain_text("Row 7, column 1. Pixel [2, 2]")
    current = widget.locator(f"[id='{matrix.get_attribute('aria-activedescendant')}']")
    expect(current).to_have_attribute("aria-label", re.compile("^Row 7, column 1.*added up"))
    for name, key, text in (
        ("Image", "ArrowDown", "Pixel [1, 0] = 0: the matrix holds 2 copies"),
        ("Kernels", "ArrowRight", "Row 7, column 0. Pixel [2, 1]"),
        ("Product", "Control+End", "Window 8 is row 8. Times kernel 1"),
    ):
        widget.get_by_role("grid", name=name).press(key)
        expect(told(widget)).to_contain_text(text)


@pytest.mark.browser
def test_weights_can_be_edited_by_keyboard_alone(site: str, page: Page, problems):
    image, weight = image_and_weight((2, 4, 4), (2, 2, 2, 2))
    made = Im2Col(image, weight, position=8)
    widget = put(site, page, made)
    widget.get_by_label("Padding").focus()
    for key in ("Tab", "Enter", "Tab"):  # open what is folded away, and on to the first weight
        page.keyboard.press(key)
    first = widget.get_by_label("Weight of kernel 0, channel 0 in row 0, column 0")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(widget.get_by_label("Weight of kernel 0, channel 0 in row 1, column 0")).to_be_focused()
    last = widget.get_by_label("Weight of kernel 1, channel 1 in row 0, column 1")
    last.fill("-2.5")
    last.press("Enter")
    expect(last).to_be_focused()
    weight = weight.astype(float)
    weight[1, 1, 0, 1] = -2.5
    made.weight = weight
    np.testing.assert_array_equal(written(widget, "kernels", 8), made.kernels)
    np.testing.assert_allclose(written(widget, "product", 9), made.output.reshape(2, -1).T)
    expect(widget.get_by_label("Kernels", exact=True)).to_have_value("")  # none of the named ones
    last.fill("much")
    last.press("Enter")
    expect(widget.get_by_role("alert")).to_contain_text("“much” is not a number")
    # Kernels of another shape get editors of their own.
    widget.get_by_label("Kernels", exact=True).select_option("one kernel: laplacian")
    expect(widget.get_by_label("Weight of kernel 0, channel 1 in row 1, column 1")).to_be_visible()
    expect(widget.get_by_label("Weight of kernel 1")).to_have_count(0)
    assert problems == []


@pytest.mark.browser
def test_settings_change_the_matrices_and_misfits_are_explained(site: str, page: Page):
    widget = put(site, page, Im2Col())
    widget.get_by_label("Image", exact=True).select_option("cup of coffee, red and blue")
    note = widget.locator(".cnnlab-im2col-matrix .cnnlab-note")
    expect(note).to_have_text("C: 9 windows × 18 pixels")  # the kernels follow the channels
    widget.get_by_label("Kernels", exact=True).select_option("one kernel: laplacian")
    expect(widget.locator(".cnnlab-im2col-kernels .cnnlab-note")).to_have_text("K: 18 × 1")
    widget.get_by_label("Stride").select_option("2")
    expect(note).to_have_text("C: 4 windows × 18 pixels")
    widget.get_by_label("Stride").select_option("3")
    expect(note).to_have_text("C: 1 window × 18 pixels")
    widget.get_by_label("Stride").select_option("1")
    widget.get_by_label("Image", exact=True).select_option("digit 3")
    widget.get_by_label("Padding").select_option("2")
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("would have 100 × 9 numbers; at most 64 × 36")
    widget.get_by_label("Padding").select_option("1")
    expect(alert).to_be_hidden()
    expect(note).to_have_text("C: 64 windows × 9 pixels")


@pytest.mark.browser
def test_reduced_motion_steps_instead_of_playing(site: str, page: Page):
    page.emulate_media(reduced_motion="reduce")
    widget = put(site, page, Im2Col())
    widget.get_by_role("button", name="Next").click()
    expect(told(widget)).to_contain_text("Window 1 is row 1")
    expect(widget.locator(".cnnlab-im2col-sky")).to_be_hidden()
    assert not np.isnan(written(widget, "matrix", 9)[1]).any()


# --- the widget alone -----------------------------------------------------------------------------


@pytest.mark.browser
def test_every_trait_that_python_sets_is_seen(page: Page, problems):
    image, weight = image_and_weight((1, 4, 4), (1, 1, 2, 2))
    made = Im2Col()
    widget = alone(page, made)
    set_traits(page, image=image.tolist(), weight=weight.tolist())
    made.image, made.weight = image, weight
    np.testing.assert_array_equal(written(widget, "image", 4), image[0])
    np.testing.assert_array_equal(written(widget, "kernels", 4), made.kernels)
    set_traits(page, stride=2, padding=1, position=3)
    made.stride, made.padding = 2, 1
    np.testing.assert_array_equal(written(widget, "matrix", 9)[:4], made.columns[:4])
    expect(widget.get_by_label("Stride")).to_have_value("2")
    expect(widget.get_by_label("Padding")).to_have_value("1")
    set_traits(page, way="count")
    expect(widget.get_by_label("Direction")).to_have_value("count")
    expect(widget.locator(".cnnlab-im2col-maps strong")).to_have_text("Copies of each pixel")
    set_traits(page, images={"mine": image.tolist()}, weights={"ours": weight.tolist()})
    expect(widget.get_by_label("Image", exact=True)).to_have_value("mine")
    expect(widget.get_by_label("Kernels", exact=True)).to_have_value("ours")
    set_traits(page, speed=64.0)
    expect(widget.locator(".cnnlab-speed .cnnlab-value")).to_have_text("64/s")
    set_traits(page, playing=True)
    expect(widget.get_by_role("slider", name="Window")).to_have_value("8")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    assert traits_of(page, "playing", "position") == [False, 8]
    assert problems == []


PHOTOGRAPH = Im2Col().images["cup of coffee, red, green, blue"]
# What is written but cannot be read, since it is cut off or runs out of the card.
CUT_OFF = """(widget) => {
  const card = widget.getBoundingClientRect();
  const wide = [...widget.querySelectorAll(".cnnlab-sum, .cnnlab-terms li, .cnnlab-terms span")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth);
  const out = [...widget.querySelectorAll("*")].filter((part) =>
    !part.closest(".cnnlab-im2col-scroll > *") && part.getBoundingClientRect().right > card.right);
  return [...wide, ...out].map((part) => part.outerHTML.slice(0, 80));
}"""
SMALLEST_DIGITS = """(widget) => Math.min(
  ...[...widget.querySelectorAll(".cnnlab-grid:not(.cnnlab-tiny)")].flatMap((grid) => {
    const scale = grid.getBoundingClientRect().width / grid.viewBox.baseVal.width;
    return [...grid.querySelectorAll(".cnnlab-values text")]
      .filter((text) => text.textContent)
      .map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
  }))"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [344, 688])
def test_no_number_is_cut_off_or_too_small_to_read(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    long = np.full((3, 4, 4), 160) + np.arange(4)  # three digits times a fraction
    for made in (
        Im2Col(position=4),
        Im2Col(PHOTOGRAPH, position=3),
        Im2Col(long, np.full((2, 3, 3, 3), -0.125), position=3),
        Im2Col(PHOTOGRAPH, way="squares", position=3),
    ):
        widget = alone(page, made)
        assert widget.evaluate(CUT_OFF) == [], made
    for made in (Im2Col(position=4), Im2Col(PHOTOGRAPH, position=3), Im2Col(padding=1, position=9)):
        assert alone(page, made).evaluate(SMALLEST_DIGITS) > 7.9, made
    lines = widget.locator(".cnnlab-terms li")
    assert lines.count() >= 2


@pytest.mark.browser
def test_a_product_is_written_whole(page: Page):
    page.set_viewport_size({"width": 688, "height": 900})
    widget = alone(page, Im2Col(np.full((3, 3), 16), -np.ones((3, 3))))
    line = widget.locator(".cnnlab-terms li").first
    assert line.locator("span").all_inner_texts() == ["16 × (−1)", "= −16", "Σ −16"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [344, 688])
def test_nothing_below_moves_from_window_to_window(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    height = "(widget) => widget.getBoundingClientRect().height"
    for way in ("forward", "count", "squares", "kernels"):
        widget = alone(page, Im2Col(PHOTOGRAPH[:, :, :3], way=way, speed=64.0))
        before = widget.evaluate(height)
        for _ in range(2):
            widget.get_by_role("button", name="One step forward").click()
            assert widget.evaluate(height) == before, way
        cell(widget, "matrix", 5).hover()
        assert widget.evaluate(height) == before, way


@pytest.mark.browser
def test_to_point_is_to_look_and_a_click_stays(page: Page):
    widget = alone(page, Im2Col(position=1))
    cell(widget, "matrix", 4 * 9 + 5).hover()
    expect(told(widget)).to_contain_text("Row 4, column 5.")
    assert traits_of(page, "position") == [1]
    page.mouse.move(0, 0)
    expect(told(widget)).to_contain_text("Window 1 is row 1.")
    assert np.isnan(written(widget, "matrix", 9)[2:]).all()
    cell(widget, "matrix", 4 * 9 + 5).click()
    page.mouse.move(0, 0)
    expect(told(widget)).to_contain_text("Row 4, column 5.")
    assert traits_of(page, "position") == [4]


@pytest.mark.browser
def test_play_stands_above_the_matrices_however_many_rows_there_are(page: Page):
    widget = alone(page, Im2Col(padding=2))
    board = widget.locator(".cnnlab-im2col-board").bounding_box()
    play = widget.get_by_role("button", name="Play").bounding_box()
    assert play["y"] < board["y"] < 200


@pytest.mark.browser
def test_traits_that_change_together_are_drawn_once_and_no_error_flashes(page: Page):
    image, weight = image_and_weight((2, 4, 4), (1, 2, 2, 2))
    widget = alone(page, Im2Col())
    page.evaluate(
        """() => {
          window.seen = [];
          const note = (records) => seen.push(...records.map(({ target }) => target.className));
          const watch = (part) => new MutationObserver(note).observe(
            document.querySelector(part), { childList: true });
          watch(".cnnlab-im2col-matrix .cnnlab-body");
          watch(".cnnlab-problem");
        }"""
    )
    set_traits(page, image=image.tolist(), weight=weight.tolist(), stride=2)
    expect(widget.locator(".cnnlab-im2col-matrix .cnnlab-note")).to_have_text(
        "C: 4 windows × 8 pixels"
    )
    assert page.evaluate("seen") == ["cnnlab-body"]


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page, problems):
    widget = alone(page, Im2Col(position=2))
    text = widget.inner_text()
    look = looks(widget)
    widget.get_by_label("Image", exact=True).select_option("cup of coffee, red and blue")
    widget.get_by_label("Kernels", exact=True).select_option("one kernel: laplacian")
    widget.get_by_label("Stride").select_option("2")
    widget.get_by_label("Padding").select_option("1")
    widget.get_by_label("Direction").select_option("squares")
    widget.get_by_text("Change the weights").click()
    weight = widget.get_by_label("Weight of kernel 0, channel 1 in row 0, column 1")
    weight.fill("7")
    weight.press("Enter")
    weight.fill("much")
    weight.press("Enter")
    widget.get_by_label("Speed").fill("6")
    widget.get_by_role("button", name="Play").click()
    cell(widget, "matrix", 8).hover()
    assert widget.inner_text() != text
    widget.get_by_role("button", name="Reset").click()
    expect(widget.get_by_role("button", name="Reset")).to_be_focused()
    assert widget.inner_text() == text
    assert looks(widget) == look
    start = Im2Col(position=2).state()
    assert traits_of(page, *start) == list(start.values())
    assert problems == []


@pytest.mark.browser
def test_the_first_frame_says_the_same_and_keeps_the_place(page: Page):
    image, weight = image_and_weight((3, 4, 4), (2, 3, 2, 2))
    for made in (
        Im2Col(position=4),
        Im2Col(padding=1, way="count"),
        Im2Col(way="squares", position=3),
        Im2Col(image, weight, way="sum", position=8),
        Im2Col(image, weight, way="kernels", position=3),
        Im2Col(way="kernels", padding=1),
        Im2Col(np.repeat(image, 2, 1)[:, :3], np.ones((1, 3, 3, 3)), padding=1),
    ):
        for width in (360, 852):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=2), (made, width)
        titles = page.locator("figcaption").all_text_contents()
        labels = page.locator(".cnnlab-field label").all_text_contents()
        shown = page.locator("select option:checked").all_text_contents()
        show(page, made.first_frame())
        assert page.locator("figcaption").all_text_contents() == titles
        assert page.locator(".cnnlab-field label").all_text_contents() == labels
        assert page.locator(".cnnlab-set").all_text_contents() == shown


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import Im2Col\n"
        "widget = Im2Col([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]])\n"
        "widget"
    ).get_by_role("group", name="im2col")
    expect(widget).to_be_visible()
    notebook.run("widget.weight = [[[[0, 2], [0, 0]]], [[[1, 0], [0, 0]]]]\nwidget.position = 3")
    expect(widget.locator(".cnnlab-im2col-kernels .cnnlab-note")).to_have_text("K: 4 × 2")
    np.testing.assert_array_equal(written(widget, "product", 4), [[4, 1], [6, 2], [10, 4], [12, 5]])
    widget.get_by_label("Direction").select_option("count")
    widget.get_by_role("button", name="Back to the start").click()
    counts = [[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]
    notebook.expect(
        "(widget.way, widget.padding, widget.position, widget.folded.tolist())",
        ("count", 0, 0, counts),
    )


# How far the longest number stands clear of its cell's edges, how many numbers are long, the room
# that a line on the edge takes, and how many lines are drawn over numbers.
CLEAR = """(widget) => {
  const px = (shape) => parseFloat(getComputedStyle(shape).strokeWidth);
  const lines = [...widget.querySelectorAll(".cnnlab-window, .cnnlab-spot")];
  const clear = [...widget.querySelectorAll(".cnnlab-im2col-image, .cnnlab-im2col-matrix")]
    .flatMap((part) => [...part.querySelectorAll(".cnnlab-grid")])
    .flatMap((grid) => {
      const cell = grid.querySelector("[data-cell]").getBoundingClientRect().width;
      return [...grid.querySelectorAll(".cnnlab-values text")]
        .filter((text) => text.textContent.length > 2)
        .map((text) => (cell - text.getBoundingClientRect().width) / 2);
    });
  const over = lines.filter((line) => {
    const values = line.closest(".cnnlab-grid").querySelector(".cnnlab-values");
    return !(line.compareDocumentPosition(values) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  return [Math.min(...clear), clear.length, Math.max(...lines.map(px)) / 2, over.length];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_frames_hide_no_part_of_a_number(page: Page, width: int):
    made = Im2Col(padding=2, way="squares", position=35)
    made.image = made.images["cup of coffee, red, green, blue"]
    made.weight = np.repeat(made.weight, 3, axis=1)
    page.set_viewport_size({"width": width, "height": 900})
    clear, long_numbers, line, over = alone(page, made).evaluate(CLEAR)
    assert long_numbers > 50
    assert clear > line
    assert over == 0


@pytest.mark.browser
def test_each_step_is_heard_and_no_sum_where_there_is_none(page: Page):
    widget = alone(page, Im2Col())
    heard = widget.locator(".cnnlab-spoken")
    before = heard.inner_text()
    widget.get_by_role("button", name="One step forward").press("Enter")
    expect(heard).not_to_have_text(before)
    expect(heard).to_contain_text(widget.locator(".cnnlab-im2col-told").inner_text())
    widget.get_by_role("grid", name="Image").first.focus()
    page.keyboard.press("ArrowRight")
    expect(heard).to_contain_text("the matrix holds")
    expect(heard).not_to_contain_text("added up")
