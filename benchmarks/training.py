"""Train in a page and with PyTorch: images a second, accuracy, and whether the page still draws.

    python frontend/build.py; python benchmarks/training.py

The page trains in a worker, in JavaScript, on one core; PyTorch trains the same stacks with the
same batches in one thread. Each goes through the training digits several times, in turn with the
other, and the fastest time counts, so that a busy machine disturbs both equally. Then the chapter's
network is trained as the reader's button trains it, with five seeds, while the page draws as often
as it can. The tables are printed and written to training.md.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # read when PyTorch is imported

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("tools", "tests", "frontend", "book/_ext")]
import browser as local_browser  # noqa: E402
import serve  # noqa: E402
import training_page  # noqa: E402
from vectors.training import CHAPTER, FLATTEN, RELU, SCORES, conv, pool  # noqa: E402

from cnnlab.images import split_digits  # noqa: E402
from cnnlab.network import plan_stack  # noqa: E402

DIGIT = (1, 8, 8)
BATCH = 32
ROUNDS = 4
SEEDS = range(5)
STACKS = {
    "the chapter's CNN": CHAPTER,
    "twice its channels": [
        {**layer, "out_channels": 2 * layer["out_channels"]} if layer["kind"] == "conv2d" else layer
        for layer in CHAPTER
    ],
    "its poolings as strides": [
        *(conv(8, padding=1), RELU, conv(16, padding=1, stride=2), RELU),
        *(conv(32, padding=1, stride=2), RELU, *SCORES),
    ],
    "averages, blurred": [
        *(conv(8, padding=1), RELU, conv(16, padding=1), RELU, pool("blur_pool", 3, stride=2)),
        *(conv(32, padding=1), RELU, pool("avg_pool2d"), *SCORES),
    ],
    "an MLP of 100 units": [FLATTEN, {"kind": "linear", "out_features": 100}, RELU, *SCORES[1:]],
}
TRAIN = "([stack, recipe]) => train({}, stack, recipe)"
FRAMES = """() => {
  let last = performance.now();
  window.gaps = [];
  window.drawn = () => gaps.splice(0);
  const draw = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(draw); };
  requestAnimationFrame(draw);
}"""


def main() -> None:
    """Measure all, print the tables and write them down."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        training_page.write(Path(folder))
        chromium = local_browser.launch(playwright)
        with serve.serving(Path(folder)) as address:
            page = chromium.new_page()
            page.set_default_timeout(0)
            page.goto(address)
            speeds = "\n".join(speed(page, name, stack) for name, stack in STACKS.items())
            learned = learning(page)
        version = chromium.version
    text = (
        f"On {os.cpu_count()} cores, Chromium {version}, PyTorch {torch.__version__} in one "
        f"thread. Batches of {BATCH} digits.\n\n"
        "| stack | multiply-adds | in the page, images/s | PyTorch, images/s | page ÷ PyTorch |\n"
        f"| --- | ---: | ---: | ---: | ---: |\n{speeds}\n\n{learned}"
    )
    print(text)
    (ROOT / "benchmarks" / "training.md").write_text(text, encoding="utf-8")


def speed(page: Page, name: str, stack: list[dict[str, Any]]) -> str:
    """Train a stack in the page and with PyTorch, in turn; return its line of the table."""
    inside, outside = [], []
    for _ in range(ROUNDS):
        inside.append(in_page(page, stack, {"epochs": 1}))
        outside.append(in_pytorch(stack))
    work = sum(layer.multiply_adds for layer in plan_stack(stack, DIGIT))
    page_best, torch_best = max(inside), max(outside)
    ratio = page_best / torch_best
    return f"| {name} | {work:,} | {page_best:,.0f} | {torch_best:,.0f} | {ratio:.2f} |"


def in_page(page: Page, stack: list[dict[str, Any]], recipe: dict[str, Any]) -> float:
    heard = page.evaluate(TRAIN, [stack, recipe])["heard"]
    last = [report for report in heard if report["type"] == "progress"][-1]
    return float(last["images"] / last["seconds"])


def in_pytorch(stack: list[dict[str, Any]]) -> float:
    digits = split_digits()
    x, y = torch.tensor(digits.x_train), torch.tensor(digits.y_train)
    model = torch.nn.Sequential(*(in_torch(*of) for of in zip(stack, inputs(stack), strict=True)))
    optimizer = torch.optim.SGD(model.parameters(), 0.05, momentum=0.9)
    start = time.perf_counter()
    for batch in torch.randperm(len(x)).split(BATCH):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    return len(x) / (time.perf_counter() - start)


def inputs(stack: list[dict[str, Any]]) -> list[int]:
    return [layer.input[0] for layer in plan_stack(stack, DIGIT)]


def in_torch(layer: dict[str, Any], channels: int) -> torch.nn.Module:
    """Return PyTorch's layer for one of a stack."""
    nn = torch.nn
    settings = {name: value for name, value in layer.items() if name != "kind"}
    match layer["kind"]:
        case "conv2d":
            return nn.Conv2d(channels, **settings)
        case "linear":
            return nn.Linear(channels, **settings)
        case "blur_pool":
            size = layer["kernel_size"]
            blur = nn.Conv2d(
                channels, channels, padding=(size - 1) // 2, groups=channels, bias=False, **settings
            )
            blur.weight.requires_grad = False
            return blur
    plain = {"relu": nn.ReLU, "flatten": nn.Flatten}
    pools = {"max_pool2d": nn.MaxPool2d, "avg_pool2d": nn.AvgPool2d}
    return {**plain, **pools}[layer["kind"]](**settings)


def learning(page: Page) -> str:
    """Train the chapter's network; return what it reads, how long that took, and the frames."""
    right, seconds, gaps = [], [], []
    page.evaluate(FRAMES)
    for seed in SEEDS:
        page.evaluate("drawn()")
        start = time.perf_counter()
        heard = page.evaluate(TRAIN, [CHAPTER, {"seed": seed}])["heard"]
        seconds.append(time.perf_counter() - start)
        gaps += page.evaluate("drawn()")
        epochs = [report for report in heard if report["type"] == "epoch"]
        right.append(100 * epochs[-1]["test_accuracy"])
    smooth = np.mean(np.array(gaps) < 1.5 * 1000 / 60)
    return (
        f"The chapter's CNN, as the button trains it, for {len(epochs)} epochs, with {len(right)} "
        "seeds:\n\n"
        "| | mean | least | most |\n| --- | ---: | ---: | ---: |\n"
        f"| test digits right, % | {np.mean(right):.1f} | {min(right):.1f} | {max(right):.1f} |\n"
        f"| seconds | {np.mean(seconds):.1f} | {min(seconds):.1f} | {max(seconds):.1f} |\n\n"
        f"While it trains the page draws: {smooth:.1%} of its frames come in time for 60 a second, "
        f"and the longest wait is {max(gaps):.0f} ms.\n"
    )


if __name__ == "__main__":
    main()
