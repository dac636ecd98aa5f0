"""Lines below a table: which trials stopped early, and what findings say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from trainlab.diagnose.best.expected import Expected
from trainlab.diagnose.best.headline import tie_line
from trainlab.diagnose.best.optimistic import expected_line, is_optimistic
from trainlab.diagnose.summed_up import summed_up
from trainlab.plain import plain
from trainlab.record import EVALUATION_CURVES, Finding, StudyInfo, Trial
from trainlab.record.groups.naming import Names
from trainlab.record.nodes import NodeShare
from trainlab.terminal import Text

SYMPTOM_STYLES = {
    "exploded": "red", "train loss rises": "red", "never learned": "yellow", "slow line": "yellow",
    "overfits": "yellow", "infeasible": "red", "departed": "yellow", "optimistic": "yellow",
}  # fmt: skip
"""Colours of what should be looked at."""

HEAD_WIDTH = 21
"""Characters of the longest symptom, "early spike recovered"."""

MAX_REASONS = 3
"""More reasons to stop than this are counted together."""


def stops_lines(trials: Sequence[Trial]) -> list[Table]:
    """How many trials stopped early and by what, ready to print; nothing if none did."""
    reasons = Counter(trial.stop_text for trial in trials if trial.status == "stopped")
    if not reasons:
        return []
    named = reasons.most_common(MAX_REASONS)
    parts = [f"{count:,} {'by ' if reason == 'early stopping' else ''}{reason}" for reason, count in named]
    rest = reasons.total() - sum(count for _, count in named)
    if rest:
        parts.append(f"{rest:,} for other reasons")
    return [
        headed_line("stopped early", f"{reasons.total():,} of {len(trials):,} trials: {', '.join(parts)}.")
    ]


def tie_lines(info: StudyInfo, trials: Sequence[Trial], by: str | None) -> list[Table]:
    """Which trials are level with the first of a table, ready to print; nothing where none is."""
    said = tie_line(info, trials, by) if by is None or by in EVALUATION_CURVES else ""
    return [headed_line("tie", said)] if said else []


def expected_lines(info: StudyInfo, trials: Sequence[Trial], expected: Expected | None) -> list[Table]:
    """What to expect of the best trial on new examples, ready to print; nothing where a finding says it."""
    said = "" if expected is None or is_optimistic(expected) else expected_line(info, trials, expected)
    return [headed_line("on new examples", said)] if said else []


def departures_lines(info: StudyInfo) -> list[Table]:
    """What changed where a study was resumed anyway, ready to print; nothing where nothing did."""
    return [headed_line("departed", f"{sentence}.") for sentence in info.departures]


def nodes_lines(shares: Sequence[NodeShare]) -> list[Table]:
    """Which nodes of a cluster trained a study, ready to print; nothing where that was one machine."""
    return [headed_line("trained on", f"{share.node}: {share.sentence}.") for share in shares]


def findings_lines(findings: Sequence[Finding], names: Names | None = None) -> list[Table]:
    """What findings say, ready to print one after the other; many trials with one symptom share an entry.

    Args:
        findings: findings of a study or of its trials, in any order.
        names: what the trials are called, where that is more than numbers.
    """
    return [headed_line(symptom, text) for symptom, text in summed_up(findings, names)]


def each_line(findings: Sequence[Finding]) -> list[Table]:
    """What findings say, an entry each."""
    return [headed_line(finding.symptom, f"{finding.sentence} {finding.advice}") for finding in findings]


def headed_line(head: str, text: str) -> Table:
    """A sentence beside its heading, ready to print."""
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(width=HEAD_WIDTH, style=f"bold {SYMPTOM_STYLES.get(head, '')}".strip())
    line.add_column(overflow="fold")
    line.add_row(Text(head), Text(plain(text.strip())))
    return line
