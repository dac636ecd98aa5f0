"""Several curves or studies in one figure: what tells them apart becomes a setting of the trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainlab.errors import PlotError
from trainlab.plots.compute.axes.metric import metric_name
from trainlab.record import Curves, StudyInfo, Trial

CURVE, STUDY = "curve", "study"
"""Names of the settings that distinguish what is drawn."""

Shown = tuple[StudyInfo, Sequence[Trial], Sequence[Curves]]
"""A study, all of its trials, and the curves that are to be drawn."""


def tell_curves_apart(info: StudyInfo, trials: Sequence[Trial], curves: Sequence[Curves]) -> Shown:
    """Separate trials for each of several curves, with a setting that names the curve.

    Args:
        info: the study.
        trials: all of its trials.
        curves: the curves.
    """
    if len(curves) == 1:
        return info, trials, curves
    past = max((trial.id for trial in trials), default=-1) + 1
    apart, moved = [], []
    for place, curve in enumerate(curves):
        name = metric_name(curve.name)
        apart += [
            replace(trial, id=trial.id + place * past, settings={**trial.settings, CURVE: name})
            for trial in trials
        ]
        moved.append(curve.renumbered(curve.trials + place * past))
    return replace(info, varied=(*info.varied, CURVE)), apart, moved


def join_studies(studies: Sequence[Shown]) -> Shown:
    """Several studies as one, with a setting that names the study.

    Args:
        studies: the studies, with the same curves each.

    Raises:
        PlotError: two of them bear one name.
    """
    if len(studies) == 1:
        return studies[0]
    names = [info.name for info, _, _ in studies]
    if len(set(names)) < len(names):
        raise PlotError(f"studies in one figure are told apart by their names: {', '.join(names)} are not.")
    infos = [info for info, _, _ in studies]
    first = infos[0]
    joined, rows, past = [], [], 0
    for info, trials, curves in studies:
        joined += [
            replace(trial, id=trial.id + past, settings={**trial.settings, STUDY: info.name})
            for trial in trials
        ]
        rows.append([curve.renumbered(curve.trials + past) for curve in curves])
        past += max((trial.id for trial in trials), default=-1) + 1
    varied = dict.fromkeys(name for info in infos for name in info.varied)
    facts = {
        name: value
        for name, value in first.dataset.items()
        if all(info.dataset.get(name) == value for info in infos)
    }
    data = ", ".join(dict.fromkeys(info.data for info in infos))
    info = replace(first, name=" and ".join(names), data=data, varied=(STUDY, *varied), dataset=facts)
    return info, joined, [Curves.joined(curves) for curves in zip(*rows, strict=True)]
