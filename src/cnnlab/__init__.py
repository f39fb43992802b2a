"""Convolution and pooling in NumPy: small functions on arrays, written to be read."""

from cnnlab.conv import conv2d, conv2d_backward, conv_transpose2d, locally_connected2d
from cnnlab.correlate import convolve2d, correlate2d, is_separable, separate
from cnnlab.costs import (
    LayerCost,
    LayerMemory,
    conv_cost,
    layer_memory,
    linear_cost,
    locally_connected_cost,
)
from cnnlab.padding import pad, pad_backward
from cnnlab.pool import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    lse_pool2d,
    lse_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnnlab.receptive_fields import (
    ReceptiveField,
    effective_receptive_field,
    receptive_field,
    seen_pixels,
)
from cnnlab.shapes import output_shape, output_size, padding_amounts
from cnnlab.windows import col2im, im2col, times_seen, window_view

__all__ = [
    "LayerCost",
    "LayerMemory",
    "ReceptiveField",
    "avg_pool2d",
    "avg_pool2d_backward",
    "col2im",
    "conv2d",
    "conv2d_backward",
    "conv_cost",
    "conv_transpose2d",
    "convolve2d",
    "correlate2d",
    "effective_receptive_field",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "im2col",
    "is_separable",
    "layer_memory",
    "linear_cost",
    "locally_connected2d",
    "locally_connected_cost",
    "lp_pool2d",
    "lp_pool2d_backward",
    "lse_pool2d",
    "lse_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "output_shape",
    "output_size",
    "pad",
    "pad_backward",
    "padding_amounts",
    "receptive_field",
    "seen_pixels",
    "separate",
    "times_seen",
    "window_view",
]
