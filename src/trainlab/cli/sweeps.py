"""What the commands that sweep share: they train a study or read one, and say what it tells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from trainlab.cli.lines import headed_line
from trainlab.cli.training import nothing_written, training
from trainlab.errors import ExperimentError

if TYPE_CHECKING:
    from trainlab.estimate import Estimate, RateSweep
    from trainlab.search import Experiment
    from trainlab.study import Study


def check_source(command: str, data: str | None, study: str | None) -> None:
    """Either data to train on or a study to read must be named.

    Raises:
        ExperimentError: both are, or neither is.
    """
    if data is None and study is None:
        raise ExperimentError(
            f"{command} needs data to train on, such as 'trainlab {command} moons --net 2-4-2', "
            "or --study STUDY."
        )
    if data is not None and study is not None:
        raise ExperimentError(f"{command} trains on data or reads a study: give {data} or --study, not both.")


def train(experiment: Experiment, root: Path) -> Study:
    """Run an experiment under a progress line; signals stop it."""
    nothing_written()
    from trainlab.study import run_experiment

    with training() as (progress, stop):
        return run_experiment(experiment, root=root, progress=progress, planned=progress.planned, stop=stop)


def print_lines(lines: Sequence[tuple[str, str]]) -> None:
    """Print headed sentences."""
    console = Console()
    for head, text in lines:
        console.print(headed_line(head, text))


def rate_lines(sweep: RateSweep) -> list[tuple[str, str]]:
    """What a learning-rate sweep says: a heading and a sentence each."""
    span = f"{_number(sweep.rates[0])} to {_number(sweep.rates[-1])}"
    lines = [
        (
            "swept",
            f"{len(sweep.rates)} learning rates from {span}, {_count(len(sweep.seeds), 'seed')}, "
            f"{_count(sweep.steps, 'step')} each.",
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
        return "its loss exploded before it fell: it picks no rate."
    first = _number(picks[0]) if picks[0] == picks[0] else "no rate"
    others = f"; over {len(picks)} seeds {_number(known.min())} to {_number(known.max())}"
    return f"a single run picks {first} (steepest descent){others if len(picks) > 1 else ''}."


def _number(value: float) -> str:
    return f"{value:.3g}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
