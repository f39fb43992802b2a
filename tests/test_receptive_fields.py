"""Receptive fields, against brute force, a gradient and hand arithmetic."""

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import cnnlab
from cnnlab.network import Conv2d, MaxPool2d, ReLU, Sequential


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 2), st.just(0), st.integers(1, 2)),
        min_size=1,
        max_size=4,
    )
)
@examples()
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
@examples()
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


def test_the_measured_field_fills_the_theoretical_one():
    rng = np.random.default_rng(0)
    stack = Sequential(
        Conv2d(2, 3, 3, padding=1, rng=rng, dtype=float),
        Conv2d(3, 4, 3, stride=2, rng=rng, dtype=float),
        Conv2d(4, 2, 3, dilation=2, rng=rng, dtype=float),
    )
    x = rng.random((3, 2, 31, 33))
    measured = cnnlab.effective_receptive_field(stack, x)
    assert measured.shape == (31, 33)
    field = cnnlab.receptive_field([(3, 1, 1), (3, 2), (3, 1, 0, 2)])[-1]
    out = stack.forward(x).shape[2:]
    seen = np.argwhere(measured > 0)
    for axis in (0, 1):
        centre = field.start + out[axis] // 2 * field.jump
        assert seen[:, axis].min() == centre - (field.size - 1) / 2
        assert seen[:, axis].max() == centre + (field.size - 1) / 2


def test_one_layer_shows_its_kernel():
    layer = Conv2d(2, 3, 3, rng=1, dtype=float)
    measured = cnnlab.effective_receptive_field(layer, np.zeros((1, 2, 5, 5)))
    expected = abs(layer.weight.sum(axis=0)).mean(axis=0)
    np.testing.assert_allclose(measured[1:4, 1:4], expected)
    assert np.count_nonzero(measured) == 9


def test_the_mean_over_the_batch_smooths_a_maximum():
    x = np.zeros((2, 1, 2, 2))
    x[0, 0, 0, 1] = x[1, 0, 1, 0] = 1
    network = Sequential(ReLU(), MaxPool2d(2))
    assert cnnlab.effective_receptive_field(network, x).tolist() == [[0, 0.5], [0.5, 0]]


def test_a_deep_stack_is_narrower_than_its_theoretical_field():
    stack = Sequential(*[Conv2d(1, 1, 3, bias=False, rng=0, dtype=float) for _ in range(10)])
    for weight in stack.parameters():
        weight[...] = 1
    row = cnnlab.effective_receptive_field(stack, np.zeros((1, 1, 21, 21)))[10]
    assert cnnlab.receptive_field([3] * 10)[-1].size == 21
    assert (row > 0).all()
    # The paths through ten layers of three taps: the central trinomial coefficients.
    assert row[10] / row[0] == 8953
    inner = row[5:16].sum() / row.sum()
    assert inner > 0.95  # two standard deviations of sqrt(20/3) = 2.6


def test_errors_name_what_is_wrong():
    with pytest.raises(ValueError, match=r"x must have 4 axes .* shape \(5, 5\)"):
        cnnlab.effective_receptive_field(ReLU(), np.zeros((5, 5)))


def test_nothing_can_be_measured_without_an_input():
    with pytest.raises(ValueError, match=r"x must hold at least one input .* \(0, 1, 5, 5\)"):
        cnnlab.effective_receptive_field(Sequential(), np.zeros((0, 1, 5, 5)))
    with pytest.raises(TypeError, match=r"network must have forward and backward.* got 5"):
        cnnlab.effective_receptive_field(5, np.zeros((1, 1, 5, 5)))


def test_a_long_axis_takes_no_memory():
    assert cnnlab.seen_pixels(2**70, [(3, 2**60)], 5) == [5 * 2**60 + i for i in range(3)]


def test_pixels_under_a_kernel_far_larger_than_the_axis_are_found_at_once():
    assert cnnlab.seen_pixels(5, [(10**10, 1, 5 * 10**9)], 0) == [0, 1, 2, 3, 4]
    assert cnnlab.seen_pixels(9, [(10**10, 1, 3 * 10**10 + 1, 6)], 0) == [5]
