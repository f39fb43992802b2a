"""What a reader has written in the page comes with the notebook that is handed in."""

import json
import re
from importlib.metadata import version
from typing import Any

import nbformat
import pytest
from page_cells import write
from places import HTML
from playwright.sync_api import Download, Locator, Page, expect

from cnnlab.grade.assignment import assignment, exercise_table
from cnnlab.grade.submission import Result, grade
from cnnlab_book.hand_out import hand_out, questions

pytestmark = pytest.mark.browser

CHAPTER = "book/05_convolution"
CONVOLVE, DOWN = "cbeed0a4", "fa7d7553"  # exercises with code
CHOICE, NUMBER = "bab795b5", "01dd6b6d"  # questions
RIGHT = """\
import numpy as np
from cnnlab.check import ch05 as check


def my_convolve(image, kernel):
    turned = kernel[::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.array([[(window * turned).sum() for window in row] for row in windows])


check.convolve(my_convolve)"""
FORBIDDEN = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
})"""


PLAIN = HTML / f"_sources/{CHAPTER}.ipynb"


def blank() -> Any:
    """Return the chapter's notebook as a class gets it."""
    return hand_out(nbformat.read(PLAIN, 4), "05_convolution", version("cnnlab"))


def tools(page: Page) -> Locator:
    return page.locator(".cnnlab-hand-in")


def download(page: Page) -> Any:
    """Press the button, and return the notebook that comes, which is a valid one."""
    with page.expect_download() as coming:
        tools(page).get_by_role("button", name="Download my answers as a notebook").click()
    saved: Download = coming.value
    assert saved.suggested_filename == "05_convolution.ipynb"
    text = saved.path().read_text(encoding="utf-8")
    notebook = nbformat.reads(text, 4)
    nbformat.validate(json.loads(text))
    return notebook


def graded(notebook: Any) -> dict[str, Result]:
    """Return what a grader says to a notebook that is handed in."""
    asked = questions(nbformat.read(PLAIN, 4), "05_convolution")
    given_out = nbformat.writes(blank())
    return grade(nbformat.writes(notebook), assignment(given_out, asked, exercise_table(), seed=1))


def test_what_is_written_in_the_page_is_handed_in(site: str, page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    kept = {"gone": '{"own": "1-a", "text": "old = 1"}', DOWN: "{", CHOICE: '{"text": 7}'}
    for cell, text in kept.items():
        key = f"cnnlab-code / {CHAPTER} {cell}"
        page.add_init_script(f"localStorage.setItem({json.dumps(key)}, {json.dumps(text)})")
    page.goto(f"{site}/{CHAPTER}.html")
    write(page.locator(f"#cell-{CONVOLVE}"), RIGHT)
    page.locator(f"#cell-{NUMBER} .cnnlab-typed").fill("10")
    page.locator(f"#cell-{CHOICE}").get_by_label("Up").check()
    notebook = download(page)
    expect(tools(page).get_by_role("status")).to_have_text(
        "Saved as 05_convolution.ipynb, with 1 cell changed by you and 2 answers. "
        "What you wrote for other or earlier cells is at its end."
    )
    convolve, down = graded(notebook).values()
    assert (convolve.book.right, convolve.hidden.right) == (True, True)
    assert str(down.book).startswith("Not answered yet. ")
    sources = {cell.id: cell.source for cell in notebook.cells}
    own = {cell.id: cell.source for cell in blank().cells}
    assert [identity for identity in own if own[identity] != sources[identity]] == [CONVOLVE]
    assert "solution" not in "".join(sources.values())
    assert {name: text for name, text in sources.items() if name not in own} == {
        f"{CHOICE}-answer": "My answer: Up",
        f"{NUMBER}-answer": "My answer: 10",
        "kept": sources["kept"],
        "kept-0": "old = 1",
    }
    assert notebook.metadata == blank().metadata
    assert [url for url in asked if re.search(r"pyodide|worker\.mjs", url)] == []


def test_nothing_written_nothing_kept_and_a_connection_that_is_cut(site: str, page: Page) -> None:
    page.add_init_script(FORBIDDEN)
    page.goto(f"{site}/{CHAPTER}.html")
    status = tools(page).get_by_role("status")
    page.route("**/hand_out/**", lambda route: route.abort())
    tools(page).get_by_role("button").click()
    expect(status).to_contain_text("The notebook could not be loaded from the site.")
    page.unroute_all()
    assert download(page) == blank()
    expect(status).to_have_text(
        "Saved as 05_convolution.ipynb. You have not answered anything yet."
    )
    write(page.locator(f"#cell-{CONVOLVE}"), RIGHT)
    assert {cell.id: cell.source for cell in download(page).cells}[CONVOLVE] == RIGHT


def test_a_fault_of_the_program_is_not_told_as_the_connections(
    site: str, page: Page, problems: list[str]
) -> None:
    page.route("**/hand_out/**", lambda route: route.fulfill(json={}))  # no cells
    page.goto(f"{site}/{CHAPTER}.html")
    tools(page).get_by_role("button").click()
    expect(tools(page).get_by_role("status")).to_contain_text(
        "The notebook could not be made: Cannot read properties of undefined"
    )
    (problem,) = problems
    assert problem.startswith("script: Cannot read properties of undefined")


def test_a_page_from_a_file_says_why_it_has_no_notebook(page: Page) -> None:
    page.goto((HTML / f"{CHAPTER}.html").as_uri())
    tools(page).get_by_role("button").click()
    expect(tools(page).get_by_role("status")).to_contain_text("was opened from a file")
