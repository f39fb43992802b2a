"""All widgets in one notebook, each twice as on its page: none takes what is another's."""

import nbformat
import pytest
from live import Notebook
from placed import WIDGETS
from places import ROOT
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

# What the parts of a widget name must be in the same widget.
LED_ASTRAY = """(widgets) => widgets.flatMap((widget) => {
  const named = (part) =>
    ["for", "aria-labelledby", "aria-describedby", "aria-controls", "list"].flatMap((attribute) =>
      (part.getAttribute(attribute) ?? "").split(/\\s+/).filter(Boolean));
  const astray = [...widget.querySelectorAll("*")].filter((part) =>
    named(part).some((id) => !widget.contains(document.getElementById(id))));
  const labels = [...widget.querySelectorAll("label")].filter((label) =>
    !widget.contains(label.control));
  return [...astray, ...labels].map((part) => part.outerHTML.slice(0, 200));
})"""
GROUPS = """(radios) => {
  const owners = new Map();
  for (const radio of radios) {
    if (!owners.has(radio.name)) owners.set(radio.name, new Set());
    owners.get(radio.name).add(radio.closest(".cnnlab"));
  }
  return [...owners].filter(([name, widgets]) => widgets.size > 1).map(([name]) => name);
}"""


@pytest.fixture(scope="module")
def shown(open_notebook: Notebook) -> dict[str, list[Locator]]:
    """Show each widget twice, by the first cell of its page."""
    places = {}
    # Each new cell makes the browser lay out the page again: the others are hidden.
    style = open_notebook.page.add_style_tag(content=".jp-Cell:not(:last-child) { display: none }")
    for name in WIDGETS:
        page = nbformat.read(ROOT / "book" / "widgets" / f"{name}.ipynb", as_version=4)
        code = next(cell.source for cell in page.cells if cell.cell_type == "code")
        twins = [f"{code}\n{twin}_{name} = widget\n" for twin in ("first", "second")]
        output = open_notebook.show(f"{''.join(twins)}display(first_{name}, second_{name})")
        widgets = output.locator(".cnnlab")
        expect(widgets.nth(1)).to_be_visible()
        places[name] = [widgets.first, widgets.nth(1)]
    style.evaluate("(style) => style.remove()")
    return places


def test_each_widget_is_drawn_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    for name, twins in shown.items():
        for widget in twins:
            expect(widget).to_be_visible()
            assert len(widget.inner_text()) > 10, name
            assert widget.locator("[role=alert]:visible").all_inner_texts() == [], name


# Whether a canvas has any of the theme's colours: without them it is grey.
COLOURED = """(canvases) => canvases.map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4) {
    const rgb = [...data.slice(i, i + 3)];
    if (data[i + 3] && Math.max(...rgb) - Math.min(...rgb) > 40) return true;
  }
  return false;
})"""


def test_colours_are_right_at_the_first_frame_in_jupyterlab(notebook: Notebook) -> None:
    # Its layers are painted, where other widgets leave colours to the style sheet.
    output = notebook.show(
        "from cnnlab.network import Conv2d, Flatten, Linear, Sequential\n"
        "from cnnlab.widgets import DrawDigit\n"
        "model = Sequential(Conv2d(1, 4, 3, rng=0), Flatten(), Linear(144, 10, rng=0))\n"
        "DrawDigit({'untrained': model})"
    )
    maps = output.locator(".cnnlab-draw-digit-layers canvas")
    expect(maps).not_to_have_count(0)
    assert False not in maps.evaluate_all(COLOURED)


def test_ids_are_unique_in_jupyterlab(notebook: Notebook, shown: dict[str, list[Locator]]) -> None:
    ids = notebook.page.locator(".cnnlab [id]").evaluate_all("(all) => all.map((e) => e.id)")
    assert len(ids) > 20
    assert sorted(ids) == sorted(set(ids))


def test_labels_and_choices_are_a_widgets_own_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    assert notebook.page.locator(".cnnlab").evaluate_all(LED_ASTRAY) == []
    radios = notebook.page.locator(".cnnlab input[type=radio]")
    assert radios.count() > 4
    assert radios.evaluate_all(GROUPS) == []


def test_one_answer_leaves_another_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    first, second = shown["choice"]
    first.get_by_label("28 rows").check()
    second.get_by_label("26 rows").check()
    second.get_by_label("26 rows").press("ArrowUp")
    expect(second.get_by_label("28 rows")).to_be_checked()
    second.get_by_label("28 rows").press("ArrowDown")
    expect(first.get_by_label("28 rows")).to_be_checked()
    expect(first.get_by_role("status")).to_contain_text("Right.")
    expect(second.get_by_role("status")).to_contain_text("Not yet.")


