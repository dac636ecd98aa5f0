"""A small study's life, step by step, and what a reader and the next writer see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from saved_weights import save_weights

from trainlab.errors import StudyError
from trainlab.record import (
    Checkpoint,
    Chunk,
    Evaluations,
    Population,
    Retired,
    StudyInfo,
    Trial,
)
from trainlab.store import StudyReader, StudyWriter, list_studies
from trainlab.tasks import OF_CLASSES

TRIALS = (0, 1, 2)
INFO = StudyInfo(
    name="moons", created="2025-03-04T05:06:07", data="moons", dataset={"inputs": "2"},
    varied=("learning_rate",), versions={"numpy": "2"},
)  # fmt: skip
NAME = "moons-20250304-050607"
POPULATION = Population(0, {"net": "2-4-2"}, TRIALS, 4, 2)


def planned() -> list[Trial]:
    return [
        Trial(
            id, {"net": "2-4-2", "learning_rate": 0.5 + id}, 0, length=100, steps_per_epoch=5, parameters=22
        )
        for id in TRIALS
    ]


def chunk_at(first: int, steps: int = 2, ends: tuple[int, ...] = ()) -> Chunk:
    """What a population records from a step on; the trials that end leave their weights."""
    alive = [id for id in TRIALS if first < 6 or id != 0]  # trial 0 ends before
    values = np.array([[100 * id + step for step in range(first, first + steps)] for id in alive], np.float32)
    progress = tuple(
        replace(planned()[id], status="done" if id in ends else "running", steps=first + steps)
        for id in alive
    )
    evaluations = Evaluations(
        np.array(alive),
        np.full(len(alive), first + steps),
        np.full((len(alive), len(OF_CLASSES)), first + 0.5),
    )
    left = tuple(id for id in alive if id not in ends)
    retired = None
    if ends:
        kernels = np.array([[id, first] for id in ends], np.float32)
        over = tuple(trial for trial in progress if trial.id in ends)
        retired = Retired(
            f"population-000-{first:06d}", over, {"k": kernels}, {"k": -kernels}, {"net": "2-4-2"}
        )
    state = {"w": np.full((len(left), 3), first + steps, np.float32)}
    checkpoint = Checkpoint(0, first + steps, left, {"at": first + steps}, state) if left else None
    return Chunk(
        np.array(alive), first, {"train_loss": values}, np.full(len(alive), steps), evaluations, progress,
        retired, checkpoint,
    )  # fmt: skip


@dataclass
class Life:
    """A study on its way: its writer, once there is one."""

    root: Path
    writer: StudyWriter | None = None

    @property
    def folder(self) -> Path:
        return self.root / NAME

    @property
    def open_writer(self) -> StudyWriter:
        if self.writer is None:
            self.writer = StudyWriter.open(self.folder)
        return self.writer

    def create(self) -> None:
        arrays = {"train.inputs": np.arange(6.0)}
        self.writer = StudyWriter.create(self.root, INFO, planned(), [POPULATION], "data: moons\n", arrays)

    def commit(self, first: int, ends: tuple[int, ...] = ()) -> None:
        self.open_writer.commit(chunk_at(first, ends=ends), {"train": float(first)})

    def save_again(self) -> None:
        save_weights(
            self.open_writer,
            "best",
            "population-000-000004",
            [0, 1],
            {"k": np.array([[7, 7], [8, 8]], np.float32)},
            {},
        )

    def measure(self) -> None:
        self.open_writer.record_population(replace(POPULATION, compile_seconds=1.5))

    def finish(self) -> None:
        self.open_writer.finish(replace(INFO, seconds={"train": 2.0}))

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None

    def reopen(self) -> None:
        self.close()
        assert self.open_writer


DEEDS: list[tuple[str, Callable[[Life], None]]] = [
    ("create", Life.create),
    ("first commit", lambda life: life.commit(0)),
    ("second commit", lambda life: life.commit(2)),
    ("commit that retires a trial", lambda life: life.commit(4, ends=(0,))),
    ("weights saved again", Life.save_again),
    ("population", Life.measure),
    ("reopen", Life.reopen),
    ("last commit", lambda life: life.commit(6, ends=(1, 2))),
    ("finish", Life.finish),
    ("close", Life.close),
]
"""What is done to a study, in order."""


@dataclass(frozen=True)
class Seen:
    """All of a study that its reader, or its next writer, can tell."""

    content: Any = field(default=None)


def seen_by_reader(root: Path) -> Seen:
    """What a reader sees; nothing where there is no study."""
    studies = list_studies(root)
    if not studies:
        return Seen()
    (folder,) = studies
    reader = StudyReader(folder)
    curves = {name: reader.curves(name) for name in ("train_loss", *OF_CLASSES)}
    arrays = reader.arrays()
    return Seen(
        (
            reader.info, reader.finished, reader.trials(), reader.populations(), reader.experiment(),
            None if arrays is None else {name: array.tolist() for name, array in arrays.items()},
            {name: (curve.steps.tolist(), repr(curve.values.tolist())) for name, curve in curves.items()},
            {(id, which): _weights(reader, id, which) for id in TRIALS for which in ("final", "best")},
        )
    )  # fmt: skip


def _weights(reader: StudyReader, trial: int, which: str) -> object:
    try:
        return {name: array.tolist() for name, array in reader.weights(trial, which).items()}
    except StudyError as error:
        if "holds no" in str(error):
            return None
        raise


def seen_by_writer(writer: StudyWriter) -> Seen:
    """Where training would go on."""
    return Seen(
        [
            (point.population, point.step, point.trials, point.host, point.tensors["w"].tolist())
            for point in writer.checkpoints()
        ]
    )


def strays(folder: Path, writer: StudyWriter) -> list[str]:
    """Files that nothing in the study names."""
    from trainlab.store._leftovers import _committed

    named = _committed(writer._connection)
    sidecars = {file.replace(".safetensors", ".json") for file in named["weights"]}
    return [
        str(path.relative_to(folder))
        for place, files in named.items()
        for path in (folder / place).iterdir()
        if path.name not in files | sidecars
    ] + [str(path) for path in folder.rglob("*.tmp")]
