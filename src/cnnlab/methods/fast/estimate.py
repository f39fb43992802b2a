"""How long each way of computing a layer takes, for the choice among them.

What a way does follows from the shapes: how often it multiplies, copies, adds, and calls
NumPy. Each of these takes about the same time whatever the layer is. So a way's time is a sum of
counts, each times its nanoseconds. `benchmarks/random_layers.py` measures and fits them; only their
ratios matter, and these differ little from one processor to another.
"""

import math
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from cnnlab.methods.fast.depthwise import TALLEST
from cnnlab.methods.fast.rows import BUDGET, row_size
from cnnlab.methods.fast.winograd import EDGE, count_tiles
from cnnlab.shapes import Geometry

__all__ = ["NANOSECONDS", "Layer", "Task", "Way", "counts", "nanoseconds", "turning"]

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
    def taps(self) -> int:
        """Multiply-adds for each output."""
        return self.c_in // self.groups * math.prod(self.geometry.kernel)


Counts = dict[str, float]


def _products(layer: Layer, count: float, depth: float, per_depth: int) -> Counts:
    """Count what all ways have in common: `count` matrix products that sum over `depth` numbers.

    Products with few kernels or few terms take longer than their multiplications.
    """
    multiply_adds = layer.outputs * layer.taps
    return {
        "call": 1,
        "products": count,
        "multiply-adds": multiply_adds,
        "of few kernels": multiply_adds / max(1, layer.c_out // layer.groups),
        "of one kernel": multiply_adds * (layer.c_out == layer.groups),
        "of few terms": multiply_adds / max(1, depth),
        "outputs": layer.outputs * per_depth,
        "weights": layer.c_out * layer.taps,
    }


def _im2col(layer: Layer) -> Counts:
    return _products(layer, layer.n * layer.groups, layer.taps, 1) | {
        "copied": layer.window_numbers
    }


def _one_product(layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    scratch = row_size(layer.c_in, layer.c_out, layer.geometry, single=True)
    pieces = math.ceil(layer.n * height * scratch / BUDGET)
    lines = layer.n * layer.c_in * k_h * k_w * height
    return _products(layer, max(layer.n, pieces) * layer.groups, layer.taps, 1) | {
        "copied": lines * width,
        "lines": lines,
        "copies": pieces * k_h * k_w,
    }


def _rows(layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    stride, dilation = layer.geometry.stride[0], layer.geometry.dilation[0]
    scratch = row_size(layer.c_in, layer.c_out, layer.geometry, single=False)
    pieces = math.ceil(layer.n * height * scratch / BUDGET)
    in_piece = max(1, min(height, BUDGET // max(1, scratch)))
    # The image rows from a piece's first to its last, not only those that are a piece's own.
    image_rows = height * (1 + (k_h - 1) * dilation / stride / in_piece) * stride
    lines = layer.n * layer.c_in * k_w * image_rows
    depth = layer.c_in // layer.groups * k_w
    return _products(layer, max(layer.n, pieces) * layer.groups * k_h, depth, k_h) | {
        "copied": lines * width,
        "lines": lines,
        "copies": pieces * k_h,
        "pixels": layer.n * layer.c_in * math.prod(layer.geometry.padded),
    }


def _bands(layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    stride, dilation = layer.geometry.stride[0], layer.geometry.dilation[0]
    lines = layer.n * layer.c_in * k_w * (height * stride + (k_h - 1) * dilation)
    again = layer.n * layer.c_in * k_h * k_w * height * width if dilation > 1 else 0
    return _products(layer, layer.n * layer.groups * height, layer.taps, 1) | {
        "copied": lines * width + again,
        "lines": lines,
    }


def _depthwise(layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    lines = layer.n * layer.c_in * k_w * (height * layer.geometry.stride[0] + k_h)
    return _products(layer, layer.n * layer.c_in * math.ceil(height / TALLEST), layer.taps, 1) | {
        "copied": lines * width,
        "lines": lines,
        "pixels": layer.n * layer.c_in * math.prod(layer.geometry.padded),
    }


def _winograd(layer: Layer) -> Counts:
    numbers, tiles = EDGE**2, layer.n * math.prod(count_tiles(layer.geometry))
    return {
        "call": 1,
        "multiply-adds": numbers * tiles * layer.c_in * layer.c_out,
        "copied": numbers * tiles * layer.c_in,
        "outputs": numbers * tiles * layer.c_out,
        "weights": numbers * layer.c_in * layer.c_out,
    }


def _input_rows(layer: Layer) -> Counts:
    (k_h, k_w), (height, width) = layer.geometry.kernel, layer.geometry.output
    scratch = layer.groups * layer.taps * width
    pieces = max(layer.n * height * scratch / BUDGET, 1)
    lines = layer.n * layer.c_in * k_h * k_w * height
    return _products(layer, max(layer.n, pieces) * layer.groups, layer.taps, 1) | {
        "pixels": layer.n * layer.c_in * math.prod(layer.geometry.size),
        "copied": lines * width,
        "lines": lines,
        "copies": pieces * k_h * k_w,
    }


_COUNTS: Final[dict[Way, Callable[[Layer], Counts]]] = {
    "im2col": _im2col,
    "one product": _one_product,
    "rows": _rows,
    "bands": _bands,
    "depthwise": _depthwise,
    "winograd": _winograd,
}


NANOSECONDS: Final[dict[tuple[Task, Way], Counts]] = {
    ("input gradient", "im2col"): {
        "call": 9540.0,
        "products": 109.0,
        "multiply-adds": 0.023,
        "of few kernels": 1.28,
        "of one kernel": 1.51,
        "of few terms": 0.0183,
        "weights": 0.00443,
        "pixels": 0.222,
        "lines": 8.3,
        "copies": 3100.0,
    },
    ("input gradient", "rows"): {
        "call": 16700.0,
        "products": 46.5,
        "multiply-adds": 0.0237,
        "of few kernels": 0.448,
        "of one kernel": 1.0,
        "of few terms": 0.0307,
        "weights": 0.105,
        "pixels": 0.203,
        "lines": 6.77,
        "copies": 5140.0,
    },
    ("output", "bands"): {
        "call": 46900.0,
        "products": 52.9,
        "multiply-adds": 0.0243,
        "of few kernels": 0.0205,
        "outputs": 0.062,
        "weights": 2.78,
        "copied": 0.231,
        "lines": 5.03,
    },
    ("output", "depthwise"): {
        "call": 41400.0,
        "products": 37.5,
        "of one kernel": 0.0159,
        "of few terms": 0.797,
        "weights": 9.93,
        "copied": 0.404,
        "lines": 4.43,
        "pixels": 0.0181,
    },
    ("output", "im2col"): {
        "call": 19000.0,
        "products": 157.0,
        "multiply-adds": 0.0241,
        "of few kernels": 1.69,
        "of few terms": 0.115,
        "weights": 0.113,
    },
    ("output", "one product"): {
        "call": 20200.0,
        "products": 36.9,
        "multiply-adds": 0.0221,
        "of few kernels": 0.31,
        "of one kernel": 0.0309,
        "of few terms": 0.0475,
        "weights": 0.257,
        "lines": 2.78,
        "copies": 2710.0,
    },
    ("output", "rows"): {
        "call": 45200.0,
        "products": 34.4,
        "multiply-adds": 0.0232,
        "of few kernels": 0.00275,
        "outputs": 0.114,
        "weights": 1.85,
        "copied": 0.348,
        "lines": 4.73,
        "copies": 2860.0,
        "pixels": 0.231,
    },
    ("output", "winograd"): {
        "call": 203000.0,
        "multiply-adds": 0.0267,
        "copied": 1.87,
        "outputs": 0.452,
        "weights": 0.546,
    },
    ("weight gradient", "bands"): {
        "call": 53500.0,
        "products": 124.0,
        "multiply-adds": 0.0316,
        "of few kernels": 0.153,
        "outputs": 0.386,
        "weights": 3.27,
        "copied": 0.146,
        "lines": 8.24,
    },
    ("weight gradient", "depthwise"): {
        "call": 27200.0,
        "of few kernels": 0.104,
        "weights": 39.9,
        "lines": 2.86,
        "pixels": 0.323,
    },
    ("weight gradient", "im2col"): {
        "call": 20700.0,
        "products": 112.0,
        "multiply-adds": 0.0326,
        "of few kernels": 1.3,
        "of few terms": 0.0643,
        "weights": 0.184,
    },
    ("weight gradient", "one product"): {
        "call": 30400.0,
        "products": 23.6,
        "multiply-adds": 0.0285,
        "of few kernels": 0.268,
        "of few terms": 0.075,
        "weights": 0.155,
        "lines": 4.02,
        "copies": 2750.0,
    },
    ("weight gradient", "rows"): {
        "call": 56200.0,
        "products": 32.6,
        "multiply-adds": 0.028,
        "outputs": 0.0293,
        "weights": 1.85,
        "copied": 0.32,
        "lines": 6.9,
        "copies": 2400.0,
        "pixels": 0.166,
    },
    ("weight gradient", "winograd"): {
        "call": 159000.0,
        "multiply-adds": 0.0354,
        "copied": 1.77,
        "outputs": 1.37,
        "weights": 0.897,
    },
}
TURN_CALL: Final = 11500
TURN_WEIGHT: Final = 0.625


def counts(task: Task, way: Way, layer: Layer) -> Counts:
    """Count what a way does."""
    return (_input_rows if task == "input gradient" else _COUNTS[way])(layer)


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
