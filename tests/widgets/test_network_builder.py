"""A network of the reader's own: what its traits take, how it is stacked, trained and compared."""

import base64
import re

import numpy as np
import pytest
from alone import alone, heights, set_traits, traits_of
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.experiments.stack_changes import CHANGES
from cnnlab.images import split_digits
from cnnlab.network import SGD, StackError, evaluate, fit
from cnnlab.widgets import NetworkBuilder
from cnnlab.widgets.network_builder import _FACTS, _KINDS, CHANGE_NAMES, MOST_LAYERS, STACKS

CONV = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3}
LINEAR = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
MISFIT = [{**CONV, "kernel_size": 7}, {"kind": "max_pool2d", "kernel_size": 3}, *LINEAR]
RUN = {
    "stack": LINEAR,
    "seed": 0,
    "epochs": 6,
    "nudge": True,
    "shuffled": False,
    "accuracy": 0.9,
    "moved": [0.9, 0.6, 0.3, 0.1],
}


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"stack": []}, "stack must be a list of 1 to 14 layers"),
        ({"stack": [CONV] * 15}, "stack must be a list of 1 to 14 layers"),
        ({"stack": [{"kind": "conv3d"}]}, "layer 1 of stack must be a dict with one of the kinds"),
        ({"stack": [CONV, 3]}, "layer 2 of stack must be a dict"),
        ({"stack": [CONV | {"kernel": 3}]}, "layer 1 of stack, conv2d, has no kernel"),
        ({"stack": [CONV | {"kernel_size": 9}]}, "the kernel_size of layer 1 of stack must be at"),
        ({"stack": [CONV | {"stride": 0}]}, "the stride of layer 1 of stack must be at least 1"),
        ({"stack": [CONV | {"shared": 1}]}, "the shared of layer 1 of stack must be True or False"),
        (
            {"stack": [{"kind": "conv2d"}]},
            "layer 1 of stack, conv2d, needs out_channels and kernel_size",
        ),
        ({"stack": [CONV | {"groups": "2"}]}, "the groups of layer 1 of stack must be an integer"),
        ({"change": "more"}, "change must be one of untied, .* got 'more'"),
        ({"epochs": 0}, "epochs"),
        ({"history": {"losses": []}}, "history must be a dict with lists named loss"),
        (
            {"history": {"loss": [float("nan")]}},
            r"history\['loss'\] must be a list of at most 1000",
        ),
        ({"weights": "###"}, "weights must be float32 numbers in base64"),
        ({"weights": "AADAfw=="}, "weights must be finite"),
        ({"runs": [RUN | {"accuracy": 2}]}, r"runs\[0\] must have whole numbers as seed"),
        ({"runs": [{"stack": LINEAR}]}, r"runs\[0\] must be a dict with stack, seed"),
        ({"stacks": {"mine": 1}}, r"stacks\['mine'\] must be a list"),
    ],
)
def test_what_no_trait_can_hold_is_refused(traits, message):
    with pytest.raises(TraitError, match=message):
        NetworkBuilder(**traits)


def test_what_is_left_out_of_a_layer_is_written_out():
    stack = NetworkBuilder(stack=[CONV, {"kind": "avg_pool2d", "kernel_size": 3}, *LINEAR]).stack
    usual = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True, "shared": True}
    assert stack[0] == CONV | usual
    assert (stack[1]["stride"], stack[3]["bias"]) == (3, True)


def test_every_kind_and_every_change_has_a_name():
    assert tuple(CHANGE_NAMES) == CHANGES
    assert _FACTS["kinds"].keys() == _KINDS.keys()


def test_the_network_begins_with_its_seed_and_is_what_was_learned():
    widget = NetworkBuilder(stack=LINEAR, seed=3)
    first = widget.network()
    np.testing.assert_array_equal(first.parameters()[0], widget.network().parameters()[0])
    assert not np.array_equal(
        first.parameters()[0], NetworkBuilder(stack=LINEAR, seed=4).network().parameters()[0]
    )
    learned = np.arange(650, dtype="<f4")
    widget.weights = base64.b64encode(learned.tobytes()).decode()
    weight, bias = widget.network().parameters()
    np.testing.assert_array_equal(weight, learned[:640].reshape(10, 64))
    np.testing.assert_array_equal(bias, learned[640:])


