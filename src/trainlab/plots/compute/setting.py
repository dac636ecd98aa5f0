"""The results of trials for each value of a setting, as a figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from trainlab.errors import PlotError, unknown_name
from trainlab.plots.compute.axes.metric import metric_name, outcome_axis, worst_value
from trainlab.plots.compute.axes.setting_axis import setting_axis, with_fact
from trainlab.plots.compute.curve_plot import CurvePlot, Line, Panel
from trainlab.plots.compute.legend.keys import Keys, choose_keys, name_values
from trainlab.plots.compute.legend.notes import common_notes
from trainlab.plots.compute.lines.exploding import exploded_trials
from trainlab.plots.compute.lines.seed_band import median_and_band
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.record.facts import FACTS, fact
from trainlab.record.groups.merit import count_ties, tie_text
from trainlab.record.groups.naming import name_study
from trainlab.record.groups.ranking import rank_settings
from trainlab.record.groups.varied import numeric_values, varied_together
from trainlab.record.wording import measured_value, short_value
from trainlab.settings import Value


def setting_plot(
    info: StudyInfo, trials: Sequence[Trial], metric: str, setting: str, *,
    only: Collection[int] | None = None, title: str | None = None,
) -> CurvePlot:  # fmt: skip
    """Compute a figure of a final metric against a varied setting.

    A line joins the medians over seeds, with a band; the other varied settings make further lines. A value at
    which most seeds diverged has no point on the line; every diverged trial is marked at the edge: at the top
    of a loss, at the bottom of an accuracy.

    Args:
        info: the study.
        trials: all trials of the study.
        metric: an evaluation curve, whose value at the end of training is shown, or a fact.
        setting: a varied setting, or a fact such as ``parameters``. Numbers are spaced by the scale that the
            settings table gives them.
        only: ids of the trials to draw; all by default. The values of all decide the colours.
        title: the title; by default the data, the net and the metric.

    Raises:
        PlotError: a name is not known, or there is nothing to draw.
    """
    metrics = (*EVALUATION_CURVES, *FACTS)
    if metric not in metrics:
        raise PlotError(unknown_name("curve to draw against a setting", metric, metrics))
    if setting in FACTS:
        info, trials = with_fact(info, trials, setting)
    if metric in FACTS:
        trials = [_with_outcome(info, trial, metric) for trial in trials]
    together = varied_together(info, trials)
    names = [name for group in together for name in group]
    if setting not in names:
        raise PlotError(unknown_name("varied setting to draw against", setting, names))
    drawn = [trial for trial in trials if only is None or trial.id in only]
    over = [trial for trial in drawn if not np.isnan(_outcome(trial, metric))]
    if not any(np.isfinite(_outcome(trial, metric)) for trial in over):
        why = ": all of them diverged" if over else ""
        if metric in FACTS and FACTS[metric].get_it:
            raise PlotError(
                f"no trial of study {info.name} has {metric} yet: '{FACTS[metric].get_it}' measures it."
            )
        raise PlotError(f"nothing to draw: no trial of study {info.name} has a final {metric}{why}.")
    along = next(group for group in together if setting in group)
    keys = choose_keys(info, trials, without=along)
    others = [name for name in names if name not in along]
    places, x = setting_axis(info, over, setting)
    joined = numeric_values(info, over, setting) is not None
    made = [_make_line(group, metric, setting, places, keys, others) for group in _group_by(over, others)]
    lines = tuple(replace(line, joined=joined) for line in made if line.y.size or line.ends.size)
    final = "final " if metric in EVALUATION_CURVES else ""
    y = outcome_axis(metric, over, lines, exploded_trials(info, over))
    return CurvePlot(
        title=title if title is not None else f"{name_study(info, trials)}: {final}{metric_name(metric)}",
        x=x,
        y=y,
        panels=(Panel("", lines),),
        colors=keys.colors,
        styles=keys.styles,
        notes=(*common_notes(lines, y, keys), *_best_note(lines, over, metric, setting, others)),
    )


def _with_outcome(info: StudyInfo, trial: Trial, metric: str) -> Trial:
    """A trial with a fact among its final values."""
    value = fact(info, trial, metric)
    return trial if value is None else replace(trial, final={**trial.final, metric: value})


def _outcome(trial: Trial, metric: str) -> float:
    """A trial's final value; the worst there is if it diverged; NaN if it is not over."""
    if trial.status == "diverged":
        return worst_value(metric)
    return float(trial.final.get(metric, np.nan))


def _group_by(trials: Sequence[Trial], names: Sequence[str]) -> list[list[Trial]]:
    """Trials that agree on some settings, together."""
    groups: dict[tuple[Value | None, ...], list[Trial]] = {}
    for trial in trials:
        groups.setdefault(tuple(trial.settings.get(name) for name in names), []).append(trial)
    return list(groups.values())


def _make_line(
    members: Sequence[Trial], metric: str, setting: str, places: Mapping[Value | None, float], keys: Keys,
    others: Sequence[str],
) -> Line:  # fmt: skip
    """The medians and the band over the trials at each value of the setting."""
    placed = [trial for trial in members if trial.settings.get(setting) in places]
    columns: dict[float, list[float]] = {}
    for trial in placed:
        columns.setdefault(places[trial.settings.get(setting)], []).append(_outcome(trial, metric))
    x = np.array(sorted(columns))
    values = np.full((max(map(len, columns.values()), default=1), x.size), np.nan)
    for column, place in enumerate(x):
        values[: len(columns[place]), column] = columns[place]
    middle, low, high = median_and_band(values)
    seen = np.isfinite(middle)
    alone = values.shape[0] == 1
    diverged = [places[trial.settings.get(setting)] for trial in placed if trial.status == "diverged"]
    return Line(
        label=name_values(members[0], others),
        trials=tuple(trial.id for trial in placed),
        seeds=values.shape[0],
        color=keys.color(members[0]),
        style=keys.style(members[0]),
        x=x[seen],
        y=middle[seen],
        low=None if alone else low[seen],
        high=None if alone else high[seen],
        ends=np.array([diverged, [worst_value(metric)] * len(diverged)]),
        marked=True,
    )


def _best_note(
    lines: Sequence[Line], trials: Sequence[Trial], metric: str, setting: str, others: Sequence[str]
) -> list[str]:
    """Which of the settings drawn is the best one, by the order that tables and findings go by."""
    if metric not in EVALUATION_CURVES:
        return []
    ranked = rank_settings(trials, metric, unfinished=True)
    if sum(line.y.size for line in lines) < 2 or not ranked:
        return []
    first = ranked[0]
    label = name_values(first.trials[0], others)
    named = ", ".join(
        [f"{setting}={short_value(first.trials[0].settings.get(setting))}", *([label] if label else [])]
    )
    reached = f"{first.value:.3g}" if metric.endswith("loss") else measured_value(metric, first.value)
    final = [trial.final.get(metric) for trial in first.trials]
    at = "" if list(first.values) == final else " at the best evaluation"
    seeds = f", mean of {len(first.trials)} seeds" if len(first.trials) > 1 else ""
    ties = count_ties([one.value for one in ranked])
    decides = [one.tie for one in ranked[:ties]], metric, ties > 2, "the number of its first trial"
    why = tie_text(*decides) if ties > 1 else ""
    tied = f"; {ties} settings tie, this one comes first because {why}" if why else ""
    return [f"best: {named} ({reached}{at}{seeds}{tied})"]
