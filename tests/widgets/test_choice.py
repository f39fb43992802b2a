"""A choice among sentences, as its readers answer it."""

import pytest
from alone import alone, heights, looks, set_traits, traits_of
from placed import place, place_states
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab.widgets import Choice

UP = "Turned by 180°, the 1 is at the top."
DOWN = "That is cross-correlation."


def question() -> Choice:
    return Choice("Which way does it move?", {"Down": DOWN, "Up": UP}, right="Up")


def test_choices_without_replies_are_refused():
    with pytest.raises(TypeError, match=r"replies must map each choice to its reply, got \['Up'\]"):
        Choice("Which way?", ["Up"], right="Up")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"right must be one of the choices \['Up'\], got 'Down'"):
        Choice("Which way?", {"Up": UP}, right="Down")


NONSENSE: list[tuple[str, object]] = [
    ("replies", None),
    ("replies", []),
    ("choices", []),
    ("right", -1),
    ("right", 2),
    ("chosen", "one"),
    ("chosen", -2),
    ("chosen", 2),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_later_as_well(name: str, value: object):
    widget = question()
    before = getattr(widget, name)
    with pytest.raises(TraitError, match=name):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


@pytest.mark.browser
def test_each_choice_is_answered_at_once_and_reset_forgets_it(page: Page):
    widget = alone(page, question())
    first, reply = looks(widget), widget.get_by_role("status")
    widget.get_by_label("Down").check()
    expect(reply).to_have_text(f"Not yet. {DOWN}")
    page.keyboard.press("ArrowDown")  # the focus has stayed
    expect(widget.get_by_label("Up")).to_be_checked()
    expect(reply).to_have_text(f"Right. {UP}")
    assert traits_of(page, "chosen") == [1]
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first
    assert traits_of(page, "chosen") == [-1]


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    widget = alone(page, question())
    values = {
        "question": "Which?",
        "choices": ["Left", "Right"],
        "replies": ["No.", "Yes."],
        "right": 0,
        "chosen": 1,
    }
    assert list(values) == list(Choice.own_traits())
    set_traits(page, chosen=0)
    for name, value in values.items():
        before = looks(widget)
        set_traits(page, **{name: value})
        assert looks(widget) != before, name
    expect(widget.get_by_role("group", name="Which?")).to_be_visible()
    expect(widget.get_by_label("Right", exact=True)).to_be_checked()
    expect(widget.get_by_role("status")).to_have_text("Not yet. Yes.")


@pytest.mark.browser
def test_the_first_frame_keeps_the_place(page: Page):
    for width in (360, 1280):
        frame, live = heights(page, question(), width)
        assert frame == pytest.approx(live, abs=2), width


@pytest.mark.browser
def test_two_on_the_site_are_answered_each_for_itself(site: str, page: Page, problems):
    widgets = place(site, page, question(), question())
    for i, answer in enumerate(("Down", "Up")):
        widgets.nth(i).get_by_label(answer).check()
    for i, (answer, said) in enumerate((("Down", "Not yet."), ("Up", "Right."))):
        expect(widgets.nth(i).get_by_label(answer)).to_be_checked()
        expect(widgets.nth(i).get_by_role("status").first).to_contain_text(said)
    state = question().state()
    places = place_states(site, page, "choice", *(state | dict([one]) for one in NONSENSE))
    for widget, (name, _) in zip(places.all(), NONSENSE, strict=True):
        expect(widget.get_by_role("alert")).to_contain_text(f"{name} must be")
    assert problems == []
