"""A search against Optuna, which drives the same engine one trial at a time, and against random search.

On each task: random search of 256 trials; ``tl.search`` with a quarter of its steps; Optuna's TPE with as
many, one trial after the other by ``tl.run``, without a pruner and with its Hyperband pruner. A pruned trial
is counted with the steps up to where the pruner stopped it. What counts is the validation loss of the trial
that is chosen, as the lowest mean of three evaluations; its regret is a share of the way from the best that
any of them found to the median of random search. Seconds are wall clock, compiling and proposals included.

Usage: python bench/search.py [--seeds N] [--tasks NAME,...] [--random N]
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import measure
import numpy as np

import trainlab as tl
from trainlab.searches.ranking import reached
from trainlab.study import Study

EPOCHS = 27

TASKS = {
    "moons": ("2-{4,8,16}-2", {"noise": 0.3, "validation_examples": 200}),
    "banknote": ("4-{4,8,16}-1", {}),
    "digits": ("64-{16,32,64}-10", {}),
    "mnist": ("784-{16,32}-10", {"train_fraction": 0.1}),
}
NETS = {name: net for name, (net, _) in TASKS.items()}


def spaces() -> dict[str, object]:
    """What is searched beside the net."""
    return {
        "learning_rate": tl.random_log(1e-4, 10), "momentum": tl.random_lin(0.01, 0.99),
        "batch_size": tl.choice(16, 64), "l2": tl.random_log(1e-6, 0.1),
    }  # fmt: skip


def values(study: Study) -> list[tuple[float, int]]:
    """(objective, epochs trained) of each trial, in order; infinite where it was not trained to the end."""
    curves, found = study.reader.curves("validation_loss"), []
    for trial in (one.record for one in study.trials):
        _, losses = curves.row(curves.rows[trial.id])
        whole = trial.status == "done"
        found.append(
            (reached(np.asarray(losses, float)) if whole else np.inf, trial.steps / trial.steps_per_epoch)
        )
    return found


def by_random(name: str, number: int, seed: int, root: Path) -> tuple[list[tuple[float, int]], float]:
    net, data = TASKS[name]
    start = time.perf_counter()
    study = tl.run(
        name, net, trials=number, draws="random", seed=seed, epochs=EPOCHS, eval_every="epoch", check=False,
        progress=False, root=root, name=f"random{seed}", **spaces(), **data,
    )  # fmt: skip
    return values(study), time.perf_counter() - start


def by_search(name: str, epochs: int, seed: int, root: Path) -> tuple[list[tuple[float, int]], float]:
    net, data = TASKS[name]
    start = time.perf_counter()
    study = tl.search(
        name, net, budget=f"{epochs}epochs", repeats=1, seed=seed, epochs=EPOCHS, eval_every="epoch",
        check=False, progress=False, root=root, name=f"search{seed}", **spaces(), **data,
    )  # fmt: skip
    return values(study), time.perf_counter() - start


def by_optuna(
    name: str, epochs: int, seed: int, root: Path, pruned: bool
) -> tuple[list[tuple[float, int]], float]:
    """TPE, a trial after the other."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    net, data = TASKS[name]
    head, widths, tail = net.replace("{", "}").split("}")
    pruner = optuna.pruners.HyperbandPruner(3, EPOCHS, 3) if pruned else optuna.pruners.NopPruner()
    asked = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed), pruner=pruner)
    found, spent, start = [], 0.0, time.perf_counter()
    while spent + (0 if pruned else EPOCHS) <= epochs:
        trial = asked.ask()
        width = trial.suggest_categorical("width", widths.split(","))
        study = tl.run(
            name, f"{head}{width}{tail}", seed=seed, epochs=EPOCHS, eval_every="epoch", check=False,
            progress=False, root=root, name=f"tpe{pruned}{seed}-{len(found)}",
            learning_rate=trial.suggest_float("learning_rate", 1e-4, 10, log=True),
            momentum=trial.suggest_float("momentum", 0.01, 0.99),
            batch_size=trial.suggest_categorical("batch_size", [16, 64]),
            l2=trial.suggest_float("l2", 1e-6, 0.1, log=True), **data,
        )  # fmt: skip
        record = study.trials[0].record
        losses = np.asarray(study.curves("validation_loss")[0], float)
        value, took = (
            (reached(losses), EPOCHS)
            if record.status == "done"
            else (np.inf, record.steps / record.steps_per_epoch)
        )
        for epoch, loss in enumerate(losses[1:], start=1):
            trial.report(float(loss) if np.isfinite(loss) else 1e9, epoch)
            if pruned and epoch < len(losses) - 1 and trial.should_prune():
                value, took = np.inf, epoch
                break
        if pruned and took < EPOCHS and np.isfinite(losses).all():
            asked.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            asked.tell(trial, value if np.isfinite(value) else 1e9)
        spent += took
        found.append((value, took))
    return found, time.perf_counter() - start


