"""Write the book as plain notebooks into the folder `notebooks`: `python tools/lab.py`.

A notebook that its reader has changed stays as it is. With `--branch` they are committed to
a branch instead, for the services that open notebooks from a repository: Colab, Binder, JupyterHub.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from command_line import Parser
from installation import pip_source
from jupyter_book.sphinx import build_sphinx
from students import EXTRAS, JUPYTERLAB

ROOT = Path(__file__).parent.parent
WRITTEN = ROOT / "_build" / "jupyter" / "notebooks"
TARGET = ROOT / "notebooks"
NOTE = ".written.json"  # in the folder: what was written last; any other content is a reader's


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--branch", help="commit them to this branch, and push it yourself")
    return parser.parse_args()


def main() -> int:
    """Write the notebooks, and bring the folder, or the branch, up to date."""
    branch = arguments().branch
    try:
        refuse_checked_out(branch)
    except ValueError as error:
        sys.exit(str(error))
    if write():
        return 1
    if branch:
        if source := pip_source():
            (WRITTEN / "requirements.txt").write_text(requirements(source), encoding="utf-8")
        else:
            print(
                "Binder will not find cnnlab: _config.yml does not name the repository's address."
            )
        print(commit(WRITTEN, branch))
        return 0
    kept = bring(WRITTEN, TARGET)
    print(f"The notebooks are in {TARGET.relative_to(ROOT)}.")
    if kept:
        print(f"Kept, since you changed them: {', '.join(kept)}. Rename yours to get the book's.")
    return 0


def write() -> bool:
    """Write the notebooks afresh into the folder `WRITTEN`, and return whether that failed."""
    shutil.rmtree(WRITTEN, ignore_errors=True)  # above all, a page that the book no longer has
    # The notebooks are for their reader to run. (Jupyter Book insists on the other setting.)
    settings = {"nb_execution_mode": "off", "latex_individualpages": False}
    return bool(
        build_sphinx(
            ROOT,
            WRITTEN,
            path_config=ROOT / "_config.yml",
            noconfig=True,
            confoverrides=settings,
            builder="jupyter",
            quiet=True,
            warningiserror=True,
            keep_going=True,
        )
    )


def bring(source: Path, target: Path) -> list[str]:
    """Copy notebooks to `target`, but not over one that was changed there.

    Return the names of those that were changed both there and in the book.
    """
    target.mkdir(exist_ok=True)
    note = target / NOTE
    brought = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    kept = []
    for path in sorted(source.rglob("*.ipynb")):
        name = path.relative_to(source).as_posix()
        copy, new = target / name, _digest(path)
        if copy.exists():
            if new == brought.get(name):
                continue
            if _digest(copy) != brought.get(name):
                kept.append(name)
                continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        brought[name] = new
    note.write_text(json.dumps(brought, indent=1), encoding="utf-8")
    return kept


def requirements(source: str) -> str:
    """Return what Binder installs for the branch, cnnlab from `source`."""
    return f"cnnlab{EXTRAS} @ {source}\n{JUPYTERLAB}\n"


def commit(folder: Path, branch: str) -> str:
    """Make the files of a folder the branch's next state, and say what was done.

    What is checked out stays untouched.
    """
    refuse_checked_out(branch)
    with TemporaryDirectory() as place:
        index = str(Path(place) / "index")
        git(f"--work-tree={folder}", "add", "--all", "--force", str(folder), index=index)
        tree = git("write-tree", index=index)
    last = git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", check=False)
    if last and git("rev-parse", f"{last}^{{tree}}") == tree:
        return f"{branch} is up to date."
    parent = ["-p", last] if last else []
    new = git("commit-tree", tree, *parent, "-m", "Write the notebooks out from the book")
    git("update-ref", f"refs/heads/{branch}", new)
    return f"{branch} has the notebooks: git push origin {branch}"


def refuse_checked_out(branch: str | None) -> None:
    """Raise if a branch is the one checked out: it would hold the notebooks and nothing else."""
    if branch and git("symbolic-ref", "--quiet", "--short", "HEAD", check=False) == branch:
        raise ValueError(f"{branch} is checked out: name a branch for the notebooks alone.")


def git(*words: str, index: str | None = None, check: bool = True) -> str:
    """Return what git prints in the repository; with `check`, leave if it fails."""
    variables = {"GIT_INDEX_FILE": index} if index else {}
    run = subprocess.run(
        ["git", *words],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
    )
    if check and run.returncode:
        sys.exit(f"git {words[0]} failed, as it says above.")
    return run.stdout.strip()


def _digest(path: Path) -> str:
    """Return what tells a notebook from one that says or does something else.

    JupyterLab saves what a run has left in a notebook, and a reader who only ran it is to get the
    book's corrections.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        parts = [
            (cell["cell_type"], "".join(cell["source"]), cell.get("attachments")) for cell in cells
        ]
    except (ValueError, KeyError, TypeError):  # no notebook any more: its reader's own in any case
        return ""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
