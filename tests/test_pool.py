"""Pools against PyTorch, finite differences and hand arithmetic."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from cnnlab import pool
from cnnlab.pool import (
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
    adaptive_max_pool2d,
    adaptive_max_pool2d_backward,
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    lse_pool2d,
    lse_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnnlab.shapes import output_shape

pytestmark = pytest.mark.filterwarnings("error")

TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}
INF, NAN = np.inf, np.nan


@st.composite
def settings_of_a_pool(draw, dilated=False, padded=True):
    """Draw an input shape and a pool's arguments that fit it."""
    shape = draw(st.tuples(*(st.integers(1, 2),) * 2, *(st.integers(1, 9),) * 2))
    kernel = draw(st.tuples(*(st.integers(1, 4),) * 2))
    dilation = draw(st.tuples(*(st.integers(1, 3),) * 2)) if dilated else (1, 1)
    extent = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    arguments = {
        "kernel_size": kernel,
        "stride": draw(st.none() | st.tuples(*(st.integers(1, 4),) * 2)),
        "ceil_mode": draw(st.booleans()),
    }
    padding = (0, 0)
    if padded:
        padding = arguments["padding"] = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    if dilated:
        arguments["dilation"] = dilation
    over = [s - 1 if arguments["ceil_mode"] else 0 for s in arguments["stride"] or kernel]
    fits = zip(shape[2:], padding, over, extent, strict=True)
    assume(all(n + 2 * p + o >= e for n, p, o, e in fits))
    return shape, arguments


def sample(shape, seed, distinct=True, dtype=np.float64):
    rng = np.random.default_rng(seed)
    if distinct:  # far enough apart for finite differences, none of them 0
        return (rng.permutation(np.prod(shape)).reshape(shape) + 0.5).astype(dtype) / 8 - 3
    return rng.integers(-2, 3, shape).astype(dtype)  # full of ties


def torch_gradient(function, x, grad_output):
    x = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad(function(x), x, torch.tensor(grad_output))[0].numpy()


def compare_with_torch(ours, ours_backward, theirs, x, arguments):
    """Compare values and gradients of the same pool in both libraries."""
    before = x.copy()
    y = ours(x, **arguments)
    assert y.dtype == x.dtype
    assert_allclose(y, theirs(torch.tensor(x)).numpy(), **TOLERANCE)
    grad = np.random.default_rng(y.size).normal(size=y.shape)
    grad_x = ours_backward(grad, x, **arguments)
    assert grad_x.dtype == np.float64
    assert_allclose(grad_x, torch_gradient(theirs, x, grad), **TOLERANCE)
    assert_array_equal(x, before)


# --- maximum ---


@given(settings_of_a_pool(dilated=True), st.booleans(), st.integers(0, 2**32 - 1))
@examples(150)
def test_max_pool_is_pytorchs(case, distinct, seed):
    shape, arguments = case
    x = sample(shape, seed, distinct)
    y, indices = max_pool2d(x, **arguments, return_indices=True)
    assert_array_equal(y, max_pool2d(x, **arguments))
    # PyTorch's index and gradient have no meaning where a dilated window sees only padding.
    if (indices < 0).any():
        assert arguments["dilation"] != (1, 1)
        assert_array_equal(y, F.max_pool2d(torch.tensor(x), **arguments).numpy())
        assert_array_equal(y == -INF, indices < 0)
        return
    _, theirs = F.max_pool2d(torch.tensor(x), **arguments, return_indices=True)
    assert indices.dtype == np.int64
    assert_array_equal(indices, theirs.numpy())
    compare_with_torch(
        max_pool2d, max_pool2d_backward, lambda t: F.max_pool2d(t, **arguments), x, arguments
    )


@given(settings_of_a_pool(), st.integers(0, 2**32 - 1))
@examples(60)
def test_max_pool_treats_nan_and_infinity_as_pytorch(case, seed):
    shape, arguments = case
    rng = np.random.default_rng(seed)
    x = rng.choice([-INF, INF, NAN, 0.0, 1.0], size=shape, p=[0.4, 0.1, 0.2, 0.2, 0.1])
    y, indices = max_pool2d(x, **arguments, return_indices=True)
    theirs, their_indices = F.max_pool2d(torch.tensor(x), **arguments, return_indices=True)
    assert_array_equal(y, theirs.numpy())
    assert_array_equal(max_pool2d(x, **arguments), theirs.numpy())
    assert_array_equal(indices, their_indices.numpy())


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "int16", "int32", "int64", "float16", "float32"]
)
@pytest.mark.parametrize("padding", [0, 1])
def test_max_pool_keeps_every_dtype(dtype, padding):
    x = np.array([[[[-7, -3, -5], [-1, -6, -2], [-4, -9, -8]]]]).astype(dtype)
    y, indices = max_pool2d(x, 2, 1, padding, return_indices=True)
    theirs, their_indices = F.max_pool2d(torch.tensor(x), 2, 1, padding, return_indices=True)
    assert y.dtype == x.dtype
    assert_array_equal(y, theirs.numpy())
    assert_array_equal(indices, their_indices.numpy())


