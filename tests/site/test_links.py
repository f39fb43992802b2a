"""Every link within the site leads to a page, and to a place on it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from places import HTML, site_pages

pytestmark = pytest.mark.browser  # the site is built as for the tests in a browser


def test_every_link_and_anchor_leads_somewhere(site: str) -> None:
    places: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in site_pages():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        names = {str(tag.get(key)) for key in ("id", "name") for tag in page.find_all(True)}
        places[path.resolve()] = names
        for tag in page.find_all(True):
            links += [(path, str(tag[key])) for key in ("href", "src") if key in tag.attrs]
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
