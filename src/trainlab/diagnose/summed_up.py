"""Findings of many trials, an entry a symptom: what a person reads first."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.diagnose.symptoms import SYMPTOMS, about_study
from trainlab.record import Finding
from trainlab.record.groups.naming import Names
from trainlab.record.wording import list_trials


def summed_up(findings: Sequence[Finding], names: Names | None = None) -> list[tuple[str, str]]:
    """What findings say; many trials with one symptom share an entry.

    Args:
        findings: findings of a study or of its trials, in any order.
        names: what the trials are called, where that is more than numbers.

    Returns:
        Symptoms and texts, those of the study first.
    """
    said = [(finding.symptom, f"{finding.sentence} {finding.advice}") for finding in about_study(findings)]
    for symptom in SYMPTOMS:
        same = [finding for finding in findings if finding.symptom == symptom]
        if not same:
            continue
        first, ids = same[0], sorted({trial for finding in same for trial in finding.trials})
        listed = list_trials(ids) if names is None else names.listed(list_trials(ids), ids)
        sentence = first.sentence if len(same) == 1 else f"{listed}. For one, {first.sentence}"
        said.append((symptom, f"{sentence} {first.advice}"))
    return said
