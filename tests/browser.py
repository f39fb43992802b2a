"""Find a browser for the tests, or install one: `python tests/browser.py` says which it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

COMMANDS = (
    "chromium-headless-shell",  # a page opens in it in a third of the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NONE_FOUND = (
    "No browser: the tests need Chromium or Chrome. Install one, or set CNNLAB_BROWSER to the "
    "path of one; `python -m playwright install chromium` was tried and did not work."
)


def find() -> str:
    """Return the path of a Chromium-like browser, installing Playwright's where there is none.

    Raises
    ------
    RuntimeError
        If CNNLAB_BROWSER names no file, or no browser is found and none can be installed.
    """
    chosen = os.environ.get("CNNLAB_BROWSER")
    if chosen:
        if not Path(chosen).is_file():
            raise RuntimeError(f"CNNLAB_BROWSER is {chosen!r}, but there is no such file.")
        return chosen
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    for place in PLACES:
        if Path(place).is_file():
            return place
    return _playwrights() or _install() or _fail()


def arguments() -> list[str]:
    """Return the flags that keep the browser quiet, and let it run as root as in containers.

    It finds no host but this machine. Refusing requests one by one would disable its cache.
    """
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    return flags


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=find(), args=arguments())


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _install() -> str | None:
    print("No browser found: installing Playwright's Chromium.", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return _playwrights()


def _fail() -> str:
    raise RuntimeError(NONE_FOUND)


if __name__ == "__main__":
    try:
        print(f"Browser for the tests: {find()}", flush=True)
    except RuntimeError as error:
        sys.exit(str(error))
