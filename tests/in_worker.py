"""Cells run in a page's worker, without the page's own buttons and outputs."""

import re
from collections.abc import Sequence
from typing import Any

from notebooks import KEPT_OUTPUT_TYPES, sanitised
from playwright.sync_api import Page

# `ask` sends a run and waits until it is done; what came meanwhile is its answer.
OPEN = """([address, cells]) => {
  const heard = [];
  let waiting = () => {};
  window.worker = new Worker(address, { type: "module" });
  worker.onmessage = ({ data }) => { heard.push(data); waiting(); };
  worker.onerror = (event) => { heard.push({ type: "failed", why: "script" }); waiting(); };
  worker.postMessage({ type: "start", cells });
  window.until = (isLast) =>
    new Promise((resolve) => {
      waiting = () => {
        const end = heard.findIndex((message) => isLast(message) || message.type === "failed");
        if (end >= 0) resolve(heard.splice(0, end + 1));
      };
      waiting();
    });
  let runs = 0;
  window.ask = (cell, sources) => {
    const run = ++runs;
    worker.postMessage({ type: "run", run, cell, sources });
    return until((message) => message.type === "done" && message.run === run);
  };
}"""


class InWorker:
    """A page's Python, on a page that opens quickly."""

    def __init__(self, page: Page, site: str, cells: Sequence[Any]) -> None:
        page.goto(f"{site}/book/run.html")
        page.set_default_timeout(180_000)
        given = [{"id": cell["id"], "source": cell["source"]} for cell in cells]
        page.evaluate(OPEN, [f"{site}/_static/python/worker.mjs", given])
        self._page = page

    def run(self, cell: str, **sources: str) -> list[dict[str, Any]]:
        """Run a cell, and return all messages until it is done."""
        messages: list[dict[str, Any]] = self._page.evaluate(
            "([cell, sources]) => ask(cell, sources)", [cell, sources]
        )
        return messages

    def send(self, **message: Any) -> None:
        """Send the worker a message."""
        self._page.evaluate("(message) => worker.postMessage(message)", message)

    def answer(self, kind: str) -> dict[str, Any]:
        """Wait for a message of some kind, and return it."""
        script = "async (kind) => (await until((message) => message.type === kind)).at(-1)"
        answer: dict[str, Any] = self._page.evaluate(script, kind)
        return answer


def outputs(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the outputs among some messages."""
    return [message["output"] for message in messages if message["type"] == "output"]


def as_shown(text: str) -> str:
    """Return what is left to see of text in which a bar moves, each over the one before."""
    return re.sub(r"(?m)^.*\r", "", text)


def texts(given: Sequence[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return what a cell says, as it is stored: streams in one piece, no images."""
    said: list[tuple[str, Any]] = []
    for output in given:
        kind = output["output_type"]
        if kind == "stream":
            kind, text = output["name"], output["text"]
            if said and said[-1][0] == kind:
                text = said.pop()[1] + text
            said.append((kind, text))
        elif kind == "error":
            said.append((kind, f"{output['ename']}: {output['evalue']}"))
        else:
            data = {k: sanitised(v) for k, v in output["data"].items() if k in KEPT_OUTPUT_TYPES}
            said.append((kind, data))
    shown = [(kind, as_shown(text) if kind == "stderr" else text) for kind, text in said]
    return [(kind, text) for kind, text in shown if text]
