"""What sweeps say, in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from trainlab.cli.lines import headed_line
from trainlab.counted import counted
from trainlab.estimate import BatchSweep, RateSweep

if TYPE_CHECKING:
    from trainlab.estimate import Estimate

COLUMNS = ("batch size", "best learning rate", "steps to target", "examples", "against perfect scaling")
"""Of the table of batch sizes. Against perfect scaling: examples over those of the smallest batch size."""


def print_sweep(sweep: RateSweep | BatchSweep) -> None:
    """Print what a sweep says; of batch sizes a table, too."""
    console = Console()
    if isinstance(sweep, RateSweep):
        lines = rate_lines(sweep)
    else:
        first, *lines = batch_lines(sweep)
        console.print(headed_line(*first))
        console.print(batch_table(sweep))
    for head, text in lines:
        console.print(headed_line(head, text))


def batch_table(sweep: BatchSweep) -> Table:
    """A row for each batch size."""
    table = Table(box=None, pad_edge=False)
    for title in COLUMNS:
        table.add_column(title, justify="right")
    first = next((place for place, steps in enumerate(sweep.steps) if steps is not None), 0)
    for size, rate, steps in zip(sweep.sizes, sweep.best_rate, sweep.steps, strict=True):
        if steps is None:
            table.add_row(f"{size:.0f}", "-", "never", "-", "-")
            continue
        begin = sweep.steps[first]
        assert begin is not None
        ratio = steps.value * size / (begin.value * sweep.sizes[first])
        table.add_row(
            f"{size:.0f}", _number(rate), _steps(steps), f"{steps.value * size:,.0f}", f"{ratio:.2f}"
        )
    return table


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
    if sweep.recommended is not None:
        lines.append(("recommended", f"learning_rate={with_interval(sweep.recommended)}."))
    if sweep.fastest is not None:
        lowest = f"; the train loss falls from {sweep.start:.3g} to {sweep.lowest:.3g}"
        lines.append(("fastest stable", f"{with_interval(sweep.fastest)}{lowest}."))
        lines.append(("stability edge", _edge_text(sweep)))
    if sweep.range_test is not None:
        lines.append(("range test", _range_text(sweep)))
    return [*lines, *(("note", sentence) for sentence in sweep.advice)]


def with_interval(estimate: Estimate) -> str:
    """An estimate in words, as in ``0.92 (0.74 to 1.3 over seeds)``."""
    if estimate.low == estimate.high:
        return _number(estimate.value)
    high = _number(estimate.high) if math.isfinite(estimate.high) else "beyond the range"
    return f"{_number(estimate.value)} ({_number(estimate.low)} to {high} over seeds)"


def _edge_text(sweep: RateSweep) -> str:
    if sweep.stable is None:
        if not sweep.exploded.any():
            return f"not reached: no seed exploded at rates up to {_number(sweep.rates[-1])}."
        safe = "a seed explodes at the smallest rate already"
    else:
        safe = f"no seed explodes up to {with_interval(sweep.stable)}"
    if sweep.edge is None:
        return f"{safe}; fewer than half do at any rate tried."
    return f"{safe}; half of them do above {with_interval(sweep.edge)}."


def _range_text(sweep: RateSweep) -> str:
    assert sweep.range_test is not None
    picks = sweep.range_test.picks
    known = picks[~(picks != picks)]
    if not known.size:
        return "it was over before its loss had a slope: it picks no rate."
    first = _number(picks[0]) if picks[0] == picks[0] else "no rate"
    others = f"; over {len(picks)} seeds {_number(known.min())} to {_number(known.max())}"
    return f"a single run picks {first} (steepest descent){others if len(picks) > 1 else ''}."


def _number(value: float) -> str:
    """Three digits, as in 0.0464 and 1,530."""
    return f"{float(f'{value:.3g}'):,.6g}"
