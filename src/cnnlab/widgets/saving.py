"""Save a widget's picture, or its play as an animation, as a file for slides and papers."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnlab.widgets import guesses
from cnnlab.widgets.drawing import Drawing
from cnnlab.widgets.picture import licensed, picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from cnnlab.widgets.base import Widget

_KINDS = (".svg", ".png", ".gif")
_MOST_FRAMES = 256
_SHARP = 2.0  # pixels of a PNG for each of the page's
_LAST = 2.0  # seconds that an animation rests at its end


def save(widget: "Widget", path: str | Path, positions: Iterable[int] | None = None) -> None:
    """Write what `Widget.save` describes."""
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise ValueError(f"path must end in .svg, .png or .gif, got {str(path)!r}")
    if kind == ".gif":
        _save_animation(path, frames(widget, positions), _seconds(widget))
        return
    if positions is not None:
        raise ValueError(
            f"positions are the frames of a .gif; a {kind} shows the widget as it stands"
        )
    (drawing,) = licensed([_drawing(widget)])
    if kind == ".svg":
        path.write_text(drawing.svg(), encoding="utf-8")
    else:
        pixels(drawing, _SHARP).save(path)


def frames(widget: "Widget", positions: Iterable[int] | None = None) -> list[Drawing]:
    """Return the picture of each position of a widget's play, all of one size."""
    count, name = widget.positions, type(widget).__name__
    if count == 0:
        raise ValueError(f"{name} has no positions to move through: save it as .svg or .png")
    chosen = list(range(count) if positions is None else positions)
    outside = [position for position in chosen if position not in range(count)]
    if outside or not chosen:
        raise ValueError(
            f"positions must be some of 0 to {count - 1}, got {outside[0] if outside else 'none'}"
        )
    if len(chosen) > _MOST_FRAMES:
        raise ValueError(
            f"an animation may have at most {_MOST_FRAMES} frames, but this {name} has "
            f"{len(chosen)} positions: choose some, as in positions=range(0, {count}, "
            f"{-(-count // _MOST_FRAMES)})"
        )
    # A copy moves: the widget itself, and who observes it, notices nothing.
    copy = type(widget)(**_settings(widget))
    try:
        return licensed([_at(copy, position) for position in chosen])
    finally:
        copy.close()


def pixels(drawing: Drawing, scale: float) -> "Image":
    """Return a drawing as an image of Pillow's."""
    try:
        return drawing.pixels(scale)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"to save .png or .gif needs {error.name}, which comes with Matplotlib: "
            'pip install "cnnlab[plots]" (.svg needs nothing more)'
        ) from None


def _settings(widget: "Widget") -> dict[str, Any]:
    traits = widget.own_traits().items()
    return {name: getattr(widget, name) for name, trait in traits if not trait.read_only}


def _at(widget: "Widget", position: int) -> Drawing:
    widget.set_trait("position", position)
    return _drawing(widget)


def _drawing(widget: "Widget") -> Drawing:
    frame = widget.first_frame() or guesses.first_frame(widget.guess)  # of a question alone
    return picture(frame, str(widget._css), repr(widget))


def _seconds(widget: "Widget") -> float:
    """Return how long a frame is to be seen: as long as a position while the widget plays."""
    return 1 / float(getattr(widget, "speed", 1.0))


def _save_animation(path: Path, drawings: list[Drawing], seconds: float) -> None:
    # Each frame has its own 256 colours: no number and no grey is smeared.
    first, *others = (pixels(drawing, 1.0).quantize(256) for drawing in drawings)
    times = [max(20, round(1000 * seconds))] * len(drawings)
    times[-1] += round(1000 * _LAST)
    first.save(path, save_all=True, append_images=others, duration=times, loop=0, disposal=1)
