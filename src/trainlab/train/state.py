"""What a population carries from step to step. Every array has the trials along its first axis."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Packed, Parameters
from trainlab.train.stopping.early_stopping import StoppingState
from trainlab.train.stopping.plateau import PlateauState

NEVER = -1
"""Step number of something that has not happened."""

EARLY_STOPPING, UNTIL = 1, 2
"""Values of ``Signals.ended_by``; 0 before anything ended the trial."""


class Signals(NamedTuple):
    """What the rules that watch curves remember. A rule the population does not use has None.

    Attributes:
        ended_at: updates made when a rule ended the trial, or ``NEVER``.
        ended_by: the rule.
        loss_sum, examples: of the steps since the last check, for rules that watch the train loss: the mean
            is taken over examples, as Keras takes it over an epoch.
        plateau: of ``schedule=performance``.
        stopping: of early stopping.
    """

    ended_at: Int[Array, " trials"]
    ended_by: Int[Array, " trials"]
    loss_sum: Float[Array, " trials"] | None
    examples: Float[Array, " trials"] | None
    plateau: PlateauState | None
    stopping: StoppingState | None


class TrainState(NamedTuple):
    """The state of training.

    Attributes:
        parameters: the variables that learn.
        statistics: what layers keep without learning it: layer -> name -> array.
        optimizer: the optimizer's own state.
        diverged_at: the first step whose loss was not finite, or ``NEVER``. A trial that diverged is frozen
            with the weights it had before that step.
        signals: of the rules that watch curves, or None where there are none.
    """

    parameters: Packed
    statistics: Parameters
    optimizer: Any
    diverged_at: Int[Array, " trials"]
    signals: Signals | None


class Best(NamedTuple):
    """The best weights so far.

    Attributes:
        parameters, statistics: as in ``TrainState``.
        score: of these weights, higher is better: what its task ranks by, such as the validation accuracy, or
            what early stopping watches; its sign is turned where lower is better.
        tie: decides between equal scores, higher is better: minus the validation loss.
        step: updates it had made, or ``NEVER``.
    """

    parameters: Packed
    statistics: Parameters
    score: Float[Array, " trials"]
    tie: Float[Array, " trials"]
    step: Int[Array, " trials"]


def replaced(best: Best, candidate: Best, better: Bool[Array, ""]) -> Best:
    """One trial's candidate where it is better, else the best so far."""
    return jax.tree.map(lambda new, old: jnp.where(better, new, old), candidate, best)
