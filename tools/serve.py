"""Serve the built site on this machine: `python tools/serve.py folder port`."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


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


if __name__ == "__main__":
    try:
        with server(Path(sys.argv[1]), int(sys.argv[2])) as httpd:
            print(f"The book is at {address(httpd)}/ (Ctrl+C stops it)", flush=True)
            httpd.serve_forever()
    except OSError as error:
        sys.exit(f"Port {sys.argv[2]} is not free ({error}): choose another, make book PORT=8080")
    except KeyboardInterrupt:
        print()
