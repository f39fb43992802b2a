"""Values on their way out of a student's process.

What comes from there may be anything, so no pickle is opened: only JSON, and in it numbers, texts,
arrays, lists, and for all else the name of its type.
"""

import base64
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from cnnlab.check.run import NUMBERS
from cnnlab.network import Sequential

__all__ = ["packed", "room", "unpacked"]

COLLECTIONS = {kind.__name__: kind for kind in (list, tuple, set, frozenset, dict)}
PLAIN = (type(None), bool, int, float, str)
LONGEST = 200  # characters of a text


def packed(value: Any, keep: Callable[[Sequential], int]) -> dict[str, Any]:
    """Return a value as JSON can hold it; a network stays where it is, under a number."""
    if value is ...:
        return {"dots": True}
    if type(value) in PLAIN:
        return {"plain": value}
    if isinstance(value, Sequential):
        return {"network": keep(value)}
    if isinstance(value, Iterator) or np.ma.is_masked(value):  # under a mask are no numbers
        return _kind(value)
    if (shape := _shape(value)) is not None and math.prod(shape) > NUMBERS:
        return {"shape": shape}  # far too many: the checker will say so
    for kind, collection in COLLECTIONS.items():
        if type(value) is collection:
            items = list(value.items()) if isinstance(value, dict) else list(value)
            return {"collection": kind, "items": [packed(item, keep) for item in items]}
    if hasattr(value, "detach"):  # a tensor with its gradient
        value = value.detach()
    if hasattr(value, "__array__") or isinstance(value, range):
        array = np.asarray(value)
        if array.dtype.kind in "biufc":
            data = base64.b64encode(array.tobytes()).decode()
            return {"array": data, "dtype": array.dtype.str, "shape": array.shape}
        return packed(array.tolist(), keep)
    return {"plain": float(value)} if hasattr(value, "__float__") else _kind(value)


def _shape(value: Any) -> tuple[int, ...] | None:
    if hasattr(value, "shape"):
        return tuple(value.shape)
    return (len(value),) if hasattr(value, "__len__") else None


def _kind(value: Any) -> dict[str, Any]:
    return {"kind": type(value).__name__[:LONGEST], "module": type(value).__module__[:LONGEST]}


def unpacked(sent: dict[str, Any], network: Callable[[int], Sequential]) -> Any:
    """Return the value that was packed, or raise an error if it was not."""
    if "dots" in sent:
        return ...
    if "plain" in sent:
        if type(sent["plain"]) not in PLAIN:
            raise TypeError("this is not a plain value")
        return sent["plain"][:LONGEST] if isinstance(sent["plain"], str) else sent["plain"]
    if "network" in sent:
        return network(sent["network"])
    if "array" in sent:
        dtype = np.dtype(sent["dtype"])
        if dtype.kind not in "biufc":
            raise TypeError("this is not an array of numbers")
        numbers = np.frombuffer(base64.b64decode(sent["array"]), dtype)
        return numbers.reshape(sent["shape"]).copy()
    if "shape" in sent:
        return np.broadcast_to(0.0, sent["shape"])
    if "collection" in sent:
        items = (unpacked(item, network) for item in sent["items"])
        return COLLECTIONS[sent["collection"]](items)
    return type(sent["kind"], (), {"__module__": sent["module"]})()


def room(value: Any) -> int:
    """Return how many numbers a value holds as an array, or takes as much room as.

    Examples
    --------
    >>> room([1, [np.zeros((2, 3)), np.broadcast_to(0.0, (10, 10))]])
    107
    """
    if isinstance(value, list | tuple):
        return sum(map(room, value))
    if isinstance(value, str):
        return LONGEST  # in an array each text takes as much as the longest
    return math.prod(value.shape) if isinstance(value, np.ndarray) else 1


def first_items(value: Any, count: int = 100) -> Any:
    """Return an iterator's first items, and any other value as it is."""
    return list(itertools.islice(value, count)) if isinstance(value, Iterator) else value
