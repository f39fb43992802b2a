"""The widgets' script and style, written into the site from the package."""

import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from cnnlab.widgets.base import module_source, style_source

__all__ = ["setup"]

_PACKAGE = Path(str(files("cnnlab")))

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
    app.add_css_file("cnnlab.css")
    app.add_js_file("cnnlab.js", loading_method="defer")
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
            *_PACKAGE.rglob("*.mjs"),
            *_PACKAGE.rglob("*.css"),
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
    module = module_source()
    (static / "cnnlab.mjs").write_text(module, encoding="utf-8")
    (static / "cnnlab.js").write_text(_script(module), encoding="utf-8")
    (static / "cnnlab.css").write_text(style_source(), encoding="utf-8")


def _script(module: str) -> str:
    r"""Return an ES module as a plain script: a page opened as a file cannot load modules.

    Examples
    --------
    >>> print(_script("export const size = 3;\nexport default { size };"))
    (() => {
    const size = 3;
    void { size };
    })();
    """
    # Minified, a declaration need not stand at the beginning of a line.
    plain = re.sub(r"\bexport default\b", "void", module)
    plain = re.sub(r"\bexport (?=(?:async |class |const |function |let ))", "", plain)
    return f"(() => {{\n{plain}\n}})();"
