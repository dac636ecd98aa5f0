"""How much longer a falling loss will fall: its curve extrapolated by every shape that fits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.levels import SMALLEST_LOSS
from trainlab.diagnose.curves.running import chunks
from trainlab.diagnose.curves.series import Series

EARLIEST = 0.01
"""Earliest time shapes are asked about, in lengths of training: at 0 a power law is infinite."""

FITTED, MIN_FITTED = 0.35, 6
"""Share of the points, at the end, that shapes are fitted to, at least ``MIN_FITTED``: earlier steps follow
another shape."""

POWERS = np.geomspace(0.05, 5, 16)
"""Exponents of power laws, from a fall that hardly bends to one that is over at once."""

SHIFTS = (0.0, 0.2, 1.0)
"""How long before training the time of a power law began, in lengths of training."""

TIMES = np.geomspace(0.1, 5, 24)
"""Time constants of exponentials, in lengths of training; longer ones are straight lines."""

HORIZON = 16.0
"""How far ahead is looked, in lengths of training. What comes later cannot be seen from the curve."""

AHEAD = np.geomspace(1, HORIZON, 33)
"""Times at which a shape is asked whether it has flattened, in lengths of training: every 9%."""

OF_LEVELS = 0.25
"""Independent points that each of the levels of train loss counts as: their noise is that of batches."""

OF_EVALUATIONS, OF_ONE = 2.3, 0.02
"""Independent points that evaluations count as, all together and each besides: they hardly have noise, but
none of the shapes is quite true, so that more of them do not tell much more."""

LAST = 0.35
"""Share of the points fitted whose mean is the loss now."""

QUANTILES = (0.1, 0.5, 0.9)
"""Of the time by which the loss has flattened, under the weights of the shapes: an 80% interval."""

DOUBT_OF_FLOORS = 3.0
"""A shape whose floor is all of the loss now is believed exp(-3) as much as one that falls to nothing.
Without it flattening is predicted too early: a bit of any slow fall looks like the end of a faster one."""

IMPOSSIBLE = 1e9
"""Squared error of a shape that cannot be."""

SMALLEST_ERROR = 0.003
"""Relative error of a level below which no shape is believed to fit better than another."""


@dataclass(frozen=True, slots=True)
class StepsLeft:
    """When curves will have flattened, in lengths of training so far; ``HORIZON`` means later.

    Attributes:
        low, middle, high: (trials,) ends and median of an 80% interval; 1 is now.
    """

    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray


def predict_flattening(
    series: Series,
    chosen: np.ndarray,
    start: np.ndarray,
    flat: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> StepsLeft:
    r"""When each curve will have flattened.

    Power laws :math:`c + a (t + s)^{-b}` and exponentials :math:`c + a e^{-t/\tau}` with :math:`c \ge 0` are
    fitted to the levels by least squares of relative errors, for a grid of s, b and tau. A shape of squared
    error S has the weight :math:`S^{-n/2}`, its likelihood under Gaussian noise of unknown size, times a
    prior that falls with its floor. To carry learning curves on by a weighted set of parametric shapes is the
    idea of Domhan, Springenberg and Hutter, "Speeding up automatic hyperparameter optimization of deep
    neural networks by extrapolation of learning curves", IJCAI 2015; prior, span and n were chosen on the
    corpus of curves in ``evidence/corpus``; ``bench/findings_corpus.py`` says how often the interval holds.

    Args:
        series: the points of each trial.
        chosen: the rows asked about.
        start: (rows,) the loss training began at.
        flat: given losses a quarter earlier, losses now, and the start, says whether that is flat.
    """
    answer = np.full((3, len(chosen)), HORIZON)
    used = np.maximum(np.ceil(FITTED * series.count[chosen]).astype(int), MIN_FITTED)
    used = np.minimum(used, series.count[chosen])
    at = [
        series.time[row, series.count[row] - points : series.count[row]].tobytes()
        for row, points in zip(chosen, used, strict=True)
    ]
    groups: dict[bytes, list[int]] = {}
    for place, times in enumerate(at):
        groups.setdefault(times, []).append(place)
    for times, some in groups.items():
        places = np.array(some)
        end = series.count[chosen[places[0]]]
        losses = series.losses[chosen[places], end - used[places[0]] : end]
        count = losses.shape[1]
        count = OF_LEVELS * count if series.curve == "train_loss" else OF_EVALUATIONS + OF_ONE * count
        answer[:, places] = _predict(np.frombuffer(times), losses, start[places], count, flat)
    return StepsLeft(*answer)


def _predict(
    at: np.ndarray,
    losses: np.ndarray,
    start: np.ndarray,
    count: float,
    flat: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """What :func:`predict_flattening` answers, (3, trials), of trials whose points share their times."""
    losses = np.maximum(losses, SMALLEST_LOSS)
    points = losses.shape[1]
    floor, height, error = _fit(losses, _shapes(at))
    mean = np.maximum(error / points, SMALLEST_ERROR**2)
    weight = (mean / mean.min(axis=1, keepdims=True)) ** (-0.5 * count)
    level = losses[:, -max(round(LAST * points), 1) :].mean(axis=1, keepdims=True)
    weight *= np.exp(-DOUBT_OF_FLOORS * floor / level)
    now, earlier = _shapes(AHEAD), _shapes(0.75 * AHEAD)
    when = np.empty(floor.shape)
    for rows in chunks(len(floor), now.size):
        base, scale = floor[rows, :, None], height[rows, :, None]
        over = flat(base + scale * earlier, base + scale * now, start[rows, None, None])
        when[rows] = np.where(over.any(axis=2), AHEAD[np.argmax(over, axis=2)], HORIZON)
    return np.array(_quantiles(when, weight))


def _shapes(at: np.ndarray) -> np.ndarray:
    """(shapes, times) every shape at some times, from 1 to 0 or nearly so."""
    at = np.maximum(at, EARLIEST)
    powers = [(at + shift) ** -POWERS[:, None] for shift in SHIFTS]
    return np.concatenate([*powers, np.exp(-at / TIMES[:, None])])


def _fit(losses: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Floor and height of each shape for each trial, and its squared relative errors' sum; (trials, shapes).

    The error is ``IMPOSSIBLE`` where a shape would have to be upside down.
    """
    weight = 1 / losses**2
    w, wy = weight.sum(axis=1)[:, None], (weight * losses).sum(axis=1)[:, None]
    wg, wgg, wgy = weight @ shapes.T, weight @ (shapes**2).T, (weight * losses) @ shapes.T
    spread = w * wgg - wg**2
    height = (w * wgy - wg * wy) / np.where(spread > 0, spread, np.inf)
    floor = (wy - height * wg) / w
    below = floor < 0
    height = np.where(below, wgy / wgg, height)
    floor = np.where(below, 0.0, floor)
    error = np.empty(floor.shape)
    for rows in chunks(len(losses), shapes.size):
        relative = (floor[rows, :, None] + height[rows, :, None] * shapes) / losses[rows, None, :] - 1
        error[rows] = (relative**2).sum(axis=2)
    return floor, height, np.where(height > 0, error, IMPOSSIBLE)


def _quantiles(when: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(when, axis=1)
    sorted_when = np.take_along_axis(when, order, axis=1)
    share = np.cumsum(np.take_along_axis(weight, order, axis=1), axis=1)
    share /= np.maximum(share[:, -1:], np.finfo(float).tiny)
    rows = np.arange(len(when))
    return [
        sorted_when[rows, np.minimum((share < quantile).sum(axis=1), when.shape[1] - 1)]
        for quantile in QUANTILES
    ]
