"""A wrong array is answered with the slip that gives it, as a wrong number is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import signal
from verdicts import assert_wrong

from cnnlab.check import ch04, ch05, ch06, ch08, ch09, ch10, ch11, ch12, ch13


def correlate(image: Any, kernel: Any) -> Any:
    return signal.correlate2d(image, kernel, "valid")


def each_part(image: Any, grad: Any) -> list[Any]:
    (rows, columns), (H, W) = np.subtract(image.shape, grad.shape) + 1, grad.shape
    return [grad[i, j] * image[i : i + rows, j : j + columns] for i in range(H) for j in range(W)]


def windows_touching(image: Any, k: int) -> Any:
    rows, columns = image.shape[0] // k, image.shape[1] // k
    whole = image[: rows * k, : columns * k]
    return whole.reshape(rows, k, columns, k)


def windows_by_one(image: Any, k: int) -> Any:
    return np.lib.stride_tricks.sliding_window_view(image, (k, k))


def stamped_over(row: Any, kernel: Any, stride: int) -> Any:
    result = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] = value * kernel
    return result


def stamped(row: Any, kernel: Any, stride: int, length: int | None = None) -> Any:
    result = np.zeros((len(row) - 1) * stride + len(kernel) if length is None else length)
    for i, value in enumerate(row):
        result[i * stride : i * stride + len(kernel)] += value * kernel
    return result


def maps_apart(x: Any, weight: Any) -> Any:
    return np.array([[correlate(a, k) for a, k in zip(x, w, strict=True)] for w in weight])


def one_channel(x: Any, weight: Any, bias: Any) -> Any:
    return [correlate(x[-1], w[-1]) + b for w, b in zip(weight, bias, strict=True)]


def biased_in_each_channel(x: Any, weight: Any, bias: Any) -> Any:
    return (maps_apart(x, weight) + bias[:, None, None, None]).sum(axis=1)


def averaged(x: Any, weight: Any, bias: Any) -> Any:
    return maps_apart(x, weight).mean(axis=1) + bias[:, None, None]


def flipped_layer(x: Any, weight: Any, bias: Any) -> Any:
    return maps_apart(x, weight[..., ::-1, ::-1]).sum(axis=1) + bias[:, None, None]


def counted(pairs: Any, rows_of: int, add: bool = True) -> Any:
    table = np.zeros((10, 10))
    for pair in pairs:
        i, j = pair[rows_of], pair[1 - rows_of]
        table[i, j] = table[i, j] + 1 if add else 1
    return table


def blur(row: Any) -> Any:
    return np.convolve(np.r_[row[-1], row, row[0]], [0.25, 0.5, 0.25], "valid")


def highest(row: Any) -> Any:
    return np.maximum(row, np.r_[row[1:], row[0]])


WRONG: list[tuple[Callable[[Any], Any], Callable[..., Any], str]] = [
    (
        ch04.tie,
        lambda k, r, c: np.broadcast_to(k, (c, r, 1, 1, *k.shape)),
        "it should have (8, 4, 1, 1, 1, 1). That takes rows of outputs for columns.",
    ),
    (ch04.tie, lambda k, r, c: np.kron(np.ones((r, c)), k), "side by side in one matrix"),
    (ch04.tie, lambda k, r, c: np.broadcast_to(k, (r, c, *k.shape)), "for the feature and the"),
    (ch04.kernel_gradient, lambda x, g: signal.convolve2d(x, g, "valid"), "as they are."),
    (ch04.kernel_gradient, lambda x, g: signal.correlate2d(g, x, "valid"), "in reverse order"),
    (ch04.kernel_gradient, lambda x, g: sum(each_part(x, g)).T, "takes rows for columns"),
    (ch04.kernel_gradient, lambda x, g: np.mean(each_part(x, g), axis=0), "is the mean over"),
    (ch04.kernel_gradient, lambda x, g: each_part(x, g)[-1], "the last output's part alone"),
    (ch04.kernel_gradient, lambda x, g: sum(each_part(x, g**0)), "adds up the windows"),
    (ch05.convolve, correlate, "That is without the flip"),
    (ch05.convolve, lambda x, k: correlate(x, np.flipud(k)), "upside down only"),
    (ch05.convolve, lambda x, k: correlate(x, np.fliplr(k)), "left to right only"),
    (ch05.convolve, lambda x, k: correlate(x, np.rot90(k)), "turns the kernel by 90°"),
    (ch05.convolve, lambda x, k: correlate(x, np.rot90(k, 3)), "turns the kernel by 90°"),
    (ch05.convolve, lambda x, k: correlate(x, k.T), "the kernel's rows for its columns"),
    (ch05.convolve, lambda x, k: signal.convolve2d(x, k.T, "valid"), "rows for its columns"),
    (ch05.convolve, lambda x, k: signal.convolve2d(x, abs(k), "valid"), "loses the minus signs"),
    (ch05.convolve, lambda x, k: correlate(np.rot90(x, 2), k), "the image instead of the kernel"),
    (ch06.pad_reflect, lambda r, p: np.pad(r, p, "symmetric"), "it is the mirror itself"),
    (
        ch06.pad_reflect,
        lambda r, p: [*r[1 : p + 1], *r, *r[len(r) - 1 - p : len(r) - 1]],
        "the right pixels in the wrong order",
    ),
    (ch06.pad_reflect, lambda r, p: np.pad(r, p, "wrap"), "of the other end: circular."),
    (ch06.pad_reflect, lambda r, p: np.pad(r, p), "That adds zeros."),
    (ch06.pad_reflect, lambda r, p: np.pad(r, (p, 0), "reflect"), "on the left only."),
    (ch08.transpose, stamped_over, "Where stamps overlap, that keeps the last one"),
    (ch08.transpose, lambda r, k, s: stamped(r, k[::-1], s), "in reverse order"),
    (ch08.transpose, lambda r, k, s: stamped(r, k, 1), "it moves by the stride."),
    (
        ch08.transpose,
        lambda r, k, s: stamped(r, k, s, len(r) * s + len(k)),
        "n stamps are n − 1 strides apart.",
    ),
    (ch09.layer, lambda x, w, b: maps_apart(x, w).sum(axis=1), "That is without the bias."),
    (ch09.layer, biased_in_each_channel, "the bias once for each channel"),
    (ch09.layer, flipped_layer, "That flips the kernel"),
    (ch09.layer, averaged, "That is the mean over the channels"),
    (ch09.layer, one_channel, "the map of one channel alone"),
    (ch09.layer, lambda x, w, b: maps_apart(x, w), "the maps of the channels apart"),
    (
        ch09.layer,
        lambda x, w, b: maps_apart(x, w) + b.reshape(-1, 1, 1, 1),
        "the maps of the channels apart",
    ),
    (ch10.im2col, lambda x, k: windows_by_one(x, k).reshape(-1, k * k).T, "windows as columns"),
    (
        ch10.im2col,
        lambda x, k: [
            x[i : i + k, j : j + k].ravel()
            for j in range(x.shape[1] - k + 1)
            for i in range(x.shape[0] - k + 1)
        ],
        "through the windows from top to bottom first",
    ),
    (
        ch10.im2col,
        lambda x, k: [w.T.ravel() for row in windows_by_one(x, k) for w in row],
        "through each window from top to bottom first",
    ),
    (ch10.im2col, windows_by_one, "keeps the windows as squares"),
    (
        ch10.kernel_gradient,
        lambda x, g, k: windows_by_one(x, k).reshape(-1, k * k).T @ g.ravel(),
        "The numbers are right: give them the kernel's shape.",
    ),
    (ch10.kernel_gradient, lambda x, g, k: sum(each_part(x, g)) / g.size, "the mean over the"),
    (ch11.max_pool, lambda x, k: windows_touching(x, k).mean(axis=(1, 3)), "is the average of"),
    (ch11.max_pool, lambda x, k: windows_touching(x, k).min(axis=(1, 3)), "is the minimum of"),
    (
        ch11.max_pool,
        lambda x, k: windows_touching(x, k).max(axis=(1, 3), initial=0),
        "That begins with 0",
    ),
    (
        ch11.max_pool,
        lambda x, k: windows_touching(abs(x), k).max(axis=(1, 3)),
        "That loses the minus signs.",
    ),
    (ch11.max_pool, lambda x, k: windows_touching(x, k)[:, 0, :, 0], "the first pixel of each"),
    (ch11.max_pool, lambda x, k: windows_by_one(x, k).max(axis=(2, 3)), "lie k apart"),
    (
        ch11.max_pool,
        lambda x, k: [
            [x[i : i + k, j : j + k].max() for j in range(0, x.shape[1], k)]
            for i in range(0, x.shape[0], k)
        ],
        "windows that are not full",
    ),
    (ch12.blur_pool, lambda r: highest(r)[::2], "That is without the blur."),
    (ch12.blur_pool, lambda r: blur(r)[::2], "That is without the maxima."),
    (ch12.blur_pool, lambda r: blur(highest(r)), "That keeps all"),
    (ch12.blur_pool, lambda r: blur(highest(r))[1::2], "begin with the first."),
    (ch12.blur_pool, lambda r: blur(highest(r)[::2]), "blur, and choose last."),
    (ch12.blur_pool, lambda r: highest(blur(r))[::2], "blur the maxima."),
    (ch12.blur_pool, lambda r: blur(np.roll(highest(r), 1))[::2], "take the right one."),
    *(
        (ch12.blur_pool, slip, "they are joined into a circle.")
        for slip in (
            lambda r: np.convolve(highest(r), [1, 2, 1], "same")[::2] / 4,
            lambda r: blur(np.maximum(r, [*r[1:], 0]))[::2],
            lambda r: np.convolve(np.maximum(r, [*r[1:], 0]), [1, 2, 1], "same")[::2] / 4,
        )
    ),
    (ch13.confusion, lambda a, b: counted(zip(b, a, strict=True), 0), "in the rows"),
    (ch13.confusion, lambda a, b: counted(zip(a, b, strict=True), 0, False), "each pair adds 1"),
    (
        ch13.confusion,
        lambda a, b: counted([(i, j) for i, j in zip(a, b, strict=True) if i != j], 0),
        "counts mistakes alone",
    ),
    (ch13.confusion, lambda a, b: counted(zip(a, b, strict=True), 0) / len(a), "are shares"),
]


@pytest.mark.parametrize(("check", "function", "slip"), WRONG)
def test_a_wrong_array_is_answered_with_its_slip(check, function, slip):
    assert_wrong(check(function), slip)
