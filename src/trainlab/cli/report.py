"""What the terminal says about a study: its best trials and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from trainlab.cli.tables import findings_lines, trials_table
from trainlab.diagnose import main_symptoms, sort_trials
from trainlab.diagnose.trials import SYMPTOMS

if TYPE_CHECKING:
    from trainlab.study import Study


def print_report(study: Study, top: int, sort: str = "validation_accuracy") -> None:
    """Print the best trials with a small curve each, what the study says, and where it is."""
    console = Console()
    records = [trial.record for trial in study.trials]
    shown = sort_trials(records, sort)[:top]
    losses = study.recorded("train_loss", [trial.id for trial in shown])
    sparks = {int(trial): losses.values[row] for row, trial in enumerate(losses.trials)}
    findings = study.findings()
    console.print(
        trials_table(study.info, records, sparks=sparks, findings=main_symptoms(findings), sort=sort, top=top)
    )
    for line in findings_lines([finding for finding in findings if finding.symptom not in SYMPTOMS]):
        console.print(line)
    console.print(f"study: {study.folder}", highlight=False, soft_wrap=True)
