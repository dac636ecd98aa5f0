"""The loss of a net that says the same of every example."""

from __future__ import annotations

import math

from claim_oracles.stored import Stored
from trainlab.record import Trial


def shares(stored: Stored) -> list[float]:
    """The share of each class among the training examples; alike where only their number is known."""
    counts = stored.info.dataset.get("class_counts")
    if counts:
        each = [int(count) for count in str(counts).split(":")]
        return [count / sum(each) for count in each]
    return [1 / (stored.classes or 1)] * (stored.classes or 1)


def words(stored: Stored) -> str:
    """How one guesses."""
    of = shares(stored)
    uneven = stored.info.dataset.get("class_counts") and max(of) - min(of) > 0.01
    return f"guessing {'by the shares of the' if uneven else 'among'} {len(of)} classes"


def loss_of_guessing(stored: Stored, trial: Trial) -> float:
    """The mean loss of saying the shares of the classes, over the examples of every class."""
    of = shares(stored)
    total = 0.0
    for true, weight in enumerate(of):
        if trial.settings.get("loss", "cross_entropy") == "cross_entropy":
            total -= weight * math.log(of[true]) if weight else 0.0
        else:
            errors = [(share - (said == true)) ** 2 for said, share in enumerate(of)]
            total += weight * sum(errors) / len(of)
    return total
