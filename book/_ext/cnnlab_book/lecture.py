"""The course at a glance, for the lecturer: counted out of the pages, so that no number is typed.

``course-minutes`` makes the table of chapters with their minutes; each line of it names a page and
says what the lecture has there. ``course-slips`` lists each guess's replies to wrong answers.
"""

import json
import math
import posixpath
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from lxml.html import document_fromstring
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

__all__ = ["Part", "minutes", "parts", "setup", "slips"]

# Assumptions, until students have been timed. The page prints them.
WORDS_A_MINUTE = 180
MINUTES = {"guess": 1.5, "widget": 2.0, "figure": 0.5, "practice": 5.0, "exercise": 6.0}
PRACTICE, EXERCISES, SKIPPED = "Practice", "Exercises", "Read further"
QUESTIONS = {"guess", "choice", "prediction"}  # widgets that are nothing but a question
UNREAD = {"cell_output", "tag_hide-input", "tag_hide-cell", "tag_remove-input", "tag_remove-cell"}


class Part(NamedTuple):
    """A section of a chapter: its title, its words, and how many there are of what takes time."""

    title: str
    words: int
    counts: Mapping[str, int]


class minutes_table(nodes.General, nodes.Element):  # type: ignore[misc]
    """Stands for the table until all pages have been read."""


class slips_list(nodes.General, nodes.Element):  # type: ignore[misc]
    """Stands for the list until all pages have been read."""


class Minutes(SphinxDirective):
    """Put the table of chapters and minutes here."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a placeholder, with what the lecture says in each chapter."""
        self.env.note_reread()
        rows = [line.partition(":") for line in self.content if line.strip()]
        return [minutes_table(rows=[(_page(self, name), said.strip()) for name, _, said in rows])]


class Slips(SphinxDirective):
    """Put the guesses here, with their replies to wrong answers."""

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        self.env.note_reread()
        return [slips_list(folder=posixpath.dirname(self.env.docname))]


def _page(directive: SphinxDirective, name: str) -> str:
    return posixpath.join(posixpath.dirname(directive.env.docname), name.strip())


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_node(minutes_table)
    app.add_node(slips_list)
    app.add_directive("course-minutes", Minutes)
    app.add_directive("course-slips", Slips)
    app.connect("doctree-resolved", _fill)


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for table in list(doctree.findall(minutes_table)):
        table.replace_self(nodes.raw("", _table(app, docname, table["rows"]), format="html"))
    for listed in list(doctree.findall(slips_list)):
        pages = [app.config.root_doc, *_chapters(app, listed["folder"])]
        html = "".join(_chapter_slips(app, docname, page) for page in pages)
        listed.replace_self(nodes.raw("", html, format="html"))


def _chapters(app: Sphinx, folder: str) -> list[str]:
    return sorted(
        page
        for page in app.env.found_docs
        if posixpath.dirname(page) == folder and posixpath.basename(page)[:2].isdigit()
    )


def minutes(part: Part) -> float:
    """Return how many minutes a part is estimated to take.

    Examples
    --------
    >>> minutes(Part("Padding", 360, {"guess": 2, "widget": 1}))
    7.0
    """
    return part.words / WORDS_A_MINUTE + sum(MINUTES[of] * n for of, n in part.counts.items())


def parts(doctree: nodes.document) -> list[Part]:
    """Return the parts of a chapter, with the one before its first heading, in order."""
    chapter = next(iter(doctree.findall(nodes.section)))
    opening = [child for child in chapter.children if not isinstance(child, nodes.section)]
    found = [_part("The question", opening)]
    for section in chapter.children:
        if isinstance(section, nodes.section):
            title = section[0].astext()
            if title == EXERCISES:
                asked = sum(isinstance(child, nodes.section) for child in section.children)
                found.append(Part(title, 0, {"exercise": asked}))
            elif title == PRACTICE:
                found.append(Part(title, 0, {"practice": 1}))
            elif title != SKIPPED:
                found.append(_part(title, section.children))
    return found


