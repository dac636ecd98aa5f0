"""The symptoms of a trial, and which of them say nothing beside another."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.record import Finding

SYMPTOMS = (
    "exploded", "train loss rises", "never learned", "slow line", "overfits", "still falling",
    "plateau then drop", "early spike recovered", "jagged", "flat since",
)  # fmt: skip
"""Symptoms of a trial, the most telling first."""

SILENCES: dict[str, tuple[str, ...]] = {
    "exploded": SYMPTOMS[2:],
    "train loss rises": ("exploded", *SYMPTOMS[2:]),
    "slow line": ("never learned", "still falling", "plateau then drop", "jagged", "flat since"),
    "never learned": ("overfits", "still falling", "plateau then drop", "early spike recovered", "jagged",
                      "flat since"),
    "overfits": ("still falling", "flat since"),
    "still falling": ("flat since",),
    "jagged": ("early spike recovered",),
}  # fmt: skip
"""Findings that the first makes meaningless. Nobody should train an overfitted trial longer; a slow line is
falling by definition, and how; curves that hardly came down have no trend to be jagged against; among jags
nobody sees a spike."""


def without_silenced(findings: Iterable[Finding]) -> list[Finding]:
    """The findings about trials that no other finding about the same trial makes meaningless, in order."""
    place = {symptom: number for number, symptom in enumerate(SYMPTOMS)}
    findings = sorted(findings, key=lambda finding: (finding.trials[0], place[finding.symptom]))
    silenced = {
        (finding.trials[0], symptom) for finding in findings for symptom in SILENCES.get(finding.symptom, ())
    }
    return [finding for finding in findings if (finding.trials[0], finding.symptom) not in silenced]


def main_symptoms(findings: Iterable[Finding]) -> dict[int, str]:
    """The most telling symptom of each trial, by trial id: one to three words for a table."""
    order = {symptom: place for place, symptom in enumerate(SYMPTOMS)}
    symptoms: dict[int, str] = {}
    for finding in findings:
        if finding.symptom not in order:
            continue
        for trial in finding.trials:
            if trial not in symptoms or order[finding.symptom] < order[symptoms[trial]]:
                symptoms[trial] = finding.symptom
    return symptoms


def about_study(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are about the study as a whole."""
    return [finding for finding in findings if finding.symptom not in SYMPTOMS]