def test_max_pool_of_large_and_unsigned_integers_is_exact():
    big = 2**63 - 1  # float64 would round it
    assert max_pool2d([[big - 1, big]], (1, 2)).tolist() == [[big]]
    x = np.array([[2**64 - 1, 0]], dtype=np.uint64)
    assert max_pool2d(x, (1, 2)).tolist() == [[2**64 - 1]]
    assert max_pool2d(np.zeros((1, 1), np.uint8), 2, padding=1).tolist() == [[0]]
    least = np.full((1, 1), -(2**63))
    assert max_pool2d(least, 2, padding=1, return_indices=True)[1].tolist() == [[0]]


def test_max_pool_of_bools_asks_whether_any_is_true():
    x = np.array([[False, True, False, False]])
    y = max_pool2d(x, (1, 2))
    assert y.dtype == bool
    assert y.tolist() == [[True, False]]
    assert max_pool2d(x, (1, 2), padding=(0, 1)).tolist() == [[False, True, False]]


def test_max_pool_by_hand():
    x = np.array([[1, 5, 2, 0], [3, 4, 8, 1], [9, 0, 6, 7]])
    assert max_pool2d(x, 2).tolist() == [[5, 8]]
    assert max_pool2d(x, 2, ceil_mode=True).tolist() == [[5, 8], [9, 7]]
    assert max_pool2d(x, 2, stride=1).tolist() == [[5, 8, 8], [9, 8, 8]]
    assert max_pool2d(x, 2, padding=1).tolist() == [[1, 5, 0], [9, 8, 7]]
    assert max_pool2d(x, 2, stride=1, dilation=2).tolist() == [[9, 7]]
    assert max_pool2d(x, (1, 4), stride=(2, 1)).tolist() == [[5], [9]]


def test_max_gradient_goes_to_the_first_of_equal_maxima():
    x = np.array([[7, 7, 7], [7, 7, 7]])
    assert max_pool2d_backward([[1, 10]], x, 2, stride=1).tolist() == [[1, 10, 0], [0, 0, 0]]
    x[0, 0] = 0
    assert max_pool2d_backward([[1, 10]], x, 2, stride=1).tolist() == [[0, 11, 0], [0, 0, 0]]


def test_max_gradient_may_be_infinite():
    grad = max_pool2d_backward([[INF, -INF]], [[1, 2, 5, 4]], (1, 2))
    assert grad.tolist() == [[0, INF, -INF, 0]]


def test_a_window_larger_than_the_image_counts_if_it_may_hang_over():
    x = np.array([[1.0, 2.0], [4.0, 3.0]])
    arguments = {"kernel_size": 3, "stride": 2, "ceil_mode": True}
    assert max_pool2d(x, **arguments, return_indices=True)[1].tolist() == [[2]]
    assert max_pool2d_backward([[5]], x, **arguments).tolist() == [[0, 0], [5, 0]]
    assert avg_pool2d(x, **arguments).tolist() == [[2.5]]
    assert lp_pool2d(x, 1, **arguments).tolist() == [[22.5]]  # the mean of four stands for nine
    with pytest.raises(ValueError, match="covers 4 pixels, more than the input size 2"):
        max_pool2d(x, 4, 2, ceil_mode=True)


def test_steps_that_are_never_taken_may_be_huge():
    x = np.array([[3.0, 1.0], [4.0, 2.0]])
    y, index = max_pool2d(x, 2, 2**70, return_indices=True)
    assert (y.tolist(), index.tolist()) == ([[4]], [[2]])
    y, index = max_pool2d(x, 1, 1, dilation=2**70, return_indices=True)
    assert index.tolist() == [[0, 1], [2, 3]]


def test_a_dilated_window_on_padding_alone_takes_and_gives_nothing():
    x = np.array([[3.0]])  # the taps of the only window lie at −1 and 1
    y, index = max_pool2d(x, 2, padding=1, dilation=2, return_indices=True)
    assert (y.tolist(), index.tolist()) == ([[-INF]], [[-1]])
    assert max_pool2d_backward([[1.0]], x, 2, padding=1, dilation=2).tolist() == [[0]]
    assert lse_pool2d(x, 2, padding=1, dilation=2).tolist() == [[-INF]]
    assert lse_pool2d_backward([[1.0]], x, 2, padding=1, dilation=2).tolist() == [[0]]
    assert max_pool2d(x.astype(np.int8), 2, padding=1, dilation=2).tolist() == [[-128]]


