"""Practice, as its readers do it: the same problems as in Python, on both hosts and on paper."""

import re
from typing import Any

import pytest
from alone import alone, heights, looks, set_traits, traits_of
from live import Notebook
from placed import place
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.practice import KINDS, problem
from cnnlab.practice.wording import written
from cnnlab.widgets import Practice

PRINTED = "() => { globalThis.print = () => { globalThis.printed = true; }; }"


def answers(widget: Locator, text: object) -> None:
    widget.get_by_role("textbox").fill(str(text))
    widget.get_by_role("button", name="Check").click()


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("kinds", []),
        ("kinds", ["sizes"]),
        ("only", "sizes"),
        ("seed", -1),
        ("seed", 10**6),
        ("number", 0),
        ("level", 4),
        ("sheet", 41),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: Any):
    with pytest.raises(TraitError):
        setattr(Practice(), trait, value)


def test_kinds_are_a_list():
    with pytest.raises(TypeError, match="kinds must be a list, got 'strided_size'"):
        Practice("strided_size")


def test_the_words_follow_the_kinds():
    widget = Practice(["size"])
    assert list(widget.words["kinds"]) == ["size"]
    widget.kinds = ["shift", "field"]
    assert list(widget.words["kinds"]) == ["shift", "field"]
    assert set(widget.words["replies"]) == {"shift", "smallest_shift", "receptive_field"}


def test_kinds_come_in_turn_unless_one_is_chosen():
    widget = Practice(["size", "field"], seed=3, number=2)
    assert widget.problem == problem("field", 3, 2)
    widget.number = 3
    assert widget.problem == problem("size", 3, 3)
    widget.only = "shift"
    widget.sheet = 4
    assert [made.kind for made in widget.problems] == ["shift"] * 4


def test_readers_without_javascript_get_the_problem_and_its_key_folded():
    widget = Practice(["pool"], seed=5)
    frame = widget.first_frame()
    assert widget.problem.question in frame
    assert "<details" in frame
    assert f"<strong>{written(widget.problem.answer[0])}</strong>" in frame
    assert frame.count("<td>") == 24
    assert Practice(sheet=7).first_frame().count("Answer:") == 7


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_asked_as_python_has_it(page: Page, kind: str):
    python = Practice([kind], seed=7, level=2)
    widget = alone(page, python)
    made = python.problem
    expect(widget.locator("form > label")).to_have_text(made.question)
    cells = [written(v) for _, rows in made.tables for row in rows for v in row]
    assert widget.locator("td").all_inner_texts() == cells
    reply = widget.get_by_role("status")
    (wrong, said), *_ = made.mistakes
    answers(widget, ", ".join(map(str, wrong)))
    expect(reply).to_contain_text(f"Not yet. {said}")
    answers(widget, "; ".join(map(str, made.answer)))
    expect(reply).to_contain_text("Right. ")
    expect(reply).to_contain_text(made.steps[-1])


@pytest.mark.browser
def test_the_working_comes_line_by_line_and_then_the_answer(page: Page):
    python = Practice(["strided_size"], seed=42)
    widget, made = alone(page, python), python.problem
    steps, reply = widget.get_by_role("listitem"), widget.get_by_role("status")
    expect(steps).to_have_count(0)
    widget.get_by_role("button", name="Show the working").click()
    expect(steps).to_have_text(made.steps[:1])
    for _ in made.steps[1:]:
        expect(reply).to_be_empty()
        widget.get_by_role("button", name="Next step").click()
    expect(steps).to_have_text(made.steps)
    expect(reply).to_have_text(f"The answer is {made.answer[0]}.")
    expect(widget.get_by_role("button", name="Next step")).to_be_hidden()
    expect(widget.get_by_role("button", name="Next")).to_be_focused()


