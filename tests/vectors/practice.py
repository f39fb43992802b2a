"""What math/practice must make: the same problems, word for word, from many seeds."""

from typing import Any

from examples import QUICK

from cnnlab.practice import KINDS, LEVELS, problem
from cnnlab.practice.wording import words_for

SEEDS = 100 if QUICK else 1000


def vectors() -> dict[str, Any]:
    """Return one problem of every kind for each seed, the levels in turn, and the words."""
    problems = [
        {"seed": seed, "number": seed % 999 + 1, "level": seed % LEVELS + 1}
        | problem(kind, seed, seed % 999 + 1, seed % LEVELS + 1)._asdict()
        for seed in range(SEEDS)
        for kind in KINDS
    ]
    return {"seeds": SEEDS, "words": words_for(KINDS), "problems": problems}
