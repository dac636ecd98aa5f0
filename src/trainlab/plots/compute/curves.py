"""Curves of trials as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainlab.errors import PlotError
from trainlab.metrics import metric_of
from trainlab.plots.compute.axes.against import Against, check_against
from trainlab.plots.compute.axes.metric import is_share, measure_of, metric_name
from trainlab.plots.compute.curve_panels import Limits, View, draw_panels
from trainlab.plots.compute.curve_plot import CurvePlot, Panel
from trainlab.plots.compute.joined import CURVE, tell_curves_apart
from trainlab.plots.compute.legend.keys import choose_keys, name_values
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.record.groups.naming import name_study


def curve_plot(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves | Sequence[Curves], *,
    against: Against | Sequence[Against] = "step", side_by_side: str | None = None, log_x: bool = False,
    log_y: bool = False, smooth: int | None = None, epoch_means: bool = False,
    x_limits: Limits = (None, None), y_limits: Limits = (None, None), title: str | None = None,
) -> CurvePlot:  # fmt: skip
    """Compute a figure of curves: one line for each setting, with a band over its seeds.

    Curves of one kind (losses, accuracies) share their axes and are distinguished by colour or line style;
    each kind, and each of several x axes, has its own panel.

    Args:
        info: the study.
        trials: all trials of the study. Their values decide the colours, so that a value looks the same in
            every figure; what is drawn is the trials of ``curves``.
        curves: the curve, or several.
        against: what they are drawn against: ``step``, ``epoch`` or ``time``, or several of them.
        side_by_side: a varied setting; each of its values gets a panel.
        log_x, log_y: whether an axis is logarithmic. That of learning rates is, where those of trials differ
            by a power of ten, and that of losses where all of them explode.
        smooth: points a running mean is over; 0 or 1 for none. By default long curves of single batches are
            smoothed over a fiftieth of their length.
        epoch_means: draw the mean over every epoch of what was recorded at every step.
        x_limits, y_limits: the part of each axis to show.
        title: the title; by default the data, the net and the curves.

    Raises:
        PlotError: a name is not known, or there is nothing to draw.
    """
    axes = [against] if isinstance(against, str) else list(dict.fromkeys(against))
    for axis in axes:
        check_against(axis)
    given = [curves] if isinstance(curves, Curves) else list(curves)
    drawn = {id for curve in given for id in curve.trials.tolist()}
    setting = _only_setting(info, [trial for trial in trials if trial.id in drawn])
    all_info, all_trials, apart = tell_curves_apart(info, trials, given)
    if setting and side_by_side is None:  # there is nothing to explain but the curves
        keys = choose_keys(replace(all_info, varied=(CURVE,) * (len(given) > 1)), all_trials)
    else:
        keys = choose_keys(all_info, all_trials, side_by_side)
    kinds: dict[str, list[Curves]] = {}
    for curve in apart:
        kinds.setdefault(_kind(curve.name), []).append(curve)
    if side_by_side is not None and len(kinds) * len(axes) > 1:
        raise PlotError(
            f"panels side by side are those of {side_by_side}: draw curves of one kind against one axis."
        )
    view = View(axes[0], log_x, log_y, smooth, epoch_means, x_limits, y_limits)
    plots = [
        draw_panels(all_info, all_trials, some, keys, replace(view, against=axis))
        for some in kinds.values()
        for axis in axes
    ]
    plot = plots[0] if len(plots) == 1 else _together(plots)
    name = f"{name_study(info, trials)}: {', '.join(metric_name(curve.name) for curve in given)}"
    return replace(plot, title=name if title is None else title, notes=(*setting, *dict.fromkeys(plot.notes)))


def _only_setting(info: StudyInfo, drawn: Sequence[Trial]) -> list[str]:
    """What all that is drawn has in common, where a study varied something and one setting of it is drawn."""
    names = [name for name in info.varied if name != "seed"]
    settings = {tuple(trial.settings.get(name) for name in names) for trial in drawn}
    if len(settings) != 1 or not info.varied:
        return []
    values = name_values(
        drawn[0], [*names, *(["seed"] if len(drawn) == 1 and "seed" in drawn[0].settings else [])]
    )
    return [f"trial {drawn[0].id}: {values}" if len(drawn) == 1 else values]


def _kind(curve: str) -> str:
    """Curves of one kind share a y axis."""
    if is_share(curve):
        return "share"
    metric = metric_of(curve)
    return measure_of(curve) if metric is None else metric.name


def _together(plots: Sequence[CurvePlot]) -> CurvePlot:
    """Several figures of one panel as one figure, each panel with its own axes."""
    first = plots[0]
    panels = [Panel("", panel.lines, plot.x, plot.y) for plot in plots for panel in plot.panels]
    return replace(first, panels=tuple(panels), notes=tuple(note for plot in plots for note in plot.notes))
