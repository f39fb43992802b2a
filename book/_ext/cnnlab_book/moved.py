"""Addresses that pages once had: each leads to where the page is now.

`moved_pages` in `_config.yml` is the table. sphinx-reredirects writes pages of this kind, too, but
without the site's policy, and with nothing to read on them.
"""

import json
import posixpath
from html import escape
from pathlib import Path

from lxml.html import document_fromstring
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from cnnlab_book.policy import content_security_policy, policy_tag, with_policy

__all__ = ["moved_page", "moved_paths", "setup"]


def setup(app: Sphinx) -> None:
    """Write these pages when all others are written: neither search nor sitemap has them."""
    app.add_config_value("moved_pages", {}, "html", [dict])
    app.connect("build-finished", _write, priority=950)  # after pages.py


def moved_paths(app: Sphinx) -> set[Path]:
    """Return the files of these pages, which may be there from the last build."""
    return {Path(app.outdir, f"{old}.html") for old in app.config.moved_pages}


def moved_page(link: str, canonical: str, title: str) -> str:
    """Return a page that leads to another, with and without a script.

    Parameters
    ----------
    link : str
        Where the page is now, as seen from where it was.
    canonical : str
        The same for search engines, in full if it is known.
    title : str
        The page's title.
    """
    # Links to a widget's setting keep it: what follows the # is lost without a script.
    script = f"location.replace({json.dumps(link)} + location.hash)"
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
{policy_tag()}
<title>{escape(title)} (moved)</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<script>{script}</script>
<meta http-equiv="refresh" content="0; url={escape(link)}" />
<link rel="canonical" href="{escape(canonical)}" />
</head>
<body>
<main><p>This page has moved. It is now <a href="{escape(link)}">{escape(title)}</a>.</p></main>
</body>
</html>
"""
    return with_policy(page, content_security_policy([document_fromstring(page)]))


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for old, new in app.config.moved_pages.items():
        if old in app.env.found_docs or new not in app.env.found_docs:
            logging.getLogger(__name__).warning(
                "moved_pages: there must be a page %s and none at %s any more", new, old
            )
            continue
        path = Path(app.outdir, f"{old}.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        link = posixpath.relpath(f"{new}.html", posixpath.dirname(old))
        base = app.config.html_baseurl
        canonical = posixpath.join(base, f"{new}.html") if base else link
        path.write_text(moved_page(link, canonical, app.env.titles[new].astext()), "utf-8")
