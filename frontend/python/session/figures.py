"""Figures in the page."""

import logging
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

__all__ = ["figure_bundle", "keep_fonts"]

_KEPT = "DejaVuSans"


def figure_bundle(figure: Any, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure in the book's variants; one that is laid out otherwise, as it is."""
    from cnnlab.variants import variants

    try:
        light, *others = variants(figure).items()
    except Exception:  # axes in no grid, or none at all
        file = StringIO()
        figure.savefig(file, format="svg", transparent=True, bbox_inches="tight")
        return {"image/svg+xml": file.getvalue()}, {}
    return {"image/svg+xml": light[1]}, {"image/svg+xml": {"variants": dict(others)}}


def keep_fonts() -> None:
    """Leave Matplotlib its own font alone: it looks into every font before the first figure.

    Nor does it tell the reader so.
    """
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        return
    fonts = Path(spec.submodule_search_locations[0], "mpl-data", "fonts")
    for path in fonts.glob("*/*.*"):
        if not path.name.startswith(_KEPT):
            path.unlink()
