"""How near proposers come to optima that are known, round after round, and how long they take.

Objectives are those of ``evidence/planted_objectives.py``: bowls, Branin's function, and optimizers with
settings of their own, some with noise. Each proposer searches each of them with many seeds, in rounds of 16
trials: trained to the end, and with halving, where more of them start and cost as much. The regret is that
of the trial a search would choose, by the means of three evaluations. "trees" and "bounds" are what the
default was chosen over: extremely randomised trees of which each is a function drawn, and lower confidence
bounds of the Gaussian process.

Usage: python bench/proposers.py [--seeds N] [--rounds N] [--trained whole|halving|both] [--only NAME,...]
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from unittest import mock

import measure
import numpy as np

from evidence.planted_objectives import Objective, objectives
from trainlab.searches import Tried, rank_at, widest
from trainlab.searches.proposers import PROPOSERS, Proposer, model
from trainlab.searches.ranking import reached

SIZE = 16


class Trees:
    """Trees in place of the process: each is a function."""

    def __init__(self, rows: np.ndarray, values: np.ndarray, seed: int) -> None:
        from sklearn.ensemble import ExtraTreesRegressor

        self._forest = ExtraTreesRegressor(100, bootstrap=True, random_state=seed).fit(rows, values)

    def draw(self, rows: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
        found = np.stack([tree.predict(rows) for tree in self._forest.estimators_], axis=1)
        return found[:, np.arange(number) % found.shape[1]]


class Bounds:
    """Lower confidence bounds, each so many deviations below the mean as an exponential draw says."""

    def __init__(self, process: model.GaussianProcess) -> None:
        self._process = process

    def draw(self, rows: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
        means, covariances = self._process.at(rows)
        deviations = np.sqrt(np.maximum(np.diag(covariances), 0))
        return means[:, None] - deviations[:, None] * random.exponential(1.5, number)


def of_trees(rows: np.ndarray, observed: model.Observed, random: np.random.Generator) -> Trees:
    if observed.partial:
        rows = np.hstack([rows, (observed.lengths / -observed.lengths.min())[:, None]])
    return Trees(rows, observed.heights, int(random.integers(2**31)))


_process = model.process_of


class Other:
    """The default with something else in place of its process."""

    def __init__(self, made: Callable) -> None:
        self._made = made

    def propose(self, *given, **named):
        with mock.patch.object(model, "process_of", self._made):
            return model.Model().propose(*given, **named)


COMPARED: dict[str, Proposer] = {
    **{name: PROPOSERS[name] for name in ("random", "sobol", "model", "tpe", "cmaes")},
    "trees": Other(of_trees),
    "bounds": Other(lambda *given: Bounds(_process(*given))),
}


def chosen(history: Sequence[Tried]) -> Tried:
    """The trial that a search would choose: the best of those that were trained to the end."""
    whole = [one for one in history if one.fraction == 1 and not one.diverged]
    return min(whole or history, key=lambda one: reached(one.values))


def trained(
    objective: Objective, proposed: Sequence[dict], first: int, seed: int, number: int, halving: bool
) -> list[Tried]:
    """The trials of a round."""
    ids = range(first, first + len(proposed))
    if not halving:
        return [objective.train(one, 1.0, id, seed, number) for id, one in zip(ids, proposed, strict=True)]
    bracket = widest(SIZE, 1 / 9)
    assert bracket is not None
    left, found = dict(zip(ids, proposed, strict=True)), {}
    for place, rung in enumerate(bracket.rungs):
        at = {id: objective.train(one, rung.fraction, id, seed, number) for id, one in left.items()}
        found |= at
        if place + 1 < len(bracket.rungs):
            names = list(at)
            order = rank_at(list(at.values()), rung.fraction, bracket.rungs[place + 1].fraction, True)
            left = {names[one.trial]: left[names[one.trial]] for one in order[: rung.kept]}
    return [found[id] for id in ids]


def search(
    proposer: Proposer, objective: Objective, rounds: int, seed: int, halving: bool
) -> tuple[list[float], float]:
    """The regret after each round, and the mean seconds of a proposal."""
    history: list[Tried] = []
    regrets, seconds = [], 0.0
    bracket = widest(SIZE, 1 / 9)
    size = bracket.starters if halving and bracket else SIZE
    for number in range(rounds):
        start = time.perf_counter()
        proposed = proposer.propose(objective.space, history, size, seed)
        seconds += time.perf_counter() - start
        history += trained(objective, proposed, len(history), seed, number, halving)
        regrets.append(objective.regret(chosen(history).settings))
    return regrets, seconds / rounds


def middle(regrets: Sequence[float]) -> float:
    """The geometric mean."""
    return math.exp(statistics.fmean(math.log(max(one, 1e-7)) for one in regrets))


def main() -> None:
    """Search, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds of each search (10)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of each search (5)")
    parser.add_argument("--trained", choices=("whole", "halving", "both"), default="both", help="how (both)")
    parser.add_argument("--only", default=",".join(COMPARED), metavar="NAMES", help="proposers")
    options = parser.parse_args()
    names = options.only.split(",")
    marks = sorted({1, options.rounds // 2, options.rounds})
    rows, noted = [], []
    for halving in {"whole": (False,), "halving": (True,), "both": (False, True)}[options.trained]:
        ranks: dict[str, list[float]] = {name: [] for name in names}
        for objective in objectives():
            lasts = {}
            for name in names:
                found = [
                    search(COMPARED[name], objective, options.rounds, seed, halving)
                    for seed in range(options.seeds)
                ]
                by_round = {mark: middle([regrets[mark - 1] for regrets, _ in found]) for mark in marks}
                lasts[name] = [regrets[-1] for regrets, _ in found]
                seconds = statistics.fmean(seconds for _, seconds in found)
                how = "halving" if halving else "to the end"
                figures = [f"{by_round[mark]:.5f}" for mark in marks]
                rows.append([objective.name, how, name, *figures, f"{1000 * seconds:.0f}"])
                noted.append({
                    "objective": objective.name, "halving": halving, "proposer": name,
                    "regret": by_round, "lasts": lasts[name], "seconds": seconds,
                })  # fmt: skip
            for seed in range(options.seeds):
                ordered = sorted(lasts[name][seed] for name in names)
                for name in names:
                    value = lasts[name][seed]
                    ranks[name].append(
                        (ordered.index(value) + 1 + len(ordered) - ordered[::-1].index(value)) / 2
                    )
        rows += [
            [
                "mean rank",
                "halving" if halving else "to the end",
                name,
                *[""] * (len(marks) - 1),
                f"{statistics.fmean(ranks[name]):.2f}",
                "",
            ]
            for name in names
        ]
        noted.append({
            "halving": halving, "mean_rank": {name: statistics.fmean(ranks[name]) for name in names},
        })  # fmt: skip
    measure.print_table(
        f"Regret of the chosen trial, geometric mean of {options.seeds} seeds",
        ["objective", "trained", "proposer", *(f"round {mark}" for mark in marks), "ms a round"],
        rows,
    )
    measure.write_results(options.results, "proposers", ["trainlab"], {"searches": noted})


if __name__ == "__main__":
    main()