def test_training_goes_on_with_cnnlab_and_comes_back():
    widget, digits = NetworkBuilder(stack=LINEAR), split_digits()
    model = widget.network()
    fit(model, SGD(model.parameters(), 0.05), digits.x_train, digits.y_train, epochs=1)
    widget.take(model)
    assert evaluate(widget.network(), digits.x_test, digits.y_test) == evaluate(
        model, digits.x_test, digits.y_test
    )
    with pytest.raises(ValueError, match="model must have parameters of shapes"):
        NetworkBuilder().take(model)


def test_weights_of_another_stack_are_explained():
    widget = NetworkBuilder(stack=LINEAR)
    widget.take(widget.network())
    widget.stack = STACKS["MLP"]
    with pytest.raises(ValueError, match="7,510 numbers for this stack, got 650"):
        widget.network()


def test_a_stack_that_does_not_fit_is_kept_and_says_why():
    widget = NetworkBuilder(stack=MISFIT)
    with pytest.raises(StackError, match=r"layer 2 \(max_pool2d\): kernel_size 3 with"):
        _ = widget.plan
    assert repr(widget) == "NetworkBuilder(4 layers, which do not fit each other)"
    frame = widget.first_frame()
    assert "It cannot be trained: layer 2 (max_pool2d): kernel_size 3 with dilation 1" in frame
    assert "As far as it fits" in frame


def test_readers_without_javascript_get_the_stack_with_its_costs():
    frame = NetworkBuilder(change="untied").first_frame()
    for text in ("8 × 8 × 8", "1,168", "73,728", "7,178", "153,344"):
        assert f">{text}<" in frame
    assert "155,402 in place of 7,178 parameters, the same 153,344 multiply-adds" in frame
    ends = NetworkBuilder(stack=[CONV]).first_frame()
    assert "the stack must end in 10 numbers, a score for each class, not in 4 × 6 × 6" in ends


@pytest.mark.browser
def test_another_kind_is_chosen_without_losing_the_place(page: Page):
    widget = alone(page, NetworkBuilder(stack=[CONV, *LINEAR]))
    kind = widget.get_by_label("Layer 1: kind")
    kind.focus()
    for chosen in ("relu", "global_avg_pool"):
        kind.select_option(chosen)
        assert traits_of(page, "stack")[0][0]["kind"] == chosen
        expect(kind).to_be_focused()


@pytest.mark.browser
def test_layers_are_added_moved_changed_and_removed_by_keys(page: Page):
    widget = alone(page, NetworkBuilder(stack=[CONV, *LINEAR]))

    def kinds():
        return [layer["kind"] for layer in traits_of(page, "stack")[0]]

    widget.get_by_label("Kind of the new layer").select_option("max_pool2d")
    widget.get_by_role("button", name="Add this layer").press("Enter")
    assert kinds() == ["conv2d", "max_pool2d", "flatten", "linear"]
    expect(widget.get_by_role("row").nth(2)).to_contain_text("4 × 3 × 3")
    up = widget.get_by_role("button", name="Move layer 2 up")
    up.press("Enter")
    assert kinds() == ["max_pool2d", "conv2d", "flatten", "linear"]
    expect(widget.get_by_role("button", name="Move layer 1 up")).to_be_focused()
    expect(widget.get_by_role("row").nth(1)).to_contain_text("1 × 4 × 4")
    widget.get_by_role("button", name="Remove layer 1").press("Enter")
    assert kinds() == ["conv2d", "flatten", "linear"]
    expect(widget.get_by_role("button", name="Remove layer 1")).to_be_focused()
    channels = widget.get_by_label("Layer 1: channels, 1 to 64")
    channels.fill("6")
    expect(widget.get_by_role("row").nth(1)).to_contain_text("6 × 6 × 6")
    expect(widget.get_by_role("row").last).to_contain_text("2,230")  # 60 + 2,160 + 10
    alert = widget.get_by_role("alert")
    for wrong in ("65", "", "1.5"):
        channels.fill(wrong)
        expect(channels).to_have_attribute("aria-invalid", "true")
        expect(alert).to_contain_text("Layer 1: channels must be a whole number from 1 to 64")
        expect(alert).to_contain_text("It stays 4.")  # as it was when the hand came
    channels.blur()
    expect(channels).to_have_value("4")
    channels.fill("7")
    expect(alert).to_be_hidden()
    widget.get_by_label("Epochs").fill("31")
    expect(alert).to_have_text("Epochs must be a whole number from 1 to 30, not 31. It stays 12.")
    while widget.get_by_role("row").count() < MOST_LAYERS + 2:
        widget.get_by_role("button", name="Add this layer").press("Enter")
    for _ in range(2):
        expect(widget.get_by_role("button", name="Add this layer")).to_be_disabled()
        expect(widget.get_by_role("button", name="Add this layer")).to_be_focused()
        widget.get_by_role("button", name="Add this layer").press("Enter")
        assert len(traits_of(page, "stack")[0]) == MOST_LAYERS
    expect(alert).to_have_text(f"A stack has at most {MOST_LAYERS} layers.")
    widget.get_by_role("button", name="Move layer 1 up").press("Enter")
    expect(alert).to_have_text("Layer 1 is the first.")
    widget.get_by_role("button", name=f"Move layer {MOST_LAYERS} down").press("Enter")
    expect(alert).to_have_text(f"Layer {MOST_LAYERS} is the last.")


