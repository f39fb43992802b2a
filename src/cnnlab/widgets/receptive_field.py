"""The receptive field: how far into a photograph a unit of a stack of layers looks."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

import cnnlab
from cnnlab.correlate import correlate2d
from cnnlab.images import photograph
from cnnlab.pool import max_pool2d
from cnnlab.receptive_fields import receptive_field, seen_pixels
from cnnlab.shapes import output_shape
from cnnlab.widgets.base import WIDGET_LIMITS, Matrices, Whole, Widget, one_of, usual
from cnnlab.widgets.frames import Rectangle, card, fields, grey_picture, titled, unborn
from cnnlab.widgets.pytorch import NN, call, program, unless
from cnnlab.widgets.stacks import Stack, Stacks

_LIMITS = WIDGET_LIMITS["receptive_field"]
SIDE = _LIMITS["image"]
KINDS = ("conv", "pool")
MOST_LAYERS = _LIMITS["layers"]
PARTS = _LIMITS["layer"]
"""The least and the most that a layer's numbers can be, in the order that layers take them."""

STACKS: dict[str, list[Any]] = {
    "conv and pool": [(3, 1, 1), ("pool", 2), (3, 1, 1), ("pool", 2), (3, 1, 1)],
    "two 3 × 3": [(3, 1, 1), (3, 1, 1)],
    "one 5 × 5": [(5, 1, 2)],
    "dilation 1, 2, 4": [(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)],
    "strides": [(3, 2, 1), (3, 2, 1), (3, 2, 1), (3, 2, 1)],
    "LeNet-5": [5, ("pool", 2), 5, ("pool", 2), 5],
    "start of VGG-16": [(3, 1, 1), (3, 1, 1), ("pool", 2), (3, 1, 1), (3, 1, 1), ("pool", 2)],
    "start of ResNet": [(7, 2, 3), ("pool", 3, 2, 1), (3, 1, 1), (3, 1, 1)],
}
"""The stacks that the widget offers."""

_CSS = "cnnlab-receptive-field"
_SCALE_NOTE = (
    "The maps are not drawn to scale: small ones are enlarged. Their captions give their sizes."
)
_NUMBERS = ("Kernel k", "Stride s", "Padding p", "Dilation d")
_RESULTS = ("Map", "Size r", "Jump j", "Start c")


def _as_layers(name: str, value: Any) -> list[dict[str, Any]]:
    """Return layers as dicts with a kind, a kernel, a stride, a padding and a dilation."""
    if not isinstance(value, list | tuple):
        raise traitlets.TraitError(f"{name} must be a list of layers, got {value!r}")
    if len(value) > MOST_LAYERS:
        raise traitlets.TraitError(
            f"{name} must have at most {MOST_LAYERS} layers to be drawn, got {len(value)}"
        )
    return [_as_layer(f"{name}[{i}]", layer) for i, layer in enumerate(value)]