@pytest.mark.browser
def test_two_right_at_once_are_harder_and_one_missed_is_easier(page: Page):
    widget = alone(page, Practice(["size"], seed=1))
    title = widget.locator(".cnnlab-note").first
    for number, (level, right, said) in enumerate(
        [
            (1, True, "level 1"),
            (1, True, "level 1 · 2 in a row"),
            (2, False, "level 2"),
            (1, True, "level 1"),
            (1, True, "level 1 · 2 in a row"),
            (2, True, "level 2 · 3 in a row"),
            (2, True, "level 2 · 4 in a row"),
            (3, True, "level 3 · 5 in a row"),
        ],
        1,
    ):
        made = problem("size", 1, number, level)
        expect(widget.locator("form > label")).to_have_text(made.question)
        answers(widget, made.answer[0] if right else 999)
        expect(title).to_have_text(f"Output size · {said}")
        answers(widget, made.answer[0])  # too late: the first verdict counts
        expect(title).to_have_text(f"Output size · {said}")
        widget.get_by_role("button", name="Next").click()
        expect(widget.get_by_role("textbox")).to_be_focused()
        expect(widget.get_by_role("textbox")).to_have_value("")
    assert traits_of(page, "number", "level") == [9, 3]


@pytest.mark.browser
def test_what_cannot_be_read_is_no_verdict(page: Page):
    widget = alone(page, Practice(["size"], seed=1))
    page.evaluate("addEventListener('cnnlab-practised', (event) => (window.told = event.detail))")
    for nothing, said in (("", "Type a number first."), ("six", "Not yet. Enter one number.")):
        answers(widget, nothing)
        expect(widget.get_by_role("status")).to_contain_text(said)
    assert page.evaluate("window.told ?? null") is None
    answers(widget, problem("size", 1).answer[0])
    assert page.evaluate("window.told") == {"kind": "size", "right": True}
    expect(widget.get_by_role("button", name="Next")).to_be_focused()


@pytest.mark.browser
def test_numbers_are_fresh_unless_a_seed_is_given(page: Page):
    widget = alone(page, Practice(["size"]))
    first = looks(widget)
    expect(widget.locator("form > label")).to_have_text(problem("size").question)
    widget.get_by_role("button", name="Next").click()
    seed, number = traits_of(page, "seed", "number")
    assert 1 <= seed <= 999_999
    assert number == 2
    expect(widget.locator("form > label")).to_have_text(problem("size", seed, 2).question)
    widget.get_by_role("button", name="Reset").click()
    assert looks(widget) == first
    set_traits(page, seed=42)
    widget.get_by_role("button", name="Next").click()
    assert traits_of(page, "seed", "number") == [42, 2]


@pytest.mark.browser
def test_a_sheet_is_the_same_for_all_and_is_printed_alone_with_its_key(page: Page):
    python = Practice(["size", "field"], seed=42, level=2, sheet=5)
    widget = alone(page, python)
    questions = widget.locator(".cnnlab-practice-problems > li > p:first-child")
    expect(questions).to_have_text([made.question for made in python.problems])
    key = widget.locator(".cnnlab-practice-key")
    expect(key).to_be_hidden()
    widget.get_by_role("button", name="Show the key").click()
    expect(key.locator("strong")).to_have_text([written(m.answer[0]) for m in python.problems])
    widget.get_by_role("button", name="Hide the key").click()
    expect(key).to_be_hidden()
    page.evaluate(PRINTED)
    widget.get_by_role("button", name="Print").click()
    assert page.evaluate("printed")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    expect(page.locator(".cnnlab-practice-paper .cnnlab-practice-key")).to_be_visible()
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(pages) == 2  # the problems, then the key
    expect(page.locator(".cnnlab-practice-paper")).to_have_count(0)
    page.emulate_media(media="screen")
    widget.get_by_label("Problems").fill("3")
    widget.get_by_label("Problems").press("Enter")
    expect(questions).to_have_count(3)
    widget.get_by_label("Seed").fill("1.5")
    expect(widget.get_by_role("alert")).to_have_text(
        "Seed must be a whole number from 0 to 999,999, not 1.5. It stays 42."
    )
    widget.get_by_label("Seed").press("Enter")
    expect(widget.get_by_label("Seed")).to_have_value("42")
    widget.get_by_role("button", name="One at a time").press("Enter")
    expect(widget.get_by_role("button", name="Make a sheet")).to_be_focused()
    expect(widget.locator("form > label")).to_have_text(problem("size", 42, 1, 2).question)


