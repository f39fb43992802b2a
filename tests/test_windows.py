"""Windows by index and against PyTorch's unfold, and col2im as the adjoint of im2col."""

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

import cnnlab
from cnnlab.padding import PADDING_MODES
from cnnlab.shapes import resolve_geometry
from cnnlab.windows import inside

sides = st.tuples(st.integers(0, 3), st.integers(0, 3))
numbers = {
    "kernel_size": st.tuples(st.integers(1, 3), st.integers(1, 3)),
    "stride": st.tuples(st.integers(1, 3), st.integers(1, 3)),
    "dilation": st.tuples(st.integers(1, 2), st.integers(1, 2)),
}


@given(**numbers)
@examples()
def test_window_view_element_by_element(kernel_size, stride, dilation):
    x = np.arange(2 * 7 * 8).reshape(2, 7, 8)
    windows = cnnlab.window_view(x, kernel_size, stride, dilation)
    assert windows.shape[1:3] == cnnlab.output_shape((7, 8), kernel_size, stride, 0, dilation)
    assert windows.shape[3:] == kernel_size
    assert np.shares_memory(windows, x)
    assert not windows.flags.writeable
    for n, i, j, a, b in np.ndindex(*windows.shape):
        expected = x[n, i * stride[0] + a * dilation[0], j * stride[1] + b * dilation[1]]
        assert windows[n, i, j, a, b] == expected


@given(**numbers, padding=st.tuples(sides, sides), mode=st.sampled_from(PADDING_MODES))
@examples(60)
def test_im2col_agrees_with_pytorchs_unfold(kernel_size, stride, dilation, padding, mode):
    x = np.random.default_rng(3).standard_normal((2, 3, 6, 7))
    padded = torch.tensor(cnnlab.pad(x, padding, mode))
    theirs = torch.nn.functional.unfold(padded, kernel_size, dilation, 0, stride)
    ours = cnnlab.im2col(x, kernel_size, stride, padding, dilation, mode)
    assert np.array_equal(ours, theirs.swapaxes(1, 2))
    assert ours.flags.writeable
    assert not np.shares_memory(ours, x)


@given(**numbers, padding=st.tuples(sides, sides), mode=st.sampled_from(PADDING_MODES))
@examples(60)
def test_col2im_is_the_adjoint_of_im2col(kernel_size, stride, dilation, padding, mode):
    rng = np.random.default_rng(4)
    x = rng.integers(-9, 9, (2, 3, 6, 7))
    arguments = (kernel_size, stride, padding, dilation, mode)
    rows = cnnlab.im2col(x, *arguments)
    y = rng.integers(-9, 9, rows.shape)
    back = cnnlab.col2im(y, x.shape, *arguments)
    assert back.shape == x.shape
    assert (rows * y).sum() == (x * back).sum()
    for index in [(0, 0, 0, 0), (1, 2, 5, 6), (0, 1, 3, 2)]:
        one = np.zeros_like(x)
        one[index] = 1
        assert back[index] == (cnnlab.im2col(one, *arguments) * y).sum()


def test_col2im_agrees_with_pytorchs_fold():
    rows = np.random.default_rng(5).standard_normal((2, 12, 3 * 6))
    theirs = torch.nn.functional.fold(
        torch.tensor(rows).swapaxes(1, 2), (8, 8), (3, 2), (1, 2), 1, (2, 3)
    )
    ours = cnnlab.col2im(rows, (2, 3, 8, 8), (3, 2), (2, 3), 1, (1, 2))
    np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-14)


def test_words_for_padding_reach_im2col():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    assert cnnlab.im2col(x, 2, padding="same").shape == (1, 16, 4)
    assert cnnlab.im2col(x, 3, padding="full").shape == (1, 36, 9)
    assert np.array_equal(
        cnnlab.im2col(x, 2, padding="same"), cnnlab.im2col(x, 2, padding=((0, 1), (0, 1)))
    )
    rows = cnnlab.im2col(x, 2, padding="same")
    assert cnnlab.col2im(rows, x.shape, 2, padding="same")[0, 0, 3, 3] == 4 * x[0, 0, 3, 3]


