"""Findings for the page: their words, their trials as rows, and the steps they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Finding, Trial
from trainlab.web.kept import Kept

_STEPS = ("step", "last_step", "evaluated_step", "since", "until")
"""Evidence of a trial that is a step of its curve."""


def findings(studies: Sequence[Kept]) -> list[dict[str, Any]]:
    """The findings of some studies, those of each as a whole first."""
    found, offset = [], 0
    for kept in studies:
        trials = kept.look().trials
        row_of = {trial.id: offset + row for row, trial in enumerate(trials)}
        found += [_finding(one, kept, row_of, trials) for one in kept.findings()]
        offset += len(trials)
    return found


def _finding(one: Finding, kept: Kept, row_of: dict[int, int], trials: Sequence[Trial]) -> dict[str, Any]:
    evidence = dict(one.evidence)
    return {
        "study": kept.id,
        "symptom": one.symptom,
        "sentence": one.sentence,
        "advice": one.advice,
        "evidence": evidence,
        "rows": [row_of[id] for id in one.trials if id in row_of],
        "steps": steps_of(one) if one.symptom in SYMPTOMS else [],
        "whole": one.symptom not in SYMPTOMS,
    }


def steps_of(one: Finding) -> list[int]:
    """The steps a finding speaks of, by its evidence, ascending."""
    found = {
        int(value)
        for name, value in one.evidence.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and name in _STEPS
    }
    return sorted(found)
