"""Separability: windows with and without a feature, as its readers see and handle them."""

import numpy as np
import pytest
from alone import (
    alone,
    change_every_control,
    every_trait_is_seen,
    heights,
    looks,
    reset_puts_back,
    set_traits,
    traits_of,
)
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab import avg_pool2d, max_pool2d
from cnnlab.experiments.pooling import pooled_windows
from cnnlab.widgets import Separability, guesses


@pytest.mark.parametrize(
    ("trait", "value"), [("side", 0), ("side", 17), ("noise", 0), ("fill", "half"), ("seed", -1)]
)
def test_a_trait_refuses_what_cannot_be_drawn(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(Separability(), trait, value)


@pytest.mark.parametrize(("fill", "noise", "places"), [("pixel", 1, 1), ("row", 2, 5)])
def test_the_histograms_are_those_of_windows_that_cnnlab_pools(fill, noise, places):
    widget = Separability(side=5, noise=noise, fill=fill)
    for operation, pool in (("max", max_pool2d), ("average", avg_pool2d)):
        pooled = pooled_windows(pool, 5, 4 / noise, places, count=20_000, rng=3)
        low, high, absent, present = widget.histograms(operation)
        for shares, numbers in zip((present, absent), pooled, strict=True):
            counted, _ = np.histogram(numbers * noise, bins=24, range=(low, high))
            # Three standard deviations of a bar's share, as far as one of 20,000 windows strays.
            np.testing.assert_allclose(shares, counted / 20_000, atol=0.009)


def test_the_feature_is_where_it_is_said_to_be():
    for fill, count in (("pixel", 1), ("row", 6), ("window", 36)):
        without, with_it = (
            Separability(side=6, noise=noise, fill=fill).windows["present"] for noise in (0.5, 1)
        )
        response = 2 * without - with_it  # the noise cancels
        assert (np.abs(response - 4) < 1e-9).sum() == count
        assert (np.abs(response) < 1e-9).sum() == 36 - count


def test_readers_without_javascript_get_both_windows_and_the_shares():
    frame = Separability(side=2).first_frame()
    assert len(frame) < 20_000
    assert len(Separability(side=16).first_frame()) < 60_000
    assert "96% classified correctly" in frame
    assert "84% classified correctly" in frame


@pytest.mark.browser
def test_sliders_and_choices_change_what_is_classified_correctly(page: Page, problems):
    widget = alone(page, Separability(side=2))
    expect(widget.locator(".cnnlab-total")).to_contain_text("maximum classifies 96% correctly")
    sliders = widget.locator("input[type=range]")
    sliders.first.focus()
    page.keyboard.press("End")
    assert traits_of(page, "side") == [16]
    expect(widget.locator(".cnnlab-total")).to_contain_text("83% correctly, the average")
    widget.get_by_label("The feature fills").select_option("window")
    sliders.last.fill("4")
    expect(widget.locator(".cnnlab-separability-average")).to_contain_text(
        "100% classified correctly"
    )
    expect(widget.locator(".cnnlab-separability-max")).to_contain_text("91% classified correctly")
    expect(widget.get_by_text("Noise: 4")).to_be_visible()
    spoken = [slider.get_attribute("aria-valuetext") for slider in sliders.all()]
    assert spoken == ["16 × 16 pixels", "standard deviation 4"]
    before = widget.locator(".cnnlab-separability-with").inner_html()
    widget.get_by_role("button", name="Other windows").click()
    assert traits_of(page, "seed") == [1]
    assert widget.locator(".cnnlab-separability-with").inner_html() != before
    set_traits(page, noise="much")
    expect(widget.get_by_role("alert")).to_contain_text("noise must be a number from 0.5 to 6")
    set_traits(page, noise=1)
    expect(widget.get_by_role("alert")).to_be_hidden()
    set_traits(page, side=1)
    expect(widget.get_by_role("img", name="1 row of 1 pixel; maximum")).to_have_count(2)
    assert problems == []


@pytest.mark.browser
def test_what_is_classified_correctly_is_hidden_until_it_is_guessed(page: Page):
    replies = {"a": "A.", "b": "B."}
    guess = guesses.choice("?", replies, "a", cover=["output", "shares"], then={"side": 4})
    alone(page, Separability(guess=guess))
    hidden = [".cnnlab-separability-max", ".cnnlab-separability-shares .cnnlab-body"]
    for part in [*hidden, ".cnnlab-total"]:
        expect(page.locator(part)).not_to_be_visible()
    page.get_by_role("button", name="Show me").click()
    for part in [*hidden, ".cnnlab-total"]:
        expect(page.locator(part)).to_be_visible()
    expect(page.get_by_text("Window: 4 × 4")).to_be_visible()


@pytest.mark.browser
def test_every_trait_from_outside_and_reset(page: Page):
    every_trait_is_seen(page, Separability(), {"side": 4, "noise": 2.0, "fill": "row", "seed": 5})
    widget = alone(page, Separability(side=3, seed=4))
    first = looks(widget)
    change_every_control(widget)
    reset_puts_back(widget, first)


@pytest.mark.browser
def test_the_first_frame_keeps_its_place(page: Page):
    for width in (360, 760, 1000):
        frame, live = heights(page, Separability(), width)
        assert abs(frame - live) < 8, width
