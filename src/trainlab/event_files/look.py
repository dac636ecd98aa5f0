"""What is known of a study at one moment: what its event files are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from trainlab.event_files.columns import Column, columns_of
from trainlab.plain import plain
from trainlab.record import EVALUATION_CURVES, Curves, Finding, StudyInfo, Trial
from trainlab.record.facts import FACTS, known_facts
from trainlab.settings import Value


@dataclass(frozen=True)
class Look:
    """A study at one moment.

    Attributes:
        info: what it is.
        trials: all of its trials, by id.
        curve_names: the curves it has.
        read: gives one curve of some trials, by its name and their ids.
        findings: gives what the curves say.
        finished: whether nothing more will come.
    """

    info: StudyInfo
    trials: Sequence[Trial]
    curve_names: Sequence[str]
    read: Callable[[str, Sequence[int]], Curves]
    findings: Callable[[], Sequence[Finding]]
    finished: bool

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The hyperparameters of its trials."""
        return columns_of([self._hparams(trial) for trial in self.trials])

    def hparams(self, trial: Trial) -> dict[str, Value]:
        """Those of one trial, each of its column's type."""
        return {name: self.columns[name].cell(value) for name, value in self._hparams(trial).items()}

    def _hparams(self, trial: Trial) -> dict[str, Value]:
        return {"data": self.info.data, **{plain(name): value for name, value in trial.settings.items()}}

    @cached_property
    def measures(self) -> list[str]:
        """What evaluations measure."""
        known = dict.fromkeys(name for trial in self.trials for name in (*trial.final, *trial.best))
        return list(known) or [name for name in self.curve_names if name in EVALUATION_CURVES]

    @cached_property
    def facts(self) -> list[str]:
        """What else is known of its trials."""
        return known_facts(self.info, self.trials)

    @cached_property
    def tags(self) -> dict[str, str]:
        """What curves are called: layers below the probe, so that a probe's curves stand together."""
        tags: dict[str, str] = {}
        for name in self.curve_names:
            tag = plain(name).replace(".", "/", 1)
            while tag in tags.values():
                tag += "'"
            tags[name] = tag
        return tags

    @property
    def metrics(self) -> dict[str, str]:
        """The scalars whose last value is a column of the HPARAMS tab -> what it is."""
        best = {best_tag(name): f"{name} of its best checkpoint" for name in self.measures}
        last = {self.tags.get(name, name): f"the last {name}" for name in self.measures}
        return best | last | {fact_tag(name): FACTS[name].meaning for name in self.facts}


def best_tag(measure: str) -> str:
    """What the value of a measure at the best checkpoint is called."""
    return f"best/{plain(measure)}"


def fact_tag(fact: str) -> str:
    """What a fact of a trial is called."""
    return f"facts/{plain(fact)}"
