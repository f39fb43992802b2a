"""The fast methods one by one: exact algebra, every way through them, and when they are chosen."""

import numpy as np
import pytest
import torch
from fast_layers import peak_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlab
from cnnlab.methods import fast
from cnnlab.methods.fast import bands, depthwise, rows, winograd
from cnnlab.methods.fast import scratch as pieces
from cnnlab.shapes import resolve_geometry

# --- pieces ---------------------------------------------------------------------------------------


@given(
    images=st.integers(0, 7),
    rows=st.integers(1, 9),
    row_size=st.integers(0, 20),
    budget=st.integers(1, 300),
)
@settings(deadline=None)
def test_pieces_cover_everything_once_within_the_budget(images, rows, row_size, budget):
    seen = np.zeros((images, rows), int)
    for some, band in pieces.pieces(images, rows, row_size, budget):
        seen[some, band] += 1
        count = seen[some, band].size
        assert count > 0
        assert count * row_size <= budget or count == 1
    assert (seen == 1).all()


def test_pieces_are_as_few_as_the_budget_allows():
    assert len(pieces.pieces(10, 4, 5, 4 * 5 * 10)) == 1
    assert len(pieces.pieces(10, 4, 5, 4 * 5 * 5)) == 2
    bands = [band.stop - band.start for _, band in pieces.pieces(1, 10, 1, 4)]
    assert bands == [3, 3, 2, 2]  # four, not three: two threads share them
    bands = [band.stop - band.start for _, band in pieces.pieces(1, 9, 1, 8)]
    assert bands == [5, 4]  # even, not 8 and 1


@given(
    top=st.integers(-3, 6),
    left=st.integers(-3, 6),
    height=st.integers(1, 9),
    width=st.integers(1, 9),
)
@settings(deadline=None)
def test_cut_is_a_window_on_an_endless_field_of_zeros(top, left, height, width):
    x = np.random.default_rng(0).random((3, 2, 4, 5))
    field = np.pad(x, ((0, 0), (0, 0), (10, 20), (10, 20)))
    expected = field[1:3, :, 10 + top : 10 + top + height, 10 + left : 10 + left + width]
    with pieces.scratch(x.dtype, 1) as (a,):
        a(500).fill(np.nan)  # what was there before must not matter
        assert np.array_equal(pieces.cut(x, slice(1, 3), top, left, height, width, a), expected)


def test_cut_copies_only_where_it_must():
    x = np.ones((2, 1, 4, 4))
    with pieces.scratch(x.dtype, 1) as (a,):
        assert np.shares_memory(pieces.cut(x, slice(0, 2), 1, 1, 3, 3, a), x)
        assert not np.shares_memory(pieces.cut(x, slice(0, 2), 1, 1, 4, 3, a), x)


# --- the direct method ----------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("budget", [1, 300, 2**20])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_rows_agrees_with_the_definition_in_pieces_of_any_size(together, budget, data):
    """Patch the choices, so that small arrays take every way through."""
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel, stride, dilation = data.draw(pairs), data.draw(pairs), data.draw(pairs)
    groups = data.draw(st.integers(1, 2))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = rng.integers(-9, 9, (2, 4, 8, 9)).astype(float)
    weight = rng.integers(-9, 9, (6, 4 // groups, *kernel)).astype(float)
    numbers = (stride, ((2, 1), (0, 3)), dilation)
    geometry = resolve_geometry((8, 9), kernel, *numbers)
    expected = cnnlab.conv2d(x, weight, None, *numbers, groups, method="loop")
    grad = rng.integers(-9, 9, expected.shape).astype(float)
    expected_x, expected_weight, _ = cnnlab.conv2d_backward(
        grad, x, weight, *numbers, groups, method="loop"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_together", lambda *_: together)
        patch.setattr(rows, "BUDGET", budget)
        # Whole numbers: every sum is exact, whatever its order.
        assert np.array_equal(rows.forward(x, weight, geometry, groups), expected)
        assert np.array_equal(rows.weight_gradient(grad, x, geometry, groups), expected_weight)
        assert np.array_equal(rows.input_gradient(grad, weight, geometry, groups), expected_x)


@pytest.mark.parametrize("budget", [1, 300, 2**20])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_bands_and_depthwise_agree_with_the_definition_in_pieces_of_any_size(budget, data):
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel, stride, dilation = data.draw(pairs), data.draw(pairs), data.draw(pairs)
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
        patch.setattr(bands, "BUDGET", budget)
        patch.setattr(depthwise, "BUDGET", budget)
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


def test_when_kernel_rows_go_together():
    assert not rows._together(1, 64, resolve_geometry((50, 50), 3), 1)
    assert rows._together(1, 512, resolve_geometry((7, 7), 3), 1)  # few pixels, many weights
    assert not rows._together(100, 512, resolve_geometry((7, 7), 3), 1)
    assert not rows._together(1, 512, resolve_geometry((9, 9), 3), 64)  # small products


# --- Winograd -------------------------------------------------------------------------------------


@given(
    n=st.integers(1, 3),
    c_in=st.integers(1, 4),
    c_out=st.integers(1, 4),
    size=st.tuples(st.integers(3, 14), st.integers(3, 14)),
    padding=st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2),
    budget=st.sampled_from([1, 1000, 2**21]),
    block=st.sampled_from([2, 3, 64]),
)
@settings(max_examples=100, deadline=None)
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
        patch.setattr(winograd, "BUDGET", budget)
        patch.setattr(winograd, "FEWEST_TILES", 1)
        patch.setattr(winograd, "BLOCK", block)
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
    geometry = resolve_geometry((28, 28), 3, 1, 1)
    exact = cnnlab.conv2d(x.astype(float), weight.astype(float), padding=1, method="im2col")
    spread = np.sqrt(9 * channels)  # the standard deviation of a result
    error = abs(winograd.forward(x, weight, geometry) - exact).max() / spread
    direct = abs(rows.forward(x, weight, geometry, 1) - exact).max() / spread
    assert error < 2e-5
    assert error < 10 * direct
    twice = winograd.forward(x.astype(float), weight.astype(float), geometry)
    assert abs(twice - exact).max() / spread < 1e-13


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 2, 120, 90), (3, 1, 1, 20_000), (0, 2, 3, 3)])
def test_channel_sums(shape):
    images = np.random.default_rng(15).integers(-9, 9, shape).astype(np.float32)
    assert np.array_equal(fast.channel_sums(images), images.sum(axis=(0, 2, 3)))
    turned = images.swapaxes(2, 3)  # not in the order of memory
    assert np.array_equal(fast.channel_sums(turned), images.sum(axis=(0, 2, 3)))


