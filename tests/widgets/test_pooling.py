"""The pooling widget: its numbers against PyTorch's, on the site without Python, and live."""

import re
from typing import Any

import numpy as np
import pytest
import torch
from alone import alone, change_every_control, choose, heights, looks, set_traits, show, traits_of
from cell_numbers import cell_numbers
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect
from torch.nn import functional
from traitlets import TraitError
from vectors.pool import OPERATIONS, grid_of_settings

from cnnlab.images import digit
from cnnlab.widgets import Pooling

PAGE = "book/widgets/pooling.html"


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


@pytest.mark.slow
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
        ({"kernel_size": 130, "padding": 65}, ValueError, "would have 138 × 138 pixels"),
        ({"operation": "median"}, TraitError, "operation"),
        ({"p": 0.5}, TraitError, "p"),
        ({"temperature": 0}, TraitError, "temperature"),
        ({"stride": 0}, TraitError, "stride"),
        ({"kernel_size": 0}, TraitError, "kernel_size"),
    ],
)
def test_what_cannot_be_pooled_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        Pooling(**settings)


def test_the_first_frame_shows_image_output_and_gradient():
    frame = Pooling(image=[[1, 2], [3, 4]], show_gradient=True).first_frame()
    stage, rest = frame.split('<div class="cnnlab-sum">')
    assert [part.split("<")[0] for part in stage.split("<strong>")[1:]] == [
        "Input",
        "Output",
        "Gradient",
    ]
    assert stage.split("Output")[1].count(">4</text>") == 1
    assert "max(1, 2, 3, 4) = <strong>4</strong>" in rest
    photograph = Pooling().images["astronaut"]
    for image in (digit(3), photograph):
        assert len(Pooling(image, show_gradient=True).first_frame()) < 40_000


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def widget(page: Page) -> Locator:
    return alone(page, Pooling(position=5))


def written(widget: Locator, name: str) -> list[float | None]:
    return cell_numbers(widget.locator(f".cnnlab-{name}"))


def move_to(widget: Locator, position: int) -> None:
    widget.locator(f".cnnlab-output [data-cell='{position}']").hover()


def total(widget: Locator) -> Locator:
    return widget.locator(".cnnlab-total")


@pytest.mark.browser
def test_the_page_writes_cnnlabs_numbers_and_marks_what_counts(widget: Locator, problems):
    for operation in OPERATIONS:
        choose(widget, Operation=operation, Window="3", Stride="2", Padding="1")
        python = Pooling(operation=operation, kernel_size=3, stride=2, padding=1)
        np.testing.assert_allclose(
            written(widget, "output"), python.output.ravel(), rtol=0.006, err_msg=operation
        )
    choose(widget, Operation="max", Padding="0", Window="2", Stride="2")
    move_to(widget, 5)  # 1 13 2 15
    expect(total(widget)).to_have_text("output[1, 1] = max(1, 13, 2, 15) = 15, at row 3, column 3")
    ring = widget.locator(".cnnlab-input circle.cnnlab-spot").bounding_box()
    pixel = widget.locator(".cnnlab-input [data-cell='27']").bounding_box()
    assert ring["x"] + ring["width"] / 2 == pytest.approx(pixel["x"] + pixel["width"] / 2, abs=2)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(pixel["y"] + pixel["height"] / 2, abs=2)
    lines = widget.locator(".cnnlab-terms li")
    lines.nth(1).hover()  # 13, right above the winner
    spot = widget.locator(".cnnlab-input rect.cnnlab-spot").bounding_box()
    assert spot["x"] == pytest.approx(pixel["x"], abs=2)
    assert spot["y"] == pytest.approx(pixel["y"] - pixel["height"], abs=2)
    expect(widget.locator(".cnnlab-terms .cnnlab-lit")).to_have_text("15largest∂ 1")
    move_to(widget, 3)  # zeros only
    expect(total(widget)).to_contain_text("at row 0, column 6: the first of 4 equal ones")
    dots = widget.locator(".cnnlab-pooling-chosen circle")
    assert dots.count() == np.count_nonzero(Pooling().input_gradient)
    choose(widget, Operation="average")
    expect(dots).to_have_count(0)
    expect(total(widget)).to_have_text("output[0, 3] = 0 / 4 = 0")
    assert problems == []


