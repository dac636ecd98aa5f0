"""Training on this machine: programs are compiled all at once, then populations train one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from trainlab.data import Dataset
from trainlab.record import Population
from trainlab.scale.executors.executor import Event, Leg
from trainlab.scale.observer import StopRequested
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.device_data import OnDevices
from trainlab.scale.population.out_of_memory import narrowing_chunks
from trainlab.scale.population.pace import Pace
from trainlab.scale.population.population import PopulationRun
from trainlab.scale.programs.compile import Compiler, PopulationPrograms


class LocalExecutor:
    """Trains populations one after the other, each with the whole machine, so that its seconds are its own.

    Args:
        dataset_of: the dataset for a population's data settings.
        compiling: called after each population whose programs are compiled: how many are, of how many.
        stopping: asked all the time whether to stop.
        pace: how long chunks are.
    """

    def __init__(
        self,
        dataset_of: Callable[..., Dataset],
        compiling: Callable[[int, int], None] = lambda done, of: None,
        stopping: Callable[[], bool] = lambda: False,
        pace: Pace | None = None,
    ) -> None:
        self._dataset_of, self._compiling, self._stopping = dataset_of, compiling, stopping
        self._data_of = OnDevices(dataset_of)
        self._compiler = Compiler()
        self._first_pace = pace or Pace()
        self._programs: dict[int, PopulationPrograms] = {}
        self._populations: dict[int, Population] = {}
        self._paces: dict[int, Pace] = {}

    def prepare(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """Compile the programs of some populations."""
        return self._compiled(plans, self._compiling)

    def train(self, legs: Sequence[Leg]) -> Iterator[Event]:
        """Train some populations, each to the end of its leg before the next one begins."""
        for leg in legs:
            if self._stopping():
                raise StopRequested
            yield from self._train(leg)

    def committed(self, population: int, duration: float, cost: float) -> None:
        """Chunks grow where commits are costly."""
        pace = self._paces.get(population)  # none where it was not trained here, but given up
        if pace is not None:
            pace.duration, pace.cost = duration, cost

    def close(self) -> None:
        """Wait for nothing that is still being compiled."""
        self._compiler.close()

    def _train(self, leg: Leg) -> Iterator[Event]:
        id, entered = leg.plan.population.id, list[Population]()
        pace = self._paces.setdefault(id, replace(self._first_pace))
        begin = partial(PopulationRun, data_of=self._data_of, pace=pace, stopping=self._stopping)

        def narrowed(plan: PopulationPlan) -> tuple[PopulationPlan, PopulationPrograms]:
            [again] = self._compiled([plan], lambda done, of: None)
            entered.append(again.population)
            return again, self._programs[id]

        # It may have become narrower on an earlier leg.
        leg = replace(leg, plan=replace(leg.plan, population=self._populations[id]))
        for chunk in narrowing_chunks(leg, self._programs[id], begin, narrowed):
            while entered:
                yield entered.pop(0)
            yield chunk
            if self._stopping() and chunk.checkpoint is not None:
                raise StopRequested

    def _compiled(
        self, plans: Sequence[PopulationPlan], done: Callable[[int, int], None]
    ) -> list[PopulationPlan]:
        """Some populations, the time that their programs took counted into what they took before."""
        compiled = self._compiler.compile_all(plans, self._dataset_of, done, self._stopping)
        if compiled is None:
            raise StopRequested
        ready = []
        for plan, programs in zip(plans, compiled, strict=True):
            seconds = (plan.population.compile_seconds or 0.0) + programs.seconds
            ready.append(replace(plan, population=replace(plan.population, compile_seconds=seconds)))
            self._programs[plan.population.id] = programs
            self._populations[plan.population.id] = ready[-1].population
        return ready
