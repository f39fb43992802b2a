"""Pages on paper."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_cheat_sheet_fills_one_sheet_of_paper(site: str, page: Page, paper: str) -> None:
    page.goto(f"{site}/book/cheatsheet.html")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1
    page.emulate_media(media="print")
    assert page.locator("table.formulas").is_visible()
    assert not page.locator(".cnnlab-widget").is_visible()


@pytest.mark.browser
def test_a_chapter_prints_its_widgets_without_their_buttons(site: str, page: Page) -> None:
    page.goto(f"{site}/book/05_convolution.html")
    page.emulate_media(media="print")
    widgets = page.locator(".cnnlab-widget")
    assert widgets.first.is_visible()
    assert not any(button.is_visible() for button in widgets.locator("button").all())
    for chrome in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article"):
        assert not page.locator(chrome).first.is_visible()


@pytest.mark.browser
def test_the_layers_of_a_stack_are_printed_with_their_names(site: str, page: Page) -> None:
    page.goto(f"{site}/book/widgets/receptive_field.html")
    expect(page.locator(".cnnlab-receptive-field-cone")).to_be_visible()
    page.emulate_media(media="print")
    names = page.locator(".cnnlab-receptive-field-table tbody th")
    assert names.all_inner_texts() == ["Input", "1", "2", "3", "4", "5"]
    # It would join what stands elsewhere on paper.
    expect(page.locator(".cnnlab-receptive-field-cone")).to_be_hidden()


@pytest.mark.browser
def test_a_dark_page_is_printed_in_the_light_theme(site: str, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/book/cheatsheet.html")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.evaluate(f"window.addEventListener('beforeprint', () => (window.printed = {theme}))")
    page.pdf()
    assert page.evaluate("window.printed") == "light"
    assert page.evaluate(theme) == "dark"
