"""Channels: one map from many, and many kernels side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.conv import conv2d
from cnnlab.correlate import correlate2d
from cnnlab.images import photograph
from cnnlab.kernels import KERNELS
from cnnlab.widgets.base import (
    LIMITS,
    WIDGET_LIMITS,
    Real,
    Tensor,
    Tensors,
    Whole,
    Widget,
    between,
    given,
)
from cnnlab.widgets.frames import (
    Rectangle,
    as_factor,
    card,
    chosen,
    colour_picture,
    fields,
    number,
    settings,
    signed_grid,
    signed_picture,
    titled,
    transport,
    weights,
)
from cnnlab.widgets.pytorch import NN, call, program, unless

COLOURS = ("red", "green", "blue")
TINTS = ((1, 0.36, 0.33), (0.4, 0.95, 0.45), (0.45, 0.6, 1))  # a pure blue would be too dark
_LIMITS = WIDGET_LIMITS["channels"]
_MOST_OUTPUTS, *_MOST_KERNEL = _LIMITS["weight"]
MOST_WRITTEN = 9  # products: of more, only the count is given
_SIDE = 28
_CSS = "cnnlab-channels"


def example_images() -> dict[str, NDArray[Any]]:
    """Return the photographs that the widget offers, channels first and 0 to 255."""
    names = ("astronaut", "coffee", "chelsea", "rocket")
    return {name: photograph(name, size=_SIDE).transpose(2, 0, 1) for name in names}


def example_kernels() -> dict[str, NDArray[Any]]:
    """Return kernels for three channels: how much each colour counts, times what is looked for."""
    point = np.ones((1, 1))
    made_of = {
        "grey edges": ((1, 1, 1), KERNELS["sobel_x"]),
        "red against green": ((1, -1, 0), point),
        "blue against yellow": ((-0.5, -0.5, 1), point),
        "edges of red against green": ((1, -1, 0), KERNELS["sobel_x"]),
        "brightness": ((0.2125, 0.7154, 0.0721), point),
        "blurred red": ((1, 0, 0), KERNELS["gaussian_blur"]),
        "outlines": ((1, 1, 1), KERNELS["outline"]),
    }
    return {name: np.multiply.outer(colours, what) for name, (colours, what) in made_of.items()}


def _example_weight() -> NDArray[Any]:
    """Return the first four kernels in one weight, all of them 3 × 3."""
    kernels = list(example_kernels().values())[:4]
    return np.stack([np.pad(k, [(0, 0)] + 2 * [((3 - k.shape[-1]) // 2,) * 2]) for k in kernels])


class Channels(Widget):
    """A layer on a colour photograph: per-channel maps add up to each of its output channels.

    In Jupyter each trait works in both directions. On the book's site the same widget runs without
    Python.

    Parameters
    ----------
    image : array_like, shape (3, H, W)
        Red, green and blue, at most 32 × 32 pixels. By default a photograph of 28 × 28.
    weight : array_like, shape (C_out, 3 / groups, kH, kW)
        At most 6 output channels and kernels of 5 × 5. The shape says how many groups there are:
        (C_out, 3, kH, kW) is an ordinary layer, (C_out, 1, kH, kW) a depthwise one.
    bias : array_like, shape (C_out,), optional
        By default zeros.
    channel : int
        The output channel that is shown in full.
    position : int
        The output pixel that the window stands at, counted row by row from 0. A number beyond the
        last stands for the last.
    playing : bool
        Whether the windows move by themselves.
    speed : float
        Output pixels a second, 0.5 to 64. Up to 4, the maps are added one at a time.
    images : dict of str to array_like, shape (3, H, W)
        The images to choose from.
    kernels : dict of str to array_like, shape (3, kH, kW)
        Kernels to choose from for one output channel.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made: not one bias for each output
        channel, say. (Later such a setting is explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import Channels
    >>> image = [[[1, 2]], [[3, 4]], [[5, 6]]]
    >>> layer = Channels(image, weight=[[[[1]], [[10]], [[100]]]], bias=[0.5])
    >>> layer
    Channels(image 3 × 1 × 2, weight 1 × 3 × 1 × 1, groups 1)
    >>> layer.output
    array([[[531.5, 642.5]]])
    """

    image = Tensor(*_LIMITS["image"])
    weight = Tensor(*_LIMITS["weight"])
    bias = Tensor(_MOST_OUTPUTS)
    channel = Whole(0, min=0).tag(sync=True)
    position = Whole(346, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Real(4.0, **between(LIMITS["speed"])).tag(sync=True)
    images = Tensors(*_LIMITS["image"])
    kernels = Tensors(*_MOST_KERNEL)

    def __init__(
        self,
        image: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        bias: ArrayLike | None = None,
        **traits: Any,
    ) -> None:
        super().__init__(**given(image=image, weight=weight, bias=bias), **traits)
        self._check_channel()  # settings that do not fit are refused at once

    def _check_channel(self) -> None:
        outputs = len(self.output)
        if self.channel >= outputs:
            raise ValueError(
                f"channel must be below the {outputs} output channels, got {self.channel}"
            )

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return example_images()

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return example_images()["astronaut"]

    @traitlets.default("kernels")
    def _default_kernels(self) -> dict[str, NDArray[Any]]:
        return example_kernels()

    @traitlets.default("weight")
    def _default_weight(self) -> NDArray[Any]:
        return _example_weight()

    @traitlets.default("bias")
    def _default_bias(self) -> NDArray[Any]:
        return np.zeros(len(self.weight))

    @traitlets.validate("image")
    def _three_channels(self, proposal: dict[str, Any]) -> NDArray[Any]:
        image: NDArray[Any] = proposal["value"]
        if len(image) != len(COLOURS):
            raise traitlets.TraitError(
                f"image must have shape (3, H, W): red, green and blue, got {image.shape}"
            )
        return image

    @property
    def groups(self) -> int:
        """How many groups the weight's shape makes: 1, or 3 for a depthwise layer."""
        per_group: int = self.weight.shape[1]
        return len(COLOURS) // per_group

    @property
    def output(self) -> NDArray[Any]:
        """What `cnnlab.conv2d` gives, shape (C_out, H_out, W_out)."""
        result: NDArray[Any] = conv2d(self.image[None], self.weight, self.bias, groups=self.groups)[
            0
        ]
        return result

    @property
    def positions(self) -> int:
        """How many outputs the window stands at, one after the other."""
        return int(self.output[0].size)

    def pytorch_code(self) -> str:
        """Return the layer ``nn.Conv2d`` that gives `output`."""
        layer = call(
            "nn.Conv2d",
            *(len(COLOURS), len(self.weight)),
            kernel_size=unless(0, self.weight.shape[2:]),
            groups=unless(1, (self.groups, self.groups)),
        )
        first = f"# x: the image, {(1, *self.image.shape)}"
        return program([NN], first, f"layer = {layer}", "y = layer(x)")

    def __repr__(self) -> str:
        image, weight = (" × ".join(map(str, t.shape)) for t in (self.image, self.weight))
        return f"Channels(image {image}, weight {weight}, groups {self.groups})"

    def first_frame(self) -> str:
        """Return the photograph, its channels with weights and maps, and the whole weight."""
        self._check_channel()
        place = min(self.position, self.output[0].size - 1)
        row, column = divmod(place, self.output.shape[2])
        return card(
            self._stage(row, column),
            self._scale(),
            transport(),
            self._sum(row, column),
            f'<div class="{_CSS}-tensor">{self._table()}{self._shape()}</div>',
            settings(self._settings()),
            look=_CSS,
            code=True,
        )

    def _read(self, output: int) -> range:
        """Return the colours that an output channel reads."""
        depth = self.weight.shape[1]
        first = output // (len(self.weight) // self.groups) * depth
        return range(first, first + depth)

    def _maps(self) -> list[NDArray[Any]]:
        """Return what each table of the kernel shown makes of its colour."""
        read = self.image[list(self._read(self.channel))].astype(float)
        return [correlate2d(*pair) for pair in zip(read, self.weight[self.channel], strict=True)]

    def _stage(self, row: int, column: int) -> str:
        window, pixel = (Rectangle(row, column, *size) for size in (self.weight.shape[2:], (1, 1)))
        levels = 255.0 * np.maximum(self.image, 0) / (max(self.image.max(), 0) or 1)
        photo = colour_picture(levels.transpose(1, 2, 0), window)
        figures = [titled("Image", photo, "channels-photo", str(self.image.shape)), _sign("split")]
        for colour, level in enumerate(levels):
            figures += self._line(colour, np.multiply.outer(level, TINTS[colour]), window, pixel)
        output = self.output[self.channel]
        bias = fields({f"Bias b[{self.channel}]": number(self.bias[self.channel], 4)})
        note = f"y[{self.channel}], {output.shape}"
        sum_ = titled("Output", signed_picture(output, pixel) + bias, "channels-output", note)
        return f'<div class="{_CSS}-stage">{"".join(figures)}{_sign("join", "+")}{sum_}</div>'

    def _line(
        self, colour: int, tinted: NDArray[Any], window: Rectangle, pixel: Rectangle
    ) -> list[str]:
        """Return a colour, and its weights and map where the output channel reads it."""
        line, read = colour + 1, self._read(self.channel)
        title, picture = COLOURS[colour].capitalize(), colour_picture(tinted, window)
        note = f"x[{colour}]" if colour in read else f"x[{colour}], not read"
        input_ = titled(title, picture, "channels-input", note, row=line)
        if colour not in read:
            return [input_]
        d = colour - read[0]
        tables, name = self.weight[self.channel], f"w[{self.channel}, {d}]"
        table = weights(tables[d], np.abs(tables).max())
        map_ = signed_picture(self._maps()[d], pixel, shades=6)
        return [
            titled("Weights", table, "channels-weights", name, row=line),
            _sign("slides", "⋆", line),
            input_,
            _sign("gives", "=", line),
            titled("Map", map_, "channels-partial", f"{name} ⋆ x[{colour}]", row=line),
        ]

    def _scale(self) -> str:
        shown = self._maps(), self.output[self.channel]
        maps, output = (number(np.abs(numbers).max()) for numbers in shown)
        return (
            f'<p class="cnnlab-note {_CSS}-scale">The deepest colours stand for ±{maps} in the '
            f"maps and for ±{output} in the output.</p>"
        )

    def _sum(self, row: int, column: int) -> str:
        """Return the terms of the output pixel that the windows stand at, and their sum."""
        terms = [*(map_[row, column] for map_ in self._maps()), self.bias[self.channel]]
        read = self._read(self.channel)
        names = [*(COLOURS[colour] for colour in read), "bias"]
        pixels = max(len(number(pixel)) for pixel in self.image[read].flat)
        factors = max(len(as_factor(weight)) for weight in self.weight[self.channel].flat)
        letters = len("+ ") + pixels + len("·") + factors
        products = [*self._products(row, column), ""]
        lines = "".join(
            f'<li>{_chip(name, name.capitalize())}<span class="cnnlab-note">{product}</span>'
            f"<strong>{number(term, 5)}</strong></li>"
            for name, product, term in zip(names, products, terms, strict=True)
        )
        written = " + ".join(number(term, 5) for term in terms).replace("+ −", "− ")
        total = number(self.output[self.channel, row, column], 5)
        return (
            f'<div class="cnnlab-sum"><ol class="{_CSS}-terms" style="--letters:{letters}">'
            f'{lines}</ol><p class="cnnlab-total"><span class="cnnlab-name">'
            f"y[{self.channel}, {row}, {column}]</span> = {written} = <strong>{total}</strong>"
            "</p></div>"
        )

    def _products(self, row: int, column: int) -> list[str]:
        """Return what each table's weights are multiplied by, written out if it is short."""
        tables = self.weight[self.channel]
        count = tables[0].size
        if count > MOST_WRITTEN:
            return [_spans([f"the sum of {count} products"])] * len(tables)
        high, wide = tables.shape[1:]
        windows = self.image[self._read(self.channel), row : row + high, column : column + wide]
        return [
            _spans([f"{number(x)}·{as_factor(w)}" for x, w in zip(*pair, strict=True)])
            for pair in zip(windows.reshape(-1, count), tables.reshape(-1, count), strict=True)
        ]

    def _table(self) -> str:
        """Return a row for each output channel: its kernel, its bias, and what comes of them."""
        heads = "".join(map(_chip, COLOURS))
        rows = "".join(self._row(output) for output in range(len(self.weight)))
        return (
            f'<div class="{_CSS}-table">'
            f'<span class="{_CSS}-axis">C_in&nbsp;→, and in each table '
            "kH&nbsp;↓&nbsp;kW&nbsp;→</span>"
            f'<div class="{_CSS}-row {_CSS}-heads"><span class="{_CSS}-name">C_out ↓</span>{heads}'
            f'<span class="{_CSS}-bias-value">bias</span><span>output</span></div>{rows}</div>'
        )

    def _row(self, output: int) -> str:
        read, most = self._read(output), np.abs(self.weight).max()
        cells = "".join(
            f"<span>{signed_grid(self.weight[output, colour - read[0]], most=most)}</span>"
            if colour in read
            else f'<span class="{_CSS}-none">–</span>'
            for colour in range(len(COLOURS))
        )
        checked = " checked" if output == self.channel else ""
        return (
            f'<label class="{_CSS}-row"><span class="{_CSS}-name">'
            f'<input type="radio" disabled{checked}>y[{output}]</span>{cells}'
            f'<span class="{_CSS}-bias-value">{number(self.bias[output])}</span>'
            f"<span>{signed_picture(self.output[output], shades=3)}</span></label>"
        )

    def _shape(self) -> str:
        """Return what the weight's four axes are, and how many numbers the layer has."""
        depth = f"C_in / groups = 3 / {self.groups}" if self.groups > 1 else "C_in"
        axes = {
            "C_out": "output channels, a row each",
            depth: "tables in a row, one for each input channel read",
            "kH": "rows of a table",
            "kW": "columns of a table",
        }
        shape, count = self.weight.shape, len(self.weight)
        items = "".join(
            f'<li><span class="cnnlab-name">{name}</span> = {n}: {meaning}</li>'
            for (name, meaning), n in zip(axes.items(), shape, strict=True)
        )
        size = self.weight.size
        biases = "1 bias" if count == 1 else f"{count} biases"
        return (
            f'<div class="{_CSS}-words"><p><strong>weight: {" × ".join(map(str, shape))}</strong>'
            f'</p><ol start="0">{items}</ol><p class="cnnlab-note">{" · ".join(map(str, shape))} = '
            f"{size} weights and {biases}: {size + count} parameters</p></div>"
        )

    def _settings(self) -> dict[str, object]:
        """Return what the controls are set to."""
        tables, (high, wide) = self.weight[self.channel], self.weight.shape[2:]
        values: dict[str, object] = {"Image": chosen(self.images, self.image)}
        if self.groups == 1:
            values[f"Kernel of y[{self.channel}]"] = chosen(_all_wide(self.kernels), _wide(tables))
        values["Kernel size"] = f"{high} × {wide}"
        if self.groups == 1:
            values["Output channels"] = len(self.weight)
        return values | {"Depthwise (3 groups)": self.groups > 1}


def _sign(kind: str, text: str = "", row: int = 1) -> str:
    return (
        f'<span class="cnnlab-operator {_CSS}-{kind}" style="--row:{row}" aria-hidden="true">'
        f"{text}</span>"
    )


def _spans(products: Sequence[str]) -> str:
    signed = [f"{'+ ' if i else ''}{product}" for i, product in enumerate(products)]
    return "".join(f' <span class="{_CSS}-product">{product}</span>' for product in signed)


def _chip(name: str, text: str | None = None) -> str:
    return f'<span class="{_CSS}-chip {_CSS}-chip-{name}">{text or name}</span>'


def _all_wide(kernels: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: _wide(kernel) for name, kernel in kernels.items()}


def _wide(kernels: NDArray[Any]) -> NDArray[Any]:
    """Return kernels in the largest size, with zeros around them, so that they can be compared."""
    missing = np.subtract(_MOST_KERNEL, kernels.shape)[1:]
    return np.pad(kernels, [(0, 0), *((n // 2, n - n // 2) for n in missing)])
