"""When steps ran, as far as a study knows.

It knows when it was begun, the seconds that compiling, training and probing took up to its last commit, and
how long a step of each population's program takes. All programs are compiled first, and populations trained
one after the other; so a step ran as far into the seconds of training as the steps made before it reach.
Pauses of a study that was interrupted are not recorded: the time of a step is when it would have run without
them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from trainlab.record import StudyInfo, Trial

COMPILING = "compile"
"""The phase that comes before all steps; the others go on while steps are made."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a study had come when it was looked at.

    Attributes:
        seconds: that it had taken.
        steps: number of a population -> steps its longest trial had made.
    """

    seconds: float
    steps: Mapping[int, int] = field(default_factory=dict)


class StepTimes:
    """The times of a study's steps.

    Args:
        info: the study.
        trials: all of its trials.
        looks: how far it had come at earlier looks, in their order. Steps made between two looks ran between
            them.

    Attributes:
        begun: when it was begun, in seconds since 1970.
        looks: the earlier ones, and this one.
    """

    def __init__(self, info: StudyInfo, trials: Sequence[Trial], looks: Sequence[Reached] = ()) -> None:
        members: dict[int, list[Trial]] = {}
        for trial in trials:
            members.setdefault(trial.population, []).append(trial)
        self._work = {number: _Work(members[number]) for number in sorted(members)}
        done = np.cumsum([0.0, *(work.seconds for work in self._work.values())])
        self._offsets = dict(zip(self._work, done.tolist(), strict=False))
        self.begun = _since_1970(info.created)
        phases = {name: _amount(seconds) for name, seconds in info.seconds.items()}
        compiling = phases.pop(COMPILING, 0.0)
        spent = compiling + (sum(phases.values()) or float(done[-1]))
        now = Reached(spent, {number: work.steps for number, work in self._work.items()})
        self.looks = [*(looks or [Reached(compiling)]), now]
        self._worked = np.maximum.accumulate([self._at_look(look) for look in self.looks])
        self._spent = np.maximum.accumulate([look.seconds for look in self.looks])

    def _at_look(self, look: Reached) -> float:
        return sum(float(work.at(look.steps.get(number, 0))) for number, work in self._work.items())

    def at(self, population: int, steps: np.ndarray) -> np.ndarray:
        """When some steps of a population's trials ran, in seconds since 1970."""
        worked = self._offsets[population] + self._work[population].at(steps)
        return self.begun + np.interp(worked, self._worked, self._spent)

    def end_of(self, trial: Trial) -> float:
        """When the last step of a trial was made, as :meth:`at` says it."""
        return float(self.at(trial.population, np.array([trial.recorded_steps]))[0])


class _Work:
    """What the steps of a population took, before they are fitted to the seconds of the study.

    Trials that its program steps together are a block, and blocks take turns: a step takes longer while there
    are more of them.
    """

    def __init__(self, trials: Sequence[Trial]) -> None:
        ends = np.sort(np.array([trial.recorded_steps for trial in trials], np.int64))
        together = max(trials[0].together or len(trials), 1)
        known = [trial for trial in trials if _amount(trial.seconds_per_step)]
        step = _amount(max(known, key=lambda trial: trial.steps).seconds_per_step) if known else 1.0
        self._borders = np.unique(np.concatenate([[0], ends]))
        training = len(ends) - np.searchsorted(ends, self._borders[:-1], side="right")
        blocks = -(-training // together)
        self._spent = np.concatenate([[0.0], np.cumsum(np.diff(self._borders) * blocks * step)])

    @property
    def seconds(self) -> float:
        """Of all steps made."""
        return float(self._spent[-1])

    @property
    def steps(self) -> int:
        """That the longest trial has made."""
        return int(self._borders[-1])

    def at(self, steps: np.ndarray | int) -> np.ndarray:
        """Seconds until some steps began."""
        return np.asarray(np.interp(steps, self._borders, self._spent))


def _amount(seconds: object) -> float:
    """Seconds; none where a study says anything that is no time."""
    known = isinstance(seconds, int | float) and math.isfinite(seconds) and seconds > 0
    return float(seconds) if known else 0.0  # type: ignore[arg-type]


def _since_1970(created: str) -> float:
    """When a study was begun; 0 where it does not say. Older studies say local time, without a zone."""
    try:
        return datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
