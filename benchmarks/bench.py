"""Time convolution layers of real networks: cnnlab's methods against their peers and the floor.

    python benchmarks/bench.py [--threads 1] [--rounds 7] [--only NAME]

The floor is the bare matrix product: the same multiply-adds as the layer, in NumPy, with the column
matrix already there. Everything is timed in one run, the contestants in turns and the best of all
rounds counted, so that a busy machine disturbs all of them equally. With more than one thread that
does not help: a machine that does anything else then makes every product wait for its last thread.
The tables are printed and written to results.md, and the numbers to results.json; with two threads
to results-2-threads.md and .json, and so on.
"""

import argparse
import json
import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--threads", type=int, default=1, help="for NumPy and PyTorch")
parser.add_argument("--rounds", type=int, default=7, help="the best of this many rounds counts")
parser.add_argument("--only", default="", help="only layers whose name contains this")
arguments = parser.parse_args()
for library in ("OPENBLAS", "MKL", "OMP"):  # read when NumPy and PyTorch are imported
    os.environ[f"{library}_NUM_THREADS"] = str(arguments.threads)

import numpy as np  # noqa: E402
import scipy  # noqa: E402
import scipy.signal  # noqa: E402
import torch  # noqa: E402
from threadpoolctl import threadpool_info  # noqa: E402

import cnnlab  # noqa: E402
from cnnlab.methods.fast import threads  # noqa: E402

HERE = Path(__file__).parent


class Layer(NamedTuple):
    name: str
    n: int
    c_in: int
    size: int
    c_out: int
    kernel: int
    stride: int = 1
    padding: int = 0
    groups: int = 1


LAYERS = [
    Layer("LeNet first, 5×5", 64, 1, 28, 6, 5, 1, 2),
    Layer("VGG-16 first, 3×3", 2, 3, 224, 64, 3, 1, 1),
    Layer("VGG-16 middle, 3×3", 1, 256, 56, 256, 3, 1, 1),
    Layer("VGG-16 late, 3×3", 4, 512, 14, 512, 3, 1, 1),
    Layer("ResNet 3×3", 8, 64, 56, 64, 3, 1, 1),
    Layer("ResNet 1×1, stride 2", 4, 256, 56, 512, 1, 2, 0),
    Layer("MobileNet depthwise 3×3", 4, 128, 56, 128, 3, 1, 1, 128),
    Layer("large image, 5×5", 1, 3, 1024, 16, 5, 1, 2),
]

Contestants = dict[str, Callable[[], object]]


def race(contestants: Contestants, rounds: int) -> dict[str, float]:
    """Return each contestant's best time in seconds.

    A turn is at least three calls, and at least half a second: OpenBLAS's threads keep the
    cores busy for a tenth of a second after their last product, which slows down what comes next.
    """
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, run in contestants.items():
            calls, end = 0, time.perf_counter() + 0.5
            while calls < 3 or time.perf_counter() < end:
                start = time.perf_counter()
                run()
                best[name] = min(best[name], time.perf_counter() - start)
                calls += 1
    return best


