"""Trials that differ in nothing but their seed."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.record import Trial
from trainlab.settings import Value


def group_seeds(trials: Iterable[Trial]) -> list[tuple[Trial, ...]]:
    """Trials that agree on every setting but ``seed``, together, in the order they first come."""
    groups: dict[frozenset[tuple[str, Value]], list[Trial]] = {}
    for trial in trials:
        rest = dict(trial.settings)
        rest.pop("seed", None)
        groups.setdefault(frozenset(rest.items()), []).append(trial)
    return [tuple(group) for group in groups.values()]
