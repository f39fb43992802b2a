"""How many examples a test tries: as many as it says, or a part of them with the profile "quick".

HYPOTHESIS_PROFILE=quick is for `make quick`; the gate tries them all.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

from hypothesis import settings

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
Case = TypeVar("Case")


def examples(count: int = 100) -> settings:
    """Return the decorator that lets a test try `count` examples."""
    return settings(max_examples=max(5, count // 10) if QUICK else count)


def sample(cases: Iterable[Case]) -> list[Case]:
    """Return all cases, or if quick every eleventh where there are many.

    Eleven divides the lengths of no options that are combined: each option stays among the cases.
    """
    cases = list(cases)
    return cases[::11] if QUICK and len(cases) > 50 else cases
