"""Curves of trials as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trainlab.errors import PlotError
from trainlab.plots.against import Against, check_against
from trainlab.plots.curve_panels import Limits, View, draw_panels
from trainlab.plots.draw import draw
from trainlab.plots.keys import choose_keys
from trainlab.plots.metric import is_loss, is_share, measure_of
from trainlab.plots.plot import CurvePlot, Panel
from trainlab.plots.told_apart import tell_curves_apart
from trainlab.record import Curves, StudyInfo, Trial

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def curve_figure(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves | Sequence[Curves], **options: object
) -> Figure:
    """Draw curves; the arguments are those of :func:`curve_plot`."""
    return draw(curve_plot(info, trials, curves, **options))  # pyright: ignore[reportArgumentType]


def curve_plot(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves | Sequence[Curves], *,
    against: Against | Sequence[Against] = "step", side_by_side: str | None = None, log_x: bool = False,
    log_y: bool = False, smooth: int | None = None, epoch_means: bool = False,
    x_limits: Limits = (None, None), y_limits: Limits = (None, None), title: str | None = None,
) -> CurvePlot:  # fmt: skip
    """Compute a figure of curves: one line for each setting, with a band over its seeds.

    Curves of one kind (losses, accuracies) share their axes and are told apart by colour or line style; each
    kind, and each of several x axes, has a panel of its own.

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
    info, trials, apart = tell_curves_apart(info, trials, [curves] if isinstance(curves, Curves) else curves)
    keys = choose_keys(info, trials, side_by_side)
    kinds: dict[str, list[Curves]] = {}
    for curve in apart:
        kinds.setdefault(_kind(curve.name), []).append(curve)
    if side_by_side is not None and len(kinds) * len(axes) > 1:
        raise PlotError(
            f"panels side by side are those of {side_by_side}: draw curves of one kind against one axis."
        )
    view = View(axes[0], log_x, log_y, smooth, epoch_means, x_limits, y_limits, title)
    plots = [
        draw_panels(info, trials, some, keys, replace(view, against=axis))
        for some in kinds.values()
        for axis in axes
    ]
    return plots[0] if len(plots) == 1 else _together(plots, title)


def _kind(curve: str) -> str:
    """Curves of one kind share a y axis."""
    if is_loss(curve):
        return "loss"
    return "share" if is_share(curve) else measure_of(curve)


def _together(plots: Sequence[CurvePlot], title: str | None) -> CurvePlot:
    """Several figures of one panel as one figure, each panel with its own axes."""
    first = plots[0]
    panels = [Panel("", panel.lines, plot.x, plot.y) for plot in plots for panel in plot.panels]
    name, _, _ = first.title.rpartition(": ")
    return replace(
        first,
        title=title if title is not None else name,
        panels=tuple(panels),
        notes=tuple(dict.fromkeys(note for plot in plots for note in plot.notes)),
    )
