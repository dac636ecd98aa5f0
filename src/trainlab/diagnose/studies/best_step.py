"""Symptom: the best step of most trials lies at the beginning, or near the end of training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.record import Finding, Trial
from trainlab.record.groups.ranking import rank

FIRST = 0.1
LAST = 0.75
"""Shares of training before and after which the best step is too early or too late.

Source: Godbole, Dahl, Gilmer, Shallue and Nado, "Deep Learning Tuning Playbook", 2023, "Deciding how long to
train when training is not compute-bound", https://github.com/google-research/tuning_playbook: a best step
that is always in the first 10% says that there are far too many steps, one that is consistently in the last
25% that training longer may help. The playbook judges by the steps that the choice of the best checkpoint
finds, as here.
"""

CONSISTENTLY = 0.8
"""Share of the trials judged whose best step must lie there."""

BETTER_HALF = 0.5
"""Share of the trials that is judged, the best: how long bad settings train does not matter."""

MIN_TRIALS = 3
"""Trials that must remain to judge by: a single one may be best anywhere."""


def find_best_step(trials: Sequence[Trial]) -> list[Finding]:
    """Whether training was far too long or too short, by when the better trials were best.

    Trials that a rule stopped are not asked: their length was chosen by it.
    """
    done = [trial for trial in rank(trials) if trial.status == "done" and trial.best_step is not None]
    judged = done[: round(len(done) * BETTER_HALF)]
    if len(judged) < MIN_TRIALS:
        return []
    place = np.array([(trial.best_step or 0) / max(trial.length, 1) for trial in judged])
    early, late = float(np.mean(place < FIRST)), float(np.mean(place > LAST))
    evidence = {"trials": len(judged), "median": float(np.median(place))}
    steps = f"(median {np.median(place):.0%} of training)"
    if early >= CONSISTENTLY:
        return [Finding(
            "too long", (),
            f"in {_of(early, len(judged))} better trials the best evaluation came in the "
            f"first {FIRST:.0%} of training {steps}.",
            "Train far shorter, or stop early: early_stopping=validation_loss.", evidence | {"share": early},
        )]  # fmt: skip
    if late >= CONSISTENTLY:
        return [Finding(
            "too short", (),
            f"in {_of(late, len(judged))} better trials the best evaluation came in the "
            f"last {1 - LAST:.0%} of training {steps}.",
            "Train longer, and tune the schedule for that length again.", evidence | {"share": late},
        )]  # fmt: skip
    return []


def _of(share: float, judged: int) -> str:
    return f"all {judged}" if share == 1 else f"{round(share * judged)} of the {judged}"
