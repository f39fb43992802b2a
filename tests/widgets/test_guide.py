"""The widget that CONTRIBUTING has people copy: it works, and the formatters leave it as it is."""

import json
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import build as frontend
import pytest
from alone import alone, heights, looks, reset_puts_back, traits_of
from places import ROOT
from playwright.sync_api import Page, expect

from cnnlab.widgets import base

NAME = "corner_finder"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BUNDLE = """
import { buildSync } from "esbuild";
const [contents, outfile] = process.argv.slice(1);
const define = { TRAINING_SOURCE: '""', TRAINING_VERSION: '""' };
const stdin = { contents, resolveDir: "widgets/guess" }; // beside the folder that it would have
buildSync({ stdin, outfile, define, bundle: true, format: "esm", logLevel: "error" });
"""


def block(language: str) -> str:
    """Return the one block of the guide in this language, without the list's indent."""
    [found] = re.findall(rf"^ *```{language}\n(.*?)^ *```$", GUIDE, re.DOTALL | re.MULTILINE)
    return dedent(found)


@pytest.fixture
def widget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> base.Widget:
    """Return the guide's widget, bundled as it stands there."""
    hosted = f"""
      import {{ hosted }} from "../../host_jupyter.mjs";
      export default hosted("{NAME}", {{ check, render, settings }}, "");"""
    bundle = ["node", "--input-type=module", "--eval", BUNDLE, block("js") + hosted]
    frontend.run(*bundle, str(tmp_path / f"{NAME}.mjs"))
    core = (base._STATIC / "core.css").read_text(encoding="utf-8")
    (tmp_path / "core.css").write_text(core, encoding="utf-8")
    (tmp_path / f"{NAME}.css").write_text("", encoding="utf-8")
    monkeypatch.setattr(base, "_STATIC", tmp_path)
    module = {"__name__": f"cnnlab.widgets.{NAME}"}
    exec(block("python"), module)
    made: base.Widget = module["CornerFinder"]()
    return made


def test_python_is_formatted() -> None:
    for command in (["format", "--check"], ["check"]):
        ruff = [sys.executable, "-m", "ruff", *command, f"--stdin-filename={NAME}.py", "-"]
        run = subprocess.run(ruff, input=block("python"), capture_output=True, text=True, cwd=ROOT)
        assert run.returncode == 0, run.stdout + run.stderr


def test_javascript_is_as_wide_as_prettier_lets_it_be() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    widest = package["prettier"]["printWidth"]
    assert [line for line in block("js").splitlines() if len(line) > widest] == []


@pytest.mark.browser
def test_it_moves_and_goes_back(page: Page, widget: base.Widget, problems: list[str]) -> None:
    live = alone(page, widget)
    first = looks(live)
    live.get_by_label("Threshold").fill("20")
    expect(live.locator(".cnnlab-total")).to_have_text("threshold 20")
    assert traits_of(page, "threshold") == [20]
    reset_puts_back(live, first)
    assert problems == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_its_first_frame_keeps_its_place(page: Page, widget: base.Widget, width: int) -> None:
    frame, live = heights(page, widget, width)
    assert abs(frame - live) <= 2
