"""What all widgets share: two hosts from one module, and traits that explain what they refuse."""

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.shapes import padding_amounts
from cnnlab.style import css_variables

# The parts that widgets are made of come first, in the order in which they build on each other,
# and the host, which names every widget, comes last.
_FOUNDATION = ("arithmetic.mjs", "draw.mjs", "controls.mjs", "player.mjs")
_HOST = "host.mjs"
_IMPORT = re.compile(r'^import .* from "\./.*";\n', re.MULTILINE)


def module_source() -> str:
    """Return the widgets' JavaScript as one ES module, for Jupyter and for the site alike.

    The parts import each other by relative paths, which Jupyter could not resolve. Laid one
    after the other they need no imports.
    """
    names = [*_FOUNDATION, *_others(".mjs", {*_FOUNDATION, _HOST}), _HOST]
    return "\n".join(_IMPORT.sub("", _read(name)) for name in names)


def style_source() -> str:
    """Return the widgets' style sheet, palette included."""
    common = "cnnlab.css"
    return css_variables() + "\n".join(map(_read, [common, *_others(".css", {common})]))


def _read(name: str) -> str:
    return (files("cnnlab.widgets") / name).read_text("utf-8")


def _others(suffix: str, named: set[str]) -> list[str]:
    """Return the files of this folder that end so and are not named, by name."""
    found = {entry.name for entry in files("cnnlab.widgets").iterdir()}
    return sorted(name for name in found - named if name.endswith(suffix))


class Matrix(traitlets.TraitType[NDArray[Any], ArrayLike]):
    """A trait that holds a 2-D array of finite numbers, no larger than a page can show."""

    info_text = "a 2-D array of finite numbers"

    def __init__(self, most: int, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.most = most
        self.tag(sync=True, to_json=_to_lists, from_json=_from_lists)

    def validate(self, obj: Any, value: ArrayLike) -> NDArray[Any]:
        """Return `value` as an array, or say what is wrong with it."""
        return as_matrix(self.name or "matrix", value, self.most)


def as_matrix(name: str, value: ArrayLike, most: int) -> NDArray[Any]:
    """Return a read-only copy of `value`, checked to be something that a widget can draw."""
    try:
        matrix = np.array(value)
    except ValueError as error:  # rows of unequal lengths
        raise traitlets.TraitError(f"{name} must be a 2-D array: {error}") from None
    if matrix.dtype == bool:
        matrix = matrix.astype(int)
    if matrix.ndim != 2 or 0 in matrix.shape or not np.issubdtype(matrix.dtype, np.number):
        raise traitlets.TraitError(
            f"{name} must be a 2-D array of numbers with at least one row and column, "
            f"but has shape {matrix.shape} and dtype {matrix.dtype}"
        )
    if np.iscomplexobj(matrix) or not np.isfinite(matrix).all():
        raise traitlets.TraitError(f"{name} must hold finite real numbers only")
    if max(matrix.shape) > most:
        raise traitlets.TraitError(
            f"{name} must have at most {most} rows and columns to be drawn, "
            f"but has shape {matrix.shape}"
        )
    matrix.setflags(write=False)
    return matrix


def _to_lists(matrix: NDArray[Any], _widget: object) -> list[list[float]]:
    lists: list[list[float]] = matrix.tolist()
    return lists


def _from_lists(lists: ArrayLike, _widget: object) -> NDArray[Any]:
    return np.array(lists)


class Matrices(traitlets.TraitType[dict[str, NDArray[Any]], Mapping[str, ArrayLike]]):
    """A trait that holds named 2-D arrays to choose from."""

    def __init__(self, most: int, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.most = most
        self.tag(
            sync=True,
            to_json=lambda value, _: {name: matrix.tolist() for name, matrix in value.items()},
            from_json=lambda value, _: {name: np.array(rows) for name, rows in value.items()},
        )

    def validate(self, obj: Any, value: Mapping[str, ArrayLike]) -> dict[str, NDArray[Any]]:
        """Return the named arrays, each checked as `Matrix` does."""
        return {
            str(name): as_matrix(f"{self.name}[{name!r}]", matrix, self.most)
            for name, matrix in dict(value).items()
        }


class PaddingTrait(traitlets.TraitType[Any, Any]):
    """A trait that holds padding in any form that `cnnlab.padding_amounts` takes."""

    info_text = "a padding"

    def validate(self, obj: Any, value: Any) -> Any:
        """Return `value`, or say what is wrong with it."""
        try:
            padding_amounts(value, 1)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        return value


class Widget(anywidget.AnyWidget):
    """A widget with two lives: shared with Python in Jupyter, on its own on a page.

    A subclass names its drawing function in `host.mjs` with `widget`, and gives the first frame
    as SVG for readers without JavaScript.
    """

    _esm = module_source()
    _css = style_source()
    widget = traitlets.Unicode().tag(sync=True)

    def state(self) -> dict[str, Any]:
        """Return the values that a page needs, as JSON can hold them."""
        inherited = anywidget.AnyWidget.class_trait_names()
        names = [
            name
            for name in self.trait_names(sync=True)
            if name not in inherited and not name.startswith("_")
        ]
        state: dict[str, Any] = self.get_state(names)
        return state

    def first_frame(self) -> str:
        """Return what stands in the widget's place where no script runs."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        state = escape(json.dumps(self.state(), separators=(",", ":")))
        return f'<div class="cnnlab-widget" data-state="{state}">{self.first_frame()}</div>'

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**keywords)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self._repr_html_()}, metadata
