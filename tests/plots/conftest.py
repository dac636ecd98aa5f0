"""Small studies to draw, with known curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import resolve

Study = tuple[StudyInfo, list[Trial], Curves]


@pytest.fixture
def make_study() -> Callable[..., Study]:
    """A study from settings and one curve a trial; a curve that ends in NaN or infinity has diverged.

    With ``stopping`` one that is shorter than the longest has stopped early.
    """

    def make(
        rows: Sequence[tuple[Mapping[str, object], Sequence[float]]], varied: Sequence[str] = (), *,
        curve: str = "train_loss", seconds: float | None = 0.01, data: str = "moons", stopping: bool = False,
    ) -> Study:  # fmt: skip
        points = max(len(values) for _, values in rows)
        matrix = np.full((len(rows), points), np.nan)
        trials = []
        for id, (settings, given) in enumerate(rows):
            values = np.asarray(given, dtype=float)
            matrix[id, : len(values)] = values
            diverged = not np.isfinite(values[-1])
            stopped = stopping and not diverged and len(values) < points
            outcome = {"validation_loss": values[-1], "validation_accuracy": 1 / (1 + values[-1])}
            trials.append(
                Trial(
                    id=id,
                    settings=resolve({"net": "2-4-2", **settings}, "moons"),
                    population=0,
                    length=points,
                    steps_per_epoch=10,
                    parameters=22,
                    status="diverged" if diverged else "stopped" if stopped else "done",
                    steps=len(values),
                    diverged_at=len(values) - 1 if diverged else None,
                    stopped_by="early_stopping" if stopped else None,
                    seconds_per_step=seconds,
                    final={} if diverged else outcome,
                    best={} if diverged else outcome,
                )
            )
        info = StudyInfo(
            name="study", created="2026-01-01T00:00:00", data=data, varied=tuple(varied), versions={},
            dataset={"classes": 2, "train": 900},
        )  # fmt: skip
        return info, trials, Curves(curve, np.arange(len(rows)), np.arange(points), matrix)

    return make
