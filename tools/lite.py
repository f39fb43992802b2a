"""Put JupyterLite, with cnnlab's wheel and the chapters, into the built site: `make lite`.

JupyterLite is a JupyterLab whose Python runs in the reader's browser. It fetches that Python from a
content network when a notebook starts, so these pages, and no others, need more than the site.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import lab
import nbformat
from installation import with_installation

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "lite"
TARGET = ROOT / "_build" / "html" / "lite"


def main() -> None:
    """Build it."""
    shutil.rmtree(WORK, ignore_errors=True)
    wheels = WORK / "wheels"
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", wheels, ROOT], check=True)
    if lab.write():
        sys.exit(1)
    for path in sorted(lab.WRITTEN.rglob("*.ipynb")):
        notebook = with_installation(nbformat.read(path, as_version=4), "cnnlab")
        target = WORK / "files" / path.relative_to(lab.WRITTEN)
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
    # Chapter 9 shows what the benchmark measured.
    shutil.copytree(ROOT / "benchmarks", WORK / "files" / "benchmarks")
    settings = {"PipliteAddon": {"piplite_urls": [str(path) for path in wheels.glob("*.whl")]}}
    (WORK / "jupyter_lite_config.json").write_text(json.dumps(settings), encoding="utf-8")
    build = [sys.executable, "-m", "jupyterlite_core.app", "build"]
    where = ["--contents", WORK / "files", "--output-dir", TARGET]
    subprocess.run([*build, *where, "--apps", "lab"], cwd=WORK, check=True)
    print(f"JupyterLite is in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
