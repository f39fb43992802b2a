"""Serve the built site on this machine: `python tools/serve.py [folder] [port]`."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Serve files with the types that browsers demand, whatever this machine's registry says."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".css": "text/css",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
    }

    def log_message(self, *_: object) -> None:
        """Stay quiet: the reader's terminal shows the address alone."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of `folder` on `port`, or on a free port where that one is taken."""
    handler = partial(Handler, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def address(httpd: ThreadingHTTPServer) -> str:
    """Return the URL of a server made by `server`."""
    return f"http://127.0.0.1:{httpd.server_port}"


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "_build/html")
    with server(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 8000) as httpd:
        print(f"The book is at {address(httpd)}/ (Ctrl+C stops it)", flush=True)
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print()
