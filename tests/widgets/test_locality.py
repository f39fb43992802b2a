"""The widget Locality, on the site and live."""

import pytest
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect

from cnnlab.widgets import Locality

CHAPTER = "book/02_locality.html"


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
