"""Labels that disagree with those of similar examples, even where the prediction is surest."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, hashes, sample
from trainlab.checks.simple_models import answers
from trainlab.checks.single_column import error_of_chance
from trainlab.data import Dataset
from trainlab.statistics.wilson import NINETY_FIVE, wilson

NAME = "labels agree"

LOOKED_AT = 1000
"""Training examples that are looked at: a share of 10% of the surest quarter is known to 2 points."""

FEWEST = 60
"""With fewer examples nothing can be said."""

SUREST = 0.25
"""Share of the examples whose answers the simple model is surest of."""

NOISY = 0.1
"""Share of disagreement among the surest at which it is reported, once its interval lies above: the
worst of ten test sets that Northcutt et al. had read again ("Pervasive Label Errors in Test Sets", 2021) has
10%."""

EVERYWHERE = 0.65
"""Disagreement among the surest, as a share of that of all, at which it counts as being everywhere. With
3 labels of 10 changed it is mostly 0.65 to 1.1 in scikit-learn's tables; two Gaussian classes that
overlap, their means a deviation apart, have 0.4 to 0.6."""

LITTLE = 0.78
"""Share of chance's errors at which simple models know too little about the class to say which labels
are odd: of two Gaussian classes half a deviation apart they make 0.8."""

CONTRADICTING = 0.05
"""Share of train in the minority among rows of the same inputs at which it is reported."""


def check_label_noise(dataset: Dataset) -> CheckResult:
    """Ask simple models for the class of each training example, and count how often they disagree when sure.

    Where classes overlap, labels disagree at the border and agree elsewhere. Wrong labels lie everywhere:
    they disagree among the surest examples nearly as often as among all.

    Args:
        dataset: the dataset.
    """
    expected = f"of the surest quarter, at most {NOISY:.0%} disagree"
    size = len(dataset.train)
    chosen = sample(size, LOOKED_AT)
    x, y = as_rows(dataset.train.inputs)[chosen], dataset.train.targets[chosen]
    chance = error_of_chance(y) if size else 0.0
    if size < FEWEST or not chance or not np.isfinite(x).all() or not np.ptp(x, axis=0).any():
        reason = f"It takes {FEWEST} finite examples of two classes."
        return CheckResult(NAME, "skip", None, f"{size:,} training examples", expected, reason)
    contradicting = contradictions(as_rows(dataset.train.inputs), dataset.train.targets) / size
    if contradicting >= CONTRADICTING:
        measured = (
            f"{contradicting:.1%} of {size:,} training examples have the inputs of others, most of which "
            "carry another label"
        )
        advice = (
            f"No net can be right about more than {1 - contradicting:.1%} of train: inputs that distinguish "
            "these rows are missing, or labels are wrong."
        )
        return CheckResult(NAME, "warn", contradicting, measured, expected, advice)
    _, y = np.unique(y, return_inverse=True)
    wrong, surest = _disagreement(x, y)
    share = float(wrong.mean())
    if share >= LITTLE * chance:
        measured = f"simple models are wrong about {share:.1%}, and chance about {chance:.1%}"
        advice = "They hardly predict the classes, so they cannot find wrong labels either."
        return CheckResult(NAME, "skip", share, measured, expected, advice)
    among = float(wrong[surest].mean())
    low, high = wilson(among, int(surest.sum()), NINETY_FIVE)
    measured = (
        f"{wrong[surest].sum():,} of the surest {surest.sum():,} disagree, {among:.1%} "
        f"({low:.1%} to {high:.1%}); {share:.1%} of all {len(y):,}"
    )
    if low <= NOISY or among < EVERYWHERE * share:
        return CheckResult(NAME, "pass", among, measured, expected)
    advice = (
        "Labels disagree with those of similar examples nearly everywhere, not only where classes meet: "
        "about that share of them is wrong, or the inputs say little of the class. Look at the "
        "labels of some rows."
    )
    return CheckResult(NAME, "warn", among, measured, expected, advice)


def _disagreement(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which labels the best of the simple models does not give, and the examples that it is surest of."""
    # One neighbour is equally sure of every answer.
    said = [one for name, one in answers(x, y).items() if name != "1 nearest"]
    answer, sureness = min(said, key=lambda one: float((one[0] != y).mean()))
    return answer != y, sureness >= np.quantile(sureness, 1 - SUREST)


def contradictions(rows: np.ndarray, targets: np.ndarray) -> int:
    """Examples whose inputs others have as well, most of them with another label."""
    _, group = np.unique(hashes(rows), return_inverse=True)
    classes = int(targets.max()) + 1
    pairs, counts = np.unique(group * classes + targets, return_counts=True)
    most = np.zeros(group.max() + 1, np.int64)
    np.maximum.at(most, pairs // classes, counts)
    return int(len(targets) - most.sum())


LABELS_AGREE = Check(
    name=NAME,
    tasks=("classification",),
    data=lambda dataset, net, most: check_label_noise(dataset),
    sampled=False,
)
