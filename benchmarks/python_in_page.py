"""Measure what Python in the page costs a reader: bytes and seconds, in Chromium.

    make book SERVE=0; python benchmarks/python_in_page.py

Bytes are counted as a server sends them, compressed with gzip, each file once. The site lies on
this machine, so seconds are those of starting Python, without those of a network. "Cached"
is a reload in the same browser. Networks are trained by the same code in a page and outside, in
turn, and the least of several times counts. The tables are printed and written to
python_in_page.md.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
import browser as local_browser  # noqa: E402
import serve  # noqa: E402
from in_worker import InWorker, outputs, texts  # noqa: E402
from traffic import sent  # noqa: E402

# What the first run of a page needs, and a cell that needs just that: the first of its page whose
# code has these words. Then a short cell to run after it.
CASES = {
    "NumPy alone": (
        "book/05_convolution.html",
        "as_it_is = correlate2d(",
        "as_it_is = correlate2d(",
    ),
    "and figures": ("book/09_channels.html", "[*maps, by_hand]", "weight = kernels[None]"),
    "and widgets": ("book/widgets/sliding_kernel.html", "SlidingKernel(", "SlidingKernel("),
}
MEGABYTE = 1_000_000

TRAINING = """
import json, time
from cnnlab.experiments.digit_networks import make_cnn, make_linear, make_mlp, train_on_digits

def seconds(make, epochs):
    start = time.perf_counter()
    train_on_digits(make, epochs)
    return time.perf_counter() - start

recipes = {"linear": (make_linear, 24), "MLP": (make_mlp, 24), "CNN": (make_cnn, 6)}
least = {name: min(seconds(*recipe) for _ in range(4)) for name, recipe in recipes.items()}
print(json.dumps(least))
"""
ROUNDS = 3
WHY = """\
What is left of the difference is the products of matrices: NumPy in a page has neither BLAS nor
vector instructions. It is largest for the MLP, half of whose time these are: see
`cnnlab.methods.fast.without_blas`.
"""


def main() -> None:
    """Measure all, print the table and write it down."""
    with serve.serving(SITE) as address, sync_playwright() as playwright:
        chromium = local_browser.launch(playwright)
        lines = [
            "| first run | fetched, MB | output after, s | cached, s | second cell, ms |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(row(chromium, address, name, *case) for name, case in CASES.items()),
        ]
        opened = opening(chromium, f"{address}/{CASES['NumPy alone'][0]}")
        trained = training(chromium, address)
        version = chromium.version
    table = "\n".join(lines)
    text = (
        f"On {os.cpu_count()} cores, Chromium {version}. Opening a chapter fetches "
        f"{opened / 1000:.1f} kB for Python's sake.\n\n{table}\n\n{trained}\n\n{WHY}"
    )
    print(text)
    (ROOT / "benchmarks" / "python_in_page.md").write_text(text, encoding="utf-8")


def row(chromium: Browser, address: str, name: str, path: str, words: str, short: str) -> str:
    """Run a cell in a new browser, once more after a reload, and then one that is short."""
    context = chromium.new_context()
    page = context.new_page()
    fetched: set[str] = set()
    context.on("request", lambda request: fetched.add(urlsplit(request.url).path))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    fetched.clear()
    cold = run(page, words)
    megabytes = weight(fetched) / MEGABYTE
    page.reload(wait_until="networkidle")
    cached = run(page, words)
    second = min(run(page, short) for _ in range(5))
    context.close()
    return f"| {name} | {megabytes:.1f} | {cold:.1f} | {cached:.1f} | {1000 * second:.0f} |"


def opening(chromium: Browser, address: str) -> int:
    """Return the bytes that are fetched for Python when a page is opened."""
    page = chromium.new_page()
    fetched: set[str] = set()
    page.on("request", lambda request: fetched.add(urlsplit(request.url).path))
    page.goto(address, wait_until="networkidle")
    page.close()
    return weight(path for path in fetched if "/_static/python/" in path)


def training(chromium: Browser, address: str) -> str:
    """Train the chapter's networks in a page and outside, and return the table of both."""
    page = chromium.new_page()
    cells = [{"id": "train", "source": TRAINING}]
    worker = InWorker(page, address, cells)
    rounds = []
    for _ in range(ROUNDS):
        inside = "".join(
            text for kind, text in texts(outputs(worker.run("train"))) if kind == "stdout"
        )
        outside = subprocess.run(
            [sys.executable, "-c", TRAINING], capture_output=True, text=True, check=True
        )
        rounds.append((json.loads(inside), json.loads(outside.stdout)))
    page.close()
    lines = ["| training | in the page, s | outside, s | times |", "| --- | ---: | ---: | ---: |"]
    for name in rounds[0][0]:
        here, there = (min(pair[side][name] for pair in rounds) for side in (0, 1))
        lines.append(f"| {name} | {here:.2f} | {there:.2f} | {here / there:.1f} |")
    return "\n".join(lines)


def weight(paths: Iterable[str]) -> int:
    """Return the bytes of files as a server sends them; what the page has made itself is none."""
    return sum(sent(path, SITE) for path in paths if (SITE / path.removeprefix("/")).is_file())


def run(page: Page, words: str) -> float:
    """Press Run on the cell with `words`, and return the seconds until it is done."""
    cell = page.locator(".cell", has=page.locator(".cell_input", has_text=words)).first
    return seconds_until_done(page, cell.get_attribute("id") or "")


def seconds_until_done(page: Page, cell: str) -> float:
    # Measured in the page: the way to it and back takes longer than a short cell.
    seconds: float = page.evaluate(
        """async (id) => {
          const cell = document.getElementById(id);
          const status = cell.querySelector(".cnnlab-status");
          status.textContent = "";
          const start = performance.now();
          cell.querySelector(".cnnlab-run-tools button").click();
          while (!status.textContent.includes("Done")) {
            if (performance.now() - start > 120_000) throw new Error(status.textContent);
            await new Promise((done) => setTimeout(done, 5));
          }
          return (performance.now() - start) / 1000;
        }""",
        cell,
    )
    return seconds


if __name__ == "__main__":
    main()
