"""A study as it is stored, for loops: its trials, and the numbers of a curve in a list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.record import Curves, Finding, Population, SearchRound, StudyInfo, Trial
from trainlab.store.database.right_examples import RightRow
from trainlab.study import Study


@dataclass(frozen=True)
class Stored:
    """A study, in memory.

    Attributes:
        info: what it is.
        trials: its trials, by id.
        curves: its curves, by name; all trials in each.
        right: which validation examples evaluations got right, by trial and step, where that is kept.
    """

    info: StudyInfo
    trials: Sequence[Trial]
    curves: Mapping[str, Curves]
    right: Mapping[tuple[int, int], np.ndarray] = field(default_factory=dict)
    memory: dict[object, Any] = field(default_factory=dict, repr=False)
    """What an oracle has worked out and may be asked again."""
    _lists: dict[tuple[str, int], list[tuple[int, float]]] = field(default_factory=dict, repr=False)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """What hypothesis prints of a failing example."""
        printer.text(str(self))

    def __str__(self) -> str:
        lines = []
        for trial in self.trials[:10]:
            varied = ", ".join(f"{name}={trial.settings.get(name)}" for name in ("seed", *self.info.varied))
            losses = self.losses(trial.id)[:5]
            lines.append(f"{trial.id}: {trial.status_text}, {trial.length} steps, {varied}: {losses}")
        return "\n".join([f"{len(self.trials)} trials, {self.info.dataset}", *lines])

    @property
    def classes(self) -> int | None:
        """How many classes the dataset has, where that is known."""
        classes = self.info.dataset.get("classes")
        return classes if isinstance(classes, int) else None

    def trial(self, id: int) -> Trial:
        """The trial with that number."""
        return {trial.id: trial for trial in self.trials}[id]

    def points(self, curve: str, id: int) -> list[tuple[int, float]]:
        """Steps and values of a curve, NaN and infinities among them where a trial recorded them."""
        if (curve, id) not in self._lists:
            stored = self.curves[curve]
            row = [int(trial) for trial in stored.trials].index(id)
            pairs = list(zip(stored.steps.tolist(), stored.values[row].tolist(), strict=True))
            if curve == "train_loss":
                pairs = pairs[: self.trial(id).recorded_steps]
            else:
                pairs = [(step, value) for step, value in pairs if not math.isnan(value)]
            self._lists[curve, id] = pairs
        return self._lists[curve, id]

    def losses(self, id: int) -> list[float]:
        """The train losses of a trial, up to the first that is not finite."""
        found = []
        for _, value in self.points("train_loss", id):
            if not math.isfinite(value):
                break
            found.append(value)
        return found

    def evaluated(self, curve: str, id: int) -> list[tuple[int, float]]:
        """Steps and finite values of an evaluation curve of a trial."""
        return [(step, value) for step, value in self.points(curve, id) if math.isfinite(value)]


@dataclass(frozen=True)
class _Reader:
    """What a study asks its folder, answered from memory."""

    stored: Stored
    folder: Path = Path("runs/made-up")
    finished: bool = True

    @property
    def info(self) -> StudyInfo:
        return self.stored.info

    def trials(self) -> list[Trial]:
        return list(self.stored.trials)

    def rounds(self) -> list[SearchRound]:
        return []

    def populations(self) -> list[Population]:
        return []

    def right(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], RightRow]:
        return {place: self._row(place) for place in wanted if place in self.stored.right}

    def right_reaching(self, accuracy: float, most: int) -> dict[tuple[int, int], RightRow]:
        reaching = [place for place, bits in self.stored.right.items() if bits.mean() >= accuracy]
        drawn = np.random.default_rng(0).permutation(len(reaching))[:most]
        return {reaching[place]: self._row(reaching[place]) for place in drawn}

    def _row(self, place: tuple[int, int]) -> RightRow:
        bits = self.stored.right[place]
        return RightRow(True, len(bits), np.packbits(bits).tobytes())

    def curve_names(self) -> list[str]:
        return list(self.stored.curves)

    def weights(self, trial: int, which: str) -> dict[str, np.ndarray]:
        raise StudyError(f"no {which} weights of trial {trial} were kept")

    def experiment(self) -> str:
        raise StudyError("it was made without an experiment")

    def curves(self, name: str, trials: Sequence[int] | None = None) -> Curves:
        found = self.stored.curves[name]
        if trials is None:
            return found
        rows = [np.flatnonzero(found.trials == id)[0] for id in trials]
        return Curves(name, found.trials[rows], found.steps, found.values[rows])

    def evaluations(self, names: Sequence[str], trials: Sequence[int] | None = None) -> list[Curves]:
        return [self.curves(name, trials) for name in names]


def opened(stored: Stored) -> Study:
    """The study in hand: all that it says is said by the code that says it of a folder."""
    study = object.__new__(Study)
    study._reader = _Reader(stored)  # type: ignore[assignment]
    return study


def findings_of(stored: Stored) -> list[Finding]:
    """What trainlab says of it: the only call into the code that is checked."""
    return opened(stored).findings()
