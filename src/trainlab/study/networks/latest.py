"""The weights of trials that have not ended: those of the last commit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trainlab.errors import StudyError
from trainlab.record import Checkpoint, Trial
from trainlab.store import StudyReader

TRIES = 3
"""A checkpoint may be replaced while it is read; the next one is there then."""


def latest_weights(
    reader: StudyReader, trial: Trial, which: str, input_shape: tuple[int, ...]
) -> dict[str, np.ndarray]:
    """The weights that a trial which still trains, or was interrupted, had at the last commit.

    Args:
        reader: the study.
        trial: the trial.
        which: ``final`` for the current weights, ``best`` for those of its best evaluation so far.
        input_shape: shape of one example.

    Returns:
        ``layer.variable`` -> array, those of frozen layers too.

    Raises:
        StudyError: nothing of the trial is committed yet.
    """
    from trainlab.nets.stored_state import stored_weights
    from trainlab.study.networks.replay import trial_weights
    from trainlab.train.recipe import Recipe

    found = _checkpoint(reader, trial)
    if found is None and trial.over:
        return reader.weights(trial.id, which)  # kept meanwhile, or lost, which it says
    if found is None or (which == "best" and trial.best_step is None):
        raise StudyError(f"trial {trial.id} has no {which} weights yet: nothing of them is committed.")
    row = found.trials.index(trial.id)
    net = Recipe.of(trial.settings, input_shape).net
    weights = trial_weights(trial.settings, input_shape, Path(reader.folder).parent)
    held = stored_weights(net, found.tensors, which)
    return weights | {name: tensor[row] for name, tensor in held.items()}


def _checkpoint(reader: StudyReader, trial: Trial) -> Checkpoint | None:
    """The latest checkpoint of the trial's population, or None where it has not begun."""
    for attempt in range(TRIES):
        try:
            standing = reader.checkpoints()
        except StudyError:
            if attempt + 1 == TRIES:
                raise
            continue
        return next((one for one in standing if trial.id in one.trials), None)
    return None
