"""A guess before the answer: a widget stays shut until its reader has answered."""

import itertools
import json
import re

import numpy as np
import pytest
from alone import alone, looks, set_traits, traits_of
from on_page import on_page
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab import correlate2d
from cnnlab.widgets import Guess, Prediction, Sharing, SlidingKernel, guesses

IMAGE = np.array([[1, 2, 0, 1], [0, 1, 3, 1], [2, 1, 0, 0], [1, 0, 1, 2]])
KERNEL = np.array([[1, 0], [0, -1]])
SEEN = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], bool)  # outputs that use pixel [1, 1]


def asked(guess, **traits):
    return SlidingKernel(image=IMAGE, kernel=KERNEL, guess=guess, **traits)


def number(**more):
    answer = correlate2d(IMAGE, KERNEL)[1, 1]
    return guesses.number(
        "Which number?",
        answer,
        hint="Multiply and add.",
        because="1·1 + 0·(−1).",
        on="output",
        at=(1, 1),
        cover=["output", "sum"],
        **more,
    )


def cells(**more):
    return guesses.cells(
        "Which outputs use row 1, column 1?",
        SEEN,
        on="output",
        hint="Slide it.",
        because="Four of them.",
        cover=["output", "sum"],
        **more,
    )


def place():
    return guesses.place(
        "Where is the window of output [1, 1]?",
        (2, 2),
        (2, 2),
        on="input",
        hint="Twice as far.",
        because="Row 2, column 2.",
        mistakes=[((1, 1), "That is stride 1.")],
    )


