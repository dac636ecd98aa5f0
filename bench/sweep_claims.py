"""How often what the sweeps say is wrong: false alarms, and how often their intervals hold.

alarms: learning-rate sweeps in which nothing can be learned. Simulated curves that go nowhere, with noise of
six kinds; and nets really trained at rates from 1e-12 to 1e-6, with batches of 1, 4, 32 and all examples.
Printed is the share of sweeps that recommend a rate, and the share of range tests that pick one.

rates: tasks are swept with very many seeds, once; every five (and three, and ten) of them are a sweep of
their own. Printed is the share of these whose 90% interval holds the typical answer of all, the mean of its
logarithm, for what is recommended and for the fastest rate, for each goal.

batches: the same of batch-size sweeps: the steps at each size, the critical batch size, what no batch size
can do without, and the noise scale; held is the median answer of all.

Usage: python bench/sweep_claims.py [--only alarms|rates|batches] [--seeds N]
"""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

import measure
import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine

import trainlab as tl
from trainlab.estimate import Estimate, RateSweep, estimate_batch_sweep, estimate_rate_sweep
from trainlab.estimate.outcomes import find_outcomes
from trainlab.estimate.rate_reading import GOALS
from trainlab.record import Curves, Trial

SIMULATIONS = 400
SHAPES = ((64, 5, 200), (8, 5, 200), (8, 1, 200), (16, 3, 60))
"""Rates, seeds and steps of simulated sweeps."""

NETS = {"banknote": "4-8-1", "moons": "2-8-2", "wine": "13-16-3", "digits": "64-32-10"}
NOTHING = (("sgd", "log:1e-12:1e-9:8"), ("sgd", "log:1e-8:1e-6:8"), ("adam", "log:1e-10:1e-8:8"))
"""Optimizers, and rates at which they move no net."""

RATE_TASKS: dict[str, dict[str, Any]] = {
    "moons": {"data": "moons", "net": "2-4-2", "batch_size": 100},
    "moons, adam": {"data": "moons", "net": "2-8-8-2", "optimizer": "adam"},
    "wine": {"data": "wine", "net": "13-16-3", "batch_size": 16},
    "cancer, adam": {"data": "cancer", "net": "30-8-1", "optimizer": "adam", "batch_size": 8},
    "banknote, batch 1": {"data": "banknote", "net": "4-8-1", "batch_size": 1},
    "digits": {"data": "digits", "net": "64-32-10"},
}
BATCH_TASKS: dict[str, dict[str, Any]] = {
    "moons": {"data": "moons", "net": "2-8-2", "target": "validation_loss <= 0.13"},
    "moons, adam": {
        "data": "moons", "net": "2-8-2", "optimizer": "adam", "target": "validation_loss <= 0.12",
    },
    "digits": {
        "data": "digits", "net": "64-32-10", "target": "validation_loss <= 0.2", "rates": "log:0.03:3:7",
    },
}  # fmt: skip
SIZES = [4, 16, 64, 256]
GROUPS = 120
"""Sweeps that are made of the seeds of one, at most."""


def table(name: str) -> Any:
    """A dataset: scikit-learn's, scaled, or trainlab's own by its name."""
    loaders = {"wine": load_wine, "cancer": load_breast_cancer}
    if name not in loaders:
        return name
    loaded = loaders[name]()
    x = (loaded.data - loaded.data.mean(axis=0)) / loaded.data.std(axis=0)
    return tl.Dataset.from_arrays(x.astype("float32"), loaded.target, name=name)


def noise(kind: str, shape: tuple[int, int, int], generator: np.random.Generator) -> np.ndarray:
    """Losses around 1 that go nowhere: (rates, seeds, steps)."""
    normal = generator.normal(size=shape)
    if kind == "white":
        return 1 + 0.3 * normal
    if kind == "one example a batch":
        return generator.exponential(size=shape)
    if kind == "heavy tails":
        return np.exp(1.5 * normal)
    if kind == "hard batches":
        return np.exp(0.7 * generator.normal(size=(1, 1, shape[-1])) + 0.2 * normal)
    if kind == "noisier at large rates":
        width = np.linspace(0.05, 1.0, shape[0])[:, None, None]
        return np.exp(width * normal - width**2 / 2)
    remembered = float(kind.split()[-1])  # noise with a memory: an autoregression
    losses = 0.2 * normal
    for step in range(1, shape[-1]):
        losses[..., step] = (
            remembered * losses[..., step - 1] + np.sqrt(1 - remembered**2) * losses[..., step]
        )
    return np.exp(losses)


KINDS = (
    "white", "one example a batch", "heavy tails", "hard batches", "noisier at large rates", "memory 0.5",
    "memory 0.8", "memory 0.95",
)  # fmt: skip


def simulated_alarms() -> dict[str, list[float]]:
    """The share of simulated sweeps that learned, by kind of noise and by shape."""
    generator = np.random.default_rng(1)
    found: dict[str, list[float]] = {}
    for kind, shape in itertools.product(KINDS, SHAPES):
        rates = np.geomspace(1e-4, 1e2, shape[0])
        alarms = [
            bool(find_outcomes(noise(kind, shape, generator), np.zeros(shape[:2], bool), rates).learned.any())
            for _ in range(SIMULATIONS)
        ]
        found.setdefault(kind, []).append(float(np.mean(alarms)))
    return found


