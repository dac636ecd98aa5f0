"""``trainlab ask``: when does a condition hold?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root
from trainlab.cli.commands.show import TABLE_ROWS
from trainlab.cli.output.printed import say


class By(StrEnum):
    """What a row of the table is."""

    SETTING = "setting"
    TRIAL = "trial"


def command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY] QUESTION",
            help="A condition, such as 'train_loss < 0.5'; before it a study's name or folder, the newest "
            "by default.",
            show_default=False,
        ),
    ],
    hold: Annotated[
        str,
        typer.Option(
            help="Steps, or evaluations, in a row at which it must hold; 'end': until training ends."
        ),
    ] = "1",
    by: Annotated[
        By | None,
        typer.Option(
            help="What a row is: a setting, with the median over its seeds, or a trial; settings by default, "
            "where there are several seeds.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(help="Rows to show; 20 in a table, all in JSON.", min=1, show_default=False),
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Say when a condition over curves and settings first holds, for every trial.

    Curves: train_loss, learning_rate, evaluated_train_loss, train_accuracy, validation_loss,
    validation_accuracy, and the probes of the study; step and epoch; every setting by its name. An evaluation
    counts until the next one.

    Operators: < <= > >= == !=, and, or, not, + - * /, parentheses; 85% is 0.85.

    Functions: min(c), max(c): so far; first(c), last(c): the curve's first and last value; mean_over(c, k):
    the mean over the last k points.

    For example: "mean_over(train_loss, 20) < 0.3 and validation_accuracy > 85%",
    "optimizer == adam and train_loss < first(train_loss) / 2".
    """
    from trainlab.errors import QuestionError
    from trainlab.study import open as open_study

    if len(words) > 2:
        raise QuestionError(
            f"ask takes a study and a question, not {len(words)} words: put the question in quotation marks."
        )
    opened = open_study(words[0] if len(words) == 2 else None, root)
    answers = opened.ask(words[-1], hold)
    if as_csv:
        from trainlab.cli.output.json import answers_json, print_rows

        rows = answers_json(answers, top)["trials"]
        print_rows([{**row.pop("settings"), **row} for row in rows], as_csv)
        return
    if as_json:
        from trainlab.cli.output.json import answers_json, print_json

        print_json({"study": str(opened.folder), **answers_json(answers, top)})
        return
    from rich.table import Table

    from trainlab.cli.output.console import print_table, table_width
    from trainlab.cli.reports.answers import answer_line, groups_lines, trials_lines
    from trainlab.terminal import Console

    console = Console()
    groups = answers.groups()
    seeds = any(len(group.answers) > 1 for group in groups)
    if by is By.SETTING or (by is None and seeds):
        lines = groups_lines(answers, groups, top or TABLE_ROWS, table_width())
    else:
        lines = trials_lines(answers, top or TABLE_ROWS, table_width())
    for line in (*lines, answer_line(answers)):
        if isinstance(line, Table):
            print_table(console, line)
        else:
            console.print(line)
    say(f"study: {opened.folder}")
