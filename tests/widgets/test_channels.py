"""The channels widget: its numbers against `cnnlab` and PyTorch, and its use in a browser."""

import itertools
import json
import re

import numpy as np
import pytest
import torch
from keyboard import names_reached
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab import conv2d
from cnnlab.widgets import Channels

ALL = """async ([site, settings]) => {
  const { convolveChannels } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { return convolveChannels(s); }
    catch (error) { return { error: error.name + ": " + error.message }; }
  });
}"""
MOUNT = """async ([site, widget]) => {
  const { mountAll } = await import(`${site}/_static/cnnlab.mjs`);
  const box = document.createElement("div");
  box.innerHTML = widget;
  document.querySelector("article, main").append(box);
  mountAll();
}"""


def layer(seed: int, image=(3, 6, 7), weight=(2, 3, 3, 3), whole: bool = True):
    """Return an image, a weight and a bias."""
    random = np.random.default_rng(seed)
    arrays = [random.integers(-9, 10, shape) for shape in (image, weight, weight[:1])]
    return arrays if whole else [a + random.normal(size=a.shape).round(3) for a in arrays]


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


def test_the_first_frame_is_small_and_shows_every_channel():
    frame = Channels(channel=1).first_frame()
    assert len(frame) < 40_000
    titles = " ".join(re.findall(r"<strong>(\w+)</strong>", frame))
    assert titles == "Red Kernel Map Green Kernel Map Blue Kernel Map Output"
    depthwise = Channels(weight=np.ones((3, 1, 1, 1)), channel=2).first_frame()
    assert re.findall(r"<strong>(\w+)</strong>", depthwise) == ["Blue", "Kernel", "Map", "Output"]


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


def show(site: str, page: Page, channels: Channels) -> Locator:
    """Put a widget on a page of the site, as a chapter has it."""
    page.goto(f"{site}/search.html")
    page.evaluate(MOUNT, [site, channels._repr_html_()])
    return page.get_by_role("group", name="Channels", exact=True)


def output_grid(widget: Locator) -> Locator:
    return widget.get_by_role("grid", name="Output channel")


def written_sums(widget: Locator) -> list[float]:
    """Return the partial sums, the bias and the result as the widget writes them."""
    parts = widget.locator(".cnnlab-channels-terms strong").all_text_contents()
    result = widget.locator(".cnnlab-total strong").text_content()
    return [float(text.replace("−", "-")) for text in [*parts, result]]


def expected_sums(channels: Channels, o: int, row: int, column: int) -> list[float]:
    """Return the same from NumPy: products of the window with each kernel, added up."""
    weight = channels.weight[o]
    first = o // (len(channels.weight) // channels.groups) * len(weight)
    kH, kW = weight.shape[1:]
    window = channels.image[first : first + len(weight), row : row + kH, column : column + kW]
    partial = (window * weight).sum(axis=(1, 2))
    return [*partial, channels.bias[o], channels.output[o, row, column]]


