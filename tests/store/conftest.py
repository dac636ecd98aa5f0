"""Small studies to write and read. The factories are plain functions, so hypothesis may call them often."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

# What tests of crashes share lies in a folder of its own and holds no tests.
sys.path.insert(0, str(Path(__file__).parent / "crashes"))

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.store import StudyWriter
from trainlab.tasks import OF_CLASSES

INFO = StudyInfo(
    name="moons",
    created="2025-03-04T05:06:07",
    data="moons",
    dataset={"inputs": 2, "classes": 2, "fingerprint": "ab12"},
    varied=("learning_rate",),
    versions={"trainlab": "0.1.0", "numpy": "2.3"},
)


def trials_of(number: int) -> list[Trial]:
    return [
        Trial(
            id=number,
            settings={"net": "2-4-2", "learning_rate": 0.1 * number, "nesterov": False, "batch_size": "full"},
            population=number % 2,
            length=100,
            steps_per_epoch=10,
            parameters=22,
        )
        for number in range(number)
    ]


def populations_of(trials: list[Trial]) -> list[Population]:
    return [
        Population(id, {"net": "2-4-2"}, tuple(trial.id for trial in trials if trial.population == id), 4, 2)
        for id in (0, 1)
    ]


def no_evaluations() -> Evaluations:
    return Evaluations(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, len(OF_CLASSES))))


@pytest.fixture(scope="session")
def info() -> StudyInfo:
    return INFO


@pytest.fixture(scope="session")
def create_study() -> Callable[..., StudyWriter]:
    """(root, trials=4, name="moons", created=...) -> the writer of a new study."""

    def create(root: Path, trials: int = 4, **changes: str) -> StudyWriter:
        planned = trials_of(trials)
        return StudyWriter.create(
            root, replace(INFO, **changes), planned, populations_of(planned), "data: moons\n"
        )

    return create


@pytest.fixture(scope="session")
def make_chunk() -> Callable[..., Chunk]:
    """(trials, first_step, values, recorded=all, curve=..., evaluations=none) -> a chunk."""

    def make(
        trials: list[int],
        first_step: int,
        values: np.ndarray,
        recorded: list[int] | None = None,
        curve: str = "train_loss",
        evaluations: Evaluations | None = None,
    ) -> Chunk:
        values = np.asarray(values, np.float32)
        counts = np.full(len(trials), values.shape[1]) if recorded is None else np.array(recorded, np.int64)
        planned = trials_of(max(trials, default=-1) + 1)
        progress = tuple(
            replace(planned[id], status="running", steps=first_step + int(count))
            for id, count in zip(trials, counts, strict=True)
        )
        return Chunk(
            np.array(trials, np.int64),
            first_step,
            {curve: values},
            counts,
            evaluations or no_evaluations(),
            progress,
        )

    return make


@pytest.fixture
def study(tmp_path: Path, create_study: Callable[..., StudyWriter]) -> Iterator[StudyWriter]:
    """The writer of a new study of four trials: 0 and 2 in one population, 1 and 3 in another."""
    with create_study(tmp_path) as writer:
        yield writer


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder in memory, where there is such a thing: waiting for a disk that cannot fail shows nothing."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        yield Path(place)