# --- average ---


@given(
    settings_of_a_pool(),
    st.booleans(),
    st.none() | st.integers(1, 9),
    st.integers(0, 2**32 - 1),
)
@examples(100)
def test_avg_pool_is_pytorchs(case, count_include_pad, divisor, seed):
    shape, arguments = case
    arguments |= {"count_include_pad": count_include_pad, "divisor_override": divisor}
    compare_with_torch(
        avg_pool2d,
        avg_pool2d_backward,
        lambda t: F.avg_pool2d(t, **arguments),
        sample(shape, seed),
        arguments,
    )


def test_avg_pool_by_hand():
    x = np.array([[1, 5, 2], [3, 4, 8], [9, 0, 6]])
    assert avg_pool2d(x, 2, stride=1).tolist() == [[13 / 4, 19 / 4], [16 / 4, 18 / 4]]
    assert avg_pool2d(x, 2, padding=1).tolist() == [[1 / 4, 7 / 4], [12 / 4, 18 / 4]]
    inside = avg_pool2d(x, 2, padding=1, count_include_pad=False)
    assert inside.tolist() == [[1 / 1, 7 / 2], [12 / 2, 18 / 4]]
    assert avg_pool2d(x, 2, ceil_mode=True).tolist() == [[13 / 4, 10 / 2], [9 / 2, 6 / 1]]


def test_avg_gradient_by_hand():
    grad = avg_pool2d_backward([[4, 8]], np.zeros((2, 3), int), 2, padding=(0, 1), stride=2)
    assert grad.tolist() == [[1, 2, 2], [1, 2, 2]]
    inside = avg_pool2d_backward(
        [[4, 8]], np.zeros((2, 3), int), 2, padding=(0, 1), stride=2, count_include_pad=False
    )
    assert inside.tolist() == [[2, 2, 2], [2, 2, 2]]


# --- Lᵖ ---


@given(settings_of_a_pool(), st.sampled_from([1, 1.5, 2, 3, 7.25]), st.integers(0, 2**32 - 1))
@examples(100)
def test_lp_pool_is_the_same_expression_in_pytorch(case, p, seed):
    shape, arguments = case
    area = np.prod(arguments["kernel_size"])
    compare_with_torch(
        lambda x, **rest: lp_pool2d(x, p, **rest),
        lambda grad, x, **rest: lp_pool2d_backward(grad, x, p, **rest),
        lambda t: (area * F.avg_pool2d(t.abs() ** p, **arguments)) ** (1 / p),
        sample(shape, seed),
        arguments,
    )


@given(settings_of_a_pool(padded=False), st.sampled_from([1, 2, 3, 4]), st.integers(0, 2**32 - 1))
@examples(60)
def test_lp_pool_is_pytorchs_for_positive_numbers(case, p, seed):
    shape, arguments = case
    compare_with_torch(
        lambda x, **rest: lp_pool2d(x, p, **rest),
        lambda grad, x, **rest: lp_pool2d_backward(grad, x, p, **rest),
        lambda t: F.lp_pool2d(t, float(p), **arguments),
        np.abs(sample(shape, seed)),
        arguments,
    )


def test_lp_pool_by_hand():
    x = np.array([[3, 0, 1], [-4, 0, -2]])
    assert lp_pool2d(x, 2, 2).tolist() == [[5]]
    assert lp_pool2d(x, 1, (2, 3)).tolist() == [[10]]
    assert lp_pool2d(x, 3, (2, 1))[0] == pytest.approx([91 ** (1 / 3), 0, 9 ** (1 / 3)])
    # The window over the last column holds 2 of 4 pixels; their mean stands for the others.
    assert lp_pool2d(x, 1, 2, ceil_mode=True).tolist() == [[7, 6]]
    assert lp_pool2d(x, 2, 2, padding=(1, 0), stride=2)[:, 0].tolist() == [3, 4]


def test_lp_gradient_of_zeros_is_zero():
    x = np.array([[0.0, 0.0, 0.0, 2.0]])
    assert lp_pool2d_backward([[1, 1]], x, 1, (1, 2)).tolist() == [[0, 0, 0, 1]]
    assert lp_pool2d_backward([[1, 1]], x, 2, (1, 2)).tolist() == [[0, 0, 0, 1]]


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_lp_pool_neither_overflows_nor_underflows(scale):
    x = np.array([[3.0, -4.0, 1.0, 1.0]])
    assert_allclose(lp_pool2d(scale * x, 2, (1, 2)), [[5 * scale, 2**0.5 * scale]], rtol=1e-15)
    grad = lp_pool2d_backward([[1.0, 1.0]], scale * x, 2, (1, 2))
    assert_allclose(grad, [[0.6, -0.8, 0.5**0.5, 0.5**0.5]], rtol=1e-14)
    mixed = np.array([[3 * scale, -4 * scale, 1.0, 1.0]])  # each window on its own
    assert_allclose(lp_pool2d(mixed, 2, (1, 2)), [[5 * scale, 2**0.5]], rtol=1e-15)


