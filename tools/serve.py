"""Serve the built site on this machine: `python tools/serve.py [folder] [port]`."""

import gzip
import sys
from email.utils import formatdate
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

COMPRESSED = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".xml"}


class Handler(SimpleHTTPRequestHandler):
    """Serve files as a static host does: with the types that browsers demand, and compressed."""

    protocol_version = "HTTP/1.1"  # one connection for many files
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".css": "text/css",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
    }

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the headers, and return what follows them: text as gzip where that is accepted."""
        path = Path(self.translate_path(self.path))
        if self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        unknown = "If-Modified-Since" not in self.headers
        if not (accepted and unknown and path.suffix in COMPRESSED and path.is_file()):
            return super().send_head()
        changed = path.stat().st_mtime
        body = _compressed(path, changed)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(changed, usegmt=True))
        self.end_headers()
        return BytesIO(body)

    def end_headers(self) -> None:
        """Let browsers keep what names its own version, and ask whether a page has changed.

        The rest they keep for a while: a page is printed with the fonts that are there at once.
        """
        name, _, query = self.path.partition("?")
        if query.startswith(("v=", "digest=")):
            keep = "max-age=31536000, immutable"
        else:
            keep = "no-cache" if name.endswith(("/", ".html")) else "max-age=600"
        self.send_header("Cache-Control", keep)
        self.send_header("Vary", "Accept-Encoding")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet: the reader's terminal shows the address alone."""


@lru_cache(maxsize=256)
def _compressed(path: Path, _changed: float) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


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
