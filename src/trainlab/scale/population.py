"""Training one population: chunk after chunk, recording everything, dropping what is over."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import numpy as np

from trainlab.nets import unpack
from trainlab.record import Chunk, Trial
from trainlab.scale.block import Block, new_block, regroup
from trainlab.scale.compile import PopulationPrograms, evaluation_hyper, picks_winners
from trainlab.scale.devices import everywhere
from trainlab.scale.plan import PopulationPlan, evaluation_steps
from trainlab.scale.recording import Recording, progress
from trainlab.train.evaluate import Evaluated
from trainlab.train.hyper import check_every
from trainlab.train.order import BatchOrder
from trainlab.train.programs import Batches
from trainlab.train.state import NEVER, Best, TrainState

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
        self._checks = [check_every(trial) if plan.recipe.watching.checks else 1 for trial in plan.trials]
        self._evaluated_at = [NEVER] * len(plan.trials)
        # Where winners are measured after the fact: all steps of a trial that were evaluated; else nothing.
        self._evaluated: list[set[int]] = [set() for _ in plan.trials]
        self._winners: set[int] = set()
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
        recording = Recording(self.step)
        first = self.step
        leader, *followers = self._blocks
        runs = []
        deadline = time.perf_counter() + CHUNK_SECONDS / len(self._blocks)
        if first == 0:
            self._evaluate(leader, 0, recording)
        while not runs or (self.step < self._stops[-1] and time.perf_counter() < deadline):
            end = self._run_end(self.step)
            runs.append((self.step, end, self._batches(self.step, end)))
            self._take(leader, runs[-1], recording)
            self.step = end
            if (self._ended(leader)[: len(leader.trials)] != NEVER).all():
                break
        for block in followers:
            if first == 0:
                self._evaluate(block, 0, recording)
            for run in runs:
                self._take(block, run, recording)
        self.seconds_per_step = _seconds_per_step(self._timings)
        self._timings = self._timings[-MOST_TIMINGS:]
        for block in self._blocks:
            progress(self.trials, block, self.step, self.seconds_per_step)
            self._measure_winners(block, recording)
        recording.evaluated(self.trials)
        return recording.chunk(self.trials, self._blocks, self.step)

    def _run_end(self, first: int) -> int:
        """The step a run from ``first`` ends at: the next evaluation, or earlier to stay in touch."""
        stop = self._stops[bisect_right(self._stops, first)]
        if not self._timings:
            steps = FIRST_RUN_STEPS
        else:
            latest_steps, latest_seconds = self._timings[-1]
            steps = max(1, int(CHUNK_SECONDS * latest_steps / latest_seconds))
        return min(stop, first + min(steps, self.programs.capacity))

    def _take(self, block: Block, run: tuple[int, int, Batches | None], recording: Recording) -> None:
        first, last, batches = run
        self._advance(block, first, last, batches, recording)
        self._evaluate(block, last, recording)

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
        self, block: Block, first: int, last: int, batches: Batches | None, recording: Recording
    ) -> None:
        begin = time.perf_counter()
        picks = picks_winners(self.plan)
        block.state, best, steps = self.programs.advance(
            block.state,
            block.best if picks else None,
            block.fixed,
            block.hyper,
            block.length,
            *self.data.train,
            batches,
            np.int32(first),
            np.int32(last - first),
        )
        block.best = best if picks else block.best
        steps.loss.block_until_ready()
        self._timings.append((last - first, time.perf_counter() - begin))
        recording.add_run(block, first, last, steps)

    def _evaluate(self, block: Block, step: int, recording: Recording) -> None:
        """Evaluate the trials of a block that are due at this step, and those that a rule has just ended."""
        due = self._due.get(step, frozenset())
        chosen, check = np.zeros((2, self.plan.population.width), bool)
        steps = np.full(self.plan.population.width, step, np.int32)
        ended = self._ended(block)
        for slot, member in enumerate(block.trials):
            if ended[slot] == NEVER:
                chosen[slot] = member in due
                check[slot] = step > 0 and step % self._checks[member] == 0
            elif self._evaluated_at[member] < ended[slot]:
                chosen[slot], steps[slot] = True, ended[slot]
            if chosen[slot]:
                self._evaluated_at[member] = int(steps[slot])
                if picks_winners(self.plan):
                    self._evaluated[member].add(int(steps[slot]))
        if not chosen.any():
            return
        values = self._measure(block, self._standing(block), chosen, check, steps)
        recording.add_evaluation(block, steps, chosen, values)

    def _measure(
        self, block: Block, state: Evaluated, chosen: np.ndarray, check: np.ndarray, steps: np.ndarray
    ) -> jax.Array:
        hyper = evaluation_hyper(self.plan, block.hyper)
        block.best, signals, values = self.programs.evaluate(
            state, block.best, block.fixed, hyper, chosen, check, steps, *self.data.measured
        )
        if signals is not None:
            block.state = block.state._replace(signals=signals)
        # Waited for, so that it is not counted into the seconds of the next run.
        values.block_until_ready()
        return values

    def _measure_winners(self, block: Block, recording: Recording) -> None:
        """Evaluate winners that were picked by their train loss, once their trials are over."""
        if not picks_winners(self.plan):
            return
        steps = np.array(block.best.step)  # a copy: the program gives this memory away
        chosen, new = np.zeros((2, self.plan.population.width), bool)
        for slot, member in enumerate(block.trials):
            trial = self.trials[member]
            chosen[slot] = trial.over and trial.best_step is not None and member not in self._winners
            if chosen[slot]:
                self._winners.add(member)
                new[slot] = trial.best_step not in self._evaluated[member]
        if not chosen.any():
            return
        # A copy: the program is given the winners twice, and gives the memory of one away.
        winners = jax.tree.map(lambda leaf: leaf.copy(), block.best)
        state = self._standing(block)._replace(parameters=winners.parameters, statistics=winners.statistics)
        nothing = np.zeros_like(chosen)
        values = self._measure(block, state, nothing, nothing, steps)
        recording.add_winners(block, steps, chosen, new, values)

    def _standing(self, block: Block) -> Evaluated:
        return Evaluated.of(self.plan.recipe, block.state)

    def _ended(self, block: Block) -> np.ndarray:
        """Where a rule ended each trial of a block, by slot."""
        if not self.plan.recipe.watching.ends_trials:
            return np.full(self.plan.population.width, NEVER)
        return np.array(block.state.signals.ended_at)

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
                rows_of["final"].append(self._named(block, block.state, slots))
                rows_of["best"].append(self._named(block, block.best, slots))
        joined = {
            which: {name: np.concatenate([rows[name] for rows in parts]) for name in parts[0]}
            for which, parts in rows_of.items()
        }
        return Retired(tuple(self.trials[m] for m in members), joined["final"], joined["best"])

    def _named(self, block: Block, state: TrainState | Best, slots: list[int]) -> dict[str, np.ndarray]:
        """Every variable and statistic of some trials, by layer and name, those of the cached prefix too."""
        host = jax.device_get((state.parameters, state.statistics, block.fixed))
        parameters, statistics, fixed = host
        trained = {**unpack(self.plan.recipe.net, parameters), **fixed}
        named: dict[str, np.ndarray] = {}
        for layer in self.plan.net.layers:
            for of_layer in (trained.get(layer.name, {}), statistics.get(layer.name, {})):
                named |= {
                    f"{layer.name}.{name}": np.asarray(array)[slots] for name, array in of_layer.items()
                }
            if self.plan.prefix is not None and layer in self.plan.prefix.layers:
                shared = self.plan.reused.get(layer.name, {})
                named |= {
                    f"{layer.name}.{name}": np.repeat(array[None], len(slots), axis=0)
                    for name, array in shared.items()
                }
        return named


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
