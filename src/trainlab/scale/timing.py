"""What a step of each program of a study takes by itself: one trial, with the machine to itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import jax
import numpy as np

from trainlab.data import Dataset
from trainlab.record import StepTime
from trainlab.scale.machine.devices import by_trial
from trainlab.scale.machine.free_memory import available_bytes
from trainlab.scale.plans.memory import check_fits
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.block import new_block
from trainlab.scale.population.device_data import BatchPlan, DeviceData, OnDevices
from trainlab.scale.population.evaluating import Evaluating
from trainlab.scale.population.recording import Recording
from trainlab.scale.programs.arguments import MAX_STEPS, keeps_best
from trainlab.scale.programs.compile import Compiler, PopulationPrograms
from trainlab.train.inputs import RunInputs

ROUNDS, MAX_TIMES = 9, 3
"""How often every program is measured by default, and how many times as often at most."""

AGREE = 1.03
"""Two rounds agree up to this ratio."""

RUN_SECONDS, ROUND_SECONDS = 0.004, 0.06
"""What a measured run of steps should take, and all runs of a program in a round. A run is long beside the
call of a program, and short beside the time that a busy machine leaves a process undisturbed."""


def time_programs(
    plans: Sequence[PopulationPlan],
    dataset_of: Callable[..., Dataset],
    *,
    rounds: int = ROUNDS,
    compiling: Callable[[int, int], None] = lambda done, of: None,
    measured: Callable[[int, int], None] = lambda done, of: None,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[int, StepTime] | None:
    """Measure the programs of some populations, all of them taking turns in every round.

    Each is compiled again for a single trial. In a round every program makes short runs of steps and
    evaluations; what counts is the fastest, for nothing makes a program faster than it is.

    Args:
        plans: the populations, as they were trained.
        dataset_of: the dataset for a plan's data settings.
        rounds: how often, at least: as many again are added, twice at most, while the two fastest rounds of
            some program disagree.
        compiling, measured: called after each program, and after each round: how many of how many are done.
        stopping: asked between runs whether to stop.

    Returns:
        Number of the population -> what was measured; None where it was asked to stop.
    """
    alone = [_alone(plan) for plan in plans]
    available = available_bytes()  # all of them are held at once, since they take turns
    check_fits(alone, dataset_of, None if available is None else available // max(len(alone), 1))
    compiler = Compiler()
    try:
        compiled = compiler.compile_all(alone, dataset_of, compiling, stopping)
    finally:
        compiler.close()
    if compiled is None:
        return None
    data_of = OnDevices(dataset_of)
    timed = [_Timed(plan, programs, data_of(plan)) for plan, programs in zip(alone, compiled, strict=True)]
    for one in timed:
        one.warm_up()
    for number in range(MAX_TIMES * rounds):
        if number >= rounds and all(one.settled for one in timed):
            break
        start = number % max(len(timed), 1)  # nobody is always first
        for one in (*timed[start:], *timed[:start]):
            if stopping():
                return None
            one.measure()
        measured(number + 1, max(rounds, number + 1))
    return {one.population: one.result for one in timed}


def _alone(plan: PopulationPlan) -> PopulationPlan:
    """The first trial of a population by itself, with nothing that would cut its runs of steps short."""
    first = plan.trials[0]
    settings = {name: value for name, value in first.settings.items() if name != "probe"}
    trial = replace(first, length=MAX_STEPS, settings={**settings, "eval_every": MAX_STEPS})
    population = replace(plan.population, trials=(first.id,), width=1, devices=1)
    return replace(plan, trials=(trial,), population=population, probing=None)


class _Timed:
    """A program that is measured again and again from where its trial starts."""

    def __init__(self, plan: PopulationPlan, programs: PopulationPrograms, data: DeviceData) -> None:
        self.population = plan.population.id
        self._plan, self._programs, self._data = plan, programs, data
        self._block = new_block(plan, [0], programs.start)
        self._start = jax.device_get((self._block.state, self._block.best))
        self._evaluating = Evaluating(plan, programs, data)
        self._steps = programs.capacity
        self._batches = BatchPlan(plan, data.train[1].shape[0], programs.capacity).batches(0, self._steps)
        self._step_seconds: list[float] = []
        self._evaluation_seconds: list[float] = []

    def warm_up(self) -> None:
        """Run once unmeasured, and choose how many steps a measured run has."""
        self._run(1)
        seconds = self._run(self._steps) / self._steps
        self._steps = int(np.clip(RUN_SECONDS / max(seconds, 1e-9), 1, self._programs.capacity))
        self._evaluate()

    def measure(self) -> None:
        """Measure runs of steps and evaluations for a while; the fastest of each is that of the round."""
        self._step_seconds.append(_fastest(lambda: self._run(self._steps)) / self._steps)
        self._evaluation_seconds.append(_fastest(self._evaluate))

    @property
    def settled(self) -> bool:
        """Whether the two fastest rounds agree, so that neither was slowed by what else the machine does."""
        fastest = sorted(self._step_seconds)[:2]
        return len(fastest) == 2 and fastest[1] <= AGREE * fastest[0]

    @property
    def result(self) -> StepTime:
        """What was measured so far."""
        fastest = min(self._step_seconds)
        return StepTime(
            seconds=fastest,
            spread=float(np.median(self._step_seconds)) / fastest - 1,
            evaluation=min(self._evaluation_seconds),
            rounds=len(self._step_seconds),
        )

    def _run(self, steps: int) -> float:
        """Seconds of a run of steps from the start."""
        block, picks = self._block, keeps_best(self._plan)
        block.state, block.best = jax.block_until_ready(jax.device_put(self._start, by_trial(1)))
        begin = time.perf_counter()
        block.state, best, recorded = self._programs.advance(
            block.state, block.best if picks else None, block.inputs,
            RunInputs(*self._data.train, self._batches, np.int32(0), np.int32(steps)),
        )  # fmt: skip
        recorded.loss.block_until_ready()
        seconds = time.perf_counter() - begin
        block.best = best if picks else block.best
        return seconds

    def _evaluate(self) -> float:
        begin = time.perf_counter()
        self._evaluating.evaluate(self._block, 0, Recording(0))
        return time.perf_counter() - begin


def _fastest(run: Callable[[], float]) -> float:
    """The least seconds of as many runs as fit into a round, at least one."""
    end, found = time.perf_counter() + ROUND_SECONDS, run()
    while time.perf_counter() < end:
        found = min(found, run())
    return found
