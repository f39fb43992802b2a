"""A quiz as a QTI 1.2 package, as Canvas and others import it.

text2qti writes it: BSD, with releases to this day, and used for years with Canvas, which follows
the standard in its own way. It takes Markdown; what the book says is passed through as text. Its
numerical questions can ask neither for several numbers nor for 0: these become short answers.
"""

import io
import re
import zipfile
from collections.abc import Iterable

from questions_asked import Numbers, Question, Quiz, several
from questions_html import IN_ORDER, RIGHT, table, ways_to_write
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz as Text2qti

SMALLEST = 1e-4  # what a numerical question of text2qti can ask for
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date of ZIP, so that a seed always makes the same file


def qti_package(quiz: Quiz) -> bytes:
    """Return a quiz as a ZIP file; from each of its groups one question is drawn."""
    lines = [f"Quiz title: {quiz.title}", ""]
    for place, group in enumerate(quiz.groups, 1):
        if len(group.questions) == 1:
            lines += _lines(place, group.questions[0])
            continue
        lines += ["GROUP", "pick: 1", "points per question: 1", ""]
        for variant, question in enumerate(group.questions, 1):
            lines += _lines(variant, question)
        lines += ["END_GROUP", ""]
    return _undated(QTI(Text2qti("\n".join(lines), config=Config())).zip_bytes())


def _lines(place: int, asked: Question) -> list[str]:
    """Return a question in the language of text2qti."""
    text = [_text(asked.text), *(table(title, rows) for title, rows in asked.tables)]
    if isinstance(asked, Numbers) and len(asked.answer) > 1:
        text.append(IN_ORDER)
    lines = [f"Title: {asked.title}", *_block(f"{place}.  ", text)]
    if asked.working:
        lines.append(f"... {_text(asked.working)}")
    if isinstance(asked, Numbers):
        # Canvas replies to all wrong numbers alike.
        slips = [f"{several(numbers)}? {reply}" for numbers, reply in asked.slips]
        wrong = _block("-   ", map(_text, [asked.hint, *slips]))
        return [*lines, f"+   {_text(RIGHT)}", *wrong, *_answers(asked), ""]
    for place, (option, reply) in enumerate(zip(asked.options, asked.replies, strict=True)):
        mark = "*" if place == asked.right else ""
        # text2qti ignores which letter it is: there may be more options than letters.
        lines += [f"{mark}a)  {_text(option)}", f"... {_text(reply)}"]
    return [*lines, ""]


def _block(mark: str, paragraphs: Iterable[str]) -> list[str]:
    """Return paragraphs, the first behind its mark, the others indented as far."""
    first, *others = paragraphs
    indented = (line for other in others for line in ("", " " * len(mark) + other))
    return [mark + first, *indented]


def _answers(asked: Numbers) -> list[str]:
    number = asked.answer[0]
    if len(asked.answer) > 1 or abs(number) - asked.tolerance < SMALLEST:
        return [f"*   {way}" for way in ways_to_write(asked.answer)]
    if number.is_integer() and not asked.tolerance:
        return [f"=   {number:.0f}"]
    return [f"=   {number:.10g} +- {asked.tolerance:.10g}"]


def _text(plain: str) -> str:
    """Return plain text as Markdown: every sign that could mean something as its number.

    Examples
    --------
    >>> _text("2 * x_1")
    '2 &#42; x&#95;1'
    """
    one_line = " ".join(plain.split())
    return re.sub(r"[!-/:-@[-`{-~]", lambda sign: f"&#{ord(sign[0])};", one_line)


def _undated(package: bytes) -> bytes:
    undated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as dated, zipfile.ZipFile(undated, "w") as copy:
        for name in dated.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            copy.writestr(entry, dated.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return undated.getvalue()
