"""A learning-rate sweep as a figure: loss against rate, and the rates it leads to."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trainlab.counted import counted
from trainlab.estimate import Estimate, RateSweep
from trainlab.plots.compute.axes.metric import UNITS
from trainlab.plots.compute.curve_plot import Axis, Line
from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.compute.lines.seed_band import band_text, median_and_band
from trainlab.plots.compute.sweep_plot import Mark, SweepPlot
from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.naming import name_study

BEST, FINAL, TEST, VALIDATION = CATEGORIES[0], CATEGORIES[5], CATEGORIES[8], CATEGORIES[3]
TAKE, EDGE = CATEGORIES[2], CATEGORIES[1]
"""Colours of the lines and of the marks."""

OTHERS = {"train_loss": BEST, "validation_loss": VALIDATION}
"""Colours of the marks of goals that were not asked for: those of their lines."""

ABOVE_START = 2.0
"""Losses are shown up to this many times that of the untrained net."""

ROOM = 1.25
"""Factor of room below the lowest loss."""


def rate_sweep_plot(info: StudyInfo, trials: Sequence[Trial], sweep: RateSweep) -> SweepPlot:
    """Compute the figure of a learning-rate sweep.

    Lines are the lowest and the final train loss of each rate and its final validation loss, medians over
    seeds with a band; beside them the smoothed loss of the range test of the first seed. Exploded trials are
    marked at the top.

    Args:
        info: the study.
        trials: its trials.
        sweep: what it says.
    """
    start = max(reading.start for reading in sweep.readings.values() if reading.goal.endswith("loss"))
    if sweep.range_test is not None:
        start = max(start, float(np.nan_to_num(sweep.range_test.smoothed[0, :1]).max(initial=0.0)))
    high = ABOVE_START * start if start > 0 else 1.0
    lines = [_line(label, sweep, losses, color) for label, losses, color in _losses(sweep)]
    lowest = min(float(np.min(line.y, initial=high)) for line in lines)
    if sweep.range_test is not None:
        lines.append(_range_line(sweep.range_test.rates, sweep.range_test.smoothed[0]))
    lines.append(_exploded_line(sweep))
    losses = {str(trial.settings.get("loss")) for trial in trials}
    unit = UNITS.get(losses.pop()) if len(losses) == 1 else None
    return SweepPlot(
        title=f"{name_study(info, trials)}: learning rate sweep",
        x=Axis("learning_rate", log=True, low=float(sweep.rates[0]), high=float(sweep.rates[-1])),
        y=Axis(
            f"loss within {sweep.steps} steps" + (f" ({unit})" if unit else ""), log=True,
            low=max(lowest, high * 1e-9) / ROOM, high=high,
        ),
        lines=tuple(line for line in lines if line.x.size or line.ends.size),
        marks=tuple(_marks(sweep)),
        notes=tuple(_notes(sweep, lines[-1])),
    )  # fmt: skip


def _losses(sweep: RateSweep) -> list[tuple[str, np.ndarray, str]]:
    """Labels, losses and colours of the lines."""
    train, validation = sweep.readings["train_loss"], sweep.readings.get("validation_loss")
    lines = [("final train loss", train.final, FINAL), ("lowest train loss", train.best, BEST)]
    if validation is not None:
        lines.append(("final validation loss", validation.final, VALIDATION))
    return lines


def _line(label: str, sweep: RateSweep, losses: np.ndarray, color: str) -> Line:
    middle, low, high = median_and_band(losses.T)
    seen = np.isfinite(middle) & (middle > 0)
    alone = len(sweep.seeds) == 1
    return Line(
        label=label,
        trials=(),
        seeds=len(sweep.seeds),
        color=color,
        style="solid",
        x=sweep.rates[seen],
        y=middle[seen],
        low=None if alone else low[seen],
        high=None if alone else high[seen],
    )


def _exploded_line(sweep: RateSweep) -> Line:
    """Exploded trials, at the top."""
    place, _ = np.nonzero(sweep.exploded)
    ends = np.array([sweep.rates[place], np.full(len(place), np.inf)])
    return Line("", (), len(sweep.seeds), EDGE, "solid", np.empty(0), np.empty(0), ends=ends)


def _range_line(rates: np.ndarray, smoothed: np.ndarray) -> Line:
    known = np.isfinite(smoothed) & np.isfinite(rates)
    return Line(
        label="range test, one run", trials=(), seeds=1, color=TEST, style="solid", x=rates[known],
        y=smoothed[known],
    )  # fmt: skip


def _marks(sweep: RateSweep) -> list[Mark]:
    marks = []
    if sweep.range_test is not None and math.isfinite(sweep.range_test.pick):
        pick = sweep.range_test.pick
        marks.append(Mark(f"its steepest descent {_rate(pick)}", pick, pick, pick, TEST, "dotted"))
    for reading in sweep.readings.values():
        if reading.recommended is None:
            continue
        asked = reading.goal == sweep.best_for
        what = f"{'recommended ' if asked else ''}for {reading.goal}"
        if asked:
            marks.append(interval_mark(what, reading.recommended, TAKE, "solid"))
        elif reading.goal.endswith("loss"):
            rate = reading.recommended.value
            marks.append(Mark(f"{what} {_rate(rate)}", rate, rate, rate, OTHERS[reading.goal], "dashdot"))
    if sweep.edge is not None:
        rate = sweep.edge.value
        label = f"half the seeds explode above {_rate(rate)}"
        marks.append(Mark(label, rate, rate, rate, EDGE, "dashed"))
    return marks


def interval_mark(what: str, rate: Estimate, color: str, style: str) -> Mark:
    """A mark of an estimate, with its value and its interval in its label."""
    label = f"{what} {_rate(rate.value)}"
    if rate.low < rate.high:
        label += f" ({_rate(rate.low)} to {_rate(rate.high) if math.isfinite(rate.high) else 'beyond'})"
    return Mark(label, rate.value, rate.low, rate.high, color, style)


def _rate(rate: float) -> str:
    return f"{rate:.3g}"


def _notes(sweep: RateSweep, exploded: Line) -> list[str]:
    seeds = len(sweep.seeds)
    notes = [f"train losses: running mean of {counted(sweep.window, 'step')}"]
    if seeds > 1:
        notes.insert(0, f"line: median of {seeds} seeds, band: {band_text(seeds)}")
        notes.append("shaded: 90% interval over seeds")
    if sweep.recommended is None:
        notes.append(f"no rate is recommended for {sweep.best_for}")
    if exploded.ends.shape[1]:
        notes.append(f"× {counted(exploded.ends.shape[1], 'trial')} exploded")
    return notes
