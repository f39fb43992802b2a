"""Sizes, against brute force over positions, PyTorch's shapes and hand arithmetic."""

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import cnnlab
from cnnlab.checks import pair
from cnnlab.shapes import resolve_geometry


def positions(size, kernel_size, stride, before, after, dilation, ceil_mode):
    """Walk a window along the padded axis, as a person with a finger would."""
    extent = dilation * (kernel_size - 1) + 1
    end = size + before + after
    starts = [s for s in range(0, end, stride) if s + extent <= end]
    following = starts[-1] + stride if starts else 0
    reached = starts[-1] + extent if starts else extent - stride
    if ceil_mode and reached < end and following < size + before:
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
@examples()
def test_output_size_counts_positions(
    size, kernel_size, stride, before, after, dilation, ceil_mode
):
    arguments = (size, kernel_size, stride, (before, after), dilation, ceil_mode)
    expected = positions(size, kernel_size, stride, before, after, dilation, ceil_mode)
    if expected:
        assert cnnlab.output_size(*arguments) == expected
    else:
        with pytest.raises(ValueError, match="kernel_size"):
            cnnlab.output_size(*arguments)


@given(
    size=st.integers(1, 30),
    kernel_size=st.integers(1, 6),
    stride=st.integers(1, 5),
    dilation=st.integers(1, 3),
    ceil_mode=st.booleans(),
    data=st.data(),
)
@examples()
def test_output_size_is_pytorchs_for_pools(size, kernel_size, stride, dilation, ceil_mode, data):
    padding = data.draw(st.integers(0, kernel_size // 2))
    pool = torch.nn.MaxPool2d(kernel_size, stride, padding, dilation, ceil_mode=ceil_mode)
    numbers = (kernel_size, stride, padding, dilation, ceil_mode)
    try:
        expected = tuple(pool(torch.zeros(1, 1, size, size)).shape[2:])
    except RuntimeError:
        with pytest.raises(ValueError, match="kernel_size"):
            cnnlab.output_shape((size, size), *numbers)
    else:
        assert cnnlab.output_shape((size, size), *numbers) == expected


@given(
    size=st.integers(1, 12),
    kernel_size=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
    extra=st.integers(0, 4),
    dilation=st.integers(1, 4),
)
@examples()
def test_transposed_size_is_pytorchs(size, kernel_size, stride, padding, extra, dilation):
    layer = torch.nn.ConvTranspose1d(1, 1, kernel_size, stride, padding, extra, dilation=dilation)
    numbers = (size, kernel_size, stride, padding, extra, dilation)
    try:
        expected = layer(torch.zeros(1, 1, size)).shape[2]
    except RuntimeError:
        with pytest.raises(ValueError, match="padding"):
            cnnlab.transposed_size(*numbers)
    else:
        assert cnnlab.transposed_size(*numbers) == expected


def test_transposed_sizes_worked_by_hand():
    assert cnnlab.transposed_size(3, 2) == 4
    assert cnnlab.transposed_size(3, 2, stride=2) == 6  # two rows of its own for each
    assert cnnlab.transposed_size(3, 3, stride=2) == 7  # neighbours share one
    assert cnnlab.transposed_size(3, 3, stride=2, padding=(1, 0)) == 6
    assert cnnlab.transposed_size(3, 3, stride=2, padding=1, output_padding=1) == 6
    assert cnnlab.transposed_size(1, 3, dilation=2) == 5


def test_output_sizes_worked_by_hand():
    assert cnnlab.output_size(7, 3) == 5
    assert cnnlab.output_size(7, 3, stride=2) == 3
    assert cnnlab.output_size(8, 3, stride=2) == 3  # one column is never reached
    assert cnnlab.output_size(8, 3, stride=2, ceil_mode=True) == 4
    assert cnnlab.output_size(7, 3, dilation=2) == 3
    assert cnnlab.output_size(7, 3, padding=(0, 1)) == 6
    assert cnnlab.output_size(1, 1) == 1
    assert cnnlab.output_size(0, 1, padding=1) == 2
    # AlexNet's first layer, with the size that its paper says, and the ways to its 55 outputs.
    assert cnnlab.output_size(224, 11, stride=4) == 54
    assert cnnlab.output_size(227, 11, stride=4) == 55
    assert cnnlab.output_size(224, 11, stride=4, padding=2) == 55
    # A window that hangs over may begin on the last pixel, but not in the padding after it.
    assert cnnlab.output_size(5, 2, stride=2, ceil_mode=True) == 3
    assert cnnlab.output_size(4, 3, stride=2, padding=(0, 1), ceil_mode=True) == 2
    assert cnnlab.output_size(4, 2, stride=4, padding=(0, 1), ceil_mode=True) == 1
    # Nor need it fit: a window of 3 may hang over 2 pixels by 1, less than its stride.
    assert cnnlab.output_size(2, 3, stride=2, ceil_mode=True) == 1


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
@examples()
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
