"""Tables for the terminal: trials and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainlab.cli.columns import GAP, Column, ever_fewer, plain_table, setting_column
from trainlab.cli.lines import SYMPTOM_STYLES
from trainlab.cli.sparkline import spark_range, sparkline
from trainlab.counted import shown_of
from trainlab.diagnose.ranking import sort_trials
from trainlab.diagnose.varied import varied_values
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.settings.setting import Setting

SPARKS = "train loss"
SPARK_WIDTHS = (16, 10)
"""Characters of the small curves, where there is room and where there is not."""

WIDE_SETTINGS = 110
"""Characters from which on every fact about a setting has a column of its own."""

HEADERS = {
    "validation_accuracy": "val.\naccuracy",
    "validation_loss": "val.\nloss",
    "evaluated_train_loss": "train\nloss",
    "train_accuracy": "train\naccuracy",
}


def trials_table(
    info: StudyInfo, trials: Sequence[Trial], sparks: Mapping[int, np.ndarray] | None = None,
    findings: Mapping[int, str] | None = None, sort: str = "validation_accuracy", top: int | None = 20,
    width: int | None = None,
) -> Table:  # fmt: skip
    """The trials of a study, one row each.

    Args:
        info: the study.
        trials: all of its trials.
        sparks: train loss by trial id, drawn as small curves on one logarithmic scale.
        findings: one or two words by trial id.
        sort: an evaluation curve (best first), a setting or ``id``.
        top: rows at most; None for all.
        width: characters the table may take; by default the terminal's. Less telling columns go first.

    Raises:
        StudyError: nothing to sort by has that name.
    """
    ordered = sort_trials(trials, sort)
    rows = ordered[:top]
    accuracy = _accuracy_digits(info)
    columns = [
        Column("", [str(place + 1) for place in range(len(rows))], spare=1),
        Column("trial", [str(trial.id) for trial in rows]),
        *(setting_column(name, rows) for name in info.varied),
    ]
    if len(varied_values(trials, "seed")) > 1:
        columns.append(setting_column("seed", rows))
    columns += [
        _curve_column("validation_accuracy", rows, accuracy),
        Column(
            "final\naccuracy", [_percent(t.final.get("validation_accuracy"), accuracy) for t in rows], spare=3
        ),
        _curve_column("validation_loss", rows, accuracy),
        _curve_column("evaluated_train_loss", rows, accuracy, spare=4),
    ]
    if sort in EVALUATION_CURVES and sort not in (
        "validation_accuracy",
        "validation_loss",
        "evaluated_train_loss",
    ):
        columns.append(_curve_column(sort, rows, accuracy))
    columns.append(_made_column(info, rows))
    verdicts = [_verdict(trial, (findings or {}).get(trial.id, "")) for trial in rows]
    if any(verdicts):
        columns.append(Column("finding", verdicts, "left"))
    title = _title(info, rows, ordered, sort)
    return _fit(columns, title, rows, sparks or {}, Console().width if width is None else width)


def settings_table(settings: Sequence[Setting], width: int | None = None) -> Table:
    """Settings, as the settings table declares them.

    Args:
        settings: the settings.
        width: characters the table may take; by default the terminal's. A narrow one puts several facts into
            a column.
    """
    width = Console().width if width is None else width
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    if width >= WIDE_SETTINGS:
        for header in ("name", "owner", "kind", "allowed", "scale", "default", "meaning"):
            table.add_column(
                header, overflow="fold", ratio={"allowed": 3, "default": 3, "meaning": 5}.get(header)
            )
        for setting in settings:
            facts = (
                setting.owner,
                setting.kind,
                setting.allowed,
                setting.scale or "-",
                setting.default_text(),
            )
            table.add_row(Text(setting.name, "bold"), *map(Text, facts), Text(setting.meaning))
        return table
    table.add_column("name, owner, kind", no_wrap=True)
    table.add_column("allowed; scale; default", overflow="fold", ratio=1)
    table.add_column("meaning", overflow="fold", ratio=1)
    for setting in settings:
        name = Text.assemble((setting.name, "bold"), "\n", (f"{setting.owner}, {setting.kind}", "dim"))
        facts = [
            setting.allowed,
            f"{setting.scale} scale" if setting.scale else "",
            f"default {setting.default_text()}",
        ]
        table.add_row(name, Text("; ".join(fact for fact in facts if fact)), Text(setting.meaning))
        table.add_section()
    return table


def _curve_column(name: str, rows: Sequence[Trial], digits: int, spare: int = 0) -> Column:
    values = [trial.best.get(name) for trial in rows]
    cells = [_percent(value, digits) if name.endswith("accuracy") else _loss(value) for value in values]
    return Column(HEADERS.get(name, name.replace("_", "\n")), cells, spare=spare)


def _made_column(info: StudyInfo, rows: Sequence[Trial]) -> Column:
    """How much training the trials had: a column that stays where some of them stopped early."""
    stopped = any(trial.status == "stopped" for trial in rows)
    if stopped and all("epochs" in trial.settings for trial in rows):
        unit = "epochs"
        cells = [f"{trial.steps / trial.steps_per_epoch:,.1f}".removesuffix(".0") for trial in rows]
    else:
        unit, cells = "steps", [f"{trial.steps:,}" for trial in rows]
    return Column(f"{unit}\nmade" if unit in info.varied else unit, cells, spare=0 if stopped else 5)


def _accuracy_digits(info: StudyInfo) -> int:
    """Decimals of a percentage that a validation split of this size can fill."""
    size = info.dataset.get("validation")
    return 2 if isinstance(size, int) and size > 1000 else 1


def _percent(value: float | None, digits: int) -> str:
    return "-" if value is None or not np.isfinite(value) else f"{100 * value:.{digits}f}%"


def _loss(value: float | None) -> str:
    if value is None or not np.isfinite(value):
        return "-"
    return f"{value:.4f}" if 5e-4 <= value < 100 or value == 0 else f"{value:.1e}"


def _verdict(trial: Trial, finding: str) -> Text:
    """The finding, or how far the trial is, or why it stopped early."""
    if trial.status == "diverged":
        return Text(trial.status_text.replace("diverged at step", "diverged at"), SYMPTOM_STYLES["exploded"])
    if not trial.over:
        return Text(trial.status_text, "dim")
    if trial.status == "stopped" and not finding:
        return Text("until reached" if trial.stopped_by == "until" else "early stopping", "dim")
    return Text(finding, SYMPTOM_STYLES.get(finding, ""))


def _title(info: StudyInfo, rows: Sequence[Trial], ordered: Sequence[Trial], sort: str) -> str:
    shown = shown_of(len(rows), len(ordered), "trial")
    return f"{info.name}: {shown} by {sort.replace('_', ' ') if sort in EVALUATION_CURVES else sort}"


def _fit(
    columns: Sequence[Column], title: str, rows: Sequence[Trial], sparks: Mapping[int, np.ndarray], width: int
) -> Table:
    """The table with as many of its columns as fit, and the larger of the curves that fits."""
    spark_widths = SPARK_WIDTHS if any(trial.id in sparks for trial in rows) else (0,)
    kept = list(columns)
    for kept in ever_fewer(columns):
        room = width - sum(column.width + GAP for column in kept)
        for spark_width in spark_widths:
            if room >= (max(spark_width, len(SPARKS)) if spark_width else -GAP):
                return _table(kept, title, rows, sparks, spark_width)
    return _table(kept, title, rows, sparks, spark_widths[-1])


def _table(
    columns: Sequence[Column],
    title: str,
    rows: Sequence[Trial],
    sparks: Mapping[int, np.ndarray],
    spark_width: int,
) -> Table:
    caption = "val.: validation, at each trial's best evaluation."
    if spark_width:
        columns = [*columns, Column(SPARKS, _spark_cells(rows, sparks, spark_width), "left")]
        caption = f"{caption[:-1]}; curves on one log scale."
    return plain_table(columns, title, caption)


def _spark_cells(rows: Sequence[Trial], sparks: Mapping[int, np.ndarray], width: int) -> list[Text]:
    curves = [
        np.asarray(sparks[trial.id]) for trial in rows if trial.id in sparks and trial.status != "diverged"
    ]
    low, high = spark_range(curves, width) or (None, None)
    cells = []
    for trial in rows:
        diverged = trial.status == "diverged"
        values = sparks.get(trial.id, np.empty(0))
        cell = Text(sparkline(values, width - diverged, low=low, high=high), "cyan")
        cells.append(cell.append("×", SYMPTOM_STYLES["exploded"]) if diverged else cell)
    return cells
