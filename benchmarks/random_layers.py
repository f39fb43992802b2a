"""Time random layers: how often is the method "auto" as fast as the fastest way there is?

    python benchmarks/random_layers.py [--count 1000] [--seed 0] [--fit]

Each layer is computed in every way that can compute it, in one thread, the ways in turns and the
best of all rounds counted, so that a busy machine disturbs all of them equally. `auto` is measured
twice: where the two differ, the choice of method is not to blame. The tables say on how many layers
`auto` is within 1.1 and 1.3 times of the fastest, on which kinds of them it is not, how often it
differs from itself by as much, and where it is farthest from the fastest; with 200 layers or more
they are written to random_layers.md.
With --fit, the numbers follow that `cnnlab/methods/fast/estimate.py` rests on, fitted to this run.
"""

import argparse
import math
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--count", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--fit", action="store_true")
for library in ("OPENBLAS", "MKL", "OMP"):  # read when NumPy is imported
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
from scipy.optimize import nnls  # noqa: E402

from cnnlab.methods import fast, im2col  # noqa: E402
from cnnlab.methods.fast import bands, depthwise, rows, winograd  # noqa: E402
from cnnlab.methods.fast.estimate import Layer, counts  # noqa: E402
from cnnlab.shapes import resolve_geometry  # noqa: E402

Runs = dict[str, Callable[[], object]]
Found = list[tuple[float, Layer, dict[str, float]]]
WHY = """\
Where `auto` is not within 1.1 times, it is mostly one of these: 1×1 kernels with a stride and few
outputs; fewer than a dozen kernels over many input channels; the weight gradient by rows where
C_in·k_W is below 8; dilated kernels mostly in the border; outputs of hardly a pixel. `auto`
does not try the ways but estimates them, from counts of what each multiplies, copies and calls, and
from speeds that were fitted on one processor. How a BLAS cuts a narrow product, and which copy
still lies in the cache, is in no count; on another processor the order of two ways that are close
may be reversed. The last row of the table says how much of a difference means nothing."""
TASKS = ("output", "weight gradient", "input gradient")
KINDS: dict[str, Callable[[Layer], bool]] = {
    "all": lambda layer: True,
    "3×3, stride 1, one group": lambda layer: (
        layer.geometry.kernel == (3, 3)
        and layer.geometry.stride == layer.geometry.dilation == (1, 1)
        and layer.groups == 1
    ),
    "1×1": lambda layer: layer.geometry.kernel == (1, 1),
    "kernel of 5 or more": lambda layer: max(layer.geometry.kernel) >= 5,
    "stride": lambda layer: layer.geometry.stride != (1, 1),
    "dilation": lambda layer: layer.geometry.dilation != (1, 1),
    "depthwise": lambda layer: layer.groups == layer.c_in > 1,
    "other groups": lambda layer: 1 < layer.groups < layer.c_in,
    "fewer than 8 channels in": lambda layer: layer.c_in < 8,
    "outputs of less than 50 pixels": lambda layer: math.prod(layer.geometry.output) < 50,
}


