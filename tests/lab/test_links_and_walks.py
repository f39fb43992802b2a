"""Text that sets a widget, and a guided walk, in a notebook with a kernel."""

import pytest
from live import Notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_link_in_a_markdown_cell_sets_the_widget_and_undo_puts_it_back_in_jupyterlab(
    notebook: Notebook,
) -> None:
    widget = notebook.show(
        "from cnnlab.widgets import SizeExplorer\n"
        "linked = SizeExplorer(slug='linked', dilation=2)\nlinked"
    ).locator(".cnnlab")
    stride = widget.get_by_label("Stride", exact=True)
    expect(stride).to_have_value("1")
    text = notebook.write("Try [stride 3](#widget-linked&stride=3) and look at the last column.")
    address, cells = notebook.page.url, notebook.cells()
    text.get_by_role("link", name="stride 3").click()
    expect(stride).to_have_value("3")
    notebook.expect("(linked.stride, linked.dilation)", (3, 2))
    assert notebook.page.url == address
    text.get_by_role("button", name="Undo: stride 3").click()
    expect(stride).to_have_value("1")
    expect(text.get_by_role("button", name="Undo")).to_have_count(0)
    notebook.expect("linked.stride", 1)
    assert notebook.cells()[0] == cells[0]


def test_two_widgets_have_one_kernel_by_jslink(notebook: Notebook) -> None:
    widgets = notebook.show(
        "from cnnlab.widgets import SlidingKernel\n"
        "from ipywidgets import jslink\n"
        "leader, follower = SlidingKernel(), SlidingKernel(padding=1)\n"
        "both = jslink((leader, 'kernel'), (follower, 'kernel'))\n"
        "display(leader, follower)"
    ).locator(".cnnlab")
    kernel = widgets.nth(1).get_by_label("Kernel", exact=True)
    expect(kernel).to_be_visible()
    kernel.select_option(label="sharpen")
    sharpen = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    notebook.expect("leader.kernel.tolist()", sharpen)
    notebook.run("leader.kernel = [[1, 2], [3, 4]]")
    notebook.expect("follower.kernel.tolist()", [[1, 2], [3, 4]])
    expect(kernel.locator("option:checked")).to_have_text("custom")


def test_a_walk_goes_by_arrow_keys_and_waits_for_the_reader_in_jupyterlab(
    notebook: Notebook,
) -> None:
    output = notebook.show(
        "from cnnlab.widgets import SizeExplorer, step\n"
        "walked = SizeExplorer(walk=[\n"
        "    step('Set the stride to 2.', size=6, until={'stride': 2}),\n"
        "    step('And the dilation?', dilation=2),\n"
        "])\nwalked"
    )
    cells = notebook.cells()
    output.get_by_role("button", name="Walk through it").click()
    bar = output.get_by_role("group", name="Guided walk")
    said, told = bar.locator(".cnnlab-walk-said"), bar.get_by_role("status")
    expect(told).to_have_text("Your turn.")
    notebook.expect("walked.size", 6)
    notebook.page.keyboard.press("ArrowRight")
    expect(told).to_have_text("First do what this step asks.")
    expect(said).to_have_text("Set the stride to 2.")
    output.get_by_label("Stride", exact=True).select_option("2")
    expect(told).to_have_text("Done.")
    bar.get_by_role("button", name="Next").press("ArrowRight")
    expect(said).to_have_text("And the dilation?")
    notebook.expect("(walked.stride, walked.dilation)", (2, 2))
    notebook.page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("Set the stride to 2.")
    notebook.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    notebook.expect("(walked.stride, walked.dilation)", (1, 1))
    assert notebook.cells() == cells  # no key has gone to another cell
