"""Chapters that run side by side: one after the other they would take most of a build's time."""

import os
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Run notebooks before the first of them is read."""
    app.setup_extension("myst_nb")
    app.connect("env-before-read-docs", _run_side_by_side)


def _run_side_by_side(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    # MyST-NB runs again what has failed here, and says why.
    if app.config["nb_execution_mode"] != "cache":
        return
    cache = get_cache(app.config["nb_execution_cache_path"])
    paths = [path for path in map(env.doc2path, docnames) if Path(path).suffix == ".ipynb"]
    records = [cache.add_nb_to_project(path) for path in paths]
    new = [record.uri for record in records if cache.get_cached_project_nb(record.pk) is None]
    if len(new) > 1:
        logging.getLogger(__name__).info("running %d notebooks side by side", len(new))
        # There is one process for each core. With more threads they would wait for each other.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        load_executor("local-parallel", cache).run_and_cache(
            filter_uris=new, timeout=app.config["nb_execution_timeout"]
        )
