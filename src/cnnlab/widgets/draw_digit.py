"""Draw a digit, and watch trained networks read it."""

import math
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.checks import Array
from cnnlab.images import split_digits
from cnnlab.network import Sequential, softmax
from cnnlab.widgets.base import WIDGET_LIMITS, Matrices, Matrix, Whole, Widget, one_of
from cnnlab.widgets.frames import (
    card,
    chosen,
    colour,
    counted,
    fields,
    grey_grid,
    grey_picture,
    hint,
    signed_pixels,
    titled,
    unborn,
)
from cnnlab.widgets.packed import pack_network, unpack_network

SIDE = 8  # pixels, as the digits have
BLOCK = 4  # dots of the pad for each pixel, both ways
MOST_INK = BLOCK * BLOCK  # in a pixel
DIGITS = 10
# As tiling in maps.mjs has them, in screen pixels.
_GAP = 2  # between the maps of a layer
_MAP = 32  # a map's least width
_LEAST_CELL, _MOST_CELL = 4, 12
_LONGEST = WIDGET_LIMITS["draw_digit"]["columns"]  # numbers in a row of a layer without maps
_CSS = "cnnlab-draw-digit"
_LAYERS_NOTE = (
    "What each layer makes of the input, from the first to the last. Orange is above zero and blue "
    "below; the deeper the colour, the larger the number."
)
_LAYERS_HINT = " Point at a number to see where it comes from."


