"""Write questions for a learning platform: `python tools/questions.py --kinds all -o quiz.zip`.

The practice problems (`--kinds`, `all` for all) and the chapters' own questions (`--chapters`), as
QTI for Canvas and others or as Moodle XML. A seed makes the same problems as on the page
Practice. `--students` takes a list with a name or a number on each line, and writes into a folder a
quiz for each, with numbers of their own; `--variants` makes several problems of each kind, of which
the platform draws one for each student. `--choices` offers the usual slips beside the answer.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from command_line import Parser, number
from questions_asked import (
    KINDS,
    Group,
    Quiz,
    chapter_questions,
    practice,
    seed_of,
    students_in,
)
from questions_moodle import moodle_xml
from questions_qti import qti_package

from cnnlab.practice import LEVELS, MOST_SEED

FORMATS: dict[str, tuple[str, Callable[[Quiz], bytes]]] = {
    "qti": (".zip", qti_package),
    "moodle": (".xml", moodle_xml),
}


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[2])
    parser.add_argument("--kinds", nargs="+", default=[], metavar="KIND", help=", ".join(KINDS))
    parser.add_argument(
        "--chapters",
        nargs="+",
        default=[],
        metavar="NUMBER",
        help="chapters to take questions from",
    )
    parser.add_argument("--level", default="1", help=f"1 to {LEVELS}, 1 unless given")
    parser.add_argument("--seed", default="1", help=f"0 to {MOST_SEED:,}, 1 unless given")
    parser.add_argument("--variants", default="1", help="problems of each kind, 1 unless given")
    parser.add_argument("--choices", action="store_true", help="offer the usual slips")
    parser.add_argument(
        "--students", type=Path, metavar="LIST", help="a file, one student per line"
    )
    parser.add_argument("--format", choices=FORMATS, default="qti")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a file, or a folder")
    return parser.parse_args()


def write(asked: argparse.Namespace) -> int:
    """Write the files, and return how many there are."""
    seed = number("--seed", asked.seed, 0, MOST_SEED)
    level = number("--level", asked.level, 1, LEVELS)
    variants = number("--variants", asked.variants, 1, 999)
    kinds = list(KINDS) if asked.kinds == ["all"] else asked.kinds
    chapters = [number("--chapters", text, 1, 99) for text in asked.chapters]
    if not kinds and not chapters:
        raise ValueError("Name what to ask: --kinds all, some kinds, or --chapters 5.")
    students = students_in(asked.students) if asked.students else []
    ending, form = FORMATS[asked.format]

    def problems(seed: int) -> list[Group]:
        return practice(kinds, seed, level, variants, choices=asked.choices) if kinds else []

    problems(seed)  # before chapters run: what cannot be made is said at once
    of_chapters = chapter_questions(chapters)
    if not students:
        quiz = Quiz("Convolution and pooling", problems(seed) + of_chapters)
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        asked.output.write_bytes(form(quiz))
        return 1
    asked.output.mkdir(parents=True, exist_ok=True)
    for student in students:
        quiz = Quiz(student, problems(seed_of(student, seed)) + of_chapters)
        # Percent signs keep two students' files apart, and each file in its folder.
        path = asked.output / f"quiz-{quote(student, safe=' ')}{ending}"
        path.write_bytes(form(quiz))
    return len(students)


def main() -> None:
    """Write what is asked for, or say in a sentence why not."""
    asked = arguments()
    try:
        count = write(asked)
    except ValueError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{asked.output} cannot be written: {error.strerror}.")
    print(f"{asked.output}: {count} {'quiz' if count == 1 else 'quizzes'}")


if __name__ == "__main__":
    main()
