"""The table of false alarms in ``docs/findings.md``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.simulations.false_alarms import EVALUATIONS, NULLS

RESULTS = Path(__file__).with_name("false_alarms.json")
"""What ``bench/findings_false_alarms.py`` wrote."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"

BEGIN, END = "<!-- findings_false_alarms -->\n", "\n<!-- end of false alarms -->"
"""Marks of its table in the page."""


def page(told: Mapping[str, Any]) -> str:
    """The table of the docs: of each finding and curve the largest share over all kinds of noise."""
    heads = [f"{count or 'no'} evaluations" for count in EVALUATIONS]
    lines = [f"| finding | curves | {' | '.join(heads)} |", "| --- | --- |" + " --- |" * len(heads)]
    for null in NULLS:
        same = [row for row in told["false alarms"]
                if (row["finding"], row["curves"]) == (null.finding, null.what)]  # fmt: skip
        worst = [max(row["shares"][place] for row in same) for place in range(len(EVALUATIONS))]
        lines.append(f"| `{null.finding}` | {null.what} | {' | '.join(f'{share:.1%}' for share in worst)} |")
    return "\n".join(lines)


def write_page(told: Mapping[str, Any]) -> None:
    """Put the table into the docs, between its marks."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{page(told)}{END}{after}")
