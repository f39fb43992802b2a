"""A widget alone on a page: JupyterLab's bundle, with a model that works as JupyterLab's does."""

from base64 import b64encode
from typing import Any

from playwright.sync_api import Locator, Page

from cnnlab.widgets.base import Widget

# `model.set` tells each listener at once, as Backbone does; `saved` holds what Python was told.
DRAW = """async ([script, state]) => {
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


def alone(page: Page, widget: Widget) -> Locator:
    """Draw a widget on an empty page. The page's `model` is its model."""
    page.set_content(
        f'<meta charset="utf-8"><style>{widget._css}</style><main class="cnnlab-widget"></main>'
    )
    script = b64encode(str(widget._esm).encode()).decode()
    page.evaluate(DRAW, [script, widget.state()])
    return page.locator(".cnnlab").first


def set_traits(page: Page, **traits: Any) -> None:
    """Set traits from outside, as Python does, all in one message."""
    page.evaluate("(traits) => Object.entries(traits).forEach(([k, v]) => model.set(k, v))", traits)


def traits_of(page: Page, *names: str) -> list[Any]:
    """Return what the model holds."""
    values: list[Any] = page.evaluate("(names) => names.map((name) => model.get(name))", names)
    return values
