"""Results are compared cell by cell, to rounding and no further."""

import inspect
from typing import Any

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab import mistakes
from cnnlab.check import ch06
from cnnlab.check.compare import compare_function, first_difference
from cnnlab.check.verdict import Verdict, checker
from cnnlab.images import digit


@pytest.mark.parametrize(
    ("got", "wanted", "place"),
    [
        ([1.0, 2.0], [1, 2], None),
        ([1.0, 2.0004], [1, 2], None),  # half a thousandth of a count is rounding
        ([1.0, 2.001], [1, 2], (1,)),
        (49_168_001.0, 49_168_000, ()),
        (1e16, 10**16 + 4, ()),
        (np.float32(0.1), 0.1, None),
        (np.float16(0.1), 0.1, None),
        (np.float16(0.1 + 2e-4), 0.1, ()),
        (np.float32(0.1 + 1e-5), 0.1, ()),
        (np.float16([100, 101]), np.uint8([100, 101]), None),
        (0.1001, 0.1, ()),
        (0.0, 1e-17, None),  # an exact 0 for one of roundings
        (1e-6, 1e-17, ()),
        ([[0, 1e-9], [1, 1]], [[0.0, 0.0], [1.0, 1.0]], None),
        ([[0, 1e-4], [1, 1]], [[0.0, 0.0], [1.0, 1.0]], (0, 1)),
        ([np.nan, 1], [1, 1], (0,)),
        ([np.inf, 1], [1, 1], (0,)),
        ([1 + 1e-12j], [1.0], None),
        ([1 + 1j], [1.0], (0,)),
    ],
)
def test_the_first_place_that_differs(got: Any, wanted: Any, place: Any) -> None:
    assert first_difference(np.asarray(got), np.asarray(wanted)) == place


def test_the_reference_does_not_see_what_a_function_does_to_its_arguments() -> None:
    @checker
    def total(function: Any) -> str:
        return compare_function(function, sum, [([1, 2, 3],), ([4],)], ("numbers",))

    def used_up(numbers: list[int]) -> int:
        result = 0
        while numbers:
            result += numbers.pop()
        return result

    def emptied(numbers: list[int]) -> int:
        numbers.clear()
        return 0

    assert_right(total(used_up))
    assert_wrong(total(emptied), "For numbers = [1, 2, 3] it gives 0, which is wrong.")


def test_the_right_number_is_not_given_away_but_one_cell_of_an_array_is() -> None:
    @checker
    def doubled(function: Any, case: Any) -> str:
        return compare_function(function, lambda x: 2 * x, [(case,)], ("x",))

    def zero(x: Any) -> Any:
        return 0 * x

    assert_wrong(doubled(zero, 17), "For x = 17 it gives 0, which is wrong.")
    assert "34" not in repr(doubled(zero, 17))
    several = np.array([0, 17, 19])
    assert_wrong(doubled(zero, several), "result[1] is 0; it should be 34.")
    assert "38" not in repr(doubled(zero, several))


def test_a_slip_is_named_unless_a_case_before_would_have_shown_it() -> None:
    def slips(x: int) -> list[mistakes.Mistake]:
        return [(x + 1, "That adds one."), *([(x, "That is as it was.")] if x > 1 else [])]

    @checker
    def doubled(function: Any) -> str:
        cases = [(0,), (2,), (3,)]
        return compare_function(function, lambda x: 2 * x, cases, ("x",), slips)

    assert_wrong(doubled(lambda x: x + 1), "For x = 0 it gives 1, which is wrong. That adds one.")
    assert_wrong(doubled(lambda x: x), "For x = 2 it gives 2, which is wrong. That is as it was.")
    # In the first case what is as it was is right, which rules nothing out.
    kept = checker(
        lambda function: compare_function(
            function, lambda x: 2 * x, [(0,), (2,)], ("x",), lambda x: [(x, "That is as it was.")]
        )
    )
    assert_wrong(kept(lambda x: x), "For x = 2 it gives 2, which is wrong. That is as it was.")
    # It passes the first case, so that it does not add one.
    told = repr(doubled(lambda x: x and 3))
    assert told == "Not yet. For x = 2 it gives 3, which is wrong."


def test_a_large_array_is_named_by_its_shape() -> None:
    @checker
    def same(function: Any) -> str:
        image = np.arange(64).reshape(8, 8)
        return compare_function(function, np.negative, [(image,)], ("image",))

    message = "For image = an array of shape (8, 8) result[0, 1] is 1; it should be -1."
    assert_wrong(same(lambda image: image), message)


def test_a_digit_is_named() -> None:
    @checker
    def same(function: Any) -> str:
        return compare_function(function, np.negative, [(digit(8),)], ("image",))

    assert_wrong(same(lambda image: image), "For image = digit(8) result[0, 2] is 9")


def test_a_number_is_told_without_the_rounding_of_one_computer() -> None:
    @checker
    def third(function: Any) -> str:
        return compare_function(function, lambda x: x / 3, [(2,)], ("x",))

    assert_wrong(third(lambda x: 1 / 3), "For x = 2 it gives 0.3333333333, which is wrong.")
    assert_wrong(third(lambda x: 10**17 + 1), "it gives 100000000000000001, which is wrong.")


def test_a_checker_takes_its_answer_by_the_name_that_help_shows():
    assert_right(ch06.size(function=lambda size, kernel, padding: size + 2 * padding - kernel + 1))
    assert inspect.signature(ch06.size).return_annotation is Verdict
    with pytest.raises(TypeError, match="'function'"):
        ch06.size()


def test_only_a_right_verdict_is_true() -> None:
    assert ch06.size(lambda size, kernel, padding: size + 2 * padding - kernel + 1)
    assert not ch06.size(lambda size, kernel, padding: size)
    assert not ch06.size(...)


def test_a_single_number_is_not_told_of_arrays() -> None:
    @checker
    def half(function: Any) -> str:
        return compare_function(function, lambda n: n / 2, [(5,)], ("n",))

    assert half(lambda n: n // 2).message == "For n = 5 it gives 2, which is wrong."
