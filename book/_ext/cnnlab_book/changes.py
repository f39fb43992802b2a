"""What a build notices besides the pages' own sources."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from cnnlab_book.widgets import FRONTEND

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Look at the files before Sphinx compares this build's settings with the last one's."""
    app.add_config_value("cnnlab_assets", "", "html")
    app.connect("config-inited", _notice_changes)


def _notice_changes(app: Sphinx, config: Config) -> None:
    # The cache of executed notebooks looks at their code alone. A change of the package must run
    # them again, too; and since the path is part of the configuration, Sphinx then reads all pages.
    package = Path(str(files("cnnlab")))
    cache = Path(app.outdir).parent / ".jupyter_cache" / _digest(package.rglob("*.py"))
    config["nb_execution_cache_path"] = str(cache)
    # A change of scripts, styles or this extension writes all pages again, and the files with them.
    folders = (FRONTEND, Path(__file__).parent, Path(app.confdir) / "_static")
    config["cnnlab_assets"] = _digest(
        path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc"
    )


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
