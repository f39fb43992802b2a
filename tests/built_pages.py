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
    # The process that sphinx_sitemap leaves running holds a copy of all our pipes, which keeps them
    # open: a browser would wait for the end of its own.
    for process in multiprocessing.active_children():
        process.terminate()
        process.join()
    return Build(status, said.getvalue())
