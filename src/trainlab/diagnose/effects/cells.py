"""The results of a study, a cell for each combination of settings, and their noise as seen from seeds."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.record import ENDED_WELL, Trial
from trainlab.record.groups.outcome import Outcome
from trainlab.record.groups.seeds import group_seeds


@dataclass(frozen=True, slots=True)
class Cells:
    """Results, a cell for each combination of settings.

    Attributes:
        outcome: what a trial's result is.
        trials: the trials of each cell, which differ in their seed only.
        results: (trials,) the result of each trial (``Outcome.result``: the higher the better), cell after
            cell.
        cell: (trials,) the number of each one's cell.
        counts: (cells,) trials of each cell.
        means: (cells,) mean results, what each seed adds to all cells taken off.
        variances: (cells,) variance between the seeds of a cell, what a seed adds to all cells taken off; 0
            where a cell has one trial.
        total: sum of squares of all results about their mean.
        by_seed: the part of it that seeds add to all cells equally, and its degrees of freedom.
        residual: the part that is left, and its degrees of freedom.
        within: variance of results within cells, or None where no cell has two trials.
        everyone: all trials that ended well, those that repeat others bit for bit among them.
    """

    outcome: Outcome
    trials: tuple[tuple[Trial, ...], ...]
    results: np.ndarray
    cell: np.ndarray
    counts: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    total: float
    by_seed: tuple[float, int]
    residual: tuple[float, int]
    within: float | None
    everyone: tuple[Trial, ...]

    @property
    def first(self) -> list[Trial]:
        """A trial of each cell."""
        return [group[0] for group in self.trials]


def make_cells(trials: Sequence[Trial], repeated: Collection[int] = ()) -> Cells | None:
    """The cells of the trials that ended well.

    The same seed gives every cell the same initial weights, so seeds are a crossed factor: what a seed adds
    to all cells equally is not noise where cells are compared. It is fitted by least squares beside the
    cells, unless cells share so few seeds that nothing would be left to tell noise by.

    Args:
        trials: trials of a study.
        repeated: ids of trials that are left out: their curves are those of another, bit for bit.
    """
    outcome = Outcome.of(trials)
    everyone = tuple(
        trial for trial in trials if trial.status in ENDED_WELL and math.isfinite(outcome.final(trial))
    )
    known = [trial for trial in everyone if trial.id not in repeated]
    groups = [
        tuple({trial.settings.get("seed"): trial for trial in group}.values()) for group in group_seeds(known)
    ]
    if not groups:
        return None
    counts = np.array([len(group) for group in groups])
    cell = np.repeat(np.arange(len(groups)), counts)
    results = np.array([outcome.result(trial) for group in groups for trial in group])
    raw = np.bincount(cell, results) / counts
    rest = results - raw[cell]
    total, within = float(((results - results.mean()) ** 2).sum()), float(rest @ rest)
    free = len(results) - len(groups)
    added, means, lost = np.zeros(len(results)), raw, 0
    numbers: dict[object, int] = {}
    seed = np.array([numbers.setdefault(t.settings.get("seed"), len(numbers)) for g in groups for t in g])
    if free and len(groups) > 1 and len(numbers) > 1:
        columns = np.eye(len(numbers))[seed]
        centred = columns - _means(columns, cell, counts)[cell]
        fitted, *_, lost, _ = np.linalg.lstsq(centred, rest, rcond=1e-9)
        if lost < free:
            fitted -= fitted.mean()
            added, means = centred @ fitted, raw - _means(columns, cell, counts) @ fitted
        else:  # cells share no seeds: whatever differs within them is the seed, and noise
            lost = 0
    left = rest - added
    squares = np.bincount(cell, left**2)
    residual = float(squares.sum())
    freedom = free - int(lost)
    widen = free / freedom if freedom else 0.0
    variances = np.where(counts > 1, squares * widen / np.maximum(counts - 1, 1), 0.0)
    return Cells(
        outcome, tuple(groups), results, cell, counts, means, variances, total,
        (within - residual, int(lost)), (residual, freedom), within / free if free else None, everyone,
    )  # fmt: skip


def _means(columns: np.ndarray, cell: np.ndarray, counts: np.ndarray) -> np.ndarray:
    sums = np.zeros((len(counts), columns.shape[1]))
    np.add.at(sums, cell, columns)
    return sums / counts[:, None]
