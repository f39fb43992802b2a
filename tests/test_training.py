"""Training in the page: on every host it trains, and with the same numbers."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import serve
import training_page
from playwright.sync_api import Page
from vectors.training import DIGIT, SCORES, conv, pool

from cnnlab.experiments.digit_networks import percent_right_moved
from cnnlab.images import split_digits
from cnnlab.network import build_stack, evaluate
from cnnlab.widgets.packed import pack_digits

RELU = {"kind": "relu"}
STACK = [conv(8, padding=1), RELU, pool("max_pool2d"), *SCORES]
QUESTIONS = [
    {"type": "weights"},
    {"type": "confusion"},
    {"type": "wrong"},
    {"type": "shift", "most": 1},
    {"type": "maps", "index": 7},
    {"type": "maps", "index": 999},
]
TRAIN = "([state, stack, recipe, questions]) => train(state, stack, recipe, questions)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page that trains."""
    path = tmp_path_factory.mktemp("training")
    training_page.write(path)
    return path


@pytest.mark.browser
def test_every_host_trains_with_the_same_numbers(folder: Path, page: Page) -> None:
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url.partition(":")[0]))
    recipe = {"epochs": 2, "seed": 3}

    def train(state: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = page.evaluate(TRAIN, [state, STACK, recipe, QUESTIONS])
        return result

    def on_site() -> dict[str, Any]:
        with serve.serving(folder) as address:
            page.goto(address)
            return train({})

    def opened_as_a_file() -> dict[str, Any]:
        page.goto((folder / "index.html").as_uri())
        return train({})

    def in_jupyterlab() -> dict[str, Any]:
        page.goto("about:blank")
        module = b64encode((folder / "page.mjs").read_bytes()).decode()
        page.evaluate("(script) => import(`data:text/javascript;base64,${script}`)", module)
        return train({"_digits": pack_digits()})

    hosts: list[Callable[[], dict[str, Any]]] = [on_site, opened_as_a_file, in_jupyterlab]
    site, file, lab = (host() for host in hosts)
    assert workers == ["http", "blob"]  # a page that is a file may start none, and trains itself
    kinds = [report["type"] for report in site["heard"]]
    assert kinds[0] == "ready"
    assert kinds[-1] == "finished"
    assert kinds.count("epoch") == 2
    assert site["answers"] == file["answers"] == lab["answers"]
    check_answers(*site["answers"], site["heard"])


def check_answers(
    weights: Any, confusion: Any, wrong: Any, shift: Any, maps: Any, refused: Any, heard: Any
) -> None:
    """Compare with cnnlab what the page says of its network."""
    model = build_stack(STACK, DIGIT, rng=0)
    for w, values in zip(model.parameters(), weights["weights"], strict=True):
        w[...] = np.reshape(values, w.shape)
    digits = split_digits()
    scores = model(digits.x_test)
    read = scores.argmax(axis=1)
    epochs = [report for report in heard if report["type"] == "epoch"]
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    assert epochs[-1]["test_accuracy"] == (read == digits.y_test).mean() > 0.85
    loss, accuracy = evaluate(model, digits.x_validation, digits.y_validation)
    assert epochs[-1]["validation_accuracy"] == accuracy
    assert epochs[-1]["validation_loss"] == pytest.approx(loss, rel=1e-4)
    table = np.zeros((10, 10), int)
    np.add.at(table, (digits.y_test, read), 1)
    assert confusion["table"] == table.tolist()
    assert [each["index"] for each in wrong["wrong"]] == np.flatnonzero(
        read != digits.y_test
    ).tolist()
    assert np.mean(shift["accuracy"][0]) == pytest.approx((read == digits.y_test).mean())
    moved = percent_right_moved(model, 1) / 100
    assert np.mean(shift["accuracy"][1]) == pytest.approx(moved)
    assert maps["label"] == digits.y_test[7]
    assert [output["shape"] for output in maps["outputs"]][-2:] == [[128], [10]]
    np.testing.assert_allclose(maps["outputs"][-1]["values"], scores[7], rtol=1e-4)
    assert refused == "index must be a whole number from 0 to 359"
