"""Asking a study: from a question's text to its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from trainlab.conditions.parse import parse
from trainlab.conditions.tree import Node, write
from trainlab.questions.answers import Answer, Answers
from trainlab.questions.check import check, names_of
from trainlab.questions.evaluate import ALONG_TRAINING, Evaluation, last_held
from trainlab.questions.first import Hold, first_steps, read_hold
from trainlab.questions.names import Names
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.record.clock import Clock
from trainlab.record.curves import like_rows
from trainlab.record.facts import known_facts

BLOCK_VALUES = 1 << 18
"""Values of a curve that are looked at together: few enough to stay in a processor's cache, and the memory a
question takes does not grow with the study."""


def ask(
    question: str,
    info: StudyInfo,
    trials: Sequence[Trial],
    curve_names: Iterable[str],
    read: Callable[[str], Curves],
    hold: object = 1,
) -> Answers:
    """When each trial first fulfils a condition, and then holds it.

    Args:
        question: the condition, such as ``mean_over(train_loss, 20) < 0.3 and validation_accuracy > 85%``.
        info: the study.
        trials: its trials.
        curve_names: the curves it has.
        read: reads one of them, with a row for each of ``trials``.
        hold: points in a row at which the condition must hold, or ``end`` for all that follow; a trial that
            diverged holds nothing to the end.

    Raises:
        QuestionError: the question cannot be read, or names what the study does not have.
    """
    wanted = read_hold(hold)
    tree = parse(question)
    settings = tuple(dict.fromkeys(name for trial in trials for name in trial.settings))
    names = Names(tuple(curve_names), settings, known_facts(info, trials))
    checked = check(question, tree, names)
    curves = {name: _rows(read(name), trials) for name in names_of(checked) if name in names.curves}
    steps = _first_steps(checked, info, trials, curves, wanted)
    clock = Clock(trials)
    answers = [
        Answer(
            trial,
            int(step) if step >= 0 and not (wanted == "end" and trial.status == "diverged") else None,
            clock.seconds_per_step([trial]),
        )
        for trial, step in zip(trials, steps, strict=True)
    ]
    return Answers(write(tree), wanted, info, answers, clock)


def _first_steps(
    tree: Node, info: StudyInfo, trials: Sequence[Trial], curves: Mapping[str, Curves], hold: Hold
) -> np.ndarray:
    """The first step of each trial, computed for a block of trials of about equal length at a time."""
    found = np.empty(len(trials), np.int64)
    counts = sum((curve.counts for curve in curves.values()), np.ones(len(trials), np.int64))
    if not {*ALONG_TRAINING}.isdisjoint(names_of(tree)):
        counts += np.array([last_held(trial) + 1 for trial in trials], np.int64)
    # Several curves may have points at different steps.
    for rows in like_rows(counts, BLOCK_VALUES, all(curve.shared for curve in curves.values())):
        some = [trials[row] for row in rows.tolist()]
        mine = {name: curve.take(rows) for name, curve in curves.items()}
        found[rows] = first_steps(Evaluation(info, some, mine).condition(tree), hold)
    return found


def _rows(curve: Curves, trials: Sequence[Trial]) -> Curves:
    """A curve with a row for each trial, in their order."""
    ids = np.array([trial.id for trial in trials], np.int64)
    if np.array_equal(ids, curve.trials):
        return curve
    row = curve.rows
    return curve.take(np.array([row[trial.id] for trial in trials], np.intp))
