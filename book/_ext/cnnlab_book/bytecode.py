"""Python's archives as a page gets them: with bytecode in place of their sources.

Otherwise each start in a reader's browser would compile hundreds of modules anew, for longer than
all else takes.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["with_bytecode"]

FRONTEND = Path(__file__).parents[3] / "frontend"
FONT_LIST, FONT_MANAGER = "matplotlib/fontlist.json", "matplotlib/font_manager.py"
RULES = Path(__file__), FRONTEND / "bytecode.mjs"  # by which archives are made


def with_bytecode(folder: Path, names: Iterable[str], table: Mapping[str, Any]) -> Path:
    """Return a folder in which some archives have bytecode; it is made the first time.

    Parameters
    ----------
    folder : Path
        Pyodide and the archives. The new folder is made in it.
    names : iterable of str
        The archives.
    table : mapping
        As ``python_files.toml`` has it: Pyodide's own ``info``, and in ``left_out`` patterns of
        what in an archive no page uses.

    Returns
    -------
    Path

    Raises
    ------
    subprocess.CalledProcessError
        If Node, or Python in it, fails.
    """
    rules = json.dumps(table, sort_keys=True).encode() + b"".join(p.read_bytes() for p in RULES)
    made = folder / f"bytecode-{hashlib.sha256(rules).hexdigest()[:16]}"
    if made.exists():
        return made
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        archives = [folder / archive for archive in names]
        _compile(archives, folder, work, table)
        (work / "made").mkdir()
        for archive in archives:
            _write(archive, work, table["left_out"])
        try:
            (work / "made").rename(made)
        except OSError:  # another build was faster
            if not made.exists():
                raise
    return made


def _compile(archives: list[Path], pyodide: Path, work: Path, table: Mapping[str, Any]) -> None:
    lock = {"info": table["info"], "packages": {}}
    (work / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    for archive in archives:
        with ZipFile(archive) as source:
            modules = [
                name
                for name in source.namelist()
                if name.endswith(".py") and not _is_left_out(name, table["left_out"])
            ]
            source.extractall(work / "sources" / archive.name, modules)
    node = [sys.executable, str(FRONTEND / "build.py"), "--node"]
    script = ["bytecode.mjs", str(pyodide), str(work)]
    subprocess.run([*node, *script], check=True, capture_output=True)


def _write(archive: Path, work: Path, left_out: list[str]) -> None:
    """Write an archive anew, with what was compiled of it, and with no date."""
    compiled = work / "sources" / archive.name
    with ZipFile(archive) as source, ZipFile(work / "made" / archive.name, "w") as target:
        for name in source.namelist():
            if name.endswith("/") or _is_left_out(name, left_out):
                continue
            bytecode = compiled / f"{name}c"
            found = bytecode.exists()
            entry = ZipInfo(bytecode.relative_to(compiled).as_posix() if found else name)
            content = bytecode.read_bytes() if found else source.read(name)
            if name == FONT_LIST:
                content = _numbered(content, source.read(FONT_MANAGER))
            target.writestr(entry, content, ZIP_DEFLATED, compresslevel=9)


def _numbered(fonts: bytes, manager: bytes) -> bytes:
    """Give a list of fonts the number that Matplotlib looks for; else it looks into each font."""
    number = re.search(rb"__version__ = (\S+)", manager)
    return re.sub(rb'"_version": [^,]+', b'"_version": ' + number[1], fonts) if number else fonts


def _is_left_out(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
