"""Convolution layers: against PyTorch over a grid of cases, and properties that must hold."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import cnnlab
from cnnlab.conv import conv2d_backward_parameters
from cnnlab.images import to_nchw

METHODS = ["loop", "im2col", "auto"]
MODES = ["zeros", "reflect", "replicate", "circular"]
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even:UserWarning")


class Case(NamedTuple):
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    options: dict


@st.composite
def cases(draw):
    """Draw a convolution whose window fits and whose border the padding mode can fill."""
    small = st.integers(1, 3)
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = draw(st.tuples(small, small))
    dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    mode = draw(st.sampled_from(MODES))
    groups = draw(small)
    forms = [st.integers(0, 2), st.tuples(st.integers(0, 2), st.integers(0, 2))]
    sides = st.tuples(st.integers(0, 2), st.integers(0, 2))
    forms += [st.tuples(sides, sides), st.sampled_from(["valid", "full"])]
    if stride == (1, 1):
        forms.append(st.just("same"))
    padding = draw(st.one_of(forms))
    amounts = cnnlab.padding_amounts(padding, kernel, stride, dilation)
    size = []
    for k, d, around in zip(kernel, dilation, amounts, strict=True):
        least = max(1, d * (k - 1) + 1 - sum(around))
        if mode in ("reflect", "circular"):
            least = max(least, max(around) + (mode == "reflect"))
        size.append(draw(st.integers(least, max(least, 9))))
    n, c_in, c_out = draw(small), groups * draw(small), groups * draw(small)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.standard_normal((n, c_in, *size))
    weight = rng.standard_normal((c_out, c_in // groups, *kernel))
    bias = rng.standard_normal(c_out) if draw(st.booleans()) else None
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": mode,
    }
    return Case(x, weight, bias, options)


def torch_conv2d(x, weight, bias, stride, padding, dilation, groups, padding_mode):
    """PyTorch's answer, with the border added by PyTorch's own pad."""
    rows, columns = cnnlab.padding_amounts(padding, tuple(weight.shape[2:]), stride, dilation)
    mode = "constant" if padding_mode == "zeros" else padding_mode
    padded = torch.nn.functional.pad(x, (*columns, *rows), mode=mode)
    return torch.nn.functional.conv2d(padded, weight, bias, stride, 0, dilation, groups)


def assert_close(ours, theirs, tolerance=1e-10):
    theirs = np.asarray(theirs)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def compare_with_pytorch(x, weight, bias, options, method, tolerance):
    given = np.zeros(len(weight), x.dtype) if bias is None else bias
    tensors = [torch.tensor(a, requires_grad=True) for a in (x, weight, given)]
    y = torch_conv2d(*tensors, **options)
    ours = cnnlab.conv2d(x, weight, bias, **options, method=method)
    assert ours.dtype == x.dtype
    assert_close(ours, y.detach(), tolerance)
    grad = np.random.default_rng(0).standard_normal(y.shape).astype(x.dtype)
    y.backward(torch.tensor(grad))
    ours = cnnlab.conv2d_backward(grad, x, weight, **options, method=method)
    for gradient, tensor in zip(ours, tensors, strict=True):
        assert gradient.dtype == x.dtype
        assert_close(gradient, tensor.grad, tolerance)
    parameters_alone = conv2d_backward_parameters(grad, x, weight, **options, method=method)
    for gradient, same in zip(parameters_alone, ours[1:], strict=True):
        assert gradient.dtype == x.dtype
        np.testing.assert_array_equal(gradient, same)


@pytest.mark.parametrize("method", METHODS)
@given(case=cases())
@examples(60)
def test_forward_and_all_gradients_agree_with_pytorch(method, case):
    compare_with_pytorch(*case, method, tolerance=1e-10)


@given(case=cases())
@examples(40)
def test_single_precision_agrees_with_pytorch(case):
    arrays = [None if a is None else a.astype(np.float32) for a in case[:3]]
    compare_with_pytorch(*arrays, case.options, "auto", tolerance=1e-4)


@given(case=cases())
@examples(30)
def test_padding_words_mean_what_pytorch_means(case):
    x, weight, bias, options = case
    if options["padding"] not in ("same", "valid") or options["padding_mode"] != "zeros":
        options = options | {"padding": "same", "stride": 1, "padding_mode": "zeros"}
    reach = [d * (k - 1) + 1 for k, d in zip(weight.shape[2:], options["dilation"], strict=True)]
    if options["padding"] == "valid" and any(
        r > s for r, s in zip(reach, x.shape[2:], strict=True)
    ):
        return
    theirs = torch.nn.functional.conv2d(
        torch.tensor(x),
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        **{k: v for k, v in options.items() if k != "padding_mode"},
    )
    assert_close(cnnlab.conv2d(x, weight, bias, **options), theirs)


@pytest.mark.parametrize("method", METHODS)
def test_backward_by_finite_differences(method):
    rng = np.random.default_rng(7)
    x, weight, bias = rng.random((2, 4, 5, 6)), rng.random((6, 2, 3, 2)), rng.random(6)
    options = {
        "stride": (2, 1),
        "padding": (1, 2),
        "dilation": (1, 2),
        "groups": 2,
        "padding_mode": "reflect",
    }
    grad = rng.random(cnnlab.conv2d(x, weight, bias, **options).shape)
    gradients = cnnlab.conv2d_backward(grad, x, weight, **options, method=method)
    for array, gradient in zip((x, weight, bias), gradients, strict=True):
        numeric = np.zeros_like(array)
        for index in np.ndindex(*array.shape):
            kept, losses = array[index], []
            for step in (1e-5, -1e-5):
                array[index] = kept + step
                losses.append((grad * cnnlab.conv2d(x, weight, bias, **options)).sum())
            array[index] = kept
            numeric[index] = (losses[0] - losses[1]) / 2e-5
        np.testing.assert_allclose(gradient, numeric, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("method", METHODS)
def test_worked_by_hand(method):
    x = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    weight = np.array([[[[1, 0], [0, 2]]], [[[0, -1], [1, 0]]]])
    y = cnnlab.conv2d(x, weight, bias=[0, 100], method=method)
    assert y.dtype == np.float64
    assert y.tolist() == [
        [[[1 + 10, 2 + 12], [4 + 16, 5 + 18]], [[4 - 2 + 100, 5 - 3 + 100], [7 - 5 + 100, 102]]]
    ]
    strided = cnnlab.conv2d(x, weight, stride=2, padding=((1, 0), (1, 0)), method=method)
    assert strided.tolist() == [[[[2, 6], [14, 23]], [[0, 2], [-4, 2]]]]
    dilated = cnnlab.conv2d(x, weight, dilation=2, method=method)
    assert dilated.tolist() == [[[[1 + 18]], [[7 - 3]]]]


@pytest.mark.parametrize("method", METHODS)
def test_groups_keep_to_themselves(method):
    x = np.zeros((1, 4, 3, 3))
    x[0, 2] = 1  # the first channel of the second group
    weight = np.ones((6, 2, 2, 2))
    y = cnnlab.conv2d(x, weight, groups=2, method=method)
    assert (y[0, :3] == 0).all()
    assert (y[0, 3:] == 4).all()


# --- the transpose ------------------------------------------------------------------------------


@given(case=cases(), extra=st.tuples(st.integers(0, 2), st.integers(0, 2)))
@examples(100)
def test_transpose_agrees_with_pytorch(case, extra):
    x, weight, _, options = case
    x = np.random.default_rng(1).standard_normal((len(x), len(weight), *x.shape[2:]))
    stride, dilation, groups = options["stride"], options["dilation"], options["groups"]
    extra = tuple(min(e, max(s, d) - 1) for e, s, d in zip(extra, stride, dilation, strict=True))
    padding = (1, 1)
    size = [
        (n - 1) * s - 2 + d * (k - 1) + 1 + e
        for n, s, d, k, e in zip(
            x.shape[2:], stride, dilation, weight.shape[2:], extra, strict=True
        )
    ]
    if min(size) < 1:
        padding = (0, 0)
    bias = np.arange(weight.shape[1] * groups) / 7
    ours = cnnlab.conv_transpose2d(x, weight, bias, stride, padding, extra, groups, dilation)
    theirs = torch.nn.functional.conv_transpose2d(
        torch.tensor(x),
        torch.tensor(weight),
        torch.tensor(bias),
        stride,
        padding,
        extra,
        groups,
        dilation,
    )
    assert_close(ours, theirs)


@given(case=cases())
@examples(100)
def test_transpose_is_the_adjoint(case):
    x, weight, _, options = case
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    if any(
        sum(p) > s
        for p, s in zip(
            cnnlab.padding_amounts(
                options["padding"], weight.shape[2:], options["stride"], options["dilation"]
            ),
            x.shape[2:],
            strict=True,
        )
    ):
        return
    conv_x = cnnlab.conv2d(x, weight, **options)
    y = np.random.default_rng(2).standard_normal(conv_x.shape)
    geometry = cnnlab.shapes.resolve_geometry(
        x.shape[2:], weight.shape[2:], options["stride"], options["padding"], options["dilation"]
    )
    # The rows and columns that the last stride does not reach.
    unreached = [
        (padded - d * (k - 1) - 1) % s
        for padded, d, k, s in zip(
            geometry.padded, geometry.dilation, geometry.kernel, geometry.stride, strict=True
        )
    ]
    back = cnnlab.conv_transpose2d(y, weight, output_padding=tuple(unreached), **options)
    assert back.shape == x.shape
    assert np.isclose((conv_x * y).sum(), (x * back).sum(), rtol=1e-10, atol=1e-10)


# --- locally connected --------------------------------------------------------------------------


@given(case=cases())
@examples(40)
def test_locally_connected_with_tied_weights_is_a_convolution(case):
    x, weight, _, options = case
    x = x[:, : weight.shape[1]]
    numbers = (options["stride"], options["padding"], options["dilation"])
    expected = cnnlab.conv2d(x, weight, None, *numbers)
    tied = np.broadcast_to(weight, (*expected.shape[2:], *weight.shape))
    assert_close(cnnlab.locally_connected2d(x, tied, None, *numbers), expected)
    bias = np.random.default_rng(3).standard_normal(expected.shape[1:])
    assert_close(cnnlab.locally_connected2d(x, tied, bias, *numbers), expected + bias)


def test_locally_connected_by_hand():
    x = np.arange(1.0, 7.0).reshape(1, 1, 2, 3)
    weight = np.zeros((1, 2, 1, 1, 2, 2))
    weight[0, 0, 0, 0] = [[1, 0], [0, 0]]
    weight[0, 1, 0, 0] = [[0, 0], [0, 10]]
    assert cnnlab.locally_connected2d(x, weight).tolist() == [[[[1, 60]]]]


# --- dtypes, layouts and edge cases -------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("x_dtype", "weight_dtype", "expected"),
    [
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float64", "float32", "float64"),
        ("float16", "float16", "float16"),
        ("float16", "float32", "float32"),
        ("uint8", "float32", "float32"),
        ("uint8", "int8", "float64"),
        ("bool", "bool", "float64"),
        ("int64", "float32", "float64"),
        ("longdouble", "float64", "longdouble"),
    ],
)
def test_dtypes(method, x_dtype, weight_dtype, expected):
    rng = np.random.default_rng(5)
    x = rng.integers(0, 2, (2, 2, 5, 5)).astype(x_dtype)
    weight = rng.integers(0, 2, (3, 2, 3, 3)).astype(weight_dtype)
    exact = cnnlab.conv2d(x.astype(float), weight.astype(float), padding=1)
    y = cnnlab.conv2d(x, weight, padding=1, method=method)
    assert y.dtype == expected
    assert (y == exact).all()  # small integers: every dtype holds them exactly
    gradients = cnnlab.conv2d_backward(np.ones_like(y), x, weight, padding=1, method=method)
    exact_gradients = cnnlab.conv2d_backward(
        np.ones_like(exact), x.astype(float), weight.astype(float), padding=1
    )
    for gradient, exact_gradient in zip(gradients, exact_gradients, strict=True):
        assert gradient.dtype == expected
        assert (gradient == exact_gradient).all()
    for other in (
        cnnlab.conv_transpose2d(x, weight.transpose(1, 0, 2, 3)),
        cnnlab.locally_connected2d(x, np.broadcast_to(weight, (3, 3, *weight.shape))),
    ):
        assert other.dtype == expected


def test_the_bias_takes_part_in_the_dtype():
    x, weight = np.ones((1, 1, 2, 2), np.float32), np.ones((1, 1, 1, 1), np.float32)
    assert cnnlab.conv2d(x, weight, np.ones(1, np.float32)).dtype == np.float32
    assert cnnlab.conv2d(x, weight, np.ones(1)).dtype == np.float64
    assert cnnlab.conv_transpose2d(x, weight, np.ones(1)).dtype == np.float64
    local = weight.reshape(1, 1, 1, 1, 1, 1).repeat(2, 0).repeat(2, 1)
    assert cnnlab.locally_connected2d(x, local, np.ones((1, 2, 2))).dtype == np.float64


@pytest.mark.parametrize("method", METHODS)
def test_float16_is_added_up_in_float32(method):
    x = np.ones((1, 1, 64, 64), np.float16)  # 4096 ones and a half: float16 would stop at 2048
    x[0, 0, 0, 0] = 1.5
    y = cnnlab.conv2d(x, np.ones((1, 1, 64, 64), np.float16), method=method)
    assert y.dtype == np.float16
    assert y.item() == 4096  # the nearest float16 to 4096.5


def awkward(array):
    """The same numbers in layouts that a careless loop would read wrongly."""
    spread = np.zeros([2 * n for n in array.shape], array.dtype)
    spread[tuple(slice(None, None, 2) for _ in array.shape)] = array
    frozen = array.copy()
    frozen.flags.writeable = False
    yield "Fortran order", np.asfortranarray(array)
    yield "non-contiguous", spread[tuple(slice(None, None, 2) for _ in array.shape)]
    yield "reversed", np.ascontiguousarray(array[..., ::-1])[..., ::-1]
    yield "read-only", frozen
    yield "list", array.tolist()
    yield "other byte order", array.astype(array.dtype.newbyteorder())


@pytest.mark.parametrize("method", METHODS)
def test_layouts_make_no_difference_and_inputs_stay(method):
    rng = np.random.default_rng(11)
    x, weight, bias = rng.random((2, 4, 6, 6)), rng.random((4, 2, 3, 3)), rng.random(4)
    options = {"padding": 1, "groups": 2, "padding_mode": "circular", "method": method}
    y = cnnlab.conv2d(x, weight, bias, **options)
    grad = rng.random(y.shape)
    gradients = cnnlab.conv2d_backward(grad, x, weight, **options)
    copies = [a.copy() for a in (x, weight, bias, grad)]
    for (name, ax), (_, aw), (_, ab), (_, ag) in zip(
        awkward(x), awkward(weight), awkward(bias), awkward(grad), strict=True
    ):
        np.testing.assert_allclose(cnnlab.conv2d(ax, aw, ab, **options), y, 1e-12, err_msg=name)
        for ours, expected in zip(
            cnnlab.conv2d_backward(ag, ax, aw, **options), gradients, strict=True
        ):
            np.testing.assert_allclose(ours, expected, 1e-12, err_msg=name)
    for array, copy in zip((x, weight, bias, grad), copies, strict=True):
        assert (array == copy).all()


@pytest.mark.parametrize("method", METHODS)
def test_results_share_no_memory_with_inputs(method):
    x, weight, grad = np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1))
    results = [cnnlab.conv2d(x, weight, method=method)]
    results += cnnlab.conv2d_backward(grad, x, weight, method=method)
    results.append(cnnlab.conv_transpose2d(x, weight))
    for result in results:
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in (x, weight, grad))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("channels", [(2, 4), (1, 1), (2, 2), (64, 64)])
def test_empty_batch(method, channels):
    c_in, c_out = channels
    for groups in {1, 2 if c_in > 1 else 1, c_in}:  # the last one is depthwise
        x, weight = np.zeros((0, c_in, 5, 5)), np.ones((c_out, c_in // groups, 3, 3))
        y = cnnlab.conv2d(x, weight, np.ones(c_out), groups=groups, method=method)
        assert y.shape == (0, c_out, 3, 3)
        gradients = cnnlab.conv2d_backward(y, x, weight, groups=groups, method=method)
        assert [g.shape for g in gradients] == [x.shape, weight.shape, (c_out,)]
        assert not gradients[1].any()
        assert cnnlab.conv_transpose2d(y, weight, groups=groups).shape == x.shape
    local = np.ones((3, 3, c_out, c_in, 3, 3))
    assert cnnlab.locally_connected2d(x, local).shape == (0, c_out, 3, 3)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0, 0)])
def test_images_without_pixels_are_all_border(method, size):
    x, weight = np.ones((1, 1, *size)), np.ones((1, 1, 1, 1))
    y = cnnlab.conv2d(x, weight, padding=1, method=method)
    assert not y.any()
    grad_x, grad_weight, _ = cnnlab.conv2d_backward(y + 1, x, weight, padding=1, method=method)
    assert grad_x.shape == x.shape
    assert not grad_weight.any()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("stride", [2, 2**70])
def test_steps_that_are_never_taken_may_be_huge(method, stride):
    x, weight = np.arange(18.0).reshape(1, 2, 3, 3), np.ones((2, 2, 3, 3))
    for options in ({"stride": stride}, {"stride": stride, "groups": 2}):
        kernels = weight[:, : 2 // options.get("groups", 1)]
        y = cnnlab.conv2d(x, kernels, **options, method=method)
        grad_x, grad_weight, _ = cnnlab.conv2d_backward(y, x, kernels, **options, method=method)
        expected = torch.tensor(x, requires_grad=True), torch.tensor(kernels, requires_grad=True)
        theirs = torch.nn.functional.conv2d(*expected, groups=options.get("groups", 1))
        theirs.backward(theirs.detach())
        assert_close(y, theirs.detach())
        assert_close(grad_x, expected[0].grad)
        assert_close(grad_weight, expected[1].grad)
    points = np.ones((3, 2, 1, 1))
    y = cnnlab.conv2d(x, points, dilation=2**70, method=method)
    assert_close(y, np.broadcast_to(x.sum(axis=1, keepdims=True), y.shape))


@pytest.mark.parametrize("method", METHODS)
def test_no_input_channels_leave_the_bias(method):
    x, weight = np.ones((2, 0, 4, 4)), np.ones((3, 0, 2, 2))
    y = cnnlab.conv2d(x, weight, [1, 2, 3], method=method)
    assert (y == np.array([1, 2, 3])[:, None, None]).all()
    gradients = cnnlab.conv2d_backward(y, x, weight, method=method)
    assert [g.shape for g in gradients] == [x.shape, weight.shape, (3,)]


@pytest.mark.parametrize("method", METHODS)
def test_one_pixel(method):
    assert cnnlab.conv2d([[[[3]]]], [[[[5]]]], [1], method=method).tolist() == [[[[16]]]]
    padded = cnnlab.conv2d([[[[3]]]], np.arange(9).reshape(1, 1, 3, 3), padding=1, method=method)
    assert padded.tolist() == [[[[12]]]]
    replicated = cnnlab.conv2d(
        [[[[3]]]], np.ones((1, 1, 3, 3)), padding=1, padding_mode="replicate", method=method
    )
    assert replicated.tolist() == [[[[27]]]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_infinities_and_nan_reach_only_their_windows(method, value):
    rng = np.random.default_rng(3)
    x, weight = rng.random((2, 3, 12, 12)), rng.standard_normal((4, 3, 3, 3))
    x[1, 2, 5, 6] = value
    weight[2, 2, 1, 1] = 0  # zero times infinity is NaN, by the definition
    expected = cnnlab.conv2d(x, weight, padding=1, method="loop")
    assert np.isfinite(expected).sum() == expected.size - 4 * 9
    np.testing.assert_allclose(cnnlab.conv2d(x, weight, padding=1, method=method), expected)
    grad = np.zeros(expected.shape)
    grad[1, 1, 5, 6] = value
    for ours, theirs in zip(
        cnnlab.conv2d_backward(grad, x, weight, padding=1, method=method),
        cnnlab.conv2d_backward(grad, x, weight, padding=1, method="loop"),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 3e38])
@pytest.mark.parametrize("stride", [1, 2])
def test_infinite_weights_meet_outputs_only(value, stride):
    """Not the zeros that a convolution of the output's gradient would have around it."""
    weight = np.random.default_rng(4).standard_normal((2, 3, 3, 3)).astype(np.float32)
    weight[1, 0, 0, 2] = value
    x = np.random.default_rng(5).standard_normal((2, 2, 4, 4)).astype(np.float32)
    ours = cnnlab.conv_transpose2d(x, weight, stride=stride)
    for method in METHODS:
        by_definition, *_ = cnnlab.conv2d_backward(x, ours, weight, stride, method=method)
        np.testing.assert_allclose(ours, by_definition, rtol=1e-5, atol=1e-5)
    assert cnnlab.conv_transpose2d([[[[1.0, 1.0]]]], [[[[np.inf, 1.0]]]]).tolist() == [
        [[[np.inf, np.inf, 1]]]
    ]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_what_is_too_large_becomes_infinite_without_a_warning(dtype):
    x, weight = np.full((2, 1, 3, 3), np.finfo(dtype).max), np.ones((1, 1, 2, 2), dtype)
    y = cnnlab.conv2d(x, weight, np.ones(1, dtype))
    gradients = cnnlab.conv2d_backward(x[:, :, :2, :2], x, weight)
    for result in (
        *(
            y,
            *gradients,
            cnnlab.conv_transpose2d(x, weight),
            cnnlab.col2im(x[0], (1, 1, 1, 5), (1, 3)),
        ),
        cnnlab.locally_connected2d(x, np.ones((2, 2, 1, 1, 2, 2), dtype)),
        *(cnnlab.correlate2d(x[0, 0], weight[0, 0]), cnnlab.pad_backward(x, 1, "replicate")),
    ):
        assert result.dtype == dtype
        assert np.isinf(result).any()


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((5, 6), r"; x\[None, None\] makes an image \(H, W\) a batch"),
        ((2, 5, 6), r"; x\[None\] .* a batch, .*x\[:, :, None\] makes sequences \(N, C, L\)"),
        ((9, 28, 28), r", x\[:, None\] grey images \(N, H, W\)"),
        ((32, 32, 3), r"; cnnlab.images.to_nchw\(x\) moves channels that come last"),
        ((1, 1, 2, 5, 6), "$"),
    ],
)
def test_the_error_says_how_other_arrays_become_a_batch(shape, hint):
    message = rf"x must have 4 axes \(N, C, H, W\), got {len(shape)} with shape .*{hint}"
    with pytest.raises(ValueError, match=message):
        cnnlab.conv2d(np.ones(shape), np.ones((1, 2, 3, 3)))


