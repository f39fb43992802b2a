"""The usual wrong ways to count, so that a reply can name the slip behind a wrong number.

Each function takes what a question is about, as the function of `cnnlab` that answers it does, and
returns the usual wrong answers, each with a sentence that names the slip. The right answer is never
among them; where two slips lead to one number, the likelier is named. The sentences are in
`mistakes.json`.
"""

import json
from collections.abc import Callable, Iterable
from importlib.resources import files
from itertools import accumulate
from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import (
    as_real_array,
    check_groups,
    flag,
    integer,
    pair,
    real_number,
    whole_number,
)
from cnnlab.costs import LayerCost, conv_cost, layer_memory, linear_cost
from cnnlab.pool import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlab.receptive_fields import receptive_field as follow_field
from cnnlab.receptive_fields import stack_of
from cnnlab.shapes import Size, output_shape
from cnnlab.shapes import output_size as count_positions
from cnnlab.shapes import transposed_size as count_canvas
from cnnlab.windows import times_seen

T = TypeVar("T")
Answer = float | list[int]
Mistake = tuple[Answer, str]
"""A wrong answer, and the reply to it."""

REPLIES: dict[str, dict[str, str]] = json.loads(
    (files("cnnlab") / "mistakes.json").read_text("utf-8")
)
"""For each quantity the slips that are made with it, and what is said to each."""


