"""Where what training makes goes: a study's folder, or memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from trainlab.record import Chunk, Population, StudyInfo


class Sink(Protocol):
    """Takes what training makes, in order and from one thread at a time.

    ``trainlab.store.StudyWriter`` is the sink that commits to a folder.
    """

    def record_population(self, population: Population) -> None:
        """Enter how a population is trained: before its first chunk, and where its width has changed."""

    def commit(self, chunk: Chunk, seconds: Mapping[str, float]) -> None:
        """Take a chunk; once this returns it can no longer be lost.

        Args:
            chunk: the chunk.
            seconds: the study's seconds so far, by phase.
        """

    def finish(self, info: StudyInfo) -> None:
        """Everything is trained."""


class Memory:
    """A sink that keeps everything in lists.

    Attributes:
        chunks: in the order they were made.
        weights: ``final`` and ``best`` -> number of the trial -> ``layer.variable`` -> array.
        populations: as they were entered.
        info: of the finished study; None before it is finished.
        seconds: by phase, as of the last chunk.
    """

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.weights: dict[str, dict[int, dict[str, np.ndarray]]] = {"final": {}, "best": {}}
        self.populations: list[Population] = []
        self.info: StudyInfo | None = None
        self.seconds: Mapping[str, float] = {}

    def record_population(self, population: Population) -> None:
        """Keep it."""
        self.populations.append(population)

    def commit(self, chunk: Chunk, seconds: Mapping[str, float]) -> None:
        """Keep the chunk, and the weights of the trials that ended in it."""
        self.chunks.append(chunk)
        self.seconds = seconds
        if chunk.retired is None:
            return
        for which, tensors in (("final", chunk.retired.final), ("best", chunk.retired.best)):
            for slot, trial in enumerate(chunk.retired.trials):
                named = {name: tensor[slot].copy() for name, tensor in tensors.items()}
                self.weights[which][trial.id] = named

    def finish(self, info: StudyInfo) -> None:
        """Keep it."""
        self.info = info
