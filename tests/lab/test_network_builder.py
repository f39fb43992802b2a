"""A network that learns in JupyterLab, in the page, and is Python's afterwards."""

import pytest
from live import Notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_what_was_trained_in_jupyterlab_is_pythons_network(notebook: Notebook) -> None:
    widget = notebook.show(
        "from cnnlab.images import split_digits\n"
        "from cnnlab.network import evaluate\n"
        "from cnnlab.widgets import NetworkBuilder\n"
        "builder = NetworkBuilder(epochs=3)\n"
        "builder.stack = builder.stacks['linear']\n"
        "builder"
    ).locator(".cnnlab")
    widget.get_by_role("button", name="Train").click()
    compared = widget.get_by_role("table", name="Trained networks compared")
    expect(compared).to_be_visible(timeout=30_000)
    notebook.expect("(len(builder.runs), len(builder.history['loss']))", (1, 3))
    notebook.expect(
        "evaluate(builder.network(), split_digits().x_test, split_digits().y_test).accuracy"
        " == builder.runs[0]['accuracy']",
        True,
    )
