"""Training on the workers of a cluster: legs are handed out, chunks come back in streams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import trainlab.errors
from trainlab.data import Dataset
from trainlab.errors import ResourceError, TrainlabError
from trainlab.record import Chunk, Population
from trainlab.scale.executors.executor import Event, Leg
from trainlab.scale.executors.ray_cluster.members import Member
from trainlab.scale.executors.ray_cluster.stretch import Stretch
from trainlab.scale.executors.ray_cluster.worker import Failed
from trainlab.scale.observer import StopRequested
from trainlab.scale.plans.memory import halved
from trainlab.scale.plans.parts import work
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.pace import Pace

if TYPE_CHECKING:
    from trainlab.scale.executors.ray_cluster.cluster import Cluster

ASK_SECONDS = 0.1
"""How often is asked whether to stop, while nothing arrives."""

END_SECONDS = 30.0
"""How long workers may take to end their chunks, once they are asked to."""

ALONE_SECONDS = 120.0
"""How long it is waited for another worker, once the last one is lost."""

MAX_LOSSES = 12
"""How often a population may lose its worker without having made a chunk in between."""

UNREAD_CHUNKS = 1
"""Chunks that a worker makes and nobody has taken yet; it waits then. More would be lost with it."""


class RayExecutor:
    """Hands populations to the workers of a cluster, the largest first; what comes back is in their order.

    A worker that dies costs what it had not handed over: another continues from the last chunk.

    Args:
        cluster: the cluster.
        dataset_of: the dataset for a population's data settings.
        compiling: told that nothing is compiled here.
        stopping: asked all the time whether to stop.
        pace: how long chunks are.
    """

    def __init__(
        self,
        cluster: Cluster,
        dataset_of: Callable[..., Dataset],
        compiling: Callable[[int, int], None] = lambda done, of: None,
        stopping: Callable[[], bool] = lambda: False,
        pace: Pace | None = None,
    ) -> None:
        self._cluster, self._dataset_of = cluster, dataset_of
        self._compiling, self._stopping, self._pace = compiling, stopping, pace
        self._data: dict[Any, Any] = {}
        self._running: list[Stretch] = []
        self._known: dict[int, Population] = {}
        self._losses: dict[int, int] = {}

    def prepare(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """Put the data where all nodes find it; workers compile what they come to."""
        for plan in plans:
            if plan.data not in self._data:
                self._data[plan.data] = self._cluster.ray.put(self._dataset_of(plan.data))
            self._known[plan.population.id] = plan.population
        self._compiling(0, 0)
        return list(plans)

    def train(self, legs: Sequence[Leg]) -> Iterator[Event]:
        """Train some populations at the same time, as far as there are workers."""
        waiting = sorted(map(self._current, legs), key=lambda leg: work(leg.plan))
        alone_since: float | None = None
        try:
            while waiting or self._running:
                if self._stopping():
                    yield from self._ended()
                    raise StopRequested
                self._cluster.look()
                busy = {id(stretch.member) for stretch in self._running}
                for member in self._cluster.members.ready:
                    if waiting and id(member) not in busy:
                        self._running.append(self._begun(waiting.pop(), member))
                if self._running:
                    alone_since = None
                    yield from self._arrived(waiting)
                else:
                    alone_since = alone_since or time.monotonic()
                    if time.monotonic() - alone_since > ALONE_SECONDS:
                        raise ResourceError("no worker of the cluster is left to train on.")
                    self._cluster.members.wait(ASK_SECONDS)
        finally:
            self._abandon()

    def committed(self, population: int, duration: float, cost: float) -> None:
        """Chunks grow where commits are costly: those of all workers are committed one after the other."""
        for stretch in [*self._running]:
            if stretch.population == population:
                everyone = max(1, len(self._running))
                stretch.member.actor.committed.remote(population, duration * everyone, cost)

    def close(self) -> None:
        """Forget the data."""
        self._abandon()
        self._data.clear()

    def _current(self, leg: Leg) -> Leg:
        """A leg at the width that its population has come to."""
        population = self._known.get(leg.plan.population.id, leg.plan.population)
        return replace(leg, plan=replace(leg.plan, population=population))

    def _begun(self, leg: Leg, member: Member) -> Stretch:
        train = member.actor.train.options(
            num_returns="streaming", _generator_backpressure_num_objects=UNREAD_CHUNKS
        )
        return Stretch(leg, member, train.remote(leg, [self._data[leg.plan.data]], self._pace))

    def _arrived(self, waiting: list[Leg]) -> Iterator[Event]:
        """What arrives within a moment; legs whose worker is lost go back to those that wait."""
        pending = {id(stretch.pending): stretch for stretch in self._running}
        done, _ = self._cluster.ray.wait(
            [stretch.pending for stretch in self._running], num_returns=1, timeout=ASK_SECONDS
        )
        for one in done:
            stretch = pending[id(one)]
            try:
                event = self._taken(stretch)
            except StopIteration:
                self._running.remove(stretch)
                if not stretch.over:
                    waiting.append(stretch.leg)
                continue
            except self._cluster.ray.exceptions.RayTaskError:  # not a loss: it would happen again elsewhere
                self._running.remove(stretch)
                raise
            except self._cluster.ray.exceptions.RayError as error:
                self._running.remove(stretch)
                waiting.append(self._after_loss(stretch, error))
                continue
            if event is not None:
                yield event

    def _taken(self, stretch: Stretch) -> Event | None:
        """What a worker has made; None while that is still on its way.

        Raises:
            StopIteration: it has nothing more.
            RayError: the worker is lost.
            TrainlabError: what ended training there.
        """
        if stretch.arriving is None:
            stretch.arriving = next(stretch.stream)
            there, _ = self._cluster.ray.wait([stretch.arriving], timeout=0)
            if not there:
                return None
        event, stretch.arriving = self._cluster.ray.get(stretch.arriving), None
        if isinstance(event, Failed):
            raise _error(event)
        if isinstance(event, Population):
            self._known[event.id] = stretch.entered(event)
            return self._known[event.id]
        assert isinstance(event, Chunk)
        stretch.made(event)
        self._losses.pop(stretch.population, None)
        return event

    def _after_loss(self, stretch: Stretch, error: Exception) -> Leg:
        """The leg of a worker that was lost, to be continued elsewhere.

        Raises:
            ResourceError: it was lost too often.
        """
        self._cluster.members.lost(stretch.member)
        losses = self._losses[stretch.population] = self._losses.get(stretch.population, 0) + 1
        leg, node = stretch.leg, stretch.member.slot.node.name
        if losses >= MAX_LOSSES:
            reason = " ".join(str(error).split())[:300]
            raise ResourceError(
                f"population {stretch.population} lost its worker {losses} times without getting on, the "
                f"last time on {node}: {reason}"
            )
        if isinstance(error, self._cluster.ray.exceptions.OutOfMemoryError):
            if leg.plan.population.width == 1:
                raise ResourceError(
                    f"there is not enough memory on {node} to train one trial of {leg.plan.net.notation} at "
                    "a time: choose a smaller net or batch_size, or a machine with more memory."
                )
            leg = replace(leg, plan=halved(leg.plan))
            self._known[stretch.population] = leg.plan.population
        return leg

    def _ended(self) -> Iterator[Event]:
        """The last chunks of those that are asked to stop."""
        for stretch in self._running:
            stretch.member.actor.stop.remote()
        deadline = time.monotonic() + END_SECONDS
        while self._running and time.monotonic() < deadline:
            yield from self._arrived([])

    def _abandon(self) -> None:
        """End workers whose stretches nobody waits for any more."""
        for stretch in self._running:
            self._cluster.members.lost(stretch.member)
        self._running.clear()


def _error(failed: Failed) -> TrainlabError:
    kind = getattr(trainlab.errors, failed.kind, TrainlabError)
    return kind(failed.message)
