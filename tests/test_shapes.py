"""Sizes and counts, against brute force over positions, PyTorch's shapes and hand arithmetic."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlab
from cnnlab.checks import pair
from cnnlab.shapes import resolve_geometry


def positions(size, kernel_size, stride, before, after, dilation, ceil_mode):
    """Walk a window along the padded axis, as a person with a finger would."""
    extent = dilation * (kernel_size - 1) + 1
    end = size + before + after
    starts = [s for s in range(0, end, stride) if s + extent <= end]
    following = starts[-1] + stride
    if ceil_mode and starts[-1] + extent < end and following < size + before:
        starts.append(following)
    return len(starts)


@given(
    size=st.integers(0, 20),
    kernel_size=st.integers(1, 6),
    stride=st.integers(1, 5),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
)
@settings(deadline=None)
def test_output_size_counts_positions(
    size, kernel_size, stride, before, after, dilation, ceil_mode
):
    arguments = (size, kernel_size, stride, (before, after), dilation, ceil_mode)
    if size + before + after < dilation * (kernel_size - 1) + 1:
        with pytest.raises(ValueError, match="kernel_size"):
            cnnlab.output_size(*arguments)
    else:
        expected = positions(size, kernel_size, stride, before, after, dilation, ceil_mode)
        assert cnnlab.output_size(*arguments) == expected


@given(
    size=st.integers(1, 30),
    kernel_size=st.integers(1, 6),
    stride=st.integers(1, 5),
    dilation=st.integers(1, 3),
    ceil_mode=st.booleans(),
    data=st.data(),
)
@settings(deadline=None)
def test_output_size_is_pytorchs_for_pools(size, kernel_size, stride, dilation, ceil_mode, data):
    padding = data.draw(st.integers(0, kernel_size // 2))
    if size + 2 * padding < dilation * (kernel_size - 1) + 1:
        return
    pool = torch.nn.MaxPool2d(kernel_size, stride, padding, dilation, ceil_mode=ceil_mode)
    expected = tuple(pool(torch.zeros(1, 1, size, size)).shape[2:])
    numbers = (kernel_size, stride, padding, dilation, ceil_mode)
    assert cnnlab.output_shape((size, size), *numbers) == expected


def test_output_sizes_worked_by_hand():
    assert cnnlab.output_size(7, 3) == 5
    assert cnnlab.output_size(7, 3, stride=2) == 3
    assert cnnlab.output_size(8, 3, stride=2) == 3  # one column is never reached
    assert cnnlab.output_size(8, 3, stride=2, ceil_mode=True) == 4
    assert cnnlab.output_size(7, 3, dilation=2) == 3
    assert cnnlab.output_size(7, 3, padding=(0, 1)) == 6
    assert cnnlab.output_size(1, 1) == 1
    assert cnnlab.output_size(0, 1, padding=1) == 2
    # A window that hangs over may begin on the last pixel, but not in the padding after it.
    assert cnnlab.output_size(5, 2, stride=2, ceil_mode=True) == 3
    assert cnnlab.output_size(4, 3, stride=2, padding=(0, 1), ceil_mode=True) == 2
    assert cnnlab.output_size(4, 2, stride=4, padding=(0, 1), ceil_mode=True) == 1


def test_output_shape_takes_each_axis_apart():
    shape = cnnlab.output_shape((10, 20), (3, 5), (1, 2), ((1, 0), (0, 2)), (2, 3))
    assert shape == (10 + 1 - 4, (20 + 2 - 12 - 1) // 2 + 1)
    assert cnnlab.output_shape((9, 6), (3, 2), padding="full") == (11, 7)
    assert cnnlab.output_shape((9, 6), (3, 2), padding="valid") == (7, 5)
    assert cnnlab.output_shape((5, 5), 2, 2, ceil_mode=True) == (3, 3)
    assert cnnlab.output_shape((5, 5), 2, 2) == (2, 2)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@given(
    kernel_size=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
@settings(deadline=None)
def test_same_keeps_the_size_and_pads_as_pytorch(kernel_size, dilation):
    rows, columns = cnnlab.padding_amounts("same", kernel_size, dilation=dilation)
    assert cnnlab.output_shape((7, 9), kernel_size, 1, "same", dilation) == (7, 9)
    # PyTorch does not report its amounts; a one in the kernel's corner makes them visible.
    weight = torch.zeros(1, 1, *kernel_size)
    weight[0, 0, 0, 0] = 1
    image = torch.arange(1.0, 64.0).reshape(1, 1, 7, 9)
    moved = torch.nn.functional.conv2d(image, weight, padding="same", dilation=dilation)
    padded = cnnlab.pad(image[0, 0].numpy(), (rows, columns))
    assert np.array_equal(moved[0, 0].numpy(), padded[:7, :9])


def test_padding_amounts_of_every_form():
    assert cnnlab.padding_amounts(2, 3) == ((2, 2), (2, 2))
    assert cnnlab.padding_amounts((1, 2), 3) == ((1, 1), (2, 2))
    assert cnnlab.padding_amounts(((1, 2), (3, 4)), 3) == ((1, 2), (3, 4))
    assert cnnlab.padding_amounts([[1, 2], [3, 4]], 3) == ((1, 2), (3, 4))
    assert cnnlab.padding_amounts("valid", 3, stride=2) == ((0, 0), (0, 0))
    assert cnnlab.padding_amounts("full", (3, 2), stride=2, dilation=(1, 3)) == ((2, 2), (3, 3))
    assert cnnlab.padding_amounts("same", 4, dilation=1) == ((1, 2), (1, 2))
    assert cnnlab.padding_amounts("same", 2, dilation=2) == ((1, 1), (1, 1))


def test_numpy_integers_count_as_integers():
    assert cnnlab.output_size(np.int64(5), np.uint8(3)) == 3
    assert pair("stride", [np.int8(1), 2]) == (1, 2)
    assert type(pair("stride", np.int64(2))[0]) is int


def test_geometry_resolves_everything():
    plain = resolve_geometry((6, 7), 3)
    assert plain == ((6, 7), (3, 3), (1, 1), ((0, 0), (0, 0)), (1, 1), (4, 5))
    assert plain.padded == (6, 7)
    geometry = resolve_geometry((6, 7), 3, (1, 2), ((1, 2), (0, 4)), (2, 1))
    assert geometry.kernel == (3, 3)
    assert geometry.stride == (1, 2)
    assert geometry.padding == ((1, 2), (0, 4))
    assert geometry.dilation == (2, 1)
    assert geometry.padded == (9, 11)
    assert geometry.output == (5, 5)


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 2), st.just(0), st.integers(1, 2)),
        min_size=1,
        max_size=4,
    )
)
@settings(deadline=None)
def test_receptive_field_is_what_is_seen(layers):
    # Without padding, so that the marks need no room on the left.
    sets = [{i} for i in range(150)]
    for kernel_size, stride, _, dilation in layers:
        last = len(sets) - dilation * (kernel_size - 1)
        sets = [
            set().union(*(sets[i + a * dilation] for a in range(kernel_size)))
            for i in range(0, last, stride)
        ]
    field = cnnlab.receptive_field(layers)[-1]
    assert max(sets[0]) - min(sets[0]) + 1 == field.size
    assert min(sets[1]) - min(sets[0]) == field.jump
    assert (max(sets[0]) + min(sets[0])) / 2 == field.start


def influence_of(size, layers, index):
    """Send a gradient back from one output through positive kernels: it reaches what is seen."""
    sizes = [size]
    for layer in layers:
        sizes.append(cnnlab.output_size(sizes[-1], *layer))
    grad = np.zeros((1, 1, 1, sizes[-1]))
    grad[..., index] = 1
    for (k, s, p, d), length in zip(layers[::-1], sizes[-2::-1], strict=True):
        weight = np.ones((1, 1, 1, k))
        settings = {"stride": (1, s), "padding": (0, p), "dilation": (1, d)}
        grad, _, _ = cnnlab.conv2d_backward(grad, np.zeros((1, 1, 1, length)), weight, **settings)
    return np.flatnonzero(grad[0, 0, 0]).tolist()


@given(
    st.integers(1, 40),
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
@settings(deadline=None)
def test_a_gradient_reaches_the_pixels_that_are_seen(size, layers, data):
    last = size
    for layer in layers:
        try:
            last = cnnlab.output_size(last, *layer)
        except ValueError:
            with pytest.raises(ValueError, match="does not fit its input"):
                cnnlab.seen_pixels(size, layers, 0)
            return
    index = data.draw(st.integers(0, last - 1))
    assert cnnlab.seen_pixels(size, layers, index) == influence_of(size, layers, index)


def test_seen_pixels_worked_by_hand():
    assert cnnlab.seen_pixels(5, [], 3) == [3]
    # Stride 2 stops before the last pixel, so that the padded layer above cannot see it either.
    assert cnnlab.seen_pixels(6, [(3, 2), (3, 1, 1)], 1) == [0, 1, 2, 3, 4]
    assert cnnlab.seen_pixels(3, [(1, 1, 2)], 0) == []  # the window lies in the padding


def test_receptive_fields_worked_by_hand():
    assert cnnlab.receptive_field([]) == []
    assert cnnlab.receptive_field([1]) == [(1, 1, 0.0)]
    assert cnnlab.receptive_field([(3, 1, 1)]) == [(3, 1, 0.0)]  # centred on pixel 0
    assert cnnlab.receptive_field([(3, 2, 1), (3, 2, 1)]) == [(3, 2, 0.0), (7, 4, 0.0)]
    assert cnnlab.receptive_field([(3, 1, 0, 2)]) == [(5, 1, 2.0)]
    assert cnnlab.receptive_field([(5, 1, 4), [2, 2]]) == [(5, 1, -2.0), (6, 2, -1.5)]


def test_receptive_field_of_vgg16():
    block = [(3, 1, 1), (3, 1, 1), (2, 2)]
    long_block = [(3, 1, 1), (3, 1, 1), (3, 1, 1), (2, 2)]
    fields = cnnlab.receptive_field([*block, *block, *long_block, *long_block, *long_block])
    assert fields[-1][:2] == (212, 32)  # as in Araujo et al.'s table


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
