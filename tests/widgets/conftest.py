"""One page for all tests of a file: opening a new one takes longer than most of them."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from traffic import asked_of_others

SIZE = {"width": 1280, "height": 720}  # Playwright's own


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZE)
    foreign = asked_of_others(context)
    yield context.new_page()
    context.close()
    assert foreign == [], "the page asked other hosts"


@pytest.fixture
def page(shared_page: Page) -> Iterator[Page]:
    """Return a page that is as good as new."""
    yield shared_page
    shared_page.unroute_all(behavior="ignoreErrors")
    shared_page.set_viewport_size(SIZE)
    shared_page.emulate_media(
        media="null", color_scheme="light", reduced_motion="no-preference", forced_colors="none"
    )
    shared_page.mouse.move(0, 0)
    if shared_page.url != "about:blank":
        shared_page.evaluate("localStorage.clear()")
        shared_page.goto("about:blank")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of a page on which a test fails, as Playwright does of pages of its own."""
    report = yield
    shown = item.funcargs.get("shared_page")
    if shown and report.failed and item.config.getoption("--screenshot") != "off":
        name = re.sub(r"\W+", "-", item.name)
        shown.screenshot(path=Path(item.config.getoption("--output")) / f"{name}.png")
    return report
