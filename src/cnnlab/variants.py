"""A figure for every page: light and dark, for a wide window and for a phone."""

import re
from io import BytesIO
from typing import Any, Final

import matplotlib as mpl
from matplotlib.colors import Colormap
from matplotlib.figure import Figure

from cnnlab.figure_layout import SIGNED, SIGNED_DARK, arrange, grid_shape, ink_numbers
from cnnlab.style import NARROW_FIGURE_WIDTH, PALETTE

__all__ = ["figure_bundle", "show_variants", "variants"]

# White is left alone: it is the ink on dark pixels in both themes, and the page's own white is not
# part of a figure, whose background is transparent.
_DARK: Final = {
    colour: PALETTE["dark"][name]
    for name, colour in PALETTE["light"].items()
    if colour != "#ffffff"
}


def variants(figure: Figure) -> dict[str, str]:
    """Return a figure of `cnnlab.plots` as SVG, once for each kind of page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Axes side by side are stacked for a phone.

    Returns
    -------
    dict of str to str
        SVG with a transparent background, named ``"light wide"``, ``"dark wide"``,
        ``"light narrow"`` and ``"dark narrow"``.

    Examples
    --------
    >>> from cnnlab.plots import figure
    >>> made, _ = figure(1, 2)
    >>> list(variants(made))
    ['light wide', 'dark wide', 'light narrow', 'dark narrow']
    """
    wide = _light_and_dark(figure)
    (width, height), columns = figure.get_size_inches(), grid_shape(figure)[1]
    arrange(figure, NARROW_FIGURE_WIDTH, -(-columns // 2) if figure.axes[0].images else 1)
    narrow = _light_and_dark(figure)
    arrange(figure, width, columns)  # as it was
    figure.set_size_inches(width, height)
    return {
        f"{theme} {name}": text
        for name, pair in (("wide", wide), ("narrow", narrow))
        for theme, text in zip(("light", "dark"), pair, strict=True)
    }


def show_variants() -> None:
    """Let the running notebook show every figure in all its variants, as the site needs it."""
    from IPython import get_ipython  # every notebook has IPython

    shell = get_ipython()
    if shell is None:  # no notebook runs: nothing shows figures by itself
        return
    shown = shell.display_formatter
    shown.mimebundle_formatter.for_type(Figure, figure_bundle)
    shown.formatters["image/png"].pop(Figure, None)  # nor drawn a fifth time, as a notebook's PNG


def figure_bundle(figure: Figure, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure as a notebook's output: the light, wide variant, the others in its metadata.

    Examples
    --------
    >>> from cnnlab.plots import figure
    >>> made, _ = figure()
    >>> data, metadata = figure_bundle(made)
    >>> list(data), len(metadata["image/svg+xml"]["variants"])
    (['image/svg+xml'], 3)
    """
    light, *others = variants(figure).items()
    return {"image/svg+xml": light[1]}, {"image/svg+xml": {"variants": dict(others)}}


def _light_and_dark(figure: Figure) -> tuple[str, str]:
    layout = figure.get_layout_engine()
    light = _svg(figure)
    figure.set_layout_engine("none")  # the dark one has the same layout, which takes long
    signed = _set_signed(figure, SIGNED_DARK)
    dark = _svg(figure) if signed else light
    _set_signed(figure, SIGNED)
    figure.set_layout_engine(layout)
    return light, re.sub("#[0-9a-f]{6}", lambda match: _DARK.get(match[0], match[0]), dark)


def _svg(figure: Figure) -> str:
    file = BytesIO()
    # The same figure gives the same file, whenever it is drawn.
    with mpl.rc_context({"svg.hashsalt": "cnnlab"}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return file.getvalue().decode("utf-8")


def _set_signed(figure: Figure, colours: Colormap) -> bool:
    """Draw signed images in other colours, and say whether there are any."""
    axes = [axis for axis in figure.axes if axis.images]
    signed = [axis for axis in axes if axis.images[0].cmap in (SIGNED, SIGNED_DARK)]
    for axis in signed:
        axis.images[0].set_cmap(colours)
        if axis.texts:
            ink_numbers(axis)
    return bool(signed)
