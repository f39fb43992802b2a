"""The size explorer: its numbers, what a reader sees and does, and live in JupyterLab."""

import re
from typing import Any

import numpy as np
import pytest
import torch
from alone import alone, choose, looks, set_traits, show, traits_of
from cell_numbers import cell_numbers
from live import Notebook
from playwright.sync_api import Locator, Page, expect
from scipy import signal
from traitlets import TraitError

from cnnlab import padding_amounts
from cnnlab.widgets import SizeExplorer

IMAGE = np.random.default_rng(7).integers(-9, 10, (9, 8))
COUNTING_UP = np.arange(1, 10).reshape(3, 3)


# ---- the class ---------------------------------------------------------------------------------


def by_torch(image, kernel, **settings):
    """Return PyTorch's transposed convolution of one image with one kernel."""
    x, weight = (torch.tensor(np.array(m, dtype=float))[None, None] for m in (image, kernel))
    return torch.nn.functional.conv_transpose2d(x, weight, **settings)[0, 0].numpy()


def test_the_output_is_scipys_and_torchs():
    widget = SizeExplorer(IMAGE, COUNTING_UP, size=(9, 7), stride=(2, 3))
    expected = signal.correlate2d(IMAGE[:, :7], COUNTING_UP, "valid")[::2, ::3]
    np.testing.assert_array_equal(widget.output, expected)
    widget.size, widget.transposed, widget.padding, widget.output_padding = 4, True, (1, 2), (1, 2)
    expected = by_torch(
        IMAGE[:4, :4], COUNTING_UP, stride=(2, 3), padding=(1, 2), output_padding=(1, 2)
    )
    np.testing.assert_array_equal(widget.output, expected)
    assert widget.output.dtype.kind == "i"
    widget.kernel = COUNTING_UP / 2
    np.testing.assert_allclose(widget.output, expected / 2)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), [(1, 0, 1), (2, 0, 1), ((3, 2), 1, 1), (2, (0, 2), (1, 2))]
)
def test_pixels_are_counted_as_looking_at_every_window_counts_them(stride, padding, dilation):
    widget = SizeExplorer(IMAGE, COUNTING_UP, stride=stride, padding=padding, dilation=dilation)
    (sH, sW), (pH, pW), (dH, dW) = (
        (v, v) if isinstance(v, int) else v for v in (stride, padding, dilation)
    )
    counts = np.zeros((8 + 2 * pH, 8 + 2 * pW), dtype=int)
    for i, j in np.ndindex(*widget.output.shape):
        for a, b in np.ndindex(3, 3):
            counts[i * sH + a * dH, j * sW + b * dW] += 1
    counts = counts[pH : pH + 8, pW : pW + 8]
    np.testing.assert_array_equal(widget.times_seen, counts)
    assert widget.unreached == (counts == 0).sum()


def test_stamps_are_counted_too():
    widget = SizeExplorer(
        np.ones((3, 4)), np.ones((2, 2)), stride=(3, 1), transposed=True, output_padding=(1, 0)
    )
    np.testing.assert_array_equal(widget.times_seen, widget.output)
    assert widget.output.shape == (9, 5)
    assert widget.unreached == 3 * 5


