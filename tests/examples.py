"""How many examples hypothesis tries: as many as a test says, or a tenth with the profile "quick".

HYPOTHESIS_PROFILE=quick is for `make quick`; the gate tries them all.
"""

import os

from hypothesis import settings

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"


def examples(count: int = 100) -> settings:
    """Return the decorator that lets a test try `count` examples."""
    return settings(max_examples=max(5, count // 10) if QUICK else count)
