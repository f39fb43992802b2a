"""What all widgets share: two hosts from one module, and traits that explain what they refuse."""

import inspect
import json
import math
import numbers
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.checks import check_no_mask, likely_name, pair, real_number, why_no_array
from cnnlab.shapes import padding_amounts
from cnnlab.style import css_variables
from cnnlab.widgets import guesses, saving, walks
from cnnlab.widgets.frames import FOOT, FOOT_WITH_WALK, problem

_KEPT = ("guess", "guessed", "opened", "walk")  # traits that every widget has, and its page
_SHARED = (*_KEPT, "slug")  # traits that every widget has
_STATIC = files("cnnlab.widgets") / "static"
ASLEEP = "Here is a widget. To use it, run the notebook: <em>Run → Run All Cells</em>."


def _built(name: str) -> str:
    """Return a file that frontend/build.py has made for JupyterLab."""
    try:
        return (_STATIC / name).read_text("utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(
            f"the widgets' file {name} is not built: run `python frontend/build.py` in the "
            "repository, or install cnnlab from its wheel"
        ) from None


@cache
def _shared_style() -> str:
    return css_variables() + _built("core.css")


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """Return the value of a trait; raise an error that names those that it may have."""
    if not known:
        raise traitlets.TraitError(f"{name} has nothing to choose from, got {value!r}")
    if value not in known:
        raise traitlets.TraitError(f"{name} must be one of {', '.join(known)}, got {value!r}")
    return value


# What Python and the page both hold to. What one widget alone does has a file of its own: a script
# of the site takes in the whole of each file that it reads.
LIMITS = json.loads((files("cnnlab.widgets") / "limits.json").read_text("utf-8"))
WIDGET_LIMITS = {
    file.name.removesuffix(".json"): json.loads(file.read_text("utf-8"))
    for file in (files("cnnlab.widgets") / "limits").iterdir()
}


def between(limits: Sequence[float]) -> dict[str, Any]:
    """Return the least and the most as a `Whole` or a `Real` takes them."""
    least, most = limits
    return {"min": least, "max": most}


def check_drawable(what: str, high: int, wide: int) -> None:
    """Raise a ValueError, as the page does, before Python computes what is too large to draw."""
    most = LIMITS["most_drawn"]
    if max(high, wide) > most:
        raise ValueError(
            f"{what} would have {high} × {wide} pixels; at most {most} each way can be drawn"
        )


def check_padded(shape: tuple[int, ...], amounts: tuple[tuple[int, int], ...]) -> None:
    """Check that an image with its border is small enough to draw."""
    high, wide = (n + sum(both) for n, both in zip(shape, amounts, strict=True))
    check_drawable("the padded image", high, wide)


def check_magnitude(name: str, tensor: NDArray[Any]) -> None:
    """Raise a TraitError, as the page does, if products of such numbers would not be finite."""
    most = LIMITS["most_magnitude"]
    largest = max(map(float, (tensor.max(), tensor.min())), key=abs)
    if abs(largest) > most:
        raise traitlets.TraitError(
            f"{name} must hold numbers from −{most} to {most}, so that sums of their products are "
            f"finite, but holds {largest}"
        )


def usual(value: str, known: Collection[str]) -> str:
    """Return the usual default of a trait if it is known, or else the first known value."""
    return value if value in known or not known else next(iter(known))


