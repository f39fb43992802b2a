"""What a page asks for while it is open, and what goes wrong on it."""

import gzip
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

# The page has drawn all that was to be drawn, and run what waited for that.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


PACKED = {".npz", ".whl", ".woff2", ".zip"}  # files that do not get smaller


@lru_cache
def sent(address: str, folder: Path) -> int:
    """Return the bytes of a file of the site in `folder`, as a server sends it."""
    file = folder / urlsplit(address).path.removeprefix("/")
    body = file.read_bytes()
    return len(body) if file.suffix in PACKED else len(gzip.compress(body))


def asked_of_others(context: BrowserContext) -> list[str]:
    """Return a list that fills with what pages ask other hosts, whom the browser does not find."""
    foreign: list[str] = []

    def note(request: Request) -> None:
        if request.failure == "net::ERR_NAME_NOT_RESOLVED":
            foreign.append(request.url)

    context.on("requestfailed", note)
    return foreign


class Traffic:
    """The requests of a page, and in `problems` its errors and the requests that failed."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self._page = page
        self._under_way: set[Request] = set()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", lambda request: self._under_way.add(request))
        page.on("requestfinished", lambda request: self._under_way.discard(request))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def settle(self) -> None:
        """Wait until the page is loaded and drawn and waits for nothing."""
        self._page.wait_for_load_state()
        deadline = time.monotonic() + 60
        self._page.evaluate(DRAWN)
        while self._under_way:
            assert time.monotonic() < deadline, f"still under way: {self._under_way}"
            self._page.evaluate(DRAWN)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        self._under_way.discard(request)
        # What a page had under way when it was left is aborted, and no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")
