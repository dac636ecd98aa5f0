"""Trials that differ in nothing but their seed."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.record import Trial
from trainlab.settings import Value


def group_seeds(trials: Iterable[Trial]) -> list[tuple[Trial, ...]]:
    """Trials that agree on every setting but ``seed``, together, in the order they first come."""
    groups: dict[tuple[tuple[str, Value], ...], list[Trial]] = {}
    for trial in trials:
        key = tuple(item for item in sorted(trial.settings.items()) if item[0] != "seed")
        groups.setdefault(key, []).append(trial)
    return [tuple(group) for group in groups.values()]
