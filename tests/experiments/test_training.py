"""Training for experiments: as many steps as asked for, and results summed up."""

import numpy as np
import pytest

from cnnlab.experiments.training import mean_and_range, paired_difference, percent_right, train
from cnnlab.network import Layer, Linear


class Counting(Layer):
    """Scores that are nothing but biases, and how often they were learned."""

    def __init__(self, classes: int) -> None:
        self.biases, self.steps = np.zeros(classes), 0

    def forward(self, x):
        return np.asarray(x)[:, :1] * 0 + self.biases

    def backward(self, grad_output):
        self.steps += 1
        self.gradient = grad_output.sum(axis=0)
        return np.zeros((len(grad_output), 1))

    def parameters(self):
        return [self.biases]

    def gradients(self):
        return [self.gradient]


@pytest.mark.parametrize(("examples", "steps", "made"), [(25, 10, 10), (100, 300, 300), (60, 7, 9)])
def test_few_examples_take_as_many_steps_as_many_examples(examples, steps, made):
    model = Counting(2)
    train(model, np.ones((examples, 1)), np.zeros(examples, int), steps=steps)
    assert model.steps == made  # whole passes over the examples
    assert model.biases[0] > 0 > model.biases[1]


def test_training_is_seeded():
    x, y = np.random.default_rng(0).normal(size=(50, 4)), np.arange(50) % 3
    models = [Linear(4, 3, rng=0) for _ in range(3)]
    for model, seed in zip(models, (1, 1, 2), strict=True):
        train(model, x, y, steps=5, rng=seed)
    assert (models[0].weight == models[1].weight).all()
    assert (models[0].weight != models[2].weight).any()


def test_a_score_is_a_percentage():
    model = Linear(2, 2, rng=0)
    model.weight[:] = np.eye(2)
    assert percent_right(model, [[1.0, 0], [0, 1.0], [1.0, 0], [1.0, 0]], [0, 1, 0, 1]) == 75


def test_several_training_runs_are_summed_up():
    assert mean_and_range((90.4, 91.4, 95.1)) == "92 (90–95)"
    assert mean_and_range([96.7, 98.1, 97.22], decimals=1) == "97.3 (96.7–98.1)"
    for nothing in ([], "", None):
        with pytest.raises(ValueError, match="values must be at least one number"):
            mean_and_range(nothing)


def test_a_paired_difference_is_surer_than_two_accuracies():
    # By hand: of 100 examples both read 90, the first alone 5, the second alone 1, neither 4.
    first, second = np.zeros(100), np.zeros(100)
    first[:95], second[:90], second[95] = 1, 1, 1
    difference, error = paired_difference(first, second)
    assert difference == pytest.approx(4)
    squares = 5 * 96**2 + 1 * 104**2 + 94 * 4**2  # of what lies beside the mean
    assert error == pytest.approx((squares / 99 / 100) ** 0.5)
    apart = 100 * (0.95 * 0.05 / 100 + 0.91 * 0.09 / 100) ** 0.5
    assert error < apart
    assert paired_difference(second, first) == pytest.approx((-difference, error))


@pytest.mark.parametrize(("shares", "others"), [([1, 0], [1]), ([1], [0]), ([], [])])
def test_a_paired_difference_takes_the_same_examples(shares, others):
    with pytest.raises(ValueError, match="must be of the same examples, at least two"):
        paired_difference(shares, others)
