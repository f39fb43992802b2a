"""Links to a setting, as readers follow them: one after the other, back, and damaged."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGE = "book/widgets/sliding_kernel.html"


def test_a_second_link_in_the_same_tab_and_back(site: str, page: Page) -> None:
    page.goto(f"{site}/{PAGE}")
    widget = page.get_by_role("group", name="Sliding kernel").first
    stride = widget.get_by_label("Stride", exact=True)
    for value in ("2", "3"):
        page.goto(f"{site}/{PAGE}#widget-sliding_kernel&stride={value}")
        expect(stride).to_have_value(value)
    page.go_back()
    expect(stride).to_have_value("2")
    page.go_back()
    expect(stride).to_have_value("1")
    page.go_forward()
    expect(stride).to_have_value("2")


def test_another_address_on_the_page_leaves_a_readers_setting_alone(site: str, page: Page) -> None:
    page.goto(f"{site}/{PAGE}")
    stride = page.get_by_role("group", name="Sliding kernel").first.get_by_label(
        "Stride", exact=True
    )
    stride.select_option("2")
    page.goto(f"{site}/{PAGE}#from-python")
    expect(stride).to_have_value("2")


def test_a_link_with_a_full_stop_after_it_works(site: str, page: Page) -> None:
    page.goto(f"{site}/{PAGE}#widget-sliding_kernel&stride=3).")
    widget = page.get_by_role("group", name="Sliding kernel").first
    expect(widget.get_by_label("Stride", exact=True)).to_have_value("3")
    expect(widget.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_a_bad_link_leaves_the_widget_as_the_page_has_it(site: str, page: Page) -> None:
    page.goto(f"{site}/{PAGE}#widget-sliding_kernel&stride=2&kernel=[[0,1],[1,0")
    widget = page.get_by_role("group", name="Sliding kernel").first
    note = widget.get_by_role("alert").filter(has_text="cannot be followed")
    expect(note).to_contain_text("cut off or misspelt: [[0,1],[1,0")
    stride = widget.get_by_label("Stride", exact=True)
    expect(stride).to_have_value("1")
    stride.select_option("2")
    expect(stride).to_have_value("2")
