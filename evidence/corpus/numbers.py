"""Kinds of data with numeric targets, and what is trained on them: as on small tables of classes.

Designs, rates, lengths and labels are those of the tables of classes; the loss is the squared error of
standardised targets, of a net with one output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence.corpus.designs import Design, Nets, designs
from evidence.corpus.tables import Examples, Table, generated, shipped


@dataclass(frozen=True)
class NumberTable(Table):
    """One dataset of numeric targets, which are standardised on train."""

    def splits(self, seed: int) -> tuple[Examples, Examples, Examples]:
        """Train, validation and test, drawn at random."""
        x, y = self.make(seed)
        order = np.random.default_rng([seed, 1]).permutation(len(y))
        x, y = np.asarray(x, float)[order], np.asarray(y, float)[order]
        seen = slice(self.train)
        x = (x - x[seen].mean(axis=0)) / np.maximum(x[seen].std(axis=0), 1e-6)
        y = (y - y[seen].mean()) / y[seen].std()
        ends = self.train, self.train + self.validation
        return (
            (x[: ends[0]], y[: ends[0]]), (x[ends[0] : ends[1]], y[ends[0] : ends[1]]),
            (x[ends[1] :], y[ends[1] :]),
        )  # fmt: skip


def sine(seed: int) -> Examples:
    """A sine over one turn, with noise of a fifth of its height."""
    random = np.random.default_rng(seed)
    x = random.uniform(-np.pi, np.pi, (1500, 1))
    return x, np.sin(x[:, 0]) + random.normal(0, 0.2, len(x))


def smoothness(seed: int) -> Examples:
    """The mean smoothness of a tumour's nuclei, from what else was measured of them."""
    x, _ = shipped("breast_cancer")(seed)
    return np.delete(x, 4, axis=1), x[:, 4]


NUMBERS: Sequence[Table] = (
    NumberTable("diabetes", shipped("diabetes"), 220, 50),
    NumberTable("breast cancer, smoothness", smoothness, 250, 60),
    NumberTable("sine", sine, 200, 60),
    NumberTable("Friedman 1", generated("friedman1", n_features=10, noise=1.0), 300, 80),
    NumberTable("Friedman 2", generated("friedman2", noise=50.0), 150, 40),
    NumberTable("Friedman 3", generated("friedman3", noise=0.1), 400, 100),
)
"""Tables of numeric targets: no threshold was chosen on any."""


SLOWER = 0.2
"""Factor of the rates of the second half."""


def number_designs(inputs: int, classes: int, examples: int, seed: int, nets: Nets) -> list[Design]:
    """The trials of one table, all kinds twice; the arguments are those of :func:`designs`.

    The second time rates are a fifth: a squared error is steeper than a cross-entropy, and people who predict
    numbers try lower ones.
    """
    made = designs(inputs, 1, examples, seed, nets)
    made += [_slower(design) for design in designs(inputs, 1, examples, seed + 500, nets)]
    shared = {"task": "regression", "loss": "mse"}
    return [replace(design, settings={**design.settings, **shared}) for design in made]


def _slower(design: Design) -> Design:
    rate = float(f"{SLOWER * design.settings['learning_rate']:.3g}")
    return replace(design, settings={**design.settings, "learning_rate": rate})
