"""Where the steps of a trial lie on the horizontal axis: steps, epochs, examples seen, or measured time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.errors import PlotError, unknown_name
from trainlab.record import StudyInfo, Trial
from trainlab.record.clock import Clock
from trainlab.record.facts import examples_a_step

AXES = ("step", "epoch", "examples", "time")
"""What curves can be drawn along."""


class Places:
    """Turns the steps of trials into places along an axis.

    Every axis but that of examples is the step times a number of the trial's own. Examples are counted as
    they are seen: the last batch of an epoch is shorter where the batch size does not divide the split.

    Args:
        along: one of ``AXES``.
        studies: each study, and its trials.

    Attributes:
        label: what the axis is.
        unknown: why some or all trials have no place on it, in a sentence; empty where all have.

    Raises:
        PlotError: there is no such axis.
    """

    def __init__(self, along: str, studies: Sequence[tuple[StudyInfo, Sequence[Trial]]]) -> None:
        if along not in AXES:
            raise PlotError(unknown_name("axis to draw along", along, AXES))
        self.along, self.unknown = along, ""
        self.label = {
            "step": "step (updates)",
            "epoch": "epoch (passes over train)",
            "examples": "training examples seen, repeats included",
        }.get(along, "")
        self._keys: list[tuple[float, ...] | None] = []
        clock = Clock([trial for _, trials in studies for trial in trials])
        for info, trials in studies:
            self._keys += [self._key(info, trial, clock) for trial in trials]
        if along == "time":
            self.label, self.unknown = clock.label, clock.unfair
        missing = sum(key is None for key in self._keys)
        if missing and not self.unknown:
            whose = (
                "any trial" if missing == len(self._keys) else f"{missing:,} of {len(self._keys):,} trials"
            )
            what = "seconds of a step were" if along == "time" else "examples of a step are"
            self.unknown = f"The {what} not {'measured' if along == 'time' else 'known'} for {whose} yet."

    def groups(self) -> list[tuple[tuple[float, ...], np.ndarray]]:
        """Rows of trials whose steps lie at the same places, with the key that :meth:`of` takes."""
        found: dict[tuple[float, ...], list[int]] = {}
        for row, key in enumerate(self._keys):
            if key is not None:
                found.setdefault(key, []).append(row)
        return [(key, np.array(rows, np.intp)) for key, rows in found.items()]

    def key(self, row: int) -> tuple[float, ...] | None:
        """What :meth:`of` takes for the trial in a row; None where it has no place on the axis."""
        return self._keys[row]

    def of(self, key: tuple[float, ...], steps: np.ndarray) -> np.ndarray:
        """(points,) float64: where steps lie."""
        steps = np.asarray(steps)
        if self.along == "examples":
            epoch, batch, train = key
            whole, rest = np.divmod(steps, int(epoch))
            return whole * train + np.minimum(rest * batch, train)
        return steps * key[0]

    def a_step(self) -> list[float | None]:
        """How far a step of each trial goes, on average over an epoch."""
        examples = self.along == "examples"
        return [None if key is None else key[2] / key[0] if examples else key[0] for key in self._keys]

    def _key(self, info: StudyInfo, trial: Trial, clock: Clock) -> tuple[float, ...] | None:
        if self.along == "step":
            return (1.0,)
        if self.along == "epoch":
            return (1.0 / trial.steps_per_epoch,)
        if self.along == "examples":
            return examples_a_step(info, trial)
        seconds = clock.seconds_per_step([trial])
        return None if seconds is None else (seconds,)
