"""What a linear layer learned from digits in gravel, as readers see and move it."""

import numpy as np
import pytest
from alone import (
    alone,
    change_every_control,
    every_trait_is_seen,
    heights,
    looks,
    set_traits,
    traits_of,
    writings,
)
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.experiments.linear_layers import learn_digits
from cnnlab.widgets import LearnedWeights, guesses
from cnnlab.widgets.learned_weights import AMOUNTS, SIDES

pytestmark = pytest.mark.slow  # its layers are trained


@pytest.mark.parametrize(("trait", "value"), [("side", 9), ("images", 200), ("digit", 10)])
def test_a_trait_refuses_what_cannot_be_shown(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(LearnedWeights(), trait, value)


def test_gravel_too_small_for_the_image_is_refused_by_its_name():
    with pytest.raises(ValueError, match=r"ground must have at least 24 .*, got \(8, 24\)"):
        _ = LearnedWeights(ground=np.ones((8, 24)), learned=[], side=24).image


def test_the_weights_and_scores_are_those_of_the_experiment():
    widget = LearnedWeights(side=16, images=30, digit=7)
    model, right = learn_digits(30, None, 16, "gravel", seed=0)
    expected = model.parameters()[0][7].reshape(16, 16)
    step = np.abs(expected).max() / 127
    assert np.abs(widget.weights - expected).max() <= 0.51 * step
    assert widget.right[0] == pytest.approx(right, abs=1e-3)
    assert LearnedWeights(side=8, images=30).right[1] == pytest.approx(
        learn_digits(30, None, 8, "none", seed=1)[1], abs=1e-3
    )


def test_more_gravel_takes_more_images():
    scores = {
        (side, images): LearnedWeights(side=side, images=images).right
        for side in SIDES
        for images in AMOUNTS
    }
    means = {setting: np.mean(right) for setting, right in scores.items()}
    for images in (30, 100):
        assert max(scores[24, images]) < min(scores[8, images]) - 30
    assert means[8, 1000] - means[24, 1000] < 8
    for digit in range(10):
        few, many = (LearnedWeights(images=images, digit=digit) for images in (30, 1000))
        assert few.on_digit / few.on_gravel < 1.3 < 2.5 < many.on_digit / many.on_gravel


def test_the_image_has_the_digit_in_its_middle():
    widget = LearnedWeights(side=16, digit=5)
    image = widget.image
    np.testing.assert_array_equal(image[4:12, 4:12], widget.digits[5] * 255 / 16)
    np.testing.assert_array_equal(image[:4], widget.ground[4:8, 4:20])


def test_readers_without_javascript_see_the_weights_and_the_accuracy():
    widget = LearnedWeights(images=1000)
    frame = widget.first_frame()
    assert f"<strong>{np.mean(widget.right):.0f}%</strong>" in frame
    assert f"<strong>{widget.on_gravel:.2f}</strong> on the gravel" in frame
    assert frame.count("<polyline") == len(SIDES)
    # 8, 16 and 24 stand where an axis has its numbers.
    assert "in %; a line for each side<" in frame


@pytest.mark.browser
def test_sliders_choose_what_was_learned(page: Page):
    widget = alone(page, LearnedWeights())
    expect(widget).to_contain_text("in %; a line for each side")
    plot = widget.locator(".cnnlab-learned-weights-accuracy")
    slider = widget.get_by_role("slider", name="Training images")
    slider.focus()
    page.keyboard.press("End")
    assert traits_of(page, "images") == [1000]
    expect(slider).to_have_attribute("aria-valuetext", "1000")
    here = LearnedWeights(images=1000)
    expect(widget).to_contain_text(f"{np.mean(here.right):.0f}% of the unseen digits right")
    height = 210 - 2 * np.mean(here.right)
    dot = float(plot.locator("circle").get_attribute("cy") or 0)
    assert dot == pytest.approx(height, abs=0.01)
    widget.get_by_role("slider", name="Side").focus()
    page.keyboard.press("Home")
    assert traits_of(page, "side") == [8]
    side = widget.get_by_role("slider", name="Side: 8 pixels")
    expect(side).to_have_attribute("aria-valuetext", "8 pixels")
    expect(widget).to_contain_text("There is no gravel")
    widget.get_by_label("Class", exact=True).select_option("0")
    expect(widget.locator(".cnnlab-learned-weights-picture")).to_contain_text("class 0")
    assert widget.locator(".cnnlab-learned-weights-picture canvas").get_attribute("width") == "8"


@pytest.mark.browser
def test_the_accuracy_is_hidden_until_it_is_guessed(page: Page):
    guess = guesses.number("?", 1, hint="!", because="One.", cover=["curve"])
    alone(page, LearnedWeights(guess=guess))
    told = [".cnnlab-learned-weights-accuracy", ".cnnlab-learned-weights-right"]
    for part in told:
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".cnnlab-learned-weights-picture")).to_be_visible()
    page.locator(".cnnlab-guess input").fill("1")
    page.get_by_role("button", name="Check").click()
    for part in told:
        expect(page.locator(part)).to_be_visible()


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    first = LearnedWeights()
    values = {
        "side": 16,
        "images": 300,
        "digit": 4,
        "digits": np.full((10, 8, 8), 9).tolist(),
        "ground": np.full((24, 24), 99).tolist(),
        "learned": [each | {"right": [50.0]} for each in first.learned],
    }
    every_trait_is_seen(page, LearnedWeights(), values)


@pytest.mark.browser
def test_reset_puts_every_setting_back_and_nonsense_is_refused_with_a_sentence(page: Page):
    widget = alone(page, LearnedWeights(side=16))
    first = looks(widget)
    change_every_control(widget)
    assert looks(widget) != first
    set_traits(page, side=9, images="many", digit=-1)
    expect(widget.get_by_role("alert")).to_contain_text('nothing was learned from "many" images')
    expect(widget.locator("canvas").first).to_be_hidden()
    widget.get_by_role("button", name="Reset").click()
    page.mouse.move(0, 0)
    assert looks(widget) == first


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 700])
def test_the_first_frame_keeps_its_place(page: Page, width):
    frame, live = heights(page, LearnedWeights(images=1000), width)
    assert abs(frame - live) < 8


@pytest.mark.browser
def test_what_all_classes_share_is_read_out_once(page: Page):
    widget = alone(page, LearnedWeights())
    classes, share = widget.get_by_label("Class", exact=True), widget.get_by_role("status").first
    expect(share).to_contain_text("unseen digits")
    assert writings(share, lambda: classes.select_option("0")) == 0
