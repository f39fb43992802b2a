"""Figures in the page."""

import re
import sys
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

__all__ = ["figure_bundle", "find_fonts", "show_figures"]

LARGEST = 50
"""Inches: a figure that is larger comes from numbers meant as pixels, and no page can show it."""


def figure_bundle(figure: Any, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure in the book's variants; one that is laid out otherwise, as it is."""
    from cnnlab import variants

    width, height = figure.get_size_inches()
    if max(width, height) > LARGEST:
        too_large = (
            f"The figure is not shown: it has {width:g} × {height:g} inches. figsize is in inches, "
            f"and a page can show {LARGEST} at most."
        )
        return {"text/plain": too_large}, {}
    try:
        return variants.figure_bundle(figure)
    except Exception:  # axes in no grid, or none at all
        file = StringIO()
        figure.savefig(file, format="svg", transparent=True, bbox_inches="tight")
        return {"image/svg+xml": file.getvalue()}, {}


def show_figures(shell: Any) -> None:
    """Show the figures that are open, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums():
            data, metadata = shell.display_formatter.format(pyplot.figure(number))
            shell.display_pub.publish(data, metadata)
    finally:
        pyplot.close("all")


def find_fonts() -> None:
    """Let Matplotlib use the list of fonts that Pyodide ships, and not look into each font.

    The list has the number of another version, so Matplotlib would ignore it.
    """
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        return
    folder = Path(spec.submodule_search_locations[0])
    shipped = folder / "fontlist.json"
    version = re.search(r"__version__ = (\S+)", (folder / "font_manager.py").read_text("utf-8"))
    if version and shipped.exists():
        text = re.sub(r'"_version": [^,]+', f'"_version": {version[1]}', shipped.read_text("utf-8"))
        shipped.write_text(text, "utf-8")
