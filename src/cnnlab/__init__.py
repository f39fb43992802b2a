"""Convolution and pooling in NumPy: small functions on arrays, written to be read."""

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
    "conv_cost",
    "im2col",
    "layer_memory",
    "linear_cost",
    "locally_connected_cost",
    "output_shape",
    "output_size",
    "pad",
    "pad_backward",
    "padding_amounts",
    "receptive_field",
    "window_view",
]