@pytest.mark.browser
def test_the_gradient_view_adds_up_where_windows_overlap(widget: Locator):
    choose(widget, Window="3", Stride="1")
    expect(widget.locator(".cnnlab-pooling-gradient")).to_be_hidden()
    widget.get_by_role("checkbox", name="Gradient").check()
    expected = Pooling(kernel_size=3, stride=1).input_gradient
    assert expected.max() > 2
    np.testing.assert_array_equal(written(widget, "pooling-gradient"), expected.ravel())
    expect(widget.locator(".cnnlab-pooling-gradient figcaption")).to_contain_text(
        "36 outputs: sum 36"
    )


@pytest.mark.browser
def test_the_slider_leads_from_the_average_to_the_maximum(widget: Locator):
    choose(widget, Operation="lp")
    slider = widget.get_by_label("Power p")
    slider.fill("0")
    expect(total(widget)).to_have_text("output[1, 1] = m · (Σ / 4)1/p = 15 · (2.067 / 4)1/1 = 7.75")
    arrow = widget.locator(".cnnlab-pooling-arrow")

    def place() -> float:
        return float(re.match(r"M([\d.]+)", arrow.get_attribute("d"))[1])

    left = place()
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "128")
    expect(total(widget).locator("strong")).to_have_text("14.838")
    assert place() > left + 280
    widget.get_by_label("Mean, not sum").uncheck()  # the norm, which may exceed the maximum
    slider.fill("0")
    expect(total(widget)).to_have_text("output[1, 1] = m · (Σ)1/p = 15 · (2.067)1/1 = 31")
    expect(widget.locator(".cnnlab-pooling-between")).to_contain_text("output, above: 31")
    choose(widget, Operation="lse")
    heat = widget.get_by_label("Temperature")
    heat.press("End")
    expect(heat).to_have_attribute("aria-valuetext", "0.0625")
    expect(total(widget)).to_contain_text("m + τ · log(Σ / 4) = 15 + 0.0625 · log(1 / 4) = 14.913")
    assert place() > left + 280


