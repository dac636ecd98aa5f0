"""A run, and what was written of it: one of a trial, or what findings say of the study as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from trainlab.event_files import events, hparams
from trainlab.event_files.finding_text import TAG
from trainlab.event_files.look import Look
from trainlab.event_files.run_folder import RunFile
from trainlab.event_files.series import Seen
from trainlab.event_files.step_times import StepTimes
from trainlab.record import ENDED_WELL, Trial

NOTHING = "nothing stands out."
"""What is said where findings spoke of something before, and no longer do."""


class Run:
    """A run, whose file is begun when something is first written.

    Args:
        folder: of the run.

    Attributes:
        seen: tag -> what was written under it.
        text: what was last said of it.
    """

    def __init__(self, folder: Path) -> None:
        self._file = RunFile(folder)
        self._begun = self._ended = False
        self.seen: dict[str, Seen] = {}
        self.text = ""

    def say(self, text: str, step: int, wall_time: float, begun: float = 0.0) -> None:
        """Write a text, if it is not the last one.

        Args:
            text: in Markdown.
            step: updates made when it was true.
            wall_time: when that was, in seconds since 1970.
            begun: when the run began, for its first event.
        """
        if text != self.text:
            said = events.text(TAG, text or NOTHING, step, wall_time)
            self._add([events.beginning(begun)], [said])
            self.text = text

    def write(
        self, look: Look, times: StepTimes, trial: Trial, text: str, points: Iterable[memoryview]
    ) -> None:
        """Write what is new of a trial.

        Args:
            look: the study.
            times: of its steps.
            trial: the trial.
            text: what findings say of it.
            points: records of the points of its curves that are new.
        """
        end = times.end_of(trial)
        after: list[bytes] = []
        if text != self.text:
            after.append(events.text(TAG, text or NOTHING, trial.steps, end))
        if trial.over and not self._ended:
            after.append(hparams.session_end(trial.status in ENDED_WELL, end))
        began = float(times.at(trial.population, np.zeros(1))[0])
        head = (
            ()
            if self._begun
            else (events.beginning(began), hparams.session_start(look.hparams(trial), began))
        )
        self._add(head, chain(points, after))
        self.text, self._ended = text, trial.over

    def _add(self, head: Iterable[bytes], pieces: Iterable[bytes | memoryview]) -> None:
        if self._begun:
            self._file.append(pieces)
        else:
            self._file.begin(chain(head, pieces))
            self._begun = True
