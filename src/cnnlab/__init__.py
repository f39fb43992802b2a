"""Convolution and pooling in NumPy: small functions on arrays, written to be read."""

from cnnlab.conv import (
    conv2d,
    conv2d_backward,
    conv_transpose2d,
    convolve2d,
    correlate2d,
    is_separable,
    locally_connected2d,
    separate,
)
from cnnlab.shapes import (
    LayerCost,
    LayerMemory,
    ReceptiveField,
    conv_cost,
    layer_memory,
    linear_cost,
    locally_connected_cost,
    output_shape,
    output_size,
    padding_amounts,
    receptive_field,
)
from cnnlab.windows import col2im, im2col, pad, pad_backward, window_view

__all__ = [
    "LayerCost",
    "LayerMemory",
    "ReceptiveField",
    "col2im",
    "conv2d",
    "conv2d_backward",
    "conv_cost",
    "conv_transpose2d",
    "convolve2d",
    "correlate2d",
    "im2col",
    "is_separable",
    "layer_memory",
    "linear_cost",
    "locally_connected2d",
    "locally_connected_cost",
    "output_shape",
    "output_size",
    "pad",
    "pad_backward",
    "padding_amounts",
    "receptive_field",
    "separate",
    "window_view",
]