class Networks(traitlets.TraitType[dict[str, Any], Mapping[str, Any]]):
    """A trait that holds named networks, packed for a page."""

    info_text = "networks by their names"

    def validate(self, obj: Any, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the packed networks, each tried on an empty image."""
        if not isinstance(value, Mapping):
            raise traitlets.TraitError(
                "networks must hold trained networks by their names, as "
                f'DrawDigit({{"CNN": model}}), got {value!r}'
            )
        packed = {
            str(name): packed_reader(f"networks[{name!r}]", network)
            for name, network in value.items()
        }
        if not packed:
            raise traitlets.TraitError("networks must hold at least one network")
        return packed


def packed_reader(name: str, network: Any) -> list[dict[str, Any]]:
    """Return a network that reads digits, packed, or say what is wrong with it."""
    if not isinstance(network, Sequential | list):
        raise traitlets.TraitError(f"{name} must be a trained Sequential, got {network!r}")
    try:
        layers = pack_network(network) if isinstance(network, Sequential) else network
        scores = unpack_network(layers)(np.zeros((1, 1, SIDE, SIDE)))
    except (KeyError, TypeError, ValueError) as error:
        raise traitlets.TraitError(f"{name} cannot be shown: {error}") from None
    if scores.shape != (1, DIGITS):
        raise traitlets.TraitError(
            f"{name} must turn an image of shape (1, 1, 8, 8) into scores of shape (1, {DIGITS}), "
            f"one for each digit, got {scores.shape}"
        )
    return layers


class DrawDigit(Widget):
    """A pad to draw a digit on, and trained networks that read it, with every layer in sight.

    The pad has 32 × 32 dots. What is drawn becomes 8 × 8 pixels from 0 to 16 as
    `cnnlab.strokes.count_ink` makes them, and the networks see these divided by 16. In Jupyter the
    traits `drawing`, `network` and `as_drawn` work in both directions.

    Parameters
    ----------
    networks : dict of str to Sequential
        Trained networks from (N, 1, 8, 8) to (N, 10), see `cnnlab.widgets.packed.pack_network`
        for what they may be made of. Their weights are rounded to 8 bits, so that the page stays
        light.
    network : str
        The name of the network whose layers are shown. By default the last.
    drawing : array_like, shape (8, 8)
        What the networks see: 0 (paper) to 16 (ink). By default a handwritten 3.
    as_drawn : bool
        Whether a drawing keeps its size and its place. Otherwise it is fitted as the digits of the
        data set were, see `cnnlab.strokes.fit_strokes`.
    picked : list of int
        The number that is explained: its layer, counted from 0, and in that layer's output its
        channel, row and column, or its index alone. ``[9, 3]`` is the score of a 3 in a network of
        ten layers; empty for none.
    drawings : dict of str to array_like, shape (8, 8)
        Digits to begin from. By default one of each: the first of the validation digits of
        `cnnlab.images.split_digits` that all networks read right, or else the first.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.

    Examples
    --------
    >>> from cnnlab.network import Flatten, Linear
    >>> model = Sequential(Flatten(), Linear(64, 10, rng=0))
    >>> widget = DrawDigit({"untrained": model})
    >>> widget
    DrawDigit('untrained' of 1 network)
    >>> widget.probabilities.shape, widget.probabilities.sum().round(6)
    ((10,), np.float64(1.0))
    """

    networks = Networks().tag(sync=True)
    network = traitlets.Unicode().tag(sync=True)
    drawing = Matrix(SIDE)
    as_drawn = traitlets.Bool(False).tag(sync=True)
    picked = traitlets.List(Whole(min=0)).tag(sync=True)
    drawings = Matrices(SIDE)

    def __init__(self, networks: Mapping[str, Any] | None = None, **traits: Any) -> None:
        super().__init__(networks=networks, **traits)

    @traitlets.default("network")
    def _default_network(self) -> str:
        return list(self.networks)[-1]

    @traitlets.default("drawing")
    def _default_drawing(self) -> NDArray[Any]:
        return self._well_read(3)

    @traitlets.default("drawings")
    def _default_drawings(self) -> dict[str, NDArray[Any]]:
        return {with_article(label): self._well_read(label) for label in range(DIGITS)}

    def _well_read(self, label: int) -> NDArray[Any]:
        """Return a digit that the networks have not learned from, and that they read right."""
        digits = split_digits()
        x = digits.x_validation[digits.y_validation == label]
        right = [unpack_network(n)(x).argmax(axis=1) == label for n in self.networks.values()]
        sample = np.all(right, axis=0).argmax()
        return np.asarray(np.rint(MOST_INK * x[sample, 0]).astype(int))

    @traitlets.validate("network")
    def _known_network(self, proposal: dict[str, Any]) -> str:
        return one_of("network", proposal["value"], self.networks)

    @traitlets.validate("drawing")
    def _drawn_in_ink(self, proposal: dict[str, Any]) -> NDArray[Any]:
        return as_drawing("drawing", proposal["value"])

    @traitlets.validate("drawings")
    def _all_drawn_in_ink(self, proposal: dict[str, Any]) -> dict[str, NDArray[Any]]:
        return as_drawings(proposal["value"])

    @property
    def probabilities(self) -> Array:
        """What the chosen network, its weights rounded, says of the drawing; shape (10,)."""
        return self._read(self.network)

    def _read(self, name: str) -> Array:
        return np.asarray(softmax(self._outputs(name)[-1])[0])

    def _outputs(self, name: str) -> list[Array]:
        """Return what each layer of a network makes of the drawing."""
        x: Array = self.drawing[None, None] / MOST_INK
        layers = self.networks[one_of("network", name, self.networks)]
        return [x := layer(x) for layer in unpack_network(layers).layers]

    def __repr__(self) -> str:
        count = len(self.networks)
        return f"DrawDigit({self.network!r} of {count} network{'s' if count > 1 else ''})"

    def first_frame(self) -> str:
        """Return the drawing, what each network reads, and every layer's output as SVG."""
        clear, undo, *moves = (
            f'<button type="button">{name}</button>' for name in ("Clear", "Undo", *"←↑↓→")
        )
        move = '<span class="cnnlab-note">Move</span>' + "".join(moves)
        tools = f'{clear}{undo}<div class="{_CSS}-moves">{move}</div>'
        ticks = fields({"Rub out": False, "As drawn": self.as_drawn})
        begin = fields({"Start from": chosen(self.drawings, self.drawing, "your own")})
        readers = "".join(self._reader(name) for name in self.networks)
        return card(
            self._stage(),
            unborn(f"{_CSS}-tools", begin + tools + ticks),
            f'<div class="{_CSS}-readers">{readers}</div>',
            f'<p class="cnnlab-note {_CSS}-note">{_LAYERS_NOTE}{hint(_LAYERS_HINT)}</p>',
            f'<div class="{_CSS}-layers">{self._layers()}</div>',
            look=_CSS,
        )

    def _stage(self) -> str:
        side, probabilities = SIDE * BLOCK, self._read(self.network)
        pad = grey_picture(np.kron(255 * self.drawing / MOST_INK, np.ones((BLOCK, BLOCK))))
        pixels = grey_grid(self.drawing)
        lines = "".join(
            f"<li{_class_if(digit == probabilities.argmax(), 'best')}><span>{digit}</span>"
            f'<span class="{_CSS}-bar" style="--share:{p:.4f}"></span>'
            f'<span class="{_CSS}-share">{100 * p:.0f}%</span></li>'
            for digit, p in enumerate(probabilities)
        )
        odds, note = f'<ol class="{_CSS}-odds">{lines}</ol>', f"by the {self.network} network"
        seen = f"ink in blocks of {BLOCK} × {BLOCK}, 0 to {MOST_INK}"
        return (
            f'<div class="cnnlab-stage {_CSS}-stage">'
            + titled("Drawing", pad, "draw-digit-drawing", f"{side} × {side} dots")
            + titled("Input", pixels, "draw-digit-input", seen)
            + titled("Probabilities", odds, "draw-digit-probabilities", note)
            + "</div>"
        )

    def _reader(self, name: str) -> str:
        """Return a network's card: how large it is, and what it reads."""
        probabilities, layers = self._read(name), self.networks[name]
        best = int(probabilities.argmax())
        size = sum(math.prod(p["shape"]) + len(p["bias"]) for p in layers if "bias" in p)
        is_chosen = name == self.network
        return (
            f'<label class="{_CSS}-reader{f" {_CSS}-chosen" if is_chosen else ""}">'
            f'<input type="radio" disabled{" checked" if is_chosen else ""}>'
            f'<strong>{escape(name)}</strong><span class="cnnlab-note">{size:,} parameters</span>'
            f'<span class="{_CSS}-says">reads {best} ({100 * probabilities[best]:.0f}%)</span>'
            "</label>"
        )

    def _layers(self) -> str:
        layers, outputs = self.networks[self.network], self._outputs(self.network)
        figures = [
            titled(_layer_words(layer), _maps(output[0]), "draw-digit-layer", _size(output[0]))
            for layer, output in zip(layers[:-1], outputs[:-1], strict=True)
            if layer["type"] != "flatten"
        ]
        last, note = _layer_words(layers[-1]), "a score for each digit"
        return "".join(figures) + titled(last, _scores(outputs[-1][0]), "draw-digit-layer", note)


def _class_if(wanted: bool, name: str) -> str:
    return f' class="{_CSS}-{name}"' if wanted else ""


def _layer_words(layer: dict[str, Any]) -> str:
    """Return what a packed layer is called."""
    match layer["type"]:
        case "conv2d":
            return f"Convolution, {layer['shape'][2]} × {layer['shape'][3]}"
        case "max_pool2d":
            return f"Max pooling, {layer['kernel'][0]} × {layer['kernel'][1]}"
        case "linear":
            return "Linear layer"
        case "flatten":
            return "Flatten"
    return "ReLU"


def _size(output: Array) -> str:
    if output.ndim == 1:
        return f"{output.size} numbers"
    maps, rows, columns = output.shape
    return f"{counted(maps, 'map')} of {rows} × {columns}"


def _maps(output: Array) -> str:
    """Draw a layer's output where the live widget draws it: see tiling in maps.mjs."""
    maps, most = output, np.abs(output).max() or 1
    if output.ndim == 1:
        columns = min(output.size, _LONGEST)
        maps = np.pad(output, (0, -output.size % columns)).reshape(1, -1, columns)
    count, rows, columns = maps.shape
    cell = _MOST_CELL if output.ndim == 1 else min(_MOST_CELL, max(_LEAST_CELL, _MAP // columns))
    across = min(count, 2 ** math.ceil(math.log2(count) / 2))
    x, y = columns * cell + _GAP, rows * cell + _GAP
    width, height = across * x + _GAP, math.ceil(count / across) * y + _GAP
    drawn = "".join(
        f'<g transform="translate({_GAP + m % across * x} {_GAP + m // across * y}) scale({cell})">'
        f"{signed_pixels(np.sign(map_) * np.sqrt(np.abs(map_) / most), shades=4)}</g>"
        for m, map_ in enumerate(maps)
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img"'
        f' aria-label="{_size(output)}">{drawn}</svg>'
    )


def _scores(scores: Array) -> str:
    most = np.abs(scores).max() or 1
    cells = "".join(
        f'<li style="--tint:{colour("negative" if score < 0 else "positive")};'
        f'--share:{abs(score) / most:.4f}"><strong>{digit}</strong>'
        f"<span>{f'{score:z.1f}'.replace('-', '−')}</span></li>"
        for digit, score in enumerate(scores)
    )
    return f'<ol class="{_CSS}-scores" aria-label="Scores">{cells}</ol>'


def with_article(label: int) -> str:
    """Return what a digit is called: "a 3", "an 8"."""
    return f"{'an' if label == 8 else 'a'} {label}"


def as_drawings(drawings: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return named drawings, each with pixels from 0 to 16, or say what is wrong with one."""
    return {name: as_drawing(f"drawings[{name!r}]", d) for name, d in drawings.items()}


def as_drawing(name: str, value: NDArray[Any]) -> NDArray[Any]:
    """Return pixels from 0 to 16, or say what is wrong with them."""
    if value.shape != (SIDE, SIDE) or value.min() < 0 or value.max() > MOST_INK:
        raise traitlets.TraitError(
            f"{name} must have shape ({SIDE}, {SIDE}) and values from 0 to {MOST_INK}, got shape "
            f"{value.shape} and values from {value.min():g} to {value.max():g}"
        )
    return value
