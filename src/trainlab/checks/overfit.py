"""Whether a few examples can be memorised."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from trainlab.checks.chance import explained, hits, loss_of_chance, loss_of_mean, mean_loss
from trainlab.checks.inputs import scale_at_fault
from trainlab.checks.practice import Practice, Trained
from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.result import CheckResult
from trainlab.data.numeric_targets import strata
from trainlab.data.splits import stratified_fraction

NAME = "overfits a few"

SHARE, MOST, FEWEST = 0.05, 50, 20
"""A twentieth of train, at most 50 examples and at least 20: few enough for small nets, and more than a net
can fit by luck."""

LEARNED = 0.1
"""Share of the loss of chance that counts as learned by heart: the right class then has a probability of at
least C^-0.1 on (geometric) average, 0.93 of 2 classes and 0.79 of 10."""

HARDLY = 0.9
"""Share of the loss of chance above which nothing was learned at all."""

SAME = 1e-2
"""Difference of the objective and the loss, as a share of the loss, that rounding explains: NumPy's losses
are of 64 bits, and bounded where a probability is 0."""

RIGHT = 0.99
"""Accuracy that counts as all correct; a loss that is still high then is one that cannot fall."""

RATES = (1e-3, 1.0)
"""Range of Adam's learning rates that are tried, spaced evenly on a logarithmic scale."""


def few(targets: np.ndarray) -> np.ndarray:
    """Indices of the examples to be memorised, at least one of every class."""
    wanted = min(len(targets), max(FEWEST, min(MOST, round(SHARE * len(targets)))))
    groups = strata(targets) if targets.ndim == 2 else targets
    return stratified_fraction(groups, wanted / len(targets), seed=0)


def check_overfit(practice: Practice, inputs: np.ndarray, targets: np.ndarray) -> tuple[CheckResult, Trained]:
    """Train on a few examples, at several learning rates at once, until one net has memorised them all.

    After CS231n, "Neural Networks Part 3", section "Sanity Checks" (https://cs231n.github.io/neural-networks-3),
    and Karpathy, "A Recipe for Training Neural Networks", 2019 ("overfit one batch").

    Args:
        practice: of the net, on ``inputs``, with batches of as many examples as :func:`few` picks.
        inputs, targets: training examples as rows, and their class numbers.

    Returns:
        The result, and the state of the trials.
    """
    chosen = few(targets)
    x, y = inputs[chosen], targets[chosen]
    net, loss = practice.subject.net, practice.subject.recipe.loss
    numeric, delta = practice.subject.dataset.task.numeric, practice.subject.huber_delta
    if numeric:
        chance = loss_of_mean(y, loss, delta)
    else:
        chance = loss_of_chance(practice.subject.classes, net.outputs, loss)
    rates = np.geomspace(*RATES, practice.trials)
    rows = np.broadcast_to(chosen, (practice.steps, len(chosen)))
    everywhere = np.broadcast_to(targets, (practice.trials, *targets.shape))
    trained, best, accuracy, rate = None, math.inf, 0.0, rates[0]
    for trained in practice.train(everywhere, rates, rows):
        logits = practice.logits(trained, x, training=True)
        losses = np.nan_to_num(mean_loss(logits, y, loss, delta), nan=math.inf)
        lowest = int(losses.argmin())
        if losses[lowest] < best:
            best, rate = float(losses[lowest]), rates[lowest]
            accuracy = explained(logits[lowest], y) if numeric else float(hits(logits[lowest], y).mean())
        if best <= LEARNED * chance:
            break
    assert trained is not None
    reached = f"R2 {accuracy:.2f}" if numeric else f"accuracy {accuracy:.0%}"
    measured = (
        f"loss {best:.3g}, {reached} on {len(y)} examples after {trained.steps:,} steps of "
        f"adam, rate {rate:.2g}"
    )
    expected = f"loss below {LEARNED * chance:.3g}, a tenth of {'that of the mean' if numeric else 'chance'}"
    if best <= LEARNED * chance:
        return CheckResult(NAME, "pass", best, measured, expected), trained
    minimised, true = _objective_and_loss(practice, trained, x, y)
    if abs(minimised - true) > SAME * max(abs(true), chance):
        advice = (
            f"The objective is {minimised:.3g} where this loss is {true:.3g}: what is minimised is not the "
            "loss."
        )
        return CheckResult(NAME, "fail", best, measured, expected, advice), trained
    unscaled = scale_at_fault(practice.subject.dataset, net)
    if unscaled and accuracy < RIGHT:
        verdict = "fail" if best >= HARDLY * chance else "warn"
        return CheckResult(NAME, verdict, best, measured, expected, unscaled), trained
    if best >= HARDLY * chance:
        advice = "Nothing was learned at any rate: look at the gradient, the sign of the loss, dead units."
        return CheckResult(NAME, "fail", best, measured, expected, advice), trained
    if accuracy >= RIGHT and not numeric:
        advice = f"All right, yet the loss cannot fall: is the output squashed? {_squashed(net.outputs)}"
        return CheckResult(NAME, "fail", best, measured, expected, advice), trained
    advice = (
        f"A net of {net.parameters:,} learning numbers may be too small for {len(y)} examples, or they "
        "contradict each other: try a larger one."
    )
    return CheckResult(NAME, "warn", best, measured, expected, advice), trained


def _objective_and_loss(
    practice: Practice, trained: Trained, x: np.ndarray, y: np.ndarray
) -> tuple[float, float]:
    """What training minimises, and the loss by NumPy, of the net that went furthest; 0 and 0 if not finite.

    With the same weights, on the same examples, so that they agree however large they are.
    """
    objectives = np.nan_to_num(trained.losses, nan=math.inf, posinf=math.inf, neginf=-math.inf)
    furthest = int(objectives.argmin())
    subject = practice.subject
    variables, statistics = (
        {layer: {name: np.asarray(array)[furthest] for name, array in arrays.items()}
         for layer, arrays in of_trials.items()}
        for of_trials in (trained.variables, trained.statistics)
    )  # fmt: skip
    fixed = {layer: subject.variables[layer] for layer in subject.net.fixed}
    subject = replace(subject, statistics=statistics)
    objective = float(quickly_compiled(lambda all_of: subject.loss(all_of, x, y)[0])({**variables, **fixed}))
    logits = practice.logits(trained, x, training=True)[furthest]
    loss = float(mean_loss(logits, y, subject.recipe.loss, subject.huber_delta))
    return (objective, loss) if math.isfinite(objective) and math.isfinite(loss) else (0.0, 0.0)


def _squashed(outputs: int) -> str:
    """What a softmax, or sigmoid, applied twice makes of a perfect answer."""
    if outputs == 1:
        return f"Sigmoid applied twice ends at {(math.log(2) + math.log1p(math.exp(-1))) / 2:.3f}."
    return f"Softmax applied twice ends at {math.log1p((outputs - 1) * math.exp(-1)):.3f}."
