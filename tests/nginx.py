"""A folder behind nginx on this machine, served as tools/nginx.conf says."""

import getpass
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from places import ROOT
from servers import free_port

# Paths without a leading slash lie in the server's own folder.
CONFIGURATION = """
user {user};
worker_processes auto;
daemon off;
pid nginx.pid;
events {{ worker_connections 768; }}
http {{
  log_format answers '$status $bytes_sent $request_uri';
  access_log answers.log answers;
  client_body_temp_path body;
  fastcgi_temp_path fastcgi;
  proxy_temp_path proxy;
  scgi_temp_path scgi;
  uwsgi_temp_path uwsgi;
  server {{
    listen 127.0.0.1:{port};
    {more}
    root {folder};
    include {rules};
  }}
}}
"""


class Answer(NamedTuple):
    """A line of the log; `size` is in bytes, headers included."""

    status: str
    size: int
    address: str


@dataclass(frozen=True)
class Server:
    """nginx, as it runs."""

    address: str
    process: int
    home: Path

    def answers(self) -> list[Answer]:
        """Return what it has sent since it started."""
        lines = (self.home / "answers.log").read_text(encoding="utf-8").splitlines()
        fields = (line.split(" ", 2) for line in lines)
        return [Answer(status, int(size), address) for status, size, address in fields]


@contextmanager
def serving(folder: Path, home: Path, more: str = "") -> Iterator[Server]:
    """Serve `folder` while the program goes on; `more` goes into the configuration of the server.

    What nginx writes and what `more` names lies in the folder `home`.
    """
    port = free_port()
    rules = ROOT / "tools" / "nginx.conf"
    configuration = CONFIGURATION.format(
        user=getpass.getuser(), port=port, more=more, folder=folder.resolve(), rules=rules
    )
    (home / "nginx.conf").write_text(configuration, encoding="utf-8")
    command = ["nginx", "-e", "error.log", "-p", home.resolve(), "-c", "nginx.conf"]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port, process)
            yield Server(f"http://127.0.0.1:{port}", process.pid, home)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("nginx does not answer")
