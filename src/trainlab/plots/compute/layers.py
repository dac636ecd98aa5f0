"""What a probe measured of every layer of one trial, as a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.errors import PlotError
from trainlab.plots.compute.axes.against import Against, Places, check_against, step_axis
from trainlab.plots.compute.axes.metric import measure_of, metric_axis, metric_name, spans_decades
from trainlab.plots.compute.curve_plot import ColorKey, CurvePlot, Panel, StyleKey
from trainlab.plots.compute.legend.colors import CATEGORIES, shades
from trainlab.plots.compute.legend.keys import Keys
from trainlab.plots.compute.legend.notes import common_notes
from trainlab.plots.compute.lines.lines import make_lines
from trainlab.plots.compute.lines.smoothing import Group, Look
from trainlab.plots.compute.lines.thinning import columns_for
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.record.clock import Clock
from trainlab.record.groups.naming import name_study

WHOLE_NET = "all"
"""The layer's place in the name of a curve of all layers together."""


def layers_plot(
    info: StudyInfo, trial: Trial, curves: Sequence[Curves], *, against: Against = "step",
    log_x: bool = False, log_y: bool = False, title: str | None = None,
) -> CurvePlot:  # fmt: skip
    """Compute a figure of one measure of every layer: a line a layer, from dark at the input to light.

    Args:
        info: the study.
        trial: the trial.
        curves: one curve a layer, of that trial, from input to output: ``gradient_norm.hidden1``, ...
        against: what it is drawn against: ``step``, ``epoch`` or ``time``.
        log_x, log_y: whether an axis is logarithmic; y is wherever the curves span a power of ten.
        title: the title; by default the data, the net, the measure and the trial.

    Raises:
        PlotError: the curves are not of one measure, or there is nothing to draw.
    """
    check_against(against)
    measures = dict.fromkeys(measure_of(curve.name) for curve in curves)
    if len(measures) > 1:
        raise PlotError(f"one figure has one y axis: draw {', '.join(measures)} one at a time.")
    (measure,) = measures
    pooled = Curves.joined(curves)
    log_y = log_y or spans_decades(measure, pooled.recorded, pooled.borders)
    look = Look(log_x, log_y, columns_for(len(curves)), 1, raw=False, worst=np.nan)
    colors = _colors([_layer(curve) for curve in curves])
    groups, clock = [], Clock([trial])
    for curve in curves:
        x = Places(against, curve.steps, clock).of([trial])
        if x is None:
            raise PlotError(f"study {info.name} measured no time of a step: draw {measure} against step.")
        layer = _layer(curve)
        groups.append(Group((trial,), x, curve.values, colors[layer], "solid", layer))
    lines = [line for line in make_lines(groups, look) if line is not None]
    if not lines:
        raise PlotError(f"nothing to draw: trial {trial.id} of study {info.name} has no {measure}.")
    key = ColorKey(("layer",), "legend", {**colors}, {layer: layer for layer in colors})
    y = metric_axis(measure, [trial], lines, log_y)
    return CurvePlot(
        title=f"{name_study(info, [trial])}: {metric_name(measure)} of trial {trial.id}"
        if title is None
        else title,
        x=step_axis(against, log_x, clock),
        y=y,
        panels=(Panel("", tuple(lines)),),
        colors=key,
        styles=StyleKey(),
        notes=tuple(common_notes(lines, y, Keys((), key, StyleKey(), ()), [[line] for line in lines])),
    )


def _layer(curve: Curves) -> str:
    return curve.name.partition(".")[2] or curve.name


def _colors(layers: Sequence[str]) -> dict[str, str]:
    """A colour a layer, by its place in the net; black for all of them together."""
    ordered = [layer for layer in layers if layer != WHOLE_NET]
    colors = dict(zip(ordered, shades(np.linspace(0.0, 1.0, len(ordered))), strict=True))
    return colors | {layer: CATEGORIES[6] for layer in layers if layer == WHOLE_NET}
