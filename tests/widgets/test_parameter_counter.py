"""The parameter counter: its numbers against `cnnlab`, and its drawing in a browser."""

import re
from typing import Any

import numpy as np
import pytest
from alone import alone, change_every_control, heights, looks, set_traits, show, traits_of
from cell_numbers import number
from live import Notebook
from placed import place_states
from playwright.sync_api import Locator, Page, expect
from scipy import signal
from traitlets import TraitError

from cnnlab.widgets import ParameterCounter, guesses
from cnnlab.widgets.parameter_counter import LAYERS

CSS = ".cnnlab-parameter-counter"


# --- Python ---------------------------------------------------------------------------------------


def test_the_lectures_numbers():
    counter = ParameterCounter(
        height=10, width=8, kernel_height=3, kernel_width=2, features=5, outputs=7
    )
    places = (10 - 3 + 1) * (8 - 2 + 1)
    counts = {layer: cost.parameters for layer, cost in counter.costs.items()}
    assert counts == {
        "linear": 80 * 7 + 7,
        "local": (3 * 2 + 1) * places,
        "shared": 3 * 2 + 1,
        "features": (3 * 2 + 1) * 5,
    }
    counter.outputs = 0  # as many as the window has places
    assert counter.costs["linear"].parameters == 80 * places + places
    memory = counter.memory["shared"]
    assert (memory.weights, memory.gradients, memory.optimizer) == (28, 28, 56)
    counter.channels = 3  # colour
    counts = {layer: cost.parameters for layer, cost in counter.costs.items()}
    assert counts == {
        "linear": 3 * 80 * places + places,
        "local": (3 * 3 * 2 + 1) * places,
        "shared": 3 * 3 * 2 + 1,
        "features": (3 * 3 * 2 + 1) * 5,
    }


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("height", 0, "height"),
        ("width", 4097, "width"),
        ("kernel_height", 1.5, "kernel_height"),
        ("features", -1, "features"),
        ("outputs", -1, "outputs"),
        ("layer", "deep", "layer"),
        ("layers", ["linear", "deep"], "layers"),
        ("layers", [], "layers"),
        ("chosen", -1, "chosen"),
        ("image", [[1]], r"image must have shape \(5, 5\), got \(1, 1\)"),
        ("nudge", 11, "nudge"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(ParameterCounter(), trait, value)


def test_all_layers_answer_alike_until_a_weight_changes():
    counter = ParameterCounter(chosen=4)
    expected = signal.correlate2d(counter.image, [[-1, 0, 1]] * 3, "valid")
    changed = {}
    for layer in LAYERS:
        counter.set_trait("nudge", 0.0)
        counter.layer = layer
        before = counter.response
        np.testing.assert_array_equal(before[0], expected)
        counter.nudge = 0.5  # times the pixel in the middle of the window
        difference = counter.response - before
        assert difference[0, 1, 1] == 0.5 * counter.image[2, 2] != 0
        changed[layer] = int((difference != 0).sum())
    assert changed == {"linear": 1, "local": 1, "shared": 9, "features": 9}


def test_what_does_not_fit_is_refused_when_the_widget_is_made():
    with pytest.raises(ValueError, match="kernel"):
        ParameterCounter(height=4, kernel_height=5)
    with pytest.raises(ValueError, match=r"layer must be one of layers \['local'\], got 'linear'"):
        ParameterCounter(layers=["local"])


def test_what_does_not_fit_later_is_refused_when_it_is_asked_for():
    counter = ParameterCounter(height=4)
    counter.kernel_height = 5
    for ask in (lambda: counter.response, lambda: counter.weights, counter.first_frame):
        with pytest.raises(ValueError, match="kernel"):
            ask()


def test_the_first_frame_is_small_and_has_the_counts():
    frame = ParameterCounter(layer="shared")._repr_html_()
    assert len(frame) < 40_000
    cards, rest = frame.split("</fieldset>")
    assert re.findall(r"<strong>([\d,]+)</strong>", cards) == ["530,660", "6,760", "10", "160"]
    assert re.findall(r"([\d,.]+ times \w+)", cards) == [
        "78.5 times fewer",
        "53,100 times fewer",
        "53,100 times fewer",  # features with as many outputs: 16 times both numbers
    ]
    assert re.findall(r"for ([\d,]+) output", cards) == ["676", "676", "676", "10,816"]
    connections, kernels = rest.split("</svg>")[:2]
    assert connections.count(">A</text>") == 9  # all nine outputs use one kernel
    assert ">A9</text>" in connections
    assert ">A10</text>" not in connections
    assert kernels.count("<circle") == 1


# --- the page -------------------------------------------------------------------------------------


def cell(widget: Locator, index: int) -> Locator:
    return widget.locator(f"{CSS}-connections [data-cell='{index}']")


def written(widget: Locator, where: str) -> list[str]:
    return [text for text in widget.locator(f"{where} text").all_text_contents() if text]


def enter(widget: Locator, label: str, text: str) -> Locator:
    box = widget.get_by_label(label, exact=True)
    box.fill(text)
    box.press("Enter")
    return box


@pytest.mark.browser
def test_tied_weights_change_all_answers_and_untied_ones_only_one(page: Page):
    counter = ParameterCounter(layer="shared", chosen=4)
    widget = alone(page, counter)
    answers = widget.get_by_role("group", name="Response")
    before = written(answers, f"{CSS}-output")
    assert [float(text) for text in before] == counter.response.ravel().tolist()
    answers.get_by_label("Change weight A5 by").fill("0.5")
    expect(answers.get_by_role("status")).to_contain_text(
        "9 outputs share A5: 9 of 9 responses change. This one goes from 13 to 14.5."
    )
    counter.nudge = 0.5
    after = written(answers, f"{CSS}-output")
    assert [float(text) for text in after] == counter.response.ravel().tolist()
    widget.get_by_label("Locally connected").check()
    expect(answers.get_by_role("status")).to_contain_text("Only this output uses E5: 1 of 9")
    untied = written(answers, f"{CSS}-output")
    assert [i for i in range(9) if untied[i] != before[i]] == [4]
    answers.locator(f"{CSS}-output [data-cell='8']").hover()
    expect(answers.get_by_label("Change weight I5 by")).to_be_visible()


@pytest.mark.browser
def test_each_layer_lights_up_the_weights_that_an_output_uses(page: Page, problems):
    widget = alone(
        page, ParameterCounter(height=5, width=4, kernel_height=3, kernel_width=2, features=2)
    )
    connections = f".cnnlab-connections {CSS}-cell"
    told = widget.locator(f"{CSS}-told")

    cell(widget, 4).hover()
    expect(told).to_contain_text("Row 1, column 1: weights E1 to E20 and a bias. No other")
    expected = [f"E{i}" for i in range(1, 21)]
    assert written(widget, connections) == expected + list("ABCDEFGHI")
    assert widget.locator(f"{CSS}-block").count() == 9

    widget.get_by_label("Locally connected").check()
    expect(told).to_contain_text("kernel E, weights E1 to E6")
    assert written(widget, connections) == [f"E{i}" for i in range(1, 7)] + list("ABCDEFGHI")
    cell(widget, 8).hover()
    assert written(widget, connections)[:6] == [f"I{i}" for i in range(1, 7)]

    widget.get_by_label("Shared weights").check()
    for index in (0, 8):  # wherever the window stands, the weights are the same
        cell(widget, index).hover()
        expect(told).to_contain_text("All 9 outputs use the same ones")
        assert written(widget, connections) == [f"A{i}" for i in range(1, 7)] + ["A"] * 9
    assert widget.locator(f"{CSS}-block").count() == 1

    widget.get_by_label("Many features").check()
    cell(widget, 9).hover()
    expect(told).to_contain_text("Feature 2, row 0, column 0: kernel B")
    assert written(widget, connections) == [f"B{i}" for i in range(1, 7)] + ["A"] * 9 + ["B"] * 9
    assert widget.locator(f"{CSS}-block").count() == 2
    assert problems == []


@pytest.mark.browser
def test_the_formula_has_the_numbers_filled_in(page: Page):
    widget = alone(page, ParameterCounter())
    formula = widget.locator(".cnnlab-total")
    for layer, text in {
        "Linear": "M·N + N = 784 · 676 + 676 = 530,660 parameters",
        "Locally connected": "(kH·kW + 1)·N = (3 · 3 + 1) · 676 = 6,760 parameters",
        "Shared weights": "kH·kW + 1 = 3 · 3 + 1 = 10 parameters",
        "Many features": "(kH·kW + 1)·Cout = (3 · 3 + 1) · 16 = 160 parameters",
    }.items():
        widget.get_by_label(layer).check()
        expect(formula).to_have_text(text)
    memory = widget.get_by_role("list", name="Bytes to train this layer")
    expect(memory).to_have_text(
        "weights and biases640 bytes+ gradients640 bytes+ Adam’s state1.28 kB"
        "= to train, in float322.56 kB"
    )


@pytest.mark.browser
def test_sizes_change_by_box_and_slider_and_what_does_not_fit_is_refused(page: Page):
    widget = alone(page, ParameterCounter(kernel_height=5, kernel_width=5))
    linear = widget.locator(f"{CSS}-card").first.locator("strong")
    enter(widget, "Rows H", "224")
    expected = ParameterCounter(height=224, kernel_height=5, kernel_width=5).costs
    expected = expected["linear"].parameters
    expect(linear).to_have_text(f"{expected:,}")
    widget.get_by_label("Usual values of Columns W").press("ArrowRight")
    expect(widget.get_by_label("Columns W", exact=True)).to_have_value("32")
    alert = widget.get_by_role("alert")
    for text, message in {
        "33": "the window has 33 columns, but the image only 32",
        "0": "Window kW must be a whole number from 1 to 4,096, not “0”",
        "2.5": "Window kW must be a whole number from 1 to 4,096, not “2.5”",
    }.items():
        window = enter(widget, "Window kW", text)
        expect(alert).to_contain_text(message)
        expect(window).to_have_attribute("aria-invalid", "true")
        cell(widget, 3).hover()  # what was refused stays, to be mended
        expect(window).to_have_value(text)
        expect(alert).to_be_visible()
        assert traits_of(page, "kernel_width") == [5]
    columns = widget.get_by_label("Usual values of Columns W")
    columns.press("Home")  # 4 columns, fewer than the window has
    expect(alert).to_contain_text("the window has 5 columns, but the image only 4")
    assert traits_of(page, "width") == [32]
    expect(columns).to_have_attribute("aria-valuetext", "32")
    enter(widget, "Window kW", "3")
    expect(alert).to_be_hidden()
    window.fill("4")
    widget.get_by_role("grid").focus()  # the box tells its number now, and the focus stays
    expect(window).to_have_value("4")
    expect(widget.get_by_role("grid")).to_be_focused()
    enter(widget, "Window kW", "3")
    sizes = {"height": 224, "width": 32, "kernel_height": 5, "kernel_width": 3}
    expected = ParameterCounter(**sizes).costs["linear"].parameters
    expect(linear).to_have_text(f"{expected:,}")


@pytest.mark.browser
def test_what_was_refused_is_forgotten_when_it_is_corrected(page: Page):
    widget = alone(page, ParameterCounter())
    alert = widget.get_by_role("alert")
    rows = enter(widget, "Rows H", "99999999999")
    expect(alert).to_be_visible()
    enter(widget, "Rows H", "28")  # as before, so nothing changes but the message
    expect(alert).to_be_hidden()
    expect(rows).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.browser
def test_the_wheel_does_not_change_a_number(page: Page):
    widget = alone(page, ParameterCounter())
    rows = widget.get_by_label("Rows H", exact=True)
    rows.click()
    page.mouse.wheel(0, 300)
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 0")
    expect(rows).to_have_value("28")
    assert traits_of(page, "height") == [28]


@pytest.mark.browser
def test_a_response_can_be_computed_from_what_is_written(page: Page):
    for layer in LAYERS:
        counter = ParameterCounter(layer=layer, chosen=4, nudge=0.5)
        widget = alone(page, counter)
        shown = [
            np.array([number(n) for n in written(widget, where)])
            for where in (f"{CSS}-weights", ".cnnlab-image")
        ]
        weights, image = shown[0].reshape(counter.weights.shape), shown[1].reshape(5, 5)
        np.testing.assert_array_equal(weights, counter.weights)
        read = image if layer == "linear" else image[1:4, 1:4]
        assert float(written(widget, f"{CSS}-output")[4]) == (weights * read).sum()
        # The frame in the image is around all that the output reads.
        frame = widget.locator(".cnnlab-image .cnnlab-window").first
        assert int(frame.get_attribute("width")) == 40 * len(read)


@pytest.mark.browser
def test_lines_do_not_run_through_the_names_of_weights(page: Page):
    for layer in LAYERS:
        widget = alone(page, ParameterCounter(layer=layer, chosen=4))
        lines = widget.locator(f"{CSS}-lines").get_attribute("d")
        starts = [float(x) for x in re.findall(r"M([\d.]+) ", lines)]
        cells = widget.locator(f".cnnlab-connections {CSS}-cell text").all()
        named = [cell for cell in cells if re.search(r"\d", cell.text_content())]
        assert len(named) == len(starts)
        rightmost = max(float(cell.get_attribute("x")) for cell in named) + 20
        assert set(starts) == {rightmost}


@pytest.mark.browser
def test_what_is_drawn_is_counted_by_the_same_formula(page: Page):
    drawn = {
        "Linear": "25 · 9 + 9 = 234",
        "Locally connected": "(3 · 3 + 1) · 9 = 90",
        "Shared weights": "All of them are drawn above",
        "Many features": "(3 · 3 + 1) · 3 = 30",
    }
    widget = alone(page, ParameterCounter(height=1000))
    for layer, text in drawn.items():
        widget.get_by_label(layer).check()
        expect(widget.locator(f"{CSS}-drawn")).to_contain_text(text)
    set_traits(page, features=1)
    expect(widget.get_by_role("img", name="1 table of 3 × 3 weights and a bias")).to_be_visible()
    set_traits(page, features=16)
    expect(widget.locator(".cnnlab-sizes")).to_contain_text("(1,000 − 3 + 1)")
    expect(widget.locator(".cnnlab-sizes")).to_contain_text(
        "Cout·N = 16 · 25,948 = 415,168 outputs"
    )


@pytest.mark.browser
def test_the_keyboard_moves_among_the_outputs(page: Page):
    widget = alone(page, ParameterCounter(layer="features"))
    outputs = widget.get_by_role("grid")
    outputs.focus()
    for key in ("Control+End", "ArrowUp", "Home"):
        page.keyboard.press(key)
    expect(widget.locator(f"{CSS}-told")).to_contain_text("Feature 3, row 1, column 0")
    current = widget.locator(f"[id='{outputs.get_attribute('aria-activedescendant')}']")
    assert current.get_attribute("aria-label").startswith("Feature 3, row 1, column 0: kernel C")
    widget.get_by_label("Many features").press("ArrowRight")  # radio buttons wrap around
    expect(widget.get_by_label("Linear")).to_be_checked()


@pytest.mark.browser
def test_a_linear_layer_alone_asks_for_its_outputs(page: Page):
    counter = ParameterCounter(layers=["linear"], height=224, width=224, outputs=1000)
    widget = alone(page, counter)
    expect(widget.get_by_role("radio")).to_have_count(0)
    expect(widget.get_by_label("Window kH", exact=True)).to_have_count(0)
    outputs = widget.get_by_label("Outputs N", exact=True)
    expect(outputs).to_have_value("1000")
    outputs.fill("2")
    outputs.press("Enter")
    expect(widget.locator(".cnnlab-total")).to_contain_text("50,176 · 2 + 2 = 100,354")
    assert widget.locator(f"{CSS}-block").count() == 2
    channels = widget.get_by_label("Channels C", exact=True)
    expect(channels).to_have_value("1")
    channels.fill("3")
    channels.press("Enter")
    expect(widget.locator(".cnnlab-total")).to_contain_text("150,528 · 2 + 2 = 301,058")
    expect(widget).to_contain_text("M = C·H·W = 3 · 224 · 224 = 150,528 inputs")


@pytest.mark.browser
def test_the_windows_of_a_colour_image_reach_through_its_channels(page: Page):
    widget = alone(page, ParameterCounter(layer="features", channels=3, features=7))
    total = widget.locator(".cnnlab-total")
    expect(total).to_contain_text("(C·kH·kW + 1)·Cout = (3 · 3 · 3 + 1) · 7 = 196")


@pytest.mark.browser
def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    good = ParameterCounter().state()
    bad = {
        "layers must be some of linear, local, shared, features": {"layers": "linear"},
        'layer must be one of linear, local, shared, features, not "deep"': {"layer": "deep"},
        "height must be a whole number of at least 1, not null": {"height": None},
        'chosen must be a whole number of at least 0, not "x"': {"chosen": "x"},
    }
    widgets = place_states(
        site, page, "parameter_counter", *[good | change for change in bad.values()]
    )
    for i, message in enumerate(bad):
        expect(widgets.nth(i).get_by_role("alert")).to_contain_text(message)
    assert problems == []


LIVE: list[tuple[dict[str, Any], str, str]] = [
    ({"height": 224}, ".cnnlab-sizes", "224 · 28"),
    ({"width": 32}, ".cnnlab-sizes", "28 · 32"),
    ({"channels": 3}, ".cnnlab-sizes", "3 · 28 · 28 = 2,352 inputs"),
    ({"kernel_height": 5}, ".cnnlab-sizes", "(28 − 5 + 1)"),
    ({"kernel_width": 7}, ".cnnlab-sizes", "(28 − 7 + 1)"),
    ({"layer": "features", "features": 7}, ".cnnlab-total", "(3 · 3 + 1) · 7 = 70"),
    ({"outputs": 10}, ".cnnlab-total", "784 · 10 + 10"),
    ({"layer": "local"}, ".cnnlab-total", "6,760"),
    ({"layers": ["linear", "shared"]}, f"{CSS}-card >> nth=-1", "10"),
    ({"chosen": 5}, f"{CSS}-told", "Row 1, column 2: weights F1"),
    ({"image": np.full((5, 5), 4).tolist()}, ".cnnlab-image", "44444"),
    ({"nudge": 0.5}, f"{CSS}-output figcaption", "1 of 9 changed"),
]


@pytest.mark.browser
def test_the_page_follows_each_trait_and_shows_no_error_on_the_way(page: Page, problems):
    assert set().union(*(traits for traits, _, _ in LIVE)) == set(ParameterCounter.own_traits())
    for traits, where, text in LIVE:
        widget = alone(page, ParameterCounter())
        set_traits(page, **traits)
        expect(widget.locator(where).first).to_contain_text(text)
    widget = alone(page, ParameterCounter())
    page.evaluate(
        """() => {
        window.drawn = 0;
        window.said = [];
        const alert = document.querySelector("[role=alert]");
        const kernels = document.querySelector(".cnnlab-parameter-counter-kernels .cnnlab-body");
        new MutationObserver(() => alert.textContent && said.push(alert.textContent))
          .observe(alert, { childList: true, characterData: true, subtree: true });
        new MutationObserver(() => drawn++).observe(kernels, { childList: true });
        }"""
    )
    # One after the other they would not fit: the image is smaller than the window was.
    sizes = dict.fromkeys(("height", "width"), 3) | dict.fromkeys(
        ("kernel_height", "kernel_width"), 2
    )
    set_traits(page, **sizes, layers=["local", "shared"], layer="shared", chosen=2)
    expect(widget.locator(".cnnlab-total")).to_contain_text("2 · 2 + 1 = 5")
    expect(widget.get_by_role("radio")).to_have_count(2)
    expect(widget.get_by_role("radio", name="Shared weights")).to_be_checked()
    assert page.evaluate("[drawn, said]") == [1, []]
    set_traits(page, layers=["linear"], layer="linear", outputs=4)
    expect(widget.get_by_role("radio")).to_have_count(0)
    expect(widget.get_by_label("Outputs N", exact=True)).to_have_value("4")
    expect(widget.get_by_role("group", name="Response")).to_be_hidden()
    set_traits(page, layers=list(LAYERS), layer="features")
    expect(widget.get_by_role("radio", name="Many features")).to_be_checked()
    expect(widget.get_by_label("Features Cout", exact=True)).to_have_value("16")
    assert problems == []


@pytest.mark.browser
def test_reset_brings_back_the_first_state(page: Page):
    widget = alone(page, ParameterCounter(layer="local", chosen=4))
    names = list(ParameterCounter.own_traits())
    before, state = looks(widget), traits_of(page, *names)
    change_every_control(widget)
    widget.get_by_label("Many features").check()
    widget.get_by_role("grid").press("Control+End")
    changed = traits_of(page, *names)
    same = {name for name, a, b in zip(names, state, changed, strict=True) if a == b}
    assert same == {
        "outputs",
        "channels",
        "layers",
        "image",
    }  # which this widget has no controls for
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, *names) == state
    assert looks(page.locator(".cnnlab").first) == before


