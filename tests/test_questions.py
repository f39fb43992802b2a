"""Questions for learning platforms: every item is read again, and its answer computed again."""

import doctest
import io
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import command_line
import nbformat
import pytest
import questions
import questions_asked
import questions_html
import questions_moodle
import questions_qti
from questions_asked import Choices, Group, Numbers, Quiz, practice, seed_of, several
from questions_html import IN_ORDER, RIGHT, ways_to_write

from cnnlab.practice import KINDS, LEVELS, Problem, problem

SEED = 42
LEVEL = range(1, LEVELS + 1)
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def plain(html: str) -> str:
    """What a reader sees of HTML, on one line."""
    return " ".join(unescape(re.sub(r"</?[a-z]+>", " ", html)).split())


def quiz(level: int, *, variants: int = 1, choices: bool = False) -> Quiz:
    return Quiz("A & B", practice(list(KINDS), SEED, level, variants, choices=choices))


def made(level: int) -> list[Problem]:
    return [problem(kind, SEED, number, level) for number, kind in enumerate(KINDS, 1)]


def seen(asked: Problem) -> list[str]:
    """The parts of the text of a question, as a student sees it."""
    grids = (
        f"{title} {' '.join(questions_html.written(v) for row in rows for v in row)}"
        for title, rows in asked.tables
    )
    order = [IN_ORDER] if len(asked.answer) > 1 else []
    return [plain(part) for part in (asked.question, *order, *grids)]


def moodle(asked: Quiz) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(questions_moodle.moodle_xml(asked))
    return [item for item in root if item.get("type") != "category"]


