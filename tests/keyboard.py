"""What the keyboard reaches in a widget."""

from playwright.sync_api import Locator

FOCUSABLE = "select, input, button, summary, [tabindex='0']"
IN_WIDGET = "document.activeElement.closest('.cnnlab') !== null"
# Tab reaches one of a group of radio buttons, and the arrow keys the others.
TO_REACH = """(widget, focusable) => {
  window.missed = new Set([...widget.querySelectorAll(focusable)].filter(
    (e) => e.checkVisibility() && !e.disabled && (e.type !== "radio" || e.checked)));
}"""
MISSED = """[...missed].map(
  (e) => e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent)"""


def names_reached(widget: Locator) -> set[str | None]:
    """Press Tab from the widget's first control until the focus leaves it; return the names met."""
    page = widget.page
    names = set()
    widget.locator(FOCUSABLE).first.focus()
    while page.evaluate(IN_WIDGET):
        names.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        names.add(page.evaluate("document.activeElement.labels?.[0]?.textContent"))
        page.keyboard.press("Tab")
    return names


def controls_missed(widget: Locator) -> list[str]:
    """Press Tab through the widget; return the names of the controls that it does not reach."""
    page = widget.page
    widget.evaluate(TO_REACH, FOCUSABLE)
    widget.locator(FOCUSABLE).first.focus()
    while page.evaluate(f"missed.delete(document.activeElement), {IN_WIDGET}"):
        page.keyboard.press("Tab")
    names: list[str] = page.evaluate(MISSED)
    return names
