"""How long each way of computing a layer takes, for the choice among them.

What a way does follows from the shapes: how often it multiplies, copies, adds, and calls
NumPy. Each of these takes about the same time whatever the layer is. So a way's time is a sum of
counts, each times its nanoseconds. `benchmarks/random_layers.py` measures and fits them; only their
ratios matter, and these differ little from one processor to another.
"""

import math
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from cnnlab.methods.fast import rows, winograd
from cnnlab.methods.fast.depthwise import TALLEST
from cnnlab.methods.fast.scratch import count_pieces
from cnnlab.methods.fast.winograd import EDGE, count_tiles
from cnnlab.shapes import Geometry
from cnnlab.windows import inside

__all__ = ["NANOSECONDS", "Layer", "Task", "Way", "counts", "nanoseconds", "turning"]

TERMS = 384
"""Terms of a sum that BLAS adds up at a time."""

Task = Literal["output", "weight gradient", "input gradient"]
Way = Literal["im2col", "one product", "rows", "bands", "depthwise", "winograd"]


class Layer(NamedTuple):
    """The shapes that a layer's time depends on."""

    n: int
    c_in: int
    c_out: int
    groups: int
    geometry: Geometry

    @property
    def outputs(self) -> int:
        """Numbers in the output."""
        return self.n * self.c_out * math.prod(self.geometry.output)

    @property
    def window_numbers(self) -> int:
        """Numbers in the matrix of windows that im2col makes."""
        return self.n * self.c_in * math.prod(self.geometry.kernel + self.geometry.output)

    @property
    def pixels(self) -> int:
        """Pixels of an image's output."""
        return math.prod(self.geometry.output)

    @property
    def kernels(self) -> int:
        """Output channels of a group."""
        return self.c_out // self.groups

    @property
    def taps(self) -> int:
        """Multiply-adds for each output."""
        return self.c_in // self.groups * math.prod(self.geometry.kernel)


Counts = dict[str, float]


def _products(count: float, rows: float, columns: float, depth: float) -> Counts:
    """Count what `count` products of matrices do, (rows × depth) times (depth × columns).

    BLAS first copies both matrices into an order of its own, unless one is a vector; and it goes
    through the results again for every few hundred terms of a sum.
    """
    multiply_adds = count * rows * columns * depth
    if min(rows, columns) <= 1:
        return {"products": count, "by a vector": multiply_adds}
    return {
        "products": count,
        "multiply-adds": multiply_adds,
        "left": count * rows * depth,
        "right": count * depth * columns,
        "results": count * rows * columns * math.ceil(depth / TERMS),
    }


def _copies(layer: Layer, numbers: float, lines: float) -> Counts:
    """Count numbers copied in lines, which is one inner loop each, slower with a stride."""
    strided = numbers if layer.geometry.stride[1] > 1 else 0
    return {"call": 1, "copied": numbers, "lines": lines, "strided": strided}


def _inside_image(geometry: Geometry, axis: int) -> list[int]:
    """Count, for each tap along an axis, the outputs that have it in the image."""
    every = slice(0, geometry.output[axis])
    taps = range(geometry.kernel[axis])
    outputs = [inside(geometry, axis, tap, every)[0] for tap in taps]
    return [part.stop - part.start for part in outputs]


def _tap_by_tap(layer: Layer, pieces: int) -> Counts:
    """Count copies of what lies under one tap at a time."""
    geometry, images = layer.geometry, layer.n * layer.c_in
    down, across = (_inside_image(geometry, axis) for axis in (0, 1))
    in_one_run = geometry.kernel[1] == 1 and geometry.stride == (1, 1)
    in_one_run = in_one_run and geometry.output[1] == geometry.size[1]
    runs = len(down) if in_one_run else sum(down)
    copies = _copies(
        layer, images * sum(down) * sum(across), images * runs * sum(map(bool, across))
    )
    return copies | {"copies": pieces * len(down) * len(across)}


def _padded(layer: Layer) -> float:
    """Count the numbers of the images with their border, if they have one."""
    numbers = layer.n * layer.c_in * math.prod(layer.geometry.padded)
    return numbers if layer.geometry.padded != layer.geometry.size else 0


