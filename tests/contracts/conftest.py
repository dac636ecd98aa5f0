"""A study that nobody trained, to be read by fresh processes."""

from __future__ import annotations

# pyright: reportCallIssue=false
# Arguments are the rows of an array.
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import resolve
from trainlab.store import StudyWriter
from trainlab.tasks import OF_CLASSES

STEPS = 60


@pytest.fixture(scope="session")
def small_study(tmp_path_factory) -> Path:
    """Three learning rates with two seeds each: losses that fall, evaluations every 20 steps."""
    given = [{"net": "2-4-2", "steps": STEPS, "learning_rate": rate, "seed": seed}
             for rate in (0.1, 0.2, 0.4) for seed in (0, 1)]  # fmt: skip
    planned = [
        Trial(id, resolve(settings, "moons"), 0, length=STEPS, steps_per_epoch=9, parameters=22)
        for id, settings in enumerate(given)
    ]
    ids = np.arange(len(planned))
    population = Population(0, {"net": "2-4-2"}, tuple(ids.tolist()), width=6, devices=1)
    info = StudyInfo(
        "small", "2026-01-02T03:04:05", "moons", {"inputs": "2", "classes": 2}, ("learning_rate",), {}
    )
    losses = np.exp(-np.outer([settings["learning_rate"] for settings in given], np.arange(STEPS)))
    made = [(id, step) for id in ids for step in (20, 40, 60)]
    values = np.tile([0.3, 0.9, 0.3, 0.9], (len(made), 1))
    ended = {curve: float(value) for curve, value in zip(OF_CLASSES, values[0], strict=True)}
    chunk = Chunk(
        ids, 0, {"train_loss": losses.astype(np.float32)}, np.full(len(ids), STEPS),
        Evaluations(*np.array(made).T, values),
        tuple(
            replace(trial, status="done", steps=STEPS, best_step=60, final=ended, best=ended,
                    seconds_per_step=1e-5)
            for trial in planned
        ),
    )  # fmt: skip
    root = tmp_path_factory.mktemp("runs")
    with StudyWriter.create(root, info, planned, [population], "data: moons\nnet: 2-4-2\n") as writer:
        writer.commit(chunk)
        return writer.folder