@pytest.mark.browser
def test_keys_and_pointer_move_the_window(widget: Locator, page: Page):
    output = widget.get_by_role("grid", name="Output")
    output.focus()
    for key in ("Control+Home", "ArrowDown", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(total(widget)).to_contain_text("output[1, 2] = ")
    expect(widget.get_by_role("status").first).to_have_text("row 1, column 2: 13")
    area = widget.locator(".cnnlab-input svg").bounding_box()
    page.mouse.move(area["x"] + 0.1 * area["width"], area["y"] + 0.1 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.9 * area["width"], area["y"] + 0.6 * area["height"])
    page.mouse.up()
    expect(total(widget)).to_contain_text("output[2, 3] = ")
    assert traits_of(page, "position") == [2 * 4 + 3]
    choose(widget, Window="1")  # the grid is drawn anew, and the focus stays
    output.focus()
    set_traits(page, kernel_size=2)
    expect(output).to_be_focused()


@pytest.mark.browser
def test_to_point_is_to_look_and_a_click_stays(widget: Locator, page: Page):
    move_to(widget, 10)
    expect(total(widget)).to_contain_text("output[2, 2] = ")
    assert traits_of(page, "position") == [5]
    page.mouse.move(0, 0)
    expect(total(widget)).to_contain_text("output[1, 1] = ")
    widget.locator(".cnnlab-output [data-cell='10']").click()
    page.mouse.move(0, 0)
    expect(total(widget)).to_contain_text("output[2, 2] = ")
    assert traits_of(page, "position") == [10]


@pytest.mark.browser
def test_what_a_small_window_takes_comes_back_with_a_larger_one(widget: Locator, page: Page):
    choose(widget, Window="3", Stride="2", Padding="1")
    for size in ("1", "3"):
        choose(widget, Window=size)
    assert traits_of(page, "kernel_size", "stride", "padding") == [3, 2, 1]
    choose(widget, Window="2", Stride="1")  # not touching: so it stays, though 1 × 1 would touch
    for size in ("1", "4"):
        choose(widget, Window=size)
    assert traits_of(page, "kernel_size", "stride") == [4, 1]
    choose(widget, Padding="0")  # chosen by hand: the old one is forgotten
    for size in ("1", "4"):
        choose(widget, Window=size)
    assert traits_of(page, "padding") == [0]


@pytest.mark.browser
def test_no_share_is_written_with_a_power_of_ten_and_no_term_is_cut_off(page: Page):
    image = Pooling().images["edges of the digit 3"]
    for width in (344, 688):
        page.set_viewport_size({"width": width, "height": 900})
        for made in (
            Pooling(image, operation="lp", p=128.0, show_gradient=True, position=5),
            Pooling(image, operation="lse", temperature=0.0625, kernel_size=8),
        ):
            widget = alone(page, made)
            assert "e−" not in widget.inner_text()
            cut = widget.locator(".cnnlab-sum, .cnnlab-terms li").evaluate_all(
                "(parts) => parts.filter((part) => part.scrollWidth > part.clientWidth).length"
            )
            assert cut == 0
    expect(widget.locator(".cnnlab-terms")).to_contain_text("≈0")


@pytest.mark.browser
def test_numbers_have_room_on_a_phone(page: Page):
    page.set_viewport_size({"width": 344, "height": 900})
    widget = alone(page, Pooling(show_gradient=True))
    for name in ("input", "output", "pooling-gradient"):
        assert written(widget, name)
        expect(widget.locator(f".cnnlab-{name} .cnnlab-values").first).to_be_visible()


@pytest.mark.browser
def test_nothing_below_moves_from_window_to_window(page: Page):
    height = "(widget) => widget.getBoundingClientRect().height"
    for width in (344, 688):
        page.set_viewport_size({"width": width, "height": 900})
        for operation in OPERATIONS:
            widget = alone(page, Pooling(operation=operation))
            before = widget.evaluate(height)
            for position in (3, 5, 15):  # equal pixels, too
                set_traits(page, position=position)
                assert widget.evaluate(height) == pytest.approx(before, abs=0.5), (operation, width)


@pytest.mark.browser
def test_one_output_is_not_called_many(page: Page):
    widget = alone(page, Pooling(kernel_size=8, show_gradient=True))
    note = widget.locator(".cnnlab-pooling-gradient figcaption")
    expect(note).to_contain_text("1 from the only output: sum 1")


@pytest.mark.browser
def test_a_map_with_no_room_for_numbers_is_a_picture_to_point_at(widget: Locator):
    choose(widget, Image="cameraman", Window="3", Stride="1")  # 32 × 32 pixels, 30 × 30 outputs
    picture = widget.locator(".cnnlab-output canvas")
    expect(picture).to_be_visible()
    corner = "c => [...c.getContext('2d').getImageData(0, 0, 1, 1).data]"
    image = Pooling().images["cameraman"].astype(float)
    level = round(255 * image[:3, :3].max() / image.max())
    assert picture.evaluate(corner) == [level, level, level, 255]
    side = picture.evaluate("c => c.clientWidth")
    middle = {"x": 15.5 / 30 * side, "y": 15.5 / 30 * side}
    widget.locator(".cnnlab-output svg").click(position=middle)
    expect(total(widget)).to_contain_text("output[15, 15] = ")
    widget.get_by_role("grid", name="Output").press("ArrowRight")
    expect(total(widget)).to_contain_text("output[15, 16] = ")
    choose(widget, Stride="2")  # 15 × 15 outputs have their numbers
    expect(picture).to_have_count(0)
    assert len(written(widget, "output")) == 15 * 15


@pytest.mark.browser
def test_a_setting_that_does_not_fit_is_explained_and_can_be_undone(page: Page):
    widget = alone(page, Pooling([[1, 2, 3], [4, 5, 6]], position=99))
    expect(total(widget)).to_contain_text("output[0, 0] = max(1, 2, 4, 5) = 5")
    choose(widget, Window="4")
    expect(widget.get_by_role("alert")).to_contain_text("the kernel spans 4 pixels")
    choose(widget, Window="1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    assert written(widget, "output") == [1, 2, 3, 4, 5, 6]


@pytest.mark.browser
def test_a_bad_state_is_explained(site: str, page: Page):
    good = Pooling().state()
    bad = {
        "every row of image must have 1 numbers": {"image": [[1], [2, 3]]},
        'operation must be one of max, average, lp, lse, not "median"': {"operation": "median"},
        "stride must be a whole number of at least 1, not 0": {"stride": 0},
        "position must be a whole number of at least 0, not -1": {"position": -1},
    }
    widgets = place_states(site, page, "pooling", *[good | change for change in bad.values()])
    for number, message in enumerate(bad):
        expect(widgets.nth(number).get_by_role("alert")).to_contain_text(message)


# Counts how often the widget is drawn, and notes every error that it shows for a moment.
WATCH = """() => {
  window.drawn = 0;
  window.said = [];
  const alert = document.querySelector("[role=alert]");
  new MutationObserver(() => alert.textContent && said.push(alert.textContent))
    .observe(alert, { childList: true, characterData: true, subtree: true });
  new MutationObserver(() => drawn++)
    .observe(document.querySelector(".cnnlab-output .cnnlab-body"), { childList: true });
}"""

LIVE: list[tuple[dict[str, Any], str, str]] = [
    ({"image": [[1, 2], [3, 4]]}, ".cnnlab-total", "max(1, 2, 3, 4) = 4"),
    ({"operation": "average"}, ".cnnlab-total", "31 / 4 = 7.75"),
    ({"kernel_size": 1}, ".cnnlab-total", "max(1) = 1, at row 2"),
    ({"stride": 1}, ".cnnlab-output figcaption", "7 × 7"),
    ({"padding": 1}, ".cnnlab-input figcaption", "padded to 10 × 10"),
    ({"operation": "lp", "p": 4.0}, ".cnnlab-total", "1/4"),
    ({"operation": "lp", "normalise": False}, ".cnnlab-total", "m · (Σ)"),
    ({"operation": "lse", "temperature": 8.0}, ".cnnlab-total", "15 + 8 · log"),
    ({"show_gradient": True}, ".cnnlab-pooling-gradient figcaption", "16 outputs: sum 16"),
    ({"position": 0}, ".cnnlab-total", "output[0, 0]"),
    ({"images": {"dot": [[1, 0], [0, 0]]}}, "select", "dot"),
]


@pytest.mark.browser
def test_the_page_follows_each_trait_and_draws_once_for_all_of_them(page: Page, problems):
    assert set().union(*(traits for traits, _, _ in LIVE)) == set(Pooling.own_traits())
    for traits, where, text in LIVE:
        widget = alone(page, Pooling(position=5))
        set_traits(page, **traits)
        expect(widget.locator(where).first).to_contain_text(text)
    widget = alone(page, Pooling(position=5))
    page.evaluate(WATCH)
    # On its way from one to the other nothing fits: a window of 8 with a small image, say.
    state = {"kernel_size": 8, "image": np.eye(20).tolist(), "padding": 4, "stride": 2}
    set_traits(page, **state, operation="lp", position=7, show_gradient=True)
    expect(total(widget)).to_contain_text("output[0, 7]")
    assert page.evaluate("[drawn, said]") == [1, []]
    assert problems == []


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page):
    widget = alone(page, Pooling(position=5))
    before, state = looks(widget), traits_of(page, *Pooling.own_traits())
    for operation in ("lp", "lse"):
        choose(widget, Operation="max")
        change_every_control(widget)
        choose(widget, Operation=operation)
        slider = widget.get_by_role("slider")
        slider.fill(slider.get_attribute("max"))
    choose(widget, Operation="lp")
    widget.get_by_label("Mean, not sum").uncheck()
    widget.get_by_role("checkbox", name="Gradient").check()
    widget.get_by_role("grid", name="Output").press("Control+End")
    changed = traits_of(page, *Pooling.own_traits())
    same = [n for n, a, b in zip(Pooling.own_traits(), state, changed, strict=True) if a == b]
    assert same == ["images"]
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *Pooling.own_traits()) == state
    assert looks(page.locator(".cnnlab").first) == before


