"""Costs of layers, against PyTorch's parameters, a count of products and hand arithmetic."""

import numpy as np
import pytest
import torch

import cnnlab


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("groups", [1, 2, 4])
def test_conv_cost_against_pytorchs_parameters_and_a_count_of_products(groups, bias):
    layer = torch.nn.Conv2d(4, 8, (3, 2), (1, 2), 1, (2, 1), groups=groups, bias=bias)
    cost = cnnlab.conv_cost((9, 8), 4, 8, (3, 2), (1, 2), 1, (2, 1), groups, bias)
    y = layer(torch.ones(1, 4, 9, 8))
    assert cost.parameters == sum(p.numel() for p in layer.parameters())
    assert cost.outputs == y[0].numel()
    # With ones everywhere and no padding lost, every output counts its own products.
    ones = cnnlab.conv2d(
        np.ones((1, 4, 11, 10)), np.ones((8, 4 // groups, 3, 2)), None, (1, 2), 0, (2, 1), groups
    )
    assert cost.multiply_adds == ones.sum()


def test_costs_of_the_lecture():
    # M·N + N for a linear layer, (K1·K2 + 1)·N locally connected, K1·K2 + 1 shared.
    assert cnnlab.linear_cost(12, 5) == (65, 60, 5)
    assert cnnlab.linear_cost(1, 1) == (2, 1, 1)
    assert cnnlab.linear_cost(12, 5, bias=False) == (60, 60, 5)
    assert cnnlab.locally_connected_cost((6, 6), 1, 1, (3, 2)) == ((6 + 1) * 20, 120, 20)
    assert cnnlab.locally_connected_cost((6, 6), 2, 3, 3, 2, 1, 1, bias=False).parameters == (
        2 * 9 * 3 * 9
    )
    assert cnnlab.conv_cost((6, 6), 1, 1, (3, 2)) == (7, 120, 20)


def test_layer_memory_by_hand():
    memory = cnnlab.layer_memory(cnnlab.linear_cost(3, 2), batch_size=5, itemsize=8)
    assert memory == (64, 64, 128, 80)
    assert memory.total == 336
    cost = cnnlab.linear_cost(3, 2)
    assert cnnlab.layer_memory(cost, optimizer_copies=0) == (32, 32, 0, 8)
    assert cnnlab.layer_memory(cost) == (32, 32, 64, 8)


@pytest.mark.parametrize("bias", [2, 0, None, "False"])
def test_a_bias_is_there_or_not(bias):
    for cost in (
        lambda: cnnlab.linear_cost(2, 3, bias),
        lambda: cnnlab.conv_cost((5, 5), 1, 1, 3, bias=bias),
        lambda: cnnlab.locally_connected_cost((5, 5), 1, 1, 3, bias=bias),
    ):
        with pytest.raises(TypeError, match="bias must be True or False, got"):
            cost()
