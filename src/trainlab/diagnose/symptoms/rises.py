"""Symptom: the train loss rises, which gradient descent should not make it do."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.curves.levels import SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.running import rising_share
from trainlab.diagnose.curves.series import Series, of_levels
from trainlab.diagnose.curves.trend import level_scatter, trend
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial

RISE = 0.06
"""Smallest rise from the lowest level to the end, of the loss training began at: it can be seen in a plot."""

SPAN = 0.5
"""Share of training, at its end, over which the loss must rise: too large a rate raises it at once."""

STEADY = 0.85
"""Share of all pairs of levels in the span whose later one is higher (Kendall 1938). A loss that jumps
about or has settled high up has about half of them."""

MIN_POINTS = 5
"""Points whose pairs are compared, at least."""

ERRORS = 4.0
"""Standard errors by which the rise must differ from none."""


def find_rises(trials: Mapping[int, Trial], levels: Levels, measured: Series | None) -> list[Finding]:
    """Trials whose train loss climbed steadily until the end.

    Gradient descent that is set up rightly lowers the loss it descends, or jumps about. A steady climb says
    that something else is done: the sign of the gradient or of the loss is wrong, the loss that is recorded
    is not the one that is minimised. The Deep Learning Tuning Playbook (Godbole et al. 2023, "Examining the
    training curves") counts it among the signs of a bug in the training pipeline.

    A climb may show in evaluations, or in the levels of steps; evaluations do not count where they measure
    something else than steps descend: with batch normalisation, penalties, weights. Printed are the lowest
    evaluation and the last one, else the lowest level, with the first step in it, and the median of the last
    three.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: the train loss of evaluations.
    """
    of_steps = _climbs(of_levels(levels), levels.untrained) & _beyond_batches(levels)
    seen = measured is not None and _climbs(measured, measured.losses[:, 0])
    findings = []
    for row in np.flatnonzero(of_steps | seen):
        trial = trials[int(levels.trials[row])]
        if of_steps[row]:
            block = int(np.argmin(levels.values[row]))
            lowest, end = float(levels.values[row, block]), float(np.median(levels.values[row, -3:]))
            since, last, curve = int(levels.steps[row, block]), int(levels.steps[row, -1]), "train_loss"
        elif measured is not None and not _measured_otherwise(trial):
            values, steps = measured.values(int(row)), measured.steps[row]
            place = int(np.argmin(values))
            lowest, end, curve = float(values[place]), float(values[-1]), measured.curve
            since, last = int(steps[place]), int(steps[len(values) - 1])
        else:
            continue
        findings.append(_finding(trial, curve, lowest, since, end, last))
    return findings


def _measured_otherwise(trial: Trial) -> bool:
    """Whether evaluations measure something other than what steps minimise."""
    settings = trial.settings
    others = any(settings.get(name) for name in ("l1", "l2", "weight_decay", "label_smoothing"))
    weighted = settings.get("class_weights", "none") != "none"
    return others or weighted or "batchnorm" in str(settings.get("net", ""))


def _climbs(series: Series, start: np.ndarray) -> np.ndarray:
    """(trials,) whether nearly all pairs of points in the last half go up, and the rise is large enough."""
    seen = np.zeros(len(start), dtype=bool)
    for rows in series.groups():
        points = int(series.count[rows[0]])
        values = series.losses[rows, :points]
        tail = values[:, -max(math.ceil(SPAN * points), MIN_POINTS) :]
        ups = rising_share(tail)
        end = np.median(values[:, -3:], axis=1)
        started = np.maximum(start[rows], SMALLEST_LOSS)
        lowest = np.minimum(values.min(axis=1), started)
        seen[rows] = (ups >= STEADY) & (end - lowest >= RISE * started)
    return seen


def _beyond_batches(levels: Levels) -> np.ndarray:
    """(trials,) whether the levels rose by more than the noise of batches."""
    end = np.maximum(np.median(levels.values[:, -3:], axis=1), SMALLEST_LOSS)
    lowest = np.maximum(np.minimum(levels.values.min(axis=1), levels.untrained), SMALLEST_LOSS)
    line = trend(levels, SPAN)
    return np.asarray(
        (line.change > ERRORS * line.noise) & (np.log(end / lowest) > ERRORS * level_scatter(levels))
    )


def _finding(trial: Trial, curve: str, lowest: float, since: int, end: float, last: int) -> Finding:
    means = ", in means of a 40th of training," if curve == "train_loss" else ""
    return Finding(
        symptom="train loss rises",
        trials=(trial.id,),
        sentence=f"trial {trial.id}: its {curve.replace('_', ' ')}{means} rises steadily, from {lowest:.3g} "
        f"at step {since:,} to {end:.3g} at the end.",
        advice="This is a bug rather than a setting: look at the sign of the gradient and of the loss, and "
        "whether the loss that is recorded is the one that is minimised.",
        evidence={"curve": curve, "step": since, "last_step": last, "lowest": lowest, "loss": end},
    )


RISES = Symptom(
    name="train loss rises",
    find=lambda judged: find_rises(judged.trials, judged.levels, judged.measured),
    silences=(
        "exploded",
        "never learned", "slow line", "overfits", "still falling", "plateau then drop",
        "early spike recovered", "jagged", "flat since",
    ),
)  # fmt: skip
