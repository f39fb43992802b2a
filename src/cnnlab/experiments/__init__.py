"""What the chapters measure: linear layers, locality, aliasing, pooling, invariance, time."""
