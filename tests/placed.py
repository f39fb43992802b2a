"""Put widgets on a page of the site that has their script, as a chapter would."""

import json
from html import escape
from typing import Any

from playwright.sync_api import Locator, Page

import cnnlab.widgets
from cnnlab.widgets.base import Widget

WIDGETS = {
    cls.name: cls
    for cls in vars(cnnlab.widgets).values()
    if isinstance(cls, type) and issubclass(cls, Widget)
}

MOUNT = """(all) => {
  const box = document.createElement("div");
  box.innerHTML = all.join("");
  document.querySelector("article").replaceChildren(box);
  cnnlab.mountAll(box);
}"""


def place(site: str, page: Page, *widgets: Widget) -> Locator:
    """Show these widgets in place of what is on the page of the first; return where they are."""
    return _place(site, page, widgets[0].name, [widget._repr_html_() for widget in widgets])


def place_states(site: str, page: Page, name: str, *states: dict[str, Any] | str) -> Locator:
    """Show widgets of one kind with any states, as a broken page or a link could have them."""
    texts = [state if isinstance(state, str) else json.dumps(state) for state in states]
    html = (
        f'<div class="cnnlab-widget" data-widget="{name}" data-state="{escape(text)}"></div>'
        for text in texts
    )
    return _place(site, page, name, list(html))


def _place(site: str, page: Page, name: str, html: list[str]) -> Locator:
    address = f"{site}/book/widgets/{name}.html"
    if page.url != address:
        page.goto(address)
    page.evaluate(MOUNT, html)
    return page.locator(".cnnlab-widget")
