"""The front end's arithmetic and small parts, in Node: the same numbers as cnnlab's.

Each module of `tests/vectors` says what one module of `frontend/math` must compute. The vectors are
written anew in every run, so that they cannot go stale.
"""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import build as frontend
import numpy as np
import pytest
from examples import QUICK
from places import ROOT

WRITTEN = ROOT / "_build" / "vectors"
VECTORS = sorted(path.stem for path in (ROOT / "tests" / "vectors").glob("*.py"))
# Whose vectors come from networks that are trained first.
TRAINED = ("draw_digit", "learned_weights")
SOON = [name for name in VECTORS if name not in TRAINED]
# Node takes longer to start than most of them: in `make quick` a few share one.
TOGETHER = [SOON[i::5] for i in range(5)] if QUICK else [[name] for name in SOON]


def as_json(value: Any) -> Any:
    """Turn what json does not know into what it does."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is not JSON")


def write(name: str) -> None:
    """Write what the tests in Node read as `vectors(name)`."""
    vectors = importlib.import_module(f"vectors.{name}").vectors()
    text = json.dumps(vectors, default=as_json, allow_nan=False)
    WRITTEN.mkdir(parents=True, exist_ok=True)
    (WRITTEN / f"{name}.json").write_text(text, encoding="utf-8")


def readers() -> dict[str | None, list[Path]]:
    """Return the tests in Node by the vectors that they read. Those under None read none."""
    tests: dict[str | None, list[Path]] = {}
    for test in sorted((ROOT / "frontend" / "tests").glob("*.test.mjs")):
        names = re.findall(r"\bvectors\(\"(\w+)\"\)", test.read_text(encoding="utf-8"))
        for name in dict.fromkeys(names or [None]):
            tests.setdefault(name, []).append(test)
    return tests


def all_pass(tests: list[Path]) -> None:
    """Run tests in one Node, whose start takes longer than most of them."""
    imports = "".join(f"import {json.dumps(test.as_uri())};" for test in tests)
    command = ["node", "--test-reporter=spec", "--input-type=module", f"--eval={imports}"]
    run = frontend.run(*command, check=False, capture_output=True, text=True, encoding="utf-8")
    passed = re.search(r"^\S* pass (\d+)$", run.stdout, re.MULTILINE)
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert passed is not None, run.stdout
    written = sum(test.read_text(encoding="utf-8").count("\ntest(") for test in tests)
    assert int(passed[1]) >= written > 0, run.stdout


def test_all_vectors_are_read_and_there() -> None:
    assert readers().keys() == {None, *VECTORS}


@pytest.mark.parametrize(
    "names",
    [*TOGETHER, *(pytest.param([name], marks=pytest.mark.slow) for name in TRAINED)],
    ids=" ".join,
)
def test_the_front_end_agrees_with_cnnlab(names: list[str]) -> None:
    for name in names:
        write(name)
    all_pass([test for name in names for test in readers()[name]])


def test_what_is_the_front_ends_alone_is_right() -> None:
    all_pass(readers()[None])
