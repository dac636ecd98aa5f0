"""What trains populations, wherever that is: a small interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from trainlab.record import Checkpoint, Chunk, Population
from trainlab.scale.plans.plan import PopulationPlan

Event = Chunk | Population
"""What training hands over: a chunk to commit, or the record of a population, whose width or compile time
is another than it was planned to be."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a population's training.

    Attributes:
        plan: the population; the records of its trials say how far they have come.
        checkpoint: where it continues, with the trials that do; from the beginning without one.
        to: the step it pauses at, one at which its trials are evaluated; None for the end.
    """

    plan: PopulationPlan
    checkpoint: Checkpoint | None = None
    to: int | None = None


class Executor(Protocol):
    """Trains populations. Curves depend on the plan and on the kind of machine, and on nothing else.

    ``trainlab.scale.executors.local`` trains on this machine.
    """

    def prepare(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """Do what can be done before the first step: compile, put data where it is needed.

        Args:
            plans: the populations.

        Returns:
            The same populations, with what that took in their records.

        Raises:
            StopRequested: it was asked to stop before all was ready.
        """
        ...

    def train(self, legs: Sequence[Leg]) -> Iterator[Event]:
        """Train some populations, each to the end of its leg.

        Those of one population come in the order of their steps; populations may come in any order, and
        between each other. The last chunk of a leg that pauses holds the checkpoint at its step, unless all
        of its trials are over.

        Raises:
            StopRequested: it was asked to stop, and nothing of what it handed over needs to be waited for.
            ResourceError: not even one trial at a time fits.
        """
        ...

    def committed(self, population: int, duration: float, cost: float) -> None:
        """A chunk of a population is committed: training may adapt how often that is done.

        Args:
            population: its number.
            duration: seconds from beginning to end.
            cost: processor seconds of this process.
        """
        ...

    def close(self) -> None:
        """Give back what training held."""
        ...
