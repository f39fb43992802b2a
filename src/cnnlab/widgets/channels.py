"""Channels: one map from many, and many kernels side by side."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.conv import conv2d
from cnnlab.correlate import correlate2d
from cnnlab.images import photograph
from cnnlab.kernels import KERNELS
from cnnlab.widgets.base import Tensor, Tensors, Widget
from cnnlab.widgets.frames import (
    Rectangle,
    grey_picture,
    signed_grid,
    signed_picture,
    titled,
)

COLOURS = ("red", "green", "blue")
MOST_PIXELS = 32
MOST_OUTPUTS = 6
MOST_WEIGHTS = 5
_SIDE = 28


def example_images() -> dict[str, NDArray[Any]]:
    """Return the photographs that the widget offers, channels first and 0 to 255."""
    names = ("astronaut", "coffee", "chelsea", "rocket")
    return {name: photograph(name, size=_SIDE).transpose(2, 0, 1) for name in names}


def example_kernels() -> dict[str, NDArray[Any]]:
    """Return sets of three kernels: how much each colour counts, times what is looked for."""
    point = np.ones((1, 1))
    sets = {
        "grey edges": ((1, 1, 1), KERNELS["sobel_x"]),
        "red against green": ((1, -1, 0), point),
        "blue against yellow": ((-0.5, -0.5, 1), point),
        "edges of red against green": ((1, -1, 0), KERNELS["sobel_x"]),
        "brightness": ((0.2125, 0.7154, 0.0721), point),
        "blurred red": ((1, 0, 0), KERNELS["gaussian_blur"]),
        "outlines": ((1, 1, 1), KERNELS["outline"]),
    }
    return {name: np.multiply.outer(colours, what) for name, (colours, what) in sets.items()}


def _example_weight() -> NDArray[Any]:
    """Return the first four sets of kernels in one weight, all of them 3 × 3."""
    sets = list(example_kernels().values())[:4]
    return np.stack([np.pad(s, [(0, 0)] + 2 * [((3 - s.shape[-1]) // 2,) * 2]) for s in sets])


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
        The output pixel that the window stands at, counted row by row from 0.
    playing : bool
        Whether the kernels move by themselves.
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

    image = Tensor(len(COLOURS), MOST_PIXELS, MOST_PIXELS)
    weight = Tensor(MOST_OUTPUTS, len(COLOURS), MOST_WEIGHTS, MOST_WEIGHTS)
    bias = Tensor(MOST_OUTPUTS)
    channel = traitlets.Int(0, min=0).tag(sync=True)
    position = traitlets.Int(346, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Float(4.0, min=0.5, max=64.0).tag(sync=True)
    images = Tensors(len(COLOURS), MOST_PIXELS, MOST_PIXELS)
    kernels = Tensors(len(COLOURS), MOST_WEIGHTS, MOST_WEIGHTS)

    def __init__(
        self,
        image: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        bias: ArrayLike | None = None,
        **traits: Any,
    ) -> None:
        given: dict[str, Any] = {"image": image, "weight": weight, "bias": bias}
        super().__init__(**{k: v for k, v in given.items() if v is not None}, **traits)
        outputs = len(self.output)  # settings that do not fit are refused at once
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

    def __repr__(self) -> str:
        image, weight = (" × ".join(map(str, t.shape)) for t in (self.image, self.weight))
        return f"Channels(image {image}, weight {weight}, groups {self.groups})"

    def first_frame(self) -> str:
        """Return the channels, the chosen output's kernels and the output as SVG."""
        output = self.output[self.channel]
        depth = self.weight.shape[1]
        first = self.channel // (len(self.weight) // self.groups) * depth
        row, column = divmod(min(self.position, output.size - 1), output.shape[1])
        window, pixel = (Rectangle(row, column, *size) for size in (self.weight.shape[2:], (1, 1)))
        brightest = max(self.image.max(), 0) or 1
        figures = []
        for d, kernel in enumerate(self.weight[self.channel]):
            name, channel = COLOURS[first + d].capitalize(), self.image[first + d].astype(float)
            pixels = grey_picture(255 * channel / brightest, window)
            partial = signed_picture(correlate2d(channel, kernel), pixel)
            figures += [
                titled(name, pixels, "channels-input", row=d + 1),
                titled("Kernel", signed_grid(kernel), "channels-kernel", row=d + 1),
                titled("Map", partial, "channels-partial", row=d + 1),
            ]
        figures.append(titled("Output", signed_picture(output, pixel), "channels-output"))
        return (
            '<div class="cnnlab cnnlab-channels"><div class="cnnlab-channels-stage">'
            f"{''.join(figures)}</div></div>"
        )