def _im2col(task: Task, layer: Layer) -> Counts:
    (k_h, k_w), groups = layer.geometry.kernel, layer.n * layer.groups
    in_a_line = k_w if k_w > 1 else k_h if k_h > 1 else max(1, layer.c_in)
    copies = _copies(layer, layer.window_numbers, layer.window_numbers / in_a_line)
    # With one tap the numbers of a window lie in different channels, far apart.
    apart = layer.window_numbers if layer.geometry.kernel == (1, 1) else 0
    copies |= {"strided": apart, "padded": _padded(layer)}
    if task == "output":
        return copies | _products(groups, layer.kernels, layer.pixels, layer.taps)
    return copies | _products(groups, layer.taps, layer.kernels, layer.pixels)


def _one_product(task: Task, layer: Layer) -> Counts:
    pieces = count_pieces(
        *rows.division(layer.n, layer.c_in, layer.c_out, layer.geometry, single=True)
    )
    copies = _tap_by_tap(layer, pieces) | {"zeros": layer.window_numbers}
    count = max(layer.n, pieces)
    pixels = layer.n * layer.pixels / max(1, count)
    if task == "output":
        return copies | _products(count * layer.groups, layer.kernels, pixels, layer.taps)
    return copies | _products(count * layer.groups, layer.kernels, layer.taps, pixels)


