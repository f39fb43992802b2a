"""A question whose answer is a number, as its readers answer it."""

import json
import math
import re
from typing import Any

import numpy as np
import pytest
from alone import alone, heights, looks, set_traits, traits_of
from placed import place, place_states
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.mistakes import output_size
from cnnlab.widgets import Prediction


def question() -> Prediction:
    return Prediction(
        "2 + 3?", 5, hint="Add them.", because="Three more than two.", working="2 + 3."
    )


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        (5, [5.0]),
        (np.int64(5), [5.0]),
        (np.array(5), [5.0]),
        ((8, 16, 28, 28), [8.0, 16.0, 28.0, 28.0]),
        (np.array([[4, 5], [7, 8]]), [4.0, 5.0, 7.0, 8.0]),
    ],
)
def test_answers_are_numbers_of_any_kind(answer: Any, numbers: list[float]):
    assert Prediction("?", answer, hint="No.").answer == numbers


@pytest.mark.parametrize(
    "answer", [[], "five", "5", True, 5j, None, float("nan"), [1, [2, 3]], {1, 2}]
)
def test_other_answers_are_refused(answer: Any):
    message = "answer must be a finite number, or an array of some, got "
    with pytest.raises(ValueError, match=re.escape(f"{message}{answer!r}")):
        Prediction("?", answer, hint="No.")


def test_the_right_answer_is_no_mistake():
    mistakes = [(6, "That is another."), (5.0, "That is one, too.")]
    with pytest.raises(ValueError, match=r"mistakes of .2 \+ 3\?.: .That is one, too."):
        Prediction("2 + 3?", 5, hint="No.", mistakes=mistakes)


