"""How far a fixed budget of time gets with dropout and max-norm on MNIST (Srivastava et al. 2014).

Dense, three hidden layers of 1024 ReLU units, dropout 0.2 on the inputs and 0.5 on hidden layers, max-norm:
the paper reports 1.06% test error after long training. Here one study trains it until the minutes are
spent, and the test error of the best trial at every evaluation is printed as a curve.

Usage: python bench/mnist_dropout.py [--minutes N]

Needs the MNIST data: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import tempfile
import time
from typing import Any

import measure
import numpy as np

import trainlab as tl

NET = "784-1024-1024-1024-10"
RECIPE: dict[str, Any] = {
    "optimizer": "sgd", "momentum": 0.9, "learning_rate": 0.05, "batch_size": 100, "input_dropout": 0.2,
    "dropout": 0.5, "max_norm": 3.0, "weight_init": "he_normal", "schedule": "cosine",
}  # fmt: skip
"""The learning rate is the best of 0.02, 0.05, 0.1 and 0.2 after 400 steps."""

PAPER = 0.0106


def main() -> None:
    """Train, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--minutes", type=float, default=20.0, metavar="N", help="the budget (20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        probe = tl.run("mnist", NET, **RECIPE, steps=200, eval_every=200, root=root, name="probe")
        record = probe.trials[0].record
        assert record.seconds_per_step is not None
        # An evaluation an epoch costs about a twentieth of it.
        epochs = int(options.minutes * 60 / (1.05 * record.seconds_per_step * record.steps_per_epoch))
        begin = time.perf_counter()
        study = tl.run("mnist", NET, **RECIPE, epochs=max(1, epochs), root=root)
        seconds = time.perf_counter() - begin
        trial = study.trials[0]
        steps, accuracies = trial.curve("validation_accuracy")
        test = trial.evaluate("test")
        final = trial.evaluate("test", "final")
        per_epoch = trial.record.steps_per_epoch
    rows = [
        [f"{step / per_epoch:g}", f"{seconds * step / steps[-1] / 60:.1f}", f"{1 - best:.2%}"]
        for step, best in zip(steps, np.maximum.accumulate(accuracies), strict=True)
    ]
    shown = [
        row
        for number, row in enumerate(rows)
        if number % max(1, len(rows) // 20) == 0 or number == len(rows) - 1
    ]
    measure.print_table(
        f"{NET}, dropout 0.2/0.5, max-norm, {seconds / 60:.1f} minutes",
        ["epoch", "minutes", "least validation error so far"],
        shown,
    )
    print(
        f"\nTest error: {1 - test['accuracy']:.2%} (best by validation), {1 - final['accuracy']:.2%} (last)"
    )
    print(f"Srivastava et al. 2014: {PAPER:.2%}")
    results = {
        "recipe": RECIPE, "epochs": epochs, "seconds": seconds, "test_error": 1 - test["accuracy"],
        "final_test_error": 1 - final["accuracy"], "paper": PAPER,
        "validation_error": (1 - np.asarray(accuracies)).tolist(), "steps": np.asarray(steps).tolist(),
    }  # fmt: skip
    measure.write_results(options.results, "mnist_dropout", ["trainlab"], results)


if __name__ == "__main__":
    main()
