"""The widget Locality: the class, what a reader sees and does, and live in JupyterLab."""

from typing import Any

import numpy as np
import pytest
from alone import alone, looks, set_traits, show, traits_of, writings
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.experiments.locality import pixel_correlation
from cnnlab.widgets import Locality

STRIPES = np.tile([0, 0, 255, 255], (9, 3))


# ---- the class ---------------------------------------------------------------------------------


def test_a_distance_beyond_the_curve_counts_as_its_end():
    widget = Locality(distance=70)
    end = pixel_correlation(widget.images["camera"], 0, 40)
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
        ("photograph", "moon", "photograph must be one of astronaut, brick, camera"),
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
    return widget.locator(".cnnlab-total").inner_text().partition(" (")[0]


def marked(widget: Locator) -> tuple[int, int]:
    """Return the values of the marked pair."""
    words = widget.locator(".cnnlab-total").inner_text()
    first, _, second = words.rpartition("pair: ")[2].rstrip(")").partition(" and ")
    return int(first), int(second)


def saying(python: Locality) -> str:
    distance = python.distance
    apart = f"{distance} pixel{'s' if distance > 1 else ''} apart"
    return f"Correlation of pixels {apart}: {python.correlation:.2f}".replace("-", "−")


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
        {"distance": 1, "direction": "down", "shuffled": True, "photograph": "chelsea"},  # −0.0002
        {"images": {"x": STRIPES[:, :9]}, "photograph": "x", "distance": 6},
    ):
        python = Locality(**settings)
        show(page, f"<style>{python.style}</style><main>{python._repr_html_()}</main>")
        before = page.evaluate(PLACES)
        alone(page, python)
        after = page.evaluate(PLACES)
        assert after["places"] == pytest.approx(before["places"], abs=1), settings
        assert after["words"] == before["words"], settings
        assert "−0.00" not in after["words"], settings
        assert after["curve"] == pytest.approx(before["curve"], abs=0.1), settings


@pytest.mark.browser
def test_each_control_measures_anew_and_reset_brings_all_back(page: Page, problems):
    python = Locality(distance=2)
    widget = alone(page, python)
    first = looks(page.locator(".cnnlab"))
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
    names = ["photograph", "distance", "direction", "shuffled"]
    assert traits_of(page, *names) == [getattr(python, name) for name in names]
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *names) == ["camera", 2, "right", False]
    assert looks(page.locator(".cnnlab")) == first
    assert problems == []


def spot(plot: Locator, x: float, y: float) -> dict[str, float]:
    """Return where shares of a plot's two axes are on the page."""
    box = plot.bounding_box()
    assert box
    scale = box["width"] / (240 + 34 + 26)
    return {"x": (34 + 240 * x + 16) * scale, "y": (240 * (1 - y) + 10) * scale}


