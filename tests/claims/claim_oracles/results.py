"""Results of a study, one for each combination of settings, as docs/findings.md defines them."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass

import numpy as np

from claim_oracles.settings_of import RESULT, final_of, result, seed_groups, without
from claim_oracles.stored import Stored
from trainlab.record import Trial

LENGTHS = ("epochs", "steps")
NO_TRAINING = ("eval_every", "eval_examples", "cache_prefix")


def idle_settings(stored: Stored) -> tuple[list[str], set[int]]:
    """Settings that change no bit of any trial, and the trials that are others again because of them."""
    if "idle" not in stored.memory:
        stored.memory["idle"] = _idle_settings(stored)
    names, repeated = stored.memory["idle"]
    return list(names), set(repeated)


def _idle_settings(stored: Stored) -> tuple[list[str], set[int]]:
    over = [
        trial for trial in stored.trials
        if trial.status in (*RESULT, "diverged") and len(stored.losses(trial.id)) >= 3
    ]  # fmt: skip
    prints = {trial.id: _print(stored, trial) for trial in over}
    names, repeated = [], set()
    for name in sorted({name for trial in over for name in trial.settings} - {*LENGTHS, *NO_TRAINING}):
        groups: dict[object, list[Trial]] = {}
        for trial in sorted(over, key=lambda trial: trial.length):
            groups.setdefault(frozenset(without(trial, name).items()), []).append(trial)
        others = [
            (first, other) for first, *rest in groups.values()
            for other in rest if other.settings.get(name) != first.settings.get(name)
        ]  # fmt: skip
        if others and all(prints[first.id] == prints[other.id] for first, other in others):
            names.append(name)
            repeated |= {other.id for _, other in others}
    return names, repeated


def _print(stored: Stored, trial: Trial) -> bytes:
    made = hashlib.sha256(f"{trial.status} {trial.steps}".encode())
    for curve in sorted(set(stored.curves) - {"learning_rate"}):
        made.update(curve.encode())
        points = stored.losses(trial.id) if curve == "train_loss" else None
        pairs = enumerate(points) if points is not None else stored.points(curve, trial.id)
        for step, value in pairs:
            made.update(struct.pack("<qd", step, value))
    return made.digest()


@dataclass(frozen=True)
class Results:
    """Results, and what seeds say of their noise.

    Attributes:
        trials: the trials of each combination that count.
        means: (cells,) their mean results, what a seed adds to all cells taken off.
        counts: (cells,) how many they are.
        total: sum of squares of all results about their mean.
        by_seed, seeds_freedom: the part of it that seeds add to all cells alike, and its degrees of freedom.
        left, left_freedom: the part that neither cells nor seeds explain.
        variances: (cells,) of it in each cell; NaN where there is one trial.
        within: variance between the seeds of a cell, None where no cell has two.
    """

    trials: list[list[Trial]]
    means: np.ndarray
    counts: np.ndarray
    total: float
    by_seed: float
    seeds_freedom: int
    left: float
    left_freedom: int
    variances: np.ndarray
    within: float | None


def results_of(stored: Stored) -> Results:
    """The results of the trials that ended well; of those that repeat others, once."""
    _, repeated = idle_settings(stored)
    known = [
        trial for trial in stored.trials
        if trial.status in RESULT and math.isfinite(final_of(trial)) and trial.id not in repeated
    ]  # fmt: skip
    cells = [
        list({trial.settings.get("seed"): trial for trial in group}.values()) for group in seed_groups(known)
    ]
    values = np.array([result(trial) for cell in cells for trial in cell])
    of = np.array([number for number, cell in enumerate(cells) for _ in cell])
    counts = np.array([len(cell) for cell in cells])
    averages = np.eye(len(cells))[of] / counts  # (trials, cells): of its own cell, what a mean is made of
    inside = np.eye(len(of)) - averages @ np.eye(len(cells))[of].T
    names = [trial.settings.get("seed") for cell in cells for trial in cell]
    every = list(dict.fromkeys(names))
    seeds = np.array([[float(name == one) for one in every] for name in names])
    added, freedom = np.zeros(len(values)), 0
    effect = np.zeros(len(every))
    if len(values) > len(cells) > 1 and len(every) > 1:
        apart = inside @ seeds
        freedom = int(np.linalg.matrix_rank(apart, tol=1e-9 * max(np.linalg.norm(apart, 2), 1e-300)))
        if freedom == len(values) - len(cells):
            freedom = 0  # cells share no seeds, or too few to tell anything by
        if freedom:
            effect = np.linalg.pinv(apart, rcond=1e-9) @ (inside @ values)
            effect -= effect.mean()
            added = apart @ effect
    within = inside @ values
    left = within - added
    free = len(values) - len(cells)
    left_freedom = free - freedom
    squares = np.array([float((left[of == cell] ** 2).sum()) for cell in range(len(cells))])
    widened = squares * free / left_freedom if left_freedom else squares * 0
    return Results(
        cells, averages.T @ (values - seeds @ effect), counts,
        float(((values - values.mean()) ** 2).sum()),
        float((within**2).sum() - (left**2).sum()), freedom, float((left**2).sum()), left_freedom,
        np.where(counts > 1, widened / np.maximum(counts - 1, 1), np.nan),
        float((within**2).sum()) / free if free else None,
    )  # fmt: skip


def seeds_share(stored: Stored) -> float | None:
    """The variance between seeds of one combination, of the variance of all results; None without any."""
    found = results_of(stored)
    if found.within is None:
        return None
    return min(found.within * (int(found.counts.sum()) - 1) / found.total, 1.0)
