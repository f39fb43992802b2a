"""The fast ways one by one: exact algebra, pieces of any size, and what each must not do."""

import typing

import numpy as np
import pytest
import torch
from examples import examples
from fast_layers import LAYERS, layer_of, passes, peak_bytes, tune
from hypothesis import given
from hypothesis import strategies as st

import cnnlab
from cnnlab.methods import fast
from cnnlab.methods.fast import bands, depthwise, rows, winograd, without_blas
from cnnlab.methods.fast.estimate import Layer, Way
from cnnlab.shapes import resolve_geometry

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


@pytest.mark.parametrize("way", LAYERS)
def test_each_way_has_a_layer_that_takes_it(way):
    """So that the tests of these layers, here and in the other files, are tests of all ways."""
    (n, c_in, *size), (c_out, _, *kernel), options = LAYERS[way]
    geometry = resolve_geometry(
        tuple(size), tuple(kernel), options.get("stride", 1), options["padding"]
    )
    layer = Layer(n, c_in, c_out, options.get("groups", 1), geometry)
    assert fast.choose("output", layer) == way


def test_small_images_are_done_by_im2col_and_those_of_64_pixels_with_fewer_copies():
    """As chapter 10 says of the layer that it times."""
    sizes = {n: resolve_geometry((n, n), 3) for n in (8, 16, 32, 64)}
    ways = {n: fast.choose("output", Layer(1, 3, 16, 1, g)) for n, g in sizes.items()}
    assert ways == {8: "im2col", 16: "im2col", 32: "one product", 64: "bands"}


