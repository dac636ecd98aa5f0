"""Symptom: the loss became NaN or infinite, or went far above its start and stayed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from trainlab.diagnose.curves.levels import SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.series import Series, of_levels
from trainlab.diagnose.symptoms.chance import Classes, largest_loss
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Curves, Finding, Trial
from trainlab.record.wording import short_value
from trainlab.settings import Value

FAR = 2.0
"""A loss is far above its start at this multiple of it: batches and unlucky initial weights scatter less."""

STAYS = 0.5
"""Share of training, at its end, of which half the levels must lie there: a past spike does not count."""


def find_diverged(trials: Iterable[Trial], train_loss: Curves) -> list[Finding]:
    """Trials whose loss is no longer finite.

    Args:
        trials: all trials; those whose status is ``diverged`` lost their last finite value.
        train_loss: loss of every step.
    """
    rows = train_loss.rows
    return [
        _not_finite(trial, train_loss.row(rows[trial.id])[1] if trial.id in rows else np.empty(0))
        for trial in trials if trial.status == "diverged"
    ]  # fmt: skip


def find_exploded(
    by_id: Mapping[int, Trial], levels: Levels, measured: Series | None, classes: Classes | None
) -> list[Finding]:
    """Trials that ended far above where they began.

    Printed are the first loss, then the highest and the last of the means of a 40th of training; of a trial
    with fewer than 40 steps the first, the highest and the last evaluation.

    Args:
        by_id: the trials judged, by id.
        levels: their levels.
        measured: what evaluations measured of those.
        classes: of the training examples, which tell the loss of guessing.
    """
    found = []
    for view, first in _views(levels, measured):
        late = np.zeros(len(first))
        for some in view.groups():
            points = int(view.count[some[0]])
            late[some] = np.median(view.losses[some, points - round(points * STAYS) : points], axis=1)
        for row in np.flatnonzero(late > FAR * first):
            trial = by_id[int(levels.trials[row])]
            # A batch of one may begin with a loss of nearly 0.
            guess = (classes.loss_of_guessing(trial, measured=False) if classes else None) or 0.0
            start = max(float(first[row]), guess)
            if late[row] > max(FAR * start, largest_loss(trial, classes) or 0.0):
                found.append(_far_above(trial, view, float(first[row]), start, view.values(int(row))))
    return found


def _views(levels: Levels, measured: Series | None) -> list[tuple[Series, np.ndarray]]:
    """The levels with the first losses; evaluations of trials that have too few steps for them."""
    views = [(of_levels(levels), levels.first)]
    if measured is not None and not levels.long_enough.all():
        short = replace(measured, count=np.where(levels.long_enough, 0, measured.count))
        views.append((short, short.losses[:, 0]))
    return views


def _not_finite(trial: Trial, losses: np.ndarray) -> Finding:
    seen = losses[np.isfinite(losses)]
    evidence: dict[str, Value] = {} if trial.diverged_at is None else {"step": trial.diverged_at}
    course = ""
    if seen.size:
        first, lowest, last = float(seen[0]), float(seen.min()), float(seen[-1])
        evidence |= {"first_loss": first, "lowest_loss": lowest, "last_loss": last}
        course = f": its loss began at {first:.3g}, was {lowest:.3g} at its lowest and {last:.3g} at the end"
    return _finding(trial, f"trial {trial.id} {trial.status_text}{course}.", evidence)


def _far_above(trial: Trial, view: Series, first: float, start: float, values: np.ndarray) -> Finding:
    last, highest = float(values[-1]), float(values.max())
    times = last / max(start, SMALLEST_LOSS)
    compared = "its start" if start == first else f"the loss of guessing, {start:.3g}"
    means = " in the last 40th of training" if view.curve == "train_loss" else ""
    return _finding(
        trial,
        f"trial {trial.id} exploded: its {view.name} began at {first:.3g}, went up to {highest:.3g} and was "
        f"{last:.3g}{means or ' at the end'}, {times:.3g} times {compared}.",
        {
            "curve": view.curve, "first_loss": first, "highest_loss": highest, "last_loss": last,
            "times": times, "start": start,
        },
    )  # fmt: skip


def _finding(trial: Trial, sentence: str, evidence: Mapping[str, Value]) -> Finding:
    rate = trial.settings.get("learning_rate")
    advice = "" if rate is None else f"Lower learning_rate (it was {short_value(rate)})."
    return Finding("exploded", (trial.id,), sentence, advice, evidence)


EXPLODED = Symptom(
    name="exploded",
    find=lambda judged: find_exploded(judged.trials, judged.levels, judged.measured, judged.classes),
    silences=(
        "never learned", "slow line", "overfits", "still falling", "plateau then drop",
        "early spike recovered", "jagged", "flat since",
    ),
)  # fmt: skip
