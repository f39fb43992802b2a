"""The command that writes the autograder: its tests of Otter's, and its sentences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import autograder
import nbformat
import pytest
from places import ROOT
from submissions import asked, handed_out

METADATA = """\
Metadata-Version: 2.4
Name: cnnlab
Requires-Dist: numpy>=2.0
Requires-Dist: scikit-learn>=1.5; extra == 'images'
Requires-Dist: torch>=2.6; extra == 'test'
Requires-Dist: scikit-image>=0.24; (python_version < '3') and extra == 'images'
Requires-Dist: tzdata; sys_platform == 'win32'
"""


def wheel(folder: Path, **files: str) -> Path:
    path = folder / "cnnlab-0.1.0+2027.spring-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("cnnlab-0.1.0+2027.spring.dist-info/METADATA", METADATA)
        for name, text in files.items():
            made.writestr(f"cnnlab/{name}.json", text)
    return path


def test_each_exercise_has_a_test_with_half_its_points_hidden() -> None:
    files = autograder.tests(asked("06_padding"))
    assert [*files] == ["01_size.py", "02_pad_reflect.py"]
    for code in files.values():
        compile(code, "test", "exec")
    assert "name = 'Exercise 6.5: reflect'\npoints = [0.5, 0.5]" in files["02_pad_reflect.py"]
    assert "hidden=True" in files["02_pad_reflect.py"]


def test_a_container_installs_what_a_student_does(tmp_path: Path) -> None:
    assert autograder.requirements(wheel(tmp_path)) == [
        "numpy>=2.0",
        "scikit-learn>=1.5",
        'scikit-image>=0.24; python_version < "3"',
        'tzdata; sys_platform == "win32"',
    ]


def test_it_starts_where_nothing_is_that_builds_the_site() -> None:
    """The extra `grade` names no Sphinx."""
    missing = dict.fromkeys(["bs4", "docutils", "jupyter_book", "sphinx"])
    code = f"import sys; sys.modules.update({missing}); sys.path.insert(0, 'tools'); "
    start = [sys.executable, "-c", f"{code}import autograder"]
    assert subprocess.run(start, cwd=ROOT, capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize(
    ("arguments", "files", "sentence"),
    [
        (["none.ipynb"], {}, "there must be one cnnlab-….whl."),
        (["a.ipynb"], {}, "holds no questions: take the wheel that tools/hand_out.py wrote."),
        (["a.ipynb", "--seed", "x"], {"handed_out": "{}"}, "--seed must be a whole number from 0"),
        (["a.ipynb", "--points", "p"], {"handed_out": "{}"}, "There is no exercise 'ch3.size'."),
        (
            ["a.ipynb", "--points", "utf16"],
            {"handed_out": "{}"},
            "utf16 must be plain text in UTF-8.",
        ),
        (["a.ipynb", "-o", "."], {"handed_out": "{}"}, ". is a folder: give the archive a name"),
        (["essay"], {"handed_out": "{}"}, "This file is not a notebook that Jupyter can open."),
        (
            ["plain.ipynb"],
            {"handed_out": "{}"},
            "has no exercises: take one that tools/hand_out.py wrote",
        ),
    ],
)
def test_a_wrong_call_is_reported_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    files: dict[str, str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("essay").write_text("An essay.", encoding="utf-8")
    Path("p").write_text('["ch3.size"]\npoints = 2', encoding="utf-8-sig")
    Path("utf16").write_text('["ch03.field_size"]\npoints = 2', encoding="utf-16")
    nbformat.write(handed_out("06_padding"), "a.ipynb")
    nbformat.write(nbformat.v4.new_notebook(), "plain.ipynb")
    if "none.ipynb" not in arguments:
        wheel(tmp_path, **files)
    monkeypatch.setattr("sys.argv", ["autograder.py", "-o", "autograder.zip", *arguments])
    with pytest.raises(SystemExit) as stopped:
        autograder.main()
    assert sentence in str(stopped.value)
    assert not Path("autograder.zip").exists()
