"""Locality: the measure against NumPy's, its shuffle, and the widget on the site and live."""

import numpy as np
import pytest
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect

from cnnlab.check import ch02
from cnnlab.images import photograph
from cnnlab.locality import pixel_correlation, shuffle_order, shuffle_pixels
from cnnlab.widgets import Locality

CHAPTER = "book/02_locality.html"


@pytest.mark.parametrize(
    ("down", "right", "first", "second"),
    [
        (0, 3, np.s_[:, :-3], np.s_[:, 3:]),
        (2, 0, np.s_[:-2], np.s_[2:]),
        (1, 4, np.s_[:-1, :-4], np.s_[1:, 4:]),
        (2, -1, np.s_[:-2, 1:], np.s_[2:, :-1]),
        (-2, 1, np.s_[:-2, 1:], np.s_[2:, :-1]),
        (0, -3, np.s_[:, :-3], np.s_[:, 3:]),
        (0, 0, np.s_[:], np.s_[:]),
    ],
)
def test_the_correlation_is_numpys(down, right, first, second):
    image = photograph("coffee", size=(20, 30), grey=True)
    expected = np.corrcoef(image[first].ravel(), image[second].ravel())[0, 1]
    assert pixel_correlation(image, down, right) == pytest.approx(expected, abs=1e-12)


def test_a_constant_image_predicts_nothing():
    assert pixel_correlation(np.ones((4, 4)), 0, 1) == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1, 2], 0, 1), ValueError, r"image must have shape \(H, W\), got shape \(2,\)"),
        (([[1, 2]], 1, 0), ValueError, r"down must be less than the 1 pixels .*\(1, 2\), got 1"),
        (([[1, 2]], 0, -2), ValueError, r"right must be less than the 2 pixels .*got -2"),
        (([[1, 2]], 0, 0.5), TypeError, "right must be an integer, got 0.5"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        pixel_correlation(*arguments)


def test_shuffling_keeps_every_pixel_and_gives_all_images_one_order():
    assert sorted(shuffle_order(1000)) == list(range(1000))
    images = np.arange(24).reshape(2, 3, 4)
    shuffled = shuffle_pixels(images)
    assert sorted(shuffled[0].ravel()) == list(range(12))
    np.testing.assert_array_equal(shuffled[1], shuffled[0] + 12)
    assert (shuffled != images).any()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (..., "Not answered yet"),
        (lambda image, d: ..., "Not answered yet"),
        (lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel())[0, 1], "Right"),
        (lambda image, d: pixel_correlation(image, 0, d), "Not yet. For image = "),
        (lambda image, d: np.mean(image[:-d] * image[d:]), "Not yet. For image = "),
        (lambda image, d: np.corrcoef(image[:-d].ravel(), image[d:].ravel()), "has shape (2, 2)"),
    ],
)
def test_the_checker_knows_right_from_wrong(function, message):
    assert message in repr(ch02.correlation_downwards(function))


@pytest.fixture
def widget(site: str, page: Page) -> Locator:
    page.goto(f"{site}/{CHAPTER}")
    return page.get_by_role("group", name="Locality")


@pytest.mark.browser
def test_the_page_measures_what_python_measures(widget: Locator, page: Page, site: str, problems):
    expect(widget).to_be_visible()
    settings = [
        (name, direction, shuffled)
        for name in ("camera", "coffee", "grass")
        for direction in ("right", "down", "diagonal")
        for shuffled in (False, True)
    ]
    compared = 0
    for name, direction, shuffled in settings:
        widget.get_by_label("Image", exact=True).select_option(name)
        widget.get_by_label("Direction").select_option(direction)
        widget.get_by_label("Shuffle the pixels").set_checked(shuffled)
        for distance in (1, 5, 30):
            widget.get_by_label("Distance in pixels").fill(str(distance))
            python = Locality(
                photograph=name, direction=direction, shuffled=shuffled, distance=distance
            )
            said = widget.get_by_role("status").first.inner_text()
            shown = float(said.rsplit(" ", 1)[1].replace("−", "-"))
            assert shown == pytest.approx(python.correlation, abs=0.00501), repr(python)
            compared += 1
    assert compared == 54
    assert problems == []


@pytest.mark.browser
def test_arrow_keys_move_the_distance(widget: Locator, page: Page):
    slider = widget.get_by_label("Distance in pixels")
    slider.fill("2")
    slider.press("ArrowRight")
    expect(widget.get_by_role("status").first).to_contain_text("3 pixels apart")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ('photograph="moon"', "There is no photograph named “moon”"),
        ('direction="up"', "not “up”"),
        ('images={"x":[[1],[2,3]]}', "every row of images"),
    ],
)
def test_a_bad_state_is_explained(site: str, page: Page, fragment, message):
    page.goto(f"{site}/{CHAPTER}#cnnlab-0&{fragment}")
    expect(page.get_by_role("alert").first).to_contain_text(message)


@pytest.mark.browser
def test_python_and_the_page_move_each_other(jupyterlab, page: Page):
    cells = [
        "from cnnlab.widgets import Locality\nwidget = Locality(distance=2)\nwidget",
        "widget.shuffled = True\nwidget.distance = 7",
        "print('seen', widget.photograph, widget.direction, round(widget.correlation, 2))",
    ]
    open_notebook(page, jupyterlab, "locality.ipynb", cells)
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Locality")
    expect(widget).to_be_visible(timeout=60_000)
    run_cell(page, 1)
    expect(widget.get_by_label("Shuffle the pixels")).to_be_checked()
    expect(widget.get_by_role("status").first).to_contain_text("7 pixels apart")
    widget.get_by_label("Shuffle the pixels").uncheck()
    widget.get_by_label("Direction").select_option("down")
    widget.get_by_label("Image", exact=True).select_option("coffee")
    run_cell(page, 2)
    expected = round(Locality(photograph="coffee", direction="down", distance=7).correlation, 2)
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(
        f"seen coffee down {expected}"
    )
