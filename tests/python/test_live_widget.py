"""A widget of a page and the page's Python move each other, by the page's own buttons."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def run(cell: Locator, code: str) -> Locator:
    """Write code into a cell and run it, without another cell; return the place of its outputs."""
    edit = cell.get_by_role("button", name="Edit")
    if edit.is_visible():
        edit.click()
    cell.locator(".cm-content").click()
    cell.page.keyboard.press("ControlOrMeta+a")
    cell.page.keyboard.insert_text(code)
    cell.get_by_role("button", name=re.compile("^Run")).click()
    expect(cell.locator(".cnnlab-status")).to_have_text(re.compile("^Done"))
    return cell.locator(".cell_output")


def test_a_trait_goes_both_ways(site: str, page: Page, problems: list[str]) -> None:
    page.goto(f"{site}/book/widgets/sliding_kernel.html")
    made, later, last = page.locator(".cell:has(.cnnlab-run-tools)").all()
    made.get_by_role("button", name="Run").click()
    expect(made.locator(".cnnlab-status")).to_have_text(re.compile("^Done"), timeout=60_000)
    stride, padding = (made.get_by_label(name, exact=True) for name in ("Stride", "Padding"))

    stride.select_option("2")
    expect(run(later, "print(widget.stride)")).to_have_text("2")

    run(later, "widget.stride = 3")
    expect(stride).to_have_value("3")

    # It stays the same widget, with what was done by hand, however often a cell changes it.
    padding.select_option("2")
    run(later, "widget.stride = 4")
    expect(stride).to_have_value("4")
    expect(run(last, "print(widget.stride, widget.padding)")).to_have_text("4 2")
    expect(padding).to_have_value("2")
    assert problems == []
