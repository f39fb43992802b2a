"""Checkers for the chapter on linear layers."""

from typing import Any

import numpy as np

from cnnlab import mistakes
from cnnlab.check.compare import Cases, Slips, compare_function
from cnnlab.check.run import numbers_in, result_of, shown
from cnnlab.check.verdict import Wrong, checker
from cnnlab.costs import layer_memory, linear_cost


@checker
def memory_to_train(function: Any, cases: Cases = ()) -> str:
    """Check a function (inputs, outputs) that counts the bytes to train a linear layer."""
    return compare_function(
        function,
        bytes_to_train,
        cases or [(5, 7), (784, 10), (3072, 1000), (2, 3)],
        ("inputs", "outputs"),
        _memory_slips,
    )


def _memory_slips(inputs: int, outputs: int) -> Slips:
    """List what comes out if bytes or parameters are counted in another way."""
    right = bytes_to_train(inputs, outputs)
    for_each = right // linear_cost(inputs, outputs).parameters
    miscounted = mistakes.linear_parameters(inputs, outputs)
    return [
        *mistakes.linear_memory(inputs, outputs),
        *((for_each * parameters, reply) for parameters, reply in miscounted),
        (8 * right, "Those are bits: a byte has 8 of them."),
        (right / 1e9, "Those are gigabytes: the function should give bytes."),
    ]


@checker
def most_outputs(function: Any, cases: Cases = ()) -> str:
    """Check a function (inputs, budget) that gives the most outputs whose training fits."""
    cases = cases or [
        (784, 10**9),
        (3, 64),
        (3, 127),
        (3, 128),
        (150_528, 8 * 10**9),
        (1000, 15_000),
    ]
    for inputs, budget in cases:
        subject = f"For inputs = {inputs} and budget = {budget:,} it"
        result = result_of(function, inputs, budget, subject=subject)
        got = numbers_in(result, subject)
        if got.shape != ():
            raise Wrong(f"{subject} gives {shown(result)}, where one number should be.")
        if not np.isrealobj(got) or not np.isfinite(got) or got != np.floor(got):
            raise Wrong(f"{subject} gives {shown(result)}: outputs are counted in whole numbers.")
        if got < 0:
            raise Wrong(f"{subject} gives {shown(result)}: there cannot be fewer than 0 outputs.")
        outputs = int(got)
        if outputs and (needed := bytes_to_train(inputs, outputs)) > budget:
            raise Wrong(f"{subject} gives {outputs:,} outputs, but they need {needed:,} bytes.")
        if (needed := bytes_to_train(inputs, outputs + 1)) <= budget:
            raise Wrong(
                f"{subject} gives {outputs:,} outputs, but one more would fit: {needed:,} bytes."
            )
    return f"{len(cases)} budgets, each used to the last output."


def bytes_to_train(inputs: int, outputs: int) -> int:
    """Count weights and biases, their gradients and Adam's state, in float32."""
    memory = layer_memory(linear_cost(inputs, outputs))
    return memory.weights + memory.gradients + memory.optimizer
