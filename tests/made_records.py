"""Trials, studies and curves made by hand, whose verdict is obvious."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import resolve


@pytest.fixture
def make_trial() -> Callable[..., Trial]:
    def make(
        id: int = 0, *, accuracy: float | None = None, valued: float = 0.5, status: str = "done",
        diverged_at: int | None = None, best: float | None = None, stopped_by: str | None = None,
        best_loss: float | None = None, **settings: Any,
    ) -> Trial:  # fmt: skip
        def outcome(value: float | None, loss: float) -> dict[str, float]:
            return {} if value is None else {"validation_accuracy": value, "validation_loss": loss}

        return Trial(
            id=id, settings=resolve({"net": "2-4-2", **settings}, "moons"), population=0, length=400,
            steps_per_epoch=10, parameters=22, status="stopped" if stopped_by else status, steps=400,
            diverged_at=diverged_at, stopped_by=stopped_by, final=outcome(accuracy, valued),
            best=outcome(accuracy if best is None else best, valued if best_loss is None else best_loss),
        )  # fmt: skip

    return make


@pytest.fixture
def make_info() -> Callable[..., StudyInfo]:
    def make(*varied: str, **facts: Any) -> StudyInfo:
        return StudyInfo(
            name="moons", created="2026-01-01T00:00:00", data="moons", varied=varied, versions={},
            dataset={"classes": 2, "train": 900, **facts},
        )  # fmt: skip

    return make


@pytest.fixture
def make_curves() -> Callable[..., Curves]:
    def make(rows: Sequence[np.ndarray], name: str = "train_loss", steps: np.ndarray | None = None) -> Curves:
        longest = max(len(row) for row in rows)
        values = np.full((len(rows), longest), np.nan)
        for place, row in enumerate(rows):
            values[place, : len(row)] = row
        return Curves(name, np.arange(len(rows)), np.arange(longest) if steps is None else steps, values)

    return make
