"""The page's JavaScript and `cnnlab` agree on every number, and refuse the same settings."""

import itertools
import json

import numpy as np
import pytest
from playwright.sync_api import Page

from cnnlab import convolve2d, correlate2d, pad, padding_amounts
from cnnlab.padding import PADDING_MODES

pytestmark = pytest.mark.browser

SLIDE_ALL = """async ([site, settings]) => {
  const { slideKernel } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { const { padded, output, amounts } = slideKernel(s); return { padded, output, amounts }; }
    catch (error) { return { error: error.name + ": " + error.message }; }
  });
}"""


def grid_of_settings():
    """Return settings in every combination that can go wrong, with numbers that are not whole."""
    random = np.random.default_rng(0)
    paddings = [0, 1, (2, 1), ((0, 1), (3, 2)), "valid", "same", "full"]
    shapes = [((6, 7), (3, 3)), ((5, 5), (2, 4)), ((1, 9), (1, 3)), ((8, 4), (4, 1))]
    for (image, kernel), padding, stride, dilation, mode, flip in itertools.product(
        shapes, paddings, (1, 2, (1, 3)), (1, (2, 1)), PADDING_MODES, (False, True)
    ):
        yield {
            "image": random.normal(size=image).round(3).tolist(),
            "kernel": random.normal(size=kernel).round(3).tolist(),
            "padding": padding,
            "stride": stride,
            "dilation": dilation,
            "padding_mode": mode,
            "flip": flip,
        }


def by_cnnlab(settings):
    """Return the padded image and the output, or None where cnnlab refuses the settings."""
    settings = dict(settings)
    operation = convolve2d if settings.pop("flip") else correlate2d
    image, kernel = settings.pop("image"), settings.pop("kernel")
    try:
        output = operation(image, kernel, **settings)
    except ValueError:
        return None
    amounts = padding_amounts(
        settings["padding"], np.shape(kernel), settings["stride"], settings["dilation"]
    )
    return pad(image, amounts, settings["padding_mode"]), output, amounts


def test_page_and_package_agree_on_a_grid_of_settings(site: str, page: Page):
    settings = list(grid_of_settings())
    page.goto(f"{site}/search.html")
    results = page.evaluate(SLIDE_ALL, [site, json.loads(json.dumps(settings))])
    compared = 0
    for given, found in zip(settings, results, strict=True):
        expected = by_cnnlab(given)
        if expected is None:
            assert "error" in found, f"cnnlab refuses {given}, the page does not"
            continue
        assert "error" not in found, f"cnnlab takes {given}, the page says {found}"
        padded, output, amounts = expected
        np.testing.assert_array_equal(found["padded"], padded)
        np.testing.assert_allclose(found["output"], output, rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(found["amounts"], amounts)
        compared += 1
    assert compared >= 500


GOOD = {
    "image": [[1, 2], [3, 4]],
    "kernel": [[1]],
    "padding": "valid",
    "stride": 1,
    "dilation": 1,
    "padding_mode": "zeros",
    "flip": False,
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": None}, "TypeError: image must be a list of rows"),
        ({"image": [[]]}, "RangeError: image must have at least one column"),
        ({"image": [[1, 2], [3]]}, "row 0 has, but row 1 has 1"),
        ({"image": [[1, "2"]]}, r"image[0][1] must be a finite number, not 2"),
        ({"kernel": [[None]]}, "kernel[0][0] must be a finite number, not null"),
        ({"kernel": [[1, 1, 1]]}, "the kernel spans 3 pixels (size 3, dilation 1)"),
        ({"stride": 0}, "stride must be a whole number of at least 1, not 0"),
        ({"dilation": 1.5}, "dilation must be a whole number of at least 1, not 1.5"),
        ({"padding": -1}, "padding must be a whole number of at least 0, not -1"),
        ({"padding": "most"}, "padding must be"),
        ({"padding": "same", "stride": 2}, 'padding "same" needs stride 1, but stride is 2'),
        ({"padding_mode": "black"}, "padding mode must be one of"),
        ({"padding_mode": "reflect", "padding": 2}, "can add at most 1 pixels to the 2 rows"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_setting(site, page: Page, change, message):
    page.goto(f"{site}/search.html")
    (result,) = page.evaluate(SLIDE_ALL, [site, [GOOD | change]])
    assert message in result["error"]