def real_alarms() -> dict[str, Any]:
    """Sweeps at rates that move no net: how many recommend one, and how many range tests pick one."""
    alarms, picks = [], []
    for (data, net), size, (optimizer, rates) in itertools.product(NETS.items(), (1, 4, 32, "full"), NOTHING):
        with tempfile.TemporaryDirectory() as root:
            sweep = tl.sweep_lr(
                table(data), net, rates=rates, batch_size=size, optimizer=optimizer, root=root
            )
        alarms.append(sweep.recommended is not None)
        assert sweep.range_test is not None
        picks.append(np.isfinite(sweep.range_test.picks).mean())
    return {"sweeps": len(alarms), "recommend": float(np.mean(alarms)), "range tests": float(np.mean(picks))}


def groups(seeds: int, size: int) -> Iterator[np.ndarray]:
    """Places of the seeds of the sweeps that very many seeds are, shuffled a few times."""
    generator = np.random.default_rng(0)
    every = (
        row
        for _ in range(8)
        for row in generator.permutation(seeds)[: seeds // size * size].reshape(-1, size)
    )
    return itertools.islice(every, GROUPS)


def part(records: list[Trial], curves: Curves, chosen: set[int]) -> tuple[list[Trial], Curves]:
    """The trials of some seeds, and their curves."""
    kept = [record for record in records if record.settings["seed"] in chosen]
    rows = np.isin(curves.trials, [record.id for record in kept])
    return kept, Curves(curves.name, curves.trials[rows], curves.steps, curves.values[rows])


def held(found: list[Estimate | None], middle: Any) -> float:
    """The share of the intervals that hold the middle of all answers."""
    known = [estimate for estimate in found if estimate is not None]
    truth = middle([estimate.value for estimate in known])
    return float(np.mean([one.low * (1 - 1e-9) <= truth <= one.high * (1 + 1e-9) for one in known]))


def log_mean(values: list[float]) -> float:
    """The geometric mean."""
    return float(np.exp(np.mean(np.log(values))))


def rate_coverage(task: dict[str, Any], seeds: int) -> dict[str, float]:
    """How often the intervals of a learning-rate sweep hold."""
    with tempfile.TemporaryDirectory() as root:
        many = tl.sweep_lr(**{**task, "data": table(task["data"])}, seeds=seeds, root=root)
        study = tl.open(many.folder)
        info = study.info
        records = [trial.record for trial in study.trials]
        curves = {goal: study.recorded(goal) for goal in GOALS}
    found: dict[str, float] = {}
    for size in (3, 5, 10):
        sweeps: list[RateSweep] = []
        for row in groups(seeds, size):
            chosen = {many.seeds[place] for place in row}
            kept, losses = part(records, curves["train_loss"], chosen)
            validation = [part(records, curves[goal], chosen)[1] for goal in GOALS[1:]]
            sweeps.append(estimate_rate_sweep(info, kept, losses, validation=validation))
        for goal in GOALS:
            readings = [sweep.readings[goal] for sweep in sweeps]
            found[f"{goal}, {size} seeds"] = held([reading.recommended for reading in readings], log_mean)
        found[f"fastest, {size} seeds"] = held([sweep.fastest for sweep in sweeps], log_mean)
    return found


def batch_coverage(task: dict[str, Any], seeds: int) -> dict[str, float]:
    """How often the intervals of a batch-size sweep hold."""
    with tempfile.TemporaryDirectory() as root:
        many = tl.sweep_batch(**task, batch_sizes=SIZES, seeds=seeds, root=root)
        study = tl.open(many.folder)
        info = study.info
        records = [trial.record for trial in study.trials]
        probed = [study.recorded(name) for name in ("gradient_variance", "gradient_square")]
        steps = study.ask(many.target).steps
    found: dict[str, float] = {}
    for size in (5, 10):
        estimates: dict[str, list[Estimate | None]] = {}
        for row in groups(seeds, size):
            chosen = {many.seeds[place] for place in row}
            kept = [place for place, record in enumerate(records) if record.settings["seed"] in chosen]
            trials = [records[place] for place in kept]
            sweep = estimate_batch_sweep(info, trials, steps[kept], many.target, noise=(probed[0], probed[1]))
            for name in ("critical", "least_steps", "least_examples", "noise_scale"):
                estimates.setdefault(name, []).append(getattr(sweep, name))
            for place, batch in enumerate(SIZES):
                estimates.setdefault(f"steps at {batch}", []).append(sweep.steps[place])
        middle = {"noise_scale": log_mean}
        for name, values in estimates.items():
            found[f"{name}, {size} seeds"] = held(values, middle.get(name, np.median))
    return found


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--only", choices=["alarms", "rates", "batches"], help="only this part")
    parser.add_argument("--seeds", type=int, default=120, help="seeds of the sweeps that are cut into many")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    results: dict[str, Any] = {}
    if options.only in (None, "alarms"):
        results["simulated"] = simulated_alarms()
        results["real"] = real_alarms()
        titles = [
            "noise",
            *(f"{rates} rates, {seeds} seeds, {steps} steps" for rates, seeds, steps in SHAPES),
        ]
        rows = [
            [kind, *(f"{share:.1%}" for share in shares)] for kind, shares in results["simulated"].items()
        ]
        measure.print_table("Simulated sweeps without learning that recommend a rate", titles, rows)
        print(results["real"])
    for name, tasks, coverage in (
        ("rates", RATE_TASKS, rate_coverage), ("batches", BATCH_TASKS, batch_coverage),
    ):  # fmt: skip
        if options.only not in (None, name):
            continue
        results[name] = {task: coverage(given, options.seeds) for task, given in tasks.items()}
        rows = [
            [what, *(f"{results[name][task][what]:.0%}" for task in tasks)]
            for what in results[name][next(iter(tasks))]
        ]
        measure.print_table("Intervals that hold", [name, *tasks], rows)
    measure.write_results(options.results, "sweep_claims", ["trainlab", "scikit-learn"], results)


if __name__ == "__main__":
    main()