# --- the choice -----------------------------------------------------------------------------------


def chosen(n=1, c_in=64, c_out=64, size=56, kernel=3, stride=1, dilation=1, groups=1):
    return fast.choose(
        n, c_in, c_out, resolve_geometry((size, size), kernel, stride, 1, dilation), groups
    )


def test_winograd_is_chosen_where_it_applies_and_pays():
    assert chosen() == "winograd"
    assert chosen(n=4, size=14) == "winograd"
    assert chosen(kernel=5) == "rows"
    assert chosen(kernel=(3, 1)) == "rows"
    assert chosen(stride=2) == "rows"
    assert chosen(stride=(1, 2)) == "rows"
    assert chosen(dilation=2) == "rows"
    assert chosen(groups=2) == "rows"
    assert chosen(c_in=47) == "rows"
    assert chosen(c_out=47) == "rows"
    assert chosen(c_in=48, c_out=48) == "winograd"
    assert chosen(size=14) == "rows"  # 16 tiles
    assert chosen(n=3, size=16) == "winograd"  # 48 tiles
    assert chosen(n=2, size=16) == "rows"


def test_few_channels_have_their_own_ways():
    assert chosen(c_in=3) == "bands"
    assert chosen(c_in=10) == "bands"
    assert chosen(c_in=11) == "rows"  # 11 channels × 3 taps are 33 rows
    assert chosen(c_in=31, kernel=(3, 1)) == "bands"
    assert chosen(c_in=32, kernel=(3, 1)) == "rows"
    assert chosen(groups=32) == "bands"  # two channels in, two out
    assert chosen(groups=64) == "depthwise"
    assert chosen(c_in=1, c_out=1, stride=2) == "depthwise"
    assert chosen(groups=64, dilation=(2, 1)) == "rows"
    assert chosen(groups=64, dilation=(1, 2)) == "depthwise"
    assert chosen(c_in=32, groups=32) == "bands"  # one channel in, two out


def test_more_than_double_precision_is_kept(monkeypatch):
    calls = []
    kept = winograd.forward
    monkeypatch.setattr(winograd, "forward", lambda *args: calls.append(1) or kept(*args))
    for dtype, count in ((np.longdouble, 0), (np.float64, 1), (np.float32, 2)):
        cnnlab.conv2d(np.ones((3, 48, 15, 15), dtype), np.ones((48, 48, 3, 3), dtype), padding=1)
        assert len(calls) == count


@pytest.fixture(scope="module")
def large():
    rng = np.random.default_rng(10)
    return rng.standard_normal((3, 48, 15, 17)), rng.standard_normal((70, 48, 3, 3))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_a_shape_that_takes_winograd_agrees_with_im2col(large, mode):
    x, weight = large
    options = {"padding": ((1, 2), (3, 1)), "padding_mode": mode}
    geometry = resolve_geometry((15, 17), 3, 1, options["padding"])
    assert fast.choose(3, 48, 70, geometry, 1) == "winograd"
    y = cnnlab.conv2d(x, weight, **options)
    np.testing.assert_allclose(
        y, cnnlab.conv2d(x, weight, **options, method="im2col"), rtol=0, atol=1e-10
    )
    grad = np.random.default_rng(11).standard_normal(y.shape)
    for kernels, channels in ((weight, x), (weight[:48], x)):  # fewer channels out, then equal
        part = grad[:, : len(kernels)]
        ours = cnnlab.conv2d_backward(part, channels, kernels, **options)
        theirs = cnnlab.conv2d_backward(part, channels, kernels, **options, method="im2col")
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-10)


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
    geometry = resolve_geometry((28, 28), 3, 1, 1)
    assert peak_bytes(lambda: winograd.forward(x, weight, geometry)) < 36 * weight.nbytes / 9
