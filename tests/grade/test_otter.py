"""Otter-Grader itself grades five submissions: where the extra `grade` is installed."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import autograder
import pytest
from places import ROOT
from submissions import asked, filled_in, solutions

CHAPTER = "03_receptive_fields"
FIELD, DILATIONS = "ch03.field_size", "ch03.dilations"
RIGHT = solutions(CHAPTER)
HOSTILE = """
import contextlib, glob, json, os, signal, sys
above = os.environ.get("PYTHONPATH", "")
seen = []
for pattern in ("/autograder/**", AUTOGRADER + "/**", "tests/*", "/opt/cnnlab/../../root/*"):
    for path in glob.glob(pattern, recursive=True):
        with contextlib.suppress(OSError):
            seen.append(open(path).read())
        with contextlib.suppress(OSError):
            os.remove(path)
for path in (AUTOGRADER + "/results/results.json", "results.json", "../results/results.json"):
    with contextlib.suppress(OSError):
        open(path, "w").write(json.dumps({"score": 100}))
with contextlib.suppress(OSError):
    os.kill(os.getppid(), signal.SIGKILL)
import cnnlab.check.verdict
cnnlab.check.verdict.Verdict.__init__ = lambda self, *_: setattr(self, "right", True)
for channel in range(1, 30):
    with contextlib.suppress(OSError):
        os.write(channel, b'{"value": {"plain": 5}}')
print(json.dumps({"score": 100, "tests": [{"name": "all", "score": 100, "max_score": 100}]}))


def field_size(layers):
    print("full marks")
    return [text for text in seen if "right" in text] or 100
"""
SUBMISSIONS = {
    "right": (RIGHT, (1, 1), "Right. 12 cases, all as they should be."),
    "half": ({FIELD: RIGHT[FIELD]}, (1, 0), "Not answered yet."),
    "empty": ({}, (0, 0), "Not answered yet."),
    "endless": (
        RIGHT | {FIELD: "def field_size(layers):\n    while True: pass"},
        (0, 1),
        "it is still running after 5 seconds: does a loop never end?",
    ),
    "hostile": (RIGHT | {FIELD: HOSTILE}, (0, 1), "Not yet. "),
}


@pytest.fixture(autouse=True)
def same_modes() -> Iterator[None]:
    """Undo what the start opens for `nobody`: this is no container."""
    modes = {folder: folder.stat().st_mode for folder in Path(sys.executable).resolve().parents}
    yield
    for folder, mode in modes.items():
        folder.chmod(mode)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose wheel has cnnlab as it is here."""
    folder = tmp_path_factory.mktemp("archive")
    wheel = folder / "cnnlab-0.1.0+2027.spring-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        for path in (ROOT / "src").rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                made.write(path, path.relative_to(ROOT / "src"))
        metadata = "Metadata-Version: 2.4\nName: cnnlab\nVersion: 0.1.0+2027.spring\n"
        made.writestr("cnnlab-0.1.0+2027.spring.dist-info/METADATA", metadata)
    autograder.write(asked(CHAPTER), wheel, folder / "autograder.zip")
    return folder / "autograder.zip"


def container(archive: Path, folder: Path) -> Path:
    """Lay a container's folders out as Gradescope does, and return the main one."""
    main = folder / "autograder"
    for name in ("source", "submission", "results"):
        (main / name).mkdir(parents=True)
    zipfile.ZipFile(archive).extractall(main / "source")
    (main / "submission_metadata.json").write_text("{}", encoding="utf-8")
    return main


def graded(main: Path) -> dict[str, Any]:
    """Begin as the container does, and return what Gradescope reads."""
    start = main / "source" / "run_otter.py"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run([sys.executable, start], cwd="/", env=environment, check=True)
    return dict(json.loads((main / "results" / "results.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_each_submission_gets_its_points_and_a_reason(
    tmp_path: Path, archive: Path, kind: str
) -> None:
    written, points, reason = SUBMISSIONS[kind]
    main = container(archive, tmp_path)
    text = filled_in(CHAPTER, written).replace("AUTOGRADER", f"'{main}'")
    (main / "submission" / "mine.ipynb").write_text(text, encoding="utf-8")
    (main / "submission" / "otter.py").write_text("raise SystemExit('full marks')")
    _, *tests = graded(main)["tests"]
    print(kind, json.dumps(tests, indent=1))
    assert tuple(test["score"] for test in tests) == points
    assert reason in "\n".join(test["output"] for test in tests)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("essay.ipynb", "An essay.", "This file is not a notebook that Jupyter can open."),
        ("essay.pdf", "An essay.", "Hand in one .ipynb file; found: essay.pdf."),
    ],
)
def test_bad_input_gets_a_sentence(
    tmp_path: Path, archive: Path, name: str, text: str, reason: str
) -> None:
    main = container(archive, tmp_path)
    (main / "submission" / name).write_text(text, encoding="utf-8")
    public, *tests = graded(main)["tests"]
    assert reason in public["output"]
    assert [test["score"] for test in tests] == [0, 0]