@pytest.mark.browser
def test_the_first_frame_says_the_same_and_keeps_the_place(page: Page):
    for made in (
        ParameterCounter(layer="local", chosen=4),
        ParameterCounter(layer="features", chosen=9),
        ParameterCounter(layer="shared", height=5, width=4, kernel_width=2, nudge=1),
        ParameterCounter(layers=["linear"], height=224, width=224, outputs=1000),
        ParameterCounter(outputs=3, chosen=2),
    ):
        for width in (360, 852):
            frame, live = heights(page, made, width)
            assert frame == pytest.approx(live, abs=4), (made, width)
        parts = (
            f"{CSS}-card",
            f"{CSS}-told",
            ".cnnlab-total",
            f"{CSS}-drawn",
            ".cnnlab-sizes",
            "li",
            "svg text",
        )
        texts = [page.locator(f"{part}:visible").all_text_contents() for part in parts]
        show(page, made.first_frame())
        for part, text in zip(parts, texts, strict=True):
            shown = page.locator(part).all_text_contents()
            assert [t for t in shown if t] == [t for t in text if t], part


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import ParameterCounter\n"
        "counter = ParameterCounter(height=6, width=6, kernel_height=3, kernel_width=3)\n"
        "counter"
    ).get_by_role("group", name="Parameter counter")
    expect(widget).to_be_visible()
    expect(widget.locator(".cnnlab-total")).to_contain_text("36 · 16 + 16 = 592")
    notebook.run("counter.layer = 'local'\ncounter.width = 9\ncounter.chosen = 5")
    expect(widget.locator(".cnnlab-total")).to_contain_text("(3 · 3 + 1) · 28 = 280")
    expect(widget.locator(f"{CSS}-told")).to_contain_text("kernel F")
    widget.get_by_label("Many features").check()
    features = widget.get_by_label("Features Cout", exact=True)
    features.fill("7")
    features.press("Enter")
    widget.get_by_role("grid").press("Control+Home")
    notebook.expect(
        "(counter.features, counter.layer, counter.chosen, counter.costs['features'].parameters)",
        (7, "features", 0, 70),
    )


