"""The program of an evaluation: measure every trial of a population, and keep the best weights.

It is apart from the steps so that populations share it: it depends neither on the batch size nor on the
optimizer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, UInt8

from trainlab.metrics import METRICS, curves_of, metric_of
from trainlab.nets import Mode, Net, Packed, Parameters, unpack
from trainlab.nets.lanes import fits
from trainlab.tasks import TASKS
from trainlab.train.each_trial import each_trial
from trainlab.train.hyper import Hyper
from trainlab.train.measure import keep_best, measure
from trainlab.train.measure_lanes import measure_trials
from trainlab.train.recipe import TRAIN_LOSS, Recipe, Watching
from trainlab.train.state import NEVER, Best, Signals, TrainState, replaced
from trainlab.train.watch import check_evaluation


@dataclass(frozen=True, slots=True)
class Measuring:
    """What the program of an evaluation is compiled for: the part of a recipe it depends on.

    Attributes:
        net: the architecture.
        task: what is learned, which says what decides between weights.
        loss: the setting ``loss``.
        metrics: what is measured.
        watching: the rules that watch evaluations.
        by_train_loss: whether the train loss, and not an evaluation, decides which weights are best.
    """

    net: Net
    task: str
    loss: str
    metrics: tuple[str, ...]
    watching: Watching
    by_train_loss: bool

    @classmethod
    def of(cls, recipe: Recipe) -> Measuring:
        """The part of a recipe an evaluation depends on."""
        watching = recipe.watching
        by_train_loss = watching.stopping == TRAIN_LOSS
        return cls(recipe.net, recipe.task, recipe.loss, recipe.metrics, watching.evaluations, by_train_loss)

    @property
    def curves(self) -> tuple[str, ...]:
        """The curves whose values an evaluation gives, in their order."""
        return curves_of(METRICS[name] for name in self.metrics)


class Measured(NamedTuple):
    """What an evaluation gives back, with the trials along the first axis.

    Attributes:
        values: (trials, curves) columns as ``Measuring.curves``.
        wins: (trials,) whether the best weights are of this step: found now, or by a check of the train loss.
        right: (trials, bytes) which validation examples are right, a bit each, the first one the highest of
            its byte; nothing where targets are numbers.
    """

    values: Float[Array, "trials curves"]
    wins: Bool[Array, " trials"]
    right: UInt8[Array, "trials bytes"]


class Evaluated(NamedTuple):
    """What is evaluated.

    Attributes:
        parameters, statistics, diverged_at: see ``TrainState``.
        signals: of the rules, where some watch evaluations; else None, so that populations share the program.
    """

    parameters: Packed
    statistics: Parameters
    diverged_at: Int[Array, " trials"]
    signals: Signals | None

    @classmethod
    def of(cls, recipe: Recipe, state: TrainState) -> Evaluated:
        """What an evaluation looks at, of the state of training."""
        signals = state.signals if recipe.watching.evaluations.any else None
        return cls(state.parameters, state.statistics, state.diverged_at, signals)


def evaluate(
    measuring: Measuring,
    boundary: int,
    state: Evaluated,
    best: Best,
    fixed: Parameters,
    hyper: Hyper,
    due: Bool[Array, " trials"],
    check: Bool[Array, " trials"],
    steps: Int[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    unit: Float[Array, " targets"] | None = None,
) -> tuple[Best, Signals | None, Measured]:
    """Measure every trial, and keep the weights of those that are due and better than before.

    Args:
        measuring: the static settings that matter here.
        boundary: how many of the examples are training examples; the validation split comes after them.
        state: the trials' state.
        best: the best weights so far.
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        due: which trials are evaluated at this step; those that diverged are not.
        check: for which of them the rules that watch evaluations check.
        steps: updates each trial made.
        inputs, targets: training examples, then the validation split.
        unit: what a difference of 1 between numeric targets is in the unit of the file.

    Returns:
        The best weights now, the signals, and what was measured.
    """
    net, trials = measuring.net, due.shape[0]
    of_split = measuring.loss, measuring.metrics
    examples = inputs, targets, boundary, unit
    watched = measuring.watching.stopping
    decisive = TASKS[measuring.task].curve if watched is None else watched

    def measured_alone(state: Evaluated, fixed: Parameters, hyper: Hyper) -> tuple[Array, Array]:
        parameters = {**unpack(net, state.parameters), **fixed}
        return measure(net, *of_split, parameters, state.statistics, Mode(hyper=hyper), *examples)

    def one(
        state: Evaluated, best: Best, hyper: Hyper, due: Array, check: Array, steps: Array, found: tuple
    ) -> tuple[Best, Signals | None, Measured]:
        values, hits = found
        measured = values.reshape(-1)
        right = jnp.packbits(hits)
        signals = state.signals
        candidate = (state.parameters, state.statistics)
        if measuring.watching.any:
            assert signals is not None
            by_curve = dict(zip(measuring.curves, measured, strict=True))
            signals, improved = check_evaluation(
                measuring.watching, signals, hyper, by_curve, due, check, steps
            )
            if watched is not None:
                score = _score(decisive, by_curve)
                found = Best(*candidate, score, jnp.zeros_like(score), steps)
                best = replaced(best, found, improved)
                return best, signals, Measured(measured, best.step == steps, right)
        if not measuring.by_train_loss:
            by_curve = dict(zip(measuring.curves, measured, strict=True))
            tie = -by_curve["validation_loss"]
            best = keep_best(best, Best(*candidate, _score(decisive, by_curve), tie, steps), due)
        return best, signals, Measured(measured, best.step == steps, right)

    if fits(net, trials):
        packed: Any = state.parameters
        found = measure_trials(net, *of_split, packed, hyper, due, *examples)
    else:
        found = each_trial(measured_alone, trials)(state, fixed, hyper)
    each = each_trial(one, trials)
    return each(state, best, hyper, due & (state.diverged_at == NEVER), check, steps, found)


def _score(curve: str, measured: Mapping[str, Array]) -> Array:
    """The value of a curve, its sign such that higher is better."""
    metric = metric_of(curve)
    return measured[curve] if metric is None or metric.sign > 0 else -measured[curve]
