"""Settings of trials: who differs in what, and which values are numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claim_oracles.slow import mean
from claim_oracles.stored import Stored
from trainlab.record import Trial
from trainlab.settings import SETTINGS, Value

RESULT = ("done", "stopped")


def without(trial: Trial, *names: str) -> dict[str, Value]:
    """The settings of a trial, apart from some."""
    return {name: value for name, value in trial.settings.items() if name not in names}


def as_number(stored: Stored, name: str, value: Value | None) -> float | None:
    """A value of a numeric setting as a number; a full batch is all of train."""
    if name == "batch_size" and value == "full":
        size = stored.info.dataset.get("train")
        return float(size) if isinstance(size, int) else None
    numeric = name in SETTINGS and SETTINGS[name].type in ("number", "integer")
    if not numeric or isinstance(value, (bool, str)) or value is None:
        return None
    return float(value)


def values_of(trials: Iterable[Trial], name: str) -> list[Value | None]:
    """The values trials give to a setting, each once."""
    found: list[Value | None] = []
    for trial in trials:
        if trial.settings.get(name) not in found:
            found.append(trial.settings.get(name))
    return found


@dataclass(frozen=True)
class Group:
    """Trials that differ in their seed only, with their final and best accuracies, or errors, and losses."""

    trials: Sequence[Trial]
    finals: Sequence[float]
    losses: Sequence[float]
    bests: Sequence[float]
    best_losses: Sequence[float]

    @property
    def final(self) -> float:
        """Their mean final accuracy, or error."""
        return mean(self.finals)

    @property
    def result(self) -> float:
        """Their mean result, as results are compared."""
        return mean([result(trial) for trial in self.trials])

    @property
    def loss(self) -> float:
        """Their mean loss."""
        return mean(self.losses) if all(map(math.isfinite, self.losses)) else math.inf

    def named(self, varied: Iterable[str], shown: object) -> str:
        """What is varied, and its values here."""
        settings = self.trials[0].settings
        parts = [f"{name}={shown(settings[name])}" for name in varied if name in settings]  # type: ignore[operator]
        return ", ".join(parts) or f"trial {self.trials[0].id}"


def seed_groups(trials: Iterable[Trial]) -> list[list[Trial]]:
    """Trials that differ in their seed only, together."""
    groups: list[list[Trial]] = []
    for trial in trials:
        for group in groups:
            if without(group[0], "seed") == without(trial, "seed"):
                group.append(trial)
                break
        else:
            groups.append([trial])
    return groups


def of_numbers(trials: Iterable[Trial]) -> bool:
    """Whether targets are numbers."""
    return any(trial.settings.get("task") == "regression" for trial in trials)


def curve_of(trials: Iterable[Trial]) -> str:
    """The curve that trials are ranked by."""
    return "validation_rmse" if of_numbers(trials) else "validation_accuracy"


def final_of(trial: Trial) -> float:
    """The final validation accuracy, or RMSE; NaN where there is none."""
    return float(trial.final.get(curve_of([trial]), math.nan))


def result(trial: Trial) -> float:
    """The same as results are compared: accuracies as they are, errors by minus their logarithm."""
    value = final_of(trial)
    return -math.log(max(value, 2.2250738585072014e-308)) if of_numbers([trial]) else value


def upwards(trials: Iterable[Trial]) -> int:
    """1 where higher is better, -1 for errors."""
    return -1 if of_numbers(trials) else 1


def ranked_groups(trials: Iterable[Trial]) -> list[Group]:
    """Settings all of whose seeds ended well, by their best evaluations; of equal ones the lower loss."""
    trials = list(trials)
    curve, sign = curve_of(trials), upwards(trials)
    groups = [
        Group(group, [final_of(trial) for trial in group],
              [float(trial.final.get("validation_loss", math.nan)) for trial in group],
              [float(trial.best.get(curve, math.nan)) for trial in group],
              [float(trial.best.get("validation_loss", math.inf)) for trial in group])
        for group in seed_groups(trials)
        if all(trial.status in RESULT and math.isfinite(final_of(trial)) for trial in group)
    ]  # fmt: skip
    groups = [group for group in groups if all(map(math.isfinite, group.bests))]
    return sorted(
        groups, key=lambda group: (-sign * mean(group.bests), mean(group.best_losses), group.trials[0].id)
    )


def ranked_trials(trials: Iterable[Trial]) -> list[Trial]:
    """Trials by their best evaluation, as ``show`` lists them."""

    trials = list(trials)
    curve, sign = curve_of(trials), upwards(trials)

    def key(trial: Trial) -> tuple[bool, bool, float, float, int]:
        accuracy = sign * float(trial.best.get(curve, math.nan))
        loss = float(trial.best.get("validation_loss", math.inf))
        known = not math.isnan(accuracy)
        return (
            trial.status == "diverged", not known, -accuracy if known else 0.0,
            (math.inf if math.isnan(loss) else loss) if known else 0.0, trial.id,
        )  # fmt: skip

    return sorted(trials, key=key)
