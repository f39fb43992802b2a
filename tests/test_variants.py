"""A figure's variants: what changes between them, and what does not."""

import re
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from cnnlab.figure_layout import arrange, grid_shape
from cnnlab.plots import figure, show_images
from cnnlab.style import FIGURE_WIDTH, NARROW_FIGURE_WIDTH, PALETTE, contrast_ratio
from cnnlab.variants import variants


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def colours(svg):
    return set(re.findall("#[0-9a-f]{6}", svg))


def inches(svg, side="width"):
    return float(ElementTree.fromstring(svg).attrib[side].removesuffix("pt")) / 72


def test_each_variant_has_its_width_and_its_themes_colours():
    made, ((axis,),) = figure()
    axis.plot([1, 2], [2, 1])
    axis.plot([1, 2], [1, 2])
    drawn = variants(made)
    for name, svg in drawn.items():
        theme, width = name.split()
        wanted = FIGURE_WIDTH if width == "wide" else NARROW_FIGURE_WIDTH
        assert inches(svg) == pytest.approx(wanted)
        inks = colours(svg) - {PALETTE[theme]["line"]}  # but the lines of the grid
        other = PALETTE["dark" if theme == "light" else "light"]
        assert not inks & ({other["ink"], other["accent"], other["muted"]})
        assert {PALETTE[theme]["ink"], PALETTE[theme]["accent"]} <= inks
        for ink in inks:
            assert contrast_ratio(ink, PALETTE[theme]["surface"]) >= 3, (name, ink)


def test_white_and_black_numbers_stay_on_grey_pixels():
    show_images([[[0, 9], [9, 0]]])
    drawn = variants(plt.gcf())
    assert "#ffffff" in colours(drawn["light wide"])
    assert "#ffffff" in colours(drawn["dark wide"])


def test_a_number_on_zero_is_black_on_white_and_white_on_dark():
    show_images([[[0, 1], [-1, 0]]], signed=True)
    drawn = variants(plt.gcf())
    assert "#ffffff" not in colours(drawn["light wide"])  # black is the format's default
    assert "#ffffff" in colours(drawn["dark wide"])


def test_a_grey_image_stays_as_it_is_beside_one_of_signed_numbers():
    show_images([[[0, 9], [9, 0]], [[0, 1], [-1, 0]]], signed=[False, True], numbers=False)
    drawn = variants(plt.gcf())
    (grey, signed), (grey_in_dark, signed_in_dark) = (
        re.findall('"data:image/png;base64,([^"]*)"', drawn[f"{theme} wide"])
        for theme in ("light", "dark")
    )
    assert grey == grey_in_dark
    assert signed != signed_in_dark


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (2, 3)])
def test_plots_stand_below_each_other_on_a_phone(rows, columns):
    made, _ = figure(rows, columns, height=2)
    drawn = variants(made)
    assert inches(drawn["light wide"], "height") == pytest.approx(2 * rows)
    assert inches(drawn["light narrow"], "height") == pytest.approx(2 * rows * columns)


@pytest.mark.slow
def test_the_figure_stays_as_it_was():
    made, _ = figure(2, 3, height=2)
    before = repr(made)
    variants(made)
    assert (repr(made), grid_shape(made)) == (before, (2, 3))
    show_images([np.arange(64).reshape(8, 8)] * 3, ["first", "a rather long title here", "third"])
    images = plt.gcf()
    before, sizes = repr(images), [text.get_fontsize() for text in images.axes[0].texts]
    variants(images)
    assert (repr(images), grid_shape(images)) == (before, (1, 3))
    assert [text.get_fontsize() for text in images.axes[0].texts] == sizes


def test_numbers_can_be_read_on_a_phone():
    show_images([np.arange(64).reshape(8, 8)] * 3, ["first", "a rather long title here", "third"])
    arrange(plt.gcf(), NARROW_FIGURE_WIDTH, 2)
    assert min(text.get_fontsize() for axis in plt.gcf().axes for text in axis.texts) >= 7


def test_the_same_figure_gives_the_same_file():
    drawn = []
    for _ in range(2):
        show_images([[[1, 2], [3, 4]]], signed=True)
        drawn.append(variants(plt.gcf()))
    assert drawn[0] == drawn[1]


def test_without_a_notebook_figures_are_drawn_as_ever(monkeypatch):
    monkeypatch.setenv("CNNLAB_FIGURES", "variants")
    made, _ = figure()
    assert isinstance(made, Figure)