def test_keys_belong_to_the_widget_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    # By these JupyterLab goes to another cell.
    widget = shown["sliding_kernel"][0]
    output = widget.get_by_role("grid", name="Output")
    output.press("Control+Home")
    output.press("ArrowDown")
    expect(widget.locator(".cnnlab-total")).to_contain_text("output[1, 0] = ")
    stride = widget.get_by_label("Stride", exact=True)
    stride.press("ArrowDown")
    expect(stride).to_have_value("2")
    speed = widget.get_by_label("Speed")
    before = float(speed.input_value())
    speed.press("ArrowUp")
    assert float(speed.input_value()) > before
    weight = widget.get_by_label("Weight in row 0, column 0")
    weight.fill("0.125")
    weight.press("Enter")  # without leaving the box
    notebook.expect("float(first_sliding_kernel.kernel[0, 0])", 0.125)


def test_no_key_of_a_widget_touches_cells_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    # Each press makes the browser draw the page again: all but the widget's own cell are hidden.
    style = notebook.page.add_style_tag(content=".jp-Cell:not(.alone) { display: none }")
    for name, (widget, _) in shown.items():
        widget.evaluate(LEAVE_ALONE)
        for kind in ("input[type=range]", "input[type=radio]", "input[type=checkbox]"):
            kept_by_keys(notebook, widget.locator(f"{kind}:visible"), name)
        for role in ("combobox", "button", "grid"):
            kept_by_keys(notebook, widget.get_by_role(role).locator("visible=true"), name)
    style.evaluate("(style) => style.remove()")


LEAVE_ALONE = """(widget) => {
  for (const cell of document.querySelectorAll(".jp-Cell"))
    cell.classList.toggle("alone", cell.contains(widget));
}"""


def kept_by_keys(notebook: Notebook, controls: Locator, name: str) -> None:
    """Press what inserts, cuts and deletes cells while the first of the controls has the focus."""
    if controls.count() == 0:
        return
    controls.first.focus()
    before = notebook.cells()
    for key in ("ArrowDown", "ArrowUp", "a", "b", "x", "d", "d", "z", "ArrowRight", "ArrowLeft"):
        notebook.page.keyboard.press(key)
    assert notebook.cells() == before, name


def test_widgets_share_the_width_of_a_box_in_jupyterlab(notebook: Notebook) -> None:
    both = "from cnnlab.widgets import SlidingKernel\nimport ipywidgets\n"
    for box in ("HBox", "VBox"):
        output = notebook.show(f"{both}ipywidgets.{box}([SlidingKernel(), SlidingKernel()])")
        widgets = output.locator(".cnnlab")
        expect(widgets).to_have_count(2)
        expect(widgets.last.get_by_role("grid", name="Output")).to_be_visible()
        first, second = (widget.bounding_box() for widget in widgets.all())
        assert first is not None
        assert second is not None
        assert first["width"] == second["width"] > 300, box
        assert min(first["height"], second["height"]) > 400, box
        assert second["x"] >= first["x"] + first["width"] or second["y"] >= (
            first["y"] + first["height"]
        ), box


def test_settings_that_do_not_fit_are_explained_in_jupyterlab(notebook: Notebook) -> None:
    for_all = "from cnnlab.widgets import *\nimport numpy as np\n"
    for made, unfit, message in UNFIT:
        output = notebook.show(f"{for_all}w = {made}\n{unfit}\nw")
        expect(output.locator(".cnnlab").get_by_role("alert").first).to_contain_text(message)


UNFIT = [
    ("SlidingKernel()", "w.padding, w.stride = 'same', 2", "stride is 2."),
    ("SlidingKernel()", "w.image = np.ones((2, 2))", "kernel"),
    ("Im2Col()", "w.image = np.ones((1, 2, 2))", "kernel"),
    ("Pooling()", "w.kernel_size = 40", "40 pixels"),
    ("SizeExplorer()", "w.padding, w.stride = 'same', 2", "stride 1"),
]


def test_what_python_refuses_is_refused_in_jupyterlab(
    notebook: Notebook, shown: dict[str, list[Locator]]
) -> None:
    widget = notebook.show("from cnnlab.widgets import SlidingKernel\nw = SlidingKernel()\nw")
    told = notebook.run("try:\n    w.stride = 0\nexcept Exception as error:\n    print(error)")
    assert "stride" in told
    notebook.run("w.stride = 2")
    expect(widget.get_by_label("Stride", exact=True)).to_have_value("2")
