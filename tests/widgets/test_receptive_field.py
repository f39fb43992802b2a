"""The receptive field: its numbers against `cnnlab`, and its use in a browser."""

import re
from itertools import pairwise

import numpy as np
import pytest
from alone import alone, heights, looks, set_traits, traits_of
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab import receptive_field, seen_pixels
from cnnlab.widgets import ReceptiveField
from cnnlab.widgets.receptive_field import MOST_LAYERS

PAGE = "book/widgets/receptive_field.html"
CSS = ".cnnlab-receptive-field"
BOX = """(shape) => {
  const [box, scale] = [shape.getBBox(), shape.getScreenCTM()];
  return {
    x: scale.a * box.x + scale.e,
    width: scale.a * box.width,
  };
}"""  # on the screen, without the line around it
STACK = [(3, 1, 1), ("pool", 2), (3, 1, 1)]


# --- Python ---------------------------------------------------------------------------------------


def test_every_way_to_say_a_layer():
    conv = {"kind": "conv", "kernel": 3, "stride": 1, "padding": 0, "dilation": 1}
    for layer in (3, (3,), [3, 1], ("conv", 3), {"kernel": 3}, conv):
        assert ReceptiveField(layers=[layer]).layers == [conv]
    pool = {"kind": "pool", "kernel": 2, "stride": 2, "padding": 0, "dilation": 1}
    for layer in (("pool", 2), {"kind": "pool", "kernel": 2}, ("pool", 2, 2, 0, 1)):
        assert ReceptiveField(layers=[layer]).layers == [pool]
    assert ReceptiveField(layers=[("pool", 3, 1)]).layers[0]["stride"] == 1


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("layers", 3, r"layers must be a list of layers, got 3"),
        ("layers", [3] * 11, "at most 10 layers to be drawn, got 11"),
        ("layers", [3, ()], r"layers\[1\] must be a kernel size"),
        ("layers", [(3, 1, 1, 1, 1)], r"layers\[0\] must be a kernel size"),
        ("layers", [0], r"layers\[0\] must have a kernel .* from 1 to 15, got 0"),
        ("layers", [16], r"kernel .* from 1 to 15, got 16"),
        ("layers", [(3, 0)], r"stride .* from 1 to 8, got 0"),
        ("layers", [(3, 1, 1.5)], r"padding .* whole number .* got 1.5"),
        ("layers", [(3, 1, 1, True)], r"dilation .* got True"),
        ("layers", [("dense", 3)], "of kind conv or pool, got 'dense'"),
        ("layers", [("pool", 2, 2, 2)], "at most half its kernel, as it is a pool: got padding 2"),
        ("layers", [{"kind": "conv"}], "must have a kind and kernel"),
        ("layers", [{"kernel": 3, "groups": 2}], "must have a kind and kernel"),
        ("stacks", {"mine": [0]}, r"stacks\['mine'\]\[0\] must have a kernel"),
        ("stacks", [3], r"stacks must be a dict of stacks, got \[3\]"),
        ("picked", (1, 2), "picked"),
        ("picked", (1, -2, 0), "picked"),
        ("photograph", "moon", "photograph must be one of camera, astronaut, chelsea, got 'moon'"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(ReceptiveField(), trait, value)


def test_a_layer_larger_than_its_input_is_refused_when_the_widget_is_made():
    with pytest.raises(ValueError, match=r"layers\[2\] does not fit its input: kernel_size 15"):
        ReceptiveField(layers=[(3, 8), (3, 2), 15])


def test_a_pick_beyond_the_end_stands_for_the_nearest_unit():
    widget = ReceptiveField(layers=STACK, picked=(3, 31, 40))
    assert widget.unit == (3, 31, 31)
    widget.layers = [(3, 2)]
    assert widget.unit == (1, 30, 30)
    widget.layers = []
    assert widget.unit == (0, 31, 40)
    assert widget.seen == ([31], [40])
    assert ReceptiveField(layers=STACK).picked == (3, 16, 16)


def test_the_first_frame_is_small_and_has_the_numbers():
    frame = ReceptiveField(layers=STACK).first_frame()
    assert len(frame) < 40_000
    assert frame.count("data:image/png;base64,") == 4
    cells = re.findall(r"data-result>([^<]*)</td>", frame)
    assert cells[:4] == ["64 × 64", "1", "1", "0"]
    assert cells[-4:] == ["32 × 32", "8", "2", "0.5"]
    # Unit (16, 16) of the last layer: centre 0.5 + 16 · 2, and 3.5 to each side.
    assert '<rect x="29" y="29" width="8" height="8"' in frame


def test_the_first_frames_photograph_is_the_photograph():
    from base64 import b64decode
    from io import BytesIO

    from PIL import Image

    widget = ReceptiveField(photograph="astronaut")
    data = re.search(r"base64,([^\"]*)", widget.first_frame()).group(1)
    pixels = np.array(Image.open(BytesIO(b64decode(data))))
    np.testing.assert_array_equal(pixels, widget.images["astronaut"])


# --- in the browser -------------------------------------------------------------------------------


def show(page: Page, widget: ReceptiveField) -> Locator:
    found = alone(page, widget)
    expect(found).to_be_visible()
    return found


def point_at(page: Page, picture: Locator, right: float, down: float) -> None:
    """Move the mouse to a place in a picture, as shares of its width and height."""
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + down * box["height"])