# ---- questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: guesses.number("?", "three", hint="", because=""), "answer must be a finite"),
        (lambda: guesses.number("?", [], hint="", because=""), "answer must be a finite"),
        (
            lambda: guesses.number("?", [1, float("nan")], hint="", because=""),
            "answer must be a finite",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", mistakes=[(3.0, "No.")]),
            "the right answer is among the mistakes of '\\?': 'No.'",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", within=(-1, 1, "No.")),
            r"the answer must be within -1 and 1, got \[3.0\]",
        ),
        (
            lambda: guesses.cells("?", [0, 1], on="output", hint="", because=""),
            r"answer must be a 2-D array .* shape \(2,\)",
        ),
        (
            lambda: guesses.cells("?", np.zeros((2, 2)), on="output", hint="", because=""),
            r"shape \(2, 2\) with 0 of them",
        ),
        (lambda: guesses.choice("?", {"a": ""}, "b"), "right must be one of the options"),
        (lambda: guesses.choice("?", ["a"], "a"), r"replies must map each option .* got \['a'\]"),
        (lambda: guesses.ticks("?", ["a"], ["a"], because=""), "replies must map each option"),
        (lambda: guesses.ticks("?", {"a": ""}, [], because=""), "some of the options"),
        (
            lambda: guesses.choice("?", {"a": "", "b": ""}, "b", pictures=[[[1]]]),
            "one for each of the 2 options, got 1",
        ),
        (
            lambda: guesses.curve(
                *("?", [1, 2], [0, 3]),
                limits=(0, 1),
                labels=("", ""),
                tolerance=0,
                hint="",
                because="",
            ),
            "a value from 0 to 1 at each of the 2 points",
        ),
        (
            lambda: SlidingKernel(guess=number() | {"cover": ["ouput"]}),
            "SlidingKernel can cover input, kernel, output, size, sum, but .* 'ouput'",
        ),
        (lambda: Sharing(guess=number() | {"cover": ["facts"]}), "kernel, output, .*, tied, unt"),
        (lambda: Guess({}), "must be a question"),
        (lambda: Guess({"question": "?"}), r"must be a question as .*, got \{'question': '\?'\}"),
        (
            lambda: SlidingKernel(guess=number() | {"then": {"strid": 2}}),
            "no trait 'strid'. Did you mean 'stride'",
        ),
        (
            lambda: guesses.number(None, 3, hint="", because=""),
            "question must be text, got None",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", mistakes=3),
            "mistakes must be a list, got 3",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", mistakes=[4]),
            r"mistakes must hold pairs \(answer, reply\), got 4",
        ),
        (
            lambda: Prediction("?", 3, "", mistakes=[(4,)]),
            r"mistakes must hold pairs \(answer, reply\), got \(4,\)",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", tolerance=-1),
            "tolerance must be at least 0, got -1",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", within=(0, 9)),
            r"within must be \(least, most, reply\), got \(0, 9\)",
        ),
        (
            lambda: guesses.number("?", 3, hint="", because="", on="output", at=3),
            "at must be a list, got 3",
        ),
        (
            lambda: guesses.place("?", (1.5, 2), (3, 3), on="input", hint="", because=""),
            "answer must be an integer, got 1.5",
        ),
        (
            lambda: guesses.cells("?", [[1], [0, 1]], on="output", hint="", because=""),
            "answer must be an array",
        ),
        (
            lambda: guesses.cells("?", [[1]], on="a", hint="", because="", cover="output"),
            "cover must be a list, got 'output'",
        ),
        (
            lambda: guesses.choice("?", {"a": "", "b": ""}, "b", pictures=[1, 2]),
            "pictures must have 2 axes",
        ),
        (lambda: guesses.choice("?", {"a": 3}, "a"), "replies must be text, got 3"),
        (
            lambda: guesses.ticks("?", {"a": ""}, ["a"], because="", mistakes=[("b", "")]),
            "mistakes must be a list, got 'b'",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()


def test_what_a_guess_sets_is_what_its_widget_takes():
    widget = SlidingKernel(guess=number() | {"then": {"stride": np.int64(2)}})
    assert json.dumps(widget.guess["then"]) == '{"stride": 2}'
    with pytest.raises(TraitError, match=r"'stride' trait .* a whole number, not the str 'two'"):
        SlidingKernel(guess=number() | {"then": {"stride": "two"}})


def test_every_widget_takes_a_guess_and_has_none_by_default():
    for widget in (SlidingKernel(), Prediction("?", 1, "")):
        assert widget.guess == {}
        assert (widget.guessed, widget.opened) == (None, False)
        assert "data-guess" not in widget._repr_html_()


def test_a_page_has_the_question_above_the_first_frame_and_the_answer_folded():
    page = asked(cells())._repr_html_()
    question, frame = page.index("Which outputs use row 1"), page.index('class="cnnlab-frame"')
    assert question < frame
    assert 'data-shut data-cover="output sum"' in page
    assert re.search(r"<details[^>]*><summary>The answer</summary>Four of them.</details>", page)
    assert page.count('data-guess="cells"') == 1


# ---- as a reader answers ----------------------------------------------------------------------


def numbers_seen(page: Page):
    """Return the output's numbers that can be seen."""
    return page.locator(".cnnlab-output .cnnlab-values text").evaluate_all(
        "(all) => all.filter((t) => getComputedStyle(t).visibility === 'visible' && t.textContent)"
        ".map((t) => t.textContent)"
    )


@pytest.mark.browser
def test_a_shut_widget_hides_the_answer_and_takes_nothing_but_a_guess(page: Page):
    alone(page, asked(number(), position=8))
    widget = page.locator("main")
    box = widget.get_by_role("group", name="Your guess")
    expect(box).to_have_attribute("data-guess", "number")
    expect(widget.get_by_text("?", exact=True)).to_be_visible()  # in the cell
    assert numbers_seen(page) == []
    expect(widget.get_by_role("button", name="Play")).to_be_hidden()
    expect(widget.get_by_role("combobox", name="Kernel")).to_be_hidden()
    place = widget.locator(".cnnlab-output").bounding_box()
    page.mouse.click(place["x"] + 30, place["y"] + 60)
    expect(box.get_by_role("status")).to_contain_text("Answer the question first")
    assert traits_of(page, "position", "opened") == [8, False]
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('[data-guess]') !== null"))
    assert reached == [True, True, True, False]  # the box, Check, Show me, and out of it
    expect(widget.locator(".cnnlab-output .cnnlab-grid").first).to_have_attribute(
        "aria-hidden", "true"
    )


@pytest.mark.browser
def test_the_box_has_the_name_that_is_seen_beside_it(page: Page):
    alone(page, asked(number()))
    box = page.get_by_role("group", name="Your guess").get_by_role("textbox")
    expect(box).to_have_accessible_name("Your guess: Which number?")


@pytest.mark.browser
def test_a_typed_number_opens_it_with_a_reply_and_reset_shuts_it(page: Page):
    guess = number(mistakes=[(5, "You added the pixels alone.")], then={"stride": 2})
    alone(page, asked(guess, position=8))
    box = page.get_by_role("group", name="Your guess")
    first = looks(page.locator("main"))
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("status")).to_have_text("Type a number first.")
    box.get_by_role("textbox").fill("7")
    box.get_by_role("textbox").press("Enter")
    verdict = box.get_by_role("status")
    expect(verdict).to_have_text("Not quite. Multiply and add. 1·1 + 0·(−1).")  # no second try
    # The focus has it read, as a whole: it is not announced as well.
    expect(verdict).to_be_focused()
    expect(verdict).to_have_attribute("aria-live", "off")
    assert traits_of(page, "guessed", "opened", "stride") == ["7", True, 2]
    told = page.evaluate("saved.find((traits) => traits.opened)")
    assert told == {"guessed": "7", "opened": True, "stride": 2}  # one change
    assert numbers_seen(page)
    expect(box.get_by_role("button", name="Check")).to_be_hidden()
    expect(box.get_by_role("textbox")).to_have_value("7")
    page.get_by_role("button", name="Reset").click()
    assert traits_of(page, "guessed", "opened", "stride") == [None, False, 1]
    expect(box.get_by_role("textbox")).to_be_focused()  # Reset itself is shut again
    assert looks(page.locator("main"))[0] == first[0]


