"""One look for figures and widgets: the palette, in one place for Python and CSS."""

from typing import Final

__all__ = [
    "FIGURE_WIDTH",
    "NARROW_FIGURE_WIDTH",
    "PALETTE",
    "contrast_ratio",
    "css_variables",
]

# Orange and blue differ for every common kind of colour blindness, and can be
# written on: `ink` has a contrast of at least 4.5 on `surface`, `positive`,
# `negative` and `zero` (a test checks it). A line needs contrast with the page
# itself, and so has colours of its own.
PALETTE: Final[dict[str, dict[str, str]]] = {
    "light": {
        "surface": "#ffffff",
        "raised": "#f4f6f8",
        "ink": "#16202b",
        "muted": "#556270",
        "line": "#c4ccd4",
        "control": "#7b8794",
        "zero": "#ffffff",
        "positive": "#f2a541",
        "negative": "#79b4ea",
        "positive-stroke": "#9a5a06",
        "negative-stroke": "#1f66a8",
        "accent": "#b3156b",
        "on-accent": "#ffffff",
        "right": "#0b6e5f",
        "alarm": "#b3261e",
    },
    "dark": {
        "surface": "#121920",
        "raised": "#1c252e",
        "ink": "#eef2f6",
        "muted": "#a9b5c1",
        "line": "#3b4754",
        "control": "#8794a1",
        "zero": "#121920",
        "positive": "#9a5a06",
        "negative": "#1f66a8",
        "positive-stroke": "#f2a541",
        "negative-stroke": "#79b4ea",
        "accent": "#ff8fc4",
        "on-accent": "#121920",
        "right": "#7fe0c8",
        "alarm": "#ffb4ab",
    },
}

# The width in inches of every figure in the book, about that of a page's text, and on a phone.
FIGURE_WIDTH: Final = 7.0
NARROW_FIGURE_WIDTH: Final = 3.5


def css_variables() -> str:
    """Return the palette as CSS custom properties, for light and dark pages, and more contrast.

    The site declares its theme on <html>, JupyterLab on <body>. Where a browser forces colours on
    pages, their ground is its own, whatever theme a page has.

    Returns
    -------
    str
        Rules for each theme; colour ``accent`` is ``--cnnlab-accent``.

    Examples
    --------
    >>> css_variables().splitlines()[0]
    ':root {'
    """
    light, dark = (_declarations(PALETTE[theme]) for theme in ("light", "dark"))
    strong_light, strong_dark = (
        _declarations(_of_more_contrast(PALETTE[theme])) for theme in ("light", "dark")
    )
    return f"""\
:root {{
{light}}}
@media (forced-colors: none) {{
  [data-theme="dark"], [data-jp-theme-light="false"] {{
{dark}}}
}}
@media (forced-colors: active) and (prefers-color-scheme: dark) {{
  :root {{
{dark}}}
}}
@media (forced-colors: none) and (prefers-contrast: more) {{
  :root {{
{strong_light}}}
  [data-theme="dark"], [data-jp-theme-light="false"] {{
{strong_dark}}}
}}
"""


def _of_more_contrast(colours: dict[str, str]) -> dict[str, str]:
    """Return what replaces the fainter colours for readers who ask for more contrast."""
    ink, control = colours["ink"], colours["control"]
    return {"muted": ink, "control": ink, "line": control}


def _declarations(colours: dict[str, str]) -> str:
    return "".join(f"  --cnnlab-{name}: {value};\n" for name, value in colours.items())


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 (the same) to 21 (black on white).

    The definition is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.

    Parameters
    ----------
    first, second : str
        Colours as ``#rrggbb``.

    Returns
    -------
    float
        The ratio of the relative luminances, lighter over darker.

    Examples
    --------
    >>> contrast_ratio("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
