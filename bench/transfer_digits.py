"""Transfer on MNIST: lower layers learned on digits 0-4, reused and frozen for 5-9 with 100 examples a class.

Five seeds of each way: from scratch, reused layers that go on learning, reused layers that are frozen. Each
way picks its learning rate by validation accuracy; the test split (digits 5-9) is looked at once.

Usage: python bench/transfer_digits.py

Needs the MNIST data: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import measure
import numpy as np

import trainlab as tl
from trainlab.data import load_dataset

NET = "784-300-100-5"
PER_CLASS = 100
SEEDS = 5
RATES = (0.003, 0.01, 0.03, 0.1)
WAYS: dict[str, dict[str, str]] = {
    "from scratch": {},
    "hidden layers reused": {"reuse": "hidden*"},
    "hidden1 reused and frozen": {"reuse": "hidden*", "freeze": "hidden1"},
    "hidden layers reused and frozen": {"reuse": "hidden*", "freeze": "hidden*"},
}


def digits(low: int, high: int, per_class: int | None) -> tl.Dataset:
    """Some digits of MNIST, with so many training examples of each."""
    mnist = load_dataset("mnist")
    parts = {}
    for name in ("train", "validation", "test"):
        split = mnist.split(name)
        chosen = np.flatnonzero((split.targets >= low) & (split.targets <= high))
        if per_class is not None and name == "train":
            of_class = [chosen[split.targets[chosen] == digit][:per_class] for digit in range(low, high + 1)]
            chosen = np.concatenate(of_class)
        parts[name] = (split.inputs[chosen], split.targets[chosen] - low)
    return tl.Dataset.from_arrays(
        *parts["train"], validation=parts["validation"], test=parts["test"], name=f"digits{low}-{high}",
        classes=[str(digit) for digit in range(low, high + 1)],
    )  # fmt: skip


def main() -> None:
    """Train, print, write."""
    options = measure.arguments(__doc__, repeats=None).parse_args()
    results: dict[str, Any] = {}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = tl.run(
            digits(0, 4, None), NET, momentum=0.9, learning_rate=0.02, epochs=8, batch_size=50,
            early_stopping="validation_loss", patience=3, root=root, name="digits 0 to 4",
        )  # fmt: skip
        print(f"digits 0 to 4: test accuracy {source.best().evaluate('test')['accuracy']:.2%}")
        small = digits(5, 9, PER_CLASS)
        for way, settings in WAYS.items():
            start = {"start_from": f"{source.folder}:0"} if settings else {}
            study = tl.run(
                small, NET, momentum=0.9, learning_rate=RATES, epochs=60, batch_size=20, seeds=SEEDS,
                early_stopping="validation_loss", patience=10, root=root, **start, **settings,
            )  # fmt: skip
            of_rate = {
                rate: [trial for trial in study.trials if trial.settings["learning_rate"] == rate]
                for rate in RATES
            }
            validation = {
                rate: mean(t.record.best.get("validation_accuracy", 0.0) for t in trials)
                for rate, trials in of_rate.items()
            }
            rate = max(validation, key=validation.__getitem__)
            tests = [trial.evaluate("test")["accuracy"] for trial in of_rate[rate]]
            results[way] = {
                "learning_rate": rate,
                "test_accuracies": tests,
                "seconds": dict(study.info.seconds),
            }
            rows.append([
                way, f"{rate:g}", f"{mean(tests):.2%}", f"{stdev(tests):.2%}",
                f"{study.info.seconds['train']:.1f}",
            ])  # fmt: skip
    measure.print_table(
        f"Digits 5 to 9, {PER_CLASS} examples a class, {NET}, {SEEDS} seeds",
        ["", "learning rate", "test accuracy", "deviation", "seconds of training (all rates)"],
        rows,
    )
    measure.write_results(options.results, "transfer_digits", ["trainlab"], {"ways": results})


if __name__ == "__main__":
    main()