@pytest.mark.browser
def test_a_sheet_made_by_hand_has_fresh_numbers(page: Page):
    widget = alone(page, Practice(["size"]))
    widget.get_by_role("button", name="Make a sheet").press("Enter")
    expect(widget.get_by_role("button", name="One at a time")).to_be_focused()
    sheet, seed = traits_of(page, "sheet", "seed")
    assert sheet == 10
    assert seed > 0
    expect(widget.get_by_label("Seed")).to_have_value(str(seed))


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    widget = alone(page, Practice(["size", "field"]))
    values = {"number": 2, "seed": 9, "level": 3, "only": "size", "sheet": 2}
    for name, value in values.items():
        before = looks(widget)
        set_traits(page, **{name: value})
        assert looks(widget) != before, name
    set_traits(page, sheet=0, only="")
    python = Practice(["shift"], seed=9, level=3, number=2)
    set_traits(page, kinds=["shift"], words=python.words)
    expect(widget.locator("form > label")).to_have_text(python.problem.question)
    expect(widget.get_by_label("Kind")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["size", "pool_gradient"])
def test_the_first_frame_keeps_the_place(page: Page, kind: str):
    for width in (360, 1280):
        frame, live = heights(page, Practice([kind, "field"]), width)
        assert frame == pytest.approx(live, abs=2), width


@pytest.mark.browser
def test_no_line_is_wider_than_a_phone(page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    for kind in KINDS:
        alone(page, Practice([kind], level=3, seed=8))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, kind


@pytest.mark.browser
def test_a_link_gives_a_class_its_sheet_on_the_site(site: str, page: Page, problems: list[str]):
    page.goto(f"{site}/book/practice.html#widget-practice&seed=42&level=2&sheet=4")
    python = Practice(seed=42, level=2, sheet=4)
    questions = page.locator(".cnnlab-practice-problems > li > p:first-child")
    expect(questions).to_have_text([made.question for made in python.problems])
    widget = place(site, page, Practice(["size"], seed=3))
    answers(widget, problem("size", 3).answer[0])
    expect(widget.get_by_role("status").first).to_contain_text("Right.")
    kept = "Object.entries(localStorage).filter(([key]) => key.startsWith('cnnlab-practice '))"
    (key, tries), *others = page.evaluate(kept)
    assert key.endswith(" size")
    assert re.fullmatch(r"\[\[\d+,true\]\]", tries)
    assert others == []
    assert problems == []


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        'from cnnlab.widgets import Practice\nwidget = Practice(["size"], seed=4)\nwidget'
    ).get_by_role("group", name="Practice")
    expect(widget.locator("form > label")).to_have_text(problem("size", 4).question)
    notebook.run("widget.level = 2")
    expect(widget.locator("form > label")).to_have_text(problem("size", 4, 1, 2).question)
    widget.get_by_role("button", name="Next").click()
    notebook.expect("(widget.number, widget.problem.answer)", (2, problem("size", 4, 2, 2).answer))


@pytest.mark.browser
def test_a_fault_in_what_makes_problems_reaches_the_console(site: str, page: Page):
    script = 'cnnlab["widgets/practice/more"] = { problemOf: () => null.length };'
    page.route("**/widgets-practice-more.js*", lambda route: route.fulfill(body=script))
    page.goto(f"{site}/book/practice.html")
    with page.expect_event("pageerror", lambda error: "of null" in error.message):
        page.get_by_role("button", name="Next", exact=True).click()