def test_col2im_dtypes():
    rows = np.full((1, 4, 4), 100, np.uint8)
    summed = cnnlab.col2im(rows, (1, 1, 3, 3), 2)
    assert summed.dtype == np.int64
    assert summed[0, 0, 1, 1] == 400
    for dtype in ("float16", "float32", "float64"):
        assert cnnlab.col2im(rows.astype(dtype), (1, 1, 3, 3), 2).dtype == dtype
    assert cnnlab.col2im(rows.astype(np.uint64), (1, 1, 3, 3), 2).dtype == np.float64
    many = np.ones((1, 1, 4100), np.float16).reshape(1, 4100, 1)
    assert cnnlab.col2im(many, (1, 1, 4100, 1), 1).dtype == np.float16


@pytest.mark.parametrize("shape", [(0, 3, 4, 4), (2, 0, 4, 4)])
def test_empty_batches(shape):
    rows = cnnlab.im2col(np.zeros(shape), 3)
    assert rows.shape == (shape[0], 4, shape[1] * 9)
    assert cnnlab.col2im(rows, shape, 3).shape == shape


def test_tap_view_is_window_view_turned_around():
    x = np.arange(63).reshape(7, 9)
    geometry = resolve_geometry((7, 9), (2, 3), (2, 1), 0, (3, 2))
    windows = cnnlab.window_view(x, (2, 3), (2, 1), (3, 2))
    for a, b in np.ndindex(2, 3):
        assert (cnnlab.windows.tap_view(x, geometry, a, b) == windows[:, :, a, b]).all()


@given(
    size=st.integers(1, 7),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=sides,
    dilation=st.integers(1, 2),
    axis=st.integers(0, 1),
    data=st.data(),
)
@examples()
def test_inside_leaves_the_border_out(size, kernel, stride, padding, dilation, axis, data):
    assume(size + sum(padding) >= dilation * (kernel - 1) + 1)
    around = [(size, size), (kernel, kernel), stride, (padding, padding), dilation]
    geometry = resolve_geometry(*around)
    tap = data.draw(st.integers(0, kernel - 1))
    first, end = sorted(data.draw(st.tuples(*[st.integers(0, geometry.output[axis])] * 2)))
    outputs, pixels = inside(geometry, axis, tap, slice(first, end))
    expected = [(i, i * stride + tap * dilation - padding[0]) for i in range(first, end)]
    expected = [(i, pixel) for i, pixel in expected if 0 <= pixel < size]
    seen = range(geometry.output[axis])[outputs], range(size)[pixels]
    assert list(zip(*seen, strict=True)) == expected


def test_layouts_make_no_difference():
    x = np.random.default_rng(6).random((2, 3, 5, 6))
    rows = cnnlab.im2col(x, 3, 2, 1)
    back = cnnlab.col2im(rows, x.shape, 3, 2, 1)
    frozen = x.copy()
    frozen.flags.writeable = False
    for other in (np.asfortranarray(x), x.repeat(2, axis=3)[..., ::2], frozen, x.tolist()):
        assert np.array_equal(cnnlab.im2col(other, 3, 2, 1), rows)
        assert np.array_equal(cnnlab.pad(other, 1, "reflect"), cnnlab.pad(x, 1, "reflect"))
    assert np.array_equal(cnnlab.col2im(np.asfortranarray(rows), x.shape, 3, 2, 1), back)


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63 - 1), 2**62])
def test_sums_of_windows_never_wrap(value):
    rows = np.full((1, 2, 2), value)  # the middle pixel of three is in two windows
    with pytest.raises(ValueError, match=r"columns: sums of up to \d+ pass the range of int64"):
        cnnlab.col2im(rows, (1, 1, 1, 3), (1, 2))
    apart = cnnlab.col2im(rows, (1, 1, 1, 4), (1, 2), stride=2)  # nothing is added
    assert (apart == value).all()
    copied = np.full((1, 3, 1), 2**62)
    with pytest.raises(ValueError, match="sums of up to 13835058055282163712"):
        cnnlab.col2im(copied, (1, 1, 1, 1), 1, 1, ((0, 0), (1, 1)), padding_mode="replicate")
