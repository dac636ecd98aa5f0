"""The program of a probe: what is measured inside training, of every trial of a population.

It looks at the state of training before a step and gives nothing back but numbers, so that training does not
change. Gradients and updates are those of the step that follows; what needs more examples than a step has is
measured on the first examples of the train split, with everything random switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.nets import Mode, Net, Packed, Parameters, unpack
from trainlab.probes import PROBES
from trainlab.probes.curves import of_layers
from trainlab.probes.probing import Probing
from trainlab.probes.units import layer_outputs
from trainlab.train.batch import StepBatch
from trainlab.train.each_trial import each_trial
from trainlab.train.hyper import Hyper
from trainlab.train.inputs import Batches
from trainlab.train.key import random_key
from trainlab.train.programs import step_batch
from trainlab.train.recipe import Recipe
from trainlab.train.state import TrainState
from trainlab.train.step import loss_and_gradient, objective, update

if TYPE_CHECKING:
    from trainlab.probes.probed import Probed


def probe(
    recipe: Recipe,
    probing: Probing,
    state: TrainState,
    fixed: Parameters,
    hyper: Hyper,
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    batches: Batches | None,
    step: Int[Array, ""],
) -> Float[Array, "trials curves"]:
    """Measure every trial before a step.

    Args:
        recipe: the population's static settings.
        probing: what is measured.
        state: the trials' state before the step.
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        inputs, targets: the train split.
        batches: the batches of a run that begins with the step, or None where every step sees the split.
        step: number of the step.

    Returns:
        A row for each trial with columns as ``probing.curves``.
    """
    examples = inputs[: probing.examples], targets[: probing.examples]
    batch = step_batch(inputs, targets, batches, jnp.int32(0), step)

    def one(state: TrainState, fixed: Parameters, hyper: Hyper, batch: StepBatch) -> Array:
        still = StepBatch(*examples, None, batch.step)
        # A cached property is a property to Python, though not to type checkers.
        trial = cast("Probed", _Trial(recipe, probing, state, fixed, hyper, batch, still))
        measured: dict[str, Array] = {}
        for name in probing.probes:
            for curve, value in PROBES[name].measure(trial).items():
                if isinstance(value, Mapping):
                    measured |= zip(of_layers(curve, value), value.values(), strict=True)
                else:
                    measured[curve] = value
        return jnp.stack([measured[curve] for curve in probing.curves])

    return each_trial(one, state.diverged_at.shape[0], shared=1)(state, fixed, hyper, batch)


@dataclass(frozen=True)
class _Trial:
    """One trial before a step: a :class:`~trainlab.probes.probed.Probed`.

    Attributes:
        recipe, state, fixed, hyper, batch: see :func:`~trainlab.train.step.take_step`.
        probing: what is measured.
        still: the examples that probes measure on.
    """

    recipe: Recipe
    probing: Probing
    state: TrainState
    fixed: Parameters
    hyper: Hyper
    batch: StepBatch
    still: StepBatch

    @property
    def net(self) -> Net:
        return self.recipe.net

    @property
    def group(self) -> int:
        return self.probing.group

    @property
    def key(self) -> Array:
        return jax.random.fold_in(random_key(0), self.batch.step)

    @property
    def parameters(self) -> Packed:
        return self.state.parameters

    @cached_property
    def weights(self) -> Parameters:
        return unpack(self.net, self.parameters)

    @cached_property
    def gradient(self) -> Parameters:
        _, gradient = self._measured
        return unpack(self.net, gradient)

    @cached_property
    def change(self) -> Parameters:
        running, step = jnp.asarray(True), self.batch.step
        after, _ = update(self.recipe, self.state, self.hyper, running, step, *self._measured)
        return unpack(self.net, jax.tree.map(jnp.subtract, after.parameters, self.parameters))

    @cached_property
    def outputs(self) -> dict[str, Array]:
        mode = Mode(training=True, drawing=False, hyper=self.hyper, active=self.recipe.active)
        variables = {**self.weights, **self.fixed}
        return layer_outputs(self.net, variables, self.state.statistics, mode, self.still.x)

    @property
    def examples(self) -> tuple[Array, Array]:
        return self.still.x, self.still.y

    def loss(self, parameters: Packed, x: Array, y: Array) -> Array:
        batch = StepBatch(x, y, None, self.batch.step)
        return objective(
            self.recipe, parameters, self.state.statistics, self.fixed, self.hyper, batch, drawing=False
        )[0]

    @cached_property
    def _measured(self) -> tuple[tuple[Array, Any], Any]:
        """Loss, statistics and gradient of the step."""
        return loss_and_gradient(self.recipe, self.state, self.fixed, self.hyper, self.batch)
