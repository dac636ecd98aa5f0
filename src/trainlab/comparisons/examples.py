"""What the choice of validation examples adds to the uncertainty of a difference."""

from __future__ import annotations

import numpy as np


def added_by_examples(first: np.ndarray | None, second: np.ndarray | None, over_seeds: float) -> float:
    """What examples add to the squared standard error over seeds.

    Seeds and examples are both drawn at random: the squared error of a mean over both is that over seeds,
    and that over examples, minus what both contain. It is taken to be below neither of the two.

    Args:
        first, second: (seeds, examples) what the nets of two values got right, each seed with its own
            choice.
        over_seeds: the squared standard error over seeds.
    """
    if first is None or second is None or first.shape != second.shape:
        return 0.0
    apart = first - second
    seeds, examples = apart.shape
    over_examples = float(apart.mean(axis=0).var(ddof=1)) / examples
    rest = apart - apart.mean(axis=1, keepdims=True) - apart.mean(axis=0) + apart.mean()
    both = float((rest**2).sum()) / ((seeds - 1) * (examples - 1)) / (seeds * examples) if seeds > 1 else 0.0
    return max(over_seeds + over_examples - both, over_seeds, over_examples) - over_seeds


def added_without_pairs(shares: tuple[float, float], examples: int) -> float:
    """The same, as if the two got examples right independently: too much, rather than too little.

    Args:
        shares: accuracies of the two.
        examples: how many validation examples there are.
    """
    return sum(share * (1 - share) for share in shares) / examples
