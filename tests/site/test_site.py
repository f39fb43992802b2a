"""The built site in a real browser that reaches no other host."""

import re
from typing import Literal
from urllib.parse import quote

import pytest
import serve
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from places import HTML, address_in_site, site_pages
from playwright.sync_api import Browser, Page, expect
from site_visits import PHONE
from traffic import Traffic

from cnnlab.style import PALETTE, contrast_ratio
from cnnlab_book.mathematics import math_signs

pytestmark = pytest.mark.browser


def ask_for_more(page: Page, address: str) -> None:
    """Open a page that has a widget, and press what loads another script."""
    page.goto(f"{address}/book/practice.html")
    question = page.locator(".cnnlab-practice form > label")
    first = question.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(question).not_to_have_text(first)


def test_the_site_works_from_a_folder_without_a_server(
    site: str, page: Page, traffic: Traffic
) -> None:
    ask_for_more(page, HTML.as_uri())
    traffic.settle()
    assert traffic.problems == []


def test_the_site_works_under_another_path(site: str, page: Page, traffic: Traffic) -> None:
    with serve.serving(HTML.parent) as address:
        ask_for_more(page, f"{address}/{HTML.name}")
        traffic.settle()
    assert traffic.problems == []


def test_what_answers_a_guess_waits_for_it(site: str, page: Page) -> None:
    page.goto(f"{site}/book/index.html")
    guess, table = page.locator(".cell:has([data-guess])").last, page.locator(".tag_after-guess")
    told = page.locator(".tag_after-guess + p")
    expect(table.locator("table")).to_be_hidden()
    expect(told).to_be_hidden()
    guess.get_by_role("button", name="Show me").click()
    expect(table.locator("table")).to_be_visible()
    expect(told).to_be_visible()


def test_of_several_that_wait_in_a_row_the_last_says_so(site: str, page: Page) -> None:
    page.goto(f"{site}/book/12_invariance.html")
    section = page.locator("section#is-pooling-invariant")
    notes = section.locator("> .tag_after-guess .cell_output").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each, '::before').content)"
    )
    assert len(notes) >= 3
    assert notes[:-1] == ["none"] * (len(notes) - 1)
    assert notes[-1].startswith('"Guess first')
    section.get_by_role("button", name="Show me").first.click()
    expect(section.locator("> .tag_after-guess .cell_output").first).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_nothing_waits(site: str, page: Page) -> None:
    page.goto(f"{site}/book/index.html")
    expect(page.locator(".tag_after-guess table")).to_be_visible()
    expect(page.locator(".tag_after-guess + p")).to_be_visible()


# Two texts on one line share their bottom.
OVERLAPPING = """(curve) => {
  const texts = [...curve.querySelectorAll("svg text")].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => a.bottom === b.bottom && a.right > b.left && b.right > a.left)
    .map(([other]) => `${one} | ${other}`));
}"""