@pytest.mark.browser
def test_show_me_opens_it_without_a_guess(page: Page):
    alone(page, asked(number()))
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("status").first).to_have_text("1·1 + 0·(−1).")
    assert traits_of(page, "guessed", "opened") == [None, True]
    expect(page.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.browser
def test_cells_are_marked_by_pointer_and_by_keys_on_the_drawing_itself(page: Page):
    alone(page, asked(cells()))
    grid = page.locator(".cnnlab-guess-cells")
    under = page.locator(".cnnlab-output .cnnlab-grid").first.bounding_box()
    over = grid.bounding_box()
    assert under
    assert over
    assert all(abs(under[side] - over[side]) < 1 for side in under)
    grid.locator("[data-cell='0']").click()
    grid.locator("[data-cell='8']").click()
    grid.locator("[data-cell='8']").click()  # taken back
    grid.focus()
    expect(grid).to_have_accessible_description("Arrow keys move, Space marks.")
    page.keyboard.press("Home")
    for key in ("ArrowRight", "Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowUp")
    expect(grid.get_by_role("gridcell")).to_have_accessible_name(re.compile("row 1, column 1, "))
    page.get_by_role("button", name="Check").click()
    status = page.get_by_role("group", name="Your guess").get_by_role("status")
    guessed, opened = traits_of(page, "guessed", "opened")
    assert opened
    assert guessed[0] == 0
    assert 8 not in guessed
    expect(status).to_contain_text(re.compile("of the 4 are marked|Slide it"))
    ghosts = grid.locator("rect.cnnlab-guess-guessed")
    expect(ghosts).to_have_count(len(guessed))
    expect(grid.locator("rect.cnnlab-guess-true")).to_have_count(4)
    # What frames a cell stays inside it: the frames of neighbours would cross.
    for frame in grid.locator("rect.cnnlab-guess-true").all():
        offset, width = frame.evaluate(OUTLINE)
        assert 0 < width <= -offset


OUTLINE = """(framed) => ["outlineOffset", "outlineWidth"].map(
  (name) => parseFloat(getComputedStyle(framed)[name]))"""


@pytest.mark.browser
def test_the_frames_of_two_right_options_do_not_cross(page: Page):
    page.set_viewport_size({"width": 340, "height": 740})
    sizes = [f"{side} × {side}" for side in range(6, 12)]
    ask = guesses.ticks("For which?", dict.fromkeys(sizes, "No."), sizes[1::2], because="Odd.")
    alone(page, asked(ask))
    page.get_by_role("button", name="Show me").click()
    right = page.locator("label.cnnlab-guess-true")
    expect(right).to_have_count(3)
    boxes = right.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().toJSON())")
    out = sum(right.first.evaluate(OUTLINE))
    for above, below in itertools.pairwise(boxes):
        assert below["top"] - above["bottom"] > 2 * out or below["top"] == above["top"]