@pytest.mark.browser
def test_page_and_package_agree_on_a_grid_of_layers(site: str, page: Page):
    images = [(3, 5, 5), (3, 6, 9), (3, 1, 4), (3, 32, 32)]
    outputs_and_depths = [(1, 3), (2, 3), (4, 3), (3, 1), (6, 1), (2, 1), (2, 2), (4, 1)]
    kernels = [(1, 1), (3, 3), (2, 4), (5, 5), (1, 3)]
    grid = itertools.product(images, outputs_and_depths, kernels)
    layers = [
        layer(i, image, (*weight, *kernel), whole=i % 2 == 0)
        for i, (image, weight, kernel) in enumerate(grid)
    ]
    settings = [
        dict(zip(("image", "weight", "bias"), map(np.ndarray.tolist, arrays), strict=True))
        for arrays in layers
    ]
    page.goto(f"{site}/search.html")
    results = page.evaluate(ALL, [site, settings])
    compared = 0
    for (x, w, b), found in zip(layers, results, strict=True):
        try:
            expected = conv2d(x[None], w, b, groups=3 // w.shape[1])[0]
        except ValueError:
            assert "error" in found, f"cnnlab refuses {x.shape} with {w.shape}, the page does not"
            continue
        assert "error" not in found, found
        np.testing.assert_allclose(found["output"], expected, rtol=1e-12, atol=1e-9)
        for o, maps in enumerate(found["partial"]):
            read = x[found["first"][o] :][: len(maps)]
            for map_, channel, kernel in zip(maps, read, w[o], strict=True):
                alone = conv2d(channel[None, None], kernel[None, None])[0, 0]
                np.testing.assert_allclose(map_, alone, rtol=1e-12, atol=1e-9)
        compared += 1
    assert compared >= 70


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": None}, "TypeError: image must be lists in lists of numbers, 3 deep"),
        ({"image": [[[1]], [[1, 2]], [[1]]]}, "image[1] must have shape (1, 1) as image[0] has"),
        ({"weight": [[[1]]]}, "weight[0][0] must be a list of rows of numbers"),
        ({"weight": [[[[1]], [[None]], [[1]]]]}, "weight[0][1][0][0] must be a finite number"),
        ({"weight": [[[[1]], [[1]]]]}, "but its shape is (1, 2, 1, 1) and C_in is 3"),
        ({"weight": [[[[1]]]]}, "groups that divide C_in and C_out"),
        ({"bias": [1, 2]}, "bias must be 1 finite numbers, one for each output channel, not [1,2]"),
        ({"weight": [[[[1, 2]]] * 3]}, "the kernel spans 2 pixels"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_layer(site: str, page: Page, change, message):
    good = {"image": [[[1]], [[2]], [[3]]], "weight": [[[[1]], [[1]], [[1]]]], "bias": [0]}
    page.goto(f"{site}/search.html")
    (found,) = page.evaluate(ALL, [site, [good | change]])
    assert message in found["error"]


@pytest.mark.browser
def test_partial_sums_and_bias_add_up_to_the_output(site: str, page: Page, problems):
    channels = Channels(bias=[5, 0, -2.5, 0])
    widget = show(site, page, channels)
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
    assert [(int(p), float(w.replace("−", "-"))) for p, w in found] == [
        (int(p), float(w)) for p, w in zip(window, kernel, strict=True)
    ]
    assert problems == []


@pytest.mark.browser
def test_the_output_is_painted_in_the_colours_of_its_numbers(site: str, page: Page):
    channels = Channels(channel=1)
    widget = show(site, page, channels)
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
def test_playing_slowly_adds_one_channel_after_another(site: str, page: Page):
    widget = show(site, page, Channels(speed=0.5))
    widget.get_by_role("button", name="Back to the start").click()
    widget.get_by_role("button", name="Play").click()
    expect(widget.locator(".cnnlab-channels-terms .cnnlab-waiting")).to_have_count(2)
    expect(widget.locator(".cnnlab-total")).to_contain_text("…")
    expect(widget.locator(".cnnlab-channels-terms .cnnlab-waiting")).to_have_count(0)
    widget.get_by_role("button", name="Pause").click()


@pytest.mark.browser
def test_weights_bias_and_presets_change_the_layer(site: str, page: Page):
    widget = show(site, page, Channels())
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
    expect(widget.get_by_label("Kernels of y[0]")).to_have_value("")
    row, column = divmod(expected.position, 26)
    assert written_sums(widget) == expected_sums(expected, 0, row, column)

    widget.get_by_label("Kernels of y[0]").select_option("outlines")
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
def test_the_weights_axes_are_counted(site: str, page: Page):
    widget = show(site, page, Channels())
    words = widget.locator(".cnnlab-tensor-words")
    expect(words).to_contain_text("weight: 4 × 3 × 3 × 3")
    expect(words).to_contain_text("= 108 weights and 4 biases: 112 parameters")
    widget.get_by_label("Output channels").select_option("2")
    widget.get_by_label("Kernel size").select_option("5")
    expect(words).to_contain_text("= 150 weights and 2 biases: 152 parameters")
    for axis in ("C_out = 2", "C_in = 3", "kH = 5", "kW = 5"):
        expect(words).to_contain_text(axis)
    widget.get_by_label("Kernel size").select_option("1")
    widget.get_by_label("Output channels").select_option("3")
    expect(words).to_contain_text("weight: 3 × 3 × 1 × 1")  # the third preset needs no more
    widget.get_by_label("Output channels").select_option("4")
    expect(words).to_contain_text("weight: 4 × 3 × 3 × 3")  # the fourth does


@pytest.mark.browser
def test_depthwise_leaves_each_output_its_own_channel(site: str, page: Page):
    widget = show(site, page, Channels())
    kernels = Channels().weight
    depthwise = Channels(weight=np.stack([kernels[o, o : o + 1] for o in range(3)]))
    widget.get_by_label("Depthwise").check()
    words = widget.locator(".cnnlab-tensor-words")
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
    widget.get_by_label("Depthwise").uncheck()  # the same layer, with zeros for the other channels
    expect(words).to_contain_text("84 parameters")
    found = written_sums(widget)
    assert found[0] == found[1] == 0
    assert found[-1] == depthwise.output[2, 25, 25]


@pytest.mark.browser
def test_pointer_and_keyboard_move_all_windows(site: str, page: Page):
    widget = show(site, page, Channels())
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
    expect(widget.locator(".cnnlab-spoken")).to_contain_text("row 1, column 2: ")
    radio = widget.get_by_label("Output channel y[0]")
    radio.focus()
    page.keyboard.press("ArrowDown")
    expect(widget.get_by_label("Output channel y[1]")).to_be_checked()
    expect(widget.get_by_label("Output channel y[1]")).to_be_focused()
    reached = names_reached(widget)
    assert reached >= {"Image", "Kernels of y[1]", "Kernel size", "Output channels", "Bias b[1]"}
    assert "Weight for blue in row 2, column 2" in reached


@pytest.mark.browser
def test_a_narrow_page_does_not_scroll_sideways(site: str, page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    for weight in (None, np.ones((2, 3, 5, 5))):
        widget = show(site, page, Channels(weight=weight))
        expect(output_grid(widget)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # Nor is anything cut off or laid over its neighbour.
        kernel = widget.locator(".cnnlab-channels-kernel .cnnlab-weights").first.bounding_box()
        partial = widget.locator(".cnnlab-channels-partial .cnnlab-pixels").first.bounding_box()
        outside = widget.bounding_box()
        assert kernel["x"] + kernel["width"] <= outside["x"] + outside["width"]
        apart = kernel["x"] + kernel["width"] <= partial["x"] + 1
        assert apart or kernel["y"] >= partial["y"] + partial["height"]
        assert partial["width"] > 50


@pytest.mark.browser
def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    page.goto(f"{site}/search.html")
    good = Channels().state()
    for change, message in (
        ({"image": [[[1]]]}, "image must be (3, H, W): red, green and blue"),
        ({"weight": 7}, "weight must be lists in lists of numbers, 4 deep"),
        ({"weight": [[[[1]]] * 3] * 7}, "at most 6 output channels"),
        ({"bias": "none"}, "bias must be 4 finite numbers"),
        ({"channel": 9}, "channel must be from 0 to 3"),
    ):
        state = json.dumps(good | change).replace('"', "&quot;")
        page.evaluate(MOUNT, [site, f'<div class="cnnlab-widget" data-state="{state}"></div>'])
        expect(page.get_by_role("alert").last).to_contain_text(message)
    assert problems == []


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(jupyterlab, page: Page, problems):
    open_notebook(
        page,
        jupyterlab,
        "channels.ipynb",
        [
            "from cnnlab.widgets import Channels\n"
            "image = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]\n"
            "layer = Channels(image, weight=[[[[1]], [[10]], [[100]]]], position=3)\n"
            "layer",
            "with layer.hold_trait_notifications():\n"
            "    layer.weight = [[[[1]], [[0]], [[2]]], [[[0]], [[-1]], [[0]]]]\n"
            "    layer.bias = [0.5, 0]\n"
            "layer.channel = 1",
            "print('seen', layer.channel, layer.position, layer.weight.tolist(), "
            "layer.bias.tolist(), layer.output[0].tolist())",
        ],
    )
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Channels", exact=True)
    expect(widget).to_be_visible(timeout=60_000)
    assert written_sums(widget) == [4, 80, 1200, 0, 1284]
    run_cell(page, 1)  # from Python to the page
    expect(widget.get_by_label("Output channel y[1]")).to_be_checked()
    assert written_sums(widget) == [0, -8, 0, 0, -8]

    widget.get_by_label("Output channel y[0]").check()  # from the page to Python
    bias = widget.get_by_label("Bias b[0]")
    bias.fill("3")
    bias.press("Enter")
    weight = widget.get_by_label("Weight for red in row 0, column 0")
    weight.fill("-1")
    weight.press("Enter")
    output_grid(widget).press("Control+Home")
    assert written_sums(widget) == [-1, 0, 18, 3, 20]
    run_cell(page, 2)
    weights = [[[[-1]], [[0]], [[2]]], [[[0]], [[-1]], [[0]]]]
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(
        f"seen 0 0 {weights} [3, 0] [[20.0, 21.0], [22.0, 23.0]]"
    )
    assert [p for p in problems if "cnnlab" in p] == []
