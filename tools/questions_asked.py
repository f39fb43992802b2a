"""What a quiz asks: the practice problems with fresh numbers, and the questions of the chapters."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbclient import NotebookClient

from cnnlab.practice import KINDS, MOST_NUMBER, MOST_SEED, Problem, problem

BOOK = Path(__file__).parent.parent / "book"
MOST_CHOICES = 5
ROUNDED = 0.005  # relative tolerance of fractions: three digits are enough
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


class Numbers(NamedTuple):
    """A question for a number, or a few.

    `slips` are usual wrong answers, each with its reply; `hint` is the reply to any other.
    """

    title: str
    text: str
    answer: list[float]
    slips: list[tuple[list[float], str]]
    hint: str
    working: str
    tolerance: float = 0.0
    tables: Sequence[tuple[str, list[list[int]]]] = ()


class Choices(NamedTuple):
    """A question with options, each with its reply."""

    title: str
    text: str
    options: list[str]
    replies: list[str]
    right: int
    working: str = ""
    tables: Sequence[tuple[str, list[list[int]]]] = ()


Question = Numbers | Choices


class Group(NamedTuple):
    """Questions of one kind, of which a student gets one."""

    name: str
    questions: list[Question]


class Quiz(NamedTuple):
    """A title, and a group for each question that a student gets."""

    title: str
    groups: list[Group]


def practice(
    kinds: Sequence[str], seed: int, level: int, variants: int = 1, *, choices: bool = False
) -> list[Group]:
    """Return a group for each kind: the problems that the page's sheet of this seed has.

    Examples
    --------
    >>> [group] = practice(["strided_size"], seed=42, level=1, variants=2)
    >>> [question.answer for question in group.questions]
    [[12.0], [14.0]]
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(f"There is no kind {unknown[0]!r}. The kinds are {', '.join(KINDS)}.")
    if not kinds:
        raise ValueError(f"Name at least one kind: {', '.join(KINDS)}.")
    groups = []
    for place, kind in enumerate(kinds, 1):
        numbers = range(place, MOST_NUMBER + 1, len(kinds))
        made = _different((problem(kind, seed, number, level) for number in numbers), variants)
        if len(made) < variants:
            raise ValueError(
                f"Seed {seed} has {len(made)} different problems of kind {kind!r} at level "
                f"{level}: {variants} variants are too many."
            )
        asked: list[Question] = [as_choices(one) if choices else one for one in map(_asked, made)]
        groups.append(Group(KINDS[kind], asked))
    return groups


def _different(problems: Iterable[Problem], count: int) -> list[Problem]:
    """Return the first `count` problems, without those that come again."""
    seen: dict[str, Problem] = {}
    for made in problems:
        if len(seen) == count:
            break
        seen.setdefault(f"{made.question} {made.tables}", made)
    return list(seen.values())


def _asked(made: Problem) -> Numbers:
    return Numbers(
        title=KINDS[made.kind],
        text=made.question,
        answer=[float(number) for number in made.answer],
        slips=made.mistakes,
        hint=made.hint,
        working=" ".join(made.steps),
        tables=made.tables,
    )


def as_choices(asked: Numbers) -> Question:
    """Offer the likeliest slips beside the answer, so that any platform replies to each.

    The numbers are sorted, so their order says nothing. Without a slip, the question stays.

    Examples
    --------
    >>> asked = Numbers("", "6 × 7?", [42], [([13], "That adds.")], "Multiply.", "7 + 7 + …")
    >>> as_choices(asked).options
    ['13', '42']
    """
    if not asked.slips:
        return asked
    offered = [(asked.answer, "That is right."), *asked.slips[: MOST_CHOICES - 1]]
    offered.sort(key=lambda offer: offer[0])
    return Choices(
        title=asked.title,
        text=asked.text,
        options=[several(numbers) for numbers, _ in offered],
        replies=[reply for _, reply in offered],
        right=[numbers for numbers, _ in offered].index(asked.answer),
        working=asked.working,
        tables=asked.tables,
    )


def several(numbers: Iterable[float]) -> str:
    """Write numbers as readers see them.

    Examples
    --------
    >>> several([307300.0, -0.5])
    '307,300 and −0.5'
    """
    return " and ".join(f"{number:,.10g}".replace("-", "−") for number in numbers)


def seed_of(student: str, seed: int) -> int:
    """Return a student's own seed, the same on any machine and in any list.

    Examples
    --------
    >>> seed_of("Ada", 42)
    823086
    """
    name = unicodedata.normalize("NFC", student)
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % MOST_SEED + 1


def students_in(path: Path) -> list[str]:
    """Return the students of a list: a name or a number on each line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        raise ValueError(f"The list {path} cannot be read.") from None
    except UnicodeDecodeError:
        raise ValueError(
            f"The list {path} must be plain text in UTF-8, one student per line."
        ) from None
    students = [line.strip() for line in lines if line.strip()]
    if not students:
        raise ValueError(
            f"The list {path} is empty: write a student's name or number on each line."
        )
    same: dict[str, str] = {}
    for student in students:
        # Windows and macOS would write the files of two such names over each other.
        first = same.setdefault(unicodedata.normalize("NFC", student).casefold(), student)
        if first is not student:
            also = "" if student == first else f", once as {first!r}"
            raise ValueError(f"The list {path} names {student!r} twice{also}.")
    return students


def chapter_questions(numbers: Iterable[int]) -> list[Group]:
    """Run these chapters, and return their questions: each `Prediction` and each `Choice`."""
    groups = []
    for number in numbers:
        paths = sorted(BOOK.glob(f"{number:02}_*.ipynb"))
        if not paths:
            raise ValueError(f"There is no chapter {number}: the chapters are 1 to {_last()}.")
        asked = [_question(*shown) for shown in shown_widgets(paths[0])]
        questions = [question for question in asked if question]
        for place, question in enumerate(questions, 1):
            title = f"Chapter {number}, question {place}"
            groups.append(Group(title, [question._replace(title=title)]))
    return groups


def _last() -> int:
    return max(int(path.name[:2]) for path in BOOK.glob("[0-9][0-9]_*.ipynb"))


def shown_widgets(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run a notebook, and yield the name and the traits of each widget that it shows, in order."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, resources=resources, store_widget_state=True).execute()
    states = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get(VIEW)
            if view:
                traits = states[view["model_id"]]["state"]
                yield str(traits.get("_anywidget_id", "")).rpartition(".")[2], traits


def _question(name: str, traits: dict[str, Any]) -> Question | None:
    if name == "Choice":
        return Choices(
            "", traits["question"], traits["choices"], traits["replies"], traits["right"]
        )
    if name == "Prediction":
        answer, tolerance = traits["answer"], traits["tolerance"]
        if not all(number.is_integer() for number in answer):
            if len(answer) > 1:
                return None  # no platform rounds several numbers at once
            tolerance = max(tolerance, ROUNDED * abs(answer[0]))
        return Numbers(
            title="",
            text=traits["question"],
            answer=answer,
            slips=[(wrong, reply) for wrong, reply in traits["mistakes"]],
            hint=traits["hint"],
            working=traits["working"] or traits["because"],
            tolerance=tolerance,
        )
    return None
