"""The settings as PyTorch code, on the screen."""

import pytest
from alone import alone, set_traits
from playwright.sync_api import Page, expect

from cnnlab.widgets import Locality, Pooling, SlidingKernel


@pytest.mark.browser
def test_the_code_is_pythons_and_follows_the_settings(page: Page, problems):
    widget = alone(page, SlidingKernel())
    code = widget.locator(".cnnlab-pytorch code")
    expect(code).to_be_hidden()
    widget.get_by_text("As PyTorch code").click()
    expect(code).to_have_text(SlidingKernel().pytorch_code())
    widget.get_by_label("Padding", exact=True).select_option("2")
    widget.get_by_label("Stride", exact=True).select_option("3")
    expect(code).to_have_text(SlidingKernel(padding=2, stride=3).pytorch_code())
    widget.get_by_label("Padding", exact=True).select_option('"same"')
    expect(code).to_contain_text("These settings do not fit")
    widget.get_by_role("button", name="Reset").click()
    expect(code).to_have_text(SlidingKernel().pytorch_code())
    assert problems == []


@pytest.mark.browser
def test_the_code_can_be_copied(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget = alone(page, SlidingKernel(flip=True))
    widget.get_by_text("As PyTorch code").click()
    widget.get_by_role("button", name="Copy").click()
    # This page has no secure address, where no browser gives away the clipboard.
    expect(widget.locator(".cnnlab-pytorch [role=status]")).to_contain_text("copy it from here")
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == SlidingKernel(flip=True).pytorch_code()


@pytest.mark.browser
def test_where_pytorch_has_none_a_sentence_says_so(page: Page):
    widget = alone(page, Pooling(operation="lse"))
    widget.get_by_text("As PyTorch code").click()
    expect(widget.locator(".cnnlab-pytorch code")).to_have_text(
        "# PyTorch has no layer for log-sum-exp pooling."
    )


@pytest.mark.browser
def test_what_is_no_call_offers_no_code(page: Page):
    widget = alone(page, Locality())
    expect(widget.locator(".cnnlab-save")).to_be_visible()
    expect(widget.locator(".cnnlab-pytorch")).to_have_count(0)


@pytest.mark.browser
def test_long_lines_scroll_on_a_phone(page: Page):
    page.set_viewport_size({"width": 320, "height": 800})
    widget = alone(page, SlidingKernel(padding=((1, 0), (0, 2)), flip=True))
    widget.get_by_text("As PyTorch code").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    set_traits(page, flip=False)
    expect(widget.locator(".cnnlab-pytorch code")).not_to_contain_text("flip")
