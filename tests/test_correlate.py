"""One image and one kernel: against SciPy's boundary modes, and the algebra of convolution."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import cnnlab
from cnnlab.kernels import gaussian

# SciPy's name for each of our padding modes.
NDIMAGE = {"zeros": "constant", "reflect": "mirror", "replicate": "nearest", "circular": "wrap"}


def images(least=1, most=9, bound=50):
    return hnp.arrays(
        np.int64,
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=least, max_side=most),
        elements=st.integers(-bound, bound),
    )


@given(image=images(5), kernel=images(1, 5))
@examples()
def test_valid_and_full_agree_with_scipy_exactly(image, kernel):
    for padding in ("valid", "full"):
        ours = cnnlab.convolve2d(image, kernel, padding=padding)
        assert (ours == scipy.signal.convolve2d(image, kernel, padding)).all()
        ours = cnnlab.correlate2d(image, kernel, padding=padding)
        assert (ours == scipy.signal.correlate2d(image, kernel, padding)).all()


@pytest.mark.parametrize("mode", NDIMAGE)
@given(image=images(3), half=st.tuples(st.integers(0, 2), st.integers(0, 2)), data=st.data())
@examples()
def test_same_agrees_with_scipy_at_every_border(mode, image, half, data):
    shape = tuple(2 * h + 1 for h in half)  # an odd kernel has one centre for everybody
    kernel = data.draw(hnp.arrays(np.int64, shape, elements=st.integers(-50, 50)))
    options = {"mode": NDIMAGE[mode], "output": np.int64}
    if mode == "circular":
        options["mode"] = "grid-wrap"
    ours = cnnlab.correlate2d(image, kernel, padding="same", padding_mode=mode)
    assert (ours == scipy.ndimage.correlate(image, kernel, **options)).all()
    ours = cnnlab.convolve2d(image, kernel, padding="same", padding_mode=mode)
    assert (ours == scipy.ndimage.convolve(image, kernel, **options)).all()


@given(image=images(3), kernel=images(1, 3))
@examples()
def test_signals_boundaries(image, kernel):
    for mode, boundary in (("zeros", "fill"), ("circular", "wrap")):
        theirs = scipy.signal.correlate2d(image, kernel, "full", boundary)
        ours = cnnlab.correlate2d(image, kernel, padding="full", padding_mode=mode)
        assert (ours == theirs).all()


@given(image=images(), kernel=images())
@examples()
def test_convolution_commutes_and_correlation_mirrors(image, kernel):
    full = cnnlab.convolve2d(image, kernel, padding="full")
    assert (full == cnnlab.convolve2d(kernel, image, padding="full")).all()
    swapped = cnnlab.correlate2d(kernel, image, padding="full")
    assert (cnnlab.correlate2d(image, kernel, padding="full") == swapped[::-1, ::-1]).all()


@given(image=images(), first=images(1, 4), second=images(1, 4))
@examples()
def test_convolution_is_associative_and_linear(image, first, second):
    def convolve(a, b):
        return cnnlab.convolve2d(a, b, padding="full")

    left = convolve(convolve(image, first), second)
    assert (left == convolve(image, convolve(first, second))).all()
    assert (convolve(image, 3 * first) == 3 * convolve(image, first)).all()


def test_the_flip_is_180_degrees_not_90():
    image, kernel = np.arange(25).reshape(5, 5), np.arange(9).reshape(3, 3)
    ours = cnnlab.convolve2d(image, kernel)
    assert (ours == cnnlab.correlate2d(image, np.rot90(kernel, 2))).all()
    assert (ours != cnnlab.correlate2d(image, np.rot90(kernel, 1))).any()


def test_worked_by_hand():
    image, kernel = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 2]]
    assert cnnlab.correlate2d(image, kernel).tolist() == [[11, 14], [20, 23]]
    assert cnnlab.convolve2d(image, kernel).tolist() == [[7, 10], [16, 19]]
    assert cnnlab.correlate2d(image, kernel, stride=(2, 1)).tolist() == [[11, 14]]
    assert cnnlab.correlate2d(image, kernel, dilation=2).tolist() == [[19]]
    # "same" adds its one row and column at the end for a 2×2 kernel.
    assert cnnlab.correlate2d(image, kernel, padding="same").tolist() == [
        [11, 14, 3],
        [20, 23, 6],
        [7, 8, 9],
    ]
    assert cnnlab.correlate2d(image, kernel, padding=((0, 0), (1, 0))).tolist() == [
        [8, 11, 14],
        [14, 20, 23],
    ]


@given(
    image=images(6, 9),
    kernel=images(1, 3),
    stride=st.integers(1, 3),
    dilation=st.integers(1, 2),
)
@examples()
def test_stride_keeps_every_sth_and_dilation_spreads_the_kernel(image, kernel, stride, dilation):
    spread = np.zeros([dilation * (k - 1) + 1 for k in kernel.shape], np.int64)
    spread[::dilation, ::dilation] = kernel
    every = scipy.signal.correlate2d(image, spread, "valid")
    ours = cnnlab.correlate2d(image, kernel, stride, dilation=dilation)
    assert (ours == every[::stride, ::stride]).all()
    ours = cnnlab.convolve2d(image, kernel, stride, dilation=dilation)
    assert (ours == scipy.signal.convolve2d(image, spread, "valid")[::stride, ::stride]).all()


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "uint16", "int32", "uint64"])
def test_integers_never_wrap(dtype):
    image = np.full((4, 4), np.iinfo(dtype).max if dtype not in ("bool", "uint64") else 1, dtype)
    total = cnnlab.correlate2d(image, np.ones((4, 4), dtype))
    assert total.item() == 16 * int(image[0, 0])
    assert total.dtype == (np.float64 if dtype == "uint64" else np.int64)


def test_the_smallest_integer_is_no_trap():
    smallest = np.iinfo(np.int64).min
    with pytest.raises(ValueError, match="image and kernel: sums of up to 18446744073709551616"):
        cnnlab.correlate2d([[smallest, 0]], [[1, 1]])
    largest = np.iinfo(np.int64).max
    assert cnnlab.correlate2d([[largest]], [[1]]).item() == largest
    assert cnnlab.correlate2d([[largest, 0]], [[0, -1]]).item() == 0


def test_an_image_without_pixels_is_all_border():
    for dtype in (int, float):
        y = cnnlab.correlate2d(np.zeros((0, 2), dtype), np.ones((1, 1), dtype), padding=1)
        assert y.tolist() == [[0] * 4] * 2


def test_floats_keep_their_dtype():
    for dtype in ("float16", "float32", "float64", "longdouble"):
        image = np.arange(9, dtype=dtype).reshape(3, 3)
        assert cnnlab.correlate2d(image, np.ones((2, 2), dtype)).dtype == dtype
        assert cnnlab.correlate2d(image, np.ones((2, 2), np.int8)).dtype == dtype
    long_row = np.ones((1, 4097), np.float16)
    assert cnnlab.correlate2d(long_row, long_row).item() == 4096  # added up in float32


def test_infinity_and_nan_reach_only_their_windows():
    image = np.zeros((7, 7))
    image[3, 3] = np.inf
    y = cnnlab.correlate2d(image, [[1, 0, -1]] * 3, padding="same")
    assert np.isinf(y[2:5, [2, 4]]).all()
    assert np.isnan(y[2:5, 3]).all()  # zero times infinity
    assert (y == 0).sum() == 49 - 9


def test_inputs_stay():
    image, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    image.flags.writeable = kernel.flags.writeable = False
    for function in (cnnlab.correlate2d, cnnlab.convolve2d):
        y = function(image, kernel, padding=1)
        assert y.flags.writeable
    assert image.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


# --- separable kernels --------------------------------------------------------------------------


@given(
    column=hnp.arrays(np.float64, st.integers(1, 6), elements=st.floats(-10, 10, width=32)),
    row=hnp.arrays(np.float64, st.integers(1, 6), elements=st.floats(-10, 10, width=32)),
)
@examples()
def test_an_outer_product_separates(column, row):
    kernel = np.outer(column, row)
    assert cnnlab.is_separable(kernel)
    parts = cnnlab.separate(kernel)
    np.testing.assert_allclose(np.outer(*parts), kernel, rtol=0, atol=1e-14 * abs(kernel).max())


@given(images(2, 5, bound=9))
@examples()
def test_separable_means_rank_one(kernel):
    assert cnnlab.is_separable(kernel) == (np.linalg.matrix_rank(kernel) <= 1)


def test_separable_means_up_to_eight_roundings():
    eps = np.finfo(float).eps
    assert cnnlab.is_separable([[1, 1], [1, 1 + 8 * eps]])
    assert not cnnlab.is_separable([[1, 1], [1, 1 + 9 * eps]])


def test_separate_by_hand():
    column, row = cnnlab.separate([[2, 4], [3, 6]])
    assert column.tolist() == [4, 6]
    assert row.tolist() == [0.5, 1]
    zero = cnnlab.separate(np.zeros((2, 3)))
    assert [part.tolist() for part in zero] == [[0, 0], [0, 0, 0]]
    assert not cnnlab.is_separable([[1, np.nan], [1, 1]])
    with pytest.raises(
        ValueError, match=r"kernel of shape \(2, 2\).*largest entry 4 is off by 0.5"
    ):
        cnnlab.separate([[1, 2], [3, 4]])
    assert cnnlab.separate(np.ones((2, 2), np.float32))[0].dtype == np.float32


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@given(
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
)
@examples()
def test_a_large_separable_kernel_gives_what_its_sum_gives(dtype, stride, dilation):
    rng = np.random.default_rng(1)
    image, column, row = rng.random((20, 21)), rng.random(6), rng.random(5)
    image, kernel = image.astype(dtype), np.outer(column, row).astype(dtype)
    options = {"stride": stride, "padding": ((3, 1), (0, 2)), "dilation": dilation}
    ours = cnnlab.correlate2d(image, kernel, **options, padding_mode="reflect")
    windows = cnnlab.window_view(
        cnnlab.pad(image, options["padding"], "reflect"), (6, 5), stride, dilation
    )
    expected = np.einsum("ijab,ab->ij", windows.astype(float), kernel.astype(float))
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, expected, rtol=8 * np.finfo(dtype).eps)


def test_large_separable_kernels_take_two_passes(monkeypatch):
    shapes = []
    kept = cnnlab.correlate.tap_view
    monkeypatch.setattr(
        cnnlab.correlate, "tap_view", lambda *args: shapes.append(args[1].kernel) or kept(*args)
    )
    cnnlab.correlate2d(np.ones((9, 9)), np.ones((4, 4)))
    assert shapes == [(4, 1)] * 4 + [(1, 4)] * 4
    shapes.clear()
    cnnlab.correlate2d(np.ones((9, 9)), np.ones((5, 6)))
    assert shapes == [(5, 1)] * 5 + [(1, 6)] * 6
    for kernel in (np.ones((4, 3)), np.eye(4), np.ones((4, 4), int)):
        shapes.clear()
        cnnlab.correlate2d(np.ones((9, 9), kernel.dtype), kernel)
        assert shapes == [kernel.shape] * kernel.size


def test_an_infinite_tap_is_no_reason_to_separate():
    kernel = np.ones((5, 5))
    kernel[2, 2] = np.inf
    assert not cnnlab.is_separable(kernel)
    assert np.isinf(cnnlab.correlate2d(np.ones((5, 5)), kernel)).all()
    image = np.zeros((9, 9))
    image[4, 4] = np.inf
    y = cnnlab.correlate2d(image, np.ones((5, 5)))
    assert np.isinf(y).all()
    image[4, 4], image[0, 0] = 1, np.nan
    assert np.isnan(cnnlab.correlate2d(image, np.ones((5, 5)))).sum() == 1


def test_two_passes_give_what_one_gives():
    rng = np.random.default_rng(0)
    image, column, row = rng.random((12, 13)), rng.random(5), rng.random(4)
    kernel = np.outer(column, row)
    once = scipy.signal.correlate2d(image, kernel, "valid")
    parts = cnnlab.separate(kernel)
    twice = cnnlab.correlate2d(cnnlab.correlate2d(image, parts[0][:, None]), parts[1][None])
    np.testing.assert_allclose(twice, once, rtol=1e-13)


@given(image=images(5), kernel=images(1, 5))
@examples()
def test_same_puts_the_odd_pixel_where_scipys_correlate2d_does(image, kernel):
    theirs = scipy.signal.correlate2d(image, kernel, "same")
    assert (cnnlab.correlate2d(image, kernel, padding="same") == theirs).all()


@given(image=images(5), kernel=images(1, 5))
@examples()
def test_same_convolves_as_scipys_ndimage_does(image, kernel):
    theirs = scipy.ndimage.convolve(image, kernel, mode="constant")
    assert (cnnlab.convolve2d(image, kernel, padding="same") == theirs).all()


@pytest.mark.parametrize(("size", "small"), [(4, 1e-16), (7, 1e-12)])
def test_a_kernel_that_is_not_quite_separable_keeps_its_smallest_numbers(size, small):
    """`separate` rounds relative to the largest number, but a large pixel may be under another."""
    kernel, image = np.zeros((size, size)), np.zeros((size, size))
    kernel[0, 0], kernel[1, 1], image[1, 1] = 1, small, 1e20
    assert cnnlab.correlate2d(image, kernel).item() == kernel[1, 1] * 1e20
    blur = np.outer(np.hanning(9), np.hanning(9))
    blur[2, 3] *= 1 + 1e-9
    image = np.zeros((9, 9))
    image[2, 3] = 1
    assert cnnlab.correlate2d(image, blur).item() == blur[2, 3]


def test_two_passes_do_not_overflow_where_one_does_not():
    kernel = np.outer([1e10] * 4, [1, 1e-15, 1e-15, 1e-15]).astype(np.float32)
    image = np.zeros((4, 4), np.float32)
    image[0, 3] = 1e30
    assert cnnlab.correlate2d(image, kernel) == np.float32(1e25)


def test_no_kernel_is_not_called_inseparable():
    with pytest.raises(ValueError, match="kernel must hold at least one tap"):
        cnnlab.correlate.is_separable(np.zeros((0, 3)))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_kernel_rounded_to_any_dtype_separates_in_that_dtype(dtype):
    kernel = gaussian(1.0).astype(dtype)
    assert cnnlab.is_separable(kernel)
    column, row = cnnlab.separate(kernel)
    assert (column.dtype, row.dtype) == (dtype, dtype)
    product = np.outer(column.astype(float), row.astype(float))
    np.testing.assert_allclose(product, kernel, rtol=0, atol=8 * np.finfo(dtype).eps * kernel.max())
    kernel[2, 2] *= 0.5
    assert not cnnlab.is_separable(kernel)


@pytest.mark.parametrize("operation", [cnnlab.correlate2d, cnnlab.convolve2d])
def test_a_name_is_no_kernel_but_there_are_kernels_by_name(operation):
    with pytest.raises(TypeError, match=r"^kernel must .* the text 'sobel_x'\. .*KERNELS"):
        operation(np.zeros((5, 5)), "sobel_x")
