"""The front end's arithmetic and small parts, in Node: the same numbers as cnnlab's.

Each module of `tests/vectors` says what one module of `frontend/math` must compute. The vectors are
written anew in every run, so that they cannot go stale.
"""

import importlib
import json
import re
from typing import Any

import build as frontend
import numpy as np
from places import ROOT

WRITTEN = ROOT / "_build" / "vectors"


def as_json(value: Any) -> Any:
    """Turn what json does not know into what it does."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is not JSON")


def test_the_front_end_agrees_with_cnnlab() -> None:
    WRITTEN.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "tests" / "vectors").glob("*.py")):
        vectors = importlib.import_module(f"vectors.{path.stem}").vectors()
        text = json.dumps(vectors, default=as_json, allow_nan=False)
        (WRITTEN / f"{path.stem}.json").write_text(text, encoding="utf-8")
    tests = sorted(str(path) for path in (ROOT / "frontend" / "tests").glob("*.test.mjs"))
    command = ["node", "--test", "--test-reporter=spec", *tests]
    run = frontend.run(*command, check=False, capture_output=True, text=True, encoding="utf-8")
    passed = re.search(r"^\S* pass (\d+)$", run.stdout, re.MULTILINE)
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert passed is not None, run.stdout
    assert int(passed[1]) > 0, run.stdout