def test_the_error_says_how_channels_that_come_last_come_first():
    x, weight = np.ones((2, 9, 8, 3)), np.ones((4, 3, 3, 3))
    with pytest.raises(ValueError, match=r"9 channels .*; cnnlab.images.to_nchw\(x\) moves"):
        cnnlab.conv2d(x, weight)
    assert cnnlab.conv2d(to_nchw(x), weight).shape == (2, 4, 7, 6)
    with pytest.raises(ValueError, match=r"for x \(2, 3, 9, 8\)$"):
        cnnlab.conv2d(to_nchw(x), weight[:, :2])


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((3, 3), r"; weight\[None, None\] makes a kernel \(kH, kW\) a weight for one channel"),
        ((2, 3, 3), r"; weight\[:, None\] puts the missing axis second, weight\[None\] first"),
        ((1, 1, 1, 3, 3), "$"),
    ],
)
@pytest.mark.parametrize("layer", [cnnlab.conv2d, cnnlab.conv_transpose2d])
def test_the_error_says_how_kernels_become_a_weight(layer, shape, hint):
    message = rf"weight must have 4 axes \(C_.*\), got {len(shape)} with shape .*{hint}"
    with pytest.raises(ValueError, match=message):
        layer(np.ones((1, 1, 5, 5)), np.ones(shape))


def test_a_sequence_is_an_image_of_one_row():
    rng = np.random.default_rng(6)
    x, weight = rng.random((2, 3, 9)), rng.random((4, 3, 3))
    theirs = torch.nn.functional.conv1d(torch.tensor(x), torch.tensor(weight), None, 2, 1)
    ours = cnnlab.conv2d(x[:, :, None], weight[:, :, None], stride=(1, 2), padding=(0, 1))
    assert_close(ours[:, :, 0], theirs)
