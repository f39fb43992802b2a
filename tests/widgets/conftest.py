"""One page for all tests of a file: to open a new one costs more than what most of them do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from traffic import refuse_other_hosts

SIZE = {"width": 1280, "height": 720}  # Playwright's own


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZE)
    foreign = refuse_other_hosts(context)
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
