"""The channels widget: its numbers against `cnnlab` and PyTorch, and its use in a browser."""

import gzip
import re
import zlib
from base64 import b64decode

import numpy as np
import pytest
import torch
from alone import alone, heights, looks, set_traits, traits_of
from cell_numbers import number
from keyboard import names_reached
from live import Notebook
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.widgets import Channels, guesses

# Whether an alert was seen, and how often the weight's axes were written anew.
WATCH = """() => {
  window.alerts = 0, window.draws = 0;
  const alert = document.querySelector("[role=alert]");
  new MutationObserver(() => (alerts += !alert.hidden)).observe(alert, { attributes: true });
  new MutationObserver(() => (draws += 1)).observe(
    document.querySelector(".cnnlab-channels-words"), { childList: true });
}"""


def layer(seed: int, image=(3, 6, 7), weight=(2, 3, 3, 3)):
    """Return an image, a weight and a bias."""
    random = np.random.default_rng(seed)
    return [random.integers(-9, 10, shape) for shape in (image, weight, weight[:1])]


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [(2, 3, 3, 2), (3, 1, 2, 3), (6, 1, 1, 1)])
def test_the_output_is_pytorchs(weight):
    x, w, b = layer(0, weight=weight)
    widget = Channels(x, w, b)
    expected = torch.nn.functional.conv2d(
        *(torch.tensor(a, dtype=torch.float64) for a in (x[None], w, b)), groups=3 // weight[1]
    )
    np.testing.assert_array_equal(widget.output, expected[0].numpy())
    assert widget.groups == 3 // weight[1]


def test_the_default_is_a_photograph_and_four_outputs():
    widget = Channels()
    assert widget.image.shape == (3, 28, 28)
    assert widget.weight.shape == (4, 3, 3, 3)
    assert repr(widget) == "Channels(image 3 × 28 × 28, weight 4 × 3 × 3 × 3, groups 1)"
    for kernels in widget.kernels.values():
        assert kernels.shape[0] == 3


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("image", np.zeros((2, 4, 4)), r"image must have shape \(3, H, W\).*got \(2, 4, 4\)"),
        ("image", np.zeros((3, 33, 4)), r"at most 3 × 32 × 32 numbers.*shape \(3, 33, 4\)"),
        ("image", np.zeros((4, 4)), r"image must be a 3-D array of numbers.*shape \(4, 4\)"),
        ("weight", np.zeros((7, 3, 1, 1)), r"at most 6 × 3 × 5 × 5 .*shape \(7, 3, 1, 1\)"),
        ("weight", np.zeros((3, 3)), "weight must be a 4-D array"),
        ("bias", [np.nan], "bias must hold finite real numbers only"),
        ("bias", 1, "bias must be a 1-D array"),
        ("kernels", {"a": [[1]]}, r"kernels\['a'\] must be a 3-D array"),
        ("channel", -1, "channel"),
        ("position", -1, "position"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(Channels(), trait, value)


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"bias": [1, 2]}, "bias"),
        ({"weight": np.ones((2, 2, 1, 1))}, "weight"),
        ({"weight": np.ones((2, 1, 1, 1))}, "groups"),
        ({"image": np.ones((3, 2, 2))}, "kernel"),
        ({"channel": 4}, "channel must be below the 4 output channels, got 4"),
    ],
)
def test_settings_that_do_not_fit_are_refused_when_the_widget_is_made(traits, message):
    with pytest.raises(ValueError, match=message):
        Channels(**traits)


def test_the_first_frame_is_small_and_has_what_the_widget_shows():
    widget = Channels(channel=3, bias=[0, 0, 0, -2.5])
    frame = widget.first_frame()
    assert len(gzip.compress(frame.encode())) < 15_000
    line = ["Weights", "Red", "Map", "Weights", "Green", "Map", "Weights", "Blue", "Map"]
    titles = re.findall(r"<figcaption><strong>(\w+)</strong>", frame)
    assert titles == ["Image", *line, "Output"]
    text = re.sub(r"<[^>]+>", " ", frame).replace("−", "-")
    row, column = divmod(widget.position, 26)
    *terms, total = expected_sums(widget, 3, row, column)
    for term in terms:
        assert f" {term:.5g} " in text
    assert f" = {total:.5g} ".replace(" = ", " =  ") in text
    assert "4 · 3 · 3 · 3 = 108 weights and 4 biases: 112 parameters" in text
    assert re.search(r"Image\s+astronaut\s+Kernel of y\[3\]\s+edges of red against green", text)
    depthwise = Channels(weight=np.ones((3, 1, 1, 1)), channel=2).first_frame()
    titles = re.findall(r"<figcaption><strong>(\w+)</strong>", depthwise)
    assert titles == ["Image", "Red", "Green", "Weights", "Blue", "Map", "Output"]
    assert "the sum of 25 products" in Channels(weight=np.ones((1, 3, 5, 5))).first_frame()


