"""What every executor keeps, here and on a cluster of two nodes: the same chunks, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from laboratory import Notebook, assert_same

from trainlab.errors import StudyError
from trainlab.record import Checkpoint, StudyInfo, Trial
from trainlab.scale.executors.executor import Executor, Leg
from trainlab.scale.executors.local import LocalExecutor
from trainlab.scale.executors.ray_cluster.cluster import Cluster
from trainlab.scale.executors.ray_cluster.executor import RayExecutor
from trainlab.scale.observer import Observer, StopRequested
from trainlab.scale.plans.parts import cut
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.pace import Pace
from trainlab.scale.run import train_study

FIELDS = {
    "net": "2-4-2",
    "set": {"optimizer": "adam", "dropout": 0.1, "batch_size": 8, "steps": 40, "eval_every": 10},
    "vary": {"learning_rate": [0.001, 0.1, 1e30], "l2": [0.0, 0.01]},
    "seeds": 2,
}
"""Two programs of six trials, of which two each diverge."""

PACE = Pace(steps=7)

Begin = Callable[[Observer], Executor]


@pytest.fixture(scope="module")
def plans(laboratory, xor) -> list[PopulationPlan]:
    """Populations, cut for two workers: blocks of two trials, so that each is cut into three parts."""
    wanted = laboratory.plans(xor, **FIELDS)
    assert len(wanted) == 2
    narrow = [replace(plan, population=replace(plan.population, width=2)) for plan in wanted]
    parts = cut(narrow, 2)
    assert [len(part.trials) for part in parts] == [2] * 6
    return parts


@pytest.fixture(scope="module")
def expected(xor, plans) -> Notebook:
    """What they come to on this machine, in one go."""
    notebook = Notebook()
    train_study(planned(xor, plans), notebook, Observer())
    return notebook


@pytest.fixture(scope="module")
def cluster(two_nodes) -> Iterator[Cluster]:
    with Cluster.opened() as opened:
        yield opened


@pytest.fixture(params=["local", "ray"])
def begin(request, xor) -> Begin:
    """Makes the executor."""

    def local(observer: Observer) -> LocalExecutor:
        return LocalExecutor(lambda data: xor, observer.compiling, observer.stop.requested, PACE)

    if request.param == "local":
        return local
    cluster = request.getfixturevalue("cluster")

    def on_ray(observer: Observer) -> RayExecutor:
        return RayExecutor(cluster, lambda data: xor, observer.compiling, observer.stop.requested, PACE)

    return on_ray


def planned(dataset, plans: Sequence[PopulationPlan], checkpoints: Sequence[Checkpoint] = ()) -> StudyPlan:
    info = StudyInfo("study", "2026-01-01T00:00:00", dataset.name, {}, (), {})
    return StudyPlan(info, plans, lambda data: dataset, checkpoints)


def test_a_study_comes_to_the_same_bits(begin, xor, plans, expected):
    notebook = Notebook()
    train_study(planned(xor, plans), notebook, Observer(), executor=begin(Observer()))
    assert len(notebook.chunks) > len(plans) * 3
    for one, other in zip(notebook.outcomes(), expected.outcomes(), strict=True):
        assert_same(one, other)


def test_populations_are_entered_with_the_time_their_programs_took(begin, xor, plans):
    notebook = Notebook()
    train_study(planned(xor, plans), notebook, Observer(), executor=begin(Observer()))
    last = {population.id: population for population in notebook.populations}
    assert sorted(last) == [plan.population.id for plan in plans]
    assert all(population.compile_seconds is not None for population in last.values())


def test_a_leg_pauses_at_its_step_and_goes_on(begin, xor, plans, expected):
    executor, notebook = begin(Observer()), Notebook()
    ready = executor.prepare(plans[:2])
    paused: dict[int, Checkpoint] = {}
    legs = [Leg(plan, to=20) for plan in ready]
    trials = {}
    for _ in range(2):
        for event in executor.train(legs):
            if hasattr(event, "progress"):
                notebook.commit(event, {})
                trials |= {trial.id: trial for trial in event.progress}
                executor.committed(event.progress[0].population, 0.001, 0.001)
                if event.checkpoint is not None:
                    paused[event.checkpoint.population] = event.checkpoint
        if legs[0].to is not None:
            assert {checkpoint.step for checkpoint in paused.values()} == {20}
        legs = [
            Leg(
                replace(plan, trials=tuple(trials[one.id] for one in plan.trials)), paused[plan.population.id]
            )
            for plan in ready
            if plan.population.id in paused
        ]
    executor.close()
    members = [trial.id for plan in plans[:2] for trial in plan.trials]
    whole = {outcome.trial.id: outcome for outcome in expected.outcomes()}
    assert [outcome.trial.id for outcome in notebook.outcomes()] == sorted(members)
    for outcome in notebook.outcomes():
        assert_same(outcome, whole[outcome.trial.id])


class Stopping(Observer):
    """Asks to stop once some chunks are made."""

    def __init__(self, chunks: int) -> None:
        self.left = chunks
        self.stop = self

    def __enter__(self) -> Stopping:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return

    def requested(self) -> bool:
        return self.left <= 0

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        self.left -= 1


def test_a_study_that_was_stopped_goes_on_to_the_same_bits(begin, xor, plans, expected):
    notebook, stopping = Notebook(), Stopping(3)
    with pytest.raises(StopRequested):
        train_study(planned(xor, plans), notebook, stopping, executor=begin(stopping))
    made = len(notebook.chunks)
    assert 3 <= made < 12
    trials = {trial.id: trial for plan in plans for trial in plan.trials}
    standing: dict[int, Checkpoint | None] = {}
    for chunk in notebook.chunks:
        trials |= {trial.id: trial for trial in chunk.progress}
        standing[chunk.progress[0].population] = chunk.checkpoint
    rest = [replace(plan, trials=tuple(trials[one.id] for one in plan.trials)) for plan in plans]
    checkpoints = [checkpoint for checkpoint in standing.values() if checkpoint is not None]
    train_study(planned(xor, rest, checkpoints), notebook, Observer(), executor=begin(Observer()))
    for one, other in zip(notebook.outcomes(), expected.outcomes(), strict=True):
        assert_same(one, other)


def test_a_mistake_is_an_error_of_trainlab_wherever_it_is_found(begin, xor, plans):
    members = plans[0].population.trials
    damaged = Checkpoint(0, 7, members, {"evaluated_at": [0, 0], "timings": [(7, 0.1)]}, tensors={})
    with pytest.raises(StudyError, match="it is not one that this trainlab makes"):
        train_study(planned(xor, plans[:1], [damaged]), Notebook(), Observer(), executor=begin(Observer()))
