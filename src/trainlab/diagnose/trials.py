"""What the curves say about each trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from trainlab.diagnose.curves.levels import BLOCKS, Levels, find_levels
from trainlab.diagnose.curves.series import MIN_EVALUATIONS, of_evaluations, rows_of
from trainlab.diagnose.symptoms import SYMPTOMS, without_silenced
from trainlab.diagnose.symptoms.chance import Classes
from trainlab.diagnose.symptoms.exploded import find_diverged
from trainlab.diagnose.symptoms.symptom import Judged
from trainlab.diagnose.symptoms.too_few_steps import find_too_few_steps, too_few_steps
from trainlab.errors import UsageError
from trainlab.record import ENDED_WELL, Curves, Finding, Trial
from trainlab.record.curves import like_rows

MAX_TOGETHER = 1 << 21
"""Evaluations in a matrix of trials that are judged together: each of a dozen matrices then takes 16 MiB."""


def diagnose_trials(
    trials: Sequence[Trial],
    train_loss: Curves,
    validation_loss: Curves | None = None,
    evaluated_train_loss: Curves | None = None,
    *,
    classes: Classes | int | None = None,
    examples: int | None = None,
) -> list[Finding]:
    """Every finding about a single trial.

    Only trials that are over are judged, one that stopped early by the steps it made. It takes about 0.2 s
    for 1,000 trials of 2,000 steps.

    Args:
        trials: the trials; those without a curve are passed over.
        train_loss: loss of every step.
        validation_loss: loss of every evaluation; without it overfitting cannot be seen.
        evaluated_train_loss: train loss of every evaluation; without it the losses of the steps are used
            instead.
        classes: of the dataset (``Classes.of(StudyInfo.dataset)``, or their number where they are equal),
            which give the loss of guessing.
        examples: of the validation split: few of them are noise of their own.

    Returns:
        Findings about one trial each, by trial id and then in the order of ``SYMPTOMS``; at the end one about
        all trials that have too few steps.
    """
    ended = {trial.id: trial for trial in trials if trial.status in ENDED_WELL}
    chosen = np.isin(train_loss.trials, list(ended))
    levels = find_levels(train_loss if chosen.all() else train_loss.take(np.flatnonzero(chosen)))
    known = Classes.of({"classes": classes}) if isinstance(classes, int) else classes
    found, unseen = find_diverged(trials, train_loss), []
    for rows in _blocks(levels, validation_loss, evaluated_train_loss):
        some = levels if len(rows) == len(levels.trials) else levels.take(rows)
        validation = of_evaluations(some, validation_loss)
        few = of_evaluations(some, evaluated_train_loss, fewest=2)
        found += _judge(Judged(ended, some, few, validation, known, examples))
        unseen.append(too_few_steps(some, few and few.of_at_least(MIN_EVALUATIONS), validation))
    return [*without_silenced(found), *find_too_few_steps(unseen)]


def _blocks(levels: Levels, *evaluations: Curves | None) -> Iterator[np.ndarray]:
    """Rows of the levels whose trials have about equally many evaluations: they share matrices."""
    counts = np.full(len(levels.trials), BLOCKS)
    for curve in evaluations:
        if curve is not None:
            at = rows_of(curve, levels.trials)
            counts = np.maximum(counts, np.append(curve.counts, 0)[at])
    return like_rows(counts, MAX_TOGETHER)


def _judge(judged: Judged) -> list[Finding]:
    """What is found about trials that are over and did not diverge."""
    found = []
    for symptom in SYMPTOMS.values():
        for finding in symptom.find(judged):
            if finding.symptom != symptom.name:
                raise UsageError(f"the symptom '{symptom.name}' found '{finding.symptom}', which is another.")
            found.append(finding)
    return found
