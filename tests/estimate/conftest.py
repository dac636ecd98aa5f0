"""Sweeps whose answer is known: gradient descent on parabolas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import resolve

Study = tuple[StudyInfo, list[Trial], Curves]
FLOOR = 1e-3


def parabola(rate: float, curvature: float, steps: int) -> np.ndarray:
    """Losses of gradient descent on c x^2 / 2 from loss 1, above a floor: x falls by the factor 1 - rate c.

    It is fastest at rate 1 / c, where one step is enough, and explodes above 2 / c.
    """
    with np.errstate(over="ignore"):
        return FLOOR + np.abs(1 - rate * curvature) ** (2.0 * np.arange(steps))


def as_trials(rows: Sequence[tuple[Mapping[str, object], np.ndarray]], steps: int) -> Study:
    """A study from settings and one curve a trial; a curve that reaches infinity has diverged there."""
    matrix, trials = np.full((len(rows), steps), np.nan), []
    for id, (settings, curve) in enumerate(rows):
        bad = np.flatnonzero(~np.isfinite(curve))
        recorded = int(bad[0]) + 1 if bad.size else len(curve)
        matrix[id, :recorded] = curve[:recorded]
        trials.append(
            Trial(
                id=id, settings=resolve({"net": "2-4-2", "steps": steps, **settings}, "moons"), population=0,
                length=steps, steps_per_epoch=10, parameters=22, steps=recorded,
                status="diverged" if bad.size else "done", diverged_at=recorded - 1 if bad.size else None,
            )
        )  # fmt: skip
    info = StudyInfo(
        name="known", created="2026-01-01T00:00:00", data="moons", varied=("learning_rate",), versions={},
        dataset={"classes": 2, "train": 900},
    )  # fmt: skip
    return info, trials, Curves("train_loss", np.arange(len(rows)), np.arange(steps), matrix)


@pytest.fixture
def make_sweep() -> Callable[..., Study]:
    """A sweep over parabolas: rates, one curvature a seed, steps."""

    def make(rates: Sequence[float], curvatures: Sequence[float], steps: int = 40) -> Study:
        rows = [
            ({"learning_rate": float(rate), "seed": seed}, parabola(rate, curvature, steps))
            for rate in rates
            for seed, curvature in enumerate(curvatures)
        ]
        return as_trials(rows, steps)

    return make
