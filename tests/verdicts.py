"""What tests of checkers say of a verdict."""

from cnnlab.check.verdict import Verdict


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