def best(found: Sequence[tuple[float, float]]) -> float:
    return min(value for value, _ in found)


def taken(run: tuple[Sequence[tuple[float, float]], float]) -> tuple[float, float]:
    """The best value of a run, and its seconds."""
    return best(run[0]), run[1]


def main() -> None:
    """Search, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="searches of each kind (10)")
    parser.add_argument("--tasks", default=",".join(TASKS), metavar="NAMES", help="tasks")
    parser.add_argument("--random", type=int, default=256, metavar="N", help="trials of random search (256)")
    options = parser.parse_args()
    epochs = options.random * EPOCHS // 4
    rows, noted = [], []
    ranks: dict[str, list[float]] = {}
    for name in options.tasks.split(","):
        runs: dict[str, list[tuple[float, float]]] = {}
        medians = []
        for seed in range(options.seeds):
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                drawn, seconds = by_random(name, options.random, seed, root)
                medians.append(statistics.median(value for value, _ in drawn))
                quarter = drawn[: options.random // 4]
                given = {
                    f"random, {options.random}": (best(drawn), seconds),
                    "random, a quarter": (best(quarter), seconds / 4),
                }
                given["search"] = taken(by_search(name, epochs, seed, root))
                given["TPE"] = taken(by_optuna(name, epochs, seed, root, False))
                given["TPE, Hyperband"] = taken(by_optuna(name, epochs, seed, root, True))
                for title, one in given.items():
                    runs.setdefault(title, []).append(one)
        lowest = min(value for found in runs.values() for value, _ in found)
        width = statistics.median(medians) - lowest
        for title, found in runs.items():
            regrets = [(value - lowest) / width for value, _ in found]
            seconds = statistics.median(lasted for _, lasted in found)
            rows.append([name, title, f"{100 * statistics.fmean(regrets):.2f}", f"{seconds:.1f}"])
            noted.append({"task": name, "method": title, "regrets": regrets, "seconds": seconds})
        equal = [title for title in runs if not title.startswith("random, 2")]
        for seed in range(options.seeds):
            order = sorted(equal, key=lambda title: runs[title][seed][0])
            for place, title in enumerate(order, start=1):
                ranks.setdefault(title, []).append(place)
        print(*rows[-len(runs) :], sep="\n", flush=True)
    rows += [["mean rank", title, f"{statistics.fmean(found):.2f}", ""] for title, found in ranks.items()]
    measure.print_table(
        f"Regret in percent after {epochs} epochs in all ({options.random * EPOCHS} of the first), "
        f"{options.seeds} seeds",
        ["task", "method", "regret", "seconds"],
        rows,
    )
    measure.write_results(
        options.results, "search", ["trainlab"],
        {"searches": noted, "mean_rank": {title: statistics.fmean(found) for title, found in ranks.items()}},
    )  # fmt: skip


if __name__ == "__main__":
    main()
