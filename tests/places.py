"""Where tests find things: the repository, and the site as it is built."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"


def site_pages() -> list[Path]:
    """Return the files of the book's pages.

    index.html only leads to the first page, and what the theme left in _static is no page, nor is
    what tools/pdf.py is about to print.
    """
    return sorted(
        path
        for path in HTML.rglob("[!_]*.html")
        if path != HTML / "index.html" and "_static" not in path.parts
    )


def address_in_site(path: Path) -> str:
    """Return where a file of the site is, seen from the site's own folder."""
    return path.relative_to(HTML).as_posix()
