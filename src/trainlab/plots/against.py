"""What a curve is drawn against: steps, epochs or time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from trainlab.errors import PlotError, unknown_name
from trainlab.record import Trial

Against = Literal["step", "epoch", "time"]

LABELS: dict[str, str] = {
    "step": "step (updates)",
    "epoch": "epoch (passes over train)",
    "time": "time (s), measured per program",
}


def check_against(against: str) -> None:
    """Refuse an unknown name.

    Raises:
        PlotError: it is not step, epoch or time.
    """
    if against not in get_args(Against):
        raise PlotError(unknown_name("axis to draw against", against, get_args(Against)))


def places(against: str, group: Sequence[Trial], steps: np.ndarray) -> np.ndarray | None:
    """Where steps of trials that share a program lie on the axis.

    Args:
        against: the axis.
        group: trials that differ in their seed only.
        steps: (points,) steps.

    Returns:
        (points,) steps, epochs or seconds; None if the seconds of a step were not measured.
    """
    if against == "step":
        return steps.astype(float)
    if against == "epoch":
        return steps / group[0].steps_per_epoch
    seconds = [trial.seconds_per_step for trial in group if trial.seconds_per_step is not None]
    return steps * float(np.median(seconds)) if seconds else None
