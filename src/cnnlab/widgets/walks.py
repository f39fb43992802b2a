"""Guided walks: steps that say something, set something, and wait for the reader."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from cnnlab.checks import as_list

if TYPE_CHECKING:
    from cnnlab.widgets.base import Widget

__all__ = ["Moment", "checked", "list_of", "moments", "set_traits", "step"]

# The same as in frontend/save/moments.mjs: what a step says takes time to read.
_TO_LOOK = 2.0  # seconds
_TO_READ = 0.06  # a letter


def step(
    say: str, *, until: Mapping[str, Any] | str | Sequence[str] = (), **traits: Any
) -> dict[str, Any]:
    """Return one step of a widget's guided walk.

    Parameters
    ----------
    say : str
        What the step tells the reader, or asks.
    until : dict, str or sequence of str
        What the step waits for: the values that traits must have, or the names of traits of which
        one must change. By default nothing.
    **traits
        What the step sets. What the widget offers by name goes by ``"@name"``, here and in `until`.

    Returns
    -------
    dict
        The step, as the widgets' trait `walk` holds it.

    Raises
    ------
    ValueError
        If it says nothing.
    TypeError
        If `until` is neither a dict, nor a name, nor a list of names.

    Examples
    --------
    >>> from cnnlab.widgets import SizeExplorer, step
    >>> walk = [
    ...     step("Set the stride to 2. Which pixels lie in no window?", until={"stride": 2}),
    ...     step("And with a larger stride?", stride=4),
    ... ]
    >>> SizeExplorer(walk=walk).walk[0]["until"]
    {'stride': 2}
    """
    if not isinstance(say, str) or not say:
        raise ValueError(f"say must be text that is not empty, got {say!r}")
    waits = [until] if isinstance(until, str) else until
    waits = dict(waits) if isinstance(waits, Mapping) else as_list("until", waits)
    return {
        "say": say,
        **({"set": traits} if traits else {}),
        **({"until": waits} if waits else {}),
    }


def checked(widget: "Widget", walk: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a walk with its values as JSON holds them, or say what this widget refuses in it."""
    for each in walk:
        if not isinstance(each.get("say"), str):
            raise TypeError(f"walk must hold steps as step(...) makes them, got {each!r}")
    return [
        {
            "say": each["say"],
            **{part: kept(widget, each[part]) for part in ("set", "until") if part in each},
        }
        for each in walk
    ]


def kept(widget: "Widget", part: Mapping[str, Any] | Sequence[str]) -> Any:
    """Return the names of traits, or their values as JSON holds them, or say what is refused."""
    traits = widget.own_traits()
    for name in part:
        if name not in traits:
            raise TypeError(widget.no_trait(name))
    if not isinstance(part, Mapping):
        return list(part)
    values: dict[str, Any] = {}
    for name, value in part.items():
        if isinstance(value, str) and value.startswith("@"):
            if value[1:] not in getattr(widget, f"{name}s", ()):
                raise ValueError(f"there is no {name} named {value[1:]!r}")
            values[name] = value
            continue
        valid = traits[name]._validate(widget, value)
        to_json = traits[name].metadata.get("to_json")
        values[name] = to_json(valid, widget) if to_json else valid
    return values


class Moment(NamedTuple):
    """What a saved walk shows for some seconds: traits that are set, and the words above."""

    traits: Mapping[str, Any]
    words: str
    seconds: float


def moments(walk: Sequence[Mapping[str, Any]]) -> list[Moment]:
    """Return each step as it asks, and again when what it asks for is done."""
    found = []
    for number, each in enumerate(walk, 1):
        words = f"{number} of {len(walk)}. {each['say']}"
        found.append(Moment(each.get("set", {}), words, _TO_LOOK + _TO_READ * len(words)))
        if isinstance(each.get("until"), Mapping):
            found.append(Moment(each["until"], words, _TO_LOOK))
    return found


def set_traits(widget: "Widget", values: Mapping[str, Any]) -> None:
    """Set traits to values of a step, presets by their names, all as one change."""
    with widget.hold_trait_notifications():
        for name, value in values.items():
            named = isinstance(value, str) and value.startswith("@")
            widget.set_trait(name, getattr(widget, f"{name}s")[value[1:]] if named else value)


def list_of(walk: Iterable[Mapping[str, Any]]) -> str:
    """Return the steps as a folded list, for readers without a script."""
    steps = "".join(f"<li>{escape(each['say'])}</li>" for each in walk)
    title = "<summary>Walk through it</summary>"
    return f'<details class="cnnlab-steps">{title}<ol>{steps}</ol></details>'
