"""A real JupyterHub on this machine, installed and set up as book/hub.md says."""

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from places import ROOT
from playwright.sync_api import Page
from servers import free_port, wait_until_it_answers

HOME = ROOT / "_build" / "hub"
INSTALLED = HOME / "course"
EDITION = "2027-spring"  # the page's
HANDED_OUT = ROOT / "_build" / "hand-out" / f"cnnlab-{EDITION}" / "notebooks"
PAGES_FOLDER = "/opt/course"  # where the page installs
TOKEN = "of-this-hub-alone"


class Hub(NamedTuple):
    """A running JupyterHub."""

    address: str
    process: int
    home: Path

    def folder(self, student: str) -> Path:
        """Return where a student's files are."""
        return self.home / "students" / student

    def students(self) -> list[dict[str, Any]]:
        """Return what the hub knows of its users, and of their servers."""
        request = urllib.request.Request(
            f"{self.address}/hub/api/users", headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            users: list[dict[str, Any]] = json.load(answer)
        return users

    def log_in(self, page: Page, student: str) -> None:
        """Fill in the form that a link leads to when nobody is logged in."""
        page.fill("#username_input", student)
        page.fill("#password_input", "any")
        page.click("#login_submit")


def install() -> None:
    """Carry out the page's commands up to the start of the hub, if that was not done before."""
    if not INSTALLED.exists():
        subprocess.run([sys.executable, "tools/hand_out.py", EDITION], cwd=ROOT, check=True)
        subprocess.run(["bash", "-euxc", "\n".join(commands()[:-1])], cwd=ROOT, check=True)


def commands() -> list[str]:
    """Return the page's commands for one machine, with this folder for its own."""
    page = (ROOT / "book" / "hub.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    [block] = [block for block in blocks if PAGES_FOLDER in block]
    joined = block.replace("\\\n", "").replace(PAGES_FOLDER, str(INSTALLED))
    return joined.strip().splitlines()


@contextmanager
def running_hub(home: Path, idle: int) -> Iterator[Hub]:
    """Run a new hub in `home`; what nobody has used for `idle` seconds goes."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    address = f"http://127.0.0.1:{free_port()}"
    config = home / "jupyterhub_config.py"
    config.write_text(_config(home, address, idle), encoding="utf-8")
    start = commands()[-1].replace("hub/jupyterhub_config.py", str(config))
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            ["bash", "-c", f"exec env {start}"], cwd=home, stdout=log, stderr=log
        )
        try:
            if not wait_until_it_answers(f"{address}/hub/health", process):
                raise RuntimeError(f"JupyterHub did not start:\n{(home / 'log').read_text()}")
            yield Hub(address, process.pid, home)
        finally:
            process.terminate()
            process.wait(60)


def _config(home: Path, address: str, idle: int) -> str:
    """Return the page's settings, with seconds for its hours, and what is a school's own affair."""
    settings = (ROOT / "hub" / "jupyterhub_config.py").read_text(encoding="utf-8")
    for hours, seconds in {1800: idle, 3600: idle, 300: 2}.items():
        settings = settings.replace(f"={hours}", f"={seconds}")
    return f"""{settings}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{home}/students/{{username}}"
c.Spawner.args += ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.JupyterHub.last_activity_interval = c.JupyterHub.activity_resolution = 2
c.Spawner.environment["JUPYTERHUB_ACTIVITY_INTERVAL"] = "2"  # so that no server in use goes
c.JupyterHub.services.append({{"name": "test", "api_token": {TOKEN!r}}})
scopes = ["list:users", "read:users", "read:servers"]
c.JupyterHub.load_roles.append({{"name": "test", "scopes": scopes, "services": ["test"]}})
c.JupyterHub.bind_url = "{address}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = bytes(32)
"""
