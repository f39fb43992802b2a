"""Write the book as plain notebooks into the folder `notebooks`: `python tools/lab.py`.

A notebook that its reader has changed stays as it is.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx

ROOT = Path(__file__).parent.parent
WRITTEN = ROOT / "_build" / "jupyter" / "notebooks"
TARGET = ROOT / "notebooks"
NOTE = ".written.json"  # in the folder: what was brought last; any other content is a reader's


def main() -> int:
    """Write the notebooks, and bring the folder up to date."""
    if write():
        return 1
    kept = bring(WRITTEN, TARGET)
    print(f"The notebooks are in {TARGET.relative_to(ROOT)}.")
    if kept:
        print(f"You have changed {', '.join(kept)}: kept. Rename yours to get the book's again.")
    return 0


def write() -> bool:
    """Write the notebooks afresh into the folder `WRITTEN`, and return whether that failed."""
    shutil.rmtree(WRITTEN, ignore_errors=True)  # a page that the book has no more, above all
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
    """Copy notebooks to `target`, but none over what was changed there.

    Return the names of those that were changed there and in the book, too.
    """
    target.mkdir(exist_ok=True)
    note = target / NOTE
    brought = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    kept = []
    for path in sorted(source.rglob("*.ipynb")):
        name = path.relative_to(source).as_posix()
        copy, new = target / name, _digest(path)
        if copy.exists() and _digest(copy) != brought.get(name):
            if new != brought.get(name):
                kept.append(name)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        brought[name] = new
    note.write_text(json.dumps(brought, indent=1), encoding="utf-8")
    return kept


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
