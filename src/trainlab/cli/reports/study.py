"""What the terminal says about a study: its best trials and its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainlab.cli.output.console import print_table
from trainlab.cli.output.printed import say
from trainlab.cli.process.signals import continue_line
from trainlab.cli.tables.lines import (
    departures_lines,
    expected_lines,
    findings_lines,
    nodes_lines,
    stops_lines,
    tie_lines,
)
from trainlab.cli.tables.tables import trials_table
from trainlab.diagnose.symptoms import about_study, main_symptoms
from trainlab.record.nodes import node_shares
from trainlab.terminal import Console

if TYPE_CHECKING:
    from trainlab.study import Study


def print_report(study: Study, top: int, sort: str | None = None, columns: Sequence[str] = ()) -> None:
    """Print the best trials with a small curve each, what the study says, and where it is."""
    console = Console()
    info, records = study.info, [trial.record for trial in study.trials]
    losses = study.recorded("train_loss")
    sparks = {trial: losses.row(row)[1] for trial, row in losses.rows.items()}
    expected = study.expected()
    findings = study.findings(losses, expected)
    table = trials_table(
        info, records, sparks=sparks, findings=main_symptoms(findings), sort=sort, top=top,
        columns=columns,
    )  # fmt: skip
    print_table(console, table)
    for line in (
        *tie_lines(info, records, sort),
        *expected_lines(info, records, expected),
        *stops_lines(records),
        *departures_lines(info),
        *nodes_lines(node_shares(study.reader.populations(), records)),
        *findings_lines(about_study(findings)),
    ):
        console.print(line)
    say(f"study: {study.folder}")
    if not study.finished:
        over = sum(record.over for record in records)
        say(
            f"unfinished, {over:,} of {len(records):,} trials are over; where nothing trains it any more, "
            f"{continue_line(study.folder)}"
        )


def print_trials(study: Study, top: int, sort: str | None = None) -> None:
    """Print the best trials with nothing but their numbers."""
    console = Console()
    records = [trial.record for trial in study.trials]
    print_table(console, trials_table(study.info, records, sort=sort, top=top))
    for line in tie_lines(study.info, records, sort):
        console.print(line)
    say(f"study: {study.folder}")