# --- log-sum-exp ---


def windows_of(t, kernel_size, stride=None, padding=0, dilation=(1, 1), ceil_mode=False):
    """Return all windows by PyTorch's unfolding, −∞ where they leave the image: (..., pixels)."""
    stride = kernel_size if stride is None else stride
    out = output_shape(tuple(t.shape[-2:]), kernel_size, stride, padding, dilation, ceil_mode)
    border = []
    for axis in (1, 0):  # torch.nn.functional.pad takes the last axis first
        end = (out[axis] - 1) * stride[axis] + dilation[axis] * (kernel_size[axis] - 1) + 1
        border += [padding[axis], end - t.shape[axis - 2] - padding[axis]]  # may cut off
    t = F.pad(t, border, value=-INF)
    for axis in (-2, -1):
        extent = dilation[axis] * (kernel_size[axis] - 1) + 1
        t = t.unfold(axis if axis == -2 else 3, extent, stride[axis])
    return t[..., :: dilation[0], :: dilation[1]].flatten(-2)


@given(settings_of_a_pool(dilated=True), st.sampled_from([0.1, 1, 30]), st.integers(0, 2**32 - 1))
@examples(100)
def test_lse_pool_is_the_same_expression_in_pytorch(case, temperature, seed):
    shape, arguments = case

    def theirs(t):
        windows = windows_of(t, **arguments)
        n = (windows > -INF).sum(-1).double()
        return temperature * (torch.logsumexp(windows / temperature, -1) - n.log())

    x = sample(shape, seed)
    assume(not (max_pool2d(x, **arguments) == -INF).any())
    arguments |= {"temperature": temperature}
    ours = arguments
    arguments = {name: value for name, value in ours.items() if name != "temperature"}
    compare_with_torch(lse_pool2d, lse_pool2d_backward, theirs, x, ours)


def test_lse_pool_by_hand():
    x = np.log([[1.0, 2.0], [3.0, 6.0]])
    assert_allclose(lse_pool2d(x, 2), [[np.log(3)]], rtol=1e-14)  # log of (1 + 2 + 3 + 6) / 4
    assert_allclose(lse_pool2d(2 * x, 2, temperature=2), [[2 * np.log(3)]], rtol=1e-14)
    assert_allclose(lse_pool2d_backward([[12]], x, 2), [[1, 2], [3, 6]], rtol=1e-14)
    assert_allclose(lse_pool2d(x, 2, padding=1), x, rtol=1e-14)  # the border does not count


@given(settings_of_a_pool(dilated=True), st.integers(0, 2**32 - 1))
@examples(50)
def test_lse_lies_between_average_and_maximum_and_tends_to_them(case, seed):
    shape, arguments = case
    x = sample(shape, seed)
    most = max_pool2d(x, **arguments)
    assume(not (most == -INF).any())
    soft = lse_pool2d(x, **arguments)
    assert (soft <= most + 1e-12).all()
    assert_allclose(lse_pool2d(x, **arguments, temperature=1e-6), most, atol=1e-4)
    mean = lse_pool2d(x, **arguments, temperature=1e7)
    assert (mean <= soft + 1e-4).all()
    if arguments["dilation"] == (1, 1):
        del arguments["dilation"]
        plain = avg_pool2d(x, **arguments, count_include_pad=False)
        assert_allclose(mean, plain, atol=1e-4)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("temperature", [1e-60, 1e-3, 1e6, 1e9, 1e15, 1e40, 1e300])
def test_lse_pool_at_extreme_temperatures(dtype, temperature):
    """Against the first terms of its series for large T, and its limit for small ones."""
    x = np.array([[0, 1, 1, 5]], dtype)
    high = temperature > 1
    expected = 1.75 + 3.6875 / (2 * temperature) if high else 5 - np.log(4) * temperature
    assert_allclose(lse_pool2d(x, (1, 4), temperature=temperature), [[expected]], rtol=1e-6)
    grad = lse_pool2d_backward([[4]], x, (1, 4), temperature=temperature)
    assert_allclose(grad, [[1, 1, 1, 1]] if high else [[0, 0, 0, 4]], rtol=1e-4)


