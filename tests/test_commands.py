"""What README, CONTRIBUTING and the book's pages have people type: it is there, and works."""

import ast
import importlib
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def blocks(text: str) -> list[str]:
    """The shell's blocks in Markdown, with lines joined that a backslash breaks."""
    found = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [block.replace("\\\n", " ") for block in found]


def typed(path: Path) -> list[list[str]]:
    """The words of each command, in a block, in a sentence, or in a workflow's step."""
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.S | re.M))
    steps = re.findall(r"^ *(?:- run: )?(\S*(?:python|make) .*)$", text, re.MULTILINE)
    lines = steps if path.suffix == ".yml" else [*"\n".join(blocks(text)).splitlines(), *inline]
    # In prose, an apostrophe is no quotation mark.
    commands = (shlex.split(line.replace("'", ""), comments=True) for line in lines)
    return [words for words in commands if words]


COMMANDS = [(path, words) for path in [*PAGES, *WORKFLOWS] for words in typed(path)]
MADE = sorted({tuple(words[1:]) for _, words in COMMANDS if words[0] == "make" and words[1:]})
RUN = sorted(
    {
        tuple(words[1:])
        for _, words in COMMANDS
        if re.fullmatch(r"(?:\S*/)?python3?", words[0]) and words[1:2] and words[1].endswith(".py")
    }
)
TOOLS = [words for words in RUN if words[0].startswith("tools/")]


def test_they_are_found() -> None:
    assert len(MADE) > 10
    assert ("tools/serve.py",) in TOOLS
    assert ("tools/lab.py", "--branch", "notebooks") in TOOLS
    assert len(TOOLS) > 7


@pytest.mark.parametrize("words", MADE, ids=" ".join)
def test_make_knows_the_target_and_what_it_is_given(words: tuple[str, ...]) -> None:
    settings = [word.partition("=")[0] for word in words if "=" in word]
    assert {word for word in words if "=" not in word} <= set(TARGETS)
    assert all(f"$({name})" in MAKEFILE for name in settings)


@pytest.mark.parametrize("words", RUN, ids=" ".join)
def test_the_script_is_there(words: tuple[str, ...]) -> None:
    assert (ROOT / words[0]).is_file()


@pytest.mark.parametrize("words", TOOLS, ids=" ".join)
def test_the_command_takes_these_words(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", list(words))
    importlib.import_module(Path(words[0]).stem).arguments()


def written(words: list[str]) -> list[str]:
    """What a command writes into the checkout: with -o, and as an environment."""
    named = [after for word, after in pairwise(words) if word in ("-o", "--output", "venv")]
    return [name for name in named if not name.startswith(("/", "../"))]


def test_git_does_not_see_what_the_pages_have_people_write(tmp_path: Path) -> None:
    """Or what is handed out would count as made from what is not committed, and be checked."""
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    names = {name for _, words in COMMANDS for name in written(words)}
    assert {".venv", ".venv-grade", "_build/quiz.xml", "_build/autograder-03.zip"} <= names
    (tmp_path / "_build").mkdir()
    ignored = ["git", "check-ignore", "--quiet"]
    assert [n for n in names if subprocess.run([*ignored, n], cwd=tmp_path).returncode] == []


def test_readme_and_makefile_list_every_target() -> None:
    assert set(re.findall(r"^\| `make ([\w-]+)", README, re.MULTILINE)) == set(TARGETS)
    assert set(re.findall(r"^# make ([\w-]+)", MAKEFILE, re.MULTILINE)) == set(TARGETS)


def test_the_readme_names_each_folder_and_nothing_that_is_not_there() -> None:
    [block] = re.findall(
        r"^## Where things are\n+```\n(.*?)^```$", README, re.DOTALL | re.MULTILINE
    )
    named = {
        name for line in block.splitlines() for name in re.split(", | {2,}", line[:24]) if name
    }
    assert [name for name in named if not (ROOT / name).exists()] == []
    listed = subprocess.run(["git", "ls-files", "*/*"], cwd=ROOT, capture_output=True, text=True)
    folders = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    assert folders <= {name.partition("/")[0] for name in named}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with tools in it, and a site."""
    (tmp_path / "tools").mkdir()
    for name in ("serve.py", "command_line.py"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "tools")
    site = tmp_path / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the first page")
    return tmp_path


def test_the_readmes_line_serves_what_was_built(checkout: Path) -> None:
    [line] = re.findall(r"^python (tools/serve\.py.*)$", README, re.MULTILINE)
    # The one word more: another server may have the port that is the default.
    command = [sys.executable, *shlex.split(line, comments=True), "--port=0"]
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            address = re.findall(r"http://\S+", said)[0]
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.read() == b"the first page"
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "x"], "--port must be a whole number from 0 to 65,535, got 'x'."),
        (["--port", "70000"], "--port must be a whole number from 0 to 65,535, got '70000'."),
        (["none"], "There is no site in none. Build it: jupyter-book build . or make book."),
        (["--site"], "Unrecognized arguments: --site. --help says more."),
    ],
)
def test_what_cannot_be_served_is_reported_in_a_sentence(
    checkout: Path, words: list[str], sentence: str
) -> None:
    run = subprocess.run(
        [sys.executable, "tools/serve.py", *words], cwd=checkout, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr.strip()) == (1, sentence)


@pytest.mark.parametrize("folder", ["src", "tools", "book/_ext", "frontend", "benchmarks", "hub"])
def test_text_is_read_and_written_as_utf_8_whatever_the_system_prefers(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Attribute(attr="read_text" | "write_text")):
                    assert "utf-8" in ast.unparse(node), f"{path}:{node.lineno}"
