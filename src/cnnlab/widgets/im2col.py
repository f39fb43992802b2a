"""im2col: windows become rows, kernels columns, and a convolution one matrix product."""

import json
import math
from typing import Any, NamedTuple

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from cnnlab.conv import conv2d
from cnnlab.images import digit, photograph
from cnnlab.kernels import KERNELS
from cnnlab.padding import pad
from cnnlab.shapes import Geometry, resolve_geometry
from cnnlab.widgets.base import (
    LIMITS,
    WIDGET_LIMITS,
    OneOf,
    PaddingTrait,
    Real,
    Tensor,
    Tensors,
    Whole,
    Widget,
    between,
)
from cnnlab.widgets.frames import (
    UNIT,
    Rectangle,
    as_factor,
    card,
    chosen,
    counted,
    grey_grid,
    number,
    settings,
    signed_grid,
    titled,
    transport,
    unborn,
)
from cnnlab.widgets.pytorch import FUNCTIONAL, border, call, program, unless
from cnnlab.windows import col2im, im2col

_LIMITS = WIDGET_LIMITS["im2col"]
WAYS = ("forward", "count", "sum", "squares", "kernels")


class _Words(NamedTuple):
    """How the choice names a way, and each grid's title with its letters in the chapter."""

    direction: str
    image: tuple[str, str]
    kernels: tuple[str, str]
    matrix: tuple[str, str]
    product: tuple[str, str]


_TO_IMAGE = (
    ("Image’s gradient", "col2im(G Kᵀ)"),
    ("Kernels", "K"),
    ("Windows’ gradient", "G Kᵀ"),
)
_WORDS = {
    "forward": _Words(
        "forward: windows become rows",
        ("Image", ""),
        ("Kernels", "K"),
        ("Windows, one a row", "C"),
        ("Product", "Y"),
    ),
    "count": _Words(
        "back: ones, which count the copies",
        ("Copies, added up", ""),
        ("Kernels", ""),
        ("Ones, one for each copy", ""),
        ("Product", ""),
    ),
    "sum": _Words("back: image’s gradient of Σ Y", *_TO_IMAGE, ("Gradient", "G")),
    "squares": _Words("back: image’s gradient of ½ Σ Y²", *_TO_IMAGE, ("Gradient", "G = Y")),
    "kernels": _Words(
        "back: kernels’ gradient of ½ Σ Y²",
        ("Image", ""),
        ("Kernels’ gradient", "CᵀG"),
        ("Windows, one a row", "C"),
        ("Gradient", "G = Y"),
    ),
}
_CSS = "cnnlab-im2col"
_BROAD = 12  # columns: more leave room beside the kernels, but none beside the matrix
_FEWEST_LETTERS = 9  # of a term: a running sum of three digits, its sign and its power of ten


def example_images() -> dict[str, NDArray[Any]]:
    """Return the images that the widget offers, each of shape (C, H, W)."""
    photo = photograph("coffee", size=5, crop=(100, 150, 220, 220)).transpose(2, 0, 1)
    coffee = np.rint(photo * (9 / 255)).astype(int)  # one digit: there are many columns to fit in
    return {
        "middle of a digit 2": digit(2)[None, 1:6, 1:6],
        "digit 3": digit(3)[None],
        "cup of coffee, red and blue": coffee[[0, 2]],
        "cup of coffee, red, green, blue": coffee[:, :4, :4],
    }


def example_weights() -> dict[str, NDArray[Any]]:
    """Return the stacks of kernels that the widget offers, each of shape (C_out, 1, kH, kW)."""
    stacks = {
        "edges: sobel_x, sobel_y": [KERNELS["sobel_x"], KERNELS["sobel_y"]],
        "one kernel: laplacian": [KERNELS["laplacian"]],
        "three: identity, emboss, corner": [KERNELS[k] for k in ("identity", "emboss", "corner")],
        "differences, 2 × 2": [[[-1, 1], [-1, 1]], [[-1, -1], [1, 1]]],
    }
    return {name: np.array(kernels)[:, None] for name, kernels in stacks.items()}