def _part(title: str, children: list[nodes.Node]) -> Part:
    words = figures = 0
    for child in children:
        for node in child.findall():
            if isinstance(node, nodes.paragraph | nodes.caption | nodes.literal_block):
                words += 0 if _is_unread(node) else len(node.astext().split())
            # An output is there in many forms, of which a reader sees one.
            elif isinstance(node, nodes.container) and "cell_output" in node["classes"]:
                figures += any(node.findall(_is_drawn))
    shown = [widget for child in children for widget in _widgets(child)]
    asked = sum(bool(state.get("guess")) or name in QUESTIONS for name, state in shown)
    played = sum(name not in QUESTIONS for name, _ in shown)
    return Part(title, words, {"guess": asked, "widget": played, "figure": figures})


def _is_drawn(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image | nodes.table)


def _is_unread(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.container) and UNREAD & set(node["classes"]):
            return True
    return False


def _widgets(node: nodes.Node) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the state of each widget below a node."""
    for raw in node.findall(nodes.raw):
        if 'class="cnnlab-widget"' in raw.astext():
            for widget in document_fromstring(raw.astext()).iterfind(".//*[@data-state]"):
                yield widget.get("data-widget"), json.loads(widget.get("data-state"))


def slips(doctree: nodes.document) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each guess of a chapter, with the wrong answers that it knows and its replies.

    Of marks, places and curves only the reply is returned: without the picture they say nothing.
    """
    guesses = [state["guess"] for _, state in _widgets(doctree) if state.get("guess")]
    return [(guess["question"], list(_replies(guess))) for guess in guesses]


def _replies(guess: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if guess["kind"] == "choice":
        for place, option in enumerate(guess["options"]):
            if place != guess["answer"]:
                yield option["label"], option["reply"]
    for wrong, reply in guess["mistakes"]:
        numbers = wrong if guess["kind"] == "number" else []
        yield ", ".join(f"{number:,.4g}".replace("-", "−") for number in numbers), reply


def _table(app: Sphinx, here: str, rows: list[tuple[str, str]]) -> str:
    lines, sections, whole = [], [], [0, 0]
    for page, said in rows:
        if not list(Path(app.srcdir).glob(f"{page}.*")):
            raise ExtensionError(f"course-minutes names {page}, and there is no such page.")
        if page not in app.env.found_docs:
            continue  # only some pages are built
        counted = parts(app.env.get_doctree(page))
        tried = [part for part in counted if part.title in (PRACTICE, EXERCISES)]
        read = [part for part in counted if part not in tried]
        times = [math.ceil(sum(map(minutes, group))) for group in (read, tried)]
        whole = [total + time for total, time in zip(whole, times, strict=True)]
        lines.append(_row(_link(app, here, page), escape(said), *times))
        each = "; ".join(f"{part.title} ({math.ceil(minutes(part))})" for part in counted)
        sections.append(f"<li>{_link(app, here, page)}: {escape(each)}</li>")
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Chapter", "In the lecture", "Read", "Practise")
    )
    costs = ", ".join(f"{cost:g} for each {of}" for of, cost in MINUTES.items())
    return (
        f"<p>The minutes are estimates: one for {WORDS_A_MINUTE} words, {costs}. "
        "No student has been timed.</p>"
        # As the theme wraps a table that may be wider than a phone.
        '<div class="pst-scrollable-table-container"><table class="table">'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}{_row('All', '', *whole)}</tbody></table></div>"
        f"<details><summary>Minutes of each section</summary><ul>{''.join(sections)}</ul></details>"
    )


def _row(*cells: object) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _chapter_slips(app: Sphinx, here: str, page: str) -> str:
    asked = slips(app.env.get_doctree(page))
    listed = "".join(
        f"<li><p>{escape(question)}</p><ul>{''.join(map(_reply, replies))}</ul></li>"
        for question, replies in asked
        if replies
    )
    named = sum(len(replies) for _, replies in asked)
    summary = (
        f"{escape(app.env.titles[page].astext())}: {len(asked)} guesses, "
        f"{named} wrong answers with a reply"
    )
    return (
        f"<details><summary>{summary}</summary>"
        f"<p>In the chapter {_link(app, here, page)}:</p><ol>{listed}</ol></details>"
    )


def _reply(slip: tuple[str, str]) -> str:
    wrong, reply = map(escape, slip)
    return f"<li>{f'<strong>{wrong}</strong>: ' if wrong else ''}{reply}</li>"


def _link(app: Sphinx, here: str, page: str) -> str:
    address = app.builder.get_relative_uri(here, page)
    return f'<a href="{escape(address)}">{escape(app.env.titles[page].astext())}</a>'
