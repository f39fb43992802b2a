"""Python's files: from wherever they may be had, and none but those of the table."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from cnnlab_book import python_files
from cnnlab_book.python_files import TABLE, Unavailable, bring, lock, table_files, write

CONTENTS = {
    "core.mjs": b"core",
    "numpy-2.0-any.whl": b"numpy",
    "comm-1.0-py3-none-any.whl": b"comm",
}


def entry(name: str) -> dict[str, object]:
    return {
        "file": name,
        "size": len(CONTENTS[name]),
        "sha256": hashlib.sha256(CONTENTS[name]).hexdigest(),
        "imports": [],
        "depends": [],
    }


class Sources:
    """A content network that is a folder, and a pip that finds what the folder `index` holds."""

    def __init__(self, folder: Path) -> None:
        self.network, self.index = folder / "network", folder / "index"
        self.asked: list[str] = []
        self.said: list[str] = []
        self.network.mkdir()
        self.index.mkdir()

    def pip_download(self, requirements: list[str], folder: Path) -> str:
        self.asked += requirements
        for requirement in requirements:
            for path in self.index.glob(requirement.replace("==", "-") + "-*"):
                (folder / path.name).write_bytes(path.read_bytes())
        return "" if any(folder.iterdir()) else f"pip knows no {requirements[0]}"

    def log(self, message: str, *values: object) -> None:
        self.said.append(message % values)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Return sources that have all of a small table."""
    core, package, index = CONTENTS
    sources = Sources(tmp_path)
    table = {
        **TABLE,
        "network": sources.network.as_uri() + "/",
        "wheel": {"requirement": "kit==1", "folder": "kit/files"},
        "core": {core: {k: v for k, v in entry(core).items() if k != "file"}},
        "packages": {"numpy": entry(package)},
        "index": {"comm": entry(index)},
    }
    monkeypatch.setattr(python_files, "TABLE", table)
    monkeypatch.setattr(python_files, "_pip_download", sources.pip_download)
    monkeypatch.setattr(python_files._logger, "info", sources.log)
    for name in (core, package):
        (sources.network / name).write_bytes(CONTENTS[name])
    (sources.index / index).write_bytes(CONTENTS[index])
    return sources


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write_kit(sources: Sources) -> None:
    """Write the wheel that has what the network has."""
    with zipfile.ZipFile(sources.index / "kit-1-any.whl", "w") as kit:
        for name in list(CONTENTS)[:2]:
            kit.writestr(f"kit/files/{name}", CONTENTS[name])


def test_the_table_has_all_that_is_needed_and_no_more() -> None:
    packages = {**TABLE["packages"], **TABLE["index"]}
    assert {file.name for file in table_files("core")} == {
        *("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
    }
    wanted = {"numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm"}
    needed: set[str] = set()
    while wanted - needed:
        needed |= wanted
        wanted |= {name for package in needed for name in packages[package]["depends"]}
    assert needed == set(packages)
    assert not any(re.match("sci(py|kit)|pandas|jedi", name) for name in packages)


def test_the_lock_has_the_table_and_the_sums_of_a_folder(tmp_path: Path) -> None:
    for file in table_files("packages", "index"):
        (tmp_path / file.name).write_text(file.name)
    made = lock(tmp_path)
    packages = {**TABLE["packages"], **TABLE["index"]}
    assert list(made["packages"]) == sorted(packages)
    for name, package in made["packages"].items():
        file = package["file_name"]
        assert (file, package["depends"]) == (packages[name]["file"], packages[name]["depends"])
        assert package["sha256"] == hashlib.sha256(file.encode()).hexdigest()
        assert file.startswith(package["name"].replace("-", "_"))
        assert f"-{package['version']}-" in file
    assert made["info"]["version"] in TABLE["network"]


def test_all_is_brought_and_kept(sources: Sources, cache: Path) -> None:
    bring(cache)
    assert contents(cache) == CONTENTS
    assert sources.asked == ["comm==1.0"]


def test_the_cache_is_enough(sources: Sources, cache: Path) -> None:
    bring(cache)
    sources.network.rename(sources.network.with_name("gone"))
    bring(cache)
    assert contents(cache) == CONTENTS
    assert sources.asked == ["comm==1.0"]  # that was the first time


def test_a_damaged_cache_is_mended(sources: Sources, cache: Path) -> None:
    bring(cache)
    (cache / "core.mjs").write_bytes(b"rock")  # as long as the right one
    bring(cache)
    assert contents(cache) == CONTENTS


@pytest.mark.usefixtures("sources")
def test_archives_are_written_with_bytecode_and_what_is_there_stays(
    cache: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compiled(folder: Path, names: list[str], table: object) -> Path:
        made = folder / "made"
        made.mkdir(exist_ok=True)
        for name in names:
            (made / name).write_bytes((folder / name).read_bytes() + b" compiled")
        return made

    monkeypatch.setattr(python_files, "with_bytecode", compiled)
    bring(cache)
    write(target, cache)
    expected = {
        "core.mjs": b"core",
        "numpy-2.0-any.whl": b"numpy compiled",
        "comm-1.0-py3-none-any.whl": b"comm compiled",
    }
    assert contents(target) == expected
    before = {path: path.stat().st_mtime_ns for path in target.iterdir()}
    (target / "core.mjs").write_bytes(b"rock")
    write(target, cache)
    assert contents(target) == expected
    after = {path: path.stat().st_mtime_ns for path in target.iterdir()}
    assert [path.name for path in after if after[path] != before[path]] == ["core.mjs"]


def test_the_wheel_serves_where_the_network_does_not(sources: Sources, cache: Path) -> None:
    (sources.network / "core.mjs").unlink()
    write_kit(sources)
    bring(cache)
    assert contents(cache) == CONTENTS
    assert sources.asked == ["comm==1.0", "kit==1"]


@pytest.mark.parametrize("wrong", [b"rock", b"cor", b"", b"<html>Please log in</html>"])
def test_a_wrong_file_is_refused_and_reported(sources: Sources, cache: Path, wrong: bytes) -> None:
    (sources.network / "core.mjs").write_bytes(wrong)
    with pytest.raises(Unavailable, match=r"has another core\.mjs"):
        bring(cache)
    assert not (cache / "core.mjs").exists()
    assert [message for message in sources.said if "core.mjs has been refused" in message]
    write_kit(sources)
    bring(cache)
    assert contents(cache) == CONTENTS


def test_a_wrong_wheel_of_the_index_is_refused(sources: Sources, cache: Path) -> None:
    (sources.index / "comm-1.0-py3-none-any.whl").write_bytes(b"worm")
    with pytest.raises(Unavailable, match="comm"):
        bring(cache)


def test_nothing_answers(sources: Sources, cache: Path) -> None:
    sources.network.rename(sources.network.with_name("gone"))
    with pytest.raises(Unavailable, match=r"core\.mjs or numpy-2\.0.*pip knows no kit==1"):
        bring(cache)


def test_a_cache_that_cannot_be_written_is_a_reason(sources: Sources, cache: Path) -> None:
    cache.write_text("a file in its place")
    with pytest.raises(Unavailable, match="cache"):
        bring(cache)
