"""How well chance separates two kinds of trials by a setting that does not decide which kind they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from trainlab.record import Trial
from trainlab.record.groups.seeds import group_seeds
from trainlab.settings import Value

MIN_PERMUTATIONS = 400
"""Enough to know a p-value of 0.05 to within 0.02."""

MAX_PERMUTATIONS = 2000

SEED = 0
"""The same trials always get the same verdict."""


def chance_of_separation(
    trials: Sequence[Trial], names: tuple[str, ...], others: Sequence[str],
    numbers: Mapping[Value, float] | None, marked: np.ndarray, tests: int,
) -> float:  # fmt: skip
    """The chance that a setting which does not act separates marked trials from others as well as it does.

    Trials that agree in all else, their seed included, are exchangeable if the setting does not act: the
    marks are permuted among them. In a study of random draws no two agree: there the marks of whole
    draws, with all of their seeds, are permuted among the draws. The statistic is the largest Youden's J of
    all boundaries.

    Args:
        trials: the trials.
        names: the setting, and those that change together with it.
        others: all other varied settings.
        numbers: its values as numbers, or None where it has choices.
        marked: (trials,) which are marked.
        tests: settings that are looked at.
    """
    permutations = int(np.clip(math.ceil(2 * tests / 0.05), MIN_PERMUTATIONS, MAX_PERMUTATIONS))
    random = np.random.default_rng(SEED)
    value = [trial.settings.get(names[0]) for trial in trials]
    alike = _alike(trials, (*others, "seed"))
    if alike is None:  # each trial has a seed of its own
        alike = _alike(trials, others)
    if alike is not None:
        bad, units = marked.astype(float), np.arange(len(trials))
        total, order = np.ones(len(trials)), np.argsort(alike, kind="stable")
        shuffled = np.argsort(alike + random.random((permutations, len(alike))), axis=1)
        permuted = np.empty_like(shuffled)
        permuted[:, order] = shuffled
    else:
        place = {trial.id: number for number, trial in enumerate(trials)}
        groups = [[place[trial.id] for trial in group] for group in group_seeds(trials)]
        bad = np.array([marked[group].sum() for group in groups], dtype=float)
        total, units = np.array([len(group) for group in groups], float), np.array([g[0] for g in groups])
        permuted = np.argsort(random.random((permutations, len(groups))), axis=1)
    permuted = np.concatenate([np.arange(permuted.shape[1])[None], permuted])
    values = [value[unit] for unit in units]
    if numbers is None:
        codes = _number(values)
        inside = np.eye(codes.max() + 1)[codes]
        best = _separation(bad[permuted] @ inside, total[permuted] @ inside, bad, total)
    else:
        best = _cuts(np.array([np.nan if v is None else numbers[v] for v in values]), bad, total, permuted)
    return float(np.mean(best >= best[0] - 1e-9))


def _cuts(places: np.ndarray, bad: np.ndarray, total: np.ndarray, permuted: np.ndarray) -> np.ndarray:
    """(permutations,) the largest J of all regions above or below a value."""
    order = np.argsort(places, kind="stable")
    order = order[np.isfinite(places[order])]
    ends = np.flatnonzero(np.diff(places[order]))
    if not len(ends):
        return np.zeros(len(permuted))
    moved = permuted[:, order]
    single = (total == 1).all()  # then the same number lies below, however they are permuted
    lie = np.arange(1.0, len(order) + 1)[None] if single else np.cumsum(total[moved], axis=1)
    below = [np.cumsum(bad[moved], axis=1), lie]
    above = [counts[:, -1:] - counts for counts in below]
    return np.maximum(*(
        _separation(side[0][:, ends], side[1][:, ends], bad, total) for side in (below, above)
    ))  # fmt: skip


def _separation(marked: np.ndarray, inside: np.ndarray, bad: np.ndarray, total: np.ndarray) -> np.ndarray:
    shares = marked / bad.sum() - (inside - marked) / (total.sum() - bad.sum())
    return shares.max(axis=1)


def _alike(trials: Sequence[Trial], names: Sequence[str]) -> np.ndarray | None:
    """(trials,) the number of those that agree in some settings; None where most agree with no other."""
    found = _number([tuple(map(trial.settings.get, names)) for trial in trials])
    return found if np.mean(np.bincount(found)[found] > 1) > 0.5 else None


def _number(values: Sequence[object]) -> np.ndarray:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=int)
