"""What is done where workers are lost, run out of memory, or are waited for; the cluster is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from trainlab.errors import ResourceError, StudyError
from trainlab.record import Checkpoint, Chunk, Evaluations, Population
from trainlab.scale.executors.executor import Leg
from trainlab.scale.executors.ray_cluster import executor as module
from trainlab.scale.executors.ray_cluster.executor import MAX_LOSSES, RayExecutor
from trainlab.scale.executors.ray_cluster.members import Member
from trainlab.scale.executors.ray_cluster.nodes import Node
from trainlab.scale.executors.ray_cluster.slots import Slot
from trainlab.scale.executors.ray_cluster.worker import About, Failed
from trainlab.scale.observer import StopRequested


class RayError(Exception):
    pass


class RayTaskError(RayError):
    pass


class OutOfMemoryError(RayError):
    pass


class Actor:
    """A worker that hands over what a test says, leg by leg; an exception is the end of it."""

    def __init__(self, script: list[list[Any]]) -> None:
        self.script, self.legs, self.stopped = script, [], False
        self.train = SimpleNamespace(options=lambda **_: SimpleNamespace(remote=self._train))
        self.committed = SimpleNamespace(remote=lambda *_: None)
        self.stop = SimpleNamespace(remote=self._stop)

    def _train(self, leg: Leg, data: object, pace: object) -> Iterator[Any]:
        self.legs.append(leg)
        return iter(self.script.pop(0))

    def _stop(self) -> None:
        self.stopped = True


class MadeUp:
    """A cluster of workers, in the place of :class:`Cluster`, its Ray and its members."""

    def __init__(self, *actors: Actor) -> None:
        self.ray = self.members = self
        self.exceptions = SimpleNamespace(
            RayError=RayError, RayTaskError=RayTaskError, OutOfMemoryError=OutOfMemoryError
        )
        self.ready = [
            Member(
                Slot(Node(f"{n}", f"node {n}", "h", 1), 0, 1, n),
                actor,
                None,
                About({"processor": "cpu"}, None),
            )
            for n, actor in enumerate(actors)
        ]
        self.dead: list[Member] = []

    def put(self, value: object) -> object:
        return value

    def look(self) -> None:
        pass

    def wait(self, refs: Sequence[Any] = (), **_: object) -> tuple[list[Any], list[Any]]:
        return (list(refs[:1]), list(refs[1:])) if isinstance(refs, list) else ([], [])

    def get(self, ref: Any) -> Any:
        if isinstance(ref, Exception):
            raise ref
        return ref

    def lost(self, member: Member) -> None:
        self.dead.append(member)


@pytest.fixture
def plan(laboratory, xor):
    [plan] = laboratory.plans(xor, net="2-4-2", set={"batch_size": 8, "steps": 40}, seeds=4)
    return replace(plan, population=replace(plan.population, width=4, devices=2))


def chunk(plan, step: int) -> Chunk:
    """A chunk up to a step, the last of which has no checkpoint."""
    over = step == 40
    progress = tuple(replace(one, steps=step, status="done" if over else "running") for one in plan.trials)
    ids = tuple(one.id for one in plan.trials)
    none = np.empty(0, np.int64)
    checkpoint = None if over else Checkpoint(plan.population.id, step, ids, {}, {})
    return Chunk(
        np.array(ids), step - 10, {}, np.full(4, 10), Evaluations(none, none, np.empty((0, 0))), progress,
        checkpoint=checkpoint,
    )  # fmt: skip


def events(cluster: MadeUp, plan, stopping=lambda: False) -> list[Any]:
    executor = RayExecutor(cluster, lambda data: None, stopping=stopping)
    return [*executor.train([Leg(one) for one in executor.prepare([plan])])]


def test_a_population_goes_on_from_its_last_chunk_where_its_worker_is_lost(plan):
    actor = Actor([[plan.population, chunk(plan, 10), chunk(plan, 20), RayError()], [chunk(plan, 40)]])
    cluster = MadeUp(actor)
    made = events(cluster, plan)
    assert [one.progress[0].steps for one in made if isinstance(one, Chunk)] == [10, 20, 40]
    assert [leg.checkpoint and leg.checkpoint.step for leg in actor.legs] == [None, 20]
    assert [one.steps for one in actor.legs[1].plan.trials] == [20] * 4
    assert [member.slot.node.name for member in cluster.dead] == ["node 0"]


def test_where_it_trains_is_entered_with_the_step_from_which_on(plan):
    one = Actor([[plan.population, chunk(plan, 10), RayError()]])
    other = Actor([[plan.population, chunk(plan, 40)]])
    cluster = MadeUp(one, other)
    made = []
    executor = RayExecutor(cluster, lambda data: None)
    for event in executor.train([Leg(only) for only in executor.prepare([plan])]):
        made.append(event)
        if len(made) == 2:
            cluster.ready = cluster.ready[1:]
    entered = [event for event in made if isinstance(event, Population)]
    assert [[(place.node, place.step) for place in one.places] for one in entered] == [
        [("node 0", 0)], [("node 0", 0), ("node 1", 10)],
    ]  # fmt: skip


def test_where_memory_ran_out_it_goes_on_half_as_wide(plan):
    actor = Actor([[plan.population, OutOfMemoryError()], [chunk(plan, 40)]])
    events(MadeUp(actor), plan)
    assert [leg.plan.population.width for leg in actor.legs] == [4, 2]


def test_where_not_one_trial_fits_it_ends(plan):
    narrow = replace(plan, population=replace(plan.population, width=1, devices=1))
    with pytest.raises(ResourceError, match="not enough memory on node 0 to train one trial of 2-4-2"):
        events(MadeUp(Actor([[narrow.population, OutOfMemoryError("no")]])), narrow)


def test_a_population_that_loses_its_workers_again_and_again_ends_the_study(plan):
    actor = Actor([[RayError("it died")] for _ in range(MAX_LOSSES)])
    with pytest.raises(
        ResourceError, match=f"lost its worker {MAX_LOSSES} times without getting on.*it died"
    ):
        events(MadeUp(actor), plan)
    assert actor.script == []


def test_losses_between_which_it_got_on_do_not_count(plan):
    script = [[chunk(plan, 10), RayError()] for _ in range(2 * MAX_LOSSES)]
    events(MadeUp(Actor([*script, [chunk(plan, 40)]])), plan)


def test_errors_of_trainlab_and_of_a_bug_are_not_losses(plan):
    with pytest.raises(StudyError, match="the sentence"):
        events(MadeUp(Actor([[Failed("StudyError", "the sentence")]])), plan)
    with pytest.raises(RayTaskError):
        events(MadeUp(Actor([[RayTaskError()]])), plan)


def test_asked_to_stop_workers_end_their_chunks_and_these_are_handed_over(plan):
    asked: list[bool] = []
    actor = Actor([[plan.population, chunk(plan, 10), chunk(plan, 20)]])
    executor = RayExecutor(MadeUp(actor), lambda data: None, stopping=lambda: bool(asked))
    made = []

    def train() -> None:
        for event in executor.train([Leg(one) for one in executor.prepare([plan])]):
            made.append(event)
            asked.append(True)

    with pytest.raises(StopRequested):
        train()
    assert [one.progress[0].steps for one in made if isinstance(one, Chunk)] == [10, 20]
    assert actor.stopped


def test_without_any_worker_it_ends_after_a_while(plan, monkeypatch):
    monkeypatch.setattr(module, "ALONE_SECONDS", 0.0)
    with pytest.raises(ResourceError, match="no worker of the cluster is left to train on"):
        events(MadeUp(), plan)
