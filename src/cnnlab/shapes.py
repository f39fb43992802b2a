"""Sizes of sliding windows: how large an output is, and how much border is added.

Pure integer arithmetic: everything here is known before any pixel is touched.
"""

from typing import Any, NamedTuple

from cnnlab.checks import Array, check_holdable, check_not_empty, flag, pair, whole_number

Size = int | tuple[int, int]
"""A kernel size, stride or dilation: one integer for both axes, or (height, width)."""

Padding = int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] | str
"""(all sides) | (pH, pW) | ((top, bottom), (left, right)) | "valid" | "same" | "full"."""

PADDING_WORDS = ("valid", "same", "full")

NO_PADDING = ((0, 0), (0, 0))

AxisPadding = int | tuple[int, int] | str


def output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: AxisPadding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    r"""Count the positions of a sliding window along one axis.

    .. math:: \left\lfloor \frac{H + p_0 + p_1 - d(k-1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    size : int
        H, the input's length along this axis.
    kernel_size, stride, dilation : int
        k, s and d, each at least 1.
    padding : int, (before, after), "valid", "same" or "full"
        p; an integer stands for both ends.
    ceil_mode : bool
        Round up instead of down, so that one more window may hang over the end, if it begins
        inside the input or the padding before it (PyTorch's rule for pools). A window that is too
        long for the padded input, by less than a stride, then counts too.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ValueError
        If the dilated window is longer than the padded input, or a number is too small.
    TypeError
        If a number is not an integer, or `ceil_mode` is not a bool.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, relation 15.

    Examples
    --------
    >>> output_size(5, 3), output_size(5, 3, padding=1), output_size(5, 3, padding="full")
    (3, 5, 7)
    >>> output_size(6, 3, stride=2), output_size(6, 3, stride=2, ceil_mode=True)
    (2, 3)
    """
    size = whole_number("size", size, 0)
    kernel_size = whole_number("kernel_size", kernel_size, 1)
    stride = whole_number("stride", stride, 1)
    dilation = whole_number("dilation", dilation, 1)
    amounts = _axis_padding(padding, kernel_size, stride, dilation)
    ceil_mode = flag("ceil_mode", ceil_mode)
    return _positions(size, kernel_size, stride, amounts, dilation, ceil_mode)


def _positions(
    size: int,
    kernel_size: int,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    ceil_mode: bool,
) -> int:
    """Apply the formula of `output_size` to checked numbers."""
    before, after = padding
    extent = dilation * (kernel_size - 1) + 1
    room = size + before + after - extent
    count = room // stride + 1  # 0 or less if there is no room
    if ceil_mode and room % stride and count * stride < size + before:
        count += 1
    if count < 1:
        raise ValueError(
            f"kernel_size {kernel_size} with dilation {dilation} covers {extent} pixels, more "
            f"than the input size {size} with padding {before} + {after}"
        )
    return count


