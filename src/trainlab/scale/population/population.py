"""Training one population: chunk after chunk, recording everything, dropping what is over."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from trainlab.metrics import METRICS, curves_of
from trainlab.record import Checkpoint, Chunk
from trainlab.scale.plans.plan import PopulationPlan, probe_steps
from trainlab.scale.population.block import Block, new_block
from trainlab.scale.population.checkpoint import restore_blocks, take_checkpoint
from trainlab.scale.population.device_data import BatchPlan, DeviceData
from trainlab.scale.population.evaluating import Evaluating, due_trials, ended_at
from trainlab.scale.population.pace import Pace
from trainlab.scale.population.recording import Recording, progress
from trainlab.scale.population.retire import retire
from trainlab.scale.programs.arguments import keeps_best
from trainlab.scale.programs.compile import PopulationPrograms
from trainlab.train.inputs import Batches, RunInputs
from trainlab.train.state import NEVER

MAX_TIMINGS = 1000
"""Runs that the seconds of a step are measured from, the latest."""


class PopulationRun:
    """The training of one population.

    Args:
        plan: the population; its trials' records say how far they have come.
        programs: its compiled programs.
        checkpoint: where its training continues; from the beginning without one.
        data_of: puts its dataset on the devices.
        pace: how long chunks are.
        stopping: asked between runs: whether the chunk shall end as soon as it can.

    Raises:
        StudyError: the checkpoint is not one of this population.
    """

    def __init__(
        self,
        plan: PopulationPlan,
        programs: PopulationPrograms,
        checkpoint: Checkpoint | None,
        data_of: Callable[[PopulationPlan], DeviceData],
        pace: Pace | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.plan = plan
        self.programs = programs
        self.data = data = data_of(plan)
        self.pace = pace or Pace()
        self.trials = list(plan.trials)
        self.step = 0
        self._stopping = stopping
        self._timings: list[tuple[int, float]] = []
        self._batches = BatchPlan(plan, data.train[1].shape[0], programs.capacity)
        self._evaluating = Evaluating(plan, programs, data)
        self._probe_due = due_trials(probe_steps(trial) for trial in plan.trials)
        self._to = 0
        self._stops = sorted({*self._evaluating.due, *self._probe_due})
        if checkpoint is None:
            width, members = plan.population.width, range(len(plan.trials))
            self._blocks = [
                new_block(plan, members[first : first + width], programs.start)
                for first in range(0, len(members), width)
            ]
        else:
            self._restore(checkpoint)

    def chunks(self, to: int | None = None) -> Iterator[Chunk]:
        """Train to the end, or to a step at which trials are evaluated, chunk by chunk.

        Each holds what it recorded, the trials that left the population after it, and the state of the
        others.
        """
        self._to = self._stops[-1] if to is None else to
        while self._blocks and self.step < self._to:
            chunk = self._train_chunk()
            retired, self._blocks = retire(self.plan, self._blocks, self.trials, self.step)
            yield replace(chunk, retired=retired, checkpoint=self._checkpoint() if self._blocks else None)

    def _checkpoint(self) -> Checkpoint:
        begin = time.perf_counter()
        host = {"evaluated_at": list(self._evaluating.evaluated_at), "timings": list(self._timings)}
        checkpoint = take_checkpoint(self.plan, self._blocks, self.step, host)
        self.pace.copying = time.perf_counter() - begin
        return checkpoint

    def _restore(self, checkpoint: Checkpoint) -> None:
        self.step = checkpoint.step
        self._evaluating.evaluated_at = [int(step) for step in checkpoint.host["evaluated_at"]]
        self._timings = [(int(steps), float(seconds)) for steps, seconds in checkpoint.host["timings"]]
        self._blocks = restore_blocks(self.plan, checkpoint, self.programs.start)

    def _train_chunk(self) -> Chunk:
        """Take every block as many steps further as the first one makes in its share of the chunk's time."""
        validation = self.data.measured[1].shape[0] - self.plan.eval_examples
        curves = curves_of(METRICS[name] for name in self.plan.recipe.metrics)
        recording = Recording(self.step, 0 if self.plan.targets else validation, curves)
        first = self.step
        leader, *followers = self._blocks
        runs = []
        begin, share = time.perf_counter(), 1 / len(self._blocks)
        if first == 0:
            self._evaluating.evaluate(leader, 0, recording)
        while True:
            end = self._run_end(self.step, self.step - first)
            runs.append((self.step, end, self._batches.batches(self.step, end)))
            self._take(leader, runs[-1], recording)
            self.step = end
            ended = ended_at(self.plan, leader)[: len(leader.trials)] != NEVER
            if self.step >= self._to or ended.all():
                break
            if self._stopping() or self.pace.over(self.step - first, time.perf_counter() - begin, share):
                break
        for block in followers:
            if first == 0:
                self._evaluating.evaluate(block, 0, recording)
            for run in runs:
                self._take(block, run, recording)
        seconds_per_step = _seconds_per_step(self._timings)
        self._timings = self._timings[-MAX_TIMINGS:]
        for block in self._blocks:
            progress(self.trials, block, self.step, seconds_per_step)
            self._evaluating.measure_best(block, self.trials, recording)
        recording.evaluated(self.trials)
        return recording.chunk(self.trials, self._blocks, self.step, self.plan.probing)

    def _run_end(self, first: int, made: int) -> int:
        """The step a run from ``first`` ends at: the next evaluation, or earlier to stay in touch."""
        stop = self._stops[bisect_right(self._stops, first)]
        steps = self.pace.run_steps(made, self._timings[-1] if self._timings else None)
        return min(stop, first + min(steps, self.programs.capacity))

    def _take(self, block: Block, run: tuple[int, int, Batches | None], recording: Recording) -> None:
        """Take a block a run of steps further, with what is due before it and after it."""
        first, last, batches = run
        self._probe(block, first, batches, recording)
        begin = time.perf_counter()
        picks = keeps_best(self.plan)
        block.state, best, steps = self.programs.advance(
            block.state,
            block.best if picks else None,
            block.inputs,
            RunInputs(*self.data.train, batches, np.int32(first), np.int32(last - first)),
        )
        block.best = best if picks else block.best
        steps.loss.block_until_ready()
        self._timings.append((last - first, time.perf_counter() - begin))
        recording.add_run(block, first, last, steps)
        self._evaluating.evaluate(block, last, recording)

    def _probe(self, block: Block, step: int, batches: Batches | None, recording: Recording) -> None:
        """Probe the trials of a block that are due before this step."""
        due = self._probe_due.get(step, frozenset())
        slots = [slot for slot, member in enumerate(block.trials) if member in due]
        if self.programs.probe is None or self.plan.probing is None or not slots:
            return
        begin = time.perf_counter()
        values = self.programs.probe(
            block.state, block.fixed, block.hyper, *self.data.train, batches, np.int32(step)
        )
        values.block_until_ready()
        recording.add_probe(block, step, slots, values, time.perf_counter() - begin)


def _seconds_per_step(timings: list[tuple[int, float]]) -> float:
    """Seconds a step takes, from the longest runs: short ones measure the call, not the step.

    The fastest of them, since anything else the machine does can only make a run slower.
    """
    longest = max(steps for steps, _ in timings)
    return min(seconds / steps for steps, seconds in timings if 2 * steps >= longest)
