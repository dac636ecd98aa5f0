"""What a stored search found: its answer, what mattered in it, whether more of it would pay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from trainlab.counted import counted
from trainlab.errors import ExperimentError, SettingError, StudyError
from trainlab.experiments import Experiment
from trainlab.experiments.search_fields import SearchFields
from trainlab.metrics import metric_of
from trainlab.record import Finding, Trial
from trainlab.record.groups.merit import higher_is_better
from trainlab.record.search_round import REPEATS
from trainlab.record.wording import curve_words, measured_value, short_value
from trainlab.searches.answer import Answer, Repeated, answer
from trainlab.searches.asked import space_of
from trainlab.searches.findings import Objective, find_answer, find_search
from trainlab.searches.history import Tried
from trainlab.searches.ranking import rank_at, reached
from trainlab.searches.space import Key, SearchSpace
from trainlab.store import StudyReader
from trainlab.store.folder.names import EXPERIMENT
from trainlab.study.running.searching.costs import LEARNING
from trainlab.study.running.searching.recorded import CALLABLE, Recorded


class _Read(NamedTuple):
    """What is read of a search.

    Attributes:
        search: what was asked.
        space: what it drew from.
        tried: its trials, by id.
        history: those that are no repeats.
        again: setting -> the repeats of it.
    """

    search: SearchFields
    space: SearchSpace
    tried: list[Tried]
    history: list[Tried]
    again: dict[Key, list[Tried]]

    @property
    def chosen_by(self) -> list[float]:
        """What each repeated setting was chosen by."""
        first = {self.space.key(one.settings): one for one in self.history if one.ended}
        return [_reached(first[key]) for key in self.again]


def find_searched(reader: StudyReader, trials: Sequence[Trial]) -> list[Finding]:
    """The findings of a search.

    Args:
        reader: the study.
        trials: its trials.
    """
    read = _read(reader, trials)
    if read is None:
        return []
    by, higher = read.search.objective, higher_is_better(read.search.objective)
    objective = Objective(curve_words(by), lambda value: measured_value(by, -value if higher else value))
    found = find_search(read.space, read.history, objective, read.search.proposer in LEARNING)
    said = _answer(read)
    if said is None:
        return found
    names = [", ".join(f"{name}={short_value(value)}" for name, value in key) for key in read.again]
    answered = find_answer(said, names, read.chosen_by, objective)
    return [answered, *_on_test(chosen_trial(reader, trials), trials), *found]


def _read(reader: StudyReader, trials: Sequence[Trial]) -> _Read | None:
    """What is read of a search; None where its objective, or what it draws from, is not known here."""
    rounds = reader.rounds()
    try:
        experiment = Experiment.parse(reader.experiment(), reader.folder / EXPERIMENT)
        space = space_of(experiment)
    except (ExperimentError, SettingError, StudyError):  # what was registered where it was made is not here
        return None
    search = experiment.search
    if search is None or search.objective == CALLABLE:
        return None
    repeated = {id for one in rounds if one.proposed_by == REPEATS for id in one.ids}
    tried = Recorded(reader.folder, search.objective).tried(trials, rounds)
    again: dict[Key, list[Tried]] = {}
    for one in tried:
        if one.id in repeated:
            again.setdefault(space.key(one.settings), []).append(one)
    return _Read(search, space, tried, [one for one in tried if one.id not in repeated], again)


def chosen_trial(reader: StudyReader, trials: Sequence[Trial]) -> Trial | None:
    """The trial that a search hands over: of the best setting, the seed that validation prefers.

    Args:
        reader: the study.
        trials: its trials.
    """
    read = _read(reader, trials)
    through = [] if read is None else [one for one in read.tried if one.ended and not one.diverged]
    if read is None or not through:
        return None
    said = _answer(read)
    if said is not None:
        key = [*read.again][said.best]
        through = [one for one in through if read.space.key(one.settings) == key]
    best = through[rank_at(through, 1.0, keeps_best=True)[0].trial].id
    return next(trial for trial in trials if trial.id == best)


def _on_test(trial: Trial | None, trials: Sequence[Trial]) -> list[Finding]:
    """What the chosen net reaches on the test split, once that was looked at."""
    if trial is None:
        return []
    found = {
        name: value
        for name, value in trial.measured.items()
        if name.startswith("test_") and metric_of(name.replace("test_", "validation_", 1)) is not None
    }
    if not found:
        return []
    said = ", ".join(
        f"{name.replace('_', ' ')} {measured_value(name.replace('test_', 'validation_', 1), value)}"
        for name, value in found.items()
    )
    others = sum(any(name.startswith("test_") for name in one.measured) for one in trials) - 1
    alone = (
        f"The search did not look at that split, but {counted(others, 'other trial')} "
        f"{'was' if others == 1 else 'were'} measured on it since."
        if others
        else "The search did not look at that split, and no other trial of it was measured there."
    )
    return [
        Finding(
            "on test", (trial.id,),
            f"trial {trial.id}, of the setting named first: {said}. {alone}", "", dict(found),
        )
    ]  # fmt: skip


def _answer(read: _Read) -> Answer | None:
    """What the repeats of the best settings say; None before they are trained."""
    again = read.again
    if not again or not all(one.ended for ones in again.values() for one in ones):
        return None
    return answer(
        [
            Repeated(value, {one.seed: _reached(one) for one in ones})
            for value, ones in zip(read.chosen_by, again.values(), strict=True)
        ]
    )


def _reached(one: Tried) -> float:
    return math.inf if one.diverged else reached(one.values)