def test_a_pair_of_equal_numbers_is_one_number():
    widget = SizeExplorer(IMAGE, stride=(2, 2), size=(5, 6), dilation=[1, 2])
    assert (widget.stride, widget.size, widget.dilation) == (2, (5, 6), (1, 2))
    assert SizeExplorer(np.ones((4, 12))).size == (4, 8)


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("stride", 0, "stride must be at least 1, got 0"),
        ("stride", (1, 2, 3), "stride must be one integer or a pair"),
        ("dilation", 1.5, r"dilation must be one integer or a pair .* got 1.5"),
        ("size", (3, 0), "size must be at least 1, got 0"),
        ("output_padding", -1, "output_padding must be at least 0, got -1"),
        ("padding", "most", "padding"),
        ("image", np.zeros((17, 2)), r"image must have at most 16 .*shape \(17, 2\)"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    widget = SizeExplorer()
    with pytest.raises(TraitError, match=message):
        setattr(widget, trait, value)


def test_settings_that_do_not_fit_are_refused_when_the_widget_is_made():
    with pytest.raises(ValueError, match=r"size 9 × 9 is more than the image of shape \(9, 8\)"):
        SizeExplorer(IMAGE, size=9)
    with pytest.raises(ValueError, match="output_padding must be less than the larger"):
        SizeExplorer(IMAGE, transposed=True, stride=2, output_padding=2)


def test_whole_numbers_of_any_kind_stay_whole():
    widget = SizeExplorer(IMAGE.astype(np.uint8), COUNTING_UP, transposed=True, stride=2)
    assert widget.output.dtype == int
    assert widget.times_seen.dtype == int


def test_the_first_frame_is_small_and_marks_what_is_not_reached():
    widget = SizeExplorer(stride=2, position=1)
    frame = widget.first_frame()
    assert len(frame) < 40_000
    assert frame.count("l9 9m0-9l-9 9") == widget.unreached == 15
    output = frame.split("<strong>Output", 1)[1].split("</figure>")[0]
    written = re.findall(r">(\d+)</text>", output)
    assert written == [str(value) for value in widget.output.flat[:2]]
    # Bytes that a page has to load for one widget with its images.
    assert len(widget._repr_html_()) < 40_000


# ---- what a reader sees ------------------------------------------------------------------------
# The numbers themselves are compared in Node: tests/vectors/size_explorer.py.


def numbers(widget: Locator, figure: str) -> list[float | None]:
    return cell_numbers(widget.locator(f".cnnlab-{figure}"))


def cell(widget: Locator, figure: str, index: int) -> Locator:
    return widget.locator(f".cnnlab-{figure} [data-cell='{index}']")


def facts(widget: Locator) -> Locator:
    return widget.locator(".cnnlab-size-explorer-facts")


def grid(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("grid", name=name)


def grid_name(widget: Locator, name: str) -> str:
    label = grid(widget, name).get_attribute("aria-label")
    assert label
    return label


SETTINGS = [
    {"stride": 2, "position": 4},
    {"padding": ((2, 1), (0, 3)), "dilation": (1, 2), "padding_mode": "replicate"},
    {"stride": 2, "transposed": True, "size": (3, 4), "position": 5, "counting": True},
    {"stride": (3, 1), "padding": (1, 0), "transposed": True, "size": 3, "output_padding": (1, 0)},
    {"kernel": [[0.5, -1.25]], "padding": "same"},
]


@pytest.mark.browser
@pytest.mark.parametrize("width", [328, 720])
def test_the_first_frame_keeps_the_widgets_place_and_says_the_same(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    for settings in SETTINGS:
        python = SizeExplorer(**settings)
        show(page, f"<style>{python.style}</style><main>{python._repr_html_()}</main>")
        before = page.evaluate(PLACES)
        alone(page, python)
        after = page.evaluate(PLACES)
        assert after["places"] == pytest.approx(before["places"], abs=1), settings
        assert after["words"] == before["words"], settings


PLACES = """() => {
  const card = document.querySelector(".cnnlab");
  const boxes = [...card.querySelectorAll("figure, .cnnlab-field, .cnnlab-check, :scope > div")];
  const box = card.getBoundingClientRect();
  const shown = boxes.map((one) => one.getBoundingClientRect()).filter((one) => one.height);
  const all = [...card.querySelectorAll("figcaption, [class$=facts] > :not(.cnnlab-note)")];
  const words = all.map((one) => one.innerText.trim());
  return { places: shown.flatMap(({ left, top }) => [left - box.left, top - box.top]), words };
}"""


@pytest.mark.browser
def test_pixels_that_no_window_reaches_are_crossed_and_counted(page, problems):
    widget = alone(page, SizeExplorer(stride=2))
    expect(facts(widget)).to_contain_text("No window reaches 15 of 64 pixels: row 7 and column 7.")
    expect(facts(widget)).to_contain_text("⌊(8 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1")
    expect(facts(widget)).to_contain_text("= ⌊5 / 2⌋ + 1 = 3 remainder 1")
    expect(widget.locator(".cnnlab-size-explorer-cross")).to_have_count(15)
    choose(widget, Input_size="7")
    expect(widget.locator(".cnnlab-size-explorer-cross")).to_have_count(0)
    expect(facts(widget)).to_contain_text("Every pixel is reached. Each pixel lies in 1, 2 or 4")
    choose(widget, Input_size="8", Stride="4")
    expect(facts(widget)).to_contain_text("No window reaches 28 of 64 pixels: rows 3 and 7 and")
    widget.get_by_label("Count how often").check()
    counts = SizeExplorer(stride=4).times_seen
    assert numbers(widget, "input") == counts.ravel().tolist()
    assert problems == []


@pytest.mark.browser
def test_counts_are_those_of_the_windows_in_the_output(page: Page):
    """Each output is one window, and each pixel's count is that of the windows with it."""
    for transposed in (False, True):
        python = SizeExplorer(stride=2, counting=True, transposed=transposed, size=5, position=3)
        widget = alone(page, python)
        canvas, places = ("output", "input") if transposed else ("input", "output")
        ones = numbers(widget, places)
        assert set(ones) == {1}
        assert numbers(widget, canvas) == python.times_seen.ravel().tolist()
        assert sum(numbers(widget, canvas)) == 9 * len(ones)
        what = "stamp" if transposed else "window"
        place = "input[0, 3]" if transposed else "output[1, 1]"
        expect(facts(widget)).to_contain_text(f"{place} = 1 {what}: rows")
        assert f"</span> = <strong>1</strong> {what}: rows" in python.first_frame()


@pytest.mark.browser
def test_axes_can_be_set_apart_and_reset_brings_all_back(page: Page):
    python = SizeExplorer(IMAGE)
    widget = alone(page, python)
    first = looks(page.locator(".cnnlab"))
    expect(widget.get_by_label("Stride, columns")).to_be_hidden()
    widget.get_by_label("Rows and columns separately").check()
    widget.get_by_label("Stride, rows").select_option("2")
    widget.get_by_label("Dilation, columns").select_option("2")
    widget.get_by_label("Padding, rows", exact=True).select_option("2")
    widget.get_by_label("Padding, columns", exact=True).select_option("1")
    widget.get_by_label("Border").select_option("replicate")
    widget.get_by_label("Kernel size, columns").select_option("2")
    widget.get_by_label("Weights", exact=True).select_option("1, 2, 3, …")
    grid(widget, "Output").press("Control+End")
    expected = SizeExplorer(
        *(IMAGE, [[1, 2], [3, 4], [5, 6]]),
        **{"stride": (2, 1), "dilation": (1, 2), "padding": (2, 1), "padding_mode": "replicate"},
    ).output
    assert numbers(widget, "output") == expected.ravel().tolist()
    expect(facts(widget)).to_contain_text("Rows: ⌊(8 + 2·2 − 1·(3 − 1) − 1) / 2⌋ + 1")
    expect(facts(widget)).to_contain_text("Columns: ⌊(8 + 2·1 − 2·(2 − 1) − 1) / 1⌋ + 1")

    # What else there is to change, each to a value that Python takes.
    widget.get_by_label("Weight in row 1, column 0").fill("0.5")
    widget.get_by_label("Image", exact=True).select_option("four digits")
    widget.get_by_label("Input size, rows").select_option("7")
    widget.get_by_label("Count how often").check()
    widget.get_by_label("Operation").select_option("transposed")
    widget.get_by_label("Output padding, rows").select_option("1")
    widget.get_by_label("Speed").fill("3")
    widget.get_by_role("button", name="One step forward").click()
    state = python.state()
    names = [name for name in SizeExplorer.own_traits() if name not in ("images", "playing")]
    changed = dict(zip(names, traits_of(page, *names), strict=True))
    assert {name for name in names if changed[name] == state[name]} == set()
    SizeExplorer(**changed)
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *names) == [state[name] for name in names]
    assert looks(page.locator(".cnnlab")) == first


@pytest.mark.browser
@pytest.mark.parametrize("width", [328, 720])
def test_kernel_input_and_output_have_cells_of_one_size_and_signs_between_them(page: Page, width):
    page.set_viewport_size({"width": width, "height": 900})
    alone(page, SizeExplorer(dilation=2, padding=1))
    boxes = page.evaluate(
        """() => ["kernel .cnnlab-weight", "input rect[data-cell]", "output rect[data-cell]"].map(
          (path) => [...document.querySelectorAll(`.cnnlab-${path}`)].slice(0, 2).map(
            (cell) => cell.getBoundingClientRect()))"""
    )
    (first, second), (pixel, _), (result, _) = boxes
    for cell in (first, result):
        assert cell["width"] == pytest.approx(pixel["width"], rel=0.03)
        assert cell["height"] == pytest.approx(pixel["height"], rel=0.03)
    # Weights of dilation 2 are two pixels apart.
    assert second["left"] - first["left"] == pytest.approx(2 * first["width"], rel=0.03)
    parts = page.locator(".cnnlab-stage > *")
    names = [text.split("\n")[0] for text in parts.all_inner_texts()]
    assert names == ["Kernel", "⋆", "Input", "=", "Output"]
    corners = [box["y" if width < 500 else "x"] for box in map(Locator.bounding_box, parts.all())]
    assert corners == sorted(corners)


@pytest.mark.browser
def test_each_padding_is_offered_once_and_what_was_the_readers_own_can_be_chosen_again(page: Page):
    widget = alone(page, SizeExplorer(IMAGE, [[1, -1], [2, 3]]))
    padding = widget.get_by_label("Padding", exact=True)
    texts = padding.locator("option").all_text_contents()
    assert texts == ["0 (valid)", "1", "2", "3", "4", "same", "full"]
    expect(padding).to_have_value("0")
    before = traits_of(page, "image", "kernel")
    choose(widget, Image="four digits", Weights="all 1")
    assert traits_of(page, "image", "kernel") != before
    choose(widget, Image="", Weights="")
    assert traits_of(page, "image", "kernel") == before


# For each trait another value, and the settings under which it shows.
CHANGES: dict[str, tuple[Any, dict[str, Any]]] = {
    "image": ((IMAGE + 20).tolist(), {}),
    "kernel": ([[1, 2]], {}),
    "size": ([5, 6], {}),
    "stride": (2, {}),
    "padding": ("same", {}),
    "padding_mode": ("circular", {"padding": 1}),
    "dilation": (2, {}),
    "transposed": (True, {}),
    "output_padding": (1, {"transposed": True, "stride": 2}),
    "counting": (True, {}),
    "position": (7, {}),
    "playing": (True, {}),
    "speed": (4.0, {}),
    "images": ({"one": [[1]]}, {}),
}


@pytest.mark.browser
def test_each_trait_is_listened_to_and_several_are_one_change(page: Page):
    assert set(CHANGES) == set(SizeExplorer.own_traits())
    for name, (value, settings) in CHANGES.items():
        alone(page, SizeExplorer(IMAGE, **settings))
        before = looks(page.locator(".cnnlab"))
        set_traits(page, **{name: value})
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert looks(page.locator(".cnnlab")) != before, name
    widget = alone(page, SizeExplorer(IMAGE, transposed=True, stride=2, output_padding=1))
    # Apart these would not fit; together they do, and no alarm is given on the way.
    widget.locator(".cnnlab-problem").evaluate(COUNT_ALARMS)
    set_traits(page, stride=1, output_padding=0, size=9, image=np.ones((9, 9)).tolist())
    expect(grid(widget, "Input")).to_have_attribute("aria-label", re.compile("9 rows and 9"))
    set_traits(page, kernel=np.ones((7, 7)).tolist(), transposed=False)
    expect(grid(widget, "Output")).to_have_attribute("aria-label", re.compile("3 rows and 3"))
    assert page.evaluate("alarms") == 0


COUNT_ALARMS = """(box) => {
  window.alarms = 0;
  const count = (records) =>
    records.forEach(({ addedNodes }) => (window.alarms += addedNodes.length));
  new MutationObserver(count).observe(box, { childList: true });
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "settings",
    [
        {"stride": 2},
        {"stride": 2, "padding": 1, "output_padding": 1},
        {"stride": (3, 1), "dilation": (1, 2), "padding": ((1, 0), (0, 2)), "output_padding": 1},
        {"padding": "same"},
    ],
)
def test_stamps_add_up_to_cnnlabs_transposed_convolution(page, settings):
    python = SizeExplorer(IMAGE, COUNTING_UP, size=(3, 4), transposed=True, **settings)
    widget = alone(page, python)
    grid(widget, "Input").press("Control+End")
    rows, columns = (int(n) for n in re.findall(r"\d+", grid_name(widget, "Output")))
    canvas = np.reshape(numbers(widget, "output"), (rows, columns))
    (top, _), (left, _) = padding_amounts(python.padding, 3)
    height, width = python.output.shape
    np.testing.assert_array_equal(canvas[top : top + height, left : left + width], python.output)
    # Back to the start: one stamp alone.
    widget.get_by_role("button", name="Back to the start").click()
    stamped = [n for n in numbers(widget, "output") if n]
    assert stamped == (IMAGE[0, 0] * COUNTING_UP).ravel().tolist()


@pytest.mark.browser
def test_a_stamp_shows_its_products_before_they_are_added(page):
    widget = alone(page, SizeExplorer([[2, -3]], [[1, 10]], transposed=True, stride=1, speed=0.5))
    labels = widget.locator(".cnnlab-size-explorer-labels")
    expect(labels).to_be_hidden()
    widget.get_by_role("button", name="Play").click()
    expect(labels.locator("text").first).to_have_text("−3", timeout=20_000)
    assert labels.locator("text").all_text_contents() == ["−3", "−30"]
    assert numbers(widget, "output") == [2, 20, 0]
    expect(labels).to_be_hidden(timeout=20_000)
    assert numbers(widget, "output") == [2, 17, -30]


@pytest.mark.browser
def test_pointing_at_a_pixel_tells_its_windows_or_its_sum_and_dragging_moves_the_window(page):
    widget = alone(page, SizeExplorer(IMAGE, COUNTING_UP, stride=2))
    cell(widget, "input", 2 * 8 + 2).hover()
    expect(facts(widget)).to_contain_text(
        "input[2, 2] lies in 4 windows: output[0, 0], output[0, 1], output[1, 0], output[1, 1]"
    )
    expect(widget.locator(".cnnlab-output .cnnlab-spot")).to_have_count(4)
    cell(widget, "input", 7).hover()
    expect(facts(widget)).to_contain_text("input[0, 7] lies in no window.")
    page.mouse.down()
    cell(widget, "input", 3 * 8 + 5).hover()
    page.mouse.up()
    assert traits_of(page, "position") == [5]
    expect(facts(widget)).to_contain_text("the sum of 9 products: rows 2 to 4, columns 4 to 6")
    choose(widget, Operation="transposed", Input_size="2", Output_padding="0")
    cell(widget, "output", 2 * 5 + 2).hover()
    (a, b), (c, d) = IMAGE[:2, :2].tolist()
    terms = [f"({v})·{w}" if v < 0 else f"{v}·{w}" for v, w in ((a, 9), (b, 7), (c, 3), (d, 1))]
    total = a * 9 + b * 7 + c * 3 + d
    text = f"output[2, 2] = {' + '.join(terms)} = {total}".replace("-", "−")
    expect(facts(widget)).to_contain_text(text)


@pytest.mark.browser
def test_turning_round_and_back_leads_to_the_same_size(page):
    widget = alone(page, SizeExplorer(IMAGE, size=(8, 7), stride=(2, 3)))
    choose(widget, Operation="transposed")
    expect(widget.get_by_label("Input size, rows")).to_have_value("3")
    expect(widget.get_by_label("Output padding, rows")).to_have_value("1")
    assert "8 rows and 7 columns" in grid_name(widget, "Output")
    expect(facts(widget)).to_contain_text("(3 − 1)·2 − 2·0 + 1·(3 − 1) + 1 + 1 = 8")
    expect(facts(widget)).to_contain_text("No stamp reaches 14 of 56 output pixels")
    choose(widget, Operation="convolution")
    assert "8 rows and 7 columns" in grid_name(widget, "Input")
    expect(facts(widget)).to_contain_text("No window reaches 14 of 56 pixels")
    # The turn is one change: Python is told of all of it at once.
    told = [sorted(change) for change in page.evaluate("saved")]
    assert told == [["output_padding", "size", "transposed"], ["size", "transposed"]]


@pytest.mark.browser
def test_the_keyboard_moves_the_window_and_looks_at_pixels(page):
    widget = alone(page, SizeExplorer(IMAGE, COUNTING_UP, stride=2))
    grid(widget, "Output").focus()
    for key in ("Control+Home", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    value = SizeExplorer(IMAGE, COUNTING_UP, stride=2).output[1, 1]
    expect(facts(widget)).to_contain_text(f"output[1, 1] = {value}, the sum of 9".replace("-", "−"))
    heard = grid(widget, "Output").get_by_role("gridcell")
    expect(heard).to_have_accessible_name(re.compile("rows 2 to 4, columns 2 to 4"))
    grid(widget, "Input").focus()
    heard = grid(widget, "Input").get_by_role("gridcell")
    page.keyboard.press("Control+End")
    expect(heard).to_have_accessible_name(re.compile(r"input\[7, 7\] lies in no window"))
    page.keyboard.press("Home")
    expect(heard).to_have_accessible_name(re.compile(r"input\[7, 0\] lies in no window"))


@pytest.mark.browser
def test_what_does_not_fit_is_explained_and_what_is_no_number_is_refused(page):
    widget = alone(page, SizeExplorer())
    alert = widget.get_by_role("alert")
    choose(widget, Dilation="4")
    expect(alert).to_contain_text(
        "the kernel spans 9 pixels (size 3, dilation 4), but the padded image has only 8"
    )
    expect(alert).to_contain_text("Choose a larger input or more padding, a smaller kernel or less")
    expect(facts(widget)).to_be_hidden()
    # Nothing on the picture says what is no longer so, and the kernel can be changed.
    for figure in ("Input", "Output"):
        expect(grid(widget, figure)).to_be_hidden()
    notes = widget.locator("figcaption .cnnlab-note").filter(visible=True)
    weights = widget.get_by_label("Weight in row").filter(visible=True)
    expect(notes).to_have_text(["3 × 3"])
    expect(weights).to_have_count(9)
    choose(widget, Kernel_size="7")
    expect(alert).to_contain_text("the kernel spans 25 pixels (size 7, dilation 4)")
    expect(notes).to_have_text(["7 × 7"])
    expect(weights).to_have_count(49)
    choose(widget, Kernel_size="3", Dilation="2", Padding='"same"', Stride="2")
    expect(alert).to_contain_text('padding "same" needs stride 1')
    choose(widget, Stride="1")
    expect(alert).to_be_hidden()
    expect(facts(widget)).to_be_visible()
    weight = widget.get_by_label("Weight in row 0, column 0")
    weight.fill("one")
    weight.press("Enter")
    expect(alert).to_contain_text("“one” is not a number. The weight stays 1.")
    assert traits_of(page, "kernel") == [np.ones((3, 3)).tolist()]
    # Python can set what a hand cannot.
    for change, message in (
        ({"size": 99}, "size 99 × 99 is more than the 16 × 16 pixels of the image"),
        ({"size": 8, "image": [[1, 2], [3]]}, "every row of image must have 2 numbers"),
    ):
        set_traits(page, **change)
        expect(alert).to_contain_text(message)


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import SizeExplorer\n"
        "widget = SizeExplorer([[1, 2], [3, 4]], [[1, 10]], stride=2, transposed=True)\n"
        "widget"
    ).get_by_role("group", name="Size explorer")
    expect(widget).to_be_visible()
    grid(widget, "Input").press("Control+End")
    assert numbers(widget, "output") == [1, 10, 2, 20, 0, 0, 0, 0, 3, 30, 4, 40]
    notebook.run("widget.stride = (1, 3)\nwidget.output_padding = (0, 1)")
    expect(widget.get_by_label("Stride, columns")).to_have_value("3")
    grid(widget, "Input").press("Control+End")
    assert numbers(widget, "output") == [1, 10, 0, 2, 20, 0, 3, 30, 0, 4, 40, 0]
    widget.get_by_label("Stride, rows").select_option("2")
    widget.get_by_label("Weights", exact=True).select_option("1, 2, 3, …")
    output = SizeExplorer(
        *([[1, 2], [3, 4]], [[1, 2]]), stride=(2, 3), output_padding=(0, 1), transposed=True
    ).output.tolist()
    notebook.expect(
        "(widget.stride, widget.kernel.tolist(), widget.output.tolist())",
        ((2, 3), [[1, 2]], output),
    )


def weights(widget: Locator) -> list[str]:
    boxes = widget.locator(".cnnlab-weight input")
    return [boxes.nth(i).input_value() for i in range(boxes.count())]


@pytest.mark.browser
@pytest.mark.parametrize("sizes", ["23", "13", "523", "2173"])
def test_weights_that_a_smaller_kernel_cuts_off_come_back(page: Page, sizes: str):
    widget = alone(page, SizeExplorer())
    for row, column, weight in ((0, 0, "5"), (1, 1, "-7.25")):
        box = widget.get_by_label(f"Weight in row {row}, column {column}")
        box.fill(weight)
        box.press("Enter")
    wanted = ["5", "1", "1", "1", "−7.25", "1", "1", "1", "1"]
    assert weights(widget) == wanted
    for size in sizes:
        widget.get_by_label("Kernel size", exact=True).select_option(size)
    assert weights(widget) == wanted


@pytest.mark.browser
def test_what_is_left_of_a_kernel_may_look_like_a_rule_and_still_comes_back(page: Page):
    kernel = [[5, 1, 1], [1, 1, 1], [1, 1, 1]]
    widget = alone(page, SizeExplorer(kernel=kernel))
    size = widget.get_by_label("Kernel size", exact=True)
    size.select_option("2")
    assert weights(widget) == ["1"] * 4
    size.select_option("3")
    assert weights(widget) == ["5", *["1"] * 8]
    # A kernel that follows a rule and was never cut goes on following it.
    widget.get_by_label("Weights", exact=True).select_option("all 1")
    size.select_option("4")
    assert weights(widget) == ["1"] * 16


@pytest.mark.browser
def test_a_decimal_stays_one_and_a_fraction_too(page: Page):
    widget = alone(page, SizeExplorer(kernel=[[1, 2]]))
    box = widget.get_by_label("Weight in row 0, column 0")
    for typed, shown in (("0.25", ".25"), ("1/4", "1/4"), ("-12.75", "−12.75"), ("0,125", ".125")):
        box.fill(typed)
        box.press("Enter")
        expect(box).to_have_value(shown)