SELDOM = CONV | {"padding": 2, "dilation": 2, "bias": False}


@pytest.mark.browser
def test_a_setting_that_becomes_usual_stays_under_the_hand(page: Page):
    widget = alone(page, NetworkBuilder(stack=[SELDOM, *LINEAR]))
    dilation, bias = (widget.get_by_label(f"Layer 1: {name}") for name in ("dilation", "bias"))
    dilation.fill("1")
    expect(dilation).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    bias.press("Space")
    expect(bias).to_be_focused()
    layer = traits_of(page, "stack")[0][0]
    assert (layer["dilation"], layer["bias"]) == (3, True)


@pytest.mark.browser
@pytest.mark.parametrize("stack", [[CONV | {"out_channels": 9}, *LINEAR], LINEAR])
def test_a_refused_number_whose_line_has_gone_is_put_back_nowhere(page: Page, stack):
    widget = alone(page, NetworkBuilder(stack=[SELDOM, SELDOM, *LINEAR]))
    widget.get_by_label("Layer 1: channels").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("300")  # 30 of it is set already
    expect(widget.get_by_role("alert")).to_contain_text("not 300. It stays 4.")
    set_traits(page, stack=stack)
    assert traits_of(page, "stack")[0] == stack
    expect(widget.get_by_role("alert")).to_be_hidden()
    near = "channels, 1 to 64" if stack[0]["kind"] == "conv2d" else "kind"
    expect(widget.get_by_label(f"Layer 1: {near}")).to_be_focused()


@pytest.mark.browser
def test_a_layer_that_does_not_fit_says_why_and_nothing_is_trained(page: Page):
    widget = alone(page, NetworkBuilder(stack=MISFIT))
    train = widget.get_by_role("button", name="Train")
    rows = widget.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("4 × 2 × 2")
    expect(rows.nth(2)).to_contain_text("layer 2 (max_pool2d): the kernel spans 3 pixels")
    expect(rows.nth(3)).to_contain_text("–")
    expect(train).to_be_disabled()
    expect(widget).to_contain_text("It cannot be trained: layer 2 (max_pool2d)")
    widget.get_by_label("Layer 2: kernel").fill("2")
    expect(rows.nth(2)).to_contain_text("4 × 1 × 1")
    expect(train).to_be_enabled()
    set_traits(page, change="stride", stack=[{"kind": "max_pool2d", "kernel_size": 2}, *LINEAR])
    expect(widget).to_contain_text("no convolution before layer 1 could take over its stride")
    expect(train).to_be_disabled()
    set_traits(page, stack=[{"kind": "conv2d"}])
    expect(widget.get_by_role("alert")).to_contain_text("the out_channels of layer 1 of stack")
    set_traits(page, stack=LINEAR, change="")
    expect(widget.get_by_role("alert")).to_be_hidden()
    expect(train).to_be_enabled()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 700, 1000])
