"""The banknote batch-size study, as whole fresh processes: trainlab against Keras and PyTorch.

Six fits of a 4-6-6-1 net, SGD at 0.01: batch sizes 1, 2, 8, 32, 128 and full for 10, 20, 80, 100, 200 and
1500 epochs. Everything is counted: interpreter, imports, compiling, training, validation, writing. trainlab
runs its own command, cold (empty compile cache) and warm (the cache filled by an earlier process). The
baselines fit the same examples with validation data, once validating after every epoch (their habit) and
once as seldom as trainlab evaluates (at most 100 times a trial); they write nothing.

Usage: python bench/banknote_study.py [--only trainlab] [--repeats N]

Needs the banknote data: TRAINLAB_DATA, or a network once. With all baselines a turn takes about six minutes,
most of them in Keras/TF; with ``--only trainlab`` half a minute.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import measure

BATCH_SIZES: tuple[int | str, ...] = (1, 2, 8, 32, 128, "full")
EPOCHS = (10, 20, 80, 100, 200, 1500)
EVALUATIONS = 100
"""Evaluations trainlab makes of a trial at most, by its default."""


def write_data(path: Path) -> tuple[int, Path]:
    """Write trainlab's own split of the data for the baselines.

    Returns:
        The number of training examples, and the folder the data was found in.
    """
    import numpy as np

    from trainlab.data import load_dataset
    from trainlab.data.named.locate import find
    from trainlab.errors import DataError

    try:
        dataset = load_dataset("banknote")
    except DataError as problem:
        raise SystemExit(str(problem)) from None
    train, validation = dataset.train, dataset.validation
    x_validation, y_validation = validation.inputs, validation.targets
    np.savez(path, x=train.inputs, y=train.targets, x_validation=x_validation, y_validation=y_validation)
    found = find("banknote")
    if found is None:
        raise SystemExit("the banknote data is in no folder: set TRAINLAB_DATA.")
    return len(train), found[0].folder


def fits(examples: int, as_seldom: bool) -> str:
    """What a baseline is to fit: batch size, epochs, epochs between validations."""
    every = [-(-epochs // EVALUATIONS) if as_seldom else 1 for epochs in EPOCHS]
    sizes = [examples if size == "full" else size for size in BATCH_SIZES]
    return json.dumps(list(zip(sizes, EPOCHS, every, strict=True)))


class Trainlab:
    """trainlab's runs, in a folder of their own.

    Args:
        folder: an empty folder.
        data: the folder the banknote data is in.
    """

    def __init__(self, folder: Path, data: Path) -> None:
        self._folder, self._data = folder, data
        self._warm = folder / "cache-warm"
        self._pair = {"batch_size": list(BATCH_SIZES), "epochs": list(EPOCHS)}
        self.run(cold=False)  # fills the warm cache

    def _fresh(self, cold: bool) -> tuple[Path, dict[str, str]]:
        root, cache = self._folder / "runs", self._folder / "cache-cold" if cold else self._warm
        shutil.rmtree(root, ignore_errors=True)
        if cold:
            shutil.rmtree(cache, ignore_errors=True)
        return root, measure.environment(TRAINLAB_CACHE=cache, TRAINLAB_DATA=self._data)

    def run(self, cold: bool) -> float:
        """Seconds of the command, as a user types it."""
        root, env = self._fresh(cold)
        pair = [f"{name}={','.join(map(str, values))}" for name, values in self._pair.items()]
        command = [
            measure.trainlab_command(), "run", "banknote", "--net", "4-6-6-1", "--pair", *pair, "--root", root
        ]  # fmt: skip
        return measure.timed_process(command, env)[0]

    def phases(self, cold: bool) -> dict[str, float]:
        """Seconds of the phases of the same study run from Python."""
        root, env = self._fresh(cold)
        script = measure.WORKERS / "trainlab_banknote.py"
        command = [measure.interpreter("trainlab"), script, root, json.dumps(self._pair)]
        begin = time.time()
        _, printed = measure.timed_process(command, env)
        end = time.time()
        told = json.loads(printed.splitlines()[-1])
        inside = told["phases"]
        return {
            "python": told["up"] - begin,
            "import": told["imported"] - told["up"],
            **inside,
            "rest": told["done"] - told["imported"] - sum(inside.values()),
            "exit": end - told["done"],
        }


def baseline(name: str, data: Path, what: str) -> float:
    """Seconds of a baseline's fits."""
    script = "torch_banknote.py" if name == "torch" else "keras_banknote.py"
    backend = {"keras_jax": "jax", "keras_tf": "tensorflow"}.get(name, "")
    command = [measure.interpreter(name), measure.WORKERS / script, data, what]
    return measure.timed_process(command, measure.environment(KERAS_BACKEND=backend))[0]


def _medians(turns: list[dict[str, float]]) -> dict[str, float]:
    return {phase: median(turn[phase] for turn in turns) for phase in turns[0]}


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    options, chosen = measure.libraries(parser)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        examples, data = write_data(folder / "banknote.npz")
        runs: dict[str, Callable[[], Any]] = {}
        titles = {}
        if "trainlab" in chosen:
            trainlab = Trainlab(folder, data)
            for state in ("cold", "warm"):
                titles[f"trainlab {state}"] = f"trainlab run, {state}"
                runs[f"trainlab {state}"] = partial(trainlab.run, state == "cold")
                runs[f"phases {state}"] = partial(trainlab.phases, state == "cold")
        for name in (name for name in chosen if name in measure.BASELINES):
            for how, as_seldom in (("every epoch", False), ("as trainlab", True)):
                key, asked = f"{name} {how}", fits(examples, as_seldom)
                titles[key] = f"{measure.BASELINES[name]}, validating {how}"
                runs[key] = partial(baseline, name, folder / "banknote.npz", asked)
        taken = measure.interleaved(runs, options.repeats)
    states = [state for state in ("cold", "warm") if f"trainlab {state}" in taken]
    results = {"seconds": {key: measure.summary(taken[key]) for key in titles}}
    results["times_trainlab"] = {
        key: {state: measure.ratio(taken[key], taken[f"trainlab {state}"]) for state in states}
        for key in titles
    }
    measure.print_table(
        f"Banknote batch-size study, seconds of a whole process (median of {options.repeats})",
        ["", "seconds", *(f"times trainlab {state}" for state in states)],
        [
            [
                title,
                f"{results['seconds'][key]['median']:.2f}",
                *(f"{value:.1f}" for value in results["times_trainlab"][key].values()),
            ]
            for key, title in titles.items()
        ],
    )
    results["phases"] = {state: _medians(taken[f"phases {state}"]) for state in states}
    if states:
        measure.print_table(
            "Inside trainlab, seconds of each phase (from Python, without the report at the end)",
            ["", *results["phases"][states[0]]],
            [[state, *(f"{value:.2f}" for value in results["phases"][state].values())] for state in states],
        )
    measure.write_results(options.results, "banknote_study", chosen, results)


if __name__ == "__main__":
    main()
