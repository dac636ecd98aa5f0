"""What a search may spend and has spent, in full trainings of a trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from trainlab.record import SearchRound, Trial
from trainlab.searches.halving import smallest_rung
from trainlab.searches.schedule import NextRound, Spending, next_round

if TYPE_CHECKING:
    from trainlab.experiments import Experiment

LEARNING = ("model", "tpe", "cmaes", "gp")
"""Proposers that learn from what was found."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Of the trials that a search has planned so far.

    Attributes:
        full: full trainings that their steps amount to.
        steps, epochs: of all of them, made so far.
        full_steps, full_epochs: of one full training, on average.
        smallest: share of its length after which each can be compared.
    """

    full: float
    steps: int
    epochs: float
    full_steps: float
    full_epochs: float
    smallest: float

    @classmethod
    def of(cls, trials: Sequence[Trial]) -> Costs:
        """Those of some trials.

        Args:
            trials: the trials, with what they have made.
        """
        return cls(
            full=fsum(trial.steps / trial.length for trial in trials),
            steps=sum(trial.steps for trial in trials),
            epochs=fsum(trial.steps / trial.steps_per_epoch for trial in trials),
            full_steps=fsum(trial.length for trial in trials) / len(trials),
            full_epochs=fsum(trial.length / trial.steps_per_epoch for trial in trials) / len(trials),
            smallest=smallest_rung((trial.length, _an_epoch(trial), _spacing(trial)) for trial in trials),
        )

    def next_round(
        self,
        experiment: Experiment,
        rounds: Sequence[SearchRound],
        spent_seconds: float,
        exhausted: bool = False,
    ) -> NextRound | None:
        """The round that comes next; None where the search is over.

        Args:
            experiment: the experiment.
            rounds: those that were made.
            spent_seconds: what compiling and training took.
            exhausted: whether there is nothing left to try.
        """
        search = experiment.search
        assert search is not None
        return next_round(
            rounds, self._spending(search.limit.amount, search.limit.unit, spent_seconds),
            learns=search.proposer in LEARNING, eta=search.eta, hyperband=search.hyperband,
            leaders=search.leaders, repeats=search.repeats, exhausted=exhausted,
        )  # fmt: skip

    def _spending(self, amount: float, unit: str, spent_seconds: float) -> Spending:
        match unit:
            case "steps":
                return Spending(amount / self.full_steps, self.steps / self.full_steps, self.smallest)
            case "epochs":
                return Spending(amount / self.full_epochs, self.epochs / self.full_epochs, self.smallest)
        if self.full == 0:
            return Spending(None, 0.0, self.smallest)
        a_training = spent_seconds / self.full
        return Spending(amount / a_training, self.full, self.smallest)


def _an_epoch(trial: Trial) -> int:
    """An epoch, or nothing where trials are counted in steps and may not make one."""
    return trial.steps_per_epoch if "epochs" in trial.settings else 1


def _spacing(trial: Trial) -> int:
    from trainlab.scale.plans.plan import evaluation_steps

    steps = evaluation_steps(trial)
    return steps[1] if len(steps) > 1 else trial.length
