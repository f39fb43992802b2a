"""Pictures a second that the lens draws while a camera runs, in Chromium, at 256 × 256 in colour.

Run `python frontend/build.py` first. Usage: python benchmarks/lens.py

The camera is a canvas of 640 × 480 that sends up to 60 pictures a second, so that the lens sets the
pace. A picture's time is that of its script, from reading the camera to what is painted. Ten times
a second it draws the spectra and the loupe, too. The best of several rounds counts. The table is
printed and written to lens.md.
"""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import browser as local_browser  # noqa: E402
from alone import alone  # noqa: E402

from cnnlab.kernels import KERNELS, binomial  # noqa: E402
from cnnlab.widgets import Lens  # noqa: E402

SECONDS, ROUNDS = 2, 5
CASES: dict[str, dict[str, Any]] = {
    "3 × 3": {"kernel": KERNELS["sobel_x"]},
    "5 × 5": {"kernel": binomial(5)},
    "5 × 5, dilation 4, ReLU, maximum 2 × 2": {
        **{"kernel": binomial(5), "dilation": 4, "relu": True, "pooling": "max"}
    },
    "3 × 3, stride 2, blurred before": {"stride": 2, "blur_first": True},
    "3 × 3, stride 8, blurred before": {"stride": 8, "blur_first": True},
}
CAMERA = """() => {
  const noise = new ImageData(704, 544);
  noise.data.forEach((_, i) => (noise.data[i] = i % 4 === 3 ? 255 : Math.random() * 256));
  const still = new OffscreenCanvas(704, 544);
  still.getContext("2d").putImageData(noise, 0, 0);
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const brush = canvas.getContext("2d");
  let count = 0;
  const move = () => {
    count += 1;
    brush.drawImage(still, -(count % 64), -((3 * count) % 64));
    requestAnimationFrame(move);
  };
  move();
  const getUserMedia = async () => canvas.captureStream(60);
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia } });
  window.times = [];
  const request = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (draw) {
    return request.call(this, (...told) => {
      const start = performance.now();
      draw(...told);
      times.push(performance.now() - start);
    });
  };
}"""


def main() -> None:
    """Measure all settings, print the table and write it down."""
    with sync_playwright() as playwright:
        chromium = local_browser.launch(playwright)
        page = chromium.new_page(viewport={"width": 1000, "height": 1200})
        rows = [row(page, name, Lens(**traits)) for name, traits in CASES.items()]
        version = chromium.version
        chromium.close()
    head = (
        "| kernel and settings | pictures a second | ms a picture | ms with all |\n"
        "| --- | ---: | ---: | ---: |\n"
    )
    load = round(os.getloadavg()[0])
    where = f"On {os.cpu_count()} cores, at a load of {load}; Chromium {version}."
    text = f"{where} The script's times are medians.\n\n{head}" + "\n".join(rows)
    print(text)
    (ROOT / "benchmarks" / "lens.md").write_text(f"{text}\n", encoding="utf-8")


def row(page: Page, name: str, lens: Lens) -> str:
    """Let the camera run, and return the line of the table."""
    page.goto("about:blank")
    widget = alone(page, lens)
    page.evaluate(CAMERA)
    widget.get_by_role("button", name="Use the camera").click()
    page.wait_for_timeout(1500)
    rounds = np.array([one_round(page) for _ in range(ROUNDS)])
    rate, (plain, spectra) = rounds[:, 0].max(), rounds[:, 1:].min(axis=0)
    return f"| {name} | {rate:.0f} | {plain:.1f} | {spectra:.1f} |"


def one_round(page: Page) -> tuple[float, float, float]:
    """Return the pictures a second, and the medians of their times without and with spectra."""
    page.evaluate("times.length = 0")
    page.wait_for_timeout(1000 * SECONDS)
    times = np.sort(page.evaluate("times"))
    # Those with spectra take longest: ten a second, or half of them where that is less.
    count = min(len(times) // 2, 10 * SECONDS)
    return len(times) / SECONDS, np.median(times[:-count]), np.median(times[-count:])


if __name__ == "__main__":
    main()
