"""Every link within the site leads to a page, and to a place on it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from places import HTML, site_pages

pytestmark = pytest.mark.browser  # the site is built as for the tests in a browser


def test_every_link_and_anchor_leads_somewhere(site: str) -> None:
    places: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in site_pages():
        page = html.document_fromstring(path.read_bytes())
        places[path.resolve()] = {*map(str, page.xpath("//@id | //@name"))}
        links += [(path, str(link)) for link in page.xpath("//@href | //@src")]
    dead = set()
    for path, link in links:
        address = urlsplit(link)
        if address.scheme or address.netloc:
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path.resolve()
        if not target.is_file():
            dead.add(f"{path.relative_to(HTML)}: {link}: no such file")
        elif address.fragment and target in places:
            fragment = unquote(address.fragment)
            by_script = fragment.startswith(
                ("cnnlab-", "widget-")
            )  # links to widgets have own tests
            if fragment not in places[target] and not by_script:
                dead.add(f"{path.relative_to(HTML)}: {link}: no such place")
    assert len(links) > 1000
    assert dead == set()
