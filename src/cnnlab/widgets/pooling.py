"""Pooling: each window of the image becomes one number, and the gradient's way back."""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.correlate import correlate2d
from cnnlab.images import digit
from cnnlab.kernels import KERNELS
from cnnlab.padding import pad
from cnnlab.pool import (
    avg_pool2d,
    avg_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    lse_pool2d,
    lse_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnnlab.widgets.base import (
    WIDGET_LIMITS,
    Matrices,
    Matrix,
    OneOf,
    Real,
    Whole,
    Widget,
    between,
    check_padded,
    given,
)
from cnnlab.widgets.frames import (
    Rectangle,
    card,
    chosen,
    fields,
    grey_grid,
    grey_picture,
    number,
    signed_grid,
    signed_picture,
    titled,
    unborn,
)
from cnnlab.widgets.pytorch import FUNCTIONAL, NN, call, program, unless
from cnnlab.widgets.sliding_kernel import example_images

_LIMITS = WIDGET_LIMITS["pooling"]
_MOST_NUMBERED = 12  # pixels a side: in more, a number does not fit its cell
_OPERATIONS = {"max": "maximum", "average": "average", "lp": "Lᵖ", "lse": "log-sum-exp"}
_SHARE = "share of the gradient (∂)"
_LEGENDS = {
    "max": f"The window’s pixels, and the {_SHARE} that each gets."
    # The dots are the script's.
    '<span class="cnnlab-unborn"> A dot marks each window’s largest pixel.</span>',
    "average": f"The window’s pixels, and the {_SHARE} that each gets.",
    "lp": "For each pixel: its value; its term (|pixel| / m)ᵖ, where m is the window’s largest; "
    f"and its {_SHARE}.",
    "lse": "For each pixel: its value; its term exp((pixel − m) / τ), where m is the window’s "
    f"largest; and its {_SHARE}.",
}


class Pooling(Widget):
    """Max, average, Lᵖ and log-sum-exp pooling, one window at a time, forwards and backwards.

    In Jupyter each trait works in both directions: set it in Python and the picture changes; move
    the picture and the trait changes. On the book's site the same widget runs without Python.

    Parameters
    ----------
    image : array_like, shape (H, W)
        At most 64 × 64 pixels. By default a handwritten digit.
    operation : {"max", "average", "lp", "lse"}
        Which number a window becomes.
    kernel_size : int
        The window's rows and columns.
    stride : int
        By default the kernel size, so that windows touch and do not overlap.
    padding : int
        Border on all sides, at most half the kernel size.
    p : float
        The power of "lp", 1 to 128.
    normalise : bool
        Whether "lp" takes the mean of the powers, as the average does, or their sum, which is the
        norm that `cnnlab.lp_pool2d` gives.
    temperature : float
        That of "lse", 0.01 to 1024.
    show_gradient : bool
        Whether to show where a gradient of 1 at every output goes.
    position : int
        The output cell whose window is shown, counted row by row from 0. A number beyond the last
        stands for the last.
    images : dict of str to array_like
        What the widget offers to choose from.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made. (Later such a setting is
        explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import Pooling
    >>> widget = Pooling(image=[[1, 2, 0, 1], [4, 3, 1, 0]])
    >>> widget
    Pooling('max', image 2 × 4, kernel_size 2, stride 2, padding 0)
    >>> widget.output
    array([[4, 1]])
    >>> widget.input_gradient  # of the two ones, the first
    array([[0., 0., 0., 1.],
           [1., 0., 0., 0.]])
    """

    image = Matrix(_LIMITS["image"])
    operation = OneOf(tuple(_OPERATIONS), "max").tag(sync=True)
    kernel_size = Whole(2, min=1).tag(sync=True)
    stride = Whole(2, min=1).tag(sync=True)
    padding = Whole(0, min=0).tag(sync=True)
    p = Real(3.0, **between(_LIMITS["p"])).tag(sync=True)
    normalise = traitlets.Bool(True).tag(sync=True)
    temperature = Real(2.0, **between(_LIMITS["temperature"])).tag(sync=True)
    show_gradient = traitlets.Bool(False).tag(sync=True)
    position = Whole(0, min=0).tag(sync=True)
    images = Matrices(_LIMITS["image"])

    def __init__(self, image: ArrayLike | None = None, **traits: Any) -> None:
        super().__init__(**given(image=image), **traits)
        if "stride" not in traits:
            self.stride = self.kernel_size
        _ = self.output  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        edges = correlate2d(digit(3), KERNELS["sobel_x"], padding="same")
        return example_images() | {"edges of the digit 3": edges}

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return digit(3)

    @property
    def output(self) -> NDArray[Any]:
        """What the settings give, by the pools of `cnnlab`."""
        windows = self._windows
        result: NDArray[Any]
        match self.operation:
            case "max":
                result = max_pool2d(self.image, *windows)
            case "average":
                result = avg_pool2d(self.image, *windows)
            case "lp":
                result = lp_pool2d(self.image, self.p, *windows) / self._divisor
            case _:
                result = lse_pool2d(self.image, *windows, temperature=self.temperature)
        return result

    @property
    def input_gradient(self) -> NDArray[Any]:
        """What each pixel gets when every output gets a gradient of 1."""
        return self._backward(np.ones(self.output.shape))

    def _backward(self, gradient: NDArray[Any]) -> NDArray[Any]:
        windows = self._windows
        match self.operation:
            case "max":
                return max_pool2d_backward(gradient, self.image, *windows)
            case "average":
                return avg_pool2d_backward(gradient, self.image, *windows)
            case "lp":
                return lp_pool2d_backward(gradient / self._divisor, self.image, self.p, *windows)
            case _:
                return lse_pool2d_backward(
                    gradient, self.image, *windows, temperature=self.temperature
                )

    @property
    def _windows(self) -> tuple[int, int, int]:
        check_padded(self.image.shape, ((self.padding,) * 2,) * 2)
        return self.kernel_size, self.stride, self.padding

    @property
    def _divisor(self) -> float:
        """What turns the norm of a window into the mean of that power."""
        divisor: float = self.kernel_size ** (2 / self.p) if self.normalise else 1.0
        return divisor

    @property
    def positions(self) -> int:
        """How many outputs the window stands at, one after the other."""
        return int(self.output.size)

    def pytorch_code(self) -> str:
        """Return the layer that gives `output`, ``nn.MaxPool2d`` for the maximum."""
        if self.operation == "lse":
            return "# PyTorch has no layer for log-sum-exp pooling."
        first = f"# x: the image, {(1, 1, *self.image.shape)}"
        k, padding = self.kernel_size, (self.padding, self.padding)
        stride = unless(k, (self.stride, self.stride))
        if self.operation != "lp":
            name = "nn.MaxPool2d" if self.operation == "max" else "nn.AvgPool2d"
            pool = call(name, kernel_size=k, stride=stride, padding=unless(0, padding))
            return program([NN], first, f"pool = {pool}", "y = pool(x)")
        # PyTorch adds up the powers of the numbers with their signs, and pads nothing.
        p = f"{self.p:.15g}"
        x = call("F.pad", "x.abs()", 2 * padding) if self.padding else "x.abs()"
        mean = f" / {k**2} ** (1 / {p})" if self.normalise else ""
        pool = call("nn.LPPool2d", norm_type=p, kernel_size=k, stride=stride)
        imports = [NN, FUNCTIONAL] if self.padding else [NN]
        return program(imports, first, f"pool = {pool}", f"y = pool({x}){mean}")

    def __repr__(self) -> str:
        image = " × ".join(map(str, self.image.shape))
        return (
            f"Pooling({self.operation!r}, image {image}, kernel_size {self.kernel_size}, "
            f"stride {self.stride}, padding {self.padding})"
        )

    def first_frame(self) -> str:
        """Return the pictures with one window marked, its pixels, and the settings."""
        return card(self._stage(), self._sum(), self._settings(), look="cnnlab-pooling", code=True)

    @property
    def _place(self) -> tuple[int, int]:
        """The row and the column of the output whose window is shown."""
        rows, columns = self.output.shape
        row, column = divmod(min(self.position, rows * columns - 1), columns)
        return row, column

    @property
    def _window(self) -> Rectangle:
        """Where the window lies in the padded image."""
        row, column = self._place
        return Rectangle(row * self.stride, column * self.stride, *[self.kernel_size] * 2)

    def _stage(self) -> str:
        """Return input, output and, if wanted, the gradient side by side."""
        output = self.output
        most = max(abs(self.image).max(), abs(output).max()) or 1
        numbered = max(self.image.shape) <= _MOST_NUMBERED

        def draw(values: NDArray[Any], window: Rectangle) -> str:
            if self.image.min() < 0:
                return signed_grid(values, window)
            # A number in every pixel, or one picture of them all where there are many.
            return (
                grey_grid(values, window) if numbered else grey_picture(255 * values / most, window)
            )

        padded = self._padded(self.image)
        size = _size(self.image) + (f", padded to {_size(padded)}" if self.padding else "")
        figures = [
            titled("Input", draw(padded, self._window), "input", size),
            '<span class="cnnlab-operator" aria-hidden="true">→</span>',
            titled("Output", draw(output, Rectangle(*self._place, 1, 1)), "output", _size(output)),
        ]
        if self.show_gradient:
            gradient = self.input_gradient
            drawing = (signed_grid if numbered else signed_picture)(gradient)
            note = f"{_from(output.size)}: sum {number(gradient.sum(), 4)}"
            figures.append(titled("Gradient", drawing, "pooling-gradient", note))
        look = "cnnlab-stage cnnlab-pooling-three" if self.show_gradient else "cnnlab-stage"
        return f'<div class="{look}">{"".join(figures)}</div>'

    def _padded(self, values: NDArray[Any]) -> NDArray[Any]:
        return pad(values, ((self.padding,) * 2,) * 2)

    def _in_window(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a pixel's numbers for those in the window, and 0 for the border."""
        top, left, rows, columns = self._window
        return self._padded(values)[top : top + rows, left : left + columns].ravel()

    def _sum(self) -> str:
        """Return the window's pixels, what each contributes, and their number."""
        row, column = self._place
        one = np.zeros(self.output.shape)
        one[row, column] = 1
        pixels, inside, shares = (
            self._in_window(values)
            for values in (self.image, np.ones(self.image.shape), self._backward(one))
        )
        if self.operation == "average":  # the border has its share, too
            shares = np.full(pixels.size, 1 / pixels.size)
        real = np.where(inside, pixels, -np.inf)
        terms = self._terms(pixels, real)
        winner = int(real.argmax()) if self.operation == "max" else -1
        border = "0 (border)" if self.operation in ("average", "lp") else "border"
        lines = "".join(
            f"<li{' class=cnnlab-lit' if i == winner else ''}>"
            f"<span>{number(pixels[i]) if inside[i] else border}</span>"
            f'<span class="cnnlab-running">{_term(terms, i, winner)}</span>'
            f'<span class="cnnlab-running">∂ {_short(shares[i], 2)}</span></li>'
            for i in range(pixels.size)
        )
        many = " cnnlab-many" if self.kernel_size > 3 else ""
        scale = '<svg class="cnnlab-pooling-between" viewBox="0 0 320 50"></svg>'
        return (
            f'<div class="cnnlab-sum"><p class="cnnlab-note">{_LEGENDS[self.operation]}</p>'
            f'<ol class="cnnlab-terms{many}" style="--columns:{self.kernel_size}">{lines}</ol>'
            f'<p class="cnnlab-total"><span class="cnnlab-name">output[{row}, {column}]</span> = '
            f"{self._formula(pixels, real, terms)}</p>{unborn('', scale)}</div>"
        )

    def _terms(self, pixels: NDArray[Any], real: NDArray[Any]) -> NDArray[Any]:
        """Return what is added up for each pixel of a window; in `real` the border is -inf."""
        if self.operation == "lp":
            sizes: NDArray[Any] = np.abs(pixels)
            return (sizes / (sizes.max() or 1)) ** self.p
        if self.operation == "lse":
            return np.asarray(np.exp((real - real.max()) / self.temperature))
        return np.array([])

    def _formula(self, pixels: NDArray[Any], real: NDArray[Any], terms: NDArray[Any]) -> str:
        """Return how the window's number comes about, and the number."""
        value = f"<strong>{number(self.output[self._place], 5)}</strong>"
        n = pixels.size
        if self.operation == "average":
            return f"{number(pixels.sum(), 5)} / {n} = {value}"
        total = number(terms.sum(), 4)
        if self.operation == "lp":
            mean, top = f" / {n}" if self.normalise else "", number(np.abs(pixels).max())
            return (
                f"m · (Σ{mean})<sup>1/p</sup> = {top} · ({total}{mean})"
                f"<sup>1/{number(self.p)}</sup> = {value}"
            )
        count, top = np.isfinite(real).sum(), number(real.max())
        if self.operation == "lse":
            logarithm = f"{number(self.temperature)} · log({total} / {count})"
            return f"m + τ · log(Σ / {count}) = {top} + {logarithm} = {value}"
        row, column = divmod(int(real.argmax()), self.kernel_size)
        row += self._window.row - self.padding
        column += self._window.column - self.padding
        most = f"max({', '.join(number(x) for x in real[np.isfinite(real)])}) = "
        where = f", at row {row}, column {column}"
        return f'{most if n <= 4 else ""}{value}<span class="cnnlab-note">{where}</span>'

    def _settings(self) -> str:
        """Return the settings in the order of the controls."""
        size = f"{self.kernel_size} × {self.kernel_size}"
        before = {
            "Image": chosen(self.images, self.image),
            "Operation": _OPERATIONS[self.operation],
        }
        after = {
            "Window": size,
            "Stride": self.stride,
            "Padding": self.padding,
            "Gradient": self.show_gradient,
        }
        soft = ""
        if self.operation == "lp":
            soft = _slider("Power p", self.p) + fields({"Mean, not sum": self.normalise})
        if self.operation == "lse":
            soft = _slider("Temperature τ", self.temperature)
        return (
            f'<div class="cnnlab-settings cnnlab-still">{fields(before)}{soft}{fields(after)}</div>'
        )


def _term(terms: NDArray[Any], i: int, winner: int) -> str:
    if terms.size:
        return _short(terms[i], 3)
    return "largest" if i == winner else ""


def _short(value: float, digits: int) -> str:
    """Write a term or a share; what is next to nothing, but not nothing, is ≈0."""
    return "≈0" if 0 < abs(value) < 0.005 else number(value, digits)


def _from(outputs: int) -> str:
    return "1 from the only output" if outputs == 1 else f"1 from each of {outputs} outputs"


def _slider(label: str, value: float) -> str:
    ends = "<span>average</span><span>maximum</span>"
    return (
        f'<div class="cnnlab-field"><label>{label} = {number(value)}</label>'
        + unborn("", '<input type="range">')
        + unborn("cnnlab-note cnnlab-pooling-ends", ends)
        + "</div>"
    )


def _size(values: NDArray[Any]) -> str:
    return " × ".join(map(str, values.shape))
