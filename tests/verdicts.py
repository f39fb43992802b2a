"""All checkers, and what tests say of their verdicts."""

import inspect
from importlib import import_module

from places import ROOT

from cnnlab.check.verdict import Verdict

CHECKERS = {
    f"{path.stem}.{name}": function
    for path in sorted((ROOT / "src" / "cnnlab" / "check").glob("ch*.py"))
    for name, function in vars(import_module(f"cnnlab.check.{path.stem}")).items()
    if hasattr(function, "__wrapped__") and function.__module__.endswith(path.stem)
}
OF_FUNCTIONS = {
    name: check
    for name, check in CHECKERS.items()
    if "function" in inspect.signature(check).parameters
}


def assert_right(verdict: Verdict) -> None:
    assert verdict.right is True, verdict
    assert repr(verdict).startswith("Right. "), verdict


def assert_wrong(verdict: Verdict, message: str, case: str = "") -> None:
    """Assert that a verdict is "Not yet", and says so in passing; `case` names it if not."""
    assert verdict.right is False, (case, verdict)
    assert repr(verdict).startswith("Not yet. "), (case, verdict)
    assert message in repr(verdict), case
    assert repr(verdict).endswith((".", "…", "?")), (case, verdict)
    assert len(repr(verdict)) < 600, (case, verdict)
