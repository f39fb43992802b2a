"""Settings as lines of PyTorch: what the widgets' `pytorch_code` is put together from.

`frontend/math/pytorch.mjs` writes the same lines.
"""

from collections.abc import Sequence

from cnnlab.padding import Amounts

FUNCTIONAL = "import torch.nn.functional as F"
NN = "from torch import nn"


def program(imports: Sequence[str], *lines: str) -> str:
    """Put lines below their imports.

    Examples
    --------
    >>> print(program([NN], "layer = nn.Linear(2, 1)"))
    from torch import nn
    <BLANKLINE>
    layer = nn.Linear(2, 1)
    """
    return "\n".join([*imports, "", *lines])


def call(name: str, *arguments: object, **keywords: object) -> str:
    """Write a call; keywords that are None are left to their defaults.

    Examples
    --------
    >>> call("F.conv2d", "x", "k", stride=2, padding=None, dilation=(1, 2))
    'F.conv2d(x, k, stride=2, dilation=(1, 2))'
    """
    named = (f"{key}={value}" for key, value in keywords.items() if value is not None)
    return f"{name}({', '.join([*map(str, arguments), *named])})"


def unless(default: int, value: Sequence[int]) -> int | tuple[int, ...] | None:
    """Return rows and columns as a call takes them: None for the default, one number if alike.

    Examples
    --------
    >>> unless(1, (1, 1)), unless(1, (2, 2)), unless(1, (1, 2))
    (None, 2, (1, 2))
    """
    rows, columns = value
    if rows != columns:
        return rows, columns
    return None if rows == default else rows


def border(x: str, amounts: Amounts, mode: str) -> tuple[str, int | tuple[int, ...] | None]:
    """Return an image with its border, and what is left to a layer's own padding.

    Layers pad with zeros, as much before as after.

    Examples
    --------
    >>> border("x", ((1, 1), (2, 2)), "zeros")
    ('x', (1, 2))
    >>> border("x", ((1, 1), (0, 2)), "zeros")
    ('F.pad(x, (0, 2, 1, 1))', None)
    >>> border("x", ((1, 1), (1, 1)), "reflect")
    ('F.pad(x, (1, 1, 1, 1), mode="reflect")', None)
    """
    (top, bottom), (left, right) = amounts
    if (top, left) == (bottom, right) and (mode == "zeros" or top == left == 0):
        return x, unless(0, (top, left))
    words = None if mode == "zeros" else f'"{mode}"'
    return call("F.pad", x, (left, right, top, bottom), mode=words), None
