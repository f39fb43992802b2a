"""Cells of the site's pages, written and run by the page's own buttons."""

import re

from playwright.sync_api import Locator, expect


def write(cell: Locator, code: str) -> None:
    """Write code into a cell, in the editor that comes with the focus."""
    edit = cell.get_by_role("button", name=re.compile("^Edit"))
    if edit.is_visible():
        edit.click()
    elif cell.locator("textarea").count():
        cell.locator("textarea").click()
    cell.locator(".cm-content").click()
    cell.page.keyboard.press("ControlOrMeta+a")
    cell.page.keyboard.press("Delete")
    cell.page.keyboard.insert_text(code)


def run(cell: Locator, code: str | None = None, timeout: float | None = None) -> Locator:
    """Run a cell to its end; return the place of its outputs."""
    if code is not None:
        write(cell, code)
    cell.get_by_role("button", name=re.compile("^Run")).click()
    status = cell.locator(".cnnlab-status")
    expect(status).to_contain_text(re.compile("Done|error"), timeout=timeout)
    return cell.locator(".cell_output")
