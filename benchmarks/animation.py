"""Frames a second of the widgets that move, in Chromium, each at the largest size it takes.

What plays by itself plays slowly, with all that happens within one position, and at full speed.
What has no play button gets a key or a step of its slider in every frame, as from a fast hand.

Run `make book SERVE=0` first. Usage: python benchmarks/animation.py [sliding_kernel ...]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import browser as local_browser  # noqa: E402
import serve  # noqa: E402
from placed import place  # noqa: E402

from cnnlab.images import photograph  # noqa: E402
from cnnlab.network import Flatten, Linear, Sequential  # noqa: E402
from cnnlab.widgets import (  # noqa: E402
    Channels,
    DrawDigit,
    Im2Col,
    Locality,
    ParameterCounter,
    Pooling,
    ReceptiveField,
    Shift,
    SizeExplorer,
    SlidingKernel,
)
from cnnlab.widgets.base import Widget  # noqa: E402

SECONDS = 4
SPEEDS = (2.0, 64.0)
FRAME = 1000 / 60

# The time between two frames, and the time that a frame's script takes: what is left is the
# browser's own drawing. `drive`, if any, is called in every frame.
MEASURE = """([seconds, target, key]) => new Promise((resolve) => {
  const intervals = [], own = [];
  const request = window.requestAnimationFrame.bind(window);
  const timed = (f) => (now) => {
    const start = performance.now();
    f(now);
    own.push(performance.now() - start);
  };
  window.requestAnimationFrame = (f) => request(timed(f));
  const element = target && document.querySelector(target);
  let count = 0;
  const drive = timed(() => {
    count += 1;
    if (element.type === "range") {
      const [low, high] = [Number(element.min), Number(element.max)];
      element.value = low + (count * Number(element.step)) % (high - low);
      element.dispatchEvent(new Event("input"));
    } else {
      const back = count % 40 >= 20;
      const way = back ? key.replace("Right", "Left").replace("Down", "Up") : key;
      element.dispatchEvent(new KeyboardEvent("keydown", { key: way, bubbles: true }));
    }
  });
  let last = null;
  const end = performance.now() + seconds * 1000;
  const tick = (now) => {
    if (last !== null) intervals.push(now - last);
    last = now;
    if (element) drive(now);
    if (now < end) return request(tick);
    window.requestAnimationFrame = request;
    resolve({ intervals, own });
  };
  request(tick);
})"""


def scenes() -> Iterator[tuple[str, Widget, str | None]]:
    """Yield a name, a widget at its largest, and what is driven if nothing plays."""
    random = np.random.default_rng(0)
    photo = photograph("camera", size=32, grey=True, crop=(40, 130, 220, 220))
    colours = photograph("astronaut", size=32, crop=(10, 130, 190, 190)).transpose(2, 0, 1)
    small = np.rint(photo[::2, ::2] * (9 / 255))

    def kernels(*shape: int) -> np.ndarray:
        return random.integers(-4, 5, shape)

    yield "sliding kernel", SlidingKernel(photo, kernels(7, 7), padding="same"), None
    yield "channels", Channels(colours, kernels(4, 3, 5, 5), bias=np.zeros(4)), None
    image = colours[:, 8:16, 8:16]
    for way in ("forward", "squares"):
        yield f"im2col {way}", Im2Col(image, kernels(3, 3, 3, 3), padding=1, way=way), None
    yield "size explorer", SizeExplorer(small, kernels(7, 7), size=16, padding="same"), None
    stamping = {"transposed": True, "size": 16, "stride": 2, "padding": 3}
    yield "size explorer transposed", SizeExplorer(small, kernels(7, 7), **stamping), None
    grid, slider = "[role=grid]", "input[type=range]"
    yield "pooling", Pooling(photo, kernel_size=7, stride=1, padding=3), grid
    yield "pooling Lᵖ", Pooling(photo, kernel_size=7, stride=1, operation="lp"), slider
    yield "receptive field", ReceptiveField(), ".cnnlab-input [role=grid]"
    yield "parameter counter", ParameterCounter(layer="linear"), grid
    yield "locality", Locality(), slider
    yield "shift", Shift(np.tile(photo, (2, 2)), kernels(7, 7)), slider
    network = Sequential(Flatten(), Linear(64, 100, rng=0), Linear(100, 10, rng=0))
    yield "draw a digit", DrawDigit({"linear": network}), ".cnnlab-draw-digit [tabindex='0']"


def report(name: str, speed: str, found: dict[str, list[float]]) -> None:
    times = np.array(found["intervals"])
    script = np.array(found["own"] or [0])
    late = np.mean(times > 1.5 * FRAME)
    print(
        f"{name:<26}{speed:>8}{1000 / times.mean():>10.1f}{np.median(times):>11.1f}"
        f"{np.percentile(times, 95):>9.1f}{late:>7.0%}{script.mean():>11.2f}"
        f"{np.percentile(script, 95):>9.2f}",
        flush=True,
    )


def measure(page: Page, site: str, name: str, widget: Widget, target: str | None) -> None:
    if target:
        place(site, page, widget)
        page.wait_for_timeout(500)
        report(name, "driven", page.evaluate(MEASURE, [SECONDS, target, "ArrowRight"]))
        return
    for speed in SPEEDS:
        widget.set_trait("speed", speed)
        place(site, page, widget)
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Play").click()
        found = page.evaluate(MEASURE, [SECONDS if speed < 4 else 0.9, None, None])
        report(name, f"{speed:g}/s", found)


def main() -> None:
    """Print the frame times of every widget, or of those whose names are given."""
    wanted = sys.argv[1:]
    with serve.serving(ROOT / "_build" / "html") as address, sync_playwright() as playwright:
        chromium = local_browser.launch(playwright)
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        print(
            f"{'widget':<26}{'speed':>8}{'frames/s':>10}{'median ms':>11}{'95 % ms':>9}{'late':>7}"
            f"{'script ms':>11}{'95 % ms':>9}"
        )
        for name, widget, target in scenes():
            if not wanted or widget.name in wanted:
                measure(page, address, name, widget, target)
        chromium.close()


if __name__ == "__main__":
    main()
