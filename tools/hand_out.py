"""Write the edition that a class gets: `python tools/hand_out.py 2027-spring`.

A folder, and a zip of it: the notebooks without solutions and answers, the wheel of cnnlab that
they need, and instructions to install it. Both have the term in their version.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import lab
import nbformat
from command_line import Parser
from lab import ROOT
from packaging.version import Version
from students import EXTRAS, JUPYTERLAB

from cnnlab_book.hand_out import hand_out, questions

HANDED_OUT = ROOT / "_build" / "hand-out"
NEEDED = ("README.md", "LICENSE", "src")  # beside pyproject.toml, for a wheel
HOOK = "[tool.hatch.build.hooks.custom]"
README = """\
# Convolution and pooling, {term}

You need Python 3.11 or newer. In this folder, once:

    python -m venv .venv
    .venv\\Scripts\\activate          # elsewhere: source .venv/bin/activate
    python -m pip install -r requirements.txt

Then, each time, activate as above, and:

    jupyter lab notebooks/index.ipynb

Begin each notebook with *Run → Run All Cells*. The exercises are at its end: put your code in place
of the three dots, and run the cell. It says whether your answer is right, or shows where it fails.

Keep the cells of the exercises. You may rename a file, and add cells.
"""
REQUIREMENTS = """\
# In the folder of this file: pip install -r requirements.txt
-c constraints.txt
./{wheel}{extras}
{jupyterlab}
"""


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("term", help="such as 2027-spring; 2027-spring.2 corrects it")
    parser.add_argument("--branch", help="commit the notebooks to it, and push it yourself")
    return parser.parse_args()


def main() -> None:
    """Write folder and zip, and say where they are and how to tag them."""
    given = arguments()
    term = given.term
    try:
        name, version = f"cnnlab-{term}", version_of(term)
        refuse_another(name)
        lab.refuse_checked_out(given.branch)
        folder = HANDED_OUT / name
        shutil.rmtree(folder, ignore_errors=True)
        asked = write_notebooks(folder / "notebooks", version)
        wheel = build_wheel(folder, version, asked)
    except ValueError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError:
        sys.exit("The wheel was not built: see what pip says above.")
    write_instructions(folder, term, wheel)
    archive = shutil.make_archive(str(folder), "zip", HANDED_OUT, name)
    print(f"{Path(archive).relative_to(ROOT)} is ready to hand out, with cnnlab {version}.")
    if given.branch:
        print(lab.commit(folder / "notebooks", given.branch))
    if lab.git("status", "--porcelain", check=False):
        print("It holds changes that are not committed: commit them, and write it again.")
    print(f"Then tag what it was made from: git tag {name} && git push origin {name}")


def version_of(term: str) -> str:
    """Return the version of cnnlab for a term.

    Examples
    --------
    >>> version_of("2027-spring").partition("+")[2]
    '2027.spring'
    >>> version_of("Spring 2027")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: A term is lower-case letters and digits with - or . between them, as in 2027-...
    """
    if not re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", term):
        raise ValueError(
            "A term is lower-case letters and digits with - or . between them, as in 2027-spring; "
            f"{term!r} is not."
        )
    # As pip writes it: without a zero before another digit.
    return str(Version(f"{_project()['version']}+{term.replace('-', '.')}"))


def refuse_another(name: str) -> None:
    """Raise if this name has been given to another commit: one version, one content."""
    tagged = lab.git("rev-parse", "--verify", "--quiet", f"refs/tags/{name}^{{}}", check=False)
    if tagged and tagged != lab.git("rev-parse", "HEAD"):
        raise ValueError(
            f"{name} is tagged, and the book has changed since. Name a correction "
            f"{name.removeprefix('cnnlab-')}.2, or check out the tag."
        )


def write_notebooks(folder: Path, version: str) -> dict[str, str]:
    """Write the notebooks, and return the code of their questions by name."""
    if lab.write():
        raise ValueError("The notebooks were not written: see what Sphinx says above.")
    asked: dict[str, str] = {}
    for path in sorted(lab.WRITTEN.rglob("*.ipynb")):
        name = path.relative_to(lab.WRITTEN).with_suffix("").as_posix()
        plain = nbformat.read(path, as_version=4)
        target = folder / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(hand_out(plain, name, version), target)
        asked |= questions(plain, name)
    return asked


def build_wheel(folder: Path, version: str, asked: dict[str, str]) -> str:
    """Build the wheel of this version, with the questions in it, and return its name.

    It is built from a copy: neither the term nor the questions come into the repository.
    """
    with TemporaryDirectory() as place:
        sources = Path(place)
        for name in NEEDED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, sources / name)
        project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        project = project.replace(f'version = "{_project()["version"]}"', f'version = "{version}"')
        project = project.replace(HOOK, "")  # the front end is built already
        (sources / "pyproject.toml").write_text(project, encoding="utf-8")
        carried = sources / "src" / "cnnlab" / "handed_out.json"
        carried.write_text(json.dumps(asked, ensure_ascii=False, indent=1), encoding="utf-8")
        pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--no-deps", f"--wheel-dir={folder}", place], check=True)
    (wheel,) = folder.glob(f"cnnlab-{version}-*.whl")
    return wheel.name


def write_instructions(folder: Path, term: str, wheel: str) -> None:
    """Write what students read, and what pip reads."""
    shutil.copyfile(ROOT / "constraints.txt", folder / "constraints.txt")
    (folder / "README.md").write_text(README.format(term=term), encoding="utf-8")
    requirements = REQUIREMENTS.format(wheel=wheel, extras=EXTRAS, jupyterlab=JUPYTERLAB)
    (folder / "requirements.txt").write_text(requirements, encoding="utf-8")


def _project() -> dict[str, str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, str] = tomllib.loads(text)["project"]
    return project


if __name__ == "__main__":
    main()
