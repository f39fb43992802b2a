"""Practice with what is in a window: sums by hand, copies, pools and their gradients."""

from itertools import product
from math import prod

import numpy as np

from cnnlab import mistakes
from cnnlab.correlate import convolve2d, correlate2d
from cnnlab.pool import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlab.practice.draws import Draws
from cnnlab.practice.wording import Made, Step, factor, written
from cnnlab.shapes import output_shape
from cnnlab.windows import im2col, times_seen


def one_output(draws: Draws, level: int) -> Made:
    """Ask for one output of a kernel, with or without the flip."""
    k = 2 if level == 1 else 3
    flip = draws.whole(0, 1) == 1
    patch, kernel = draws.table(k, k, 0, 9 if level == 3 else 4), draws.table(k, k, -2, 2)
    bias = draws.whole(1, 5) if level == 3 else 0
    answer = round((convolve2d if flip else correlate2d)(patch, kernel).item()) + bias
    applied = [row[::-1] for row in kernel[::-1]] if flip else kernel
    steps: list[Step] = []
    if flip:
        rows = (" ".join(map(written, row)) for row in applied)
        steps.append(("turn", {"turned": "; ".join(rows)}))
    sums = []
    for row, (pixels, weights) in enumerate(zip(patch, applied, strict=True)):
        pairs = list(zip(pixels, weights, strict=True))
        terms = " + ".join(f"{pixel} · {factor(weight)}" for pixel, weight in pairs)
        sums.append(sum(pixel * weight for pixel, weight in pairs))
        steps.append(("row_sum", {"row": row, "terms": terms, "sum": sums[-1]}))
    added = _sum_of([*sums, *([bias] if bias else [])])
    steps.append(("total_bias" if bias else "total", {"sums": added}))
    question = ("convolve" if flip else "correlate") + ("_bias" if bias else "")
    values = {"bias": bias, "answer": answer}
    wrong = mistakes.one_output(patch, kernel, bias, flip=flip)
    tables = [("patch", patch), ("kernel", kernel)]
    slips = [
        kernel if flip else [row[::-1] for row in kernel[::-1]],
        [list(column) for column in zip(*kernel, strict=True)],
        [[abs(weight) for weight in row] for row in applied],
    ]
    rivals = [round(correlate2d(patch, slip).item()) + bias for slip in slips]
    return Made(question, values, [answer], steps, wrong, tables, rivals)


def _sum_of(terms: list[int]) -> str:
    """Write a sum: 2 + (−3) + 4."""
    return " + ".join(factor(term) if place else written(term) for place, term in enumerate(terms))


def flat_index(draws: Draws, level: int) -> Made:
    """Ask where a pixel is in an image laid out as a list, or how far from another."""
    C = draws.whole(2, 4) if level == 3 else 1
    H, W = draws.whole(6, 20), draws.whole(21, 40)
    if level == 2:
        a, b = draws.whole(1, 3), draws.whole(1, 3)
        answer = int(np.ravel_multi_index((a, b), (H, W)))
        values = {"H": H, "W": W, "a": a, "b": b, "before": answer - b, "answer": answer}
        steps = ["rows_down", "columns_right"]
        return Made("apart", values, [answer], steps, mistakes.flat_distance((H, W), a, b))
    z, r, c = (
        draws.whole(1, C - 1) if level == 3 else 0,
        draws.whole(1, H - 1),
        draws.whole(1, W - 1),
    )
    answer = int(np.ravel_multi_index((z, r, c), (C, H, W)))
    values = {"C": C, "H": H, "W": W, "z": z, "r": r, "c": c, "channels": z * H * W}
    values |= {"before": answer - c, "answer": answer}
    steps = ["channels_before", "rows_in_channel"] if level == 3 else ["rows_before"]
    wrong = mistakes.flat_index((C, H, W), (z, r, c))
    return Made(
        "channels" if level == 3 else "place", values, [answer], [*steps, "place_in_row"], wrong
    )


def im2col_shape(draws: Draws, level: int) -> Made:
    """Ask for the shape of the matrix of windows."""
    k = draws.whole(2, 5)
    H, W = draws.whole(6, 14), draws.whole(6, 14)
    C = 1 if level == 1 else draws.whole(2, 4)
    s, p = (draws.whole(2, 3), draws.whole(1, 2)) if level == 3 else (1, 0)
    windows, taps = im2col(np.zeros((1, C, H, W)), k, s, p).shape[1:]
    rows, columns = output_shape((H, W), k, s, p)
    values = {"k": k, "H": H, "W": W, "C": C, "s": s, "p": p, "rows": rows, "columns": columns}
    values |= {"windows": windows, "taps": taps}
    question = ("grey", "channels", "strided")[level - 1]
    wrong = mistakes.im2col_shape((H, W), C, k, s, p)
    steps = ["window_rows", "window_columns"]
    rivals = [prod(output_shape((H, W), k, s, ((p, 0), (p, 0))))] if p else []
    return Made(question, values, [windows, taps], steps, wrong, rivals=rivals)