def test_lse_pool_of_huge_and_infinite_numbers():
    x = np.array([[1e300, 1e300, -INF, -INF, INF, 1e4, -INF, 0.0]])
    assert lse_pool2d(x, (1, 2)).tolist() == [[1e300, -INF, INF, -np.log(2)]]
    grad = lse_pool2d_backward([[1.0, 1.0, 1.0]], x[:, [0, 1, 2, 3, 6, 7]], (1, 2))
    assert grad.tolist() == [[0.5, 0.5, 0, 0, 0, 1]]


# --- global ---


@given(st.tuples(*(st.integers(1, 5),) * 4), st.booleans(), st.integers(0, 2**32 - 1))
@examples(50)
def test_global_pools_are_pytorchs(shape, distinct, seed):
    x = sample(shape, seed, distinct)
    compare_with_torch(
        global_max_pool2d,
        global_max_pool2d_backward,
        lambda t: F.adaptive_max_pool2d(t, 1),
        x,
        {},
    )
    compare_with_torch(
        global_avg_pool2d,
        global_avg_pool2d_backward,
        lambda t: F.adaptive_avg_pool2d(t, 1),
        x,
        {},
    )


@given(
    st.tuples(st.integers(0, 2), st.integers(1, 2), *(st.integers(1, 7),) * 2),
    st.integers(1, 9) | st.tuples(*(st.none() | st.integers(1, 9),) * 2),
    st.integers(0, 2**32 - 1),
)
@examples(150)
def test_adaptive_pools_are_pytorchs(shape, output_size, seed):
    for distinct in (True, False):
        x = sample(shape, seed, distinct)
        arguments = {"output_size": output_size}
        compare_with_torch(
            adaptive_avg_pool2d,
            adaptive_avg_pool2d_backward,
            lambda t: F.adaptive_avg_pool2d(t, output_size),
            x,
            arguments,
        )
        compare_with_torch(
            adaptive_max_pool2d,
            adaptive_max_pool2d_backward,
            lambda t: F.adaptive_max_pool2d(t, output_size),
            x,
            arguments,
        )
        _, indices = adaptive_max_pool2d(x, output_size, return_indices=True)
        _, theirs = F.adaptive_max_pool2d(torch.tensor(x), output_size, return_indices=True)
        assert indices.dtype == np.int64
        assert_array_equal(indices, theirs)


@given(
    st.tuples(*(st.integers(1, 2),) * 2, *(st.integers(1, 5),) * 2),
    st.integers(1, 3),
    st.integers(0, 2**32 - 1),
)
@examples(60)
def test_adaptive_pools_treat_nan_and_infinity_as_pytorch(shape, output_size, seed):
    rng = np.random.default_rng(seed)
    x = rng.choice([-INF, INF, NAN, 0.0, 1.0], size=shape, p=[0.4, 0.1, 0.2, 0.2, 0.1])
    tensor = torch.tensor(x)
    y, indices = adaptive_max_pool2d(x, output_size, return_indices=True)
    theirs, their_indices = F.adaptive_max_pool2d(tensor, output_size, return_indices=True)
    assert_array_equal(y, theirs)
    assert_array_equal(indices, their_indices)
    assert_array_equal(
        adaptive_avg_pool2d(x, output_size), F.adaptive_avg_pool2d(tensor, output_size)
    )
    grad = np.ones((*shape[:2], 1, 1))
    expected = torch_gradient(lambda t: F.adaptive_max_pool2d(t, 1), x, grad)
    assert_array_equal(global_max_pool2d_backward(grad, x), expected)


def test_adaptive_windows_by_hand():
    x = np.array([[1.0, 2, 4, 8, 16]])
    assert adaptive_avg_pool2d(x, (1, 2)).tolist() == [[7 / 3, 28 / 3]]
    assert adaptive_max_pool2d(x, (None, 3)).tolist() == [[2, 8, 16]]
    assert adaptive_max_pool2d(x, (2, 1)).tolist() == [[16], [16]]  # more rows than there are


def test_global_pools_by_hand_and_of_integers():
    x = np.array([[200, 100], [250, 50]], dtype=np.uint8)  # the sum 600 does not wrap
    assert global_avg_pool2d(x).tolist() == [[150]]
    assert global_max_pool2d(x).dtype == np.uint8
    assert np.isnan(global_max_pool2d([[1, NAN]]))
    assert np.isnan(global_avg_pool2d([[INF, -INF]]))
    assert global_avg_pool2d_backward([[8]], x).tolist() == [[2, 2], [2, 2]]


# --- all of them ---

