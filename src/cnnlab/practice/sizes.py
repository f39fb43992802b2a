"""Practice with sizes: of outputs, borders, fields and shifts."""

from collections.abc import Sequence

from cnnlab import mistakes
from cnnlab.practice.draws import Draws
from cnnlab.practice.wording import WORDS, Made, Step, Values, filled
from cnnlab.receptive_fields import receptive_field
from cnnlab.shapes import output_size, padding_amounts, transposed_size

ODD = (3, 5, 7)
Layer = tuple[int, int, int, int]
"""Kernel size, stride, padding and dilation."""


def size(draws: Draws, level: int) -> Made:
    """Ask for the rows of an output, without a stride."""
    H, W = _two(draws, range(8, 41))
    k, k_W = _two(draws, ODD)
    p = 0 if level == 1 else draws.whole(1, min(3, k - 1))
    other_kernel = k_W if level == 3 else None
    wrong = mistakes.output_size(H, k, 1, p, other_size=W, other_kernel_size=other_kernel)
    question = ("valid", "padded", "rectangle")[level - 1]
    values = {"H": H, "W": W, "k": k, "k_W": k_W, "s": 1, "p": p, "d": 1}
    return _positions(question, wrong, values, [H])


def strided_size(draws: Draws, level: int) -> Made:
    """Ask for the rows of an output, with a stride."""
    k = draws.one_of((3, 5)) if level == 3 else draws.whole(2, 7)
    s = draws.whole(2, 3 if level == 3 else 4)
    d = draws.whole(2, 4) if level == 3 else 1
    p = 0 if level == 1 else draws.whole(1, min(3, d * (k - 1)))
    H, W = _two(draws, range(20, 41))
    wrong = mistakes.output_size(H, k, s, p, d, other_size=W)
    question = ("strided", "padded", "dilated")[level - 1]
    rivals = [H // s, _moves(H, k, s, p, d)["room"] / s + 1]
    rivals += [output_size(H, k, s, (p, 0), d)] if p else []
    rivals += [output_size(H, d * k, s, p)] if d > 1 else []
    return _positions(question, wrong, {"H": H, "W": W, "k": k, "s": s, "p": p, "d": d}, rivals)


def _positions(
    question: str, wrong: list[mistakes.Mistake], values: dict[str, int], rivals: list[float]
) -> Made:
    """Work out the positions of a window along the rows."""
    H, k, s, p, d = (values[name] for name in "Hkspd")
    answer = output_size(H, k, s, p, d)
    steps: list[Step] = [
        *(["padded"] if p else []),
        *(["span"] if d > 1 else []),
        "room",
        *(["strides"] if s > 1 else []),
        "first_too",
    ]
    values = {**values, **_moves(H, k, s, p, d), "answer": answer}
    return Made(question, values, [answer], steps, wrong, rivals=rivals)


def _moves(H: int, k: int, s: int, p: int, d: int) -> dict[str, int]:
    """Return how far a window can move down, and what that is made of."""
    padded, span = H + 2 * p, d * (k - 1) + 1
    room = padded - span
    return {"padded": padded, "span": span, "room": room, "strides": room // s}


def leftover(draws: Draws, level: int) -> Made:
    """Ask for the rows at the bottom that are in no window."""
    H, W = _two(draws, range(12, 41))
    s = draws.whole(2, 5)
    k = s if level == 1 else s + draws.whole(1, 3)
    p = draws.whole(1, 2) if level == 3 else 0
    moves = _moves(H, k, s, p, 1)
    taken = (output_size(H, k, s, p) - 1) * s
    answer = moves["room"] - taken
    values = {"H": H, "W": W, "k": k, "s": s, "p": p, **moves, "taken": taken, "answer": answer}
    steps = [*(["padded"] if p else []), "room", "strides", "rest"]
    wrong = mistakes.leftover(H, k, s, p)
    rivals = [s - answer]
    rivals += [moves["padded"] % s] if k > s else []
    rivals += [_moves(H, k, s, 0, 1)["room"] % s] if p else []
    return Made("padded" if p else "pool", values, [answer], steps, wrong, rivals=rivals)


def padding(draws: Draws, level: int) -> Made:
    """Ask for the padding that makes an output of a size."""
    H = draws.whole(8, 40)
    k, k_H = _two(draws, (5, 7, 9, 11) if level == 2 else (*ODD, 9, 11))
    same = padding_amounts("same", k)[0][0]
    # With k − 1, which is full padding, the difference in size alone would be the answer.
    p = draws.whole(same + 1, k - 2) if level == 2 else same
    n = output_size(H, k, 1, p)
    more, loss = n - H, k - 1
    values = {"H": H, "k": k, "k_H": k_H, "n": n, "more": more, "loss": loss, "answer": p}
    values["both"] = more + loss
    steps = ["taken_away", *(["wanted", "half"] if level == 2 else ["same_border"])]
    wrong = mistakes.padding(H, n, k, other_kernel_size=k_H if level == 3 else None)
    return Made(("same", "target", "columns")[level - 1], values, [p], steps, wrong)


def transposed(draws: Draws, level: int) -> Made:
    """Ask for the rows that a transposed convolution makes."""
    n, s = draws.whole(4, 16), draws.whole(2, 4)
    k = s + draws.whole(0, 2)
    p = 0 if level == 1 else draws.whole(1, max(1, (k - 1) // 2))
    e = draws.whole(1, s - 1) if level == 3 else 0
    answer = transposed_size(n, k, s, p, e)
    stamped = transposed_size(n, k, s)
    values = {"n": n, "s": s, "k": k, "p": p, "e": e, "answer": answer, "stamped": stamped}
    values |= {"start": stamped - k, "cut": stamped - 2 * p}
    steps = ["last_stamp", "stamped", *(["cut"] if p else []), *(["extra"] if e else [])]
    wrong = mistakes.transposed_size(n, k, s, p, e)
    question = ("plain", "padded", "extra")[level - 1]
    return Made(question, values, [answer], steps, wrong, rivals=[n * s])


def field(draws: Draws, level: int) -> Made:
    """Ask for the receptive field of a stack."""
    count = draws.whole(2, 3) if level == 1 else 3
    kernels = [draws.one_of((2, 3, 5, 7)) for _ in range(count)]
    strides, dilations = [1] * count, [1] * count
    if level > 1:
        which = draws.whole(0, 1)  # drawn first, as in the page
        strides[which] = draws.whole(2, 3)
    if level == 3:
        which = draws.whole(1, 2)
        dilations[which] = draws.whole(2, 3)
    stack = [(k, s, 0, d) for k, s, d in zip(kernels, strides, dilations, strict=True)]
    fields = receptive_field(stack)
    steps: list[Step] = ["pixel"]
    before, jump = 1, 1
    for number, (k, s, _, d) in enumerate(stack, 1):
        after, next_jump, _ = fields[number - 1]
        added = _added(k, d, jump)
        steps.append(("layer", {"layer": number, "before": before, "added": added, "after": after}))
        if s > 1:
            steps.append(("jump", {"layer": number, "s": s, "jump": next_jump}))
        before, jump = after, next_jump
    wrong = mistakes.receptive_field(stack)
    values = {"layers": _in_words(stack)}
    return Made("stack", values, [before], steps, wrong, rivals=[sum(kernels)])


def _added(k: int, d: int, jump: int) -> str:
    """Write what a layer adds to a field: 2 · (3 − 1) · 4, without a factor that is 1."""
    spread, apart = f"{d} · " if d > 1 else "", f" · {jump}" if jump > 1 else ""
    return f"{spread}({k} − 1){apart}"


def shift(draws: Draws, level: int) -> Made:
    """Ask how shifts and strides go together."""
    most = 6 if level == 1 else 3
    stack = [(draws.one_of((2, 3, 5)), draws.whole(2, most), 0, 1) for _ in range(level)]
    strides = [s for _, s, _, _ in stack]
    jump = receptive_field(stack)[-1].jump
    pixels = jump * draws.whole(1, 9)
    values: Values = {
        "layers": _in_words(stack),
        "s": strides[0],
        "strides": " · ".join(map(str, strides)),
        "jump": jump,
        "shift": pixels,
        "answer": pixels // jump,
    }
    multiply = ["strides_multiply"] if level > 1 else []
    if level == 3:
        wrong = mistakes.smallest_shift(stack)
        return Made("smallest", values, [jump], [*multiply, "one_apart"], wrong)
    wrong = mistakes.shift(strides, pixels)
    question = ("one", "stack")[level - 1]
    rivals = [pixels / sum(strides)] if level > 1 else []
    return Made(question, values, [pixels // jump], [*multiply, "moves"], wrong, rivals=rivals)


def _in_words(stack: list[Layer]) -> str:
    """List layers."""
    looks = {(False, False): "plain", (True, False): "strided", (False, True): "dilated"}
    return "; ".join(
        filled(WORDS["layers"][looks.get((s > 1, d > 1), "both")], {"k": k, "s": s, "d": d})
        for k, s, _, d in stack
    )


def _two(draws: Draws, choices: Sequence[int]) -> tuple[int, int]:
    """Draw two that differ."""
    first = draws.one_of(choices)
    return first, draws.one_of([other for other in choices if other != first])
