"""Whether predictions of test targets become worthless when the training targets are shuffled."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.inputs import scale_at_fault
from trainlab.checks.practice import Practice
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample

NAME = "shuffled labels"

STEPS, RATE = 300, 0.01
"""Steps of each net, and Adam's learning rate: enough to learn something of true targets."""

MIN_TESTED, MAX_TESTED = 20, 2000
"""The fewest test examples from which anything can be said, and the most that are used."""

T = {4: 10.21, 8: 4.785}
"""Student's t that one mean in a thousand exceeds, by number of shuffles (3 and 7 degrees of freedom)."""

LEARNED = 3.0
"""Standard errors of a correlation of nothing above which something was learned from the true targets."""


def check_shuffled_numbers(practice: Practice, targets: np.ndarray) -> CheckResult:
    r"""Train one net on the true targets and the others on shuffled ones, and test all of them.

    What is compared is the correlation of predictions with test targets, the mean over targets. After
    shuffling its expectation is 0, whatever the net says: a correlation of nothing has a standard error of
    :math:`1 / \sqrt{n - 1}`. The interval is Student's over shuffles, and no narrower than that one. All
    nets begin with the same weights: what these get right by luck is not a fault.

    Args:
        practice: of the net.
        targets: (examples, targets) true targets of its inputs.
    """
    test = practice.subject.dataset.test
    shuffles = practice.trials - 1
    if len(test) < MIN_TESTED:
        measured, advice = f"{len(test)} test examples", f"At least {MIN_TESTED} are needed."
        return CheckResult(NAME, "skip", None, measured, "a correlation of 0", advice)
    random = np.random.default_rng(0)
    labels = np.stack([targets, *(random.permutation(targets) for _ in range(shuffles))])
    rows = random.integers(0, len(targets), (min(STEPS, practice.steps), practice.batch))
    *_, trained = practice.train(labels, np.full(practice.trials, RATE), rows)
    chosen = sample(len(test), MAX_TESTED)
    x, y = as_rows(test.inputs)[chosen], test.targets[chosen]
    found = _correlations(practice.logits(trained, x, training=False), y)
    of_nothing = 1 / math.sqrt(len(y) - 1)
    got = float(found[1:].mean())
    reach = T[shuffles] * math.sqrt(max(found[1:].var(ddof=1), of_nothing**2) / shuffles)
    measured = (
        f"correlation with test targets {got:.2f} after {trained.steps} steps on shuffled targets "
        f"({shuffles} shuffles), {found[0]:.2f} on true ones"
    )
    expected = f"0 ± {reach:.2f}"
    lucky = 0.0
    if got > reach:
        lucky = max(float(_correlations(practice.logits(practice.untrained(), x, training=False), y)[0]), 0.0)
        expected += f", and {lucky:.2f} that the untrained net gets by luck" if lucky else ""
    if got > reach + lucky:
        advice = (
            "What was shuffled was not what is learned: the targets reach the objective, or test examples "
            "reach training, in another way."
        )
        return CheckResult(NAME, "fail", got, measured, expected, advice)
    if not found[0] > LEARNED * of_nothing:
        subject = practice.subject
        reason = scale_at_fault(subject.dataset, subject.net) or "The inputs may not tell the targets."
        advice = f"True targets teach no more than shuffled ones. {reason}"
        return CheckResult(NAME, "warn", got, measured, expected, advice)
    return CheckResult(NAME, "pass", got, measured, expected)


def _correlations(outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """(trials,) Pearson's correlation of (trials, examples, targets) outputs with targets; 0 of constants."""
    said = np.nan_to_num(np.asarray(outputs, np.float64), posinf=0, neginf=0)
    said = said - said.mean(axis=1, keepdims=True)
    true = targets - targets.mean(axis=0, dtype=np.float64)
    lengths = np.sqrt((said**2).sum(axis=1) * (true**2).sum(axis=0))
    return ((said * true).sum(axis=1) / np.where(lengths > 0, lengths, 1)).mean(axis=-1)
