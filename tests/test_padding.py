"""Padding against NumPy's and PyTorch's, and its adjoint as an adjoint."""

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import cnnlab
from cnnlab.padding import border_source

# NumPy's name for each of our padding modes.
NUMPY = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
sides = st.tuples(st.integers(0, 3), st.integers(0, 3))


@pytest.mark.parametrize("mode", NUMPY)
@given(
    shape=st.tuples(st.integers(0, 2), st.integers(4, 7), st.integers(4, 7)),
    amounts=st.tuples(sides, sides),
    dtype=st.sampled_from(["bool", "uint8", "int64", "float16", "float32", "float64"]),
)
@examples()
def test_pad_agrees_with_numpy(mode, shape, amounts, dtype):
    x = np.random.default_rng(0).integers(0, 200, shape).astype(dtype)
    padded = cnnlab.pad(x, amounts, mode)
    assert padded.dtype == dtype
    assert np.array_equal(padded, np.pad(x, ((0, 0), *amounts), NUMPY[mode]))


def test_pad_at_the_widest_that_a_mode_allows():
    x = [[1, 2, 3]]
    assert cnnlab.pad(x, ((0, 0), (2, 2)), "reflect").tolist() == [[3, 2, 1, 2, 3, 2, 1]]
    assert cnnlab.pad(x, ((0, 0), (3, 3)), "circular").tolist() == [[1, 2, 3] * 3]
    assert cnnlab.pad(x, ((1, 0), (0, 4)), "replicate").tolist() == [[1, 2, 3, 3, 3, 3, 3]] * 2
    assert cnnlab.pad([[7]], 1, "replicate").tolist() == [[7] * 3] * 3
    assert cnnlab.pad([[7]], 1, "circular").tolist() == [[7] * 3] * 3
    for mode, width in (("reflect", 3), ("circular", 4)):
        for amounts in (((0, 0), (width, 0)), ((0, 0), (0, width))):
            with pytest.raises(ValueError, match=rf"too wide .*{mode}.* size 3 .* {width - 1} "):
                cnnlab.pad(x, amounts, mode)


@pytest.mark.parametrize("mode", NUMPY)
def test_an_empty_axis_has_nothing_to_copy(mode):
    empty = np.zeros((2, 0, 3))
    assert cnnlab.pad(empty, 0, mode).shape == (2, 0, 3)
    if mode == "zeros":
        assert cnnlab.pad(empty, 1, mode).shape == (2, 2, 5)
    else:
        with pytest.raises(ValueError, match="an axis of size 0 can fill at most 0"):
            cnnlab.pad(empty, 1, mode)


@pytest.mark.parametrize("function", [cnnlab.pad, cnnlab.pad_backward])
@pytest.mark.parametrize("word", ["same", "full"])
def test_a_word_that_needs_a_kernel_is_refused(function, word):
    with pytest.raises(ValueError, match=rf"padding '{word}' depends on a kernel: use padding_am"):
        function(np.ones((4, 4)), word)


def test_pad_always_copies():
    x = np.ones((2, 2))
    for mode in NUMPY:
        padded = cnnlab.pad(x, "valid", mode)
        padded[0, 0] = 5
        assert x[0, 0] == 1


def test_border_source_points_into_the_image():
    assert border_source(3, 1, 2, "replicate").tolist() == [0, 0, 1, 2, 2, 2]
    assert border_source(3, 1, 2, "circular").tolist() == [2, 0, 1, 2, 0, 1]
    assert border_source(3, 1, 2, "reflect").tolist() == [1, 0, 1, 2, 1, 0]


@pytest.mark.parametrize("mode", NUMPY)
@given(
    shape=st.tuples(st.integers(1, 2), st.integers(4, 6), st.integers(4, 6)),
    amounts=st.tuples(sides, sides),
)
@examples()
def test_pad_backward_is_the_adjoint_of_pad(mode, shape, amounts):
    rng = np.random.default_rng(1)
    x = rng.integers(-9, 9, shape)
    padded = cnnlab.pad(x, amounts, mode)
    y = rng.integers(-9, 9, padded.shape)
    back = cnnlab.pad_backward(y, amounts, mode)
    assert back.shape == x.shape
    assert (padded * y).sum() == (x * back).sum()
    # All of the matrix, not one product only: column i of the adjoint is row i of pad.
    for index in [(0, 0, 0), (0, 3, 3), (0, 1, 2)]:
        one = np.zeros_like(x)
        one[index] = 1
        assert back[index] == (cnnlab.pad(one, amounts, mode) * y).sum()


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_pad_backward_agrees_with_pytorch(mode):
    grad = np.random.default_rng(2).standard_normal((2, 3, 9, 10))
    x = torch.zeros(2, 3, 5, 5, dtype=torch.float64, requires_grad=True)
    torch.nn.functional.pad(x, (3, 2, 1, 3), mode=mode).backward(torch.tensor(grad))
    ours = cnnlab.pad_backward(grad, ((1, 3), (3, 2)), mode)
    np.testing.assert_allclose(ours, x.grad, rtol=1e-14, atol=1e-14)


def test_pad_backward_of_nothing_but_border():
    assert cnnlab.pad_backward(np.ones((2, 4)), ((0, 0), (2, 2))).shape == (2, 0)
    assert cnnlab.pad_backward(np.ones((2, 4)), ((1, 1), (0, 1))).shape == (0, 3)


def test_pad_backward_keeps_floats_and_never_wraps_integers():
    grad = np.full((1, 5), 200, np.uint8)
    back = cnnlab.pad_backward(grad, ((0, 0), (2, 2)), "replicate")
    assert back.tolist() == [[1000]]
    half = cnnlab.pad_backward(np.ones((1, 4100), np.float16), ((0, 0), (4099, 0)), "replicate")
    assert half.dtype == np.float16
    assert half.tolist() == [[4100]]
    assert (grad == 200).all()
    kept = np.ones((3, 3))
    cnnlab.pad_backward(kept, 1, "replicate")[...] = 7
    assert (kept == 1).all()


def test_gradients_of_integers_never_wrap():
    border = ((0, 0), (1, 0))
    with pytest.raises(ValueError, match="grad_padded: sums of up to 18446744073709551614"):
        cnnlab.pad_backward([[2**63 - 1] * 3], border, "replicate")
    assert cnnlab.pad_backward([[2**63 - 1] * 3], border, "zeros").tolist() == [[2**63 - 1] * 2]
    assert cnnlab.pad_backward([[2**62 - 1] * 3], border, "replicate").tolist() == [
        [2 * (2**62 - 1), 2**62 - 1]
    ]
