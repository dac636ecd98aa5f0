"""A fact of trials, such as their parameters, as a setting that figures can be drawn against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainlab.errors import PlotError
from trainlab.record import StudyInfo, Trial
from trainlab.record.facts import FACTS, fact


def with_fact(info: StudyInfo, trials: Sequence[Trial], name: str) -> tuple[StudyInfo, list[Trial]]:
    """A study whose trials have a fact among their settings.

    Args:
        info: the study.
        trials: its trials.
        name: one of ``FACTS``.

    Raises:
        PlotError: no trial has it, or all have the same.
    """
    known = {trial.id: value for trial in trials if (value := fact(info, trial, name)) is not None}
    if not known:
        how = f": '{FACTS[name].get_it}' measures it" if FACTS[name].get_it else ""
        raise PlotError(f"no trial of study {info.name} has {name} yet{how}.")
    if len(set(known.values())) == 1:
        raise PlotError(f"all trials of study {info.name} have the same {name}: {known.popitem()[1]:g}.")
    if FACTS[name].whole:  # as a whole number it is written out, not as 1.361e+05
        known = {trial: int(value) for trial, value in known.items()}
    settings = [
        {**trial.settings, **({name: known[trial.id]} if trial.id in known else {})} for trial in trials
    ]
    changed = [replace(trial, settings=one) for trial, one in zip(trials, settings, strict=True)]
    return replace(info, varied=(*info.varied, name)), changed
