"""How much of the results each varied setting explains, beside noise."""

MATTERS = 0.05
"""A setting that explains less of the variance is not worth a second look: its deviations are less than a
quarter (the root of 0.05) of all there are."""

ALPHA = 0.05
"""Probability of saying that any setting or pair of a study matters where none does."""
