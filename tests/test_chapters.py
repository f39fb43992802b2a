"""What every chapter keeps to, so that a reader can follow it."""

import ast
import builtins
import dis
import re
from contextlib import nullcontext
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
import numpy as np
import pytest
from places import ROOT

from cnnlab.widgets import ParameterCounter, guesses

CHAPTERS = [ROOT / "book" / "index.ipynb", *sorted((ROOT / "book").glob("[01]*.ipynb"))]
FOLDED = {"remove-input", "remove-cell", "hide-input", "hide-cell"}
SENTENCE = (
    "Some names in the visible code come from folded cells: open them to see how they are made. "
    "Cells that the website leaves out are in the notebook."
)


def before_exercises(path: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    (end,) = (i for i, cell in enumerate(cells) if "## Exercises" in cell.source.splitlines())
    return cells[:end]


def names(code: str) -> tuple[set[str], set[str]]:
    """Return the names that code gives a value, and those that it reads."""
    nodes = list(ast.walk(ast.parse(code)))
    given = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    given |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    given |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            given |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return given, {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


@pytest.mark.parametrize("path", CHAPTERS[1:], ids=lambda path: path.stem)
def test_it_is_listed_wherever_the_chapters_are(path: Path) -> None:
    lecture = (ROOT / "book" / "lecture.md").read_text(encoding="utf-8")
    welcome = "\n".join(cell.source for cell in nbformat.read(CHAPTERS[0], as_version=4).cells)
    lists = {
        "_toc.yml": (f"- file: book/{path.stem}\n", (ROOT / "_toc.yml").read_text("utf-8")),
        "book/index.ipynb, its question": (f". {{doc}}`{path.stem}`: ", welcome),
        "book/lecture.md, what the lecture says": (f"\n{path.stem}: ", lecture),
        "book/lecture.md, its goals": (f"\n- {{doc}}`{path.stem}`: ", lecture),
    }
    assert [where for where, (line, text) in lists.items() if line not in text] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_says_where_names_come_from_that_no_cell_in_sight_defines(path: Path) -> None:
    known, said, needed = set(dir(builtins)), False, []
    for cell in before_exercises(path):
        if cell.cell_type == "markdown":
            said = said or SENTENCE in cell.source
        elif not FOLDED & set(cell.metadata.get("tags", [])):
            given, read = names(cell.source)
            unknown = read - given - known
            if unknown:
                assert said, f"{sorted(unknown)} in {cell.source[:200]}"
                needed += sorted(unknown)
            known |= given
    assert said == bool(needed)


def states_a_number(check: ast.Assert) -> bool:
    """Whether a check compares with a number that is written out; 0 and roundings are laws."""
    compared = [n for n in ast.walk(check.test) if isinstance(n, ast.Compare)]
    sides = [side for n in compared for side in (n.left, *n.comparators)]
    parts = [
        part
        for side in sides
        for part in (side, *(side.elts if isinstance(side, ast.List | ast.Tuple) else []))
    ]
    written = [part.value for part in parts if isinstance(part, ast.Constant)]
    return any(isinstance(v, str) or (isinstance(v, int | float) and v > 1e-3) for v in written)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_code_in_sight_may_be_changed_without_an_error_about_a_number(path: Path) -> None:
    """A class does not get the cells that test numbers of the text; all others follow a change."""
    in_sight: set[str] = set()
    stubborn = []
    for cell in before_exercises(path):
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown" or "remove-cell" in tags:
            continue
        if FOLDED & tags:
            in_sight -= names(cell.source)[0]
        else:
            code = ast.parse(cell.source).body
            own = [s for s in code if not isinstance(s, ast.Import | ast.ImportFrom)]
            in_sight |= names("\n".join(map(ast.unparse, own)))[0]
        stubborn += [
            ast.unparse(check)
            for check in ast.walk(ast.parse(cell.source))
            if isinstance(check, ast.Assert)
            and check.msg is None
            and states_a_number(check)
            and names(ast.unparse(check))[1] & in_sight
        ]
    assert stubborn == []


@pytest.mark.parametrize(
    ("chapter", "old", "new", "said"),
    [
        (8, "stride = 2", "stride = 1", ""),
        (8, "stride = 2", "stride = 3", "no window reads the last pixels of x"),
        (9, "size=128", "size=128, grey=True", "must be in colour"),
        (10, "size=96", "size=96, grey=True", "must be in colour"),
        (12, ', padding_mode="circular")', ")", "did not move along"),
    ],
)
def test_code_in_sight_follows_a_change_or_says_why_not(
    chapter: int, old: str, new: str, said: str
) -> None:
    cells = [c for c in before_exercises(CHAPTERS[chapter]) if c.cell_type == "code"]
    source = next(c.source for c in cells if not c.metadata.get("tags") and old in c.source)
    refused = pytest.raises(AssertionError, match=said) if said else nullcontext()
    with refused:
        exec(source.replace(old, new), {"np": np})


def test_chapter_13_may_be_run_with_other_networks() -> None:
    """Its networks are trained in a folded cell, and nearly all below depends on them."""
    changed = {"recipes", "seeds"}
    follow, stubborn, of_the_split = set(changed), [], set()
    for cell in nbformat.read(CHAPTERS[13], as_version=4).cells:
        is_test = "remove-cell" in cell.metadata.get("tags", [])
        if cell.cell_type == "markdown" or is_test or "_solution" in cell.source:
            continue
        for statement in ast.parse(cell.source).body:
            inner, read = names(ast.unparse(statement))
            given: set[str] = set()
            if isinstance(statement, ast.FunctionDef):
                given, read = {statement.name}, read - inner
            elif isinstance(statement, ast.Assign):
                parts = [part for target in statement.targets for part in ast.walk(target)]
                given = {part.id for part in parts if isinstance(part, ast.Name)}
            if read & follow:
                follow |= given
            elif not given & changed:
                follow -= given
            if isinstance(statement, ast.Assert) and read & follow:
                stubborn.append(ast.unparse(statement))
            if "digits" in read:  # the split that a reader may change
                of_the_split |= given
    assert stubborn == []
    assert of_the_split == {"x", "labels"}


def stays_in_sight(place: int, block: str) -> bool:
    """Whether a block below a table that waits does not wait; of formulas, the second does."""
    return bool(re.match(r"#|:::|```|\|" if place == 1 else r"#|:::|```|\||\$\$", block))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_waits_for_a_guess_does_not_lead_to_what_is_in_sight(path: Path) -> None:
    """A table that waits takes the text below it along, up to three paragraphs (book.css)."""
    waits, parts = False, []
    for cell in nbformat.read(path, as_version=4).cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            parts += cell.source.split("\n\n")
            continue
        if "remove-cell" in tags:  # it leaves nothing between the texts
            continue
        a_block = any(stays_in_sight(i, part) for i, part in enumerate(parts))
        out_of_sight = tags & {"after-guess", "hide-cell"}
        captioned = "figure" in cell.metadata.get("mystnb", {})
        if waits and 0 < len(parts) <= 3 and not a_block and not out_of_sight and not captioned:
            pytest.fail(f"hidden: {parts[-1]!r}, in sight: {cell.source[:200]}")
        waits, parts = "after-guess" in tags, []


def waiting(path: Path) -> str:
    """Return the text that waits with the tables above it: up to three blocks (book.css)."""
    told, waits = [], False
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and waits:
            for i, part in enumerate(cell.source.split("\n\n")[:3]):
                if stays_in_sight(i, part):
                    break
                told.append(part)
        if "remove-cell" not in cell.metadata.get("tags", []):
            waits = "after-guess" in cell.metadata.get("tags", [])
    return "\n".join(told)


@pytest.mark.parametrize(
    ("chapter", "answer"),
    [
        ("04_weight_sharing", "With the outermost pixels it looks worse still"),
        ("05_convolution", "For the layer that flips, the nine pixels"),
        ("08_transposed", "9 numbers cannot hold 49"),
        ("09_channels", "the weight is $g$ times smaller"),
        ("09_channels", "$$ (eq-separable-share)"),
        ("11_pooling", "where a feature is rare, the maximum is better"),
        ("12_invariance", "the maximum answers with one 16, then with two"),
    ],
)
def test_text_that_answers_a_guess_waits_for_it(chapter: str, answer: str) -> None:
    assert answer in waiting(ROOT / "book" / f"{chapter}.ipynb")


def test_code_that_answers_a_guess_is_folded_with_what_waits_for_it() -> None:
    (cell,) = (c for c in before_exercises(CHAPTERS[5]) if "windows[:, ::-1]" in c.source)
    assert {"hide-input", "after-guess"} <= set(cell.metadata["tags"])


def letters(text: str) -> set[str]:
    """Return the letters of a text's formulas, Greek ones as commands."""
    formulas = re.findall(r"\$\$?([^$]+)\$\$?", text)
    words = r"\\(?:text|operatorname|begin|end)\{[^}]*\}"
    said = " ".join(re.sub(words, " ", formula) for formula in formulas)
    greek = {"alpha", "mu", "rho", "sigma", "tau"}
    commands = {command for command in re.findall(r"\\([a-zA-Z]+)", said) if command in greek}
    return commands | set(re.findall("[a-zA-Z]", re.sub(r"\\[a-zA-Z]+", " ", said)))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_notation_has_every_letter_of_its_formulas(path: Path) -> None:
    rows = (ROOT / "book" / "notation.md").read_text(encoding="utf-8").splitlines()
    known = {
        letter
        for row in rows
        if row.startswith("| $") and ("{doc}" not in row or f"<{path.stem}>" in row)
        for letter in letters(row)
    }
    texts = [cell.source for cell in before_exercises(path) if cell.cell_type == "markdown"]
    assert letters("\n\n".join(texts)) <= known


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_table_waits_for_the_guess_above_it(path: Path) -> None:
    """What follows a guess that stands alone, in its section, is its answer."""
    guess = ""
    for cell in before_exercises(path):
        if cell.cell_type == "markdown":
            guess = "" if re.search("^##", cell.source, re.MULTILINE) else guess
        elif "guesses." in cell.source:
            guess = cell.source if re.search(r"^Guess\(", cell.source, re.MULTILINE) else ""
        elif "after-guess" in cell.metadata.get("tags", []):
            guess = ""
        elif guess:
            assert not re.search(r"\btable\(", cell.source), guess


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_it_asks_for_three_guesses_before_its_exercises(path: Path) -> None:
    asked = sum(
        cell.source.count("guesses.") for cell in before_exercises(path) if cell.cell_type == "code"
    )
    assert asked >= 3


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_an_exercise_that_asks_for_numbers_knows_the_usual_mistakes(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    asked = [c.source for c in cells if re.search(r"^Prediction\(", c.source, re.MULTILINE)]
    assert [source for source in asked if "mistakes=" not in source] == []


@pytest.mark.parametrize(
    ("given", "reply"), [(0.15, "16 bytes"), (0.002, "one output"), (0.011, "224 rows")]
)
def test_chapter_1_says_which_factor_is_left_out_of_the_gigabytes(given: float, reply: str) -> None:
    (cell,) = (c for c in before_exercises(CHAPTERS[1]) if "How many gigabytes" in c.source)
    shown: dict[str, Any] = {}
    exec(cell.source.replace("\nParameterCounter(", "\nwidget = ParameterCounter("), shown)
    slips = shown["widget"].guess["mistakes"]
    heard = next(said for (wrong,), said in slips if abs(given - wrong) <= min(0.05, wrong / 5))
    assert reply in heard


@pytest.mark.parametrize(
    ("marked", "reply"),
    [
        ([4], "untied"),
        ([1, 4, 7], "slides"),
        ([0, 1, 2, 4, 5, 7, 8], "no longer 0"),
    ],
)
def test_chapter_4_says_why_more_responses_change(marked: list[int], reply: str) -> None:
    (cell,) = (c for c in before_exercises(CHAPTERS[4]) if "Mark every response" in c.source)
    shown: dict[str, Any] = {"ParameterCounter": ParameterCounter, "guesses": guesses}
    exec(cell.source.replace("\nParameterCounter(", "\nwidget = ParameterCounter("), shown)
    slips = shown["widget"].guess["mistakes"]
    (heard,) = (said for wrong, said in slips if wrong == marked)
    assert reply in heard


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_cell_can_be_run_again_after_the_cells_below_it(path: Path) -> None:
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    uses = [from_above(cell) for cell in cells]
    spoilt = [
        (name, cells[at][:80], cells[below][:80])
        for below, (_, given) in enumerate(uses)
        for at, (read, _) in enumerate(uses[:below])
        for name in read & given
        if name not in repeated(cells[below], cells[:at])
    ]
    assert spoilt == []


def from_above(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell reads from cells above it, and those it gives a value.

    An import gives a name the value that it has in every cell.
    """
    code = compile(source, "cell", "exec")
    read, given, known = set(), set(), set()
    before = ""
    for step in dis.get_instructions(code):
        if step.opname == "STORE_NAME":
            known.add(step.argval)
            if before not in ("IMPORT_NAME", "IMPORT_FROM"):
                given.add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in known:
            read.add(step.argval)
        before = step.opname
    return read | globals_in(code) - known, given


def globals_in(code: CodeType) -> set[str]:
    """Return the names that the functions of a piece of code read from outside."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    steps = [step for function in inner for step in dis.get_instructions(function)]
    here = {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return here.union(*map(globals_in, inner))


def repeated(source: str, above: list[str]) -> set[str]:
    """Return the names that a cell gives a value in the very words of a cell above."""
    said = {ast.unparse(statement) for cell in above for statement in ast.parse(cell).body}
    again = [s for s in ast.parse(source).body if ast.unparse(s) in said]
    return {
        n.id
        for s in again
        if isinstance(s, ast.Assign)
        for n in s.targets
        if isinstance(n, ast.Name)
    }
