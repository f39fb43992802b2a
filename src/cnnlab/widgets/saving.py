"""Save a widget's picture, its play or its walk as a file for slides and papers."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnlab.checks import as_list
from cnnlab.widgets import guesses, walks
from cnnlab.widgets.drawing import Drawing
from cnnlab.widgets.picture import captioned, licensed, picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from cnnlab.widgets.base import Widget

_KINDS = (".svg", ".png", ".gif")
_MOST_FRAMES = 128  # of a play whose positions are not chosen
_SHARP = 2.0  # pixels of a PNG for each of the page's
_LAST = 2.0  # seconds that an animation rests at its end


def save(
    widget: "Widget",
    path: str | Path,
    positions: Iterable[int] | None = None,
    walk: bool = False,
) -> None:
    """Write what `Widget.save` describes."""
    if not isinstance(path, str | Path):
        raise TypeError(f"path must be a str or a Path, got {path!r}")
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise ValueError(f"path must end in .svg, .png or .gif, got {str(path)!r}")
    if kind != ".gif" and (walk or positions is not None):
        given = "a walk is" if walk else "positions are the frames of"
        raise ValueError(f"{given} a .gif; a {kind} shows the widget as it stands")
    if walk and positions is not None:
        raise ValueError("positions are the frames of the play; a walk has its steps")
    if walk:
        _save_animation(path, walk_frames(widget), [m.seconds for m in walks.moments(widget.walk)])
    elif kind == ".gif":
        drawings = frames(widget, positions)
        speed = float(getattr(widget, "speed", 1.0))
        _save_animation(path, drawings, play_seconds(len(drawings), speed))
    else:
        (drawing,) = licensed([_drawing(widget)])
        if kind == ".svg":
            path.write_text(drawing.svg(), encoding="utf-8")
        else:
            pixels(drawing, _SHARP).save(path)


def frames(widget: "Widget", positions: Iterable[int] | None = None) -> list[Drawing]:
    """Return the picture of each chosen position of a widget's play, all of one size."""
    count, name = widget.positions, type(widget).__name__
    if count == 0:
        raise ValueError(f"{name} has no positions to move through: save it as .svg or .png")
    chosen = even_steps(count) if positions is None else as_list("positions", positions)
    outside = [position for position in chosen if position not in range(count)]
    if outside or not chosen:
        raise ValueError(
            f"positions must be some of 0 to {count - 1}, got {outside[0] if outside else 'none'}"
        )
    return licensed(_drawings(widget, [{"position": position} for position in chosen]))


def even_steps(count: int) -> range:
    """Return all positions, or of very many those at even steps up to the last, as the page does.

    Examples
    --------
    >>> even_steps(36)
    range(0, 36)
    >>> even_steps(676)[:3], even_steps(676)[-1], len(even_steps(676))
    (range(3, 21, 6), 675, 113)
    """
    step = -(-count // _MOST_FRAMES)
    return range((count - 1) % step, count, step)


def play_seconds(frames: int, speed: float) -> list[float]:
    """Return how long each is seen: as while the widget plays, with a rest at the end."""
    each = max(0.02, 1 / speed)
    return [each] * (frames - 1) + [each + _LAST]


def walk_frames(widget: "Widget") -> list[Drawing]:
    """Return the picture of each moment of a widget's walk, all of one size."""
    if not widget.walk:
        raise ValueError(
            f"{type(widget).__name__} has no walk: give it one, as in walk=[step(...), step(...)]"
        )
    moments = walks.moments(widget.walk)
    drawings = _drawings(widget, [moment.traits for moment in moments])
    return licensed(captioned(drawings, [moment.words for moment in moments]))


def pixels(drawing: Drawing, scale: float) -> "Image":
    """Return a drawing as a Pillow image."""
    try:
        return drawing.pixels(scale)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"saving .png or .gif needs {error.name}, which comes with Matplotlib: "
            'pip install "cnnlab[plots]" (.svg needs nothing more)'
        ) from None


def _drawings(widget: "Widget", changes: Iterable[Mapping[str, Any]]) -> list[Drawing]:
    """Return the picture after each of the changes."""
    # A copy changes: the widget itself and its observers notice nothing.
    copy = type(widget)(**_settings(widget))
    try:
        return [_after(copy, change) for change in changes]
    finally:
        copy.close()


def _settings(widget: "Widget") -> dict[str, Any]:
    traits = widget.own_traits().items()
    return {name: getattr(widget, name) for name, trait in traits if not trait.read_only}


def _after(widget: "Widget", change: Mapping[str, Any]) -> Drawing:
    walks.set_traits(widget, change)
    return _drawing(widget)


def _drawing(widget: "Widget") -> Drawing:
    frame = widget.first_frame() or guesses.first_frame(widget.guess)  # of a question alone
    return picture(frame, widget.style, repr(widget))


def _save_animation(path: Path, drawings: list[Drawing], seconds: list[float]) -> None:
    # Each frame has its own 256 colours: no number and no grey is smeared.
    first, *others = (pixels(drawing, 1.0).quantize(256) for drawing in drawings)
    times = [round(1000 * each) for each in seconds]
    first.save(path, save_all=True, append_images=others, duration=times, loop=0, disposal=1)
