"""Cells that run and are edited: what the page does, with a worker that knows no Python."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from page_cells import run, write
from places import HTML
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from site_visits import AXE, SHOW_THEME, WCAG

from cnnlab.widgets import SizeExplorer

pytestmark = pytest.mark.browser

CHAPTER = "book/06_padding.html"  # which opens quickly
FAKE = (Path(__file__).parent / "fake_worker.js").read_text(encoding="utf-8")


def output(**fields: Any) -> str:
    """Return a line of code that makes the fake worker send an output."""
    return f"# {json.dumps(fields)}"


def plain(text: str) -> str:
    return output(output_type="execute_result", data={"text/plain": text}, metadata={})


def unfold(page: Page) -> None:
    """Show the code of figures, too."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")


def open_unfolded(page: Page, address: str) -> None:
    page.goto(address)
    unfold(page)


class Chapter:
    """A chapter whose Python is the fake worker."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        # Requests of workers are the context's, not the page's.
        page.context.route(re.compile(r"/worker\.mjs"), _fake)
        open_unfolded(page, address)
        self.cells = page.locator(".cell:has(.cnnlab-run-tools)")
        self.bar = page.get_by_role("group", name="Python on this page")

    def exercise(self, number: int = 0) -> Locator:
        return self.page.locator(".cell", has=self.page.locator("textarea, .cnnlab-editor")).nth(
            number
        )


def _fake(route: Route) -> None:
    route.fulfill(body=FAKE, content_type="text/javascript")


@pytest.fixture
def chapter(site: str, page: Page, problems: list[str]) -> Iterator[Chapter]:
    opened = Chapter(page, f"{site}/{CHAPTER}")
    yield opened
    assert problems == []


def name_of(button: Locator) -> str | None:
    return button.get_attribute("aria-label")


def test_every_cell_with_visible_code_can_be_run_and_edited(chapter: Chapter) -> None:
    with_code = chapter.page.locator(".cell:has(.cell_input)")
    count = with_code.count()
    assert count > 10
    assert chapter.cells.count() == count
    names = [name_of(button) for button in chapter.page.locator(".cnnlab-run-tools button").all()]
    for number in range(1, count + 1):
        assert f"Run cell {number}" in names
    assert len(names) == len(set(names))


def test_nothing_of_python_is_loaded_before_it_is_asked_for(site: str, page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    chapter = Chapter(page, f"{site}/{CHAPTER}")
    page.wait_for_load_state("networkidle")

    def loaded() -> list[str]:
        names = [url.partition("/_static/python/")[2].partition("?")[0] for url in asked]
        return sorted(filter(None, names))

    assert loaded() == ["python.css", "python.js"]
    chapter.exercise().locator("textarea").click()
    expect(chapter.exercise().locator(".cm-content")).to_be_visible()
    assert loaded() == ["editor.js", "python.css", "python.js"]
    run(chapter.exercise())
    assert "worker.mjs" in loaded()


def test_an_editor_with_a_fault_leaves_the_text_box_and_tells_the_console(
    site: str, page: Page
) -> None:
    script = "globalThis.cnnlabEditor = () => null.length;"
    page.route("**/editor.js*", lambda route: route.fulfill(body=script))
    chapter = Chapter(page, f"{site}/{CHAPTER}")
    box = chapter.exercise().locator("textarea")
    with page.expect_event("pageerror", lambda error: "of null" in error.message):
        box.click()
    expect(box).to_be_editable()


def test_running_a_cell_shows_what_waits_for_a_guess(chapter: Chapter) -> None:
    cell = chapter.page.locator(".cell.tag_after-guess:has(.cnnlab-run-tools)").first
    expect(cell.locator(".cell_output")).to_be_hidden()
    expect(run(cell)).to_be_visible()
    cell.get_by_role("button", name="Back to the book").click()
    expect(cell.locator(".cell_output")).to_be_hidden()


def test_output_takes_the_place_of_the_built_one_and_goes_back(chapter: Chapter) -> None:
    cell = chapter.cells.nth(2)
    built = cell.locator(".cell_output").inner_html()
    code = cell.locator(".cell_input pre").text_content()
    assert "ran " in (run(cell).text_content() or "")
    status = cell.get_by_role("status")
    expect(status).to_contain_text(re.compile(r"Ran \d+ cells? above first:"))
    first = chapter.page.locator(f".cell{status.locator('a').first.get_attribute('href')}")
    expect(first).to_have_count(1)
    cell.get_by_role("button", name="Back to the book's version").click()
    assert cell.locator(".cell_output").inner_html() == built
    assert cell.locator(".cell_input pre").text_content() == code


def test_a_stream_comes_as_on_a_terminal(chapter: Chapter) -> None:
    pieces = ("epoch 1: 50%\repoch", " 1: 100%\n", "done\n")
    code = "\n".join(output(output_type="stream", name="stdout", text=text) for text in pieces)
    place = run(chapter.exercise(), code)
    assert place.locator(".stream pre").all_text_contents() == ["epoch 1: 100%\ndone\n"]


def test_what_a_widget_prints_later_stands_under_the_last_cell(chapter: Chapter) -> None:
    later = output(output_type="stream", name="stdout", text="flip is now True\n")
    place = run(chapter.exercise(), plain("None") + later.replace("# {", "\n# later {"))
    expect(place.locator(".stream pre")).to_have_text("flip is now True")


@pytest.mark.parametrize(
    ("text", "icons"),
    [("Right. Six it is.", 1), ("Not yet. Count again.", 1), ("Not answered yet. Put it.", 0)],
)
def test_a_verdict_is_shown_and_spoken(chapter: Chapter, text: str, icons: int) -> None:
    place = run(chapter.exercise(), plain(text))
    verdict = place.locator(".cnnlab-verdict")
    expect(verdict).to_have_text(text)
    expect(verdict.locator("svg")).to_have_count(icons)
    expect(chapter.exercise().get_by_role("status")).to_contain_text(text)


def test_an_error_says_what_and_where_first(chapter: Chapter) -> None:
    cell = chapter.exercise()
    identity = (cell.get_attribute("id") or "").removeprefix("cell-")
    error = output(
        output_type="error",
        ename="NameError",
        evalue="name 'y' is not defined",
        traceback=["Traceback …", "\u001b[31mNameError\u001b[0m"],
        reader_lines=[{"cell": identity, "line": 2, "text": "x = y"}],
    )
    place = run(cell, f"{error}\nx = y")
    lines = place.locator(".cnnlab-error > *").all_inner_texts()
    assert lines[0] == "NameError: name 'y' is not defined"
    assert lines[1] == "Line 2 of this cell: x = y"
    expect(place.locator("details")).not_to_have_attribute("open", "")
    assert "\u001b" not in (place.text_content() or "")
    expect(cell.locator(".cm-lintRange-error")).to_have_text("x = y")


def test_an_error_says_which_changed_cell_it_may_come_from(chapter: Chapter) -> None:
    first = (chapter.cells.first.get_attribute("id") or "").removeprefix("cell-")
    about = {"cell": first, "name": "check", "lost": False}
    fields = {"ename": "TypeError", "evalue": "no", "traceback": [], "reader_lines": []}
    place = run(chapter.exercise(), output(output_type="error", **fields, hint=about))
    said = "check is what cell 1 makes it, and you have changed that cell."
    expect(place.locator(".cnnlab-error p").last).to_have_text(said)


def test_a_warning_names_the_cell_as_the_page_does(chapter: Chapter) -> None:
    cell = chapter.exercise()
    identity = cell.get_attribute("id")
    text = f"{identity}:2: UserWarning: careful\n"
    place = run(cell, output(output_type="stream", name="stderr", text=text))
    number = cell.locator(".cnnlab-number").inner_text()
    expect(place.locator(".stderr")).to_have_text(f"{number}, line 2: UserWarning: careful")


@pytest.mark.parametrize(
    ("data", "shown"),
    [({"text/markdown": "**bold**"}, "**bold**"), ({"text/latex": "$x$"}, "$x$")],
)
def test_what_the_page_does_not_set_is_shown_as_it_was_written(
    chapter: Chapter, data: dict[str, str], shown: str
) -> None:
    data = data | {"text/plain": "<IPython.core.display.Thing object>"}
    place = run(chapter.exercise(), output(output_type="display_data", data=data, metadata={}))
    expect(place).to_have_text(shown)


def test_a_figure_is_shown_in_the_variant_that_fits(chapter: Chapter) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="504pt" height="216pt"></svg>'
    variants = {f"{theme} {width}": drawing for theme in ("light", "dark") for width in ("narrow",)}
    variants["dark wide"] = drawing
    figure = output(
        output_type="display_data",
        data={"image/svg+xml": drawing, "text/plain": "<Figure>"},
        metadata={"image/svg+xml": {"variants": variants}},
    )
    place = run(chapter.exercise(), figure)
    shown = place.locator("img:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_class("only-light cnnlab-wide")
    assert shown.evaluate("(image) => [image.width, image.height]") == [672, 288]
    chapter.page.set_viewport_size({"width": 360, "height": 800})
    expect(shown).to_have_class("only-light cnnlab-narrow")


def test_html_runs_no_script(site: str, page: Page) -> None:
    chapter = Chapter(page, f"{site}/{CHAPTER}")
    mark = "document.title = 1"
    hostile = f'<b>1</b><img src="x" onerror="{mark}"><script>{mark}</script>'
    code = output(output_type="execute_result", data={"text/html": hostile}, metadata={})
    write(chapter.exercise(), code)
    title = chapter.page.title()
    chapter.exercise().get_by_role("button", name=re.compile("^Run")).click()
    expect(chapter.exercise().locator(".cell_output b")).to_have_text("1")
    assert chapter.page.title() == title


def test_a_cell_updates_what_another_has_displayed(chapter: Chapter) -> None:
    first, second = chapter.exercise(0), chapter.exercise(1)

    def named(text: str) -> dict[str, Any]:
        data, transient = {"text/plain": text}, {"display_id": "bar"}
        return {"output_type": "display_data", "data": data, "transient": transient}

    place = run(first, output(**named("1 of 2")))
    run(second, output(type="update", output=named("2 of 2")) + "\n" + plain("done"))
    expect(place).to_have_text("2 of 2")
    expect(second.locator(".cell_output")).to_have_text("done")


def test_a_clearing_that_waits_leaves_the_last_output(chapter: Chapter) -> None:
    cell = chapter.exercise()
    identity = (cell.get_attribute("id") or "").removeprefix("cell-")
    clear = output(type="clear", wait=True, cell=identity)
    place = run(cell, "\n".join((plain("1"), clear, plain("2"), clear)))
    expect(place).to_have_text("2")


LISTENING = """
window.listening = 0;
for (const [name, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
  const own = window[name];
  window[name] = (event, ...rest) => {
    if (event === "hashchange") listening += by;
    own.call(window, event, ...rest);
  };
}"""


def test_widgets_of_html_that_have_gone_hear_nothing_more(site: str, page: Page) -> None:
    page.add_init_script(LISTENING)
    chapter = Chapter(page, f"{site}/{CHAPTER}")
    # It is the first of its name on the page, so it follows the address.
    box = SizeExplorer(slug="shown")._repr_html_()
    code = output(output_type="execute_result", data={"text/html": box}, metadata={})
    drawn = chapter.exercise().locator(".cell_output .cnnlab-reset")
    expect(run(chapter.exercise(), code).locator(".cnnlab-reset")).to_be_visible()
    before = page.evaluate("listening")
    for _ in range(3):
        drawn.evaluate("(button) => button.remove()")  # so that the next one is waited for
        run(chapter.exercise(), code)
        expect(drawn).to_be_visible()
    assert page.evaluate("listening") == before


def test_an_endless_loop_is_stopped_and_python_starts_anew(chapter: Chapter) -> None:
    cell, other = chapter.exercise(0), chapter.cells.nth(1)
    write(cell, "# wait")
    cell.get_by_role("button", name=re.compile("^Run")).click()
    stop = cell.get_by_role("button", name=re.compile("^Stop"))
    expect(cell.get_by_role("status")).to_contain_text("Running")
    other.get_by_role("button", name=re.compile("^Run")).click()
    expect(other.get_by_role("status")).to_have_text("Waiting for the cell before it.")
    stop.click()
    expect(cell.get_by_role("status")).to_contain_text("Stopped.")
    expect(other.get_by_role("status")).to_have_text("Not run: Python was stopped.")
    expect(chapter.bar.get_by_role("status")).to_contain_text("not running")
    run(other)
    expect(chapter.bar.get_by_role("status")).to_contain_text("Python is running.")


def test_a_verdict_of_an_earlier_run_is_not_taken_for_that_of_a_stopped_one(
    chapter: Chapter,
) -> None:
    cell = chapter.exercise()
    place = run(cell, plain("Not yet. Try again."))
    earlier = place.get_by_text("From before:")
    expect(earlier).to_have_count(0)
    write(cell, "# wait")
    cell.get_by_role("button", name=re.compile("^Run")).click()
    expect(place).to_have_class(re.compile("cnnlab-stale"))
    cell.get_by_role("button", name=re.compile("^Stop")).click()
    expect(earlier).to_be_visible()
    expect(place).to_contain_text("Not yet. Try again.")
    run(cell, plain("Right. Well done."))
    expect(earlier).to_have_count(0)


# What is announced of a cell: each change of its status that is not silent.
HEARD = """(status) => {
  window.heard = [];
  new MutationObserver(() => {
    if (status.getAttribute("aria-live") !== "off") heard.push(status.textContent);
  }).observe(status, { childList: true });
}"""


def test_a_first_run_says_nothing_twice(chapter: Chapter) -> None:
    cell = chapter.exercise()
    cell.get_by_role("status").evaluate(HEARD)
    run(cell)
    assert chapter.page.evaluate("heard") == [
        "Starting Python …",
        "Running 1 cell above first: hidden.",
        "Ran 1 cell above first: hidden. Done in 0.3 s. ",
    ]


def test_a_cell_that_another_needs_is_not_left_dimmed(chapter: Chapter) -> None:
    needed, asked = chapter.cells.nth(1), chapter.exercise()
    place = run(needed)
    begins = output(type="begin", cell=(needed.get_attribute("id") or "").removeprefix("cell-"))
    write(asked, begins + "\n# wait")
    asked.get_by_role("button", name=re.compile("^Run")).click()
    expect(place).to_have_class(re.compile("cnnlab-stale"))
    asked.get_by_role("button", name=re.compile("^Stop")).click()
    expect(asked.get_by_role("status")).to_contain_text("Stopped.")
    expect(place).not_to_have_class(re.compile("cnnlab-stale"))
    expect(place).to_contain_text("ran ")
    expect(place).not_to_have_attribute("style", re.compile("height"))


def test_a_widget_whose_script_comes_after_python_has_ended_says_so(chapter: Chapter) -> None:
    held: list[Route] = []
    chapter.page.route(re.compile(r"/live_widgets\.js"), lambda route: held.append(route))
    state = {"_model_name": "LabelModel", "value": "hello"}
    model = {"type": "comm_open", "comm_id": "w", "target": "jupyter.widget"}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "w"}}
    shown = output(output_type="display_data", data=view, metadata={})
    place = run(chapter.exercise(), output(**model, data={"state": state}) + "\n" + shown)
    chapter.bar.get_by_role("button", name="Restart").click()
    held[0].continue_()
    expect(place).to_contain_text("hello")
    expect(place).to_contain_text("Python was stopped, and this widget goes on without it.")


def test_a_stop_before_python_has_started_speaks_of_no_values(site: str, page: Page) -> None:
    page.context.route(re.compile(r"/worker\.mjs"), lambda route: None)  # it never comes
    open_unfolded(page, f"{site}/{CHAPTER}")
    cell = page.locator(".cell:has(.cnnlab-run-tools)").first
    cell.get_by_role("button", name="Run cell 1", exact=True).click()
    cell.get_by_role("button", name="Stop cell 1", exact=True).click()
    expect(cell.get_by_role("status")).to_have_text("Stopped before Python had started.")
    page.context.unroute_all()


def test_several_runs_wait_for_each_other(chapter: Chapter) -> None:
    asked = [chapter.cells.nth(i) for i in (0, 1, 2)]
    for cell in asked:
        cell.get_by_role("button", name=re.compile("^Run")).click()
    for cell in asked:
        expect(cell.get_by_role("status")).to_contain_text("Done")


def test_what_is_written_is_kept_until_the_reader_takes_it_back(chapter: Chapter) -> None:
    page, cell = chapter.page, chapter.exercise()
    own = cell.locator("textarea").input_value()
    write(cell, "answer = 42")
    page.reload()
    expect(cell.locator("textarea")).to_have_value("answer = 42")
    expect(chapter.bar).to_contain_text("1 cell changed by you.")
    chapter.bar.get_by_role("button", name="All back to the book").click()
    expect(cell.locator("textarea")).to_have_value(own)
    chapter.bar.get_by_role("button", name="Undo").click()
    expect(cell.locator("textarea, .cm-content")).to_have_count(1)
    page.reload()
    expect(cell.locator("textarea")).to_have_value("answer = 42")


def test_an_undo_is_offered_only_until_something_new_is_written(chapter: Chapter) -> None:
    cell = chapter.exercise()
    undo = chapter.page.get_by_role("button", name="Undo", exact=True)
    for place in (cell, chapter.bar):
        write(cell, "answer = 42")
        place.get_by_role("button", name=re.compile("back to the book", re.IGNORECASE)).click()
        expect(undo).to_be_visible()
        write(cell, "answer = 43")
        expect(undo).to_be_hidden()
        expect(cell.locator(".cm-content")).to_have_text("answer = 43")


def test_a_page_that_comes_back_shows_what_was_kept_meanwhile(chapter: Chapter) -> None:
    page, (mine, other) = chapter.page, (chapter.exercise(0), chapter.exercise(1))
    write(mine, "answer = 42")
    write(other, "answer = 7")
    page.evaluate(
        """() => {
          const keys = Object.keys(localStorage).filter((key) => key.startsWith("cnnlab-code"));
          for (const key of keys)
            localStorage[key] = localStorage[key].replace("answer = 42", "answer = 43");
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }"""
    )
    expect(mine.locator("textarea")).to_have_value("answer = 43")
    expect(other.locator(".cm-content, textarea")).to_have_count(1)
    assert "answer = 7" in page.evaluate("JSON.stringify(localStorage)")


def test_both_are_offered_when_the_book_has_changed_a_cell(chapter: Chapter) -> None:
    page, cell = chapter.page, chapter.exercise()
    own = cell.locator("textarea").input_value()
    write(cell, "answer = 42")

    def built_anew(route: Route) -> None:
        response = route.fetch()
        mark = "check</span>"
        assert mark in response.text()
        route.fulfill(response=response, body=response.text().replace(mark, "examine</span>"))

    page.route(f"**/{CHAPTER}", built_anew)
    page.reload()
    expect(cell.locator("textarea")).to_have_value(own.replace("check", "examine"))
    offer = cell.locator(".cnnlab-offer")
    expect(offer).to_contain_text("The book has changed this cell since you wrote in it.")
    expect(offer).to_contain_text("answer = 42")
    offer.get_by_role("button", name="Use what I wrote").click()
    expect(offer).to_be_hidden()
    page.reload()
    expect(cell.locator("textarea")).to_have_value("answer = 42")
    expect(offer).to_be_hidden()


def test_a_second_window_shows_what_the_first_has_written(chapter: Chapter) -> None:
    second = chapter.page.context.new_page()
    open_unfolded(second, chapter.page.url)
    write(chapter.exercise(), "answer = 42")
    expect(second.locator("textarea").first).to_have_value("answer = 42")


def test_of_two_windows_that_write_both_say_so_and_neither_loses_its_text(chapter: Chapter) -> None:
    second = chapter.page.context.new_page()
    open_unfolded(second, chapter.page.url)
    theirs = second.locator(".cell:has(textarea, .cnnlab-editor)").first
    write(chapter.exercise(), "answer = 42")
    expect(theirs.locator("textarea")).to_have_value("answer = 42")
    write(theirs, "answer = 43")
    second.get_by_role("button", name="Run cell 1", exact=True).focus()  # elsewhere
    write(chapter.exercise(), "answer = 44")
    for cell, text in ((chapter.exercise(), "answer = 44"), (theirs, "answer = 43")):
        expect(cell.get_by_role("status")).to_contain_text("Another window of this page")
        expect(cell.locator(".cm-content")).to_have_text(text)


def test_a_full_store_is_reported_and_harms_nothing(site: str, page: Page) -> None:
    full = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    page.add_init_script(full)
    chapter = Chapter(page, f"{site}/{CHAPTER}")
    place = run(chapter.exercise(), plain("3"))
    expect(place).to_contain_text("3")
    expect(chapter.bar).to_contain_text("This browser does not keep what you write.")


def test_keys_run_go_on_and_leave(chapter: Chapter) -> None:
    page, cell = chapter.page, chapter.exercise()
    cell.locator("textarea").focus()
    expect(cell.locator(".cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(cell.get_by_role("status")).to_contain_text("Done")
    expect(cell.locator(".cm-content")).to_be_focused()
    before = cell.locator(".cm-content").inner_text()
    page.keyboard.press("Tab")
    assert cell.locator(".cm-content").inner_text() != before
    page.keyboard.press("Escape")
    expect(cell.get_by_role("button", name=re.compile("^Run"))).to_be_focused()
    cell.locator(".cm-content").focus()
    page.keyboard.type("/")  # the page's search does not take it
    expect(cell.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".cm-content")).not_to_be_focused()


def test_passing_through_with_the_tab_key_changes_nothing(chapter: Chapter) -> None:
    page, cell = chapter.page, chapter.exercise()
    cell.locator("textarea").focus()
    code = cell.locator(".cm-content")
    expect(code).to_be_focused()
    before = code.inner_text()
    page.keyboard.press("Tab")
    expect(cell.get_by_role("button", name=re.compile("^Run"))).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(code).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(code).not_to_be_focused()
    assert code.inner_text() == before
    for go_to_work in (lambda: code.press("ArrowDown"), code.click):
        go_to_work()
        page.keyboard.press("Tab")
        expect(code).to_be_focused()
        assert code.inner_text() != before
        page.keyboard.press("Shift+Tab")
        assert code.inner_text() == before
        cell.get_by_role("button", name=re.compile("^Run")).focus()


def test_the_caret_stays_where_it_was_when_the_editor_comes(chapter: Chapter) -> None:
    cell = chapter.exercise()
    text = cell.locator("textarea").input_value()
    at = text.index("...") + 3
    cell.locator("textarea").evaluate(
        "(box, at) => { box.setSelectionRange(at, at); box.focus(); }", at
    )
    expect(cell.locator(".cm-content")).to_be_focused()
    chapter.page.keyboard.type(" + 1")
    assert "... + 1" in cell.locator(".cm-content").inner_text()


def test_names_of_the_session_are_offered(chapter: Chapter) -> None:
    cell = chapter.exercise()
    run(cell, "x = 1")
    cell.locator(".cm-content").click()
    chapter.page.keyboard.press("ControlOrMeta+a")
    chapter.page.keyboard.type("sob")
    option = cell.get_by_role("option", name="sobel_kernel")
    expect(option).to_be_visible()
    chapter.page.wait_for_timeout(150)  # so that a list that has just come is not taken unread
    chapter.page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    chapter.page.keyboard.press("Enter")
    assert cell.locator(".cm-content").inner_text() == "sobel_kernel"


def test_enter_begins_a_line_below_a_list_that_came_unasked(chapter: Chapter) -> None:
    cell, keyboard = chapter.exercise(), chapter.page.keyboard
    cell.locator("textarea").focus()
    code = cell.locator(".cm-content")
    expect(code).to_be_focused()
    keyboard.press("ControlOrMeta+a")
    keyboard.type("import numpy as np")
    expect(cell.get_by_role("option", name="input")).to_be_visible()
    chapter.page.wait_for_timeout(150)  # a list that has just come takes no key
    keyboard.press("Enter")
    keyboard.type("1")
    assert code.inner_text().splitlines() == ["import numpy as np", "1"]


def test_a_list_of_names_goes_when_the_reader_goes_on(chapter: Chapter) -> None:
    cell = chapter.exercise()
    run(cell, "x = 1")
    cell.locator(".cm-content").click()
    chapter.page.keyboard.press("ControlOrMeta+a")
    chapter.page.keyboard.type("so")
    expect(cell.get_by_role("option").first).to_be_visible()
    chapter.page.keyboard.type("b")
    cell.get_by_role("button", name=re.compile("^Run")).click()
    expect(cell.get_by_role("status")).to_contain_text("Done")
    chapter.page.wait_for_timeout(300)
    expect(cell.get_by_role("option")).to_have_count(0)


def test_a_phone_s_bar_has_one_line_and_nothing_lies_on_it(chapter: Chapter) -> None:
    chapter.page.set_viewport_size({"width": 360, "height": 800})
    run(chapter.exercise(), "x = 1")
    chapter.page.evaluate(
        "document.getElementById('pst-back-to-top').style.display = 'block';"
        "window.scrollTo(0, 3000)"
    )
    bar = chapter.bar.bounding_box()
    button = chapter.page.locator("#pst-back-to-top").bounding_box()
    assert bar
    assert button
    assert bar["height"] < 45
    assert button["y"] + button["height"] <= bar["y"]


def test_nothing_moves_when_the_buttons_come(site: str, page: Page) -> None:
    heights = """() => [
      ...[...document.querySelectorAll(".cell_input")].map((input) => input.offsetHeight),
      document.querySelector("#exercises section").offsetTop - exercises.offsetTop,
    ]"""
    page.route(re.compile(r"/python\.js"), lambda route: route.abort())
    open_unfolded(page, f"{site}/{CHAPTER}")
    before = page.evaluate(heights)
    page.unroute_all()
    page.reload()
    unfold(page)
    expect(page.get_by_role("button", name="Run cell 1", exact=True)).to_be_visible()
    after = page.evaluate(heights)
    assert [abs(a - b) <= 1 for a, b in zip(after, before, strict=True)] == [True] * len(before)


@pytest.mark.parametrize("width", [360, 1280])
def test_open_editors_and_outputs_meet_wcag_in_both_themes(chapter: Chapter, width: int) -> None:
    page = chapter.page
    page.set_viewport_size({"width": width, "height": 800})
    error = output(output_type="error", ename="E", evalue="no", traceback=["no"], reader_lines=[])
    run(chapter.exercise(0), f"{error}\n{plain('Right. Yes.')}\nif 1 < 2: print('a')  # b")
    write(chapter.exercise(1), "from numpy import pi\n\ndef f(x): return 3 * x")
    chapter.cells.nth(1).get_by_role("button", name=re.compile("^Edit")).click()
    expect(chapter.cells.nth(1).locator(".cm-content")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # The theme's own button, which comes when one scrolls up.
    page.evaluate("document.getElementById('pst-back-to-top').remove()")
    page.evaluate(AXE_SCRIPT)
    for theme in ("light", "dark"):
        page.evaluate(SHOW_THEME, theme)
        assert page.evaluate(AXE, [WCAG, None]) == []


WITHOUT_WEB_ASSEMBLY = "delete globalThis.WebAssembly"
NO_WORKERS = "globalThis.Worker = class { constructor() { throw new Error('none') } }"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [(WITHOUT_WEB_ASSEMBLY, "no WebAssembly"), (NO_WORKERS, "cannot start Python")],
)
def test_a_browser_that_cannot_gets_a_sentence(
    site: str, page: Page, script: str, sentence: str
) -> None:
    page.add_init_script(script)
    _press_and_read(page, f"{site}/{CHAPTER}", sentence)


def _wrong_type(route: Route) -> None:
    route.fulfill(body=FAKE, content_type="text/plain")


def _cut(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize(
    ("file", "answer", "sentence"),
    [
        ("worker.mjs", _wrong_type, "sends worker.mjs as “text/plain”"),
        ("worker.mjs", _cut, "the connection was cut"),
        ("06_padding.json", _cut, "the connection was cut"),
    ],
)
def test_files_that_do_not_come_get_a_sentence(
    site: str,
    page: Page,
    context: BrowserContext,
    file: str,
    answer: Callable[[Route], None],
    sentence: str,
) -> None:
    context.route(re.compile(r"/worker\.mjs"), _fake)
    context.route(re.compile(f"/{re.escape(file)}"), answer)
    cell = _press_and_read(page, f"{site}/{CHAPTER}", sentence)
    context.unroute(re.compile(f"/{re.escape(file)}"))
    context.route(re.compile(r"/worker\.mjs"), _fake)
    cell.get_by_role("button", name=re.compile("^Run")).click()
    expect(cell.get_by_role("status")).to_contain_text("Done")


def test_a_page_opened_as_a_file_says_what_to_do(page: Page) -> None:
    _press_and_read(page, (HTML / CHAPTER).resolve().as_uri(), "opened from a file")


def _press_and_read(page: Page, address: str, sentence: str) -> Locator:
    """Run a cell where it cannot be; return the cell, which is as the book has it."""
    open_unfolded(page, address)
    cell = page.locator(".cell:has(.cnnlab-run-tools)").nth(2)
    built = cell.locator(".cell_output").inner_html()
    cell.get_by_role("button", name="Run cell 3").click()
    expect(cell.get_by_role("status")).to_contain_text(sentence)
    assert cell.locator(".cell_output").inner_html() == built
    expect(cell.get_by_role("button", name="Run cell 3")).to_be_visible()
    return cell


def test_a_verdict_is_not_cut_off_before_anything_has_run(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/book/01_linear_layers.html")
    verdict = page.locator(".text_plain pre", has_text="memory_to_train")
    assert verdict.evaluate("(line) => line.scrollWidth <= line.clientWidth")
