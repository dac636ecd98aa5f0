"""Which trials go on at a rung: by the line through the later part of each curve, not by its last point.

A decision is a function of what was known at the rung, whatever was recorded later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.searches.history import Tried

SHARE = 0.5
"""The line goes through this share of the evaluations, the last ones (``bench/rungs.py``)."""

AHEAD = 0.25
"""How far the line is followed towards the next rung: this share of the way, in the logarithm of steps."""

MIN_POINTS = 3
"""With fewer there is no telling a trend from noise, and the last value counts."""

TOGETHER = 3
"""Evaluations whose mean is what a trial reached, where it keeps its best weights."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a trial stands at a rung.

    Attributes:
        trial: its number in the sequence that was ranked.
        value: the objective it is ranked by: smoothed, and some way ahead; infinite where it diverged or has
            no value.
        trend: change of the objective that its line says for a tripling of the steps, shrunk by its
            uncertainty; relative where the objective is nowhere
            negative.
    """

    trial: int
    value: float
    trend: float


def rank_at(
    trials: Sequence[Tried], fraction: float, following: float = 1.0, keeps_best: bool = False
) -> list[Standing]:
    """Trials in the order in which they go on from a rung, the best first.

    Through the last half of a curve's evaluations up to the rung goes a line, by least squares, over the
    logarithm of steps. Its slope b is multiplied by 1 - (its standard error / b)², and by 0 where that is
    negative, so that a slope within its noise is none; what is left of it is followed a quarter of the way to
    the next rung. Where the objective is nowhere negative, the line is one of its logarithm. A trial
    that ended by itself is ranked by what it reached, and is not followed.

    Args:
        trials: what is known of each; what lies beyond the rung is not looked at.
        fraction: the share of their lengths at which the rung is.
        following: the share at which the next one is.
        keeps_best: whether a trial's result is its best evaluation, as where it keeps its best weights: then
            it is ranked by the middle between what its line says and what it already reached.

    Returns:
        Where each trial stands. Those that diverged come last; equal ones go by the fewer steps, then
        by their ``id``.
    """
    known = [trial.until(fraction) for trial in trials]
    finite = [trial.values[np.isfinite(trial.values)] for trial in known]
    floor = _floor(finite)
    standings = []
    for place, (trial, values) in enumerate(zip(known, finite, strict=True)):
        if trial.diverged or not len(values) or not math.isfinite(trial.last):
            standings.append(Standing(place, math.inf, 0.0))
            continue
        if trial.ended and trial.trained < trial.length:
            standings.append(Standing(place, reached(trial.values), 0.0))
            continue
        level, trend = _follow(trial, floor, following / fraction)
        if keeps_best:
            level = _middle(level, reached(trial.values), floor)
        standings.append(Standing(place, level, trend))
    return sorted(
        standings, key=lambda one: (one.value, known[one.trial].trained, known[one.trial].id, one.trial)
    )


def reached(values: np.ndarray) -> float:
    """The best that a trial reached: the lowest mean of three evaluations in a row; infinite without one."""
    if not len(values):
        return math.inf
    width = min(TOGETHER, len(values))
    return float(np.lib.stride_tricks.sliding_window_view(values, width).mean(axis=-1).min())


def _middle(first: float, second: float, floor: float) -> float:
    """Half way between two values, in the logarithm where there is one."""
    if not floor:
        return (first + second) / 2
    return math.sqrt(max(first, floor) * max(second, floor))


def _floor(known: Sequence[np.ndarray]) -> float:
    """The smallest value above zero, where a logarithm stops; 0 where there are values below zero."""
    smallest = math.inf
    for values in known:
        if (values < 0).any():
            return 0.0
        smallest = min(smallest, float(values[values > 0].min(initial=math.inf)))
    return smallest if math.isfinite(smallest) else 0.0


def _follow(trial: Tried, floor: float, times: float) -> tuple[float, float]:
    """The objective some way ahead, and the trend, of a trial that goes on for so many times as long."""
    count = max(math.ceil(SHARE * len(trial.values)), MIN_POINTS)
    steps, values = trial.steps[-count:].astype(np.float64), trial.values[-count:]
    usable = np.isfinite(values) & (steps > 0)
    if usable.sum() < MIN_POINTS:
        return trial.last, 0.0
    places, values = np.log(steps[usable]), values[usable]
    heights = np.log(np.maximum(values, floor)) if floor else values
    middle, height = places.mean(), heights.mean()
    spread = ((places - middle) ** 2).sum()
    slope = float((places - middle) @ (heights - height) / spread)
    rest = heights - height - slope * (places - middle)
    error = float(rest @ rest) / max(len(rest) - 2, 1) / spread
    slope *= max(0.0, 1 - error / slope**2) if slope else 0.0
    # A flat stretch is ranked by its mean; a slope goes on from where its line is at the rung.
    ahead = height + slope * (math.log(trial.trained) - middle + AHEAD * math.log(max(times, 1.0)))
    change = slope * math.log(3)
    return (math.exp(ahead), math.expm1(change)) if floor else (float(ahead), change)
