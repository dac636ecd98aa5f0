"""Findings that cannot stand beside each other."""

from __future__ import annotations

import re
from itertools import combinations

from trainlab.record import Finding

APART = {
    "exploded": ("never learned", "slow line", "overfits", "still falling", "plateau then drop", "flat since",
                 "early spike recovered", "jagged", "train loss rises"),
    "train loss rises": ("slow line", "still falling", "plateau then drop", "overfits", "never learned",
                         "early spike recovered"),
    "never learned": ("slow line", "overfits", "still falling", "plateau then drop"),
    "slow line": ("still falling", "plateau then drop", "flat since"),
    "still falling": ("flat since", "overfits"),
    "flat since": ("overfits",),
}  # fmt: skip
"""Of one trial only one of each pair can be so."""

OF_A_SETTING = {
    "no effect": ("edge of range", "mattered", "may matter", "did not matter", "infeasible", "act together"),
    "did not matter": ("mattered", "may matter", "edge of range", "act together"),
    "mattered": ("may matter",),
    "may matter": ("act together",),
}
"""Of one setting only one of each pair can be so."""

OF_A_STUDY = {"too long": ("too short",), "clear lead": ("within seed noise",)}


def _settings(finding: Finding) -> set[str]:
    """The settings a finding is about, alone or together with others."""
    named = str(finding.evidence.get("setting", ""))
    return set(re.split(r" (?:and|with) ", named)) - {""}


def contradictions(findings: list[Finding]) -> list[str]:
    """Pairs of findings of one study that contradict each other."""
    found = []
    for first, second in combinations(findings, 2):
        pair = {first.symptom, second.symptom}
        same_trial = len(first.trials) == len(second.trials) == 1 and first.trials == second.trials
        shared = _settings(first) & _settings(second)
        for apart, holds in (
            (APART, same_trial),
            (OF_A_SETTING, bool(shared)),
            (OF_A_STUDY, True),
        ):
            if holds and any(one in pair and pair & set(others) for one, others in apart.items()):
                found.append(f"beside each other:\n    {first.sentence}\n    {second.sentence}")
    return found