def random_layers(rng: np.random.Generator) -> Iterator[Layer]:
    """Yield layers of all sorts, from some thousand to some hundred million multiply-adds."""

    def between(low: int, high: int) -> int:
        return round(math.exp(rng.uniform(math.log(low), math.log(high))))

    while True:
        n = int(rng.choice([1, 1, 2, 4, 8, 16, 32]))
        kernel = (int(rng.choice([1, 1, 2, 3, 3, 3, 4, 5, 7, 11])),) * 2
        if rng.random() < 0.15:
            kernel = int(rng.integers(1, 8)), int(rng.integers(1, 8))
        stride = int(rng.choice([1, 1, 1, 2, 2, 3, 4]))
        dilation = int(rng.choice([1, 1, 1, 1, 2, 3, 4, 8, 16]))
        size = (between(4, 160),) * 2
        if rng.random() < 0.3:
            size = between(4, 160), between(4, 160)
        c_in, c_out, groups = between(1, 512), between(1, 512), 1
        kind = rng.random()
        if kind > 0.85:  # what most networks are made of
            kernel, stride, dilation = (3, 3), 1, 1
            size, c_in, c_out = (between(6, 64),) * 2, between(32, 512), between(32, 512)
        elif kind < 0.12:
            c_out = groups = c_in
        elif kind < 0.24:
            groups = int(rng.choice([2, 3, 4, 8, 16]))
            c_in, c_out = (max(groups, c // groups * groups) for c in (c_in, c_out))
        half, full = (tuple(dilation * (k // part) for k in kernel) for part in (2, 1))
        padding = [0, half, half, half, full, 1][rng.integers(6)]
        try:
            geometry = resolve_geometry(size, kernel, stride, padding, dilation)
        except ValueError:  # the kernel is larger than the image
            continue
        layer = Layer(n, c_in, c_out, groups, geometry)
        inputs = n * c_in * math.prod(size)
        small = max(inputs, layer.outputs) < 4e6 and layer.window_numbers < 2e7
        if small and 2e4 < layer.outputs * layer.taps < 1e9:
            yield layer


def runs_of(layer: Layer, rng: np.random.Generator) -> dict[str, Runs]:
    """Return, for each task, every way of it and `auto`."""
    n, c_in, c_out, groups, geometry = layer
    shapes = (
        (n, c_in, *geometry.size),
        (c_out, c_in // groups, *geometry.kernel),
        (n, c_out, *geometry.output),
    )
    x, weight, grad = (rng.standard_normal(shape, np.float32) for shape in shapes)
    used = layer._replace(geometry=geometry.without_unused_steps())
    back = {
        "rows": partial(rows.input_gradient, grad, weight, used.geometry, groups),
        "im2col": partial(im2col.input_gradient, grad, weight, geometry, groups, "zeros"),
        "auto": partial(fast.input_gradient, grad, weight, geometry, groups, "zeros"),
    }
    if used.geometry.stride == (1, 1):
        back["convolution"] = partial(fast.convolve_back, grad, weight, used)
    return {
        "output": _runs("forward", x, weight, used)
        | {
            "im2col": partial(im2col.forward, x, weight, geometry, groups, "zeros"),
            "auto": partial(fast.forward, x, weight, geometry, groups, "zeros"),
        },
        "weight gradient": _runs("weight_gradient", grad, x, used)
        | {
            "im2col": partial(im2col.weight_gradient, grad, x, geometry, groups, "zeros"),
            "auto": partial(fast.weight_gradient, grad, x, geometry, groups, "zeros"),
        },
        "input gradient": back,
    }


def _runs(pass_name: str, first: np.ndarray, second: np.ndarray, layer: Layer) -> Runs:
    """Return the ways that can compute a pass, but im2col."""
    given = first, second, layer.geometry
    by_rows, by_bands, alone, tiled = (
        partial(getattr(module, pass_name), *given) for module in (rows, bands, depthwise, winograd)
    )
    runs = {
        "one product": partial(by_rows, layer.groups, single=True),
        "rows": partial(by_rows, layer.groups, single=False),
        "bands": partial(by_bands, layer.groups),
        "depthwise": alone,
        "winograd": tiled,
    }
    return {way: run for way, run in runs.items() if way in fast.ways(layer)}


def best_times(runs: Runs) -> dict[str, float]:
    """Return each one's best time in nanoseconds, measured longer where it is close.

    Two measurements of the very same call differ by more than a tenth in one case of twenty after
    three rounds, and in one of sixty after six. So those near the fastest get more rounds.
    """
    best = dict.fromkeys(runs, math.inf)
    _measure(runs, best, rounds=3)
    near = {name: run for name, run in runs.items() if best[name] <= 1.5 * min(best.values())}
    _measure(near, best, rounds=5)
    return best


def _measure(runs: Runs, best: dict[str, float], rounds: int) -> None:
    """Let each run in turn; a turn lasts a millisecond, or two calls."""
    for _ in range(rounds):
        for name, run in runs.items():
            calls, end = 0, time.perf_counter_ns() + 1_000_000
            while calls < 2 or time.perf_counter_ns() < end:
                start = time.perf_counter_ns()
                run()
                best[name] = min(best[name], time.perf_counter_ns() - start)
                calls += 1


def fitted(examples: list[tuple[dict[str, float], float]]) -> dict[str, float]:
    """Return the nanoseconds of each count that come closest to the times, relatively."""
    names = sorted({name for count, _ in examples for name in count})
    table = np.array([[count.get(name, 0) for name in names] for count, _ in examples], float)
    relative = table / np.array([[nanoseconds] for _, nanoseconds in examples])
    scale = relative.max(axis=0)
    scale[scale == 0] = 1
    relative /= scale
    each, _ = nnls(relative, np.ones(len(examples)))
    for _ in range(15):  # to the usual layer, rather than to the worst
        weight = 1 / np.maximum(np.abs(relative @ each - 1), 0.3)
        weight /= weight.max()
        each, _ = nnls(relative * weight[:, None], weight)
    return {n: float(f"{v:.3g}") for n, v in zip(names, each / scale, strict=True) if v}


def report(behind: dict[str, Found], unlike: dict[str, list[float]]) -> str:
    """Return the tables: shares by kind of layer, and the worst ten of each task."""
    lines = [
        "Share of layers, in percent, on which `auto` takes at most 1.1 and at most 1.3 times as "
        "long as the fastest way.",
        "",
        f"| kind of layer | layers | {' | '.join(TASKS)} |",
        f"| --- | ---: |{' ---: |' * len(TASKS)}",
    ]
    for kind, belongs in KINDS.items():
        ratios = [
            np.array([ratio for ratio, layer, _ in behind[task] if belongs(layer)])
            for task in TASKS
        ]
        shares = (
            f"{100 * (r <= 1.1).mean():.1f}, {100 * (r <= 1.3).mean():.1f}" if r.size else "–"
            for r in ratios
        )
        lines.append(f"| {kind} | {ratios[0].size} | {' | '.join(shares)} |")
    same = (np.array(unlike[task]) for task in TASKS)
    shares = (f"{100 * (r <= 1.1).mean():.1f}, {100 * (r <= 1.3).mean():.1f}" for r in same)
    lines.append(f"| `auto` against itself | {len(unlike[TASKS[0]])} | {' | '.join(shares)} |")
    lines += ["", *WHY.splitlines()]
    for task, found in behind.items():
        lines += ["", f"The farthest from it, {task}:", ""]
        for ratio, layer, times in sorted(found, key=lambda each: -each[0])[:10]:
            in_ms = ", ".join(f"{way} {time / 1e6:.2f}" for way, time in times.items())
            lines.append(f"- {ratio:.2f} × {described(layer)}: {in_ms} ms")
    return "\n".join(lines)


def described(layer: Layer) -> str:
    n, c_in, c_out, groups, geometry = layer
    options = "".join(
        f", {name} {value}"
        for name, value in (
            ("stride", geometry.stride),
            ("padding", geometry.padding),
            ("dilation", geometry.dilation),
            ("groups", groups),
        )
        if value not in (1, (1, 1), ((0, 0), (0, 0)))
    )
    height, width = geometry.kernel
    return (
        f"x({n}, {c_in}, {geometry.size[0]}, {geometry.size[1]}) "
        f"w({c_out}, {c_in // groups}, {height}, {width}){options}"
    )


def main() -> None:
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    behind: dict[str, Found] = {task: [] for task in TASKS}
    unlike: dict[str, list[float]] = {task: [] for task in TASKS}
    examples: dict[tuple[str, str], list[tuple[dict[str, float], float]]] = {}
    for layer, _ in zip(random_layers(rng), range(arguments.count), strict=False):
        used = layer._replace(geometry=layer.geometry.without_unused_steps())
        for task, runs in runs_of(layer, rng).items():
            times = best_times(runs | {"again": runs["auto"]})
            auto, again = times.pop("auto"), times.pop("again")
            unlike[task].append(max(auto, again) / min(auto, again))
            behind[task].append((auto / min(auto, *times.values()), layer, times | {"auto": auto}))
            for way, nanoseconds in times.items():
                if way != "convolution":
                    example = counts(task, way, used), nanoseconds
                    examples.setdefault((task, way), []).append(example)
    text = (
        f"{len(behind[TASKS[0]])} random layers, seed {arguments.seed}, float32, one thread, "
        f"NumPy {np.__version__}.\n\n{report(behind, unlike)}\n"
    )
    print(text)
    if arguments.count >= 200:
        Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    if arguments.fit:
        for key, given in examples.items():
            print(f"    {key}: {fitted(given)},")


if __name__ == "__main__":
    main()
