"""The usual wrong ways to count, so that a reply can name the slip behind a wrong number.

Each function takes what a question is about, as the function of `cnnlab` that answers it does, and
returns the usual wrong answers, each with a sentence that names the slip. The right answer is never
among them; where two slips lead to one number, the likelier is named. The sentences are in
`mistakes.json`, where the widgets' scripts find them, too.
"""

import json
from collections.abc import Callable, Iterable
from importlib.resources import files
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.checks import pair
from cnnlab.costs import conv_cost, linear_cost
from cnnlab.receptive_fields import receptive_field as follow_field
from cnnlab.receptive_fields import stack_of
from cnnlab.shapes import Size
from cnnlab.shapes import output_size as count_positions
from cnnlab.shapes import transposed_size as count_canvas

Answer = float | list[int]
Mistake = tuple[Answer, str]
"""A wrong answer, and the reply to it."""

_REPLIES: dict[str, dict[str, str]] = json.loads(
    (files("cnnlab") / "mistakes.json").read_text("utf-8")
)


def output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    *,
    other_size: int | None = None,
) -> list[Mistake]:
    """List wrong ways to count the positions of a sliding window.

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int
        As `cnnlab.output_size` takes them.
    other_size : int, optional
        The input's length along the other axis.

    Returns
    -------
    list of (number, str)
        The likeliest first.

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

    right = count_positions(size, kernel_size, stride, padding, dilation)
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    unpadded = positions(size, kernel_size, stride, 0, dilation)
    return _named(
        "output_size",
        right,
        no_plus_one=right - 1,
        no_floor=room / stride + 1,
        rounded_up=-(-room // stride) + 1,
        one_side=positions(size, kernel_size, stride, (padding, 0), dilation),
        no_padding=unpadded,
        stride_first=unpadded and unpadded + 2 * padding,
        no_stride=positions(size, kernel_size, 1, padding, dilation),
        no_dilation=positions(size, kernel_size, stride, padding, 1),
        dilated_whole=positions(size, dilation * kernel_size, stride, padding, 1),
        only_divided=size // stride,
        other_axis=None
        if other_size is None
        else positions(other_size, kernel_size, stride, padding, dilation),
    )


def linear_parameters(inputs: int, outputs: int) -> list[Mistake]:
    """List wrong ways to count the parameters of a fully connected layer with biases.

    Examples
    --------
    >>> [wrong for wrong, _ in linear_parameters(784, 10)]
    [7840, 7841, 8624, 794]
    """
    right = linear_cost(inputs, outputs).parameters
    weights = linear_cost(inputs, outputs, bias=False).parameters
    return _named(
        "linear_parameters",
        right,
        no_bias=weights,
        one_bias=weights + 1,
        bias_per_input=weights + inputs,
        added=inputs + outputs,
    )


def parameters(
    in_channels: int, out_channels: int, kernel_size: Size, groups: int = 1
) -> list[Mistake]:
    """List wrong ways to count the parameters of a convolution with biases.

    Examples
    --------
    >>> parameters(3, 64, 3)[0]
    (1728, 'That is without the biases: every kernel has one.')
    """
    height, width = kernel = pair("kernel_size", kernel_size)

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

    Examples
    --------
    >>> multiply_adds((28, 28), 1, 1, 5)[0]
    (19600, "That has an output at every pixel of the input: count the output's pixels.")
    """

    def count(c_in: int, c_out: int, groups: int = 1) -> int:
        cost = conv_cost(shape, c_in, c_out, kernel_size, stride, padding, dilation, groups)
        return cost.multiply_adds

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
        Whether a convolution is asked for, which flips the kernel, not a cross-correlation.

    Examples
    --------
    >>> one_output([[1, 2], [3, 4]], [[1, 0], [0, -1]])[0]
    (3.0, 'That flips the kernel: cross-correlation lays it on as it is.')
    """
    pixels, weights = np.asarray(patch), np.asarray(kernel)

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
        transposed=response(weights.T) if square else None,
        no_signs=response(np.abs(turned if flip else weights)),
        only_patch=float(pixels.sum()),
    )


def receptive_field(layers: Iterable[int | tuple[int, ...]]) -> list[Mistake]:
    """List wrong ways to find the size of the last layer's receptive field.

    Parameters
    ----------
    layers : iterable of int or tuple
        As `cnnlab.receptive_field` takes them.

    Examples
    --------
    >>> [wrong for wrong, _ in receptive_field([(3, 2), (3, 1)])]
    [5, 9, 6, 3]
    """
    stack = stack_of(layers)
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

    Examples
    --------
    >>> [wrong for wrong, _ in transposed_size(7, 4, stride=2, padding=1)]
    [3, 16, 18, 15, 11]
    """

    def canvas(size: int, kernel: int, dilation: int) -> int | None:
        return _if_it_fits(count_canvas, size, kernel, stride, padding, output_padding, dilation)

    right = count_canvas(size, kernel_size, stride, padding, output_padding, dilation)
    return _named(
        "transposed_size",
        right,
        forward=_if_it_fits(count_positions, size, kernel_size, stride, padding, dilation),
        no_minus_one=canvas(size + 1, kernel_size, dilation),
        padding_added=right + 4 * padding,
        no_padding=right + 2 * padding,
        one_side=right + padding,
        no_output_padding=right - output_padding,
        only_stride=size * stride,
        no_kernel=canvas(size, 1, 1),
        no_dilation=canvas(size, kernel_size, 1),
    )


def _if_it_fits(count: Callable[..., int], *sizes: Any) -> int | None:
    """Return what a function counts, or None where these sizes do not fit each other."""
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
            mistakes.append((answer, _REPLIES[quantity][slip]))
    return mistakes
