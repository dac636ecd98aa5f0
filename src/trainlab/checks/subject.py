"""What is checked: a dataset, a net with its initial weights, and the objective that training minimises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from trainlab.checks.rows import as_rows, sample
from trainlab.data import Dataset
from trainlab.nets import Net, Parameters, initial_statistics, pack, unpack
from trainlab.nets.layers import Dropout
from trainlab.scale.plans.plan import PopulationPlan, hyper_values
from trainlab.scale.population.initial import initial_weights
from trainlab.train.batch import StepBatch
from trainlab.train.key import random_key
from trainlab.train.recipe import Recipe, Watching
from trainlab.train.step import objective

Objective = Callable[..., tuple[Float[Array, ""], Any]]
"""A function like :func:`trainlab.train.step.objective`."""

LOOKED_AT = 250
"""Examples that pass through the net to look at it: a mean over them is exact to a sixteenth of a deviation.
Fewer than the 256 to which the net adds some of its own (``nets/layers/planes.py``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A net about to be trained.

    Attributes:
        dataset: what it is to learn from.
        recipe: the static half of the recipe, with the whole net.
        variables: the initial variables of all layers, the frozen ones too.
        statistics: what its layers keep, as it starts.
        hyper: the traced settings its programs take.
        objective: what a step minimises; another one is checked in its place.
        reused: layers that start from a trained net.
        batch: examples of a step; None where every step sees all of train.
    """

    dataset: Dataset
    recipe: Recipe
    variables: Parameters
    statistics: Parameters
    hyper: Mapping[str, np.ndarray]
    objective: Objective = objective
    reused: frozenset[str] = frozenset()
    batch: int | None = None

    @property
    def net(self) -> Net:
        """The whole net."""
        return self.recipe.net

    @property
    def classes(self) -> int:
        """Number of classes; 0 where targets are numbers."""
        return len(self.dataset.classes)

    @property
    def huber_delta(self) -> float:
        """The setting, where the loss has it."""
        return float(self.hyper.get("huber_delta", 1.0))

    def with_net(self, net: Net) -> Subject:
        """The same with another net, of the same variables and statistics."""
        return replace(self, recipe=replace(self.recipe, net=net))

    def without_regularisers(self) -> Subject:
        """The same without what holds a net back, or ends its training.

        Penalties, dropout, smoothing, class weights, augmentation, limits on weights and gradients, schedules
        and early stopping are off.
        """
        layers = tuple(
            replace(layer, rate=None) if isinstance(layer, Dropout) else layer for layer in self.net.layers
        )
        recipe = replace(
            self.recipe,
            net=replace(self.net, layers=layers),
            active=frozenset(),
            schedule_settings=(("schedule", "constant"),),
            watching=Watching(),
            image_shape=(),
        )
        return replace(self, recipe=recipe)

    def loss(
        self,
        variables: Parameters,
        x: Float[Array, "batch features"] | np.ndarray,
        y: Int[Array, " batch"] | np.ndarray,
        *,
        recipe: Recipe | None = None,
        hyper: Mapping[str, Any] | None = None,
        beside: Parameters | None = None,
        key: Array | None = None,
    ) -> tuple[Float[Array, ""], Any]:
        """The objective for a batch, and the statistics after it.

        Args:
            variables: of all layers.
            x, y: the batch.
            recipe: another recipe than the subject's.
            hyper: traced settings instead of, or besides, the subject's.
            beside: more variables that are not among those that learn, by layer.
            key: of the layers' randomness; a fixed one by default.
        """
        recipe = recipe or self.recipe
        learning = {layer: variables[layer] for layer in self.net.variables}
        fixed = {layer: variables[layer] for layer in self.net.fixed}
        return self.objective(
            recipe,
            pack(self.net, learning, jnp),
            self.statistics,
            {**fixed, **(beside or {})},
            {name: jnp.asarray(value) for name, value in {**self.hyper, **(hyper or {})}.items()},
            StepBatch(jnp.asarray(x), jnp.asarray(y), None, jnp.int32(0)),
            random_key(0) if key is None else key,
        )

    def examples(self, most: int = LOOKED_AT) -> tuple[np.ndarray, np.ndarray]:
        """At most ``most`` training examples, drawn from all over train: rows and class numbers."""
        chosen = sample(len(self.dataset.train), most)
        return as_rows(self.dataset.train.inputs)[chosen], self.dataset.train.targets[chosen]


def subject_of(plan: PopulationPlan, dataset: Dataset) -> Subject:
    """The first trial of a population, to be checked.

    Args:
        plan: the population, planned without a cached prefix.
        dataset: its dataset.
    """
    start = initial_weights(plan, plan.trials[0])
    return Subject(
        dataset=dataset,
        recipe=plan.recipe,
        variables={**unpack(plan.recipe.net, start.parameters), **start.fixed},
        statistics={**initial_statistics(plan.net), **start.statistics},
        hyper=hyper_values(plan, plan.trials[0]),
        reused=frozenset(plan.reused),
        batch=plan.batch,
    )
