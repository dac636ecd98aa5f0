"""What a study writes down about numeric targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.settings import Value


def numeric_facts(
    names: Sequence[str], train: np.ndarray, standardization: tuple[np.ndarray, np.ndarray] | None
) -> dict[str, Value]:
    """Facts of the training targets.

    Args:
        names: of the targets.
        train: (examples, targets) as a net is trained on them.
        standardization: what they were shifted and scaled by.

    Returns:
        ``task``; ``targets``, how many; ``target_names``, joined by commas; ``target_means`` and
        ``target_deviations`` in the unit of the file, joined by colons. In the unit that the loss has, of the
        distances from the mean: ``variance``, the mean of their squares, and ``mean_distance``, their mean.
        These are the losses of always answering the mean.
    """
    targets = train.astype(np.float64)
    mean, deviation = targets.mean(axis=0), targets.std(axis=0)
    distances = np.abs(targets - mean)
    if standardization is not None:
        mean, deviation = mean * standardization[1] + standardization[0], deviation * standardization[1]
    return {
        "task": "regression",
        "targets": len(names),
        "target_names": ",".join(names),
        "target_means": _joined(mean),
        "target_deviations": _joined(deviation),
        "variance": float(np.mean(distances**2)),
        "mean_distance": float(np.mean(distances)),
    }


def _joined(numbers: np.ndarray) -> str:
    return ":".join(f"{number:.6g}" for number in numbers)
