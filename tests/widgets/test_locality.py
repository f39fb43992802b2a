"""The widget Locality: the class, what a reader sees and does, and live in JupyterLab."""

from typing import Any

import numpy as np
import pytest
from alone import alone, set_traits, traits_of
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.experiments.locality import pixel_correlation
from cnnlab.widgets import Locality

STRIPES = np.tile([0, 0, 255, 255], (9, 3))


# ---- the class ---------------------------------------------------------------------------------


def test_a_distance_beyond_the_curve_counts_as_its_end():
    widget = Locality(distance=40)
    end = pixel_correlation(widget.images["camera"], 0, 30)
    assert widget.correlation == end
    widget.reach = 10
    assert widget.correlation == pixel_correlation(widget.images["camera"], 0, 10)
    small = Locality(images={"x": STRIPES}, photograph="x", direction="down", distance=8)
    assert small.correlation == pixel_correlation(STRIPES, 7, 0)


@pytest.mark.parametrize("direction", ["right", "down", "diagonal"])
def test_the_smallest_image_has_a_correlation_and_a_first_frame(direction):
    widget = Locality(images={"x": [[0, 9], [9, 0]]}, photograph="x", direction=direction)
    assert widget.correlation in (-1, 0)
    assert "Correlation of pixels <strong>1</strong> pixel apart" in widget.first_frame()


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("photograph", "moon", "photograph must be one of camera, astronaut"),
        ("distance", 0, "distance"),
        ("direction", "up", "direction"),
        ("images", {"x": [[1], [2, 3]]}, "images"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(Locality(), trait, value)


# ---- what a reader sees ------------------------------------------------------------------------
# The numbers themselves are compared in Node: tests/vectors/locality.py.


def said(widget: Locator) -> str:
    return widget.get_by_role("status").inner_text()


def saying(python: Locality) -> str:
    distance = python.distance
    apart = f"{distance} pixel{'s' if distance > 1 else ''} apart"
    return f"Correlation of pixels {apart}: {python.correlation:.2f}".replace("-", "−")


# All that a reader can see or set, and the drawings without their ids.
ALL_SHOWN = """() => {
  const card = document.querySelector(".cnnlab");
  // Ids differ, and the host notes what has had the focus.
  const HOSTS = /cnnlab-\\d+| data-lm-suppress-shortcuts="true"/g;
  const values = [...card.querySelectorAll("input, select")].map((one) => [one.value, one.checked]);
  const pixels = card.querySelector("canvas").toDataURL();
  return [values, pixels, card.innerText, card.innerHTML.replaceAll(HOSTS, "")];
}"""

PLACES = """() => {
  const card = document.querySelector(".cnnlab");
  const boxes = [...card.querySelectorAll("figure, .cnnlab-field, .cnnlab-check, :scope > div")];
  const box = card.getBoundingClientRect();
  const shown = boxes.map((one) => one.getBoundingClientRect()).filter((one) => one.height);
  const words = [...card.querySelectorAll("figcaption, .cnnlab-total, svg.cnnlab-plot text")];
  return {
    places: shown.flatMap(({ left, top }) => [left - box.left, top - box.top]),
    words: words.map((one) => one.textContent.trim()),
    curve: card.querySelector("polyline").getAttribute("points").split(/[ ,]/).map(Number),
  };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [328, 720])
def test_the_first_frame_keeps_the_widgets_place_and_says_the_same(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    for settings in (
        {"distance": 2},
        {"distance": 1, "direction": "diagonal", "shuffled": True, "photograph": "grass"},
        {"images": {"x": STRIPES[:, :9]}, "photograph": "x", "distance": 6},
    ):
        python = Locality(**settings)
        page.set_content(f"<style>{python._css}</style><main>{python._repr_html_()}</main>")
        before = page.evaluate(PLACES)
        alone(page, python)
        after = page.evaluate(PLACES)
        assert after["places"] == pytest.approx(before["places"], abs=1), settings
        assert after["words"] == before["words"], settings
        assert after["curve"] == pytest.approx(before["curve"], abs=0.1), settings


@pytest.mark.browser
def test_each_control_measures_anew_and_reset_brings_all_back(page: Page, problems):
    python = Locality(distance=2)
    widget = alone(page, python)
    first = page.evaluate(ALL_SHOWN)
    assert said(widget) == saying(python)
    slider = widget.get_by_label("Distance in pixels")
    slider.press("ArrowRight")
    python.distance = 3
    assert said(widget) == saying(python)
    slider.fill("1")
    python.distance = 1
    assert said(widget) == saying(python)
    widget.get_by_label("Image", exact=True).select_option("grass")
    widget.get_by_label("Direction").select_option("diagonal")
    widget.get_by_label("Shuffle the pixels").check()
    python.photograph, python.direction, python.shuffled = "grass", "diagonal", True
    assert said(widget) == saying(python)
    expect(widget.locator("figcaption").first).to_contain_text("pixels shuffled")
    label = widget.locator("canvas").get_attribute("aria-label")
    box = widget.locator("canvas").bounding_box()
    assert box
    middle = {"x": 0.51 * box["width"], "y": 0.51 * box["height"]}
    widget.locator("canvas").hover(position=middle)
    pixels = python._image
    expect(widget.locator("canvas")).to_have_attribute(
        "aria-label",
        "grass, its pixels shuffled, with two pixels marked: "
        f"their values are {pixels[23, 23]} and {pixels[24, 24]}",
    )
    assert widget.locator("canvas").get_attribute("aria-label") != label
    names = ["photograph", "distance", "direction", "shuffled"]
    assert traits_of(page, *names) == [getattr(python, name) for name in names]
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *names) == ["camera", 2, "right", False]
    assert page.evaluate(ALL_SHOWN) == first
    assert problems == []


# For each trait another value.
CHANGES: dict[str, Any] = {
    "photograph": "coffee",
    "distance": 9,
    "reach": 12,
    "direction": "down",
    "shuffled": True,
    "images": {"camera": STRIPES.tolist()},
}


@pytest.mark.browser
def test_each_trait_is_listened_to(page: Page):
    assert set(CHANGES) == set(Locality.own_traits())
    for name, value in CHANGES.items():
        alone(page, Locality())
        before = page.evaluate(ALL_SHOWN)
        set_traits(page, **{name: value})
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert page.evaluate(ALL_SHOWN) != before, name
    # New images are on offer, and one that has gone is missed.
    widget = alone(page, Locality())
    set_traits(page, images={"stripes": STRIPES.tolist()})
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("there is no photograph named “camera”")
    widget.get_by_label("Image", exact=True).select_option("stripes")
    expect(alert).to_be_hidden()
    assert said(widget) == saying(Locality(images={"stripes": STRIPES}, photograph="stripes"))
    # Together they fit, and are measured once.
    set_traits(page, images={"tiny": [[0, 9], [9, 0]]}, photograph="tiny", direction="down")
    expect(widget.get_by_role("status")).to_contain_text("1 pixel apart: −1.00")


@pytest.mark.browser
def test_a_bad_state_is_explained(site: str, page: Page, problems):
    state = Locality().state()
    changes = [
        ({"photograph": "moon"}, "there is no photograph named “moon”"),
        ({"direction": "up"}, "the direction is right, down or diagonal, not “up”"),
        ({"images": {"x": [[1], [2, 3]]}}, "every row of images"),
        ({"distance": 0}, "distance must be a whole number of at least 1"),
        (
            {"images": {"x": [[1, 2]]}, "photograph": "x", "direction": "down"},
            "an image of 1 × 2 pixels has no pairs that way",
        ),
    ]
    widgets = place_states(site, page, "locality", *(state | change for change, _ in changes))
    for widget, (_, message) in zip(widgets.all(), changes, strict=True):
        expect(widget.get_by_role("alert")).to_contain_text(message)
    assert problems == []


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import Locality\nwidget = Locality(distance=2)\nwidget"
    ).get_by_role("group", name="Locality")
    expect(widget).to_be_visible()
    notebook.run("widget.shuffled = True\nwidget.distance = 7")
    expect(widget.get_by_label("Shuffle the pixels")).to_be_checked()
    expect(widget.get_by_role("status").first).to_contain_text("7 pixels apart")
    widget.get_by_label("Shuffle the pixels").uncheck()
    widget.get_by_label("Direction").select_option("down")
    widget.get_by_label("Image", exact=True).select_option("coffee")
    python = Locality(photograph="coffee", direction="down", distance=7)
    notebook.expect(
        "(widget.photograph, widget.direction, float(widget.correlation))",
        ("coffee", "down", float(python.correlation)),
    )