def peak_bytes(run: Callable[[], object]) -> int:
    """Return the most memory that NumPy held for a call, its result included.

    In a thread of its own, which has kept nothing of earlier calls, nor have its helpers.
    """
    threads._pool.cache_clear()
    tracemalloc.start()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(run).result()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def loop_seconds(layer: Layer, x: np.ndarray, weight: np.ndarray, backward: bool) -> float:
    """Time the readable loop on a sample of the outputs, and scale up to all of them.

    The loop takes the same time for each output, so a few rows of one image and a few kernels of
    one group are enough.
    """
    kernels = max(1, min(4, layer.c_out // layer.groups))
    rows = layer.kernel + 3 * layer.stride
    sample, few = x[:1, : weight.shape[1], :rows], weight[:kernels]
    options = {"stride": layer.stride, "padding": (0, layer.padding), "method": "loop"}
    y = cnnlab.conv2d(sample, few, **options)
    run = cnnlab.conv2d_backward if backward else cnnlab.conv2d
    given = (y, sample, few) if backward else (sample, few)
    seconds = race({"loop": lambda: run(*given, **options)}, rounds=2)["loop"]
    return seconds * layer.n * layer.c_out * np.prod(output_size(layer)) / y.size


def scipy_seconds(layer: Layer, x: np.ndarray, weight: np.ndarray) -> float:
    """Time SciPy on one image, input channel and kernel, and scale up to all.

    SciPy correlates one image with one kernel. A stride throws results away afterwards.
    """
    padded = np.pad(x[0, 0], layer.padding)

    def correlate() -> object:
        y = scipy.signal.correlate2d(padded, weight[0, 0], "valid")
        return y[:: layer.stride, :: layer.stride]

    seconds = race({"SciPy": correlate}, rounds=3)["SciPy"]
    return seconds * layer.n * layer.c_out * layer.c_in / layer.groups


def output_size(layer: Layer) -> tuple[int, int]:
    return cnnlab.output_shape((layer.size, layer.size), layer.kernel, layer.stride, layer.padding)


def bare_products(layer: Layer, backward: bool) -> Callable[[], object]:
    """Multiply the matrices that im2col would: the floor for a method that saves no arithmetic.

    They lie ready, as does the memory for the results. The gradients stay in columns, not added up.
    """
    pixels = int(np.prod(output_size(layer)))
    out, size = layer.c_out // layer.groups, layer.c_in // layer.groups * layer.kernel**2
    rng = np.random.default_rng(1)
    kernels = rng.standard_normal((layer.groups, out, size), np.float32)
    columns = rng.standard_normal((layer.n, layer.groups, size, pixels), np.float32)
    y = rng.standard_normal((layer.n, layer.groups, out, pixels), np.float32)
    by_image = np.empty((layer.n, *kernels.shape), np.float32)

    def forward() -> None:
        np.matmul(kernels, columns, out=y)

    def both_gradients() -> None:
        np.matmul(y, columns.swapaxes(2, 3), out=by_image)
        np.matmul(kernels.swapaxes(1, 2), y, out=columns)

    return both_gradients if backward else forward


class Pass(NamedTuple):
    """One layer's arrays, on their way forward or backward (to input and weight together)."""

    layer: Layer
    backward: bool
    grad: np.ndarray  # of the output's shape
    x: np.ndarray
    weight: np.ndarray

    def arguments(self) -> tuple[np.ndarray, ...]:
        return (self.grad, self.x, self.weight) if self.backward else (self.x, self.weight)

    def run(self, method: str) -> tuple[np.ndarray, ...]:
        """Compute the results by one of cnnlab's methods."""
        layer = self.layer
        options = {"stride": layer.stride, "padding": layer.padding, "groups": layer.groups}
        if self.backward:
            return cnnlab.conv2d_backward(*self.arguments(), **options, method=method)
        return (cnnlab.conv2d(*self.arguments(), **options, method=method),)


def random_pass(layer: Layer, backward: bool) -> Pass:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((layer.n, layer.c_in, layer.size, layer.size), np.float32)
    shape = (layer.c_out, layer.c_in // layer.groups, layer.kernel, layer.kernel)
    weight = rng.standard_normal(shape, np.float32)
    grad = rng.standard_normal((layer.n, layer.c_out, *output_size(layer)), np.float32)
    return Pass(layer, backward, grad, x, weight)


def in_pytorch(one: Pass) -> Callable[[], object]:
    """Return a function that computes a pass in PyTorch."""
    layer = one.layer
    tensors = [torch.from_numpy(array) for array in one.arguments()]
    stride, padding, dilation = [layer.stride] * 2, [layer.padding] * 2, [1, 1]
    if not one.backward:
        options = (None, stride, padding, dilation, layer.groups)
        return lambda: torch.nn.functional.conv2d(*tensors, *options)
    wanted = [True, True, True]
    options = ([layer.c_out], stride, padding, dilation, False, [0, 0], layer.groups, wanted)
    return lambda: torch.ops.aten.convolution_backward(*tensors, *options)


def peak_memory(one: Pass, method: str) -> float:
    """Return the peak, arguments and results included, as a multiple of arguments and results."""
    results = (one.x, one.weight) if one.backward else (one.grad,)
    given = sum(array.nbytes for array in one.arguments())
    held = given + sum(array.nbytes for array in results)
    return (given + peak_bytes(lambda: one.run(method))) / held


def largest_error(results: tuple[np.ndarray, ...], exact: tuple[np.ndarray, ...]) -> float:
    """Return the largest difference, relative to the largest number of its array."""
    pairs = zip(results, exact, strict=True)
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)


def measure(layer: Layer, backward: bool) -> dict[str, object]:
    """Time one pass of a layer, and measure its memory and its errors."""
    one = random_pass(layer, backward)
    contestants = {
        "bare product": bare_products(layer, backward),
        "auto": lambda: one.run("auto"),
        "im2col": lambda: one.run("im2col"),
        "PyTorch": in_pytorch(one),
    }
    seconds = race(contestants, arguments.rounds)
    seconds["loop"] = loop_seconds(layer, one.x, one.weight, backward)
    if not backward:
        seconds["SciPy"] = scipy_seconds(layer, one.x, one.weight)
    grad, x, weight = (array.astype(float) for array in (one.grad, one.x, one.weight))
    exact = one._replace(grad=grad, x=x, weight=weight).run("im2col")
    methods = ("auto", "im2col")
    return {
        "layer": layer.name,
        "shape": f"{layer.n}×{layer.c_in}×{layer.size}×{layer.size} → {layer.c_out}",
        "pass": "backward" if backward else "forward",
        "bare_ms": seconds["bare product"] * 1e3,
        "ratio": {name: s / seconds["bare product"] for name, s in seconds.items()},
        "peak_memory": {method: peak_memory(one, method) for method in methods},
        "error": {method: largest_error(one.run(method), exact) for method in methods},
    }


def as_markdown(results: dict[str, object]) -> str:
    """Set the results as two tables: times, then memory and errors."""
    contestants = ["auto", "im2col", "PyTorch", "SciPy", "loop"]
    times = [["layer", "N×C×H×W → C_out", "pass", "bare product, ms", *contestants]]
    costs = [["layer", "pass", "memory: auto", "im2col", "error: auto", "im2col"]]
    for row in results["layers"]:
        ratios = [f"{row['ratio'][n]:.3g}" if n in row["ratio"] else "—" for n in contestants]
        times.append([row["layer"], row["shape"], row["pass"], f"{row['bare_ms']:.2f}", *ratios])
        peaks = [f"{row['peak_memory'][method]:.2f}" for method in ("auto", "im2col")]
        errors = [f"{row['error'][method]:.0e}" for method in ("auto", "im2col")]
        costs.append([row["layer"], row["pass"], *peaks, *errors])
    count = f"{results['threads']} thread{'s' if results['threads'] != 1 else ''}"
    versions = ", ".join(
        f"{name} {results[name.lower()]}" for name in ("NumPy", "SciPy", "PyTorch")
    )
    instructions = (
        f"OpenBLAS's kernels are those for {results['blas_kernels']}, "
        f"PyTorch's instructions {results['pytorch_instructions']}."
    )
    return f"""Times as multiples of the bare matrix product's, best of {results["rounds"]} rounds,
with {count}; float32; {versions}.
{instructions}
The loop and SciPy are timed on a sample of the outputs and scaled up.

{_table(times, left=3)}

Each contestant runs for half a second or more before the next, and its fastest call counts: by then
it finds its data in the cache, and gets the memory that it has just given back. The very first call
takes longer: the system clears fresh memory page by page, for a large output of few channels in
about the time of the arithmetic.

The bare product is im2col's without im2col: it finds its matrices laid out. A layer must also lay
out its input, and add up its gradients. That is most of the time where the bare product takes a
millisecond or two (LeNet's layer, the depthwise one), and some tenths of it for the 1×1 layer with
stride 2, which reads every other pixel, and for the gradients of few channels, which add numbers to
kH·kW places each. The gradient for the bias, a sum over the whole output, is in the layer's time
and not in the product's. PyTorch multiplies and adds the depthwise layer in the registers, in one
pass; NumPy has no such step, and goes through a copy and a product with seven zeros in ten numbers.

NumPy leaves the products to OpenBLAS, PyTorch has code of its own. If the line at the top says
Haswell for the one and AVX512 for the other, PyTorch's instructions multiply twice as many numbers.

Several threads share the pieces of a layer, copies and all, but have one way to memory between
them. If a layer is a single piece (LeNet's), only its products are shared.

Memory is the peak, arguments and results included, as a multiple of arguments and results. Scratch
takes a few megabytes per thread whatever the size, so that it counts only where arrays are small.
A thread keeps it for its next call.
Errors are the largest differences from float64, relative to the largest result.

{_table(costs, left=2)}
"""


def _table(lines: list[list[str]], left: int) -> str:
    rule = ["---"] * left + ["---:"] * (len(lines[0]) - left)
    return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])


def main() -> None:
    torch.set_num_threads(arguments.threads)
    layers = [layer for layer in LAYERS if arguments.only in layer.name]
    rows = [measure(layer, backward) for layer in layers for backward in (False, True)]
    results = {
        "threads": arguments.threads,
        "rounds": arguments.rounds,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pytorch": torch.__version__,
        "blas_kernels": " and ".join(
            sorted({each["architecture"] for each in threadpool_info() if "architecture" in each})
        ),
        "pytorch_instructions": torch.backends.cpu.get_cpu_capability(),
        "machine": platform.machine(),
        "layers": rows,
    }
    table = as_markdown(results)
    print(table)
    if not arguments.only:
        name = "results" if arguments.threads == 1 else f"results-{arguments.threads}-threads"
        text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
        (HERE / f"{name}.json").write_text(text, "utf-8")
        (HERE / f"{name}.md").write_text(table, "utf-8")


if __name__ == "__main__":
    main()
