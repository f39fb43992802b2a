"""A widget of a page and the page's Python move each other, by the page's own buttons."""

import re

import pytest
from page_cells import run
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def run_alone(cell: Locator, code: str | None = None) -> Locator:
    """Run a cell, and see that no other ran before it; return the place of its outputs."""
    place = run(cell, code, timeout=60_000)
    expect(cell.locator(".cnnlab-status")).to_have_text(re.compile("^Done"))
    return place


def test_a_trait_goes_both_ways(site: str, page: Page, problems: list[str]) -> None:
    page.goto(f"{site}/book/widgets/sliding_kernel.html")
    made, later, last = page.locator(".cell:has(.cnnlab-run-tools)").all()
    run_alone(made)
    stride, padding = (made.get_by_label(name, exact=True) for name in ("Stride", "Padding"))

    stride.select_option("2")
    expect(run_alone(later, "print(widget.stride)")).to_have_text("2")

    run_alone(later, "widget.stride = 3")
    expect(stride).to_have_value("3")

    # It stays the same widget, with what was done by hand, however often a cell changes it.
    padding.select_option("2")
    run_alone(later, "widget.stride = 4")
    expect(stride).to_have_value("4")
    expect(run_alone(last, "print(widget.stride, widget.padding)")).to_have_text("4 2")
    expect(padding).to_have_value("2")

    # What a widget calls may never end. The page says so, and Stop ends it.
    run_alone(later, "widget.observe(lambda _: exec('while True: pass'), 'stride')")
    stride.select_option("1")
    expect(page.get_by_role("group", name="Python on this page")).to_contain_text(
        "keeps Python busy"
    )
    last.get_by_role("button", name=re.compile("^Run")).click()
    expect(last.locator(".cnnlab-status")).to_contain_text("Waiting: a widget keeps Python busy.")
    last.get_by_role("button", name=re.compile("^Stop")).click()
    expect(last.locator(".cnnlab-status")).to_contain_text("Stopped.")
    assert problems == []


BROKEN = "globalThis.cnnlabLiveWidgets = () => null.show"


def test_a_fault_of_what_connects_them_reaches_the_console(
    site: str, page: Page, problems: list[str]
) -> None:
    page.route("**/live_widgets.js*", lambda route: route.fulfill(body=BROKEN))
    page.goto(f"{site}/book/widgets/sliding_kernel.html")
    made = page.locator(".cell:has(.cnnlab-run-tools)").first
    run_alone(made)
    fault = "Cannot read properties of null (reading 'show')"
    expect(made).to_contain_text(f"This widget is not connected with Python: {fault}.")
    assert set(problems) == {f"script: {fault}"}
