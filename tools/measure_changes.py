"""Train networks of chapter 13 in other ways, and write down how well they read moved digits.

`python tools/measure_changes.py` writes changes.json and runs.json in src/cnnlab/experiments anew,
which the chapter reads: so many training runs take some minutes, too long for a chapter.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab.experiments.digit_networks import (
    make_cnn,
    make_linear,
    make_mlp,
    percent_right_moved,
    read_when_moved,
    train_on_digits,
)
from cnnlab.experiments.drawn_digits import shapes_read_right
from cnnlab.experiments.stack_changes import CHANGES, LONGER, SLOWER, train_changed
from cnnlab.images import split_digits
from cnnlab.network import random_nudge
from cnnlab.widgets.network_builder import STACKS

FOLDER = Path(__file__).parent.parent / "src" / "cnnlab" / "experiments"
SEEDS, MOST_PIXELS = 5, 3
CHAPTER_SEEDS = 3
# As the chapter trains its own, and with one thing changed. How each is made, its epochs, its
# practice:
RUNS = {
    "linear": (make_linear, 24, random_nudge),
    "MLP": (make_mlp, 24, random_nudge),
    "CNN": (make_cnn, 6, random_nudge),
    "linear unmoved": (make_linear, 24, None),
    "MLP unmoved": (make_mlp, 24, None),
    "CNN unmoved": (make_cnn, 6, None),
    "CNN pooled": (lambda rng: make_cnn(rng, last_pool=4), 6, random_nudge),
}


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


def run(make: Any, epochs: int, augment: Any, seed: int) -> dict[str, Any]:
    """Train, and return what the network reads, in the form that `measured_runs` takes."""
    model, _ = train_on_digits(make, epochs, seed, augment)
    first, *moved = read_when_moved(model, MOST_PIXELS)
    counts = [first, *(4 * shares for shares in moved)]
    return {
        "read": ["".join(str(round(n)) for n in row) for row in counts],
        "shapes": shapes_read_right(model, 0.6, fit=False),
    }


def write_changes() -> None:
    """Measure every change, and write all of them."""
    settings: dict[str, tuple[str, dict[str, Any]]] = {change: (change, {}) for change in CHANGES}
    for change in ("", "no_relu"):
        settings[f"{change}_slower"] = (change, {"learning_rate": SLOWER})
    settings["longer"] = ("", {"epochs": LONGER})
    lines = []
    for name, (change, named) in settings.items():
        runs = [measured(change, seed, **named) for seed in range(SEEDS)]
        lines.append(f"  {json.dumps(name)}: {json.dumps(runs)}")
        print(name or "unchanged", runs, flush=True)
    lines.append(f'  "longer_misread": {json.dumps([misread(seed) for seed in range(SEEDS)])}')
    (FOLDER / "changes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def write_runs() -> None:
    """Train each of `RUNS`, and write what it reads."""
    runs = {name: [run(*how, seed) for seed in range(CHAPTER_SEEDS)] for name, how in RUNS.items()}
    (FOLDER / "runs.json").write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Write both files."""
    write_changes()
    write_runs()


if __name__ == "__main__":
    main()
