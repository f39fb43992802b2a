"""Figures in the page."""

import sys
from io import StringIO
from typing import Any

__all__ = ["figure_bundle", "show_figures"]

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
