"""What a reader has answered is there again, and can be seen, moved and deleted."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from site_visits import PHONE

pytestmark = pytest.mark.browser

CHAPTER = "book/05_convolution.html"
YOURS = "book/yours.html"
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {get() { throw new DOMException("no") }})"""
FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
}"""


def answer(page: Page, text: str) -> str:
    """Answer the first question of the page that wants a number; return the question."""
    form = page.locator("[data-widget=prediction] form").first
    form.get_by_role("textbox").fill(text)
    form.get_by_role("button", name="Check").click()
    return form.locator("label").inner_text()


def test_an_answer_is_there_when_the_page_is_opened_again(site: str, page: Page) -> None:
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    link = page.locator(".bd-sidebar-primary a.current.reference.internal")
    expect(link.locator(".cnnlab-tick")).to_contain_text("1 of")
    page.reload()
    widget = page.locator("[data-widget=prediction]").first
    expect(widget.get_by_role("textbox")).to_have_value("12345")
    expect(widget.locator(".cnnlab-reply")).to_contain_text("Not yet.")
    widget.get_by_role("button", name="Reset").click()
    expect(widget.get_by_role("textbox")).to_have_value("")
    page.reload()
    expect(widget.get_by_role("textbox")).to_have_value("")


def test_what_was_missed_is_listed_with_its_place_and_goes_when_it_is_right(
    site: str, page: Page
) -> None:
    page.goto(f"{site}/{CHAPTER}")
    question = answer(page, "12345")
    page.goto(f"{site}/{YOURS}")
    expect(page.get_by_role("row", name="Convolution")).to_contain_text("1 of")
    page.get_by_role("link", name=question).click()
    widget = page.locator("[data-widget=prediction]").first
    expect(widget).to_be_in_viewport()
    answer(page, answered(page))
    expect(widget.locator(".cnnlab-reply")).to_contain_text("Right.")
    page.goto(f"{site}/{YOURS}")
    expect(page.get_by_text("Missed so far")).to_have_count(0)
    expect(page.get_by_role("row", name="Convolution")).to_contain_text("1 of")


def answered(page: Page) -> str:
    """Return the answer of the first question as its reply gives it after two wrong tries."""
    widget = page.locator("[data-widget=prediction]").first
    answer(page, "54321")
    answer(page, "54322")
    widget.get_by_role("button", name="Show the answer").click()
    return widget.locator(".cnnlab-reply").inner_text().split("answer is ")[1].split(". ")[0]


def test_practice_that_was_missed_comes_back_later_and_later(site: str, page: Page) -> None:
    page.goto(f"{site}/{YOURS}")
    day = 86_400_000
    page.evaluate(
        """([day, now, root]) => {
          const put = (kind, tries) => localStorage.setItem(
            `cnnlab-practice ${root} ${kind}`,
            JSON.stringify(tries.map(([ago, right]) => [now - ago * day, right])));
          put("never_missed", [[9, true]]);
          put("missed_long_ago", [[9, false]]);
          put("right_since", [[9, false], [8, true], [5, true], [0, true]]);
        }""",
        [day, page.evaluate("Date.now()"), "/"],
    )
    page.reload()
    due = page.locator("li")
    expect(due.filter(has_text="never missed")).to_have_count(0)
    expect(due.filter(has_text="missed long ago")).to_contain_text("now")
    expect(due.filter(has_text="right since")).to_contain_text("again in")


def test_all_can_be_saved_deleted_and_loaded_again(site: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    page.goto(f"{site}/{YOURS}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "answers.json"
    download.value.save_as(saved)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("row", name="Convolution")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("status")).to_have_text("Deleted.")
    expect(page.get_by_role("row", name="Convolution")).to_have_count(0)
    assert "cnnlab-answers" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_label("Load a file").set_input_files(saved)
    expect(page.get_by_role("status")).to_have_text("Loaded 1 entry.")
    expect(page.get_by_role("row", name="Convolution")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("no JSON", "it is not a file that this page has saved"),
        ('{"book": "another", "kept": {}}', "it holds nothing from this book"),
        ('{"book": "cnnlab", "kept": {"theme": "dark"}}', "it holds nothing from this book"),
        ("null", "it holds nothing from this book"),
    ],
)
def test_another_file_is_refused_and_changes_nothing(
    site: str, page: Page, tmp_path: Path, content: str, why: str
) -> None:
    page.goto(f"{site}/{YOURS}")
    before = page.evaluate("JSON.stringify(localStorage)")
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    page.get_by_label("Load a file").set_input_files(path)
    expect(page.get_by_role("status")).to_have_text(f"This file cannot be loaded: {why}.")
    assert page.evaluate("JSON.stringify(localStorage)") == before


def test_nothing_in_a_file_is_run_or_becomes_markup(site: str, page: Page, tmp_path: Path) -> None:
    kept = {
        "question": "<img src=x onerror=alert(1)>",
        **{"id": "javascript:alert(1)", "state": {"given": "1"}, "right": False, "first": False},
    }
    text = json.dumps({"title": "<b>bold</b>", "total": 1, "answers": {"1": kept}})
    path = tmp_path / "hostile.json"
    entry = {"cnnlab-answers /elsewhere/ book/x": text}
    path.write_text(json.dumps({"book": "cnnlab", "kept": entry}), encoding="utf-8")
    page.on("dialog", lambda _: pytest.fail("a file ran code"))
    page.goto(f"{site}/{YOURS}")
    page.get_by_label("Load a file").set_input_files(path)
    expect(page.get_by_role("link", name="<img src=x")).to_be_visible()
    expect(page.get_by_role("row", name="<b>bold</b>")).to_be_visible()
    assert page.locator("article img[src=x]").count() == 0


def test_a_file_that_does_not_fit_leaves_what_there_was(
    site: str, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    page.goto(f"{site}/{YOURS}")
    before = page.evaluate("JSON.stringify(localStorage)")
    [key] = page.evaluate("Object.keys(localStorage).filter((key) => /answers/.test(key))")
    kept = {
        key: "{}",
        "cnnlab-code / book/x 1": "x" * 4_000_000,
        "cnnlab-code / book/y 1": "y" * 900_000,
    }
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"book": "cnnlab", "kept": kept}), encoding="utf-8")
    page.evaluate("localStorage.setItem('another', 'z'.repeat(1_000_000))")
    page.get_by_label("Load a file").set_input_files(path)
    expect(page.get_by_role("status")).to_have_text(
        "This file cannot be loaded: this browser has no room for all of it."
    )
    page.evaluate("localStorage.removeItem('another')")
    assert json.loads(page.evaluate("JSON.stringify(localStorage)")) == json.loads(before)


def test_an_answer_of_another_kind_is_left_aside(
    site: str, page: Page, problems: list[str]
) -> None:
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    drawn = page.locator(".cnnlab-widget .cnnlab-reset").count()
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.includes("answers"));
          localStorage[key] = localStorage[key].replace('"12345"', "12345");
        }"""
    )
    page.reload()
    expect(page.locator(".cnnlab-widget .cnnlab-reset")).to_have_count(drawn)
    box = page.locator("[data-widget=prediction]").first.get_by_role("textbox")
    expect(box).to_have_value("")
    assert problems == []


