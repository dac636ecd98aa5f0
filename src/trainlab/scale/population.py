"""Training one population: chunk after chunk, recording everything, dropping what is over."""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import jax
import numpy as np

from trainlab.nets import unpack
from trainlab.record import EVALUATION_CURVES, Chunk, Evaluations, Trial
from trainlab.scale.block import Block, new_block, regroup
from trainlab.scale.compile import PopulationPrograms
from trainlab.scale.devices import everywhere
from trainlab.scale.plan import PopulationPlan, evaluation_steps
from trainlab.train.order import BatchOrder
from trainlab.train.programs import Batches
from trainlab.train.state import NEVER

CHUNK_SECONDS = 1.0
"""Work between two commits: a crash costs at most this much, and a commit's cost disappears in it."""

FIRST_RUN_STEPS = 8
"""Steps of the first run, which tells how long a step takes."""

MOST_TIMINGS = 1000
"""Runs that the seconds of a step are measured from, the latest."""


class DeviceData(NamedTuple):
    """What training looks at, on every device.

    Attributes:
        train: inputs (examples, features) and targets of the train split.
        measured: the same of what an evaluation measures: training examples, then the validation split.
    """

    train: tuple[jax.Array, jax.Array]
    measured: tuple[jax.Array, jax.Array]


@dataclass(frozen=True, slots=True)
class Retired:
    """Trials that are over, with their weights.

    Attributes:
        trials: the trials' records.
        final, best: variable name -> (trials, *shape); the weights after the last step, and those of the best
            evaluation.
    """

    trials: tuple[Trial, ...]
    final: Mapping[str, np.ndarray]
    best: Mapping[str, np.ndarray]


@dataclass(slots=True)
class _Recorded:
    """What the blocks of one chunk gave back, still on the devices."""

    losses: list[tuple[Block, int, int, jax.Array]] = field(default_factory=list)
    evaluations: list[tuple[Block, int, np.ndarray, jax.Array]] = field(default_factory=list)


