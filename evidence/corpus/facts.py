"""What labels are made of: what no detector sees of a trial, and measures of such curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evidence.corpus.families import EVALUATIONS
from evidence.corpus.file import Corpus


@dataclass(frozen=True)
class Facts:
    """One trial's evaluations.

    Attributes:
        entry: what describes the trial.
        train: (evaluations,) loss on the whole of train, up to the end the detectors see.
        after: (more evaluations,) the same beyond it.
        test: (evaluations,) loss on the test split.
        early: (steps,) loss on the whole of train after every step of the early part.
        tenfold: the losses on train and on test at which the trial ended that differs in a tenfold rate only;
            None where it was not trained, or was not finite.
    """

    entry: dict[str, Any]
    train: np.ndarray
    after: np.ndarray
    test: np.ndarray
    early: np.ndarray
    tenfold: tuple[float | None, float | None]

    @property
    def start(self) -> float:
        """Loss before the first step."""
        return float(self.train[0])

    @property
    def end(self) -> float:
        """Loss at the end, the median of three evaluations."""
        return float(np.median(self.train[-3:]))

    @property
    def chance(self) -> float:
        """The loss of guessing by the shares of the classes in train: their entropy, or their variance.

        Losses on the whole of train are told without penalties.
        """
        settings = self.entry["settings"]
        if "variance" in self.entry:  # of numbers: that of always answering their mean
            return float(self.entry["variance"])
        counts = np.array(self.entry.get("train_counts") or [1] * self.entry["classes"], float)
        shares = counts[counts > 0] / counts.sum()
        if settings["loss"] == "mse":
            # One output for two classes has p (1 - p), two of them have it each.
            return float((shares * (1 - shares)).sum() / self.entry["classes"])
        return float(-(shares * np.log(shares)).sum())

    @property
    def progress(self) -> float:
        """How far the loss came down, at its best."""
        return max(self.start - float(np.nanmin(self.train)), 1e-12)


def facts(corpus: Corpus) -> list[Facts]:
    """The evaluations of every trial of a corpus."""
    after = corpus.curves["after"].astype(float)
    seen = after[:, : EVALUATIONS + 1]
    return [
        Facts(
            entry, seen[row], after[row, EVALUATIONS:], corpus.curves["test"][row].astype(float),
            _told(corpus.curves["early"][row].astype(float)),
            _pair(entry["tenfold"] or (None, None)),
        )
        for row, entry in enumerate(corpus.entries)
    ]  # fmt: skip


def _pair(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    first, second = values
    return first, second


def _told(values: np.ndarray) -> np.ndarray:
    """A row without what it was padded with."""
    return values[: int(np.isfinite(values).sum()) or 1]


def between(value: float, no: float, yes: float) -> bool | None:
    """True from ``yes`` on, False up to ``no``, None between; ``yes`` may be the smaller."""
    if not math.isfinite(value):
        return None
    sign = 1 if yes > no else -1
    return True if sign * value >= sign * yes else False if sign * value <= sign * no else None


def smooth(losses: np.ndarray) -> np.ndarray:
    """Medians of three, the ends kept."""
    inner = np.median([losses[:-2], losses[1:-1], losses[2:]], axis=0)
    return np.concatenate([losses[:1], inner, losses[-1:]])


def steadiness(losses: np.ndarray) -> float:
    """The share of all pairs of points whose later one is not higher."""
    later, earlier = np.tril_indices(len(losses), -1)
    return float(np.mean(losses[later] <= losses[earlier]))


def rise_from_valley(losses: np.ndarray) -> float:
    """How far the end, the median of three, lies above the lowest of medians of three, of the latter."""
    return float(np.median(losses[-3:])) / max(float(smooth(losses).min()), 1e-12) - 1
