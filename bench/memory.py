"""The memory a trial takes, estimated from shapes and measured: what decides whether a population is split.

Each population is trained in fresh processes, once with few trials and once with many; the difference of
their peaks, by the difference of their numbers, is what a trial takes. The estimate should lie above it, but
not far.

Usage: python bench/memory.py [--repeats N]
"""

from __future__ import annotations

import json
import statistics
import sys
from functools import partial
from typing import Any

import measure
import numpy as np

FEW, MANY = 16, 64

CASES: dict[str, dict[str, Any]] = {
    "784-512-10, sgd, batch 50": {"net": "784-512-10", "settings": {"optimizer": "sgd", "batch_size": 50}},
    "784-512-10, adam, batch 50": {"net": "784-512-10", "settings": {"optimizer": "adam", "batch_size": 50}},
    "784-100-10, momentum, batch 100": {
        "net": "784-100-10", "settings": {"optimizer": "sgd", "momentum": 0.9, "batch_size": 100},
    },
    "batch-norm convolutions, adam, batch 64": {
        "net": "conv3x3x16 batchnorm relu maxpool2 flatten dense100 dense10",
        "settings": {"optimizer": "adam", "batch_size": 64}, "shape": (28, 28, 1),
    },
}  # fmt: skip


def peak(case: dict[str, Any], trials: int) -> float:
    """The most memory a process held, in bytes."""
    settings = {**case["settings"], "steps": 10, "eval_every": 10}
    asked = {"examples": 3000, "shape": (784,), **case, "settings": settings, "trials": trials}
    command = [sys.executable, measure.WORKERS / "trainlab_memory.py", json.dumps(asked)]
    return float(measure.timed_process(command, measure.environment())[1])


def estimate(case: dict[str, Any]) -> int:
    """What trainlab estimates for one trial, in bytes."""
    from trainlab.data import Dataset
    from trainlab.experiments import Experiment, propose
    from trainlab.scale.plans.memory import trial_bytes
    from trainlab.scale.plans.plan import plan_study

    shape = (500, *case.get("shape", (784,)))
    data = Dataset.from_arrays(np.zeros(shape, np.float32), np.arange(500) % 10)
    fields = {"data": "made up", "net": case["net"], "set": {**case["settings"], "steps": 1}}
    (plan,) = plan_study(propose(Experiment.of(**fields)).settings, lambda settings: data)
    return trial_bytes(plan)


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    options = parser.parse_args()
    measures = {
        f"{title}, {trials}": partial(peak, case, trials)
        for title, case in CASES.items()
        for trials in (FEW, MANY)
    }
    measure.interleaved(measures, 1)  # compiles everything
    taken = measure.interleaved(measures, options.repeats)
    rows, noted = [], {}
    for title, case in CASES.items():
        pairs = zip(taken[f"{title}, {FEW}"], taken[f"{title}, {MANY}"], strict=True)
        each = statistics.median((many - few) / (MANY - FEW) for few, many in pairs)
        noted[title] = {"measured": each, "estimated": estimate(case)}
        rows.append([
            title, f"{each / 2**20:.1f}", f"{noted[title]['estimated'] / 2**20:.1f}",
            f"{noted[title]['estimated'] / each:.2f}",
        ])  # fmt: skip
    measure.print_table("MiB a trial takes", ["", "measured", "estimated", "ratio"], rows)
    measure.write_results(options.results, "memory", ["trainlab"], {"bytes_a_trial": noted})


if __name__ == "__main__":
    main()
