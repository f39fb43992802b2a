"""Hidden cases: what the checkers of `cnnlab.check` are given in place of the book's own cases.

Each function here draws one case. A checker without drawn cases, such as one that compares every
weight of a kernel, needs no others than the book's.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from cnnlab.check.ch01 import bytes_to_train
from cnnlab.check.ch12 import last_blanked
from cnnlab.check.compare import LONGEST, Cases
from cnnlab.correlate import correlate2d
from cnnlab.experiments.locality import pixel_correlation

__all__ = ["DRAW", "hidden_cases"]

COUNT = 12
Case = tuple[Any, ...]


def hidden_cases(exercise: str, seed: int) -> Cases:
    """Return the hidden cases of an exercise: the same for the same seed, or none.

    Examples
    --------
    >>> hidden_cases("ch06.size", 1)[0] == hidden_cases("ch06.size", 1)[0]
    True
    >>> hidden_cases("ch03.dilations", 1)
    []
    """
    if exercise not in DRAW:
        return []
    random = np.random.default_rng([seed, *exercise.encode()])
    return [_drawn(DRAW[exercise], random) for _ in range(COUNT)]


def _drawn(draw: Callable[[Generator], Case], random: Generator) -> Case:
    """Draw a case short enough for a message: a student can then try what the grader tried."""
    while True:
        case = draw(random)
        if all(value.size <= LONGEST for value in case if isinstance(value, np.ndarray)):
            return case


def _whole(random: Generator, low: int, high: int) -> int:
    """Return a Python int, since a message would show `np.int64(3)`."""
    return int(random.integers(low, high + 1))


def _numbers(random: Generator, *shape: int, most: int = 9) -> NDArray[Any]:
    return random.integers(-most, most + 1, shape)


def _quarters(random: Generator, first: NDArray[Any], *others: NDArray[Any]) -> Case:
    """Divide the first array or, as often, the others by 4.

    Integers do not hold the result of quarters, nor does the type of the arrays that stay whole.
    """
    if random.random() < 0.5:
        return first / 4, *others
    return first, *(other / 4 for other in others)


def _image(random: Generator, rows: int, columns: int) -> NDArray[Any]:
    image: NDArray[Any]
    [image] = _quarters(random, _numbers(random, rows, columns))
    return image


def _sizes(random: Generator, low: int, high: int) -> tuple[int, int]:
    return _whole(random, low, high), _whole(random, low, high)


def _memory(random: Generator) -> Case:
    return _sizes(random, 1, 4000)


def _budget(random: Generator) -> Case:
    """Draw a budget for a whole number of outputs, or a few bytes more or less."""
    inputs, outputs = _sizes(random, 1, 4000)
    return inputs, bytes_to_train(inputs, outputs) + _whole(random, -1, 1)


def _rows_apart(random: Generator) -> Case:
    """Draw an image, and a distance at which its pixels' correlation is more than rounding.

    Its type is that of photographs, in which products do not fit.
    """
    while True:
        rows, columns = _sizes(random, 5, 9)
        image = random.integers(0, 256, (rows, columns), np.uint8)
        d = _whole(random, 1, rows - 2)
        if abs(pixel_correlation(image, d, 0)) >= 0.01:
            return image, d


def _stack(random: Generator) -> Case:
    layers = range(_whole(random, 2, 6))
    return ([(_whole(random, 1, 7), _whole(random, 1, 3)) for _ in layers],)


def _tied(random: Generator) -> Case:
    return _image(random, *_sizes(random, 1, 4)), *_sizes(random, 1, 6)


def _image_and_smaller(random: Generator) -> Case:
    kernel = _sizes(random, 1, 4)
    image = (k + _whole(random, 0, 4) for k in kernel)
    return _quarters(random, _numbers(random, *image), _numbers(random, *kernel))


def _padded_size(random: Generator) -> Case:
    padding, size = _sizes(random, 0, 9)
    return size + 1, _whole(random, 1, size + 1 + 2 * padding), padding


def _reflected(random: Generator) -> Case:
    length = _whole(random, 2, 9)
    return _image(random, 1, length)[0], _whole(random, 1, length - 1)


def _whole_size(random: Generator) -> Case:
    kernel, stride, padding, dilation = (_whole(random, 1, 5) for _ in range(4))
    least = max(1, dilation * (kernel - 1) + 1 - 2 * padding)
    return _whole(random, least, least + 30), kernel, stride, padding, dilation


def _unreached(random: Generator) -> Case:
    kernel, stride = _whole(random, 1, 4), _whole(random, 1, 7)
    return _whole(random, kernel, kernel + 20), kernel, stride


def _transposed_size(random: Generator) -> Case:
    kernel, stride = _whole(random, 2, 6), _whole(random, 1, 5)
    padding, extra = _whole(random, 0, (kernel - 1) // 2), _whole(random, 0, stride - 1)
    return _whole(random, 1, 12), kernel, stride, padding, extra


def _stamped(random: Generator) -> Case:
    row, kernel = (_numbers(random, size) for size in _sizes(random, 2, 6))
    return *_quarters(random, row, kernel), _whole(random, 1, 4)


def _layer(random: Generator) -> Case:
    image, kernel = _image_and_smaller(random)
    inputs, outputs = _sizes(random, 1, 3)
    # Weights and biases are of one type, as in a layer: whoever adds the bias in place may do so.
    return _quarters(
        random,
        _numbers(random, inputs, *image.shape, most=4),
        _numbers(random, outputs, inputs, *kernel.shape, most=4),
        _numbers(random, outputs, most=4),
    )


def _windows(random: Generator, most: int = 3) -> Case:
    """Draw an image and a window's side k; the image's sides are at most k + `most`."""
    k = _whole(random, 1, 3)
    return _image(random, *_sizes(random, k, k + most)), k


def _kernel_gradient(random: Generator) -> Case:
    k = _whole(random, 1, 3)
    output = _sizes(random, 1, 4)
    image = (n + k - 1 for n in output)
    return *_quarters(random, _numbers(random, *image), _numbers(random, *output)), k


def _pooled(random: Generator) -> Case:
    return _windows(random, 5)


def _operation(random: Generator) -> Case:
    """Draw an operation, and find out by the definition whether it is equivariant."""
    image = _image(random, *_sizes(random, 4, 8)).astype(float)
    image[0, -1] = 20  # no image looks like itself, shifted: the brightest pixel comes round
    kernel = random.integers(1, 9, (1, 2))
    row, column = (_whole(random, 1, n - 1) for n in image.shape)

    def circular(x: NDArray[Any]) -> NDArray[Any]:
        return correlate2d(np.hstack([x, x[:, :1]]), kernel)

    def one_pixel(x: NDArray[Any]) -> NDArray[Any]:
        changed = x.copy()
        changed[row, column] += 0.01
        return changed

    operations: list[tuple[str, Callable[[NDArray[Any]], NDArray[Any]]]] = [
        ("a convolution with circular padding", circular),
        (f"the ReLU of the image less {row}", lambda x: np.maximum(x - row, 0)),
        (f"a shift by {row} rows", lambda x: np.roll(x, row, axis=0)),
        ("the sum of the image and itself, turned upside down", lambda x: x + x[::-1]),
        ("the sum of the image and its mirror image", lambda x: x + x[:, ::-1]),
        (f"blanking column {column}", lambda x: x * (np.arange(x.shape[1]) != column)),
        (f"adding 0.01 to pixel [{row}, {column}]", one_pixel),
        ("sums along each row", lambda x: np.cumsum(x, axis=1)),
        ("blanking the last column if it has the brightest pixel", last_blanked),
    ]
    name, operation = operations[_whole(random, 0, len(operations) - 1)]
    before, after = operation(np.roll(image, 1, axis=1)), np.roll(operation(image), 1, axis=1)
    return name, operation, image, bool(np.allclose(before, after))


def _circle(random: Generator) -> Case:
    return (_image(random, 1, 2 * _whole(random, 2, 6))[0],)


def _readings(random: Generator) -> Case:
    right = random.integers(0, 10, _whole(random, 5, 30))
    read = np.where(random.random(len(right)) < 0.5, right, random.integers(0, 10, len(right)))
    return right.tolist(), read.tolist()


DRAW: dict[str, Callable[[Generator], Case]] = {
    "ch01.memory_to_train": _memory,
    "ch01.most_outputs": _budget,
    "ch02.correlation_downwards": _rows_apart,
    "ch03.field_size": _stack,
    "ch04.tie": _tied,
    "ch04.kernel_gradient": _image_and_smaller,
    "ch05.convolve": _image_and_smaller,
    "ch06.size": _padded_size,
    "ch06.pad_reflect": _reflected,
    "ch07.size": _whole_size,
    "ch07.unreached": _unreached,
    "ch08.size": _transposed_size,
    "ch08.transpose": _stamped,
    "ch09.layer": _layer,
    "ch10.im2col": _windows,
    "ch10.kernel_gradient": _kernel_gradient,
    "ch11.max_pool": _pooled,
    "ch12.equivariance_test": _operation,
    "ch12.blur_pool": _circle,
    "ch13.confusion": _readings,
}
