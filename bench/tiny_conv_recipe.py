"""The smallest convolutional net that still reads digits: the recipe that was found for it, over 8 seeds.

``tiny_conv.py`` trains the net as the reference run was trained. This script runs the one command below,
whose settings were chosen on the validation split, and then looks at the test split once. The exit code is 1
where the median over seeds misses the reference run's test accuracy.

Usage: python bench/tiny_conv_recipe.py [--part recipe|causes|choices] [--epochs N] [--root FOLDER]

The part ``causes`` trains the net for 20 epochs as the reference run did, with what may set the two apart:
inputs of 0 to 255 in place of 0 to 1, and the slow momentum schedule of Nadam in TensorFlow 2.3. The part
``choices`` takes the recipe's choices back one by one, in 20 epochs, on the validation split.

Needs the MNIST data: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import importlib
import shlex
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import measure

import trainlab as tl

LAYERS = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"
PARAMETERS = 158
REFERENCE = 0.9112
"""Test accuracy of the reference run, one seed."""

RECIPE = {
    "optimizer": "nadam",
    "init_gain": 20,
    "batch_size": 16,
    "learning_rate": 0.03,
    "schedule": "one_cycle",
    "beta_1": 0.8,
    "beta_2": 0.99,
}
EPOCHS = 150

CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "the recipe": (LAYERS, {}),
    "init_gain 1": (LAYERS, {"init_gain": 1}),
    "init_gain 1, inputs times 5": (f"rescale5 {LAYERS}", {"init_gain": 1}),
    "betas 0.9 and 0.999": (LAYERS, {"beta_1": 0.9, "beta_2": 0.999}),
    "batch_size 1024, learning_rate 0.1": (LAYERS, {"batch_size": 1024, "learning_rate": 0.1}),
}
"""The recipe's settings, and what is tried in place of them."""

REFERENCE_LOSS = 1.5476
"""Mean train loss of the reference run over its 17th epoch, of 59 steps (it trains on 60,000 images)."""

CAUSES = {
    "0 to 1, Nadam as in Keras 3": (LAYERS, 1.0),
    "0 to 1, Nadam as in TensorFlow 2.3": (LAYERS, 0.004),
    "0 to 255, Nadam as in Keras 3": (f"rescale255 {LAYERS}", 1.0),
    "0 to 255, Nadam as in TensorFlow 2.3": (f"rescale255 {LAYERS}", 0.004),
}
"""What may set the reference run apart: the net with its scaling, and the pace of the momentum schedule."""


def recipe(epochs: int, root: Path) -> dict[str, Any]:
    """Run the command, then evaluate every trial's best weights on the test split."""
    settings = " ".join(f"{name}={value}" for name, value in {**RECIPE, "epochs": epochs}.items())
    command = f'trainlab run mnist --net "{LAYERS}" --seeds 8 --set {settings}'
    print(command, flush=True)
    program, *rest = shlex.split(command)
    assert program == "trainlab"
    subprocess.run([measure.trainlab_command(), *rest, "--root", str(root)], check=True)
    return {"command": command, **reached(root)}


def reached(root: Path) -> dict[str, Any]:
    """What every trial of the newest study in a folder reaches on the test split, and their median."""
    study = tl.open(root=root)
    trials = []
    for trial in study.trials:
        assert trial.record.parameters == PARAMETERS
        trials.append(
            {
                "seed": trial.settings["seed"],
                "validation_accuracy": trial.record.best["validation_accuracy"],
                "test_accuracy": trial.evaluate("test")["accuracy"],
            }
        )
    found = [t["test_accuracy"] for t in trials]
    measure.print_table(
        f"{LAYERS} on MNIST",
        ["seed", "validation accuracy", "test accuracy"],
        [[t["seed"], f"{t['validation_accuracy']:.2%}", f"{t['test_accuracy']:.2%}"] for t in trials],
    )
    print(f"\nmedian {median(found):.2%}, {min(found):.2%} to {max(found):.2%}; reference {REFERENCE:.2%}")
    return {
        "median": median(found),
        "reference": REFERENCE,
        "trials": trials,
        "phases": dict(study.info.seconds),
    }


def causes(epochs: int) -> dict[str, Any]:
    """Mean train loss over the 17th epoch, and validation accuracy, of 8 seeds of each cause."""
    found = {}
    nadam = importlib.import_module("trainlab.optimizers.nadam")
    keras = nadam._WARMTH
    for name, (net, pace) in CAUSES.items():
        slowed = mock.patch.object(nadam, "_WARMTH", keras**pace)
        with tempfile.TemporaryDirectory() as root, slowed:
            study = tl.run(
                "mnist", net, optimizer="nadam", batch_size=1024, epochs=epochs, seeds=8, root=root
            )
            per_epoch = study.trials[0].record.steps_per_epoch
            losses = study.curves("train_loss")[:, 16 * per_epoch : 17 * per_epoch].mean(axis=1)
            found[name] = {
                "loss_of_epoch_17": losses.tolist(),
                "validation_accuracy": [t.record.final["validation_accuracy"] for t in study.trials],
            }
    measure.print_table(
        f"After {epochs} epochs, medians of 8 seeds (the reference, 85 steps further: {REFERENCE_LOSS})",
        ["", "loss of epoch 17", "lowest", "highest", "validation accuracy"],
        [
            [name, *(f"{f(row['loss_of_epoch_17']):.3f}" for f in (median, min, max)),
             f"{median(row['validation_accuracy']):.1%}"]
            for name, row in found.items()
        ],
    )  # fmt: skip
    return {"epochs": epochs, "reference_loss_of_epoch_17": REFERENCE_LOSS, "found": found}


def choices(epochs: int) -> dict[str, Any]:
    """Validation accuracy of 8 seeds of the recipe, and of the recipe less each of its choices."""
    found = {}
    for name, (net, settings) in CHOICES.items():
        with tempfile.TemporaryDirectory() as root:
            study = tl.run("mnist", net, root=root, epochs=epochs, seeds=8, **{**RECIPE, **settings})
            found[name] = [t.record.final["validation_accuracy"] for t in study.trials]
    measure.print_table(
        f"Validation accuracy after {epochs} epochs, 8 seeds",
        ["", "median", "lowest", "highest"],
        [[name, *(f"{f(row):.1%}" for f in (median, min, max))] for name, row in found.items()],
    )
    return {"epochs": epochs, "validation_accuracy": found}


def main() -> None:
    """Train, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument(
        "--part", choices=["recipe", "causes", "choices"], default="recipe", help="which part (recipe)"
    )
    parser.add_argument("--epochs", type=int, metavar="N", help=f"passes over train ({EPOCHS}; others: 20)")
    parser.add_argument("--root", type=Path, metavar="FOLDER", help="keep the recipe's study in this folder")
    options = parser.parse_args()
    if options.part != "recipe":
        part = {"causes": causes, "choices": choices}[options.part]
        results = part(options.epochs or 20)
        measure.write_results(options.results, f"tiny_conv_{options.part}", ["trainlab"], results)
        return
    with tempfile.TemporaryDirectory() as folder:
        results = recipe(options.epochs or EPOCHS, options.root or Path(folder))
    measure.write_results(options.results, "tiny_conv_recipe", ["trainlab"], results)
    if results["median"] < REFERENCE:
        raise SystemExit(f"The median missed the reference's {REFERENCE:.2%}.")


if __name__ == "__main__":
    main()
