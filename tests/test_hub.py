"""What a JupyterHub is given for the course: on one machine, on many, and in its image."""

import re
from typing import Any

import pytest
import yaml
from places import ROOT
from traitlets.config import Config

HUB = ROOT / "hub"


@pytest.fixture
def one_machine() -> Any:
    """Return the settings of the hub on one machine, as JupyterHub reads them."""
    c = Config()
    code = (HUB / "jupyterhub_config.py").read_text(encoding="utf-8")
    exec(code, {"get_config": lambda: c})
    return c


@pytest.fixture
def many_machines() -> Any:
    """Return the values for the chart."""
    return yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))


def test_one_machine_and_many_have_the_same_settings(one_machine: Any, many_machines: Any) -> None:
    student, spawner = many_machines["singleuser"], one_machine.Spawner
    assert student["defaultUrl"] == spawner.default_url
    assert student["extraEnv"] == spawner.environment
    assert student["memory"]["limit"] == spawner.mem_limit
    assert many_machines["hub"]["config"]["Spawner"]["args"] == spawner.args
    [culler] = one_machine.JupyterHub.services
    timeout, every = many_machines["cull"]["timeout"], many_machines["cull"]["every"]
    assert culler["command"][-2:] == [f"--timeout={timeout}", f"--cull-every={every}"]


def test_nobody_gets_in_before_a_school_says_who(one_machine: Any, many_machines: Any) -> None:
    given = many_machines["hub"]["config"]["JupyterHub"]["authenticator_class"]
    assert given == one_machine.JupyterHub.authenticator_class == "null"


def test_a_student_is_guaranteed_what_was_measured(many_machines: Any) -> None:
    record = (ROOT / "benchmarks" / "hub_memory.md").read_text(encoding="utf-8")
    [measured] = re.findall(r"A student at work is taken to need (\d+) MB", record)
    guarantee = int(many_machines["singleuser"]["memory"]["guarantee"].removesuffix("M"))
    assert 0.8 * guarantee < int(measured) <= guarantee


def test_page_and_image_install_the_same_in_the_tested_versions() -> None:
    page = (ROOT / "book" / "hub.md").read_text(encoding="utf-8")
    image = (HUB / "Dockerfile").read_text(encoding="utf-8")
    for text in (page, image):
        assert re.search(r'pip install [^\n]*cnnlab-\*\.whl\)\[hub\]" -c \S*constraints\.txt', text)
    assert re.findall("==", image) == []