def test_the_first_frame_has_the_photograph_in_its_colours():
    image = np.zeros((3, 1, 2), np.uint8)
    image[:, 0, 1] = 200, 100, 0
    frame = Channels(image, weight=np.ones((1, 3, 1, 1)), images={}).first_frame()
    photo = b64decode(re.search(r"data:image/png;base64,([^\"]+)", frame)[1])
    pixels = zlib.decompress(photo[photo.index(b"IDAT") + 4 : photo.index(b"IEND") - 8])
    assert list(pixels) == [0, 0, 0, 0, 255, 128, 0]  # a filter's number, and two pixels


def test_a_signed_picture_in_the_first_frame_has_its_signs_and_shares():
    from cnnlab.widgets.frames import signed_picture

    values = np.array([[0, 0, 6], [-3, -3, 6]])
    drawn = np.zeros((2, 3))
    paths = r'<path d="(M[^"]*)" stroke="var\(--cnnlab-(\w+),[^"]*" stroke-opacity="([\d.]+)"'
    for runs, name, share in re.findall(paths, signed_picture(values)):
        for x, y, n in re.findall(r"M(\d+) (\d+)h(\d+)", runs):
            sign = {"positive": 1, "negative": -1}[name]
            drawn[int(y), int(x) : int(x) + int(n)] = sign * float(share)
    np.testing.assert_array_equal(drawn, values / 6)


# --- the page -------------------------------------------------------------------------------------


def output_grid(widget: Locator) -> Locator:
    return widget.get_by_role("grid", name="Output channel")


def written_sums(widget: Locator) -> list[float]:
    """Return the partial sums, the bias and the result as the widget writes them."""
    parts = widget.locator(".cnnlab-channels-terms strong").all_text_contents()
    result = widget.locator(".cnnlab-total strong").text_content()
    return [number(text) for text in [*parts, result]]


def expected_sums(channels: Channels, o: int, row: int, column: int) -> list[float]:
    """Return the same from NumPy: products of the window with each kernel, added up."""
    weight = channels.weight[o]
    first = o // (len(channels.weight) // channels.groups) * len(weight)
    kH, kW = weight.shape[1:]
    window = channels.image[first : first + len(weight), row : row + kH, column : column + kW]
    partial = (window * weight).sum(axis=(1, 2))
    return [*partial, channels.bias[o], channels.output[o, row, column]]


@pytest.mark.browser
def test_partial_sums_and_bias_add_up_to_the_output(page: Page, problems):
    channels = Channels(bias=[5, 0, -2.5, 0])
    widget = alone(page, channels)
    outputs = output_grid(widget)
    outputs.press("Control+Home")
    for o, moves in enumerate(["ArrowRight", "ArrowDown", "End", "ArrowLeft"]):
        widget.get_by_label(f"Output channel y[{o}]").check()
        outputs.press(moves)
        row, column = [(0, 1), (1, 1), (1, 25), (1, 24)][o]
        expect(widget.locator(".cnnlab-total .cnnlab-name")).to_have_text(
            f"y[{o}, {row}, {column}]"
        )
        np.testing.assert_allclose(
            written_sums(widget), expected_sums(channels, o, row, column), rtol=1e-4
        )
    products = widget.locator(".cnnlab-channels-terms li").first.locator(".cnnlab-note")
    window, kernel = channels.image[0, 1:4, 24:27].ravel(), channels.weight[3, 0].ravel()
    found = re.findall(r"(\d+)·\(?(−?[\d.]+)", products.text_content())
    assert [(int(p), number(w)) for p, w in found] == [
        (int(p), float(w)) for p, w in zip(window, kernel, strict=True)
    ]
    assert problems == []


