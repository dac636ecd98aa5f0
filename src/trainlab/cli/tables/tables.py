"""Tables for the terminal: trials and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rich import box
from rich.table import Table

from trainlab.cli.output.console import table_width
from trainlab.cli.tables._sparkline import rises_far, spark_range, sparkline
from trainlab.cli.tables.columns import Column, plain_table
from trainlab.cli.tables.fit_width import fit
from trainlab.cli.tables.lines import SYMPTOM_STYLES
from trainlab.cli.tables.trial_columns import chosen_columns, usual_columns
from trainlab.counted import shown_of
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.record.facts import FACTS, known_facts
from trainlab.record.groups.merit import usual_curve
from trainlab.record.groups.ranking import sort_trials
from trainlab.record.wording import curve_words
from trainlab.specs.setting import Setting
from trainlab.terminal import Text

SPARKS = "train loss"
SPARK_WIDTHS = (16, 10)
"""Characters of the sparklines, where there is room and where there is not."""

WIDE_SETTINGS = 110
"""Width from which on every fact about a setting has its own column."""

MAX_SETTINGS = 160
"""Characters the table of settings takes at most: its last column is prose."""


def trials_table(
    info: StudyInfo, trials: Sequence[Trial], sparks: Mapping[int, np.ndarray] | None = None,
    findings: Mapping[int, str] | None = None, sort: str | None = None, top: int | None = 20,
    width: int | None = None, columns: Sequence[str] = (),
) -> Table:  # fmt: skip
    """The trials of a study, one row each.

    Args:
        info: the study.
        trials: all of its trials.
        sparks: train loss by trial id, drawn as small curves on one logarithmic scale.
        findings: one or two words by trial id.
        sort: an evaluation curve (best first), a setting, a fact such as ``parameters``, or ``id``; by
            default the curve of the trials' task.
        top: rows at most; None for all.
        width: characters the table may take; by default the terminal's, and all it needs in a pipe. Numbers
            are never cut: see :func:`trainlab.cli.tables.fit_width.fit` for what gives way.
        columns: names of the columns to show instead of the usual ones.

    Raises:
        StudyError: nothing to sort by, or to show, has that name.
    """
    sort = usual_curve(trials) if sort is None else sort
    ordered = sort_trials(trials, sort, info=info)
    rows = ordered[:top]
    if columns:
        made = chosen_columns(info, trials, rows, columns, findings or {})
        sparks = sparks if "curve" in columns else {}
    else:
        made = usual_columns(info, trials, rows, sort, findings or {})
    drawn = any(trial.id in (sparks or {}) for trial in rows)
    widths = [max(width, len(SPARKS)) for width in SPARK_WIDTHS] if drawn else []
    fitted = fit(made, table_width() if width is None else width, widths)
    shown = list(fitted.columns)
    caption = "val.: validation, at each trial's best evaluation."
    if fitted.spark:
        shown.append(Column(SPARKS, _spark_cells(rows, sparks or {}, fitted.spark), "left"))
        caption = f"{caption[:-1]}; curves on one log scale."
    if fitted.same:
        caption = f"{caption}\nall shown: {', '.join(fitted.same)}."
    caption += "".join(f"\n{line}" for line in _unmeasured(info, trials, columns))
    return plain_table(shown, _title(info, rows, ordered, sort), caption)


def _unmeasured(info: StudyInfo, trials: Sequence[Trial], columns: Sequence[str]) -> list[str]:
    """What to do about requested columns for which no trial has a value."""
    known = known_facts(info, trials)
    without = [name for name in columns if name in FACTS and name not in known and FACTS[name].get_it]
    return [f"{name}: not measured yet; '{FACTS[name].get_it}' does." for name in without]


def settings_table(settings: Sequence[Setting], width: int | None = None) -> Table:
    """Settings, as the settings table declares them.

    Args:
        settings: the settings.
        width: characters the table may take; by default the terminal's. A narrow one puts several facts into
            a column.
    """
    width = min(table_width() if width is None else width, MAX_SETTINGS)
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


def _title(info: StudyInfo, rows: Sequence[Trial], ordered: Sequence[Trial], sort: str) -> str:
    shown = shown_of(len(rows), len(ordered), "trial")
    return f"{info.name}: {shown} by {curve_words(sort) if sort in EVALUATION_CURVES else sort}"


def _spark_cells(rows: Sequence[Trial], sparks: Mapping[int, np.ndarray], width: int) -> list[Text]:
    curves = {trial.id: np.asarray(sparks[trial.id]) for trial in rows if trial.id in sparks}
    calm = [
        curves[trial.id] for trial in rows
        if trial.id in curves and trial.status != "diverged" and not rises_far(curves[trial.id])
    ]  # fmt: skip
    low, high = spark_range(calm or list(curves.values()), width) or (None, None)
    cells = []
    for trial in rows:
        diverged = trial.status == "diverged"
        values = curves.get(trial.id, np.empty(0))
        cell = Text(sparkline(values, width - diverged, low=low, high=high), "cyan")
        cells.append(cell.append("×", SYMPTOM_STYLES["exploded"]) if diverged else cell)
    return cells
