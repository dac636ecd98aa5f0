"""Studies of classes as studies of numbers: the same trials, with errors in place of accuracies."""

from __future__ import annotations

import dataclasses

import numpy as np
from claim_oracles.stored import Stored

from trainlab.record import Curves, Trial
from trainlab.tasks import TASKS, evaluation_curves

NAMES = evaluation_curves({"task": "regression"})


def as_numbers(stored: Stored, unit: float = 1.0) -> Stored:
    """The same study with targets that are numbers: the more accurate a trial was, the smaller its error.

    Args:
        stored: a study of classes.
        unit: of its targets.
    """
    trials = [dataclasses.replace(
        trial, settings=_settings(trial), best=_values(trial.best, unit), final=_values(trial.final, unit)
    ) for trial in stored.trials]  # fmt: skip
    curves = {name: curve for name, curve in stored.curves.items() if not name.endswith("accuracy")}
    for split in ("train", "validation"):
        accuracy = stored.curves[f"{split}_accuracy"]
        for name, values in _errors(accuracy.values, unit).items():
            curves[f"{split}_{name}"] = Curves(f"{split}_{name}", accuracy.trials, accuracy.steps, values)
    dataset = {name: value for name, value in stored.info.dataset.items() if "class" not in name}
    info = dataclasses.replace(
        stored.info, data="sine", dataset={**dataset, "task": "regression", "targets": "y"}
    )
    return Stored(info, trials, curves)


def _settings(trial: Trial) -> dict:
    changed = {"task": "regression", "loss": TASKS["regression"].loss}
    if trial.settings.get("early_stopping") == "validation_accuracy":
        changed["early_stopping"] = "validation_rmse"
    return {**trial.settings, **changed}


def _errors(accuracy, unit: float) -> dict:
    """Of the accuracies of a net: an error from 2% to 102% of the unit, and what follows from it."""
    share = 1.02 - np.asarray(accuracy)
    return {"rmse": unit * share, "mae": 0.8 * unit * share, "r2": 1 - share**2}


def _values(named: dict, unit: float) -> dict:
    if not named:
        return {}
    found = {name: value for name, value in named.items() if not name.endswith("accuracy")}
    for split in ("train", "validation"):
        for name, value in _errors(named[f"{split}_accuracy"], unit).items():
            found[f"{split}_{name}"] = float(value)
    return {name: found[name] for name in NAMES}
