"""The learning rate of trials that did not change it: the setting, at every step their other curves have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from trainlab.errors import StudyError, shown
from trainlab.record import Trial
from trainlab.specs.setting import LARGEST
from trainlab.store.curves.curve_rows import Rows

CURVE = "learning_rate"
"""The curve, and the setting."""


def constant_rates(trials: Iterable[Trial], recorded: Sequence[Rows]) -> list[Rows]:
    """What a study did not record because it is known.

    Args:
        trials: the trials asked for.
        recorded: the rows of those that recorded the curve.

    Returns:
        The rows of the others, one piece a trial: views that take no memory, however long the trial.

    Raises:
        StudyError: the setting of one is no learning rate.
    """
    waiting = {trial.id: trial for trial in trials if trial.recorded_steps and CURVE in trial.settings}
    for trial, _, _ in recorded if waiting else ():
        for id in np.unique(trial).tolist():
            waiting.pop(id, None)
    steps = np.arange(max((trial.recorded_steps for trial in waiting.values()), default=0), dtype=np.int32)
    return [
        (
            np.broadcast_to(np.int32(id), trial.recorded_steps),
            steps[: trial.recorded_steps],
            np.broadcast_to(_rate(trial), trial.recorded_steps),
        )
        for id, trial in waiting.items()
    ]


def _rate(trial: Trial) -> np.float32:
    """The setting, which whoever changed a study may have made anything."""
    rate = trial.settings[CURVE]
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not abs(rate) <= LARGEST:
        raise StudyError(f"trial {trial.id} has a learning_rate that is none: {shown(rate)}.")
    return np.float32(rate)
