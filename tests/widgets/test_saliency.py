"""Which pixels a score depends on: the maps' numbers, the reader's hand, and what is refused."""

import numpy as np
import pytest
from alone import alone, every_trait_is_seen, set_traits, traits_of, writings
from bs4 import BeautifulSoup
from cell_numbers import cell_numbers
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.images import digit
from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion
from cnnlab.widgets import Saliency, guesses
from cnnlab.widgets.packed import unpack_network

LAYERS = (1, 4)  # the two ReLUs


def network(seed: int = 0) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(
        *(Conv2d(1, 4, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(4, 6, 3, padding=1, rng=rng), ReLU(), Flatten(), Linear(96, 10, rng=rng)),
    )


def saliency(**traits) -> Saliency:
    return Saliency(network(), **{"drawing": digit(3), "target": 3} | traits)


def test_its_maps_are_those_of_the_rounded_network():
    widget = saliency(patch=5, fill=16, layer=1)
    rounded, image = unpack_network(widget.network), digit(3)[None] / 16
    np.testing.assert_allclose(widget.occlusion, occlusion(rounded, image, 3, 5, 1.0))
    np.testing.assert_allclose(widget.gradient, input_gradient(rounded, image, 3)[0])
    np.testing.assert_allclose(widget.grad_cam, enlarge(grad_cam(rounded, image, 3, 1), 8))
    widget.layer = LAYERS[1]
    np.testing.assert_allclose(widget.grad_cam, enlarge(grad_cam(rounded, image, 3, 4), 8))
    assert saliency().layer == LAYERS[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"network": None}, "network must be a trained Sequential, got None"),
        (
            {"network": Sequential(Flatten(), Linear(64, 10, rng=0), ReLU())},
            "network must have a ReLU on maps, before Flatten",
        ),
        ({"network": network()[:6]}, r"network must turn an image .* got \(1, 96\)"),
        ({"drawing": np.zeros((7, 8))}, r"drawing must have shape \(8, 8\)"),
        ({"drawings": {}}, "drawings must hold at least one"),
        ({"target": 10}, "target"),
        ({"patch": 2}, "patch"),
        ({"fill": 8}, "fill"),
        ({"layer": 2}, r"layer must be a ReLU on maps, one of \[1, 4\], got 2"),
        ({"pixel": [0, 8]}, "pixel"),
        ({"pixel": [0]}, "pixel"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(TraitError, match=message):
        Saliency(**{"network": network()} | arguments)


# --- in a page ---


def written(widget: Locator, title: str) -> np.ndarray:
    return np.reshape(cell_numbers(widget.locator("figure", has_text=title)), (8, 8))


def short(value: float) -> str:
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−")


@pytest.mark.browser
def test_what_is_drawn_is_what_cnnlab_computes(page: Page, problems):
    page.set_viewport_size({"width": 1280, "height": 900})
    widget = alone(page, saliency())
    for traits in [{}, {"target": 8, "patch": 1}, {"fill": 16, "layer": 1}]:
        set_traits(page, **traits)
        python = saliency(
            **dict(
                zip(
                    ("target", "patch", "fill", "layer"),
                    traits_of(page, "target", "patch", "fill", "layer"),
                    strict=True,
                )
            )
        )
        for title, map_ in (
            ("Occlusion", python.occlusion),
            ("Gradient", python.gradient),
            ("Grad-CAM", python.grad_cam),
        ):
            np.testing.assert_allclose(
                written(widget, title), map_, atol=0.0501 if abs(map_).max() >= 1 else 0.00501
            )
        score = python.scores[python.target]
        expect(widget.locator(".cnnlab-total")).to_have_text(
            f"Score of {python.target}: {short(score)}. The network reads {python.scores.argmax()}."
        )
    assert problems == []


@pytest.mark.browser
@pytest.mark.parametrize("traits", [{}, {"pixel": [0, 0]}, {"pixel": [4, 4], "layer": 1}])
def test_the_first_frame_tells_of_the_pixel_what_the_page_tells(page: Page, problems, traits):
    widget = saliency(**traits)
    frame = BeautifulSoup(widget.first_frame(), "html.parser")
    told = [line.get_text() for line in frame.select(".cnnlab-saliency-told li")]
    assert len(told) == 3
    expect(alone(page, widget).locator(".cnnlab-saliency-told li")).to_have_text(told)
    assert problems == []


@pytest.mark.browser
def test_a_pixel_is_described_inked_and_wiped(page: Page, problems):
    page.set_viewport_size({"width": 1280, "height": 900})
    widget = alone(page, saliency())
    told = widget.locator(".cnnlab-saliency-told")
    python = saliency()
    pixels = widget.locator(".cnnlab-saliency-input .cnnlab-grid")
    pixels.focus()
    page.keyboard.press("ArrowDown")
    assert traits_of(page, "pixel") == [[4, 3]]
    ink, lost = python.drawing[4, 3], python.occlusion[4, 3]
    expect(told).to_contain_text("Row 4, column 3. With the patch there, the score is")
    expect(told).to_contain_text(f"it loses {short(lost)}.")
    before, slope = python.scores[3], python.gradient[4, 3]
    page.keyboard.press(" ")
    python.drawing = np.array(traits_of(page, "drawing")[0])
    assert python.drawing[4, 3] == (0 if ink > 8 else 16)
    expect(widget.locator(".cnnlab-total")).to_contain_text(f": {short(python.scores[3])}.")

    widget.locator("figure", has_text="Gradient").locator("rect[data-cell='0']").hover()
    slope, inked = python.gradient[0, 0], python.drawing.copy()
    inked[0, 0] = 16
    change = saliency(drawing=inked).scores[3] - python.scores[3]
    assert python.drawing[0, 0] == 0
    sign = "+" if change > 0.05 else ""
    expect(told).to_contain_text(f"Gradient: {short(slope)}. Inking it should change")
    expect(told).to_contain_text(f"and changes it by {sign}{short(change)}.")
    assert before != python.scores[3]
    assert problems == []


@pytest.mark.browser
def test_nothing_is_computed_before_the_guess(page: Page):
    question = guesses.place(
        "Where?", (2, 3), (3, 3), on="saliency-input", hint="No.", because="There.", cover=["maps"]
    )
    assert "With the patch there" not in saliency(guess=question).first_frame()
    widget = alone(page, saliency(guess=question)).locator("..")
    told = widget.locator(".cnnlab-saliency-told li")
    expect(widget.locator(".cnnlab-saliency-map .cnnlab-grid").first).to_be_hidden()
    expect(told).to_have_count(0)
    sheet = widget.locator(".cnnlab-saliency-map .cnnlab-body").first
    expect(sheet).to_have_css("outline-style", "solid")
    expect(widget.locator(".cnnlab-saliency-told")).to_have_css("display", "none")
    mark = widget.locator(".cnnlab-saliency-input .cnnlab-window").first
    expect(mark).to_be_hidden()  # it may stand where the answer is
    widget.locator(".cnnlab-guess-cells rect[data-cell='28']").click()
    widget.get_by_role("button", name="Check").click()
    expect(widget.get_by_text("Right.")).to_be_visible()
    expect(told).to_have_count(3)
    expect(told.first).to_be_visible()
    expect(widget.locator(".cnnlab-saliency-map .cnnlab-grid").first).to_be_visible()
    expect(sheet).to_have_css("outline-style", "none")
    expect(mark).to_be_visible()


@pytest.mark.browser
def test_every_trait_can_be_set_from_python(page: Page):
    values = {
        "network": Saliency(network(1)).state()["network"],
        "drawing": digit(5).tolist(),
        "drawings": {"a 7": digit(7).tolist()},
        "target": 9,
        "patch": 1,
        "fill": 16,
        "layer": 1,
        "pixel": [0, 7],
    }
    every_trait_is_seen(page, saliency(), values)


@pytest.mark.browser
def test_the_score_is_read_out_once(page: Page):
    widget = alone(page, saliency())
    pixels, score = widget.get_by_role("grid").first, widget.get_by_role("status").first
    expect(score).to_contain_text("Score of 3: ")
    assert writings(score, lambda: pixels.press("ArrowRight")) == 0
    assert writings(score, lambda: widget.get_by_label("Why a …").select_option("4")) == 1


@pytest.mark.browser
def test_a_network_that_does_not_come_is_no_setting_that_does_not_fit(site: str, page: Page):
    script = "**/widgets-saliency-asked.js*"
    page.route(script, lambda route: route.abort())
    page.goto(f"{site}/book/widgets/saliency.html")
    widget = page.locator(".cnnlab-widget").first
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("The network cannot be asked: ")
    page.unroute(script)
    widget.get_by_label("Why a …").select_option("4")
    expect(alert).to_be_hidden()
