"""The palette is legible: WCAG 2.2 asks for 4.5 in text and 3 for the edges of controls."""

import re

import pytest
from places import ROOT
from playwright.sync_api import Page

from cnnlab.style import PALETTE, contrast_ratio, css_variables

THEMES = sorted(PALETTE)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["surface", "raised", "zero", "positive", "negative"])
def test_ink_is_legible_on_every_ground(theme, ground):
    assert contrast_ratio(PALETTE[theme]["ink"], PALETTE[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["muted", "accent", "right", "alarm"])
@pytest.mark.parametrize("ground", ["surface", "raised"])
def test_coloured_text_is_legible(theme, text, ground):
    assert contrast_ratio(PALETTE[theme][text], PALETTE[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sign", ["positive", "negative"])
@pytest.mark.parametrize("ground", ["surface", "raised"])
def test_lines_can_be_seen(theme, sign, ground):
    assert contrast_ratio(PALETTE[theme][f"{sign}-stroke"], PALETTE[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_can_be_seen(theme):
    assert contrast_ratio(PALETTE[theme]["control"], PALETTE[theme]["surface"]) >= 3
    assert contrast_ratio(PALETTE[theme]["on-accent"], PALETTE[theme]["accent"]) >= 4.5


def test_both_themes_name_the_same_colours():
    assert PALETTE["light"].keys() == PALETTE["dark"].keys()
    declared = css_variables().partition("prefers-contrast")[0]
    for name in PALETTE["light"]:
        assert declared.count(f"--cnnlab-{name}:") == 3


COLOURS = """(names) => {
  const style = getComputedStyle(document.documentElement);
  return names.map((name) => style.getPropertyValue(`--cnnlab-${name}`));
}"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", THEMES)
def test_readers_who_ask_for_more_contrast_get_it(page: Page, theme: str):
    page.set_content(f'<html data-theme="{theme}"><style>{css_variables()}</style></html>')
    names = ["surface", "muted", "line", "control"]
    assert page.evaluate(COLOURS, names) == [PALETTE[theme][name] for name in names]
    page.emulate_media(contrast="more")
    surface, muted, line, control = page.evaluate(COLOURS, names)
    assert surface == PALETTE[theme]["surface"]
    assert contrast_ratio(muted, surface) > 12
    assert contrast_ratio(control, surface) > 12
    assert contrast_ratio(line, surface) >= 3


def test_a_known_contrast_ratio():
    # #767676 on white is the usual example of a grey that just passes, at 4.54.
    assert contrast_ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_a_widgets_style_sheet_styles_that_widget_alone():
    """Each widget comes without the others' sheets: what all are drawn with belongs in core.css."""
    sheets = sorted(ROOT.glob("frontend/widgets/*/style.css"))
    assert len(sheets) > 20
    for sheet in sheets:
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        own = "cnnlab-" + sheet.parent.name.replace("_", "-")
        for selector in re.findall(r"(?:^|[{}])\s*([^{}@]+?)\s*\{", rules):
            assert own in selector, sheet
