"""The widgets' Python side: what their traits take, what they refuse, and what a page gets."""

import gzip
import inspect
import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from scipy import signal
from traitlets import TraitError

import cnnlab.widgets
from cnnlab.widgets import Choice, Prediction, SlidingKernel
from cnnlab.widgets.base import module_source

WIDGETS = Path(cnnlab.widgets.__file__).parent


def state_in(html):
    """Return the state that a page finds in a widget's HTML."""
    return json.loads(unescape(re.search(r'data-state="([^"]*)"', html).group(1)))


def test_the_output_is_scipys():
    random = np.random.default_rng(0)
    image, kernel = random.integers(0, 9, (7, 6)), random.integers(-3, 4, (3, 2))
    widget = SlidingKernel(image=image, kernel=kernel)
    np.testing.assert_array_equal(widget.output, signal.correlate2d(image, kernel, "valid"))
    widget.flip = True
    np.testing.assert_array_equal(widget.output, signal.convolve2d(image, kernel, "valid"))
    widget.stride, widget.padding = 2, "full"
    np.testing.assert_array_equal(widget.output, signal.convolve2d(image, kernel, "full")[::2, ::2])


def test_a_page_gets_every_value_as_json():
    widget = SlidingKernel(image=[[1, 2.5], [3, 4]], kernel=[[1]], padding=1, flip=True, position=3)
    state = state_in(widget._repr_html_())
    assert state["image"] == [[1, 2.5], [3, 4]]
    assert state["kernel"] == [[1]]
    assert (state["padding"], state["flip"], state["position"]) == (1, True, 3)
    assert state["widget"] == "slide"
    assert set(state["kernels"]) >= {"sobel_x", "box_blur"}
    assert not any(name.startswith("_") for name in state)


def test_the_first_frame_shows_the_numbers_up_to_the_position():
    widget = SlidingKernel(image=[[1, 2, 3], [4, 5, 6]], kernel=[[10]], position=1)
    output = widget.first_frame().split("Output", 1)[1]
    assert re.findall(r">(\d+)</text>", output) == ["10", "20"]


def test_what_jupyter_shows_is_stable_and_has_both_lives():
    data, _ = SlidingKernel()._repr_mimebundle_()
    assert (
        data["text/plain"] == "SlidingKernel(image 8 × 8, kernel 3 × 3, stride 1, padding 'valid')"
    )
    assert data["text/html"].startswith('<div class="cnnlab-widget" data-state="')
    assert "application/vnd.jupyter.widget-view+json" in data


def test_traits_hold_copies_that_cannot_change_behind_their_back():
    kernel = np.ones((2, 2))
    widget = SlidingKernel(kernel=kernel)
    kernel[0, 0] = 99
    assert widget.kernel[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        widget.kernel[0, 0] = 5


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("image", [1, 2, 3], r"image must be a 2-D array.*shape \(3,\)"),
        ("image", [[1, 2], [3]], "image must be a 2-D array"),
        ("image", [[]], r"at least one row and column.*shape \(1, 0\)"),
        ("image", np.zeros((65, 2)), r"image must have at most 64 .*shape \(65, 2\)"),
        ("image", [[1, np.nan]], "image must hold finite real numbers only"),
        ("image", [[1, 2j]], "image must hold finite real numbers only"),
        ("image", [["a"]], "image must be a 2-D array of numbers.*dtype <U1"),
        ("kernel", np.zeros((12, 1)), r"kernel must have at most 11 .*shape \(12, 1\)"),
        ("kernel", [[np.inf]], "kernel must hold finite real numbers only"),
        ("stride", 0, "stride"),
        ("dilation", 1.5, "dilation"),
        ("padding", -1, "padding"),
        ("padding", "most", "padding"),
        ("padding_mode", "black", "padding_mode"),
        ("speed", 0, "speed"),
        ("position", -1, "position"),
        ("images", {"x": [1]}, r"images\['x'\] must be a 2-D array"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    widget = SlidingKernel()
    before = getattr(widget, trait)
    with pytest.raises(TraitError, match=message):
        setattr(widget, trait, value)
    assert getattr(widget, trait) is before or getattr(widget, trait) == before


def test_settings_that_do_not_fit_are_refused_when_the_widget_is_made():
    with pytest.raises(ValueError, match="kernel"):
        SlidingKernel(image=[[1, 2]], kernel=np.ones((3, 3)))


def test_a_question_needs_a_right_answer_among_its_choices():
    with pytest.raises(ValueError, match=r"right must be one of the choices \['a'\], got 'b'"):
        Choice("Which?", {"a": "Yes."}, right="b")


def test_questions_give_the_page_what_it_needs():
    choice = state_in(Choice("Which?", {"a": "No.", "b": "Yes."}, right="b")._repr_html_())
    assert (choice["choices"], choice["right"]) == (["a", "b"], 1)
    prediction = state_in(Prediction("How many?", (6, 4), "Count.", "Counted.")._repr_html_())
    assert prediction["answer"] == [6, 4]


def test_text_cannot_break_out_of_the_page():
    nasty = '"><script>alert(1)</script>'
    html = Choice(nasty, {nasty: nasty}, right=nasty)._repr_html_()
    assert "<script" not in html
    assert state_in(html)["question"] == nasty


def test_signatures_name_the_traits_with_their_defaults():
    parameters = inspect.signature(SlidingKernel).parameters
    assert list(parameters)[:4] == ["image", "kernel", "stride", "padding"]
    assert (parameters["padding"].default, parameters["speed"].default) == ("valid", 1.0)
    assert repr(parameters["kernels"].default) == "..."  # made with the widget
    assert str(inspect.signature(Choice)) == "(question, replies, right)"
    for name in cnnlab.widgets.__all__:
        parameters = inspect.signature(getattr(cnnlab.widgets, name)).parameters
        assert not {"args", "kwargs", "traits", "widget", "layout"} & set(parameters), name
        described = getattr(cnnlab.widgets, name).__doc__
        assert [p for p in parameters if p not in described] == [], name


def test_the_module_is_whole():
    source = module_source()
    assert not re.search(r"^import ", source, re.MULTILINE), "a relative import is left"
    assert source.count("export default") == 1
    assert len(gzip.compress(source.encode())) < 60_000, "too heavy for a page"
    # The parts share one scope, so a name that two of them declare would stop every widget.
    parts = "\n".join(part.read_text("utf-8") for part in WIDGETS.glob("*.mjs"))
    # The minifier takes the inside of a nested template for code, and drops its spaces.
    assert re.findall(r"^.*\$\{[^}`]*`.*$", parts, re.MULTILINE) == []
    declared = re.findall(
        r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", parts, re.MULTILINE
    )
    assert sorted(name for name in set(declared) if declared.count(name) > 1) == []
