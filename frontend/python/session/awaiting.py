"""What a cell awaits: it is done when the cell ends, like everything else."""

import asyncio
import inspect
import time
from asyncio import events
from types import CodeType
from typing import Any

__all__ = ["evaluated"]


class _Loop(asyncio.BaseEventLoop):
    """An event loop that only lets time pass: in a browser there is nothing else to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list[Any]:
        """Sleep until something is due."""
        time.sleep(0.01 if timeout is None else timeout)
        return []

    def _process_events(self, _: list[Any]) -> None: ...

    def _write_to_self(self) -> None: ...


def evaluated(code: CodeType, names: dict[str, Any]) -> Any:
    """Run code, with all that it awaits; return the value of an expression."""
    value = eval(code, names)
    if not code.co_flags & inspect.CO_COROUTINE:
        return value
    # The browser's own loop goes on when the cell has ended.
    browsers = events._get_running_loop()
    events._set_running_loop(None)
    loop = _Loop()
    try:
        return loop.run_until_complete(value)
    finally:
        loop.close()
        events._set_running_loop(browsers)
