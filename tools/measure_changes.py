"""Train the CNN of chapter 13 with each change, and write down how well it reads moved digits.

`python tools/measure_changes.py` writes src/cnnlab/experiments/changes.json anew, which the chapter
reads: nine changes and five seeds take some minutes, too long for a chapter.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab.experiments.digit_networks import percent_right_moved
from cnnlab.experiments.stack_changes import CHANGES, LONGER, SLOWER, train_changed
from cnnlab.images import split_digits
from cnnlab.widgets.network_builder import STACKS

WRITTEN = Path(__file__).parent.parent / "src" / "cnnlab" / "experiments" / "changes.json"
SEEDS, MOST_PIXELS = 5, 3


def measured(change: str, seed: int, **named: Any) -> list[float] | None:
    """Return the percentages read right when moved by 0, 1, 2 and 3 pixels.

    None where training diverges.
    """
    try:
        model = train_changed(STACKS["CNN"], change, seed=seed, **named)
    except ValueError as error:
        if "training has diverged" not in str(error):
            raise
        return None
    return [round(percent_right_moved(model, p), 2) for p in range(MOST_PIXELS + 1)]


def misread(seed: int) -> list[int]:
    """Return the places of the test digits that the CNN misreads after `LONGER` epochs."""
    model = train_changed(STACKS["CNN"], "", epochs=LONGER, seed=seed)
    digits = split_digits()
    read = model(digits.x_test.astype(float)).argmax(axis=1)
    return [int(at) for at in np.flatnonzero(read != digits.y_test)]


def main() -> None:
    """Measure every change, and write all of them."""
    settings: dict[str, tuple[str, dict[str, Any]]] = {change: (change, {}) for change in CHANGES}
    settings["no_relu_slower"] = ("no_relu", {"learning_rate": SLOWER})
    settings["longer"] = ("", {"epochs": LONGER})
    lines = []
    for name, (change, named) in settings.items():
        runs = [measured(change, seed, **named) for seed in range(SEEDS)]
        lines.append(f"  {json.dumps(name)}: {json.dumps(runs)}")
        print(name or "unchanged", runs, flush=True)
    lines.append(f'  "longer_misread": {json.dumps([misread(seed) for seed in range(SEEDS)])}')
    WRITTEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
