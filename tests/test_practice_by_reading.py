"""Practice: the numbers of each question, read from its words, and answered without `cnnlab`.

Windows are placed one by one, weights are stored and counted, gradients are finite differences.
A slip is the same answer to another question: one in which a number is forgotten or mistaken.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import product
from math import ceil, prod
from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import convolve2d, correlate2d

from cnnlab.practice import KINDS, LEVELS, Problem, problem

SEEDS = range(60)
Numbers = dict[str, Any]


@cache
def problems(kind: str) -> list[Problem]:
    levels = range(1, LEVELS + 1)
    return [problem(kind, seed, level=level) for level, seed in product(levels, SEEDS)]


# What a question may say, and the names of the numbers in it.
SAYS = {
    r"(?:image|channels) (?:of )?(\d+) rows and (\d+) columns": "H W",
    r"(?:image of|input has|on maps of) (\d+) × (\d+)": "H W",
    r"(?:[Kk]ernels?|[Ww]indows?) of (\d+)(?: ×| rows and) (\d+)": "k k_W",
    r"(?:with|the|all) (\d+) × (\d+) (?:kernels|windows)": "k k_W",
    r"stride (\d+)": "s",
    r"(?<!output )padding (\d+)": "p",
    r"output padding (\d+)": "e",
    r"dilation (\d+)": "d",
    r"(?:make an output|takes an input) of (\d+) × \1": "n",
    r"(?:has|from) (\d+) inputs": "M",
    r"(\d+) outputs": "N",
    r"(?:features with|has) (\d+) kernels": "C_out",
    r"(?:slides to|are laid out in) (\d+) (?:×|rows and) (\d+)": "rows columns",
    r"from (\d+) to (\d+) channels": "C_in C_out",
    r"in (\d+) groups": "g",
    r"(?:of|with) (\d+) channels": "C",
    r"in channel (\d+)": "z",
    r"row (\d+) column (\d+)": "r c",
    r"down by (\d+) and to the right by (\d+)": "a b",
    r"a bias of (\d+)": "bias",
    r"moves by (\d+) pixels": "shift",
}
UNSAID = {"s": 1, "p": 0, "e": 0, "d": 1, "g": 1, "C": 1, "z": 0, "C_in": 1, "C_out": 1, "bias": 0}
LAYER = r"(\d+) × \1(?: with stride (\d+))?(?:(?: and| with) dilation (\d+))?(?=[;.])"


def read(made: Problem) -> Numbers:
    """Read a question as its reader does."""
    text = made.question.replace("\u00a0", " ").replace(",", "")
    numbers: Numbers = {**UNSAID, "text": text}
    for pattern, names in SAYS.items():
        if found := re.search(pattern, text):
            numbers |= zip(names.split(), map(int, found.groups()), strict=True)
    if "colour" in text:
        numbers["C"] = 3
    numbers["stack"] = [[int(n or 1) for n in layer] for layer in re.findall(LAYER, text)]
    return numbers | {title.split()[0]: np.array(rows, float) for title, rows in made.tables}


def starts(
    length: int, k: int, s: int = 1, ends: tuple[int, int] = (0, 0), d: int = 1
) -> list[int]:
    """Place windows along an axis: where they begin, if no tap hangs over an end."""
    places = range(length + sum(ends))
    return [at for at in places[::s] if at + d * (k - 1) in places]


def rows_out(q: Numbers) -> int:
    return len(starts(q["H"], q["k"], q["s"], q.get("ends", (q["p"], q["p"])), q["d"]))


def rows_missed(q: Numbers) -> int:
    length = q["H"] + 2 * q["p"]
    held = {at + i for at in starts(length, q["k"], q["s"]) for i in range(q["k"])}
    return length - len(held)


def border(q: Numbers) -> int:
    side = q["k_W"] if "left" in q["text"] else q["k"]
    target = q.get("n", q["H"])
    return next(p for p in range(99) if len(starts(q["H"], side, 1, (p, p))) == target)


def rows_back(q: Numbers) -> int:
    """Return the fewest rows of which a convolution makes n, and the output padding."""
    ends = (q["p"], q["p"])
    return q["e"] + next(m for m in range(1, 999) if len(starts(m, q["k"], q["s"], ends)) == q["n"])


def seen(stack: list[list[int]], output: int) -> set[int]:
    """Follow an output of a stack back to the pixels that it sees along a row."""
    pixels = {output}
    for k, s, d in reversed(stack):
        pixels = {s * at + d * i for at in pixels for i in range(k)}
    return pixels


def field(q: Numbers) -> int:
    return len(range(min(seen(q["stack"], 0)), max(seen(q["stack"], 0)) + 1))


def shift(q: Numbers) -> int:
    """Find the output that sees, moved by the shift, what the first one saw; or the least shift."""
    stack = q["stack"] or [[1, q["s"], 1]]
    if "smallest" in q["text"]:
        return min(seen(stack, 1)) - min(seen(stack, 0))
    wanted = {pixel + q["shift"] for pixel in seen(stack, 0)}
    return next(output for output in range(99) if seen(stack, output) == wanted)


def stored(q: Numbers) -> list[Any]:
    """Return the weights and biases of a linear layer."""
    inputs = q.get("M") or np.empty((q["C"], q["H"], q["W"])).size
    return [np.empty((q["N"], inputs), np.float32), np.empty(q["N"], np.float32)]


def linear_parameters(q: Numbers) -> int:
    return sum(array.size for array in stored(q))


def linear_memory(q: Numbers) -> int:
    kept = ["weight", "gradient", "first moment", "second moment"]
    return sum(array.nbytes for array in stored(q) for _ in kept)


def untied_outputs(q: Numbers) -> int:
    return q.get("N") or np.empty((q["C_out"], q["rows"], q["columns"])).size


def untied_weights(q: Numbers) -> int:
    return np.empty((untied_outputs(q), q["k"], q["k_W"])).size


def untied(q: Numbers) -> int:
    return untied_weights(q) + untied_outputs(q)


def conv_weights(q: Numbers) -> int:
    """Count the weights of a convolution channel by channel: those of a group read only its own."""
    inputs, outputs, g = q["C_in"], q["C_out"], q["g"]
    pairs = sum(i * g // inputs == o * g // outputs for i in range(inputs) for o in range(outputs))
    return pairs * len(list(product(range(q["k"]), range(q["k_W"]))))


def conv_parameters(q: Numbers) -> int:
    return conv_weights(q) + np.empty(q["C_out"]).size


def saved(q: Numbers) -> int:
    return untied(q) - conv_parameters(q) if "save?" in q["text"] else conv_parameters(q)


def multiply_adds(q: Numbers) -> int:
    sides = q["H"], q["W"]
    if "keep their size" not in q["text"]:
        sides = tuple(len(starts(n, q["k"])) for n in sides)
    return conv_weights(q) * np.empty(sides).size


def windows(q: Numbers) -> Any:
    """Cut the windows out of an image in which each number is its place in the list."""
    image = np.arange(q["C"] * q["H"] * q["W"]).reshape(q["C"], q["H"], q["W"])
    padded = np.pad(image, ((0, 0), *[q.get("ends", (q["p"], q["p"]))] * 2), constant_values=-1)
    return sliding_window_view(padded, (q["C"], q["k"], q["k_W"]))[0, :: q["s"], :: q["s"]]


def im2col_shape(q: Numbers) -> list[int]:
    down, across, *window = windows(q).shape
    return [down * across, prod(window)]


def copies(q: Numbers) -> int:
    return int((windows(q) == q["r"] * q["W"] + q["c"]).sum())


def flat_index(q: Numbers) -> int:
    places = np.arange(q["C"] * q["H"] * q["W"]).reshape(q["C"], q["H"], q["W"])
    if "a" in q:
        return int(places[0, 2 + q["a"], 5 + q["b"]] - places[0, 2, 5])
    return int(places[q["z"], q["r"], q["c"]])


def one_output(q: Numbers) -> int:
    flips = "convol" in q["text"]
    slide = convolve2d if flips else correlate2d
    return round(slide(q["Pixels"], q["Kernel"], "valid").item()) + q["bias"]


def pooled(q: Numbers) -> Any:
    """Pool by hand, one window after the other."""
    operation = np.mean if "Average" in q["text"] else np.max
    k, s, image = q["k"], q["s"], q["Image"]
    down, across = (starts(n, k, s) for n in image.shape)
    return np.array([[operation(image[i : i + k, j : j + k]) for j in across] for i in down])


def pool(q: Numbers) -> float:
    return float(pooled(q)[q["r"], q["c"]])


def pool_gradient(q: Numbers) -> float:
    """Nudge the pixel by less than pixels differ, so that the largest stays the largest."""
    nudge = np.zeros_like(q["Image"])
    nudge[q["r"], q["c"]] = 0.25
    up, down = (pooled({**q, "Image": q["Image"] + sign * nudge}) for sign in (1, -1))
    return float((q["Gradient"] * (up - down)).sum() / 0.5)


ORACLES: dict[str, Callable[[Numbers], Any]] = {
    "linear_parameters": linear_parameters,
    "linear_memory": linear_memory,
    "flat_index": flat_index,
    "locally_connected": untied,
    "field": field,
    "shared_parameters": saved,
    "one_output": one_output,
    "size": rows_out,
    "padding": border,
    "strided_size": rows_out,
    "leftover": rows_missed,
    "transposed_size": rows_back,
    "parameters": conv_parameters,
    "multiply_adds": multiply_adds,
    "im2col_shape": im2col_shape,
    "copies": copies,
    "pool": pool,
    "pool_gradient": pool_gradient,
    "shift": shift,
}


def listed(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_that_of_the_question(kind: str) -> None:
    for made in problems(kind):
        assert made.answer == listed(ORACLES[kind](read(made))), made


@pytest.mark.parametrize("kind", KINDS)
def test_the_working_ends_with_the_answer(kind: str) -> None:
    for made in problems(kind):
        for answer, line in zip(made.answer, made.steps[-len(made.answer) :], strict=True):
            told = f"{answer:,}".replace("-", "−")
            last = r"= {}\b" if "=" in line else r"(?<![\d,]){}\b"
            assert re.search(last.format(re.escape(told)), line), made


def room(q: Numbers) -> int:
    span = range(0, q["k"] * q["d"], q["d"])[-1] + 1
    return len(range(q["H"] + 2 * q["p"])) - span


def jumps(q: Numbers) -> list[int]:
    """Return how far apart the inputs of each layer are, and the outputs of the last."""
    return [max(seen(q["stack"][:n], 1)) - max(seen(q["stack"][:n], 0)) for n in range(4)]


def one_kernel(q: Numbers) -> Numbers:
    return {"C_in": q["C_in"] // q["g"], "C_out": 1, "g": 1}


def laid(q: Numbers, kernel: Any) -> float:
    return float((q["Pixels"] * kernel).sum() + q["bias"])


def held(q: Numbers, length: str, place: str) -> int:
    return sum(q[place] in range(at, at + q["k"]) for at in starts(q[length], q["k"], q["s"]))


def passed(q: Numbers) -> list[float]:
    """Return what each window passes on to the pixel."""
    alone = np.eye(q["Gradient"].size).reshape(-1, *q["Gradient"].shape) * q["Gradient"]
    return [pool_gradient({**q, "Gradient": gradient}) for gradient in alone]


AVERAGE, MAX = {"text": "Average pooling"}, {"text": "Max pooling"}
Slip = Callable[[Numbers], Any]

# What a reply says was done. A dict stands for the answer with these numbers in the question, a set
# for one of several answers.
COUNTED: dict[str, Slip] = {
    "without the + 1:": lambda q: rows_out(q) - 1,
    "leaves out the + 1": lambda q: rows_out(q) - 1,
    "some of the padding": lambda q: {
        rows_out({**q, "p": 0}),
        rows_out({**q, "ends": (q["p"], 0)}),
    },
    "round the quotient down": lambda q: room(q) / q["s"] + 1,
    "rounds up": lambda q: ceil(room(q) / q["s"]) + 1,
    "at one end only": lambda q: {"ends": (q["p"], 0)},
    "leaves the padding out": lambda q: {"p": 0},
    "before the padding": lambda q: rows_out({**q, "p": 0}) + 2 * q["p"],
    "counts every position": lambda q: {"s": 1},
    "leaves out the dilation": lambda q: {"d": 1},
    "span d · k": lambda q: {"k": q["d"] * q["k"], "d": 1},
    "input's own size": lambda q: q["H"],
    "size divided by the stride": lambda q: q["H"] // q["s"],
    "the other axis": lambda q: {"H": q["W"], "k": q["k_W"]},
    "kernel's columns for its rows": lambda q: {"k": q["k_W"]},
}
KERNELS: dict[str, Slip] = {
    "without the groups": lambda q: {"g": 1},
    "one input channel": lambda q: {"C_in": 1, "g": 1},
    "single kernel": one_kernel,
    "one output channel": one_kernel,
}
PARAMETERS: dict[str, Slip] = KERNELS | {
    "without the biases: every kernel": conv_weights,
    "one bias in all": lambda q: conv_weights(q) + 1,
    "divides the outputs": lambda q: one_kernel(q) | {"C_out": q["C_out"] // q["g"]},
    "each table of a kernel": lambda q: conv_weights(q) + q["C_out"] * q["C_in"] // q["g"],
    "one row of the window": lambda q: {"k": 1},
}
SLIPS: dict[str, dict[str, Slip]] = {
    "linear_parameters": {
        "without the biases": lambda q: stored(q)[0].size,
        "one bias in all": lambda q: stored(q)[0].size + 1,
        "counts one channel": lambda q: {"C": 1},
        "a bias for each input": lambda q: stored(q)[0].size + stored(q)[0][0].size,
        "adds inputs and outputs": lambda q: sum(stored(q)[0].shape),
    },
    "linear_memory": {
        "is 4 bytes for each": lambda q: sum(array.nbytes for array in stored(q)),
        "without Adam": lambda q: 2 * sum(array.nbytes for array in stored(q)),
        "12 bytes for each": lambda q: 3 * sum(array.nbytes for array in stored(q)),
        "for float64": lambda q: 2 * linear_memory(q),
        "without the biases": lambda q: 4 * stored(q)[0].nbytes,
        "counts one channel": lambda q: {"C": 1},
    },
    "flat_index": {
        "counts from 1": lambda q: flat_index(q) + 1,
        "column by column": lambda q: (
            q["b"] * q["H"] + q["a"]
            if "b" in q
            else {"H": q["W"], "W": q["H"], "r": q["c"], "c": q["r"]}
        ),
        "height for the width": lambda q: (
            q["a"] * q["H"] + q["b"]
            if "a" in q
            else q["z"] * q["H"] * q["W"] + q["r"] * q["H"] + q["c"]
        ),
        "channels of a pixel together": lambda q: int(
            np.arange(q["C"] * q["H"] * q["W"]).reshape(q["H"], q["W"], -1)[q["r"], q["c"], q["z"]]
        ),
        "place within the channel": lambda q: {"z": 0},
        "apart they are in the image": lambda q: q["a"] + q["b"],
        "goes down only": lambda q: {"b": 0},
    },
    "locally_connected": {
        "without the biases": untied_weights,
        "one bias in all": lambda q: untied_weights(q) + 1,
        "one window for all": lambda q: {"N": 1},
        "one side of the window": lambda q: {"k_W": 1},
    },
    "field": {
        "every stride were 1": lambda q: {"stack": [[k, 1, d] for k, _, d in q["stack"]]},
        "own stride": lambda q: {
            "stack": [layer for k, s, d in q["stack"] for layer in ([1, s, 1], [k, 1, d])]
        },
        "one less, since": lambda q: field(q) + sum(jumps(q)[: len(q["stack"])]) - 1,
        "one less, times": lambda q: sum(k for k, _, _ in q["stack"]),
        "1 short": lambda q: field(q) - 1,
        "multiplies the kernel sizes": lambda q: prod(k for k, _, _ in q["stack"]),
        "last layer's own window": lambda q: {"stack": q["stack"][-1:]},
        "without the dilation": lambda q: {"stack": [[k, s, 1] for k, s, _ in q["stack"]]},
    },
    "shared_parameters": PARAMETERS
    | {
        "is the untied layer": untied,
        "how much more": conv_parameters,
        "they are shared, too": lambda q: untied_weights(q) - conv_weights(q),
        "for one kernel": lambda q: {"C_out": 1},
    },
    "one_output": {
        "flips the kernel: cross": lambda q: laid(q, q["Kernel"][::-1, ::-1]),
        "without the flip": lambda q: laid(q, q["Kernel"]),
        "without the bias": lambda q: {"bias": 0},
        "upside down only": lambda q: laid(q, q["Kernel"][::-1]),
        "left to right only": lambda q: laid(q, q["Kernel"][:, ::-1]),
        "by 90°": lambda q: {laid(q, np.rot90(q["Kernel"], turns)) for turns in (1, 3)},
        "rows for its columns": lambda q: laid(q, q["Kernel"].T),
        "minus signs": lambda q: {"Kernel": abs(q["Kernel"])},
        "adds up the pixels": lambda q: q["Pixels"].sum(),
    },
    "size": COUNTED,
    "strided_size": COUNTED,
    "padding": {
        "both sides together": lambda q: 2 * border(q),
        "rows for its columns": lambda q: {"k_W": q["k"]},
        "whole kernel": lambda q: border(q) + 1 / 2,
        "Without padding": lambda q: 0,
        "half the difference": lambda q: (q["n"] - q["H"]) / 2,
        "difference in size alone": lambda q: q["n"] - q["H"],
    },
    "leftover": {
        "divided by the stride": lambda q: (q["H"] + 2 * q["p"]) % q["s"],
        "how many more rows": lambda q: next(
            more for more in range(99) if rows_out({**q, "H": q["H"] + more}) > rows_out(q)
        ),
        "leaves the border out": lambda q: {"p": 0},
        "below the first window": room,
        "number of windows": rows_out,
    },
    "transposed_size": {
        "goes the other way": lambda q: rows_out({**q, "H": q["n"]}),
        "one stride too far:": lambda q: {"n": q["n"] + 1},
        "or leaves the padding on": lambda q: {"p": 0},
        "adds the padding": lambda q: rows_back({**q, "p": 0}) + 2 * q["p"],
        "That leaves the padding on": lambda q: {"p": 0},
        "at one end only": lambda q: rows_back({**q, "p": 0}) - q["p"],
        "without the output padding": lambda q: {"e": 0},
        "leaves out the + 1": lambda q: rows_back(q) - 1,
        "size times the stride": lambda q: q["n"] * q["s"],
        "without the kernel": lambda q: {"k": 1},
    },
    "parameters": PARAMETERS,
    "multiply_adds": KERNELS
    | {
        "every pixel of the input": lambda q: {"text": "keep their size"},
        "Those are the weights": conv_weights,
        "counts the biases": lambda q: multiply_adds(q) // conv_weights(q) * conv_parameters(q),
    },
    "im2col_shape": {
        "other way round": lambda q: im2col_shape(q)[::-1],
        "for one channel": lambda q: {"C": 1},
        "at every pixel": lambda q: [q["H"] * q["W"], im2col_shape(q)[1]],
        "counts every position": lambda q: {"s": 1},
        "leaves the padding out": lambda q: {"p": 0},
        "at one end only": lambda q: {"ends": (q["p"], 0)},
    },
    "copies": {
        "well inside; this": lambda q: q["k"] * q["k_W"],
        "one axis only": lambda q: held(q, "H", "r"),
        "adds down and across": lambda q: held(q, "H", "r") + held(q, "W", "c"),
        "That is with stride 1": lambda q: {"s": 1},
        "well inside, with": lambda q: q["k"] * q["k_W"],
        "Windows overlap": lambda q: 1,
    },
    "pool": {
        "other kind of pooling": lambda q: MAX if "Average" in q["text"] else AVERAGE,
        "place times the stride": lambda q: {"s": 1},
        "counts from 1": lambda q: {"r": q["r"] - 1, "c": q["c"] - 1},
        "is the sum": lambda q: pool(q) * q["k"] * q["k_W"],
        "of the whole image": lambda q: q["Image"].max(),
    },
    "pool_gradient": {
        "not the largest": lambda q: 4 * pool_gradient(q | AVERAGE),
        "window goes to it": lambda q: 0,
        "shares the gradient among": lambda q: AVERAGE,
        "an average sends": lambda q: 0,
        "the whole gradient: an": lambda q: 4 * pool_gradient(q),
        "from one window": lambda q: set(passed(q)),
        "largest of the gradients": lambda q: max(passed(q)),
    },
    "shift": {
        "shift of the input": lambda q: q["shift"],
        "multiplies by the strides": lambda q: q["shift"] ** 2 // shift(q),
        "adds the strides": lambda q: (
            q.get("shift", 0) / sum(s for _, s, _ in q["stack"]) or sum(s for _, s, _ in q["stack"])
        ),
        "last stride alone": lambda q: q["shift"] / q["stack"][-1][1],
        "first stride alone": lambda q: q["shift"] / q["stack"][0][1],
        "largest stride": lambda q: max(s for _, s, _ in q["stack"]),
        "last stride out": lambda q: {"stack": q["stack"][:-1]},
        "the receptive field": field,
        "One pixel": lambda q: 1,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_reply_is_true_of_the_wrong_number(kind: str) -> None:
    for made in problems(kind):
        asked = read(made)
        for wrong, reply in made.mistakes:
            assert wrong != made.answer, made
            slips = [slip for said, slip in SLIPS[kind].items() if said in reply]
            assert slips, reply
            for slip in slips:
                done = slip(asked)
                if isinstance(done, dict):
                    done = ORACLES[kind]({**asked, **done})
                possible = [[one] for one in done] if isinstance(done, set) else [listed(done)]
                assert wrong in possible, (made.question, wrong, reply)


@pytest.mark.parametrize(
    ("kind", "slip", "words"),
    [
        *(
            (kind, slip, "padding")
            for kind in ("size", "strided_size")
            for slip in (lambda q: {"p": 0}, lambda q: {"ends": (q["p"], 0)})
        ),
        ("transposed_size", lambda q: {"p": 0}, "padding"),
        ("im2col_shape", lambda q: {"s": 1}, "stride"),
    ],
)
def test_whoever_makes_a_usual_slip_is_told_of_it(kind: str, slip: Slip, words: str) -> None:
    """Where another slip leads to the same number, the reply has to speak of both."""
    answered = ORACLES[kind]
    for made in problems(kind):
        wrong = listed(answered(read(made) | slip(read(made))))
        if wrong != made.answer:
            [reply] = [reply for answer, reply in made.mistakes if answer == wrong]
            assert words in reply, (made.question, wrong)


def test_whoever_divides_the_size_by_the_stride_is_told_of_it() -> None:
    for made in problems("strided_size"):
        asked = read(made)
        divided = [asked["H"] // asked["s"]]
        if divided != made.answer and asked["p"] == 0:
            [reply] = [reply for answer, reply in made.mistakes if answer == divided]
            assert "size divided by the stride" in reply, made.question


def test_the_working_of_a_field_has_no_factor_that_is_1() -> None:
    for made in problems("field"):
        assert not re.search(r"\b1 · |· 1\b", " ".join(made.steps)), made.steps


def in_window(q: Numbers, i: int, j: int) -> Any:
    top, left = i * q["s"], j * q["s"]
    return q["Image"][top : top + q["k"], left : left + q["k"]]


def around(q: Numbers) -> list[tuple[int, int]]:
    """Return the windows that hold the pixel."""
    pixel = q["Image"][q["r"], q["c"]]  # pixels are all different
    return [(i, j) for i, j in product(range(2), range(2)) if pixel in in_window(q, i, j)]


def gradient_from(q: Numbers, i: int, j: int) -> float:
    return passed(q)[2 * i + j]


def losses(q: Numbers) -> list[list[float]]:
    tops = [in_window(q, i, j).max() for i, j in around(q)]
    pixel = q["Image"][q["r"], q["c"]]
    return [[top, pixel] for top in tops if top > pixel and "Max" in q["text"]]


# What lines of the working say beside equations, which test_practice.py computes.
LINES: dict[tuple[str, str], Callable[[Numbers], Any]] = {
    ("copies", r"hold row (\d+): (\d+)"): lambda q: [[q["r"], held(q, "H", "r")]],
    ("copies", r"hold column (\d+): (\d+)"): lambda q: [[q["c"], held(q, "W", "c")]],
    ("im2col_shape", r"(\d+) down and (\d+) across"): lambda q: [list(windows(q).shape[:2])],
    ("multiply_adds", r"output has (\d+) · (\d+)"): lambda q: [
        [n if "keep" in q["text"] else len(starts(n, q["k"])) for n in (q["H"], q["W"])]
    ],
    ("field", r"Layer (\d) has stride (\d) so its outputs are (\d+)"): lambda q: [
        [n, s, jumps(q)[n]] for n, (_, s, _) in enumerate(q["stack"], 1) if s > 1
    ],
    ("one_output", r"rows are now ([^.]+)"): lambda q: [
        list(q["Kernel"][::-1, ::-1].ravel()) for _ in re.findall("convol", q["text"])
    ],
    ("pool", r"begins in row (\d) .*column (\d) "): lambda q: [[q["r"], q["c"]]],
    ("pool", r"It holds ([^.]+)"): lambda q: [list(in_window(q, q["r"], q["c"]).ravel())],
    ("pool_gradient", r"Window in row (\d) column (\d): .*?(\d+)\."): lambda q: [
        [i, j, gradient_from(q, i, j)] for i, j in around(q)
    ],
    ("pool_gradient", r"largest pixel is (\d+) so (\d+) gets 0"): losses,
}


@pytest.mark.parametrize(("kind", "line"), LINES)
def test_what_the_working_says_is_so(kind: str, line: str) -> None:
    for made in problems(kind):
        working = "\n".join(made.steps).replace("\u00a0", " ").replace(",", "").replace("−", "-")
        found = [match.groups() for match in re.finditer(line, working)]
        told = [[int(n) for n in re.findall(r"-?\d+", " ".join(said))] for said in found]
        assert told == LINES[kind, line](read(made)), made
