"""The site's own data: each file comes when it is first opened."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

__all__ = ["bring_when_opened"]


def bring_when_opened(folder: str, names: Iterable[str], fetch: Callable[[str], Any]) -> None:
    """Let files be in a folder as soon as they are opened there.

    Emscripten has files that are fetched when they are read. It fetches them while Python has let
    go of its lock, and WebKit may then free what belongs to Python, which ends it. `fetch` returns
    a buffer of JavaScript's.
    """
    missing = {f"{folder}/{name}": name for name in names}

    def bring(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or arguments[0] not in missing:
            return
        path = arguments[0]
        name = missing.pop(path)  # first, since writing it opens it, too
        try:
            Path(path).write_bytes(fetch(name).to_bytes())
        except BaseException:
            missing[path] = name
            raise

    sys.addaudithook(bring)
