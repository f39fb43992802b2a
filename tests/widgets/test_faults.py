"""A fault of the program is told in the widget's place, and the console hears of it as well."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

# A widget that does what its trait `act` says, and notes that it was stopped.
DRAW = """(state) => {
  window.stopped = 0;
  const { notice } = cnnlab["parts/controls"];
  const acts = {
    fails: () => null.length,
    refuses(element) {
      const { box, refuse } = notice();
      element.replaceChildren(box);
      try {
        null.length;
      } catch (error) {
        refuse(error);
      }
    },
    draws: (element) => element.replaceChildren(document.createElement("p")),
    counts: (element) => acts.draws(element),
  };
  const place = document.querySelector(".cnnlab-widget");
  Object.assign(place.dataset, { widget: "faulty", state });
  cnnlab.register("faulty", {
    settings: [],
    positions: (model) => (model.get("act") === "counts" ? null.length : 0),
    render(model, element) {
      acts[model.get("act")](element);
      return () => (window.stopped += 1);
    },
  });
}"""


def drawn(site: str, page: Page, **state: object) -> Locator:
    page.goto(f"{site}/book/widgets/strip.html")
    page.evaluate(DRAW, json.dumps(state))
    return page.locator(".cnnlab-widget").first


@pytest.mark.parametrize("act", ["fails", "refuses"])
def test_what_no_check_has_thrown_reaches_the_console(
    site: str, page: Page, problems: list[str], act: str
) -> None:
    message = "Cannot read properties of null (reading 'length')"
    sentence = f"This widget cannot be shown: {message}."
    expect(drawn(site, page, act=act).get_by_role("alert")).to_contain_text(sentence)
    assert problems == [f"script: {message}"]


def test_a_widget_whose_guess_is_nonsense_is_stopped(
    site: str, page: Page, problems: list[str]
) -> None:
    guess = {"question": "How many?", "kind": "number", "answer": "many"}
    widget = drawn(site, page, act="draws", guess=guess)
    expect(widget.get_by_role("alert")).to_contain_text("This widget cannot be shown: ")
    assert page.evaluate("stopped") == 1
    assert problems == []


def test_a_fault_of_what_is_to_be_saved_reaches_the_console(
    site: str, page: Page, problems: list[str]
) -> None:
    widget = drawn(site, page, act="counts")
    with page.expect_event("pageerror"):
        widget.get_by_text("Save", exact=True).click()
    expect(widget.get_by_role("button", name="SVG")).to_be_visible()
    assert problems == ["script: Cannot read properties of null (reading 'length')"]
