"""What a cell shows: a text in one piece, a figure in all its variants."""

import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import wraps

from docutils import nodes
from myst_nb.core import render
from myst_nb.core.render import MimeData, NbElementRenderer
from myst_nb.core.utils import coalesce_streams
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from sphinx.application import Sphinx

__all__ = ["setup"]

_Render = Callable[[NbElementRenderer, MimeData], list[nodes.Element]]


def setup(app: Sphinx) -> None:
    """Join streams and show figures as we do: MyST-NB has no settings for either."""
    render.coalesce_streams = _join_streams
    os.environ["CNNLAB_FIGURES"] = "variants"  # the notebooks' kernels see it
    NbElementRenderer.render_image = _with_variants(NbElementRenderer.render_image)


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


def _with_variants(render_image: _Render) -> _Render:
    """Return `render_image` of MyST-NB, but with all variants of a figure side by side.

    Each is an image of its own, and its classes say on which pages it is seen.
    """

    @wraps(render_image)
    def render_all(self: NbElementRenderer, data: MimeData) -> list[nodes.Element]:
        others = data.output_metadata.get(data.mime_type, {}).get("variants", {})
        if not others:
            return list(render_image(self, data))
        images = []
        for variant, content in {"light wide": data.content, **others}.items():
            theme, width = variant.split()
            # Each by itself: an extension that is set up twice in a process has wrapped this twice.
            (image,) = render_image(self, replace(data, content=content, output_metadata={}))
            image["classes"] += [f"only-{theme}", f"cnnlab-{width}"]
            images.append(image)
        return images

    return render_all
