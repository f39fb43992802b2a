"""Practice: whether the working leads to the answer, and what is said reads well."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

from cnnlab import mistakes
from cnnlab.practice import KINDS, LEVELS, Problem, problem
from cnnlab.practice.draws import Draws
from cnnlab.practice.wording import WORDS, written

SEEDS = range(60)


def problems(kind: str) -> Iterator[Problem]:
    for level, seed in product(range(1, LEVELS + 1), SEEDS):
        yield problem(kind, seed, level=level)


def value(expression: str) -> float:
    """Compute what a line of the working writes: ⌊15 / 2⌋ or 3 · (−2) + 1,024."""
    code = expression.replace(",", "").replace("·", "*").replace("−", "-")
    code = code.replace("⌊", "math.floor(").replace("⌋", ")")
    result: float = eval(code, {"math": math})
    return result


EQUATION = re.compile(r"([⌊(−\d][-⌊⌋\d\s,·+−/()]*) = (−?[\d,]+)")


@pytest.mark.parametrize("kind", KINDS)
def test_each_line_of_the_working_is_true_and_the_last_is_the_answer(kind: str):
    for made in problems(kind):
        for step in made.steps:
            for expression, result in EQUATION.findall(step):
                assert value(expression) == value(result.rstrip(",")), (made.question, step)
        said = " ".join(made.steps)
        for answer in made.answer:
            assert re.search(rf"(?<![\d,]){re.escape(written(answer))}(?![\d,]*\d)", said), made
        assert len(made.steps) >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_never_right(kind: str):
    for made in problems(kind):
        wrong = [answer for answer, _ in made.mistakes]
        assert made.answer not in wrong, made
        assert all(len(answer) == len(made.answer) for answer in wrong)
        assert len({tuple(answer) for answer in wrong}) == len(wrong)


def test_no_window_lies_in_the_padding_asked_for():
    for seed in SEEDS:
        made = problem("padding", seed, level=2)
        kernel = re.match(r"A kernel of (\d+)\s×", made.question)
        assert kernel, made.question
        assert made.answer[0] < int(kernel[1])


def test_the_difference_in_size_is_not_the_padding():
    for seed in SEEDS:
        made = problem("padding", seed, level=2)
        sizes = re.search(r"output of (\d+).* image of (\d+)", made.question)
        assert sizes, made.question
        assert made.answer != [int(sizes[1]) - int(sizes[2])]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", range(1, LEVELS + 1))
def test_a_usual_slip_seldom_gives_the_answer(
    kind: str, level: int, monkeypatch: pytest.MonkeyPatch
):
    right: list[str] = []
    name_slips = mistakes._named

    def named(quantity: str, answer: object, **slips: object) -> list[mistakes.Mistake]:
        right[:] = [slip for slip, wrong in slips.items() if wrong == answer]
        return name_slips(quantity, answer, **slips)  # type: ignore[arg-type]

    monkeypatch.setattr(mistakes, "_named", named)
    wins: Counter[str] = Counter()
    for seed in range(150):
        problem(kind, seed, level=level)
        wins.update(right)
    # One that is right each time cannot be made here, such as no padding where there is none.
    often = {slip: won for slip, won in wins.items() if 150 / 5 < won < 150}
    assert not often


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_reads_well(kind: str):
    for made in problems(kind):
        for text in (made.question, made.hint, *made.steps, *(reply for _, reply in made.mistakes)):
            assert re.fullmatch(r"[A-Zi].*[.?]", text), text  # i as in im2col
            assert not re.search(r"[{}]|  |(?<![×−+]\s)\b1 (rows|pixels|strides|kernels)\b", text)
            assert not re.search(r"= 1 (?!is\b)\w+s\b", text)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_fresh(kind: str):
    for level in range(1, LEVELS + 1):
        all_made = [
            problem(kind, seed, number, level) for seed in (1, 2) for number in range(1, 26)
        ]
        looks = {(made.question, str(made.tables)) for made in all_made}
        assert len(looks) > 20, (kind, level)


def test_a_seed_makes_one_problem_for_all():
    assert problem("field", 42, 3, 2) == problem("field", 42, 3, 2)
    assert problem("field", 42, 3, 2) != problem("field", 42, 4, 2)


@pytest.mark.slow
def test_every_template_is_used():
    for kind in KINDS:
        asked = {made.question for made in problems(kind)}
        for key, template in WORDS["kinds"][kind]["questions"].items():
            assert any(pattern(template).fullmatch(question) for question in asked), (kind, key)
    said = {step for kind in KINDS for made in problems(kind) for step in made.steps}
    for key, template in WORDS["steps"].items():
        assert any(pattern(template).fullmatch(step) for step in said), key


def pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^=]+".join(map(re.escape, re.split(r"\{\w+\}", template))))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sizes",), "kind must be one of"),
        (("size", -1), "seed must be at least 0, got -1"),
        (("size", 10**6), "seed must be at most 999,999, got 1,000,000"),
        (("size", 1, 0), "number must be at least 1"),
        (("size", 1, 1, 4), "level must be at most 3, got 4"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, int], message: str):
    with pytest.raises(ValueError, match=message):
        problem(*arguments)


def test_the_generator_is_mulberry32():
    draws, most = Draws(0), 2**32  # what its author's JavaScript gives, as fractions of 1
    first = [draws.whole(0, most - 1) / most for _ in range(3)]
    assert first == [0.26642920868471265, 0.0003297457005828619, 0.2232720274478197]
