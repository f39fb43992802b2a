"""What the chapters measure: locality, aliasing, pooling, invariance."""
