"""A trial, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from trainlab.settings import Settings

Status = Literal["planned", "running", "done", "stopped", "diverged"]
StoppedBy = Literal["early_stopping", "until", "search"]

ENDED_WELL: tuple[Status, ...] = ("done", "stopped")
"""The statuses of trials whose result counts: one that trains has none yet, one that diverged never will."""

OVER: tuple[Status, ...] = (*ENDED_WELL, "diverged")
"""The statuses of trials that no longer train: nothing more is recorded of them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One dataset + net + recipe + seed, and how far it has come.

    Attributes:
        id: its number in the study, from 0.
        settings: every setting that applies to it, resolved.
        population: number of the population that trains it.
        length: steps it is to train for.
        steps_per_epoch: steps of one pass over train; turns steps into epochs.
        parameters: trainable numbers in its net.
        status: planned, running, done (it made all its steps), stopped (a rule ended it earlier, or the
            search that proposed it), or diverged (its loss became NaN or infinite and it was frozen).
        steps: updates made so far; of a stopped trial those it made before it stopped.
        diverged_at: the step whose loss was not finite, or None. It is ``length`` where only the evaluation
            after the last update shows it.
        stopped_by: the setting whose rule stopped it, or ``search``; else None.
        best_step: step of the best checkpoint, whose weights are kept as ``best``: with ``early_stopping``
            the check at which the watched curve was best, otherwise the evaluation with the highest
            validation accuracy (ties: the lower loss). None before the first one.
        seconds_per_step: measured seconds one step of its population's program takes, of all trials that the
            program steps together; compilation excluded.
        final, best: the evaluation curves' values at the last evaluation and at ``best_step``, by curve name.
        together: trials that its program steps together; None where not known.
        measured: what was measured of it after training, by name: ``test_accuracy``, ``step_time``, ...; see
            :class:`Measured`.
    """

    id: int
    settings: Settings
    population: int
    length: int
    steps_per_epoch: int
    parameters: int
    status: Status = "planned"
    steps: int = 0
    diverged_at: int | None = None
    stopped_by: StoppedBy | None = None
    best_step: int | None = None
    seconds_per_step: float | None = None
    final: Mapping[str, float] = field(default_factory=dict)
    best: Mapping[str, float] = field(default_factory=dict)
    together: int | None = None
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether it no longer trains: it is done, it stopped early, or it diverged."""
        return self.status in OVER

    @property
    def recorded_steps(self) -> int:
        """Steps its step curves have: one for every update, and the one at which it diverged."""
        return self.steps if self.diverged_at is None else min(self.diverged_at + 1, self.length)

    @property
    def status_text(self) -> str:
        """The status as people read it."""
        if self.status == "diverged":
            return f"diverged at step {self.diverged_at}"
        if self.status == "stopped":
            return f"stopped at step {self.steps} ({self.stop_text})"
        if self.status == "running":
            return f"step {self.steps} of {self.length}"
        return self.status

    @property
    def stop_text(self) -> str:
        """Why a stopped trial stopped, as people read it."""
        if self.stopped_by == "until":
            return f"until {self.settings.get('until')}"
        return "the search went on with others" if self.stopped_by == "search" else "early stopping"
