"""What Matplotlib draws with in the page: the book's style; `show` shows a figure and ends it."""

from typing import Any

import matplotlib as mpl
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from cnnlab.plots import STYLE
from session.figures import show_figures

__all__ = ["FigureCanvas", "show"]

default = mpl.rcParamsDefault
# What a reader has set already stays.
mpl.rcParams.update({k: v for k, v in STYLE.items() if mpl.rcParams[k] == default[k]})


def show(*_: Any, **__: Any) -> None:
    """Show the figures that are open, and close them."""
    show_figures(get_ipython())