def assessment(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        [name] = [n for n in archive.namelist() if re.fullmatch(r"([^/]+)/\1\.xml", n)]
        return archive.read(name)


def qti(asked: Quiz) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(assessment(questions_qti.qti_package(asked)))
    return list(root.iter(f"{QTI}item"))


def right_in(item: ElementTree.Element) -> list[str]:
    """What an item of QTI gives full points for."""
    [condition] = [
        c for c in item.iter(f"{QTI}respcondition") if c.find(f"{QTI}setvar") is not None
    ]
    return [str(equal.text) for equal in condition.iter(f"{QTI}varequal")]


def feedback(item: ElementTree.Element) -> dict[str, str]:
    return {
        str(reply.get("ident")): plain(
            "".join(text.text or "" for text in reply.iter(f"{QTI}mattext"))
        )
        for reply in item.iter(f"{QTI}itemfeedback")
    }


@pytest.mark.parametrize("level", LEVEL)
def test_moodle_gives_points_for_the_answer_alone_and_names_each_slip(level: int) -> None:
    for item, asked in zip(moodle(quiz(level)), made(level), strict=True):
        assert plain(item.findtext("questiontext/text", "")) == " ".join(seen(asked))
        assert plain(item.findtext("generalfeedback/text", "")) == plain(" ".join(asked.steps))
        replies = {
            answer.findtext("text"): (
                answer.get("fraction"),
                plain(answer.findtext("feedback/text", "")),
            )
            for answer in item.iter("answer")
        }
        for way in ways_to_write(asked.answer):
            assert replies.pop(way) == ("100", RIGHT)
        assert replies.pop("*") == ("0", asked.hint)
        for wrong, reply in asked.mistakes:
            for way in ways_to_write(wrong):
                assert replies.pop(way) == ("0", reply)
        assert not replies
        # A slip that counted as the answer would be told that it is right.
        assert all(float(text.text or "") == 0 for text in item.iter("tolerance"))


@pytest.mark.parametrize("level", LEVEL)
def test_qti_gives_points_for_the_answer_alone_and_names_each_slip(level: int) -> None:
    for item, asked in zip(qti(quiz(level)), made(level), strict=True):
        text = plain(item.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext", ""))
        assert all(part in text for part in seen(asked))
        right = right_in(item)
        if item.findtext(f".//{QTI}fieldentry") == "numerical_question":
            assert [float(number) for number in right] == asked.answer
        else:
            assert right == ways_to_write(asked.answer)
        replies = feedback(item)
        assert replies["general_fb"] == plain(" ".join(asked.steps))
        slips = [f"{several(wrong)}? {reply}" for wrong, reply in asked.mistakes]
        assert replies["general_incorrect_fb"] == plain(" ".join([asked.hint, *slips]))


@pytest.mark.parametrize("level", LEVEL)
def test_each_choice_has_its_own_reply_and_one_is_right(level: int) -> None:
    asked = quiz(level, choices=True)
    for item, problem_asked in zip(moodle(asked), made(level), strict=True):
        assert item.get("type") == "multichoice"
        right = [
            plain(a.findtext("text", "")) for a in item.iter("answer") if a.get("fraction") == "100"
        ]
        assert right == [several(problem_asked.answer)]
    for item, problem_asked in zip(qti(asked), made(level), strict=True):
        labels = {
            str(label.get("ident")): plain(label.findtext(f".//{QTI}mattext", ""))
            for label in item.iter(f"{QTI}response_label")
        }
        assert [labels[ident] for ident in right_in(item)] == [several(problem_asked.answer)]
        known = {several(wrong): reply for wrong, reply in problem_asked.mistakes}
        replies = feedback(item)
        for ident, option in labels.items():
            assert replies[f"{ident}_fb"] == known.get(option, RIGHT)


def test_a_choice_has_all_its_options_however_many() -> None:
    options = [f"option {number}" for number in range(30)]
    many = Choices("C", "Which?", options, options, right=29)
    [item] = qti(Quiz("A", [Group("G", [many])]))
    labels = {
        label.get("ident"): plain(label.findtext(f".//{QTI}mattext", ""))
        for label in item.iter(f"{QTI}response_label")
    }
    assert list(labels.values()) == options
    assert [labels[ident] for ident in right_in(item)] == ["option 29"]


def test_signs_of_markdown_and_html_come_through_as_text() -> None:
    text = r"Is x_1 * 2 < 3 & $5 **or** `a` \( [b](c) 1. -- ... 'd' \"e\" −2 ⌊½⌋?"
    for asked in (
        Numbers("A & B", text, [1.0], [([2.0], text)], text, text),
        Choices("C", text, [text, "no"], [text, text], 0),
    ):
        one = Quiz("<Quiz>", [Group("G/H", [asked])])
        assert plain(moodle(one)[0].findtext("questiontext/text", "")) == text
        [item] = qti(one)
        assert plain(item.findtext(f".//{QTI}mattext", "")) == text
        assert any(text in reply for reply in feedback(item).values())


def test_a_platform_draws_one_of_several_variants() -> None:
    root = ElementTree.fromstring(assessment(questions_qti.qti_package(quiz(1, variants=3))))
    sections = [
        section for section in root.iter(f"{QTI}section") if section.find(f"{QTI}item") is not None
    ]
    assert len(sections) == len(KINDS)
    assert all(section.findtext(f".//{QTI}selection_number") == "1" for section in sections)
    assert all(len(section.findall(f"{QTI}item")) == 3 for section in sections)
    assert len(
        {plain(ElementTree.tostring(item, "unicode")) for item in moodle(quiz(1, variants=3))}
    ) == 3 * len(KINDS)


def test_zero_can_be_asked_for_and_numbers_with_a_tolerance() -> None:
    zero, third, nine = (
        Numbers("Q", text, [number], [], "Hint.", "So.", tolerance)
        for text, number, tolerance in (("0?", 0.0, 0.0), ("1/3?", 1 / 3, 0.002), ("9?", 9.0, 0.5))
    )
    items = qti(Quiz("Q", [Group("0", [zero]), Group("1", [third]), Group("2", [nine])]))
    assert right_in(items[0]) == ["0"]
    for item, asked in ((items[1], third), (items[2], nine)):
        low, high = (float(item.findtext(f".//{QTI}{name}", "")) for name in ("vargte", "varlte"))
        assert low < asked.answer[0] < high
        assert high - low == pytest.approx(2 * asked.tolerance, rel=0.1)


def test_moodle_is_told_the_kind_of_each_question_and_the_form_of_each_text() -> None:
    third = Numbers("Third", "1/3?", [1 / 3], [([0.5], "No.")], "Hint.", "So.", 0.002)
    both = Numbers("Both", "1 and 2?", [1.0, 2.0], [], "Hint.", "So.")
    which = Choices("Which", "a or b?", ["a", "b"], ["No.", RIGHT], 1)
    groups = [Group("G", [third]), Group("H", [both, both]), Group("I", [which])]
    items = moodle(Quiz("Q", groups))
    assert [(item.get("type"), item.findtext("name/text")) for item in items] == [
        ("numerical", "Third"),
        ("shortanswer", "Both, variant 1"),
        ("shortanswer", "Both, variant 2"),
        ("multichoice", "Which"),
    ]
    # For the answer, the slip, and any other number.
    assert [text.text for text in items[0].iter("tolerance")] == ["0.002", "0.002", "0"]
    assert [item.findtext("usecase") for item in items] == [None, "0", "0", None]
    assert not list(items[1].iter("tolerance"))
    for item in items:
        with_markup = [*item.iter("questiontext"), *item.iter("generalfeedback")]
        assert {part.get("format") for part in [*with_markup, *item.iter("feedback")]} == {"html"}
        options = "html" if item.get("type") == "multichoice" else "moodle_auto_format"
        assert {answer.get("format") for answer in item.iter("answer")} == {options}


def test_students_have_numbers_of_their_own_which_do_not_depend_on_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def written(*students: str) -> dict[str, bytes]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        (tmp_path / "list.txt").write_text("\n".join(students), encoding="utf-8")
        run(
            monkeypatch,
            "--kinds",
            "size",
            "field",
            "--students",
            str(tmp_path / "list.txt"),
            "--format",
            "moodle",
            "-o",
            str(folder),
        )
        assert f"{len(students)} quizzes" in capsys.readouterr().out
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    first, second = written("Ada", "../Zoë"), written("../Zoë", "Eve", "Ada")
    assert set(first) == {"quiz-Ada.xml", "quiz-..%2FZo%C3%AB.xml"}
    assert all(second[name] == content for name, content in first.items())
    assert len(set(second.values())) == 3
    assert seed_of("Zoë", 1) == seed_of("Zoe\u0308", 1)
    assert len({seed_of(str(number), 1) for number in range(1000)}) > 990


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["questions.py", *words])
    questions.main()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--kinds nope", "There is no kind 'nope'. The kinds are linear_parameters, "),
        ("", "Name what to ask: "),
        ("--kinds", "Argument --kinds: expected at least one argument."),
        ("--kinds all --seed x", "--seed must be a whole number from 0 to 999,999, got 'x'."),
        ("--kinds all --seed 1000000", "--seed must be a whole number"),
        ("--kinds all --level 4", "--level must be a whole number from 1 to 3, got '4'."),
        ("--kinds all --variants 0", "--variants must be a whole number"),
        ("--kinds shift --variants 990", "Seed 1 has 45 different problems of kind 'shift'"),
        ("--chapters 77", "There is no chapter 77: "),
        ("--kinds all --format pdf", "Argument --format: invalid choice: 'pdf'"),
        ("--kinds all --students {tmp}/none.txt", "The list {tmp}/none.txt cannot be read."),
        ("--kinds all --students {tmp}/empty.txt", "The list {tmp}/empty.txt is empty: "),
        ("--kinds all --students {tmp}/twice.txt", "The list {tmp}/twice.txt names 'Ada' twice."),
        (
            "--kinds all --students {tmp}/case.txt",
            "The list {tmp}/case.txt names 'ada' twice, once as 'Ada'.",
        ),
        ("--kinds all --students {tmp}/list.xls", "The list {tmp}/list.xls must be plain text"),
        ("--kinds all --output {tmp}", "{tmp} cannot be written: Is a directory."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    words: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.txt").write_text("\n \n")
    (tmp_path / "twice.txt").write_text("Ada\nAda\n")
    (tmp_path / "case.txt").write_text("Ada\nada\n")
    (tmp_path / "list.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    output = [] if "--output" in words else ["-o", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as stopped:
        run(monkeypatch, *words.format(tmp=tmp_path).split(), *output)
    said = str(stopped.value)
    assert said.startswith(sentence.format(tmp=tmp_path))
    assert "\n" not in said
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = tmp_path / "_build" / "quiz.xml"
    run(monkeypatch, "--kinds", "shift", "--format", "moodle", "-o", str(quiz))
    assert quiz.read_bytes().startswith(b"<?xml")


def test_a_seed_makes_the_same_file() -> None:
    assert questions_qti.qti_package(quiz(2)) == questions_qti.qti_package(quiz(2))
    assert questions_moodle.moodle_xml(quiz(2)) == questions_moodle.moodle_xml(quiz(2))


@pytest.mark.slow
def test_a_chapters_questions_are_asked_with_their_replies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        "from cnnlab.widgets import Choice, Guess, Prediction, guesses",
        "Prediction('6 × 7?', 42, 'Add.', working='7 + 7.', mistakes=[(13, 'That adds.')])",
        "Prediction('1 / 3?', 1 / 3, 'Divide.')",
        "Prediction('Thirds?', [1 / 3, 2 / 3], 'Divide.')",
        "Guess(guesses.number('1 + 1?', 2, hint='', because=''))",
        "Choice('1 + 1?', {'2': 'Yes.', '3': 'No.'}, right='2')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "03_arithmetic.ipynb")
    monkeypatch.setattr(questions_asked, "BOOK", tmp_path)
    product, third, choice = [
        group.questions[0] for group in questions_asked.chapter_questions([3])
    ]
    assert product == Numbers(
        "Chapter 3, question 1", "6 × 7?", [42.0], [([13.0], "That adds.")], "Add.", "7 + 7."
    )
    assert isinstance(third, Numbers)
    assert third.tolerance == pytest.approx(1 / 600)
    assert choice == Choices("Chapter 3, question 3", "1 + 1?", ["2", "3"], ["Yes.", "No."], 0)


@pytest.mark.parametrize("module", [command_line, questions_asked, questions_html, questions_qti])
def test_examples(module: object) -> None:
    tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried.attempted
    assert not tried.failed


@pytest.fixture(scope="module")
def dtd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The schema of QTI 1.2.1, out of the source package of pyslet."""
    folder = tmp_path_factory.mktemp("pyslet")
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary=:all:",
    ]
    got = subprocess.run([*download, "pyslet==0.7.20170805", "--dest", folder], capture_output=True)
    if got.returncode:
        pytest.skip("no package registry to get the schema of QTI 1.2.1 from")
    [package] = folder.glob("*.tar.gz")
    with tarfile.open(package) as archive:
        [name] = [n for n in archive.getnames() if n.endswith("1p2p1/ims_qtiasiv1p2p1.dtd")]
        member = archive.extractfile(name)
        assert member
        yield member.read()


@pytest.mark.slow
@pytest.mark.parametrize("choices", [False, True])
def test_qti_follows_its_schema(dtd: bytes, choices: bool) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.DTD(io.BytesIO(dtd))
    for level in LEVEL:
        text = assessment(questions_qti.qti_package(quiz(level, variants=2, choices=choices)))
        # The schema knows no namespace, and lets what a platform adds be anything that is declared.
        text = re.sub(rb"<questestinterop [^>]*>", b"<questestinterop>", text)
        text = re.sub(rb"\s*<points_per_item>1</points_per_item>", b"", text)
        tree = etree.fromstring(text)
        assert schema.validate(tree), schema.error_log
        tree.find(".//item").remove(tree.find(".//item/presentation"))
        tree.find(".//item").append(etree.Element("answer"))
        assert not schema.validate(tree)
