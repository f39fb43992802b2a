"""Chapters that run side by side: one after the other they would take most of a build's time."""

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from cnnlab import images

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Run notebooks before the first of them is read."""
    app.setup_extension("myst_nb")
    app.connect("env-before-read-docs", _run_side_by_side)


def _run_side_by_side(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    if app.config["nb_execution_mode"] != "cache":
        return
    folder = app.config["nb_execution_cache_path"]
    cache = get_cache(folder)
    paths = [path for path in map(env.doc2path, docnames) if Path(path).suffix == ".ipynb"]
    records = [cache.add_nb_to_project(path) for path in paths]
    new = [record.uri for record in records if cache.get_cached_project_nb(record.pk) is None]
    if len(new) > 1:
        logging.getLogger(__name__).info("running %d notebooks side by side", len(new))
        # There is one process for each core. With more threads they would wait for each other.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        # Most import nothing else of the large packages that hold the images.
        data = Path(app.outdir).parent / ".images"
        images.save(data)
        os.environ.setdefault("CNNLAB_DATA", str(data))
        # The long ones first: none is to run alone at the end.
        new.sort(key=lambda uri: Path(uri).stat().st_size, reverse=True)
        with ProcessPoolExecutor() as processes:
            for uri in new:
                processes.submit(_run, folder, uri, app.config["nb_execution_timeout"])


def _run(cache: str, uri: str, timeout: int) -> None:
    # MyST-NB runs again what has failed here, and says why.
    executor = load_executor("local-serial", get_cache(cache))
    executor.run_and_cache(filter_uris=[uri], timeout=timeout)
