"""A batch-size sweep as a figure: steps to the target against batch size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trainlab.errors import PlotError
from trainlab.estimate import BatchSweep
from trainlab.plots.compute.curve_plot import Axis, Line
from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.compute.rate_sweep import interval_mark
from trainlab.plots.compute.sweep_plot import SweepPlot
from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.naming import name_study

MEASURED, FITTED, PERFECT = CATEGORIES[0], CATEGORIES[5], CATEGORIES[8]
CRITICAL, NOISE = CATEGORIES[1], CATEGORIES[3]
"""Colours of the lines and of the marks."""

ROOM = 1.6
"""Factor of room around the points."""

BESIDE = 1.3
"""Factor of room left and right of them."""

POINTS = 100
"""Places at which the fit is drawn."""


def batch_sweep_plot(info: StudyInfo, trials: Sequence[Trial], sweep: BatchSweep) -> SweepPlot:
    """Compute the figure of a batch-size sweep, as Shallue et al. (2019) draw them.

    Points are the steps to the target at the best learning rate of each batch size, with their intervals over
    seeds. Beside them the line of perfect scaling (twice the batch, half the steps) through the smallest
    batch size, and the fit of :func:`~trainlab.estimate.critical_batch.fit_critical_batch`.

    Args:
        info: the study.
        trials: its trials.
        sweep: what it says.

    Raises:
        PlotError: no batch size reached the target.
    """
    known = [(size, steps) for size, steps in zip(sweep.sizes, sweep.steps, strict=True) if steps is not None]
    if not known:
        raise PlotError(f"nothing to draw: no batch size of study {info.name} reached {sweep.target}.")
    sizes = np.array([size for size, _ in known])
    steps = np.array([estimate.value for _, estimate in known])
    low = np.array([estimate.low for _, estimate in known])
    high = np.array([estimate.high for _, estimate in known])
    alone = len(sweep.seeds) == 1
    measured = Line(
        label="steps at the best learning rate", trials=(), seeds=len(sweep.seeds), color=MEASURED,
        style="solid", x=sizes, y=steps, low=None if alone else low, high=None if alone else high,
        marked=True, joined=False,
    )  # fmt: skip
    along = np.geomspace(sweep.sizes[0], sweep.sizes[-1], POINTS)
    lines = [_line("perfect scaling", along, steps[0] * sizes[0] / along, PERFECT, "dashed")]
    if sweep.critical is not None and sweep.least_steps is not None:
        fit = sweep.least_steps.value * (1 + sweep.critical.value / along)
        lines.append(_line(f"fit: {_formula(sweep)}", along, fit, FITTED, "solid"))
    marks = []
    if sweep.critical is not None:
        marks.append(interval_mark("critical batch size", sweep.critical, CRITICAL, "dashed"))
    if sweep.noise_scale is not None:
        marks.append(interval_mark("gradient noise scale", sweep.noise_scale, NOISE, "dotted"))
    return SweepPlot(
        title=f"{name_study(info, trials)}: steps to {sweep.target}",
        x=Axis(
            "batch_size (examples)", log=True, low=float(sweep.sizes[0]) / BESIDE,
            high=float(sweep.sizes[-1]) * BESIDE, ticks={float(size): f"{size:.0f}" for size in sweep.sizes},
        ),
        y=Axis(
            "steps to the target", log=True, low=float(np.min([steps, low])) / ROOM,
            high=float(np.max(high[np.isfinite(high)], initial=steps.max())) * ROOM,
        ),
        lines=(*lines, measured),
        marks=tuple(marks),
        notes=tuple(_notes(sweep)),
    )  # fmt: skip


def _line(label: str, x: np.ndarray, y: np.ndarray, color: str, style: str) -> Line:
    return Line(label=label, trials=(), seeds=1, color=color, style=style, x=x, y=y)


def _formula(sweep: BatchSweep) -> str:
    assert sweep.critical is not None
    assert sweep.least_steps is not None
    return f"{sweep.least_steps.value:.3g} (1 + {sweep.critical.value:.3g} / B)"


def _notes(sweep: BatchSweep) -> list[str]:
    tuned = sweep.best_rate[np.isfinite(sweep.best_rate)]
    notes = [f"learning rate tuned at each batch size: {tuned.min():.3g} to {tuned.max():.3g}"]
    if len(sweep.seeds) > 1:
        notes.append(f"median of {len(sweep.seeds)} seeds, bars and shade: 90% intervals over seeds")
    if math.isfinite(sweep.fit.misfit):
        notes.append(f"typical factor between steps and fit: {sweep.fit.misfit:.3g}")
    missed = int(np.isnan(sweep.best_rate).sum())
    if missed:
        notes.append(f"{missed} of {len(sweep.sizes)} batch sizes did not reach the target")
    return notes
