"""What a search reads of what it has recorded: the objective of its trials."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from trainlab.errors import UsageError
from trainlab.record import SearchRound, Trial
from trainlab.record.groups.merit import higher_is_better
from trainlab.searches import Tried, tried
from trainlab.store import StudyReader

CALLABLE = "callable"
"""The objective of a search whose objective is a function that Python gave."""

Objective = Callable[..., float]
"""A function of a trial of the study; the lower its value, the better."""


class Recorded:
    """Reads the objective of trials, as far as it is committed.

    Args:
        folder: the study's.
        objective: the curve that is to become best.
        function: what Python gave instead of a curve.
    """

    def __init__(self, folder: Path, objective: str, function: Objective | None = None) -> None:
        self.reader = StudyReader(folder)
        self._objective, self._function = objective, function

    def tried(self, trials: Sequence[Trial], rounds: Sequence[SearchRound]) -> list[Tried]:
        """What was found of some trials.

        Args:
            trials: the trials, in the order wanted.
            rounds: the rounds of the search.
        """
        if not trials:
            return []
        round_of = {id: one.id for one in rounds for id in one.ids}
        if self._function is not None:
            found = [([trial.steps], [self._value(trial)]) for trial in trials]
            higher = False
        else:
            curves = self.reader.curves(self._objective, [trial.id for trial in trials])
            found = [curves.row(row) for row in range(len(trials))]
            higher = higher_is_better(self._objective)
        return [
            tried(
                trial.settings, steps, values, trial.length, id=trial.id, trained=trial.steps,
                higher_is_better=higher, diverged=trial.status == "diverged",
                ended=trial.over and trial.stopped_by != "search",
                round=round_of.get(trial.id, 0), seed=int(trial.settings["seed"]),
            )
            for trial, (steps, values) in zip(trials, found, strict=True)
        ]  # fmt: skip

    def _value(self, trial: Trial) -> float:
        from trainlab.study.study import Study

        assert self._function is not None
        value = self._function(Study(self.reader.folder).trial(trial.id))
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise UsageError(f"objective must return a number for a trial, not {value!r:.80}.") from None
        return math.inf if math.isnan(number) else number
