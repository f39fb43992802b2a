"""What a cell prints, in one piece."""

from copy import deepcopy

from myst_nb.core import render
from myst_nb.core.utils import coalesce_streams
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Let MyST-NB join streams as we do: it has no setting for it."""
    render.coalesce_streams = _join_streams


def _join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    r"""Join what a cell prints, wherever the kernel cut it.

    MyST-NB does so too (``nb_merge_streams``), but begins a new line after every piece.

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> _join_streams([new_output("stream", text=text) for text in ("size", " 18")])[0].text
    'size 18\n'
    """
    cell = NotebookNode(outputs=deepcopy(outputs))
    CoalesceStreamsPreprocessor().preprocess_cell(cell, {}, 0)
    return list(coalesce_streams(cell.outputs))
