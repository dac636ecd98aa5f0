"""When the trials of a population are evaluated, and the evaluations themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import jax
import numpy as np

from trainlab.record import Trial
from trainlab.scale.plans.plan import PopulationPlan, evaluation_steps, kept_steps
from trainlab.scale.population.block import Block
from trainlab.scale.population.device_data import DeviceData
from trainlab.scale.population.recording import Recording
from trainlab.scale.programs.arguments import evaluation_hyper, keeps_best
from trainlab.scale.programs.compile import PopulationPrograms
from trainlab.train.evaluate import Evaluated, Measured
from trainlab.train.hyper import check_every
from trainlab.train.state import NEVER


class Evaluating:
    """The evaluations of one population.

    Args:
        plan: the population.
        programs: its compiled programs.
        data: its dataset on the devices.

    Attributes:
        due: step -> the trials that are evaluated there, by their place in the plan.
        evaluated_at: the step of each trial's last evaluation, which a checkpoint keeps.
    """

    def __init__(self, plan: PopulationPlan, programs: PopulationPrograms, data: DeviceData) -> None:
        self.due = due_trials(evaluation_steps(trial) for trial in plan.trials)
        self.evaluated_at = [NEVER] * len(plan.trials)
        self._plan, self._programs, self._data = plan, programs, data
        shared: dict[frozenset[int], frozenset[int]] = {}  # 100,000 trials have the same steps, mostly
        self._kept = [shared.setdefault(steps, steps) for steps in map(kept_steps, plan.trials)]
        self._checks = [check_every(trial) if plan.recipe.watching.checks else 1 for trial in plan.trials]
        # Best checkpoints picked by their train loss that are measured: all there are, between two chunks.
        self._best_measured = {m for m, trial in enumerate(plan.trials) if trial.over}

    def evaluate(self, block: Block, step: int, recording: Recording) -> None:
        """Evaluate the trials of a block that are due at this step, and those that a rule has just ended."""
        due = self.due.get(step, frozenset())
        chosen, check = np.zeros((2, self._plan.population.width), bool)
        steps = np.full(self._plan.population.width, step, np.int32)
        ended = ended_at(self._plan, block)
        for slot, member in enumerate(block.trials):
            if ended[slot] == NEVER:
                chosen[slot] = member in due
                check[slot] = step > 0 and step % self._checks[member] == 0
            elif self.evaluated_at[member] < ended[slot]:
                chosen[slot], steps[slot] = True, ended[slot]
            if chosen[slot]:
                self.evaluated_at[member] = int(steps[slot])
        if not chosen.any():
            return
        kept = np.zeros_like(chosen)
        for slot, member in enumerate(block.trials):
            kept[slot] = chosen[slot] and int(steps[slot]) in self._kept[member]
        measured = self._measure(block, self._standing(block), chosen, check, steps)
        recording.add_evaluation(block, steps, chosen, kept, measured)

    def measure_best(self, block: Block, trials: Sequence[Trial], recording: Recording) -> None:
        """Evaluate best checkpoints that were picked by their train loss, once their trials are over."""
        if not keeps_best(self._plan):
            return
        steps = np.array(block.best.step)  # a copy: the program gives this memory away
        chosen, new = np.zeros((2, self._plan.population.width), bool)
        for slot, member in enumerate(block.trials):
            trial = trials[member]
            chosen[slot] = trial.over and trial.best_step is not None and member not in self._best_measured
            if chosen[slot]:
                self._best_measured.add(member)
                new[slot] = not self._was_evaluated(member, trial.best_step)
        if not chosen.any():
            return
        # A copy: the program is given the best weights twice, and gives the memory of one away.
        best = jax.tree.map(lambda leaf: leaf.copy(), block.best)
        state = self._standing(block)._replace(parameters=best.parameters, statistics=best.statistics)
        nothing = np.zeros_like(chosen)
        measured = self._measure(block, state, nothing, nothing, steps)
        recording.add_best(block, steps, chosen, new, measured)

    def _measure(
        self, block: Block, state: Evaluated, chosen: np.ndarray, check: np.ndarray, steps: np.ndarray
    ) -> Measured:
        hyper = evaluation_hyper(self._plan, block.hyper)
        block.best, signals, measured = self._programs.evaluate(
            state, block.best, block.fixed, hyper, chosen, check, steps, *self._data.measured
        )
        if signals is not None:
            block.state = block.state._replace(signals=signals)
        # Waited for, so that it is not counted into the seconds of the next run.
        measured.values.block_until_ready()
        return measured

    def _was_evaluated(self, member: int, step: int | None) -> bool:
        """Whether a trial that is over was evaluated at a step it made: one that was due, or its last."""
        return step == self.evaluated_at[member] or member in self.due.get(step or 0, ())

    def _standing(self, block: Block) -> Evaluated:
        return Evaluated.of(self._plan.recipe, block.state)


def ended_at(plan: PopulationPlan, block: Block) -> np.ndarray:
    """Where a rule ended each trial of a block, by slot; NEVER where none did."""
    if not plan.recipe.watching.ends_trials:
        return np.full(plan.population.width, NEVER)
    return np.array(block.state.signals.ended_at)


def due_trials(steps_of: Iterable[Iterable[int]]) -> dict[int, Set[int]]:
    """From the steps of each trial to the trials of each step; where trials agree, steps share one set."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, steps in enumerate(steps_of):
        alike.setdefault(tuple(steps), []).append(number)
    due: dict[int, Set[int]] = {}
    several: dict[int, set[int]] = {}
    for steps, members in alike.items():
        together = frozenset(members)
        for step in steps:
            if step not in due:
                due[step] = together
            else:
                if step not in several:
                    due[step] = several[step] = set(due[step])
                several[step].update(members)
    return due
