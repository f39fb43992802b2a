"""Write an autograder for a notebook: `python tools/autograder.py NOTEBOOK -o autograder.zip`.

The notebook is one that `tools/hand_out.py` wrote, beside its wheel of cnnlab. The archive is for
Gradescope and for Otter-Grader. Each exercise gives half its points for the cases in the book, and
half for hidden ones, which follow from the seed. `--points` takes a file that changes points or
rules, in the form of `src/cnnlab/grade/exercises.toml`.
"""

import argparse
import json
import secrets
import shutil
import sys
import zipfile
from collections.abc import Mapping
from contextlib import chdir
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from command_line import Parser, number
from packaging.requirements import Requirement
from students import EXTRAS

from cnnlab.grade.assignment import assignment, exercise_table
from cnnlab.grade.cells import Unreadable

MOST_SEED = 2**32
START = Path(__file__).with_name("autograder_start.py")
TEST = '''\
"""{title}: what `cnnlab.grade` found, by the name of the exercise."""

from otter.test_files import test_case

OK_FORMAT = False
name = {title!r}
points = {halves!r}


@test_case(name="the cases in the book")
def test_book(verdicts):
    right, said = verdicts[{exercise!r}]["book"]
    assert right, said


@test_case(name="hidden cases", hidden=True)
def test_hidden(verdicts):
    right, said = verdicts[{exercise!r}]["hidden"]
    assert right, said
'''


def tests(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return Otter's test files, an exercise in each, by their names in the exercises' order."""
    return {
        f"{place:02}_{exercise.partition('.')[2]}.py": TEST.format(
            title=about["title"], halves=[about["points"] / 2] * 2, exercise=exercise
        )
        for place, (exercise, about) in enumerate(asked["exercises"].items(), 1)
    }


def settings(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return Otter's settings: students see hidden cases once grades are published."""
    return {"show_hidden": True, "plugins": [{"cnnlab.grade.otter_plugin.Grader": asked}]}


def requirements(wheel: Path) -> list[str]:
    """Return what a wheel of cnnlab needs, with the extras that a student installs.

    Conditions on Python and the system stay: the container has its own.
    """
    with zipfile.ZipFile(wheel) as files:
        [path] = [name for name in files.namelist() if name.endswith(".dist-info/METADATA")]
        lines = message_from_bytes(files.read(path)).get_all("Requires-Dist", [])
    extras = EXTRAS.strip("[]").split(",")
    needed = []
    for line in map(Requirement, lines):
        condition, extra = _parted(str(line.marker or ""))
        if not extra or extra in extras:
            needed.append(f"{line.name}{line.specifier}" + (condition and f"; {condition}"))
    return needed


def _parted(marker: str) -> tuple[str, str]:
    """Return a marker without the extra that it names at its end, and the extra.

    Examples
    --------
    >>> _parted('python_version < "3.15" and extra == "images"')
    ('python_version < "3.15"', 'images')
    """
    condition, named, extra = marker.rpartition("extra == ")
    if not named:
        return marker, ""
    return condition.removesuffix(" and "), extra.strip('"')


def questions(wheel: Path) -> dict[str, str]:
    """Return the code of the questions that a handed-out wheel carries, by their names."""
    with zipfile.ZipFile(wheel) as files:
        if "cnnlab/handed_out.json" not in files.namelist():
            raise ValueError(
                f"{wheel.name} holds no questions: take the wheel that tools/hand_out.py wrote."
            )
        return dict(json.loads(files.read("cnnlab/handed_out.json")))


def wheel_of(notebook: Path) -> Path:
    """Return the wheel that lies beside a handed-out notebook, or above its folder."""
    folders = notebook.resolve().parents[:2]
    wheels = [path for folder in folders for path in sorted(folder.glob("cnnlab-*.whl"))]
    if len(wheels) != 1:
        raise ValueError(f"Beside {notebook}, or above its folder, there must be one cnnlab-….whl.")
    return wheels[0]


def text_of(points: Path) -> str:
    """Return what a teacher's file says: an editor of Windows may put a mark before it."""
    try:
        return points.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{points} must be plain text in UTF-8.") from None


def write(asked: Mapping[str, Any], wheel: Path, archive: Path) -> None:
    """Write the archive with Otter's own command, and put our start in place of its own."""
    from otter.generate import main as generate

    with TemporaryDirectory() as folder, chdir(folder):
        Path("tests").mkdir()
        for name, code in tests(asked).items():
            Path("tests", name).write_text(code, encoding="utf-8")
        Path("otter_config.json").write_text(json.dumps(settings(asked)), encoding="utf-8")
        Path("requirements.txt").write_text("\n".join(requirements(wheel)), encoding="utf-8")
        shutil.copy(wheel, wheel.name)
        generate(output_path="otters.zip", files=[wheel.name])
        with zipfile.ZipFile("otters.zip") as made, zipfile.ZipFile("ours.zip", "w") as ours:
            for name in made.namelist():
                ours.writestr(
                    name, START.read_bytes() if name == "run_otter.py" else made.read(name)
                )
        archive.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("ours.zip", archive)


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[2])
    parser.add_argument("notebook", type=Path, help="one that tools/hand_out.py wrote")
    parser.add_argument("--seed", help="seed of the hidden cases; by default drawn")
    parser.add_argument("--points", type=Path, metavar="FILE", help="changed points or rules")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the archive")
    return parser.parse_args()


def main() -> None:
    """Write the archive, or say in a sentence why not."""
    asked = arguments()
    try:
        seed = secrets.randbelow(MOST_SEED)
        if asked.seed is not None:
            seed = number("--seed", asked.seed, 0, MOST_SEED)
        if asked.output.is_dir():
            raise ValueError(f"{asked.output} is a folder: give the archive a name in it.")
        table = exercise_table(text_of(asked.points) if asked.points else "")
        wheel = wheel_of(asked.notebook)
        notebook = asked.notebook.read_text(encoding="utf-8")
        made = assignment(notebook, questions(wheel), table, seed)
        if not made["exercises"]:
            raise ValueError(
                f"{asked.notebook} has no exercises: take one that tools/hand_out.py wrote."
            )
        write(made, wheel, asked.output.resolve())
    except (ValueError, Unreadable) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}.")
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is missing: pip install '.[grade]'.")
    for exercise, about in made["exercises"].items():
        print(f"{about['points']:>5g}  {about['title']}  ({exercise})")
    print(f"{asked.output}: hidden cases of seed {seed}")


if __name__ == "__main__":
    main()
