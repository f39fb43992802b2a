"""The pooling widget: its numbers against PyTorch's, on the site without Python, and live."""

import itertools
import json

import numpy as np
import pytest
import torch
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect
from torch.nn import functional
from traitlets import TraitError

from cnnlab.images import digit
from cnnlab.widgets import Pooling

CHAPTER = "book/10_pooling.html"
OPERATIONS = ("max", "average", "lp", "lse")


def by_torch(image, operation, kernel_size, stride, padding, p, normalise, temperature):
    """Return the pooled image and the gradient of its sum, by PyTorch alone."""
    x = torch.tensor(image, dtype=torch.float64, requires_grad=True)
    if operation == "max":
        y = functional.max_pool2d(x[None], kernel_size, stride, padding)[0]
    else:
        # The border counts as 0, but for the exponentials, where it does not count.
        border = -torch.inf if operation == "lse" else 0.0
        padded = functional.pad(x, (padding,) * 4, value=border)
        windows = padded.unfold(0, kernel_size, stride).unfold(1, kernel_size, stride)
        taps = windows.reshape(*windows.shape[:2], -1)
        if operation == "average":
            y = taps.mean(-1)
        elif operation == "lp":
            sums = (taps.abs() ** p).sum(-1) / (taps.shape[-1] if normalise else 1)
            y = torch.where(sums > 0, sums, 1) ** (1 / p) * (sums > 0)
        else:
            count = torch.isfinite(taps).sum(-1)
            y = temperature * (torch.logsumexp(taps / temperature, -1) - torch.log(count.double()))
    y.sum().backward()
    return y.detach().numpy(), x.grad.numpy()


def grid_of_settings():
    """Return settings that overlap and gap, with ties, zeros and numbers below zero."""
    random = np.random.default_rng(0)
    images = [
        random.normal(size=(7, 6)).round(2),
        random.integers(0, 3, (5, 8)),  # many ties
        np.zeros((4, 4)),
        random.integers(0, 256, (9, 9)),
    ]
    for image, operation, (k, padding), stride in itertools.product(
        images, OPERATIONS, [(1, 0), (2, 0), (2, 1), (3, 1), (4, 2)], (1, 2, 3)
    ):
        soft = [(3.0, True, 2.0)]
        if operation == "lp":
            soft = [(1.0, True, 2.0), (2.5, False, 2.0), (128.0, True, 2.0)]
        if operation == "lse":
            soft = [(3.0, True, t) for t in (0.25, 2.0, 500.0)]
        for p, normalise, temperature in soft:
            yield {
                "image": image.tolist(),
                "operation": operation,
                "kernel_size": k,
                "stride": stride,
                "padding": padding,
                "p": p,
                "normalise": normalise,
                "temperature": temperature,
            }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_output_and_gradient_are_pytorchs(operation):
    compared = 0
    for given in grid_of_settings():
        # The powers overflow in PyTorch, and at 0 its power has no gradient for p below 2.
        if given["operation"] != operation or (operation == "lp" and given["p"] != 2.5):
            continue
        widget = Pooling(images={}, **given)
        output, gradient = by_torch(**given)
        np.testing.assert_allclose(widget.output, output, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(widget.input_gradient, gradient, rtol=1e-9, atol=1e-9)
        compared += 1
    assert compared >= 60


def test_lp_goes_from_the_average_to_the_maximum():
    low, high = (Pooling(operation="lp", p=p).output for p in (1, 128))
    np.testing.assert_allclose(low, Pooling(operation="average").output)
    np.testing.assert_allclose(high, Pooling().output, rtol=0.02)
    assert (high <= Pooling().output).all()


def test_windows_touch_unless_a_stride_is_given():
    assert Pooling(kernel_size=3).stride == 3
    assert Pooling(kernel_size=3, stride=1).output.shape == (6, 6)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"image": [[1, 2]]}, ValueError, "covers 2 pixels, more than the input size 1"),
        ({"padding": 2}, ValueError, "padding must be at most half the kernel_size"),
        ({"operation": "median"}, TraitError, "operation"),
        ({"p": 0.5}, TraitError, "p"),
        ({"temperature": 0}, TraitError, "temperature"),
        ({"stride": 0}, TraitError, "stride"),
    ],
)
def test_what_cannot_be_pooled_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        Pooling(**settings)


def test_the_first_frame_shows_image_output_and_gradient():
    frame = Pooling(image=[[1, 2], [3, 4]], show_gradient=True).first_frame()
    assert [part.split("<")[0] for part in frame.split("<strong>")[1:]] == [
        "Input",
        "Output",
        "Gradient",
    ]
    assert frame.split("Output")[1].count(">4</text>") == 1
    photograph = Pooling().images["astronaut"]
    for image in (digit(3), photograph):
        assert len(Pooling(image, show_gradient=True).first_frame()) < 40_000


POOL_ALL = """async ([site, settings]) => {
  const { poolImage } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { const { output, gradient } = poolImage(s); return { output, gradient }; }
    catch (error) { return { error: error.name + ": " + error.message }; }
  });
}"""


