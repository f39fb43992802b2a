"""Fonts cut down to the characters that the book uses."""

from collections.abc import Iterable
from pathlib import Path

from fontTools import subset

__all__ = ["write_subset"]


def write_subset(
    source: Path, target: Path, signs: Iterable[str], features: Iterable[str] = ()
) -> None:
    """Write the part of a font that `signs` need, as WOFF2.

    Parameters
    ----------
    source, target : Path
        The font, and where its part is written.
    signs : iterable of str
        The characters to keep.
    features : iterable of str, optional
        The layout features to keep, by their four-letter tags.
    """
    options = subset.Options(
        flavor="woff2",
        layout_features=list(features),
        name_IDs=["*"],  # the licence travels with the font
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(signs)))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