_GRADIENTS = {
    "count": "how often each pixel was copied",
    "sum": "the gradient of the sum",
    "squares": "the gradient of half the sum of squares",
    "kernels": "the gradient of half the sum of squares",
}


class Im2Col(Widget):
    """Windows that lift out of an image and lie down as the rows of a matrix.

    Multiplied by the kernels, which stand as columns, the matrix gives all outputs of a convolution
    in one product. On the way back each row returns to its window, and where windows overlap the
    pieces add up; or the windows, each times its outputs' gradients, add up to the gradient for the
    kernels. In Jupyter each trait works in both directions.

    Parameters
    ----------
    image : array_like, shape (C, H, W) or (H, W)
        At most 3 channels of 8 × 8 pixels. By default the middle of a handwritten digit.
    weight : array_like, shape (C_out, C, kH, kW), or (kH, kW) for an image of one channel
        At most 3 kernels of 5 × 5. By default Sobel's two kernels.
    stride : int
        At least 1, the same for rows and columns.
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        Zeros, as `cnnlab.im2col` takes them.
    way : {"forward", "count", "sum", "squares", "kernels"}
        Forward, or what goes back to the image: ones, which count how often each pixel was copied;
        the gradient of the sum of all outputs; the gradient of half the sum of their squares. Or
        the gradient for the kernels, of half the sum of squares as well.
    position : int
        The row of the matrix, and so the window, that is moving, counted from 0. A number beyond
        the last stands for the last.
    playing : bool
        Whether the windows move by themselves.
    speed : float
        Windows a second, 0.5 to 64. Up to 4, each window is seen to fly.
    images, weights : dict of str to array_like
        What the widget offers to choose from. A stack of kernels for one channel is repeated
        for the channels of the image.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.
    ValueError
        If the settings do not fit each other when the widget is made, or the matrix has more
        than 64 rows or 36 columns. (Later such a setting is explained in the widget itself.)

    Examples
    --------
    >>> from cnnlab.widgets import Im2Col
    >>> widget = Im2Col(image=[[1, 2, 3], [4, 5, 6]], weight=[[1, 0], [0, -1]])
    >>> widget
    Im2Col(image 1 × 2 × 3, weight 1 × 1 × 2 × 2, stride 1, padding 0, 'forward')
    >>> widget.columns
    array([[1, 2, 4, 5],
           [2, 3, 5, 6]])
    >>> widget.output
    array([[[-4., -4.]]])
    >>> widget.way = "count"
    >>> widget.folded
    array([[[1., 2., 1.],
            [1., 2., 1.]]])
    """

    image = Tensor(*_LIMITS["image"])
    weight = Tensor(*_LIMITS["weight"])
    stride = Whole(1, min=1).tag(sync=True)
    padding = PaddingTrait(0).tag(sync=True)
    way = OneOf(WAYS, "forward").tag(sync=True)
    position = Whole(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Real(0.5, **between(LIMITS["speed"])).tag(sync=True)
    images = Tensors(*_LIMITS["image"])
    weights = Tensors(*_LIMITS["weight"])

    def __init__(
        self, image: ArrayLike | None = None, weight: ArrayLike | None = None, **traits: Any
    ) -> None:
        if image is not None:
            traits["image"] = _with_axes(image, 2, 1)
        if weight is not None:
            traits["weight"] = _with_axes(weight, 2, 2)
        super().__init__(**traits)
        _ = self.output  # settings that do not fit are refused at once

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        return example_images()

    @traitlets.default("image")
    def _default_image(self) -> NDArray[Any]:
        return digit(2)[None, 1:6, 1:6]

    @traitlets.default("weights")
    def _default_weights(self) -> dict[str, NDArray[Any]]:
        return example_weights()

    @traitlets.default("weight")
    def _default_weight(self) -> NDArray[Any]:
        both = np.stack([KERNELS["sobel_x"], KERNELS["sobel_y"]])[:, None]
        return both.repeat(len(self.image), axis=1)

    @property
    def columns(self) -> NDArray[Any]:
        """The windows as rows, shape (H_out·W_out, C·kH·kW): `cnnlab.im2col`."""
        padding = self._geometry.padding
        rows: NDArray[Any] = im2col(self.image[None], self._kernel, self.stride, padding)[0]
        return rows

    @property
    def kernels(self) -> NDArray[Any]:
        """The kernels as columns, shape (C·kH·kW, C_out)."""
        return self.weight.reshape(len(self.weight), -1).T

    @property
    def output(self) -> NDArray[Any]:
        """The product of both, laid out as maps (C_out, H_out, W_out): `cnnlab.conv2d`."""
        x, w, padding = self.image[None], self.weight, self._geometry.padding
        y: NDArray[Any] = conv2d(x, w, stride=self.stride, padding=padding, method="im2col")[0]
        return y

    @property
    def pieces(self) -> NDArray[Any]:
        """What goes back, a row for each window: ones, or the gradient of `columns`."""
        if self.way in ("forward", "count"):
            return np.ones(self.columns.shape)
        pieces: NDArray[Any] = self._sent @ self.kernels.T
        return pieces

    @property
    def folded(self) -> NDArray[Any]:
        """The pieces added up where they came from, shape (C, H, W): `cnnlab.col2im`."""
        shape = (1, *self.image.shape)
        kernel = self.weight.shape[2:]
        sums: NDArray[Any] = col2im(self.pieces[None], shape, kernel, self.stride, self.padding)[0]
        return sums

    @property
    def kernel_gradient(self) -> NDArray[Any]:
        """The gradient for `kernels`, in their shape: CᵀG, as from `cnnlab.conv2d_backward`.

        The loss is the sum of the outputs for the way "sum", and half the sum of their squares for
        the others.
        """
        return self._added_to_kernels(len(self.columns))

    @property
    def positions(self) -> int:
        """How many windows become rows, one after the other."""
        return len(self.columns)

    def pytorch_code(self) -> str:
        """Return the product that is `output`, or the gradient for the image or the kernels."""
        geometry = self._geometry
        x, padding = border("x", geometry.padding, "zeros")
        options = {"stride": unless(1, geometry.stride), "padding": padding}
        unfolded = call("F.unfold", x, kernel_size=unless(0, self._kernel), **options)
        y = call("F.conv2d", x, "w", **options)
        first = f"# x: the image, {(1, *self.image.shape)}"
        if self.way != "count":
            first += f"\n# w: the kernels, {self.weight.shape}"
        if self.way == "forward":
            columns = f"columns = {unfolded}[0].T  # a window in each row"
            return program([FUNCTIONAL], first, columns, "y = columns @ w.flatten(1).T")
        total = {
            "count": f"{unfolded}.sum()",
            "sum": f"{y}.sum()",
            "squares": f"({y} ** 2 / 2).sum()",
            "kernels": f"({y} ** 2 / 2).sum()",
        }[self.way]
        to = "w" if self.way == "kernels" else "x"
        lines = (
            f"{to}.requires_grad_()",
            f"{total}.backward()",
            f"{to}.grad  # {_GRADIENTS[self.way]}",
        )
        return program([FUNCTIONAL], first, *lines)

    def __repr__(self) -> str:
        image, weight = (" × ".join(map(str, t.shape)) for t in (self.image, self.weight))
        return (
            f"Im2Col(image {image}, weight {weight}, stride {self.stride}, "
            f"padding {self.padding!r}, {self.way!r})"
        )

    def first_frame(self) -> str:
        """Return image, windows, kernels and product, up to `position`, and what is set."""
        rows, taps = self.columns.shape
        outputs = len(self.weight)
        row = min(self.position, rows - 1)
        shares = " ".join(f"minmax(0,{n * UNIT + 6}fr)" for n in (taps, outputs))
        broad = taps > _BROAD
        side = f'<div class="{_CSS}-side">{self._maps(row)}{self._words(row)}</div>'
        matrices = (
            f'<div class="{_CSS}-stage{f" {_CSS}-broad" if broad else ""}"'
            f' style="grid-template-columns:{shares}">'
            f"{self._matrices(row)}{side if broad else ''}</div>"
        )
        return card(
            transport(),
            f'<div class="{_CSS}-board" style="--cells:{taps + outputs};--rows:{rows}">'
            f'<div class="{_CSS}-scroll">{matrices}</div>{"" if broad else side}</div>',
            settings(self._settings(), f"{_CSS}-settings"),
            unborn(f"{_CSS}-editing", "<details><summary>Change the weights</summary></details>"),
            look=_CSS,
            code=True,
        )

    def _matrices(self, row: int) -> str:
        """Return the figures, laid out as in a product by hand, with their numbers up to a row."""
        words, sent = _WORDS[self.way], self._sent
        taps, outputs = self.kernels.shape
        back, to_kernels = self._back, self.way == "kernels"
        image = self._sums(row) if back else pad(self.image, self._geometry.padding)
        matrix = self.pieces if back else self.columns
        kernels = self._added_to_kernels(row + 1) if to_kernels else self.kernels
        seen = (np.arange(len(matrix))[:, None] <= row) | to_kernels
        met = seen & (self.way != "count")
        top, left = (i * self.stride for i in divmod(row, self._size[1]))
        window = Rectangle(top, left, *self._kernel)
        lines = Rectangle(row, 0, 1, taps), Rectangle(row, 0, 1, outputs)
        draw = signed_grid if back else grey_grid
        most = np.abs(self.kernel_gradient).max() or 1 if to_kernels else None
        drawings = (
            "".join(draw(channel, window) for channel in image),
            signed_grid(kernels, most=most),
            draw(matrix, lines[0], seen=np.broadcast_to(seen, matrix.shape)),
            signed_grid(sent, lines[1], np.broadcast_to(met, sent.shape)),
        )
        kinds = ("image", "kernels", "matrix", "product")
        entitled = words[1:]
        titles = [title for title, _ in entitled]
        notes = [
            f"{letters}: {size}" if letters else size
            for (_, letters), size in zip(entitled, self._notes(), strict=True)
        ]
        return "".join(map(_figure, titles, notes, kinds, drawings))

    def _notes(self) -> tuple[str, ...]:
        """Return the sizes of image, kernels, matrix and product."""
        rows, taps = self.columns.shape
        channels, high, wide = pad(self.image, self._geometry.padding).shape
        of = f"{channels} channels of " if channels > 1 else ""
        border = ", border and all" if (high, wide) != self.image.shape[1:] else ""
        return (
            f"{of}{high} × {wide}{border}",
            f"{taps} × {len(self.weight)}",
            f"{counted(rows, 'window')} × {counted(taps, 'pixel')}",
            f"{rows} × {len(self.weight)}",
        )

    def _maps(self, row: int) -> str:
        """Return the product as maps, the gradient as kernels, or the copies of each pixel."""
        outputs, size = len(self.weight), self._size
        if self.way == "kernels":
            channels, high, wide = self.weight.shape[1:]
            sums = self._added_to_kernels(row + 1).T.reshape(outputs, channels * high, wide)
            most = np.abs(self.kernel_gradient).max() or 1
            maps = "".join(signed_grid(kernel, most=most) for kernel in sums)
            note = f"{outputs} of {channels} × {high} × {wide}"
            return _figure("The gradient, laid out as kernels", note, "maps", maps)
        if self._back:
            counts = self._added(np.ones(self.columns.shape))
            maps = "".join(map(signed_grid, counts))
            note = "the number of windows that contain it"
            return _figure("Copies of each pixel", note, "maps", maps)
        seen = (np.arange(math.prod(size)) <= row).reshape(size)
        maps = "".join(
            signed_grid(y, seen=seen, most=np.abs(self.output).max()) for y in self.output
        )
        note = f"{outputs} of {size[0]} × {size[1]}"
        return _figure("The product, laid out as maps", note, "maps", maps)

    def _words(self, row: int) -> str:
        """Return what is said at first: about the row's first product, or the middle pixel."""
        if self.way == "forward":
            of = " of map 0" if len(self.weight) > 1 else ""
            i, j = divmod(row, self._size[1])
            told = (
                f"Window {row} is row {row}. Times kernel 0, column 0, "
                f"it gives output [{i}, {j}]{of}."
            )
            pairs = zip(self.columns[row], self.kernels[:, 0], strict=True)
            terms = [(f"{number(a)} × {as_factor(b)}", a * b) for a, b in pairs]
            return self._told(told, f"product[{row}, 0]", terms)
        if self.way == "kernels":
            return self._words_about_weight(len(self.kernels) // 2, row)
        padded = pad(self.image, self._geometry.padding)
        places = np.arange(padded.size).reshape(padded.shape)
        y, x = padded.shape[1] // 2, padded.shape[2] // 2
        (top, _), (left, _) = self._geometry.padding
        copies = np.argwhere(im2col(places[None], self._kernel, self.stride)[0] == places[0, y, x])
        channel = "0, " if len(padded) > 1 else ""
        told = (
            f"Pixel [{channel}{y - top}, {x - left}]: the matrix holds {len(copies)} copies of it."
        )
        name = f"{'copies' if self.way == 'count' else 'gradient'} of this pixel"
        return self._told(
            told, name, [(f"row {p}", self.pieces[p, q] if p <= row else None) for p, q in copies]
        )

    def _words_about_weight(self, q: int, row: int) -> str:
        told = (
            f"Row {q} of Cᵀ times column 0 of G. That row is column {q} of C: "
            "the pixels that the weight was multiplied by."
        )
        pairs = zip(self.columns[:, q], self._sent[:, 0], strict=True)
        terms = [
            (f"{number(a)} × {as_factor(b)}", a * b if p <= row else None)
            for p, (a, b) in enumerate(pairs)
        ]
        return self._told(told, f"∂L/∂K[{q}, 0]", terms)

    def _told(self, told: str, name: str, terms: list[tuple[str, Any]]) -> str:
        """Write words and a sum, with room for the longest sum that the widget may show."""
        most, columns, letters = self._room()
        empty = [("", None)] * (most - len(terms))
        so_far, lines = 0.0, []
        for text, value in terms + empty:
            so_far += value or 0
            equal = "" if value is None else f"= {number(value)}"
            running = "" if value is None else f"Σ {number(so_far)}"
            lines.append(
                f"<li><span>{text}</span><span>{equal}</span>"
                f'<span class="cnnlab-running">{running}</span></li>'
            )
        added = sum(value is not None for _, value in terms)
        count = f"{added} of {len(terms)}" if added < len(terms) else added
        return (
            f'<p class="{_CSS}-told">{told}</p><div class="cnnlab-sum">'
            f'<ol class="cnnlab-terms cnnlab-many" style="--columns:{columns};--letters:{letters}">'
            f'{"".join(lines)}</ol><p class="cnnlab-total"><span class="cnnlab-name">{name}</span> '
            f"= <strong>{number(so_far, 5)}</strong>"
            f'<span class="cnnlab-note"> ({count} added up)</span></p></div>'
        )

    def _room(self) -> tuple[int, int, int]:
        """Return the most terms of a sum, how many stand side by side, and a term's most letters.

        The terms stand as the kernel's weights do, or two of its rows side by side where there are
        many: as in `roomForSums` of the script.
        """
        taps, outputs = self.kernels.shape
        to_image = self.way in ("sum", "squares")
        left = self._sent if to_image else self.columns
        right = self._sent if self.way == "kernels" else self.kernels
        factors = max(len(number(v)) for v in left.flat)
        factors += max(len(as_factor(v)) for v in right.flat)
        letters = max(_FEWEST_LETTERS, factors + len(" × "))
        if self.way == "kernels":
            return len(self.columns), self._size[1], letters
        if self.way == "forward":
            width = self._kernel[1]
            return taps, 2 * width if taps > _BROAD else width, letters
        most = max(outputs, int(self._added(np.ones(self.columns.shape)).max()))
        return most, min(3, most), letters

    def _settings(self) -> dict[str, object]:
        """Return the name of each setting, and its value in words."""
        channels = len(self.image)
        weights = {name: _spread(kernels, channels) for name, kernels in self.weights.items()}
        return {
            "Direction": _WORDS[self.way].direction,
            "Image": chosen(self.images, self.image),
            "Kernels": chosen(weights, self.weight),
            "Stride": self.stride,
            "Padding": json.dumps(self.padding),
        }

    def _sums(self, row: int) -> NDArray[Any]:
        """Return the pieces of the rows up to `row`, added up, border included."""
        pieces = self.pieces.copy()
        pieces[row + 1 :] = 0
        return self._added(pieces)

    def _added(self, pieces: NDArray[Any]) -> NDArray[Any]:
        padded = pad(self.image, self._geometry.padding)
        sums: NDArray[Any] = col2im(pieces[None], (1, *padded.shape), self._kernel, self.stride)[0]
        return sums

    def _added_to_kernels(self, count: int) -> NDArray[Any]:
        """Return what the first windows add up to in the kernels' gradient."""
        gradient: NDArray[Any] = self.columns[:count].T @ self._sent[:count]
        return gradient

    @property
    def _back(self) -> bool:
        """Whether something goes back to the image."""
        return self.way not in ("forward", "kernels")

    @property
    def _product(self) -> NDArray[Any]:
        """The product as a matrix, a row for each window."""
        return self.output.reshape(len(self.weight), -1).T

    @property
    def _sent(self) -> NDArray[Any]:
        """The matrix that stands where rows and columns meet: the product, or its gradient."""
        return np.ones_like(self._product) if self.way == "sum" else self._product

    @property
    def _kernel(self) -> tuple[int, int]:
        return self._geometry.kernel

    @property
    def _size(self) -> tuple[int, int]:
        return self._geometry.output

    @property
    def _geometry(self) -> Geometry:
        height, width = self.image.shape[1:]
        k_h, k_w = self.weight.shape[2:]
        geometry = resolve_geometry((height, width), (k_h, k_w), self.stride, self.padding, 1)
        _check_drawable(math.prod(geometry.output), len(self.image) * k_h * k_w)
        return geometry


def _check_drawable(rows: int, columns: int) -> None:
    """Raise a ValueError, as the page does, before Python computes what is too large to draw."""
    most = _LIMITS["windows"]
    if rows > most["rows"] or columns > most["columns"]:
        raise ValueError(
            f"the matrix of windows would have {rows} × {columns} numbers; "
            f"at most {most['rows']} × {most['columns']} can be drawn. "
            "Less padding, a larger stride or a smaller image would do"
        )


def _figure(title: str, note: str, kind: str, drawing: str) -> str:
    return titled(title, f'<div class="cnnlab-body">{drawing}</div>', f"im2col-{kind}", note)


def _spread(kernels: NDArray[Any], channels: int) -> NDArray[Any]:
    """Return kernels for an image with this many channels: those given, over and over."""
    return kernels[:, np.arange(channels) % kernels.shape[1]]


def _with_axes(value: ArrayLike, axes: int, more: int) -> ArrayLike:
    """Put `more` axes of length 1 before an array that has only `axes`."""
    try:
        return np.asarray(value)[(None,) * more] if np.ndim(value) == axes else value
    except ValueError:  # rows of unequal lengths, of which the trait will speak
        return value