PLACES = "(all) => all.map((one) => Object.values(one.getBoundingClientRect().toJSON()))"


@pytest.mark.browser
@pytest.mark.parametrize("width", [340, 1000])
def test_no_option_moves_when_the_answer_is_named(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    sizes = [f"{side} × {side}" for side in range(6, 12)]
    ask = guesses.ticks("For which?", dict.fromkeys(sizes, "No."), sizes[1::2], because="Odd.")
    box = alone(page, Guess(ask))
    options = box.locator("label")
    before = options.evaluate_all(PLACES)
    box.get_by_role("button", name="Show me").click()
    named = box.get_by_text("(the answer)").locator("visible=true")
    expect(named).to_have_count(3)
    assert options.evaluate_all(PLACES) == before
    for label, words in zip(options.all()[1::2], named.all(), strict=True):
        assert words.bounding_box()["width"] <= label.bounding_box()["width"]


@pytest.mark.browser
def test_on_a_phone_two_pictured_options_stand_side_by_side(page: Page):
    page.set_viewport_size({"width": 340, "height": 740})
    turned = [f"turned by {angle}°" for angle in (0, 90, 180, 270)]
    signed = [np.linspace(-47, 47, 36).round().reshape(6, 6)] * 4
    ask = guesses.choice("Which?", dict.fromkeys(turned, "."), turned[0], pictures=signed)
    box = alone(page, Guess(ask))
    pictures = box.locator("svg.cnnlab-grid")
    assert box.bounding_box()["height"] < 700  # in view of its question
    assert len({place[0] for place in pictures.evaluate_all(PLACES)}) == 2
    expect(pictures.first.locator(".cnnlab-values").first).to_be_visible()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert len({place[0] for place in pictures.evaluate_all(PLACES)}) == 1


@pytest.mark.browser
def test_on_a_phone_the_question_goes_along_to_the_drawing_and_comes_back_with_the_reply(
    page: Page,
):
    page.set_viewport_size({"width": 360, "height": 600})
    alone(page, asked(cells()))
    drawing = page.locator(".cnnlab-guess-cells")
    drawing.evaluate("(drawing) => drawing.scrollIntoView({ block: 'end' })")
    question = page.locator(".cnnlab-guess-question")
    assert page.evaluate("scrollY") > 100  # it was far above
    expect(question).to_be_in_viewport(ratio=1)
    drawing.locator("[data-cell='0']").click()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".cnnlab-reply")).to_be_in_viewport(ratio=1)
    expect(page.locator(".cnnlab-guess")).to_have_css("position", "static")


@pytest.mark.browser
def test_in_a_low_window_the_whole_question_is_shown(page: Page):
    page.set_viewport_size({"width": 320, "height": 180})  # 1280 by 720, enlarged to 400 %
    alone(page, asked(cells()))
    question = page.locator(".cnnlab-guess")
    assert question.evaluate("(box) => box.scrollHeight <= box.clientHeight")


@pytest.mark.browser
def test_the_ghost_stays_while_the_widget_draws_anew_and_goes_with_its_grid(page: Page):
    alone(page, asked(cells()))
    grid = page.locator(".cnnlab-guess-cells")
    for cell in (0, 1, 3, 4):
        grid.locator(f"[data-cell='{cell}']").click()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status").first).to_have_text("Right. Four of them.")
    marks = grid.locator("rect.cnnlab-guess-guessed:visible")
    kernel = traits_of(page, "kernel")[0]
    set_traits(page, position=3)
    expect(marks).to_have_count(4)
    set_traits(page, kernel=[[1, 1], [1, 1]])  # another output, which was not asked about
    expect(marks).to_have_count(0)
    set_traits(page, kernel=kernel)
    expect(marks).to_have_count(4)
    set_traits(page, padding=1)  # another grid: the marks would lie on the wrong cells
    expect(grid).to_have_count(0)
    set_traits(page, padding=0)
    expect(grid).to_have_count(1)


