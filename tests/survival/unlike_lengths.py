"""A study of many short trials and a few long ones, made by the store's writer from curves by formula."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import resolve
from trainlab.store import StudyWriter
from trainlab.tasks import OF_CLASSES

EPOCH = 30
"""Steps of an epoch, after each of which trials are evaluated."""

SHORT, LONG = 20, 20_000
"""Epochs of short trials and of long ones."""

AT_ONCE = 60_000
"""Steps of a chunk."""


def make_study(root: Path, short: int, long: int) -> Path:
    """Write a finished study and give its folder; a matrix of it would be ``LONG`` epochs wide.

    Args:
        root: folder it lies in.
        short, long: how many trials have ``SHORT`` and ``LONG`` epochs.
    """
    trials = [_trial(id, SHORT if id < short else LONG) for id in range(short + long)]
    info = StudyInfo(
        name="unlike", created="2026-01-01T00:00:00", data="moons", versions={"trainlab": "0.1.0"},
        dataset={"inputs": "2", "classes": 2, "train": 900, "validation": 100, "fingerprint": "a"},
        varied=("learning_rate", "epochs", "seed"),
    )  # fmt: skip
    population = Population(0, {"net": "2-4-2"}, tuple(range(len(trials))), 32, 1)
    noise = np.random.default_rng(0)
    with StudyWriter.create(root, info, trials, [population], "data: moons\n") as writer:
        writer.commit(_chunk(trials, 0, SHORT * EPOCH, noise))
        for first in range(SHORT * EPOCH, LONG * EPOCH, AT_ONCE) if long else ():
            writer.commit(_chunk(trials[short:], first, min(first + AT_ONCE, LONG * EPOCH), noise))
        writer.finish(info)
        return writer.folder


def _trial(id: int, epochs: int) -> Trial:
    given = {"net": "2-4-2", "epochs": epochs, "batch_size": EPOCH, "learning_rate": 0.001 * (1 + id % 400)}
    settings = resolve({**given, "seed": id // 400}, "moons")
    return Trial(id, settings, population=0, length=epochs * EPOCH, steps_per_epoch=EPOCH, parameters=22)


def _chunk(trials: list[Trial], first: int, last: int, noise: np.random.Generator) -> Chunk:
    ids = np.array([trial.id for trial in trials])
    falls = 0.1 + 0.6 * np.exp(-np.arange(first, last) / 300)
    losses = falls * (1 + 0.1 * noise.standard_normal((len(ids), last - first)))
    steps = np.tile(np.arange(first, last, EPOCH) + EPOCH, len(ids))
    at = 0.1 + 0.6 * np.exp(-steps / 300) + 0.01 * noise.standard_normal(len(steps))
    values = np.stack([at, 1 - at / 2, at + 0.01, 0.99 - at / 2], axis=1)
    evaluations = Evaluations(np.repeat(ids, len(steps) // len(ids)), steps, values)
    seen = dict(zip(OF_CLASSES, values[-1].tolist(), strict=True))
    progress = tuple(
        replace(
            trial, status="done" if trial.length == last else "running", steps=last, best_step=last,
            final=seen, best=seen, seconds_per_step=1e-5,
        )
        for trial in trials
    )  # fmt: skip
    recorded = np.full(len(ids), last - first)
    return Chunk(ids, first, {"train_loss": losses.astype(np.float32)}, recorded, evaluations, progress)
