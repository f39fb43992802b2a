"""The size calculator says what cnnlab says, on the site and live."""

import itertools
import json

import pytest
from live import open_notebook, run_cell
from playwright.sync_api import Page, expect
from traitlets import TraitError

from cnnlab import conv_cost, output_shape
from cnnlab.widgets import SizeCalculator

CHAPTER = "book/cheatsheet.html"

CALCULATE = """async ([site, settings]) => {
  const { layerSizes } = await import(`${site}/_static/cnnlab.mjs`);
  return settings.map((s) => {
    try { return layerSizes(s); } catch (error) { return { error: error.message }; }
  });
}"""


def grid_of_settings():
    names = ("height", "kernel_size", "padding", "stride", "dilation", "groups")
    values = ((5, 32), (1, 3, 4), (0, 2), (1, 2, 3), (1, 2), (1, 4, 3))
    for chosen in itertools.product(*values):
        yield dict(zip(names, chosen, strict=True)) | {
            "width": 9,
            "in_channels": 8,
            "out_channels": 12,
        }


def by_cnnlab(s):
    where = {name: s[name] for name in ("kernel_size", "stride", "padding", "dilation")}
    try:
        rows, columns = output_shape((s["height"], s["width"]), **where)
        cost = conv_cost(
            (s["height"], s["width"]),
            s["in_channels"],
            s["out_channels"],
            groups=s["groups"],
            **where,
        )
    except ValueError:
        return None
    return {
        "rows": rows,
        "columns": columns,
        "parameters": cost.parameters,
        "multiply_adds": cost.multiply_adds,
    }


@pytest.mark.browser
def test_page_and_package_agree(site: str, page: Page):
    settings = list(grid_of_settings())
    page.goto(f"{site}/search.html")
    found = page.evaluate(CALCULATE, [site, json.loads(json.dumps(settings))])
    compared = 0
    for given, result in zip(settings, found, strict=True):
        expected = by_cnnlab(given)
        if expected is None:
            assert "error" in result, given
        else:
            assert result == expected, given
            compared += 1
    assert compared >= 100


@pytest.mark.browser
def test_typing_a_number_fills_the_formula(site: str, page: Page, problems):
    page.goto(f"{site}/{CHAPTER}")
    widget = page.get_by_role("group", name="Size calculator")
    widget.get_by_label("Stride s").fill("2")
    expect(widget.get_by_role("status").first).to_contain_text(
        "⌊(224 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 112"
    )
    widget.get_by_label("Groups g").fill("2")
    expect(widget.get_by_role("alert")).to_contain_text("groups must divide both channel counts")
    widget.get_by_label("Groups g").fill("1")
    expect(widget.get_by_role("alert")).to_be_hidden()
    assert problems == []


@pytest.mark.browser
def test_python_and_the_page_move_each_other(jupyterlab, page: Page):
    cells = [
        "from cnnlab.widgets import SizeCalculator\nwidget = SizeCalculator()\nwidget",
        "widget.kernel_size = 7",
        "print('seen', widget.stride, widget.output_shape, widget.cost.parameters)",
    ]
    open_notebook(page, jupyterlab, "calculator.ipynb", cells)
    run_cell(page, 0)
    widget = page.get_by_role("group", name="Size calculator")
    expect(widget).to_be_visible(timeout=60_000)
    run_cell(page, 1)
    expect(widget.get_by_label("Kernel k")).to_have_value("7")
    widget.get_by_label("Stride s").fill("2")
    run_cell(page, 2)
    python = SizeCalculator(kernel_size=7, stride=2)
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text(
        f"seen 2 {python.output_shape} {python.cost.parameters}"
    )


@pytest.mark.parametrize("trait", ["height", "kernel_size", "stride", "groups"])
def test_a_trait_refuses_zero(trait):
    with pytest.raises(TraitError, match=trait):
        setattr(SizeCalculator(), trait, 0)


def test_readers_without_javascript_get_a_sentence():
    frame = SizeCalculator(height=10, width=12, padding=0).first_frame()
    assert "the output has 8 × 10 pixels in 64 channels" in frame
