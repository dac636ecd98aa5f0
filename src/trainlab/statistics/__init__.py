"""Distributions and intervals, in NumPy or less: SciPy takes a third of a second to import."""
