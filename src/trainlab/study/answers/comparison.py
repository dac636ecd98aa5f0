"""The comparison that a stored study is: what it asked, and what its trials say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from trainlab.comparisons import Compared, Question, Range, compare
from trainlab.diagnose.best.contenders import right_at_best
from trainlab.errors import ExperimentError, SettingError, StudyError
from trainlab.record import Trial
from trainlab.store import StudyReader
from trainlab.store.folder.names import EXPERIMENT

SECTION = "\ncompare:"
"""Begins the section of a stored experiment that says what is compared."""


def read_question(reader: StudyReader) -> Question | None:
    """What a study compares; None where it compares nothing.

    Raises:
        ExperimentError, SettingError, StudyError: its experiment cannot be read.
    """
    written = reader.experiment()
    if SECTION not in written:  # what reads it takes longer to import than most studies take to judge
        return None
    from trainlab.experiments import Experiment
    from trainlab.experiments.comparison import Comparison

    experiment = Experiment.parse(written, reader.folder / EXPERIMENT)
    asked = experiment.asked()
    if asked is None:
        return None
    compared = Comparison.read(experiment.compare)
    tuned = tuple(
        {
            name: Range(space.low, space.high, space.kind == "random-log") if space.is_range else Range()
            for name, space in spaces.items()
            if name not in unused
        }
        for spaces, unused in zip(asked.spaces, asked.unused, strict=True)
    )
    return Question(
        asked.setting,
        asked.values,
        tuned,
        experiment.draws == "sobol",
        compared.by,
        compared.after,
        tuple(compared.why),
    )


def read_compared(reader: StudyReader, by: str | None = None) -> Compared | None:
    """What the comparison that a study is says; None where it is none.

    Args:
        reader: the study.
        by: the curve that values are judged by; what was asked for by default.

    Raises:
        ExperimentError, SettingError: its experiment cannot be read.
        StudyError: it cannot be read, or holds no answer yet.
    """
    question = read_question(reader)
    if question is None:
        return None
    if by is not None:
        question = replace(question, by=by)
    trials = reader.trials()
    by_id = {trial.id: trial for trial in trials}

    def right(ids: Sequence[int]) -> Mapping[int, np.ndarray]:
        chosen: list[Trial] = [by_id[id] for id in dict.fromkeys(ids)]
        return right_at_best(chosen, reader)

    return compare(reader.info, trials, question, reader.curves, right, reader.folder)


def compared_or_none(reader: StudyReader) -> Compared | None:
    """The same; None also where the study cannot be read as a comparison, or holds no answer yet."""
    try:
        return read_compared(reader)
    except (ExperimentError, SettingError, StudyError):
        return None
