"""Drawing a digit for trained networks: on the site without Python, and live in JupyterLab."""

import gzip
import json
import re
import urllib.request
from html import unescape
from urllib.parse import quote

import numpy as np
import pytest
from alone import alone, heights, looks, set_traits, traits_of
from live import Notebook
from on_page import on_page
from playwright.sync_api import BrowserContext, Locator, Page, expect
from traitlets import TraitError

from cnnlab.experiments.digit_networks import make_linear, make_mlp, train_on_digits
from cnnlab.images import digit, shift, split_digits
from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, evaluate
from cnnlab.widgets import DrawDigit
from cnnlab.widgets.packed import pack_network, unpack_network

CHAPTER = "book/13_tiny_cnn.html"


def linear(seed=0):
    return Sequential(Flatten(), Linear(64, 10, rng=seed))


def test_probabilities_are_those_of_the_rounded_network():
    widget = DrawDigit({"a": linear(0), "b": linear(1)}, drawing=digit(8), network="a")
    _, rounded = unpack_network(pack_network(linear(0))).layers
    powers = np.exp(rounded.weight @ digit(8).ravel() / 16)
    np.testing.assert_allclose(widget.probabilities, powers / powers.sum(), rtol=1e-9)
    widget.network = "b"
    assert not np.allclose(widget.probabilities, powers / powers.sum())


def test_the_digits_to_begin_from_are_read_right_by_every_network():
    trained = {
        make.__name__: train_on_digits(make, epochs=3)[0] for make in (make_linear, make_mlp)
    }
    widget = DrawDigit(trained)
    assert widget.network == "make_mlp"
    assert widget.drawing.tolist() == widget.drawings["a 3"].tolist()
    learned = split_digits().x_train
    assert list(widget.drawings)[7:] == ["a 7", "an 8", "a 9"]
    for label, drawing in enumerate(widget.drawings.values()):
        x = drawing[None, None] / 16
        assert not np.isclose(learned, x).all(axis=(1, 2, 3)).any()
        assert [model(x).argmax() for model in trained.values()] == [label, label]


def test_a_network_that_is_no_longer_there_is_named():
    widget = DrawDigit({"a": linear(0)})
    widget.networks = {"b": linear(1)}
    assert "network must be one of b, got 'a'" in unescape(widget._repr_html_())


def test_the_first_frame_says_what_each_network_reads():
    widget = DrawDigit({"a": linear(0), "b <": linear(1)})
    frame = widget.first_frame()
    text = re.sub(r"\s*<[^>]+>\s*", "|", frame)
    readings = re.findall(r"\|([^|]+)\|+([\d,]+) parameters\|+reads (\d) \((\d+)%\)", text)
    for (name, size, read, share), network in zip(readings, ("a", "b <"), strict=True):
        assert (unescape(name), size) == (network, "650")
        widget.network = network
        assert int(read) == widget.probabilities.argmax()
        assert int(share) == round(100 * widget.probabilities.max())


