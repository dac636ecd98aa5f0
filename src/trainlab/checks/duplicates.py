"""Examples of validation and test that are also in train."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, hashes, sample, unlike
from trainlab.data import Dataset, Split

NAME = "duplicates"

LEAK = 0.05
"""From this share of held-out examples on they fail. A net that remembers train gains up to as many points of
accuracy: Barz and Denzler, "Do We Train on Test Data?", 2020, https://arxiv.org/abs/1902.00423, found 3.3% of
CIFAR-10's test images and 10% of CIFAR-100's to have (near) twins in train, and errors that rise by 9 to 14%
of themselves without them."""

NOTICE = 0.005
"""From this share on they are worth a warning: half a point of accuracy is what many studies are about."""

CONTRADICTIONS = 0.05
"""Copies carry the label of their original. From this share of twins with another label on, rows are taken to
repeat by themselves, as they do in tables of a few whole numbers."""

COLUMNS = 32
"""Inputs looked at first; only rows that agree in them are compared whole."""

LOOKED_AT = 256
"""Examples that decide which inputs those are."""


def check_duplicates(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Count the examples of validation and test whose inputs are also those of a training example.

    Args:
        dataset: the dataset.
        most: look at this many examples of each held-out split at most.
    """
    train = _Train(dataset.train)
    found = {name: train.twins(dataset.split(name), most) for name in ("validation", "test")}
    shares = {name: float(twin.mean()) if len(twin) else 0.0 for name, (twin, _) in found.items()}
    name, share = max(shares.items(), key=lambda item: item[1])
    measured = ", ".join(
        f"{twin.sum():,} of {len(twin):,} {name} examples"
        for name, (twin, _) in found.items() if len(twin)
    ) + " are in train too"  # fmt: skip
    expected = f"none; {LEAK:.0%} is a leak"
    if share < NOTICE:
        return CheckResult(NAME, "pass", share, measured, expected)
    twins = sum(int(twin.sum()) for twin, _ in found.values())
    contradicting = sum(int(other.sum()) for _, other in found.values())
    if share >= LEAK and contradicting < CONTRADICTIONS * twins:
        advice = (
            f"Scores on {name} reward remembering: drop the copies, or split before examples are repeated."
        )
        return CheckResult(NAME, "fail", share, measured, expected, advice)
    if share >= LEAK:
        advice = (
            f"{contradicting:,} of these {twins:,} carry another label, so rows seem to repeat by themselves "
            "rather than by copying; accuracy has a ceiling below 100%."
        )
    else:
        advice = f"Up to {share:.1%} of {name} accuracy may be remembered, not learned."
    return CheckResult(NAME, "warn", share, measured, expected, advice)


class _Train:
    """The training examples, ready to be looked up by their inputs."""

    def __init__(self, train: Split) -> None:
        self.rows, self.targets = as_rows(train.inputs), train.targets
        self.columns = _telling_columns(self.rows)
        self.first = hashes(self.rows[:, self.columns])

    def twins(self, split: Split, most: int | None) -> tuple[np.ndarray, np.ndarray]:
        """For each example of the split whether train has it too, and whether with another label only."""
        chosen = sample(len(split), most)
        rows, targets = as_rows(split.inputs)[chosen], split.targets[chosen]
        twin, contradicts = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
        first = hashes(rows[:, self.columns])
        candidates = np.flatnonzero(np.isin(first, self.first))
        if not len(candidates):
            return twin, contradicts
        known = np.flatnonzero(np.isin(self.first, first[candidates]))
        if most is not None and len(known) > most:
            return twin, contradicts  # the columns tell too little: to look closer takes long
        whole = hashes(self.rows[known])
        order = np.argsort(whole, kind="stable")
        known, whole = known[order], whole[order]
        wanted = hashes(rows[candidates])
        starts, ends = np.searchsorted(whole, wanted, "left"), np.searchsorted(whole, wanted, "right")
        for place, start, end in zip(candidates, starts, ends, strict=True):
            if start < end and np.array_equal(self.rows[known[start]], rows[place]):
                twin[place] = True
                contradicts[place] = unlike(self.targets[known[start:end]], targets[place]).all()
        return twin, contradicts


def _telling_columns(rows: np.ndarray) -> np.ndarray | slice:
    """The inputs that differ most between examples, by a look at some of them."""
    if rows.shape[1] <= COLUMNS:
        return slice(None)
    spread = rows[sample(len(rows), LOOKED_AT)].std(axis=0, dtype=np.float64)
    return np.sort(np.argpartition(spread, -COLUMNS)[-COLUMNS:])


DUPLICATES = Check(name=NAME, data=lambda dataset, net, most: check_duplicates(dataset, most))
