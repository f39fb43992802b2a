"""What the book sets its widgets to, by links and by guided walks, is what they take."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from placed import WIDGETS
from places import HTML, ROOT, site_pages

pytestmark = pytest.mark.browser  # the site is built as for the tests in a browser

CHAPTERS = ["index", *sorted(path.stem for path in (ROOT / "book").glob("[01]*_*.ipynb"))]


@cache
def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def pages() -> Iterator[tuple[Path, BeautifulSoup]]:
    """Yield the pages that have a widget."""
    for path in site_pages():
        if "data-widget" in path.read_text(encoding="utf-8"):
            yield path, read(path)


def widgets_on(page: BeautifulSoup) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the kind and the state of each widget that links can mean, by what they call it."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for tag in page.select("[data-widget][data-state]"):
        name = str(tag["data-widget"])
        slug = str(tag["data-slug"]) or name
        found.setdefault(f"widget-{slug}", (name, json.loads(str(tag["data-state"]))))
    return found


def set_by(link: Tag) -> dict[str, Any]:
    """Return what a link sets, as share_link.mjs reads it."""
    _, *pairs = str(link["href"]).removeprefix("#").split("&")
    changes = {}
    for pair in pairs:
        name, text = (unquote(part) for part in pair.split("="))
        changes[name] = text if text[0] == "@" else json.loads(text)
    return changes


def by_name(state: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return values with presets in place of their names."""
    return {
        trait: state[f"{trait}s"][value[1:]] if str(value)[:1] == "@" else value
        for trait, value in values.items()
    }


MADE_FROM = {"draw_digit": ["networks"], "saliency": ["network"]}


def take(name: str, state: dict[str, Any], changes: dict[str, Any]) -> None:
    """Raise an error if a widget does not have these traits, or cannot be drawn with them."""
    settable = set(WIDGETS[name].own_traits()) - {"playing"}
    assert set(changes) <= settable, set(changes) - settable
    given = {key: state[key] for key in MADE_FROM.get(name, ())}
    widget = WIDGETS[name](**given)
    widget.set_state(
        {key: v for key, v in (state | by_name(state, changes)).items() if key not in given}
    )
    widget.first_frame()


def test_every_link_to_a_widget_sets_what_it_has(site: str) -> None:
    wrong, links = [], 0
    for path, page in pages():
        widgets = widgets_on(page)
        for link in page.select("article a[href^='#widget-']"):
            links += 1
            slug = str(link["href"]).split("&")[0].removeprefix("#")
            try:
                take(*widgets[slug], set_by(link))
            except Exception as error:
                wrong.append(f"{path.name}: {unquote(str(link['href']))}: {error!r}")
    assert wrong == []
    assert links > 20


def test_every_chapter_has_a_walk_of_four_to_eight_steps(site: str) -> None:
    assert len(CHAPTERS) > 10
    for chapter in CHAPTERS:
        walks = [walk for _, walk in walks_in(chapter)]
        assert walks, chapter
        assert [walk for walk in walks if not 4 <= len(walk) <= 8] == [], chapter


def walks_in(chapter: str) -> list[tuple[str, list[Any]]]:
    """Return the kinds of the chapter's widgets that have a walk, each with its walk."""
    page = read(HTML / "book" / f"{chapter}.html")
    widgets = widgets_on(page).values()
    return [(name, state["walk"]) for name, state in widgets if state["walk"]]


def test_the_page_of_a_widget_leads_to_its_walks(site: str) -> None:
    for widget in WIDGETS:
        walked = {
            f"../{chapter}.html" for chapter in CHAPTERS[1:] if widget in dict(walks_in(chapter))
        }
        belongs = read(HTML / "book" / "widgets" / f"{widget}.html").select("article p")[1]
        assert ("guided walk" in belongs.get_text()) == bool(walked), widget
        assert walked <= {link["href"] for link in belongs.select("a")}, widget


def test_every_step_of_a_walk_fits_those_before_it(site: str) -> None:
    wrong = []
    for path, page in pages():
        for slug, (name, state) in widgets_on(page).items():
            now = dict(state)
            for number, step in enumerate(state["walk"], 1):
                until = step.get("until", {})
                wanted = until if isinstance(until, dict) else {}
                for changes in (step.get("set", {}), wanted):
                    if changes is wanted and wanted:  # there is something left to do
                        assert any(now[key] != v for key, v in by_name(state, wanted).items()), step
                    try:
                        take(name, now, changes)
                    except Exception as error:
                        wrong.append(f"{path.name}, {slug}, step {number}: {error!r}")
                    now |= by_name(state, changes)
    assert wrong == []


def test_a_step_that_asks_for_the_next_place_waits_for_no_other(site: str) -> None:
    asked = 0
    for _, page in pages():
        for _, state in widgets_on(page).values():
            now = dict(state)
            for step in state["walk"]:
                until = step.get("until", {})
                now |= by_name(state, step.get("set", {}))
                if isinstance(until, dict):
                    if "position" in until and "the next" in step["say"]:
                        asked += 1
                        assert until["position"] == now["position"] + 1, step
                    now |= by_name(state, until)
    assert asked


SENTENCE_ENDS = re.compile(r"[.;!?](?:\s|$)")


def sentences(text: str) -> set[str]:
    return {part.strip().casefold() for part in SENTENCE_ENDS.split(text)} - {""}


def replies_to_wrong(guess: dict[str, Any]) -> list[str]:
    options = [
        one["reply"] for i, one in enumerate(guess.get("options", [])) if i != guess["answer"]
    ]
    return [*options, *(reply for _, reply in guess["mistakes"]), guess["hint"]]


def test_a_wrong_guess_is_told_nothing_twice(site: str) -> None:
    """After each reply to a wrong guess stands what is said to the right one."""
    states = [
        json.loads(str(tag["data-state"]))
        for _, page in pages()
        for tag in page.select("[data-widget][data-state]")
    ]
    asked = [state["guess"] for state in states if state.get("guess", {}).get("kind")]
    assert len(asked) > 50
    twice = {
        (guess["question"], said)
        for guess in asked
        for reply in replies_to_wrong(guess)
        for said in sentences(reply) & sentences(guess["because"])
    }
    assert twice == set()
