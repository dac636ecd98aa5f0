"""The smallest convolutional net that still reads digits: its accuracy over seeds, and the time of a step.

The net has 158 parameters: avgpool2, conv3x3x3, conv3x3x1, avgpool3, conv3x3x10. One study trains it with 8
seeds on MNIST: nadam, batch 1024, the learning rate halved after 3 epochs and training stopped after 5
without a fall of the train loss by 1e-6, at most 1000 epochs. Then a step is timed against an eager PyTorch
loop and Keras's model.fit, in turns, on made-up images of the same size.

Usage: python bench/tiny_conv.py [--part accuracy|time] [--epochs N] [--only trainlab] [--repeats N]

Needs the MNIST data for the accuracy: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import tempfile
import time
from functools import partial
from statistics import median
from typing import Any

import measure

import trainlab as tl

NET = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"
SEEDS = 8
REFERENCE = 0.9112
"""Test accuracy of the reference run."""

STEPS, TRIALS = 100, 8
AIM_SECONDS = 4e-3


def accuracy(epochs: int, learning_rate: float) -> dict[str, Any]:
    """Train the study to its end; the test accuracy and the epochs of every seed."""
    with tempfile.TemporaryDirectory() as root:
        begin = time.perf_counter()
        study = tl.run(
            "mnist", NET, optimizer="nadam", learning_rate=learning_rate, batch_size=1024, epochs=epochs,
            schedule="performance", plateau_watch="train_loss", plateau_factor=0.5, plateau_patience=3,
            plateau_min_delta=1e-6, early_stopping="train_loss", patience=5, min_delta=1e-6, seeds=SEEDS,
            root=root,
        )  # fmt: skip
        seconds = time.perf_counter() - begin
        trials = []
        for trial in study.trials:
            record = trial.record
            trials.append(
                {
                    "seed": trial.settings["seed"],
                    "epochs": record.steps / record.steps_per_epoch,
                    "status": trial.status,
                    "test_accuracy": trial.evaluate("test")["accuracy"],
                    "seconds_per_step": record.seconds_per_step,
                }
            )
        steps = sum(trial.record.steps for trial in study.trials)
    measure.print_table(
        f"{NET} on MNIST, {seconds:.0f} s for {steps:,} steps",
        ["seed", "epochs", "test accuracy", "status"],
        [[t["seed"], f"{t['epochs']:g}", f"{t['test_accuracy']:.2%}", t["status"]] for t in trials],
    )
    accuracies = [t["test_accuracy"] for t in trials]
    print(f"\nmedian {median(accuracies):.2%}, best {max(accuracies):.2%}; reference {REFERENCE:.2%}")
    return {
        "learning_rate": learning_rate,
        "trials": trials,
        "seconds": seconds,
        "steps": steps,
        "reference": REFERENCE,
    }


def times(libraries: list[str], repeats: int) -> dict[str, Any]:
    """Milliseconds of a step, per trial, of every library, in turns."""
    scripts = {"trainlab": "trainlab_tiny_conv.py", "torch": "torch_tiny_conv.py"}
    backends = {"keras_jax": "jax", "keras_tf": "tensorflow"}
    question = {"steps": STEPS, "trials": TRIALS, "examples": 20 * 1024}
    with tempfile.TemporaryDirectory() as cache:
        workers = {
            library: measure.Worker(
                library,
                scripts.get(library, "keras_tiny_conv.py"),
                measure.environment(KERAS_BACKEND=backends.get(library, ""), TRAINLAB_CACHE=cache),
            )
            for library in libraries
        }
        measures = {library: partial(worker.ask, question) for library, worker in workers.items()}
        measure.interleaved(measures, 1)  # compiles everything
        taken = measure.interleaved(measures, repeats)
        for worker in workers.values():
            worker.close()
    noted = {
        library: {key: measure.summary([answer[key] for answer in answers]) for key in answers[0]}
        for library, answers in taken.items()
    }
    titles = {"trainlab": f"trainlab, {TRIALS} trials", **measure.BASELINES}
    rows = []
    for library in libraries:
        ratio = ""
        if "trainlab" in libraries:
            ours = [answer["seconds"] for answer in taken["trainlab"]]
            noted[library]["over_trainlab"] = measure.ratio([a["seconds"] for a in taken[library]], ours)
            ratio = f"{noted[library]['over_trainlab']:.1f}"
        rows.append([titles[library], f"{1e3 * noted[library]['seconds']['median']:.2f}", ratio])
    measure.print_table(
        f"Milliseconds of a step, per trial (median of {repeats}; aim {1e3 * AIM_SECONDS:g})",
        ["batch 1024, nadam", "ms", "over trainlab"],
        rows,
    )
    return noted


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    parser.add_argument("--part", choices=["accuracy", "time"], help="only this part")
    parser.add_argument("--epochs", type=int, default=1000, metavar="N", help="longest training (1000)")
    parser.add_argument(
        "--learning-rate", type=float, default=0.001, metavar="R", help="where it starts (0.001, as in Keras)"
    )
    options, libraries = measure.libraries(parser)
    results: dict[str, Any] = {}
    if options.part != "time":
        results["accuracy"] = accuracy(options.epochs, options.learning_rate)
    if options.part != "accuracy":
        results["seconds_per_step"] = times(libraries, options.repeats)
    name = "tiny_conv" if options.part is None else f"tiny_conv_{options.part}"
    if options.learning_rate != 0.001:
        name += f"_rate_{options.learning_rate:g}"
    measure.write_results(options.results, name, libraries, results)


if __name__ == "__main__":
    main()
