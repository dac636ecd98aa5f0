"""The findings of a stored study: its curves, and what else they need of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from trainlab.comparisons.findings import find_compared
from trainlab.diagnose import Classes, diagnose_study, diagnose_trials
from trainlab.diagnose.best.expected import Expected
from trainlab.diagnose.studies.edge_of_range import Ranges
from trainlab.diagnose.studies.same_trials import Kept
from trainlab.errors import ExperimentError, StudyError
from trainlab.record import Curves, Finding, Trial
from trainlab.record.groups.naming import name_trials
from trainlab.store import StudyReader
from trainlab.store.folder.names import EXPERIMENT
from trainlab.study.answers.comparison import compared_or_none
from trainlab.study.answers.searched import find_of_search, is_search, without_stopped


def find(
    reader: StudyReader, trials: Sequence[Trial], losses: Curves, expected: Expected | None
) -> list[Finding]:
    """What the curves of a study say: about the study first, then about each trial.

    Args:
        reader: the study.
        trials: its trials.
        losses: their train loss.
        expected: what the best trial is expected to reach on new examples.
    """
    info = reader.info
    validation, measured = reader.evaluations(("validation_loss", "evaluated_train_loss"))
    examples = info.dataset.get("validation")
    about_trials = diagnose_trials(
        trials, losses, validation, measured,
        classes=Classes.of(info.dataset), examples=examples if isinstance(examples, int) else None,
    )  # fmt: skip
    searching = is_search(reader)
    if searching:
        about_trials = without_stopped(about_trials, trials)
    about_study = diagnose_study(
        info, trials, losses, about_trials,
        kept=_kept(reader), ranges=partial(_drawn_from, reader), expected=expected, right=reader,
        searching=searching,
    )  # fmt: skip
    compared = compared_or_none(reader)
    answers = [] if compared is None else find_compared(compared)
    if searching:
        answers = find_of_search(reader, trials)
    return name_trials([*answers, *about_study, *about_trials], info, trials)


def _kept(reader: StudyReader) -> Kept:
    """Its curves, and the weights of its trials, read when they are asked for."""

    def weights(trial: int, which: str) -> dict[str, np.ndarray] | None:
        try:
            return reader.weights(trial, which)
        except StudyError:
            return None

    return Kept(reader.curve_names(), reader.curves, weights)


def _drawn_from(reader: StudyReader) -> Ranges:
    """The ends of the ranges that settings were drawn from at random, as the stored experiment says.

    Nothing where the experiment cannot be read: the values that were drawn are known then, their ranges are
    not.
    """
    try:
        written = reader.experiment()
        if "random" not in written:  # what reads it takes longer to import than most studies take to judge
            return {}
        from trainlab.experiments import Experiment

        vary, _ = Experiment.parse(written, reader.folder / EXPERIMENT).spaces()
    except (StudyError, ExperimentError):
        return {}
    return {name: (space.low, space.high) for name, space in vary.items() if space.is_range}
