"""The pages' content security policy: a page runs what the site has written, and nothing else."""

import base64
import hashlib
import re
from collections.abc import Iterable

from lxml.html import HtmlElement

__all__ = ["content_security_policy", "policy_tag", "with_policy"]


def policy_tag(policy: str = "") -> str:
    """Return the tag that tells browsers a policy, or the place for one that is not known yet."""
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'


def with_policy(page: str, policy: str) -> str:
    """Return the HTML `page` with `policy` in its tag, whatever stood there."""
    return re.sub(policy_tag('[^"]*'), lambda _: policy_tag(policy), page)


def content_security_policy(pages: Iterable[HtmlElement]) -> str:
    """Return the strictest policy that lets a site work: itself alone, and its own inline code.

    Scripts come from the site, or are inline and written into the pages by the theme: these are
    named by their hashes, so that an injected script does not run. Styles in
    attributes are allowed, since figures and tables use them. Pictures may also be ``data:`` and
    ``blob:``, which is how a widget shows a reader's own; they cannot be sent anywhere, since
    ``connect-src`` and ``form-action`` know the site only. Workers train networks and run Python.

    Parameters
    ----------
    pages : iterable of HtmlElement
        Every page.

    Returns
    -------
    str
        The value of a ``Content-Security-Policy`` header, see https://www.w3.org/TR/CSP3/.

    Examples
    --------
    >>> from lxml.html import document_fromstring
    >>> page = document_fromstring("<script>alert(1)</script>")
    >>> content_security_policy([page]).split("; ")[5]
    "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    scripts: set[str] = set()
    handlers: set[str] = set()
    styles: set[str] = set()
    for page in pages:
        scripts |= {tag.text_content() for tag in page.iter("script") if tag.get("src") is None}
        styles |= {tag.text_content() for tag in page.iter("style")}
        for tag in page.iter("*"):
            handlers |= {value for name, value in tag.items() if name[:2] == "on"}
    allowed = ["'unsafe-hashes'", *_hashes(handlers)] if handlers else []
    rules = {
        "default-src": ["'self'"],  # not 'none': Firefox fetches the next page beforehand
        "frame-src": ["'none'"],
        "media-src": ["'none'"],
        "object-src": ["'none'"],
        "worker-src": ["'self'"],
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
