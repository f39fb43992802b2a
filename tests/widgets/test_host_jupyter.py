"""JupyterLab's host: it gives a widget a place first, and puts the place into the page later."""

from base64 import b64encode

import pytest
from alone import alone, show
from playwright.sync_api import Page, expect

from cnnlab.widgets import Channels, Guess, SizeCalculator

pytestmark = pytest.mark.browser

RENDER = """async ([script, state]) => {
  const model = { get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {} };
  const { default: widget } = await import(`data:text/javascript;base64,${script}`);
  window.place = document.createElement("div");
  window.stop = widget.render({ model, el: place });
  await new Promise((done) => setTimeout(done, 100));
  return place.childElementCount;
}"""
PUT = "() => document.querySelector('main').append(place)"


@pytest.fixture
def drawn_outside(page: Page) -> int:
    """Return how much is drawn while the place is not in the page."""
    widget = SizeCalculator()
    show(page, f"<style>{widget._css}</style><main></main>")
    script = b64encode(str(widget._esm).encode()).decode()
    count: int = page.evaluate(RENDER, [script, widget.state()])
    return count


def test_a_widget_is_drawn_once_its_place_has_colours(page: Page, drawn_outside: int) -> None:
    assert drawn_outside == 0
    page.evaluate(PUT)
    expect(page.locator(".cnnlab")).to_be_visible()


def test_a_widget_that_is_stopped_before_is_not_drawn(page: Page, drawn_outside: int) -> None:
    page.evaluate("() => stop()")
    page.evaluate(PUT)
    page.wait_for_timeout(200)
    expect(page.locator(".cnnlab")).to_have_count(0)


def test_another_kind_of_widget_leaves_a_widget_its_own_style(page: Page) -> None:
    axes = alone(page, Channels()).locator(".cnnlab-channels-words ol")
    page.add_style_tag(content=Guess._css)  # as JupyterLab does when the first guess is shown
    expect(axes).not_to_have_css("padding-left", "0px")


def test_a_widget_takes_its_own_style_with_it(page: Page) -> None:
    alone(page, Channels())
    assert page.evaluate("document.adoptedStyleSheets.length") == 1
    page.evaluate("() => stop()")
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


HBOX = """<div class="widget-hbox" style="display: flex">
  <div style="flex: 1"><div class="cnnlab">one</div></div>
  <div style="flex: 1"><div class="cnnlab">other</div></div>
</div>"""


def test_cards_in_an_hbox_do_not_touch(page: Page) -> None:
    show(page, f"<style>{SizeCalculator().style}</style><main>{HBOX}</main>")
    one, other = (card.bounding_box() for card in page.locator(".cnnlab").all())
    assert one
    assert other
    assert other["x"] - (one["x"] + one["width"]) > 8


def test_a_page_that_starts_over_starts_at_its_top(page: Page) -> None:
    for _ in range(2):  # or a test's pointer would miss what lies above
        show(page, "<main style='height: 3000px'></main>")
        assert page.evaluate("scrollY") == 0
        page.evaluate("scrollTo(0, 300)")
