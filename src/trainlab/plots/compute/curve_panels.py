"""Curves of one kind along one axis: the panels of a figure that share their axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainlab.counted import counted
from trainlab.errors import PlotError
from trainlab.plots.compute._epoch_means import epoch_means
from trainlab.plots.compute.axes.against import Places, step_axis
from trainlab.plots.compute.axes.metric import (
    is_exploded,
    is_noisy,
    metric_axis,
    metric_name,
    spans_decades,
    worst_value,
)
from trainlab.plots.compute.curve_plot import Axis, CurvePlot, Line, Panel
from trainlab.plots.compute.legend.keys import Keys, name_values
from trainlab.plots.compute.legend.notes import common_notes, left_out_notes
from trainlab.plots.compute.lines.exploding import exploded_trials, guessing_loss
from trainlab.plots.compute.lines.lines import make_lines
from trainlab.plots.compute.lines.smoothing import SMOOTHED_FROM, Group, Look
from trainlab.plots.compute.lines.thinning import columns_for
from trainlab.record import STEP_CURVES, Curves, StudyInfo, Trial
from trainlab.record.clock import Clock
from trainlab.record.groups.seeds import group_seeds
from trainlab.record.groups.varied import given_values

TRAIN_LOSS = "train_loss"

MAX_WITH_RAW = 4
"""With more lines in a panel the curves before smoothing would hide those after it."""

MAX_CELLS, SPARSE = 1 << 22, 4
"""Trials of a line times the different steps at which any of them has a value, up to which a median is taken
in any case; with more, one in ``SPARSE`` of these must hold a value."""

Limits = tuple[float | None, float | None]
"""The lowest and the highest place of an axis; None leaves an end to the data."""


@dataclass(frozen=True, slots=True)
class View:
    """How curves are to be drawn; see :func:`trainlab.plots.curve_plot` for each."""

    against: str
    log_x: bool
    log_y: bool
    smooth: int | None
    epoch_means: bool
    x_limits: Limits
    y_limits: Limits


def draw_panels(
    info: StudyInfo, trials: Sequence[Trial], curves: Sequence[Curves], keys: Keys, view: View
) -> CurvePlot:
    """Compute panels of curves of one kind.

    Args:
        info: the study.
        trials: all of its trials, those of other curves too.
        curves: the curves; no two of them hold the same trial.
        keys: what panels, colours and styles mean.
        view: how they are to be drawn.

    Raises:
        PlotError: there is nothing to draw.
    """
    by_id = {trial.id: trial for trial in trials}
    drawn = [by_id[id] for curve in curves for id in curve.trials.tolist() if id in by_id]
    log_y = view.log_y or any(spans_decades(curve.name, curve.recorded, curve.borders) for curve in curves)
    groups = group_seeds(drawn)
    panels = _divide(groups, keys)
    most = max((len(members) for _, members in panels), default=0)
    sources = [
        _Source(info, curve, view, log_y, columns_for(len(groups)), raw=most <= MAX_WITH_RAW, trials=drawn)
        for curve in curves
    ]

    def lines_of(members: Sequence[tuple[Trial, ...]]) -> tuple[Line, ...]:
        made: dict[int, Line] = {}
        for source in sources:
            own = [group for group in members if group[0].id in source.rows]
            for group, line in zip(own, source.lines(own, keys, info.varied), strict=True):
                if line is not None:
                    made[group[0].id] = line
        return tuple(made[group[0].id] for group in members if group[0].id in made)

    filled = [Panel(name, lines_of(members)) for name, members in panels]
    lines = [line for panel in filled for line in panel.lines]
    untimed = sum(source.untimed for source in sources)
    if not lines:
        raise PlotError(_nothing(info, curves, untimed, Clock(drawn)))
    y = metric_axis(curves[0].name, drawn, lines, log_y)
    if not log_y and is_exploded(curves[0].name, y, lines):
        return draw_panels(info, trials, curves, keys, replace(view, log_y=True))
    names = [metric_name(curve.name) for curve in curves]
    if len(names) > 1:
        y = replace(y, label=y.label.replace(names[0], names[0].split(",")[0].split()[-1], 1))
    y = _limited(y, view.y_limits)
    by_curve = [[line for line in lines if line.trials[0] in source.rows] for source in sources]
    notes = [*common_notes(lines, y, keys, by_curve), *_smoothing_notes(lines, curves, view)]
    notes += left_out_notes(
        np.concatenate([curve.recorded for curve in curves]), curves[0].steps, view.log_x, log_y
    )
    if untimed:
        notes.append(f"{counted(untimed, 'trial')} left out: no time was measured")
    return CurvePlot(
        title="",
        x=_limited(step_axis(view.against, view.log_x, Clock(drawn)), view.x_limits),
        y=y,
        panels=tuple(panel for panel in filled if panel.lines),
        colors=keys.colors,
        styles=keys.styles,
        notes=tuple(notes),
    )


class _Source:
    """One curve, as the lines of groups of trials."""

    def __init__(
        self, info: StudyInfo, curve: Curves, view: View, log_y: bool, columns: int, *, raw: bool,
        trials: Sequence[Trial],
    ) -> None:  # fmt: skip
        self.rows = curve.rows
        self.untimed = 0
        self._curve, self._view = curve, view
        self._clock = Clock(trials)
        self._places: dict[object, Places] = {}
        self._examples = info.dataset.get("train")
        self._means = view.epoch_means and curve.name in STEP_CURVES
        low, high = view.x_limits
        limits = (-np.inf if low is None else low, np.inf if high is None else high)
        self._look = Look(
            view.log_x, log_y, columns, 1 if self._means else _window(curve, view.smooth), raw=raw,
            worst=worst_value(curve.name),
            guessing=guessing_loss(info) if curve.name == TRAIN_LOSS else None,
            exploded=exploded_trials(info, trials),
            x_limits=None if view.x_limits == (None, None) else limits,
        )  # fmt: skip

    def lines(
        self, members: Sequence[tuple[Trial, ...]], keys: Keys, varied: Sequence[str]
    ) -> list[Line | None]:
        """A line for each group; None where nothing of it can be drawn."""
        placed = [(group, self._placed(group)) for group in members]
        self.untimed += sum(len(group) for group, found in placed if found is None)
        groups = [
            Group(group, *found, keys.color(group[0]), keys.style(group[0]), name_values(group[0], varied))
            for group, found in placed
            if found is not None
        ]
        made = iter(make_lines(groups, self._look))
        return [None if found is None else next(made) for _, found in placed]

    def _placed(self, group: tuple[Trial, ...]) -> tuple[np.ndarray, np.ndarray] | None:
        """Where the values of a group lie on the x axis, and its values."""
        steps, values = self._recorded(group)
        if self._means:
            steps, values = epoch_means(values, group[0], self._examples)
            x = Places(self._view.against, steps, self._clock).of(group)
        else:
            # Groups that have points at the same steps share one array of places.
            same = len(steps) if self._curve.shared else steps.tobytes()
            x = self._places.setdefault(same, Places(self._view.against, steps, self._clock)).of(group)
        return None if x is None else (x, values)

    def _recorded(self, group: tuple[Trial, ...]) -> tuple[np.ndarray, np.ndarray]:
        """The steps at which any trial of a group has a value, and their values."""
        rows = [self.rows[trial.id] for trial in group]
        if len(rows) == 1:
            steps, values = self._curve.row(rows[0])
            return steps, values[None]
        of_group = self._curve.take(np.array(rows))
        if len(rows) * len(of_group.steps) > max(MAX_CELLS, SPARSE * len(of_group.recorded)):
            raise PlotError(
                f"{len(rows):,} trials that differ in their seed have {self._curve.name} at "
                f"{len(of_group.steps):,} different steps, too many for a median: draw one with --trial."
            )
        return of_group.steps, of_group.values


def _divide(groups: Sequence[tuple[Trial, ...]], keys: Keys) -> list[tuple[str, list[tuple[Trial, ...]]]]:
    """The groups of each panel, with the panel's title."""
    if not keys.panels:
        return [("", list(groups))]
    name = keys.panels[0]
    panels = []
    for value in given_values((group[0] for group in groups), name):
        members = [group for group in groups if group[0].settings.get(name) == value]
        panels.append((name_values(members[0][0], keys.panels), members))
    return panels


