"""A study of three trials that is committed to step by step, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.store import StudyWriter
from trainlab.tasks import OF_CLASSES

TRIALS = [
    Trial(
        id=id, settings={"net": "2-4-2", "learning_rate": 0.1}, population=0, length=1000, steps_per_epoch=10,
        parameters=22,
    )
    for id in range(3)
]  # fmt: skip


def begun(root: Path, created: str = "2025-03-04T05:06:07") -> StudyWriter:
    facts = {"classes": 2}
    info = StudyInfo(name="moons", created=created, data="moons", dataset=facts, varied=(), versions={})
    populations = [Population(0, {"net": "2-4-2"}, (0, 1, 2), 4, 2)]
    return StudyWriter.create(root, info, TRIALS, populations, "data: moons\n")


def commit(writer: StudyWriter, first: int, counts: list[int], add: float = 0.0) -> None:
    values = np.arange(3 * max(counts), dtype=np.float32).reshape(3, -1) + first + add
    none = Evaluations(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, len(OF_CLASSES))))
    progress = tuple(
        replace(trial, status="running", steps=first + count)
        for trial, count in zip(TRIALS, counts, strict=True)
    )
    writer.commit(Chunk(np.arange(3), first, {"train_loss": values}, np.array(counts), none, progress))