@pytest.mark.browser
def test_the_output_is_painted_in_the_colours_of_its_numbers(page: Page):
    channels = Channels(channel=1)
    widget = alone(page, channels)
    read = """(canvas) => [...canvas.getContext("2d")
        .getImageData(0, 0, canvas.width, canvas.height).data]"""
    canvas = widget.locator(".cnnlab-channels-output canvas")
    output = channels.output[1]
    for theme, zero in (("light", (255, 255, 255)), ("dark", (18, 25, 32))):
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        expect(canvas).to_be_visible()
        pixels = np.reshape(canvas.evaluate(read), (26, 26, 4))
        assert (pixels[..., 3] == 255).all(), "every pixel is there from the start"
        np.testing.assert_array_equal(pixels[output == 0][:, :3], [zero] * (output == 0).sum())
        strong = np.abs(output) > 0.2 * np.abs(output).max()
        assert (pixels[..., 0] > pixels[..., 2])[strong & (output > 0)].all(), "orange above zero"
        assert (pixels[..., 2] > pixels[..., 0])[strong & (output < 0)].all(), "blue below"
    widget.get_by_role("button", name="Back to the start").click()
    pixels = np.reshape(canvas.evaluate(read), (26 * 26, 4))
    assert np.count_nonzero(pixels[:, 3]) == 1, "only the first output is there"


@pytest.mark.browser
def test_playing_slowly_adds_one_channel_after_another(page: Page):
    widget = alone(page, Channels(speed=0.5))
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    expect(widget.locator(".cnnlab-channels-terms .cnnlab-waiting")).to_have_count(2)
    expect(widget.locator(".cnnlab-total")).to_contain_text("…")
    expect(widget.locator(".cnnlab-channels-terms .cnnlab-waiting")).to_have_count(0)
    widget.get_by_role("button", name="Pause").click()


@pytest.mark.browser
def test_weights_bias_and_presets_change_the_layer(page: Page):
    widget = alone(page, Channels())
    weight = widget.get_by_label("Weight for green in row 1, column 1")
    weight.fill("-2,5")
    weight.press("Enter")
    expect(weight).to_be_focused()
    bias = widget.get_by_label("Bias b[0]")
    bias.fill("7")
    bias.press("Enter")
    expected = Channels()
    kernels = expected.weight.copy()
    kernels[0, 1, 1, 1] = -2.5
    expected.weight, expected.bias = kernels, [7, 0, 0, 0]
    expect(widget.get_by_label("Kernel of y[0]")).to_have_value("")
    row, column = divmod(expected.position, 26)
    assert written_sums(widget) == expected_sums(expected, 0, row, column)

    widget.get_by_label("Kernel of y[0]").select_option("outlines")
    kernels[0] = expected.kernels["outlines"]
    widget.get_by_label("Image").select_option("coffee")
    expected.weight, expected.image = kernels, expected.images["coffee"]
    assert written_sums(widget) == expected_sums(expected, 0, row, column)

    # A click finds its target, even if leaving the box has changed the layer.
    weight.fill("3")
    widget.get_by_label("Output channel y[2]").click()
    expect(widget.get_by_label("Output channel y[2]")).to_be_checked()
    widget.get_by_label("Output channel y[0]").check()
    expect(weight).to_have_value("3")
    weight.fill("8")
    bias.focus()
    expect(bias).to_be_focused()

    weight.fill("many")
    weight.press("Enter")
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("“many” is not a number. The weight stays 8")
    bias.fill("")
    bias.press("Enter")
    expect(alert).to_contain_text("The bias stays 7")


@pytest.mark.browser
def test_the_weights_axes_are_counted(page: Page):
    widget = alone(page, Channels())
    words = widget.locator(".cnnlab-channels-words")
    expect(words).to_contain_text("weight: 4 × 3 × 3 × 3")
    expect(words).to_contain_text("= 108 weights and 4 biases: 112 parameters")
    widget.get_by_label("Output channels").select_option("2")
    widget.get_by_label("Kernel size").select_option("5")
    expect(words).to_contain_text("= 150 weights and 2 biases: 152 parameters")
    for axis in ("C_out = 2", "C_in = 3", "kH = 5", "kW = 5"):
        expect(words).to_contain_text(axis)
    widget.get_by_label("Kernel size").select_option("1")
    widget.get_by_label("Output channels").select_option("4")
    expect(words).to_contain_text("weight: 4 × 3 × 1 × 1")  # the size stays


