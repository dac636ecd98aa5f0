"""A study as a table: for programs (Arrow) and for notebooks (HTML)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from trainlab.counted import shown_of
from trainlab.diagnose import rank
from trainlab.diagnose.facts import FACTS, fact, known_facts
from trainlab.errors import StudyError, unknown_name
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.settings import SETTINGS, format_value

if TYPE_CHECKING:
    import pyarrow as pa

_PROGRESS = (
    "status", "steps", "length", "diverged_at", "stopped_by", "best_step", "parameters", "seconds_per_step",
)  # fmt: skip

NOTEBOOK_ROWS = 20
"""Trials a notebook shows, the best ones."""


def frame(trials: Sequence[Trial], info: StudyInfo) -> pa.Table:
    """One row a trial, in their order.

    Columns: ``id``, every setting any trial has, ``status``, ``steps``, ``length``, ``diverged_at``,
    ``stopped_by``, ``best_step``, ``parameters``, ``seconds_per_step``, and every evaluation curve's value at
    the last evaluation (``final_...``) and at the best one (``best_...``), and the facts that are known
    (``examples``, ``test_accuracy`` once evaluated, ``step_time`` once measured). A setting that means
    nothing to a trial is null; one that holds both numbers and words (``batch_size``: 32, full) is text.
    """
    import pyarrow as pa

    columns: dict[str, list] = {"id": [trial.id for trial in trials]}
    for name in SETTINGS:
        values = [trial.settings.get(name) for trial in trials]
        if any(value is not None for value in values):
            columns[name] = (
                values
                if len(_kinds(values)) == 1
                else [None if v is None else format_value(v) for v in values]
            )
    for field in _PROGRESS:
        columns[field] = [getattr(trial, field) for trial in trials]
    for curve in EVALUATION_CURVES:
        columns[f"final_{curve}"] = [trial.final.get(curve) for trial in trials]
        columns[f"best_{curve}"] = [trial.best.get(curve) for trial in trials]
    for name in known_facts(info, trials):
        columns.setdefault(name, [fact(info, trial, name) for trial in trials])
    return pa.table(columns)


def chosen_frame(info: StudyInfo, trials: Sequence[Trial], names: Sequence[str]) -> pa.Table:
    """Some columns of some trials, one row each: ``trial`` first, then those that were named.

    Args:
        info: the study.
        trials: the trials, in the order wanted.
        names: settings, curves (the value of the best evaluation; ``final_`` before one for its last), facts,
            ``steps`` and ``status``; all there are by default.

    Raises:
        StudyError: nothing has such a name.
    """
    whole = frame(trials, info)
    whole = whole.rename_columns(["trial" if name == "id" else name for name in whole.column_names])
    if not names:
        return whole
    wanted = [f"best_{name}" if name in EVALUATION_CURVES else name for name in names]
    known = [name.removeprefix("best_") for name in whole.column_names]
    for name, column in zip(names, wanted, strict=True):
        if column not in whole.column_names:
            if name in FACTS:
                raise StudyError(f"no trial of study {info.name} has {name} yet.")
            raise StudyError(unknown_name("column", name, known))
    return whole.select(list(dict.fromkeys(["trial", *wanted])))


def _kinds(values: Sequence[object]) -> set[type]:
    return {float if type(value) is int else type(value) for value in values if value is not None}


def html(info: StudyInfo, trials: Sequence[Trial]) -> str:
    """The best trials as an HTML table; everything a user named is escaped."""
    varied = info.varied
    heads = ["trial", *varied, "seed", "validation accuracy", "validation loss", "train loss", "status"]
    rows = []
    for trial in rank(trials)[:NOTEBOOK_ROWS]:
        settings = [format_value(trial.settings.get(name)) for name in (*varied, "seed")]
        values = [
            _number(trial.best.get(name))
            for name in ("validation_accuracy", "validation_loss", "evaluated_train_loss")
        ]
        rows.append([str(trial.id), *settings, *values, trial.status_text])
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    shown = ("the best " if len(rows) < len(trials) else "") + shown_of(len(rows), len(trials), "trial")
    return (
        f"<p><b>{escape(info.name)}</b>: {shown} of {escape(info.data)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
