"""Addresses that pages once had lead to where the pages are now."""

from pathlib import Path

import pytest
from places import MOVED, ROOT
from playwright.sync_api import Browser

from cnnlab_book.moved import moved_page


def test_the_table_leads_from_no_page_to_a_page() -> None:
    for old, new in MOVED.items():
        assert list(ROOT.glob(f"{old}.*")) == []
        assert len(list(ROOT.glob(f"{new}.*"))) == 1


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_address_leads_on_in_a_folder_without_a_server(
    browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    (tmp_path / "new.html").write_text("<title>New</title>", encoding="utf-8")
    (tmp_path / "old").mkdir()
    old = tmp_path / "old" / "page.html"
    html = moved_page("../new.html", "../new.html", "1. <New>")
    assert 'It is now <a href="../new.html">1. &lt;New&gt;</a>.' in html
    old.write_text(html, encoding="utf-8")
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{old.as_uri()}#widget-shift&down=1")
    page.wait_for_url("**/new.html*")
    assert page.url.endswith("#widget-shift&down=1") == scripts
    context.close()
    assert complaints == []
