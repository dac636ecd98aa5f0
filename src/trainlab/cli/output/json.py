"""JSON for programs: strict, so that what is not finite is null."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trainlab.files.strict_json import encode_for_programs
from trainlab.record import Finding, Trial

if TYPE_CHECKING:
    from trainlab.checks import CheckReport
    from trainlab.comparisons import Compared
    from trainlab.estimate import BatchSweep, RateSweep
    from trainlab.questions import Answers


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial as plain data."""
    return asdict(trial)


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return asdict(finding)


def answers_json(answers: Answers, top: int | None) -> dict[str, Any]:
    """Answers as plain data: of the first trials and of the first groups of seeds; null for never."""
    names = (*answers.info.varied, "seed")
    return {
        "question": answers.question,
        "hold": answers.hold,
        "reached": answers.reached,
        "trials": [
            {
                "trial": one.trial.id,
                "settings": {name: one.trial.settings.get(name) for name in names},
                "status": one.trial.status_text,
                "step": one.step,
                "epoch": one.epoch,
                "seconds": one.seconds,
            }
            for one in answers[:top]
        ],
        "settings": [
            {
                "settings": {name: one.first_trial.settings.get(name) for name in answers.info.varied},
                "trials": [answer.trial.id for answer in one.answers],
                "reached": one.reached,
                "step": asdict(one.step),
                "epoch": asdict(one.epoch),
                "seconds": one.seconds and asdict(one.seconds),
            }
            for one in answers.groups()[:top]
        ],
    }


def sweep_json(sweep: RateSweep | BatchSweep) -> dict[str, Any]:
    """A sweep as plain data; of learning rates what holds for the goal that was asked for comes first."""
    from trainlab.estimate import RateSweep

    asked = {**asdict(sweep.asked), "lowest": sweep.lowest} if isinstance(sweep, RateSweep) else {}
    return {**asked, **asdict(sweep), "folder": sweep.folder and str(sweep.folder)}


def comparison_json(compared: Compared) -> dict[str, Any]:
    """A comparison as plain data; the sentence first."""
    from trainlab.comparisons import sentence

    return {
        "sentence": sentence(compared),
        **asdict(compared),
        "folder": compared.folder and str(compared.folder),
    }


def report_json(report: CheckReport) -> dict[str, Any]:
    """A report of checks as plain data."""
    return {
        "data": report.data,
        "net": report.net,
        "verdict": report.verdict,
        "seconds": report.seconds,
        "checks": [asdict(result) for result in report],
    }


def print_rows(rows: Sequence[Mapping[str, Any]], as_csv: bool) -> None:
    """Print the rows of a table, as CSV or as JSON."""
    if as_csv:
        from trainlab.cli.output.csv import print_rows as print_csv_rows

        print_csv_rows(dict.fromkeys(name for row in rows for name in row), rows)
    else:
        print_json(rows)


def print_json(value: Any) -> None:
    """Print a value as JSON; NaN and infinities become null."""
    sys.stdout.write(f"{encode_for_programs(value, indent=2, ascii=not _unicode())}\n")


def _unicode() -> bool:
    """Whether standard output can hold any character."""
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")
