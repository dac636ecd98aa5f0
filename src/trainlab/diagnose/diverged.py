"""Symptom: the loss became NaN or infinite."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from trainlab.diagnose.wording import short_value
from trainlab.record import Curves, Finding, Trial
from trainlab.settings import Value


def find_diverged(trials: Iterable[Trial], train_loss: Curves) -> list[Finding]:
    """Trials that diverged: when, and from where to where the loss went before."""
    rows = {int(trial): row for row, trial in enumerate(train_loss.trials)}
    return [
        _finding(trial, train_loss.values[rows[trial.id]] if trial.id in rows else np.empty(0))
        for trial in trials if trial.status == "diverged"
    ]  # fmt: skip


def _finding(trial: Trial, losses: np.ndarray) -> Finding:
    seen = losses[np.isfinite(losses)]
    evidence: dict[str, Value] = {} if trial.diverged_at is None else {"step": trial.diverged_at}
    course = ""
    if seen.size:
        first, lowest, last = float(seen[0]), float(seen.min()), float(seen[-1])
        evidence |= {"first_loss": first, "lowest_loss": lowest, "last_loss": last}
        course = f": its loss went from {first:.3g}, at best {lowest:.3g}, to {last:.3g}"
    rate = trial.settings.get("learning_rate")
    return Finding(
        symptom="diverged",
        trials=(trial.id,),
        sentence=f"trial {trial.id} {trial.status_text}{course}.",
        advice="" if rate is None else f"Lower learning_rate (it was {short_value(rate)}).",
        evidence=evidence,
    )
