"""A leg on a worker: what it has handed over, and where it continues elsewhere if the worker dies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from trainlab.record import Chunk, Place, Population
from trainlab.scale.executors.executor import Leg
from trainlab.scale.executors.ray_cluster.members import Member


@dataclass(slots=True, eq=False)
class Stretch:
    """A leg while a worker trains it.

    Attributes:
        leg: what is left of it, after all that was handed over.
        member: the worker.
        stream: Ray's generator of what it makes.
        arriving: what it has made and is on its way, or None.
        over: whether nothing is left.
    """

    leg: Leg
    member: Member
    stream: Any
    arriving: Any = None
    over: bool = False

    @property
    def population(self) -> int:
        """The number of its population."""
        return self.leg.plan.population.id

    @property
    def pending(self) -> Any:
        """What is waited for."""
        return self.stream if self.arriving is None else self.arriving

    def entered(self, population: Population) -> Population:
        """The record of its population, with where it trains now."""
        population = replace(population, places=self._places(self.leg.plan.population.places))
        self.leg = replace(self.leg, plan=replace(self.leg.plan, population=population))
        return population

    def made(self, chunk: Chunk) -> None:
        """A chunk was handed over."""
        records = {trial.id: trial for trial in (*self.leg.plan.trials, *chunk.progress)}
        trials = tuple(records[trial.id] for trial in self.leg.plan.trials)
        self.leg = replace(self.leg, plan=replace(self.leg.plan, trials=trials), checkpoint=chunk.checkpoint)
        self.over = chunk.checkpoint is None or (
            self.leg.to is not None and chunk.checkpoint.step >= self.leg.to
        )

    def _places(self, before: Sequence[Place]) -> tuple[Place, ...]:
        here = Place(
            self.member.slot.node.name, self.member.kind,
            0 if self.leg.checkpoint is None else self.leg.checkpoint.step,
        )  # fmt: skip
        if before and (before[-1].node, before[-1].kind) == (here.node, here.kind):
            return tuple(before)
        return (*(place for place in before if place.step < here.step), here)