FORWARD = {
    "max": lambda x, **k: max_pool2d(x, (2, 3), **k),
    "avg": lambda x, **k: avg_pool2d(x, (2, 3), **k),
    "lp": lambda x, **k: lp_pool2d(x, 2.5, (2, 3), **k),
    "lse": lambda x, **k: lse_pool2d(x, (2, 3), temperature=0.7, **k),
    "adaptive max": lambda x: adaptive_max_pool2d(x, (2, 3)),
    "adaptive avg": lambda x: adaptive_avg_pool2d(x, (2, 3)),
    "global max": global_max_pool2d,
    "global avg": global_avg_pool2d,
}
BACKWARD = {
    "max": lambda g, x, **k: max_pool2d_backward(g, x, (2, 3), **k),
    "avg": lambda g, x, **k: avg_pool2d_backward(g, x, (2, 3), **k),
    "lp": lambda g, x, **k: lp_pool2d_backward(g, x, 2.5, (2, 3), **k),
    "lse": lambda g, x, **k: lse_pool2d_backward(g, x, (2, 3), temperature=0.7, **k),
    "adaptive max": lambda g, x: adaptive_max_pool2d_backward(g, x, (2, 3)),
    "adaptive avg": lambda g, x: adaptive_avg_pool2d_backward(g, x, (2, 3)),
    "global max": global_max_pool2d_backward,
    "global avg": global_avg_pool2d_backward,
}
WINDOWED = ["max", "avg", "lp", "lse"]
GEOMETRIES = [
    {},
    {"stride": (2, 1), "padding": (1, 1), "ceil_mode": True},
    {"stride": 3, "padding": ((1, 0), (0, 1))},
    {"stride": 1, "padding": "same"},
]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [(name, a) for name in WINDOWED for a in GEOMETRIES]
    + [(name, {}) for name in FORWARD if name not in WINDOWED],
)
def test_gradients_by_finite_differences(name, arguments):
    x = sample((2, 1, 5, 4), seed=7)
    grad = np.random.default_rng(1).normal(size=FORWARD[name](x, **arguments).shape)
    numeric = np.empty_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-5
        rise = FORWARD[name](x + step, **arguments) - FORWARD[name](x - step, **arguments)
        numeric[index] = (grad * rise).sum() / 2e-5
    assert_allclose(BACKWARD[name](grad, x, **arguments), numeric, atol=1e-8)


@pytest.mark.parametrize("name", WINDOWED)
def test_padding_per_side_is_the_crop_of_a_wider_padding(name):
    # Top 1, bottom 0: the windows of top 1, bottom 1 without the last row of windows.
    x = sample((1, 2, 5, 7), seed=3)
    sides = FORWARD[name](x, stride=1, padding=((1, 0), (0, 1)))
    assert_allclose(sides, FORWARD[name](x, stride=1, padding=1)[:, :, :-1, 1:], rtol=1e-14)


@pytest.mark.parametrize("name", FORWARD)
def test_any_layout_of_memory_gives_the_same(name):
    x = sample((2, 3, 6, 6), seed=5)
    y = FORWARD[name](x)
    grad = np.ones_like(y)
    grad_x = BACKWARD[name](grad, x)
    frozen = x.copy()
    frozen.setflags(write=False)
    spread = np.zeros((2, 3, 12, 18))
    spread[..., ::2, ::-3] = x
    for same in (np.asfortranarray(x), frozen, spread[..., ::2, ::-3]):
        assert_array_equal(FORWARD[name](same), y)
        assert_array_equal(BACKWARD[name](np.asfortranarray(grad), same), grad_x)
    assert y.flags.writeable
    assert grad_x.flags.writeable


@pytest.mark.parametrize("name", FORWARD)
def test_leading_axes_may_be_any_or_empty(name):
    x = sample((2, 3, 4, 6), seed=6)
    y = FORWARD[name](x)
    assert_array_equal(FORWARD[name](x[0, 0]), y[0, 0])
    assert_array_equal(FORWARD[name](x[None]), y[None])
    assert_array_equal(BACKWARD[name](y[0, 0], x[0, 0]), BACKWARD[name](y, x)[0, 0])
    empty = FORWARD[name](x[:0])
    assert empty.shape == (0, *y.shape[1:])
    assert BACKWARD[name](empty, x[:0]).shape == (0, 3, 4, 6)
    assert FORWARD[name](x[:, :0]).shape == (2, 0, *y.shape[2:])


@pytest.mark.parametrize("name", FORWARD)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
def test_floating_dtypes_are_kept_and_half_is_computed_in_single(name, dtype):
    x = sample((1, 2, 8, 9), seed=8, dtype=dtype)
    y = FORWARD[name](x)
    assert y.dtype == dtype
    exact = FORWARD[name](x.astype(np.float64))
    accurate = np.float32 if dtype is np.float16 else dtype
    if dtype is np.float16:  # no worse than one rounding of the right answer
        assert_allclose(y, FORWARD[name](x.astype(accurate)).astype(dtype), rtol=0)
    assert_allclose(y.astype(np.float64), exact, rtol=4 * float(np.finfo(dtype).eps) + 1e-14)
    grad = np.ones_like(y)
    grad_x = BACKWARD[name](grad, x)
    assert grad_x.dtype == dtype
    if dtype is np.float16:
        single = BACKWARD[name](grad.astype(np.float32), x)
        assert single.dtype == np.float32
        assert_allclose(grad_x, single.astype(np.float16), rtol=0)


