"""The trials that are stepped together: one program's worth of a population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from trainlab.scale.machine.devices import by_trial
from trainlab.scale.plans.plan import PopulationPlan, hyper_values
from trainlab.scale.population.initial import initial_weights
from trainlab.scale.programs.compile import Compiled
from trainlab.train.inputs import TrialInputs

Tree = Any
"""A pytree of arrays with the trials along the first axis."""


@dataclass(slots=True)
class Block:
    """Some trials of a population and their state, on the devices.

    Attributes:
        trials: numbers of its trials within the population, one a slot; slots after them are padding.
        state, best: see :mod:`trainlab.train.state`.
        fixed: variables of frozen layers.
        hyper: traced settings, (width, ...) each.
        length: (width,) steps each slot trains for; padding trains for none.
    """

    trials: list[int]
    state: Tree
    best: Tree
    fixed: Tree
    hyper: dict[str, jax.Array]
    length: jax.Array

    @property
    def inputs(self) -> TrialInputs:
        """What ``advance`` takes of the trials besides their state."""
        return TrialInputs(self.fixed, self.hyper, self.length)


def padded(values: Sequence[Any], width: int) -> list[Any]:
    """The values, the last one repeated until there are ``width``."""
    return [*values, *[values[-1]] * (width - len(values))]


def placed(plan: PopulationPlan, trees: Sequence[Tree]) -> Tree:
    """One tree a trial, stacked, padded to the width, and spread over the devices."""
    filled = padded(trees, plan.population.width)
    stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *filled)
    return jax.device_put(stacked, by_trial(plan.population.devices))


def new_block(plan: PopulationPlan, members: Sequence[int], start: Compiled) -> Block:
    """A block of untrained trials; padding repeats the last trial and is never advanced."""
    initial = placed(plan, [initial_weights(plan, plan.trials[member]) for member in members])
    hyper, length = numbers_of(plan, members)
    state, best = start(initial.parameters, initial.statistics, hyper)
    return Block(list(members), state, best, initial.fixed, hyper, length)


def numbers_of(plan: PopulationPlan, members: Sequence[int]) -> tuple[dict[str, jax.Array], jax.Array]:
    """The traced settings of some trials, and the steps they train for."""
    trials = [plan.trials[member] for member in members]
    hyper = placed(plan, [hyper_values(plan, trial) for trial in trials])
    length = np.zeros(plan.population.width, np.int32)
    length[: len(trials)] = [trial.length for trial in trials]
    return hyper, jax.device_put(length, by_trial(plan.population.devices))
