"""Trials that differ in nothing but their seed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from trainlab.record import Trial
from trainlab.settings import Value

Rest = frozenset[tuple[str, Value]]
"""What distinguishes the settings of a trial, some left out, from those of the first trial."""


def group_seeds(trials: Iterable[Trial]) -> list[tuple[Trial, ...]]:
    """Trials that agree on every setting but ``seed``, together, in the order of their first appearance."""
    trials = list(trials)
    groups: dict[Rest, list[Trial]] = {}
    for trial, rest in zip(trials, rests(trials, {"seed"}), strict=True):
        groups.setdefault(rest, []).append(trial)
    return [tuple(group) for group in groups.values()]


def rests(trials: Sequence[Trial], left_out: Collection[str]) -> list[Rest]:
    """A key for each trial, equal where all settings but some are equal.

    It holds only what differs from the first trial, which is quicker to find than a key of everything.
    """
    first = trials[0].settings.items() if trials else ()
    return [
        frozenset(pair for pair in trial.settings.items() ^ first if pair[0] not in left_out)
        for trial in trials
    ]