@pytest.mark.browser
def test_on_a_phone_what_is_hidden_takes_no_room_above_the_drawing_to_mark(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    asked = guesses.cells(
        "Which change?",
        np.ones((3, 3), bool),
        on="parameter-counter-output",
        hint="Look.",
        because="All.",
        cover=["shares"],
    )
    alone(page, ParameterCounter(layer="shared", layers=["local", "shared"], guess=asked))
    drawing = page.locator(".cnnlab-guess-cells").bounding_box()
    card = page.locator(".cnnlab").nth(1).bounding_box()
    assert drawing
    assert card
    assert drawing["y"] - card["y"] < 740


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 560, 760, 1000])
def test_the_largest_numbers_stay_in_their_cards(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    widget = alone(page, ParameterCounter(height=4096, width=4096))
    outputs = 4094**2
    expect(widget.get_by_text(f"{4096**2 * outputs + outputs:,}").first).to_be_visible()
    cut = """(counts) => counts.filter((count) => {
      const range = document.createRange();
      range.selectNodeContents(count);
      const [card, whole] = [count.parentElement, count.closest(".cnnlab")];
      const right = (part) => part.getBoundingClientRect().right;
      return right(range) > right(card) || right(card) > right(whole);
    }).map((count) => count.textContent)"""
    counts = widget.locator(".cnnlab-parameter-counter-card strong")
    assert counts.evaluate_all(cut) == []