@pytest.mark.skipif(
    np.finfo(np.longdouble).eps == np.finfo(np.float64).eps, reason="long double is double here"
)
@pytest.mark.parametrize("name", FORWARD)
@pytest.mark.parametrize("arguments", [{}, {"padding": 1}])
def test_no_step_is_less_precise_than_the_input(name, arguments):
    arguments = arguments if name in WINDOWED else {}
    x = sample((1, 2, 6, 6), seed=12, dtype=np.longdouble) / 3
    y = FORWARD[name](x, **arguments)
    assert (y != y.astype(np.float64)).any()  # some bits are beyond double precision
    grad_x = BACKWARD[name](y, x, **arguments)
    assert (grad_x != grad_x.astype(np.float64)).any()


@pytest.mark.parametrize("name", FORWARD)
def test_a_double_gradient_of_a_single_input_stays_double(name):
    x = sample((1, 2, 6, 6), seed=13, dtype=np.float32)
    grad_x = BACKWARD[name](FORWARD[name](x.astype(np.float64)) / 3, x)
    assert grad_x.dtype == np.float64
    assert (grad_x != grad_x.astype(np.float32)).any()


@pytest.mark.parametrize("name", ["avg", "lp", "lse", "adaptive avg", "global avg"])
@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int8, np.int64])
def test_integers_become_float64_and_never_wrap(name, dtype):
    x = (sample((1, 1, 6, 6), seed=9, distinct=False) * 63).astype(dtype)
    y = FORWARD[name](x)
    assert y.dtype == np.float64
    assert_array_equal(y, FORWARD[name](x.astype(np.float64)))


@pytest.mark.parametrize("name", FORWARD)
def test_integer_gradients_become_float64(name):
    x = sample((1, 1, 4, 6), seed=10)
    ones = np.ones(FORWARD[name](x).shape, dtype=np.uint8)
    grad_x = BACKWARD[name](ones, x)
    assert grad_x.dtype == np.float64
    assert_allclose(grad_x, BACKWARD[name](ones.astype(float), x), rtol=1e-15)


def test_one_pixel():
    for name in WINDOWED:
        y = getattr(pool, f"{name}_pool2d")([[4.0]], *([2] if name == "lp" else []), kernel_size=1)
        assert y.tolist() == [[4]]


def test_infinities_give_their_limits_or_nan_without_a_warning():
    x = np.array([[INF, 1.0, INF, -INF]])
    assert_array_equal(avg_pool2d(x, (1, 2)), [[INF, NAN]])
    assert_array_equal(lp_pool2d(x, 2, (1, 2)), [[INF, INF]])
    assert_array_equal(lp_pool2d([[INF, 1e200]], 2, (1, 2)), [[INF]])
    assert_array_equal(lp_pool2d_backward([[1, 1]], x, 2, (1, 2)), [[NAN, 0, NAN, NAN]])
    assert_array_equal(lse_pool2d_backward([[1, 1]], x, (1, 2)), [[NAN, 0, NAN, 0]])
    assert_array_equal(lse_pool2d([[INF, 1e4]], (1, 2)), [[INF]])
    assert_array_equal(lse_pool2d_backward([[1]], [[1e4, INF]], (1, 2)), [[NAN, NAN]])


