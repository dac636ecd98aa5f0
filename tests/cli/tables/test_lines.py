"""The lines below a table: who stopped early, and what was found."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from rich.console import Console
from rich.table import Table

from trainlab.cli.tables.lines import findings_lines, stops_lines
from trainlab.record import Finding, Trial


def printed(lines: Sequence[Table], width: int = 120) -> list[str]:
    """Each entry as one string."""
    entries = []
    for line in lines:
        console = Console(width=width, file=io.StringIO(), color_system=None)
        console.print(line)
        entries.append(" ".join(console.file.getvalue().split()))  # type: ignore[attr-defined]
    return entries


def trial(number: int, by: str | None = None, until: str = "train_loss<0.3") -> Trial:
    return Trial(
        number, {"until": until}, population=0, length=9, steps_per_epoch=1, parameters=1,
        status="stopped" if by else "done", steps=9, stopped_by=by,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("trials", "said"),
    [
        ([], []),
        ([trial(0)], []),
        ([trial(0), trial(1, "early_stopping")], ["stopped early 1 of 2 trials: 1 by early stopping."]),
        (
            [trial(0, "until"), *(trial(id, "early_stopping") for id in (1, 2)), trial(3)],
            ["stopped early 3 of 4 trials: 2 by early stopping, 1 until train_loss<0.3."],
        ),
        (
            [trial(id, "until", f"train_loss<0.{id}") for id in range(5)]
            + [trial(5, "until", "train_loss<0.0")],
            [
                "stopped early 6 of 6 trials: 2 until train_loss<0.0, 1 until train_loss<0.1, "
                "1 until train_loss<0.2, 2 for other reasons."
            ],
        ),
    ],
    ids=["none", "all done", "one", "both", "many reasons"],
)
def test_trials_that_stopped_early_are_counted_by_what_stopped_them(trials, said):
    assert printed(stops_lines(trials), 400) == said


def test_findings_of_many_trials_share_an_entry():
    findings = [
        Finding("still falling", (id,), f"trial {id} was still falling.", "Train longer.") for id in range(9)
    ]
    findings.append(Finding("edge of range", (), "the best l2 is the largest tried.", "Extend it."))
    findings.append(Finding("exploded", (11,), "trial 11 diverged at step 3.", ""))
    assert printed(findings_lines(findings)) == [
        "edge of range the best l2 is the largest tried. Extend it.",
        "exploded trial 11 diverged at step 3.",
        "still falling trials 0, 1, 2, 3 and 5 more. For one, trial 0 was still falling. Train longer.",
    ]
    assert findings_lines([]) == []


def test_names_are_not_markup():
    finding = Finding("infeasible", (), "[bold]all[/bold] diverged.")
    assert printed(findings_lines([finding])) == ["infeasible [bold]all[/bold] diverged."]
    [line] = printed(stops_lines([trial(0, "until", "[red]x[/red]")]))
    assert line.endswith("1 until [red]x[/red].")
