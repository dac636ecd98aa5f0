"""Several seeds as one line: their median and a band."""

from __future__ import annotations

import numpy as np

MIN_FOR_QUARTILES = 5
"""With fewer seeds the band is from the smallest to the largest."""


def band_text(seeds: int) -> str:
    """What the band over this many seeds shows, in words."""
    return "middle half" if seeds >= MIN_FOR_QUARTILES else "smallest to largest"


def median_and_band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median and band over seeds.

    Args:
        values: (seeds, points); NaN where a seed has no value; infinite after the end of a diverged one.

    Returns:
        Median, lower and upper end of the band, each (points,): quartiles (the nearest seed) from
        ``MIN_FOR_QUARTILES`` seeds on, else the smallest and largest. NaN where no seed has a value.
    """
    seeds = values.shape[0]
    ordered = np.sort(values, axis=0)  # NaN goes last
    count = (~np.isnan(ordered)).sum(axis=0)
    last = np.maximum(count - 1, 0)
    column = np.arange(values.shape[1])
    median = (ordered[last // 2, column] + ordered[(last + 1) // 2, column]) / 2
    if seeds < MIN_FOR_QUARTILES:
        return median, ordered[0], ordered[last, column]
    quarter = np.round(last / 4).astype(int)
    return median, ordered[quarter, column], ordered[last - quarter, column]
