"""What the pages' policy allows. That browsers keep to it, test_security.py sees."""

import base64
import hashlib

from lxml.html import document_fromstring

from cnnlab_book.policy import content_security_policy, policy_tag, with_policy

PAGE = """<head><script src="theme.js"></script><script>go()</script>
<style>p { top: 0 }</style></head><body><p title="on time" style="top: 1px">
<button onclick="press()" name="once">Press</button></p>"""
PLAIN = "<script></script><p>Nothing of its own.</p>"


def allowed(*pages: str) -> dict[str, list[str]]:
    rules = content_security_policy(map(document_fromstring, pages)).split("; ")
    return {name: sources for name, *sources in map(str.split, rules)}


def sha256(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_code_in_the_pages_is_allowed_by_its_hash_and_no_other() -> None:
    rules = allowed(PLAIN, PAGE)
    own = ["'self'", sha256("go()"), "'unsafe-hashes'", sha256("press()")]
    assert rules["script-src"] == own
    assert rules["style-src"] == ["'self'", sha256("p { top: 0 }")]
    assert allowed(PLAIN)["script-src"] == allowed(PLAIN)["style-src"] == ["'self'"]


def test_nothing_is_sent_or_framed_and_pictures_may_be_the_readers_own() -> None:
    rules = allowed(PLAIN)
    assert rules["img-src"] == ["'self'", "data:", "blob:"]
    for name in ("default-src", "connect-src", "form-action", "worker-src", "font-src"):
        assert rules[name] == ["'self'"]
    for name in ("frame-src", "media-src", "object-src", "base-uri"):
        assert rules[name] == ["'none'"]


def test_a_page_gets_the_newest_policy() -> None:
    first = with_policy(f"<head>{policy_tag()}</head>", r"script-src 'self' \1")
    tag = r"""<meta http-equiv="Content-Security-Policy" content="script-src 'self' \1" />"""
    assert first == f"<head>{tag}</head>"
    assert with_policy(first, "") == f"<head>{policy_tag()}</head>"
