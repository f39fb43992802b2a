"""A notebook's first cell, for where cnnlab is not installed: on Colab."""

import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode
from students import EXTRAS

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))
from cnnlab_book.launch import repository_address  # noqa: E402

INSTALLATION = """\
# Colab begins without cnnlab. Elsewhere it is there already.
import importlib.util

if importlib.util.find_spec("cnnlab") is None:
    %pip install -q {requirement}"""


def pip_source(repository: Mapping[str, str] | None = None) -> str:
    """Return what pip takes cnnlab from: the repository of `_config.yml`, or nothing without one.

    Examples
    --------
    >>> pip_source({"url": "git@github.com:teacher/cnnlab.git/", "branch": "main"})
    'git+https://github.com/teacher/cnnlab@main'
    """
    if repository is None:
        config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        repository = config["repository"]
    address = repository_address(repository["url"])
    return f"git+{address}@{repository['branch']}" if address else ""


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