def test_the_first_frame_has_every_layer_and_the_probabilities():
    model = Sequential(
        *(Conv2d(1, 3, 3, padding=1, rng=0), ReLU(), MaxPool2d((2, 4))),
        *(Flatten(), Linear(24, 10, rng=0)),
    )
    widget = DrawDigit({"small": model}, drawing=digit(5))
    frame = widget.first_frame()
    titles = re.findall(r"<figcaption><strong>([^<]+)</strong> <span[^>]*>([^<]+)<", frame)
    assert [title for title, _ in titles[:3]] == ["Drawing", "Input", "Probabilities"]
    assert titles[3:] == [
        ("Convolution, 3 × 3", "3 maps of 8 × 8"),
        ("ReLU", "3 maps of 8 × 8"),
        ("Max pooling, 2 × 4", "3 maps of 4 × 2"),
        ("Linear layer", "a score for each digit"),
    ]
    odds = frame[: frame.index("draw-digit-layers")]
    shares = [float(share) for share in re.findall(r"--share:([\d.e-]+)", odds)]
    np.testing.assert_allclose(shares, widget.probabilities, rtol=0.01)
    assert len(gzip.compress(frame.encode())) < 8_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"networks": {}}, "networks must hold at least one network"),
        ({"networks": None}, r'by their names, as DrawDigit\(\{"CNN": model\}\), got None'),
        ({"networks": linear()}, r"by their names, .* got Sequential\("),
        ({"drawings": [digit(3)]}, "drawings must be a dict of names and arrays, got list"),
        (
            {"networks": {"a": Sequential(Flatten(), Linear(64, 9, rng=0))}},
            r"networks\['a'\] must turn an image .* \(1, 10\), one for each digit, got \(1, 9\)",
        ),
        (
            {"networks": {"a": Sequential(Flatten(), Linear(60, 10, rng=0))}},
            r"networks\['a'\] cannot be shown: x must have shape \(N, 60\)",
        ),
        ({"networks": {"a": [{"type": "flat"}]}}, r"networks\['a'\] cannot be shown"),
        ({"picked": [-1]}, "picked"),
        ({"network": "b"}, "network must be one of a, got 'b'"),
        ({"drawing": np.zeros((7, 8))}, r"drawing must have shape \(8, 8\) .*got shape \(7, 8\)"),
        ({"drawing": np.full((8, 8), 17)}, "values from 0 to 16, .* values from 17 to 17"),
        ({"drawings": {"x": np.full((8, 8), -1)}}, r"drawings\['x'\] must have shape"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(TraitError, match=message):
        DrawDigit(**{"networks": {"a": linear()}} | arguments)


def test_without_networks_it_says_what_is_missing():
    with pytest.raises(TraitError, match="networks must hold trained networks by their names"):
        DrawDigit()


# --- on the site ---


def page_state(site: str) -> dict:
    source = urllib.request.urlopen(f"{site}/{CHAPTER}").read().decode()
    found = re.search(r'data-widget="draw_digit"[^>]* data-state="([^"]*)"', source)
    state: dict = json.loads(unescape(found[1]))
    return state


def networks() -> dict:
    """Return networks of three kinds, as chapter 13 has them but untrained."""
    hidden = Sequential(Flatten(), Linear(64, 100, rng=1), ReLU(), Linear(100, 10, rng=2))
    convolution = Conv2d(1, 8, 3, padding=1, rng=3)
    cnn = Sequential(convolution, ReLU(), MaxPool2d(2), Flatten(), Linear(128, 10, rng=4))
    return {"linear": linear(), "MLP": hidden, "CNN": cnn}


@pytest.fixture
def widget(page: Page) -> Locator:
    return alone(page, DrawDigit(networks()))


def draw_line(widget: Locator, *points: tuple[float, float]) -> None:
    """Draw with the mouse through points of the pad, from 0 to 1."""
    pad = widget.locator(".cnnlab-draw-digit-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse = widget.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=5)
    mouse.up()


def seen(widget: Locator) -> np.ndarray:
    """Return the 8 × 8 pixels that the networks see."""
    texts = widget.locator(".cnnlab-draw-digit-input .cnnlab-values text").all_text_contents()
    return np.array([int(text) for text in texts]).reshape(8, 8)


def written_odds(widget: Locator) -> np.ndarray:
    texts = widget.locator(".cnnlab-draw-digit-share").all_text_contents()
    return np.array([float(text.removesuffix("%")) / 100 for text in texts])


@pytest.mark.browser
def test_the_networks_of_the_page_are_trained_and_light(site: str):
    state = page_state(site)
    parts = split_digits()
    scores = {
        name: evaluate(unpack_network(packed), parts.x_test, parts.y_test).accuracy
        for name, packed in state["networks"].items()
    }
    assert scores["CNN"] > 0.95
    assert scores["MLP"] > 0.91
    assert scores["linear"] > 0.85
    assert len(gzip.compress(json.dumps(state).encode())) < 60_000


@pytest.mark.browser
def test_a_line_drawn_with_the_pointer_is_counted_and_read(widget: Locator, problems):
    widget.get_by_role("button", name="Clear").click()
    np.testing.assert_array_equal(seen(widget), 0)
    as_drawn = widget.get_by_label("As drawn")
    expect(as_drawn).not_to_be_checked()
    as_drawn.check()
    draw_line(widget, (0.5, 0.1), (0.5, 0.9))
    middle = widget.locator(".cnnlab-draw-digit-input .cnnlab-values text").nth(8 * 4 + 3)
    expect(middle).to_have_text("8")  # a pen of two dots on either side of the line
    drawing = seen(widget)
    np.testing.assert_array_equal(drawing[1:7, [3, 4]], 8)
    np.testing.assert_array_equal(drawing[:, [0, 1, 2, 5, 6, 7]], 0)

    packed = DrawDigit(networks()).networks
    for name in packed:  # every network, by its own button
        widget.get_by_role("radio", name=name).check()
        python = DrawDigit(packed, network=name, drawing=drawing)
        np.testing.assert_allclose(written_odds(widget), python.probabilities, atol=0.0051)
        best = python.probabilities.argmax()
        expect(widget.locator(".cnnlab-draw-digit-chosen")).to_contain_text(f"reads {best} (")
        expect(widget.locator(".cnnlab-draw-digit-best")).to_contain_text(str(best))
        layers = [layer for layer in packed[name] if layer["type"] != "flatten"]
        expect(widget.locator(".cnnlab-draw-digit-layer")).to_have_count(len(layers))
        scores = python._outputs(name)[-1][0]
        expect(widget.locator(".cnnlab-draw-digit-scores li")).to_have_text(
            [f"{n}{score:z.1f}".replace("-", "−") for n, score in enumerate(scores)]
        )

    widget.get_by_label("Rub out").check()
    draw_line(widget, (0.5, 0.5), (0.5, 0.5))
    expect(middle).not_to_have_text("8")
    widget.get_by_role("button", name="Undo").click()
    expect(middle).to_have_text("8")
    widget.get_by_role("button", name="Clear").click()
    expect(middle).to_have_text("0")
    widget.page.keyboard.press("Control+z")
    expect(middle).to_have_text("8")
    assert problems == []


@pytest.mark.browser
def test_nothing_is_taken_back_before_anything_was_done(widget: Locator):
    before = seen(widget)
    undo = widget.get_by_role("button", name="Undo")
    undo.click(force=True)
    expect(widget.get_by_role("alert")).to_have_text("There is nothing to take back.")
    np.testing.assert_array_equal(seen(widget), before)
    widget.get_by_role("button", name="Clear").click()
    expect(widget.get_by_role("alert")).to_be_hidden()
    expect(undo).to_be_enabled()
    undo.click()
    np.testing.assert_array_equal(seen(widget), before)
    expect(undo).to_be_disabled()


@pytest.mark.browser
def test_of_two_fingers_one_draws(widget: Locator):
    widget.get_by_role("button", name="Clear").click()
    widget.get_by_label("As drawn").check()
    pad = widget.locator(".cnnlab-draw-digit-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None

    def at(finger: int, right: float, down: float) -> dict[str, float]:
        place = {"x": box["x"] + right * box["width"], "y": box["y"] + down * box["height"]}
        return place | {"id": finger}

    devtools = widget.page.context.new_cdp_session(widget.page)
    for kind, fingers in (
        ("touchStart", [at(0, 0.2, 0.2)]),
        ("touchStart", [at(0, 0.2, 0.2), at(1, 0.8, 0.2)]),
        ("touchMove", [at(0, 0.2, 0.8), at(1, 0.8, 0.8)]),
        ("touchEnd", []),
    ):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    drawing = seen(widget)
    assert drawing[2:6, 1].all()
    np.testing.assert_array_equal(drawing[:, 3:], 0)


@pytest.mark.browser
def test_a_small_drawing_is_fitted_unless_it_is_to_stay_as_drawn(widget: Locator):
    widget.get_by_role("button", name="Clear").click()
    draw_line(widget, (0.2, 0.2), (0.2, 0.4))
    lower = widget.locator(".cnnlab-draw-digit-input .cnnlab-values text").nth(8 * 6 + 3)
    expect(lower).not_to_have_text("0")
    fitted = seen(widget)
    assert set(fitted.sum(axis=1)[1:7]) <= {16, 20}, "as wide as the pen: 4 or 5 dots"
    assert (fitted[[0, -1]].sum(axis=1) > 0).all()
    np.testing.assert_array_equal(fitted[:, 3:5].sum(axis=1), fitted.sum(axis=1), "in the middle")
    widget.get_by_role("button", name="Move one pixel right").click()
    np.testing.assert_array_equal(seen(widget), shift(fitted, 0, 1))
    widget.get_by_label("As drawn").check()
    assert seen(widget)[5:].sum() == 0
    assert seen(widget)[:, 4:].sum() == 0
    set_traits(widget.page, as_drawn=False)  # by a link
    np.testing.assert_array_equal(seen(widget), shift(fitted, 0, 1))


@pytest.mark.browser
def test_what_is_moved_off_the_pad_comes_back(widget: Locator):
    widget.get_by_label("Start from").select_option("a 3")
    before = seen(widget)
    for way in ("right", "left"):
        for _ in range(5):
            widget.get_by_role("button", name=f"Move one pixel {way}").click()
        if way == "right":
            np.testing.assert_array_equal(seen(widget), shift(before, 0, 5))
    np.testing.assert_array_equal(seen(widget), before)
    expect(widget.get_by_label("Start from")).to_have_value("a 3")


@pytest.mark.browser
def test_the_keyboard_draws(widget: Locator, page: Page):
    widget.get_by_role("button", name="Clear").click()
    widget.get_by_label("As drawn").check()
    widget.locator(".cnnlab-draw-digit-pad").focus()
    page.keyboard.press("ArrowDown")
    np.testing.assert_array_equal(seen(widget), 0, "the pen is up")
    page.keyboard.press(" ")
    expect(widget.get_by_text("Pen down, row 17, column 16")).to_be_attached()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(
        widget.locator(".cnnlab-draw-digit-input .cnnlab-values text").nth(8 * 4 + 5)
    ).not_to_have_text("0")
    page.keyboard.press(" ")
    page.keyboard.press("Control+Home")
    drawing = seen(widget)
    assert (drawing[4, 4:6] > 8).all()
    assert drawing[:3].sum() == 0
    expect(widget.get_by_text("Pen up, row 0, column 0")).to_be_attached()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")  # the paper ends here
    expect(widget.get_by_text("Pen up, row 1, column 0")).to_be_attached()


@pytest.mark.browser
def test_moving_is_cnnlabs_shift(widget: Locator):
    begun = DrawDigit(networks()).drawings["a 7"]
    widget.get_by_label("Start from").select_option("a 7")
    np.testing.assert_array_equal(seen(widget), begun)
    widget.get_by_role("button", name="Move one pixel right").click()
    widget.get_by_role("button", name="Move one pixel up").click()
    np.testing.assert_array_equal(seen(widget), shift(begun, -1, 1))
    expect(widget.get_by_label("Start from")).to_have_value("")


@pytest.mark.browser
def test_any_number_leads_back_to_the_pixels(widget: Locator, page: Page, problems):
    page.set_viewport_size({"width": 320, "height": 800})
    origin = widget.locator(".cnnlab-draw-digit-origin")
    expect(origin).to_have_count(0)
    python = DrawDigit(networks(), network="CNN")
    outputs = [x[0] for x in python._outputs("CNN")]

    widget.locator(".cnnlab-draw-digit-scores li").nth(3).get_by_role("button").click()
    expect(origin).to_contain_text(f"Score of 3: {written(outputs[-1][3])}")
    linear_layer = unpack_network(python.networks["CNN"]).layers[-1]
    products = linear_layer.weight[3] * outputs[-2]
    largest = np.abs(products).argmax()
    first = origin.locator("li").first
    expect(first).to_contain_text(f"= {written(products[largest])}")
    expect(origin.locator("li")).to_have_count(9)
    channel, row, column = np.unravel_index(largest, (8, 4, 4))

    first.get_by_role("button").click()  # to the pooling, with the keyboard's focus
    place = f"map {channel}, row {row}, column {column}"
    expect(origin).to_contain_text(f"Max pooling, 2 × 2, {place}: {written(outputs[2].max())}"[:40])
    expect(widget.get_by_role("application", name="Max pooling, 2 × 2")).to_be_focused()
    page.keyboard.press("PageDown")
    expect(origin).to_contain_text(f"map {(channel + 1) % 8}, row {row}, column {column}")
    page.keyboard.press("PageUp")
    origin.get_by_role("button", name="ReLU").click()
    expect(origin).to_contain_text("The larger of 0 and ")
    origin.get_by_role("button", name="Convolution, 3 × 3").click()
    layer, *at = page.evaluate("model.get('picked')")
    assert layer == 0
    assert at[0] == channel
    assert outputs[0][tuple(at)] == pytest.approx(outputs[2][channel, row, column])
    expect(origin.locator(".cnnlab-draw-digit-window span")).to_have_count(9)
    expect(origin).to_contain_text(f"together {written(outputs[0][tuple(at)])}.")
    field = widget.locator(".cnnlab-draw-digit-input .cnnlab-top rect").first
    sides = [min(n + 1, 7) - max(n - 1, 0) + 1 for n in at[1:]]
    assert [float(field.get_attribute(n)) / 40 for n in ("height", "width")] == sides
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    widget.get_by_role("application", name="ReLU").click(position={"x": 4, "y": 4})
    expect(origin).to_contain_text("ReLU, map 0, row 0, column 0: ")
    origin.get_by_role("button", name="Close").click()
    expect(origin).to_have_count(0)
    expect(field).to_have_count(0)
    set_traits(page, picked=[4, 3])
    expect(origin).to_contain_text("Score of 3")
    set_traits(page, network="linear")  # by a link: it has no such number
    expect(origin).to_have_count(0)
    expect(widget.get_by_role("alert")).to_be_hidden()
    for picked in ([0, 8, 0, 0], [12], 3):
        set_traits(page, picked=picked)
        expect(widget.get_by_role("alert")).to_contain_text(re.compile("no number|must be a list"))
    assert problems == []


@pytest.mark.browser
def test_what_shows_an_origin_comes_when_a_number_is_first_asked_for(page: Page):
    script = re.compile("widgets-draw_digit-origin")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    widget = on_page(page, DrawDigit(networks(), network="CNN"))
    page.route(script, lambda route: route.abort())
    score = widget.locator(".cnnlab-draw-digit-scores li").get_by_role("button")
    score.nth(3).click()
    alert, origin = widget.get_by_role("alert"), widget.locator(".cnnlab-draw-digit-origin")
    expect(alert).to_contain_text("It cannot be shown where the number comes from: ")
    expect(score.nth(3)).to_have_attribute("aria-pressed", "true")
    expect(origin).to_have_count(0)
    assert [bool(script.search(url)) for url in asked if ".js" in url] == [False, False, True]

    page.unroute(script)
    score.nth(4).click()
    expect(origin).to_contain_text("Score of 4: ")
    expect(alert).to_be_hidden()
    expect(widget.get_by_text(re.compile("^Score of 4: ")).last).to_be_attached()  # read out


@pytest.mark.browser
def test_a_link_leads_to_a_numbers_origin(site: str, page: Page):
    page.goto(f"{site}/book/widgets/draw_digit.html#widget-draw_digit&picked=[0,7,0,0]")
    widget = page.locator(".cnnlab-widget").first
    expect(widget.locator(".cnnlab-draw-digit-origin")).to_contain_text("map 7, row 0, column 0: ")
    expect(widget.get_by_role("alert")).to_be_hidden()


def written(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


@pytest.mark.browser
def test_each_layer_draws_itself_and_follows_the_theme(widget: Locator, page: Page):
    pixels = "(canvas) => canvas.toDataURL()"
    first = widget.locator(".cnnlab-draw-digit-layer canvas").first
    before = first.evaluate(pixels)
    widget.get_by_role("button", name="Move one pixel down").click()
    after = first.evaluate(pixels)
    assert after != before
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        """(before) =>
          document.querySelector(".cnnlab-draw-digit-layer canvas").toDataURL() !== before""",
        arg=after,
    )


@pytest.mark.browser
def test_one_map_is_not_several(page: Page):
    alone_in_it = Sequential(Conv2d(1, 1, 3, padding=1, rng=0), Flatten(), Linear(64, 10, rng=0))
    made = DrawDigit({"a": alone_in_it})
    assert "1 map of 8 × 8" in made.first_frame()
    expect(alone(page, made).get_by_text("1 map of 8 × 8")).to_be_visible()


@pytest.mark.browser
def test_on_a_phone_the_pad_is_as_wide_as_the_widget(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    widget = alone(page, DrawDigit(networks()))
    pad, card = widget.locator(".cnnlab-draw-digit-pad").bounding_box(), widget.bounding_box()
    assert pad
    assert card
    assert pad["width"] > card["width"] - 40
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_the_pixels_and_a_layers_numbers_are_large_enough(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    widget = alone(page, DrawDigit(networks(), network="CNN"))
    cell = widget.locator(".cnnlab-draw-digit-input .cnnlab-cells rect").first.bounding_box()
    assert cell
    assert cell["width"] > 21
    maps, card = widget.locator("canvas[aria-roledescription=numbers]").first, widget.bounding_box()
    drawn = maps.bounding_box()
    assert drawn
    assert card
    assert drawn["width"] > card["width"] - 64
    # What a finger misses, arrows beside the number lead to.
    maps.click(position={"x": drawn["width"] / 8, "y": 20})
    [before] = traits_of(page, "picked")
    for way, step in {"below": (1, 0), "to the right": (0, 1), "above": (-1, 0)}.items():
        arrow = widget.get_by_role("button", name=f"The number {way}", exact=True)
        box = arrow.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        arrow.click()
        expect(arrow).to_be_focused()
        [after] = traits_of(page, "picked")
        assert after == [*before[:2], before[2] + step[0], before[3] + step[1]]
        before = after
    place = f"map {before[1]}, row {before[2]}, column {before[3]}"
    expect(widget.locator(".cnnlab-draw-digit-origin")).to_contain_text(place)
    for _ in range(8):  # the map ends
        widget.get_by_role("button", name="The number to the right").click()
    [after] = traits_of(page, "picked")
    assert after == [*before[:3], 7]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_frame_keeps_the_widgets_place(page: Page, width: int):
    frame, live = heights(page, DrawDigit(networks(), drawing=digit(5)), width)
    assert abs(frame - live) < 4


@pytest.mark.browser
def test_every_trait_is_followed_and_traits_that_change_together_are_one_change(page: Page):
    widget = alone(page, DrawDigit({"a": linear(0), "b": linear(1)}))
    other = DrawDigit({"c": linear(2)}).networks
    changes = (
        {"drawing": digit(5).tolist()},
        {"network": "a"},
        {"as_drawn": True},
        {"picked": [1, 3]},
        {"drawings": {"mine": digit(5).tolist()}},
        {"networks": other, "network": "c"},
    )
    assert {name for change in changes for name in change} == set(DrawDigit.own_traits())
    for change in changes:
        before = looks(widget)
        set_traits(page, **change)
        assert looks(widget) != before, f"{change.keys()} changed nothing"
    expect(widget.get_by_label("Start from")).to_have_value("mine")
    expect(widget.get_by_role("radio", name="c")).to_be_checked()
    python = DrawDigit(other, drawing=digit(5))
    np.testing.assert_allclose(written_odds(widget), python.probabilities, atol=0.0051)
    expect(widget.get_by_role("alert")).to_be_hidden()
    set_traits(page, network={"a": 1})
    expect(widget.get_by_role("alert")).to_contain_text('there is no network named {"a":1}')


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page):
    widget = alone(page, DrawDigit(networks(), drawing=digit(8), network="MLP"))
    first, state = looks(widget), traits_of(page, *DrawDigit.own_traits())
    widget.get_by_label("Start from").select_option("a 7")
    widget.get_by_role("button", name="Move one pixel left").click()
    widget.get_by_role("radio", name="linear").check()
    widget.get_by_label("Rub out").check()
    pad = widget.locator(".cnnlab-draw-digit-pad")
    pad.click()
    pad.press(" ")
    pad.press("ArrowUp")
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *DrawDigit.own_traits()) == state
    assert looks(page.locator(".cnnlab")) == first


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"drawing": [[1, 2], [3, 4]]}, "drawing must have 8 × 8 pixels, not 2 × 2"),
        ({"drawing": [[17] * 8] * 8}, "drawing must have values from 0 to 16, not 17"),
        ({"network": "other"}, 'there is no network named "other"'),
        ({"networks": {}}, "networks must hold at least one network"),
        ({"picked": [99, 0]}, "there is no number [99,0] in this network"),
    ],
)
def test_a_bad_link_is_explained(site: str, page: Page, problems, change, message):
    (name, value), *_ = change.items()
    fragment = f"{name}={quote(json.dumps(value))}"
    page.goto(f"{site}/book/widgets/draw_digit.html#widget-draw_digit&{fragment}")
    expect(page.locator(".cnnlab-widget").first.get_by_role("alert")).to_contain_text(message)
    assert problems == []


