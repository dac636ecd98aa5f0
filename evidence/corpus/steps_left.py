"""How often the interval of the steps that a loss goes on falling holds the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evidence.corpus.file import Corpus
from evidence.corpus.kept import steps_left
from trainlab.record import Finding


@dataclass(frozen=True)
class Interval:
    """How often the interval of ``still falling`` held the step at which the loss flattened.

    Attributes:
        held: of the trials judged, those whose interval held it; one that had not flattened when training
            ended for good is held by an interval that reaches beyond that.
        trials: the trials judged.
        told: of those that flattened, how many had an estimate.
        factor: median of how far the estimate was off, as a factor of the steps left.
    """

    held: int
    trials: int
    told: int
    factor: float


def interval(corpus: Corpus, found: list[dict[str, Finding]], part: str) -> Interval:
    """How good the estimates of the steps left are."""
    held, offs, judged = 0, [], 0
    for entry, findings in zip(corpus.entries, found, strict=True):
        finding = findings.get("still falling")
        if finding is None or entry["part"] != part or entry["labels"]["still falling"] is None:
            continue
        left, seen = steps_left(entry)
        low, middle, high = (
            float(finding.evidence.get(name, np.inf))
            for name in ("steps_left_low", "steps_left", "steps_left_high")
        )
        judged += 1
        held += bool(low <= left <= high) if seen else bool(high >= left)
        if seen and left > 0 and np.isfinite(middle):
            offs.append(abs(np.log(middle / left)))
    return Interval(held, judged, len(offs), float(np.exp(np.median(offs))) if offs else float("nan"))
