"""Numeric targets: examples that carry the loss, and targets of scales so different that few are learned."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.counted import counted
from trainlab.data import Dataset

OUTLIERS, SCALES = "target outliers", "target scales"

FEW = 0.01
"""Share of the examples, at least one, that is looked at: those furthest from the mean."""

CARRIES = 0.5
"""Share of the variance that so few examples carry from which on they rule the squared error. Of a normal
distribution the outermost hundredth carries 8%, of an exponential one 24%."""

FEWEST = 20
"""With fewer examples a single one carries much of any variance."""

APART = 100.0
"""Ratio of the variances of targets from which on the smallest hardly counts in their mean."""

MAX_NAMED = 3
"""Examples, and targets, that a sentence names."""


def check_outliers(dataset: Dataset) -> CheckResult:
    """Whether a few training targets carry most of the variance, and so most of a squared error.

    Args:
        dataset: the dataset, of numeric targets.
    """
    targets = dataset.train.targets.astype(np.float64)
    expected = f"below {CARRIES:.0%}"
    if len(targets) < FEWEST:
        measured = f"{len(targets)} training examples"
        return CheckResult(OUTLIERS, "skip", None, measured, expected, f"At least {FEWEST} are needed.")
    squares = (targets - targets.mean(axis=0)) ** 2
    shares = squares / np.maximum(squares.sum(axis=0), 1e-300)
    few = max(1, int(FEW * len(targets)))
    furthest = np.argsort(-shares, axis=0, kind="stable")[:few]
    carried = np.take_along_axis(shares, furthest, axis=0).sum(axis=0)
    worst = int(carried.argmax())
    name, share = dataset.target_names[worst], float(carried[worst])
    measured = (
        f"the outermost {counted(few, 'example')} of {len(targets):,} {'carries' if few == 1 else 'carry'}"
    )
    measured += f" {share:.0%} of the variance of '{name}'"
    if share < CARRIES:
        return CheckResult(OUTLIERS, "pass", share, measured, expected)
    in_unit = dataset.in_units(dataset.train.targets)[:, worst]
    named = [f"{in_unit[row]:.4g} in training example {row}" for row in furthest[:MAX_NAMED, worst]]
    advice = (
        f"They rule what loss=mse minimises: {', '.join(named)} (counted from 0), beside a mean of "
        f"{in_unit.mean():.4g}. If they are no mistakes, loss=huber or mae, or the logarithm of the target, "
        "gives the others their weight."
    )
    return CheckResult(OUTLIERS, "warn", share, measured, expected, advice)


def check_scales(dataset: Dataset) -> CheckResult:
    """Whether several targets are of scales so different that the loss is that of a few of them.

    Args:
        dataset: the dataset, of numeric targets.
    """
    expected = f"variances within a factor of {APART:.0f}"
    variances = dataset.train.targets.var(axis=0, dtype=np.float64)
    if len(variances) < 2:
        return CheckResult(SCALES, "skip", None, "one target", expected, "It is for several targets.")
    low, high = int(variances.argmin()), int(variances.argmax())
    ratio = float(variances[high] / max(variances[low], 1e-300))
    names = dataset.target_names
    measured = f"the variance of '{names[high]}' is {ratio:.3g} times that of '{names[low]}'"
    if ratio <= APART:
        return CheckResult(SCALES, "pass", ratio, measured, expected)
    advice = (
        f"The loss is nearly all that of '{names[high]}', and '{names[low]}' is not learned: leave "
        "standardize_targets on."
    )
    return CheckResult(SCALES, "warn", ratio, measured, expected, advice)


TARGET_OUTLIERS = Check(
    name=OUTLIERS, tasks=("regression",), data=lambda dataset, net, most: check_outliers(dataset)
)
TARGET_SCALES = Check(
    name=SCALES, tasks=("regression",), data=lambda dataset, net, most: check_scales(dataset)
)