def table(widget: Locator) -> list[list[str]]:
    """Return the map, size, jump and start of every line of the table."""
    lines = widget.get_by_role("table").locator("tbody tr")
    return [lines.nth(i).locator("[data-result]").all_text_contents() for i in range(lines.count())]


def expected_table(layers) -> list[list[str]]:
    widget = ReceptiveField(layers=layers)
    fields = [(1, 1, 0.0), *widget.fields]
    return [
        [f"{rows} × {columns}", str(size), str(jump), f"{start:g}".replace("-", "−")]
        for (rows, columns), (size, jump, start) in zip(widget.shapes, fields, strict=True)
    ]


def number_box(widget: Locator, layer: int, part: str) -> Locator:
    return widget.get_by_label(f"Layer {layer}: {part}", exact=True)


def said(widget: Locator) -> Locator:
    return widget.get_by_role("status").first


@pytest.mark.browser
def test_pointing_at_a_unit_lights_up_its_field(page: Page, problems):
    widget = show(page, ReceptiveField(layers=STACK))
    top_layer = widget.get_by_role("grid", name="Layer 3")
    top_layer.scroll_into_view_if_needed()
    box = top_layer.bounding_box()
    page.mouse.move(box["x"] + 0.99 * box["width"], box["y"] + 0.5 * box["height"])
    expect(said(widget)).to_have_text(
        "Layer 3, row 16, column 31: sees rows 29 to 36 and columns 59 to 63"
    )
    words = widget.locator(".cnnlab-receptive-field-words")
    expect(words).to_contain_text("centre 0.5 + 31 · 2 = 62.5, and 3.5 to each side: 59 to 66")
    expect(words).to_contain_text("It sees 40 pixels of 4,096.")
    expect(words).to_contain_text("24 places of the field lie outside, in the padding")
    photo = widget.get_by_role("grid", name="Photograph")
    assert photo.locator(".cnnlab-receptive-field-frame").get_attribute("d") == "M59 29h8v8h-8z"
    assert (
        photo.locator(".cnnlab-receptive-field-padding")
        .get_attribute("d")
        .endswith("M59 29h5v8h-5z")
    )
    # The path through the layers between.
    between = [
        widget.get_by_role("grid", name=f"Layer {i}").locator(".cnnlab-receptive-field-frame")
        for i in (1, 2)
    ]
    assert [frame.get_attribute("d") for frame in between] == ["M60 30h6v6h-6z", "M30 15h3v3h-3z"]
    assert problems == []


@pytest.mark.browser
def test_pointing_looks_and_pressing_keeps(page: Page):
    widget = show(page, ReceptiveField(layers=STACK, picked=(3, 5, 6)))
    third, first = (widget.get_by_role("grid", name=f"Layer {n}") for n in (3, 1))
    words = widget.locator(f"{CSS}-words")
    point_at(page, third, 0.5, 0.5)
    expect(said(widget)).to_contain_text("Layer 3, row 16, column 16")
    expect(words).to_contain_text("click to keep it")
    assert traits_of(page, "picked") == [[3, 5, 6]]
    page.mouse.move(2, 2)  # nothing was pressed, so the picked unit comes back
    expect(said(widget)).to_contain_text("Layer 3, row 5, column 6")
    point_at(page, third, 0.5, 0.5)
    page.mouse.down()
    page.mouse.up()
    assert traits_of(page, "picked") == [[3, 16, 16]]
    expect(words).not_to_contain_text("click to keep it")
    point_at(page, first, 0.2, 0.2)  # on the way to the photograph other units are looked at
    expect(said(widget)).to_contain_text("Layer 1, row")
    point_at(page, widget.get_by_role("grid", name="Photograph"), 0.9, 0.9)
    expect(said(widget)).to_contain_text("Layer 3, row 16, column 16")
    assert traits_of(page, "picked") == [[3, 16, 16]]


