"""Whatever an answer is, returns or raises: every checker has a verdict, and it is not right."""

import sys
from typing import Any

import pytest
from nonsense import FUNCTIONS, VALUES, raises
from verdicts import CHECKERS, OF_FUNCTIONS, assert_wrong

from cnnlab.check import run
from cnnlab.check.verdict import Verdict


@pytest.mark.parametrize("name", CHECKERS)
def test_nonsense_for_an_answer(name: str) -> None:
    for kind, value in VALUES.items():
        assert_wrong(CHECKERS[name](value), "", kind)


@pytest.mark.parametrize("name", OF_FUNCTIONS)
def test_nonsense_for_a_result(name: str) -> None:
    for kind, value in VALUES.items():
        assert_wrong(OF_FUNCTIONS[name](lambda *_, value=value: value), "", kind)


@pytest.mark.slow
@pytest.mark.parametrize(("function", "message"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_that_does_not_return(
    function: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.gettrace() and message == "is still running":
        pytest.skip("the time is not limited while a trace function is set")
    monkeypatch.setattr(run, "SECONDS", 0.05)
    for name, check in OF_FUNCTIONS.items():
        assert_wrong(check(function), message, name)


@pytest.mark.parametrize("name", CHECKERS)
def test_three_dots_are_not_an_answer_yet(name: str) -> None:
    check = CHECKERS[name]
    for untouched in (..., *([lambda *_: ...] if name in OF_FUNCTIONS else [])):
        verdict = check(untouched)
        assert repr(verdict) == "Not answered yet. Put your answer in place of the three dots."
        assert verdict.right is False


def test_three_dots_name_the_function_that_returns_them() -> None:
    def mine(*_: Any) -> Any:  # and the answer stands in a function of another name
        return ...

    for check in OF_FUNCTIONS.values():
        told = "Not answered yet. Put your answer in place of the three dots of `mine`."
        assert repr(check(mine)) == told


def test_an_interrupt_is_the_students_own() -> None:
    for check in OF_FUNCTIONS.values():
        with pytest.raises(KeyboardInterrupt):
            check(raises(KeyboardInterrupt()))


def test_a_verdict_shows_its_word() -> None:
    assert repr(Verdict(True, "So it is.")) == "Right. So it is."
    assert repr(Verdict(False, "It is not.")) == "Not yet. It is not."
