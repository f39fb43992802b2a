"""What a setting changes is seen; whoever does not see it hears it, once."""

import pytest
from alone import alone
from playwright.sync_api import Page

from cnnlab.widgets import (
    Aliasing,
    Channels,
    Im2Col,
    Lens,
    NetworkBuilder,
    ParameterCounter,
    Pooling,
    Shift,
    SideView,
    SizeExplorer,
    SlidingKernel,
    Strip,
    Wiring,
)

# The words of each live region that was written into.
LISTEN = """(widget) => {
  window.heard = [];
  const place = ({ target }) =>
    (target.nodeType === Node.TEXT_NODE ? target.parentElement : target).closest("[role=status]");
  new MutationObserver((changes) => {
    for (const region of new Set(changes.map(place))) {
      if (region && region.ariaLive !== "off") heard.push(region.textContent);
    }
  }).observe(widget, { childList: true, characterData: true, subtree: true });
}"""

SETTINGS = {
    "aliasing": (Aliasing, "Stride", "The wave through the dots"),
    "channels": (Channels, "Output channels", "weight: 3 × 3 × 3 × 3"),
    "im2col": (Im2Col, "Stride", "Windows, one a row, "),
    "lens": (Lens, "Stride", "Output 128 × 128, "),
    "network builder": (NetworkBuilder, "Start from", " multiply-adds"),
    "parameter counter": (ParameterCounter, "Usual values of Rows H", " parameters"),
    "pooling": (Pooling, "Operation", "row 0, column 0: "),
    "shift": (Shift, "Pooling", "Feature map "),
    "side view": (SideView, "kernel", "Its field is "),
    "size explorer": (SizeExplorer, "Stride", "⌊"),
    "sliding kernel": (SlidingKernel, "Stride", "⌊"),
    "strip": (Strip, "Stride", "Maximum of 3, then blur: "),
    "wiring": (Wiring, "Wiring", "Parameters: "),
}


@pytest.mark.browser
@pytest.mark.parametrize(("make", "label", "words"), SETTINGS.values(), ids=SETTINGS)
def test_what_a_setting_changes_is_said_once(page: Page, make, label: str, words: str):
    widget = alone(page, make())
    control = widget.get_by_label(label, exact=True).first
    widget.evaluate(LISTEN)
    control.focus()
    if control.evaluate("({ localName }) => localName === 'select'"):
        control.evaluate("(box) => { box.selectedIndex += box.selectedIndex ? -1 : 1 }")
        control.dispatch_event("change")
    else:
        control.press("ArrowRight")
    heard = page.evaluate("heard")
    assert [words in said for said in heard].count(True) == 1, heard
    control.dispatch_event("change")  # nothing is new
    assert page.evaluate("heard") == heard
