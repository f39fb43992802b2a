"""What a build notices besides the pages' own sources."""

import hashlib
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from cnnlab_book.widgets import FRONTEND

__all__ = ["executed_notebooks", "setup"]


def setup(app: Sphinx) -> None:
    """Look at the files before Sphinx compares this build's settings with the last one's."""
    app.add_config_value("cnnlab_assets", "", "html")
    app.connect("config-inited", _notice_changes)


def _notice_changes(app: Sphinx, config: Config) -> None:
    # Since the path is part of the configuration, Sphinx reads all pages again when it changes.
    config["nb_execution_cache_path"] = str(executed_notebooks(Path(app.outdir).parent))
    # A change of scripts, styles or this extension writes all pages again, and the files with them.
    folders = (FRONTEND, Path(__file__).parent, Path(app.confdir) / "_static")
    config["cnnlab_assets"] = _digest(
        path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc"
    )


def executed_notebooks(build: Path) -> Path:
    """Return the folder in `build` that caches the notebooks as they run now.

    The cache compares a notebook's code alone. Notebooks must also run again when cnnlab changes,
    another installed package, or the timings that a chapter shows.
    """
    package = Path(str(files("cnnlab")))
    timings = Path(__file__).parents[3] / "benchmarks"
    own = (path for ending in ("py", "json") for path in package.rglob(f"*.{ending}"))
    digest = _digest([*own, *timings.glob("*.json")])
    return build / ".jupyter_cache" / f"{digest}-{_installed()}"


def _installed() -> str:
    versions = sorted({f"{found.name}=={found.version}" for found in distributions()})
    text = "\n".join([sys.version, *versions])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            content = path.read_bytes()
            # A module that has another name, or what another module had, is not the same.
            digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
