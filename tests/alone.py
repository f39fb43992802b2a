"""A widget alone on a page: JupyterLab's bundle, with a model that works as JupyterLab's does."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page
from traffic import DRAWN

from cnnlab.widgets.base import Widget

# The page starts over without a new document, which takes long: Playwright prepares each one.
SHOW = """(html) => {
  window.stop();  // the widget before, if there is one
  const { head, body } = new DOMParser().parseFromString(html, "text/html");
  const root = document.documentElement;
  for (const name of root.getAttributeNames()) root.removeAttribute(name);
  document.head.replaceWith(head);
  document.body.replaceWith(body);
  scrollTo(0, 0);
}"""
# `model.set` tells each listener at once, as Backbone does; `saved` holds what Python was told.
DRAW = """async ([script, text]) => {
  const state = JSON.parse(text);  // as values, Playwright would look at each number by itself
  const listeners = {};
  let unsaved = {};
  window.saved = [];
  window.model = {
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
      unsaved[name] = state[name] = value;
      for (const listener of listeners[`change:${name}`] ?? []) listener();
    },
    save_changes() {
      if (Object.keys(unsaved).length) saved.push(unsaved);
      unsaved = {};
    },
    on: (event, listener) => (listeners[event] = [...(listeners[event] ?? []), listener]),
    off: (event, listener) =>
      (listeners[event] = listeners[event].filter((other) => other !== listener)),
  };
  const { default: widget } = await import(`data:text/javascript;base64,${script}`);
  window.stop = widget.render({ model, el: document.querySelector("main") });
}"""
# What can be seen: without ids, which are new at every drawing, and without traces of the focus.
LOOKS = """(widget) => [
  widget.innerHTML.replace(/cnnlab-[0-9]+| data-lm-suppress-shortcuts="true"/g, ""),
  ...[...widget.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
  ...[...widget.querySelectorAll("select, input")].map((box) => [box.value, box.checked]),
]"""
# Whatever is written into a live region is read out, whether its words are new or not.
COUNT_WRITINGS = """(place) => {
  window.writings = 0;
  window.counting?.disconnect();
  window.counting = new MutationObserver(() => (writings += 1));
  counting.observe(place, { childList: true, subtree: true });
}"""


def alone(page: Page, widget: Widget) -> Locator:
    """Draw a widget on an empty page. The page's `model` is its model."""
    show(page, _place(widget, ""))
    return draw(page, widget, widget.state())


def heights(page: Page, widget: Widget, width: int) -> tuple[float, float]:
    """Return how high the widget's first frame is, and the widget that takes its place."""
    page.set_viewport_size({"width": width, "height": 900})
    show(page, _place(widget, widget.first_frame()))
    frame = page.locator(".cnnlab").first.bounding_box()
    live = draw(page, widget, widget.state()).bounding_box()
    assert frame
    assert live
    return frame["height"], live["height"]


def show(page: Page, html: str) -> None:
    """Show HTML, and nothing that was there before."""
    page.evaluate(SHOW, html)


def _place(widget: Widget, content: str) -> str:
    return f'<style>{widget.style}</style><main class="cnnlab-widget">{content}</main>'


def draw(page: Page, widget: Widget, state: dict[str, Any]) -> Locator:
    """Draw a widget in the place shown for it, with any state."""
    script = b64encode(str(widget._esm).encode()).decode()
    page.evaluate(DRAW, [script, json.dumps(state)])
    return page.locator(".cnnlab").first


def set_traits(page: Page, **traits: Any) -> None:
    """Set traits from outside, as Python does, all in one message."""
    page.evaluate("(traits) => Object.entries(traits).forEach(([k, v]) => model.set(k, v))", traits)


def traits_of(page: Page, *names: str) -> list[Any]:
    """Return what the model holds."""
    values: list[Any] = page.evaluate("(names) => names.map((name) => model.get(name))", names)
    return values


def writings(place: Locator, do: Callable[[], object]) -> int:
    """Return how often words are written into a live region while something is done."""
    place.evaluate(COUNT_WRITINGS)
    do()
    count: int = place.page.evaluate("writings")
    return count


def looks(widget: Locator) -> list[Any]:
    """Return all that can be seen of a widget, once its cells know how large they are."""
    widget.evaluate(DRAWN)
    seen: list[Any] = widget.evaluate(LOOKS)
    return seen


def every_trait_is_seen(page: Page, made: Widget, values: dict[str, Any]) -> None:
    """Draw a widget and give each of its traits another value from outside: each changes it."""
    widget = alone(page, made)
    assert list(values) == list(made.own_traits())
    for name, value in values.items():
        before = looks(widget)
        set_traits(page, **{name: value})
        assert looks(widget) != before, name


def choose(widget: Locator, **settings: str) -> None:
    """Choose a value in each box, by the words beside it, with _ for a space."""
    for label, value in settings.items():
        widget.get_by_label(label.replace("_", " "), exact=True).select_option(value)


def change_every_control(widget: Locator) -> None:
    """Set each visible control to something else."""
    for box in widget.locator("select:visible").all():
        options = box.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
        box.select_option(next(o for o in reversed(options) if o != box.input_value()))
    for box in widget.locator("input[type=checkbox]:visible").all():
        box.click()
    for box in widget.locator("input[type=range]:visible").all():
        box.fill(box.get_attribute("max") or "1")
    weight = "[aria-label^='Weight']"  # one of a kernel's many will do
    boxes = widget.locator("input[type=number]:visible, input[type=text]:visible")
    plain = boxes.and_(widget.page.locator(f":not({weight})"))
    for box in [*plain.all(), *boxes.and_(widget.page.locator(weight)).all()[:1]]:
        box.fill("7")
        box.press("Enter")


def reset_puts_back(widget: Locator, first: list[Any]) -> None:
    """Press Reset: a widget that was changed is to be seen as it was at first."""
    assert looks(widget) != first
    widget.get_by_role("button", name="Reset").click()
    widget.page.mouse.move(0, 0)
    assert looks(widget) == first
