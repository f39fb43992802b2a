"""Frames a second of the sliding kernel: a 7 x 7 kernel on a 32 x 32 image, in Chromium.

Run `make book SERVE=0` first. Usage: python benchmarks/animation.py [chapter]
"""

import sys
import threading
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import browser as local_browser  # noqa: E402
import serve  # noqa: E402

SECONDS = 4
# The time between two frames, and the time that a frame's script takes: what is left of the
# 16.7 ms is the browser's own drawing.
MEASURE = """(seconds) => new Promise((resolve) => {
  const intervals = [], own = [];
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (f) => request((now) => {
    const start = performance.now(); f(now); own.push(performance.now() - start);
  });
  let last = null, end = performance.now() + seconds * 1000;
  const tick = (now) => {
    if (last !== null) intervals.push(now - last);
    last = now;
    if (now < end) request(tick); else resolve({ intervals, own });
  };
  request(tick);
})"""


def main() -> None:
    """Print the frame times at a slow and at the highest speed."""
    chapter = sys.argv[1] if len(sys.argv) > 1 else "book/05_convolution.html"
    with serve.server(ROOT / "_build" / "html") as httpd, sync_playwright() as playwright:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        chromium = playwright.chromium.launch(
            executable_path=local_browser.find(), args=local_browser.arguments()
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{serve.address(httpd)}/{chapter}")
        widget = page.get_by_role("group", name="Sliding kernel")
        widget.get_by_label("Image", exact=True).select_option("cameraman")
        widget.get_by_label("Kernel size").select_option("7")
        widget.get_by_label("Padding").select_option('"same"')
        print(f"{'speed':>8} {'frames/s':>9} {'median ms':>10} {'95 % ms':>8} {'script ms':>10}")
        for speed in ("1", "6"):  # powers of two: 2 and 64 outputs a second
            widget.get_by_label("Speed").fill(speed)
            widget.get_by_role("button", name="Back to the start").click()
            widget.get_by_role("button", name="Play").click()
            found = page.evaluate(MEASURE, SECONDS)
            widget.get_by_role("button", name="Pause").click()
            times = np.array(found["intervals"])
            print(
                f"{2 ** int(speed):>6}/s {1000 / times.mean():>9.1f} {np.median(times):>10.1f} "
                f"{np.percentile(times, 95):>8.1f} {np.mean(found['own']):>10.2f}"
            )
        chromium.close()
        httpd.shutdown()


if __name__ == "__main__":
    main()