def _rows(task: Task, layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    stride, dilation = layer.geometry.stride[0], layer.geometry.dilation[0]
    pieces = count_pieces(
        *rows.division(layer.n, layer.c_in, layer.c_out, layer.geometry, single=False)
    )
    count = max(layer.n, pieces)
    in_piece = layer.n * height / max(1, count)
    # The image rows from a piece's first to its last, not only those that are a piece's own.
    image_rows = count * (in_piece + (k_h - 1) * dilation // stride) * (stride if k_h > 1 else 1)
    lines = layer.c_in * k_w * image_rows
    copies = _copies(layer, lines * width, lines) | {
        "copies": pieces * k_h,
        "padded": image_rows * layer.c_in * layer.geometry.padded[1] if _padded(layer) else 0,
        "weights": layer.c_out * layer.taps,
        "results again": layer.outputs * (k_h - 1),
    }
    products, pixels = count * layer.groups * k_h, layer.n * layer.pixels / max(1, count)
    taps = layer.taps / k_h
    if task == "weight gradient":
        return copies | _products(products, layer.kernels, taps, pixels)
    if taps == 1:  # multiplied number by number
        return copies | {"products": products, "by a vector": layer.outputs * k_h}
    return copies | _products(products, layer.kernels, pixels, taps)


def _bands(task: Task, layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    stride, dilation = layer.geometry.stride[0], layer.geometry.dilation[0]
    lines = layer.n * layer.c_in * k_w * (height * stride + (k_h - 1) * dilation)
    copies = _copies(layer, lines * width, lines) | {
        "copied again": layer.window_numbers if dilation > 1 else 0,
        "weights": layer.c_out * layer.taps,
        "groups": layer.groups,
    }
    products = layer.n * layer.groups * height
    if task == "output":
        return copies | _products(products, layer.kernels, width, layer.taps)
    return copies | _products(products, layer.taps, layer.kernels, width)


def _depthwise(task: Task, layer: Layer) -> Counts:
    (k_h, k_w), (rows_, width) = layer.geometry.kernel, layer.geometry.output
    stride, images = layer.geometry.stride[0], layer.n * layer.c_in
    if task == "weight gradient":  # as long as the padded image, whatever the stride
        length = rows_ * stride * layer.geometry.padded[1]
        return {
            "call": 1,
            "copies": k_h * k_w,
            "products": images * k_h * k_w,
            "multiply-adds": images * k_h * k_w * length,
            "padded": images * math.prod(layer.geometry.padded),
        }
    bands = math.ceil(rows_ / TALLEST)
    height = math.ceil(rows_ / max(1, bands))
    depth = ((height - 1) * stride + k_h) * k_w  # most of it zeros, the more the longer the stride
    lines = images * k_w * (bands * height * stride + k_h)
    return (
        _copies(layer, lines * width, lines)
        | _products(images * bands, height, width, depth)
        | {"weights": layer.c_in * height * depth}
    )


def _winograd(task: Task, layer: Layer) -> Counts:
    numbers, tiles = EDGE**2, layer.n * math.prod(count_tiles(layer.geometry))
    pieces = count_pieces(*winograd.division(layer.n, layer.c_in, layer.c_out, layer.geometry))
    products, in_piece = numbers * pieces, tiles / max(1, pieces)
    copies = {
        "call": 1,
        "copied": numbers * tiles * layer.c_in,
        "outputs": numbers * tiles * layer.c_out,
        "padded": layer.n * layer.c_in * math.prod(layer.geometry.size),
    }
    if task == "output":
        return copies | _products(products, layer.c_out, in_piece, layer.c_in)
    return copies | _products(products, layer.c_out, layer.c_in, in_piece)


def _back_by_im2col(layer: Layer) -> Counts:
    (k_h, k_w), images = layer.geometry.kernel, layer.n * layer.c_in
    lines = images * k_h * k_w * layer.geometry.output[0]
    return (
        _copies(layer, layer.window_numbers, lines)
        | _products(layer.n * layer.groups, layer.pixels, layer.taps, layer.kernels)
        | {
            "copied again": layer.window_numbers if layer.groups > 1 else 0,
            "copies": k_h * k_w,
            "zeros": images * math.prod(layer.geometry.padded),
        }
    )


def _back_by_rows(layer: Layer) -> Counts:
    row_size = layer.groups * layer.taps * layer.geometry.output[1]
    pieces = count_pieces(layer.n, layer.geometry.output[0], row_size, rows.BUDGET)
    count = max(layer.n, pieces)
    pixels = layer.n * layer.pixels / max(1, count)
    return (
        _tap_by_tap(layer, pieces)
        | _products(count * layer.groups, layer.taps, pixels, layer.kernels)
        | {
            "zeros": layer.n * layer.c_in * math.prod(layer.geometry.size),
            "weights": layer.c_out * layer.taps * (layer.taps % 2),
        }
    )


_COUNTS: Final[dict[Way, Callable[[Task, Layer], Counts]]] = {
    "im2col": _im2col,
    "one product": _one_product,
    "rows": _rows,
    "bands": _bands,
    "depthwise": _depthwise,
    "winograd": _winograd,
}


NANOSECONDS: Final[dict[tuple[Task, Way], Counts]] = {
    ("input gradient", "im2col"): {
        "by a vector": 0.0484,
        "call": 8600.0,
        "copied": 0.398,
        "copied again": 1.64,
        "copies": 2820.0,
        "left": 0.0343,
        "lines": 6.72,
        "multiply-adds": 0.021,
        "products": 25.1,
        "results": 0.902,
        "right": 0.115,
        "strided": 0.322,
        "zeros": 0.131,
    },
    ("input gradient", "rows"): {
        "by a vector": 0.23,
        "call": 18200.0,
        "copied": 0.405,
        "copies": 4330.0,
        "left": 0.0766,
        "lines": 10.8,
        "multiply-adds": 0.0204,
        "products": 83.3,
        "right": 0.0292,
        "strided": 0.567,
        "weights": 0.662,
        "zeros": 0.109,
    },
    ("output", "bands"): {
        "by a vector": 0.444,
        "call": 47500.0,
        "copied": 0.187,
        "copied again": 0.1,
        "groups": 254.0,
        "left": 0.0773,
        "lines": 1.61,
        "multiply-adds": 0.0209,
        "products": 37.3,
        "results": 0.0935,
        "right": 0.0437,
        "strided": 0.185,
        "weights": 1.31,
    },
    ("output", "depthwise"): {
        "call": 50500.0,
        "copied": 0.153,
        "lines": 5.14,
        "multiply-adds": 0.0405,
        "products": 41.6,
        "results": 0.0674,
        "strided": 0.0681,
        "weights": 0.0142,
    },
    ("output", "im2col"): {
        "by a vector": 0.0907,
        "call": 18000.0,
        "copied": 0.222,
        "left": 0.156,
        "lines": 4.58,
        "multiply-adds": 0.0215,
        "padded": 0.0816,
        "products": 69.6,
        "results": 0.0853,
        "right": 0.299,
        "strided": 0.526,
    },
    ("output", "one product"): {
        "by a vector": 0.0479,
        "call": 18800.0,
        "copied": 0.144,
        "copies": 2660.0,
        "left": 0.102,
        "lines": 3.37,
        "multiply-adds": 0.0207,
        "products": 31.9,
        "results": 0.0583,
        "right": 0.0593,
        "strided": 0.207,
        "zeros": 0.108,
    },
    ("output", "rows"): {
        "by a vector": 0.0539,
        "call": 48300.0,
        "copied": 0.187,
        "copies": 1340.0,
        "left": 0.0181,
        "lines": 5.05,
        "multiply-adds": 0.0216,
        "padded": 0.165,
        "products": 31.2,
        "results": 0.00857,
        "results again": 0.164,
        "right": 0.0354,
        "strided": 0.135,
        "weights": 1.74,
    },
    ("output", "winograd"): {
        "call": 204000.0,
        "copied": 1.93,
        "left": 0.502,
        "multiply-adds": 0.0209,
        "outputs": 0.367,
    },
    ("weight gradient", "bands"): {
        "by a vector": 0.121,
        "call": 5640.0,
        "copied": 0.0656,
        "copied again": 0.119,
        "groups": 50600.0,
        "left": 0.0516,
        "lines": 3.13,
        "multiply-adds": 0.0317,
        "products": 93.6,
        "results": 0.262,
        "right": 0.0727,
        "strided": 0.284,
    },
    ("weight gradient", "depthwise"): {
        "call": 19300.0,
        "copies": 981.0,
        "multiply-adds": 0.115,
        "padded": 0.206,
        "products": 21.6,
    },
    ("weight gradient", "im2col"): {
        "by a vector": 0.0336,
        "call": 18400.0,
        "copied": 0.274,
        "left": 0.0353,
        "lines": 4.49,
        "multiply-adds": 0.0232,
        "padded": 0.108,
        "products": 34.0,
        "results": 0.26,
        "right": 0.223,
        "strided": 0.374,
    },
    ("weight gradient", "one product"): {
        "by a vector": 0.0811,
        "call": 27200.0,
        "copied": 0.125,
        "copies": 2710.0,
        "left": 0.025,
        "lines": 4.17,
        "multiply-adds": 0.0222,
        "products": 22.2,
        "results": 0.245,
        "right": 0.34,
        "strided": 0.124,
        "zeros": 0.0883,
    },
    ("weight gradient", "rows"): {
        "by a vector": 0.0517,
        "call": 59700.0,
        "copied": 0.217,
        "copies": 1190.0,
        "lines": 6.36,
        "multiply-adds": 0.0258,
        "padded": 0.133,
        "products": 35.1,
        "results": 0.264,
        "results again": 0.0689,
        "right": 0.0145,
        "strided": 0.136,
        "weights": 1.37,
    },
    ("weight gradient", "winograd"): {
        "call": 207000.0,
        "copied": 2.37,
        "multiply-adds": 0.0318,
        "outputs": 0.879,
        "results": 0.695,
    },
}
TURN_CALL: Final = 4500
TURN_WEIGHT: Final = 0.73


def counts(task: Task, way: Way, layer: Layer) -> Counts:
    """Count what a way does."""
    if task == "input gradient":
        return _back_by_im2col(layer) if way == "im2col" else _back_by_rows(layer)
    return _COUNTS[way](task, layer)


def nanoseconds(task: Task, way: Way, layer: Layer) -> float:
    """Estimate how long a way takes.

    Examples
    --------
    For one small image calls count, for many large ones arithmetic does.

    >>> from cnnlab.shapes import resolve_geometry
    >>> small = Layer(1, 1, 4, 1, resolve_geometry((8, 8), 3))
    >>> large = Layer(8, 64, 64, 1, resolve_geometry((56, 56), 3))
    >>> nanoseconds("output", "im2col", small) < nanoseconds("output", "rows", small)
    True
    >>> nanoseconds("output", "im2col", large) < nanoseconds("output", "rows", large)
    False
    """
    each = NANOSECONDS[task, way]
    return sum(count * each.get(name, 0) for name, count in counts(task, way, layer).items())


def turning(layer: Layer) -> float:
    """Estimate how long it takes to turn the kernels of the layer that sends a gradient back."""
    return TURN_CALL + TURN_WEIGHT * layer.c_out * layer.taps
