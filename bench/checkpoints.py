"""What checkpoints cost: the training seconds of a study whose commits hold them, against one whose do not.

A study of tiny nets on banknotes, whose chunks are a second each, and one of 784-512-10 under Adam, whose
checkpoint is a hundred megabytes, so that chunks grow. Fresh processes, taking turns.

Usage: python bench/checkpoints.py [--repeats N]
"""

from __future__ import annotations

import json
import statistics
import sys
from functools import partial
from typing import Any

import measure

CASES: dict[str, dict[str, Any]] = {
    "320 x 4-6-6-1, adam, batch 32": {
        "net": "4-6-6-1", "classes": 2, "examples": 1000, "trials": 320,
        "settings": {"optimizer": "adam", "batch_size": 32, "steps": 10_000},
    },
    "16 x 784-512-10, adam, batch 50": {
        "net": "784-512-10", "classes": 10, "examples": 20_000, "trials": 16,
        "settings": {"optimizer": "adam", "batch_size": 50, "steps": 1_000, "eval_examples": 1000},
    },
}  # fmt: skip


def train(case: dict[str, Any], checkpoints: bool) -> dict[str, float]:
    """Train the study in a process of its own: what it took, its chunks, megabytes of the last checkpoint."""
    asked = {**case, "checkpoints": checkpoints}
    command = [sys.executable, measure.WORKERS / "trainlab_checkpoints.py", json.dumps(asked)]
    return json.loads(measure.timed_process(command, measure.environment())[1])


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    options = parser.parse_args()
    measures = {
        f"{title}, {'with' if checkpoints else 'without'}": partial(train, case, checkpoints)
        for title, case in CASES.items()
        for checkpoints in (True, False)
    }
    short = {
        name: partial(
            train,
            {**measured.args[0], "settings": {**measured.args[0]["settings"], "steps": 50}},
            measured.args[1],
        )
        for name, measured in measures.items()
    }
    measure.interleaved(short, 1)  # compiles everything
    taken = measure.interleaved(measures, options.repeats)
    rows, noted = [], {}
    for title in CASES:
        mine, plain = taken[f"{title}, with"], taken[f"{title}, without"]
        ratios = [one["train"] / other["train"] for one, other in zip(mine, plain, strict=True)]
        work = [one["processor"] / other["processor"] for one, other in zip(mine, plain, strict=True)]
        noted[title] = {
            "train_with": measure.summary([one["train"] for one in mine]),
            "train_without": measure.summary([one["train"] for one in plain]),
            "ratio": statistics.median(ratios), "processor_ratio": statistics.median(work),
            "chunks": mine[-1]["chunks"], "checkpoint_mb": mine[-1]["megabytes"],
        }  # fmt: skip
        rows.append([
            title, f"{statistics.median(one['train'] for one in mine):.1f}",
            f"{statistics.median(one['train'] for one in plain):.1f}", f"{statistics.median(ratios):.3f}",
            f"{statistics.median(work):.3f}", int(mine[-1]["chunks"]), f"{mine[-1]['megabytes']:.1f}",
        ])  # fmt: skip
    header = ["", "with (s)", "without (s)", "ratio", "processor time", "chunks", "MB each"]
    measure.print_table("training with and without checkpoints", header, rows)
    measure.write_results(options.results, "checkpoints", ["trainlab"], {"studies": noted})


if __name__ == "__main__":
    main()
