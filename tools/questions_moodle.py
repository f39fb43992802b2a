"""A quiz as Moodle XML, Moodle's own form of questions, which has no published schema.

The dozen elements are written here: moodle-questions on PyPI had its last release in 2020, and
moodle-tools makes questions out of YAML files alone. https://docs.moodle.org/en/Moodle_XML_format
says what each element means.
"""

from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from questions_asked import Choices, Numbers, Question, Quiz
from questions_html import RIGHT, ways_to_write, with_tables

FULL, NONE = "100", "0"  # per cent of the points


def moodle_xml(quiz: Quiz) -> bytes:
    """Return a quiz as a file to import into a question bank, with a category for each group."""
    root = Element("quiz")
    for group in quiz.groups:
        category = SubElement(SubElement(root, "question", type="category"), "category")
        # A slash would begin a category within the category.
        path = "/".join(name.replace("/", "//") for name in (quiz.title, group.name))
        SubElement(category, "text").text = f"$course$/top/{path}"
        for place, question in enumerate(group.questions, 1):
            name = question.title + (f", variant {place}" if len(group.questions) > 1 else "")
            _add(root, name, question)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(root: Element, name: str, asked: Question) -> None:
    kind = "multichoice" if isinstance(asked, Choices) else "numerical"
    if isinstance(asked, Numbers) and len(asked.answer) > 1:
        kind = "shortanswer"
    question = SubElement(root, "question", type=kind)
    _text(question, "name", name)
    _text(question, "questiontext", with_tables(asked), html=True)
    _text(question, "generalfeedback", f"<p>{escape(asked.working)}</p>", html=True)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "penalty").text = "0.3333333"
    if isinstance(asked, Choices):
        SubElement(question, "single").text = "true"
        SubElement(question, "shuffleanswers").text = "false"
        SubElement(question, "answernumbering").text = "abc"
        for place, (option, reply) in enumerate(zip(asked.options, asked.replies, strict=True)):
            right = place == asked.right
            _answer(question, f"<p>{escape(option)}</p>", reply, FULL if right else NONE, html=True)
        return
    replies = [(asked.answer, RIGHT, FULL)]
    replies += [(numbers, reply, NONE) for numbers, reply in asked.slips]
    for numbers, reply, points in replies:
        for way in ways_to_write(numbers):
            answer = _answer(question, way, reply, points)
            if kind == "numerical":
                SubElement(answer, "tolerance").text = f"{asked.tolerance:.10g}"
    answer = _answer(question, "*", asked.hint, NONE)  # any other
    if kind == "numerical":
        SubElement(answer, "tolerance").text = "0"
    else:
        SubElement(question, "usecase").text = "0"


def _answer(
    question: Element, text: str, reply: str, points: str, *, html: bool = False
) -> Element:
    form = "html" if html else "moodle_auto_format"
    answer = SubElement(question, "answer", fraction=points, format=form)
    SubElement(answer, "text").text = text
    _text(answer, "feedback", f"<p>{escape(reply)}</p>", html=True)
    return answer


def _text(parent: Element, name: str, text: str, *, html: bool = False) -> None:
    element = SubElement(parent, name, {"format": "html"} if html else {})
    SubElement(element, "text").text = text
