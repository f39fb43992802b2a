"""What is done to the finished pages: what nobody needs goes, a security policy comes."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

from cnnlab_book.launch import LITE
from cnnlab_book.light import lightened

__all__ = ["content_security_policy", "setup"]


def setup(app: Sphinx) -> None:
    """Touch pages as they are written, and again when all are."""
    app.connect("html-page-context", _drop_widget_state)
    # Last: the theme writes one of its style sheets only when all pages are written.
    app.connect("build-finished", _finish_pages, priority=900)


def _drop_widget_state(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    # Execution stores the whole state of every widget, its module included, for a widget manager.
    # The site has none: a widget's HTML carries the state it needs.
    context["script_files"] = [
        script
        for script in context["script_files"]
        if getattr(script, "attributes", {}).get("type")
        != "application/vnd.jupyter.widget-state+json"
    ]


def _finish_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    # What the theme left in _static is no page. JupyterLite's pages are its own, and need what the
    # book's must not do.
    paths = [
        path
        for path in site.rglob("*.html")
        if not {site / "_static", site / LITE} & set(path.parents)
    ]
    written = [path.read_text(encoding="utf-8") for path in paths]
    light = lightened(site, written)
    policy = content_security_policy(light)
    for path, before, page in zip(paths, written, light, strict=True):
        finished = _secured(_with_roles_in_force(page), policy)
        if finished != before:
            path.write_text(finished, encoding="utf-8")


def _with_roles_in_force(page: str) -> str:
    # Docutils marks references up with a role that ARIA has given up, in a list of more than items.
    page = page.replace('<div role="list" class="citation-list">', '<div class="citation-list">')
    return re.sub(r'(<div class="citation" [^>]*?) role="[^"]*"', r"\1", page)


def _secured(page: str, policy: str) -> str:
    page = re.sub(r'\n    <meta http-equiv="Content-Security-Policy" [^>]*>', "", page)
    charset = '<meta charset="utf-8" />'  # which must come first, in the first 1024 bytes
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    return page.replace(charset, f"{charset}\n    {meta}", 1)


def content_security_policy(pages: Iterable[str]) -> str:
    """Return the strictest policy that lets a site work: itself alone, and its own inline code.

    Scripts come from the site, or are inline and written into the pages by the theme: these are
    named by their hashes, so that a script which anybody managed to inject does not run. Styles in
    attributes are allowed, since figures and tables use them. Pictures may also be ``data:`` and
    ``blob:``, which is how a widget shows a reader's own; they cannot be sent anywhere, since
    ``connect-src`` and ``form-action`` know the site only.

    It is one policy for all pages, since the search reads other pages into its own.

    Parameters
    ----------
    pages : iterable of str
        The HTML of every page.

    Returns
    -------
    str
        The value of a ``Content-Security-Policy`` header, see https://www.w3.org/TR/CSP3/.

    Examples
    --------
    >>> policy = content_security_policy(["<script>alert(1)</script>"])
    >>> policy.split("; ")[5]
    "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    scripts: set[str] = set()
    handlers: set[str] = set()
    styles: set[str] = set()
    for page in pages:
        soup = BeautifulSoup(page, "html.parser")
        scripts |= {tag.get_text() for tag in soup("script", src=False)}
        styles |= {tag.get_text() for tag in soup("style")}
        for tag in soup(True):
            handlers |= {str(value) for name, value in tag.attrs.items() if name[:2] == "on"}
    allowed = ["'unsafe-hashes'", *_hashes(handlers)] if handlers else []
    rules = {
        "default-src": ["'self'"],  # not 'none': Firefox fetches the next page beforehand
        "frame-src": ["'none'"],
        "media-src": ["'none'"],
        "object-src": ["'none'"],
        "worker-src": ["'none'"],
        "script-src": ["'self'", *_hashes(scripts), *allowed],
        "style-src": ["'self'", *_hashes(styles)],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def _hashes(sources: Iterable[str]) -> list[str]:
    digests = [hashlib.sha256(source.encode()).digest() for source in sources if source]
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
