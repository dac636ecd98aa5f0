"""What a comparison asks, as its command and its Python call write it."""

from __future__ import annotations

import shlex
from typing import Any

from trainlab.errors import TrainlabError
from trainlab.experiments.experiment import Experiment
from trainlab.settings import format_value


def compared_options(experiment: Experiment) -> list[str] | None:
    """``--question optimizer=sgd,adam --tune learning_rate``, quoted.

    None where the ranges of a setting differ between values: a shell has no words for that.
    """
    question, tune = _written(experiment)
    [(setting, values)] = question.items()
    words = ["--question", shlex.quote(f"{setting}={','.join(map(format_value, values))}"), "--tune"]
    for name, ranges in tune.items():
        if _usual(experiment, name) == ranges:
            words.append(name)
        elif len(set(ranges.values())) == 1:
            words.append(shlex.quote(f"{name}={next(iter(ranges.values()))}"))
        else:
            return None
    return words


def compared_arguments(experiment: Experiment) -> list[str]:
    """``question={...}`` and ``tune=[...]``."""
    question, tune = _written(experiment)
    usual = all(_usual(experiment, name) == ranges for name, ranges in tune.items())
    return [f"question={question!r}", f"tune={list(tune) if usual else tune!r}"]


def _written(experiment: Experiment) -> tuple[dict[str, Any], dict[str, Any]]:
    asked = experiment.asked()
    assert asked is not None
    return asked.written()["question"], asked.written()["tune"]


def _usual(experiment: Experiment, name: str) -> dict[str, Any] | None:
    """What the name of a setting alone stands for beside each value; None where it has no usual range."""
    assert experiment.compare is not None
    usual = experiment.model_copy(update={"compare": {**experiment.compare, "tune": {name: "usual"}}})
    try:
        asked = usual.asked()
    except TrainlabError:
        return None
    return None if asked is None else asked.written()["tune"][name]
