"""Checkers for the chapter on linear layers."""

from typing import Any

from cnnlab.check.verdict import Verdict, compare_function, unanswered
from cnnlab.costs import layer_memory, linear_cost


def memory_to_train(function: Any) -> Verdict:
    """Check a function (inputs, outputs) that counts the bytes to train a linear layer."""
    return compare_function(
        function, _bytes_to_train, [(1, 1), (784, 10), (3072, 1000), (5, 7)], ("inputs", "outputs")
    )


def most_outputs(function: Any) -> Verdict:
    """Check a function (inputs, budget) that gives the most outputs whose training fits."""
    if function is ...:
        return unanswered()
    cases = [(784, 10**9), (3, 64), (3, 127), (3, 128), (150_528, 8 * 10**9), (1000, 15_000)]
    for inputs, budget in cases:
        given = f"For inputs = {inputs} and budget = {budget:,}"
        try:
            got = function(inputs, budget)
            if got is ... or got is None:
                return unanswered()
            outputs = int(got)
        except Exception as error:
            return Verdict(False, f"{given} it fails: {type(error).__name__}: {error}")
        if outputs != got or outputs < 0:
            return Verdict(False, f"{given} it gives {got}: outputs are counted in whole numbers.")
        if outputs and (needed := _bytes_to_train(inputs, outputs)) > budget:
            return Verdict(
                False, f"{given} it gives {outputs:,} outputs, but they need {needed:,} bytes."
            )
        if (needed := _bytes_to_train(inputs, outputs + 1)) <= budget:
            return Verdict(
                False,
                f"{given} it gives {outputs:,} outputs, but one more would fit: {needed:,} bytes.",
            )
    return Verdict(True, f"{len(cases)} budgets, each used to the last output.")


def _bytes_to_train(inputs: int, outputs: int) -> int:
    """Count weights and biases, their gradients and Adam's state, in float32."""
    memory = layer_memory(linear_cost(inputs, outputs))
    return memory.weights + memory.gradients + memory.optimizer
