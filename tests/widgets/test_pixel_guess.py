"""The widget PixelGuess: the class, what a reader sees and does, and live in JupyterLab."""

from typing import Any

import numpy as np
import pytest
from alone import alone, heights, looks, set_traits, traits_of, writings
from cell_numbers import cell_texts
from live import Notebook
from playwright.sync_api import Locator, Page, expect
from traitlets import TraitError

from cnnlab.widgets import PixelGuess
from cnnlab.widgets.pixel_guess import CLUES

# ---- the class ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_pixel_that_is_asked_for_has_all_its_neighbours():
    widget = PixelGuess()
    seen = set()
    for count in range(0, 3000, 11):
        widget.round = count
        name, row, column, far = widget.asked
        image = widget.images[name]
        near = image[row - 2 : row + 3, column - 2 : column + 3]
        assert near.shape == (5, 5)
        assert widget.pixel == near[2, 2]
        assert widget.known["the 24 nearest"] == np.delete(near.ravel(), 12).tolist()
        assert sorted(widget.known["the 8 nearest"]) == sorted(
            np.delete(near[1:4, 1:4].ravel(), 4).tolist()
        )
        assert widget.known["one far pixel"] == [image[row, column + far]]
        seen.add((name, row, column))
    assert len(seen) > 260  # not always the same one


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("round", -1, "round"),
        ("level", 256, "level"),
        ("levels", [0] * 5, "levels"),
        ("levels", [-1], "levels"),
        ("errors", [[1, 2]], "errors"),
        ("images", {"x": np.zeros((4, 9))}, "5 rows and columns or more"),
        ("images", {}, "at least one"),
    ],
)
def test_a_trait_says_what_is_wrong_with_a_value(trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(PixelGuess(), trait, value)


# ---- what a reader sees ------------------------------------------------------------------------
# Which pixels are asked for is compared in Node: tests/vectors/pixel_guess.py.


def guess(widget: Locator, level: int) -> None:
    widget.get_by_label("Grey level").fill(str(level))
    widget.get_by_role("button", name="Guess", exact=True).click()


def numbers(widget: Locator, figure: str) -> list[str]:
    return cell_texts(widget.locator(f".cnnlab-{figure} svg"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [328, 720])
def test_the_first_frame_is_as_high_as_the_widget(page: Page, width: int):
    errors = [[40, 30, 10, 8], [60, 22, 4, 12]]
    for settings in ({}, {"levels": [9, 99, 200, 0], "errors": errors}):
        before, after = heights(page, PixelGuess(**settings), width)
        assert after == pytest.approx(before, abs=2), settings


@pytest.mark.browser
def test_each_guess_uncovers_more_and_the_errors_collect(page: Page, problems):
    python = PixelGuess(round=11)
    widget = alone(page, python)
    status = widget.get_by_role("status")
    shown = lambda: [text for text in numbers(widget, "pixel-guess-near") if text]  # noqa: E731
    assert shown() == ["128"]
    assert numbers(widget, "pixel-guess-far") == []
    levels = [128, 250, 90, 180]
    for step, level in enumerate(levels):
        expect(status).to_contain_text(f"You know {CLUES[step]}")
        assert str(python.pixel) not in status.inner_text()
        known = python.known[CLUES[step]] if step > 1 else []
        assert sorted(shown()) == sorted(map(str, [*known, 128 if step == 0 else levels[step - 1]]))
        guess(widget, level)
        far = numbers(widget, "pixel-guess-far")
        assert far == [str(python.known["one far pixel"][0])]
    python.levels = levels
    told = [f"{off} ({name})" for off, name in zip(python.off, CLUES, strict=True)]
    expect(status).to_contain_text(f"It is {python.pixel}. ")
    for text in told:
        expect(status).to_contain_text(text)
    assert traits_of(page, "errors") == [[python.off]]
    widget.get_by_role("button", name="Next pixel").click()
    assert traits_of(page, "round", "levels") == [12, []]
    expect(status).to_contain_text("Guess 1 of 4")
    for _ in CLUES:
        guess(widget, 0)
    python.round, python.levels = 12, [0] * 4
    first, second = traits_of(page, "errors")[0]
    assert second == python.off
    means = widget.locator(".cnnlab-pixel-guess-errors text[text-anchor=end]").all_text_contents()
    for i in range(4):
        assert abs(int(means[i]) - (first[i] + second[i]) / 2) <= 0.5
    widget.get_by_role("button", name="Reset").click()
    assert traits_of(page, "round", "levels", "errors") == [11, [], []]
    assert problems == []


@pytest.mark.browser
def test_the_keys_alone_will_do(page: Page, problems):
    widget = alone(page, PixelGuess())
    slider = widget.get_by_label("Grey level")
    for _ in CLUES:
        slider.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert traits_of(page, "levels") == [[129, 130, 131, 132]]
    page.keyboard.press("Enter")  # the button has kept the focus
    assert traits_of(page, "round") == [1]
    plot = widget.get_by_role("img", name="Mean errors of 1 pixel:")
    expect(plot).to_be_visible()
    assert problems == []


@pytest.mark.browser
def test_the_question_is_read_out_once(page: Page):
    widget = alone(page, PixelGuess())
    status, slider = widget.get_by_role("status"), widget.get_by_label("Grey level")
    assert writings(status, lambda: [slider.press(key) for key in ("ArrowRight", "Home")]) == 0
    assert traits_of(page, "level") == [0]
    assert writings(status, lambda: guess(widget, 9)) == 1


# For each trait another value.
CHANGES: dict[str, Any] = {
    "round": 5,
    "level": 7,
    "levels": [3],
    "errors": [[1, 2, 3, 4]],
    "images": {"x": (np.arange(64).reshape(8, 8)).tolist()},
}


@pytest.mark.browser
def test_each_trait_is_listened_to(page: Page):
    assert set(CHANGES) == set(PixelGuess.own_traits())
    for name, value in CHANGES.items():
        alone(page, PixelGuess())
        before = looks(page.locator(".cnnlab"))
        set_traits(page, **{name: value})
        assert looks(page.locator(".cnnlab")) != before, name


@pytest.mark.browser
def test_python_and_the_page_move_each_other_in_jupyterlab(notebook: Notebook):
    widget = notebook.show(
        "from cnnlab.widgets import PixelGuess\nwidget = PixelGuess()\nwidget"
    ).get_by_role("group", name="Guess the pixel")
    expect(widget).to_be_visible()
    guess(widget, 50)
    notebook.expect("widget.levels", [50])
    notebook.run("widget.round = 3\nwidget.levels = [1, 2, 3]")
    expect(widget.get_by_role("status").first).to_contain_text("Guess 4 of 4")
