"""The symptoms of a trial; a row here is all that lists one."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.diagnose.symptoms.early_spike import EARLY_SPIKE
from trainlab.diagnose.symptoms.exploded import EXPLODED
from trainlab.diagnose.symptoms.flat import FLAT
from trainlab.diagnose.symptoms.jagged import JAGGED
from trainlab.diagnose.symptoms.never_learned import NEVER_LEARNED
from trainlab.diagnose.symptoms.overfits import OVERFITS
from trainlab.diagnose.symptoms.plateau import PLATEAU
from trainlab.diagnose.symptoms.rises import RISES
from trainlab.diagnose.symptoms.slow_line import SLOW_LINE
from trainlab.diagnose.symptoms.still_falling import STILL_FALLING
from trainlab.record import Finding
from trainlab.specs.room import Room

SYMPTOMS = Room(
    "symptom",
    (
        EXPLODED,
        RISES,
        NEVER_LEARNED,
        SLOW_LINE,
        OVERFITS,
        STILL_FALLING,
        PLATEAU,
        EARLY_SPIKE,
        JAGGED,
        FLAT,
    ),
    blanks=True,
)
"""Symptoms of a trial by name, the most telling first."""


def without_silenced(findings: Iterable[Finding]) -> list[Finding]:
    """The findings about trials that no other finding about the same trial makes meaningless, in order."""
    place = {symptom: number for number, symptom in enumerate(SYMPTOMS)}
    findings = sorted(findings, key=lambda finding: (finding.trials[0], place[finding.symptom]))
    silenced = {
        (finding.trials[0], symptom) for finding in findings for symptom in SYMPTOMS[finding.symptom].silences
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
