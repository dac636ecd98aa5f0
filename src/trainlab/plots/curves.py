"""Curves of a study's trials as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.seeds import group_seeds
from trainlab.errors import PlotError
from trainlab.plots.against import Against, Places, check_against, step_axis
from trainlab.plots.draw import draw
from trainlab.plots.exploding import exploded_trials, guessing_loss
from trainlab.plots.given_order import given_values
from trainlab.plots.keys import Keys, choose_keys, name_values
from trainlab.plots.lines import make_lines
from trainlab.plots.metric import is_exploded, is_noisy, metric_axis, metric_name, spans_decades, worst_value
from trainlab.plots.notes import common_notes
from trainlab.plots.plot import CurvePlot, Line, Panel
from trainlab.plots.smoothing import SMOOTHED_FROM, Group, Look
from trainlab.plots.thinning import columns_for
from trainlab.plots.titles import name_study
from trainlab.record import STEP_CURVES, Curves, StudyInfo, Trial

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TRAIN_LOSS = "train_loss"

MOST_WITH_RAW = 4
"""With more lines in a panel the curves before smoothing would hide those after it."""


def curve_figure(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves, *, against: Against = "step",
    side_by_side: str | None = None, log_x: bool = False, log_y: bool = False, smooth: int | None = None,
    title: str | None = None,
) -> Figure:  # fmt: skip
    """Draw curves; the arguments are those of :func:`curve_plot`."""
    return draw(
        curve_plot(
            info, trials, curves, against=against, side_by_side=side_by_side, log_x=log_x, log_y=log_y,
            smooth=smooth, title=title,
        )
    )  # fmt: skip


def curve_plot(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves, *, against: Against = "step",
    side_by_side: str | None = None, log_x: bool = False, log_y: bool = False, smooth: int | None = None,
    title: str | None = None,
) -> CurvePlot:  # fmt: skip
    """Compute a figure of curves: one line for each setting, with a band over its seeds.

    Args:
        info: the study.
        trials: all trials of the study. Their values decide the colours, so that a value looks the same in
            every figure; what is drawn is the trials of ``curves``.
        curves: the curve.
        against: what it is drawn against: ``step``, ``epoch`` or ``time``.
        side_by_side: a varied setting; each of its values gets a panel.
        log_x, log_y: whether an axis is logarithmic. That of learning rates is, wherever they differ by a
            power of ten, and that of losses where all of them explode.
        smooth: points a running mean is over; 0 or 1 for none. By default long curves of single batches are
            smoothed over a fiftieth of their length.
        title: the title; by default the data, the net and the curve.

    Raises:
        PlotError: a name is not known, or there is nothing to draw.
    """
    check_against(against)
    log_y = log_y or spans_decades(curves.name, curves.values)
    keys = choose_keys(info, trials, side_by_side)
    rows = curves.rows
    drawn = [trial for trial in trials if trial.id in rows]
    groups = group_seeds(drawn)
    panels = _divide(groups, keys)
    most = max((len(members) for _, members in panels), default=0)
    look = Look(
        log_x, log_y, columns_for(len(groups)), _window(curves, smooth), raw=most <= MOST_WITH_RAW,
        worst=worst_value(curves.name),
        guessing=guessing_loss(info) if curves.name == TRAIN_LOSS else None,
        exploded=exploded_trials(info, drawn),
    )  # fmt: skip
    places, values = Places(against, curves.steps), np.asarray(curves.values)

    def lines_of(members: Sequence[tuple[Trial, ...]]) -> tuple[Line, ...]:
        found = [
            Group(
                group, x, values[[rows[trial.id] for trial in group]], keys.color(group[0]),
                keys.style(group[0]), name_values(group[0], info.varied),
            )
            for group in members
            if (x := places.of(group)) is not None
        ]  # fmt: skip
        return tuple(line for line in make_lines(found, look) if line is not None)

    filled = [Panel(name, lines_of(members)) for name, members in panels]
    lines = [line for panel in filled for line in panel.lines]
    untimed = sum(len(group) for group in groups if places.of(group) is None)
    if not lines:
        raise PlotError(_nothing(info, curves, untimed))
    y = metric_axis(curves.name, drawn, lines, log_y)
    if not log_y and is_exploded(curves.name, y, lines):
        return curve_plot(
            info, trials, curves, against=against, side_by_side=side_by_side, log_x=log_x, log_y=True,
            smooth=smooth, title=title,
        )  # fmt: skip
    notes = [*common_notes(lines, y, keys), *_smoothing_notes(lines, curves.name)]
    if untimed:
        notes.append(f"{counted(untimed, 'trial')} left out: no time was measured")
    return CurvePlot(
        title=title if title is not None else f"{name_study(info, drawn)}: {metric_name(curves.name)}",
        x=step_axis(against, log_x),
        y=y,
        panels=tuple(panel for panel in filled if panel.lines),
        colors=keys.colors,
        styles=keys.styles,
        notes=tuple(notes),
    )


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


def _smoothing_notes(lines: Sequence[Line], curve: str) -> list[str]:
    windows = sorted({line.window for line in lines if line.window > 1})
    if not windows:
        return []
    points = f"{windows[0]}" if len(windows) == 1 else f"{windows[0]} to {windows[-1]}"
    over = f"{points} {'steps' if curve in STEP_CURVES else 'evaluations'}"
    faint = ", raw curve faint" if any(line.raw is not None for line in lines) else ""
    return [f"running mean over {over}{faint}"]


def _nothing(info: StudyInfo, curves: Curves, untimed: int) -> str:
    if untimed:
        return f"study {info.name} measured no time of a step: draw {curves.name} against step or epoch."
    return f"nothing to draw: study {info.name} holds no {curves.name} of these trials on these axes."
