"""Which trials train together, how many at once, and what fits."""
