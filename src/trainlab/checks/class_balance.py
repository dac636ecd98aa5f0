"""How many examples each class has, and whether the splits agree on it."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.data import Dataset
from trainlab.data.summary import class_counts

NAME = "class balance"

RATIO = 10.0
"""Examples of the largest class for one of the smallest, at which accuracy alone misleads: He and
Garcia, "Learning from Imbalanced Data", 2009, section 2, count 100:1 and more as the usual trouble; at 10:1 a
net that knows one class of two already has 91%."""

DEVIATIONS = 6.0
"""Standard deviations that a class's share of a held-out split may lie from its share of train. The splits of
trainlab are stratified; a random split of 1,000 classes exceeds six once in half a million times."""

MAX_NAMED = 5
"""Classes a sentence names."""


def check_class_balance(dataset: Dataset) -> CheckResult:
    """Compare the sizes of the classes, in train and between splits.

    Args:
        dataset: the dataset.
    """
    counts = class_counts(dataset)
    train = counts[:, 0]
    smallest, largest = int(train.argmin()), int(train.argmax())
    ratio = math.inf if train[smallest] == 0 else train[largest] / train[smallest]
    measured = (
        f"{len(train)} classes of {train[smallest]:,} to {train[largest]:,} training examples, {ratio:.3g}:1"
    )
    expected = f"below {RATIO:g}:1, alike in every split"
    name = dataset.classes[smallest]
    if train[smallest] == 0:
        advice = f"Class '{name}' has no training example: nothing can be learned about it."
        return CheckResult(NAME, "fail", ratio, measured, expected, advice)
    odd = _unlike(dataset, counts) or _missing(dataset, counts)
    if odd:
        return CheckResult(NAME, "warn", ratio, measured, expected, odd)
    if ratio >= RATIO:
        share = train[largest] / train.sum()
        advice = (
            f"Always saying '{dataset.classes[largest]}' is right {share:.1%} of the time: judge accuracy "
            "against that, and consider class_weights=balanced."
        )
        return CheckResult(NAME, "warn", ratio, measured, expected, advice)
    return CheckResult(NAME, "pass", ratio, measured, expected)


def _missing(dataset: Dataset, counts: np.ndarray) -> str:
    """Which classes have a single training example, or none in a held-out split, or nothing."""
    found = []
    single = np.flatnonzero(counts[:, 0] == 1)
    if len(single):
        found.append(
            f"{_classes(dataset, single)} {'has' if len(single) == 1 else 'have'} a single training example: "
            "a net can only learn it by heart."
        )
    for column, split in ((1, "validation"), (2, "test")):
        without = np.flatnonzero(counts[:, column] == 0)
        if counts[:, column].any() and len(without):
            found.append(
                f"{split} has no example of {_classes(dataset, without, 'class')}: its accuracy says nothing "
                "about that."
            )
    return " ".join(found)


def _classes(dataset: Dataset, numbers: np.ndarray, word: str = "Class") -> str:
    """Classes by their names, the first few of many."""
    listed = ", ".join(f"'{dataset.classes[number]}'" for number in numbers[:MAX_NAMED])
    rest = f" and {len(numbers) - MAX_NAMED:,} more" if len(numbers) > MAX_NAMED else ""
    return f"{word if len(numbers) == 1 else word + 'es'} {listed}{rest}"


def _unlike(dataset: Dataset, counts: np.ndarray) -> str:
    """What is wrong with the shares of a held-out split, or nothing."""
    shares = counts[:, 0] / counts[:, 0].sum()
    for column, split in ((1, "validation"), (2, "test")):
        size = counts[:, column].sum()
        deviation = np.sqrt(np.maximum(shares * (1 - shares), 1e-12) * size)
        distance = np.abs(counts[:, column] - shares * size) / np.maximum(deviation, 1.0)
        worst = int(distance.argmax())
        if size and distance[worst] > DEVIATIONS:
            return (
                f"Class '{dataset.classes[worst]}' is {shares[worst]:.1%} of train but "
                f"{counts[worst, column] / size:.1%} of {split}: was the file sorted when it was split?"
            )
    return ""


CLASS_BALANCE = Check(
    name=NAME, tasks=("classification",), data=lambda dataset, net, most: check_class_balance(dataset)
)