@pytest.mark.browser
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_readers_without_javascript_see_what_is_read(site: str, context: BrowserContext):
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}")
    first = page.locator("[data-widget=draw_digit]").first
    expect(first.locator("svg").first).to_be_visible()
    expect(first.locator(".cnnlab-draw-digit-chosen")).to_contain_text("CNN")
    expect(first.locator(".cnnlab-draw-digit-chosen")).to_contain_text("reads 7 (")


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.images import digit\n"
        "from cnnlab.network import Flatten, Linear, Sequential\n"
        "from cnnlab.widgets import DrawDigit\n"
        "networks = {n: Sequential(Flatten(), Linear(64, 10, rng=i)) "
        "for i, n in enumerate(['one', 'two'])}\n"
        "widget = DrawDigit(networks, network='one')\n"
        "widget"
    ).get_by_role("group", name="Draw a digit")
    expect(widget).to_be_visible()
    notebook.run("widget.drawing = digit(5)\nwidget.network = 'two'")
    expect(widget.get_by_role("radio", name="two")).to_be_checked()
    np.testing.assert_array_equal(seen(widget), digit(5))

    widget.get_by_role("button", name="Move one pixel left").click()
    widget.get_by_role("radio", name="one").check()
    moved = shift(digit(5), 0, -1)
    best = int(DrawDigit({"a": linear(0)}, drawing=moved).probabilities.argmax())
    notebook.expect(
        "(widget.network, widget.drawing.tolist(), int(widget.probabilities.argmax()))",
        ("one", moved.tolist(), best),
    )
