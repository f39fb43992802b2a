"""The parameter counter: its numbers against `cnnlab`, and its drawing in a browser."""

import itertools
import json
import re

import numpy as np
import pytest
from live import open_notebook, run_cell
from playwright.sync_api import Locator, Page, expect
from scipy import signal
from traitlets import TraitError

from cnnlab.widgets import ParameterCounter
from cnnlab.widgets.parameter_counter import LAYERS

COUNT_ALL = """async ([site, settings]) => {
  const { layerCosts } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { return layerCosts(s); }
    catch (error) { return { error: error.name + ": " + error.message }; }
  });
}"""
ANSWER_ALL = """async ([site, cases]) => {
  const { drawnLayer, drawnResponse } = await import(`${site}/_static/cnnlab.mjs`);
  return cases.map((c) =>
    drawnResponse(drawnLayer(c.layer, c), c.image, c.chosen, c.nudge).map((a) => a.sum));
}"""
MOUNT = """async ([site, widget]) => {
  const { mountAll } = await import(`${site}/_static/cnnlab.mjs`);
  const box = document.createElement("div");
  box.innerHTML = widget;
  document.querySelector("article, main").append(box);
  mountAll();
}"""


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


def test_the_first_frame_is_small_and_has_the_counts():
    frame = ParameterCounter(layer="shared")._repr_html_()
    assert len(frame) < 40_000
    assert re.findall(r"<strong>([\d,]+)</strong> parameters", frame) == [
        "452,160",
        "14,976",
        "26",
        "416",
    ]
    assert frame.count(">A</text>") == 9  # all nine outputs use one kernel
    assert ">A9</text>" in frame
    assert ">A10</text>" not in frame


# --- the page -------------------------------------------------------------------------------------


def show(site: str, page: Page, counter: ParameterCounter) -> Locator:
    """Put a widget on a page of the site, as a chapter has it."""
    page.goto(f"{site}/search.html")
    page.evaluate(MOUNT, [site, counter._repr_html_()])
    return page.get_by_role("group", name="Parameter counter")


def cell(widget: Locator, index: int) -> Locator:
    return widget.locator(f".cnnlab-counter-connections [data-cell='{index}']")


def written(widget: Locator, where: str) -> list[str]:
    return [text for text in widget.locator(f"{where} text").all_text_contents() if text]


@pytest.mark.browser
def test_page_and_package_agree_on_every_count(site: str, page: Page):
    names = ("height", "width", "kernel_height", "kernel_width", "features", "outputs")
    sizes = [(1, 7, 28, 4096), (2, 28, 4095), (1, 2, 7, 30), (1, 3, 28), (1, 5, 4096), (0, 1, 1000)]
    grid = [dict(zip(names, values, strict=True)) for values in itertools.product(*sizes)]
    page.goto(f"{site}/search.html")
    results = page.evaluate(COUNT_ALL, [site, grid])
    compared = 0
    for settings, found in zip(grid, results, strict=True):
        try:
            counter = ParameterCounter(**settings)
        except ValueError:
            assert "the kernel spans" in found["error"], settings
            continue
        for layer, cost in counter.costs.items():
            memory = counter.memory[layer]._asdict()
            del memory["activations"]
            assert found[layer] == cost._asdict() | memory, (settings, layer)
        compared += 1
    assert compared >= 300


@pytest.mark.browser
def test_page_and_package_agree_on_every_answer(site: str, page: Page):
    random = np.random.default_rng(0)
    names = ("layer", "height", "width", "kernel_height", "kernel_width", "outputs", "chosen")
    sizes = [LAYERS, (3, 5, 28), (2, 5, 9), (1, 2, 3), (1, 2, 5), (0, 1, 7), (0, 4, 30)]
    counters = []
    for values in itertools.product(*sizes):
        settings = dict(zip(names, values, strict=True))
        image = random.integers(0, 256, (5, 5)).tolist()
        try:
            counters.append(ParameterCounter(**settings, image=image, nudge=1.5, features=2))
        except ValueError:
            continue  # a window larger than the image
    assert len(counters) >= 500
    page.goto(f"{site}/search.html")
    # A number beyond the last output stands for the last one, and the page looks that up first.
    cases = [c.state() | {"chosen": min(c.chosen, c.response.size - 1)} for c in counters]
    answers = page.evaluate(ANSWER_ALL, [site, cases])
    for counter, answer in zip(counters, answers, strict=True):
        np.testing.assert_array_equal(answer, counter.response.ravel(), str(counter.state()))


