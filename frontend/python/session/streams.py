"""What a cell prints, on its way to the page."""

import io
import time
from collections.abc import Callable

__all__ = ["Stream"]

WINDOW = 0.02  # seconds
MOST = 20  # messages in one window: a loop may print more than a page can take one by one


class Stream(io.TextIOBase):
    """Text that goes to the page as it comes, a few pieces in one where there are very many.

    Parameters
    ----------
    send : callable
        Takes a piece of text.
    terminal : bool
        Whether someone watches a bar move: tqdm and `cnnlab.network.fit` ask.
    """

    encoding = "utf-8"

    def __init__(self, send: Callable[[str], None], *, terminal: bool = False) -> None:
        self._send = send
        self._terminal = terminal
        self._waiting: list[str] = []
        self._window_ends = 0.0
        self._sent = 0

    def write(self, text: str) -> int:
        """Send text at once, or with what comes next."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, got {type(text).__name__}")
        self._waiting.append(text)
        now = time.monotonic()
        if now >= self._window_ends:
            self._window_ends, self._sent = now + WINDOW, 0
        if self._sent < MOST and text:
            self._sent += 1
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what still waits."""
        text, self._waiting = "".join(self._waiting), []
        if text:
            self._send(text)

    def isatty(self) -> bool:
        """Say whether this is a terminal, as far as a progress bar is concerned."""
        return self._terminal

    def writable(self) -> bool:
        """Say that one can write."""
        return True
