"""What a curve is drawn against: steps, epochs or time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np

from trainlab.errors import PlotError, unknown_name
from trainlab.plots.compute.curve_plot import Axis
from trainlab.record import Trial
from trainlab.record.clock import Clock

Against = Literal["step", "epoch", "time"]

LABELS: dict[str, str] = {
    "step": "step (updates)",
    "epoch": "epoch (passes over train)",
    "time": "time (s)",
}


def check_against(against: str) -> None:
    """Refuse an unknown name.

    Raises:
        PlotError: it is not step, epoch or time.
    """
    if against not in get_args(Against):
        raise PlotError(unknown_name("axis to draw against", against, get_args(Against)))


def step_axis(against: str, log: bool, clock: Clock) -> Axis:
    """The axis along training."""
    return Axis(clock.label if against == "time" else LABELS[against], log, whole=against == "step")


class Places:
    """Where the steps of a curve lie on the axis: one array for all trials that agree on it.

    Args:
        against: the axis.
        steps: (points,) the steps.
        clock: gives the seconds of a step.
    """

    def __init__(self, against: str, steps: np.ndarray, clock: Clock) -> None:
        self._against, self._steps, self._clock = against, np.asarray(steps), clock
        self._found: dict[float, np.ndarray] = {}

    def of(self, group: Sequence[Trial]) -> np.ndarray | None:
        """The places for trials that differ in their seed only.

        Returns:
            (points,) steps, epochs or seconds; None if the seconds of a step were not measured.
        """
        if self._against == "step":
            return self._once(1.0, lambda: self._steps.astype(float))
        if self._against == "epoch":
            length = group[0].steps_per_epoch
            return self._once(length, lambda: self._steps / length)
        seconds = self._clock.seconds_per_step(group)
        if seconds is None:
            return None
        return self._once(seconds, lambda: self._steps * seconds)

    def _once(self, key: float, compute: Callable[[], np.ndarray]) -> np.ndarray:
        if key not in self._found:
            self._found[key] = compute()
        return self._found[key]
