"""A round of a search: trials that were proposed together, and when it is decided which of them go on."""

from __future__ import annotations

from dataclasses import dataclass

REPEATS = "repeats"
"""What proposes the last round: the best settings again, with other seeds."""


@dataclass(frozen=True, slots=True)
class SearchRound:
    """Trials that a search proposed together.

    Attributes:
        id: its number in the search, from 0.
        proposed_by: what proposed them, such as ``sobol`` or ``model``; ``repeats`` where the best of earlier
            rounds are trained again with other seeds.
        first_trial, trials: id of its first trial, and how many follow one another.
        rungs: (share of its length that a trial has been trained for, trials that go on) of each decision, in
            order; a trial that does not go on is stopped there by the search.
    """

    id: int
    proposed_by: str
    first_trial: int
    trials: int
    rungs: tuple[tuple[float, int], ...] = ()

    @property
    def ids(self) -> range:
        """Its trials."""
        return range(self.first_trial, self.first_trial + self.trials)
