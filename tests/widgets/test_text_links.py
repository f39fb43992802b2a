"""Links in the text set the widget of their page, show what they changed, and can be undone."""

import pytest
from on_page import on_page
from playwright.sync_api import Locator, Page, expect

from cnnlab.widgets import (
    Pooling,
    Practice,
    SideView,
    SizeExplorer,
    SlidingKernel,
    Strip,
    Wiring,
    guesses,
)
from cnnlab.widgets.base import Widget

pytestmark = pytest.mark.browser

TALL = '<p style="height: 3000px">text</p>'


def link(text: str, settings: str, slug: str = "size_explorer") -> str:
    return f'<p>Try <a href="#widget-{slug}&{settings}">{text}</a>.</p>'


def control(widget: Locator, name: str) -> Locator:
    return widget.get_by_label(name, exact=True)


def test_a_link_sets_what_it_names_and_nothing_else(page: Page) -> None:
    widget = on_page(page, SizeExplorer(), link("stride 2", "stride=2"))
    control(widget, "Dilation").select_option("2")
    page.evaluate("document.querySelector('.cnnlab').dataset.same = 'drawn once'")
    page.get_by_role("link", name="stride 2").click()
    expect(control(widget, "Stride")).to_have_value("2")
    expect(control(widget, "Dilation")).to_have_value("2")  # the reader's own
    assert page.url == "http://localhost/"
    expect(page.locator("[data-same]")).to_have_count(1)


def test_the_control_lights_up_for_a_moment_and_is_said(page: Page) -> None:
    widget = on_page(page, SizeExplorer(), link("three", "stride=2&dilation=2"))
    page.get_by_role("link").click()
    lit = widget.locator(".cnnlab-lit-now")
    expect(lit.locator("label")).to_have_text(["Stride", "Dilation"])
    expect(page.get_by_role("status").filter(has_text="Stride: 2. Dilation: 2.")).to_have_count(1)
    expect(lit).to_have_count(0, timeout=6000)


def test_what_is_lit_twice_is_lit_for_as_long_as_once(page: Page) -> None:
    links = link("two", "stride=2") + link("three", "stride=3")
    widget = on_page(page, SizeExplorer(), links)
    page.clock.install()
    lit = widget.locator(".cnnlab-lit-now")
    for name in ("two", "three"):
        page.get_by_role("link", name=name).click()
        page.clock.run_for(1500)
        expect(lit).to_have_count(1)
    page.clock.run_for(1500)
    expect(lit).to_have_count(0)


def test_what_is_set_already_lights_the_whole_widget(page: Page) -> None:
    on_page(page, SizeExplorer(stride=2), link("stride 2", "stride=2"))
    page.get_by_role("link").click()
    expect(page.locator(".cnnlab-widget.cnnlab-lit-now")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="It is set.")).to_have_count(1)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_undo_puts_back_what_was_there(page: Page) -> None:
    widget = on_page(page, SizeExplorer(position=20), link("stride 3", "stride=3"))
    control(widget, "Stride").select_option("2")
    page.get_by_role("link").press("Enter")
    expect(control(widget, "Stride")).to_have_value("3")
    control(widget, "Border").select_option("reflect")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo: stride 3")).to_be_focused()
    page.keyboard.press("Enter")
    expect(control(widget, "Stride")).to_have_value("2")
    expect(control(widget, "Border")).to_have_value("reflect")  # changed since, and not by the link
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.get_by_role("link")).to_be_focused()


def test_the_next_link_takes_the_undo_along(page: Page) -> None:
    links = link("stride 2", "stride=2") + link("stride 3", "stride=3")
    widget = on_page(page, SizeExplorer(), links)
    for name in ("stride 2", "stride 3"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("button", name=f"Undo: {name}")).to_be_visible()
        expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(control(widget, "Stride")).to_have_value("2")


