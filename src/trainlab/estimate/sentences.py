"""What sweeps say, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from trainlab.counted import counted
from trainlab.estimate.falls import HALF
from trainlab.metrics import metric_of
from trainlab.record.groups.merit import higher_is_better
from trainlab.record.wording import curve_words, in_unit
from trainlab.voice import spoken

if TYPE_CHECKING:
    from trainlab.estimate.batch_sweep import BatchSweep
    from trainlab.estimate.interval import Estimate, SeedRange
    from trainlab.estimate.rate_reading import RateReading
    from trainlab.estimate.rate_sweep import RateSweep

COLUMNS = ("batch size", "best learning rate", "steps to target (90%)", "examples", "against perfect scaling")
"""Of the table of batch sizes; the 90% interval is in brackets. Against perfect scaling: examples over
those of the smallest batch size."""


def batch_rows(sweep: BatchSweep) -> list[list[str]]:
    """The table of batch sizes as text, a row each, under ``COLUMNS``."""
    rows = []
    first = next((place for place, steps in enumerate(sweep.steps) if steps is not None), 0)
    for size, rate, steps in zip(sweep.sizes, sweep.best_rate, sweep.steps, strict=True):
        if steps is None:
            rows.append([f"{size:.0f}", "-", "never", "-", "-"])
            continue
        begin = sweep.steps[first]
        assert begin is not None
        ratio = steps.value * size / (begin.value * sweep.sizes[first])
        rows.append(
            [f"{size:.0f}", _number(rate), _steps(steps), f"{steps.value * size:,.0f}", f"{ratio:.2f}"]
        )
    return rows


def _steps(steps: Estimate) -> str:
    value = f"{steps.value:,.0f}"
    if steps.low == steps.high:
        return value
    high = f"{steps.high:,.0f}" if math.isfinite(steps.high) else "never"
    return f"{value} ({steps.low:,.0f} to {high})"


def batch_lines(sweep: BatchSweep) -> list[tuple[str, str]]:
    """What a batch-size sweep says besides its table: a heading and a sentence each."""
    chosen = ", which every batch size reached" if sweep.automatic else ""
    trials = f"{counted(len(sweep.rates), 'learning rate')} and {counted(len(sweep.seeds), 'seed')} each"
    lines = [("steps to", f"{sweep.target}{chosen}: {counted(len(sweep.sizes), 'batch size')}, {trials}.")]
    if sweep.critical is not None and sweep.least_steps is not None and sweep.least_examples is not None:
        lines += [
            (
                "critical batch",
                f"{with_interval(sweep.critical)}: far below it twice the batch takes half the steps, far "
                "above it no fewer.",
            ),
            (
                "at least",
                f"{with_interval(sweep.least_steps)} steps with the largest batches, "
                f"{with_interval(sweep.least_examples)} examples with the smallest.",
            ),
        ]
    if sweep.noise_scale is not None:
        scale = with_interval(sweep.noise_scale)
        lines.append(("noise scale", f"{scale}: the critical batch size that the gradient's noise predicts."))
    return [*lines, *(("note", sentence) for sentence in sweep.advice)]


def rate_lines(sweep: RateSweep) -> list[tuple[str, str]]:
    """What a learning-rate sweep says: a heading and a sentence each."""
    span = f"{_number(sweep.rates[0])} to {_number(sweep.rates[-1])}"
    lines = [
        (
            "swept",
            f"{len(sweep.rates)} learning rates from {span}, {counted(len(sweep.seeds), 'seed')}, "
            f"{counted(sweep.steps, 'step')} each.",
        )
    ]
    goal = _words(sweep.best_for)
    if sweep.recommended is None:
        lines.append(("recommended", f"none for the {goal}: see the note."))
    if sweep.recommended is not None and sweep.fastest is not None:
        edge = (
            ", at the edge of the range: see the note" if max(sweep.share[0], sweep.share[-1]) >= HALF else ""
        )
        rate = with_interval(sweep.recommended)
        lines.append(("recommended", f"learning_rate={rate}, for the {goal}{edge}."))
        if sweep.best_for == "train_loss":
            lines.append(
                ("fastest stable", f"{with_interval(sweep.fastest)}; the {goal} {_gain_text(sweep)}.")
            )
        else:
            lines.append(("best of all rates", f"the {goal} {_gain_text(sweep)} within {sweep.steps} steps."))
    lines += [
        (f"for {_words(reading.goal)}", _other_text(sweep, reading))
        for reading in sweep.readings.values()
        if reading.goal != sweep.best_for and sweep.readings["train_loss"].learned
    ]  # fmt: skip
    if sweep.readings["train_loss"].learned:
        lines.append(("stability edge", _edge_text(sweep)))
    if sweep.range_test is not None:
        lines.append(("range test", _range_text(sweep)))
    return [*lines, *(("note", sentence) for sentence in sweep.advice)]


def with_interval(estimate: Estimate) -> str:
    """An estimate in words, as in ``0.92 (90% interval 0.74 to 1.3)``."""
    if estimate.low == estimate.high:
        return _number(estimate.value)
    high = _number(estimate.high) if math.isfinite(estimate.high) else "beyond the range"
    return f"{_number(estimate.value)} (90% interval {_number(estimate.low)} to {high})"


def _words(goal: str) -> str:
    return curve_words(goal)


def _level(goal: str, value: float) -> str:
    """A loss or an error, or an accuracy in percent."""
    metric = metric_of(goal)
    if metric is not None and metric.unit == "share":
        return f"{value:.1%}"
    return in_unit(value, 3) if metric is not None and metric.unit == "target" else f"{value:.3g}"


def _gain_text(sweep: RateSweep) -> str:
    """What there was to gain: at every rate the median over seeds, and the best of them."""
    goal = sweep.best_for
    middle = np.median(sweep.best, axis=1)
    rises = higher_is_better(goal)
    reached = middle.max() if rises else middle.min()
    return (
        f"{'rises' if rises else 'falls'} from {_level(goal, sweep.start)} to {_level(goal, float(reached))}"
    )


def _other_text(sweep: RateSweep, reading: RateReading) -> str:
    """What would be recommended for another goal, and what it is worth there and at the rate that is."""
    if reading.recommended is None:
        return "no learning rate made it better by more than its scatter from rate to rate."
    there = reading.typical(sweep.rates, reading.recommended.value)
    said = f"{with_interval(reading.recommended)}: {_level(reading.goal, there)} there"
    if sweep.recommended is None:
        return f"{said}. {_ask_for(reading.goal)}"
    here = reading.typical(sweep.rates, sweep.recommended.value)
    said += f", {_level(reading.goal, here)} at {_number(sweep.recommended.value)}."
    mine, asked = reading.recommended, sweep.recommended
    apart = mine.low < mine.high and (mine.low > asked.high or mine.high < asked.low)
    better = here < there if higher_is_better(reading.goal) else there < here
    return f"{said} {_ask_for(reading.goal)}" if apart and better else said


def _ask_for(goal: str) -> str:
    return spoken(f"Take it with --for {goal} (best_for='{goal}' in Python).")


def _edge_text(sweep: RateSweep) -> str:
    seeds = counted(len(sweep.seeds), "seed")
    if sweep.stable is None:
        if not sweep.exploded.any():
            return f"not reached: none of {seeds} exploded at rates up to {_number(sweep.rates[-1])}."
        safe = "a seed explodes at the smallest rate already"
    else:
        safe = f"none of {seeds} explodes up to {_number(sweep.stable)}"
    if sweep.edge is None:
        return f"{safe}; fewer than half do at any rate tried."
    return f"{safe}; half of them do above {_range_over_seeds(sweep.edge)}."


def _range_over_seeds(edge: SeedRange) -> str:
    if edge.low == edge.high:
        return _number(edge.value)
    high = _number(edge.high) if math.isfinite(edge.high) else "beyond the range"
    return f"{_number(edge.value)} (seeds: {_number(edge.low)} to {high})"


def _range_text(sweep: RateSweep) -> str:
    assert sweep.range_test is not None
    picks = sweep.range_test.picks
    known = picks[~(picks != picks)]
    alone = len(picks) == 1
    if not known.size:
        runs = "the loss of its run falls" if alone else f"the losses of its {len(picks)} runs fall"
        return f"{runs} beyond the noise at no steepest descent: it picks no rate."
    if picks[0] == picks[0]:
        first = f"the first run picks {_number(picks[0])} (steepest descent)"
    else:
        first = "the first run picks no rate: its steepest descent is within the noise"
    if alone:
        return f"{first}."
    return (
        f"{first}; {known.size} of {len(picks)} runs pick one, from {_number(known.min())} to "
        f"{_number(known.max())}."
    )


def _number(value: float) -> str:
    """Three digits, as in 0.0464 and 1,530."""
    return f"{float(f'{value:.3g}'):,.6g}"
