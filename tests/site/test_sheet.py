"""The one style sheet of all pages."""

from pathlib import Path

import pytest
from lxml.html import document_fromstring
from places import HTML

from cnnlab_book.sheet import SHEET, with_version, write_sheet

PAGE = """<script src="../_static/scripts/theme.js?v=1"></script>
<body class="used"><p id="also">.unused</p></body>"""


def test_it_holds_what_pages_and_scripts_name(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    for folder in ("styles", "scripts"):
        (static / folder).mkdir(parents=True)
    (static / "styles" / "theme.css").write_text('@import "../basic.css"; .unused { top: 1px }')
    (static / "basic.css").write_text(
        ".used { background: url(file.png) } .from-script { top: 2px }"
    )
    (static / "own.css").write_text("#also { top: 3px } .bs-tooltip-auto { top: 4px }")
    (static / "scripts" / "theme.js").write_text('box.className = "from-script";')
    sheets = ["_static/styles/theme.css", "_static/own.css"]
    write_sheet(tmp_path, sheets, [document_fromstring(PAGE)])
    sheet = (static / SHEET).read_text()
    assert "url(file.png)" in sheet
    assert [name for name in ("1px", "2px", "3px", "4px") if name not in sheet] == ["1px"]


def test_a_page_asks_for_its_newest_version() -> None:
    link = f'<link href="../_static/{SHEET}?v=">'
    first = with_version(link, "1f")
    assert first == f'<link href="../_static/{SHEET}?v=1f">'
    assert with_version(first, "2e") == first.replace("1f", "2e")


@pytest.mark.browser
def test_it_holds_what_the_theme_writes_last(site: str) -> None:
    sheet = (HTML / "_static" / SHEET).read_text(encoding="utf-8")
    for theme in ("light", "dark"):  # the colours of code
        assert f"html[data-theme={theme}] .highlight .k{{" in sheet
