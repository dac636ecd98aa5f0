"""Values in the order in which a person gave them."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.record import Trial
from trainlab.settings import Value


def given_values(trials: Iterable[Trial], name: str) -> tuple[Value | None, ...]:
    """The values trials give to a setting, in the order given: trials are numbered in it."""
    ordered = sorted(trials, key=lambda trial: trial.id)
    return tuple(dict.fromkeys(trial.settings.get(name) for trial in ordered))
