"""Hidden cases: other ones for another seed, and as hard to please as those in the book."""

from typing import Any

import numpy as np
import pytest
from exercises import WITH_EXERCISES, mistakes, solutions
from verdicts import CHECKERS, OF_FUNCTIONS, assert_right

from cnnlab.costs import layer_memory, linear_cost
from cnnlab.experiments.locality import pixel_correlation
from cnnlab.grade.cases import DRAW, hidden_cases


def test_each_function_has_hidden_cases() -> None:
    # A network is checked with its own weights, drawn anew: there is nothing else to draw.
    assert {*DRAW} == {*OF_FUNCTIONS} - {"ch13.pooled"}


@pytest.mark.parametrize("exercise", DRAW)
def test_a_seed_makes_the_cases(exercise: str) -> None:
    def written(seed: int) -> str:
        return repr([[str(value) for value in case[:1]] for case in hidden_cases(exercise, seed)])

    assert written(1) == written(1)
    assert written(1) != written(2)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of what mistakes divide by
@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_right_answers_pass_and_usual_mistakes_do_not(chapter: str) -> None:
    answers, wrong = {}, {"__name__": "mistakes"}
    exec(solutions(chapter), answers)
    exec(mistakes(chapter), wrong)
    for name, right in answers["RIGHT"].items():
        exercise = f"ch{WITH_EXERCISES.index(chapter):02}.{name}"
        if exercise not in DRAW:
            continue
        for seed in (1, 2):
            verdict = CHECKERS[exercise](right, hidden_cases(exercise, seed))
            assert verdict.right, verdict
        if exercise == "ch12.equivariance_test":
            continue  # its mistakes are about images that are seldom drawn
        for mistake in wrong["WRONG"][name]:
            assert not CHECKERS[exercise](mistake, hidden_cases(exercise, 1)).right


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_the_cases_that_are_given_are_those_that_are_tried(chapter: str) -> None:
    answers: dict[str, Any] = {}
    exec(solutions(chapter), answers)
    for name, right in answers["RIGHT"].items():
        exercise = f"ch{WITH_EXERCISES.index(chapter):02}.{name}"
        cases, tried = hidden_cases(exercise, 3), []
        # Of (name, operation, image, verdict) the function gets the operation, wrapped, and image.
        skipped = 1 if exercise == "ch12.equivariance_test" else 0

        def noted(
            *arguments: Any, tried: list[str] = tried, right: Any = right, skipped: int = skipped
        ) -> Any:
            tried.append(repr(arguments[skipped:]))
            return right(*arguments)

        if cases:
            CHECKERS[exercise](noted, cases)
            assert tried == [repr(case[2:3] if skipped else case) for case in cases], exercise


IN_QUARTERS = [
    *("ch04.tie", "ch04.kernel_gradient", "ch05.convolve", "ch06.pad_reflect", "ch08.transpose"),
    *("ch09.layer", "ch10.im2col", "ch10.kernel_gradient", "ch11.max_pool"),
]


@pytest.mark.parametrize("exercise", IN_QUARTERS)
def test_half_of_what_is_drawn_is_in_quarters(exercise: str) -> None:
    cases = [case for seed in range(20) for case in hidden_cases(exercise, seed)]
    arrays = [value for case in cases for value in case if isinstance(value, np.ndarray)]
    for array in arrays:
        assert not np.any(4 * array % 1)
    share = np.mean([array.dtype.kind == "f" for array in arrays])
    assert 0.4 < share < 0.6


@pytest.mark.parametrize("exercise", DRAW)
def test_each_array_is_written_out(exercise: str) -> None:
    for case in (case for seed in range(20) for case in hidden_cases(exercise, seed)):
        assert all(value.size <= 40 for value in case if isinstance(value, np.ndarray))


def test_a_message_says_which_arrays_were_tried() -> None:
    for seed in range(5):
        for case in hidden_cases("ch09.layer", seed):
            told = repr(CHECKERS["ch09.layer"](lambda x, weight, bias: [7], [case]))
            assert "array of shape" not in told
            x, weight, bias = (value.tolist() for value in case)
            assert f"For x = {x}, weight = {weight}, bias = {bias} the result" in told


def test_hidden_operations_look_at_what_comes_round() -> None:
    def without(operation: Any, image: Any) -> bool:
        return np.allclose(operation(np.roll(image, 1, axis=1))[:, 1:], operation(image)[:, :-1])

    check = CHECKERS["ch12.equivariance_test"]
    verdicts = [check(without, hidden_cases("ch12.equivariance_test", seed)) for seed in range(20)]
    refused = [verdict for verdict in verdicts if not verdict.right]
    assert len(refused) > 10
    assert all("if it has the brightest pixel it gives True" in repr(told) for told in refused)


# In these, some correlation used to be 0 but for rounding, and the right answer was refused.
@pytest.mark.parametrize("seed", [1006, 2057, 2267, 2804, 2925, 2986])
def test_correlations_are_large_enough_to_be_compared(seed: int) -> None:
    def solution(image: Any, d: int) -> Any:
        return np.corrcoef(image[:-d].ravel(), image[d:].ravel())[0, 1]

    cases = hidden_cases("ch02.correlation_downwards", seed)
    assert_right(CHECKERS["ch02.correlation_downwards"](solution, cases))
    assert all(abs(pixel_correlation(image, d, 0)) >= 0.01 for image, d in cases)


def test_budgets_are_those_of_whole_outputs_or_a_byte_beside() -> None:
    for inputs, budget in hidden_cases("ch01.most_outputs", 1):
        memory = layer_memory(linear_cost(inputs, 1))
        each = memory.total - memory.activations
        assert (budget + 1) % each <= 2
