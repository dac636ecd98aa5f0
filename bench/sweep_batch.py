"""The critical batch size as a sweep fits it, against the gradient noise scale that predicts it.

Every task is swept over batch sizes from 1 to 256, with 13 learning rates and 5 seeds each (`trainlab
sweep-batch`). Printed are the critical batch size of McCandlish et al. (2018) fitted to the steps to the
target, the gradient noise scale measured on the way at the largest batch size, both with intervals over
seeds, and the typical factor between the steps and the fit.

Usage: python bench/sweep_batch.py [--only TASK]
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict
from typing import Any

import measure
import numpy as np

import trainlab as tl
from trainlab.estimate import Estimate

TASKS: dict[str, dict[str, Any]] = {
    "moons": {"data": "moons", "net": "2-8-2"},
    "moons, adam": {"data": "moons", "net": "2-8-2", "optimizer": "adam"},
    "digits": {"data": "digits", "net": "64-32-10"},
    "digits, 90%": {"data": "digits", "net": "64-32-10", "target": "validation_accuracy >= 90%"},
    "digits, momentum": {"data": "digits", "net": "64-32-10", "momentum": 0.9},
}


def swept(task: dict[str, Any]) -> dict[str, Any]:
    """Sweep a task; what it says, as plain data."""
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as root:
        sweep = tl.sweep_batch(**task, root=root)
    return {
        "task": task,
        "seconds": time.perf_counter() - begin,
        "target": sweep.target,
        "sizes": sweep.sizes.tolist(),
        "best_rate": [None if np.isnan(rate) else rate for rate in sweep.best_rate.tolist()],
        "steps": [plain(steps) for steps in sweep.steps],
        "critical": plain(sweep.critical),
        "noise_scale": plain(sweep.noise_scale),
        "misfit": sweep.fit.misfit,
        "advice": sweep.advice,
    }


def plain(estimate: Estimate | None) -> dict[str, float | None] | None:
    """An estimate as JSON takes it: null where it is open."""
    if estimate is None:
        return None
    return {name: value if np.isfinite(value) else None for name, value in asdict(estimate).items()}


def text(estimate: dict[str, float | None] | None) -> str:
    """An estimate with its interval."""
    if estimate is None:
        return "-"
    low, high = estimate["low"], estimate["high"]
    return f"{estimate['value']:.3g} ({low:.3g} to {'?' if high is None else f'{high:.3g}'})"


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--only", choices=list(TASKS), help="only this task")
    options = parser.parse_args()
    results = {name: swept(TASKS[name]) for name in ([options.only] if options.only else TASKS)}
    rows = [
        [
            name, result["target"], text(result["critical"]), text(result["noise_scale"]),
            f"{result['misfit']:.2f}", f"{result['seconds']:.0f}",
        ]
        for name, result in results.items()
    ]  # fmt: skip
    measure.print_table(
        "Critical batch size and gradient noise scale, in examples",
        ["task", "target", "critical batch size", "noise scale", "misfit", "s"],
        rows,
    )
    measure.write_results(options.results, "sweep_batch", ["trainlab"], results)


if __name__ == "__main__":
    main()
