"""Where tests find things: the repository, and the site as it is built."""

from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
MOVED: dict[str, str] = CONFIG["sphinx"]["config"]["moved_pages"]


def site_pages() -> list[Path]:
    """Return the files of the book's pages.

    index.html only leads to the first page, as old addresses lead to the present ones. What the
    theme left in _static is no page, nor is what tools/pdf.py is about to print.
    """
    leading = {HTML / f"{name}.html" for name in ("index", *MOVED)}
    return sorted(
        path
        for path in HTML.rglob("[!_]*.html")
        if path not in leading and "_static" not in path.parts
    )


def address_in_site(path: Path) -> str:
    """Return where a file of the site is, seen from the site's own folder."""
    return path.relative_to(HTML).as_posix()