class PopulationRun:
    """The training of one population.

    Args:
        plan: the population.
        programs: its compiled programs.
        data: its dataset on the devices.
    """

    def __init__(self, plan: PopulationPlan, programs: PopulationPrograms, data: DeviceData) -> None:
        self.plan = plan
        self.programs = programs
        self.data = data
        self.trials = list(plan.trials)
        self.step = 0
        self.seconds_per_step: float | None = None
        self._timings: list[tuple[int, float]] = []
        self._order = _order(plan, data.train[1].shape[0])
        self._due: dict[int, set[int]] = {}
        for number, trial in enumerate(plan.trials):
            for step in evaluation_steps(trial):
                self._due.setdefault(step, set()).add(number)
        self._stops = sorted(self._due)
        width = plan.population.width
        members = range(len(plan.trials))
        self._blocks = [
            new_block(plan, members[first : first + width], programs.start)
            for first in range(0, len(members), width)
        ]

    def chunks(self) -> Iterator[tuple[Chunk, Retired | None]]:
        """Train to the end; after each chunk, what it recorded and the trials that ended in it."""
        while self._blocks:
            chunk = self._train_chunk()
            retired = self._retire()
            yield chunk, retired

    def _train_chunk(self) -> Chunk:
        """Take every block as many steps further as the first one makes in its share of the chunk's time."""
        recorded = _Recorded()
        first = self.step
        leader, *followers = self._blocks
        runs = []
        deadline = time.perf_counter() + CHUNK_SECONDS / len(self._blocks)
        if first == 0:
            self._evaluate(leader, 0, recorded)
        while not runs or (self.step < self._stops[-1] and time.perf_counter() < deadline):
            end = self._run_end(self.step)
            runs.append((self.step, end, self._batches(self.step, end)))
            self._take(leader, runs[-1], recorded)
            self.step = end
        for block in followers:
            if first == 0:
                self._evaluate(block, 0, recorded)
            for run in runs:
                self._take(block, run, recorded)
        return self._record(first, self.step, recorded)

    def _run_end(self, first: int) -> int:
        """The step a run from ``first`` ends at: the next evaluation, or earlier to stay in touch."""
        stop = self._stops[bisect_right(self._stops, first)]
        if not self._timings:
            steps = FIRST_RUN_STEPS
        else:
            latest_steps, latest_seconds = self._timings[-1]
            steps = max(1, int(CHUNK_SECONDS * latest_steps / latest_seconds))
        return min(stop, first + min(steps, self.programs.capacity))

    def _take(self, block: Block, run: tuple[int, int, Batches | None], recorded: _Recorded) -> None:
        first, last, batches = run
        self._advance(block, first, last, batches, recorded)
        self._evaluate(block, last, recorded)

    def _batches(self, first: int, last: int) -> Batches | None:
        if self._order is None:
            return None
        steps, capacity = last - first, self.programs.capacity
        indices = np.zeros((capacity, self._order.batch_size), np.int32)
        counts = np.ones(capacity, np.int32)
        indices[:steps], counts[:steps] = self._order.batches(first, steps)
        batches = (indices, counts if self._order.ragged else None)
        return Batches(*jax.device_put(batches, everywhere(self.plan.population.devices)))

    def _advance(
        self, block: Block, first: int, last: int, batches: Batches | None, recorded: _Recorded
    ) -> None:
        begin = time.perf_counter()
        block.state, losses = self.programs.advance(
            block.state,
            block.hyper,
            block.length,
            *self.data.train,
            batches,
            np.int32(first),
            np.int32(last - first),
        )
        losses.block_until_ready()
        self._timings.append((last - first, time.perf_counter() - begin))
        recorded.losses.append((block, first, last, losses))

    def _evaluate(self, block: Block, step: int, recorded: _Recorded) -> None:
        due = self._due.get(step, frozenset())
        slots = np.zeros(self.plan.population.width, bool)
        slots[: len(block.trials)] = [member in due for member in block.trials]
        if not slots.any():
            return
        block.best, values = self.programs.evaluate(
            block.state.parameters, block.state.diverged_at, block.best, slots, np.int32(step),
            *self.data.measured,
        )  # fmt: skip
        # Waited for, so that it is not counted into the seconds of the next run.
        values.block_until_ready()
        recorded.evaluations.append((block, step, slots, values))

    def _record(self, first: int, last: int, recorded: _Recorded) -> Chunk:
        """Bring a chunk's results to the host and update the trials' records."""
        members = [member for block in self._blocks for member in block.trials]
        row = {member: number for number, member in enumerate(members)}
        losses = np.empty((len(members), last - first), np.float32)
        for block, run_first, run_last, values in recorded.losses:
            rows = [row[member] for member in block.trials]
            host = np.asarray(values)[: run_last - run_first, : len(rows)]
            losses[rows, run_first - first : run_last - first] = host.T
        ends = np.empty(len(members), np.int64)
        self.seconds_per_step = _seconds_per_step(self._timings)
        for block in self._blocks:
            diverged = np.asarray(block.state.diverged_at)
            best_steps = np.asarray(block.best.step)
            for slot, member in enumerate(block.trials):
                self._update(member, last, int(diverged[slot]), int(best_steps[slot]))
                ends[row[member]] = _recorded_until(self.trials[member], last)
        evaluations = self._record_evaluations(recorded)
        self._timings = self._timings[-MOST_TIMINGS:]
        return Chunk(
            trials=np.array([self.trials[member].id for member in members]),
            first_step=first,
            step_curves={"train_loss": losses},
            recorded=np.maximum(ends - first, 0),
            evaluations=evaluations,
            progress=tuple(self.trials[member] for member in members),
        )

    def _update(self, member: int, last: int, diverged_at: int, best_step: int) -> None:
        trial = self.trials[member]
        if trial.over:
            return
        diverged = diverged_at != NEVER
        steps = diverged_at if diverged else min(last, trial.length)
        self.trials[member] = replace(
            trial,
            status="diverged" if diverged else "done" if steps == trial.length else "running",
            steps=steps,
            diverged_at=diverged_at if diverged else None,
            best_step=None if best_step == NEVER else best_step,
            seconds_per_step=self.seconds_per_step,
        )

    def _record_evaluations(self, recorded: _Recorded) -> Evaluations:
        numbers, steps, rows = [], [], []
        for block, step, slots, values in recorded.evaluations:
            host = np.asarray(values, np.float64)
            for slot in np.flatnonzero(slots):
                member = block.trials[slot]
                trial = self.trials[member]
                if trial.diverged_at is not None and step > trial.diverged_at:
                    continue
                measured: dict[str, float] = dict(zip(EVALUATION_CURVES, host[slot].tolist(), strict=True))
                best = measured if step == trial.best_step else trial.best
                trial = replace(trial, final=measured, best=best)
                if step == trial.length and not _finite_losses(measured):
                    # The last update overflowed, and no later step's loss could show it.
                    trial = replace(trial, status="diverged", diverged_at=step)
                self.trials[member] = trial
                numbers.append(trial.id)
                steps.append(step)
                rows.append(host[slot])
        values = np.array(rows, np.float64).reshape(-1, len(EVALUATION_CURVES))
        return Evaluations(np.array(numbers, np.int64), np.array(steps, np.int64), values)

    def _retire(self) -> Retired | None:
        """Take the weights of trials that are over, once that frees a block; pack the others."""
        alive = [m for block in self._blocks for m in block.trials if not self.trials[m].over]
        width = self.plan.population.width
        if -(-len(alive) // width) == len(self._blocks):
            return None
        over = [m for block in self._blocks for m in block.trials if self.trials[m].over]
        retired = self._weights(over)
        self._blocks = regroup(self.plan, self._blocks, alive)
        return retired

    def _weights(self, members: list[int]) -> Retired:
        rows_of: dict[str, list[Any]] = {"final": [], "best": []}
        for block in self._blocks:
            slots = [slot for slot, member in enumerate(block.trials) if member in members]
            if slots:
                rows_of["final"].append(self._named(block.state.parameters, slots))
                rows_of["best"].append(self._named(block.best.parameters, slots))
        joined = {
            which: {name: np.concatenate([rows[name] for rows in parts]) for name in parts[0]}
            for which, parts in rows_of.items()
        }
        return Retired(tuple(self.trials[m] for m in members), joined["final"], joined["best"])

    def _named(self, packed: Any, slots: list[int]) -> dict[str, np.ndarray]:
        parameters = unpack(self.plan.recipe.net, jax.device_get(packed))
        return {
            f"{layer}.{name}": np.asarray(array)[slots]
            for layer, variables in parameters.items()
            for name, array in variables.items()
        }


def _finite_losses(measured: Mapping[str, float]) -> bool:
    return math.isfinite(measured["evaluated_train_loss"]) and math.isfinite(measured["validation_loss"])


def _recorded_until(trial: Trial, last: int) -> int:
    """The step behind a trial's last recorded one."""
    end = last if trial.diverged_at is None else trial.diverged_at + 1
    return min(end, trial.length)


def _seconds_per_step(timings: list[tuple[int, float]]) -> float:
    """Median seconds a step takes, from the longest runs: short ones measure the call, not the step."""
    longest = max(steps for steps, _ in timings)
    return float(np.median([seconds / steps for steps, seconds in timings if 2 * steps >= longest]))


def _order(plan: PopulationPlan, examples: int) -> BatchOrder | None:
    """The plan of a population's batches, or None where every step sees the whole train split."""
    if plan.batch is None:
        return None
    static = plan.population.static
    return BatchOrder(
        examples, plan.batch, shuffle=bool(static["shuffle"]), order_seed=int(static["order_seed"])
    )
