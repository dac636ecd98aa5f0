"""Whether test accuracy falls to chance when the training labels are shuffled."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.chance import hits, predicted
from trainlab.checks.inputs import scale_at_fault
from trainlab.checks.practice import Practice
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample
from trainlab.checks.shuffled_numbers import check_shuffled_numbers

NAME = "shuffled labels"

STEPS = 300
"""Steps of each net: enough to learn something of true labels."""

MIN_TESTED, MAX_TESTED = 20, 2000
"""The fewest test examples from which anything can be said, and the most that are used: 2,000 give the
accuracy to a percentage point."""

RATE = 0.01
"""Adam's learning rate: ten times its default, for few steps."""

T = {4: 10.21, 8: 4.785}
"""Student's t that one mean in a thousand exceeds, by number of shuffles (3 and 7 degrees of freedom): leaks
that matter lie far above it."""

SURE = 5.0
"""Mean distance between the largest and the smallest logit at which an untrained net is too sure: it
takes one class for a hundred times as likely as another."""

LEARNED = 3.0
"""Binomial standard deviations above chance at which something was learned from the true labels."""


def check_shuffled(practice: Practice, targets: np.ndarray) -> CheckResult:
    r"""Train one net on the true labels and the others on shuffled ones, and test all of them.

    A net trained on shuffled labels still says something that depends on the input, so one accuracy may lie
    far from chance: the mean over shuffles may not. Chance is what a net's answers hit if they have nothing
    to do with the labels, :math:`\sum_c \hat p_c \, p_c` with the share of answers :math:`\hat p_c` and of
    test labels :math:`p_c`. The interval is Student's over shuffles, and no narrower than the binomial one of
    as many test examples. All begin with the same weights: what these get right by luck is not a fault.
    (Ojala and Garriga, "Permutation Tests for Studying Classifier Performance", 2010,
    https://jmlr.org/papers/v11/ojala10a.html, test 1; Karpathy 2019 trains on nothing but zeros instead.)

    Args:
        practice: of the net.
        targets: (examples,) true labels of its inputs.
    """
    if targets.ndim == 2:
        return check_shuffled_numbers(practice, targets)
    test = practice.subject.dataset.test
    shuffles = practice.trials - 1
    if len(test) < MIN_TESTED:
        measured, advice = f"{len(test)} test examples", f"At least {MIN_TESTED} are needed."
        return CheckResult(NAME, "skip", None, measured, "test accuracy of chance", advice)
    random = np.random.default_rng(0)
    labels = np.stack([targets, *(random.permutation(targets) for _ in range(shuffles))])
    rows = random.integers(0, len(targets), (min(STEPS, practice.steps), practice.batch))
    *_, trained = practice.train(labels, np.full(practice.trials, RATE), rows)
    chosen = sample(len(test), MAX_TESTED)
    y = test.targets[chosen]
    logits = practice.logits(trained, as_rows(test.inputs)[chosen], training=False)
    accuracy = hits(logits, y).mean(axis=-1)
    chance = np.array([_chance(answers, y, practice.subject.classes) for answers in predicted(logits)])
    excess = (accuracy - chance)[1:]
    level = float(chance[1:].mean())
    binomial = level * (1 - level) / len(y)
    error = math.sqrt(max(excess.var(ddof=1), binomial) / shuffles)
    reach = T[shuffles] * error
    got = float(accuracy[1:].mean())
    measured = (
        f"test accuracy {got:.1%} after {trained.steps} steps on shuffled labels ({shuffles} shuffles), "
        f"{accuracy[0]:.1%} on true ones"
    )
    expected = f"chance, {level:.1%} ± {reach:.1%}"
    lucky = 0.0
    if excess.mean() > reach:
        lucky = max(_luck(practice, as_rows(test.inputs)[chosen], y), 0.0)
        expected += f", and {lucky:.1%} that the untrained net gets by luck" if lucky else ""
    if excess.mean() > reach + lucky:
        advice = (
            "What was shuffled was not what is learned: the labels reach the objective, or test examples "
            "reach training, in another way."
        )
        return CheckResult(NAME, "fail", got, measured, expected, advice)
    if accuracy[0] - chance[0] <= LEARNED * math.sqrt(chance[0] * (1 - chance[0]) / len(y)):
        subject = practice.subject
        reason = scale_at_fault(subject.dataset, subject.net) or "The inputs may not distinguish the classes."
        advice = f"True labels teach no more than shuffled ones. {reason}"
        return CheckResult(NAME, "warn", got, measured, expected, advice)
    return CheckResult(NAME, "pass", got, measured, expected)


def _luck(practice: Practice, inputs: np.ndarray, targets: np.ndarray) -> float:
    """Test accuracy of the untrained net above chance, which all shuffles begin with.

    It is 0 where the net is not sure of its answers: what it is sure of few steps do not change.
    """
    logits = practice.logits(practice.untrained(), inputs, training=False)[:1]
    apart = np.ptp(logits, axis=-1) if logits.shape[-1] > 1 else np.abs(logits)
    if apart.mean() < SURE:
        return 0.0
    chance = _chance(predicted(logits)[0], targets, practice.subject.classes)
    return float(hits(logits, targets).mean()) - chance


def _chance(answers: np.ndarray, targets: np.ndarray, classes: int) -> float:
    shares = [np.bincount(numbers, minlength=classes) / len(numbers) for numbers in (answers, targets)]
    return float(shares[0] @ shares[1])
