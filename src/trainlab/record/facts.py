"""Numbers of a trial that are neither settings nor curves: what its net holds, what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trainlab.metrics import METRICS
from trainlab.record import StudyInfo, Trial
from trainlab.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a trial.

    Attributes:
        meaning: what it is.
        scale: of an axis it lies on.
        share: whether it is written as a percentage.
        get_it: the command that measures it; empty where every trial has it.
        whole: whether it counts something.
        descending: whether a table sorted by it has the highest first.
    """

    meaning: str
    scale: str
    share: bool = False
    get_it: str = ""
    whole: bool = False
    descending: bool = False


TIME, EVALUATE = "trainlab time", "trainlab evaluate --all"

FACTS = {
    "parameters": Fact("numbers that its net learns", "log", whole=True),
    "examples": Fact("training examples it has seen, repeats included", "log", whole=True),
    "step_time": Fact("seconds one step of its program takes by itself", "log", get_it=TIME),
    "evaluation_time": Fact("seconds one evaluation takes by itself", "log", get_it=TIME),
    **{
        f"test_{metric.name}": Fact(
            f"{metric.title} of its best weights on the test split",
            metric.scale,
            metric.unit == "share",
            EVALUATE,
            descending=metric.better == "higher",
        )
        for metric in sorted(METRICS.values(), key=lambda metric: metric.name != "accuracy")
    },
}
"""Every fact by name. No setting and no curve has the name of one."""


def fact(info: StudyInfo, trial: Trial, name: str) -> float | None:
    """A fact of a trial; None where it is not known.

    Args:
        info: the study.
        trial: the trial.
        name: one of ``FACTS``.
    """
    if name == "parameters":
        return float(trial.parameters)
    if name == "examples":
        return _examples(info, trial)
    return trial.measured.get(name)


def known_facts(info: StudyInfo, trials: Iterable[Trial]) -> list[str]:
    """The facts that some trial has."""
    trials = list(trials)
    return [name for name in FACTS if any(fact(info, trial, name) is not None for trial in trials)]


def scale_of(name: str) -> str | None:
    """The scale of an axis of a setting or a fact; None where neither has that name."""
    if name in FACTS:
        return FACTS[name].scale
    return SETTINGS[name].scale if name in SETTINGS else None


def examples_a_step(info: StudyInfo, trial: Trial) -> tuple[int, int, int] | None:
    """What turns steps of a trial into examples: steps an epoch, examples a step, examples an epoch.

    None where it is not known.
    """
    train, size = info.dataset.get("train"), trial.settings.get("batch_size")
    if not isinstance(train, int) or trial.settings.get("train_fraction", 1.0) != 1.0:
        return None
    if size == "full":
        return 1, train, train
    if not isinstance(size, int) or size < 1 or -(-train // size) != trial.steps_per_epoch:
        return None
    return trial.steps_per_epoch, size, train


def _examples(info: StudyInfo, trial: Trial) -> float | None:
    """Whole epochs times the training examples, and the batches since; None where not known."""
    known = examples_a_step(info, trial)
    if known is None:
        return None
    epoch, size, train = known
    epochs, rest = divmod(trial.steps, epoch)
    return float(epochs * train + rest * size)
