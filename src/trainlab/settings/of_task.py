"""Whether the settings of a trial belong to its task."""

from __future__ import annotations

from collections.abc import Mapping

from trainlab.errors import SettingError
from trainlab.losses import LOSSES
from trainlab.metrics import METRICS, metric_of
from trainlab.settings.table import SETTINGS
from trainlab.specs.setting import Value
from trainlab.tasks import TASKS, Task, evaluation_curves, task_of

ASKED = ("task", "loss", "metric", "early_stopping", "plateau_watch", "until")
"""Settings that :func:`check_task` looks at, besides those that tasks are without."""


def check_task(settings: Mapping[str, Value]) -> None:
    """Refuse a loss, a metric, a watched curve or a mechanism that means nothing to a trial's task.

    Args:
        settings: resolved settings.

    Raises:
        SettingError: one of them does.
    """
    task = task_of(settings)
    loss = str(settings["loss"])
    if task.name not in LOSSES[loss].tasks:
        allowed = [name for name, known in LOSSES.items() if task.name in known.tasks]
        raise SettingError(
            f"loss of the recipe must be {_either(allowed)} with task={task.name}, not '{loss}'"
            f"{_found(settings)}."
        )
    for name in str(settings["metric"]).split(",") if "metric" in settings else []:
        if task.name not in METRICS[name].tasks:
            allowed = [own for own, known in METRICS.items() if task.name in known.tasks and known.measure]
            raise SettingError(
                f"metric of the recipe must be out of {', '.join(allowed)} with task={task.name}, not "
                f"'{name}'{_found(settings)}."
            )
    for name, why in task.without:
        neutral = SETTINGS[name].neutral
        if settings.get(name, neutral) != neutral:
            raise SettingError(
                f"{name} of the recipe {why}, and task={task.name} has none{_found(settings)}: leave it out."
            )
    _check_curves(settings, task)


def _check_curves(settings: Mapping[str, Value], task: Task) -> None:
    watched = {
        name: str(settings[name])
        for name in ("early_stopping", "plateau_watch")
        if settings.get(name, "none") not in ("none", "train_loss")
    }
    if "until" in settings:
        from trainlab.conditions.until import read_until

        watched["until"] = read_until(str(settings["until"])).curve
    known = evaluation_curves(settings)
    for name, curve in watched.items():
        metric = metric_of(curve)
        if curve in known or curve == "train_loss" or metric is None:
            continue
        if task.name in metric.tasks:
            raise SettingError(
                f"{name} of the recipe watches {curve}, which evaluations measure only where that is asked: "
                f"add metric={metric.name}."
            )
        own = [one for one in known if one.startswith("validation_")]
        raise SettingError(
            f"{name} of the recipe cannot watch {curve} with task={task.name}{_found(settings)}: write "
            f"{_either(own)}."
        )


def _found(settings: Mapping[str, Value]) -> str:
    """A remark where the task may be a surprise, because it was found."""
    meant = "classes are" if task_of(settings).numeric else "numbers are"
    other = next(name for name in TASKS if name != task_of(settings).name)
    return f" (where {meant} meant, say task={other})"


def _either(names: list[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last
