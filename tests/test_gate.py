"""What the gate asks of the system's packages before all else, where each command is a stand-in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

GATE = Path(__file__).parent.parent / ".ci" / "run"
BASH = shutil.which("bash")
APT = """#!{bash}
echo "$0 $*" >>"{log}"
[[ "$*" != *chromium-headless-shell* ]] || {offers}
"""
SUDO = """#!{bash}
exec "$@"
"""
pytestmark = pytest.mark.skipif(not BASH or not hasattr(os, "geteuid"), reason="a shell's script")


def asked_of_apt(folder: Path, *, offers: bool, root: bool) -> list[str]:
    """Run the gate as far as it comes without Python; return what it asked, with who asked it."""
    log = folder / "log"
    log.touch()
    for name in (".ci", "bin"):
        (folder / name).mkdir()
    # No test can choose the user that it runs as: the script is told instead of asking Bash.
    script = GATE.read_text(encoding="utf-8").replace("EUID", "0" if root else "1")
    (folder / ".ci" / "run").write_text(script, encoding="utf-8")
    commands = {
        **dict.fromkeys(("apt-get", "apt-cache"), APT),
        "sudo": SUDO.replace("exec", 'echo "sudo" >>"{log}"; exec'),
        "python3": "#!{bash}\n",
    }
    for name, text in commands.items():
        path = folder / "bin" / name
        path.write_text(text.format(bash=BASH, log=log, offers=str(offers).lower()))
        path.chmod(0o755)
    for name in ("dirname", "env", "make", "true", "false"):
        found = shutil.which(name)
        assert found
        (folder / "bin" / name).symlink_to(found)
    environment = {"PATH": str(folder / "bin")}
    subprocess.run([BASH, folder / ".ci" / "run"], env=environment, capture_output=True, timeout=60)
    return log.read_text(encoding="utf-8").replace(f"{folder}/bin/", "").splitlines()


@pytest.mark.parametrize("root", [True, False])
def test_packages_are_asked_for_as_root(tmp_path: Path, root: bool) -> None:
    asked = asked_of_apt(tmp_path, offers=True, root=root)
    changes = [place for place, line in enumerate(asked) if line.startswith("apt-get")]
    assert len(changes) == 2
    assert [asked[place - 1] == "sudo" for place in changes] == [not root, not root]
    assert "chromium-headless-shell" in asked[changes[1]]


def test_a_system_without_the_small_chromium_is_not_asked_for_it(tmp_path: Path) -> None:
    *_, installed = asked_of_apt(tmp_path, offers=False, root=True)
    assert installed.startswith("apt-get install")
    assert "nginx" in installed
    assert "chromium" not in installed
