"""Checkers for the chapter that trains a network."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.run import numbers_in, result_of, safely, shown
from cnnlab.check.verdict import Wrong, checker
from cnnlab.images import split_digits
from cnnlab.network import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
)


@checker
def confusion(function: Any, cases: Cases = ()) -> str:
    """Check a function (right, read) that counts which digit is read as which."""
    cases = cases or [
        ([2], [5]),  # first: on a pair of equal digits, to count nothing and mistakes alone agree
        ([3], [3]),
        ([1, 7, 1], [7, 1, 7]),
        ([0, 9, 9, 4, 9], [0, 4, 4, 9, 9]),
    ]

    def reference(right: ArrayLike, read: ArrayLike) -> NDArray[Any]:
        pairs = 10 * np.asarray(right) + np.asarray(read)
        return np.bincount(pairs.astype(np.intp), minlength=100).reshape(10, 10)

    def slips(right: ArrayLike, read: ArrayLike) -> Slips:
        counts = reference(right, read)
        return [
            (counts.T, "That has what was read in the rows: there the right digits belong."),
            (
                np.tile(counts.sum(axis=0), (10, 1)),
                "All ten rows are one and the same list, as `[[0] * 10] * 10` makes them: give "
                "each row its own, as `np.zeros` does.",
            ),
            (np.minimum(counts, 1), "That sets an entry to 1: each pair adds 1 to it."),
            (
                counts - np.diag(np.diag(counts)),
                "That counts mistakes alone: a digit that is read right counts, too.",
            ),
            (counts / max(1, counts.sum()), "Those are shares: count the pairs."),
            (
                counts / np.maximum(1, counts.sum(axis=1, keepdims=True)),
                "Those are shares: count the pairs.",
            ),
        ]

    return compare_function(function, reference, cases, ("right", "read"), slips)


@checker
def pooled(function: Any) -> str:
    """Check a function (rng) that makes the chapter's CNN with one number left of each map."""
    model = _made(function, 0)
    x = split_digits().x_test[:8]
    with safely("Reading eight digits, it"):
        scores = model(x.copy())
        parameters = [np.asarray(parameter) for parameter in model.parameters()]
    scores = numbers_in(scores, "Reading eight digits, it")
    reference = _chapters_network()
    shapes = [[p.shape for p in arrays] for arrays in (parameters, reference.parameters())]
    if shapes[0] != shapes[1]:
        raise Wrong(
            f"It learns {sum(p.size for p in parameters):,} numbers, in arrays of the shapes "
            f"{shapes[0]}. The convolutions should be those of the chapter, and the linear layer "
            "should have one input for each of the 32 maps."
        )

    def gives_the_scores(network: Sequential) -> bool:
        for its_own, theirs in zip(network.parameters(), parameters, strict=True):
            its_own[...] = theirs
        wanted = network(x)
        return scores.shape == wanted.shape and np.allclose(scores, wanted, rtol=1e-4, atol=1e-4)

    if not gives_the_scores(reference):
        slips = (slip for slip, network in _slips() if gives_the_scores(network))
        slip = next(
            slips, "is the last pooling a maximum of the whole map, and what is in between?"
        )
        raise Wrong(
            f"All sizes fit, but with the same weights the scores of a digit differ: {slip}"
        )
    weights = [array for array in parameters if array.ndim > 1]  # biases may all begin at 0
    for seed, equal in ((0, True), (1, False)):
        other = _made(function, seed)
        with safely("Made once more, it"):
            again = [array for array in map(np.asarray, other.parameters()) if array.ndim > 1]
            same = [np.array_equal(*pair) for pair in zip(weights, again, strict=True)]
        if same != [equal] * len(weights):
            made = "with equal generators" if equal else "whatever the generator"
            differ = "differ" if equal else "are the same"
            raise Wrong(f"The weights {differ} {made}: draw those of every layer from `rng`.")
    return "Of each map, only its largest number is left."


def _chapters_network(last: Layer | None = None, without_relu: int | None = None) -> Sequential:
    """Return the network that is asked for, or one with another last pooling or without a ReLU."""
    relus = [Sequential() if n == without_relu else ReLU() for n in range(3)]
    return Sequential(
        *(Conv2d(1, 8, 3, padding=1, rng=0), relus[0]),
        *(Conv2d(8, 16, 3, padding=1, rng=0), relus[1], MaxPool2d(2)),
        *(Conv2d(16, 32, 3, padding=1, rng=0), relus[2], last or MaxPool2d(4)),
        *(Flatten(), Linear(32, 10, rng=0)),
    )


def _slips() -> list[tuple[str, Sequential]]:
    return [
        ("the last pooling takes the average of each map.", _chapters_network(AvgPool2d(4))),
        ("the last pooling does not see the whole map.", _chapters_network(MaxPool2d(3))),
        *(
            (f"a ReLU is missing after the {nth} convolution.", _chapters_network(without_relu=n))
            for n, nth in enumerate(("first", "second", "third"))
        ),
    ]


def _made(function: Any, seed: int) -> Sequential:
    if isinstance(function, Sequential):  # which can be called, but not with a generator
        raise Wrong("This should be the function that makes the network; it is a network.")
    model = result_of(function, np.random.default_rng(seed), subject="It")
    if not isinstance(model, Sequential):
        raise Wrong(f"It should return a Sequential of cnnlab.network; it returns {shown(model)}.")
    return model
