"""The side view: a stack of layers along one axis, a skip past them, and what a unit reads."""

from collections.abc import Iterable
from typing import Any

import traitlets

from cnnlab.checks import as_list, whole_number
from cnnlab.receptive_fields import ReceptiveField, receptive_field, seen_pixels
from cnnlab.shapes import output_size
from cnnlab.widgets.base import WIDGET_LIMITS, Whole, Widget, between
from cnnlab.widgets.frames import card, colour, counted, unborn
from cnnlab.widgets.pytorch import NN, call, program, unless

_LIMITS = WIDGET_LIMITS["side_view"]
PARTS = _LIMITS["layer"]
MOST_LAYERS = _LIMITS["layers"]
_WIDTH, _LEFT, _GAP, _TOP, _FOOT = 640, 112, 66, 34, 74  # as in fan.mjs
_NARROW = 400  # the width on a phone


class _Layers(traitlets.TraitType[list[list[int]], Any]):
    """A trait that holds 1 to 4 layers: each (kernel, stride, dilation) or its beginning."""

    def validate(self, obj: Any, value: Any) -> list[list[int]]:
        """Return the layers in full, or say what is wrong with them."""
        try:
            layers = [_layer(i, layer) for i, layer in enumerate(as_list("layers", value))]
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        if not 1 <= len(layers) <= MOST_LAYERS:
            raise traitlets.TraitError(
                f"layers must hold 1 to {MOST_LAYERS} layers, got {len(layers)}"
            )
        return layers


def _layer(number: int, given: Any) -> list[int]:
    parts = list(given) if isinstance(given, Iterable) else [given]
    if not 1 <= len(parts) <= len(PARTS):
        raise ValueError(f"layers[{number}] must be (kernel, stride, dilation), got {given!r}")
    parts += [1] * (len(PARTS) - len(parts))
    return [
        whole_number(f"the {name} of layers[{number}]", part, least, most)
        for (name, (least, most)), part in zip(PARTS.items(), parts, strict=True)
    ]