@pytest.mark.browser
def test_what_an_action_hides_comes_back(page: Page):
    widget = alone(page, Channels(channel=1))
    weight = widget.get_by_label("Weight for red in row 0, column 2")
    weight.fill("9")
    weight.press("Enter")
    bias = widget.get_by_label("Bias b[1]")
    bias.fill("5")
    bias.press("Enter")
    traits = ("image", "weight", "bias", "channel")
    before = traits_of(page, *traits)
    for label, values in (("Kernel size", "135313"), ("Output channels", "24143214")):
        for value in values:
            widget.get_by_label(label).select_option(value)
        assert traits_of(page, *traits) == before, label
    depthwise = widget.get_by_label("Depthwise")
    depthwise.check()
    centre = widget.get_by_label("Weight for green in row 1, column 1")
    centre.fill("-7")
    centre.press("Enter")
    depthwise.uncheck()
    expected = np.array(before[1])
    expected[1, 1, 1, 1] = -7
    assert traits_of(page, *traits) == [before[0], expected.tolist(), *before[2:]]
    # What is set from outside is the new whole.
    set_traits(page, weight=np.ones((2, 3, 1, 1)).tolist(), bias=[1, 2])
    widget.get_by_label("Kernel size").select_option("3")
    assert np.sum(traits_of(page, "weight")) == 6


@pytest.mark.browser
def test_depthwise_leaves_each_output_its_own_channel(page: Page):
    widget = alone(page, Channels())
    kernels = Channels().weight
    depthwise = Channels(weight=np.stack([kernels[o, o : o + 1] for o in range(3)]))
    widget.get_by_label("Depthwise").check()
    words = widget.locator(".cnnlab-channels-words")
    expect(words).to_contain_text("27 weights and 3 biases: 30 parameters")
    expect(words).to_contain_text("C_in / groups = 3 / 3 = 1")
    outputs = output_grid(widget)
    for o in range(3):
        widget.get_by_label(f"Output channel y[{o}]").check()
        outputs.press("Control+End")
        np.testing.assert_allclose(
            written_sums(widget), expected_sums(depthwise, o, 25, 25), rtol=1e-4
        )
    expect(widget.locator(".cnnlab-channels-input .cnnlab-note").first).to_contain_text("not read")
    widget.get_by_label("Depthwise").uncheck()
    expect(words).to_contain_text("112 parameters")
    # A layer that came depthwise has zeros for the other channels.
    widget = alone(page, Channels(weight=depthwise.weight, channel=2))
    output_grid(widget).press("Control+End")
    widget.get_by_label("Depthwise").uncheck()
    found = written_sums(widget)
    assert found[0] == found[1] == 0
    assert found[-1] == depthwise.output[2, 25, 25]