@pytest.mark.browser
def test_the_first_frame_says_the_same_and_keeps_the_place(page: Page):
    edges = Pooling().images["edges of the digit 3"]
    for made in (
        Pooling(position=5),
        Pooling(operation="average", kernel_size=3, padding=1),
        Pooling(operation="lp", kernel_size=4, stride=1, position=7),
        Pooling(edges, operation="lse", padding=1),
        Pooling(kernel_size=3, stride=1, show_gradient=True, position=14),
        Pooling(Pooling().images["cameraman"], show_gradient=True),
    ):
        for width in (360, 852):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=4), (made, width)
        lines = page.locator(".cnnlab-terms li").all_inner_texts()
        shown = page.locator("select:visible option:checked").all_inner_texts()
        show(page, made.first_frame())
        written = page.locator(".cnnlab-terms li").all_inner_texts()
        assert ["".join(t.split()) for t in written] == ["".join(t.split()) for t in lines]
        assert [t for t in page.locator(".cnnlab-set").all_inner_texts() if t in shown] == shown


@pytest.mark.browser
def test_the_largest_pixel_is_framed_where_colours_are_forced(page: Page):
    page.emulate_media(forced_colors="active")
    lines = alone(page, Pooling()).locator(".cnnlab-terms li")
    frames = lines.evaluate_all("(all) => all.map((line) => getComputedStyle(line).outlineStyle)")
    assert sorted(frames) == ["none", "none", "none", "solid"]


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import Pooling\nwidget = Pooling()\nwidget"
    ).get_by_role("group", name="Pooling")
    expect(widget).to_be_visible()
    texts = [str(value) for value in Pooling().output.ravel()]
    expect(widget.locator(".cnnlab-output .cnnlab-values text")).to_have_text(texts)
    notebook.run("widget.operation = 'lse'\nwidget.show_gradient = True\nwidget.kernel_size = 4")
    expect(widget.get_by_label("Operation", exact=True)).to_have_value("lse")
    expect(widget.get_by_role("checkbox", name="Gradient")).to_be_checked()
    expect(widget.get_by_label("Window", exact=True)).to_have_value("4")
    choose(widget, Operation="average", Stride="4")
    widget.get_by_role("grid", name="Output").press("Control+End")
    means = digit(3).reshape(2, 4, 2, 4).mean(axis=(1, 3)).round(2).tolist()
    notebook.expect(
        "(widget.operation, widget.stride, widget.position, widget.output.round(2).tolist())",
        ("average", 4, 3, means),
    )


@pytest.mark.browser
def test_a_window_in_the_border_is_named_with_a_true_minus(page: Page):
    widget = alone(page, Pooling(padding=1, position=0))
    label = "The window covers rows −1 to 0 and columns −1 to 0."
    expect(widget.locator(f"[aria-label$='{label}']")).to_have_count(1)
