"""Build a few pages with Sphinx in this process: a start of Sphinx takes longer than its work."""

import multiprocessing
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from sphinx.cmd.build import build_main


class Build(NamedTuple):
    """How a build ended: with 0, or with something to say."""

    status: int
    said: str


def build(folder: Path, *options: str) -> Build:
    """Build the pages of `folder` into its `html`, strictly and without Python in the page."""
    said = StringIO()
    with redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_IN_PAGE", "0")
        status = build_main(["-q", "-W", *options, str(folder), str(folder / "html")])
    # What sphinx_sitemap leaves running has a copy of all our pipes: no browser would see its end.
    for process in multiprocessing.active_children():
        process.terminate()
        process.join()
    return Build(status, said.getvalue())