@pytest.mark.browser
def test_pair_and_dot_are_one_thing_whichever_is_pointed_at(page: Page, problems):
    python = Locality(distance=2)
    image = python.images["camera"].astype(int)
    widget = alone(page, python)
    photograph = widget.get_by_role("grid", name="camera")
    dots = widget.get_by_role("application", name="pairs of pixels")
    dot = dots.locator(".cnnlab-now")
    at_first = marked(widget)
    assert at_first == (image[9, 9], image[9, 11])

    def dot_is_at(values: tuple[int, int]) -> bool:
        where = [float(str(dot.get_attribute(name))) for name in ("cx", "cy")]
        x, y = (240 * value / 255 for value in values)
        return where == pytest.approx([34 + x, 240 - y], abs=0.01)

    assert dot_is_at(at_first)
    # Pointing at the photograph moves the dot, for as long as it lasts; a click holds it.
    box = photograph.bounding_box()
    assert box
    pixel = box["width"] / 48
    photograph.hover(position={"x": 5.5 * pixel, "y": 40.5 * pixel})
    there = (image[40, 5], image[40, 7])
    assert marked(widget) == there
    assert dot_is_at(there)
    widget.locator(".cnnlab-total").hover()
    assert marked(widget) == at_first
    photograph.click(position={"x": 5.5 * pixel, "y": 40.5 * pixel})
    widget.locator(".cnnlab-total").hover()
    assert marked(widget) == there
    # Pointing at a dot shows its pair on the photograph.
    rings = photograph.locator(".cnnlab-locality-ring")
    before = [ring.get_attribute("transform") for ring in rings.all()]
    dots.click(position=spot(dots, 1, 0))  # the nearest to white beside black
    widget.locator(".cnnlab-total").hover()
    first, second = marked(widget)
    assert first - second > 100
    assert dot_is_at((first, second))
    places = [ring.get_attribute("transform") for ring in rings.all()]
    assert places != before
    (x, y), (x2, y2) = (
        [int(n) // 40 for n in str(place).removeprefix("translate(").rstrip(")").split()]
        for place in places
    )
    assert (x2 - x, y2 - y) == (2, 0)
    assert (image[y, x], image[y2, x2]) == (first, second)
    # So do the keys: from pixel to pixel, and from dot to dot.
    photograph.press("Control+Home")
    assert marked(widget) == (image[0, 0], image[0, 2])
    photograph.press("ArrowDown")
    assert marked(widget) == (image[1, 0], image[1, 2])
    assert dot_is_at(marked(widget))
    brighter = marked(widget)[0]
    for _ in range(2):
        dots.press("ArrowLeft")
        assert marked(widget)[0] < brighter
        brighter = marked(widget)[0]
    assert problems == []


@pytest.mark.browser
def test_only_what_has_changed_is_heard(page: Page):
    widget = alone(page, Locality(distance=2))
    correlation, pair = (widget.get_by_role("status").nth(i) for i in range(2))
    photograph = widget.get_by_role("grid")
    photograph.focus()
    assert writings(correlation, lambda: photograph.press("ArrowDown")) == 0
    expect(pair).to_have_attribute("aria-live", "off")  # the grid says its pixels
    dots = widget.get_by_role("application", name="pairs of pixels")
    assert writings(correlation, lambda: dots.press("ArrowLeft")) == 0
    expect(pair).to_have_attribute("aria-live", "polite")
    distance = widget.get_by_label("Distance in pixels")
    assert writings(correlation, lambda: distance.press("ArrowRight")) == 1
    expect(pair).to_have_attribute("aria-live", "off")  # the correlation is of them all


@pytest.mark.browser
def test_pointing_at_the_curve_shows_its_distance_and_a_click_sets_it(page: Page, problems):
    python = Locality(distance=2)
    widget = alone(page, python)
    curve = widget.get_by_role("img", name="Correlation goes from 1")
    curve.hover(position=spot(curve, 30 / 40, 0.5))
    assert traits_of(page, "distance") == [2]
    assert said(widget) == saying(Locality(distance=30))
    widget.locator(".cnnlab-total").hover()
    assert said(widget) == saying(python)
    curve.click(position=spot(curve, 30 / 40, 0.5))
    assert traits_of(page, "distance") == [30]
    assert problems == []


@pytest.mark.browser
def test_curves_of_all_photographs_have_one_axis(page: Page):
    for name, direction in (("camera", "diagonal"), ("coffee", "right"), ("camera", "down")):
        widget = alone(page, Locality(photograph=name, direction=direction))
        labels = widget.locator(".cnnlab-plot").last.locator("text").all_text_contents()
        assert labels[:4] == ["0", "40", "−1", "1"]


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
        before = looks(page.locator(".cnnlab"))
        set_traits(page, **{name: value})
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert looks(page.locator(".cnnlab")) != before, name
    # New images are on offer, and one that has gone is missed.
    widget = alone(page, Locality())
    set_traits(page, images={"stripes": STRIPES.tolist()})
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text('there is no photograph named "camera"')
    widget.get_by_label("Image", exact=True).select_option("stripes")
    expect(alert).to_be_hidden()
    assert said(widget) == saying(Locality(images={"stripes": STRIPES}, photograph="stripes"))
    # Together they fit, and are measured once.
    set_traits(page, images={"tiny": [[0, 9], [9, 0]]}, photograph="tiny", direction="down")
    expect(widget.locator(".cnnlab-total")).to_contain_text("1 pixel apart: −1.00")


@pytest.mark.browser
def test_a_bad_state_is_explained(site: str, page: Page, problems):
    state = Locality().state()
    changes = [
        ({"photograph": {"a": 1}}, 'there is no photograph named {"a":1}'),
        ({"direction": "up"}, 'the direction is right, down or diagonal, not "up"'),
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
    expect(widget.locator(".cnnlab-total")).to_contain_text("7 pixels apart")
    widget.get_by_label("Shuffle the pixels").uncheck()
    widget.get_by_label("Direction").select_option("down")
    widget.get_by_label("Image", exact=True).select_option("coffee")
    python = Locality(photograph="coffee", direction="down", distance=7)
    notebook.expect(
        "(widget.photograph, widget.direction, float(widget.correlation))",
        ("coffee", "down", float(python.correlation)),
    )
