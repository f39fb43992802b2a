"""Messages between the grader and a student's process, over two pipes.

To the student's process go pickles. Back comes JSON alone, since opening a pickle runs code.
"""

import json
import pickle
from dataclasses import dataclass
from typing import IO, Any

__all__ = ["Channel", "Operation"]

LONGEST = 2**24  # bytes of a message


@dataclass(frozen=True)
class Operation:
    """Stands for a function among the arguments of a call: the grader calls it on request."""

    number: int


class Channel:
    """Sends and receives messages, each after its length.

    Examples
    --------
    >>> import io
    >>> pipe = io.BytesIO()
    >>> Channel(pipe, pipe).send({"value": 3})
    >>> _ = pipe.seek(0)
    >>> Channel(pipe, pipe).receive()
    {'value': 3}
    """

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    def send(self, message: dict[str, Any]) -> None:
        """Send what JSON can hold."""
        self._send(json.dumps(message).encode())

    def send_pickle(self, message: Any) -> None:
        """Send anything: only the grader does."""
        self._send(pickle.dumps(message))

    def receive(self) -> dict[str, Any]:
        """Receive what `send` sent; raise `EOFError` if there is none, or it makes no sense."""
        try:
            message = json.loads(self._receive())
        except (ValueError, RecursionError):
            raise EOFError from None
        if not isinstance(message, dict):
            raise EOFError
        return message

    def receive_pickle(self) -> Any:
        """Receive what `send_pickle` sent: only the student's process does."""
        return pickle.loads(self._receive())

    def _send(self, message: bytes) -> None:
        self._outgoing.write(len(message).to_bytes(8) + message)
        self._outgoing.flush()

    def _receive(self) -> bytes:
        length = int.from_bytes(self._exactly(8))
        if length > LONGEST:
            raise ValueError(f"a message has at most {LONGEST:,} bytes, got one of {length:,}")
        return self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        data = self._incoming.read(count)
        if len(data) < count:
            raise EOFError
        return data
