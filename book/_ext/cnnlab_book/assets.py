"""The widgets' script and style, written into the site from the package."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from cnnlab.style import css_variables

__all__ = ["setup"]

_PACKAGE = Path(str(files("cnnlab")))
_FRONTEND = Path(__file__).parents[3] / "frontend" / "dist" / "site"

# Until its script has come, the theme knows no colours for the mode "auto".
_THEME = (
    'if (document.documentElement.dataset.mode === "auto") document.documentElement.dataset.theme ='
    ' matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";'
)


def setup(app: Sphinx) -> None:
    """Write the assets and link them on every page."""
    app.add_config_value("cnnlab_assets", "", "html")
    app.connect("config-inited", _notice_changes)
    app.connect("builder-inited", _write_assets)
    scripts = sorted(path.name for path in _FRONTEND.glob("*.js"))
    for name in ["core.js", *(name for name in scripts if name != "core.js")]:
        app.add_js_file(name, loading_method="defer")
        app.add_css_file(name.replace(".js", ".css"))
    app.add_js_file(None, body=_THEME, priority=0)


def _notice_changes(app: Sphinx, config: Config) -> None:
    # The cache of executed notebooks looks at their code alone. A change of the package must run
    # them again, too; and since the path is part of the configuration, Sphinx then reads all pages.
    cache = Path(app.outdir).parent / ".jupyter_cache" / _digest(_PACKAGE.rglob("*.py"))
    config["nb_execution_cache_path"] = str(cache)
    # A change of scripts, styles or this extension writes all pages again, and the files with them.
    static = Path(app.confdir) / "_static"
    config["cnnlab_assets"] = _digest(
        (
            *_FRONTEND.iterdir(),
            *Path(__file__).parent.glob("*.py"),
            *static.rglob("*"),
        )
    )


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _write_assets(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for path in _FRONTEND.iterdir():
        text = path.read_text(encoding="utf-8")
        palette = css_variables() if path.name == "core.css" else ""
        (static / path.name).write_text(palette + text, encoding="utf-8")
