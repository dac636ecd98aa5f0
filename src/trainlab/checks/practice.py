"""Short trainings of the net as it is, several at once: with other learning rates, or with other labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.subject import Subject
from trainlab.nets import Mode, Parameters, pack, unpack
from trainlab.train.batch import StepBatch
from trainlab.train.jax_options import COMPILER_OPTIONS
from trainlab.train.programs import start
from trainlab.train.state import TrainState
from trainlab.train.step import take_step

ADAM = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
"""The optimizer of every practice, with the constants of Kingma and Ba 2015: it gets somewhere at more
learning rates than any other, so that what does not learn is to blame on the net, the loss or the
gradient."""

CHUNK = 50
"""Steps between two measurements."""

BUDGET = 3e11
"""Multiplications a practice may take: about ten seconds on two cores."""

MIN_STEPS, MAX_STEPS = 100, 2000
"""Steps of a practice, whatever they cost, and however cheap they are."""

FORWARD_AND_BACK = 3
"""A step multiplies about three times as often as the net's output for the batch takes."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The state of the trials of a practice.

    Attributes:
        steps: the number of steps taken.
        variables, statistics: with the trials along the first axis.
        losses: (trials,) the objective at the last step.
    """

    steps: int
    variables: Parameters
    statistics: Parameters
    losses: np.ndarray


class Practice:
    """One program that trains a net on batches of one size, for any targets and learning rates.

    Args:
        subject: what is checked; what holds it back is switched off.
        inputs: (examples, features) that rows of a batch are taken from.
        batch: examples of a step.
        trials: how many nets train together, all from the subject's initial weights.
    """

    def __init__(self, subject: Subject, inputs: np.ndarray, batch: int, trials: int) -> None:
        subject = subject.without_regularisers()
        recipe = replace(subject.recipe, optimizer_settings=(("optimizer", "adam"),))
        self.subject = replace(subject, recipe=recipe)
        self.trials, self.batch = trials, batch
        self._inputs = jnp.asarray(inputs)
        self._advance = jax.jit(self._run, donate_argnums=0, compiler_options=dict(COMPILER_OPTIONS))
        self._logits = {training: quickly_compiled(self._apply(training)) for training in (True, False)}

    @property
    def steps(self) -> int:
        """Steps that a practice may take, by the cost of one."""
        layers = self.subject.net.layers
        multiplications = sum(layer.multiply_adds for layer in layers) * self.batch * FORWARD_AND_BACK
        return int(np.clip(BUDGET / max(1, multiplications * self.trials), MIN_STEPS, MAX_STEPS))

    def train(self, targets: np.ndarray, rates: np.ndarray, rows: np.ndarray) -> Iterator[Trained]:
        """Train, pausing at regular intervals.

        Args:
            targets: (trials, examples) class numbers, or (trials, examples, targets) numbers.
            rates: (trials,) learning rates.
            rows: (steps, batch) of the inputs.

        Yields:
            The state of the trials after each chunk of steps.
        """
        recipe, net = self.subject.recipe, self.subject.net
        numbers = {**self.subject.hyper, **ADAM}
        hyper = {
            name: jnp.broadcast_to(jnp.asarray(value), (self.trials, *np.shape(value)))
            for name, value in numbers.items()
        }
        hyper["learning_rate"] = jnp.asarray(rates, jnp.float32)
        packed = pack(net, {layer: self.subject.variables[layer] for layer in net.variables})
        packed, statistics = jax.tree.map(
            lambda leaf: jnp.repeat(jnp.asarray(leaf)[None], self.trials, axis=0),
            (packed, self.subject.statistics),
        )
        state, _ = start(recipe, packed, statistics, hyper)
        labels = jnp.asarray(targets, jnp.float32 if targets.dtype.kind == "f" else jnp.int32)
        for first in range(0, len(rows), CHUNK):
            chunk = rows[first : first + CHUNK]
            state, losses = self._advance(state, hyper, labels, jnp.asarray(chunk, jnp.int32), first)
            done = first + len(chunk)
            yield Trained(done, unpack(net, state.parameters), state.statistics, np.asarray(losses))

    def untrained(self) -> Trained:
        """The trials before their first step."""
        subject = self.subject
        variables = {layer: subject.variables[layer] for layer in subject.net.variables}
        variables, statistics = jax.tree.map(
            lambda leaf: jnp.repeat(jnp.asarray(leaf)[None], self.trials, axis=0),
            (variables, subject.statistics),
        )
        return Trained(0, variables, statistics, np.full(self.trials, np.nan))

    def logits(self, trained: Trained, inputs: np.ndarray, *, training: bool) -> np.ndarray:
        """The outputs of the trained nets, (trials, examples, outputs), in training mode or not."""
        return np.asarray(self._logits[training](trained.variables, trained.statistics, jnp.asarray(inputs)))

    def _fixed(self) -> dict[str, Any]:
        return {layer: self.subject.variables[layer] for layer in self.subject.net.fixed}

    def _run(
        self, state: TrainState, hyper: Any, targets: Any, rows: Any, first: Any
    ) -> tuple[TrainState, Any]:
        fixed, subject = self._fixed(), self.subject

        def step(state: TrainState, hyper: Any, x: Any, y: Any, number: Any) -> tuple[TrainState, Any]:
            batch = StepBatch(x, y, None, number)
            state, record = take_step(
                subject.recipe, state, fixed, hyper, jnp.bool_(True), batch, subject.objective
            )
            return state, record.loss

        together = jax.vmap(step, in_axes=(0, 0, None, 0, None))

        def body(index: Any, carry: Any) -> Any:
            state, _ = carry
            picked = rows[index]
            return together(state, hyper, self._inputs[picked], targets[:, picked], first + index)

        return jax.lax.fori_loop(0, rows.shape[0], body, (state, jnp.zeros(self.trials)))

    def _apply(self, training: bool) -> Any:
        fixed, subject = self._fixed(), self.subject
        mode = Mode(training=training, hyper=subject.hyper, active=subject.recipe.active)

        def one(variables: Any, statistics: Any, x: Any) -> Any:
            return subject.net.apply({**variables, **fixed}, x, mode, statistics)[0]

        return jax.vmap(one, in_axes=(0, 0, None))