@pytest.mark.browser
def test_a_cone_joins_the_field_from_map_to_map(page: Page):
    for width in (360, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        widget = show(page, ReceptiveField(layers=STACK, picked=(3, 0, 31)))
        cone = widget.locator(f"{CSS}-cone path")
        expect(cone).to_have_count(3)
        frames = [
            widget.get_by_role("grid", name=name).locator(f"{CSS}-frame").evaluate(BOX)
            for name in ("Photograph", "Layer 1", "Layer 2", "Layer 3")
        ]
        for (below, above), part in zip(pairwise(frames), cone.all(), strict=True):
            box = part.evaluate(BOX)
            beside = above["x"] > below["x"] + below["width"]
            left = below["x"] + below["width"] if beside else min(below["x"], above["x"])
            assert box["x"] == pytest.approx(left, abs=1), width
            end = above["x"] if beside else max(f["x"] + f["width"] for f in (below, above))
            assert box["x"] + box["width"] == pytest.approx(end, abs=1), width
        widget.get_by_role("button", name="Layer 1", exact=True).click()
        expect(cone).to_have_count(1)


@pytest.mark.browser
def test_the_maps_stand_in_one_row_below_no_more_than_the_photograph(page: Page):
    page.set_viewport_size({"width": 760, "height": 900})
    for layers in (STACK, [(3, 1, 1)] * 10):
        widget = show(page, ReceptiveField(layers=layers))
        boxes = [grid.bounding_box() for grid in widget.get_by_role("grid").all()]
        middles = [box["y"] + box["height"] / 2 for box in boxes]
        assert max(middles) - min(middles) < 2
        lefts = [box["x"] for box in boxes]
        assert lefts == sorted(lefts)
        edge = widget.bounding_box()
        assert boxes[-1]["x"] + boxes[-1]["width"] <= edge["x"] + edge["width"]


@pytest.mark.browser
def test_a_readers_own_stack_is_kept_while_another_is_looked_at(page: Page):
    widget = show(page, ReceptiveField())
    stacks = widget.get_by_label("Stack", exact=True)
    assert "your own" not in stacks.locator("option").all_text_contents()
    number_box(widget, 1, "kernel").fill("7")
    expect(stacks.locator("option:checked")).to_have_text("your own")
    mine = table(widget)
    stacks.select_option("LeNet-5")
    assert table(widget) != mine
    stacks.select_option("your own")
    assert table(widget) == mine


@pytest.mark.browser
def test_the_wheel_does_not_change_a_number(page: Page):
    widget = show(page, ReceptiveField(layers=[(3, 1, 1)] * 6))
    number_box(widget, 1, "kernel").click()
    page.mouse.wheel(0, -300)
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 0")
    expect(number_box(widget, 1, "kernel")).to_have_value("3")


@pytest.mark.browser
def test_the_widget_keeps_its_height_while_it_is_pointed_at(page: Page):
    for width in (360, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        for layers in (STACK, [(3, 1, 3, 3), (3, 1, 2, 2)]):
            widget = show(page, ReceptiveField(layers=layers))
            heights_seen = set()
            last = widget.get_by_role("grid").last
            for place in ((0.02, 0.02), (0.5, 0.5), (0.98, 0.5)):
                point_at(page, last, *place)
                page.wait_for_timeout(50)
                heights_seen.add(round(widget.bounding_box()["height"]))
            assert len(heights_seen) == 1, (width, layers)


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    for made in (ReceptiveField(), ReceptiveField(layers=[(5, 1, 2)]), ReceptiveField(layers=[])):
        for width in (360, 852):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=12), (made, width)


@pytest.mark.browser
def test_dragging_in_the_photograph_moves_the_field_there(page: Page):
    widget = show(page, ReceptiveField(layers=[(3, 1, 0), (3, 2, 0)]))
    photo = widget.get_by_role("grid", name="Photograph")
    photo.scroll_into_view_if_needed()
    box = photo.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(said(widget)).to_have_text(
        "Layer 2, row 0, column 0: sees rows 0 to 4 and columns 0 to 4"
    )
    page.mouse.up()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
    expect(said(widget)).to_contain_text("row 0, column 0")


@pytest.mark.browser
def test_gaps_of_a_dilated_stack_are_reported(page: Page):
    widget = show(page, ReceptiveField(layers=[(3, 1, 0, 3)], picked=(1, 10, 20)))
    expect(widget.locator(".cnnlab-receptive-field-words")).to_contain_text(
        "It sees 9 pixels of 4,096. 40 pixels within the field are left out"
    )
    unseen = widget.get_by_role("grid", name="Photograph").locator(".cnnlab-receptive-field-unseen")
    holes = re.findall(r"M(\d+) (\d+)h1v1h-1z", unseen.get_attribute("d"))
    assert {(int(y), int(x)) for x, y in holes} == {
        (y, x) for y in (10, 13, 16) for x in (20, 23, 26)
    }


@pytest.mark.browser
def test_a_pixel_sees_one_row_and_one_column(page: Page):
    widget = show(page, ReceptiveField(layers=STACK, picked=(3, 5, 6)))
    photograph = widget.get_by_role("grid", name="Photograph")
    photograph.press("ArrowRight")
    heard = photograph.get_by_role("gridcell")
    expect(heard).to_have_accessible_name(re.compile(r": sees row \d+ and column \d+$"))


@pytest.mark.browser
def test_the_keyboard_reaches_every_unit_and_layer(page: Page):
    widget = show(page, ReceptiveField(layers=STACK, picked=(3, 5, 6)))
    top_layer = widget.get_by_role("grid", name="Layer 3")
    top_layer.focus()
    for key in ("ArrowRight", "ArrowDown", "Home"):
        page.keyboard.press(key)
    expect(said(widget)).to_contain_text("Layer 3, row 6, column 0")
    current = widget.locator(f"[id='{top_layer.get_attribute('aria-activedescendant')}']")
    expect(current).to_have_attribute(
        "aria-label", "row 6, column 0: sees rows 9 to 16 and columns 0 to 4"
    )
    # In another map the arrows start from the unit at the same place.
    first_layer = widget.get_by_role("grid", name="Layer 1")
    first_layer.focus()
    page.keyboard.press("Enter")
    expect(said(widget)).to_contain_text("Layer 1, row 13, column 1: sees rows 12 to 14")
    expect(first_layer).to_be_focused()
    second = widget.get_by_role("button", name="Layer 2", exact=True)
    second.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(said(widget)).to_contain_text("Layer 2, row 6, column 0")


@pytest.mark.browser
def test_layers_are_edited_added_removed_and_moved(page: Page, problems):
    widget = show(page, ReceptiveField(layers=STACK))
    layers = [(3, 1, 1), ("pool", 2), (3, 1, 1)]
    assert table(widget) == expected_table(layers)

    number_box(widget, 1, "kernel").fill("5")
    number_box(widget, 1, "dilation").fill("2")
    widget.get_by_label("Layer 1: kind").select_option("pool")
    layers[0] = ("pool", 5, 1, 1, 2)
    assert table(widget) == expected_table(layers)

    widget.get_by_role("button", name="Add a convolution").click()
    widget.get_by_role("button", name="Add a max pool").click()
    layers += [(3, 1, 1), ("pool", 2)]
    assert table(widget) == expected_table(layers)
    expect(said(widget)).to_contain_text("Layer 5")  # the eye follows the new layer

    up = widget.get_by_role("button", name="Move layer 2 up")
    up.press("Enter")
    layers[:2] = layers[1::-1]
    assert table(widget) == expected_table(layers)
    expect(widget.get_by_role("button", name="Move layer 1 up")).to_be_focused()

    widget.get_by_role("button", name="Remove layer 1").press("Enter")
    del layers[0]
    assert table(widget) == expected_table(layers)
    expect(widget.get_by_role("button", name="Remove layer 1")).to_be_focused()

    while layers:
        widget.get_by_role("button", name="Remove layer 1").click()
        layers.pop(0)
    assert table(widget) == expected_table([])
    expect(said(widget)).to_contain_text("Layer 0")

    add = widget.get_by_role("button", name="Add a convolution")
    for _ in range(MOST_LAYERS + 1):  # the last of them adds none, and keeps its place
        add.press("Enter")
        expect(add).to_be_focused()
    expect(add).to_be_disabled()
    expect(widget.get_by_role("alert")).to_have_text("A stack has at most 10 layers here.")
    assert table(widget) == expected_table([(3, 1, 1)] * MOST_LAYERS)
    assert problems == []


@pytest.mark.browser
def test_a_layer_can_be_dragged(page: Page):
    layers = [(7, 2, 3), ("pool", 3, 2, 1), (3, 1, 2, 2)]
    widget = show(page, ReceptiveField(layers=layers))
    grips = widget.locator(".cnnlab-receptive-field-grip")
    grips.first.scroll_into_view_if_needed()
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + end["height"] - 2, steps=5)
    page.mouse.up()
    expect(number_box(widget, 3, "kernel")).to_have_value("7")
    assert table(widget) == expected_table([*layers[1:], layers[0]])
    page.mouse.move(end["x"] + 8, end["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, start["y"] + 2, steps=5)
    page.mouse.up()
    expect(number_box(widget, 1, "kernel")).to_have_value("7")
    assert table(widget) == expected_table(layers)


@pytest.mark.browser
def test_what_does_not_fit_is_explained_and_can_be_undone(page: Page):
    widget = show(page, ReceptiveField(layers=[(3, 2, 1), (3, 2, 1), (3, 2, 1)]))
    kernel = number_box(widget, 2, "kernel")
    kernel.fill("15")
    number_box(widget, 2, "dilation").fill("3")
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text(
        "Layer 2 does not fit: the kernel spans 43 pixels (size 15, dilation 3), but the padded "
        "image has only 34 (1 + 32 + 1). The layers before it still work."
    )
    assert [line[0] for line in table(widget)] == ["64 × 64", "32 × 32"] + ["does not fit"] * 2
    fields = receptive_field([(3, 2, 1), (15, 2, 1, 3), (3, 2, 1)])
    assert [line[1] for line in table(widget)[1:]] == [str(field.size) for field in fields]
    expect(said(widget)).to_contain_text("Layer 1")
    kernel.fill("3")
    expect(alert).to_be_hidden()
    kernel.blur()
    kernel.fill("99")
    expect(alert).to_have_text(
        "The kernel of layer 2 must be a whole number from 1 to 15, not 99. It stays 3."
    )
    expect(kernel).to_have_attribute("aria-invalid", "true")
    kernel.blur()
    expect(kernel).to_have_value("3")
    widget.get_by_label("Layer 2: kind").select_option("pool")
    number_box(widget, 2, "padding").fill("2")
    expect(alert).to_contain_text("a pool’s padding must be at most half its kernel of 3, not 2")
    widget.get_by_label("Stack", exact=True).select_option("LeNet-5")
    expect(alert).to_be_hidden()
    assert table(widget) == expected_table([5, ("pool", 2), 5, ("pool", 2), 5])


@pytest.mark.browser
def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    good = ReceptiveField().state()
    faults = (
        ({"layers": None}, "layers must be a list of layers, not null"),
        ({"picked": [1, 2]}, "picked must be a layer, a row and a column"),
        ({"picked": [1, 2.5, 0]}, "each number of picked must be a whole number"),
        ({"photograph": {"a": 1}}, 'there is no photograph named {"a":1}'),
        ({"photograph": "constructor"}, 'there is no photograph named "constructor"'),
        ({"images": {"camera": [[1, 2], [3]]}}, 'every row of images["camera"]'),
        ({"images": {"camera": [[0] * 65]}}, "at most 64 rows and columns"),
    )
    places = place_states(site, page, "receptive_field", *(good | change for change, _ in faults))
    expect(places).to_have_count(len(faults))
    for i, (_, message) in enumerate(faults):
        expect(places.nth(i).get_by_role("alert")).to_contain_text(message)
    assert problems == []


@pytest.mark.browser
def test_what_python_would_refuse_is_refused_before_it_is_set(page: Page):
    widget = show(page, ReceptiveField(layers=[("pool", 3, 2, 1), (2, 1, 2)]))
    before = table(widget)
    alert = widget.get_by_role("alert")
    for value in ("1.5", "-1", "99"):
        number_box(widget, 1, "stride").fill(value)
        expect(alert).to_have_text(
            f"The stride of layer 1 must be a whole number from 1 to 8, not {value}. It stays 2."
        )
        assert table(widget) == before
    number_box(widget, 1, "padding").fill("2")
    expect(alert).to_have_text(
        "Layer 1 stays as it is: a pool’s padding must be at most half its kernel of 3, not 2."
    )
    widget.get_by_label("Layer 2: kind").select_option("pool")
    expect(alert).to_contain_text("Layer 2 stays as it is")
    expect(widget.get_by_label("Layer 2: kind")).to_have_value("conv")
    assert table(widget) == before


@pytest.mark.browser
def test_reset_brings_the_first_state_back(page: Page):
    widget = show(page, ReceptiveField(layers=STACK, photograph="astronaut"))
    controls = "(e) => [...e.querySelectorAll('select, input')].map((c) => c.value)"
    first, values = looks(widget), widget.evaluate(controls)
    widget.get_by_label("Photograph", exact=True).select_option("camera")
    widget.get_by_label("Stack", exact=True).select_option("LeNet-5")
    number_box(widget, 1, "kernel").fill("3")
    widget.get_by_role("grid", name="Layer 1").press("Control+Home")
    assert widget.evaluate(controls) != values
    widget.get_by_role("button", name="Reset").click()
    assert widget.evaluate(controls) == values
    assert looks(page.locator(".cnnlab").first) == first


@pytest.mark.browser
def test_a_link_carries_the_stack_and_the_unit(site: str, page: Page):
    page.goto(f"{site}/{PAGE}")
    widget = page.get_by_role("group", name="Receptive field")
    widget.get_by_label("Photograph", exact=True).select_option("chelsea")
    number_box(widget, 1, "stride").fill("2")
    widget.get_by_role("grid", name="Layer 2").press("Control+Home")
    widget.get_by_role("button", name="Link to this setting").click()
    link, lines = page.url, table(widget)
    page.goto("about:blank")
    page.goto(link)
    expect(widget.get_by_label("Photograph", exact=True)).to_have_value("chelsea")
    expect(said(widget)).to_contain_text("Layer 2, row 0, column 0")
    assert table(widget) == lines


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import ReceptiveField\n"
        "widget = ReceptiveField(layers=[(3, 1, 1), (3, 1, 1)], picked=(2, 4, 5))\n"
        "widget"
    ).get_by_role("group", name="Receptive field")
    expect(widget).to_be_visible()
    expect(said(widget)).to_contain_text("Layer 2, row 4, column 5: sees rows 2 to 6")
    notebook.run("widget.layers = [(3, 1, 1), ('pool', 2), 5]\nwidget.picked = (3, 0, 1)")
    expect(said(widget)).to_contain_text("Layer 3, row 0, column 1: sees rows 0 to 10")
    expect(number_box(widget, 3, "kernel")).to_have_value("5")
    number_box(widget, 3, "dilation").fill("2")
    widget.get_by_role("grid", name="Layer 3").press("ArrowDown")
    widget.get_by_role("button", name="Add a convolution").click()
    widget.get_by_role("grid", name="Layer 3").press("Control+Home")
    stack = [(3, 1, 1), (2, 2), (5, 1, 0, 2)]
    rows = seen_pixels(64, stack, 0)
    notebook.expect(
        "(widget.layers[2]['dilation'], len(widget.layers), widget.picked)", (2, 4, (3, 0, 0))
    )
    notebook.expect("(widget.fields[2], *widget.seen)", (receptive_field(stack)[2], rows, rows))


@pytest.mark.browser
def test_captions_stay_above_their_maps_on_a_phone(page: Page):
    page.set_viewport_size({"width": 344, "height": 900})
    widget = alone(page, ReceptiveField())
    past = widget.locator(".cnnlab-receptive-field-maps figcaption").evaluate_all(
        "(captions) => captions.map((caption) => caption.scrollWidth - caption.clientWidth)"
    )
    assert len(past) == 6
    assert max(past) <= 0
    expect(widget).to_contain_text("The maps are not drawn to scale")


@pytest.mark.browser
def test_the_focus_stays_near_a_line_that_has_gone(page: Page) -> None:
    widget = alone(page, ReceptiveField())
    (layers,) = traits_of(page, "layers")
    kernel = widget.get_by_label("Layer 5: kernel")
    kernel.focus()
    set_traits(page, layers=layers[:4])
    expect(widget.get_by_label("Layer 4: kernel")).to_be_focused()
    set_traits(page, layers=[layers[0], *layers])
    expect(widget.get_by_label("Layer 4: kernel")).to_be_focused()
    up = widget.get_by_role("button", name="Move layer 6 up")
    up.focus()
    set_traits(page, layers=layers[:2])
    expect(widget.get_by_role("button", name="Move layer 2 up")).to_be_focused()
