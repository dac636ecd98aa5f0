"""What the programs of a population take: shapes, types, and how they lie on the devices."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import pairwise
from typing import Any, TypeVar

import jax
import numpy as np
from jax.sharding import NamedSharding

from trainlab.data import Dataset
from trainlab.losses import LOSSES
from trainlab.nets import packed_shapes
from trainlab.nets.activations import own_numbers
from trainlab.scale.machine.devices import by_trial, everywhere
from trainlab.scale.plans.plan import PopulationPlan, evaluation_steps, hyper_values, probe_steps
from trainlab.train import programs
from trainlab.train.evaluate import Evaluated
from trainlab.train.inputs import Batches, RunInputs, TrialInputs
from trainlab.train.recipe import TRAIN_LOSS

T = TypeVar("T")

MAX_INDICES = 1 << 18
"""Numbers in the batch plan of one run: 1 MiB. It is written again for every run."""

MAX_STEPS = 4096
"""Steps of one run, at most; runs end at evaluations anyway."""

MIN_STEPS = 2
"""Steps one run has room for, at least. XLA compiles a loop of at most one step into other arithmetic, and
the last bits of losses would depend on how often a trial is evaluated or probed."""


class Arguments:
    """What each program of a population takes, in the order of its parameters.

    Every leaf carries its shape, its type and its place: trials along the first axis are spread over the
    devices, and what they share lies on each device as a whole.

    Args:
        plan: the population.
        dataset: its dataset (only shapes are used).
    """

    def __init__(self, plan: PopulationPlan, dataset: Dataset) -> None:
        self._plan = plan
        self._width = plan.population.width
        self._by_trial = by_trial(plan.population.devices)
        self._everywhere = everywhere(plan.population.devices)
        net = plan.recipe.net
        self.parameters, self.statistics, self.fixed = jax.tree.map(
            lambda shape: self._of_trials(np.float32, *shape),
            (packed_shapes(net), net.statistics, net.fixed),
            is_leaf=lambda shape: isinstance(shape, tuple) and all(isinstance(size, int) for size in shape),
        )
        self.hyper = {
            name: self._of_trials(value.dtype, *value.shape)
            for name, value in hyper_values(plan, plan.trials[0]).items()
        }
        examples = len(dataset.train)
        self.train = self._examples(examples)
        unit = self._shared((plan.targets,), np.float32) if plan.targets else None
        self.measured = (*self._examples(plan.eval_examples + len(dataset.validation)), unit)
        self.ragged = plan.batch is not None and examples % plan.batch != 0
        self.capacity = run_capacity(plan)

    @property
    def told(self) -> tuple[object, ...]:
        """All that is not made from the rest, without asking JAX."""
        variables = self.parameters, self.statistics, self.fixed
        return variables, self.hyper, self.train, self.measured, self.ragged, self.capacity

    @property
    def start(self) -> tuple[Any, ...]:
        """Of :func:`trainlab.train.programs.start`."""
        return self.parameters, self.statistics, self.hyper

    @property
    def advance(self) -> tuple[Any, ...]:
        """Of :func:`trainlab.train.programs.advance`."""
        state, best = self._state_and_best
        of_trials = TrialInputs(self.fixed, self.hyper, self._of_trials(np.int32))
        run = RunInputs(*self.train, self._batches, self._step, self._step)
        return state, best if keeps_best(self._plan) else None, of_trials, run

    @property
    def evaluate(self) -> tuple[Any, ...]:
        """Of :func:`trainlab.train.evaluate.evaluate`."""
        state, best = self._state_and_best
        flags, steps = self._of_trials(np.bool_), self._of_trials(np.int32)
        hyper = evaluation_hyper(self._plan, self.hyper)
        evaluated = Evaluated.of(self._plan.recipe, state)
        return evaluated, best, self.fixed, hyper, flags, flags, steps, *self.measured

    @property
    def probe(self) -> tuple[Any, ...]:
        """Of :func:`trainlab.train.probe.probe`."""
        state, _ = self._state_and_best
        return state, self.fixed, self.hyper, *self.train, self._batches, self._step

    @cached_property
    def _state_and_best(self) -> tuple[Any, Any]:
        states = jax.eval_shape(partial(programs.start, self._plan.recipe), *self.start)
        return jax.tree.map(lambda leaf: self._placed(leaf.shape, leaf.dtype, self._by_trial), states)

    @property
    def _batches(self) -> Batches | None:
        if self._plan.batch is None:
            return None
        counts = self._shared((self.capacity,), np.int32) if self.ragged else None
        return Batches(self._shared((self.capacity, self._plan.batch), np.int32), counts)

    @property
    def _step(self) -> Any:
        return self._shared((), np.int32)

    def _examples(self, examples: int) -> tuple[Any, Any]:
        inputs = self._shared((examples, self._plan.recipe.net.inputs), np.float32)
        if self._plan.targets:
            return inputs, self._shared((examples, self._plan.targets), np.float32)
        return inputs, self._shared((examples,), np.int32)

    def _of_trials(self, dtype: Any, *shape: int) -> Any:
        return self._placed((self._width, *shape), dtype, self._by_trial)

    def _shared(self, shape: tuple[int, ...], dtype: Any) -> Any:
        return self._placed(shape, dtype, self._everywhere)

    @staticmethod
    def _placed(shape: tuple[int, ...], dtype: Any, place: NamedSharding) -> Any:
        return jax.ShapeDtypeStruct(shape, dtype, sharding=place)


def run_capacity(plan: PopulationPlan) -> int:
    """Most steps one call of ``advance`` takes: the longest run between its stops, as a power of two."""
    stops = sorted(
        {step for trial in plan.trials for step in (*evaluation_steps(trial), *probe_steps(trial))}
    )
    longest = min(MAX_STEPS, max(after - before for before, after in pairwise(stops)))
    if plan.batch is not None:
        longest = min(longest, MAX_INDICES // plan.batch)
    return max(MIN_STEPS, 1 << (longest - 1).bit_length())


def keeps_best(plan: PopulationPlan) -> bool:
    """Whether steps, and not evaluations, decide whose weights are the best."""
    return plan.recipe.watching.stopping == TRAIN_LOSS


def evaluation_hyper(plan: PopulationPlan, hyper: dict[str, T]) -> dict[str, T]:
    """The traced settings an evaluation looks at: few, so that populations can share its program."""
    watching = plan.recipe.watching.evaluations
    wanted = {*own_numbers(), *(setting.name for setting in LOSSES[plan.recipe.loss].settings)}
    if watching.stopping:
        wanted |= {"patience", "min_delta"}
    if watching.plateau:
        wanted |= {"learning_rate", "min_rate", *(name for name in plan.hyper if name.startswith("plateau_"))}
    if watching.until:
        wanted.add("until")
    return {name: value for name, value in hyper.items() if name in wanted}
