"""The program of a probe: what is measured inside training, of every trial of a population.

It looks at the state of training before a step and gives nothing back but numbers, so that training does not
change. Gradients and updates are those of the step that follows; what needs more examples than a step has is
measured on the first examples of the train split, with everything random switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab import probes
from trainlab.nets import Mode, Packed, Parameters, unpack
from trainlab.probes.curves import of_layers
from trainlab.train.each_trial import each_trial
from trainlab.train.hyper import Hyper
from trainlab.train.key import random_key
from trainlab.train.probing import Probing
from trainlab.train.programs import Batches, step_batch
from trainlab.train.recipe import Recipe
from trainlab.train.state import TrainState
from trainlab.train.step import StepBatch, loss_and_gradient, objective, update

Measured = dict[str, Float[Array, ""]]
"""curve -> a number."""


def probe(
    recipe: Recipe,
    probing: Probing,
    state: TrainState,
    fixed: Parameters,
    hyper: Hyper,
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
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
        trial = _Trial(recipe, probing, state, fixed, hyper, batch, still)
        measured: Measured = {}
        for name in probing.probes:
            measured |= _PROBES[name](trial)
        return jnp.stack([measured[curve] for curve in probing.curves])

    return each_trial(one, state.diverged_at.shape[0], shared=1)(state, fixed, hyper, batch)


@dataclass(frozen=True)
class _Trial:
    """What probes look at: one trial before a step. What several of them need is computed once.

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

    def unpacked(self, packed: Packed) -> Parameters:
        return unpack(self.recipe.net, packed)

    def loss(self, parameters: Packed, x: Array, y: Array) -> Array:
        """What steps minimise, of other examples and with nothing random."""
        batch = StepBatch(x, y, None, self.batch.step)
        return objective(
            self.recipe, parameters, self.state.statistics, self.fixed, self.hyper, batch, drawing=False
        )[0]

    @cached_property
    def measured(self) -> tuple[tuple[Array, Any], Any]:
        """Loss, statistics and gradient of the step."""
        return loss_and_gradient(self.recipe, self.state, self.fixed, self.hyper, self.batch)

    @cached_property
    def outputs(self) -> dict[str, Array]:
        mode = Mode(training=True, drawing=False, hyper=self.hyper, active=self.recipe.active)
        variables = {**self.unpacked(self.state.parameters), **self.fixed}
        return probes.layer_outputs(self.recipe.net, variables, self.state.statistics, mode, self.still.x)


def _by_layer(curve: str, numbers: Mapping[str, Array]) -> Measured:
    return dict(zip(of_layers(curve, numbers), numbers.values(), strict=True))


def _gradients(trial: _Trial) -> Measured:
    _, gradient = trial.measured
    return _by_layer("gradient_norm", probes.norms(trial.unpacked(gradient)))


def _weights(trial: _Trial) -> Measured:
    return _by_layer("weight_norm", probes.norms(trial.unpacked(trial.state.parameters)))


def _updates(trial: _Trial) -> Measured:
    running, step = jnp.asarray(True), trial.batch.step
    after, _ = update(trial.recipe, trial.state, trial.hyper, running, step, *trial.measured)
    change = jax.tree.map(jnp.subtract, after.parameters, trial.state.parameters)
    lengths, weights = (probes.norms(trial.unpacked(of)) for of in (change, trial.state.parameters))
    return _by_layer("update_ratio", probes.ratios(lengths, weights))


def _dead(trial: _Trial) -> Measured:
    activations, outputs = probes.activations(trial.recipe.net), trial.outputs
    shares = {layer: probes.dead_share(of, activations[layer]) for layer, of in outputs.items()}
    return _by_layer("dead_units", shares)


def _activations(trial: _Trial) -> Measured:
    moments = {layer: probes.mean_and_spread(of) for layer, of in trial.outputs.items()}
    means, spreads = ({layer: of[place] for layer, of in moments.items()} for place in (0, 1))
    return _by_layer("activation_mean", means) | _by_layer("activation_spread", spreads)


def _noise_scale(trial: _Trial) -> Measured:
    gradient = partial(jax.grad(trial.loss), trial.state.parameters)
    found = probes.noise_scale(gradient, trial.still.x, trial.still.y, trial.probing.group)
    return {
        "noise_scale": found.scale, "gradient_square": found.square, "gradient_variance": found.variance,
    }  # fmt: skip


def _sharpness(trial: _Trial) -> Measured:
    # The start depends on the step alone: nothing has to be remembered between probes.
    key = jax.random.fold_in(random_key(0), trial.batch.step)

    def loss(parameters: Packed) -> Array:
        return trial.loss(parameters, trial.still.x, trial.still.y)

    return {"sharpness": probes.top_eigenvalue(loss, trial.state.parameters, key)}


_PROBES: dict[str, Callable[[_Trial], Measured]] = {
    "gradients": _gradients,
    "weights": _weights,
    "updates": _updates,
    "dead": _dead,
    "activations": _activations,
    "noise_scale": _noise_scale,
    "sharpness": _sharpness,
}