@pytest.mark.browser
def test_a_frame_is_put_by_a_click_in_its_middle_or_by_arrows(page: Page):
    alone(page, asked(place(), stride=2))
    grid = page.locator(".cnnlab-guess-cells")
    page.get_by_role("button", name="Check").click()
    status = page.get_by_role("group", name="Your guess").get_by_role("status")
    expect(status).to_have_text("Put the frame of 2 × 2 somewhere first.")
    grid.locator("[data-cell='15']").click()  # the last cell: the frame stays inside
    grid.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Check").click()
    assert traits_of(page, "guessed") == [[1, 1]]
    expect(status).to_have_text("Not quite. That is stride 1. Row 2, column 2.")


@pytest.mark.browser
def test_options_and_curves_stand_alone(page: Page):
    pictures = [np.rot90(np.arange(1, 10).reshape(3, 3), turns) for turns in range(2)]
    one = guesses.choice("Which?", {"A": "No.", "B": "Yes."}, "B", pictures=pictures)
    alone(page, Guess(one))
    box = page.get_by_role("group", name="Your guess")
    expect(box.locator("svg.cnnlab-grid")).to_have_count(2)
    box.get_by_role("radio", name="A", exact=True).check()
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("status")).to_have_text("Not quite. No. Yes.")
    expect(box.locator("label", has_text="B")).to_contain_text("(the answer)")
    curve = guesses.curve(
        *("How?", [0, 1, 2], [1, 0.5, 0]),
        limits=(0, 1),
        labels=("pixels", "correlation"),
        tolerance=0.1,
        hint="It falls.",
        because="By half.",
    )
    alone(page, Guess(curve))
    box = page.get_by_role("group", name="Your guess")
    plot = box.get_by_role("slider", name="How?")
    expect(plot.get_by_text("or press arrow keys")).to_be_visible()
    plot.focus()
    for key in (*["ArrowUp"] * 10, "ArrowRight"):
        page.keyboard.press(key)
    # A point that nobody has set is no guess: it is neither joined to the others nor judged.
    expect(plot).to_have_attribute("aria-valuetext", "pixels 1: not set")
    expect(plot.locator(".cnnlab-guess-unset")).to_have_count(2)
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("status")).to_have_text("Set every point of the curve first.")
    plot.focus()
    for key in ("ArrowUp", "ArrowDown", "ArrowRight", *["ArrowDown"] * 10):
        page.keyboard.press(key)
    expect(plot.locator(".cnnlab-guess-unset")).to_have_count(0)
    expect(plot).to_have_attribute("aria-valuetext", "pixels 2: 0")
    for key, value in (("End", "1"), ("PageDown", "0.75"), ("Home", "0"), ("PageUp", "0.25")):
        page.keyboard.press(key)
        expect(plot).to_have_attribute("aria-valuetext", f"pixels 2: {value}")
    page.keyboard.press("Home")
    expect(plot.get_by_text("or press arrow keys")).to_be_hidden()
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("status")).to_have_text("Right. By half.")
    expect(box.get_by_role("slider")).to_have_count(0)
    said = "correlation: pixels 0: 1, pixels 1: 0.5, pixels 2: 0"
    expect(box.get_by_role("img", name=said, exact=True)).not_to_have_attribute("tabindex", "0")
    np.testing.assert_allclose(traits_of(page, "guessed")[0], [1, 0.5, 0], atol=1e-9)