def _as_layer(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        given = dict(value)
    else:
        values = list(value) if isinstance(value, list | tuple) else [value]
        kind = [values.pop(0)] if values and isinstance(values[0], str) else ["conv"]
        if not 1 <= len(values) <= len(PARTS):
            raise traitlets.TraitError(
                f"{name} must be a kernel size, or (kernel, stride, padding, dilation) with the "
                f'last ones left out, with "conv" or "pool" before it, got {value!r}'
            )
        given = dict(zip(["kind", *PARTS], [*kind, *values], strict=False))
    layer: dict[str, Any] = {"kind": "conv", "padding": 0, "dilation": 1} | given
    # A pool's windows do not overlap unless it is told so, as everywhere in cnnlab.
    layer.setdefault("stride", layer.get("kernel") if layer["kind"] == "pool" else 1)
    if layer["kind"] not in KINDS:
        raise traitlets.TraitError(
            f"{name} must be of kind {' or '.join(KINDS)}, got {layer['kind']!r}"
        )
    if set(layer) != {"kind", *PARTS}:
        raise traitlets.TraitError(
            f"{name} must have a kind and {', '.join(PARTS)}, got {sorted(layer)}"
        )
    for part, (least, most) in PARTS.items():
        number = layer[part]
        whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
        if not whole or not least <= number <= most:
            raise traitlets.TraitError(
                f"{name} must have a {part} that is a whole number from {least} to {most}, "
                f"got {number!r}"
            )
        layer[part] = int(number)
    if layer["kind"] == "pool" and 2 * layer["padding"] > layer["kernel"]:
        raise traitlets.TraitError(
            f"{name} must have padding of at most half its kernel, as it is a pool: "
            f"got padding {layer['padding']} for kernel {layer['kernel']}"
        )
    return {part: layer[part] for part in ("kind", *PARTS)}


def _torch_layer(kind: str, kernel: int, stride: int, padding: int, dilation: int) -> str:
    """Write a layer as PyTorch has it: a pool's stride is its kernel by default."""
    conv = kind == "conv"
    return call(
        *(("nn.Conv2d", 1, 1) if conv else ("nn.MaxPool2d",)),
        kernel_size=kernel,
        stride=unless(1 if conv else kernel, (stride, stride)),
        padding=unless(0, (padding, padding)),
        dilation=unless(1, (dilation, dilation)),
    )


class ReceptiveField(Widget):
    """A stack of layers on a photograph: pick a unit, and what it sees lights up.

    In Jupyter each trait works in both directions. The picture of each layer is what a blur (in
    place of a learned kernel) or a maximum makes of the layer before it.

    Parameters
    ----------
    layers : list of int, tuple or dict
        At most 10, from the photograph on. Each is a kernel size, (kernel, stride, padding,
        dilation) with the last ones left out as for `cnnlab.receptive_field`, the same after
        "conv" or "pool", or a dict with these names and "kind". A pool's stride is its kernel if
        left out. By default three convolutions of 3 × 3 with two pools of 2 × 2 between them.
    picked : (int, int, int)
        A unit: its layer, row and column. Layers count from 1, as the photograph is layer 0; rows
        and columns count from 0. By default the middle of the last layer. A unit beyond the end
        of a map stands for the nearest one.
    photograph : str
        The name of one of `images`.
    images : dict of str to array_like, shape (H, W)
        Grey images of at most 64 × 64 pixels.
    stacks : dict of str to list
        What the widget offers to choose `layers` from.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If a layer is larger than its input when the widget is made. (Later this is explained in
        the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import ReceptiveField
    >>> widget = ReceptiveField(layers=[(3, 1, 1), ("pool", 2), 3], picked=(3, 0, 10))
    >>> widget
    ReceptiveField(conv 3 × 3, pool 2 × 2, conv 3 × 3; picked (3, 0, 10))
    >>> widget.fields[-1]
    ReceptiveField(size=8, jump=2, start=2.5)
    >>> rows, columns = widget.seen  # one row of the field is padding
    >>> rows, columns
    ([0, 1, 2, 3, 4, 5, 6], [19, 20, 21, 22, 23, 24, 25, 26])
    """

    layers = Stack(_as_layers).tag(sync=True)
    picked = traitlets.Tuple(*[Whole(min=0) for _ in range(3)]).tag(sync=True)
    photograph = traitlets.Unicode().tag(sync=True)
    images = Matrices(SIDE)
    stacks = Stacks(_as_layers).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        _ = self.shapes  # a layer that does not fit is refused at once

    @traitlets.default("layers")
    def _default_layers(self) -> list[dict[str, Any]]:
        return next(iter((self.stacks or self._default_stacks()).values()))

    @traitlets.default("stacks")
    def _default_stacks(self) -> dict[str, list[dict[str, Any]]]:
        return {name: _as_layers(name, layers) for name, layers in STACKS.items()}

    @traitlets.default("picked")
    def _default_picked(self) -> tuple[int, int, int]:
        rows, columns = self.shapes[-1]
        return len(self.layers), rows // 2, columns // 2

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        names = ("camera", "astronaut", "chelsea")
        return {name: photograph(name, size=SIDE, grey=True) for name in names}

    @traitlets.default("photograph")
    def _first_photograph(self) -> str:
        return usual("camera", self.images)

    @traitlets.validate("photograph")
    def _known_photograph(self, proposal: dict[str, Any]) -> str:
        return one_of("photograph", proposal["value"], self.images)

    @property
    def _image(self) -> NDArray[Any]:
        return self.images[one_of("photograph", self.photograph, self.images)]

    @property
    def _stack(self) -> list[tuple[int, int, int, int]]:
        return [(x["kernel"], x["stride"], x["padding"], x["dilation"]) for x in self.layers]

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of the photograph and of each layer's map."""
        rows, columns = self._image.shape
        shapes = [(rows, columns)]
        for number, layer in enumerate(self._stack):
            try:
                shapes.append(output_shape(shapes[-1], *layer))
            except ValueError as error:
                raise ValueError(f"layers[{number}] does not fit its input: {error}") from None
        return shapes

    @property
    def fields(self) -> list[cnnlab.ReceptiveField]:
        """Size, jump and start of every layer: `cnnlab.receptive_field` of the stack."""
        return receptive_field(self._stack)

    @property
    def unit(self) -> tuple[int, int, int]:
        """The unit that `picked` stands for: the nearest one in the stack as it is."""
        layer = min(self.picked[0], len(self.layers))
        row, column = (
            min(i, n - 1) for i, n in zip(self.picked[1:], self.shapes[layer], strict=True)
        )
        return layer, row, column

    @property
    def seen(self) -> tuple[list[int], list[int]]:
        """The photograph's rows and columns that the unit sees: `cnnlab.seen_pixels` of both."""
        layer, *place = self.unit
        rows, columns = (
            seen_pixels(size, self._stack[:layer], i)
            for size, i in zip(self.shapes[0], place, strict=True)
        )
        return rows, columns

    @property
    def maps(self) -> list[NDArray[Any]]:
        """What is drawn: the photograph, then a blur or a maximum for each layer."""
        drawn: list[NDArray[Any]] = [self._image.astype(float)]
        for layer, (k, s, p, d) in zip(self.layers, self._stack, strict=True):
            if layer["kind"] == "pool":
                drawn.append(max_pool2d(drawn[-1], k, s, p, d))
            else:
                blur = np.full((k, k), 1 / k**2)
                drawn.append(correlate2d(drawn[-1], blur, stride=s, padding=p, dilation=d))
        return drawn

    def pytorch_code(self) -> str:
        """Return the stack as ``nn.Sequential``, with one channel throughout."""
        rows, columns = self.shapes[0]
        layers = [f"    {_torch_layer(**layer)}," for layer in self.layers]
        first = f"# x: the photograph, {(1, 1, rows, columns)}"
        stack = ["layers = nn.Sequential(", *layers, ")"]
        return program([NN], first, *stack, "y = layers(x)")

    def __repr__(self) -> str:
        stack = ", ".join(map(_title, self.layers)) or "no layers"
        return f"ReceptiveField({stack}; picked {self.picked})"

    def first_frame(self) -> str:
        """Return the photograph with the unit's field, each layer's map, and the table."""
        layer, row, column = self.unit
        frame = Rectangle(row, column, 1, 1)
        frames = {layer: frame}
        for number in range(layer, 0, -1):
            frame = _seen_by(frame, self._stack[number - 1])
            frames[number - 1] = frame
        pictures = [grey_picture(values, frames.get(n)) for n, values in enumerate(self.maps)]
        stack = next((name for name, s in self.stacks.items() if s == self.layers), "your own")
        choices = fields({"Photograph": self.photograph, "Stack": stack})
        rows, columns = self.shapes[0]
        photo = titled("Input", pictures[0], "input", f"{self.photograph}, {rows} × {columns}")
        buttons = "".join(f"<button>Add a {name}</button>" for name in ("convolution", "max pool"))
        maps = "".join(self._figure(n, picture) for n, picture in enumerate(pictures[1:], 1))
        return card(
            f'<div class="{_CSS}-choices">{choices}</div>',
            f'<div class="{_CSS}-maps" style="{self._row_style()}">{photo}{maps}</div>',
            f'<p class="cnnlab-note">{_SCALE_NOTE}</p>',
            f'<div class="{_CSS}-words">{self._words(frame)}</div>',
            self._table(),
            unborn("cnnlab-transport", buttons),
            look=_CSS,
            code=True,
        )

    def _figure(self, number: int, picture: str) -> str:
        """Return a layer's map with its title."""
        rows, columns = self.shapes[number]
        title = _title(self.layers[number - 1]).replace(" × ", "&nbsp;×&nbsp;")
        note = f"{title}<br>{rows}&#8239;×&#8239;<wbr>{columns}"
        return (
            '<figure class="cnnlab-figure">'
            f'<figcaption><strong>Layer {number}</strong> <span class="cnnlab-note">{note}</span>'
            f"</figcaption>{picture}</figure>"
        )

    def _row_style(self) -> str:
        """Return how the photograph and the maps share their row, as in map.mjs."""
        most = max(self.shapes[0])
        shares = [
            round(max(0.5, math.sqrt(max(shape) / most)) * min(1, shape[1] / shape[0]), 3)
            for shape in self.shapes[1:]
        ]
        layers = " ".join(f"minmax(0, {share:g}fr)" for share in shares) or "auto"
        return f"--input: minmax(0, 2.8fr); --layers: {layers}; --shares: {2.8 + sum(shares):.4g}"

    def _words(self, field: Rectangle) -> str:
        """Return how the unit's field comes about, and how much of it the unit sees."""
        layer, *place = self.unit
        size, jump, start = ([(1, 1, 0.0), *self.fields])[layer]
        title = f"Layer {layer}, {_title(self.layers[layer - 1])}" if layer else "A pixel"
        lines = "".join(
            f"<li><strong>{name}: </strong>centre {start:g} + {i} · {jump} = {start + i * jump:g}, "
            f"and {(size - 1) / 2:g} to each side: {first} to {first + size - 1}</li>"
            for name, i, first in zip(
                ("Rows", "Columns"), place, (field.row, field.column), strict=True
            )
        ).replace("-", "−")
        rows, columns = self.seen
        whole = math.prod(self.shapes[0])
        return (
            f"<p><strong>{title}</strong>: the unit in row {place[0]}, column {place[1]}</p>"
            f'<p class="cnnlab-total">Its field: <strong>{size} × {size}</strong> pixels</p>'
            f"<ul>{lines}</ul><p>It sees {len(rows) * len(columns):,} pixels of {whole:,}.</p>"
        )

    def _table(self) -> str:
        """Return the stack as a table: the numbers of each layer, and what follows from them."""
        head = "".join(f"<th>{name}</th>" for name in ("Layer", "Kind", *_NUMBERS, *_RESULTS, ""))
        stack: list[dict[str, Any]] = [{}, *self.layers]
        lines = "".join(
            self._table_line(f"Layer {number}" if number else "Input", layer, shape, field)
            for number, (layer, shape, field) in enumerate(
                zip(stack, self.shapes, [(1, 1, 0.0), *self.fields], strict=True)
            )
        )
        return (
            f'<table class="{_CSS}-table"><thead><tr>{head}</tr></thead>'
            f"<tbody>{lines}</tbody></table>"
        )

    def _table_line(
        self,
        name: str,
        layer: dict[str, Any],
        shape: tuple[int, int],
        field: tuple[int, int, float],
    ) -> str:
        size, jump, start = field
        results = (" × ".join(map(str, shape)), size, jump, f"{start:g}".replace("-", "−"))
        kind = f'<span class="{_CSS}-value {_CSS}-kind">{layer["kind"]}</span>' if layer else ""
        numbers = [f'<span class="{_CSS}-value">{layer[x]}</span>' if layer else "" for x in PARTS]
        buttons = unborn("cnnlab-receptive-field-buttons", "<button></button>" * 3) if layer else ""
        return (
            f'<tr><th scope="row">{name}</th><td>{kind}</td>{_cells(_NUMBERS, numbers)}'
            f"{_cells(_RESULTS, results, 'data-result')}"
            f'<td class="{_CSS}-change">{buttons}</td></tr>'
        )


def _cells(names: Iterable[str], values: Iterable[object], mark: str = "") -> str:
    return "".join(
        f'<td data-label="{name}" {mark}>{value}</td>'
        for name, value in zip(names, values, strict=True)
    )


def _title(layer: dict[str, Any]) -> str:
    return f"{layer['kind']} {layer['kernel']} × {layer['kernel']}"


def _seen_by(units: Rectangle, layer: tuple[int, ...]) -> Rectangle:
    """Return the block of cells, padding included, that a block of a layer's units reads."""
    k, s, p, d = layer
    height, width = (s * (n - 1) + d * (k - 1) + 1 for n in (units.rows, units.columns))
    return Rectangle(units.row * s - p, units.column * s - p, height, width)