class SideView(Widget):
    """A stack of windows along one axis: units as dots, and the lines from one down to its pixels.

    Parameters
    ----------
    size : int
        Pixels of the input, from 6 to 40.
    layers : list of int or (int, ...)
        From the input on, 1 to 4 windows: a kernel size, or (kernel, stride, dilation) with as many
        of the last two left out as are 1. Kernels have at most 5 taps, strides are at most 3 and
        dilations at most 4; nothing is padded.
    layer, unit : int
        Which unit is looked at: its layer, 0 for the input, and its index in that layer. A number
        beyond the last stands for the last.
    skip : int or None
        The pixel that unit 0 of the last layer also reads directly, past all layers; the unit with
        index i reads the pixel `skip` + i · jump. None for no skip.

    Raises
    ------
    ValueError
        If a layer has a window wider than its input, or the skip of the last unit would read beyond
        the last pixel.

    Examples
    --------
    >>> from cnnlab.widgets import SideView
    >>> widget = SideView(layers=[3, (3, 2)], layer=2, unit=1)
    >>> widget.fields[-1]
    ReceptiveField(size=5, jump=2, start=2.0)
    >>> widget.seen
    [2, 3, 4, 5, 6]
    >>> widget.skip = 0  # a skip to pixel 0 for unit 0, to pixel 2 for unit 1
    >>> widget.apart  # from the middle of the field
    -2.0
    """

    size = Whole(24, **between(_LIMITS["size"])).tag(sync=True)
    layers = _Layers([[3, 1, 1], [3, 1, 1]]).tag(sync=True)
    layer = Whole(1, min=0, max=MOST_LAYERS).tag(sync=True)
    unit = Whole(0, min=0).tag(sync=True)
    skip = Whole(None, min=0, allow_none=True).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        _ = self.apart  # a stack or a skip that does not fit is refused at once

    @property
    def sizes(self) -> list[int]:
        """Units of the input and of each layer: `cnnlab.output_size`."""
        sizes = [self.size]
        for number, (kernel, stride, dilation) in enumerate(self.layers, 1):
            try:
                sizes.append(output_size(sizes[-1], kernel, stride, 0, dilation))
            except ValueError as error:
                raise ValueError(f"layer {number} does not fit: {error}") from None
        return sizes

    @property
    def fields(self) -> list[ReceptiveField]:
        """The receptive field of each layer: `cnnlab.receptive_field`."""
        return receptive_field(self._stack())

    @property
    def seen(self) -> list[int]:
        """The pixels that the unit reads: `cnnlab.seen_pixels`, and that of the skip."""
        skipped = self._skipped
        return sorted({*self._seen_through_layers, *([] if skipped is None else [skipped])})

    @property
    def apart(self) -> float | None:
        """How many pixels right of the middle of a field the skip reads; None without a skip."""
        jump, last = self.fields[-1].jump, self.sizes[-1] - 1
        if self.skip is None:
            return None
        most = self.size - 1 - last * jump
        if self.skip > most:
            raise ValueError(
                f"through the skip, unit {last} of layer {len(self.layers)} would read pixel "
                f"{self.skip + last * jump}, but the last pixel is {self.size - 1}: skip must be "
                f"at most {most}, got {self.skip}"
            )
        return self.skip - self.fields[-1].start

    @property
    def _seen_through_layers(self) -> list[int]:
        layer, unit = self._chosen
        return seen_pixels(self.size, self._stack()[:layer], unit)

    @property
    def _skipped(self) -> int | None:
        """The pixel that the unit reads through the skip, if it has one."""
        layer, unit = self._chosen
        if self.skip is None or self.apart is None or layer < len(self.layers):
            return None
        return self.skip + unit * self.fields[-1].jump

    @property
    def _chosen(self) -> tuple[int, int]:
        layer = min(self.layer, len(self.layers))
        return layer, min(self.unit, self.sizes[layer] - 1)

    def _stack(self) -> list[tuple[int, ...]]:
        return [(kernel, stride, 0, dilation) for kernel, stride, dilation in self.layers]

    def pytorch_code(self) -> str:
        """Return the stack as ``nn.Sequential`` of one-dimensional convolutions, plus the skip."""
        layers = [
            call(
                "nn.Conv1d",
                *(1, 1, kernel),
                stride=unless(1, (stride, stride)),
                dilation=unless(1, (dilation, dilation)),
            )
            for kernel, stride, dilation in self.layers
        ]
        stack = ["layers = nn.Sequential(", *(f"    {layer}," for layer in layers), ")"]
        summed = "y = layers(x)"
        if self.apart is not None:
            summed += f" + x[..., {self.skip}::{self.fields[-1].jump}][..., :{self.sizes[-1]}]"
        return program([NN], f"# x: the input, {(1, 1, self.size)}", *stack, summed)

    def __repr__(self) -> str:
        layers = ", ".join(str(tuple(layer)) for layer in self.layers)
        skip = "" if self.skip is None else f", skip {self.skip}"
        return f"SideView({self.size} pixels, layers {layers}{skip})"

    def first_frame(self) -> str:
        """Return the place of the settings, the dots with their lines, and the lengths in words."""
        rows = "".join(
            f'<div class="cnnlab-side-view-layer"><strong>Layer {number}</strong>'
            + "".join(
                f'<div class="cnnlab-side-view-part"><label>{name}</label><input type="range">'
                f'<span class="cnnlab-value">{value}</span></div>'
                for name, value in zip(PARTS, layer, strict=True)
            )
            + "</div>"
            for number, layer in enumerate(self.layers, 1)
        )
        number = "" if self.skip is None else self.skip
        skip = (
            '<div class="cnnlab-side-view-layer cnnlab-side-view-skip"><strong>Skip</strong>'
            '<label>unit 0 reads pixel</label><div class="cnnlab-side-view-number">'
            '<button>−</button><input class="cnnlab-number-box" type="number" placeholder="none"'
            f' value="{number}"><button>+</button><button>None</button></div></div>'
        )
        buttons = '<div class="cnnlab-tools"><button>Add a layer</button></div>'
        form = unborn("cnnlab-settings", f"<div>{rows}</div>{buttons}{skip}")
        fan = f'<div class="cnnlab-side-view-fan">{self._fan()}</div>'
        words = f'<p class="cnnlab-total">{self._words()}</p>'
        return card(form, fan, words, look="cnnlab-side-view")

    def _words(self) -> str:
        layer, unit = self._chosen
        if layer == 0:
            return f"Pixel {unit}."
        seen, field = self._seen_through_layers, self.fields[layer - 1]
        gaps = len(seen) < seen[-1] - seen[0] + 1
        which = f"pixels {', '.join(map(str, seen))}" if gaps else f"pixels {seen[0]} to {seen[-1]}"
        if len(seen) == 1:
            which = f"pixel {seen[0]}"
        wide, further = (counted(n, "pixel") for n in (field.size, field.jump))
        words = f"Unit {unit} of layer {layer} sees {which}. Its field is {wide} wide, "
        if self.sizes[layer] == 1:
            words += f"and its middle is at pixel {field.start:g}."
        else:
            words += (
                f"the next unit’s begins {further} further on, and the middle of the first unit’s "
                f"is at pixel {field.start:g}."
            )
        return words + self._skip_in_words()

    def _skip_in_words(self) -> str:
        if self._skipped is None or self.apart is None:
            return ""
        off = abs(self.apart)
        where = "the middle of the field"
        if off:
            far = "half a pixel" if off == 0.5 else f"{off:g} pixel{'s' * (off != 1)}"
            where = f"{far} {'left' if self.apart < 0 else 'right'} of the middle"
        between = ", which lies between two pixels" if off % 1 else ""
        return f" The skip reads pixel {self._skipped}, {where}{between}."

    def _fan(self) -> str:
        sizes, fields = self.sizes, [ReceptiveField(1, 1, 0.0), *self.fields]
        step = (_WIDTH - _LEFT - 20) / max(1, self.size - 1)

        def at(layer: int, unit: int) -> tuple[float, float]:
            middle = fields[layer].start + unit * fields[layer].jump
            return _LEFT + middle * step, _TOP + (len(self.layers) - layer) * _GAP

        layer, unit = self._chosen
        seen, lines = {layer: {unit}}, ""
        for above in range(layer, 0, -1):
            kernel, stride, dilation = self.layers[above - 1]
            pairs = [(u, u * stride + t * dilation) for u in seen[above] for t in range(kernel)]
            seen[above - 1] = {below for _, below in pairs}
            for u, below in pairs:
                (x, y), (x_below, y_below) = at(above, u), at(above - 1, below)
                lines += f"M{x:g} {y:g}L{x_below:g} {y_below:g}"
        radius = min(6, 0.36 * step)
        past = ""
        if self._skipped is not None:
            (x, y), (x_below, y_below) = at(layer, unit), at(0, self._skipped)
            seen[0].add(self._skipped)
            ink = f'fill="none" stroke="{colour("ink")}"'
            past = (
                f'<path d="M{x:g} {y:g}L{x_below:g} {y_below:g}" class="cnnlab-side-view-past"'
                f' {ink} stroke-width="3" stroke-dasharray="8 5"/>'
                f'<circle cx="{x_below:g}" cy="{y_below:g}" r="{radius + 4:g}" {ink}'
                ' stroke-width="2"/>'
            )
        dots = "".join(
            f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" stroke="{colour("control")}"'
            f' fill="{colour("accent" if u in seen.get(level, ()) else "raised")}"/>'
            for level, count in enumerate(sizes)
            for u in range(count)
            for x, y in [at(level, u)]
        )
        names = "".join(
            f'<text x="0" y="{at(level, 0)[1] + 5:g}">'
            f"{f'layer {level}' if level else 'input'}: {count}</text>"
            for level, count in enumerate(sizes)
        )
        height = _TOP + len(self.layers) * _GAP + _FOOT
        return (
            '<svg class="cnnlab-plot cnnlab-side-view-picture" role="img"'
            f' style="--narrow:{_NARROW}/{height}" viewBox="0 0 {_WIDTH} {height}"'
            f' aria-label="{self!r}"><g class="cnnlab-side-view-over"><path d="{lines}"'
            f' fill="none" stroke="{colour("accent")}" stroke-width="1.5" opacity="0.6"/>{past}</g>'
            f"{dots}{names}</svg>"
        )
