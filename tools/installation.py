"""A notebook's first cell, for where cnnlab is not installed: on Colab."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
# What a student installs of cnnlab, as the requirements say it first.
EXTRAS = re.findall(
    r"^-e \.(\[.*\])$", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
)[0]
INSTALLATION = """\
# Colab begins without cnnlab. Elsewhere it is there already.
import importlib.util

if importlib.util.find_spec("cnnlab") is None:
    %pip install -q {requirement}"""


def with_installation(notebook: NotebookNode, source: str) -> NotebookNode:
    """Return `notebook` with a first cell that installs cnnlab from `source`, or with none.

    The site shows no such cell, and where cnnlab is installed it does nothing.
    """
    cells = [c for c in notebook.cells if "installation" not in c.metadata.get("tags", [])]
    if source:
        requirement = f'"cnnlab{EXTRAS} @ {source}"' if "/" in source else f'"{source}{EXTRAS}"'
        cell = nbformat.v4.new_code_cell(INSTALLATION.format(requirement=requirement))
        cell.id = "installation"
        cell.metadata["tags"] = ["installation", "remove-cell"]
        cells.insert(0, cell)
    notebook.cells = cells
    return notebook