@pytest.mark.parametrize("name", FORWARD)
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_what_is_too_large_becomes_infinite_without_a_warning(name, dtype):
    largest = np.finfo(dtype).max
    x = np.full((1, 1, 4, 6), largest)
    y = FORWARD[name](x)
    assert (y >= largest * 0.999).all()
    assert (BACKWARD[name](np.full(y.shape, largest), x) >= 0).all()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: max_pool2d(np.ones(4), 2), ValueError, r"x must have at least 2 axes.*\(4,\)"),
        (lambda: max_pool2d([[1j]], 1), TypeError, "x must hold real numbers, got dtype complex"),
        (lambda: avg_pool2d(np.ones((2, 0)), 1), ValueError, r"at least one pixel.*\(2, 0\)"),
        (lambda: global_max_pool2d(np.ones((0, 2))), ValueError, r"at least one pixel.*\(0, 2\)"),
        (lambda: global_avg_pool2d(np.ones(3)), ValueError, r"x must have at least 2 axes"),
        (lambda: max_pool2d(np.ones((3, 3)), 4), ValueError, "kernel_size 4 .* input size 3"),
        (lambda: max_pool2d(np.ones((3, 3)), 0), ValueError, "kernel_size must be at least 1"),
        (
            lambda: max_pool2d(np.ones((3, 3)), 2.0),
            TypeError,
            "kernel_size must be one integer or a pair",
        ),
        (lambda: max_pool2d(np.ones((3, 3)), 2, 0), ValueError, "stride must be at least 1, got 0"),
        (lambda: max_pool2d(np.ones((9, 9)), 2, 1, 0, 0), ValueError, "dilation must be at least"),
        (
            lambda: max_pool2d(np.ones((9, 9)), 3, padding=2),
            ValueError,
            "padding must be at most half the kernel_size, got padding 2 for kernel_size 3",
        ),
        (
            lambda: max_pool2d(np.ones((9, 9)), 2, padding=2, dilation=3),
            ValueError,
            "padding must be at most half the kernel_size, got padding 2 for kernel_size 2",
        ),
        (
            lambda: avg_pool2d(np.ones((9, 9)), (3, 4), padding=((0, 0), (0, 3))),
            ValueError,
            r"got padding \(\(0, 0\), \(0, 3\)\) for kernel_size \(3, 4\)",
        ),
        (lambda: avg_pool2d(np.ones((9, 9)), 3, padding="full"), ValueError, "got padding 'full'"),
        (lambda: avg_pool2d(np.ones((9, 9)), 3, padding="same"), ValueError, "stride 1, got .* 3"),
        (lambda: avg_pool2d(np.ones((9, 9)), 3, padding=-1), ValueError, "padding must be at leas"),
        (lambda: lp_pool2d(np.ones((2, 2)), 0.5, 2), ValueError, "p must be .* got 0.5"),
        (lambda: lp_pool2d(np.ones((2, 2)), INF, 2), ValueError, "p must be a finite .* got inf"),
        (lambda: lp_pool2d_backward([[1]], np.ones((2, 2)), NAN, 2), ValueError, "p must .* nan"),
        (lambda: lse_pool2d([[1]], 1, temperature=0), ValueError, "temperature must be .* got 0"),
        (lambda: lse_pool2d([[1]], 1, temperature=INF), ValueError, "temperature .* got inf"),
        (
            lambda: lse_pool2d_backward([[1]], [[1]], 1, temperature=-2),
            ValueError,
            "temperature must be a positive number, got -2",
        ),
        *(
            (
                lambda backward=backward: backward(np.ones((1, 2, 1)), np.ones((1, 2, 3))),
                ValueError,
                r"grad_output must have the output's shape \(1, \d, \d\), got shape \(1, 2, 1\)",
            )
            for backward in BACKWARD.values()
        ),
        (lambda: lp_pool2d([[1]], "2", 1), TypeError, "p must be a number, got '2' of type str"),
        (lambda: lp_pool2d([[1]], True, 1), TypeError, "p must be a number, got True"),
        (lambda: avg_pool2d([[1]], 1, divisor_override=0), ValueError, "divisor_override .* got 0"),
        (lambda: max_pool2d([[1]], 1, ceil_mode="False"), TypeError, "ceil_mode .* got 'False'"),
        (lambda: adaptive_avg_pool2d([[1]], 0), ValueError, "output_size must be at least 1"),
        (lambda: adaptive_max_pool2d([[1]], (1, 2, 3)), ValueError, "output_size .* 3 values"),
        (
            lambda: max_pool2d_backward([["a"]], np.ones((2, 2)), 2),
            TypeError,
            "grad_output must hold real numbers",
        ),
    ],
)
def test_errors_name_the_argument_and_the_numbers(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("size", [10**5, 10**10])
def test_a_kernel_far_larger_than_the_image_counts_what_it_meets(size):
    x, half = np.arange(16.0).reshape(4, 4), size // 2
    y, indices = max_pool2d(x, size, padding=half, return_indices=True)
    assert (y.tolist(), indices.tolist()) == ([[15]], [[15]])
    last = np.zeros((4, 4))
    last[-1, -1] = 2
    grad = max_pool2d_backward([[2.0]], x, size, padding=half)
    assert_array_equal(grad, last)
    assert avg_pool2d(x, size, padding=half, count_include_pad=False) == x.mean()
    assert_allclose(avg_pool2d(x, size, padding=half), x.sum() / size**2)
    assert_allclose(
        avg_pool2d_backward([[1.0]], x, size, padding=half), np.full((4, 4), 1 / size**2)
    )
    assert_allclose(lp_pool2d(x, 2, size, padding=half), np.linalg.norm(x), rtol=1e-12)
    assert_allclose(lse_pool2d(x, size, padding=half), np.log(np.exp(x).mean()), rtol=1e-12)