def test_the_places_of_a_curve_lie_beside_each_other_on_a_phone(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    seen = 0
    for path in site_pages():
        if 'data-guess="curve"' not in path.read_text("utf-8"):
            continue
        page.goto(f"{site}/{address_in_site(path)}")
        for curve in page.locator("[data-guess=curve]").all():
            curve.scroll_into_view_if_needed()
            expect(curve.locator(".cnnlab-axis")).to_be_visible()
            assert curve.evaluate(OVERLAPPING) == [], path
            seen += 1
    assert seen > 5


# Tables of cells that are wider than their place: how each begins, and what lies under it.
SCROLLING = """(boxes) => boxes
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => [box.textContent.trim().slice(0, 20), getComputedStyle(box).backgroundImage])"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_table_that_scrolls_on_a_phone_says_so(
    site: str, page: Page, theme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})  # on most phones the others fit
    page.goto(f"{site}/book/13_tiny_cnn.html")
    tables = page.locator(".text_html:has(> .cnnlab-table)").evaluate_all(SCROLLING)
    assert [start for start, _ in tables] == ["changedparametersin "]
    assert all("linear-gradient" in ground for _, ground in tables)


# What a phone must show whole: the sense is at its right end.
WHOLE = {
    "02_locality": ".text_html:has(> .cnnlab-table) >> nth=0",  # the shuffled photograph
    "08_transposed": "div.math math >> nth=0",  # what the transposed matrix makes
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_end_of_a_line_is_in_sight_on_a_phone(site: str, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})  # as on most phones
    page.goto(f"{site}/book/{name}.html")
    box = page.locator(WHOLE[name])
    assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth")


def test_what_waits_has_a_guess_above_it_in_its_section() -> None:
    for path in site_pages():
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for waiting in page.select(".tag_after-guess"):
            above = waiting.find_previous_siblings(class_="cell")
            assert any(cell.select("[data-guess]") for cell in above), f"{path}: {waiting.text}"


@pytest.mark.parametrize(
    ("query", "where", "what"),
    [
        ("3x3", "book/", "3 × 3"),
        ("1 × 1", "book/glossary.html#term-1-1-convolution", "one pixel at a time"),
        ("180", "book/05_convolution.html#", "180°"),
        ("translation invariance", "book/glossary.html#term-translation", "invarian"),
        ("learning rate", "book/glossary.html#term-learning-rate", "step"),
        ("deconvolution", "book/glossary.html#term-deconvolution", "transposed"),
        ("conv2d_backward", "book/api/convolution.html#cnnlab.conv.conv2d_backward", "gradient"),
    ],
)
def test_search_finds_what_is_said(
    site: str, page: Page, traffic: Traffic, query: str, where: str, what: str
) -> None:
    page.goto(f"{site}/search.html?q={quote(query)}")
    results = page.locator("#search-results li")
    first = results.filter(has=page.locator(f"a[href*='{where}']")).first
    expect(first).to_contain_text(what, ignore_case=True)
    assert "Show code" not in page.locator("#search-results").inner_text()
    first.locator("a").click()
    page.wait_for_url(f"**/{where}*")
    assert page.locator("article h1").is_visible()
    assert traffic.problems == []


def test_search_says_so_when_nothing_is_found(site: str, page: Page) -> None:
    page.goto(f"{site}/search.html?q=qzxqzx")
    expect(page.get_by_role("status")).to_contain_text("Nothing in this book matches “qzxqzx”")


def test_search_works_in_a_folder_without_a_server(site: str, page: Page) -> None:
    page.goto(f"{(HTML / 'search.html').as_uri()}?q=stride")
    expect(page.locator("#search-results mark").first).to_be_visible()


def test_a_reader_can_choose_the_dark(site: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site + "/index.html")
    page.wait_for_url("**/book/index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(background) != light


# A link that is pointed at and the page that it is on; the button “Back to top”, pointed at or not.
HOVERED = """() => {
  const hex = (colour) => "#" + colour.match(/\\d+/g).slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0")).join("");
  const pair = (text, ground) =>
    [hex(getComputedStyle(text).color), hex(getComputedStyle(ground).backgroundColor)];
  const [link, top] = [document.querySelector("article p a:hover"), "#pst-back-to-top"];
  return link ? pair(link, document.body)
    : pair(document.querySelector(top), document.querySelector(top));
}"""


SHOW_BACK_TO_TOP = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("#pst-back-to-top { display: block !important }");
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_pointed_at_can_be_read(
    site: str, page: Page, theme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto(f"{site}/book/errata.html")
    assert contrast_ratio(*page.evaluate(HOVERED)) >= 4.5
    page.locator("article p a").first.hover()
    assert contrast_ratio(*page.evaluate(HOVERED)) >= 4.5
    page.evaluate(SHOW_BACK_TO_TOP)
    page.locator("#pst-back-to-top").hover()
    assert contrast_ratio(*page.evaluate(HOVERED)) >= 4.5


def test_a_page_is_dark_before_its_scripts_have_come(site: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{site}/book/05_convolution.html")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert max(map(int, background.removeprefix("rgb(").removesuffix(")").split(", "))) < 64


def test_the_font_holds_every_sign_of_the_formulas(site: str) -> None:
    glyphs = TTFont(HTML / "_static" / "stix-two-math.woff2").getBestCmap()
    signs = math_signs(path.read_text(encoding="utf-8") for path in HTML.rglob("*.html"))
    invisible = set("\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{VARIATION SELECTOR-1}\n")
    assert {sign for sign in signs - invisible if ord(sign) not in glyphs} == set()


def test_a_page_laid_out_anew_keeps_the_words_of_its_formulas(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/book/12_invariance.html")
    before = page.evaluate(WIDTHS_OF_WORDS)
    assert len(before) > 3
    page.screenshot(full_page=True)  # which lays it out in a higher window, and back
    assert page.evaluate(WIDTHS_OF_WORDS) == before


WIDTHS_OF_WORDS = """() => [...document.querySelectorAll("math mtext")].map((word) => {
  const range = document.createRange();
  range.selectNodeContents(word);
  return Math.round(range.getBoundingClientRect().width);
})"""


def test_no_legend_lies_on_a_line(page: Page) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in site_pages())
    shown = set(re.findall(r"_images/([\w-]+\.svg)", pages))  # earlier builds leave others
    figures = {name: (HTML / "_images" / name).read_text(encoding="utf-8") for name in shown}
    with_legend = {name: text for name, text in figures.items() if 'id="legend_1"' in text}
    assert len(with_legend) > 8
    assert [name for name, text in with_legend.items() if page.evaluate(LINES_UNDER, text)] == []


# How many points of the plotted lines lie under an entry of the figure's legend.
LINES_UNDER = """(text) => {
  document.body.innerHTML = text.slice(text.indexOf("<svg"));
  const boxes = [...document.querySelectorAll("[id^=legend] > g")]
    .map((entry) => entry.getBoundingClientRect());
  const apart = ':is([id^=legend], [id^="matplotlib.axis"], defs) *';
  return [...document.querySelectorAll(`[id^=line2d] > path:not(${apart})`)].flatMap((line) => {
    const [length, toScreen] = [line.getTotalLength(), line.getScreenCTM()];
    return Array.from({ length: 400 }, (_, i) =>
      line.getPointAtLength((length * i) / 400).matrixTransform(toScreen));
  }).filter(({ x, y }) => boxes.some((box) =>
    box.left < x && x < box.right && box.top < y && y < box.bottom)).length;
}"""

RINGS = """() => {
  const buttons = [...document.querySelectorAll("header button, .bd-header-article button")];
  const bare = buttons.filter((button) => {
    if (!button.checkVisibility()) return false;
    button.focus({ focusVisible: true });
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(button);
    return (outlineStyle === "none" || outlineWidth === "0px") && boxShadow === "none";
  });
  return [buttons.length, bare.map((button) => button.outerHTML.slice(0, 200))];
}"""


@pytest.mark.browser
def test_every_button_above_a_page_shows_that_it_has_the_focus(page: Page, site: str):
    page.goto(f"{site}/book/05_convolution.html")
    page.keyboard.press("Tab")  # the focus is to be seen
    count, bare = page.evaluate(RINGS)
    assert count > 3
    assert bare == []


@pytest.mark.browser
def test_the_buttons_above_a_page_keep_the_focus_of_a_hand_without_a_mouse(page: Page, site: str):
    page.goto(f"{site}/book/index.html")
    switch = page.locator(".theme-switch-button")
    names = []
    for _ in range(3):
        switch.press("Enter")
        expect(switch).to_be_focused()
        names.append(switch.get_attribute("aria-label"))
    assert sorted(names) == ["Color mode: dark", "Color mode: light", "Color mode: system settings"]
    page.set_viewport_size(PHONE)
    for side in ("primary", "secondary"):
        toggle = page.locator(f".{side}-toggle").first
        toggle.press("Enter")
        expect(toggle).not_to_be_focused()
        page.keyboard.press("Escape")
        expect(toggle).to_be_focused()


def test_a_folded_cell_is_called_what_is_written_on_it(page: Page, site: str):
    page.goto(f"{site}/book/02_locality.html")
    fold = page.locator("details.hide > summary").first
    expect(fold).to_have_accessible_name("Show the code")
    fold.click()
    expect(fold).to_have_accessible_name("Hide the code")


# What a box that cannot be scrolled cuts off, and headings that stand out of their column.
CUT_OFF = """() => {
  document.documentElement.style.fontSize = "200%";
  const wide = (part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 2;
  const fixed = (part) => !["auto", "scroll"].includes(getComputedStyle(part).overflowX);
  return [...document.querySelectorAll(".bd-article :is(h1, h2, .admonition)")]
    .filter((part) => wide(part) && fixed(part)).map((part) => part.innerText);
}"""


@pytest.mark.parametrize(("forced", "chosen"), [("dark", "light"), ("light", "dark")])
def test_forced_colours_leave_every_drawing_the_ground_for_its_ink(
    page: Page, site: str, forced: Literal["dark", "light"], chosen: str
):
    page.emulate_media(forced_colors="active", color_scheme=forced)
    page.add_init_script(f"localStorage.setItem('mode', '{chosen}')")
    page.goto(f"{site}/book/12_invariance.html")
    expect(page.locator("html")).to_have_attribute("data-theme", chosen)
    letters = page.locator(".cnnlab svg text:visible").first
    expect(letters).to_have_css("fill", _rgb(PALETTE[forced]["ink"]))
    figure = page.locator(f".bd-article img.only-{chosen}").first
    ground = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}  # the theme's
    expect(figure).to_have_css("background-color", ground[chosen])


def _rgb(colour: str) -> str:
    return f"rgb{tuple(bytes.fromhex(colour[1:]))}"


@pytest.mark.browser
def test_letters_of_twice_the_size_are_not_cut_off(page: Page, site: str):
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto(f"{site}/book/09_channels.html")
    assert page.locator(".bd-article .admonition").count() > 0
    assert page.evaluate(CUT_OFF) == []
    contents = page.locator(".bd-sidebar-secondary").bounding_box()
    assert contents
    assert contents["width"] < 1200 / 4  # the text needs the room


@pytest.mark.parametrize("width", [320, 500])
def test_with_letters_of_twice_the_size_the_head_fits_a_phone(page: Page, site: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/book/06_padding.html")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for button in page.locator(".bd-header-article .btn:visible").all():
        box = button.bounding_box()
        assert box
        assert box["x"] + box["width"] <= width
        assert min(box["width"], box["height"]) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == width


# Whether the top of what has the focus in the widget lies above the bar of its walk.
ABOVE_THE_BAR = """() => {
  const [focused, bar] = [document.activeElement, document.querySelector(".cnnlab-walk")];
  if (bar.contains(focused) || !bar.closest(".cnnlab").contains(focused)) return true;
  return focused.getBoundingClientRect().top < bar.getBoundingClientRect().top;
}"""


@pytest.mark.parametrize(("width", "height"), [(640, 450), (360, 740)])
@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_the_bar_of_a_walk_hides_neither_the_widget_nor_what_has_the_focus(
    page: Page, site: str, width: int, height: int, letters: str
):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/book/widgets/lens.html")
    page.evaluate("(size) => document.documentElement.style.fontSize = size", letters)
    page.get_by_role("button", name="Walk through it").click()
    bar = page.locator(".cnnlab-walk").bounding_box()
    assert bar
    assert bar["height"] <= height / 2
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(ABOVE_THE_BAR), page.evaluate("document.activeElement.outerHTML")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(ABOVE_THE_BAR), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize(("letters", "position"), [("100%", "sticky"), ("200%", "static")])
def test_a_question_goes_along_where_it_leaves_room_for_the_drawing(
    page: Page, site: str, letters: str, position: str
):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/book/06_padding.html")
    page.evaluate("(size) => document.documentElement.style.fontSize = size", letters)
    question = page.locator("[data-shut]:has(.cnnlab-guess-cells) > .cnnlab-guess").first
    expect(question).to_have_css("position", position)


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_titles_of_the_pages_before_and_after_are_not_cut_off(
    page: Page, site: str, width: int, letters: str
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/book/06_padding.html")
    page.evaluate("(size) => document.documentElement.style.fontSize = size", letters)
    for link in page.locator(".prev-next-area a").all():
        expect(link).to_be_visible()
        assert link.evaluate("(link) => link.scrollWidth <= link.clientWidth"), link.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("width", [991, 992, 1199, 1200])  # where the theme moves its columns
def test_wide_cells_stay_on_the_screen(page: Page, site: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/book/03_receptive_fields.html")
    expect(page.locator(".tag_full-width").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


# Words of a widget's captions that go on in the next line.
BROKEN_WORDS = """() => {
  const lines = (text, { index, 0: word }) => {
    const range = new Range();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return range.getClientRects().length;
  };
  const words = (text) => [...text.data.matchAll(/\\S+/g)];
  const broken = ({ firstChild: text }) =>
    words(text).filter((word) => lines(text, word) > 1).map(([word]) => word);
  return [...document.querySelectorAll(".cnnlab figcaption strong")].flatMap(broken);
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["draw_digit", "receptive_field"])
def test_titles_of_small_pictures_break_between_words(page: Page, site: str, name: str):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/book/widgets/{name}.html")
    expect(page.locator(".cnnlab-foot")).to_be_visible()
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
