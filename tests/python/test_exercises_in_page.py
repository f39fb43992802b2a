"""Every exercise gets the verdict in a page that it gets in Jupyter, whatever the answer is."""

import contextlib
import io
import json
import linecache
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import exercises
import nonsense
import pytest
from in_worker import InWorker, outputs, texts
from playwright.sync_api import Browser
from traffic import asked_of_others
from verdicts import OF_FUNCTIONS

# Gives the checkers of a chapter all kinds of answers, and prints a verdict in each line.
ASK = """
import io
import json
from cnnlab.check import run

def say(kind, answer):
    with contextlib.redirect_stdout(io.StringIO()):  # what an answer prints
        verdict = repr(getattr(check, name)(answer))
    print(json.dumps([name, kind, verdict]))

for name, solution in RIGHT.items():
    say("right", solution)
    say("untouched", ...)
    for mistake in WRONG[name]:
        say("wrong", mistake)
    for kind, value in VALUES.items():
        say(kind, value)
    if name in OF_FUNCTIONS:
        for kind, value in VALUES.items():
            say(f"returns {kind}", lambda *_: value)
        before, run.SECONDS = run.SECONDS, 0.15  # more than a busy machine needs
        for kind, (function, _) in FUNCTIONS.items():
            say(kind, function)
        run.SECONDS = before
"""
STARTS = {"right": "Right. ", "untouched": "Not answered yet. "}


def all_answers(chapter: str) -> str:
    """Return the code that gives a chapter's checkers all answers."""
    functions = {name.partition(".")[2] for name in OF_FUNCTIONS}
    parts = [
        Path(nonsense.__file__).read_text(encoding="utf-8"),
        exercises.mistakes(chapter),
        exercises.solutions(chapter),
        f"OF_FUNCTIONS = {functions}",
        ASK,
    ]
    return "\n".join(parts)


def verdicts(printed: str) -> list[tuple[str, str, str]]:
    """Return the verdicts that were printed, without what differs between versions of Python.

    Their words for a recursion that is too deep differ. And what does not fit into a computer's
    memory may not even have an address in a page's.
    """
    lines = [tuple(json.loads(line)) for line in printed.splitlines()]
    too_deep = re.compile(r"(maximum recursion depth exceeded).*")
    return [(n, kind, too_deep.sub(r"\1", v)) for n, kind, v in lines if kind != "no memory"]


def in_jupyter(code: str) -> str:
    # Jupyter and a page both know the lines of a cell, which a checker quotes.
    linecache.cache["<answers>"] = (len(code), None, code.splitlines(keepends=True), "<answers>")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "<answers>", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


@pytest.fixture(scope="module")
def worker(browser: Browser, site: str) -> Iterator[InWorker]:
    """Return the Python of one page, with one cell: its start takes longer than all answers."""
    context = browser.new_context()
    foreign = asked_of_others(context)
    cells = [{"id": "answers", "source": ""}]
    yield InWorker(context.new_page(), site, cells)
    context.close()
    assert foreign == [], "the page asked other hosts"


@pytest.mark.browser
@pytest.mark.parametrize("chapter", exercises.WITH_EXERCISES)
def test_a_page_has_jupyter_s_verdicts(worker: InWorker, chapter: str) -> None:
    if sys.gettrace():
        pytest.skip("the time is not limited while a trace function is set")
    code = all_answers(chapter)
    expected = verdicts(in_jupyter(code))
    for name, kind, verdict in expected:
        assert verdict.startswith(STARTS.get(kind, "Not yet. ")), (name, kind)
    ((stream, printed),) = texts(outputs(worker.run("answers", answers=code)))
    assert (stream, verdicts(printed)) == ("stdout", expected)


def test_there_are_mistakes_for_every_exercise() -> None:
    for chapter in exercises.WITH_EXERCISES:
        names: dict[str, dict[str, list[object]]] = {"RIGHT": {}, "WRONG": {}}
        exec(f"{exercises.mistakes(chapter)}\n{exercises.solutions(chapter)}", names)
        assert names["RIGHT"].keys() == names["WRONG"].keys() != set()
        assert all(len(mistakes) > 1 for mistakes in names["WRONG"].values()), chapter
