"""Symptom: the loss became NaN or infinite, or went far above its start and stayed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from trainlab.diagnose.chance import loss_of_guessing
from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.wording import short_value
from trainlab.record import Curves, Finding, Trial
from trainlab.settings import Value

FAR = 2.0
"""A loss is far above its start at this many times it: batches and unlucky initial weights scatter less."""

STAYS = 0.5
"""Share of training, at its end, of which half the levels must lie there: a spike that is over is none."""


def find_exploded(
    trials: Iterable[Trial], train_loss: Curves, levels: Levels, classes: int | None
) -> list[Finding]:
    """Trials whose loss is no longer finite, and those that ended far above where they began.

    Args:
        trials: all trials; those whose status is ``diverged`` lost their last finite value.
        train_loss: loss of every step.
        levels: of the trials that are over otherwise.
        classes: number of classes, which tells the loss of guessing.
    """
    rows = train_loss.rows
    by_id = {trial.id: trial for trial in trials}
    not_finite = [
        _not_finite(trial, train_loss.values[rows[trial.id]] if trial.id in rows else np.empty(0))
        for trial in by_id.values() if trial.status == "diverged"
    ]  # fmt: skip
    late = np.median(levels.log[:, round(BLOCKS * (1 - STAYS)) :], axis=1)
    found = []
    for row in np.flatnonzero(levels.long_enough & (late > np.log(FAR) + np.log(levels.first))):
        trial = by_id[int(levels.trials[row])]
        # A batch of one may begin with a loss of nearly 0.
        start = max(float(levels.first[row]), loss_of_guessing(trial, classes) or 0.0)
        if np.exp(late[row]) > FAR * start:
            found.append(_far_above(trial, start, levels.values[row]))
    return [*not_finite, *found]


def _not_finite(trial: Trial, losses: np.ndarray) -> Finding:
    seen = losses[np.isfinite(losses)]
    evidence: dict[str, Value] = {} if trial.diverged_at is None else {"step": trial.diverged_at}
    course = ""
    if seen.size:
        first, lowest, last = float(seen[0]), float(seen.min()), float(seen[-1])
        evidence |= {"first_loss": first, "lowest_loss": lowest, "last_loss": last}
        course = f": its loss went from {first:.3g}, at best {lowest:.3g}, to {last:.3g}"
    return _finding(trial, f"trial {trial.id} {trial.status_text}{course}.", evidence)


def _far_above(trial: Trial, start: float, values: np.ndarray) -> Finding:
    last, highest = float(values[-1]), float(values.max())
    times = last / start
    return _finding(
        trial,
        f"trial {trial.id} exploded: its train loss began at {start:.3g}, went up to {highest:.3g} and ended "
        f"at {last:.3g}, {times:.3g} times its start.",
        {"first_loss": start, "highest_loss": highest, "last_loss": last, "times": times},
    )


def _finding(trial: Trial, sentence: str, evidence: Mapping[str, Value]) -> Finding:
    rate = trial.settings.get("learning_rate")
    advice = "" if rate is None else f"Lower learning_rate (it was {short_value(rate)})."
    return Finding("exploded", (trial.id,), sentence, advice, evidence)
