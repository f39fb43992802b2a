"""Serve the built site on this machine: `python tools/serve.py [site] [--port 8000]`."""

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from command_line import Parser, number

SITE = Path(__file__).parent.parent / "_build" / "html"
PORT = 8000
BUILD = "Build it: jupyter-book build . or make book."


class Handler(SimpleHTTPRequestHandler):
    """Serve files with the types that browsers demand, whatever the system's own table says."""

    protocol_version = "HTTP/1.1"  # one connection for many files
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
    }

    def log_message(self, *_: object) -> None:
        """Stay quiet: the reader's terminal shows the address alone."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of `folder` on `port`, by default on a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))


def address(httpd: ThreadingHTTPServer) -> str:
    """Return the URL of a server made by `server`."""
    return f"http://127.0.0.1:{httpd.server_port}"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` while the program goes on, and yield the address."""
    with server(folder) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        try:
            yield address(httpd)
        finally:
            httpd.shutdown()


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=SITE, help="_build/html unless given")
    parser.add_argument("--port", default=str(PORT), help=f"{PORT} unless given, 0 for a free one")
    return parser.parse_args()


def main() -> None:
    """Serve until Ctrl+C is pressed, or say in a sentence why not."""
    asked = arguments()
    try:
        port = number("--port", asked.port, 0, 65535)
        if not (asked.site / "index.html").is_file():
            raise ValueError(f"There is no site in {asked.site}. {BUILD}")
        with server(asked.site, port) as httpd:
            print(f"The book is at {address(httpd)}/ (Ctrl+C stops it)", flush=True)
            httpd.serve_forever()
    except ValueError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"Port {port} is not free ({error.strerror}): choose another, as --port 8080 does, "
            "or make book PORT=8080."
        )
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
