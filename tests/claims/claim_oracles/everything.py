"""All oracles: what is not so of the findings of a study."""

from __future__ import annotations

from claim_oracles import (
    best_step,
    early_spike,
    edge_of_range,
    exploded,
    flat,
    infeasible,
    jagged,
    lead,
    mattered,
    never_learned,
    optimistic,
    overfits,
    plateau,
    pointless,
    rises,
    slow_line,
    still_falling,
    together,
    too_few_steps,
)  # fmt: skip
from claim_oracles.said import check_forms
from claim_oracles.stored import Stored
from trainlab.record import Finding

ORACLES = {
    "exploded": exploded, "train loss rises": rises, "never learned": never_learned, "slow line": slow_line,
    "too few steps": too_few_steps, "optimistic": optimistic,
    "overfits": overfits, "still falling": still_falling, "plateau then drop": plateau,
    "early spike recovered": early_spike, "jagged": jagged, "flat since": flat, "infeasible": infeasible,
    "edge of range": edge_of_range, "too long": best_step, "too short": best_step, "clear lead": lead,
    "within seed noise": lead, "mattered": mattered, "did not matter": mattered, "may matter": mattered,
    "act together": mattered,
    "duplicates": pointless, "no effect": pointless, "pointless lengths": pointless,
}  # fmt: skip


def check_finding(stored: Stored, finding: Finding) -> list[str]:
    """What is not so of one finding."""
    oracle = ORACLES.get(finding.symptom)
    if oracle is None:
        return [f"no oracle knows findings called {finding.symptom!r}"]
    return check_forms(stored, finding, oracle.SENTENCES, oracle.ADVICES)


def falsehoods(stored: Stored, findings: list[Finding]) -> list[str]:
    """What is not so of the findings of a study, each with what was said."""
    found = [
        f"{finding.symptom}: {fault}\n    {finding.sentence} {finding.advice}"
        for finding in findings for fault in check_finding(stored, finding)
    ]  # fmt: skip
    return found + together.contradictions(findings)
