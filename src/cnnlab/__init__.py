"""Convolution and pooling in NumPy: small functions on arrays, written to be read."""