@pytest.mark.browser
def test_page_and_package_agree_on_a_grid_of_settings(site: str, page: Page):
    settings = list(grid_of_settings())
    page.goto(f"{site}/search.html")
    results = page.evaluate(POOL_ALL, [site, json.loads(json.dumps(settings))])
    for given, found in zip(settings, results, strict=True):
        assert "error" not in found, f"{given}: {found}"
        widget = Pooling(images={}, **given)
        np.testing.assert_allclose(found["output"], widget.output, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found["gradient"], widget.input_gradient, rtol=1e-9, atol=1e-12)
    assert len(settings) >= 400


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": [[1, 2], [3]]}, "row 0 has, but row 1 has 1"),
        ({"operation": "toString"}, "operation must be one of max, average, lp, lse"),
        ({"kernel_size": 1.5}, "kernel_size must be a whole number of at least 1"),
        ({"kernel_size": 3}, "the kernel spans 3 pixels"),
        ({"padding": 2}, "padding must be at most half the window, but padding is 2"),
        ({"p": 0.5}, "p must be a number of at least 1, not 0.5"),
        ({"temperature": 0}, "temperature must be a number above 0, not 0"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_setting(site, page: Page, change, message):
    good = next(iter(grid_of_settings())) | {"image": [[1, 2], [3, 4]]}
    page.goto(f"{site}/search.html")
    (result,) = page.evaluate(POOL_ALL, [site, [good | change]])
    assert message in result["error"]


@pytest.fixture
def widget(site: str, page: Page) -> Locator:
    page.goto(f"{site}/{CHAPTER}")
    found = page.get_by_role("group", name="Pooling").first
    expect(found).to_be_visible()
    return found


def choose(widget: Locator, **settings: str) -> None:
    for label, value in settings.items():
        widget.get_by_label(label, exact=True).select_option(value)


def written(widget: Locator, name: str) -> list[float | None]:
    texts = widget.locator(f".cnnlab-{name} .cnnlab-values text").all_text_contents()
    return [float(text.replace("−", "-")) if text else None for text in texts]


def move_to(widget: Locator, position: int) -> None:
    widget.locator(f".cnnlab-output [data-cell='{position}']").hover()


@pytest.mark.browser
def test_the_page_writes_cnnlabs_numbers(widget: Locator, problems):
    for operation in OPERATIONS:
        choose(widget, Operation=operation, Window="3", Stride="2", Padding="1")
        python = Pooling(operation=operation, kernel_size=3, stride=2, padding=1)
        np.testing.assert_allclose(
            written(widget, "output"), python.output.ravel(), rtol=0.006, err_msg=operation
        )
    assert problems == []


@pytest.mark.browser
def test_the_maximum_is_marked_and_ties_are_named(widget: Locator):
    move_to(widget, 5)  # 1 13 2 15
    expect(widget.locator(".cnnlab-total")).to_have_text(
        "output[1, 1] = max(1, 13, 2, 15) = 15, at row 3, column 3"
    )
    ring = widget.locator(".cnnlab-input circle.cnnlab-spot").bounding_box()
    pixel = widget.locator(".cnnlab-input [data-cell='27']").bounding_box()
    assert ring["x"] + ring["width"] / 2 == pytest.approx(pixel["x"] + pixel["width"] / 2, abs=2)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(pixel["y"] + pixel["height"] / 2, abs=2)
    move_to(widget, 3)  # zeros only
    expect(widget.locator(".cnnlab-total")).to_contain_text(
        "at row 0, column 6: the first of 4 equal ones"
    )
    dots = widget.locator(".cnnlab-pooling-chosen circle")
    assert dots.count() == np.count_nonzero(Pooling().input_gradient)
    choose(widget, Operation="average")
    expect(dots).to_have_count(0)
    expect(widget.locator(".cnnlab-total")).to_have_text("output[0, 3] = 0 / 4 = 0")


@pytest.mark.browser
def test_the_gradient_view_adds_up_where_windows_overlap(widget: Locator):
    choose(widget, Window="3", Stride="1")
    expect(widget.locator(".cnnlab-gradient")).to_be_hidden()
    widget.get_by_role("checkbox", name="Gradient").check()
    expected = Pooling(kernel_size=3, stride=1).input_gradient
    assert expected.max() > 2
    np.testing.assert_array_equal(written(widget, "gradient"), expected.ravel())
    expect(widget.locator(".cnnlab-gradient figcaption")).to_contain_text("36 outputs: sum 36")


@pytest.mark.browser
def test_the_slider_leads_from_the_average_to_the_maximum(widget: Locator):
    move_to(widget, 5)
    choose(widget, Operation="lp")
    slider = widget.get_by_label("Power p")
    slider.fill("0")
    expect(widget.locator(".cnnlab-total strong")).to_have_text("7.75")
    mark = widget.locator(".cnnlab-pooling-between circle")
    left = float(mark.get_attribute("cx"))
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "128")
    expect(widget.locator(".cnnlab-total strong")).to_have_text("14.838")
    assert float(mark.get_attribute("cx")) > left + 280
    widget.get_by_label("Mean, not sum").uncheck()  # the norm, which may exceed the maximum
    slider.fill("0")
    expect(widget.locator(".cnnlab-total strong")).to_have_text("31")
    expect(widget.locator(".cnnlab-pooling-between")).to_contain_text("output above")
    choose(widget, Operation="lse")
    widget.get_by_label("Temperature").press("End")
    expect(widget.get_by_label("Temperature")).to_have_attribute("aria-valuetext", "0.0625")
    assert float(mark.get_attribute("cx")) > left + 280


