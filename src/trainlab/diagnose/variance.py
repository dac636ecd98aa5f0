"""How much of the variance of results each varied setting explains, and how much seeds do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.seeds import group_seeds
from trainlab.diagnose.setting_levels import setting_levels
from trainlab.diagnose.varied import varied_together
from trainlab.record import ENDED_WELL, StudyInfo, Trial

FEWEST_FREE = 3
"""Degrees of freedom that noise must be known by."""

DRAWS = 200
"""Bootstrap draws: they tell the 5% point of a distribution to within about 1.5 points of 100."""

QUANTILES = (0.05, 0.95)
"""Ends of the intervals: 90% of draws lie between."""

BOOTSTRAP_SEED = 0
"""The same trials always get the same verdict."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The main effect of a setting, or of settings that change together.

    Attributes:
        names: the settings.
        share, low, high: share of the variance of results that it explains, with a 90% interval.
        best, worst: its levels of highest and lowest mean result, in words.
        best_mean, worst_mean: what they come to.
    """

    names: tuple[str, ...]
    share: float
    low: float
    high: float
    best: str
    worst: str
    best_mean: float
    worst_mean: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Where the variance of results comes from.

    Attributes:
        effects: of every varied setting, the largest first.
        seeds: variance between seeds of one setting, of the variance of all results; None with one seed.
        trials: how many results there are.
    """

    effects: tuple[Effect, ...]
    seeds: float | None
    trials: int


def decompose(info: StudyInfo, trials: Sequence[Trial]) -> Decomposition | None:
    r"""Main effects of the varied settings on final validation accuracy.

    An additive model with one number for each level of each setting is fitted by least squares to the trials
    that ended well; the spread of a setting's numbers over the trials is its main effect, :math:`SS_j`.
    On a full grid that is the analysis of variance, and the first order of functional ANOVA (Hutter, Hoos and
    Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014), which needs a
    random forest only to fill the gaps. Noise makes any setting seem to matter, by :math:`d_j \sigma^2` for
    :math:`d_j` degrees of freedom; it is taken off:

    .. math:: \epsilon^2_j = (SS_j - d_j \sigma^2) / SS_{total}

    (Kelley 1935), with :math:`\sigma^2` the variance between seeds, or the rest of the model where there is
    one seed. Intervals are from a bootstrap of residuals with the settings kept (Efron and Tibshirani, "An
    Introduction to the Bootstrap", 1993, section 9.4), drawn among the seeds of each setting, or among all;
    each draw adds its own noise to that of the data, so that :math:`2 d_j \sigma^2` is taken off.

    Returns:
        None where too little is known: too few trials, or all results alike.
    """
    known = [trial for trial in trials if trial.status in ENDED_WELL and math.isfinite(_result(trial))]
    results = np.array([_result(trial) for trial in known])
    factors = [(names, *setting_levels(info, known, names[0])) for names in varied_together(info, known)]
    factors = [factor for factor in factors if len(factor[2]) > 1]
    total = float(((results - results.mean()) ** 2).sum()) if known else 0.0
    if not factors or total <= 1e-12:
        return None
    columns = [np.eye(len(words))[codes] for _, codes, words in factors]
    design = np.concatenate([np.ones((len(known), 1)), *columns], axis=1)
    solve = np.linalg.pinv(design)
    rest = results - design @ (solve @ results)
    groups = _groups(known)
    within, free = _within(results, groups)
    seeded = free >= FEWEST_FREE
    rank = int(np.linalg.matrix_rank(design))
    if not seeded:
        within, free = rest, len(known) - rank
        groups = np.zeros(len(known), dtype=int)
        if free < FEWEST_FREE:
            return None
    drawn = (results - within)[:, None] + _resampled(within, groups)
    noise = float((within**2).sum()) / free
    effects = []
    for number, (names, codes, words) in enumerate(factors):
        part = solve[_columns_of(columns, number)]
        freedom = len(words) - 1
        share = (_spread(columns[number] @ (part @ results[:, None]))[0] - freedom * noise) / total
        totals = ((drawn - drawn.mean(axis=0)) ** 2).sum(axis=0)
        spreads = _spread(columns[number] @ (part @ drawn)) - 2 * freedom * noise
        low, high = np.quantile(np.clip(spreads / totals, 0, 1), QUANTILES)
        means = [float(results[codes == level].mean()) for level in range(len(words))]
        best, worst = int(np.argmax(means)), int(np.argmin(means))
        share = min(max(float(share), 0.0), 1.0)
        effects.append(Effect(
            names, share, min(float(low), share), max(float(high), share), words[best], words[worst],
            means[best], means[worst],
        ))  # fmt: skip
    seeds = noise / (total / (len(known) - 1)) if seeded else None
    effects.sort(key=lambda effect: -effect.share)
    return Decomposition(tuple(effects), None if seeds is None else min(seeds, 1.0), len(known))


def _result(trial: Trial) -> float:
    return float(trial.final.get("validation_accuracy", math.nan))


def _groups(trials: Sequence[Trial]) -> np.ndarray:
    """(trials,) the number of each trial's group: those that differ in their seed only."""
    number = {trial.id: place for place, group in enumerate(group_seeds(trials)) for trial in group}
    return np.array([number[trial.id] for trial in trials])


def _within(results: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, int]:
    """(trials,) results less the mean of their group, and the degrees of freedom they have."""
    counts = np.bincount(groups)
    means = np.bincount(groups, results) / counts
    return results - means[groups], int(len(results) - len(counts))


def _resampled(rest: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """(trials, DRAWS) residuals drawn with replacement from each group, widened to the group's variance."""
    random = np.random.default_rng(BOOTSTRAP_SEED)
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    picked = first[groups][:, None] + (
        random.random((len(rest), DRAWS)) * counts[groups][:, None]
    ).astype(int)  # fmt: skip
    # The mean square of k residuals falls short of the variance by (k - 1) / k.
    widen = np.sqrt(counts / np.maximum(counts - 1, 1))
    return rest[order][picked] * widen[groups][:, None]


def _columns_of(columns: Sequence[np.ndarray], number: int) -> slice:
    first = 1 + sum(column.shape[1] for column in columns[:number])
    return slice(first, first + columns[number].shape[1])


def _spread(fitted: np.ndarray) -> np.ndarray:
    return ((fitted - fitted.mean(axis=0)) ** 2).sum(axis=0)
