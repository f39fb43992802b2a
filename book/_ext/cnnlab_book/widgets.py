"""The widgets' scripts and styles, in the site and on the pages that have such widgets."""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from cnnlab.images import CREDITS
from cnnlab.style import css_variables
from cnnlab.widgets.packed import pack_digits

__all__ = ["FRONTEND", "setup", "widgets_on"]

FRONTEND = Path(__file__).parents[3] / "frontend" / "dist" / "site"
CORE = "core"  # what all widgets share
QUESTIONS = {"choice", "guess", "prediction"}  # text, and as wide as text
WIDE = "tag_full-width"  # the theme lets such a cell use the margin, and hides what stands there


def setup(app: Sphinx) -> None:
    """Write the files, and link on each page those that it needs."""
    app.connect("builder-inited", _write_files)
    app.connect("doctree-resolved", _widen_cells)
    # After all other style sheets of the page have become one.
    app.connect("html-page-context", _link_files, priority=950)


def _write_files(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    _built(CORE)
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for path in FRONTEND.iterdir():
        text = path.read_text(encoding="utf-8")
        palette = css_variables() if path.name == f"{CORE}.css" else ""
        (static / path.name).write_text(palette + text, encoding="utf-8")
    (static / "digits.js").write_text(_digits(), encoding="utf-8")


def _digits() -> str:
    """Return the script that brings the digits to a page that trains a network."""
    credit = "; ".join(CREDITS["digits"])
    return f"// {credit}\nglobalThis.cnnlabDigits = {json.dumps(pack_digits())};\n"


def _link_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body", "")
    names = widgets_on(body)
    scripts = [CORE, *names] if names else []
    # While a page's context is made, files that are added are for this page alone.
    for name in scripts:
        _built(name)
        app.add_js_file(f"{name}.js", loading_method="defer")
    # The gallery has pictures out of widgets, and no widget.
    for name in scripts or ([CORE] if "cnnlab-" in body else []):
        if (FRONTEND / f"{name}.css").stat().st_size:
            app.add_css_file(f"{name}.css")


def _widen_cells(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let widgets use the width beside the text."""
    if not any(
        isinstance(section.parent, nodes.section) for section in doctree.findall(nodes.section)
    ):
        return  # no contents stand there, and the theme's script fails if it has none to hide
    for cell in doctree.findall(nodes.container):
        if "cell" in cell["classes"] and WIDE not in cell["classes"]:
            html = "".join(raw.astext() for raw in cell.findall(nodes.raw))
            if set(widgets_on(html)) - QUESTIONS:
                cell["classes"].append(WIDE)


def widgets_on(html: str) -> list[str]:
    """Return the names of the widgets on a page, each once.

    Examples
    --------
    >>> widgets_on('<div data-widget="shift"></div><div data-widget="shift"></div>')
    ['shift']
    """
    return sorted(set(re.findall(r'<div[^>]* data-widget="(\w+)"', html)))


def _built(name: str) -> None:
    if not (FRONTEND / f"{name}.js").exists():
        raise ExtensionError(
            f"The widgets' script {name}.js is not built. Run `make book`, or "
            "`python frontend/build.py` before `jupyter-book build .`."
        )
