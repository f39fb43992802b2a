"""The size calculator says what cnnlab says, on the site and live."""

import pytest
from alone import alone, change_every_control, heights, looks, set_traits, traits_of
from live import Notebook
from placed import place
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.widgets import SizeCalculator


@pytest.mark.parametrize("trait", ["height", "kernel_size", "stride", "groups"])
def test_a_trait_refuses_zero(trait):
    with pytest.raises(TraitError, match=trait):
        setattr(SizeCalculator(), trait, 0)


def test_readers_without_javascript_get_the_formulas_and_their_results():
    frame = SizeCalculator(height=10, width=12, padding=0, in_channels=4, groups=4).first_frame()
    assert "⌊(10 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = </span><strong>8</strong>" in frame
    assert "⌊(12 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = </span><strong>10</strong>" in frame
    assert "64 · (4/4 · 3² + 1) = </span><strong>640</strong>" in frame
    assert "64 · 4/4 · 3² · 8 · 10 = </span><strong>46,080</strong>" in frame
    assert (
        "This does not fit: Groups g must divide Channels in and Channels out"
        in SizeCalculator(groups=2).first_frame()
    )


@pytest.mark.browser
def test_typing_a_number_fills_the_formula_on_the_site(site: str, page: Page, problems):
    widget = place(site, page, SizeCalculator()).get_by_role("group", name="Size calculator")
    widget.get_by_label("Stride s").fill("2")
    results = widget.get_by_role("status").first
    expect(results).to_contain_text("⌊(224 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 112")
    widget.get_by_label("Groups g").fill("2")
    expect(widget.get_by_role("alert")).to_contain_text(
        "Groups g must divide Channels in and Channels out, but 2 does not divide 3."
    )
    expect(results).to_be_hidden()
    widget.get_by_label("Groups g").fill("1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    expect(results).to_contain_text("Parameters: 64 · (3 · 3² + 1) = 1,792")
    assert problems == []


@pytest.mark.browser
def test_a_wrong_number_is_refused_before_python_hears_of_it(page: Page):
    widget = alone(page, SizeCalculator(stride=3))
    box, alert = widget.get_by_label("Stride s"), widget.get_by_role("alert")
    for wrong in ("0", "1.5", "-2", "1000001"):
        box.fill(wrong)
        expect(alert).to_have_text(
            f"Stride s must be a whole number from 1 to 1,000,000, not {wrong}. It stays 3."
        )
        expect(box).to_have_attribute("aria-invalid", "true")
    assert traits_of(page, "stride") == [3]
    assert page.evaluate("saved") == []
    box.fill("3")
    expect(alert).to_be_hidden()
    expect(box).not_to_have_attribute("aria-invalid", "true")
    box.fill("")
    expect(alert).to_have_text("Stride s must be a whole number from 1 to 1,000,000. It stays 3.")
    box.press("Tab")
    expect(box).to_have_value("3")
    box.fill("4")
    expect(alert).to_be_hidden()
    padding = widget.get_by_label("Padding p")
    padding.fill("-1")
    expect(alert).to_contain_text("Padding p must be a whole number from 0 to 1,000,000, not -1.")


@pytest.mark.browser
def test_the_first_digits_of_a_number_that_is_refused_do_not_stay(page: Page):
    widget = alone(page, SizeCalculator(width=224))
    box, alert = widget.get_by_label("Columns W"), widget.get_by_role("alert")
    box.select_text()
    page.keyboard.type("30000000")
    assert traits_of(page, "width") == [300_000]  # set as it is typed
    refusal = "Columns W must be a whole number from 1 to 1,000,000, not 30000000. It stays 224."
    expect(alert).to_have_text(refusal)
    page.keyboard.press("Tab")
    assert traits_of(page, "width") == [224]
    expect(box).to_have_value("224")
    expect(alert).to_have_text(refusal)
    box.select_text()
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert traits_of(page, "width") == [300]
    expect(alert).to_be_hidden()


@pytest.mark.browser
def test_the_wheel_scrolls_the_page_and_leaves_the_number(page: Page):
    page.set_viewport_size({"width": 500, "height": 200})
    widget = alone(page, SizeCalculator())
    box = widget.get_by_label("Rows H")
    box.click()
    page.mouse.wheel(0, 100)
    page.wait_for_function("document.scrollingElement.scrollTop > 0")
    expect(box).to_have_value("224")
    assert traits_of(page, "height") == [224]


def test_readers_without_javascript_learn_what_does_not_fit():
    frame = SizeCalculator(height=5, kernel_size=4, dilation=3, padding=1, stride=2).first_frame()
    assert (
        "spans 3·(4 − 1) + 1 = 10 pixels, but Rows H and the padding have only 5 + 2·1 = 7" in frame
    )
    frame = SizeCalculator(in_channels=6, out_channels=64, groups=5).first_frame()
    assert "but 5 does not divide 6 or 64" in frame
    assert (
        '</strong><span class="cnnlab-note"> remainder 1<' in SizeCalculator(stride=2).first_frame()
    )


@pytest.mark.browser
def test_every_trait_from_outside_what_comes_together_and_reset(page: Page):
    widget = alone(page, SizeCalculator())
    first = looks(widget)
    for name in SizeCalculator.own_traits():
        before = looks(widget)
        set_traits(page, **{name: traits_of(page, name)[0] + (2 if name == "in_channels" else 1)})
        assert looks(widget) != before, name
    expect(widget.get_by_label("Groups g")).to_have_value("2")
    expect(widget.get_by_role("alert")).to_contain_text("2 does not divide 5 or 65")
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first
    page.evaluate(
        """() => {
          window.said = [];
          const alert = document.querySelector("[role=alert]");
          const note = () => said.push(alert.textContent);
          new MutationObserver(note).observe(alert, { childList: true });
        }"""
    )
    set_traits(page, groups=5, in_channels=10, out_channels=15)  # one by one they do not fit
    assert "Parameters: 15 · (10/5 · 3² + 1) = 285" in widget.inner_text()
    assert [text for text in page.evaluate("said") if text] == []
    change_every_control(widget)
    widget.get_by_label("Stride s").fill("0")
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    for width in (360, 1280):
        frame, live = heights(page, SizeCalculator(), width)
        assert frame == pytest.approx(live, abs=2), width


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import SizeCalculator\nwidget = SizeCalculator()\nwidget"
    ).get_by_role("group", name="Size calculator")
    expect(widget).to_be_visible()
    notebook.run("widget.kernel_size = 7")
    expect(widget.get_by_label("Kernel k")).to_have_value("7")
    widget.get_by_label("Stride s").fill("2")
    python = SizeCalculator(kernel_size=7, stride=2)
    notebook.expect(
        "(widget.stride, widget.output_shape, widget.cost.parameters)",
        (2, python.output_shape, python.cost.parameters),
    )