@pytest.mark.browser
def test_the_keyboard_moves_the_window(widget: Locator, page: Page):
    output = widget.get_by_role("grid", name="Output")
    output.focus()
    for key in ("Control+Home", "ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 2] = ")
    expect(widget.get_by_role("status").first).to_have_text("row 1, column 2: 13")


@pytest.mark.browser
def test_the_window_follows_the_pointer_on_the_image(widget: Locator, page: Page):
    image = widget.locator(".cnnlab-input svg")
    image.scroll_into_view_if_needed()
    area = image.bounding_box()
    page.mouse.move(area["x"] + 0.1 * area["width"], area["y"] + 0.1 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.9 * area["width"], area["y"] + 0.6 * area["height"])
    page.mouse.up()
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[2, 3] = ")


@pytest.mark.browser
def test_a_map_with_no_room_for_numbers_is_a_picture_to_point_at(widget: Locator, page: Page):
    choose(widget, Image="cameraman", Window="3", Stride="1")  # 32 × 32 pixels, 30 × 30 outputs
    picture = widget.locator(".cnnlab-output canvas")
    expect(picture).to_be_visible()
    corner = "c => [...c.getContext('2d').getImageData(0, 0, 1, 1).data]"
    image = Pooling().images["cameraman"].astype(float)
    level = round(255 * image[:3, :3].max() / image.max())
    assert picture.evaluate(corner) == [level, level, level, 255]
    side = picture.evaluate("c => c.clientWidth")
    middle = {"x": 15.5 / 30 * side, "y": 15.5 / 30 * side}
    widget.locator(".cnnlab-output svg").hover(position=middle)
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[15, 15] = ")
    widget.get_by_role("grid", name="Output").press("ArrowRight")
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[15, 16] = ")
    choose(widget, Stride="2")  # 15 × 15 outputs have their numbers
    expect(picture).to_have_count(0)
    assert len(written(widget, "output")) == 15 * 15


@pytest.mark.browser
def test_a_setting_that_does_not_fit_is_explained_and_can_be_undone(site: str, page: Page):
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&image=[[1,2,3],[4,5,6]]&kernel_size=2&position=99")
    widget = page.get_by_role("group", name="Pooling").first
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[0, 0] = max(1, 2, 4, 5) = 5")
    choose(widget, Window="4")
    expect(widget.get_by_role("alert")).to_contain_text("the kernel spans 4 pixels")
    choose(widget, Window="1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    assert written(widget, "output") == [1, 2, 3, 4, 5, 6]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("image=[[1],[2,3]]", "every row of image must have 1 numbers"),
        ('operation="median"', "operation must be one of max, average, lp, lse, not median"),
        ("stride=0", "stride must be a whole number of at least 1, not 0"),
        ("position=-1", "position must be a whole number of at least 0, not -1"),
    ],
)
def test_a_bad_state_is_explained(site: str, page: Page, fragment, message):
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&{fragment}")
    expect(page.get_by_role("alert").first).to_contain_text(message)


@pytest.mark.browser
def test_readers_without_javascript_see_the_first_frame(site: str, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}")
    frames = page.locator(".cnnlab-widget").first.locator(".cnnlab-stage svg")
    assert frames.count() == 2
    assert all(frames.nth(i).bounding_box()["width"] > 60 for i in range(2))
    context.close()


@pytest.mark.browser
def test_python_and_the_page_move_each_other(jupyterlab, page: Page, problems):
    cells = [
        "from cnnlab.widgets import Pooling\nwidget = Pooling()\nwidget",
        "widget.operation = 'lse'\nwidget.show_gradient = True\nwidget.kernel_size = 4",
        "print('seen', widget.operation, widget.stride, widget.position, "
        "widget.output.round(2).tolist())",
    ]
    open_notebook(page, jupyterlab, "pooling.ipynb", cells)
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Pooling")
    expect(widget).to_be_visible(timeout=60_000)
    texts = [str(value) for value in Pooling().output.ravel()]
    expect(widget.locator(".cnnlab-output .cnnlab-values text")).to_have_text(texts)
    run_cell(page, 1)
    expect(widget.get_by_label("Operation", exact=True)).to_have_value("lse")
    expect(widget.get_by_role("checkbox", name="Gradient")).to_be_checked()
    expect(widget.get_by_label("Window", exact=True)).to_have_value("4")
    choose(widget, Operation="average", Stride="4")
    widget.get_by_role("grid", name="Output").press("Control+End")
    run_cell(page, 2)
    means = digit(3).reshape(2, 4, 2, 4).mean(axis=(1, 3)).round(2).tolist()
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(f"seen average 4 3 {means}")
    assert [p for p in problems if "cnnlab" in p] == []
