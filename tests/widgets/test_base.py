"""The widgets' Python side: what their traits take, what they refuse, and what a page gets."""

import gzip
import inspect
import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import traitlets
from needed import NEEDED
from placed import WIDGETS
from places import ROOT
from scipy import signal
from traitlets import TraitError

import cnnlab.widgets
from cnnlab.widgets import (
    Channels,
    Choice,
    Im2Col,
    LearnedWeights,
    Lens,
    Locality,
    NetworkBuilder,
    Pooling,
    Prediction,
    ReceptiveField,
    Sharing,
    Shift,
    SizeExplorer,
    SlidingKernel,
)
from cnnlab.widgets.base import ASLEEP, Widget, _built

FRONTEND = ROOT / "frontend"
SITE = FRONTEND / "dist" / "site"
STATIC = Path(cnnlab.widgets.__file__).parent / "static"
NAMES = sorted(path.name for path in (FRONTEND / "widgets").iterdir())


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
    assert data["text/html"].startswith('<div class="cnnlab-widget" data-widget="')
    assert "application/vnd.jupyter.widget-view+json" in data


def test_traits_hold_copies_that_cannot_change_behind_their_back():
    kernel = np.ones((2, 2))
    widget = SlidingKernel(kernel=kernel)
    kernel[0, 0] = 99
    assert widget.kernel[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        widget.kernel[0, 0] = 5


@pytest.mark.parametrize("cls", [Channels, Im2Col, Pooling, SizeExplorer, SlidingKernel])
def test_a_position_beyond_the_last_stands_for_the_last(cls):
    widget = cls(position=10**6)
    beyond = widget.first_frame()
    widget.position = widget.positions - 1
    assert widget.first_frame() == beyond


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("image", [1, 2, 3], r"image must be a 2-D array.*shape \(3,\)"),
        ("image", [[1, 2], [3]], "image must be a 2-D array: the lists .* got lengths 2 and 1"),
        ("image", [[]], r"not be empty.*shape \(1, 0\)"),
        ("image", np.zeros((65, 2)), r"image must have at most 64 .*shape \(65, 2\)"),
        ("image", [[1, np.nan]], "image must hold finite real numbers only"),
        ("image", [[1, 2j]], "image must hold finite real numbers only"),
        ("image", [[1, -1.1e30]], r"image must hold numbers from −1e\+30 to 1e\+30, so that sums"),
        ("image", [[1e308, 0]], r"products are finite, but holds 1e\+308"),
        ("image", [["a"]], "image must be a 2-D array of numbers.*dtype <U1"),
        ("kernel", np.zeros((12, 1)), r"kernel must have at most 11 .*shape \(12, 1\)"),
        ("kernel", "sobel_x", r"the text 'sobel_x'. Did you mean .* kernels\['sobel_x'\]\?"),
        ("kernel", "sobel", "kernel must be an array of numbers, got the text 'sobel'$"),
        ("kernel", [[np.inf]], "kernel must hold finite real numbers only"),
        ("stride", 0, "stride"),
        ("dilation", 1.5, "dilation"),
        ("padding", -1, "padding"),
        ("padding", "most", "padding"),
        ("padding_mode", "black", "padding_mode"),
        ("padding", np.array([1, -2]), "padding"),
        ("speed", 0, "speed"),
        ("speed", np.nan, "speed.* a number, not the float nan"),
        ("speed", 10**400, "speed.* a number, not the int 1000"),
        ("speed", True, "speed.* a number, not the bool True"),
        ("stride", True, "stride.* a whole number, not the bool True"),
        ("padding_mode", np.ones(2), r"padding_mode.* any of \['zeros', .*, not the ndarray"),
        ("image", np.ma.masked_equal([[1, 2]], 2), "image must not be masked, .* a mask over 1 of"),
        ("position", -1, "position"),
        ("guess", 3, r"guess.* a question, as guesses.number\(...\) .*, not the int 3"),
        ("guess", "How many?", r"guess.* a question, as guesses.number\(...\)"),
        ("images", {"x": [1]}, r"images\['x'\] must be a 2-D array"),
        ("images", [1], "images must be a dict of names and arrays, got list"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    widget = SlidingKernel()
    before = getattr(widget, trait)
    with pytest.raises(TraitError, match=message):
        setattr(widget, trait, value)
    assert getattr(widget, trait) is before or getattr(widget, trait) == before


@pytest.mark.parametrize("cls", WIDGETS.values(), ids=WIDGETS)
def test_numbers_and_choices_have_traits_that_know_bools_and_numpys_numbers(cls):
    for trait in cls.own_traits().values():
        for kind in (trait, getattr(trait, "_trait", None), *getattr(trait, "_traits", ())):
            assert type(kind) not in (traitlets.Int, traitlets.Float, traitlets.Enum), trait.name


@pytest.mark.parametrize(
    ("widget", "trait", "value", "kept"),
    [
        (SlidingKernel(), "stride", np.int64(2), 2),
        (SlidingKernel(), "speed", np.float32(2), 2.0),
        (SlidingKernel(), "speed", np.int64(2), 2.0),
        (SlidingKernel(), "padding", np.int64(1), 1),
        (SlidingKernel(), "padding", (np.int64(1), 2), [1, 2]),
        (SlidingKernel(), "padding", np.array([[1, 0], [0, 1]]), [[1, 0], [0, 1]]),
        (Lens(), "stride", np.int64(4), 4),
        (Lens(), "pooling", np.str_("max"), "max"),
    ],
)
def test_numpys_numbers_reach_a_page(widget, trait, value, kept):
    setattr(widget, trait, value)
    assert state_in(widget._repr_html_())[trait] == kept


def test_settings_that_do_not_fit_are_refused_when_the_widget_is_made():
    with pytest.raises(ValueError, match="kernel"):
        SlidingKernel(image=[[1, 2]], kernel=np.ones((3, 3)))


@pytest.mark.parametrize(
    ("cls", "name", "message"),
    [
        (SlidingKernel, "strid", "SlidingKernel has no trait 'strid'. Did you mean 'stride'?"),
        (Pooling, "kernel", "Pooling has no trait 'kernel'. Did you mean 'kernel_size'?"),
        # The names of properties and methods, whose values would be lost without a word.
        (SlidingKernel, "kernel_size", "no trait 'kernel_size'. Did you mean 'kernel'?"),
        (SlidingKernel, "output", "SlidingKernel has no trait 'output'. It has image, "),
        (Lens, "picture", "Lens has no trait 'picture'. It has photograph, "),
        (SlidingKernel, "xyz", "SlidingKernel has no trait 'xyz'. It has image, kernel, stride, "),
    ],
)
def test_a_keyword_that_names_no_trait_is_refused(cls, name, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        cls(**{name: 3})


def test_a_misspelt_trait_is_refused_and_other_names_are_the_users():
    widget = SlidingKernel()
    with pytest.raises(AttributeError, match=r"no trait 'strid'\. Did you mean 'stride'"):
        widget.strid = 2
    with pytest.raises(AttributeError, match=r"no trait 'mode'\. Did you mean 'padding_mode'"):
        widget.mode = "reflect"
    widget.my_note = "for the lecture"
    assert widget.my_note == "for the lecture"
    assert SlidingKernel(layout={"width": "20em"}).layout.width == "20em"


def test_padding_may_be_an_array():
    assert SlidingKernel(padding=np.array([1, 2])).output.shape == (8, 10)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_drawn_is_said_in_the_widgets_place(name, monkeypatch):
    def refuse(widget):
        raise ValueError("a <kernel> too large")

    cls = WIDGETS[name]
    monkeypatch.setattr(cls, "first_frame", refuse)
    monkeypatch.setattr(cls, "state", lambda widget: {})
    html = cls._repr_html_(cls.__new__(cls))
    assert re.search(r'<p class="cnnlab-problem">.*: a &lt;kernel&gt; too large.</p>', html)


def test_settings_that_do_not_fit_are_explained_later():
    widget = SlidingKernel()
    widget.padding, widget.stride = "same", 2
    data, _ = widget._repr_mimebundle_()
    assert "keeps the size only with stride 1" in data["text/html"]
    assert data["text/plain"].startswith("SlidingKernel(")


@pytest.mark.parametrize(
    ("cls", "unfit"),
    [
        (SlidingKernel, {"image": np.ones((2, 2))}),
        (Im2Col, {"image": np.ones((1, 2, 2))}),
        (Pooling, {"kernel_size": 40}),
        (SizeExplorer, {"transposed": True, "output_padding": 5}),
    ],
)
def test_jupyter_shows_every_widget_that_cannot_be_drawn(cls, unfit):
    widget = cls()
    for name, value in unfit.items():
        setattr(widget, name, value)
    data, _ = widget._repr_mimebundle_()
    assert 'class="cnnlab-problem"' in data["text/html"]
    assert data["text/plain"].startswith(cls.__name__)


def test_where_nothing_is_drawn_a_line_says_how_to_wake_the_widget():
    html = SlidingKernel()._repr_html_()
    shown = re.sub(
        r'<div [^>]*hidden="hidden">.*</div></div>', "", html
    )  # as after JupyterLab's sanitiser
    assert re.sub("<[^>]+>", "", shown) == re.sub("<[^>]+>", "", ASLEEP)


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
    for name, cls in WIDGETS.items():
        parameters = inspect.signature(cls).parameters
        assert not {"args", "kwargs", "traits", "widget", "layout"} & set(parameters), name
        described = cls.__doc__ + Widget.__doc__
        assert [p for p in parameters if p not in described] == [], name


def weight(path):
    """Return the bytes of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes()))


def later(name):
    """Return the scripts that a script of the site loads when a reader asks for them."""
    text = (SITE / f"{name}.js").read_text(encoding="utf-8")
    return re.findall(r'"([\w-]+\.js)\?v=\w+"', text)


def test_scripts_are_light():
    assert weight(SITE / "core.js") <= 25_000
    for name in NAMES:
        own = weight(SITE / f"{name}.js")
        assert own <= 15_000, name
        # JupyterLab gets what this widget needs, and no other's; and at once what the site loads
        # when a reader asks for it.
        most = own + sum(
            weight(SITE / script) for script in ("core.js", *later(name), *later("core"))
        )
        assert weight(STATIC / f"{name}.mjs") <= most, name
        assert weight(STATIC / f"{name}.css") <= 6_000, name


def test_safari_is_told_what_is_not_selected():
    """It knows `user-select` under its own prefix alone."""
    for sheet in (SITE / "core.css", SITE / "receptive_field.css", STATIC / "receptive_field.css"):
        rules = sheet.read_text(encoding="utf-8")
        prefixed = rules.count("-webkit-user-select:none;user-select:none")
        assert prefixed == len(re.findall(r"(?<!-)user-select:", rules)) > 0, sheet


def test_one_idea_has_one_name():
    assert [*set(NAMES) - set(WIDGETS)] == [], "what cnnlab/widgets/__init__.py does not import"
    assert [*set(WIDGETS) - set(NAMES)] == [], "what has no folder in frontend/widgets"
    pages = {path.stem for path in (ROOT / "book" / "widgets").glob("*.ipynb")}
    assert [*set(WIDGETS) - pages] == [], "what has no page in book/widgets"
    for name, cls in WIDGETS.items():
        assert cls.__name__.lower() == name.replace("_", "")
        # Else what a notebook shows of it would be an address, which is another in every run.
        assert "__repr__" in vars(cls), name
        prefixes = set(
            re.findall(
                r"\.cnnlab-([\w-]+)",
                (FRONTEND / "widgets" / name / "style.css").read_text("utf-8"),
            )
        )
        own = f"{name.replace('_', '-')}-"
        shared = (FRONTEND / "core.css").read_text("utf-8")
        foreign = {
            p for p in prefixes if not f"{p}-".startswith(own) and f".cnnlab-{p}" not in shared
        }
        assert foreign == set(), f"frontend/widgets/{name}/style.css"


def test_a_widget_without_a_first_frame_is_named(monkeypatch):
    monkeypatch.delattr(Shift, "first_frame")
    with pytest.raises(NotImplementedError, match="Shift must have a method first_frame"):
        Shift().first_frame()


def test_a_widget_that_is_not_built_says_how_to_build_it():
    with pytest.raises(FileNotFoundError, match=r"python frontend/build\.py"):
        _built("no_such_widget.mjs")


def test_a_subclass_of_a_readers_own_looks_as_its_parent():
    class Mine(SlidingKernel):
        pass

    assert (
        Mine()._repr_html_().startswith('<div class="cnnlab-widget" data-widget="sliding_kernel"')
    )


def test_links_can_name_a_widget():
    assert 'data-slug="blur-2"' in SlidingKernel(slug="blur-2")._repr_html_()
    with pytest.raises(ValueError, match="slug must hold"):
        SlidingKernel(slug="no spaces")


OWN = np.arange(48.0 * 48).reshape(48, 48) % 256


@pytest.mark.parametrize(
    "make",
    [
        lambda: Locality(images={"mine": OWN}),
        lambda: ReceptiveField(images={"mine": OWN}),
        lambda: Lens(images={"mine": np.zeros((256, 256, 3), np.uint8)}),
    ],
)
def test_the_first_of_a_users_own_images_is_shown(make):
    widget = make()
    assert widget.photograph == "mine"
    assert "cnnlab-problem" not in widget._repr_html_()
    widget.images = {"another": next(iter(widget.images.values()))}
    assert "photograph must be one of another, got &#x27;mine&#x27;" in widget._repr_html_()


def test_widgets_that_offer_no_stacks_begin_with_the_usual_one():
    assert ReceptiveField(stacks={}).layers == ReceptiveField().layers
    assert NetworkBuilder(stacks={}).stack == NetworkBuilder().stack


def test_what_is_not_there_is_named():
    widget = Channels()
    widget.channel = 7
    assert "channel must be below the 4 output channels, got 7" in widget._repr_html_()
    widget = LearnedWeights(digits=np.zeros((1, 8, 8)), **NEEDED["learned_weights"])
    assert "digit must be below the 1 digits, got 3" in widget._repr_html_()
    assert "seen has nothing to choose from, got" in Sharing(learned={})._repr_html_()


@pytest.mark.parametrize(
    ("widget", "traits", "what"),
    [
        (SlidingKernel, {"padding": 300}, "the padded image would have 608 × 608 pixels"),
        (SizeExplorer, {"padding": 300}, "the padded image would have"),
        (SizeExplorer, {"stride": 300, "transposed": True}, "the canvas would have"),
    ],
)
def test_what_is_too_large_to_be_drawn_is_refused_before_it_is_computed(widget, traits, what):
    told = f"{what}.*; at most 128 each way can be drawn"
    with pytest.raises(ValueError, match=told):
        widget(**traits)
    later = widget()
    with later.hold_trait_notifications():
        for name, value in traits.items():
            setattr(later, name, value)
    assert re.search(told, unescape(later._repr_html_()))
