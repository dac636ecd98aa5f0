"""The loss of the untrained net: that of a net that knows nothing."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.chance import loss_of_chance, probabilities
from trainlab.checks.initial_error import check_initial_error
from trainlab.checks.inputs import scale_at_fault
from trainlab.checks.observe import Observation
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject

ON_DATA, ON_NOISE = "initial loss", "initial loss on noise"

KNOWS = 0.5
"""Share of the loss of chance below which an untrained net knows too much."""

SURE, VERY_SURE = 2.0, 5.0
"""Multiples of the loss of chance at which an untrained net is too sure of itself. Logits of deviation s
add about s**2 / 2 to log C, and s is about 1 under the usual initialisations with inputs of size 1: that
makes 1.7 times log 2, and 1.2 times log 10."""


def noise(subject: Subject, like: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Random inputs of the same size as given ones, and labels drawn at random.

    Args:
        subject: whose classes the labels are of.
        like: (examples, features) inputs.
    """
    random = np.random.default_rng(0)
    mean, deviation = like.mean(axis=0, dtype=np.float64), like.std(axis=0, dtype=np.float64)
    x = mean + deviation * random.standard_normal(like.shape)
    if subject.dataset.task.numeric:
        targets = subject.dataset.train.targets
        drawn = targets[random.integers(0, len(targets), len(like))]
    else:
        drawn = random.integers(0, subject.classes, len(like), np.int32)
    return x.astype(np.float32), drawn


def check_initial_loss(subject: Subject, seen: Observation, targets: np.ndarray, check: str) -> CheckResult:
    """Compare the loss before the first step with that of giving every class the same probability.

    After CS231n, "Neural Networks Part 3", section "Sanity Checks": "look for correct loss at chance
    performance", and Karpathy 2019, "verify loss @ init".

    Args:
        subject: what is checked.
        seen: a batch of data, or of noise, on its way through the untrained net.
        targets: its class numbers.
        check: ``ON_DATA`` or ``ON_NOISE``.
    """
    if subject.dataset.task.numeric:
        return check_initial_error(subject, seen, targets, check)
    loss, recipe = seen.loss, subject.recipe
    chance = loss_of_chance(subject.classes, subject.net.outputs, recipe.loss)
    right = probabilities(seen.logits)[np.arange(len(targets)), targets].mean()
    mean = -math.log(right) if right > 0 else math.inf
    what = "random inputs" if check == ON_NOISE else "training examples"
    measured = f"{loss:.3g} on {len(targets)} {what}; -log of the right class's mean probability {mean:.3g}"
    name = f"log {subject.classes}" if recipe.loss == "cross_entropy" else "of equal probabilities"
    expected = f"about {chance:.3g} ({name}): {KNOWS * chance:.2g} to {SURE * chance:.2g}"
    if subject.reused:
        advice = "Layers start from a trained net, which may know something."
        return CheckResult(check, "skip", loss, measured, expected, advice)
    if not math.isfinite(loss):
        advice = "It is not finite: look for inputs or weights so large that something overflows."
        return CheckResult(check, "fail", loss, measured, expected, advice)
    if loss < KNOWS * chance and (loss < 0 or check == ON_NOISE):
        advice = "No loss is this low without having learned: it has the wrong sign, or another scale."
        return CheckResult(check, "fail", loss, measured, expected, advice)
    if loss < KNOWS * chance:
        advice = "A lucky draw of the weights, on classes that are far apart, or the inputs hold the answer."
        return CheckResult(check, "warn", loss, measured, expected, advice)
    at_fault = scale_at_fault(subject.dataset, subject.net) if loss > SURE * chance else ""
    remedy = at_fault or "Scale inputs or weights down."
    if loss > VERY_SURE * chance:
        advice = f"The net is sure of wrong answers before it has learned any. {remedy}"
        return CheckResult(check, "fail", loss, measured, expected, advice)
    if loss > SURE * chance:
        advice = f"Logits start large, and the first steps go into undoing that. {remedy}"
        return CheckResult(check, "warn", loss, measured, expected, advice)
    return CheckResult(check, "pass", loss, measured, expected)
