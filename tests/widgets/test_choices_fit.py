"""What a box offers can be read in it, on a phone too."""

import pytest
from alone import alone
from playwright.sync_api import Page

from cnnlab.widgets import Channels, Im2Col, Pooling, Shift, SizeExplorer

# The choices that are wider than their box, less what its arrow takes.
CUT = """(widget) => [...widget.querySelectorAll("select")]
  .filter((box) => box.offsetParent)
  .flatMap((box) => {
    const style = getComputedStyle(box);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return [...box.options]
      .map(({ text }) => text)
      .filter((text) => pen.measureText(text).width > room - 20);
  })"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("made", [Channels, Im2Col, Pooling, Shift, SizeExplorer])
def test_no_box_cuts_what_it_offers(page: Page, made, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    assert alone(page, made()).evaluate(CUT) == []
