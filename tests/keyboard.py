"""What the keyboard reaches in a widget."""

from playwright.sync_api import Locator

FOCUSABLE = "select, input, button, summary, [tabindex='0']"


def names_reached(widget: Locator) -> set[str | None]:
    """Press Tab from the widget's first control until the focus leaves it; return the names met."""
    page = widget.page
    names = set()
    widget.locator(FOCUSABLE).first.focus()
    while page.evaluate("document.activeElement.closest('.cnnlab') !== null"):
        names.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        names.add(page.evaluate("document.activeElement.labels?.[0]?.textContent"))
        page.keyboard.press("Tab")
    return names
