"""Widgets' talk with the page: comm's messages, which a kernel would send to JupyterLab."""

import datetime
import numbers
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["receive", "speak_with"]

Post = Callable[[dict[str, Any]], None]

# Nearly all that a message holds, which may be a hundred thousand numbers. To ask of each whether
# it is a Mapping or a Real took most of the time until a widget was shown.
AS_IT_IS = frozenset({type(None), str, bool, int, float, memoryview})


def speak_with(post: Post) -> None:
    """Let every comm send its messages to the page, and widgets be opened by it."""
    import comm
    from comm.base_comm import BaseComm

    class PageComm(BaseComm):
        """A comm whose other end is in the page."""

        def publish_msg(
            self,
            msg_type: str,
            data: dict[str, Any] | None = None,
            metadata: dict[str, Any] | None = None,
            buffers: list[bytes] | None = None,
            **keys: Any,
        ) -> None:
            message = {
                "type": "comm" if msg_type == "comm_msg" else msg_type,
                "comm_id": self.comm_id,
                "data": plain(data or {}),
                "buffers": [bytes(buffer) for buffer in buffers or []],
            }
            if msg_type == "comm_open":
                message["target"] = self.target_name
            post(message)

    comm.create_comm = PageComm


def receive(kind: str, comm_id: str, data: Any = None, buffers: Any = ()) -> None:
    """Give a message from the page to the comm that it is for, if that is still there."""
    import comm

    manager = comm.get_comm_manager()
    if comm_id not in manager.comms:
        return
    message = {"content": {"comm_id": comm_id, "data": data or {}}, "buffers": list(buffers)}
    if kind == "comm_close":
        manager.comms.pop(comm_id).handle_close(message)
    else:
        manager.comms[comm_id].handle_msg(message)


def plain(value: Any) -> Any:
    """Return what a message holds as the page can take it: numbers of NumPy are numbers.

    Examples
    --------
    >>> import numpy as np
    >>> plain({1: (np.int64(2), np.float32(0.5))})
    {'1': [2, 0.5]}
    """
    if type(value) in AS_IT_IS or isinstance(value, str | bytes | bytearray):
        return value
    if isinstance(value, list | tuple):
        return list(map(plain, value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "__iter__"):
        return [plain(item) for item in value]
    return str(value)