def _window(curves: Curves, smooth: int | None) -> int | None:
    if smooth is not None:
        return max(smooth, 1)
    noisy = is_noisy(curves.name) and len(curves.steps) > SMOOTHED_FROM
    return None if noisy else 1


def _limited(axis: Axis, limits: Limits) -> Axis:
    """An axis with the ends asked for; on one of percentages 90 and 0.9 are the same."""
    if axis.percent and any(limit is not None and limit > 1 for limit in limits):
        limits = (
            None if limits[0] is None else limits[0] / 100,
            None if limits[1] is None else limits[1] / 100,
        )
    low, high = limits
    return replace(axis, low=axis.low if low is None else low, high=axis.high if high is None else high)


def _smoothing_notes(lines: Sequence[Line], curves: Sequence[Curves], view: View) -> list[str]:
    if view.epoch_means and any(curve.name in STEP_CURVES for curve in curves):
        return ["means over epochs, as they end"]
    windows = sorted({line.window for line in lines if line.window > 1})
    if not windows:
        return []
    points = f"{windows[0]}" if len(windows) == 1 else f"{windows[0]} to {windows[-1]}"
    steps = any(curve.name in STEP_CURVES for curve in curves)
    over = f"{points} {'steps' if steps else 'evaluations'}"
    faint = ", raw curve faint" if any(line.raw is not None for line in lines) else ""
    return [f"running mean over {over}{faint}"]


def _nothing(info: StudyInfo, curves: Sequence[Curves], untimed: int, clock: Clock) -> str:
    names = ", ".join(curve.name for curve in curves)
    if untimed and clock.unfair:
        return clock.unfair
    if untimed:
        return f"study {info.name} measured no time of a step: draw {names} against step or epoch."
    return f"nothing to draw: study {info.name} holds no {names} of these trials on these axes."