def copies(draws: Draws, level: int) -> Made:
    """Ask how many windows hold a pixel."""
    k = level + draws.whole(2, 3)  # at least 3: with 2, adding is multiplying
    s = 2 if level == 3 else 1
    H, W = draws.whole(k + 3, 12), draws.whole(k + 3, 12)
    r, c = draws.whole(0, H - 1), draws.whole(0, W - 1)
    down, across = (int(times_seen((n, 1), (k, 1), s)[at, 0]) for n, at in ((H, r), (W, c)))
    answer = int(times_seen((H, W), k, s)[r, c])
    values = {"k": k, "s": s, "H": H, "W": W, "r": r, "c": c, "down": down, "across": across}
    values["answer"] = answer
    steps = ["windows_down", "windows_across", "copies"]
    wrong = mistakes.copies((H, W), k, s, (r, c))
    rivals = [down, down + across, 1, *([k * k] if s == 1 else [])]
    return Made("strided" if s > 1 else "plain", values, [answer], steps, wrong, rivals=rivals)


def pool(draws: Draws, level: int) -> Made:
    """Ask for one output of a pool."""
    k, s = (3, 2) if level == 3 else (2, 2)
    average = level == 2 or (level == 3 and draws.whole(0, 1) == 1)
    sides = (5, 7) if level == 3 else (4, 6)
    unit = k * k if average else 1  # so that a mean is a whole number
    image = [[unit * value for value in row] for row in draws.table(*sides, 0, 9)]
    rows, columns = output_shape(sides, k, s)
    r, c = draws.whole(0, rows - 1), draws.whole(0, columns - 1)
    operation = avg_pool2d if average else max_pool2d
    answer = round(operation(image, k, s)[r, c].item())
    window = [value for row in image[r * s : r * s + k] for value in row[c * s : c * s + k]]
    values = {"k": k, "s": s, "r": r, "c": c, "top": r * s, "left": c * s, "answer": answer}
    values |= {"sum": sum(window), "count": k * k}
    holds: Step = ("window_holds", {"pixels": ", ".join(map(written, window))})
    steps = ["window_begins", holds, "mean" if average else "largest"]
    wrong = mistakes.pool(image, k, s, (r, c), average)
    question = "average" if average else "max"
    rivals = [round(operation(image, k, 1)[r, c].item())]
    rivals += [] if average else [max(map(max, image))]
    return Made(question, values, [answer], steps, wrong, [("image", image)], rivals)


def pool_gradient(draws: Draws, level: int) -> Made:
    """Ask for the gradient that a pool sends to one pixel."""
    average = level == 2
    k, s, side = (2, 1, 3) if level == 3 else (2, 2, 4)
    numbers = draws.shuffled(range(1, side * side + 1))  # no two are equally large
    image = [numbers[row * side : (row + 1) * side] for row in range(side)]
    unit = k * k if average else 1
    grad = [[unit * value for value in row] for row in draws.table(2, 2, 1, 9)]
    r, c = _asked_pixel(draws, image, k, s)
    back = avg_pool2d_backward if average else max_pool2d_backward
    answer = round(back(grad, image, k, s)[r, c].item())
    parts: list[int] = []
    steps: list[Step] = []
    for i, j in product(range(2), range(2)):
        if not (0 <= r - i * s < k and 0 <= c - j * s < k):
            continue
        largest = max(v for row in image[i * s : i * s + k] for v in row[j * s : j * s + k])
        wins = image[r][c] == largest
        parts.append(grad[i][j] // unit if average or wins else 0)
        key = "shares" if average else "wins" if wins else "loses"
        shown = {"i": i, "j": j, "gradient": grad[i][j], "pixel": image[r][c], "largest": largest}
        steps.append((key, {**shown, "count": k * k, "share": parts[-1]}))
    if len(parts) > 1:
        steps.append(("gradients", {"sums": _sum_of(parts)}))
    wrong = mistakes.pool_gradient(grad, image, k, s, (r, c), average)
    tables = [("image", image), ("gradient", grad)]
    values = {"k": k, "s": s, "r": r, "c": c, "answer": answer}
    rivals = [max(parts)] if level == 3 else []
    question = "average" if average else "max"
    return Made(question, values, [answer], steps, wrong, tables, rivals)


def _asked_pixel(draws: Draws, image: list[list[int]], k: int, s: int) -> tuple[int, int]:
    """Draw any pixel, or every other time the largest of a window."""
    i, j = draws.whole(0, 1), draws.whole(0, 1)
    r, c = draws.whole(0, k - 1), draws.whole(0, k - 1)
    places = [(i * s + a, j * s + b) for a, b in product(range(k), range(k))]
    if draws.whole(0, 1) == 1:
        return max(places, key=lambda place: image[place[0]][place[1]])
    return i * s + r, j * s + c
