"""The course at a glance: what is counted, and that the built page says it of every chapter."""

import json
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree
from places import HTML, ROOT

from cnnlab.widgets import guesses
from cnnlab_book.lecture import MINUTES, WORDS_A_MINUTE, minutes, parts, slips

ASKED = [
    guesses.number("6 × 7?", 42, hint="", because="", mistakes=[(-1213, "That adds.")]),
    guesses.choice("1 + 1?", {"2": "Yes.", "11": "As text."}, "2"),
    guesses.cells("Where?", [[True, False]], on="input", hint="", because=""),
]
CHAPTER = """
Chapter
=======

Four words stand here.

.. container:: cell tag_remove-input

   .. container:: cell_input

      ::

         nobody reads this

   .. container:: cell_output

      .. raw:: html

         {number}

{unread}

A section
---------

Two words.

.. figure:: a.png

   A caption counts.

.. container:: cell

   .. container:: cell_input

      ::

         x = 1

   .. container:: cell_output

      .. image:: a.png
      .. image:: a.svg

.. container:: cell_output

   =  =
   a  b
   =  =

.. raw:: html

   {prediction}

.. raw:: html

   {choice}

.. raw:: html

   {cells}

Practice
--------

Words that are not counted.

Exercises
---------

First
~~~~~

Words that are not counted.

Second
~~~~~~

More of them.

Read further
------------

Not counted.
"""

UNREAD = "".join(
    f"""
.. container:: cell tag_{tag}

   ::

      nobody reads this, either
"""
    for tag in ("hide-input", "hide-cell", "remove-cell")
)


def widget(name: str, guess: guesses.Question | None) -> str:
    state = escape(json.dumps({"guess": guess}))
    return f'<div class="cnnlab-widget" data-widget="{name}" data-state="{state}"></div>'


@pytest.fixture
def chapter() -> nodes.document:
    number, choice, cells = (
        widget(name, guess)
        for name, guess in zip(("sliding_kernel", "guess", "pooling"), ASKED, strict=True)
    )
    text = CHAPTER.format(
        number=number,
        choice=choice,
        cells=cells,
        prediction=widget("prediction", None),
        unread=UNREAD,
    )
    # Sphinx keeps the chapter as a section; docutils would make it the document.
    doctree = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    for container in doctree.findall(nodes.container):  # docutils writes a hyphen
        container["classes"] = [name.replace("-", "_", 1) for name in container["classes"]]
    return doctree


def test_words_and_what_takes_time_are_counted_once(chapter: nodes.document) -> None:
    opening, section, practice, exercises = parts(chapter)
    assert (opening.title, opening.words) == ("The question", 4)
    assert opening.counts == {"guess": 1, "widget": 1, "figure": 0}
    assert (section.title, section.words) == ("A section", 2 + 3 + 3)
    assert section.counts == {"guess": 3, "widget": 1, "figure": 2}
    assert practice[1:] == (0, {"practice": 1})
    assert exercises[1:] == (0, {"exercise": 2})


def test_minutes_add_up(chapter: nodes.document) -> None:
    section = parts(chapter)[1]
    cost = 8 / WORDS_A_MINUTE + 3 * MINUTES["guess"] + MINUTES["widget"] + 2 * MINUTES["figure"]
    assert minutes(section) == pytest.approx(cost)


def test_each_wrong_answer_has_its_reply(chapter: nodes.document) -> None:
    assert slips(chapter) == [
        ("6 × 7?", [("−1,213", "That adds.")]),
        ("1 + 1?", [("11", "As text.")]),
        ("Where?", []),
    ]


@pytest.mark.slow
def test_the_page_counts_what_the_chapters_have(site: str) -> None:
    page = BeautifulSoup((HTML / "book" / "lecture.html").read_text("utf-8"), "html.parser")
    rows = page.select("article table tbody tr")
    # Pages of old addresses stand beside the chapters: their notebooks say which they are.
    chapters = sorted((ROOT / "book").glob("[01][0-9]_*.ipynb"))
    listed = [Path(row.a["href"]).stem for row in rows[:-1]]  # the last is the sum
    assert listed == ["index", *(path.stem for path in chapters)]
    read, tried = (
        [int(row("td")[column].get_text().replace(",", "")) for row in rows] for column in (2, 3)
    )
    assert all(5 < time < 90 for time in read[:-1])
    assert (sum(read[:-1]), sum(tried[:-1])) == (read[-1], tried[-1])
    told = [details.summary.get_text() for details in page.select("article > section details")]
    for path in chapters:
        asked = len(_guesses(HTML / "book" / f"{path.stem}.html"))
        assert any(f": {asked} guesses, " in summary for summary in told), (path.name, asked)


def _guesses(path: Path) -> list[object]:
    chapter = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return [*chapter.select("[data-guess]")]
