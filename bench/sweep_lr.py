"""How far the recommended learning rate moves with the seeds, against the usual learning-rate finder.

Each task is swept ten times, every time with five other seeds and another order of the examples: 64 rates
over six decades, 200 steps. Printed are the factor between the largest and the smallest pick of the ten for
what `trainlab sweep-lr` recommends, for the fastest rate (the lowest loss), for the stability edge, and for a
single-run range test of as many steps with the steepest-slope rule (fastai); and what a pick is worth: the
share of the best rate's fall of the log train loss that the rate nearest to it gains, in the worst of ten.

Usage: python bench/sweep_lr.py [--repeats N] [--only TASK]

MNIST needs its data: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from typing import Any

import measure
import numpy as np

import trainlab as tl
from trainlab.estimate import RateSweep

TASKS: dict[str, dict[str, Any]] = {
    "moons": {"data": "moons", "net": "2-4-2", "batch_size": 100},
    "moons, adam": {"data": "moons", "net": "2-8-8-2", "optimizer": "adam"},
    "digits": {"data": "digits", "net": "64-32-10"},
    "digits, momentum": {"data": "digits", "net": "64-32-10", "momentum": 0.9},
    "mnist": {"data": "mnist", "net": "784-32-10"},
}
"""Half-moons with four hidden units are the hardest: seeds end at quite different losses."""

PICKS = ("recommended", "fastest", "stability edge", "range test")


def picks(sweep: RateSweep) -> dict[str, float]:
    """What one repetition picks."""
    test = sweep.range_test
    estimates = dict(zip(PICKS, (sweep.recommended, sweep.fastest, sweep.edge), strict=False))
    found = {name: np.nan if found is None else found.value for name, found in estimates.items()}
    return {**found, "range test": np.nan if test is None else test.pick}


def share_gained(sweep: RateSweep, rate: float) -> float:
    """The share of the best rate's fall of the log loss at the rate of the grid nearest to a pick."""
    if not np.isfinite(rate):
        return 0.0
    lowest = np.median(np.where(sweep.exploded, sweep.start, sweep.best), axis=1)
    falls = np.log(sweep.start / lowest)
    return float(falls[np.argmin(np.abs(np.log(sweep.rates / rate)))] / falls.max())


def factor(values: Sequence[float]) -> float:
    """Between the largest and the smallest of those that pick a rate; NaN if none does."""
    known = [value for value in values if np.isfinite(value)]
    return max(known) / min(known) if known else np.nan


def repeat(task: dict[str, Any], repeats: int) -> dict[str, Any]:
    """Sweep a task again and again."""
    found: dict[str, list[float]] = {name: [] for name in PICKS}
    gained: dict[str, list[float]] = {name: [] for name in PICKS}
    begin = time.perf_counter()
    for repetition in range(repeats):
        with tempfile.TemporaryDirectory() as root:
            sweep = tl.sweep_lr(**task, seed=100 * repetition, order_seed=repetition, root=root)
        for name, rate in picks(sweep).items():
            found[name].append(rate)
            gained[name].append(share_gained(sweep, rate))
    return {
        "task": task,
        "seconds": time.perf_counter() - begin,
        "picks": found,
        "factor": {name: factor(rates) for name, rates in found.items()},
        "gained": gained,
    }


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=10)
    parser.add_argument("--only", choices=list(TASKS), help="only this task")
    options = parser.parse_args()
    chosen = [options.only] if options.only else list(TASKS)
    results = {name: repeat(TASKS[name], options.repeats) for name in chosen}
    rows = [
        [
            name,
            *(f"{result['factor'][pick]:.3g}" for pick in PICKS),
            f"{np.isfinite(result['picks']['range test']).sum()}",
            *(f"{min(result['gained'][pick]):.0%}" for pick in ("recommended", "range test")),
            f"{result['seconds']:.0f}",
        ]
        for name, result in results.items()
    ]
    measure.print_table(
        f"Largest over smallest pick in {options.repeats} repetitions; what the worst pick gains; seconds",
        ["task", *PICKS, "range tests that pick", "recommended gains", "range test gains", "s"],
        rows,
    )
    measure.write_results(options.results, "sweep_lr", ["trainlab"], results)


if __name__ == "__main__":
    main()