@pytest.mark.browser
def test_pointer_and_keyboard_move_all_windows(page: Page):
    widget = alone(page, Channels())
    name = widget.locator(".cnnlab-total .cnnlab-name")
    box = widget.locator(".cnnlab-channels-partial .cnnlab-pixels").nth(1).bounding_box()
    page.mouse.move(box["x"] + 3.5 * box["width"] / 26, box["y"] + 2.5 * box["height"] / 26)
    expect(name).to_have_text("y[0, 2, 3]")
    image = widget.locator(".cnnlab-channels-input .cnnlab-pixels").nth(2)
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    page.mouse.move(box["x"] + 10.5 * box["width"] / 28, box["y"] + 20.5 * box["height"] / 28)
    page.mouse.down()
    expect(name).to_have_text("y[0, 19, 9]")  # the window's middle is under the pointer
    page.mouse.up()
    output_grid(widget).focus()
    for key in ("Control+Home", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(name).to_have_text("y[0, 1, 2]")
    heard = output_grid(widget).get_by_role("gridcell")
    expect(heard).to_have_accessible_name(re.compile("^row 1, column 2: "))
    radio = widget.get_by_label("Output channel y[0]")
    radio.focus()
    page.keyboard.press("ArrowDown")
    expect(widget.get_by_label("Output channel y[1]")).to_be_checked()
    expect(widget.get_by_label("Output channel y[1]")).to_be_focused()
    reached = names_reached(widget)
    assert reached >= {"Image", "Kernel of y[1]", "Kernel size", "Output channels", "Bias b[1]"}
    assert "Weight for blue in row 2, column 2" in reached


@pytest.mark.browser
def test_a_narrow_page_does_not_scroll_sideways(page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    for weight in (None, np.ones((2, 3, 5, 5))):
        widget = alone(page, Channels(weight=weight))
        expect(output_grid(widget)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # Nor is anything cut off or laid over its neighbour.
        kernel = widget.locator(".cnnlab-channels-weights .cnnlab-weights").first.bounding_box()
        partial = widget.locator(".cnnlab-channels-partial .cnnlab-pixels").first.bounding_box()
        outside = widget.bounding_box()
        assert kernel["x"] + kernel["width"] <= outside["x"] + outside["width"]
        apart = kernel["x"] + kernel["width"] <= partial["x"] + 1
        assert apart or kernel["y"] >= partial["y"] + partial["height"]
        assert partial["width"] > 50


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 852])
def test_a_channel_and_its_map_stand_at_one_height(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    widget = alone(page, Channels(channel=3))
    for row in range(3):
        tops = [
            widget.locator(f".cnnlab-channels-{part} .cnnlab-pixels").nth(row).bounding_box()["y"]
            for part in ("input", "partial")
        ]
        assert tops[0] == pytest.approx(tops[1], abs=1), "a longer note takes two lines"


@pytest.mark.browser
@pytest.mark.parametrize("width", [328, 690])
def test_nothing_below_moves_while_it_plays(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    rocket = Channels().images["rocket"].copy()
    rocket[:, :12] //= 100  # pixels of one digit beside those of three
    for channel in (0, 2):
        widget = alone(page, Channels(rocket, channel=channel, bias=[-1.25] * 4))
        heights = page.evaluate(HEIGHTS)
        assert max(heights) - min(heights) < 0.5
        expect(widget).to_be_visible()


# At places all over the image, each with none and with all of its terms added.
HEIGHTS = """async () => {
  const card = document.querySelector(".cnnlab");
  const heights = [];
  for (let position = 0; position < 676; position += 29) {
    model.set("position", position);
    await new Promise((done) => setTimeout(done));
    heights.push(card.getBoundingClientRect().height);
  }
  model.set("playing", true);
  for (let frame = 0; frame < 40; frame++) {
    await new Promise(requestAnimationFrame);
    heights.push(card.getBoundingClientRect().height);
  }
  return heights;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_frame_keeps_the_widgets_place(page: Page, width: int):
    frame, live = heights(page, Channels(channel=2, bias=[0, 1.5, 0, -3]), width)
    assert abs(frame - live) < 4


@pytest.mark.browser
def test_every_trait_is_followed_and_traits_that_change_together_are_one_change(page: Page):
    widget = alone(page, Channels())
    photo, kernels = Channels().images["coffee"], Channels().kernels["outlines"]
    changes = (
        {"image": photo.tolist()},
        {"channel": 2},
        {"bias": [1, 2, 3, 4]},
        {"weight": np.stack([kernels] * 4).tolist()},
        {"position": 3},
        {"speed": 16},
        {"images": {"mine": photo.tolist()}},
        {"kernels": {"ours": kernels.tolist()}},
        {"playing": True},
    )
    assert {name for change in changes for name in change} == set(Channels.own_traits())
    for change in changes:
        before = looks(widget)
        set_traits(page, **change)
        assert looks(widget) != before, f"{change.keys()} changed nothing"
    set_traits(page, playing=False)
    expect(widget.get_by_label("Image")).to_have_value("mine")
    expect(widget.get_by_label("Kernel of y[2]")).to_have_value("ours")

    page.evaluate(WATCH)
    set_traits(page, weight=np.ones((1, 3, 2, 2)).tolist(), bias=[5], channel=0)
    assert page.evaluate("[alerts, draws]") == [0, 1]
    assert written_sums(widget)[-1] == photo[:, 0:2, 3:5].sum() + 5
    page.evaluate("saved.length = 0")
    widget.get_by_label("Output channels").select_option("3")
    assert page.evaluate("[alerts, draws]") == [0, 2]
    assert page.evaluate("saved.length") == 1
    set_traits(page, bias=[0])  # from Python it is explained, and can be put right
    expect(widget.get_by_role("alert")).to_contain_text("bias must be 3 finite numbers")
    set_traits(page, bias=[0, 0, 0])
    expect(widget.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_what_does_not_fit_is_refused_before_it_is_set(page: Page):
    small = np.arange(48).reshape(3, 4, 4)
    widget = alone(page, Channels(small, images={"line": small[:, :1], "square": small}))
    before = traits_of(page, "image", "weight")
    alert = widget.get_by_role("alert")
    widget.get_by_label("Kernel size").select_option("5")
    expect(alert).to_contain_text("the kernel spans 5 pixels")
    expect(alert).to_contain_text("Nothing has changed")
    expect(widget.get_by_label("Kernel size")).to_have_value("3")
    widget.get_by_label("Image").select_option("line")
    expect(alert).to_contain_text("the padded image has only 1")
    expect(widget.get_by_label("Image")).to_have_value("square")
    assert traits_of(page, "image", "weight") == before
    widget.get_by_label("Kernel size").select_option("1")
    expect(alert).to_be_hidden()


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page):
    widget = alone(page, Channels(channel=1, bias=[0, 7, 0, 0]))
    first, state = looks(widget), traits_of(page, *Channels.own_traits())
    weight = widget.get_by_label("Weight for red in row 0, column 0")
    weight.fill("9")
    weight.press("Enter")
    bias = widget.get_by_label("Bias b[1]")
    bias.fill("3")
    bias.press("Enter")
    widget.get_by_label("Image").select_option("rocket")
    widget.get_by_label("Kernel of y[1]").select_option("outlines")
    widget.get_by_label("Kernel size").select_option("5")
    widget.get_by_label("Output channels").select_option("2")
    widget.get_by_label("Output channel y[0]").check()
    widget.get_by_label("Depthwise").check()
    widget.get_by_label("Speed").fill("5")
    bias = widget.get_by_label("Bias b[0]")
    bias.fill("wrong")
    bias.press("Enter")
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *Channels.own_traits()) == state
    assert looks(page.locator(".cnnlab")) == first


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import Channels\n"
        "image = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]\n"
        "layer = Channels(image, weight=[[[[1]], [[10]], [[100]]]], position=3)\n"
        "layer"
    ).get_by_role("group", name="Channels", exact=True)
    expect(widget).to_be_visible()
    assert written_sums(widget) == [4, 80, 1200, 0, 1284]

    notebook.run(
        "with layer.hold_trait_notifications():\n"
        "    layer.weight = [[[[1]], [[0]], [[2]]], [[[0]], [[-1]], [[0]]]]\n"
        "    layer.bias = [0.5, 0]\n"
        "layer.channel = 1"
    )
    expect(widget.get_by_label("Output channel y[1]")).to_be_checked()
    assert written_sums(widget) == [0, -8, 0, 0, -8]

    widget.get_by_label("Output channel y[0]").check()
    bias = widget.get_by_label("Bias b[0]")
    bias.fill("3")
    bias.press("Enter")
    weight = widget.get_by_label("Weight for red in row 0, column 0")
    weight.fill("-1")
    weight.press("Enter")
    output_grid(widget).press("Control+Home")
    assert written_sums(widget) == [-1, 0, 18, 3, 20]
    weights = [[[[-1]], [[0]], [[2]]], [[[0]], [[-1]], [[0]]]]
    notebook.expect("(layer.channel, layer.position, layer.weight.tolist())", (0, 0, weights))
    notebook.expect(
        "(layer.bias.tolist(), layer.output[0].tolist())", ([3, 0], [[20.0, 21.0], [22.0, 23.0]])
    )


@pytest.mark.browser
def test_an_output_that_is_asked_for_keeps_its_frame(page: Page):
    ask = guesses.number("How much?", 7, hint="Look.", because="Seven.", cover=["output"])
    alone(page, Channels(guess=ask))
    frame = page.locator(".cnnlab-channels-output .cnnlab-grid")
    expect(frame).to_have_css("outline-style", "solid")
    page.get_by_role("button", name="Show me").click()
    expect(frame).to_have_css("outline-style", "none")