def test_the_first_frame_keeps_its_place(page: Page, width):
    for traits in ({}, {"stack": MISFIT}, {"change": "untied_fewer"}):
        frame, live = heights(page, NetworkBuilder(**traits), width)
        assert abs(frame - live) < 8


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 560])
def test_on_a_phone_a_layers_numbers_stand_on_a_line_of_their_own(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    for row in alone(page, NetworkBuilder()).locator("tbody tr").all()[:2]:
        results = row.locator("[data-label]")
        expect(results).to_have_count(5)
        boxes = [box for each in results.all() if (box := each.bounding_box())]
        bottoms = [box["y"] + box["height"] for box in boxes]
        assert max(bottoms) - min(bottoms) < 1
        button = row.get_by_role("button").first.bounding_box()
        assert button
        assert min(box["y"] for box in boxes) >= button["y"] + button["height"]


def with_digits(page, widget):
    """Draw a widget that has its digits, as in JupyterLab."""
    drawn = alone(page, widget)
    set_traits(page, _digits=widget._digits)
    return drawn


def runs_kept(page, count):
    page.wait_for_function(f"model.get('runs').length === {count}", timeout=60_000)
    return traits_of(page, "runs")[0]


@pytest.mark.browser
def test_what_was_trained_in_the_page_is_the_network_that_python_gets(page: Page):
    stack = [CONV | {"stride": 2}, {"kind": "relu"}, *LINEAR]
    widget = with_digits(page, NetworkBuilder(stack=stack, epochs=3, seed=5))
    widget.get_by_role("button", name="Train").click()
    (run,) = runs_kept(page, 1)
    expect(widget.get_by_role("button", name="Train")).to_be_visible()
    weights, history, whole = traits_of(page, "weights", "history", "stack")
    python = NetworkBuilder(stack=whole, weights=weights, history=history, runs=[run])
    digits = split_digits()
    score = evaluate(python.network(), digits.x_test, digits.y_test)
    assert score.accuracy == run["accuracy"] > 0.5
    expect(widget.locator(".cnnlab-total")).to_contain_text(
        f"epoch 3 of 3; validation digits read right: {history['validation_accuracy'][-1]:.1%}; "
        f"test digits: {score.accuracy:.1%}"
    )
    validation = evaluate(python.network(), digits.x_validation, digits.y_validation)
    assert validation.accuracy == history["validation_accuracy"][-1]
    assert [len(values) for values in history.values()] == [3] * 4
    assert (run["moved"][0], run["seed"], run["epochs"]) == (run["accuracy"], 5, 3)
    wrong = round((1 - score.accuracy) * 360)
    expect(widget.get_by_role("figure", name="Misread")).to_contain_text(f"{wrong} of 360")
    table = widget.get_by_role("table", name="Confusion")
    cells = table.locator("td").all_inner_texts()
    assert sum(int(text) for text in cells if text) == 360
    maps = widget.get_by_role("figure", name="Maps")
    before = maps.locator("canvas").last.evaluate("(c) => c.toDataURL()")
    widget.get_by_role("button", name="show its maps").last.click()
    assert traits_of(page, "digit") != [0]
    page.wait_for_function(
        "(before) => [...document.querySelectorAll('figure canvas')].at(-1).toDataURL() !== before",
        arg=before,
    )

    # A page that is drawn with these traits shows the same network again.
    again = with_digits(page, NetworkBuilder(stack=whole, runs=[run]))
    set_traits(page, weights=weights, history=history)
    expect(again.locator(".cnnlab-total")).to_contain_text(f"test digits: {score.accuracy:.1%}")
    expect(again.get_by_role("figure", name="Misread")).to_contain_text(f"{wrong} of 360")
    again.get_by_label("Layer 1: channels").fill("5")
    assert traits_of(page, "weights", "history") == ["", {}]
    expect(again.get_by_role("figure", name="Misread")).to_be_hidden()


@pytest.mark.browser
def test_a_changed_network_trains_beside_and_all_are_compared(page: Page):
    widget = with_digits(page, NetworkBuilder(stack=STACKS["MLP"], epochs=3, repeats=2))
    widget.get_by_label("Compare with").select_option("no_relu")
    expect(widget).to_contain_text("linear 100, linear 10, no ReLU; the same 7,510 parameters")
    widget.get_by_role("button", name="Train").click()
    runs = runs_kept(page, 4)
    assert [run["seed"] for run in sorted(runs, key=lambda run: run["seed"])] == [0, 0, 1, 1]
    table = widget.get_by_role("table", name="Trained networks compared")
    expect(table.get_by_role("row")).to_have_count(3)
    shares = [run["accuracy"] for run in runs if len(run["stack"]) == 4]
    ends = f"{np.mean(shares):.1%} ({min(shares):.1%}".rstrip("%")
    row = table.get_by_role("row").filter(has_not_text="no ReLU").last
    expect(row).to_contain_text(ends)
    expect(row).to_contain_text("0, 1")
    table.get_by_role("button", name="Delete linear 100, linear 10, no ReLU").press("Enter")
    assert len(runs_kept(page, 2)) == 2
    expect(table.get_by_role("row")).to_have_count(2)


@pytest.mark.browser
def test_a_batch_an_epoch_a_pause_and_a_new_beginning(page: Page):
    page.emulate_media(reduced_motion="reduce")
    widget = with_digits(page, NetworkBuilder(epochs=9))
    told = widget.locator(".cnnlab-total")
    widget.get_by_role("button", name="One batch").click()
    expect(widget.get_by_role("button", name="Train")).to_be_visible()
    widget.get_by_role("button", name="One epoch").click()
    expect(told).to_contain_text("epoch 1 of 9; validation")
    expect(widget.get_by_role("status").first).to_contain_text("epoch 1 of 9")
    widget.get_by_role("button", name="Train").click()
    widget.get_by_role("button", name="Pause").click()
    expect(widget.get_by_role("button", name="Train")).to_be_visible()
    assert traits_of(page, "weights", "runs") == ["", []]
    widget.get_by_role("button", name="Start over").click()
    expect(told).to_be_empty()
    assert traits_of(page, "history") == [{}]
    expect(widget.get_by_role("figure", name="Loss")).to_be_hidden()
    widget.get_by_role("button", name="Train").click()
    expect(told).to_contain_text("epoch 1")
    widget.get_by_role("button", name="Reset").click()
    expect(told).to_be_empty()


@pytest.mark.browser
def test_what_was_trained_goes_with_its_settings_and_that_is_said(page: Page):
    widget = with_digits(page, NetworkBuilder(stack=LINEAR, epochs=1))
    told, heard = widget.locator(".cnnlab-total"), widget.get_by_role("status").first
    change, seed = "The settings have changed. Train again.", widget.get_by_label("First seed")
    seed.fill("3")
    seed.press("Enter")
    expect(told).to_be_empty()  # nothing had been trained
    widget.get_by_role("button", name="Train").click()
    runs_kept(page, 1)
    seed.fill("4")
    seed.press("Enter")
    expect(told).to_have_text(change)
    expect(heard).to_have_text(change)
    expect(widget.get_by_role("figure", name="Loss")).to_be_hidden()
    widget.get_by_role("button", name="Train").click()
    runs_kept(page, 2)
    expect(told).to_contain_text("epoch 1 of 1")
    widget.get_by_role("button", name="Start over").click()
    expect(told).to_be_empty()
    widget.get_by_role("button", name="One epoch").click()
    expect(told).to_contain_text("epoch 1 of 1")
    set_traits(page, stack=STACKS["MLP"])
    expect(told).to_have_text(change)
    expect(heard).to_have_text(re.compile(r"parameters.*The settings have changed\."))


WATCH_WORKERS = """() => {
  window.working = new Set();
  window.Worker = class extends Worker {
    constructor(...told) { super(...told); working.add(this); }
    terminate() { super.terminate(); working.delete(this); }
  };
}"""
GIVE_AND_TRAIN = """(traits) => {
  Object.entries(traits).forEach(([k, v]) => model.set(k, v));
  setTimeout(() => document.querySelector(".cnnlab-play").click());
}"""


@pytest.mark.browser
def test_a_press_while_a_network_is_brought_back_trains_anew_and_alone(page: Page):
    size = 4 * 650
    given = {"weights": base64.b64encode(bytes(size)).decode(), "history": {"loss": [2.0]}}
    with_digits(page, NetworkBuilder(stack=LINEAR, epochs=2))
    page.evaluate(WATCH_WORKERS)
    page.evaluate(GIVE_AND_TRAIN, given)
    runs_kept(page, 1)
    weights, history = traits_of(page, "weights", "history")
    assert weights != given["weights"]
    assert len(history["loss"]) == 2
    assert page.evaluate("working.size") == 1


@pytest.mark.browser
def test_weights_that_are_not_the_stacks_are_refused(page: Page):
    widget = NetworkBuilder(stack=LINEAR)
    widget.take(widget.network())
    weights, widget.stack = widget.weights, STACKS["MLP"]
    alone(page, widget)
    expect(page.get_by_role("alert")).to_contain_text("weights must hold 7510 numbers of 4 bytes")
    set_traits(page, weights=weights[:8])
    expect(page.get_by_role("alert")).to_be_visible()
