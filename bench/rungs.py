"""How much a search loses by stopping trials early, and how that depends on what they are ranked by.

Trials of three tasks are trained to the end, with few validation examples. Then halving is played with their
curves: some of them start, at each rung the best third goes on, ranked by the line through the later part of
each curve (``searches/ranking.py``), by the last evaluation alone, or by the mean of the last third. The
regret is how far the best of those left is behind the best that started, as a share of the way from there to
the median. Every way of ranking meets the same draws of starters.

Usage: python bench/rungs.py [--trials N] [--draws N] [--root FOLDER]
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import measure
import numpy as np

import trainlab as tl
from trainlab.searches import Tried, tried
from trainlab.searches.ranking import rank_at, reached

TASKS = {
    "moons": ("2-{4,12}-2", {"validation_examples": 60, "noise": 0.3}),
    "banknote": ("4-{3,8}-1", {"validation_examples": 60}),
    "digits": ("64-{16,48}-10", {"validation_examples": 100}),
}
EPOCHS, ETA, STARTERS = 81, 3, 81
RUNGS = {"1/27, 1/9, 1/3": (1 / 27, 1 / 9, 1 / 3), "1/9, 1/3": (1 / 9, 1 / 3)}

Ranking = Callable[[Sequence[Tried], float, float], list[int]]


def by_line(keeps_best: bool) -> Ranking:
    return lambda trials, at, after: [one.trial for one in rank_at(trials, at, after, keeps_best)]


def by_last(trials: Sequence[Tried], at: float, after: float) -> list[int]:
    return sorted(range(len(trials)), key=lambda place: trials[place].until(at).last)


def by_mean(trials: Sequence[Tried], at: float, after: float) -> list[int]:
    values = [trial.until(at).values for trial in trials]
    return sorted(
        range(len(trials)), key=lambda place: values[place][-max(len(values[place]) // 3, 1) :].mean()
    )


def train(name: str, number: int, root: Path) -> tuple[list[Tried], np.ndarray, np.ndarray]:
    """Curves of one task, the test loss at their ends, and the best validation loss of each."""
    net, data = TASKS[name]
    study = tl.run(
        name, net, learning_rate=tl.random_log(1e-3, 10), momentum=tl.random_lin(0, 0.98),
        batch_size=tl.choice(8, 32, 128), l2=tl.random_log(1e-6, 0.1), epochs=EPOCHS, eval_every="epoch",
        trials=number, root=root, name=name, check=False, progress=False, **data,
    )  # fmt: skip
    study.evaluate_all(which="final")
    curves, scores = study.reader.curves("validation_loss"), study.reader.measured().scores
    found, ends = [], []
    for trial in (one.record for one in study.trials):
        steps, values = curves.row(curves.rows[trial.id])
        diverged = trial.status == "diverged"
        found.append(tried(trial.settings, steps, values, trial.length, id=trial.id, diverged=diverged))
        ends.append(np.inf if diverged else scores[trial.id, "test", "final"].loss)
    return found, np.array(ends), np.array([reached(one.values) for one in found])


def regret(
    trials: list[Tried], truth: np.ndarray, rank: Ranking, rungs: Sequence[float], draws: int
) -> np.ndarray:
    """(draws,) of each draw of starters."""
    lost = []
    for draw in range(draws):
        starters = np.random.default_rng(draw).choice(len(trials), STARTERS, replace=False)
        left = list(starters)
        for at, after in zip(rungs, (*rungs[1:], 1.0), strict=True):
            order = rank([trials[one] for one in left], at, after)
            left = [left[place] for place in order[: len(left) // ETA]]
        best, middle = truth[starters].min(), np.median(truth[starters])
        lost.append(min((truth[left].min() - best) / (middle - best), 1.0))
    return np.array(lost)


def main() -> None:
    """Train, play, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--trials", type=int, default=300, metavar="N", help="trials of a task (300)")
    parser.add_argument("--draws", type=int, default=200, metavar="N", help="draws of starters (200)")
    options = parser.parse_args()
    rows, noted = [], []
    with tempfile.TemporaryDirectory() as folder:
        tasks = {name: train(name, options.trials, Path(folder)) for name in TASKS}
    for result in ("test loss at the end", "best validation loss"):
        by_best = result.startswith("best")
        ways = {"line": by_line(by_best), "last": by_last, "mean": by_mean}
        for title, rungs in RUNGS.items():
            for name, (trials, ends, bests) in tasks.items():
                truth = bests if by_best else ends
                lost = {way: regret(trials, truth, rank, rungs, options.draws) for way, rank in ways.items()}
                means = {way: float(values.mean()) for way, values in lost.items()}
                gain = lost["last"] - lost["line"]
                error = float(gain.std(ddof=1) / len(gain) ** 0.5)
                rows.append([result, title, name, *(f"{100 * means[way]:.2f}" for way in ways)])
                noted.append({"result": result, "rungs": title, "task": name, **means, "error": error})
    measure.print_table(
        f"Regret in percent of the way from the best of {STARTERS} starters to their median",
        ["result", "rungs", "task", "line", "last point", "mean of a third"],
        rows,
    )
    measure.write_results(options.results, "rungs", ["trainlab"], {"regret": noted})


if __name__ == "__main__":
    main()
