"""Waves and pictures of which pixels are left out, as their readers see and handle them."""

import re

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

from cnnlab.experiments.aliasing import energy_after_stride, strongest_wave
from cnnlab.images import photograph
from cnnlab.widgets import Aliasing, guesses


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        *(("view", "table"), ("period", 1.9), ("period", float("nan")), ("phase", 360)),
        *(("angle", -5), ("stride", 7), ("blur_size", 4), ("images", {"a": np.ones((15, 99))})),
    ],
)
def test_a_trait_refuses_what_cannot_be_drawn(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(Aliasing(), trait, value)


def test_what_the_kept_pixels_show_by_hand():
    # 4 pixels are 1.25 periods of 3.2: a quarter is seen, so four kept pixels are a period.
    assert Aliasing(period=3.2, stride=4).seen_period == pytest.approx(16)
    assert Aliasing(period=4, stride=4).seen_period == np.inf
    assert Aliasing(period=9, stride=4).seen_period == pytest.approx(9)
    assert Aliasing(period=3.2, stride=1).seen_period == pytest.approx(3.2)


@pytest.mark.parametrize("blur", [1, 5])
@pytest.mark.parametrize(("period", "stride"), [(3.2, 4), (3.2, 1), (12.8, 4), (5.0, 2)])
def test_a_waves_energy_is_that_of_its_picture(period, stride, blur):
    x = np.arange(160)
    stripes = {"only": 128 + 100 * np.cos(2 * np.pi * x / period) * np.ones((160, 1))}
    wave = Aliasing(period=period, stride=stride, blur_size=blur)
    picture = Aliasing(view="only", images=stripes, stride=stride, blur_size=blur)
    assert wave.energies == pytest.approx(picture.energies, abs=0.01)


def test_a_blur_takes_what_is_false_and_something_true():
    table = {"table": photograph("coffee", grey=True, crop=(112, 0, 160, 160))}
    sharp, soft = (Aliasing(view="table", images=table, blur_size=n).energies for n in (1, 9))
    assert sum(sharp) == pytest.approx(1)
    assert soft[1] < 0.1 * sharp[1]
    assert 0.5 * sharp[0] < soft[0] < 0.99 * sharp[0]
    nothing = Aliasing(view="table", images=table, stride=1)
    assert nothing.false_share == pytest.approx(0, abs=1e-12)


def test_stripes_have_the_period_and_the_angle_that_they_are_set_to():
    widget = Aliasing(view="stripes", period=4, angle=90)
    assert strongest_wave(widget._sharp) == pytest.approx((0.25, 0), abs=1 / 256)
    true, false = energy_after_stride(widget._sharp, 4)
    assert widget.energies == pytest.approx((true / (true + false), false / (true + false)))


def test_readers_without_javascript_get_the_dots_and_the_words():
    frame = Aliasing().first_frame()
    assert frame.count('class="cnnlab-aliasing-dot"') == 9
    assert "The wave through the dots has a period of 16 pixels." in frame
    assert "Share of false energy: <strong>100.0%</strong>" in frame
    assert Aliasing(view="stripes").first_frame().count("<image") == 2


def test_a_cycle_is_one_and_two_kept_pixels_to_a_period_tell_little_of_a_wave():
    limit = "With two kept pixels to a period, the phase decides how much is left."
    assert "moves on by 1 cycle. All dots" in Aliasing(period=4, stride=4)._words()
    assert "moves on by 2 cycles. All dots" in Aliasing(period=2, stride=4)._words()
    at_limit = Aliasing(period=4, stride=2, phase=60)
    assert at_limit._words().endswith(f"is the wave itself. {limit}")
    at_limit.view = "stripes"
    assert at_limit._words().endswith(f"stay what they are. {limit}")
    at_limit.angle = 20
    assert limit not in at_limit._words()
    assert Aliasing(period=4, stride=6)._words().endswith(f"a period of 12 pixels. {limit}")


@pytest.mark.parametrize(("period", "stride"), [(4, 2), (4, 4), (4, 6), (2, 1)])
def test_nothing_is_left_of_a_wave_that_is_zero_at_every_kept_pixel(period, stride):
    wave = Aliasing(period=period, stride=stride, phase=90)
    assert wave.energies == (0, 0)
    assert "Nothing is left." in wave.first_frame()
    assert wave._words().endswith("All dots are in the middle: nothing is left of the wave.")
    wave.phase = 89
    assert sum(wave.energies) == 1
    stripes = Aliasing(view="stripes", period=period, stride=stride, phase=90)
    assert np.ptp(stripes._striped[32, ::stride] - stripes._striped[31, ::stride]) < 1
    assert stripes._words().endswith("leave no stripes.")


def test_nothing_is_left_of_a_wave_that_a_blur_takes():
    words = Aliasing(period=2, stride=1, blur_size=3)._words()
    assert words.endswith("nothing is left of the wave.")


@pytest.mark.browser
@pytest.mark.parametrize(("period", "stride"), [(2, 1), (4, 2), (12, 6)])
def test_at_the_limit_the_wave_through_the_dots_is_drawn_as_the_wave_itself(
    page: Page, period, stride
):
    wave = Aliasing(period=period, stride=stride, phase=60)
    curve = 'class="cnnlab-aliasing-{}" points="([^"]*)"'
    frame = wave.first_frame()
    found = [re.findall(curve.format(name), frame) for name in ("wave", "seen")]
    assert found[0] == found[1] != []
    live = [
        alone(page, wave).locator(f".cnnlab-aliasing-{name}").get_attribute("points")
        for name in ("wave", "seen")
    ]
    assert live[0] == live[1]


@pytest.mark.browser
def test_a_wave_is_set_with_keys_and_says_what_becomes_of_it(page: Page):
    widget = alone(page, Aliasing())
    stride = widget.get_by_label("Stride", exact=True)
    expect(widget.locator(".cnnlab-aliasing-dot")).to_have_count(9)
    stride.focus()
    page.keyboard.press("Home")
    assert traits_of(page, "stride") == [1]
    expect(widget.locator(".cnnlab-aliasing-dot")).to_have_count(33)
    expect(widget.locator(".cnnlab-aliasing-facts")).to_contain_text("is the wave itself")
    expect(widget.locator(".cnnlab-aliasing-share")).to_contain_text("false energy: 0.0%")
    widget.get_by_label("View").select_option("stripes")
    expect(widget.locator("canvas")).to_have_count(2)
    widget.get_by_label("Angle").fill("90")
    set_traits(page, stride=4, blur_size=3)
    facts = widget.locator(".cnnlab-aliasing-facts")
    expect(facts).to_contain_text("3.2 pixels at 90° become stripes with a period of 16 pixels")
    share = float(Aliasing(view="stripes", angle=90, blur_size=3).false_share)
    expect(widget.locator(".cnnlab-aliasing-share")).to_contain_text(f"{100 * share:.1f}%")
    # What fits nothing is refused in words, and what fits is drawn again.
    set_traits(page, stride=99)
    expect(widget.get_by_role("alert")).to_contain_text("stride must be from 1 to 6")
    expect(widget.locator("canvas").first).to_be_hidden()
    set_traits(page, stride=2)
    expect(widget.get_by_role("alert")).to_be_hidden()
    expect(widget.locator("canvas").first).to_be_visible()


@pytest.mark.browser
def test_what_the_kept_pixels_show_is_hidden_until_it_is_guessed(page: Page):
    cover = ["curve", "output", "facts"]
    guess = guesses.choice("?", {"a": "A.", "b": "B."}, "a", cover=cover)
    alone(page, Aliasing(guess=guess))
    seen = page.locator(".cnnlab-aliasing-seen")
    below = page.locator(":is(.cnnlab-aliasing-facts, .cnnlab-aliasing-energy)")
    expect(page.locator(".cnnlab-aliasing-dot").first).to_be_visible()
    expect(seen).to_have_css("visibility", "hidden")
    for part in below.all():
        expect(part).to_have_css("display", "none")  # it would leave a hole
    page.get_by_role("button", name="Show me").click()
    expect(seen).to_have_css("visibility", "visible")
    for part in below.all():
        expect(part).to_be_visible()


@pytest.mark.browser
def test_every_trait_is_seen_and_reset_puts_all_back(page: Page):
    image = {"grey": np.arange(256).reshape(16, 16).tolist()}
    values = {"view": "stripes", "period": 5, "phase": 90, "angle": 30, "stride": 2, "blur_size": 3}
    every_trait_is_seen(page, Aliasing(), values | {"images": image})
    widget = alone(page, Aliasing(view="stripes"))
    first = looks(widget)
    change_every_control(widget)
    reset_puts_back(widget, first)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 700])
@pytest.mark.parametrize("view", ["wave", "stripes"])
def test_the_first_frame_keeps_its_place(page: Page, view, width):
    frame, live = heights(page, Aliasing(view=view), width)
    assert abs(frame - live) < 8


@pytest.mark.browser
def test_the_key_keeps_the_colours_of_the_bar_where_colours_are_forced(page: Page):
    page.emulate_media(forced_colors="active")
    widget = alone(page, Aliasing(view="stripes"))
    for part in ("true", "false"):
        key = widget.locator(f".cnnlab-aliasing-key-{part}").evaluate(
            "(key) => getComputedStyle(key, '::before').backgroundColor"
        )
        bar = widget.locator(f".cnnlab-aliasing-{part}").evaluate(
            "(bar) => getComputedStyle(bar).fill"
        )
        assert key == bar, part