def test_the_page_scrolls_only_if_the_widget_is_out_of_sight(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    near, far = link("near", "stride=2"), link("far", "stride=3")
    widget = on_page(page, near, SizeExplorer(), TALL, far)
    page.get_by_role("link", name="near").click()
    expect(control(widget, "Stride")).to_have_value("2")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("link", name="far").click()
    expect(control(widget, "Stride")).to_have_value("3")
    expect(widget).to_be_in_viewport(ratio=0.5)


def test_a_link_means_the_widget_of_its_slug(page: Page) -> None:
    one, other = SizeExplorer(slug="one"), SizeExplorer(slug="other")
    widgets = on_page(page, SlidingKernel(), one, other, link("stride 3", "stride=3", "other"))
    page.get_by_role("link").click()
    expect(control(widgets.nth(2), "Stride")).to_have_value("3")
    for untouched in (0, 1):
        expect(control(widgets.nth(untouched), "Stride")).to_have_value("1")


def test_of_two_with_one_slug_the_first_is_meant(page: Page) -> None:
    widgets = on_page(page, SizeExplorer(), SizeExplorer(), link("stride 3", "stride=3"))
    page.get_by_role("link").click()
    expect(control(widgets.nth(0), "Stride")).to_have_value("3")
    expect(control(widgets.nth(1), "Stride")).to_have_value("1")


def test_presets_go_by_their_names(page: Page) -> None:
    name = next(reversed(SlidingKernel().kernels))
    on = on_page(page, SlidingKernel(), link("edges", f"kernel=@{name}", "sliding_kernel"))
    page.get_by_role("link").click()
    expect(control(on, "Kernel")).to_have_value(name)


@pytest.mark.parametrize("settings", ["colour=2", "stride=[1", "playing=true", "walk=[]"])
def test_a_bad_link_changes_nothing_and_says_why(page: Page, settings: str) -> None:
    widget = on_page(page, SizeExplorer(), link("bad", settings))
    page.get_by_role("link").click()
    status = page.get_by_role("status").filter(has_text="This link cannot be followed")
    expect(status).to_have_count(1)
    expect(control(widget, "Stride")).to_have_value("1")


@pytest.mark.parametrize(
    ("made", "settings", "why"),
    [
        (SizeExplorer, "speed=1000", "speed must be a number from 0.5 to 64, not 1000"),
        (Pooling, "p=%222%22", 'p must be a number from 1 to 128, not "2"'),
        (SideView, "layer=5", "layer must be at most 4, not 5"),
        (Strip, "apart=5", "apart must be one of 1, 2, 3, 4, not 5"),
        (Wiring, "height=1025", "height must be at most 1,024, not 1,025"),
        (Practice, "seed=-1", "seed must be a whole number of at least 0, not -1"),
        (SizeExplorer, "stride=0", "stride must be a whole number of at least 1, not 0"),
    ],
)
def test_what_a_widget_refuses_is_not_set_by_a_link(
    page: Page, problems: list[str], made: type[Widget], settings: str, why: str
) -> None:
    widget = on_page(page, made(), link("bad", settings, made.name))
    before = widget.inner_text()
    page.get_by_role("link", name="bad").click()
    status = page.get_by_role("status").filter(has_text="This link cannot be followed")
    expect(status).to_have_text(f"This link cannot be followed: {why}.")
    expect(page.get_by_role("link").locator("xpath=..")).to_contain_text(
        f"followed: {why}."
    )  # seen
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert widget.inner_text() == before
    assert problems == []


def test_as_an_address_and_with_ctrl_it_is_a_link_like_any_other(page: Page) -> None:
    widget = on_page(
        page, SizeExplorer(), link("it", "stride=2"), fragment="#widget-size_explorer&stride=3"
    )
    expect(control(widget, "Stride")).to_have_value("3")
    with page.context.expect_page():
        page.get_by_role("link").click(modifiers=["Control"])
    expect(control(widget, "Stride")).to_have_value("3")


def test_a_widget_that_still_asks_is_not_set(page: Page) -> None:
    asked = SizeExplorer(guess=guesses.number("How many rows?", 6, hint="Count.", because="6."))
    widget = on_page(page, asked, link("stride 2", "stride=2"))
    page.get_by_role("link").click()
    said = page.get_by_role("status").filter(has_text="Answer the question first")
    expect(said).to_have_count(1)
    expect(said).to_be_in_viewport()
    assert said.bounding_box()["width"] > 100  # to be read, not only heard
    widget.get_by_role("button", name="Show me", exact=True).click()
    page.get_by_role("link").click()
    expect(control(widget, "Stride")).to_have_value("2")


def test_folded_settings_open_when_one_of_them_is_set(page: Page) -> None:
    few = SlidingKernel(controls=["image"])
    widget = on_page(page, few, link("stride 2", "stride=2", "sliding_kernel"))
    expect(control(widget, "Stride")).to_be_hidden()
    page.get_by_role("link").click()
    expect(control(widget, "Stride")).to_be_visible()
    expect(control(widget, "Stride")).to_have_value("2")
