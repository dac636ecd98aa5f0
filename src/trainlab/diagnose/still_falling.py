"""Symptom: training ended while the loss was still going down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import Levels, trend
from trainlab.diagnose.patience import wait_longer
from trainlab.record import Finding, Trial

SPAN = 0.25
"""The share of training that is judged: the last quarter."""

FALL = 0.05
"""Smallest fall of the loss over the span, of its level. Less is not worth the wait: twice the training would
gain about four times as much at best."""

FALL_OF_PROGRESS = 0.005
"""Smallest fall over the span, of all the loss has fallen. The cross-entropy of separable classes falls
forever like 1/t, a quarter of its level in every last quarter (Soudry et al. 2018); this ends it."""

ERRORS = 3.0
"""Standard errors the slope must be away from flat: fewer than 1 of 500 flat trials pass by chance."""


def find_still_falling(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials whose loss still fell, beyond its noise, over the last quarter.

    Not those that reached what they were to train ``until``, nor those that stopped because validation got
    no better, whatever their train loss did.
    """
    end = trend(levels, SPAN)
    fall = -np.expm1(end.change)
    last = levels.values[:, -1]
    progress = np.maximum(levels.first, levels.values[:, 0]) - last
    worth = (fall >= FALL) & (last * -np.expm1(-end.change) <= -FALL_OF_PROGRESS * progress)
    seen = levels.long_enough & worth & (-end.change > ERRORS * end.noise)
    return [
        _finding(trial, float(fall[row]), float(last[row]))
        for row, trial in ((row, trials[int(levels.trials[row])]) for row in np.flatnonzero(seen))
        if not _stopped_rightly(trial)
    ]


def _stopped_rightly(trial: Trial) -> bool:
    """Whether a trial ended for a reason that a falling train loss does not speak against."""
    if trial.stopped_by == "early_stopping" and trial.settings.get("early_stopping") != "train_loss":
        # Accuracy may stand still, or the loss fall by less than min_delta, while validation still improves.
        return not trial.final.get("validation_loss", np.nan) < trial.best.get("validation_loss", np.nan)
    return trial.stopped_by == "until"


def _finding(trial: Trial, fall: float, loss: float) -> Finding:
    if trial.stopped_by == "early_stopping":
        when = f" when early stopping ended it at step {trial.steps:,}"
        advice = f"Wait longer: {wait_longer(trial)}."
    else:
        unit = "epochs" if "epochs" in trial.settings else "steps"
        length = trial.settings.get(unit)
        when, advice = "", f"Train longer: raise {unit}{'' if length is None else f' (it was {length})'}."
    return Finding(
        symptom="still falling",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was still falling{when}: its train loss fell by {fall:.0%} to {loss:.3g} "
        f"over the last quarter of training.",
        advice=advice,
        evidence={"fall": fall, "loss": loss},
    )