@pytest.mark.parametrize("way", LAYERS)
@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_each_way_agrees_with_im2col_in_all_passes_and_borders(way, mode):
    x, weight, options = layer_of(way, np.float64)
    options = options | {"padding": ((1, 2), (3, 1)), "padding_mode": mode}
    theirs = passes(x, weight, **options, method="im2col")
    for a, b in zip(passes(x, weight, **options), theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("channels", "size", "kernel", "options"),
    [
        ((2, 47, 48), 14, 3, {"padding": 1}),
        ((2, 48, 47), 14, 3, {"padding": 1}),
        ((1, 48, 48), 16, 3, {"padding": 1}),
        ((3, 48, 48), 16, 3, {"padding": 1}),
        ((3, 48, 48), 16, (3, 1), {}),
        ((3, 48, 48), 16, 3, {"stride": (1, 2)}),
        ((3, 48, 48), 16, 3, {"dilation": 2}),
        ((3, 96, 96), 16, 3, {"groups": 2}),
        ((1, 10, 20), 9, 3, {"padding": 1}),
        ((1, 11, 20), 9, 3, {"padding": 1}),
        ((1, 31, 40), 9, (3, 1), {}),
        ((1, 32, 40), 9, (3, 1), {}),
        ((2, 64, 64), 9, 3, {"groups": 32}),
        ((2, 32, 64), 9, 3, {"groups": 32}),
        ((2, 6, 6), 9, 3, {"groups": 6}),
        ((2, 1, 1), 9, 3, {"stride": 2}),
        ((2, 6, 6), 9, 3, {"groups": 6, "dilation": (2, 1)}),
        ((2, 6, 6), 9, 3, {"groups": 6, "dilation": (1, 2)}),
        ((1, 16, 512), 7, 3, {}),  # few pixels, many weights
        ((1, 16, 512), 9, 3, {"groups": 16}),
        ((1, 4, 4), 5, 3, {"padding": 4}),  # a border wider than the kernel's reach
        ((1, 4, 4), 5, 1, {"padding": ((2, 0), (0, 3))}),
        ((1, 2, 3), 0, 2, {"padding": 1}),  # nothing but border
        ((1, 2, 3), 1, 2, {"padding": ((5, 0), (5, 0)), "stride": 9}),  # one window, all border
        ((1, 3, 8), 9, 1, {}),  # one pixel at a time
        ((2, 1, 8), 9, 1, {"stride": 2}),
        ((1, 8, 8), 11, 7, {}),  # an output much smaller than the image
        ((1, 8, 8), 12, 3, {"dilation": 5, "padding": 5}),  # windows wider than a band
        ((0, 2, 3), 5, 2, {}),
    ],
)
def test_every_way_that_may_be_chosen_agrees_with_im2col(channels, size, kernel, options):
    n, c_in, c_out = channels
    rng = np.random.default_rng(3)
    k_h, k_w = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    x = rng.standard_normal((n, c_in, size, size))
    weight = rng.standard_normal((c_out, c_in // options.get("groups", 1), k_h, k_w))
    theirs = passes(x, weight, **options, method="im2col")
    for way in typing.get_args(Way):
        for back in ("rows", "im2col", "convolution"):
            with pytest.MonkeyPatch.context() as patch:
                prefer(patch, way, back)
                ours = passes(x, weight, **options)
            for a, b in zip(ours, theirs, strict=True):
                np.testing.assert_allclose(a, b, rtol=0, atol=1e-10, err_msg=f"{way}, {back}")


@pytest.mark.parametrize("line", [1, 30, 4096])
@given(data=st.data())
@examples(30)
def test_without_blas_agrees_with_im2col_in_lines_of_any_length(line, data):
    kernel, stride, dilation = data.draw(PAIRS), data.draw(PAIRS), data.draw(PAIRS)
    groups = data.draw(st.integers(1, 2))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    # Whole numbers: every sum is exact, whatever its order.
    x = rng.integers(-9, 9, (3, 4, 8, 9)).astype(float)
    weight = rng.integers(-9, 9, (6, 4 // groups, *kernel)).astype(float)
    options = {"stride": stride, "padding": ((2, 1), (0, 3)), "dilation": dilation}
    y = cnnlab.conv2d(x, weight, **options, groups=groups, method="im2col")
    grad = rng.integers(-9, 9, y.shape).astype(float)
    expected = [
        y,
        *cnnlab.conv2d_backward(grad, x, weight, **options, groups=groups, method="im2col"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(without_blas, "LINE", line)
        patch.setattr(without_blas, "APPLIES", True)
        ours = [
            cnnlab.conv2d(x, weight, **options, groups=groups),
            *cnnlab.conv2d_backward(grad, x, weight, **options, groups=groups),
        ]
    for a, b in zip(ours, expected, strict=True):
        assert np.array_equal(a, b)


def test_a_product_without_blas_is_the_same(monkeypatch):
    rng = np.random.default_rng(4)
    a, b = (rng.integers(-9, 9, shape).astype(float) for shape in ((5, 7), (7, 3)))
    monkeypatch.setattr(without_blas, "APPLIES", True)
    assert np.array_equal(without_blas.product(a, b), a @ b)
    assert np.array_equal(without_blas.product(b.T, a.T), b.T @ a.T)


def prefer(patch: pytest.MonkeyPatch, way: str, back: str) -> None:
    """Let every layer be computed this way, if it may be."""

    def choose(task, layer):
        possible = fast.ways(layer)
        return way if way in possible else possible[0]

    def choose_back(layer, turned):
        return "rows" if turned is None and back == "convolution" else back

    patch.setattr(fast, "choose", choose)
    patch.setattr(fast, "choose_back", choose_back)


# --- the direct method ----------------------------------------------------------------------------


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("budget", [1, 300, 2**20])
@given(data=st.data())
@examples(30)
def test_rows_agrees_with_im2col_in_pieces_of_any_size(single, budget, data):
    kernel, stride, dilation = data.draw(PAIRS), data.draw(PAIRS), data.draw(PAIRS)
    groups = data.draw(st.integers(1, 2))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = rng.integers(-9, 9, (2, 4, 8, 9)).astype(float)
    weight = rng.integers(-9, 9, (6, 4 // groups, *kernel)).astype(float)
    numbers = (stride, ((2, 1), (0, 3)), dilation)
    geometry = resolve_geometry((8, 9), kernel, *numbers)
    expected = cnnlab.conv2d(x, weight, None, *numbers, groups, method="im2col")
    grad = rng.integers(-9, 9, expected.shape).astype(float)
    expected_x, expected_weight, _ = cnnlab.conv2d_backward(
        grad, x, weight, *numbers, groups, method="im2col"
    )
    with pytest.MonkeyPatch.context() as patch:
        tune(patch, budget)
        # Whole numbers: every sum is exact, whatever its order.
        assert np.array_equal(rows.forward(x, weight, geometry, groups, single), expected)
        ours = rows.weight_gradient(grad, x, geometry, groups, single)
        assert np.array_equal(ours, expected_weight)
        assert np.array_equal(rows.input_gradient(grad, weight, geometry, groups), expected_x)


@pytest.mark.parametrize("budget", [1, 300, 2**20])
@given(data=st.data())
@examples(40)
def test_bands_and_depthwise_agree_with_the_definition_in_pieces_of_any_size(budget, data):
    kernel, stride, dilation = data.draw(PAIRS), data.draw(PAIRS), data.draw(PAIRS)
    groups, alone = data.draw(st.sampled_from([1, 2, 4])), data.draw(st.booleans())
    padding = data.draw(st.sampled_from([0, ((2, 1), (0, 3)), ((0, 4), (5, 2))]))
    size = data.draw(st.tuples(st.integers(7, 19), st.integers(7, 9)))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = rng.integers(-9, 9, (2, 4, *size)).astype(float)
    if alone:
        groups, dilation = 4, (1, dilation[1])
    weight = rng.integers(-9, 9, (4 if alone else 8, 4 // groups, *kernel)).astype(float)
    numbers = (stride, padding, dilation)
    geometry = resolve_geometry(size, kernel, *numbers)
    expected = cnnlab.conv2d(x, weight, None, *numbers, groups, method="im2col")
    with pytest.MonkeyPatch.context() as patch:
        tune(patch, budget)
        # Whole numbers: every sum is exact, whatever its order.
        grad = rng.integers(-9, 9, expected.shape).astype(float)
        _, expected_weight, _ = cnnlab.conv2d_backward(
            grad, x, weight, *numbers, groups, method="im2col"
        )
        if not alone:
            assert np.array_equal(bands.forward(x, weight, geometry, groups), expected)
            grad_weight = bands.weight_gradient(grad, x, geometry, groups)
            assert np.array_equal(grad_weight, expected_weight)
            return
        y = depthwise.forward(x, weight, geometry)
        assert np.array_equal(y, expected)
        assert y.flags.c_contiguous
        assert np.array_equal(depthwise.weight_gradient(grad, x, geometry), expected_weight)


def test_rows_of_64_numbers_are_spaced_and_right():
    rng = np.random.default_rng(14)
    x, weight = rng.integers(-9, 9, (2, 3, 9, 66)) / 1, rng.integers(-9, 9, (4, 3, 3, 3)) / 1
    alone = rng.integers(-9, 9, (3, 1, 3, 3)) / 1
    geometry, grad = resolve_geometry((9, 66), 3), rng.integers(-9, 9, (2, 4, 7, 64)) / 1
    expected = cnnlab.conv2d(x, weight, method="im2col")
    assert np.array_equal(bands.forward(x, weight, geometry, 1), expected)
    expected = cnnlab.conv2d(x, alone, groups=3, method="im2col")
    assert np.array_equal(depthwise.forward(x, alone, geometry), expected)
    expected = cnnlab.conv2d_backward(grad, x, weight, method="im2col")[0]
    assert np.array_equal(rows.input_gradient(grad, weight, geometry, 1), expected)


# --- Winograd -------------------------------------------------------------------------------------


@pytest.mark.slow
@given(
    n=st.integers(1, 3),
    c_in=st.integers(1, 4),
    c_out=st.integers(1, 4),
    size=st.tuples(st.integers(3, 14), st.integers(3, 14)),
    padding=st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2),
    budget=st.sampled_from([1, 1000, 2**21]),
    block=st.sampled_from([2, 3, 64]),
)
@examples(100)
def test_winograd_agrees_with_pytorch(n, c_in, c_out, size, padding, budget, block):
    rng = np.random.default_rng(8)
    x, weight = rng.standard_normal((n, c_in, *size)), rng.standard_normal((c_out, c_in, 3, 3))
    geometry = resolve_geometry(size, 3, 1, padding)
    tensors = [torch.tensor(a, requires_grad=True) for a in (x, weight)]
    padded = torch.nn.functional.pad(tensors[0], (*padding[1], *padding[0]))
    y = torch.nn.functional.conv2d(padded, tensors[1])
    grad = rng.standard_normal(y.shape)
    y.backward(torch.tensor(grad))
    with pytest.MonkeyPatch.context() as patch:
        tune(patch, budget, block)
        ours = winograd.forward(x, weight, geometry)
        np.testing.assert_allclose(ours, y.detach(), rtol=1e-12, atol=1e-12)
        ours = winograd.weight_gradient(grad, x, geometry)
        np.testing.assert_allclose(ours, tensors[1].grad, rtol=1e-12, atol=1e-12)


def test_winograds_transforms_in_one_dimension_by_hand():
    """Three taps over six numbers, four results: the identity that the method stands on."""
    at, g, bt = winograd.transforms(np.dtype(np.float64))
    outputs = at @ ((g @ [1, 2, 3]) * (bt @ np.arange(1, 7)))
    expected = [14, 20, 26, 32]  # 1·1 + 2·2 + 3·3, ...
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("channels", [48, 256])
def test_accuracy_in_float32_is_as_stated(channels):
    rng = np.random.default_rng(9)
    x = rng.standard_normal((2, channels, 28, 28), np.float32)
    weight = rng.standard_normal((48, channels, 3, 3), np.float32)
    exact = cnnlab.conv2d(x.astype(float), weight.astype(float), padding=1, method="im2col")
    deviation = np.sqrt(9 * channels)  # the standard deviation of a result
    error = abs(cnnlab.conv2d(x, weight, padding=1) - exact).max() / deviation
    direct = abs(cnnlab.conv2d(x, weight, padding=1, method="im2col") - exact).max() / deviation
    assert error < 2e-5
    assert error < 10 * direct
    double = cnnlab.conv2d(x.astype(float), weight.astype(float), padding=1)
    assert abs(double - exact).max() / deviation < 1e-13


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 2, 120, 90), (3, 1, 1, 20_000), (0, 2, 3, 3)])
def test_channel_sums(shape):
    images = np.random.default_rng(15).integers(-9, 9, shape).astype(np.float32)
    assert np.array_equal(fast.channel_sums(images), images.sum(axis=(0, 2, 3)))
    turned = images.swapaxes(2, 3)  # not in the order of memory
    assert np.array_equal(fast.channel_sums(turned), images.sum(axis=(0, 2, 3)))


# --- what must not happen -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 60, reason="longdouble is float64 here")
@pytest.mark.parametrize("way", LAYERS)
def test_more_than_double_precision_is_kept(way):
    images, kernels, options = LAYERS[way]
    step = np.longdouble(2) ** -54  # lost in float64
    x = np.full(images, 1 + step)
    y = cnnlab.conv2d(x, np.ones(kernels, np.longdouble), **options)
    taps = np.prod(kernels[1:])
    assert y.dtype == np.longdouble
    assert y[0, 0, 2, 2] == taps * (1 + step) != taps
    _, grad_weight, _ = cnnlab.conv2d_backward(np.ones_like(y), x, np.ones(kernels), **options)
    middle = grad_weight[0, 0, kernels[2] // 2, kernels[3] // 2]
    assert (
        abs(middle / (len(y) * y[0, 0].size) - 1 - step) < 0.8 * step
    )  # float64 would be off by step


@pytest.fixture(scope="module")
def large():
    x, weight, _ = layer_of("winograd", np.float64)
    return x, weight


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308])
@pytest.mark.parametrize("where", ["x", "weight", "grad"])
def test_non_finite_numbers_reach_only_their_windows(large, value, where):
    x, weight = (array.copy() for array in large)
    weight = weight[:48]
    y = cnnlab.conv2d(x, weight, padding=1)
    grad = np.random.default_rng(12).standard_normal(y.shape)
    {"x": x, "weight": weight, "grad": grad}[where][1, 2, 1, 1] = value
    ours = [cnnlab.conv2d(x, weight, padding=1)]
    ours += cnnlab.conv2d_backward(grad, x, weight, padding=1)
    theirs = [cnnlab.conv2d(x, weight, padding=1, method="im2col")]
    theirs += cnnlab.conv2d_backward(grad, x, weight, padding=1, method="im2col")
    for a, b in zip(ours, theirs, strict=True):
        scale = abs(b[np.isfinite(b)]).max()
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12 * scale)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["x", "weight", "grad"])
def test_non_finite_numbers_reach_only_their_windows_depthwise(value, where):
    rng = np.random.default_rng(13)
    x, weight = rng.standard_normal((2, 3, 20, 9)), rng.standard_normal((3, 1, 3, 3))
    grad = rng.standard_normal((2, 3, 20, 9))
    {"x": x, "weight": weight, "grad": grad}[where][1, 0, 1, 1] = value
    options = {"padding": 1, "groups": 3}
    ours = [cnnlab.conv2d(x, weight, **options)]
    ours += cnnlab.conv2d_backward(grad, x, weight, **options)
    theirs = [cnnlab.conv2d(x, weight, **options, method="im2col")]
    theirs += cnnlab.conv2d_backward(grad, x, weight, **options, method="im2col")
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("shape", "weight", "options"),
    [
        ((1, 64, 200, 200), (64, 64, 3, 3), {"padding": 1}),  # Winograd's
        ((1, 64, 200, 200), (64, 64, 5, 5), {"padding": 2}),  # row products
        ((2, 3, 300, 300), (32, 3, 3, 3), {"padding": 1}),  # few channels
        ((2, 64, 151, 151), (64, 1, 3, 3), {"padding": 1, "groups": 64}),  # depthwise, odd bands
        ((1, 256, 120, 120), (512, 256, 1, 1), {"stride": 2}),
        ((1, 64, 256, 256), (64, 64, 3, 3), {"padding": 64, "dilation": 64}),
        ((1, 1, 1, 1), (1, 1, 2, 2), {"padding": "full", "dilation": 3000}),
    ],
)
def test_auto_needs_at_most_twice_the_memory_of_input_and_output(shape, weight, options):
    x, weight = np.zeros(shape, np.float32), np.zeros(weight, np.float32)
    y = cnnlab.conv2d(x, weight, **options)
    peak = peak_bytes(lambda: cnnlab.conv2d(x, weight, **options))
    assert x.nbytes + peak <= 2 * (x.nbytes + y.nbytes)


def test_winograd_never_holds_all_transformed_kernels():
    """With many channels they would be many times the images: here 18 of 3 MB."""
    x, weight = np.zeros((1, 192, 28, 28), np.float32), np.zeros((384, 192, 3, 3), np.float32)
    assert peak_bytes(lambda: cnnlab.conv2d(x, weight, padding=1)) < 36 * weight.nbytes / 9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dtype", "exact", "size"),
    [
        *((np.float32, np.float64, size) for size in (1e9, -1e9, 1e4)),
        (np.float64, np.longdouble, 1e9),  # which no fast product multiplies
    ],
)
@pytest.mark.parametrize("where", ["x", "grad"])
def test_an_outlier_shows_only_where_a_window_holds_it(dtype, exact, size, where):
    """Winograd's errors, relative to the largest number in a tile, would show in its others."""
    x, weight, _ = layer_of("winograd", dtype)
    grad = np.random.default_rng(16).standard_normal((2, 70, 31, 33)).astype(dtype)
    {"x": x, "grad": grad}[where][0, 0, 0, 0] = size
    ours = passes_of(grad, x, weight)
    theirs = passes_of(*(array.astype(exact) for array in (grad, x, weight)), method="im2col")
    scale = [
        np.abs(right).mean() for right in passes_of(np.clip(grad, -9, 9), np.clip(x, -9, 9), weight)
    ]
    for result, right, usual in zip(ours, theirs, scale, strict=True):
        error = np.abs(result - right)
        assert (error <= 1e2 * np.finfo(dtype).eps * (usual + np.abs(right))).mean() > 0.99
        untouched = np.abs(right) < 20 * usual
        assert error[untouched].max() < 1e4 * np.finfo(dtype).eps * usual


def passes_of(grad, x, weight, method="auto"):
    return [
        cnnlab.conv2d(x, weight, padding=1, method=method),
        *cnnlab.conv2d_backward(grad, x, weight, padding=1, method=method)[:2],
    ]


def test_a_large_weight_leaves_no_error_where_its_pixels_are_zero():
    x, weight = np.zeros((8, 64, 28, 28), np.float32), np.ones((64, 64, 3, 3), np.float32)
    x[:, :, ::2] = 1  # under the middle row of the kernels there are only zeros, in every other row
    weight[:, :, 1] = 1e6
    y = cnnlab.conv2d(x, weight, padding=1)
    assert (y[:, :, 1:-1:2, 1:-1] == 2 * 3 * 64).all()
    grad_x = cnnlab.conv2d_backward(x, x, weight, padding=1)[0]
    assert (grad_x[:, :, 1:-1:2, 1:-1] == 2 * 3 * 64).all()


def test_ordinary_numbers_are_no_outliers():
    rng = np.random.default_rng(17)
    normal = rng.standard_normal((4, 48, 14, 14))
    sparse = np.where(rng.random(normal.shape) < 0.01, normal, 0)
    one_pixel = np.zeros_like(normal)
    one_pixel[:, :, 3, 3] = 5
    scales = normal * np.array([1e-9, 1, 1e9, 0])[:, None, None, None]  # images do not mix
    for images in (normal, np.maximum(normal, 0), sparse, one_pixel, scales, normal[:0]):
        assert not fast._has_outlier(images)