@pytest.mark.browser
def test_tied_weights_change_all_answers_and_untied_ones_only_one(site: str, page: Page):
    counter = ParameterCounter(layer="shared", chosen=4)
    widget = show(site, page, counter)
    answers = widget.get_by_role("group", name="Response")
    before = written(answers, ".cnnlab-parameter-counter-output")
    assert [float(text) for text in before] == counter.response.ravel().tolist()
    answers.get_by_label("Change weight A5 by").fill("0.5")
    expect(answers.get_by_role("status")).to_contain_text(
        "9 outputs share A5: 9 of 9 responses change. This one goes from 13 to 14.5."
    )
    counter.nudge = 0.5
    after = written(answers, ".cnnlab-parameter-counter-output")
    assert [float(text) for text in after] == counter.response.ravel().tolist()
    widget.get_by_label("Locally connected").check()
    expect(answers.get_by_role("status")).to_contain_text("Only this output uses E5: 1 of 9")
    untied = written(answers, ".cnnlab-parameter-counter-output")
    assert [i for i in range(9) if untied[i] != before[i]] == [4]
    answers.locator(".cnnlab-parameter-counter-output [data-cell='8']").hover()
    expect(answers.get_by_label("Change weight I5 by")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"height": 0}, "height must be a whole number of at least 1, not 0"),
        ({"features": 2.5}, "features must be a whole number of at least 1, not 2.5"),
        ({"width": 5000}, "width must be at most 4096, not 5000"),
        ({"outputs": -1}, "outputs must be a whole number of at least 0, not -1"),
        ({"kernel_width": 9}, "the kernel spans 9 pixels"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_size(site, page: Page, change, message):
    good = dict(height=8, width=8, kernel_height=3, kernel_width=3, features=2, outputs=0)
    page.goto(f"{site}/search.html")
    (found,) = page.evaluate(COUNT_ALL, [site, [good | change]])
    assert message in found["error"]


@pytest.mark.browser
def test_each_layer_lights_up_the_weights_that_an_output_uses(site: str, page: Page, problems):
    widget = show(
        site, page, ParameterCounter(height=5, width=4, kernel_height=3, kernel_width=2, features=2)
    )
    connections = ".cnnlab-connections .cnnlab-counter-cell"
    told = widget.locator(".cnnlab-counter-told")

    cell(widget, 4).hover()
    expect(told).to_contain_text(
        "Row 1, column 1: kernel E, weights E1 to E20 and a bias. No other"
    )
    expected = [f"E{i}" for i in range(1, 21)]
    assert written(widget, connections) == expected + list("ABCDEFGHI")
    assert widget.locator(".cnnlab-counter-block").count() == 9

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
    assert widget.locator(".cnnlab-counter-block").count() == 1

    widget.get_by_label("Many features").check()
    cell(widget, 9).hover()
    expect(told).to_contain_text("Feature 2, row 0, column 0: kernel B")
    assert written(widget, connections) == [f"B{i}" for i in range(1, 7)] + ["A"] * 9 + ["B"] * 9
    assert widget.locator(".cnnlab-counter-block").count() == 2
    assert problems == []


@pytest.mark.browser
def test_the_formula_has_the_numbers_filled_in(site: str, page: Page):
    widget = show(site, page, ParameterCounter())
    formula = widget.locator(".cnnlab-total")
    for layer, text in {
        "Linear": "M·N + N = 784 · 576 + 576 = 452,160 parameters",
        "Locally connected": "(K₁·K₂ + 1)·N = (5 · 5 + 1) · 576 = 14,976 parameters",
        "Shared weights": "K₁·K₂ + 1 = 5 · 5 + 1 = 26 parameters",
        "Many features": "(K₁·K₂ + 1)·Cout = (5 · 5 + 1) · 16 = 416 parameters",
    }.items():
        widget.get_by_label(layer).check()
        expect(formula).to_have_text(text)
    memory = widget.get_by_role("list", name="Bytes to train this layer")
    expect(memory).to_have_text(
        "weights and biases1.66 kB+ gradients1.66 kB+ Adam’s state3.33 kB"
        "= to train, in float326.66 kB"
    )


@pytest.mark.browser
def test_sizes_change_by_box_and_slider_and_nonsense_is_explained(site: str, page: Page):
    widget = show(site, page, ParameterCounter())
    linear = widget.locator(".cnnlab-counter-card").first.locator("strong")
    height = widget.get_by_label("Rows H", exact=True)
    height.fill("224")
    height.press("Enter")
    expected = ParameterCounter(height=224).costs["linear"].parameters
    expect(linear).to_have_text(f"{expected:,}")
    widget.get_by_label("Usual values of Columns W").press("ArrowRight")
    expect(widget.get_by_label("Columns W", exact=True)).to_have_value("32")
    window = widget.get_by_label("Window K₂", exact=True)
    window.fill("33")
    window.press("Enter")
    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("the kernel spans 33 pixels")
    window.fill("0")
    window.press("Enter")
    expect(alert).to_contain_text("Window K₂ must be a whole number from 1 to 4096, not “0”")
    expect(window).to_have_attribute("aria-invalid", "true")
    window.fill("3")
    window.press("Enter")
    expect(alert).to_be_hidden()
    window.fill("4")
    widget.get_by_role("grid").focus()  # the box tells its number now, and the focus stays
    expect(window).to_have_value("4")
    expect(widget.get_by_role("grid")).to_be_focused()
    window.fill("3")
    window.press("Enter")
    expected = ParameterCounter(height=224, width=32, kernel_width=3).costs["linear"].parameters
    expect(linear).to_have_text(f"{expected:,}")


@pytest.mark.browser
def test_the_keyboard_moves_among_the_outputs(site: str, page: Page):
    widget = show(site, page, ParameterCounter(layer="features"))
    outputs = widget.get_by_role("grid")
    outputs.focus()
    for key in ("Control+End", "ArrowUp", "Home"):
        page.keyboard.press(key)
    expect(widget.locator(".cnnlab-counter-told")).to_contain_text("Feature 3, row 1, column 0")
    current = widget.locator(f"[id='{outputs.get_attribute('aria-activedescendant')}']")
    assert current.get_attribute("aria-label").startswith("Feature 3, row 1, column 0: kernel C")
    widget.get_by_label("Many features").press("ArrowRight")  # radio buttons wrap around
    expect(widget.get_by_label("Linear")).to_be_checked()


@pytest.mark.browser
def test_a_linear_layer_alone_asks_for_its_outputs(site: str, page: Page):
    counter = ParameterCounter(layers=["linear"], height=224, width=224, outputs=1000)
    widget = show(site, page, counter)
    expect(widget.get_by_role("radio")).to_have_count(0)
    expect(widget.get_by_label("Window K₁", exact=True)).to_have_count(0)
    outputs = widget.get_by_label("Outputs N", exact=True)
    expect(outputs).to_have_value("1000")
    outputs.fill("2")
    outputs.press("Enter")
    expect(widget.locator(".cnnlab-total")).to_contain_text("50,176 · 2 + 2 = 100,354")
    assert widget.locator(".cnnlab-counter-block").count() == 2


@pytest.mark.browser
def test_a_malformed_state_is_explained_in_its_place(site: str, page: Page, problems):
    page.goto(f"{site}/search.html")
    good = ParameterCounter().state()
    for change, message in (
        ({"layers": "linear"}, "layers must be some of linear, local, shared, features"),
        ({"layer": "deep"}, "layer must be one of linear, local, shared, features, not deep"),
        ({"height": None}, "height must be a whole number of at least 1, not null"),
        ({"chosen": "x"}, "chosen must be a whole number of at least 0, not x"),
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
        "parameters.ipynb",
        [
            "from cnnlab.widgets import ParameterCounter\n"
            "counter = ParameterCounter(height=6, width=6, kernel_height=3, kernel_width=3)\n"
            "counter",
            "counter.layer = 'local'\ncounter.width = 9\ncounter.chosen = 5",
            "print('seen', counter.features, counter.layer, counter.chosen,\n"
            "      counter.costs['features'].parameters)",
        ],
    )
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Parameter counter")
    expect(widget).to_be_visible(timeout=60_000)
    expect(widget.locator(".cnnlab-total")).to_contain_text("36 · 16 + 16 = 592")
    run_cell(page, 1)  # from Python to the page
    expect(widget.locator(".cnnlab-total")).to_contain_text("(3 · 3 + 1) · 28 = 280")
    expect(widget.locator(".cnnlab-counter-told")).to_contain_text("kernel F")
    widget.get_by_label("Many features").check()  # from the page to Python
    features = widget.get_by_label("Features C", exact=True)
    features.fill("7")
    features.press("Enter")
    widget.get_by_role("grid").press("Control+Home")
    run_cell(page, 2)
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text("seen 7 features 0 70")
    assert [p for p in problems if "cnnlab" in p] == []