def output_shape(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> tuple[int, int]:
    """Return (H_out, W_out), the formula of `output_size` along both axes.

    Parameters
    ----------
    shape : (H, W)
    kernel_size, stride, dilation : int or (int, int)
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
    ceil_mode : bool
        Round up, as in `output_size`.

    Returns
    -------
    (H_out, W_out)

    Raises
    ------
    ValueError
        As `output_size` does, and if `shape` is not two numbers.
    TypeError
        If a number is not an integer, or `ceil_mode` is not a bool.

    Examples
    --------
    >>> output_shape((32, 32), 5)
    (28, 28)
    >>> output_shape((224, 224), 7, stride=2, padding=3)
    (112, 112)
    """
    return resolve_geometry(shape, kernel_size, stride, padding, dilation, ceil_mode).output


def padding_amounts(
    padding: Padding, kernel_size: Size, stride: Size = 1, dilation: Size = 1
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Resolve any padding to the rows and columns that it adds.

    Parameters
    ----------
    padding : int, (pH, pW), ((top, bottom), (left, right)), "valid", "same" or "full"
        "valid" adds nothing; "same" adds d(k − 1) in all along each axis, the odd one at the end,
        so that the size stays (stride 1 only); "full" adds d(k − 1) on every side, so that every
        window that touches the image counts.
    kernel_size, stride, dilation : int or (int, int)
        Needed for "same" and "full".

    Returns
    -------
    ((top, bottom), (left, right))

    Raises
    ------
    ValueError
        If a number is negative, a word is unknown, or "same" meets a stride other than 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> padding_amounts("same", (3, 4))
    ((1, 1), (1, 2))
    >>> padding_amounts((1, 2), 3)
    ((1, 1), (2, 2))
    """
    return _both_axes_padding(
        padding,
        pair("kernel_size", kernel_size),
        pair("stride", stride),
        pair("dilation", dilation),
    )


def _both_axes_padding(
    padding: Padding, kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Resolve the padding of both axes; the other numbers are checked."""
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise ValueError(
                "padding must be an integer, (pH, pW), ((top, bottom), (left, right)) or one of "
                f"{PADDING_WORDS}, got {len(padding)} values: {padding!r}"
            )
        per_axis: tuple[Any, Any] = (padding[0], padding[1])
    elif isinstance(padding, str):
        per_axis = (padding, padding)
    else:
        amount = pair("padding", padding, minimum=0)
        return amount, amount
    rows, columns = (
        _axis_padding(*axis) for axis in zip(per_axis, kernel, stride, dilation, strict=True)
    )
    return rows, columns


def _axis_padding(
    padding: AxisPadding, kernel_size: int, stride: int, dilation: int
) -> tuple[int, int]:
    """Resolve the padding of one axis to (before, after)."""
    if isinstance(padding, str):
        reach = dilation * (kernel_size - 1)  # how far a window extends past its first pixel
        if padding == "valid":
            return 0, 0
        if padding == "full":
            return reach, reach
        if padding == "same":
            if stride != 1:
                raise ValueError(
                    f'padding "same" keeps the size only with stride 1, got stride {stride}: '
                    "give the padding in numbers"
                )
            return reach // 2, reach - reach // 2  # the odd pixel goes to the end, as in PyTorch
        raise ValueError(f"padding must be numbers or one of {PADDING_WORDS}, got {padding!r}")
    return pair("padding", padding, minimum=0)


class Geometry(NamedTuple):
    """The numbers of a sliding window, all resolved to (height, width): see `resolve_geometry`."""

    size: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]
    output: tuple[int, int]

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width of the padded input."""
        return self.size[0] + sum(self.padding[0]), self.size[1] + sum(self.padding[1])

    def without_unused_steps(self) -> "Geometry":
        """Return the same windows, with stride 1 for one window alone and dilation 1 for one tap.

        Such a step is never taken, however large; but scratch memory would be laid out for it.
        """
        stride = _used_steps(self.stride, self.output)
        dilation = _used_steps(self.dilation, self.kernel)
        if (stride, dilation) == (self.stride, self.dilation):
            return self
        return self._replace(stride=stride, dilation=dilation)

    def over_padded(self) -> "Geometry":
        """Return the same windows over an image that has its border already."""
        return self._replace(size=self.padded, padding=NO_PADDING)


def _used_steps(steps: tuple[int, int], counts: tuple[int, int]) -> tuple[int, int]:
    return steps[0] if counts[0] > 1 else 1, steps[1] if counts[1] > 1 else 1


def resolve_geometry(
    shape: tuple[int, int],
    kernel_size: Size,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Geometry:
    """Check the numbers of a sliding window over an image of `shape` (H, W), and resolve them.

    Examples
    --------
    >>> resolve_geometry((5, 5), 3, padding="same").output
    (5, 5)
    """
    size = pair("shape", shape, minimum=0)
    kernel = pair("kernel_size", kernel_size)
    stride = pair("stride", stride)
    dilation = pair("dilation", dilation)
    amounts = _both_axes_padding(padding, kernel, stride, dilation)
    ceil_mode = flag("ceil_mode", ceil_mode)
    rows, columns = (
        _positions(*axis, ceil_mode)
        for axis in zip(size, kernel, stride, amounts, dilation, strict=True)
    )
    return Geometry(size, kernel, stride, amounts, dilation, (rows, columns))


def transposed_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: AxisPadding = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    """Return the output size of a transposed convolution along one axis.

    .. math:: (n - 1)s + d(k - 1) + 1 - p_0 - p_1 + e

    Parameters
    ----------
    size : int
        n, the input's length along this axis.
    kernel_size, stride, padding, dilation : int
        As for `output_size`, which this undoes; padding is cut off.
    output_padding : int
        e, less than the larger of stride and dilation.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ValueError
        If a number is too small, `output_padding` too large, or padding leaves nothing.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> transposed_size(14, 4, stride=2, padding=1), output_size(28, 4, stride=2, padding=1)
    (28, 14)
    """
    size = whole_number("size", size, 1)
    kernel_size = whole_number("kernel_size", kernel_size, 1)
    stride = whole_number("stride", stride, 1)
    dilation = whole_number("dilation", dilation, 1)
    extra = whole_number("output_padding", output_padding, 0)
    if extra >= max(stride, dilation):
        raise ValueError(
            f"output_padding must be less than the larger of stride and dilation, got {extra} with "
            f"stride {stride} and dilation {dilation}"
        )
    amounts = _axis_padding(padding, kernel_size, stride, dilation)
    result = _stamped(size, kernel_size, stride, amounts, dilation, extra)
    if result < 1:
        raise ValueError(f"padding {padding!r} leaves nothing: the size would be {result}")
    return result


def _stamped(
    size: int, kernel_size: int, stride: int, padding: tuple[int, int], dilation: int, extra: int
) -> int:
    """Apply the formula of `transposed_size` to checked numbers."""
    return (size - 1) * stride + dilation * (kernel_size - 1) + 1 + extra - sum(padding)


def image_geometry(
    x: Array,
    kernel_size: Size,
    stride: Size,
    padding: Padding,
    dilation: Size,
    ceil_mode: bool = False,
) -> Geometry:
    """Resolve the window that slides over images; errors say the shape of `x`, too."""
    shape = x.shape[-2], x.shape[-1]
    try:
        return resolve_geometry(shape, kernel_size, stride, padding, dilation, ceil_mode)
    except ValueError as error:
        raise ValueError(f"{error} (x has shape {x.shape})") from None


def array_geometry(
    x: Array,
    weight: Array,
    x_name: str,
    weight_name: str,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Geometry:
    """Resolve the sliding window; errors name the arrays as well as their sizes."""
    check_not_empty(weight_name, weight, "tap")
    try:
        geometry = resolve_geometry(x.shape[-2:], weight.shape[-2:], stride, padding, dilation)
    except ValueError as error:
        raise ValueError(
            f"{error} ({x_name} has shape {x.shape}, {weight_name} {weight.shape})"
        ) from None
    check_holdable("padding", (*x.shape[:-2], *geometry.padded))
    return geometry


def transposed_geometry(
    x: Array,
    weight: Array,
    stride: Size,
    padding: Padding,
    output_padding: Size,
    dilation: Size,
) -> Geometry:
    """Resolve the convolution whose adjoint is wanted: from our result to our x."""
    check_not_empty("x", x, "pixel")
    kernel, output = (weight.shape[2], weight.shape[3]), (x.shape[2], x.shape[3])
    stride, dilation = pair("stride", stride), pair("dilation", dilation)
    extra = pair("output_padding", output_padding, minimum=0)
    amounts = _both_axes_padding(padding, kernel, stride, dilation)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ValueError(
            f"output_padding must be less than the larger of stride and dilation, got "
            f"{output_padding} with stride {stride} and dilation {dilation}"
        )
    height, width = (
        _stamped(*axis)
        for axis in zip(output, kernel, stride, amounts, dilation, extra, strict=True)
    )
    if min(height, width) < 1:
        raise ValueError(
            f"padding {padding!r} leaves nothing of the result: its size would be "
            f"{(height, width)} for x {x.shape} and weight {weight.shape}"
        )
    check_holdable("stride, dilation and output_padding", (*x.shape[:2], height, width))
    return Geometry((height, width), kernel, stride, amounts, dilation, output)
