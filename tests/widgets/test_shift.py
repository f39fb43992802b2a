"""The widget Shift: what it measures, and its use on both hosts."""

import itertools
import json

import numpy as np
import pytest
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.experiments.invariance import (
    BORDERS,
    POOLINGS,
)
from cnnlab.images import photograph
from cnnlab.kernels import KERNELS
from cnnlab.widgets import Shift

CHAPTER = "book/11_invariance.html"


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


def grid_of_settings():
    """Return settings for a photograph and for numbers with a sign, in many combinations."""
    random = np.random.default_rng(0)
    images = [photograph("coffee", 32, grey=True), random.normal(size=(22, 25)).round(2)]
    kernels = [KERNELS["sobel_x"], random.normal(size=(1, 5)).round(2)]
    for image, border, (stride, kernel), pooling, (down, right) in itertools.product(
        images, BORDERS, [(1, kernels[0]), (2, kernels[1])], POOLINGS, [(0, 0), (-1, 3), (4, -8)]
    ):
        yield {
            "image": image.tolist(),
            "kernel": kernel.tolist(),
            "down": down,
            "right": right,
            "border": border,
            "stride": stride,
            "pooling": pooling,
            "pool_size": 2 if down else 3,
        }


MEASURE_ALL = """async ([site, settings]) => {
  const { measureShift } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { return measureShift(s); }
    catch (error) { return { error: error.name + ": " + error.message }; }
  });
}"""


@pytest.mark.browser
def test_page_and_package_agree_on_a_grid_of_settings(site: str, page: Page):
    chosen_settings = list(grid_of_settings())
    page.goto(f"{site}/search.html")
    results = page.evaluate(MEASURE_ALL, [site, json.loads(json.dumps(chosen_settings))])
    for chosen, found in zip(chosen_settings, results, strict=True):
        assert "error" not in found, f"{chosen}: {found}"
        python = Shift(images={}, kernels={}, **chosen)
        close = {"rtol": 1e-9, "atol": 1e-9}
        np.testing.assert_array_equal(found["shifted"]["view"], python.view)
        np.testing.assert_allclose(found["shifted"]["features"], python.features, **close)
        np.testing.assert_allclose(found["shifted"]["pooled"], python.pooled, **close)
        for name, expected in (
            ("equivarianceError", python.equivariance_error),
            ("unpooledChange", python.unpooled_change),
            ("invarianceError", python.invariance_error),
        ):
            np.testing.assert_allclose(found[name], expected, err_msg=name, **close)
    assert len(chosen_settings) >= 100


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": [[1] * 16] * 20}, "image must have more than 16 rows and columns"),
        ({"kernel": [[1, 1]]}, "kernel must have odd sizes, but has 1 × 2"),
        ({"border": "toString"}, "border must be one of zeros, circular, scene"),
        ({"pooling": "median"}, "pooling must be one of max, average, blur"),
        ({"right": 9}, "right must be a whole number from −8 to 8, not 9"),
        ({"down": 0.5}, "down must be a whole number"),
        ({"pool_size": 0}, "pool_size must be a whole number of at least 1"),
        ({"stride": 0}, "stride must be a whole number of at least 1"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_setting(site, page: Page, change, message):
    page.goto(f"{site}/search.html")
    (result,) = page.evaluate(MEASURE_ALL, [site, [next(grid_of_settings()) | change]])
    assert message in result["error"]


@pytest.fixture
def widget(site: str, page: Page) -> Locator:
    page.goto(f"{site}/{CHAPTER}")
    found = page.get_by_role("group", name="Shift", exact=True)
    expect(found).to_be_visible()
    return found


def handle(widget: Locator) -> Locator:
    return widget.get_by_role("application")


def choose(widget: Locator, **settings: str) -> None:
    for label, value in settings.items():
        widget.get_by_label(label.replace("_", " "), exact=True).select_option(value)


def shares(widget: Locator) -> list[str]:
    return widget.locator(".cnnlab-shift-row-2 .cnnlab-note").all_text_contents()


@pytest.mark.browser
def test_arrow_keys_shift_and_home_puts_it_back(widget: Locator, page: Page, problems):
    handle(widget).focus()
    page.keyboard.press("Home")
    expect(widget.locator(".cnnlab-total")).to_contain_text("the pooled map differs by 0 %")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(handle(widget)).to_have_attribute(
        "aria-label",
        r"Shifted image, 2 right and -1 down: "
        "arrow keys shift it, Home puts it back",
    )
    python = Shift(right=2, down=-1)
    expect(widget.locator(".cnnlab-total")).to_contain_text(
        f"the pooled map differs by {python.invariance_error:.0%}".replace("%", " %")
    )
    assert shares(widget)[1] == "0 %"
    expect(handle(widget)).to_be_focused()
    assert problems == []


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
    expect(error).to_have_text("0 %")
    choose(widget, Border="scene")
    expect(error).not_to_have_text("0 %")
    choose(widget, Border="circular", Stride_of_the_convolution="2")
    expect(error).not_to_have_text("0 %")
    widget.get_by_label("Right: 1").fill("2")
    expect(error).to_have_text("0 %")
    change = widget.locator(".cnnlab-shift-row-2 .cnnlab-note").nth(2)
    expect(change).not_to_have_text("0 %")


@pytest.mark.browser
def test_a_setting_that_does_not_fit_is_explained_and_can_be_undone(site: str, page: Page):
    rows = json.dumps([[1] * 19] * 19, separators=(",", ":"))
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&image={rows}")
    widget = page.get_by_role("group", name="Shift", exact=True)
    choose(widget, Pooling_window="8")
    expect(widget.get_by_role("alert")).to_contain_text("the kernel spans 8 pixels")
    choose(widget, Pooling_window="1")
    expect(widget.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_a_malformed_state_is_explained(site: str, page: Page):
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&kernel=[[1],[2,3]]")
    expect(page.get_by_role("alert").first).to_contain_text("every row of kernel must have 1")


@pytest.mark.browser
def test_readers_without_javascript_see_the_first_frame(site: str, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}")
    frames = page.locator(".cnnlab-widget").first.locator(".cnnlab-stage svg")
    assert frames.count() == 3
    assert all(frames.nth(i).bounding_box()["width"] > 60 for i in range(3))
    context.close()


@pytest.mark.browser
def test_python_and_the_page_move_each_other(jupyterlab, page: Page, problems):
    cells = [
        "from cnnlab.widgets import Shift\nwidget = Shift()\nwidget",
        "widget.right = 4\nwidget.pooling = 'blur'",
        "print('seen', widget.right, widget.down, widget.border, widget.pool_size)",
    ]
    open_notebook(page, jupyterlab, "shift.ipynb", cells)
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Shift", exact=True)
    expect(widget).to_be_visible(timeout=60_000)
    run_cell(page, 1)
    expect(widget.get_by_label("Right: 4")).to_have_value("4")
    expect(widget.get_by_label("Pooling", exact=True)).to_have_value("blur")
    choose(widget, Border="circular", Pooling_window="2")
    handle(widget).press("ArrowDown")
    expect(widget.get_by_label("Down: 1")).to_have_value("1")
    run_cell(page, 2)
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text("seen 4 1 circular 2")
    assert [p for p in problems if "cnnlab" in p] == []
