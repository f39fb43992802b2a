"""Each package that is asked for has one range wherever it is named, and one tested version."""

import re
import tomllib
from collections import defaultdict

import build
import students
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import ROOT

# What comes with no other package of ours: to grade, teachers make an environment of its own.
ALONE = {"cnnlab", "otter-grader"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def lines(name: str) -> list[Requirement]:
    """The requirements that a file for pip names."""
    bare = (re.sub(r"(^|\s)#.*", "", line).strip() for line in text(name).splitlines())
    return [Requirement(line) for line in bare if line and not line.startswith("-")]


PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = [
    *map(Requirement, PROJECT["dependencies"]),
    *(Requirement(line) for extra in EXTRAS.values() for line in extra),
    *lines("requirements.txt"),
]
PINNED = lines("constraints.txt")


def test_a_package_has_one_range() -> None:
    ranges = defaultdict(set)
    for asked in ASKED:
        if asked.name != "cnnlab":
            ranges[canonicalize_name(asked.name), str(asked.marker)].add(asked.specifier)
    assert len(ranges) > 40
    assert {name: found for name, found in ranges.items() if len(found) > 1} == {}


def test_what_is_asked_for_is_pinned_to_a_version_in_its_range() -> None:
    names = {canonicalize_name(pinned.name) for pinned in PINNED}
    assert {canonicalize_name(asked.name) for asked in ASKED} - names == ALONE
    for asked in ASKED:
        for pinned in PINNED:
            same = canonicalize_name(asked.name) == canonicalize_name(pinned.name)
            if same and (asked.marker is None or asked.marker == pinned.marker):
                [exact] = pinned.specifier
                assert exact.operator == "=="
                assert asked.specifier.contains(exact.version, prereleases=True), asked


def test_students_get_the_jupyterlab_of_the_requirements() -> None:
    [wanted] = [asked for asked in lines("requirements.txt") if asked.name == "jupyterlab"]
    assert Requirement(students.JUPYTERLAB) == wanted


def test_the_gate_installs_what_installs_in_its_pinned_version() -> None:
    [installs] = re.findall(r"-m pip install (.*)", text(".ci/run"))
    assert installs.split()[-3:] == ["--constraint", "constraints.txt", "uv"]
    assert "uv" in {pinned.name for pinned in PINNED}


def test_makefile_and_build_take_the_same_node() -> None:
    assert re.findall(r'"(nodejs\S+)"', text("Makefile")) == [build.NODE_PACKAGE]


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = PROJECT["requires-python"].removeprefix(">=")
    for name in ("README.md", "Makefile", "book/run.md", "book/hub.md", "tools/hand_out.py"):
        assert set(re.findall(r"Python (3\.\d+) or newer", text(name))) == {oldest}, name
    tried = re.findall(r'python: \[(".*")\]', text(".github/workflows/test.yml"))
    assert tried[0].startswith(f'"{oldest}"')