def output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    *,
    other_size: int | None = None,
    other_kernel_size: int | None = None,
) -> list[Mistake]:
    """List wrong ways to count the positions of a sliding window.

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int
        As `cnnlab.output_size` takes them.
    other_size, other_kernel_size : int, optional
        The input's and the kernel's length along the other axis.

    Returns
    -------
    list of (number, str)
        The likeliest first.

    Raises
    ------
    ValueError
        If the window does not fit, or a number is too small.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> output_size(28, 5)[0]
    (23, 'That is without the + 1: the first position counts, too.')
    >>> [wrong for wrong, _ in output_size(7, 2, stride=2)]
    [2, 3.5, 4, 6]
    """

    def positions(
        size: int, kernel: int, stride: int, padding: int | tuple[int, int], dilation: int
    ) -> int | None:
        return _if_it_fits(count_positions, size, kernel, stride, padding, dilation)

    size, kernel_size, stride, dilation = _whole(
        1, size=size, kernel_size=kernel_size, stride=stride, dilation=dilation
    )
    padding = whole_number("padding", padding, 0)
    other_size = _whole_or_none("other_size", other_size)
    other_kernel_size = _whole_or_none("other_kernel_size", other_kernel_size)
    right = count_positions(size, kernel_size, stride, padding, dilation)
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    unpadded = positions(size, kernel_size, stride, 0, dilation)
    one_side = positions(size, kernel_size, stride, (padding, 0), dilation)
    some_padding = right - 1 in (one_side, unpadded)
    rounded_up = -(-room // stride) + 1
    divided = size // stride if stride > 1 else None
    return _named(
        "output_size",
        right,
        divided_or_short=divided if divided == right - 1 and some_padding else None,
        divided_or_no_plus_one=divided if divided == right - 1 else None,
        divided_or_rounded_up=divided if divided == rounded_up else None,
        one_short=right - 1 if some_padding else None,
        no_plus_one=right - 1,
        no_floor=room / stride + 1,
        rounded_up=rounded_up,
        one_side=one_side,
        no_padding=unpadded,
        stride_first=unpadded and unpadded + 2 * padding,
        no_stride=positions(size, kernel_size, 1, padding, dilation),
        no_dilation=positions(size, kernel_size, stride, padding, 1),
        dilated_whole=positions(size, dilation * kernel_size, stride, padding, 1),
        as_input=size if stride == 1 else None,
        only_divided=divided,
        other_axis=other_size
        and positions(other_size, other_kernel_size or kernel_size, stride, padding, dilation),
        other_kernel=other_kernel_size
        and positions(size, other_kernel_size, stride, padding, dilation),
    )


def leftover(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> list[Mistake]:
    """List wrong ways to count the last rows, border included, that no window reaches.

    Raises
    ------
    ValueError
        If the window does not fit, or a number is too small.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in leftover(28, 5, stride=3)]
    [1, 23, 8]
    """
    size, kernel_size, stride = _whole(1, size=size, kernel_size=kernel_size, stride=stride)
    padding = whole_number("padding", padding, 0)
    count = count_positions(size, kernel_size, stride, padding)
    padded = size + 2 * padding
    right = padded - (count - 1) * stride - kernel_size
    unpadded = _if_it_fits(count_positions, size, kernel_size, stride)
    return _named(
        "leftover",
        right,
        size_by_stride=padded % stride,
        missing=stride - right,
        no_padding=unpadded and size - (unpadded - 1) * stride - kernel_size,
        room=padded - kernel_size,
        windows=count,
    )


def padding(
    size: int, target: int, kernel_size: int, *, other_kernel_size: int | None = None
) -> list[Mistake]:
    """List wrong ways to find the padding on each side that turns `size` rows into `target`.

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in padding(28, 28, 5)]
    [4, 2.5, 0]
    """
    size, target, kernel_size = _whole(1, size=size, target=target, kernel_size=kernel_size)
    other_kernel_size = _whole_or_none("other_kernel_size", other_kernel_size)
    more = target - size
    return _named(
        "padding",
        (more + kernel_size - 1) / 2,
        both_sides=more + kernel_size - 1,
        other_kernel=other_kernel_size and (more + other_kernel_size - 1) / 2,
        whole_kernel=(more + kernel_size) / 2,
        no_padding=0,
        half_difference=more / 2,
        only_difference=more,
    )


def linear_parameters(inputs: int, outputs: int, *, channels: int = 1) -> list[Mistake]:
    """List wrong ways to count the parameters of a fully connected layer with biases.

    Parameters
    ----------
    inputs, outputs : int
        As `cnnlab.linear_cost` takes them.
    channels : int
        Of the image whose pixels are the inputs; a reader may have counted only one.

    Raises
    ------
    ValueError
        If a number is below 1, or `channels` does not divide `inputs`.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in linear_parameters(784, 10)]
    [7840, 7841, 8624, 794]
    """
    inputs, outputs, channels = _linear(inputs, outputs, channels)
    weights = linear_cost(inputs, outputs, bias=False).parameters
    return _named(
        "linear_parameters",
        linear_cost(inputs, outputs).parameters,
        no_bias=weights,
        one_bias=weights + 1,
        one_channel=linear_cost(inputs // channels, outputs).parameters,
        bias_per_input=weights + inputs,
        added=inputs + outputs,
    )


def linear_memory(inputs: int, outputs: int, *, channels: int = 1) -> list[Mistake]:
    """List wrong ways to count the bytes to train a fully connected layer with Adam in float32.

    They are those of the parameters, their gradients and Adam's numbers, without activations.

    Raises
    ------
    ValueError
        If a number is below 1, or `channels` does not divide `inputs`.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in linear_memory(784, 10)]
    [31400, 62800, 94200, 251200, 125440]
    """

    def of(cost: LayerCost, itemsize: int = 4) -> int:
        memory = layer_memory(cost, itemsize=itemsize)
        return memory.total - memory.activations

    inputs, outputs, channels = _linear(inputs, outputs, channels)
    cost = linear_cost(inputs, outputs)
    memory = layer_memory(cost)
    return _named(
        "linear_memory",
        of(cost),
        parameters_alone=memory.weights,
        no_optimizer=memory.weights + memory.gradients,
        one_missing=of(cost) - memory.gradients,
        eight_bytes=of(cost, 8),
        one_channel=of(linear_cost(inputs // channels, outputs)),
        no_bias=of(linear_cost(inputs, outputs, bias=False)),
    )


def locally_connected(kernel_size: Size, outputs: int) -> list[Mistake]:
    """List wrong ways to count the parameters of a locally connected layer on one channel.

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in locally_connected(3, 100)]
    [900, 901, 10, 400]
    """
    height, width = pair("kernel_size", kernel_size)
    outputs = whole_number("outputs", outputs, 1)
    window = height * width
    return _named(
        "locally_connected",
        (window + 1) * outputs,
        no_bias=window * outputs,
        one_bias=window * outputs + 1,
        shared=window + 1,
        one_side=(height + 1) * outputs,
    )


def saved_by_sharing(kernel_size: Size, kernels: int, positions: int) -> list[Mistake]:
    """List wrong ways to count the parameters that kernels save by being shared.

    Raises
    ------
    ValueError
        If a number is below 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in saved_by_sharing(3, 4, 100)]
    [4000, 40, 3564, 990]
    """
    window = prod(pair("kernel_size", kernel_size))
    kernels, positions = _whole(1, kernels=kernels, positions=positions)
    return _named(
        "saved_by_sharing",
        (window + 1) * kernels * (positions - 1),
        untied=(window + 1) * kernels * positions,
        tied=(window + 1) * kernels,
        no_bias=window * kernels * (positions - 1),
        one_kernel=(window + 1) * (positions - 1),
    )


def parameters(
    in_channels: int, out_channels: int, kernel_size: Size, groups: int = 1
) -> list[Mistake]:
    """List wrong ways to count the parameters of a convolution with biases.

    Raises
    ------
    ValueError
        If a number is below 1, or `groups` does not divide both channel counts.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> parameters(3, 64, 3)[0]
    (1728, 'That is without the biases: every kernel has one.')
    """
    height, width = kernel = pair("kernel_size", kernel_size)
    in_channels, out_channels = _whole(1, in_channels=in_channels, out_channels=out_channels)
    groups = check_groups(groups, in_channels, out_channels)

    def count(c_in: int, c_out: int, groups: int = 1, bias: bool = True) -> int:
        return conv_cost(kernel, c_in, c_out, kernel, groups=groups, bias=bias).parameters

    depth, outputs_of_group = in_channels // groups, out_channels // groups
    weights = count(in_channels, out_channels, groups, bias=False)
    return _named(
        "parameters",
        count(in_channels, out_channels, groups),
        no_bias=weights,
        one_bias=weights + 1,
        no_groups=count(in_channels, out_channels),
        group_or_kernel=count(depth, 1) if groups == out_channels > 1 else None,
        groups_twice=count(depth, outputs_of_group),
        one_channel=count(1, out_channels),
        one_kernel=count(depth, 1),
        bias_per_weight=weights + out_channels * depth,
        one_row=weights // height + out_channels if height == width else None,
    )


def multiply_adds(
    shape: tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: Size,
    stride: Size = 1,
    padding: Size = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> list[Mistake]:
    """List wrong ways to count the multiply-adds of a convolution.

    Raises
    ------
    ValueError
        If the window does not fit, a number is too small, or `groups` does not divide both channel
        counts.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> multiply_adds((28, 28), 1, 1, 5)[0]
    (19600, "That has an output at every pixel of the input: count the output's pixels.")
    """

    def count(c_in: int, c_out: int, groups: int = 1) -> int:
        cost = conv_cost(shape, c_in, c_out, kernel_size, stride, padding, dilation, groups)
        return cost.multiply_adds

    shape = pair("shape", shape)
    in_channels, out_channels = _whole(1, in_channels=in_channels, out_channels=out_channels)
    right = conv_cost(
        shape, in_channels, out_channels, kernel_size, stride, padding, dilation, groups
    )
    weights = right.parameters - out_channels
    return _named(
        "multiply_adds",
        right.multiply_adds,
        input_size=weights * prod(shape),
        no_groups=count(in_channels, out_channels),
        one_channel=count(1, out_channels),
        one_kernel=right.multiply_adds // out_channels,
        one_position=weights,
        with_bias=right.multiply_adds + right.outputs,
    )


def one_output(
    patch: ArrayLike, kernel: ArrayLike, bias: float = 0, *, flip: bool = False
) -> list[Mistake]:
    """List wrong ways to compute one output by hand.

    Parameters
    ----------
    patch, kernel : array_like, shape (k_H, k_W)
        The pixels in the window, and the kernel as it is written.
    bias : float
    flip : bool
        True if a convolution is asked for, which flips the kernel; False for a cross-correlation.

    Raises
    ------
    ValueError
        If `patch` and `kernel` do not have the same shape, of two axes.
    TypeError
        If an array does not hold real numbers, `bias` is not a number, or `flip` is not a bool.

    Examples
    --------
    >>> one_output([[1, 2], [3, 4]], [[1, 0], [0, -1]])[0]
    (3.0, 'That flips the kernel: cross-correlation lays it on as it is.')
    """
    pixels, weights = (
        as_real_array(name, array, 2, "(k_H, k_W)").astype(float)
        for name, array in (("patch", patch), ("kernel", kernel))
    )
    if pixels.shape != weights.shape:
        raise ValueError(
            f"patch and kernel must have the same shape, got {pixels.shape} and {weights.shape}"
        )
    bias, flip = real_number("bias", bias), flag("flip", flip)

    def response(weights: Any) -> float:
        return float((pixels * weights).sum() + bias)

    turned = weights[::-1, ::-1]
    right = response(turned if flip else weights)
    square = weights.shape[0] == weights.shape[1]
    return _named(
        "one_output",
        right,
        **{"not_flipped" if flip else "flipped": response(weights if flip else turned)},
        no_bias=right - bias,
        rows_flipped=response(weights[::-1]) if flip else None,
        columns_flipped=response(weights[:, ::-1]) if flip else None,
        turned_left=response(np.rot90(weights)) if flip and square else None,
        turned_right=response(np.rot90(weights, -1)) if flip and square else None,
        transposed=response(weights.T) if square else None,
        no_signs=response(np.abs(turned if flip else weights)),
        only_patch=float(pixels.sum()),
    )


def flat_index(shape: tuple[int, int, int], place: tuple[int, int, int]) -> list[Mistake]:
    """List wrong ways to find a pixel's place in an image that is laid out as a list.

    Parameters
    ----------
    shape : (C, H, W)
    place : (channel, row, column)
        Counted from 0.

    Raises
    ------
    ValueError
        If `place` does not lie inside `shape`.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in flat_index((1, 10, 20), (0, 2, 5))]
    [46, 52, 25]
    """
    channels, height, width = shape = _sizes("shape", shape, 3)
    channel, row, column = place = _place(place, shape)
    right = int(np.ravel_multi_index(place, shape))
    return _named(
        "flat_index",
        right,
        from_one=right + 1,
        column_by_column=channel * height * width + column * height + row,
        height=channel * height * width + row * height + column,
        channels_last=(row * width + column) * channels + channel,
        one_channel=row * width + column,
    )


def flat_distance(shape: tuple[int, int], rows: int, columns: int) -> list[Mistake]:
    """List wrong ways to say how far apart two nearby pixels are in the list.

    Raises
    ------
    ValueError
        If `shape` is not two numbers of at least 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in flat_distance((10, 20), 1, 2)]
    [3, 12, 20, 21]
    """
    height, width = _sizes("shape", shape, 2)
    rows, columns = integer("rows", rows), integer("columns", columns)
    return _named(
        "flat_index",
        rows * width + columns,
        added=rows + columns,
        height=rows * height + columns,
        rows_only=rows * width,
        column_by_column=columns * height + rows,
    )


def im2col_shape(
    shape: tuple[int, int],
    channels: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
) -> list[Mistake]:
    """List wrong ways to find the rows and columns of im2col's matrix for one image.

    Raises
    ------
    ValueError
        If the window does not fit, or a number is too small.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in im2col_shape((6, 8), 3, 3)]
    [[27, 24], [24, 9], [48, 27]]
    """

    def windows(stride: int, ends: tuple[int, int]) -> int | None:
        fitting = _if_it_fits(output_shape, shape, kernel_size, stride, (ends, ends))
        return fitting and prod(fitting)

    shape = pair("shape", shape)
    channels, kernel_size, stride = _whole(
        1, channels=channels, kernel_size=kernel_size, stride=stride
    )
    padding = whole_number("padding", padding, 0)
    taps = channels * kernel_size**2
    both = (padding, padding)
    rows = prod(output_shape(shape, kernel_size, stride, padding))
    others = {
        "no_stride": windows(1, both),  # may be at every pixel, where the padding keeps the size
        "every_pixel": prod(shape),
        "no_padding": windows(stride, (0, 0)),
        "one_side": windows(stride, (padding, 0)),
    }
    return _named(
        "im2col_shape",
        [rows, taps],
        swapped=[taps, rows],
        one_channel=[rows, kernel_size**2],
        **{slip: [count, taps] for slip, count in others.items() if count},
    )


def copies(
    shape: tuple[int, int], kernel_size: int, stride: int, place: tuple[int, int]
) -> list[Mistake]:
    """List wrong ways to count the windows that hold a pixel, without padding.

    Raises
    ------
    ValueError
        If the window does not fit, or `place` does not lie inside `shape`.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in copies((5, 5), 3, 1, (0, 2))]
    [9, 1, 4]
    """

    def seen(stride: int) -> list[int]:
        along = zip(shape, place, strict=True)
        return [int(times_seen((n, 1), (kernel_size, 1), stride)[at, 0]) for n, at in along]

    shape = _sizes("shape", shape, 2)
    place = _place(place, shape)
    kernel_size, stride = _whole(1, kernel_size=kernel_size, stride=stride)
    down, across = seen(stride)
    right = down * across
    return _named(
        "copies",
        right,
        all=kernel_size**2 if stride == 1 else None,
        one_axis=down,
        added=down + across,
        no_stride=prod(seen(1)),
        all_inside=kernel_size**2 if stride > 1 else None,
        once=1 if right else None,
    )


def pool(
    image: ArrayLike, kernel_size: int, stride: int, place: tuple[int, int], average: bool
) -> list[Mistake]:
    """List wrong ways to find one output of a pool.

    Raises
    ------
    ValueError
        If the window does not fit, or the pool has no output at `place`.
    TypeError
        If `image` does not hold real numbers, a number is not an integer, or `average` is not a
        bool.

    Examples
    --------
    >>> [wrong for wrong, _ in pool(np.arange(16).reshape(4, 4), 2, 2, (1, 0), average=False)]
    [10.5, 9.0, 15.0]
    """
    pixels = as_real_array("image", image, 2, "(H, W)")
    kernel_size, stride = _whole(1, kernel_size=kernel_size, stride=stride)
    average = flag("average", average)
    outputs = [f(pixels, kernel_size, stride) for f in (max_pool2d, avg_pool2d)]
    place = _place(place, outputs[0].shape)
    right, other = (float(output[place]) for output in (outputs[::-1] if average else outputs))
    every = (avg_pool2d if average else max_pool2d)(pixels, kernel_size, 1)
    row, column = place
    before = min(place) > 0
    return _named(
        "pool",
        right,
        other_operation=other,
        only_sum=right * kernel_size**2 if average else None,
        no_stride=float(every[place]),
        from_one=float(every[(row - 1) * stride, (column - 1) * stride]) if before else None,
        whole_image=None if average else float(pixels.max()),
    )


def pool_gradient(
    grad_output: ArrayLike,
    image: ArrayLike,
    kernel_size: int,
    stride: int,
    place: tuple[int, int],
    average: bool,
) -> list[Mistake]:
    """List wrong ways to find the gradient that a pool sends to one pixel.

    Raises
    ------
    ValueError
        If the shapes do not fit together, or `place` does not lie inside the image.
    TypeError
        If an array does not hold real numbers, a number is not an integer, or `average` is not a
        bool.

    Examples
    --------
    >>> pool_gradient([[8]], [[1, 2], [3, 4]], 2, 2, (0, 0), average=False)[0]
    (8.0, 'Only the largest pixel of a window gets its gradient: this one is not the largest.')
    """
    back = avg_pool2d_backward if flag("average", average) else max_pool2d_backward
    grad = as_real_array("grad_output", grad_output, 2, "(H_out, W_out)").astype(float)
    image = as_real_array("image", image, 2, "(H, W)")
    kernel_size, stride = _whole(1, kernel_size=kernel_size, stride=stride)
    place = _place(place, image.shape)
    right = float(back(grad, image, kernel_size, stride)[place])
    alone = [
        np.where(np.arange(grad.size).reshape(grad.shape) == n, grad, 0) for n in range(grad.size)
    ]
    parts = [float(back(one, image, kernel_size, stride)[place]) for one in alone]
    shares = float(avg_pool2d_backward(grad, image, kernel_size, stride)[place])
    whole = shares * kernel_size**2
    return _named(
        "pool_gradient",
        right,
        loser=whole if not average and right == 0 else None,
        lost=0.0 if right and not average else None,
        none=0.0 if right and average else None,
        shared=None if average else shares,
        not_shared=whole if average else None,
        one_window=next((part for part in parts if part and part != right), None),
        largest=max(parts),
    )


def receptive_field(layers: Iterable[int | tuple[int, ...]]) -> list[Mistake]:
    """List wrong ways to find the size of the last layer's receptive field.

    Parameters
    ----------
    layers : iterable of int or tuple
        As `cnnlab.receptive_field` takes them.

    Raises
    ------
    ValueError
        If there is no layer, or one is not one to four numbers in range.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in receptive_field([(3, 2), (3, 1)])]
    [5, 9, 6, 3]
    """
    stack = _stack(layers)
    kernels = [kernel for kernel, *_ in stack]
    reaches = [dilation * (kernel - 1) for kernel, _, _, dilation in stack]
    jumps = list(accumulate((stride for _, stride, _, _ in stack), lambda a, b: a * b))
    right = follow_field(stack)[-1].size
    jumps_before = [1, *jumps[:-1]]
    return _named(
        "receptive_field",
        right,
        no_jump=1 + sum(reaches),
        own_stride=1 + sum(r * j for r, j in zip(reaches, jumps, strict=True)),
        sizes_added=sum((r + 1) * j for r, j in zip(reaches, jumps_before, strict=True)),
        no_plus_one=right - 1,
        plain_sum=sum(kernels),
        multiplied=prod(kernels),
        last_layer=reaches[-1] + 1,
        no_dilation=follow_field([(k, s, p) for k, s, p, _ in stack])[-1].size,
    )


def transposed_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> list[Mistake]:
    """List wrong ways to find the output size of a transposed convolution.

    Raises
    ------
    ValueError
        If a number is too small, `output_padding` too large, or padding leaves nothing.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in transposed_size(7, 4, stride=2, padding=1)]
    [3, 16, 18, 15, 11, 13]
    """

    def canvas(size: int, kernel: int, dilation: int) -> int | None:
        return _if_it_fits(count_canvas, size, kernel, stride, padding, output_padding, dilation)

    size, kernel_size, stride, dilation = _whole(
        1, size=size, kernel_size=kernel_size, stride=stride, dilation=dilation
    )
    padding, output_padding = _whole(0, padding=padding, output_padding=output_padding)
    right = count_canvas(size, kernel_size, stride, padding, output_padding, dilation)
    return _named(
        "transposed_size",
        right,
        forward=_if_it_fits(count_positions, size, kernel_size, stride, padding, dilation),
        stride_or_padding=right + stride if stride == 2 * padding else None,
        no_minus_one=canvas(size + 1, kernel_size, dilation),
        padding_added=right + 4 * padding,
        no_padding=right + 2 * padding,
        one_or_output_padding=right - 1 if output_padding == 1 else None,
        no_output_padding=right - output_padding,
        only_stride=size * stride,
        one_side=right + padding,
        no_kernel=canvas(size, 1, 1),
        no_dilation=canvas(size, kernel_size, 1),
        no_plus_one=right - 1,
    )


def shift(strides: list[int], pixels: int) -> list[Mistake]:
    """List wrong ways to say by how many outputs a map moves when the input does.

    Raises
    ------
    ValueError
        If there is no stride, or one is below 1.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in shift([2, 3], 12)]
    [12, 72, 4.0, 6.0, 2.4]
    """
    if not isinstance(strides, list | tuple) or not strides:
        raise ValueError(f"strides must be a list of at least one stride, got {strides!r}")
    strides = [whole_number("strides", stride, 1) for stride in strides]
    pixels = integer("pixels", pixels)
    jump = prod(strides)
    return _named(
        "shift",
        pixels / jump,
        not_divided=pixels,
        multiplied=pixels * jump,
        last_only=pixels / strides[-1],
        first_only=pixels / strides[0],
        added=pixels / sum(strides),
    )


def smallest_shift(layers: Iterable[int | tuple[int, ...]]) -> list[Mistake]:
    """List wrong ways to find the smallest shift that a stack follows by whole outputs.

    Raises
    ------
    ValueError
        If there is no layer, or one is not one to four numbers in range.
    TypeError
        If a number is not an integer.

    Examples
    --------
    >>> [wrong for wrong, _ in smallest_shift([(3, 2), (3, 3), (2, 2)])]
    [7, 3, 6, 13, 1]
    """
    stack = _stack(layers)
    strides = [stride for _, stride, _, _ in stack]
    fields = follow_field(stack)
    return _named(
        "smallest_shift",
        fields[-1].jump,
        added=sum(strides),
        largest=max(strides),
        one_less=prod(strides[:-1]),
        field=fields[-1].size,
        one=1,
    )


def _whole(minimum: int, **numbers: Any) -> list[int]:
    """Return checked whole numbers, in their order."""
    return [whole_number(name, number, minimum) for name, number in numbers.items()]


def _whole_or_none(name: str, number: int | None) -> int | None:
    return None if number is None else whole_number(name, number, 1)


def _linear(inputs: int, outputs: int, channels: int) -> list[int]:
    """Check the numbers of a fully connected layer on an image."""
    inputs, outputs, channels = _whole(1, inputs=inputs, outputs=outputs, channels=channels)
    if inputs % channels:
        raise ValueError(f"channels must divide the inputs, {inputs}, got {channels}")
    return [inputs, outputs, channels]


def _sizes(name: str, sizes: Any, count: int, minimum: int = 1) -> Any:
    """Return a tuple of so many whole numbers."""
    if not isinstance(sizes, list | tuple) or len(sizes) != count:
        raise ValueError(f"{name} must be {count} whole numbers, got {sizes!r}")
    return tuple(whole_number(name, size, minimum) for size in sizes)


def _place(place: Any, shape: tuple[int, ...]) -> Any:
    """Return a place, checked to lie inside an array of this shape."""
    checked = _sizes("place", place, len(shape), minimum=0)
    if any(at >= size for at, size in zip(checked, shape, strict=True)):
        raise ValueError(f"place must lie inside the shape {shape}, counted from 0, got {place}")
    return checked


def _stack(layers: Iterable[int | tuple[int, ...]]) -> list[tuple[int, int, int, int]]:
    stack = stack_of(layers)
    if not stack:
        raise ValueError(f"layers must hold at least one layer, got {layers!r}")
    return stack


def _if_it_fits(count: Callable[..., T], *sizes: Any) -> T | None:
    """Return what a function counts, or None where these sizes do not fit together."""
    try:
        return count(*sizes)
    except ValueError:
        return None


def _named(quantity: str, right: Answer, **wrong: Answer | None) -> list[Mistake]:
    """Give each wrong answer its reply, and leave out what is right or has been said before."""
    said: list[Answer] = [right]
    mistakes: list[Mistake] = []
    for slip, answer in wrong.items():
        if answer is not None and answer not in said:
            said.append(answer)
            mistakes.append((answer, REPLIES[quantity][slip]))
    return mistakes