class Tensor(traitlets.TraitType[NDArray[Any], ArrayLike]):
    """A trait that holds an array of finite numbers, no larger than a page can show.

    It has as many axes as `most` has numbers, each the most entries along one axis.
    """

    info_text = "an array of finite numbers"

    def __init__(self, *most: int, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.most = most
        self.tag(sync=True, to_json=_to_lists, from_json=_from_lists)

    def validate(self, obj: Any, value: ArrayLike) -> NDArray[Any]:
        """Return `value` as an array, or say what is wrong with it."""
        if isinstance(value, str):  # the name of a kernel, say
            named = f"{self.name}s"
            has_it = value in getattr(obj, named, ())
            meant = f". Did you mean the widget's {named}[{value!r}]?" if has_it else ""
            raise traitlets.TraitError(
                f"{self.name} must be an array of numbers, got the text {value!r}{meant}"
            )
        return as_tensor(self.name or "array", value, self.most)


class Matrix(Tensor):
    """A trait that holds a 2-D array of finite numbers, no larger than a page can show."""

    def __init__(self, most: int, **keywords: Any) -> None:
        super().__init__(most, most, **keywords)


def as_tensor(name: str, value: ArrayLike, most: tuple[int, ...]) -> NDArray[Any]:
    """Return a read-only copy of `value`, checked to be something that a widget can draw."""
    axes = len(most)
    try:
        check_no_mask(name, value)
    except ValueError as error:
        raise traitlets.TraitError(str(error)) from None
    try:
        tensor = np.array(value)
    except ValueError as error:
        why = why_no_array(value, error)
        raise traitlets.TraitError(f"{name} must be a {axes}-D array: {why}") from None
    if tensor.dtype == bool:
        tensor = tensor.astype(int)
    if tensor.ndim != axes or 0 in tensor.shape or not np.issubdtype(tensor.dtype, np.number):
        raise traitlets.TraitError(
            f"{name} must be a {axes}-D array of numbers and not be empty, "
            f"but has shape {tensor.shape} and dtype {tensor.dtype}"
        )
    if np.iscomplexobj(tensor) or not np.isfinite(tensor).all():
        raise traitlets.TraitError(f"{name} must hold finite real numbers only")
    check_magnitude(name, tensor)
    if any(n > limit for n, limit in zip(tensor.shape, most, strict=True)):
        last = f"; channels come first: {name}.transpose(2, 0, 1)"
        channels_last = axes == 3 and tensor.shape[2] <= most[0] < tensor.shape[0]
        raise traitlets.TraitError(
            f"{name} must have at most {' × '.join(map(str, most))} numbers to be drawn, "
            f"but has shape {tensor.shape}{last if channels_last else ''}"
        )
    tensor.setflags(write=False)
    return tensor


def _to_lists(tensor: NDArray[Any], _widget: object) -> list[Any]:
    lists: list[Any] = tensor.tolist()
    return lists


def _from_lists(lists: ArrayLike, _widget: object) -> NDArray[Any]:
    return np.array(lists)


class Tensors(traitlets.TraitType[dict[str, NDArray[Any]], Mapping[str, ArrayLike]]):
    """A trait that holds named arrays to choose from."""

    def __init__(self, *most: int, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.most = most
        self.tag(
            sync=True,
            to_json=lambda value, _: {name: tensor.tolist() for name, tensor in value.items()},
            from_json=lambda value, _: {name: np.array(rows) for name, rows in value.items()},
        )

    def validate(self, obj: Any, value: Mapping[str, ArrayLike]) -> dict[str, NDArray[Any]]:
        """Return the named arrays, each checked as `Tensor` does."""
        if not isinstance(value, Mapping):
            raise traitlets.TraitError(
                f"{self.name} must be a dict of names and arrays, got {type(value).__name__}"
            )
        return {
            str(name): as_tensor(f"{self.name}[{name!r}]", tensor, self.most)
            for name, tensor in value.items()
        }


class Matrices(Tensors):
    """A trait that holds named 2-D arrays to choose from."""

    def __init__(self, most: int, **keywords: Any) -> None:
        super().__init__(most, most, **keywords)


class PaddingTrait(traitlets.TraitType[Any, Any]):
    """A trait that holds padding in any form that `cnnlab.padding_amounts` takes."""

    info_text = "a padding"

    def validate(self, obj: Any, value: Any) -> Any:
        """Return `value`, an array as lists, or say what is wrong with it."""
        if isinstance(value, np.ndarray):
            value = value.tolist()
        try:
            padding_amounts(value, 1)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        return _in_ints(value)


def _in_ints(padding: Any) -> Any:
    """Return a padding with Python's own integers, since JSON has no word for NumPy's."""
    if isinstance(padding, tuple | list):
        return type(padding)(map(_in_ints, padding))
    return padding if isinstance(padding, str) else int(padding)


class AxisPair(traitlets.TraitType[Any, Any]):
    """A trait that holds a size, stride or the like: a whole number, or one for each axis."""

    info_text = "a whole number, or (rows, columns)"

    def __init__(self, default: Any = 1, minimum: int = 1, **keywords: Any) -> None:
        super().__init__(default, **keywords)
        self.minimum = minimum

    def validate(self, obj: Any, value: Any) -> Any:
        """Return `value`, two equal numbers as one, or say what is wrong with it."""
        try:
            rows, columns = pair(self.name or "size", value, self.minimum)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        return rows if rows == columns else (rows, columns)


class Whole(traitlets.Int[int, Any]):
    """A trait that holds a whole number between two bounds, which a bool is not."""

    info_text = "a whole number"

    def validate(self, obj: Any, value: Any) -> int:
        """Return `value` as an int, or say what is wrong with it."""
        if isinstance(value, bool):  # Python counts it as a number
            self.error(obj, value)
        number: int = super().validate(obj, value)
        return number


class Real(traitlets.Float[float, Any]):
    """A trait that holds a number between two bounds, which NaN is not, nor a bool."""

    info_text = "a number"

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float, or say what is wrong with it."""
        try:
            number = real_number("", value)
        except (TypeError, ValueError):
            number = math.nan
        if math.isnan(number):
            self.error(obj, value)
        bounded: float = super().validate(obj, number)
        return bounded


class OneOf(traitlets.Enum[Any]):
    """A trait that holds one of a few texts or numbers, of the type in which they are listed."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the listed value that `value` equals, or say what is wrong with it."""
        comparable = isinstance(value, str | numbers.Number) and not isinstance(value, bool)
        for known in self.values or ():
            if comparable and known == value:
                return known
        self.error(obj, value)


class Question(traitlets.Dict):
    """A trait that holds a question, as a function of `cnnlab.widgets.guesses` makes it."""

    def info(self) -> str:
        """Return what is expected."""
        return "a question, as guesses.number(...) or another makes it"


def given(**arguments: Any) -> dict[str, Any]:
    """Return the arguments that are not None: the others leave traits at their defaults."""
    return {name: value for name, value in arguments.items() if value is not None}


class _Later:
    """Stands for a default value that is made together with the widget."""

    def __repr__(self) -> str:
        return "..."


class _Signature:
    """The parameters that a class of widgets takes: those of its `__init__`, then its traits.

    What traitlets and ipywidgets would show instead is `(*args, **kwargs)`.
    """

    def __get__(self, widget: object, cls: type["Widget"]) -> inspect.Signature:
        given = inspect.signature(cls.__init__).parameters.values()
        empty = inspect.Parameter.empty
        named = [p.replace(annotation=empty) for p in given if p.kind == p.POSITIONAL_OR_KEYWORD]
        takes_traits = any(p.kind == p.VAR_KEYWORD for p in given)
        traits = cls.own_traits() if takes_traits else {}
        names = {p.name for p in named}
        more = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(cls, trait))
            for name, trait in traits.items()
            if name not in names and not trait.read_only
        ]
        shared: dict[str, Any] = {"guess": None, "walk": [], "slug": ""}
        last = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
            for name, default in shared.items()
            if takes_traits and name not in names
        ]
        return inspect.Signature([*named[1:], *more, *last])  # without self


