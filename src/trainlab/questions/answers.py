"""What a question's answer is: of every trial, and of every group of seeds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.markup import paragraph, table
from trainlab.plain import plain
from trainlab.questions.first import Hold
from trainlab.questions.median import Median, median_over_seeds
from trainlab.record import StudyInfo, Trial
from trainlab.record.clock import Clock
from trainlab.record.groups.seeds import group_seeds
from trainlab.record.wording import short_value

NOTEBOOK_ROWS = 20
"""Trials a notebook shows, the first that answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """When one trial fulfilled a condition.

    Attributes:
        trial: the trial.
        step: the first step; None for never.
        seconds_per_step: seconds of a step, where they can be compared with those of the other trials.
    """

    trial: Trial
    step: int | None
    seconds_per_step: float | None = None

    @property
    def epoch(self) -> float | None:
        """Passes over train made by then."""
        return None if self.step is None else self.step / self.trial.steps_per_epoch

    @property
    def seconds(self) -> float | None:
        """Steps times the seconds of one; None where those are not known."""
        measured = self.seconds_per_step
        return None if self.step is None or measured is None else self.step * measured

    @property
    def text(self) -> str:
        """The step, or why there is none, as people read it."""
        if self.step is not None:
            return f"{self.step:,}"
        if not self.trial.over:
            return f"not yet (step {self.trial.steps:,})"
        if self.trial.status == "diverged":
            return f"never (diverged at {self.trial.diverged_at:,})"
        return f"never in {self.trial.steps:,}"


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """When the trials that differ in their seed only fulfilled a condition.

    Attributes:
        answers: theirs.
        step, epoch, seconds: medians over the seeds, where never is infinite; seconds are None if no time was
            measured.
    """

    answers: tuple[Answer, ...]
    step: Median
    epoch: Median
    seconds: Median | None

    @property
    def reached(self) -> int:
        """Seeds that fulfilled it."""
        return sum(answer.step is not None for answer in self.answers)

    @property
    def late(self) -> str:
        """What infinity means: never, or not yet where seeds still train."""
        return "never" if all(answer.trial.over for answer in self.answers) else "not yet"

    @property
    def first_trial(self) -> Trial:
        """The trial whose settings represent those of all."""
        return self.answers[0].trial


class Answers(Sequence[Answer]):
    """The answers of a study's trials, the earliest first.

    Args:
        question: what was asked, written in full.
        hold: how long it had to hold.
        info: the study.
        answers: of each trial, by id.
        clock: what their seconds are.
    """

    def __init__(
        self, question: str, hold: Hold, info: StudyInfo, answers: Sequence[Answer], clock: Clock
    ) -> None:
        self.clock = clock
        self.question = question
        self.hold = hold
        self.info = info
        self.by_id = tuple(answers)
        self._sorted = sorted(self.by_id, key=lambda answer: (_late(answer.step), answer.trial.id))

    def __len__(self) -> int:
        return len(self._sorted)

    def __getitem__(self, place):  # type: ignore[override]  # of a tuple, an item or a slice
        return self._sorted[place]

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._sorted)

    @property
    def asked(self) -> str:
        """The question and how long it had to hold, as people read it."""
        held = {1: "", "end": ", and to the end"}.get(self.hold, f", {self.hold} points in a row")
        return f"{self.question}{held}"

    @property
    def reached(self) -> int:
        """Trials that fulfilled it."""
        return sum(answer.step is not None for answer in self._sorted)

    @property
    def steps(self) -> np.ndarray:
        """(trials,) the first step of each trial, by id; infinite for never."""
        return np.array([_late(answer.step) for answer in self.by_id])

    def groups(self) -> list[GroupAnswer]:
        """The answers of each group of seeds, the earliest median first, then that of the most seeds."""
        by_id = {answer.trial.id: answer for answer in self.by_id}
        groups = [
            _group(tuple(by_id[trial.id] for trial in group))
            for group in group_seeds(answer.trial for answer in self.by_id)
        ]
        return sorted(
            groups,
            key=lambda one: (
                one.step.value, -one.reached / len(one.answers), one.step.high, one.step.low,
                one.first_trial.id,
            ),
        )  # fmt: skip

    def _repr_html_(self) -> str:
        names = [*self.info.varied, *([] if "seed" in self.info.varied else ["seed"])]
        rows = [
            [one.trial.id, *(short_value(one.trial.settings.get(name)) for name in names), one.text]
            for one in self[:NOTEBOOK_ROWS]
        ]
        shown = "" if len(rows) == len(self) else f" The first {len(rows)} of {len(self):,}:"
        said = f"{self.reached:,} of {len(self):,} trials answered.{shown}"
        return paragraph(said, self.asked) + table(["trial", *names, "step"], rows)

    def __repr__(self) -> str:
        text = f"'{self.question}' holds in {self.reached:,} of {len(self):,} trials"
        if not self.reached:
            return plain(f"<{text}>")
        first = self[0]
        named = (f"{name}={short_value(first.trial.settings.get(name))}" for name in self.info.varied)
        return plain(f"<{text}, first in trial {first.trial.id} ({', '.join(named)}) at step {first.text}>")


def _late(step: int | None) -> float:
    return math.inf if step is None else step


def _group(answers: tuple[Answer, ...]) -> GroupAnswer:
    measured = all(answer.seconds_per_step is not None for answer in answers)
    return GroupAnswer(
        answers,
        step=median_over_seeds([_late(answer.step) for answer in answers]),
        epoch=median_over_seeds([math.inf if answer.epoch is None else answer.epoch for answer in answers]),
        seconds=median_over_seeds(
            [math.inf if answer.seconds is None else answer.seconds for answer in answers]
        )
        if measured
        else None,
    )
