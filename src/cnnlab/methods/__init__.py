"""How `conv2d` and its gradients are computed: by definition, as a matrix product, or fast.

Each method is a module with three functions, `forward`, `input_gradient` and `weight_gradient`.
They take checked arrays of one floating dtype, the `Geometry` of the window, the number of groups
and the padding mode. All methods give the same numbers, up to rounding.
"""

from types import ModuleType

from cnnlab.checks import check_choice
from cnnlab.methods import fast, im2col, loop

METHODS = {"auto": fast, "im2col": im2col, "loop": loop}


def method_named(name: str) -> ModuleType:
    """Return the module of a method; raise a ValueError that lists the methods if there is none."""
    check_choice("method", name, METHODS)
    return METHODS[name]
