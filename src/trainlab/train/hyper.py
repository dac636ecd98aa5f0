"""The numbers of a trial that its population's programs take as data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Array

from trainlab.conditions.until import read_until
from trainlab.record import Trial
from trainlab.schedules.clock import clock_steps
from trainlab.schedules.pieces import read_pieces
from trainlab.settings import SETTINGS, By, Value
from trainlab.train.class_weights import read_class_weights
from trainlab.train.recipe import Recipe

Hyper = Mapping[str, Array]
"""Traced settings by name: scalars for one trial, (trials,) for a population."""

FOREVER = 2**31 - 1
"""Steps no trial exceeds, which programs count in 32 bits: a longer wait is the same as this."""


def program_settings(settings: Mapping[str, Value], recipe: Recipe) -> tuple[str, ...]:
    """Names of the traced settings the programs of a trial take, in the table's order."""
    names = [
        name for name in settings
        if SETTINGS[name].kind == "traced" and name != "seed"
        and (SETTINGS[name].neutral is None or name in recipe.active) and _matters(name, recipe.active)
    ]  # fmt: skip
    return (*names, "seed") if recipe.random else tuple(names)


def _matters(name: str, active: frozenset[str]) -> bool:
    """Whether the mechanism a setting belongs to is switched on (elastic_smoothness belongs to elastic)."""
    default = SETTINGS[name].default
    if not isinstance(default, By) or default.setting not in SETTINGS:
        return True
    mechanism = SETTINGS[default.setting]
    return mechanism.kind == "static" or mechanism.neutral is None or mechanism.name in active


def hyper_value(name: str, trial: Trial, class_counts: np.ndarray) -> np.ndarray:
    """One of a trial's settings as its programs take it.

    Args:
        name: one of :func:`program_settings`.
        trial: the trial; words such as ``epoch`` and ``auto`` become steps by its length.
        class_counts: (classes,) training examples of each class.

    Returns:
        float32 where the setting is a number, int32 where it is whole, uint32 the seed; ``pieces`` and
        ``class_weights`` are arrays.

    Raises:
        SettingError: a text cannot be read.
    """
    value = trial.settings[name]
    match name:
        case "seed":
            return np.asarray(value, np.uint32)
        case "pieces":
            return read_pieces(str(value), max(1, trial.length - int(trial.settings["warmup"])))
        case "class_weights":
            return read_class_weights(str(value), class_counts)
        case "until":
            return np.asarray(read_until(str(value)).threshold, np.float32)
        case "decay_steps":
            schedule, warmup = str(trial.settings["schedule"]), int(trial.settings["warmup"])
            given = value if isinstance(value, str) else int(value)
            return np.asarray(min(clock_steps(schedule, given, trial.length, warmup), FOREVER), np.int32)
        case "check_every":
            return np.asarray(check_every(trial), np.int32)
    whole = SETTINGS[name].type == "integer"
    return np.asarray(min(int(value), FOREVER), np.int32) if whole else np.asarray(value, np.float32)


def check_every(trial: Trial) -> int:
    """Steps between a trial's checks for early stopping and for ``schedule=performance``."""
    given = trial.settings["check_every"]
    return trial.steps_per_epoch if given == "epoch" else min(int(given), FOREVER)
