"""A question whose answer is a number, as its readers answer it."""

import pytest
from alone import alone, heights, looks, set_traits, traits_of
from placed import place
from playwright.sync_api import Page, expect

from cnnlab.widgets import Prediction

pytestmark = pytest.mark.browser


def question() -> Prediction:
    return Prediction("2 + 3?", 5, hint="Add them.", because="2 + 3 = 5.")


def test_an_answer_is_checked_and_reset_forgets_it(page: Page):
    widget = alone(page, question())
    first = looks(widget)
    box, reply = widget.get_by_label("2 + 3?"), widget.get_by_role("status")
    for given, said in (
        ("2", "Not yet. Add them."),
        ("1 2", "Not yet. The answer is one number; here are 2."),
        ("5", "Right. 2 + 3 = 5."),
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


def test_every_trait_from_outside(page: Page):
    widget = alone(page, question())
    set_traits(page, given="6")
    values = {
        "hint": "Count.",
        "question": "3 + 3?",
        "answer": [6.2],
        "because": "Counted.",
        "tolerance": 0.5,
        "given": "7",
    }
    assert set(values) == set(Prediction.own_traits())
    unseen = {"answer", "because"}  # the reply stays: the answer is as wrong as before
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
    expect(widget.get_by_role("status")).to_have_text("Not yet. Count.")


def test_the_first_frame_keeps_the_place(page: Page):
    for width in (360, 1280):
        frame, live = heights(page, question(), width)
        assert frame == pytest.approx(live, abs=2), width


def test_it_answers_on_the_site(site: str, page: Page, problems):
    widget = place(site, page, question())
    widget.get_by_label("2 + 3?").fill("5")
    widget.get_by_role("button", name="Check").click()
    expect(widget.get_by_role("status").first).to_contain_text("Right. 2 + 3 = 5.")
    assert problems == []
