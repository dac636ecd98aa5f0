"""The stability edge: from which learning rate on training explodes."""

from __future__ import annotations

import numpy as np


def no_seed_explodes(places: np.ndarray, exploded: np.ndarray) -> float:
    """The largest rate such that at no rate up to it any seed exploded.

    Args:
        places: (rates,) decimal logarithms of the rates, ascending.
        exploded: (rates, seeds) which trials exploded.

    Returns:
        Its place; infinite where no seed explodes, NaN where one does at the smallest rate already.
    """
    bad = np.flatnonzero(exploded.any(axis=1))
    if not bad.size:
        return np.inf
    return float(places[bad[0] - 1]) if bad[0] > 0 else np.nan


def seed_edges(places: np.ndarray, exploded: np.ndarray) -> np.ndarray:
    """The stability edge of each seed.

    A seed need not explode at every rate above the first at which it does. Its edge is the rate that parts
    stable from exploded trials with the fewest on the wrong side: the least-squares increasing step through
    zeros and ones (isotonic regression onto two levels; Robertson, Wright and Dykstra 1988, section 1.2).

    Args:
        places: (rates,) decimal logarithms of the rates, ascending.
        exploded: (rates, seeds) which trials exploded.

    Returns:
        (seeds,) the place midway between the last stable rate and the first exploded one; infinite for a
        seed that does not explode, that of the smallest rate for one that always does.
    """
    bad = exploded.astype(int)
    # errors[k]: exploded ones among the first k rates, and stable ones among the rest.
    none = np.zeros((1, bad.shape[1]), int)
    before = np.concatenate([none, np.cumsum(bad, axis=0)])
    after = np.concatenate([np.cumsum((1 - bad)[::-1], axis=0)[::-1], none])
    stable = np.argmin(before + after, axis=0)
    edges = np.concatenate([places[:1], (places[:-1] + places[1:]) / 2, [np.inf]])
    return edges[stable]


def half_explode(edges: np.ndarray) -> float:
    """The rate above which half of the seeds explode: the median of the seeds' edges.

    Args:
        edges: (seeds,) from :func:`seed_edges`.

    Returns:
        A place; infinite where half of the seeds or more do not explode.
    """
    ordered = np.sort(edges)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