def _default(cls: type, trait: traitlets.TraitType[Any, Any]) -> Any:
    made = [
        h for c in cls.__mro__ for h in vars(c).values() if isinstance(h, traitlets.DefaultHandler)
    ]
    if any(handler.trait_name == trait.name for handler in made):
        return _Later()
    value = trait.default()
    return _Later() if value is traitlets.Undefined else value


class Widget(anywidget.AnyWidget):
    """A widget with two lives: shared with Python in Jupyter, on its own on a page.

    Parameters
    ----------
    slug : str
        What links call this widget on its page. The first of its kind needs none: it goes by the
        widget's name.
    guess : dict
        A question of `cnnlab.widgets.guesses`. The widget stays shut until its reader has answered.
    guessed : object
        What the reader has guessed; None before, and for a reader who asked to be shown.
    opened : bool
        Whether the question has been answered, or its answer shown.
    walk : list of dict
        The steps of a guided walk, each made by `step`.

    A subclass is alone in its module, whose name is also that of the widget's folder in
    `frontend/widgets`, of its page and of its styles. The subclass gives the first frame as HTML
    for readers without JavaScript.

    Raises
    ------
    TypeError
        If a keyword does not name a trait.
    AttributeError
        If a name that is set later looks like a trait's name misspelt.
    """

    guess = Question().tag(sync=True)
    guessed = traitlets.Any(None, allow_none=True).tag(sync=True)
    opened = traitlets.Bool(False).tag(sync=True)
    name = ""
    style = ""  # all of it; `_css` is the part that all share, and its script has the rest
    covers: tuple[str, ...] = ()  # what a guess can cover: its style sheet says how
    slug = traitlets.Unicode("").tag(sync=True)
    walk = traitlets.List(traitlets.Dict()).tag(sync=True)
    __signature__ = _Signature()

    def __init__(
        self, *, guess: dict[str, Any] | None = None, slug: str = "", **traits: Any
    ) -> None:
        if not isinstance(slug, str) or not re.fullmatch(r"[a-z0-9_-]*", slug):
            raise ValueError(
                f"slug must hold lower-case letters, digits, _ and - only, got {slug!r}"
            )
        for name in traits:
            # A property or a method has a name, too, but a value for it would be lost.
            if not self.has_trait(name):
                raise TypeError(self.no_trait(name))
        super().__init__(guess=guess or {}, **traits)
        self.slug = slug

    def __setattr__(self, name: str, value: Any) -> None:
        # Python would accept a misspelt name, and the widget would stay as it was.
        unknown = name[0] != "_" and not hasattr(type(self), name) and name not in vars(self)
        if unknown and likely_name(name, self.own_traits()):
            raise AttributeError(self.no_trait(name))
        super().__setattr__(name, value)

    @traitlets.validate("guess")
    def _check_guess(self, proposal: Any) -> dict[str, Any]:
        guess: dict[str, Any] = proposal["value"]
        if guess and not {"kind", "question", "cover", "then"} <= guess.keys():
            raise TypeError(
                "guess must be a question as cnnlab.widgets.guesses makes them, with "
                f"guesses.number(...) or another, got {guess!r}"
            )
        unknown = [name for name in guess.get("cover", ()) if name not in self.covers]
        if unknown:
            raise ValueError(
                f"{type(self).__name__} can cover {', '.join(self.covers)}, but the guess asks it "
                f"to cover {unknown[0]!r}"
            )
        return {**guess, "then": walks.kept(self, guess["then"])} if guess else guess

    @traitlets.validate("walk")
    def _check_walk(self, proposal: Any) -> list[dict[str, Any]]:
        return walks.checked(self, proposal["value"])

    def no_trait(self, name: str) -> str:
        """Return what is wrong with a name that no trait has."""
        traits = list(self.own_traits())
        shorter = [trait for trait in traits if name.startswith(f"{trait}_")]  # kernel_size
        nearest = shorter[0] if shorter else likely_name(name, traits)
        hint = f"Did you mean {nearest!r}?" if nearest else f"It has {', '.join(traits)}."
        return f"{type(self).__name__} has no trait {name!r}. {hint}"

    @traitlets.default("layout")
    def _default_layout(self) -> ipywidgets.Layout:
        # Widgets have no width of their own: side by side in a box they share the box's.
        return ipywidgets.Layout(flex="1 1 0")

    def __init_subclass__(cls, **keywords: Any) -> None:
        package, _, name = cls.__module__.rpartition(".")
        # A subclass elsewhere, or one that traitlets makes of it, looks as its parent does.
        if package == __package__ and name != cls.name:
            cls.name = name
            cls._esm = _built(f"{name}.mjs")
            cls._css = _shared_style()
            cls.style = cls._css + _built(f"{name}.css")
            cls.covers = tuple(sorted(set(re.findall(r'\[data-cover~="?([\w-]+)', cls.style))))
        super().__init_subclass__(**keywords)

    @classmethod
    def own_traits(cls) -> dict[str, traitlets.TraitType[Any, Any]]:
        """Return the widget's own traits, without those that all have, as the class has them."""
        inherited = {*anywidget.AnyWidget.class_trait_names(), *_SHARED}
        own = {
            name: trait
            for name, trait in cls.class_traits(sync=True).items()
            if name not in inherited and not name.startswith("_")
        }
        order = [name for c in reversed(cls.__mro__) for name in vars(c) if name in own]
        return {name: own[name] for name in order}

    def state(self) -> dict[str, Any]:
        """Return the values that a page needs, as JSON can hold them."""
        state: dict[str, Any] = self.get_state([*self.own_traits(), *_KEPT])
        return state

    def first_frame(self) -> str:
        """Return what stands in the widget's place where no script runs."""
        raise NotImplementedError(f"{type(self).__name__} must have a method first_frame")

    @property
    def positions(self) -> int:
        """How many positions its `position` moves through; 0 if it has none."""
        return 0

    def save(
        self, path: str | Path, *, positions: Iterable[int] | None = None, walk: bool = False
    ) -> None:
        """Save what the widget shows, for slides and papers, with the licence in a line below.

        No browser is needed. The pictures are those of the light theme, without the controls.

        Parameters
        ----------
        path : str or Path
            Ends in ``.svg`` (shapes and texts, for papers), ``.png`` (pixels, two for each of the
            page's), or ``.gif``: an animation with a frame for each position of the widget's
            play, as fast as its `speed`. A browser can save a video, too.
        positions : iterable of int, optional
            The frames of a ``.gif``, in this order. By default all positions or, if there are more
            than 128, those at even steps up to the last.
        walk : bool
            Whether a ``.gif`` shows the guided walk instead of the play: each step with what it
            says, long enough to be read, and then with what it asks for.

        Raises
        ------
        ValueError
            If the path has another ending, the widget has no positions or no walk for an animation,
            or the settings do not fit each other.
        TypeError
            If `path` is neither a str nor a Path, or `positions` is not a list.
        ModuleNotFoundError
            If ``.png`` or ``.gif`` is asked for and Matplotlib is not installed.
        """
        saving.save(self, path, positions, walk)

    def pytorch_code(self) -> str:
        """Return lines of PyTorch that compute what the widget is set to.

        They begin with the shapes of what they take. Where PyTorch has no such call, the only line
        is a comment that says so.

        Raises
        ------
        NotImplementedError
            If the widget shows more than a call computes.
        ValueError
            If the settings do not fit each other.
        """
        raise NotImplementedError(f"{type(self).__name__} shows more than one call of PyTorch")

    def _repr_html_(self) -> str:
        state = escape(json.dumps(self.state(), separators=(",", ":")))
        try:
            frame = self.first_frame()
        except (TypeError, ValueError, traitlets.TraitError) as error:  # settings that do not fit
            frame = problem(str(error))
        if self.walk:
            frame = frame.replace(FOOT, FOOT_WITH_WALK) + walks.list_of(self.walk)
        shut = f' data-shut data-cover="{" ".join(self.guess["cover"])}"' if self.guess else ""
        asked = guesses.first_frame(self.guess) if self.guess else ""
        # The style sheet says the opposite. Without one, and where a notebook is not
        # trusted and its drawings are left out, their bare numbers would stand there in a heap.
        return (
            f'<div class="cnnlab-widget" data-widget="{self.name}" data-slug="{self.slug}"'
            f'{shut} data-state="{state}"><p class="cnnlab-asleep">{ASLEEP}</p>'
            f'{asked}<div class="cnnlab-frame" hidden="hidden">{frame}</div></div>'
        )

    def _repr_mimebundle_(self, **keywords: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**keywords)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self._repr_html_()}, metadata
