"""The loss of guessing."""

from __future__ import annotations

import math

from trainlab.record import Trial


def loss_of_guessing(trial: Trial, classes: int | None) -> float | None:
    """Cross-entropy of guessing among C equally likely classes: log C nats.

    None for a trial whose loss is something else (squared error, a penalty on top, weighted classes), or
    whose classes are not known.
    """
    settings = trial.settings
    if classes is None or classes < 2 or settings.get("loss", "cross_entropy") != "cross_entropy":
        return None
    plain = not settings.get("l1") and not settings.get("l2")
    return math.log(classes) if plain and settings.get("class_weights", "none") == "none" else None
