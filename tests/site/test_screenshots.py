"""Key pages look as they did: their pictures, made small, against those in `screenshots`.

The pictures are small on purpose. Other fonts and another rounding do not matter at this size; a
missing style, an empty widget or a light card in the dark does. `pytest --renew-screenshots` takes
them afresh: look at them before they are committed.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KEPT = Path(__file__).with_name("screenshots")
DESKTOP, PHONE = {"width": 1280, "height": 960}, {"width": 360, "height": 720}
SMALL = (40, 30)
TOLERANCE = 0.04  # of full brightness, on average over the picture
SHOTS = {
    "index-light": ("book/index.html", DESKTOP, "light"),
    "index-dark": ("book/index.html", DESKTOP, "dark"),
    "index-phone": ("book/index.html", PHONE, "light"),
    "convolution-light": ("book/05_convolution.html", DESKTOP, "light"),
    "padding-dark": ("book/06_padding.html", DESKTOP, "dark"),
    "im2col-light": ("book/09_im2col.html", DESKTOP, "light"),
    "pooling-dark": ("book/10_pooling.html", DESKTOP, "dark"),
}


def taken(page: Page) -> NDArray[np.float64]:
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    return np.asarray(picture.resize(SMALL, Image.Resampling.BOX), dtype=float) / 255


def opened(page: Page, site: str, name: str) -> None:
    path, size, scheme = SHOTS[name]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{site}/{path}", wait_until="networkidle")
    page.locator(".cnnlab button").first.wait_for()


@pytest.mark.parametrize("name", SHOTS)
def test_a_page_looks_as_it_did(
    site: str, page: Page, name: str, pytestconfig: pytest.Config
) -> None:
    opened(page, site, name)
    now = taken(page)
    file = KEPT / f"{name}.png"
    if pytestconfig.getoption("--renew-screenshots"):
        KEPT.mkdir(exist_ok=True)
        Image.fromarray((now * 255).round().astype(np.uint8)).save(file)
    before = np.asarray(Image.open(file).convert("RGB"), dtype=float) / 255
    difference = np.abs(now - before).mean()
    assert difference <= TOLERANCE, f"{name} differs by {difference:.3f} on average"


def test_the_comparison_sees_what_goes_wrong(site: str, page: Page) -> None:
    opened(page, site, "index-light")
    good = taken(page)
    faults = {
        "no widget": "document.querySelector('.cnnlab-widget').remove()",
        "a light page in the dark": "document.documentElement.dataset.theme = 'dark'",
        "no style": "document.querySelectorAll('link[rel=stylesheet]').forEach((s) => s.remove())",
    }
    for fault, script in faults.items():
        page.reload(wait_until="networkidle")
        page.evaluate(script)
        assert np.abs(taken(page) - good).mean() > TOLERANCE, fault
