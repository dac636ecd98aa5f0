"""The usual learning-rate finder: one run whose rate grows, and the rate at which its loss fell fastest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.estimate.beyond_noise import FALSE_ALARMS, LEARNED
from trainlab.statistics.student import t_quantile

SMOOTHING = 0.98
"""Share of the running mean that is kept at every step (fastai)."""

SKIPPED_START = 10
"""One tenth of the test is skipped at its start (fastai), where the running mean has just begun."""

SKIPPED_END = 5
"""Steps skipped at its end (fastai)."""

WINDOW = 10
"""The fall at a pick is judged from the tenth of the test's steps around it."""

MIN_STEPS = 4
"""With fewer steps on either side of a pick a fall cannot be distinguished from noise."""

STOP = 4.0
"""The test is over once the smoothed loss is this many times its lowest (fastai)."""


@dataclass(frozen=True, slots=True)
class RangeTest:
    """Range tests of several seeds; the usual practice is to make one.

    Attributes:
        rates: (steps,) the learning rate of every step; NaN after the end of every test.
        smoothed: (seeds, steps) the smoothed loss; NaN from where a test was over.
        picks: (seeds,) the rate each test picks; NaN where its loss did not fall beyond its noise, or it was
            over before there was a slope.
    """

    rates: np.ndarray
    smoothed: np.ndarray
    picks: np.ndarray

    @property
    def pick(self) -> float:
        """What a single run picks: the first seed's."""
        return float(self.picks[0])


def read_range_test(rates: np.ndarray, losses: np.ndarray, untrained: np.ndarray | None = None) -> RangeTest:
    r"""What range tests pick: the rate of the steepest descent.

    The loss of every step is smoothed by a running mean without bias,
    :math:`\bar\ell_t = \beta \bar\ell_{t-1} + (1 - \beta) \ell_t`, divided by :math:`1 - \beta^{t+1}`, with
    :math:`\beta = 0.98`. The pick is the rate at which it falls most for an equal step in log rate.

    Any curve has a steepest point, even one that only rises. So the pick must lie where the curve falls,
    and the losses around it must lie below those before them by more than their noise (Welch's t, with
    the number of places looked at taken into account). Otherwise there is no pick.

    Args:
        rates: (steps,) the learning rate of every step, ascending; NaN after the end of every test.
        losses: (seeds, steps) train loss of every step.
        untrained: (seeds, steps) the losses of the untrained nets on the same batches, where they are known:
            then a fall that only reflects easier batches does not count.

    References:
        Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3,
        https://arxiv.org/abs/1506.01186.
        Howard and Gugger, "fastai: A Layered API for Deep Learning", 2020: ``Learner.lr_find`` with the
        suggestion ``steep``, https://docs.fast.ai/callback.schedule.html.
    """
    smoothed = _smooth(np.asarray(losses, dtype=float))
    logs = np.log(rates)
    steps = [_steepest(logs, row) for row in smoothed]
    compared = losses if untrained is None else losses - untrained
    real = [
        step is not None and _falls(row, seen, step)
        for row, seen, step in zip(compared, smoothed, steps, strict=True)
    ]
    picks = np.array([logs[step] if fell else np.nan for step, fell in zip(steps, real, strict=True)])
    return RangeTest(rates, smoothed, np.exp(picks))


def _smooth(losses: np.ndarray) -> np.ndarray:
    """(seeds, steps) running means, NaN from the step on at which a test is over."""
    mean = np.zeros(len(losses))
    lowest = np.full(len(losses), np.inf)
    over = np.zeros(len(losses), bool)
    smoothed = np.full(losses.shape, np.nan)
    for step, loss in enumerate(losses.T):
        over |= ~np.isfinite(loss)
        mean = np.where(over, mean, SMOOTHING * mean + (1 - SMOOTHING) * np.where(over, 0.0, loss))
        unbiased = mean / (1 - SMOOTHING ** (step + 1))
        over |= unbiased > STOP * lowest
        lowest = np.where(over, lowest, np.minimum(lowest, unbiased))
        smoothed[:, step] = np.where(over, np.nan, unbiased)
    return smoothed


def _steepest(logs: np.ndarray, smoothed: np.ndarray) -> int | None:
    """The step of the steepest descent; None where too few steps are left."""
    last = int(np.isfinite(smoothed).sum()) - SKIPPED_END
    first = len(smoothed) // SKIPPED_START
    if last - first < 2:
        return None
    slopes = np.diff(smoothed[first:last]) / np.diff(logs[first:last])
    return first + int(np.argmin(slopes))


def _falls(losses: np.ndarray, smoothed: np.ndarray, step: int) -> bool:
    """Whether the losses around a step lie below those before them, beyond their noise."""
    half = max(len(losses) // WINDOW // 2, MIN_STEPS // 2)
    front, around = losses[: max(step - half, 0)], losses[max(step - half, 0) : step + half]
    around = around[np.isfinite(around)]
    if min(front.size, around.size) < MIN_STEPS or smoothed[step + 1] >= smoothed[step]:
        return False
    errors = [part.var(ddof=1) / part.size for part in (front, around)]
    degrees = [error**2 / (part.size - 1) for error, part in zip(errors, (front, around), strict=True)]
    if front.mean() - around.mean() <= LEARNED * smoothed[0] or sum(errors) == 0:
        return bool(front.mean() - around.mean() > LEARNED * smoothed[0])
    t = (front.mean() - around.mean()) / np.sqrt(sum(errors))
    looks = max(len(losses) // (2 * half), 1)
    return bool(t > t_quantile(1 - FALSE_ALARMS / looks, max(int(sum(errors) ** 2 / sum(degrees)), 1)))
