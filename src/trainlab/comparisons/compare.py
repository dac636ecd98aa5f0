"""What the trials of a comparison say: which value is better, by how much, and after how much tuning."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from trainlab.comparisons.asked import Question
from trainlab.comparisons.difference import Difference, Redraws, difference
from trainlab.comparisons.edges import Edge, find_edges
from trainlab.comparisons.examples import added_by_examples, added_without_pairs
from trainlab.comparisons.folds import Folds, best_of, folds, ranked
from trainlab.comparisons.judged import Judged
from trainlab.comparisons.points import Points, after_share, correct_rows, points_of
from trainlab.comparisons.redrawn import redrawn
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import Value

SHARES = (0.125, 0.25, 0.5)
"""Shares of the steps after which values are compared, besides all of them."""

SPLIT_BY = ("data_seed", "noise", "validation_examples")
"""Settings that decide which examples the validation split holds."""

ReadsRight = Callable[[Sequence[int]], Mapping[int, np.ndarray]]
"""Reads which validation examples trials got right at their best evaluation, where that is kept."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """A value at the best of what was tuned for it.

    Attributes:
        value: the value.
        settings: the tuned settings of its best point.
        trials: the trials of that point, a seed each.
        score: what the best of its points is expected to reach, chosen by all seeds but one and scored by
            that one: a fraction for accuracies, a loss as it is.
        by_budget: the same for fewer points, see ``Compared.budgets``.
        by_share: the same for shorter training, see ``SHARES``; NaN where trials were not evaluated by
            then.
        scatter: standard deviation over seeds, of the best quarter of its points.
        diverged: how many of its points had a seed that diverged.
    """

    value: Value
    settings: Mapping[str, Value]
    trials: tuple[int, ...]
    score: float
    by_budget: tuple[float, ...]
    by_share: tuple[float, ...]
    scatter: float
    diverged: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The value that comes first and another one.

    Attributes:
        first, second: places of the values in the question.
        whole: how far the first is ahead with all points and all steps; None where there is one seed.
        by_budget: the same with fewer points; the last is with all of them.
        by_share: the same after a share of the steps; None also where trials were not evaluated by then.
    """

    first: int
    second: int
    whole: Difference | None
    by_budget: tuple[Difference | None, ...]
    by_share: tuple[Difference | None, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison says.

    Attributes:
        name: the name of the study.
        folder: where it is stored.
        curve: the curve that values are judged by, at the best evaluation of each trial.
        factors: whether leads are logarithms of factors, as of losses, and not differences.
        question: what was asked.
        points: how many points were tried for each value.
        seeds: how many seeds each point has.
        values: the values, in the order they were asked about.
        ranking: places of the values, the best first.
        pairs: the best value and each of the others, in the order of ``ranking``.
        budgets: numbers of points that values are compared after: 1, 2, 4, ... and all.
        edges: best values that lie at the edge of their ranges.
        examples: whether intervals count the choice of validation examples.
        scheduled: whether rates follow a schedule, so that a shorter training would not be the beginning of
            this one.
    """

    name: str
    folder: Path | None
    curve: str
    factors: bool
    question: Question
    points: int
    seeds: int
    values: tuple[Tuned, ...]
    ranking: tuple[int, ...]
    pairs: tuple[Pair, ...]
    budgets: tuple[int, ...]
    edges: tuple[Edge, ...]
    examples: bool
    scheduled: bool


def compare(
    info: StudyInfo, trials: Sequence[Trial], question: Question, curve_of: Callable[[str], Curves],
    right: ReadsRight = lambda _: {}, folder: Path | None = None,
) -> Compared:  # fmt: skip
    """Compare the values of a question, each at the best of what was tuned for it.

    Args:
        info: the study.
        trials: its trials.
        question: what was asked.
        curve_of: reads a curve of all trials.
        right: reads what trials got right.
        folder: where the study is stored.

    Raises:
        StudyError: the study holds no answer, or not yet.
    """
    judged = Judged.by(question.by, trials)
    curve, recorded = judged.curve, curve_of(judged.curve)
    tables = points_of(trials, question.setting, question.values, judged, recorded)
    points, seeds = tables[0].scores.shape
    budgets = _budgets(points)
    whole = [_folds(table) for table in tables]
    early = [_early(tables, recorded, share, judged) for share in SHARES]
    best = [int(ranked(table.scores, table.ties, table.sound)[0]) for table in tables]
    values = tuple(
        Tuned(
            table.value,
            {name: table.trials[chosen][0].settings[name] for name in question.tuned[place]},
            tuple(trial.id for trial in table.trials[chosen]),
            judged.value(float(best_of(whole[place], points).mean())),
            tuple(judged.value(float(best_of(whole[place], tried).mean())) for tried in budgets),
            tuple(
                judged.value(float(best_of(at[place], points).mean())) if at else math.nan for at in early
            ),
            _scatter(table),
            int((~table.sound).sum()),
        )
        for place, (table, chosen) in enumerate(zip(tables, best, strict=True))
    )  # fmt: skip
    ranking = sorted(range(len(values)), key=lambda place: -judged.sign * values[place].score)
    added = _examples(info, tables, whole, question, curve, right)
    several = len(list(combinations(values, 2)))
    named = [list(tuned.items()) for tuned in question.tuned]
    best_of_new, between = redrawn(tables, named, question.spread)
    redraws = Redraws(best_of_new, between, max(map(len, named)))

    def apart(
        first: Folds, second: Folds, tried: int, looks: int, more: Callable[[float], float]
    ) -> Difference | None:
        return difference(first, second, tried, redraws, several * looks, more)

    leader, pairs = ranking[0], []
    for other in ranking[1:]:
        more = added(leader, other)
        pairs.append(
            Pair(
                leader, other,
                apart(whole[leader], whole[other], points, 1, more),
                tuple(apart(whole[leader], whole[other], tried, len(budgets), more) for tried in budgets),
                tuple(apart(at[leader], at[other], points, len(SHARES), more) if at else None for at in
                early),
            )
        )  # fmt: skip
    edges = [
        edge for place, table in enumerate(tables) for edge in find_edges(table, named[place], best[place])
    ]
    return Compared(
        info.name, folder, curve, judged.log, question, points, seeds, values, tuple(ranking), tuple(pairs),
        budgets, tuple(edges), curve == "validation_accuracy",
        any(trial.settings.get("schedule", "constant") != "constant" for trial in trials),
    )  # fmt: skip


def _folds(table: Points) -> Folds:
    return folds(table.scores, table.ties, table.sound)


def _early(tables: Sequence[Points], recorded: Curves, share: float, judged: Judged) -> list[Folds] | None:
    """The folds after a share of the steps; None where some trial had not been evaluated by then."""
    found = [after_share(table, recorded, share, judged) for table in tables]
    known = [table for table in found if table is not None]
    return [_folds(table) for table in known] if len(known) == len(found) else None


def _scatter(table: Points) -> float:
    order = ranked(table.scores, table.ties, table.sound)[: max(len(table.trials) // 4, 1)]
    seeds = table.scores.shape[1]
    return float(table.scores[order].var(axis=1, ddof=1).mean()) ** 0.5 if seeds > 1 else math.nan


def _budgets(points: int) -> tuple[int, ...]:
    return (*(2**power for power in range(points.bit_length()) if 2**power < points), points)


def _examples(
    info: StudyInfo, tables: Sequence[Points], whole: Sequence[Folds], question: Question, curve: str,
    right: ReadsRight,
) -> Callable[[int, int], Callable[[float], float]]:  # fmt: skip
    """For two values what validation examples add to a squared standard error over seeds."""
    examples = info.dataset.get("validation")
    if curve != "validation_accuracy" or not isinstance(examples, int) or examples < 2:
        return lambda first, second: lambda over_seeds: 0.0
    chosen = [found.order[:, 0].tolist() for found in whole]
    ids = [
        table.trials[point][seed].id
        for table, picked in zip(tables, chosen, strict=True)
        for seed, point in enumerate(picked)
    ]
    varied = {question.setting, *(name for tuned in question.tuned for name in tuned)}
    correct = {} if varied & set(SPLIT_BY) else right(ids)
    rows = [correct_rows(table, picked, correct) for table, picked in zip(tables, chosen, strict=True)]

    def added(first: int, second: int) -> Callable[[float], float]:
        if rows[first] is None or rows[second] is None:
            shares = float(whole[first].scores[:, 0].mean()), float(whole[second].scores[:, 0].mean())
            return lambda over_seeds: added_without_pairs(shares, examples)
        return partial(added_by_examples, rows[first], rows[second])

    return added
