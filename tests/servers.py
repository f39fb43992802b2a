"""Servers that tests start on this machine: where they may listen, and when they answer."""

import socket
import subprocess
import time
import urllib.request

__all__ = ["free_port", "wait_until_it_answers"]


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait for a server that has just been started, and return whether it answers."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
