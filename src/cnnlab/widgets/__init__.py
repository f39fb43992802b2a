"""Widgets that move: each is live in Jupyter and also works on a page without Python."""

from cnnlab.widgets.slide import SlidingKernel

__all__ = ["SlidingKernel"]
