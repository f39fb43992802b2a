"""Widgets of the site and some text, on a page without a theme."""

from urllib.parse import urlsplit

from places import ROOT
from playwright.sync_api import Locator, Page, Route

from cnnlab.style import css_variables
from cnnlab.widgets.base import Widget

SITE = ROOT / "frontend" / "dist" / "site"
ADDRESS = "http://localhost/"


def on_page(page: Page, *parts: Widget | str, fragment: str = "") -> Locator:
    """Show widgets and HTML below each other, at an address that ends so; return the widgets."""
    names = {part.name for part in parts if isinstance(part, Widget)}
    scripts = "".join(f'<script src="/{name}.js"></script>' for name in ("core", *names))
    styles = "".join(_text(f"{name}.css") for name in ("core", *names))
    html = (part._repr_html_() if isinstance(part, Widget) else part for part in parts)
    content = (
        f'<!DOCTYPE html><meta charset="utf-8"><style>{css_variables()}{styles}</style>'
        f"<main>{''.join(html)}</main>{scripts}"
    )

    def answer(route: Route) -> None:
        script = SITE / urlsplit(route.request.url).path.removeprefix("/")
        if script.suffix == ".js":
            route.fulfill(path=script)
        else:
            route.fulfill(body=content, content_type="text/html")

    page.route("**/*", answer)
    page.goto("about:blank")
    page.goto(f"{ADDRESS}{fragment}")
    return page.locator(".cnnlab-widget")


def _text(name: str) -> str:
    return (SITE / name).read_text(encoding="utf-8")
