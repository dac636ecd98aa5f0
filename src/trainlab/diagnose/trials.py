"""What the curves say about each trial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from trainlab.diagnose.diverged import find_diverged
from trainlab.diagnose.flat import find_flat
from trainlab.diagnose.levels import find_levels
from trainlab.diagnose.never_learned import find_never_learned
from trainlab.diagnose.overfits import find_overfits
from trainlab.diagnose.still_falling import find_still_falling
from trainlab.record import Curves, Finding, Trial

SYMPTOMS = ("diverged", "never learned", "overfits", "still falling", "flat since")
"""Symptoms of a trial, the most telling first."""

_SILENCES = {
    "never learned": {"overfits", "still falling", "flat since"},
    "overfits": {"still falling"},
    "still falling": {"flat since"},
}
"""Findings that the first makes meaningless: nobody should train an overfitted trial longer."""


def diagnose_trials(
    trials: Sequence[Trial],
    train_loss: Curves,
    validation_loss: Curves | None = None,
    *,
    classes: int | None = None,
) -> list[Finding]:
    """Every finding about a single trial.

    Only trials that are over are judged, one that stopped early by the steps it made. It takes about 0.2 s
    for 1,000 trials of 2,000 steps.

    Args:
        trials: the trials; those without a curve are passed over.
        train_loss: loss of every step.
        validation_loss: loss of every evaluation; without it overfitting cannot be seen.
        classes: number of classes of the dataset (``StudyInfo.dataset["classes"]``), which tells the loss of
            guessing.

    Returns:
        Findings about one trial each, by trial id and then in the order of ``SYMPTOMS``.
    """
    ended = {trial.id: trial for trial in trials if trial.status in ("done", "stopped")}
    chosen = np.isin(train_loss.trials, list(ended))
    everywhere = chosen.all()
    levels = find_levels(
        train_loss if everywhere
        else Curves(train_loss.name, train_loss.trials[chosen], train_loss.steps, train_loss.values[chosen])
    )  # fmt: skip
    findings = [
        *find_diverged(trials, train_loss),
        *find_never_learned(ended, levels, classes),
        *(find_overfits(ended, levels, validation_loss) if validation_loss is not None else ()),
        *find_still_falling(ended, levels),
        *find_flat(ended, levels),
    ]
    silenced = {
        (finding.trials[0], symptom) for finding in findings for symptom in _SILENCES.get(finding.symptom, ())
    }
    kept = [finding for finding in findings if (finding.trials[0], finding.symptom) not in silenced]
    return sorted(kept, key=lambda finding: (finding.trials[0], SYMPTOMS.index(finding.symptom)))


def main_symptoms(findings: Iterable[Finding]) -> dict[int, str]:
    """The most telling symptom of each trial, by trial id: one or two words for a table."""
    order = {symptom: place for place, symptom in enumerate(SYMPTOMS)}
    symptoms: dict[int, str] = {}
    for finding in findings:
        if finding.symptom not in order:
            continue
        for trial in finding.trials:
            if trial not in symptoms or order[finding.symptom] < order[symptoms[trial]]:
                symptoms[trial] = finding.symptom
    return symptoms
