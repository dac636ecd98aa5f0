"""Writes the event files of one study, a run a trial, and keeps them up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from trainlab.event_files.blocks import READ_AT_ONCE, WRITE_AT_ONCE, neighbours
from trainlab.event_files.finding_text import text_of_study, texts_of_trials
from trainlab.event_files.look import Look
from trainlab.event_files.points import points_of
from trainlab.event_files.run import Run
from trainlab.event_files.run_folder import remove_other_runs, remove_own
from trainlab.event_files.series import Series, single_series
from trainlab.event_files.step_times import Reached, StepTimes
from trainlab.record import Trial

MOST_LOOKS = 1000
"""Looks that the times of steps are told by; of more, every second one is forgotten."""


class StudyEvents:
    """The event files of one study.

    Args:
        folder: of its runs. Event files that trainlab wrote there before are replaced, others are left.

    Attributes:
        points: points of curves written so far.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: dict[int, Run] = {}
        self._about = Run(self._folder)
        self._known: dict[int, Trial] = {}
        self._looks: list[Reached] = []
        self.points = 0

    @property
    def runs(self) -> int:
        """How many trials have a run: those that have begun."""
        return len(self._runs)

    def write(self, look: Look) -> None:
        """Write what is new since the last look, all of it the first time.

        Raises:
            OSError: a file cannot be written.
        """
        times = StepTimes(look.info, look.trials, self._looks)
        first = not self._looks
        begun = [trial for trial in look.trials if trial.status != "planned"]
        changed = [trial for trial in begun if self._known.get(trial.id) != trial]
        if first:
            self._folder.mkdir(parents=True, exist_ok=True)
        if first or changed:
            self._write_findings(look, times, begun, changed)
        if first:
            remove_other_runs(self._folder, self._runs)
        self._known.update((trial.id, trial) for trial in changed)
        self._looks = times.looks if len(times.looks) < MOST_LOOKS else times.looks[::2]

    def _write_findings(
        self, look: Look, times: StepTimes, begun: Sequence[Trial], changed: Sequence[Trial]
    ) -> None:
        findings = look.findings()
        texts = texts_of_trials(findings)
        self._write_about(text_of_study(findings, look), times, begun)
        for group in neighbours([trial.recorded_steps * len(look.tags) for trial in changed], READ_AT_ONCE):
            self._write_trials(look, times, changed[group], texts)
        written = {trial.id for trial in changed}
        for trial in begun:
            if trial.id not in written:
                self._runs[trial.id].say(texts.get(trial.id, ""), trial.steps, times.end_of(trial))

    def _write_about(self, said: str, times: StepTimes, begun: Sequence[Trial]) -> None:
        """What the findings say of the study as a whole, in a run of its own."""
        step = max((trial.steps for trial in begun), default=0)
        now = times.begun + times.looks[-1].seconds
        if said or self._about.text:
            self._about.say(said, step, now, begun=times.begun)
        elif not self._looks:
            remove_own(self._folder)

    def _write_trials(
        self, look: Look, times: StepTimes, trials: Sequence[Trial], texts: Mapping[int, str]
    ) -> None:
        """Write the runs of neighbouring trials, block by block."""
        ids = [trial.id for trial in trials]
        series = [Series.of(tag, look.read(name, ids)) for name, tag in look.tags.items()]
        series += single_series(look, trials)
        counts = np.sum([np.diff(one.borders) for one in series], axis=0)
        for rows in neighbours(counts, WRITE_AT_ONCE):
            block = trials[rows]
            seen = [self._runs[trial.id].seen if trial.id in self._runs else {} for trial in block]
            parts = [one.rows(rows) for one in series]
            new = [part.after([before.get(part.tag) for before in seen]) for part in parts]
            pieces = points_of(new, block, times)
            for row, trial in enumerate(block):
                run = self._runs.setdefault(trial.id, Run(self._folder / str(trial.id)))
                run.write(look, times, trial, texts.get(trial.id, ""), pieces[row])
                last = ((part.tag, part.last(row)) for part in parts)
                run.seen |= {tag: of for tag, of in last if of is not None}
            self.points += sum(len(part.steps) for part in new)