def test_a_page_that_comes_back_shows_what_was_answered_meanwhile(site: str, page: Page) -> None:
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    page.goto(f"{site}/{YOURS}")
    row, tick = page.get_by_role("row", name="Convolution"), page.locator(".cnnlab-tick")
    expect(row).to_be_visible()
    expect(tick).to_have_count(1)
    page.evaluate(
        """() => {
          localStorage.clear();
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }"""
    )
    expect(row).to_have_count(0)
    expect(tick).to_have_count(0)


@pytest.mark.parametrize("store", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_where_nothing_can_be_kept_the_book_works_and_says_so(
    site: str, context: BrowserContext, store: str
) -> None:
    context.add_init_script(store)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.message))
    page.goto(f"{site}/{CHAPTER}")
    answer(page, "12345")
    expect(page.locator("[data-widget=prediction]").first.locator(".cnnlab-reply")).to_contain_text(
        "Not yet."
    )
    page.goto(f"{site}/{YOURS}")
    expect(page.locator(".cnnlab-yours")).to_contain_text("does not let the book keep anything")
    assert problems == []


@pytest.mark.parametrize("store", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_where_nothing_can_be_kept_the_contents_open_and_the_colours_change(
    site: str, context: BrowserContext, store: str
) -> None:
    context.add_init_script(store)
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/{CHAPTER}")
    colours = [page.locator("html").get_attribute("data-mode")]
    for _ in range(2):
        page.locator(".theme-switch-button").click()
        colours.append(page.locator("html").get_attribute("data-mode"))
    assert sorted(colours) == ["auto", "dark", "light"]
    contents = page.locator(".bd-sidebar-primary")
    expect(contents).not_to_be_in_viewport()
    page.locator(".primary-toggle").click()
    expect(contents).to_be_in_viewport()


def test_a_page_has_its_colours_before_its_scripts_where_nothing_can_be_kept(
    site: str, context: BrowserContext
) -> None:
    context.add_init_script(FORBIDDEN)
    context.route("**/*.js*", lambda route: route.abort())
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.message))
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/{YOURS}")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert problems == []
