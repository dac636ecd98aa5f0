"""What a symptom of a trial is specified by, and what it is looked for in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from trainlab.diagnose.curves.levels import Levels
from trainlab.diagnose.curves.roughness import Roughness, roughness
from trainlab.diagnose.curves.series import MIN_EVALUATIONS, Series
from trainlab.diagnose.symptoms.chance import Classes
from trainlab.record import Finding, Trial
from trainlab.specs.room import Room


@dataclass(frozen=True)
class Judged:
    """Trials that are over and did not diverge, with what their curves are judged by.

    Attributes:
        trials: the trials, by id.
        levels: of some of them, those that are judged together; a row each.
        few: the train loss of their evaluations, where there are two at least.
        validation: the validation loss of their evaluations.
        classes: of the dataset.
        examples: of the validation split.
    """

    trials: Mapping[int, Trial]
    levels: Levels
    few: Series | None
    validation: Series | None
    classes: Classes | None
    examples: int | None

    @cached_property
    def measured(self) -> Series | None:
        """The train loss of evaluations, of trials that have enough of them to speak of a course."""
        return self.few and self.few.of_at_least(MIN_EVALUATIONS)

    @cached_property
    def roughness(self) -> Roughness:
        """The noise from step to step."""
        return roughness(self.levels)

    @cached_property
    def overfits(self) -> list[Finding]:
        """Those that overfit: what else they do is not a symptom of its own."""
        from trainlab.diagnose.symptoms.overfits import find_overfits

        return find_overfits(self.trials, self.levels, self.measured, self.validation, self.examples)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Symptom:
    """One thing that curves say about a trial.

    Attributes:
        name: one to four words for a table; findings have it as their ``symptom``.
        find: the findings about trials that have it, one trial each, without those that diverged.
        silences: symptoms of the same trial that say nothing beside it.
    """

    name: str
    find: Callable[[Judged], list[Finding]]
    silences: tuple[str, ...] = ()

    @staticmethod
    def room() -> Room[Symptom]:
        """Where it is listed."""
        from trainlab.diagnose.symptoms import SYMPTOMS

        return SYMPTOMS
