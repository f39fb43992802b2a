"""The book's Sphinx extension: what it writes, and what stops a strict build."""

from pathlib import Path

import built_pages
import pytest
from lxml.html import document_fromstring
from PIL import Image

pytestmark = pytest.mark.slow  # pages are built

PAGE = """
Formulas
========

Inline (:math:`k_1 \\times k_2`), and :math:`x`.

:math:`\\underline{y}` has a line.

.. math:: H' = \\left\\lfloor \\frac{H - k}{s} \\right\\rfloor + 1
   :label: size

.. math::

   a &= b + c \\\\
     &= d

See :eq:`size`, and ``tall_house.of_glass``. It has 3 × 4 × 5 rooms, not ``3 × 4``.

.. raw:: html

   <div class="cnnlab-widget" data-widget="shift" data-state="{}"></div>

.. image:: dot.png

.. image:: dot.png
   :width: 50

By [A]_ and [B]_.

.. [A] First.
.. [B] Second.

.. index:: padding; of zeros

.. py:module:: house
.. py:class:: Box

   .. py:method:: open()
   .. py:property:: width

.. py:function:: slide()
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    Image.new("L", (30, 20)).save(folder / "dot.png")
    run = build(folder, PAGE)
    assert run.status == 0, run.said
    return folder / "html"


@pytest.fixture(scope="module")
def html(built: Path) -> str:
    return (built / "index.html").read_text(encoding="utf-8")


def build(folder: Path, page: str) -> built_pages.Build:
    (folder / "index.rst").write_text(page, encoding="utf-8")
    options = (
        "extensions=cnnlab_book",
        "html_math_renderer=mathml",
        "html_theme=sphinx_book_theme",
    )
    return built_pages.build(folder, "-C", *(f"-D{option}" for option in options))


def test_the_index_leaves_out_what_a_class_holds(built: Path) -> None:
    index = (built / "genindex.html").read_text(encoding="utf-8")
    for entry in ("of zeros", "Box (class in house)", "slide() (in module house)"):
        assert entry in index
    for name in ("Box method", "Box property", ">module<"):
        assert name not in index


def test_a_long_name_can_be_broken_between_its_words(html: str) -> None:
    assert "tall_<wbr>house.<wbr>of_<wbr>glass" in html


def test_a_size_stays_on_one_line(html: str) -> None:
    assert "3\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}4\N{NO-BREAK SPACE}×" in html
    assert '>×</span> <span class="pre">4<' in html, "code stays as it is, to be copied"


def test_a_picture_keeps_its_place_until_it_is_loaded(html: str) -> None:
    sized, own = document_fromstring(html).iterfind(".//img[@loading]")
    assert (sized.get("width"), sized.get("height")) == ("30", "20")
    assert own.get("height") is None, "its page gives it another width"


def test_references_are_one_list_without_the_role_that_aria_dropped(html: str) -> None:
    (listed,) = document_fromstring(html).iterfind(".//div[@class='citation-list']")
    assert [part.get("class") for part in listed] == ["citation", "citation"]
    assert "doc-biblioentry" not in html


def test_a_line_under_a_letter_does_not_touch_it(html: str) -> None:
    assert "‾" in html
    assert "\u0332" not in html


def test_formulas_become_mathml(html: str) -> None:
    assert "<msub><mi>k</mi><mn>1</mn></msub>" in html
    assert "<mo>⌊</mo><mfrac>" in html
    assert html.count('<math display="block">') == 2


def test_a_formula_stays_on_a_line_with_what_touches_it(html: str) -> None:
    assert '<span class="cnnlab-together"><math><mi>x</mi></math>.</span>' in html
    assert 'Inline <span class="cnnlab-together">(<math>' in html
    assert "</math>),</span> and <span" in html
    assert "</math></span> has a line.</p>" in html


def test_an_equation_keeps_sphinxs_number(html: str) -> None:
    assert '<span class="eqno">(1)' in html
    assert 'href="#equation-size">(1)</a>' in html


def test_lines_are_aligned_by_the_browser(html: str) -> None:
    # Chromium ignores MathML's columnalign attribute; the cells say it in CSS.
    assert "text-align: right" in html
    assert "columnalign" not in html


def test_the_font_lies_beside_the_pages(built: Path) -> None:
    assert (built / "_static" / "stix-two-math.woff2").read_bytes().startswith(b"wOF2")


def test_a_page_has_the_files_of_its_widgets_alone(built: Path, html: str) -> None:
    for name in ("core", "shift"):
        for file in (f"{name}.js", f"{name}.css"):
            assert f"_static/{file}" in html
            assert (built / "_static" / file).exists()
    assert "pooling.js" not in html
    assert "core." not in (built / "genindex.html").read_text(encoding="utf-8")
    assert "--cnnlab-accent:" in (built / "_static" / "core.css").read_text(encoding="utf-8")


def test_a_widget_without_a_script_stops_the_build(tmp_path: Path) -> None:
    page = 'Title\n=====\n\n.. raw:: html\n\n   <div data-widget="juggler"></div>\n'
    run = build(tmp_path, page)
    assert run.status != 0
    assert "juggler.js is not built" in run.said
    assert "make book" in run.said


def test_a_file_that_a_reader_waits_for_stops_the_build(tmp_path: Path) -> None:
    page = 'Title\n=====\n\n.. raw:: html\n\n   <script src="slow.js"></script>\n'
    run = build(tmp_path, page)
    assert run.status != 0
    assert "makes its reader wait for slow.js" in run.said


def test_latex_that_cannot_be_set_stops_a_strict_build(tmp_path: Path) -> None:
    run = build(tmp_path, "Title\n=====\n\n:math:`\\nosuchcommand{x}`\n")
    assert run.status != 0
    assert "index.rst:4" in run.said
    assert "nosuchcommand" in run.said