@pytest.mark.browser
def test_a_fast_stroke_leaves_no_point_of_a_curve_behind(page: Page):
    curve = guesses.curve(
        *("How?", [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
        limits=(0, 4),
        labels=("x", "y"),
        tolerance=0.3,
        hint="It rises.",
        because="It rises.",
    )
    plot = alone(page, Guess(curve)).get_by_role("slider")
    box = plot.bounding_box()
    first, last = (plot.locator("circle").nth(i).bounding_box()["x"] + 5 for i in (0, 4))
    page.mouse.move(first, box["y"] + 0.75 * box["height"])
    page.mouse.down()
    page.mouse.move(last, box["y"] + 0.25 * box["height"])  # one event for the whole way
    page.mouse.up()
    page.get_by_role("button", name="Check").click()
    [guessed] = traits_of(page, "guessed")
    np.testing.assert_allclose(np.diff(guessed), np.diff(guessed).mean(), atol=0.02)
    assert guessed[0] < 1 < 3 < guessed[-1]


@pytest.mark.browser
def test_the_last_points_name_stays_in_the_card(page: Page):
    curve = guesses.curve(
        *("How?", ["8 nearest", "80 nearest"], [1, 0]),
        limits=(0, 1),
        labels=("x", "y"),
        tolerance=0.3,
        hint="It falls.",
        because="It falls.",
    )
    page.set_viewport_size({"width": 360, "height": 640})
    plot = alone(page, Guess(curve)).get_by_role("slider")
    boxes = plot.bounding_box(), plot.get_by_text("80 nearest").bounding_box()
    assert np.diff([box["x"] + box["width"] for box in boxes]) <= 0


@pytest.mark.browser
def test_a_guess_from_python_opens_it(page: Page):
    alone(page, asked(cells()))
    set_traits(page, guessed=[0], opened=True)
    expect(page.get_by_role("status").first).to_contain_text("1 of the 4 are marked")
    set_traits(page, guessed=None, opened=False)
    expect(page.get_by_role("button", name="Check")).to_be_visible()
    assert numbers_seen(page) == []


BROKEN = [
    {"kind": "riddle"},
    {"kind": "constructor"},
    {"kind": "cells", "on": "attic"},
    {"answer": None},
    {"answer": [0.5]},
    {"mistakes": [[[0], 7]]},
    {"kind": "choice", "answer": 0},
    {"kind": "ticks", "options": [{"label": "A", "reply": 1, "picture": None}], "answer": [0]},
    {"kind": "curve", "x": [0, 1], "low": 0, "high": 1, "tolerance": 0},
    {"kind": "place", "answer": [0, 0]},
    {"cover": "output"},
    {"then": "position"},
]
NO_GUESSES = [7, "7", {"0": 1}, [None], [-1]]


@pytest.mark.browser
def test_a_broken_question_or_guess_leaves_a_sentence_and_nothing_is_thrown(page: Page, problems):
    broken = []
    for change in BROKEN:
        broken.append(asked(cells()))
        broken[-1].guess.update(change)  # past all checks
    broken += [asked(cells(), guessed=guessed, opened=True) for guessed in NO_GUESSES]
    broken.append(asked(number(), guessed=7, opened=True))
    widgets = on_page(page, *broken, asked(cells()))
    for widget in widgets.all()[:-1]:
        expect(widget.get_by_role("alert").first).to_contain_text("cannot be shown: ")
    expect(widgets.last.get_by_role("group", name="Your guess")).to_be_visible()
    assert problems == []


@pytest.mark.browser
def test_a_kept_answer_that_is_none_is_not_put_back(page: Page, problems):
    on_page(page, asked(cells()))
    page.get_by_role("button", name="Show me").click()
    kept = page.evaluate("Object.entries(localStorage).find(([, it]) => it.includes('opened'))")
    assert kept
    for guessed in NO_GUESSES:
        broken = kept[1].replace('"guessed":null', f'"guessed":{json.dumps(guessed)}')
        assert broken != kept[1]
        page.evaluate("([name, text]) => localStorage.setItem(name, text)", [kept[0], broken])
        on_page(page, asked(cells()))
        expect(page.get_by_role("button", name="Check")).to_be_visible()
    assert problems == []


@pytest.mark.browser
def test_an_invalid_guess_from_python_is_reported(page: Page, problems):
    alone(page, asked(cells()))
    for guessed in NO_GUESSES:
        set_traits(page, guessed=guessed, opened=True)
        expect(page.get_by_role("status").first).to_contain_text("guessed must be a guess")
        set_traits(page, guessed=None, opened=False)
        expect(page.get_by_role("status").first).to_have_text("")
    assert problems == []
