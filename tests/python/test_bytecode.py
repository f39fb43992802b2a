"""Archives with bytecode: what is compiled and left out, and that it is made once."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from cnnlab_book.bytecode import with_bytecode
from cnnlab_book.python_files import CACHE, TABLE, table_files

WHEEL = "kit-1.0-py3-none-any.whl"
FILES = {
    "kit/__init__.py": "def twice(x):\n    '''Double it.'''\n    return 2 * x\n",
    "kit/broken.py": "def (:\n",
    "kit/data.csv": "1,2\n",
    "kit/types.pyi": "def twice(x: int) -> int: ...\n",
    "kit/tests/test_kit.py": "assert True\n",
    "kit-1.0.dist-info/METADATA": "Name: kit\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an archive, and the Pyodide of the last build beside it."""
    for file in table_files("core"):
        if not (CACHE / file.name).exists():
            pytest.skip("no site with Python was built: PYTHON_IN_PAGE=1 make book SERVE=0")
        (tmp_path / file.name).symlink_to(CACHE / file.name)
    with ZipFile(tmp_path / WHEEL, "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, text)
    return tmp_path


@pytest.mark.slow
def test_modules_are_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = with_bytecode(folder, [WHEEL], TABLE)
    with ZipFile(made / WHEEL) as wheel:
        found = {name: wheel.read(name) for name in wheel.namelist()}
    compiled = found.pop("kit/__init__.pyc")
    # What cannot be compiled stays as it is: a start that does not import it is none the worse.
    kept = ("kit/broken.py", "kit/data.csv", "kit-1.0.dist-info/METADATA")
    assert found == {name: FILES[name].encode() for name in kept}
    # https://docs.python.org/3.12/reference/import.html#cached-bytecode-invalidation: hash-based,
    # and not compared with a source.
    assert compiled[4:8] == b"\x01\x00\x00\x00"
    assert b"site-packages/kit/__init__.py" in compiled
    assert b"Double it." in compiled

    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("compiled again"))
    assert with_bytecode(folder, [WHEEL], TABLE) == made
    with pytest.raises(pytest.fail.Exception, match="compiled again"):
        with_bytecode(folder, [WHEEL], {**TABLE, "left_out": []})


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyodide.mjs").write_text("throw new Error('no memory')")
    with ZipFile(tmp_path / WHEEL, "w") as wheel:
        wheel.writestr("kit.py", "x = 1")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(subprocess.CalledProcessError) as caught:
        with_bytecode(tmp_path, [WHEEL], TABLE)
    assert b"no memory" in caught.value.stderr
    assert sorted(tmp_path.iterdir()) == before
