"""What `make` would do in a checkout that is set up, before and after `make clean`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("make"), reason="there is no make"
)

BUNDLE = "python frontend/build.py\n"
BUILT = ("_build/html", "frontend/dist/site", "src/cnnlab/widgets/static")
OWN = ("notebooks", "frontend/node_modules", ".venv/bin")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder in which everything has been installed and built."""
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in (*BUILT, *OWN):
        (tmp_path / name).mkdir(parents=True)
    for name in ("book", "frontend", "test"):  # the order in which they come to be
        (tmp_path / ".venv" / f"{name}.stamp").touch()
    return tmp_path


def make(checkout: Path, *words: str) -> str:
    # What `make test` was given is not for this one.
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("MAKE")}
    run = subprocess.run(
        ["make", *words],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


@pytest.mark.parametrize(
    "words",
    [
        "book SERVE=0",
        "lab SERVE=0",
        "hand-out EDITION=2027-spring",
        "links",
        "notebooks",
        "pdf",
        "quick",
        "test",
    ],
)
def test_what_needs_the_front_end_bundles_it_once_and_again_after_clean(
    checkout: Path, words: str
) -> None:
    command = ("--dry-run", *words.split())
    assert BUNDLE not in make(checkout, *command)
    make(checkout, "clean")
    assert BUNDLE in make(checkout, *command)


def test_clean_removes_what_was_built_and_neither_work_nor_installation(checkout: Path) -> None:
    make(checkout, "clean")
    assert [name for name in BUILT if (checkout / name).exists()] == []
    assert [name for name in OWN if not (checkout / name).exists()] == []
    assert (checkout / ".venv" / "book.stamp").exists()
