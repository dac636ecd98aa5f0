"""When a trial on a small table is looked at, and its rates."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from evidence.corpus.designs import Design
from evidence.corpus.families import CONTINUED, EARLY, EVALUATIONS

MAX_EVALUATIONS = 100
"""Evaluations of a study by default: one an epoch, at most so many."""


class Plan:
    """When a design is looked at, and its rates.

    Attributes:
        length: steps that detectors see.
        grid: the steps, far beyond that, at which labels are made.
        evaluated: the steps at which a study evaluates it by default.
        early: so many first steps are looked at after every one.
    """

    def __init__(self, design: Design, examples: int) -> None:
        size = design.settings["batch_size"]
        size = size if size == "full" else min(size, examples)
        self.design, self.settings = design, {**design.settings, "batch_size": size}
        self.epoch = 1 if size == "full" else -(-examples // size)
        self.length = length = design.settings.get("steps") or design.settings["epochs"] * self.epoch
        self.grid = (
            np.round(np.linspace(0, CONTINUED * length, CONTINUED * EVALUATIONS + 1)).astype(int).tolist()
        )
        every = max(self.epoch, -(-length // MAX_EVALUATIONS))
        self.evaluated = sorted({*range(0, length + 1, every), length})
        self.early = max(3, round(EARLY * length))
        sizes = [int(size) for size in design.settings["net"].split("-")]
        self.parameters = sum((a + 1) * b for a, b in pairwise(sizes))
        self.rates = np.full(CONTINUED * length, design.settings["learning_rate"])
        for piece in filter(None, str(design.settings.get("pieces", "")).split("/")):
            start, factor = piece.split(":")
            self.rates[int(start) :] = design.settings["learning_rate"] * float(factor)
        if design.flipped_from is not None:
            self.rates[design.flipped_from :] *= -1  # a planted bug: steps go up the gradient
