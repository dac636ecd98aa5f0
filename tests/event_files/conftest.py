"""Studies made by hand, and what TensorBoard's own reader finds in a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

sys.path.insert(0, str(Path(__file__).parent))

from tensorboard_messages import hparams_data

from trainlab.event_files.look import Look
from trainlab.record import Curves, Finding, StudyInfo, Trial

CREATED = "2026-11-30T10:00:00+00:00"

Points = dict[str, list[tuple[int, float, float]]]
"""Tag -> step, value and time of each of its points."""


class MadeStudy:
    """A study that grows as it is told, and looks at it."""

    def __init__(self) -> None:
        self.info = StudyInfo(
            name="made", created=CREATED, data="moons", dataset={"classes": 2, "train": 900}, varied=(),
            versions={}, seconds={"compile": 5.0, "train": 10.0},
        )  # fmt: skip
        self.trials: list[Trial] = []
        self.curves: dict[str, dict[int, tuple[list[int], list[float]]]] = {}
        self.findings: list[Finding] = []
        self.finished = False

    def add(self, **changes) -> Trial:
        """A trial that trains."""
        trial = Trial(
            id=len(self.trials), settings={"net": "2-4-2", "learning_rate": 0.1}, population=0, length=1000,
            steps_per_epoch=10, parameters=22, status="running", seconds_per_step=0.01, together=2,
        )  # fmt: skip
        self.trials.append(replace(trial, **changes))
        return self.trials[-1]

    def train(self, id: int, name: str, points: Sequence[tuple[int, float]], **changes) -> None:
        """Record points of a curve, and what else becomes of the trial."""
        steps, values = self.curves.setdefault(name, {}).setdefault(id, ([], []))
        for step, value in points:
            steps.append(step)
            values.append(value)
        self.trials[id] = replace(self.trials[id], **changes)

    def look(self) -> Look:
        """What is known now."""
        return Look(
            self.info,
            list(self.trials),
            list(self.curves),
            self.read,
            lambda: list(self.findings),
            self.finished,
        )

    def read(self, name: str, ids: Sequence[int]) -> Curves:
        """A curve, points in the order of their steps."""
        points = [sorted(zip(*self.curves[name].get(id, ([], [])), strict=True)) for id in ids]
        flat = [point for of in points for point in of]
        borders = np.cumsum([0, *map(len, points)])
        steps = np.array([step for step, _ in flat], np.int32)
        values = np.array([value for _, value in flat], np.float32)
        return Curves.ragged(name, np.array(ids), borders, steps, values)


@pytest.fixture
def made() -> MadeStudy:
    """A study without trials."""
    return MadeStudy()


def summaries(folder: Path):
    """Every summary in the event files of a folder, with its event, as TensorBoard's reader has them."""
    for path in sorted(folder.glob("*tfevents*")):
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                yield event, value


@pytest.fixture
def scalars_of() -> Callable[[Path], Points]:
    """Reads the scalars of a run."""

    def read(folder: Path) -> Points:
        found: Points = {}
        for event, value in summaries(folder):
            if value.metadata.plugin_data.plugin_name == "scalars":
                point = (event.step, value.tensor.float_val[0], event.wall_time)
                found.setdefault(value.tag, []).append(point)
        return found

    return read


@pytest.fixture
def texts_of() -> Callable[[Path], list[tuple[int, str]]]:
    """Reads the texts of a run, with their steps."""

    def read(folder: Path) -> list[tuple[int, str]]:
        return [
            (event.step, value.tensor.string_val[0].decode())
            for event, value in summaries(folder) if value.metadata.plugin_data.plugin_name == "text"
        ]  # fmt: skip

    return read


@pytest.fixture
def hparams_of():
    """Reads what the HPARAMS tab is told in a run, by tag."""

    def read(folder: Path) -> dict[str, Any]:
        return {
            value.tag: hparams_data.HParamsPluginData.FromString(value.metadata.plugin_data.content)
            for _, value in summaries(folder) if value.metadata.plugin_data.plugin_name == "hparams"
        }  # fmt: skip

    return read
