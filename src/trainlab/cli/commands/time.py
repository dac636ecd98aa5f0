"""``trainlab time``: what a step of each program takes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root, StudyArgument
from trainlab.cli.output.printed import say

if TYPE_CHECKING:
    from trainlab.record import Trial
    from trainlab.study import Study

BUSY = 0.5
"""A spread from which a remark says that other processes slowed the measurement."""


def command(
    study: StudyArgument = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often every program is measured.")] = 9,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Measure what one step of each trial's program takes by itself, and keep it with the study.

    Every program is compiled for a single trial; all of them take turns in several rounds, and the fastest
    run of each counts. Tables, 'ask' and 'plot --against time' use it from then on.
    """
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    measure(opened, rounds)
    rows = program_rows(opened)
    if as_csv or as_json:
        from trainlab.cli.output.json import print_rows

        print_rows(rows, as_csv)
        return
    print_programs(opened, rows)


def measure(study: Study, rounds: int) -> None:
    """Measure the programs of a study, with a line that says how far it is."""
    from trainlab.study.answers.timing import time_study
    from trainlab.terminal import Console

    with Console(stderr=True).status("compiling") as status:
        time_study(
            study.reader,
            rounds=rounds,
            compiling=lambda done, of: status.update(f"compiling: {done} of {of} programs"),
            measured=lambda done, of: status.update(f"measuring: round {done} of {of}"),
        )


def program_rows(study: Study) -> list[dict[str, Any]]:
    """What was measured of every program of a study, the fastest first."""
    times, varied = study.reader.measured().step_times, study.info.varied
    by_id = {record.id: record for record in study.reader.trials()}
    rows = []
    for population in study.reader.populations():
        time, members = times[population.id], [by_id[id] for id in population.trials]
        shared = {
            name: members[0].settings.get(name)
            for name in varied
            if len({member.settings.get(name) for member in members}) == 1
        }
        rows.append(
            {
                **shared,
                "trials": len(members),
                "step_time": time.seconds,
                "spread": time.spread,
                "evaluation_time": time.evaluation,
                "trial_steps_per_second": _throughput(members[0]),
            }
        )
    return sorted(rows, key=lambda row: row["step_time"])


def _throughput(trial: Trial) -> float | None:
    """Trial-steps a second that the program of a trial made while it trained; None where not known."""
    if trial.seconds_per_step is None or trial.together is None:
        return None
    return trial.together / trial.seconds_per_step


def print_programs(study: Study, rows: list[dict[str, Any]]) -> None:
    """Print what was measured as a table."""
    from trainlab.cli.output.console import print_table, table_width
    from trainlab.cli.tables.columns import Column, plain_table
    from trainlab.cli.tables.fit_width import fit
    from trainlab.cli.tables.trial_columns import seconds
    from trainlab.plain import plain
    from trainlab.record.wording import short_value
    from trainlab.terminal import Console

    names = [name for name in study.info.varied if any(name in row for row in rows)]
    fastest = rows[0]["step_time"]
    columns = [
        *(
            Column(
                plain(name).replace("_", "_\n"), [short_value(row.get(name)) for row in rows], "left",
                kind="words", name=name,
            )
            for name in names
        ),
        Column("trials", [str(row["trials"]) for row in rows], spare=2),
        Column("step\ntime", [seconds(row["step_time"]) for row in rows]),
        Column("times the\nfastest", [f"{row['step_time'] / fastest:.2f}" for row in rows]),
        Column("spread", [f"{row['spread']:.0%}" for row in rows]),
        Column("evaluation", [seconds(row["evaluation_time"]) for row in rows], spare=1),
        Column(
            "trial-steps/s\ntogether",
            ["-" if (rate := row["trial_steps_per_second"]) is None else f"{rate:,.0f}" for row in rows],
            spare=3,
        ),
    ]  # fmt: skip
    caption = (
        "step time: of one trial by itself, the fastest run. spread: how much slower the median round was. "
        "trial-steps/s together: what the study's program made of all its trials while it trained."
    )
    if max(row["spread"] for row in rows) > BUSY:
        caption += " The machine was busy: measure again when it is idle, or with more --rounds."
    title = f"{study.info.name}: {len(rows)} {'program' if len(rows) == 1 else 'programs'} by step time"
    console = Console()
    print_table(console, plain_table(fit(columns, table_width()).columns, title))
    console.print(caption, style="dim")
    say(f"study: {study.folder}")
