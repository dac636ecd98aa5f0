"""Studies of a few trials, from their settings and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from claim_oracles.stored import Stored

from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import Value, resolve
from trainlab.tasks import OF_CLASSES


def small_study(
    rows: Sequence[Mapping[str, Value]], accuracies: Sequence[float], *, alike: Sequence[object] = (),
    **facts: Value,
) -> Stored:  # fmt: skip
    """A study of trials of three steps.

    Args:
        rows: the settings in which they differ.
        accuracies: the final validation accuracy of each.
        alike: a mark for each trial; those of the same mark have the same losses. Otherwise no two have.
        facts: of the dataset.
    """
    marks = list(alike) or list(range(len(rows)))
    trials, losses = [], []
    for id, (row, accuracy) in enumerate(zip(rows, accuracies, strict=True)):
        named = dict(zip(OF_CLASSES, (0.5, 0.5, 0.6, accuracy), strict=True))
        trials.append(Trial(
            id, resolve({"net": "2-4-2", "steps": 3, **row}, "moons"), population=0, length=3,
            steps_per_epoch=1, parameters=22, status="done", steps=3, best_step=3, final=named, best=named,
        ))  # fmt: skip
        losses.append([1.0, 0.9, 0.8 - 1e-3 * marks.index(marks[id])])
    ids, at = np.arange(len(rows)), np.array([0, 3])
    curves = {"train_loss": Curves("train_loss", ids, np.arange(3), np.array(losses, np.float32))}
    for name in OF_CLASSES:
        values = np.array([[0.7 if "loss" in name else 0.5, trial.final[name]] for trial in trials])
        curves[name] = Curves(name, ids, at, values)
    names = dict.fromkeys(name for row in rows for name in row if name != "seed")
    varied = tuple(name for name in names if len({repr(trial.settings.get(name)) for trial in trials}) > 1)
    dataset = {"inputs": "2", "classes": 2, "train": 900, "validation": 1000, "test": 100, **facts}
    info = StudyInfo("small", "2026-01-01T00:00:00", "moons", dataset, varied, {})
    return Stored(info, trials, curves)