NONSENSE = [
    ("answer", []),
    ("answer", [math.inf]),
    ("tolerance", math.inf),
    ("tolerance", -1.0),
    ("mistakes", [[6]]),
    ("mistakes", [[[], "None."]]),
    ("mistakes", [[[math.inf], "Too many."]]),
    ("mistakes", [[[6], 6]]),
    ("within", [0, 10]),
    ("within", [0, math.inf, "Too many."]),
    ("within", [0, 10, 10]),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_later_as_well(name: str, value: Any):
    widget = question()
    before = getattr(widget, name)
    with pytest.raises((TypeError, ValueError, TraitError), match=name):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


def test_what_is_changed_later_is_kept_as_if_it_were_given_at_first():
    widget = question()
    widget.answer, widget.tolerance, widget.within = [6], 0.5, (0, 10, "Too many.")
    widget.mistakes = [(7, "One less.")]
    given = Prediction(
        *("2 + 3?", 6, "Add them."),
        tolerance=0.5,
        mistakes=[(7, "One less.")],
        within=(0, 10, "Too many."),
    )
    for name in ("answer", "tolerance", "mistakes", "within"):
        assert getattr(widget, name) == getattr(given, name), name


@pytest.mark.browser
def test_an_answer_is_checked_and_reset_forgets_it(page: Page):
    widget = alone(page, question())
    first = looks(widget)
    box, reply = widget.get_by_label("2 + 3?"), widget.get_by_role("status")
    for given, said in (
        ("2", "Not yet. Add them."),
        ("1 2", "Not yet. Enter one number. I read 2: 1 and 2."),
        ("", "Type a number first."),
        ("10/2", "Right. Read as 5. Three more than two."),
        ("5", "Right. Three more than two."),
    ):
        box.fill(given)
        widget.get_by_role("button", name="Check").click()
        expect(reply).to_have_text(said)
    box.fill("7")
    box.press("Enter")
    expect(reply).to_have_text("Not yet. Add them.")
    assert traits_of(page, "given") == ["7"]
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first
    assert traits_of(page, "given") == [""]


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    widget = alone(page, question())
    set_traits(page, given="6")
    values = {
        "hint": "Count.",
        "question": "3 + 3?",
        "answer": [6.2],
        "because": "Counted.",
        "working": "3 + 3.",
        "tolerance": 0.5,
        "mistakes": [[[6], "Count them again."]],
        "within": [0, 6.5, "Less than 6.6."],
        "given": "7",
    }
    assert set(values) == set(Prediction.own_traits())
    unseen = {
        "answer",
        "because",
        "working",
        "mistakes",
        "within",
    }  # the reply stays: the answer is as wrong as before
    for name, value in values.items():
        before = looks(widget)
        set_traits(page, **{name: value})
        assert (looks(widget) == before) == (name in unseen), name
    set_traits(page, given="6")
    expect(widget.get_by_label("3 + 3?")).to_have_value("6")
    expect(widget.get_by_role("status")).to_have_text("Right. Counted.")
    set_traits(page, because="It is.")
    expect(widget.get_by_role("status")).to_have_text("Right. It is.")
    set_traits(page, answer=[1])
    expect(widget.get_by_role("status")).to_have_text("Not yet. Count them again.")
    set_traits(page, mistakes=[])
    expect(widget.get_by_role("status")).to_have_text("Not yet. Count.")
    set_traits(page, within=[0, 5, "Five at most."])
    expect(widget.get_by_role("status")).to_have_text("Not yet. Five at most.")


@pytest.mark.browser
def test_after_two_wrong_answers_the_right_one_can_be_shown(page: Page):
    widget = alone(page, question())
    box, reply = widget.get_by_label("2 + 3?"), widget.get_by_role("status")
    check = widget.get_by_role("button", name="Check")
    give_up = widget.get_by_role("button", name="Show the answer")
    # Nothing is no answer, nor is what cannot be read, and the same one counts once.
    for wrong in ("", "?", "??", "6k", "6", "", "6", " 6"):
        box.fill(wrong)
        check.click()
        expect(give_up).to_be_hidden()
    box.fill("7")
    check.click()
    expect(reply).to_have_text("Not yet. Add them.")
    assert "cnnlab-reply" in (reply.get_attribute("class") or "")
    give_up.press("Enter")
    expect(reply).to_have_text("The answer is 5. 2 + 3.")
    expect(give_up).to_be_hidden()
    expect(box).to_be_focused()
    box.press("Enter")  # the same wrong answer again
    expect(reply).to_have_text("Not yet. Add them.")
    expect(give_up).to_be_visible()
    box.fill("5")
    box.press("Enter")
    expect(reply).to_have_text("Right. Three more than two.")
    expect(give_up).to_be_hidden()
    widget.get_by_role("button", name="Reset").click()
    box.fill("6")
    check.click()
    expect(reply).to_have_text("Not yet. Add them.")
    expect(give_up).to_be_hidden()  # all is forgotten


@pytest.mark.browser
def test_a_usual_mistake_is_named(page: Page):
    asked = Prediction("28 pixels, kernel 5?", 24, hint="Count.", mistakes=output_size(28, 5))
    widget = alone(page, asked)
    reply = widget.get_by_role("status")
    for given, said in (("23", output_size(28, 5)[0][1]), ("20", "Count."), ("24", "")):
        widget.get_by_role("textbox").fill(given)
        widget.get_by_role("button", name="Check").click()
        expect(reply).to_have_text(f"{'Not yet' if said else 'Right'}. {said}".strip())


@pytest.mark.browser
def test_the_working_is_said_where_there_is_no_reason(page: Page):
    widget = alone(page, Prediction("2 + 3?", 5, hint="Add.", working="2 + 3 = 5."))
    widget.get_by_label("2 + 3?").fill("5")
    widget.get_by_role("button", name="Check").click()
    expect(widget.get_by_role("status")).to_have_text("Right. 2 + 3 = 5.")


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    for width in (360, 1280):
        frame, live = heights(page, question(), width)
        assert frame == pytest.approx(live, abs=2), width


@pytest.mark.browser
def test_it_answers_on_the_site(site: str, page: Page, problems):
    widget = place(site, page, question())
    widget.get_by_label("2 + 3?").fill("5")
    widget.get_by_role("button", name="Check").click()
    expect(widget.get_by_role("status").first).to_contain_text("Right. Three more than two.")
    # JSON has no infinity: 1e400 is one to JavaScript.
    state = question().state()
    texts = [json.dumps(state | dict([one])).replace("Infinity", "1e400") for one in NONSENSE]
    places = place_states(site, page, "prediction", *texts)
    for widget, (name, _) in zip(places.all(), NONSENSE, strict=True):
        expect(widget.get_by_role("alert")).to_contain_text(f"{name} must be")
    assert problems == []
