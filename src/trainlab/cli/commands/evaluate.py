"""``trainlab evaluate``: a trained net on a split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root, TrialArgument
from trainlab.cli.commands.show import TABLE_ROWS
from trainlab.cli.output.printed import say
from trainlab.metrics import METRICS
from trainlab.tasks import metrics_of, task_of

if TYPE_CHECKING:
    from trainlab.study import Study, StudyTrial


def command(
    study: TrialArgument = None,
    trial: Annotated[int | None, typer.Option(help="A trial's number.")] = None,
    best: Annotated[
        bool, typer.Option("--best", help="The best trial by validation accuracy, or RMSE (default).")
    ] = False,
    every: Annotated[
        bool,
        typer.Option("--all", help="Every trial that has ended; the study keeps the results."),
    ] = False,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Keep what it predicts with the study: 'trainlab view' shows which it gets wrong."
        ),
    ] = False,
    weights: Annotated[
        str,
        typer.Option(
            help="best: those of the best validation accuracy (or RMSE), or of the best check of "
            "early_stopping; final: after its last step."
        ),
    ] = "best",
    top: Annotated[
        int | None,
        typer.Option(
            help="With --all, trials to show; 20 in a table, all in CSV and JSON.", min=1, show_default=False
        ),
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Measure a trial's net on a split, or those of all trials.

    With --all the results are kept with the study: test_accuracy is then known to tables, 'ask' and 'plot'.
    """
    from trainlab.errors import StudyError
    from trainlab.study.networks.start import find_trial

    if trial is not None and best:
        raise StudyError("--trial and --best both choose the trial: give one.")
    opened, named = find_trial(study, root)
    if named is not None and trial is not None:
        raise StudyError(f"'{study}' and --trial both choose the trial: give one.")
    trial = named if trial is None else trial
    if every and keep:
        raise StudyError("--keep keeps the predictions of one trial: leave out --all.")
    if every:
        if trial is not None or best:
            raise StudyError("--all measures every trial: leave out --trial and --best.")
        _evaluate_all(opened, split, weights, top, as_csv, as_json)
        return
    if as_csv:
        raise StudyError("--csv needs --all: one trial makes no table.")
    chosen = opened.best() if trial is None else opened.trial(trial)
    result = chosen.evaluate(split, weights)
    if keep:
        chosen.keep_predictions(split, weights)
    if as_json:
        from trainlab.cli.output.json import print_json

        print_json({"study": str(opened.folder), "trial": chosen.id, **result})
        return
    from trainlab.settings import format_value

    names = [*opened.info.varied, "seed"]
    settings = ", ".join(f"{name}={format_value(chosen.settings.get(name))}" for name in names)
    say(f"{opened.info.name}, trial {chosen.id} ({settings}), {weights} weights")
    digits = 2 if result["examples"] > 1000 else 1
    measured = [f"{METRICS[name].title} {_text(name, result[name], digits)}" for name in _metrics(chosen)]
    say(f"{split}: {', '.join(measured)}, {result['examples']:,} examples")
    if not chosen.record.over:
        say(f"the trial has not ended: these are its weights as of step {chosen.record.steps:,}.")
    if trial is None and (tie := opened.tie()):
        say(tie)


def _metrics(trial: StudyTrial) -> list[str]:
    """What is measured of a trial, the metric that trials are ranked by first and the loss last."""
    ranked_by = task_of(trial.settings).ranked_by
    return sorted(metrics_of(trial.settings), key=lambda name: (name == "loss", name != ranked_by))


def _text(name: str, value: float, digits: int = 1) -> str:
    from trainlab.record.wording import measured_value

    metric = METRICS[name]
    return measured_value(metric.validation_curve, value, digits) if metric.unit else f"{value:.4f}"


def _evaluate_all(
    study: Study, split: str, weights: str, top: int | None, as_csv: bool, as_json: bool
) -> None:
    """Measure every trial and print the table of trials with what was measured."""
    from trainlab.study import open as open_study
    from trainlab.terminal import Console

    with Console(stderr=True).status("evaluating") as status:
        scores = study.evaluate_all(
            split, weights, told=lambda done, of: status.update(f"evaluating: {done:,} of {of:,} trials")
        )
    rows = [
        {
            "trial": id,
            **{name: study.trial(id).settings.get(name) for name in (*study.info.varied, "seed")},
            "split": split, "weights": weights, **score.values, "examples": score.examples,
        }
        for id, score in scores.items()
    ]  # fmt: skip
    by = task_of(study.trials[0].settings).ranked_by
    rows.sort(key=lambda row: (-METRICS[by].sign * row[by], row["loss"], row["trial"]))
    if as_csv or as_json:
        from trainlab.cli.output.json import print_rows

        print_rows(rows[:top], as_csv)
        return
    if (split, weights) == ("test", "best"):
        from trainlab.cli.reports.study import print_trials

        print_trials(open_study(study.folder), top or TABLE_ROWS)
        return
    from trainlab.cli.output.console import print_table
    from trainlab.cli.tables.columns import Column, plain_table

    shown = rows[: top or TABLE_ROWS]
    columns = [
        Column("trial", [str(row["trial"]) for row in shown]),
        *(
            Column(METRICS[name].title, [_text(name, row[name]) for row in shown])
            for name in _metrics(study.trials[0])
        ),
    ]
    console = Console()
    title = f"{study.info.name}: {len(rows)} trials on {split}, {weights} weights"
    print_table(console, plain_table(columns, title))
    say(f"study: {study.folder}")
