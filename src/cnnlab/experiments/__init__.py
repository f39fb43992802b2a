"""What the chapters measure: locality, aliasing, invariance."""
