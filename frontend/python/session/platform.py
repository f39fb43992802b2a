"""What differs in a browser, where Python has 32 bits, no threads and no compiler."""

import os
import sys
from types import ModuleType

__all__ = ["bars_without_thread", "numpy_without_compiler", "print_whole_numbers_alike"]


def print_whole_numbers_alike() -> None:
    """Show arrays of int64 without their dtype, as on machines where that is NumPy's default."""
    import numpy as np
    from numpy._core import arrayprint

    arrayprint._typelessdata.append(np.int64)  # type: ignore[attr-defined]


def numpy_without_compiler() -> None:
    """Let `from numpy import *` and `help(numpy)` do without f2py, which is not in the page."""
    import numpy as np

    np.f2py = ModuleType("numpy.f2py")


def bars_without_thread() -> None:
    """Let tqdm's bars do without their monitor thread, and go when they are full.

    Those for notebooks are the same, in text: they would ask for ipywidgets.
    """
    os.environ["TQDM_LEAVE"] = ""  # false; read at the import
    from tqdm import std

    std.tqdm.monitor_interval = 0
    sys.modules["tqdm.notebook"] = std
